use super::*;
use crate::experiment::validate::TextFacts;
use crate::experiment::{Experiment, Gpt, Model, Ngram as NgramConfig, Plan, Positions, Recurrent};
use crate::progress::block_on;

const VOCABULARY: usize = 13;

fn plan(model: Model) -> Plan {
    let facts = TextFacts {
        vocabulary: VOCABULARY,
        train_tokens: 1000,
        validation_tokens: 1000,
    };
    Plan::new(
        Experiment {
            model,
            ..Experiment::default()
        },
        facts,
    )
    .unwrap()
}

fn network(model: Model) -> Predictor {
    let device = Device::flex();
    let network = Box::new(Network::new(&plan(model), &device).unwrap());
    Predictor::Network { network, device }
}

fn gpt(positions: Positions) -> Predictor {
    network(Model::Gpt(Gpt {
        layers: 2,
        heads: 2,
        width: 16,
        context: 8,
        positions,
        ..Gpt::default()
    }))
}

fn lstm() -> Predictor {
    network(Model::Lstm(Recurrent {
        layers: 2,
        width: 12,
        context: 8,
        ..Recurrent::default()
    }))
}

fn counts() -> Predictor {
    let mut ngram = Ngram::new(
        &NgramConfig {
            order: 2,
            ..NgramConfig::default()
        },
        VOCABULARY,
    );
    ngram.count(&text(500));
    Predictor::Counting(Arc::new(ngram))
}

fn text(length: usize) -> Vec<u32> {
    (0..length as u32)
        .map(|i| (i * i + i / 3) % VOCABULARY as u32)
        .collect()
}

fn assert_close(one: &[f64], other: &[f64]) {
    assert_eq!(one.len(), other.len());
    for (a, b) in one.iter().zip(other) {
        assert!((a - b).abs() < 1e-4, "{one:?} is not {other:?}");
    }
}

/// The beliefs of a fresh reading of `tokens`.
fn beliefs(predictor: &Predictor, tokens: &[u32]) -> Vec<Belief> {
    let mut reading = predictor.believe(tokens.to_vec());
    std::iter::from_fn(|| block_on(reading.next()).unwrap()).collect()
}

/// The last of them.
fn afresh(predictor: &Predictor, tokens: &[u32]) -> Belief {
    beliefs(predictor, tokens).pop().unwrap()
}

#[test]
fn a_reader_believes_what_reading_at_once_does() {
    let text = text(20);
    for predictor in [
        gpt(Positions::Learned),
        gpt(Positions::Rope),
        lstm(),
        counts(),
    ] {
        let mut reader = predictor.reader();
        for end in 1..=text.len() {
            let read = block_on(reader.read(&text[end - 1..end])).unwrap();
            // Beyond the window, only its last tokens count, as in nanoGPT's `generate`.
            let start = end.saturating_sub(predictor.window().unwrap_or(end));
            assert_close(
                &loss::log_softmax(&read),
                &afresh(&predictor, &text[start..end]),
            );
        }
    }
}

#[test]
fn a_long_prompt_is_cropped() {
    let text = text(20);
    let predictor = gpt(Positions::Learned);
    let read = block_on(predictor.reader().read(&text)).unwrap();
    assert_close(&loss::log_softmax(&read), &afresh(&predictor, &text[12..]));
}

#[test]
fn windows_overlap_by_half() {
    assert_eq!(windows(5, None), [(0, 5)]);
    assert_eq!(windows(300, None), [(0, 256), (256, 300)]);
    assert_eq!(windows(0, Some(4)), []);
    assert_eq!(windows(4, Some(4)), [(0, 4)]);
    assert_eq!(windows(9, Some(4)), [(0, 4), (2, 6), (4, 8), (5, 9)]);
}

#[test]
fn there_is_one_belief_after_every_token() {
    for predictor in [gpt(Positions::Sinusoidal), lstm(), counts()] {
        let beliefs = beliefs(&predictor, &text(21));
        assert_eq!(beliefs.len(), 21);
        for belief in beliefs {
            let sum: f64 = belief.iter().map(|ln_p| ln_p.exp()).sum();
            assert!((sum - 1.0).abs() < 1e-9);
        }
    }
}

#[test]
fn judging_adds_up_what_is_believed() {
    let tokens = text(40);
    let text = EncodedText::new(tokens.clone(), (0..40).map(|_| 2));
    let shape = Shape { batch: 2, time: 8 };
    for predictor in [gpt(Positions::Learned), lstm()] {
        let pieces = predictor.pieces(&text, shape, Extent::Whole);
        let tally = pieces
            .iter()
            .map(|piece| block_on(predictor.evaluate(piece)).unwrap())
            .fold(Tally::default(), Tally::plus);
        assert_eq!((tally.tokens, tally.characters), (39, 78));
        let mut nats = 0.0;
        for start in (0..39).step_by(8) {
            let end = 39.min(start + 8);
            nats += beliefs(&predictor, &tokens[start..end])
                .iter()
                .zip(&tokens[start + 1..])
                .map(|(belief, &next)| -belief[next as usize])
                .sum::<f64>();
        }
        assert!(
            (tally.nats - nats).abs() < 1e-3,
            "{} is not {nats}",
            tally.nats
        );
        let loss = tally.loss().unwrap();
        assert!((loss.nats_per_character - loss.nats_per_token / 2.0).abs() < 1e-12);
    }
}

#[test]
fn counts_judge_what_has_a_full_context() {
    let predictor = counts();
    let Predictor::Counting(ngram) = &predictor else {
        unreachable!()
    };
    let tokens = text(COUNTED_AT_ONCE + 100);
    let text = EncodedText::new(tokens.clone(), tokens.iter().map(|_| 1));
    let pieces = predictor.pieces(&text, Shape { batch: 2, time: 8 }, Extent::Whole);
    assert_eq!(pieces.len(), 2);
    let tally = pieces
        .iter()
        .map(|piece| block_on(predictor.evaluate(piece)).unwrap())
        .fold(Tally::default(), Tally::plus);
    let wanted: f64 = ngram.log_probabilities(&tokens).iter().sum();
    assert_eq!(
        (tally.tokens, tally.characters),
        (tokens.len() - 2, tokens.len() - 2)
    );
    assert!((tally.nats + wanted).abs() < 1e-6);
}

#[test]
fn of_equals_only_the_first_is_right() {
    let mut ngram = Ngram::new(
        &NgramConfig {
            order: 1,
            ..NgramConfig::default()
        },
        4,
    );
    ngram.count(&[1, 2, 1, 2]);
    // After 3, which was never seen, every token is as likely and 0 is the first; after 1, 2 is the likeliest.
    let evaluated = |inputs: Vec<u32>, targets: Vec<u32>| {
        evaluate_by_counts(
            &ngram,
            &Batch {
                shape: Shape {
                    batch: 1,
                    time: inputs.len(),
                },
                characters: inputs.len(),
                inputs,
                targets,
                continues: vec![false],
            },
        )
    };
    let tally = evaluated(vec![3, 3, 3, 3, 1, 1], vec![0, 1, 2, 3, 2, 1]);
    assert_eq!((tally.tokens, tally.correct), (6, 2.0));
}

/// However long the text and however large the vocabulary, only a few beliefs are in memory at once.
#[test]
fn beliefs_are_made_a_few_at_a_time() {
    let vocabulary = 40_000;
    let facts = TextFacts {
        vocabulary,
        train_tokens: 1000,
        validation_tokens: 1000,
    };
    let model = Model::Lstm(Recurrent {
        width: 4,
        context: 8,
        ..Recurrent::default()
    });
    let experiment = Experiment {
        model,
        ..Experiment::default()
    };
    let plan = Plan::new(experiment, facts).unwrap();
    let device = Device::flex();
    let network = Box::new(Network::new(&plan, &device).unwrap());
    let mut reading = Predictor::Network { network, device }.believe(vec![7; 300]);
    let mut count = 0;
    while block_on(reading.next()).unwrap().is_some() {
        assert!(reading.ready.len() * vocabulary <= AT_ONCE);
        count += 1;
    }
    assert_eq!(count, 300);
}

/// One that has no window reads a long text piece by piece, and believes what it would have believed otherwise.
#[test]
fn a_long_text_is_read_in_pieces() {
    let predictor = lstm();
    let tokens = text(2 * READ_AT_ONCE + 40);
    let believed = beliefs(&predictor, &tokens);
    assert_eq!(believed.len(), tokens.len());
    let mut reader = predictor.reader();
    let read = block_on(reader.read(&tokens)).unwrap();
    assert_close(&loss::log_softmax(&read), believed.last().unwrap());
    let mut reader = predictor.reader();
    for (token, belief) in tokens.iter().zip(&believed).take(READ_AT_ONCE + 10) {
        let read = block_on(reader.read(&[*token])).unwrap();
        assert_close(&loss::log_softmax(&read), belief);
    }
}
