//! Tests against Hugging Face's Python library (`tests/fixtures/tokenizer_parity.py`), and of the training.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::experiment::{Normalizer, Subword, Tokenizer as Recipe};
use crate::progress::{NoProgress, block_on};
use crate::protocol::Progress;
use crate::text::stories;

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/tokenizers")
        .join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(fixture(name)).expect("the fixture is committed")
}

static CORPUS: LazyLock<String> = LazyLock::new(|| read("corpus.txt"));
static PYTHON: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&read("python.json")).expect("the fixture is JSON"));

fn subword(vocabulary: usize) -> Subword {
    Subword {
        vocabulary,
        ..Subword::default()
    }
}

fn trained(recipe: &Recipe, text: &str) -> Tokenizer {
    block_on(Tokenizer::build(recipe, text, None, &mut NoProgress))
        .expect("this recipe suits this text")
}

/// A tokenizer of each kind, trained on the corpus of the fixtures.
static OURS: LazyLock<Vec<(&str, Tokenizer)>> = LazyLock::new(|| {
    let bpe = Subword {
        special_tokens: "<|end|>".into(),
        ..subword(600)
    };
    [
        ("character", Recipe::Character),
        ("byte", Recipe::Byte),
        ("bpe", Recipe::Bpe(bpe)),
        ("wordpiece", Recipe::WordPiece(subword(1800))),
        (
            "unigram",
            Recipe::Unigram(Subword {
                normalizer: Normalizer::Nfc,
                ..subword(1200)
            }),
        ),
    ]
    .into_iter()
    .map(|(name, recipe)| (name, trained(&recipe, &CORPUS)))
    .collect()
});

fn ours(name: &str) -> &'static Tokenizer {
    OURS.iter()
        .find(|(own, _)| *own == name)
        .map(|(_, tokenizer)| tokenizer)
        .expect("there is one of each kind")
}

/// Compares ids, places and decoded texts with what Python recorded.
fn assert_same(name: &str, tokenizer: &Tokenizer, recorded: &Value) {
    let texts = PYTHON["texts"].as_array().expect("a list of texts");
    for (i, text) in texts
        .iter()
        .map(|text| text.as_str().expect("a text"))
        .enumerate()
    {
        let encoding = tokenizer.encoding(text);
        assert_eq!(
            serde_json::json!(encoding.ids),
            recorded["ids"][i],
            "{name}: ids of {text:?}"
        );
        assert_eq!(
            serde_json::json!(encoding.spans),
            recorded["offsets"][i],
            "{name}: places in {text:?}"
        );
        assert_eq!(
            tokenizer.decode(&encoding.ids),
            recorded["decoded"][i].as_str().unwrap(),
            "{name}: back from {text:?}"
        );
        let mut stream = StreamDecoder::after(&[], Arc::new(tokenizer.clone()));
        let mut said: String = encoding.ids.iter().map(|&id| stream.push(id)).collect();
        said.push_str(&stream.finish());
        assert_eq!(
            said,
            tokenizer.decode(&encoding.ids),
            "{name}: streamed {text:?}"
        );
    }
}

#[test]
fn what_python_trained_opens_here_with_the_same_ids() {
    let cases = PYTHON["trained_in_python"]
        .as_object()
        .expect("cases by name");
    assert_eq!(cases.len(), 4);
    for (name, case) in cases {
        let tokenizer = from_json(&case["tokenizer"].to_string()).expect("Python wrote it");
        assert_same(name, &tokenizer, case);
    }
}

#[test]
fn trained_here_opens_in_python_with_the_same_ids() {
    let only_write = std::env::var_os("BABBLE_WRITE_FIXTURES").is_some();
    for (name, tokenizer) in OURS.iter() {
        let file = format!("ours_{name}.json");
        if only_write {
            std::fs::write(fixture(&file), tokenizer.to_json())
                .expect("the fixtures can be written");
            continue;
        }
        assert_eq!(
            tokenizer.to_json(),
            read(&file),
            "{name} is no longer what Python was shown"
        );
        assert_same(name, tokenizer, &PYTHON["trained_here"][name]);
    }
}

#[test]
fn training_here_learns_what_python_learns() {
    for (name, python) in [("bpe", "byte_bpe"), ("wordpiece", "word_piece")] {
        let here: Value = serde_json::from_str(&ours(name).to_json()).unwrap();
        let there = &PYTHON["trained_in_python"][python]["tokenizer"];
        assert_eq!(here["model"]["vocab"], there["model"]["vocab"], "{name}");
        assert_eq!(here["model"]["merges"], there["model"]["merges"], "{name}");
    }
}

#[test]
fn training_is_the_same_each_time() {
    for (name, recipe) in [
        ("wordpiece", Recipe::WordPiece(subword(1800))),
        (
            "unigram",
            Recipe::Unigram(Subword {
                normalizer: Normalizer::Nfc,
                ..subword(1200)
            }),
        ),
    ] {
        assert_eq!(
            trained(&recipe, &CORPUS).to_json(),
            ours(name).to_json(),
            "{name}"
        );
    }
}

#[test]
fn the_corpus_comes_back_whole() {
    for (name, tokenizer) in OURS.iter() {
        let text = tokenizer.encode_text(&CORPUS);
        assert_eq!(tokenizer.decode(text.tokens()), *CORPUS, "{name}");
        assert_eq!(text.total_characters(), CORPUS.chars().count(), "{name}");
    }
}

#[test]
fn hash_marks_are_text_and_not_continuations() {
    let text = "# one ## two ###three a#b #a ##b\n".repeat(3);
    let tokenizer = trained(&Recipe::WordPiece(subword(60)), &text);
    assert_eq!(tokenizer.decode(&tokenizer.encode(&text)), text);
}

#[test]
fn nothing_that_was_learned_from_is_unknown() {
    for (name, tokenizer) in OURS.iter() {
        assert_eq!(
            tokenizer.unknown_characters(&CORPUS),
            [] as [char; 0],
            "{name}"
        );
    }
}

#[test]
fn what_would_be_lost_in_an_unknown_token_is_named() {
    // The words of the corpus are known; one foreign letter makes a whole word unknown to WordPiece.
    for name in ["wordpiece", "unigram"] {
        let tokenizer = ours(name);
        assert_eq!(
            tokenizer.unknown_characters("a little Жkite"),
            ['Ж'],
            "{name}"
        );
        assert_eq!(
            tokenizer.unknown_characters("ЖЖ a ЖЩ"),
            ['Ж', 'Щ'],
            "{name}"
        );
        // The name of the unknown token is a text like any other: its token spells it.
        let unknown = tokenizer.token_text(0);
        assert_eq!(
            tokenizer.unknown_characters(&unknown),
            [] as [char; 0],
            "{unknown}"
        );
    }
    assert_eq!(ours("bpe").unknown_characters("Ж"), [] as [char; 0]);
}

/// A tokenizer as BERT has it: lower case, words at blanks, and `[UNK]` for a word that cannot be cut.
const BERT: &str = r###"{"version":"1.0","added_tokens":[],"post_processor":null,
    "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true},
    "pre_tokenizer":{"type":"BertPreTokenizer"},
    "decoder":{"type":"WordPiece","prefix":"##","cleanup":true},
    "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":100,
        "vocab":{"[UNK]":0,"the":1,"a":2,"##b":3,"é":4,"e":5,"b":6}}}"###;

#[test]
fn what_an_opened_tokenizer_does_not_know_is_named() {
    let bert = from_json(BERT).expect("it is a tokenizer");
    // It drops the blanks that part words and the accent that its normaliser takes away, but no letter.
    assert_eq!(bert.unknown_characters("The  aB\n é\t"), [] as [char; 0]);
    assert_eq!(bert.unknown_characters("the 小猫 ab"), ['小', '猫']);
    // Known letters of a word that cannot be cut, "be", are lost with it.
    assert_eq!(bert.unknown_characters("a be"), ['b', 'e']);
    // A byte-pair encoding without an unknown token leaves out what it does not know.
    let letters = r#"{"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":null,"post_processor":null,
        "decoder":null,"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}}"#;
    let letters = from_json(letters).expect("it is a tokenizer");
    assert_eq!(letters.unknown_characters("abcab!"), ['c', '!']);
}

#[test]
fn words_without_an_end_are_cut() {
    // A strand of DNA, and Chinese without punctuation.
    let bases = ["A", "C", "G", "T", "AC", "GT", "TTA"];
    let strand: String = (0..3000).map(|n| bases[(n * n + n / 5) % 7]).collect();
    let prose: String = stories::chinese()
        .chars()
        .filter(|c| c.is_alphabetic())
        .take(2500)
        .collect();
    for text in [strand, prose] {
        for recipe in [Recipe::Bpe, Recipe::WordPiece, Recipe::Unigram] {
            let tokenizer = trained(&recipe(subword(1600)), &text);
            let ids = tokenizer.encode(&text);
            assert_eq!(tokenizer.decode(&ids), text);
            assert!(ids.len() > text.chars().count() / 200);
            assert_eq!(tokenizer.unknown_characters(&text), [] as [char; 0]);
            let opened = from_json(&tokenizer.to_json()).expect("it was just saved");
            assert_eq!(opened.encode(&text), ids);
        }
    }
}

#[test]
fn portions_do_not_change_a_token() {
    let mut text = stories::english();
    text.truncate(150_000);
    text.extend(
        stories::chinese()
            .replace('。', "。\n\n \n")
            .chars()
            .take(10_000),
    );
    for (name, tokenizer) in OURS.iter() {
        assert!(tokenizer.portions(&text).count() > 2, "{name}");
        let in_portions =
            block_on(tokenizer.encode_corpus(&text, &mut NoProgress)).expect("nobody gives up");
        let whole = tokenizer.encoding(&text).into_text(text.chars().count());
        assert_eq!(in_portions, whole, "{name}");
    }
}

#[test]
fn the_merges_are_in_the_order_they_were_learned() {
    let tokenizer = trained(&Recipe::Bpe(subword(259)), "low low low low lower lower");
    // "o"+"w" and "l"+"o" occur six times each; "l" has the lower number, so "lo" comes first, then "low".
    let merges = tokenizer
        .vocabulary(&tokenizer.encode_text("low lower"))
        .merges;
    let pairs: Vec<(&str, &str)> = merges
        .iter()
        .map(|merge| (merge.left.as_str(), merge.right.as_str()))
        .collect();
    assert_eq!(pairs, [("l", "o"), ("lo", "w"), ("␣", "low")]);
    assert_eq!(
        tokenizer
            .vocabulary(&tokenizer.encode_text("low lower"))
            .characters_per_token,
        9.0 / 4.0
    );
    assert_eq!(tokenizer.token_text(258), "␣low");
}

#[test]
fn a_continuation_keeps_the_blank_after_its_prompt() {
    // SentencePiece's decoder drops the blank of a first token, but this one is not the first.
    let file = &PYTHON["trained_in_python"]["sentence_piece"]["tokenizer"];
    let tokenizer = from_json(&file.to_string()).expect("Python wrote it");
    let prompt = tokenizer.encode("a little");
    let next = tokenizer.encode("kite");
    let mut stream = StreamDecoder::after(&prompt, Arc::new(tokenizer));
    let said: String = next.iter().map(|&id| stream.push(id)).collect();
    assert_eq!(said, " kite");
}

#[test]
fn special_tokens_are_never_split() {
    let tokenizer = ours("bpe");
    let ids = tokenizer.encode("a<|end|>b");
    assert_eq!(
        (ids.len(), tokenizer.decode(&ids[1..2])),
        (3, "<|end|>".into())
    );
}

#[test]
fn normalizers_are_applied() {
    for (normalizer, expected) in [
        (Normalizer::None, "Ａ e\u{301}"),
        (Normalizer::Nfc, "Ａ \u{e9}"),
        (Normalizer::Nfkc, "A \u{e9}"),
        (Normalizer::NfkcLowercase, "a \u{e9}"),
    ] {
        let tokenizer = trained(
            &Recipe::Bpe(Subword {
                normalizer,
                ..subword(300)
            }),
            &CORPUS,
        );
        let text = tokenizer.encode_text("Ａ e\u{301}");
        assert_eq!(tokenizer.decode(text.tokens()), expected);
        assert_eq!(text.total_characters(), 4);
    }
}

#[test]
fn rare_words_teach_nothing() {
    let text = "aaab ".repeat(5) + "zzzy zzzy";
    for recipe in [Recipe::Bpe, Recipe::WordPiece, Recipe::Unigram] {
        let tokenizer = trained(
            &recipe(Subword {
                min_frequency: 3,
                ..subword(300)
            }),
            &text,
        );
        let tokens: Vec<String> = (0..tokenizer.vocabulary_size() as u32)
            .map(|id| tokenizer.token_text(id))
            .collect();
        assert!(
            tokens.iter().any(|token| token.contains("aa")),
            "{tokens:?}"
        );
        assert!(
            !tokens.iter().any(|token| token.contains("zzy")),
            "{tokens:?}"
        );
        assert_eq!(tokenizer.decode(&tokenizer.encode(&text)), text);
    }
}

#[test]
fn a_vocabulary_smaller_than_the_alphabet_is_refused() {
    // Six characters and the unknown token; within words occur b, c, e and f.
    let text = "abc def ".repeat(4);
    for (recipe, needed) in [
        (Recipe::Bpe(subword(255)), "256"),
        (Recipe::WordPiece(subword(9)), "14"),
        (Recipe::Unigram(subword(6)), "9"),
    ] {
        let halt = block_on(Tokenizer::build(&recipe, &text, None, &mut NoProgress))
            .expect_err("it is too small");
        let Halt::Problems(problems) = halt else {
            panic!("nobody gave up")
        };
        assert_eq!(problems[0].path, "tokenizer.vocabulary");
        let message = &problems[0].message;
        assert!(
            message.en.contains(&format!("need {needed}")) && message.zh.contains(needed),
            "{message}"
        );
    }
}

/// Gives up at the first report of a stage.
struct GivesUp(Stage);

impl ProgressSink for GivesUp {
    async fn progress(&mut self, progress: Progress) -> ControlFlow<()> {
        if progress.stage == self.0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

#[test]
fn long_work_can_be_given_up() {
    let recipe = Recipe::Bpe(subword(300));
    let built = block_on(Tokenizer::build(
        &recipe,
        &CORPUS,
        None,
        &mut GivesUp(Stage::TrainingTokenizer),
    ));
    assert_eq!(built.map(|_| ()), Err(Halt::Cancelled));
    let encoded = block_on(ours("byte").encode_corpus(&CORPUS, &mut GivesUp(Stage::Tokenizing)));
    assert_eq!(encoded, Err(Halt::Cancelled));
}

#[test]
fn a_tokenizer_file_is_opened_or_missed() {
    let recipe = Recipe::File(experiment::FileName {
        name: "tokenizer.json".into(),
    });
    let opened = block_on(Tokenizer::build(
        &recipe,
        "",
        Some(&read("ours_bpe.json")),
        &mut NoProgress,
    ))
    .expect("it is one of ours");
    assert_eq!(opened.encode(&CORPUS), ours("bpe").encode(&CORPUS));
    assert!(matches!(
        block_on(Tokenizer::build(&recipe, "", None, &mut NoProgress)),
        Err(Halt::Problems(_))
    ));
    // WordLevel without an unknown token cannot cut every text.
    let word_level = r#"{"version":"1.0","added_tokens":[],"normalizer":null,"pre_tokenizer":null,"post_processor":null,
        "decoder":null,"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"?"}}"#;
    assert!(
        from_json(word_level)
            .expect_err("it has no unknown token")
            .en
            .contains("unknown")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_character_is_lost_without_being_named(parts in prop::collection::vec(
        prop::sample::select(vec!["Ж", "щ", "漢", "한", "\u{1F600}", "\u{200D}", "e\u{301}", "the ", " and", "故事", "\n", " ", "Wordы", "[UNK]", "<unk>", "##", "\u{FFFD}"]),
        1..9,
    )) {
        let text = parts.concat();
        for name in ["wordpiece", "unigram", "character"] {
            let tokenizer = ours(name);
            let unknown = tokenizer.unknown_characters(&text);
            // What is not named comes back.
            let known: String = text.chars().filter(|c| !unknown.contains(c)).collect();
            if unknown.is_empty() && name != "unigram" {
                prop_assert_eq!(tokenizer.decode(&tokenizer.encode(&text)), text.clone(), "{}", name);
            }
            for c in ['Ж', 'щ', '한', '\u{1F600}', 'ы'] {
                prop_assert_eq!(unknown.contains(&c), text.contains(c), "{} {:?} {:?} {}", name, c, text, known);
            }
        }
    }

    #[test]
    fn any_text_survives_byte_level_bpe(text in any::<String>()) {
        let tokenizer = ours("bpe");
        let encoded = tokenizer.encode_text(&text);
        prop_assert_eq!(tokenizer.decode(encoded.tokens()), text.clone());
        prop_assert_eq!(encoded.total_characters(), if encoded.is_empty() { 0 } else { text.chars().count() });
        let mut stream = StreamDecoder::after(&[], Arc::new(tokenizer.clone()));
        let said: String = encoded.tokens().iter().map(|&id| stream.push(id)).collect();
        prop_assert_eq!(said, text);
    }

    #[test]
    fn known_characters_survive_unigram(places in prop::collection::vec(0usize..400, 0..60)) {
        let tokenizer = ours("unigram");
        let known: Vec<char> = CORPUS.chars().collect();
        let text: String = places.iter().map(|&place| known[place * 17]).collect();
        prop_assert_eq!(tokenizer.decode(&tokenizer.encode(&text)), text);
    }

    /// Of few characters, so that there is something to learn, but of any.
    #[test]
    fn any_text_can_be_learned_from(
        alphabet in prop::collection::vec(any::<char>(), 1..20),
        places in prop::collection::vec(0usize..28, 1..80),
    ) {
        let common = ['a', 'b', ' ', ' ', '\n', '#', '0', 'e', '\u{301}', '中', '😀'];
        let characters = [&common[..], &alphabet].concat();
        let text: String = places.iter().map(|&place| characters[place % characters.len()]).collect();
        for recipe in [Recipe::Bpe, Recipe::WordPiece, Recipe::Unigram] {
            let tokenizer = trained(&recipe(subword(300)), &text);
            let ids = tokenizer.encode(&text);
            prop_assert_eq!(tokenizer.decode(&ids), text.clone());
            prop_assert_eq!(tokenizer.unknown_characters(&text), [] as [char; 0]);
            let opened = from_json(&tokenizer.to_json()).expect("it was just saved");
            prop_assert_eq!(opened.encode(&text), ids);
        }
    }

    #[test]
    fn any_ids_can_be_decoded_and_shown(ids in prop::collection::vec(0u32..2_000, 0..30)) {
        for (_, tokenizer) in OURS.iter() {
            let mut stream = StreamDecoder::after(&[], Arc::new(tokenizer.clone()));
            let mut said: String = ids.iter().map(|&id| stream.push(id)).collect();
            said.push_str(&stream.finish());
            prop_assert_eq!(said, tokenizer.decode(&ids));
            prop_assert!(ids.iter().all(|&id| !tokenizer.token_text(id).is_empty()));
        }
    }
}
