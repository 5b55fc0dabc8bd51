//! Dropout is drawn from a generator that the whole process shares, so this has a process to itself.
#![cfg(feature = "engine")]

use babble::experiment::{Corpus, Experiment, Gpt, Model, Pasted, Source, Training};
use babble::progress::{NoProgress, block_on};
use babble::protocol::{Artifact, Materials};
use babble::session::{Happening, Session};
use babble::view::{DeviceInfo, DeviceKind};
use burn::tensor::Device;

fn prepare(artifact: Option<Artifact>) -> Session {
    let text = "she sells sea shells by the sea shore. ".repeat(20);
    let experiment = Experiment {
        corpus: Corpus {
            source: Source::Pasted(Pasted { text }),
            ..Corpus::default()
        },
        model: Model::Gpt(Gpt {
            layers: 2,
            heads: 2,
            width: 16,
            context: 16,
            dropout: 0.3,
            ..Gpt::default()
        }),
        training: Training {
            steps: 14,
            batch_size: 3,
            warmup: 2,
            evaluate_every: 5,
            sample_every: 5,
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
    block_on(Session::prepare(
        experiment,
        Materials::default(),
        artifact,
        Device::flex(),
        info,
        sink,
    ))
    .unwrap()
}

fn losses(session: &mut Session, steps: usize) -> Vec<f64> {
    let mut losses = Vec::new();
    while session.ending().is_none() && session.step() < steps {
        for happening in block_on(session.advance()).unwrap() {
            if let Happening::Stepped(steps) = happening {
                losses.extend(steps.iter().map(|step| step.loss));
            }
        }
    }
    losses
}

#[test]
fn a_run_with_dropout_is_repeated_and_resumed_to_the_bit() {
    let whole = losses(&mut prepare(None), usize::MAX);
    let mut first = prepare(None);
    let mut resumed = losses(&mut first, 6);
    block_on(first.benchmark(5.0, &mut NoProgress)).unwrap();
    let artifact = block_on(first.save()).unwrap();
    resumed.extend(losses(&mut prepare(Some(artifact)), usize::MAX));
    assert_eq!(whole.len(), 14);
    assert_eq!(whole, resumed);
}
