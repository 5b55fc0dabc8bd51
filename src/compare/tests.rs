use super::*;
use crate::experiment::{self, Corpus, Experiment, Gpt, Model, Ngram, Pasted, Source, Training};
use crate::protocol::Materials;
use crate::session::{Quiet, Session, block_on};
use crate::view::{ComparisonUnit, DeviceInfo, DeviceKind};

const TEXT: &str = "the cat sat on the mat. the dog sat on the log. 猫坐在垫子上。\n";

fn trained(tokenizer: experiment::Tokenizer, model: Model, steps: usize) -> Artifact {
    let experiment = Experiment {
        corpus: Corpus {
            source: Source::Pasted(Pasted {
                text: TEXT.repeat(12),
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
    };
    let caller = &mut Quiet;
    let prepared = Session::prepare(
        experiment,
        Materials::default(),
        None,
        Device::flex(),
        info,
        caller,
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

fn trigram() -> Model {
    Model::Ngram(Ngram {
        order: 2,
        ..Ngram::default()
    })
}

fn compared(first: &Artifact, second: &Artifact, text: &str) -> view::Comparison {
    block_on(compare(first, second, text, &Device::flex(), &mut Quiet)).unwrap()
}

/// The model's nats for the tokens of a text.
fn nats(artifact: &Artifact, text: &str) -> f64 {
    let speaker = Speaker::open(artifact, &Device::flex()).unwrap();
    let mut reader = speaker.predictor.reader();
    let mut next = speaker.beginning();
    let mut sum = 0.0;
    for token in speaker.tokenizer.encode(text) {
        let belief = loss::log_softmax(&block_on(reader.read(&next)).unwrap());
        sum -= belief[token as usize];
        next = vec![token];
    }
    sum
}

fn beliefs(artifact: &Artifact, text: &str) -> Vec<CharacterBelief> {
    let speaker = Speaker::open(artifact, &Device::flex()).unwrap();
    block_on(characters::read(&speaker, text, &mut Quiet)).unwrap()
}

fn surprisals(beliefs: &[CharacterBelief]) -> f64 {
    beliefs.iter().map(|belief| -belief.came.ln()).sum()
}

#[test]
fn a_run_agrees_with_itself() {
    let run = trained(experiment::Tokenizer::Character, gpt(), 20);
    let comparison = compared(&run, &run, "the dog sat.");
    assert_eq!(comparison.unit, ComparisonUnit::Token);
    assert_eq!(comparison.rows.len(), 12);
    for row in &comparison.rows {
        assert_eq!(
            (row.forward_kl, row.reverse_kl, row.jensen_shannon),
            (0.0, 0.0, 0.0)
        );
    }
    let [p, q] = comparison.totals.nats_per_character;
    assert_eq!(p, q);
    assert!((p * 12.0 - nats(&run, "the dog sat.")).abs() < 1e-3);
}

#[test]
fn two_runs_on_the_same_tokens() {
    let first = trained(experiment::Tokenizer::Character, gpt(), 2);
    let second = trained(experiment::Tokenizer::Character, trigram(), 1);
    let there = compared(&first, &second, "the cat");
    let back = compared(&second, &first, "the cat");
    assert!(there.totals.forward_kl > 0.1 && there.totals.reverse_kl > 0.1);
    for (one, other) in there.rows.iter().zip(&back.rows) {
        assert_eq!(
            (one.forward_kl, one.reverse_kl),
            (other.reverse_kl, other.forward_kl)
        );
        assert!((one.jensen_shannon - other.jensen_shannon).abs() < 1e-6);
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
    let comparison = compared(&first, &second, "the 猫 sat");
    assert_eq!(comparison.unit, ComparisonUnit::Character);
    let symbols: Vec<&str> = comparison
        .rows
        .iter()
        .map(|row| row.text.as_str())
        .collect();
    assert_eq!(symbols, ["t", "h", "e", "␣", "猫", "␣", "s", "a", "t"]);
    for row in &comparison.rows {
        assert!(row.forward_kl.is_finite() && row.reverse_kl.is_finite());
        assert!(row.jensen_shannon >= 0.0 && row.jensen_shannon <= std::f32::consts::LN_2);
        for belief in &row.beliefs {
            let total: f32 = belief
                .distribution
                .top
                .iter()
                .map(|token| token.probability)
                .sum();
            assert!((total + belief.distribution.rest - 1.0).abs() < 1e-4);
        }
    }
    let [p, q] = comparison.totals.nats_per_character;
    assert!((p * 9.0 - nats(&first, "the 猫 sat")).abs() < 1e-3);
    assert!((q * 9.0 - nats(&second, "the 猫 sat")).abs() < 1e-3);
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
fn a_normalised_text_is_compared_as_both_spell_it() {
    let lower = experiment::Subword {
        vocabulary: 290,
        normalizer: experiment::Normalizer::NfkcLowercase,
        ..experiment::Subword::default()
    };
    let first = trained(experiment::Tokenizer::Bpe(lower), trigram(), 1);
    let second = trained(experiment::Tokenizer::Byte, trigram(), 1);
    let comparison = compared(&first, &second, "The CAT");
    let symbols: String = comparison
        .rows
        .iter()
        .map(|row| row.text.as_str())
        .collect();
    assert_eq!(symbols, "the␣cat");
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
        let comparison = compared(&first, &second, "the cat sat on the mat.");
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
    let halted =
        |text: &str| block_on(compare(&run, &run, text, &Device::flex(), &mut Quiet)).err();
    assert!(matches!(halted(""), Some(Halt::Problems(_))));
    assert!(matches!(halted("Zebra"), Some(Halt::Problems(_))));
    assert!(matches!(
        halted(&"the ".repeat(600)),
        Some(Halt::Problems(_))
    ));
    let mut broken = run.clone();
    broken.weights.truncate(40);
    let halted = block_on(compare(&run, &broken, "the", &Device::flex(), &mut Quiet)).err();
    assert!(matches!(halted, Some(Halt::Problems(_))));
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
        Speaker::open(&run, &Device::flex()).unwrap()
    });
    assert_eq!(common_spelling(&speakers, "the cat").unwrap(), "the cat");
    let problem = common_spelling(&speakers, "the Ж cat").unwrap_err();
    assert!(problem.message.en.contains("'Ж'"), "{problem}");
}
