//! Round trips, links that must mean the same forever, and links made to do harm.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::experiment::fields::{Field, Scale, existing};
use crate::experiment::{BY_TIME, Model, Source};

fn set(experiment: Experiment, path: &str, value: impl Into<Value>) -> Experiment {
    experiment.set(path, value.into()).unwrap()
}

fn understood(link: &str) -> Experiment {
    let link = decode(link);
    assert_eq!(link.problems, []);
    link.experiment
}

#[test]
fn defaults_need_no_link_but_have_one() {
    let written = encode(&Experiment::default(), Page::default());
    assert_eq!(
        (written.fragment.as_str(), written.left_out.len()),
        ("corpus.source.kind=english_stories", 0)
    );
    assert_eq!(understood(&written.fragment), Experiment::default());
    let page = Page {
        language: Some(Language::Chinese),
        theme: None,
    };
    assert_eq!(
        encode(&Experiment::default(), page).fragment,
        "corpus.source.kind=english_stories&lang=zh"
    );
    assert_eq!(understood(""), Experiment::default());
    assert_eq!(understood("#"), Experiment::default());
    assert_eq!(
        understood("https://example.org/babble/"),
        Experiment::default()
    );
}

#[test]
fn a_link_tells_whether_it_has_a_recipe() {
    for link in ["", "#", "lang=zh", "#theme=dark&lang=en"] {
        assert!(!decode(link).has_recipe, "{link}");
    }
    // Also where what it says is the default, or cannot be understood.
    for link in [
        "corpus.source.kind=english_stories&lang=zh",
        "device=auto",
        "model.kind=bert",
    ] {
        let link = decode(link);
        assert!(link.has_recipe);
        assert_eq!(link.experiment, Experiment::default());
    }
    for preset in crate::experiment::presets::presets() {
        for language in [Language::English, Language::Chinese] {
            let written = encode(&preset.experiment(language), Page::default());
            assert!(decode(&written.fragment).has_recipe);
        }
    }
}

#[test]
fn a_link_reads_like_the_recipe() {
    let experiment = set(Experiment::default(), "model.layers", 4);
    let experiment = set(experiment, "training.learning_rate", 1e-3);
    let experiment = set(experiment, "corpus.source.kind", "pasted");
    let experiment = set(experiment, "corpus.source.text", "To be, or not to be.");
    let page = Page {
        language: Some(Language::Chinese),
        theme: Some(Theme::Dark),
    };
    let written = encode(&experiment, page);
    assert_eq!(
        written.fragment,
        "corpus.source.kind=pasted&corpus.source.text=To+be,+or+not+to+be%2E&model.layers=4&training.learning_rate=0.001&lang=zh&theme=dark"
    );
    let link = decode(&format!("https://example.org/babble/#{}", written.fragment));
    assert_eq!(
        (link.experiment, link.page, link.problems),
        (experiment, page, vec![])
    );
}

#[test]
fn kinds_come_first_wherever_they_stand_and_bring_their_own_defaults() {
    let Model::Ngram(ngram) =
        understood("model.smoothing.discount=0.5&model.smoothing.kind=kneser_ney&model.kind=ngram")
            .model
    else {
        panic!("not an n-gram")
    };
    assert_eq!(
        serde_json::to_value(ngram).unwrap()["smoothing"],
        json!({"kind": "kneser_ney", "discount": 0.5})
    );
    let Model::Lstm(lstm) = understood("model.layers=2&model.kind=lstm").model else {
        panic!("not an LSTM")
    };
    assert_eq!(
        (lstm.layers, lstm.width),
        (2, crate::experiment::Recurrent::default().width)
    );
}

#[test]
fn what_is_not_understood_is_told_item_by_item_and_left_at_its_default() {
    let link = decode(
        "model.layers=four&model.heads=2&model.depth=3&=&lang=fr&theme=pink&model.width&model.order=2&sampling.prompt=%zz&sampling.prompt=x&model.kind=bert",
    );
    let paths: Vec<_> = link
        .problems
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    assert_eq!(
        paths,
        [
            "model.kind",
            "model.layers",
            "model.depth",
            "",
            "lang",
            "theme",
            "model.width",
            "model.order",
            "sampling.prompt",
            "sampling.prompt"
        ]
    );
    assert_eq!(
        link.experiment,
        set(Experiment::default(), "model.heads", 2)
    );
    assert_eq!(link.page, Page::default());
}

#[test]
fn pasted_text_travels_compressed_up_to_the_limit() {
    let pasted = |text: String| {
        set(
            set(Experiment::default(), "corpus.source.kind", "pasted"),
            "corpus.source.text",
            text,
        )
    };
    let verse = pasted("The cat sat on the mat. The dog sat on the log.\n".repeat(50));
    let written = encode(&verse, Page::default());
    assert!(written.fragment.contains("corpus.source.text.z=") && written.fragment.len() < 200);
    assert_eq!(understood(&written.fragment), verse);

    // Digits of a linear congruential generator do not compress.
    let mut state = 1u32;
    let noise: String = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from(b'!' + (state >> 24) as u8 % 90)
    })
    .take(20_000)
    .collect();
    let noise = pasted(noise);
    let written = encode(&noise, Page::default());
    assert_eq!(written.fragment, "corpus.source.kind=pasted");
    assert_eq!(written.left_out[0].path, "corpus.source.text");

    // A writer that remembers a text writes what one that does not would write.
    let mut writer = Writer::default();
    for experiment in [&verse, &verse, &noise, &noise, &verse] {
        let next = set(experiment.clone(), "sampling.temperature", 0.5);
        assert_eq!(
            writer.write(&next, Page::default()),
            encode(&next, Page::default())
        );
    }
    // A long prompt does not make it forget the text.
    let prompted = set(verse, "sampling.prompt", "Once upon a time. ".repeat(40));
    let mut writer = Writer::default();
    writer.write(&prompted, Page::default());
    let known: Vec<&str> = writer.last.keys().copied().collect();
    assert_eq!(known, ["corpus.source.text", "sampling.prompt"]);
}

#[test]
fn compression_gives_up_where_there_is_no_room() {
    let text = "The cat sat on the mat. ".repeat(40_000);
    let room = text::compress(&text, MAX_TEXT_BYTES).unwrap().len();
    assert_eq!(
        text::decompress(&text::compress(&text, room + 64).unwrap(), text.len()),
        Some(text.clone())
    );
    assert_eq!(text::compress(&text, room / 2), None);
}

#[test]
fn harm_is_contained() {
    // 16 MiB of zeros in about 20 KB: never inflated beyond what a text may have.
    let bomb = text::compress(&"0".repeat(16 << 20), MAX_FRAGMENT_BYTES).unwrap();
    for key in [
        "corpus.source.text.z",
        "sampling.prompt.z",
        "model.layers.z",
    ] {
        let link = decode(&format!("corpus.source.kind=pasted&{key}={bomb}"));
        assert_eq!(link.problems.len(), 1, "{key}");
        assert!(
            matches!(&link.experiment.corpus.source, Source::Pasted(pasted) if pasted.text.is_empty())
        );
    }
    let endless = decode(&"a=1&".repeat(MAX_FRAGMENT_BYTES));
    assert_eq!(endless.problems.len(), 1);
    let many = decode(&(0..5000).map(|n| format!("x{n}=1&")).collect::<String>());
    assert_eq!(many.problems.len(), MAX_PROBLEMS + 1);
    let deep = decode(&format!("{}=1", "model.".repeat(5000)));
    assert_eq!(deep.problems.len(), 1);
    assert!(deep.problems[0].path.len() < 100);
}

/// Links that have been given out. A change that breaks one of them breaks somebody's lesson: do not edit an entry,
/// mend the code (a new default needs a new kind of key, or a version in the link).
#[test]
fn golden_links_mean_what_they_always_meant() {
    let golden: Vec<Value> = serde_json::from_str(include_str!("golden.json")).unwrap();
    assert!(golden.len() >= 10);
    for entry in golden {
        let experiment = understood(entry["link"].as_str().unwrap());
        // A setting that came later is at its default, which must be what was always done.
        let mut meant: Experiment = serde_json::from_value(entry["experiment"].clone()).unwrap();
        // When it speaks is no part of what it learns: what no link says goes by the clock today.
        if !entry["link"].as_str().unwrap().contains("sample_every") {
            meant.training.sample_every = BY_TIME;
        }
        assert_eq!(experiment, meant, "{}", entry["link"]);
    }
}

/// Any experiment that the controls can make.
pub(crate) fn any_experiment() -> impl Strategy<Value = Experiment> {
    let turn = (any::<prop::sample::Index>(), 0.0..=1.0, any::<String>());
    prop::collection::vec(turn, 0..40).prop_map(|turns| {
        turns
            .into_iter()
            .fold(Experiment::default(), |experiment, (index, share, text)| {
                let fields = existing(&experiment);
                let field = index.get(&fields);
                set(experiment, field.path, value_at(field, share, text))
            })
    })
}

/// A value of this setting: `share` of the way through its range, or `text`.
fn value_at(field: &Field, share: f64, text: String) -> Value {
    match &field.control {
        Control::Integer { min, max } => {
            (min + (share * (max - min) as f64) as u64).min(*max).into()
        }
        Control::Number { min, max, scale } => match scale {
            Scale::Linear => min + share * (max - min),
            Scale::Logarithmic => (min * (max / min).powf(share)).clamp(*min, *max),
        }
        .into(),
        Control::Choice(choices) => choices
            [((share * choices.len() as f64) as usize).min(choices.len() - 1)]
        .value
        .into(),
        Control::Text { max_bytes, .. } => {
            let end = text
                .char_indices()
                .map(|(at, _)| at)
                .take_while(|at| at <= max_bytes)
                .last();
            text[..end.unwrap_or(0)].into()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_experiment_survives_its_link(experiment in any_experiment()) {
        let written = encode(&experiment, Page::default());
        prop_assert!(written.left_out.is_empty());
        prop_assert!(written.fragment.is_ascii());
        let link = decode(&written.fragment);
        prop_assert_eq!(&link.problems, &vec![]);
        prop_assert_eq!(link.experiment, experiment);
    }

    #[test]
    fn any_text_is_read_without_panic(link in any::<String>()) {
        decode(&link);
    }

    #[test]
    fn anything_that_looks_like_a_link_is_read_without_panic(
        items in prop::collection::vec(("(model|training|corpus|x)(\\.[a-z]{1,8}){0,3}(\\.kind|\\.z)?", "[ -~é文%+]{0,20}"), 0..12)
    ) {
        let fragment = items.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&");
        prop_assert!(decode(&fragment).problems.len() <= items.len() + value_ampersands(&items));
    }

    #[test]
    fn percent_encoding_is_undone(text in any::<String>()) {
        prop_assert_eq!(text::percent_decode(&text::percent_encode(&text)), Some(text.clone()));
        let compressed = text::compress(&text, 2 * text.len() + 64).unwrap();
        prop_assert_eq!(text::decompress(&compressed, text.len()), Some(text));
    }
}

/// An ampersand within a value starts another item.
fn value_ampersands(items: &[(String, String)]) -> usize {
    items
        .iter()
        .map(|(_, value)| value.matches('&').count())
        .sum()
}
