use std::ops::ControlFlow;

use super::*;
use crate::experiment::{
    self, Corpus, Experiment, Gpt, Model, Ngram, Pasted, Recurrent, Source, Training,
};
use crate::progress::{NoProgress, block_on};
use crate::protocol::{Materials, Progress};
use crate::session::Session;
use crate::view::{ComparisonUnit, DeviceInfo, DeviceKind};

const TEXT: &str = "the cat sat on the mat. the dog sat on the log. 猫坐在垫子上。\n";

fn trained(tokenizer: experiment::Tokenizer, model: Model, steps: usize) -> Artifact {
    trained_on(TEXT, tokenizer, model, steps)
}

fn trained_on(
    text: &str,
    tokenizer: experiment::Tokenizer,
    model: Model,
    steps: usize,
) -> Artifact {
    let experiment = Experiment {
        corpus: Corpus {
            source: Source::Pasted(Pasted {
                text: text.repeat(12),
            }),
            ..Corpus::default()
        },
        tokenizer,
        model,
        training: Training {
            steps,
            batch_size: 2,
            evaluate_every: 1000,
            sample_every: 1000,
            warmup: 0,
            learning_rate: 5e-3,
            ..Training::default()
        },
        ..Experiment::default()
    };
    let info = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "test".into(),
        software: false,
        largest_tensor: None,
    };
    let sink = &mut NoProgress;
    let prepared = Session::prepare(
        experiment,
        Materials::default(),
        None,
        Device::flex(),
        info,
        sink,
    );
    let mut session = block_on(prepared).unwrap();
    while session.step() < session.prepared().steps {
        block_on(session.advance()).unwrap();
    }
    block_on(session.save()).unwrap()
}

fn gpt() -> Model {
    Model::Gpt(Gpt {
        layers: 1,
        heads: 2,
        width: 16,
        context: 24,
        ..Gpt::default()
    })
}

fn lstm() -> Model {
    Model::Lstm(Recurrent {
        width: 16,
        ..Recurrent::default()
    })
}

fn trigram() -> Model {
    Model::Ngram(Ngram {
        order: 2,
        ..Ngram::default()
    })
}

fn attempted(runs: &[&Artifact], text: &str) -> Result<view::Comparison, Halt> {
    let runs: Vec<Artifact> = runs.iter().copied().cloned().collect();
    block_on(compare(&runs, text, &Device::flex(), &mut NoProgress))
}

fn compared(runs: &[&Artifact], text: &str) -> view::Comparison {
    attempted(runs, text).unwrap()
}

/// What must hold of any comparison: shapes, bounds, the diagonal, and totals that are the models' own nats.
fn check(comparison: &view::Comparison, runs: &[&Artifact], text: &str) {
    let count = runs.len();
    for row in &comparison.rows {
        assert_eq!((row.beliefs.len(), row.divergences.len()), (count, count));
        for (p, divergences) in row.divergences.iter().enumerate() {
            assert_eq!((divergences.len(), divergences[p]), (count, 0.0));
            assert!(
                divergences
                    .iter()
                    .all(|nats| nats.is_finite() && *nats >= 0.0)
            );
        }
        assert!((0.0..=(count as f32).ln() + 1e-6).contains(&row.jensen_shannon));
        for belief in &row.beliefs {
            let shown = belief.distribution.top.iter();
            let total: f32 = shown.map(|token| token.probability).sum();
            assert!((total + belief.distribution.rest - 1.0).abs() < 1e-4);
        }
    }
    let totals = &comparison.totals;
    let mean = comparison
        .rows
        .iter()
        .map(|row| f64::from(row.divergences[0][1]))
        .sum::<f64>()
        / comparison.rows.len() as f64;
    assert!((totals.divergences[0][1] - mean).abs() < 1e-9);
    assert_eq!(totals.nats_per_character.len(), count);
    for (run, per_character) in runs.iter().zip(&totals.nats_per_character) {
        let paid = per_character * totals.characters as f64;
        assert!((paid - nats(run, text)).abs() < 1e-3);
    }
}

/// The model's nats for the tokens of a text.
fn nats(artifact: &Artifact, text: &str) -> f64 {
    let loaded = LoadedModel::open(artifact, &Device::flex()).unwrap();
    let mut reader = loaded.predictor.reader();
    let mut next = loaded.beginning.clone();
    let mut sum = 0.0;
    for token in loaded.tokenizer.encode(text) {
        let belief = loss::log_softmax(&block_on(reader.read(&next)).unwrap());
        sum -= belief[token as usize];
        next = vec![token];
    }
    sum
}

fn beliefs(artifact: &Artifact, text: &str) -> Vec<CharacterBelief> {
    let loaded = LoadedModel::open(artifact, &Device::flex()).unwrap();
    let vocabulary = characters::Bytes::of(&loaded.tokenizer);
    let mut reading = block_on(characters::Reading::begin(&loaded, &vocabulary, text)).unwrap();
    let characters = text.chars();
    characters
        .map(|c| block_on(reading.next(c)).unwrap())
        .collect()
}

fn surprisals(beliefs: &[CharacterBelief]) -> f64 {
    beliefs.iter().map(|belief| -belief.came.ln()).sum()
}

#[test]
fn a_run_agrees_with_itself() {
    let run = trained(experiment::Tokenizer::Character, gpt(), 20);
    for runs in [&[&run, &run][..], &[&run, &run, &run]] {
        let comparison = compared(runs, "the dog sat.");
        assert_eq!(comparison.unit, ComparisonUnit::Token);
        assert_eq!(comparison.rows.len(), 12);
        check(&comparison, runs, "the dog sat.");
        for row in &comparison.rows {
            assert!(row.divergences.iter().flatten().all(|nats| *nats == 0.0));
            assert_eq!(row.jensen_shannon, 0.0);
        }
        let [p, others @ ..] = &comparison.totals.nats_per_character[..] else {
            panic!("no totals");
        };
        assert!(others.iter().all(|other| other == p));
    }
}

#[test]
fn two_runs_on_the_same_tokens() {
    let first = trained(experiment::Tokenizer::Character, gpt(), 2);
    let second = trained(experiment::Tokenizer::Character, trigram(), 1);
    let there = compared(&[&first, &second], "the cat");
    let back = compared(&[&second, &first], "the cat");
    check(&there, &[&first, &second], "the cat");
    assert!(there.totals.divergences[0][1] > 0.1 && there.totals.divergences[1][0] > 0.1);
    assert_eq!(there.rows.len(), back.rows.len());
    for (one, other) in there.rows.iter().zip(&back.rows) {
        assert_eq!(one.divergences[0][1], other.divergences[1][0]);
        assert_eq!(one.divergences[1][0], other.divergences[0][1]);
        assert!((one.jensen_shannon - other.jensen_shannon).abs() < 1e-6);
    }
}

/// What a model reads before a text is its own affair, also where others cut the text into the same tokens.
#[test]
fn every_run_begins_after_what_it_has_seen() {
    let lines = trained(experiment::Tokenizer::Byte, trigram(), 1);
    let line = trained_on(
        "all in one line, on and on; ",
        experiment::Tokenizer::Byte,
        trigram(),
        1,
    );
    let [first, second] = [&lines, &line].map(|run| {
        let loaded = LoadedModel::open(run, &Device::flex()).unwrap();
        loaded.beginning
    });
    assert_ne!(first, second, "so the test has something to test");
    let there = compared(&[&lines, &line], "on the mat");
    let back = compared(&[&line, &lines], "on the mat");
    assert_eq!(there.unit, ComparisonUnit::Token);
    check(&there, &[&lines, &line], "on the mat");
    check(&back, &[&line, &lines], "on the mat");
}

#[test]
fn every_row_of_a_comparison_is_told_of() {
    #[derive(Default)]
    struct Listener(Vec<f64>);
    impl ProgressSink for Listener {
        async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
            self.0.push(progress.fraction);
            ControlFlow::Continue(())
        }
    }
    let character = trained(experiment::Tokenizer::Character, trigram(), 1);
    let byte = trained(experiment::Tokenizer::Byte, trigram(), 1);
    for runs in [[&character, &character], [&character, &byte]] {
        let mut listener = Listener::default();
        let runs = runs.map(Artifact::clone);
        let device = Device::flex();
        let told = compare(&runs, "the cat sat", &device, &mut listener);
        let rows = block_on(told).unwrap().rows.len();
        assert_eq!(listener.0.len(), rows);
        assert!(listener.0.is_sorted(), "{:?}", listener.0);
        assert!((listener.0[listener.0.len() - 1] - 1.0).abs() < 1e-9);
    }
}

#[test]
fn three_runs_on_the_same_tokens() {
    let runs = [(gpt(), 2), (lstm(), 20), (trigram(), 1)]
        .map(|(model, steps)| trained(experiment::Tokenizer::Character, model, steps));
    let [p, q, r] = runs.each_ref();
    let of_three = compared(&[p, q, r], "the cat");
    assert_eq!(of_three.unit, ComparisonUnit::Token);
    check(&of_three, &[p, q, r], "the cat");
    assert!(of_three.totals.jensen_shannon > 0.01);
    // A third run changes nothing between the other two, whichever two they are.
    for (one, other) in [(0, 1), (0, 2), (1, 2)] {
        let of_two = compared(&[&runs[one], &runs[other]], "the cat");
        assert_eq!(of_three.rows.len(), of_two.rows.len());
        for (wide, narrow) in of_three.rows.iter().zip(&of_two.rows) {
            assert_eq!(wide.beliefs[one], narrow.beliefs[0]);
            assert_eq!(wide.beliefs[other], narrow.beliefs[1]);
            assert_eq!(wide.divergences[one][other], narrow.divergences[0][1]);
            assert_eq!(wide.divergences[other][one], narrow.divergences[1][0]);
        }
    }
}

#[test]
fn one_other_tokenizer_makes_three_runs_characters() {
    let byte = trained(experiment::Tokenizer::Byte, gpt(), 30);
    let first = trained(experiment::Tokenizer::Character, trigram(), 1);
    let second = trained(experiment::Tokenizer::Character, lstm(), 20);
    let text = "the 猫 sat";
    for runs in [[&first, &second, &byte], [&byte, &first, &second]] {
        let comparison = compared(&runs, text);
        assert_eq!(
            (comparison.unit, comparison.rows.len()),
            (ComparisonUnit::Character, 9)
        );
        check(&comparison, &runs, text);
    }
    // The two that share their tokens are now compared by what all three can name, so by no more than before.
    let of_three = compared(&[&first, &second, &byte], text);
    let of_two = compared(&[&first, &second], text);
    assert_eq!(of_three.rows.len(), of_two.rows.len());
    for (coarse, fine) in of_three.rows.iter().zip(&of_two.rows) {
        assert!(coarse.divergences[0][1] <= fine.divergences[0][1] + 1e-5);
    }
}

#[test]
fn characters_of_one_token_each_are_tokens() {
    for model in [gpt(), trigram()] {
        let run = trained(experiment::Tokenizer::Character, model, 20);
        let beliefs = beliefs(&run, "the 猫 sat");
        for belief in &beliefs {
            assert!((belief.known.values().sum::<f64>() - 1.0).abs() < 1e-5);
        }
        assert!((surprisals(&beliefs) - nats(&run, "the 猫 sat")).abs() < 1e-3);
    }
}

#[test]
fn characters_of_several_bytes_multiply() {
    for model in [gpt(), trigram()] {
        let run = trained(experiment::Tokenizer::Byte, model, 20);
        let text = "on 垫子上。";
        let beliefs = beliefs(&run, text);
        assert_eq!(beliefs.len(), 7);
        for belief in &beliefs {
            assert!(belief.known.values().sum::<f64>() < 1.0 + 1e-5);
        }
        assert!((surprisals(&beliefs) - nats(&run, text)).abs() < 1e-3);
    }
}

#[test]
fn different_tokenizers_are_compared_by_characters() {
    let first = trained(experiment::Tokenizer::Character, trigram(), 1);
    let second = trained(experiment::Tokenizer::Byte, gpt(), 30);
    let comparison = compared(&[&first, &second], "the 猫 sat");
    assert_eq!(comparison.unit, ComparisonUnit::Character);
    let symbols: Vec<&str> = comparison
        .rows
        .iter()
        .map(|row| row.text.as_str())
        .collect();
    assert_eq!(symbols, ["t", "h", "e", "␣", "猫", "␣", "s", "a", "t"]);
    check(&comparison, &[&first, &second], "the 猫 sat");
}

#[test]
fn trained_tokens_give_proper_beliefs() {
    let subword = experiment::Subword {
        vocabulary: 290,
        ..experiment::Subword::default()
    };
    for model in [gpt(), trigram()] {
        let run = trained(experiment::Tokenizer::Bpe(subword.clone()), model, 30);
        let text = "the cat sat on the log. 猫坐";
        let beliefs = beliefs(&run, text);
        assert_eq!(beliefs.len(), text.chars().count());
        for belief in &beliefs {
            let sum = belief.known.values().sum::<f64>();
            assert!(belief.came > 0.0 && sum < 1.0 + 1e-5, "{sum}");
        }
        // More than one cut is counted, so the characters are no more surprising than the tokens.
        assert!(surprisals(&beliefs) <= nats(&run, text) + 1e-3);
    }
}

#[test]
fn a_normalised_text_is_compared_as_all_spell_it() {
    let lower = experiment::Subword {
        vocabulary: 290,
        normalizer: experiment::Normalizer::NfkcLowercase,
        ..experiment::Subword::default()
    };
    let first = trained(experiment::Tokenizer::Bpe(lower), trigram(), 1);
    let second = trained(experiment::Tokenizer::Byte, trigram(), 1);
    let third = trained(experiment::Tokenizer::Character, trigram(), 1);
    for runs in [
        &[&first, &second][..],
        &[&second, &first],
        // Characters must know every letter they are given, so the one that normalises comes first.
        &[&first, &second, &third],
    ] {
        let comparison = compared(runs, "The CAT");
        let symbols = comparison.rows.iter().map(|row| row.text.as_str());
        assert_eq!(symbols.collect::<String>(), "the␣cat");
    }
}

#[test]
fn every_trained_tokenizer_can_be_compared() {
    let subword = experiment::Subword {
        vocabulary: 300,
        ..experiment::Subword::default()
    };
    let second = trained(experiment::Tokenizer::Character, trigram(), 1);
    for tokenizer in [
        experiment::Tokenizer::WordPiece(subword.clone()),
        experiment::Tokenizer::Unigram(subword.clone()),
    ] {
        let first = trained(tokenizer, trigram(), 1);
        let comparison = compared(&[&first, &second], "the cat sat on the mat.");
        assert_eq!(
            (comparison.unit, comparison.rows.len()),
            (ComparisonUnit::Character, 23)
        );
        assert!(comparison.totals.nats_per_character[0] < 3.0);
    }
}

#[test]
fn what_cannot_be_compared_is_said() {
    let run = trained(experiment::Tokenizer::Character, trigram(), 1);
    let halted = |text: &str| attempted(&[&run, &run], text).err();
    assert!(matches!(halted(""), Some(Halt::Problems(_))));
    assert!(matches!(halted("Zebra"), Some(Halt::Problems(_))));
    assert!(matches!(
        halted(&"the ".repeat(600)),
        Some(Halt::Problems(_))
    ));
    let mut broken = run.clone();
    broken.weights.truncate(40);
    for runs in [&[&run, &broken][..], &[&run, &run, &broken]] {
        assert!(matches!(attempted(runs, "the"), Err(Halt::Problems(_))));
    }
}

#[test]
fn only_two_or_three_runs_are_compared() {
    let run = trained(experiment::Tokenizer::Character, trigram(), 1);
    for count in [0, 1, 4] {
        let Err(Halt::Problems(problems)) = attempted(&vec![&run; count], "the") else {
            panic!("{count} runs were compared");
        };
        let message = &problems[0].message;
        assert!(message.en.contains("2 to 3") && message.zh.contains("2 到 3"));
    }
}

/// The token for the unknown has a name, which is not what the text says.
#[test]
fn a_character_that_one_of_them_does_not_know_is_named() {
    let unigram = experiment::Tokenizer::Unigram(experiment::Subword {
        vocabulary: 300,
        ..experiment::Subword::default()
    });
    let speakers = [unigram, experiment::Tokenizer::Byte].map(|tokenizer| {
        let run = trained(tokenizer, trigram(), 1);
        LoadedModel::open(&run, &Device::flex()).unwrap()
    });
    assert_eq!(common_spelling(&speakers, "the cat").unwrap(), "the cat");
    let problem = common_spelling(&speakers, "the Ж cat").unwrap_err();
    assert!(problem.message.en.contains("'Ж'"), "{problem}");
}

/// What an answer holds follows from constants alone, whatever the models and the text.
#[test]
fn an_answer_is_bounded_whatever_is_compared() {
    for (symbols, models) in [(1, 2), (LONGEST, 3), (MOST_SYMBOLS, 2), (MOST_SYMBOLS, 3)] {
        let named = named(symbols, models);
        assert!((2..=sample::SHOWN).contains(&named));
        assert!(symbols * models * named <= NAMED.max(2 * symbols * models));
    }
    let run = trained(experiment::Tokenizer::Byte, trigram(), 1);
    let runs = [&run, &run, &run];
    let text = "𓀀".repeat(LONGEST);
    let comparison = compared(&runs, &text);
    assert_eq!(comparison.rows.len(), MOST_SYMBOLS);
    let beliefs = comparison.rows.iter().flat_map(|row| &row.beliefs);
    let shown: usize = beliefs.map(|belief| belief.distribution.top.len()).sum();
    assert!(shown <= NAMED, "{shown} symbols are named");
    let bytes = serde_json::to_vec(&comparison).unwrap().len();
    assert!(bytes < 10 << 20, "{bytes} bytes");
    check(&comparison, &runs, &text);
}
