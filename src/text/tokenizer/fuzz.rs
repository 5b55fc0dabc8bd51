//! Whatever a `tokenizer.json` says, opening, cutting and joining end in tokens, in text or in words: never in a panic.

use std::cell::Cell;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};

use super::*;

const PIECES: [&str; 20] = [
    "", "a", "b", "ab", "aa", " ", "  ", "\n", "▁", "▁a", "##a", "é", "e\u{301}", "\u{301}",
    "\u{FDFA}", "你", "<0x61>", "</w>", "Ġ", "[UNK]",
];

const TEXTS: [&str; 9] = [
    "",
    "a",
    "abba abba\nab  \n\n ab",
    "   \t  ",
    "\u{301}\u{327}é e\u{301} \u{FDFA}你好，世界",
    "<0x61></w>##a▁a Ġ[UNK]x",
    "İSTANBUL ß ﬁ ½ \u{1F468}\u{200D}\u{1F469} \u{0} \u{FEFF}\u{202E}",
    "don't we'll 123 4567 a-b_c.d!",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

const PATTERNS: [&str; 22] = [
    "",
    "a",
    "a*",
    "^",
    "$",
    r"\b",
    r"(?=a)",
    r"(?=ab\K)",
    r"a\Kb",
    r"[\s\S]",
    r"\s+(?!\S)|\s+",
    r"(?:(?!\S)a){9}",
    "(",
    "(a{900}){900}",
    r"(a|aa)+$",
    r"\p{L}+|\p{N}{1,3}",
    "^##",
    " {2,}",
    r"(?i:'s|'t)|[^\r\n\p{L}\p{N}]?\p{L}+",
    r"(a)\1",
    ".",
    "x{0,5}",
];

fn piece() -> impl Strategy<Value = &'static str> + Clone {
    select(&PIECES[..])
}

fn pattern() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => piece().prop_map(|text| json!({ "String": text })),
        8 => select(&PATTERNS[..]).prop_map(|text| json!({ "Regex": text })),
        1 => Just(json!("a")),
    ]
}

fn count() -> impl Strategy<Value = Value> {
    let sound = select(vec![json!(1), json!(3), json!(100)]);
    let odd = select(vec![
        json!(0),
        json!(u64::MAX),
        json!(-1),
        json!(null),
        json!("2"),
    ]);
    prop_oneof![3 => sound, 1 => odd]
}

fn named(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let known = select(names).prop_map(|name| json!({ "type": name }));
    prop_oneof![20 => known, 1 => Just(json!({ "type": "Unheard" }))]
}

/// One component by itself, in a sequence with others, or none.
fn chained(
    one: impl Strategy<Value = Value> + Clone + 'static,
    list: &'static str,
) -> impl Strategy<Value = Value> {
    let many = prop::collection::vec(one.clone(), 0..4);
    prop_oneof![
        1 => Just(Value::Null),
        3 => one.clone(),
        3 => many.clone().prop_map(move |parts| json!({ "type": "Sequence", list: parts })),
        1 => (many, one).prop_map(move |(parts, last)| {
            json!({ "type": "Sequence", list: [{ "type": "Sequence", list: parts }, last] })
        }),
    ]
}

fn normalizer() -> impl Strategy<Value = Value> {
    let one = prop_oneof![
        3 => named(&["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"] ),
        1 => any::<[bool; 4]>().prop_map(|[a, b, c, d]| json!({
            "type": "BertNormalizer", "clean_text": a, "handle_chinese_chars": b, "strip_accents": c, "lowercase": d
        })),
        1 => any::<[bool; 2]>().prop_map(|[a, b]| json!({ "type": "Strip", "strip_left": a, "strip_right": b })),
        1 => piece().prop_map(|text| json!({ "type": "Prepend", "prepend": text })),
        3 => (pattern(), piece()).prop_map(|(pattern, content)| json!({ "type": "Replace", "pattern": pattern, "content": content })),
        1 => select(vec!["", "AAAA", "AQAAAAAAAAA=", "????", "AAAAAAA\\"])
            .prop_map(|map| json!({ "type": "Precompiled", "precompiled_charsmap": map })),
        // Without its type the crate would have to guess it.
        1 => Just(json!({ "precompiled_charsmap": "AAAA" })),
    ];
    chained(one.boxed(), "normalizers")
}

fn pre_tokenizer() -> impl Strategy<Value = Value> {
    let behavior = select(vec![
        "Removed",
        "Isolated",
        "MergedWithPrevious",
        "MergedWithNext",
        "Contiguous",
        "Else",
    ]);
    let splits = (pattern(), behavior.clone(), any::<bool>()).prop_map(|(pattern, behavior, invert)| {
        json!({ "type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert })
    });
    let metaspace = (piece(), select(vec!["always", "first", "never"]), any::<bool>()).prop_map(
        |(replacement, scheme, split)| {
            json!({ "type": "Metaspace", "replacement": replacement, "prepend_scheme": scheme, "split": split })
        },
    );
    let one = prop_oneof![
        2 => named(&["BertPreTokenizer", "Whitespace", "WhitespaceSplit", "UnicodeScripts"] ),
        1 => any::<[bool; 3]>().prop_map(|[a, b, c]| json!({
            "type": "ByteLevel", "add_prefix_space": a, "trim_offsets": b, "use_regex": c
        })),
        1 => piece().prop_map(|delimiter| json!({ "type": "CharDelimiterSplit", "delimiter": delimiter })),
        1 => behavior.prop_map(|behavior| json!({ "type": "Punctuation", "behavior": behavior })),
        1 => any::<bool>().prop_map(|each| json!({ "type": "Digits", "individual_digits": each })),
        1 => count().prop_map(|length| json!({ "type": "FixedLength", "length": length })),
        1 => metaspace,
        3 => splits,
    ];
    chained(one.boxed(), "pretokenizers")
}

fn decoder() -> impl Strategy<Value = Value> {
    let one = prop_oneof![
        2 => named(&["ByteFallback", "Fuse"] ),
        1 => Just(json!({ "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true })),
        1 => piece().prop_map(|suffix| json!({ "type": "BPEDecoder", "suffix": suffix })),
        1 => (piece(), any::<bool>()).prop_map(|(prefix, cleanup)| json!({ "type": "WordPiece", "prefix": prefix, "cleanup": cleanup })),
        1 => Just(json!({ "type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": true })),
        1 => (piece(), piece(), any::<bool>()).prop_map(|(pad, delimiter, cleanup)| json!({
            "type": "CTC", "pad_token": pad, "word_delimiter_token": delimiter, "cleanup": cleanup
        })),
        2 => (pattern(), piece()).prop_map(|(pattern, content)| json!({ "type": "Replace", "pattern": pattern, "content": content })),
        3 => (piece(), count(), count()).prop_map(|(content, start, stop)| json!({
            "type": "Strip", "content": content, "start": start, "stop": stop
        })),
    ];
    chained(one.boxed(), "decoders")
}

fn model() -> impl Strategy<Value = Value> {
    let entries = prop::collection::vec(piece(), 1..12);
    let numbers = |entries: &[&str]| -> Value {
        let known = ["a", "b", "ab", "[UNK]"]
            .into_iter()
            .chain(entries.iter().copied());
        let mut vocabulary = serde_json::Map::new();
        for text in known {
            let id = vocabulary.len();
            vocabulary.entry(text).or_insert_with(|| json!(id));
        }
        vocabulary.into()
    };
    let merge = prop_oneof![
        1 => (piece(), piece()).prop_map(|(left, right)| json!([left, right])),
        1 => (piece(), piece()).prop_map(|(left, right)| json!(format!("{left} {right}"))),
        8 => Just(json!(["a", "b"])),
    ];
    let optional = prop_oneof![2 => Just(Value::Null), 1 => piece().prop_map(Value::from)];
    let unknown = prop_oneof![3 => Just("[UNK]"), 1 => piece()];
    let flags = any::<[bool; 3]>();
    let merges = prop::collection::vec(merge, 0..4);
    let bpe = (entries.clone(), merges, optional.clone(), optional.clone(), optional, flags).prop_map(
        move |(entries, merges, unknown, prefix, suffix, [fuse, fallback, ignore])| {
            json!({
                "type": "BPE", "dropout": 0.5, "unk_token": unknown, "continuing_subword_prefix": prefix,
                "end_of_word_suffix": suffix, "fuse_unk": fuse, "byte_fallback": fallback, "ignore_merges": ignore,
                "vocab": numbers(&entries), "merges": merges,
            })
        },
    );
    let wordpiece = (entries.clone(), unknown.clone(), piece(), count()).prop_map(
        move |(entries, unknown, prefix, most)| {
            json!({
                "type": "WordPiece", "unk_token": unknown, "continuing_subword_prefix": prefix,
                "max_input_chars_per_word": most, "vocab": numbers(&entries),
            })
        },
    );
    let wordlevel = (entries.clone(), unknown)
        .prop_map(move |(entries, unknown)| json!({ "type": "WordLevel", "unk_token": unknown, "vocab": numbers(&entries) }));
    let score = select(vec![0.0, -1.0, -1e308, 1e308]);
    let scored = prop::collection::vec((piece(), score), 1..12);
    let unigram = (scored, count(), any::<bool>()).prop_map(|(vocabulary, unknown, fallback)| {
        json!({ "type": "Unigram", "unk_id": unknown, "vocab": vocabulary, "byte_fallback": fallback })
    });
    prop_oneof![3 => bpe, 2 => wordpiece, 3 => wordlevel, 2 => unigram].prop_flat_map(|model| {
        let with_odd_number = {
            let mut odd = model.clone();
            if let Some(vocabulary) = odd["vocab"].as_object_mut() {
                vocabulary.insert("odd".into(), json!(u32::MAX));
            }
            odd
        };
        let without_type = {
            let mut old = model.clone();
            old.as_object_mut().map(|old| old.remove("type"));
            old
        };
        prop_oneof![8 => Just(model), 1 => Just(with_odd_number), 1 => Just(without_type)]
    })
}

fn added() -> impl Strategy<Value = Value> {
    let token = (piece(), any::<[bool; 5]>(), 0..40_u32).prop_map(|(content, [single, left, right, normalized, special], id)| {
        json!({
            "id": id, "content": content, "single_word": single, "lstrip": left, "rstrip": right,
            "normalized": normalized, "special": special,
        })
    });
    prop::collection::vec(token, 0..3).prop_map(Value::from)
}

fn post_processor() -> impl Strategy<Value = Value> {
    let both = json!([{ "Sequence": { "id": "A", "type_id": 0 } }, { "Sequence": { "id": "B", "type_id": 0 } }]);
    select(vec![
        Value::Null,
        json!({ "type": "ByteLevel", "add_prefix_space": true, "trim_offsets": true, "use_regex": true }),
        // A template for one text that names a second.
        json!({ "type": "TemplateProcessing", "single": both.clone(), "pair": both, "special_tokens": {} }),
        json!({ "type": "TemplateProcessing", "single": [], "pair": [], "special_tokens": {} }),
        json!({ "type": "BertProcessing", "sep": ["[SEP]", 1], "cls": ["[CLS]", 2] }),
    ])
}

fn file() -> impl Strategy<Value = Value> {
    (normalizer(), pre_tokenizer(), post_processor(), decoder(), model(), added()).prop_map(
        |(normalizer, pre_tokenizer, post_processor, decoder, model, added)| {
            json!({
                "version": "1.0",
                "truncation": { "direction": "Right", "max_length": 0, "strategy": "LongestFirst", "stride": 5 },
                "padding": null,
                "added_tokens": added,
                "normalizer": normalizer,
                "pre_tokenizer": pre_tokenizer,
                "post_processor": post_processor,
                "decoder": decoder,
                "model": model,
            })
        },
    )
}

/// Does with a file whatever is done with one; says whether it could be opened.
fn use_it(json: &str) -> bool {
    let tokenizer = match from_json(json) {
        Ok(tokenizer) => Arc::new(tokenizer),
        Err(words) => {
            assert!(!words.en.is_empty() && !words.zh.is_empty());
            return false;
        }
    };
    let size = tokenizer.vocabulary_size() as u32;
    let all: Vec<u32> = (0..size.min(60) + 2).collect();
    for text in TEXTS {
        let encoding = tokenizer.encoding(text);
        let characters = text.chars().count() as u32;
        assert!(encoding.ids.iter().all(|&id| id < size));
        assert!(
            encoding
                .spans
                .iter()
                .all(|&(start, end)| start <= characters && end <= characters)
        );
        let worth = tokenizer.encode_text(text).total_characters();
        assert!(worth == text.chars().count() || encoding.ids.is_empty());
        tokenizer.unknown_characters(text);
        tokenizer.tokenized(text);
        tokenizer.decode(&encoding.ids);
    }
    tokenizer.decode(&[]);
    tokenizer.decode(&all);
    let mut stream = StreamDecoder::after(&all[..1], tokenizer.clone());
    for &id in &all {
        stream.push(id);
        tokenizer.decode(&[id]);
    }
    stream.finish();
    tokenizer.vocabulary(&EncodedText::default());
    // What is saved with a run must open again.
    assert!(from_json(&tokenizer.to_json()).is_ok());
    true
}

fn always_the_same(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(12),
        failure_persistence: None,
        max_shrink_iters: 500,
        ..ProptestConfig::default()
    })
}

#[test]
fn whatever_components_a_file_has() {
    let opened = Cell::new(0);
    let outcome = always_the_same(6_000).run(&file(), |file| {
        opened.set(opened.get() + u32::from(use_it(&file.to_string())));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    // Files that are all refused would prove nothing.
    assert!(opened.get() > 600, "{} files opened", opened.get());
}

#[test]
fn whatever_bytes_of_a_file_are_damaged() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/tokenizers/");
    let files: Vec<String> = [
        "ours_bpe.json",
        "ours_wordpiece.json",
        "ours_unigram.json",
        "ours_character.json",
    ]
    .into_iter()
    .map(|name| std::fs::read_to_string(format!("{folder}{name}")).unwrap())
    .map(shortened)
    .collect();
    assert!(files.iter().all(|file| use_it(file)));
    let damage = (
        0..files.len(),
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    );
    let outcome = always_the_same(1_500).run(&damage, |(which, damage)| {
        let mut bytes = files[which].clone().into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        use_it(&String::from_utf8_lossy(&bytes));
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// The same file with few entries, so that there is time for many.
fn shortened(json: String) -> String {
    let mut file: Value = serde_json::from_str(&json).unwrap();
    let few = |id: &Value| id.as_u64().is_some_and(|id| id < 300);
    match &mut file["model"]["vocab"] {
        Value::Object(vocabulary) => vocabulary.retain(|_, id| few(id)),
        Value::Array(vocabulary) => vocabulary.truncate(300),
        _ => {}
    }
    let known = file["model"]["vocab"].clone();
    if let Some(merges) = file["model"]["merges"].as_array_mut() {
        merges.retain(|pair| {
            let [left, right] = [&pair[0], &pair[1]].map(|part| part.as_str().unwrap());
            known.get(format!("{left}{right}")).is_some()
        });
    }
    file.to_string()
}

/// The file that brought the engine down: what `Strip` takes off is more than there is.
#[test]
fn a_decoder_that_strips_more_than_there_is() {
    let file = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
        "pre_tokenizer": { "type": "Split", "pattern": { "Regex": r"[\s\S]" }, "behavior": "Isolated", "invert": false },
        "post_processor": null,
        "decoder": { "type": "Strip", "content": "a", "start": 0, "stop": 3 },
        "model": { "type": "WordLevel", "vocab": { "a": 0, "b": 1, "<u>": 2 }, "unk_token": "<u>" },
    });
    let tokenizer = from_json(&file.to_string()).expect("nothing is wrong with it");
    let ids = tokenizer.encode("abba");
    assert_eq!(ids, [0, 1, 1, 0]);
    assert_eq!(tokenizer.decode(&ids), "bb");
}

/// Each of these panicked, or hung, or filled the memory, when the crate was left to it.
#[test]
fn what_the_crate_cannot_bear_is_refused_in_words() {
    let words =
        json!({ "type": "WordLevel", "vocab": { "a": 0, "[UNK]": 1 }, "unk_token": "[UNK]" });
    let twice = json!({ "type": "Replace", "pattern": { "String": "a" }, "content": "aa" });
    let bpe = |vocabulary: Value, merges: Value, prefix: Value| {
        json!({
            "type": "BPE", "dropout": null, "unk_token": null, "continuing_subword_prefix": prefix, "end_of_word_suffix": null,
            "fuse_unk": false, "byte_fallback": false, "vocab": vocabulary, "merges": merges,
        })
    };
    let with = |key: &str, value: Value| {
        let mut file = json!({
            "version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null,
            "pre_tokenizer": null, "post_processor": null, "decoder": null, "model": words,
        });
        file[key] = value;
        file
    };
    let taking = |content: &str, right: bool| json!({ "id": 9, "content": content, "single_word": false, "lstrip": !right, "rstrip": right, "normalized": false, "special": true });
    let depths = "a".repeat(100_000);
    let cases = [
        (
            "normalizer",
            json!({ "type": "Precompiled", "precompiled_charsmap": "AAAA" }),
            "precompiled_charsmap",
        ),
        (
            "normalizer",
            json!({ "precompiled_charsmap": "AAAA" }),
            "type",
        ),
        (
            "normalizer",
            json!({ "type": "Prepend", "prepend": "" }),
            "prepend",
        ),
        (
            "normalizer",
            json!({ "type": "Replace", "pattern": { "Regex": "^" }, "content": "▁" }),
            "pattern",
        ),
        (
            "normalizer",
            json!({ "type": "Sequence", "normalizers": vec![twice; 30] }),
            "256",
        ),
        (
            "pre_tokenizer",
            json!({ "type": "FixedLength", "length": 0 }),
            "length",
        ),
        (
            "pre_tokenizer",
            json!({ "type": "Split", "pattern": { "Regex": r"(?=a\K)" }, "behavior": "Isolated", "invert": false }),
            "pattern",
        ),
        (
            "decoder",
            json!({ "type": "BPEDecoder", "suffix": "" }),
            "suffix",
        ),
        (
            "model",
            bpe(json!({ "a": 0, "b": 1 }), json!([["a", "b"]]), Value::Null),
            "merge",
        ),
        (
            "model",
            bpe(
                json!({ "a": 0, "b": 1, "a#": 2 }),
                json!([["a", "b"]]),
                json!("##"),
            ),
            "merge",
        ),
        (
            "model",
            json!({ "type": "WordLevel", "vocab": { "a": 0, "b": 0 }, "unk_token": "a" }),
            "number",
        ),
        (
            "model",
            json!({ "type": "Unigram", "unk_id": 0, "vocab": [["<unk>", 0.0], [depths, -1.0]], "byte_fallback": false }),
            "100000",
        ),
        (
            "added_tokens",
            json!([taking("x", true), taking(" ", false)]),
            "blanks",
        ),
    ];
    for (key, value, named) in cases {
        let message = from_json(&with(key, value).to_string()).expect_err(named);
        assert!(message.en.contains(named), "{message}");
        assert!(message.zh.chars().any(|c| c > '\u{4e00}'), "{message}");
    }
}
