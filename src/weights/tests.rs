use burn::tensor::Device;
use proptest::prelude::*;

use super::*;
use crate::experiment::validate::TextFacts;
use crate::experiment::{Experiment, Plan};
use crate::progress::block_on;

fn network() -> Network {
    let facts = TextFacts {
        vocabulary: 11,
        train_tokens: 1000,
        validation_tokens: 1000,
    };
    let plan = Plan::new(Experiment::default(), facts).unwrap();
    Network::new(&plan, &Device::flex().autodiff()).unwrap()
}

fn saved() -> Vec<u8> {
    let extra = matrix(vec![1.0, 2.0, 3.0], [1, 3], &Device::flex());
    let mut stored = block_on(gather(&network(), vec![("optimizer.x".into(), extra)])).unwrap();
    stored.push(Stored {
        name: "counts.y".into(),
        shape: vec![2, 1],
        numbers: Numbers::U32(vec![7, u32::MAX]),
    });
    to_bytes(&stored, "{\"high\":0}".into())
}

#[test]
fn what_was_saved_is_read_back() {
    let bytes = saved();
    let file = File::open(&bytes).unwrap();
    assert_eq!(file.metadata(), "{\"high\":0}");
    assert_eq!(
        file.floats("optimizer.x", &[1, 3]).unwrap(),
        [1.0, 2.0, 3.0]
    );
    assert_eq!(
        file.integers("counts.y").unwrap(),
        ([2, 1], vec![7, u32::MAX])
    );
    let network = network();
    for parameter in network.parameters() {
        assert!(
            file.floats(&parameter.name, &parameter.shape).is_ok(),
            "{}",
            parameter.name
        );
    }
    let refilled = file.fill(network).unwrap();
    let again = block_on(gather(&refilled, Vec::new())).unwrap();
    assert_eq!(
        again,
        block_on(gather(&self::network(), Vec::new())).unwrap()
    );
}

#[test]
fn a_part_has_names_of_its_own() {
    let bytes = saved();
    let part = File::open(&bytes).unwrap().part("optimizer.").unwrap();
    assert_eq!(part.names(), ["x"]);
    assert_eq!(part.floats("x", &[1, 3]).unwrap(), [1.0, 2.0, 3.0]);
    assert!(part.floats("optimizer.x", &[1, 3]).is_err());
    assert!(File::open(&bytes).unwrap().part("best.").is_none());
}

#[test]
fn saving_twice_gives_the_same_bytes() {
    assert_eq!(saved(), saved());
}

#[test]
fn a_refilled_network_learns() {
    let bytes = saved();
    let refilled = File::open(&bytes).unwrap().fill(network()).unwrap();
    let tokens = Tensor::<2, burn::tensor::Int>::from_data([[1, 2, 3]], &Device::flex().autodiff());
    let graph = refilled
        .forward(tokens, None)
        .logits
        .square()
        .sum()
        .backward();
    let gradients = crate::optim::Gradients::collect(&refilled, graph);
    assert!(gradients.norm().into_scalar::<f32>() > 0.0);
}

#[test]
fn wrong_shapes_types_and_names_are_told() {
    let bytes = saved();
    let file = File::open(&bytes).unwrap();
    let problem = file.floats("optimizer.x", &[3, 1]).unwrap_err();
    assert!(problem.message.en.contains("optimizer.x") && problem.message.zh.contains("[1, 3]"));
    assert!(file.floats("counts.y", &[2, 1]).is_err());
    assert!(file.integers("optimizer.x").is_err());
    assert!(file.floats("nothing", &[1]).is_err());
}

#[test]
fn what_is_no_number_is_refused() {
    let stored = Stored {
        name: "x".into(),
        shape: vec![1, 2],
        numbers: Numbers::F32(vec![1.0, f32::NAN]),
    };
    let bytes = to_bytes(&[stored], String::new());
    assert!(File::open(&bytes).unwrap().floats("x", &[1, 2]).is_err());
}

proptest! {
    #[test]
    fn no_file_brings_the_reader_down(at in 0_usize..4000, byte: u8, length in 0_usize..5000) {
        let mut bytes = saved();
        bytes.truncate(length.max(1));
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(file) = File::open(&bytes) {
            let _ = file.fill(network());
        }
    }
}

#[test]
fn of_a_failed_read_the_innermost_cause_is_told() {
    let error = "An error happened during execution\nCaused by:\n  the buffer could not be mapped\nBacktrace:\nNone";
    assert_eq!(innermost_cause(error), "the buffer could not be mapped");
    assert_eq!(innermost_cause("one line"), "one line");
}
