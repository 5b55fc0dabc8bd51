use burn::tensor::Device;

use super::*;
use crate::experiment::{Corpus, Experiment, Gpt, Model, Ngram, Pasted, Recurrent, Source};
use crate::protocol::Materials;
use crate::session::{Quiet, Session, block_on};
use crate::view::{DeviceInfo, DeviceKind};

fn session(model: Model) -> Session {
    let source = Source::Pasted(Pasted {
        text: "abcdefgh ".repeat(60),
    });
    let corpus = Corpus {
        source,
        ..Corpus::default()
    };
    let info = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "test".into(),
        software: false,
    };
    let experiment = Experiment {
        corpus,
        model,
        ..Experiment::default()
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
    block_on(prepared).unwrap()
}

fn gpt() -> Session {
    session(Model::Gpt(Gpt {
        layers: 2,
        heads: 2,
        width: 16,
        context: 8,
        ..Gpt::default()
    }))
}

#[test]
fn attention_rows_sum_to_one_and_look_back_alone() {
    let probe = block_on(gpt().probe("abcde")).unwrap();
    assert_eq!((probe.skipped, probe.tokens.len()), (0, 5));
    let view::Inside::Attention(attention) = &probe.inside else {
        panic!("a GPT attends")
    };
    assert_eq!(
        (attention.layers, attention.heads, attention.tokens),
        (2, 2, 5)
    );
    for (layer, head, query) in (0..2).flat_map(|layer| {
        (0..2).flat_map(move |head| (0..5).map(move |query| (layer, head, query)))
    }) {
        let row: Vec<f32> = (0..5)
            .map(|key| attention.weight(layer, head, query, key))
            .collect();
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(row[query + 1..].iter().all(|&weight| weight == 0.0));
    }
}

#[test]
fn every_token_but_the_first_was_expected_somehow() {
    let probe = block_on(gpt().probe("abc")).unwrap();
    assert!(probe.tokens[0].surprisal.is_none() && probe.tokens[0].expected.is_none());
    for token in &probe.tokens[1..] {
        let expected = token.expected.as_ref().unwrap();
        let of_this = expected
            .top
            .iter()
            .find(|candidate| candidate.id == token.id)
            .unwrap();
        assert!((token.surprisal.unwrap() + of_this.probability.ln()).abs() < 1e-4);
    }
    let total: f32 = probe
        .next
        .top
        .iter()
        .map(|candidate| candidate.probability)
        .sum::<f32>()
        + probe.next.rest;
    assert!((total - 1.0).abs() < 1e-5);
}

#[test]
fn a_text_longer_than_the_context_is_read_from_its_end() {
    let session = gpt();
    let long = block_on(session.probe("abcdefgh abc")).unwrap();
    let short = block_on(session.probe("efgh abc")).unwrap();
    assert_eq!((long.skipped, short.skipped), (4, 0));
    assert_eq!(long.tokens, short.tokens);
    assert_eq!(long.next, short.next);
}

#[test]
fn unknown_characters_and_no_text_are_told() {
    let session = gpt();
    let unknown = block_on(session.probe("aXbY")).unwrap_err();
    assert!(unknown.message.en.contains("'X' 'Y'") && unknown.message.zh.contains("'X' 'Y'"));
    assert!(block_on(session.probe("")).is_err());
}

#[test]
fn a_recurrent_network_shows_its_gates() {
    let session = session(Model::Lstm(Recurrent {
        layers: 2,
        width: 6,
        context: 8,
        ..Recurrent::default()
    }));
    let probe = block_on(session.probe("abcd")).unwrap();
    let view::Inside::Recurrence(recurrence) = &probe.inside else {
        panic!("an LSTM recurs")
    };
    assert_eq!(
        (recurrence.layers, recurrence.width, recurrence.tokens),
        (2, 6, 4)
    );
    let names: Vec<&str> = recurrence
        .traces
        .iter()
        .map(|trace| trace.name.as_str())
        .collect();
    assert_eq!(
        names,
        ["hidden", "cell", "input", "forget", "candidate", "output"]
    );
    for trace in &recurrence.traces {
        assert_eq!(trace.values.len(), 2 * 4 * 6);
        if ["input", "forget", "output"].contains(&trace.name.as_str()) {
            assert!(trace.values.iter().all(|value| (0.0..=1.0).contains(value)));
        }
    }
}

#[test]
fn counts_are_shown_from_the_longest_context_down() {
    let mut session = session(Model::Ngram(Ngram {
        order: 2,
        ..Ngram::default()
    }));
    while session.ending().is_none() {
        block_on(session.advance()).unwrap();
    }
    let probe = block_on(session.probe("ab")).unwrap();
    let view::Inside::Counts(counts) = &probe.inside else {
        panic!("an n-gram model counts")
    };
    let contexts: Vec<&str> = counts
        .levels
        .iter()
        .map(|level| level.context.as_str())
        .collect();
    assert_eq!(contexts, ["ab", "b", ""]);
    // 486 of 540 characters are trained on: 54 times the word, and "c" always follows "ab".
    assert_eq!((counts.levels[0].total, counts.levels[0].distinct), (54, 1));
    assert_eq!(counts.levels[0].followers[0].text, "c");
    assert_eq!(counts.levels[2].distinct, 9);
}
