//! A training step against its parts.

use super::*;
use crate::experiment::validate::TextFacts;
use crate::experiment::{self, Experiment, Gpt, Schedule, Sgd, Training};
use crate::progress::block_on;
use crate::text::tokenizer::Tokenizer;
use crate::weights::Stored;

const TEXT: &str = include_str!("../../LICENSE-MIT");

/// Two batches of two rows to a step, by gradients that are neither normalised nor clipped: AdamW would hide a factor.
fn plan(vocabulary: usize) -> Plan {
    let experiment = Experiment {
        model: Model::Gpt(Gpt {
            layers: 1,
            heads: 2,
            width: 16,
            context: 12,
            ..Gpt::default()
        }),
        training: Training {
            batch_size: 2,
            accumulation: 2,
            optimizer: experiment::Optimizer::Sgd(Sgd::default()),
            learning_rate: 0.5,
            schedule: Schedule::Constant,
            warmup: 0,
            clip_norm: 0.0,
            ..Training::default()
        },
        ..Experiment::default()
    };
    let facts = TextFacts {
        vocabulary,
        train_tokens: TEXT.chars().count(),
        validation_tokens: 100,
    };
    Plan::new(experiment, facts).unwrap()
}

fn number(tensor: Tensor<1>) -> f32 {
    tensor.into_scalar()
}

fn stored(network: &Network) -> Vec<Stored> {
    block_on(weights::gather(network, Vec::new())).unwrap()
}

/// The largest difference between two networks' weights.
fn distance(one: &[Stored], other: &[Stored]) -> f32 {
    let numbers = |stored: &[Stored]| -> Vec<f32> {
        let each = stored.iter().map(|tensor| match &tensor.numbers {
            weights::Numbers::F32(numbers) => numbers.clone(),
            weights::Numbers::U32(_) => panic!("weights are no counts"),
        });
        each.flatten().collect()
    };
    let (one, other) = (numbers(one), numbers(other));
    assert_eq!(one.len(), other.len());
    let pairs = one.into_iter().zip(other);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn accumulated_gradients_are_those_of_the_batches_together() {
    let tokenizer = Tokenizer::character(TEXT);
    let text = tokenizer.encode_text(TEXT);
    let plan = plan(tokenizer.vocabulary_size());
    let training = &plan.experiment().training;
    let mut trainer = Trainer::new(&plan, &Device::flex()).unwrap();
    let start = stored(trainer.network());

    // One batch of four rows by hand.
    let parts = [0, 1].map(|draw| training_batch(&plan, &text, draw));
    assert_ne!(parts[0].inputs, parts[1].inputs);
    let shape = Shape {
        batch: 4,
        time: plan.context(),
    };
    let inputs = parts.each_ref().map(|part| part.inputs.clone()).concat();
    let targets = parts.each_ref().map(|part| part.targets.clone()).concat();
    let network = trainer.network().clone();
    let logits = network
        .forward(token_tensor(&inputs, shape, &trainer.device), None)
        .logits;
    let targets = token_tensor(&targets, shape, &Device::flex());
    let together = loss::next_token(logits, targets, 0.0);
    let gradients = Gradients::collect(&network, together.objective.backward());
    let rate = learning_rate(training, 0);
    let mut optimizer = trainer.optimizer().clone();
    let (network, norm) = optimizer.step(network, gradients, rate, 0.0);

    let taken = trainer.step(&plan, &text, 0);
    let (norm, mean) = (number(norm), number(together.mean));
    assert!((number(taken.gradient_norm) - norm).abs() < 1e-5 * norm);
    assert!((number(taken.loss) - mean).abs() < 1e-5 * mean);
    let moved = stored(trainer.network());
    assert!(distance(&moved, &start) > 1e-3);
    assert!(distance(&moved, &stored(&network)) < 1e-6);
}
