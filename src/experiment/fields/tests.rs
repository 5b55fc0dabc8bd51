//! The table and the structs agree, leaf by leaf, in every variant.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::experiment::*;

/// Every combination of variants that has other leaves: each variant of each enum at least once.
fn every_variant() -> Vec<Experiment> {
    let mut experiments = vec![Experiment::default()];
    let mut seen = 0;
    while seen < experiments.len() {
        let experiment = experiments[seen].clone();
        seen += 1;
        for field in existing(&experiment)
            .into_iter()
            .filter(|field| field.is_kind())
        {
            let Control::Choice(choices) = &field.control else {
                panic!("{} is a kind, so it is a choice", field.path)
            };
            for choice in *choices {
                let next = experiment
                    .set(field.path, choice.value.into())
                    .unwrap_or_else(|problem| panic!("{problem}"));
                // Parts of the recipe do not change each other's leaves, so one part at a time is enough.
                let parts: BTreeSet<_> = next
                    .changes()
                    .iter()
                    .filter_map(|(field, _)| field.path.split('.').next())
                    .collect();
                if parts.len() <= 1 && !experiments.contains(&next) {
                    experiments.push(next);
                }
            }
        }
    }
    experiments
}

fn leaves(prefix: &str, value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let path = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                leaves(&path, member, into);
            }
        }
        _ => {
            into.insert(prefix.to_owned());
        }
    }
}

#[test]
fn the_table_covers_every_leaf_of_every_variant_exactly_once() {
    let experiments = every_variant();
    assert!(experiments.len() > 20, "{} variants", experiments.len());
    for experiment in experiments {
        let plain = serde_json::to_value(&experiment).unwrap();
        let mut expected = BTreeSet::new();
        leaves("", &plain, &mut expected);
        for (path, kinds) in IDLE {
            let (parent, _) = access::split(path);
            let kind = access::find(&plain, parent).and_then(|node| node["kind"].as_str());
            if kind.is_some_and(|kind| kinds.contains(&kind)) {
                assert!(expected.remove(*path), "{path} is idle in {kinds:?}");
            }
        }
        let rows: Vec<_> = existing(&experiment)
            .iter()
            .map(|field| field.path.to_owned())
            .collect();
        let unique: BTreeSet<_> = rows.iter().cloned().collect();
        assert_eq!(
            unique.len(),
            rows.len(),
            "a path has two rows in {experiment:?}"
        );
        assert_eq!(unique, expected);
    }
}

/// Serde, asked for a variant that does not exist, lists those that do.
#[test]
fn every_choice_is_one_that_the_structs_know_and_none_is_missing() {
    for experiment in every_variant() {
        for field in existing(&experiment) {
            let Control::Choice(choices) = &field.control else {
                continue;
            };
            let mut broken = serde_json::to_value(&experiment).unwrap();
            *broken
                .pointer_mut(&format!("/{}", field.path.replace('.', "/")))
                .unwrap() = json!("?");
            let message = serde_json::from_value::<Experiment>(broken)
                .unwrap_err()
                .to_string();
            let known: BTreeSet<_> = message
                .split('`')
                .skip(1)
                .step_by(2)
                .filter(|name| *name != "?")
                .collect();
            let offered: BTreeSet<_> = choices.iter().map(|choice| choice.value).collect();
            assert_eq!(offered, known, "{}: {message}", field.path);
        }
    }
}

#[test]
fn defaults_lie_within_the_ranges() {
    for experiment in every_variant() {
        for field in existing(&experiment) {
            let value = experiment.get(field.path).unwrap();
            assert_eq!(field.accept(&value).as_ref(), Ok(&value), "{}", field.path);
            assert_eq!(
                field.parse(&Field::print(&value)).as_ref(),
                Ok(&value),
                "{}",
                field.path
            );
        }
    }
}

#[test]
fn every_row_speaks_both_languages() {
    for field in rows() {
        for words in [&field.label, &field.help] {
            assert!(
                !words.en.is_empty() && !words.zh.is_empty(),
                "{}",
                field.path
            );
        }
        assert!(field.help.en.ends_with('.'), "{}", field.path);
        assert!(field.help.zh.ends_with('。'), "{}", field.path);
    }
}

#[test]
fn only_what_makes_a_difference_is_drawn() {
    let drawn = |experiment: &Experiment| {
        fields(experiment)
            .iter()
            .map(|field| field.path)
            .collect::<Vec<_>>()
    };
    let gpt = Experiment::default();
    assert!(drawn(&gpt).contains(&"model.heads"));
    for (kind, path) in [
        ("file", "corpus.source.name"),
        ("address", "corpus.source.url"),
    ] {
        for (name, table) in [
            ("", false),
            ("a.txt", false),
            ("a.CSV", true),
            ("a.jsonl", true),
        ] {
            let source = gpt.set("corpus.source.kind", json!(kind)).unwrap();
            let named = source
                .set(path, json!(format!("https://a.example/{name}")))
                .unwrap();
            assert_eq!(
                drawn(&named).contains(&"corpus.field"),
                table,
                "{kind} {name}"
            );
        }
    }
    assert!(!drawn(&gpt).contains(&"corpus.field"));
    let lstm = gpt.set("model.kind", json!("lstm")).unwrap();
    assert!(drawn(&lstm).contains(&"model.forget_bias"));
    assert!(!drawn(&lstm).contains(&"model.heads"));
    let counting = gpt.set("model.kind", json!("ngram")).unwrap();
    assert!(drawn(&counting).contains(&"model.smoothing.k"));
    assert!(!drawn(&counting).contains(&"training.learning_rate"));
    assert!(
        existing(&counting)
            .iter()
            .any(|field| field.path == "training.learning_rate")
    );
}

#[test]
fn another_kind_keeps_what_was_changed_and_still_means_the_same() {
    let lstm = Experiment::default()
        .set("model.kind", json!("lstm"))
        .unwrap()
        .set("model.width", json!(96))
        .unwrap()
        .set("model.layers", json!(8))
        .unwrap();
    let Model::Gru(gru) = lstm.set("model.kind", json!("gru")).unwrap().model else {
        panic!()
    };
    assert_eq!((gru.width, gru.layers, gru.context), (96, 8, 64));
    // The GPT's own default context stays, the changed width comes along.
    let Model::Gpt(gpt) = lstm.set("model.kind", json!("gpt")).unwrap().model else {
        panic!()
    };
    assert_eq!(
        (gpt.width, gpt.layers, gpt.heads),
        (96, 8, Gpt::default().heads)
    );
    // AdamW's β₁ is not Lion's.
    let lion = Experiment::default()
        .set("training.optimizer.beta1", json!(0.5))
        .unwrap()
        .set("training.optimizer.weight_decay", json!(0.25))
        .unwrap()
        .set("training.optimizer.kind", json!("lion"))
        .unwrap();
    let Optimizer::Lion(lion) = lion.training.optimizer else {
        panic!()
    };
    assert_eq!(
        (lion.beta1, lion.weight_decay),
        (Lion::default().beta1, 0.25)
    );
}

#[test]
fn refusals_say_what_is_allowed() {
    let experiment = Experiment::default();
    let message = |path: &str, value: Value| {
        experiment
            .set(path, value)
            .unwrap_err()
            .message
            .en
            .into_owned()
    };
    assert_eq!(
        message("model.layers", json!(99)),
        "“Layers” must be a whole number from 1 to 24, not 99."
    );
    assert_eq!(
        message("model.layers", json!(1.5)),
        "“Layers” must be a whole number from 1 to 24, not 1.5."
    );
    assert_eq!(
        message("model.dropout", json!("much")),
        "“Dropout” must be a number from 0 to 0.9, not “much”."
    );
    assert!(
        message("model.kind", json!("bert"))
            .contains("one of ngram, mlp, cnn, rnn, lstm, gru, gpt")
    );
    assert!(message("model.order", json!(1)).contains("other choices"));
    assert!(message("model.depth", json!(1)).contains("no such setting"));
    assert!(experiment.set_text("seed", "9007199254740991").is_ok());
    assert!(experiment.set_text("seed", "9007199254740993").is_err());
    assert!(
        experiment
            .set_text("training.learning_rate", "NaN")
            .is_err()
    );
    assert_eq!(
        experiment
            .set("model.layers", json!(4.0))
            .unwrap()
            .get("model.layers"),
        Some(json!(4))
    );
}

#[test]
fn changes_rebuild_the_experiment() {
    for experiment in every_variant() {
        let rebuilt = experiment
            .changes()
            .into_iter()
            .fold(Experiment::default(), |rebuilt, (field, value)| {
                rebuilt.set(field.path, value).unwrap()
            });
        assert_eq!(rebuilt, experiment);
    }
    let changed = Experiment::default().set("model.layers", json!(3)).unwrap();
    assert_eq!(changed.default_value("model.layers"), Some(json!(2)));
    assert_eq!(changed.default_value("model.kind"), Some(json!("gpt")));
    assert_eq!(changed.changes().len(), 1);
}
