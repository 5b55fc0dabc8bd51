//! Tests by identity (decode after encode), by oracle (fixtures of the Python library) and by worked example.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::*;
use crate::progress::{NoProgress, block_on};
use crate::protocol::Progress;
use proptest::prelude::*;

const SAMPLES: [&str; 5] = [
    "hello",
    "小猫说：“你好！”\n",
    "mixed 中英 text, naïve café",
    "👩‍👩‍👧 🇨🇳 🏳️‍🌈 e\u{301}",
    "\u{0} \u{feff}\r\n\t",
];

#[test]
fn characters_are_numbered_in_sorted_order() {
    // The characters of "hello": e h l o.
    let tokenizer = Tokenizer::character("hello");
    assert_eq!(tokenizer.vocabulary_size(), 4);
    assert_eq!(tokenizer.encode("hello"), [1, 0, 2, 2, 3]);
    assert_eq!(tokenizer.decode(&[1, 0, 2, 2, 3]), "hello");
}

#[test]
fn unknown_characters_are_left_out_and_named() {
    let tokenizer = Tokenizer::character("hello");
    assert_eq!(tokenizer.encode("help, hero"), tokenizer.encode("helheo"));
    assert_eq!(
        tokenizer.unknown_characters("help, hero, please"),
        ['p', ',', ' ', 'r', 'a', 's']
    );
    // What is left out still counts: ten characters were read, so ten divide the loss.
    assert_eq!(tokenizer.encode_text("help, hero").total_characters(), 10);
}

/// Hears of so much progress, then gives up.
struct Listener {
    heard: Vec<f64>,
    patience: usize,
}

impl ProgressSink for Listener {
    async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        self.heard.push(progress.fraction);
        if self.heard.len() > self.patience {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

#[test]
fn unknown_characters_of_a_corpus_are_looked_for_portion_by_portion() {
    let tokenizer = Tokenizer::character("no ife\n");
    let corpus = format!("{}Ж and Щ: Ж\n", "one line of noise\n".repeat(10_000));
    let mut listener = Listener {
        heard: Vec::new(),
        patience: usize::MAX,
    };
    let unknown = block_on(tokenizer.unknown_in_corpus(&corpus, &mut listener)).unwrap();
    assert_eq!(unknown, tokenizer.unknown_characters(&corpus));
    assert_eq!(unknown, ['l', 's', 'Ж', 'a', 'd', 'Щ', ':']);
    assert!(listener.heard.len() > 2 && listener.heard.is_sorted());
    assert_eq!(listener.heard.last(), Some(&1.0));
    listener.patience = 0;
    let halted = block_on(tokenizer.unknown_in_corpus(&corpus, &mut listener));
    assert_eq!(halted, Err(Halt::Cancelled));
}

#[test]
fn bytes_are_their_own_ids() {
    let tokenizer = Tokenizer::byte();
    assert_eq!(tokenizer.vocabulary_size(), 256);
    assert_eq!(tokenizer.encode("a猫"), [0x61, 0xE7, 0x8C, 0xAB]);
    let text = tokenizer.encode_text("a猫b");
    assert_eq!((text.len(), text.total_characters()), (5, 3));
    // The first byte of a character is worth the character, the others nothing.
    assert_eq!(
        (0..5)
            .map(|i| text.characters(i..i + 1))
            .collect::<Vec<_>>(),
        [1, 1, 0, 0, 1]
    );
}

#[test]
fn a_stream_waits_for_whole_characters() {
    let tokenizer = Tokenizer::byte();
    let mut stream = StreamDecoder::after(&[], Arc::new(tokenizer.clone()));
    let said: Vec<String> = [0x61, 0xE7, 0x8C, 0xAB, 0xE7]
        .into_iter()
        .map(|id| stream.push(id))
        .collect();
    assert_eq!(said, ["a", "", "", "猫", ""]);
    assert_eq!(stream.finish(), "\u{fffd}");
}

#[test]
fn tokens_are_shown_so_that_they_can_be_seen() {
    let tokenizer = Tokenizer::byte();
    assert_eq!(
        ["␣", "⏎", "⇥", "a", "⟨e7⟩", "⟨U+0000⟩"],
        [32, 10, 9, 97, 0xE7, 0]
            .map(|id| tokenizer.token_text(id))
            .each_ref()
            .map(String::as_str)
    );
    assert_eq!(tokenizer.token_text(999), "⟨999⟩");
}

#[test]
fn pieces_have_the_places_of_their_characters() {
    let tokenized = Tokenizer::byte().tokenized("a猫");
    let places: Vec<(usize, usize)> = tokenized
        .pieces
        .iter()
        .map(|piece| (piece.start, piece.end))
        .collect();
    assert_eq!(places, [(0, 1), (1, 2), (1, 2), (1, 2)]);
    assert_eq!(tokenized.characters, 2);
}

#[test]
fn worths_add_up_even_where_blanks_are_dropped() {
    // "to be" as two words without the blank: the blank counts for "be"; a trailing one counts for the last token.
    let encoding = Encoding {
        ids: vec![0, 1],
        spans: vec![(0, 2), (3, 5)],
    };
    let text = encoding.into_text(6);
    assert_eq!([text.characters(0..1), text.characters(1..2)], [2, 4]);
}

#[test]
fn json_opens_as_what_was_saved() {
    for text in SAMPLES {
        for tokenizer in [Tokenizer::character(text), Tokenizer::byte()] {
            let opened = from_json(&tokenizer.to_json()).expect("our own file opens");
            assert_eq!(
                std::mem::discriminant(&opened),
                std::mem::discriminant(&tokenizer)
            );
            assert_eq!(opened.encode(text), tokenizer.encode(text));
            assert_eq!(opened.to_json(), tokenizer.to_json());
        }
    }
}

#[test]
fn a_broken_file_is_explained() {
    let message = from_json("{").expect_err("it is broken");
    assert!(message.en.contains("not valid JSON") && message.zh.contains("JSON"));
    assert!(from_json("{}").is_err());
}

/// Every number has its row in a model, so one entry must not be able to ask for four thousand million.
#[test]
fn numbers_may_have_gaps_but_not_run_away() {
    let file = |last: u32| {
        let vocabulary = serde_json::json!({ "<unk>": 0, "a": 1, "b": last });
        serde_json::json!({
            "version": "1.0",
            "truncation": null,
            "padding": null,
            "added_tokens": [],
            "normalizer": null,
            "pre_tokenizer": null,
            "post_processor": null,
            "decoder": null,
            "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "<unk>" },
        })
        .to_string()
    };
    let gap = from_json(&file(9)).expect("a gap is no harm");
    assert_eq!(gap.vocabulary_size(), 10);
    for runaway in [5_000, 4_000_000_000, u32::MAX] {
        let message = from_json(&file(runaway)).expect_err("it has three tokens");
        assert!(
            message.en.contains("3 tokens") && message.zh.contains("3 个词元"),
            "{message}"
        );
    }
}

#[test]
fn fewer_tokens_than_asked_for_are_accounted_for() {
    // Random bases in lines: hardly a line occurs twice, so there is no word to learn from.
    let mut state = 1_u32;
    let bases: String = (0..30_000)
        .map(|at| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if at % 61 == 60 {
                '\n'
            } else {
                char::from(b"ACGT"[(state >> 24) as usize % 4])
            }
        })
        .collect();
    let of = |vocabulary| experiment::Subword {
        vocabulary,
        ..experiment::Subword::default()
    };
    let trained = |recipe: &experiment::Tokenizer, text: &str| {
        block_on(Tokenizer::build(recipe, text, None, &mut NoProgress)).expect("it suits this text")
    };
    let recipe = experiment::Tokenizer::Unigram(of(64));
    let tokens = trained(&recipe, &bases).vocabulary_size();
    let words = recipe.shortfall(tokens).expect("they are fewer");
    assert!(
        tokens < 64 && words.en.contains(&format!("only {tokens} tokens")),
        "{words}"
    );
    assert!(words.zh.contains(&format!("{tokens} 个词元")), "{words}");
    let recipe = experiment::Tokenizer::Bpe(of(300));
    assert_eq!(
        recipe.shortfall(trained(&recipe, &bases).vocabulary_size()),
        None
    );
    assert!(
        recipe.shortfall(299).is_some() && experiment::Tokenizer::Character.shortfall(2).is_none()
    );
}

proptest! {
    #[test]
    fn any_text_survives(text in any::<String>()) {
        for tokenizer in [Tokenizer::character(&text), Tokenizer::byte()] {
            let ids = tokenizer.encode(&text);
            prop_assert_eq!(tokenizer.decode(&ids), text.clone());
            prop_assert!(ids.iter().all(|&id| (id as usize) < tokenizer.vocabulary_size()));
            prop_assert_eq!(tokenizer.encode_text(&text).total_characters(), if ids.is_empty() { 0 } else { text.chars().count() });
        }
    }

    #[test]
    fn any_bytes_stream_as_they_decode(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let tokenizer = Tokenizer::byte();
        let ids: Vec<u32> = bytes.iter().map(|&byte| u32::from(byte)).collect();
        let mut stream = StreamDecoder::after(&[], Arc::new(tokenizer.clone()));
        let mut said: String = ids.iter().map(|&id| stream.push(id)).collect();
        said.push_str(&stream.finish());
        prop_assert_eq!(said, tokenizer.decode(&ids));
    }
}
