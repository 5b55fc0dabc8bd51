//! The character and the byte tokenizer as Hugging Face's `tokenizer.json`, and back.
//!
//! Both are byte-pair encodings without a merge. The character tokenizer makes each character a word and has no unknown
//! token, so that Hugging Face's model drops unknown characters as ours does. The byte tokenizer uses GPT-2's printable
//! stand-ins for bytes.

use serde_json::{Value, json};

use super::{ByteTokenizer, CharacterTokenizer, OpenedTokenizer, Tokenizer};
use crate::words::Words;

/// GPT-2's printable character for each byte (its `bytes_to_unicode`): printable Latin-1 stands for itself, the
/// other 68 bytes take the code points from U+0100 in order.
pub(super) fn byte_alphabet() -> [char; 256] {
    let mut alphabet = ['\0'; 256];
    let mut next = 0x100u32;
    for (byte, slot) in (0u8..=255).zip(&mut alphabet) {
        let printable = matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
        *slot = if printable {
            char::from(byte)
        } else {
            char::from_u32(next).unwrap_or_default()
        };
        next += u32::from(!printable);
    }
    alphabet
}

/// The byte that one of [`byte_alphabet`]'s characters stands for.
pub(super) fn byte_of(stand_in: char) -> Option<u8> {
    match u32::from(stand_in) {
        code @ (0x21..=0x7E | 0xA1..=0xAC | 0xAE..=0xFF) => u8::try_from(code).ok(),
        code @ 0x100..=0x143 => match code - 0x100 {
            // The 33 bytes up to the blank, then those from 0x7F to 0xA0, then 0xAD.
            rank @ 0..=0x20 => u8::try_from(rank).ok(),
            rank @ 0x21..=0x42 => u8::try_from(rank - 0x21 + 0x7F).ok(),
            _ => Some(0xAD),
        },
        _ => None,
    }
}

/// A byte-pair encoding without merges around the given parts.
fn without_merges(
    vocabulary: serde_json::Map<String, Value>,
    pre_tokenizer: &Value,
    decoder: &Value,
) -> String {
    json!({
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [],
        "normalizer": null,
        "pre_tokenizer": pre_tokenizer,
        "post_processor": null,
        "decoder": decoder,
        "model": {
            "type": "BPE",
            "dropout": null,
            "unk_token": null,
            "continuing_subword_prefix": null,
            "end_of_word_suffix": null,
            "fuse_unk": false,
            "byte_fallback": false,
            "ignore_merges": false,
            "vocab": vocabulary,
            "merges": [],
        },
    })
    .to_string()
}

fn numbered(characters: &[char]) -> serde_json::Map<String, Value> {
    characters
        .iter()
        .enumerate()
        .map(|(id, c)| (c.to_string(), json!(id)))
        .collect()
}

pub(super) fn character(tokenizer: &CharacterTokenizer) -> String {
    let vocabulary = numbered(tokenizer.characters());
    without_merges(vocabulary, &each_character(), &json!({ "type": "Fuse" }))
}

/// Cuts a text between any two characters.
fn each_character() -> Value {
    json!({ "type": "Split", "pattern": { "Regex": r"[\s\S]" }, "behavior": "Isolated", "invert": false })
}

fn byte_level() -> Value {
    json!({ "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": false })
}

pub(super) fn byte() -> String {
    without_merges(numbered(&byte_alphabet()), &byte_level(), &byte_level())
}

/// Opens a `tokenizer.json`.
///
/// # Errors
///
/// If it is not one.
pub fn from_json(text: &str) -> Result<Tokenizer, Words> {
    let value: Value = serde_json::from_str(text).map_err(|error| {
        Words::new(
            format!("This tokenizer.json is not valid JSON: {error}. Open a file saved by Babble or by Hugging Face tokenizers."),
            format!("这个 tokenizer.json 不是有效的 JSON：{error}。请打开由 Babble 或 Hugging Face tokenizers 保存的文件。"),
        )
    })?;
    match own(&value) {
        Some(tokenizer) => Ok(tokenizer),
        None => OpenedTokenizer::open(value).map(Tokenizer::Opened),
    }
}

/// The character or byte tokenizer, if the file is exactly one of those.
fn own(value: &Value) -> Option<Tokenizer> {
    let model = value.get("model")?;
    let has_no_merge = model.get("merges")?.as_array()?.is_empty();
    let is_plain =
        value.get("normalizer")?.is_null() && value.get("added_tokens")?.as_array()?.is_empty();
    if model.get("type")? != "BPE"
        || !model.get("unk_token")?.is_null()
        || !has_no_merge
        || !is_plain
    {
        return None;
    }
    let vocabulary = model.get("vocab")?.as_object()?;
    let mut characters = vec!['\0'; vocabulary.len()];
    let mut seen = vec![false; vocabulary.len()];
    for (token, id) in vocabulary {
        let id = usize::try_from(id.as_u64()?)
            .ok()
            .filter(|&id| id < characters.len())?;
        let mut token = token.chars();
        characters[id] = token.next()?;
        seen[id] = token.next().is_none();
    }
    if seen.contains(&false) {
        return None;
    }
    let pre_tokenizer = value.get("pre_tokenizer")?;
    if *pre_tokenizer == each_character() {
        CharacterTokenizer::from_sorted(characters).map(Tokenizer::Character)
    } else {
        (*pre_tokenizer == byte_level() && characters == byte_alphabet())
            .then_some(Tokenizer::Byte(ByteTokenizer))
    }
}
