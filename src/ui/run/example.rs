//! A run for tests.

use super::Run;
use crate::experiment::Experiment;
use crate::protocol::Ending;
use crate::view::{
    Baseline, Baselines, DeviceInfo, DeviceKind, Evaluation, Loss, Prepared, Sample, StepMetrics,
};

/// A run of these steps, with a validation loss and a sample at each.
pub(crate) fn run(losses: &[(usize, f64)]) -> Run {
    let line = Baseline {
        nats_per_token: 1.0,
        nats_per_character: 1.0,
    };
    let loss: Loss = serde_json::from_str(
        r#"{"nats_per_token": 1.0, "nats_per_character": 1.0, "accuracy": 0.5}"#,
    )
    .unwrap();
    let evaluation = |&(step, nats_per_character): &(usize, f64)| Evaluation {
        step,
        train: loss,
        validation: Loss {
            nats_per_character,
            ..loss
        },
    };
    let step = |&(step, loss): &(usize, f64)| StepMetrics {
        step,
        loss,
        learning_rate: 0.1,
        gradient_norm: None,
        tokens_per_second: 1.0,
        elapsed_ms: 1.0,
    };
    let sample = |&(step, _): &(usize, f64)| Sample {
        step,
        prompt: String::new(),
        text: String::new(),
    };
    Run {
        id: "1".into(),
        experiment: Experiment::default(),
        prepared: Prepared {
            vocabulary: 2,
            characters: 2,
            train_tokens: 1,
            validation_tokens: 1,
            characters_per_token: 3.0,
            parameters: 1,
            memory_bytes: 1,
            steps: 100,
            baselines: Baselines {
                uniform: line,
                unigram: line,
                bigram: line,
                counting: None,
            },
            excerpt: "A cat sat. ".into(),
            text: None,
            device: DeviceInfo {
                kind: DeviceKind::Cpu,
                name: String::new(),
                software: false,
                largest_tensor: None,
            },
            remarks: Vec::new(),
        },
        steps: losses.iter().map(step).collect(),
        evaluations: losses.iter().map(evaluation).collect(),
        samples: losses.iter().map(sample).collect(),
        ending: Some(Ending::EarlyStopped { best_step: 20 }),
        artifact_bytes: 1,
        name: None,
        colour: None,
    }
}
