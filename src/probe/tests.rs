use burn::tensor::Device;

use super::*;
use crate::experiment::{
    Cnn, Corpus, Experiment, Gpt, Mlp, Model, Ngram, Pasted, Recurrent, Source, unit_name,
};
use crate::progress::{NoProgress, block_on};
use crate::protocol::Materials;
use crate::session::Session;
use crate::view::{DeviceInfo, DeviceKind};

fn session(model: Model) -> Session {
    session_on(&"abcdefgh ".repeat(60), model)
}

fn session_on(text: &str, model: Model) -> Session {
    let source = Source::Pasted(Pasted { text: text.into() });
    let corpus = Corpus {
        source,
        ..Corpus::default()
    };
    let info = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "test".into(),
        software: false,
        largest_tensor: None,
    };
    let experiment = Experiment {
        corpus,
        model,
        ..Experiment::default()
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
    let session = gpt();
    for (layer, head) in (0..2).flat_map(|layer| (0..2).map(move |head| (layer, head))) {
        let focus = Focus { layer, head };
        let probe = block_on(session.probe("abcde", focus)).unwrap();
        assert_eq!((probe.skipped, probe.tokens.len()), (0, 5));
        let view::Inside::Attention(attention) = &probe.inside else {
            panic!("a GPT attends")
        };
        let shape = (attention.layers, attention.heads, attention.tokens);
        assert_eq!((shape, attention.focus), ((2, 2, 5), focus));
        for query in 0..5 {
            let row: Vec<f32> = (0..5).map(|key| attention.weight(query, key)).collect();
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
            assert!(row[query + 1..].iter().all(|&weight| weight == 0.0));
        }
        // A small map has room for all of so short a text.
        assert_eq!((attention.cells, attention.maps.len()), (5, 4 * 25));
        assert_eq!(attention.map(focus), attention.weights);
    }
}

#[test]
fn a_head_that_is_not_there_is_the_nearest_that_is() {
    let focus = Focus { layer: 9, head: 9 };
    let probe = block_on(gpt().probe("abc", focus)).unwrap();
    let view::Inside::Attention(attention) = &probe.inside else {
        panic!("a GPT attends")
    };
    assert_eq!(attention.focus, Focus { layer: 1, head: 1 });
}

#[test]
fn a_small_map_holds_the_largest_weights_of_its_cells() {
    let weights = Tensor::<1>::from_data(
        [
            1.0, 0.0, 0.0, //
            0.4, 0.6, 0.0, //
            0.2, 0.1, 0.7,
        ],
        &Device::flex(),
    );
    let map = small_maps(weights.reshape([1, 3, 3]), 2);
    let cells: Vec<f32> = map.into_data().iter().collect();
    assert_eq!(cells, [1.0, 0.0, 0.2, 0.7]);
}

/// What an answer holds follows from constants alone, whatever the model and the text.
#[test]
fn an_answer_is_bounded_whatever_is_probed() {
    for (maps, tokens) in [
        (1, 1),
        (8, 64),
        (24 * 32, 200),
        (24 * 32, LONGEST),
        (1 << 20, 512),
    ] {
        let cells = cells(maps, tokens);
        assert!((1..=tokens).contains(&cells));
        assert!(maps * cells * cells <= MAP_NUMBERS.max(maps), "{maps} maps");
        assert!(
            tokens.div_ceil(cells) * (cells - 1) < tokens,
            "no cell is empty"
        );
    }
    let large = Model::Gpt(Gpt {
        layers: 24,
        heads: 32,
        width: 64,
        context: 256,
        ..Gpt::default()
    });
    let session = session_on(&"abcdefgh ".repeat(400), large);
    let probe = block_on(session.probe(&"abcdefgh ".repeat(22), Focus::default())).unwrap();
    assert_eq!(probe.tokens.len(), 198);
    let view::Inside::Attention(attention) = &probe.inside else {
        panic!("a GPT attends")
    };
    // All of it would be 24·32·198² = 30 million numbers.
    assert!(attention.maps.len() <= MAP_NUMBERS);
    assert!(serde_json::to_vec(&probe).unwrap().len() < 6 << 20);
}

#[test]
fn of_a_wide_layer_the_liveliest_units_are_shown() {
    // Two tokens, four units: the second changes most, then the last.
    let values = [0.1, -2.0, 0.0, 0.5, 0.1, 2.0, 0.1, 1.0];
    assert_eq!(liveliest(&values, 4, 2), [1, 3]);
    assert_eq!(liveliest(&values, 4, 4), [0, 1, 2, 3]);
    let session = session(Model::Lstm(Recurrent {
        layers: 1,
        width: 2048,
        context: 8,
        ..Recurrent::default()
    }));
    let probe = block_on(session.probe(&"abcdefgh ".repeat(22), Focus::default())).unwrap();
    let view::Inside::Units(recurrence) = &probe.inside else {
        panic!("an LSTM recurs")
    };
    let numbers: usize = recurrence
        .traces
        .iter()
        .map(|trace| trace.values.len())
        .sum();
    assert!(numbers <= TRACE_NUMBERS && numbers > TRACE_NUMBERS / 2);
    assert_eq!(
        (recurrence.width, recurrence.units.len()),
        (2048, numbers / (6 * 198))
    );
}

#[test]
fn every_token_but_the_first_was_expected_somehow() {
    let probe = block_on(gpt().probe("abc", Focus::default())).unwrap();
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
    let long = block_on(session.probe("abcdefgh abc", Focus::default())).unwrap();
    let short = block_on(session.probe("efgh abc", Focus::default())).unwrap();
    assert_eq!((long.skipped, short.skipped), (4, 0));
    assert_eq!(long.tokens, short.tokens);
    assert_eq!(long.next, short.next);
}

#[test]
fn unknown_characters_and_no_text_are_told() {
    let session = gpt();
    let unknown = block_on(session.probe("aXbY", Focus::default())).unwrap_err();
    assert!(unknown.message.en.contains("'X' 'Y'") && unknown.message.zh.contains("'X' 'Y'"));
    assert!(block_on(session.probe("", Focus::default())).is_err());
}

/// Every quantity that a network shows has a name for people, and its family says what it is.
#[test]
fn networks_that_look_back_a_fixed_way_show_their_units() {
    let models = [
        (
            Model::Mlp(Mlp {
                context: 8,
                ..Mlp::default()
            }),
            1,
            256,
        ),
        (
            Model::Cnn(Cnn {
                context: 8,
                ..Cnn::default()
            }),
            4,
            64,
        ),
    ];
    for (model, layers, width) in models {
        assert!(model.family().explain_units().is_some());
        let session = session(model);
        let probe = block_on(session.probe("abcd", Focus::default())).unwrap();
        let view::Inside::Units(shown) = &probe.inside else {
            panic!("it has units")
        };
        assert_eq!(
            (shown.layers, shown.width, shown.tokens),
            (layers, width, 4)
        );
        for trace in &shown.traces {
            assert_ne!(unit_name(&trace.name).en, trace.name);
            assert_eq!(trace.values.len(), 4 * width);
        }
    }
}

#[test]
fn a_recurrent_network_shows_its_gates() {
    let session = session(Model::Lstm(Recurrent {
        layers: 2,
        width: 6,
        context: 8,
        ..Recurrent::default()
    }));
    let probe = block_on(session.probe("abcd", Focus::default())).unwrap();
    let view::Inside::Units(recurrence) = &probe.inside else {
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
    assert_eq!(
        (recurrence.layer, &recurrence.units[..]),
        (0, &[0, 1, 2, 3, 4, 5][..])
    );
    for trace in &recurrence.traces {
        assert_eq!(trace.values.len(), 4 * 6);
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
    let probe = block_on(session.probe("ab", Focus::default())).unwrap();
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
