//! Whatever a saved run's files say, opening and going on end in a run or in words: never in a panic.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{RngSeed, TestRunner};

use super::*;

fn always_the_same(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(12),
        failure_persistence: None,
        max_shrink_iters: 200,
        ..ProptestConfig::default()
    })
}

fn counting() -> Experiment {
    let smoothing = Smoothing::KneserNey(KneserNey::default());
    let model = Model::Ngram(Ngram {
        order: 2,
        smoothing,
    });
    Experiment { model, ..small() }
}

fn recurring() -> Experiment {
    let mut experiment = recurrent(StateCarry::Carried);
    experiment.training.patience = 2;
    experiment
}

fn saved(experiment: Experiment) -> Artifact {
    let mut session = prepare(experiment, None);
    run(&mut session, 12);
    block_on(session.save()).unwrap()
}

/// Opens a run with its text and goes on with it, and without its text to be asked; says whether the first was possible.
fn use_it(artifact: &Artifact) -> bool {
    let opened = try_to_prepare(artifact.experiment.clone(), Some(artifact.clone()));
    let is_open = opened.is_ok();
    if let Ok(mut session) = opened {
        for _ in 0..6 {
            if session.ending().is_some() || block_on(session.advance()).is_err() {
                break;
            }
        }
        let _ = block_on(session.save());
    }
    if let Ok(loaded) = LoadedModel::open(artifact, &Device::flex()) {
        let sampling = &artifact.experiment.sampling;
        if let Ok(mut generation) = loaded.generate(sampling) {
            while let Ok(Some(_)) = block_on(generation.next()) {}
        }
        let _ = block_on(crate::probe::probe(
            &loaded,
            SENTENCE,
            view::Focus::default(),
        ));
    }
    is_open
}

/// Where to write which byte; half of them in the header, where it matters most.
fn damage() -> impl Strategy<Value = Vec<(bool, Index, u8)>> {
    prop::collection::vec((any::<bool>(), any::<Index>(), any::<u8>()), 1..4)
}

fn damaged(weights: &[u8], damage: &[(bool, Index, u8)]) -> Vec<u8> {
    let mut bytes = weights.to_vec();
    let header = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    for &(in_header, at, byte) in damage {
        let at = if in_header {
            at.index(header)
        } else {
            at.index(bytes.len())
        };
        bytes[at] = byte;
    }
    bytes
}

fn survives(experiment: Experiment, cases: u32) {
    let artifact = saved(experiment);
    assert!(use_it(&artifact));
    let outcome = always_the_same(cases).run(&damage(), |damage| {
        let mut artifact = artifact.clone();
        artifact.weights = damaged(&artifact.weights, &damage);
        use_it(&artifact);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn counts_with_damaged_bytes() {
    survives(counting(), 300);
}

#[test]
fn weights_with_damaged_bytes() {
    survives(recurring(), 60);
}

/// The context of what is counted next must be of tokens that there are.
#[test]
fn counts_whose_last_tokens_do_not_exist_are_refused() {
    let artifact = saved(counting());
    let file = crate::weights::File::open(&artifact.weights).unwrap();
    let (_, tail) = file.integers("counts.tail").unwrap();
    let old: Vec<u8> = tail.iter().flat_map(|token| token.to_le_bytes()).collect();
    let at = artifact
        .weights
        .windows(old.len())
        .rposition(|bytes| bytes == old);
    let mut other = artifact.clone();
    other.weights[at.unwrap()..][..4].copy_from_slice(&u32::MAX.to_le_bytes());
    let opened = try_to_prepare(other.experiment.clone(), Some(other));
    let Err(Halt::Problems(problems)) = opened else {
        panic!("it has tokens that do not exist");
    };
    assert!(problems[0].message.en.contains("tail"), "{}", problems[0]);
}

/// What stands beside the weights: any text, and any numbers where numbers belong.
#[test]
fn metadata_of_any_kind() {
    let artifact = saved(small());
    let number = prop_oneof![
        Just("0".to_owned()),
        Just("1".to_owned()),
        Just("12".to_owned()),
        Just("18446744073709551615".to_owned()),
        Just("-1".to_owned()),
        Just("1e308".to_owned()),
        Just("null".to_owned()),
        Just("[12,1.5]".to_owned()),
        Just("[18446744073709551615,-1e308]".to_owned()),
        Just("[4294967295]".to_owned()),
    ];
    let keys = [
        "step",
        "beginning",
        "start",
        "high",
        "best",
        "waited",
        "evaluated",
        "sampled",
        "closed",
    ];
    let some = prop::collection::vec((prop::sample::select(keys.to_vec()), number), 0..9);
    let file = crate::weights::File::open(&artifact.weights).unwrap();
    let old = file.metadata().to_owned();
    let outcome = always_the_same(60).run(&some, |some| {
        let mut saved: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&old).unwrap();
        for (key, value) in some {
            saved.insert(key.to_owned(), serde_json::from_str(&value).unwrap());
        }
        let json = serde_json::Value::from(saved).to_string();
        // As it would be read from a file.
        let read = Saved::from_json(&json);
        prop_assert!(
            read.beginning_within(5)
                .is_none_or(|tokens| tokens.iter().all(|&token| token < 5))
        );
        let mut artifact = artifact.clone();
        artifact.weights = with_metadata(&artifact.weights, json);
        use_it(&artifact);
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// The same tensors with something else beside them.
fn with_metadata(weights: &[u8], metadata: String) -> Vec<u8> {
    let tensors = safetensors::SafeTensors::deserialize(weights).unwrap();
    let (_, header) = safetensors::SafeTensors::read_metadata(weights).unwrap();
    let mut entries = header.metadata().clone().unwrap();
    for value in entries.values_mut() {
        value.clone_from(&metadata);
    }
    safetensors::serialize(tensors.tensors(), Some(entries)).unwrap()
}
