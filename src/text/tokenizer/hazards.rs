//! What of a `tokenizer.json` may run here.
//!
//! Hugging Face's crate trusts the files it opens: some of their parameters make it index out of bounds, others make a text
//! grow without end, and in a browser a panic ends the engine. So a file is read as plain JSON first. Every component in it
//! must be one that we know, with parameters for which the crate's code (0.23.2) has been read and holds; the rest is refused
//! in words. What the crate then opens is this very value, so that nothing reaches it that was not looked at.
//!
//! | component | what could go wrong | what is done |
//! |---|---|---|
//! | any | a type that is not named is guessed from the fields | the type must be named |
//! | `Replace`, `Prepend` | what is put before the first character belongs to none, and the next normaliser walks out of bounds | the pattern matches at least one character, the text is not empty |
//! | `Replace`, `Split` | a pattern that ends before it begins (`\K`), that is huge, or that backtracks | patterns of the `regex` crate only, and `(?!\S)` |
//! | `Precompiled` | its table is followed wherever it points, and a damaged one panics while it is read | every path is walked once (`charsmap`) |
//! | `FixedLength` | pieces of length 0 | at least 1 |
//! | chains of normalisers | each makes a text longer | they may not make it more than [`GROWTH`] times as long |
//! | BPE | merges are joined unchecked | each merge must be of two entries and make one |
//! | BPE | dropout cuts the same text in another way each time | switched off |
//! | `WordPiece` | takes time with the cube of a word's length | words of at most [`LONGEST_WORD`] |
//! | Unigram | an entry is a path in a tree that is dropped recursively | entries of at most [`LONGEST_ENTRY`] bytes |
//! | added tokens | one of which the normaliser leaves nothing is found everywhere | refused |
//! | added tokens | one that takes the blanks beside it, where another is made of blanks | not both in one file |
//! | post-processors | a template may name a second text, which there never is | not run, only kept (`OpenedTokenizer`) |
//! | decoders | `Strip` counts below zero, `BPEDecoder` takes one from none | run by ourselves (`decoding`) |

use std::collections::BTreeSet;

use regex_syntax::hir::Hir;
use serde_json::{Map, Value, json};

use super::charsmap;
use super::training::LONGEST_WORD;
use crate::words::Words;

/// How many times as long normalisers and pre-tokenizers, or decoders, may make a text.
const GROWTH: f64 = 256.0;

/// The most components of one kind.
const COMPONENTS: usize = 64;

/// The longest entry of a vocabulary and the longest added token, in bytes.
const LONGEST_ENTRY: usize = 1024;

/// The longest pattern, in bytes.
const LONGEST_PATTERN: usize = 4096;

/// How many times as long a character becomes by the forms of Unicode: U+FDFA is the record. No second form adds to it.
const FORMS: f64 = 12.0;

/// A part of a file that something is said of, in both languages.
type Part = (&'static str, &'static str);
const NORMALIZER: Part = ("normalizer", "规范化器");
const PRE_TOKENIZER: Part = ("pre-tokenizer", "预分词器");
const DECODER: Part = ("decoder", "解码器");
const MODEL: Part = ("model", "模型");
const ADDED: Part = ("added tokens", "附加词元");

/// Checks a file, and takes out of it what cuts, pads or varies its output.
///
/// # Errors
///
/// What cannot be used.
pub(super) fn admit(file: &mut Value) -> Result<(), Words> {
    let Some(parts) = file.as_object_mut() else {
        return Err(refused(Words::fixed(
            "it holds no object",
            "它不是一个 JSON 对象",
        )));
    };
    look_through(parts).map_err(refused)
}

fn look_through(file: &mut Map<String, Value>) -> Result<(), Words> {
    for switched_off in ["truncation", "padding"] {
        file.insert(switched_off.into(), Value::Null);
    }
    let mut forms = 1.0;
    let normalizers = ["normalizer", "normalizers"];
    let mut grown = each(NORMALIZER, file, normalizers, |kind, parameters| {
        let (growth, is_form) = normalizer(kind, parameters)?;
        if is_form {
            forms = FORMS;
        }
        Ok(growth)
    })?;
    let pre_tokenizers = ["pre_tokenizer", "pretokenizers"];
    grown *= forms * each(PRE_TOKENIZER, file, pre_tokenizers, pre_tokenizer)?;
    bounded(PRE_TOKENIZER, grown)?;
    let decoded = each(DECODER, file, ["decoder", "decoders"], decoder)?;
    bounded(DECODER, decoded)?;
    let added = file.get("added_tokens").and_then(Value::as_array);
    for token in added.into_iter().flatten() {
        entry(ADDED, token["content"].as_str().unwrap_or_default())?;
    }
    match file.get_mut("model").and_then(Value::as_object_mut) {
        Some(parameters) => model(parameters),
        None => Err(lacks(MODEL)),
    }
}

/// Whether the added tokens of a file get on with one another: none that its normaliser leaves nothing of, which would be
/// found everywhere, and none made of blanks beside one that takes the blanks beside it, which takes what the other finds.
/// To be asked of an opened tokenizer, because only it knows what its normaliser makes of them.
pub(super) fn check_added(tokenizer: &tokenizers::Tokenizer) -> Result<(), Words> {
    let added = tokenizer.get_added_tokens_decoder();
    let takes_blanks = added.values().any(|token| token.lstrip || token.rstrip);
    let begins_or_ends_blank =
        |text: &str| text.starts_with(char::is_whitespace) || text.ends_with(char::is_whitespace);
    for (id, token) in &added {
        let looked_for = tokenizer.id_to_token(*id).unwrap_or_default();
        if looked_for.is_empty() {
            return Err(refused(Words::new(
                format!(
                    "its normalizer leaves nothing of the added token {:?}",
                    token.content
                ),
                format!("附加词元 {:?} 经规范化后什么也不剩", token.content),
            )));
        }
        if takes_blanks
            && (begins_or_ends_blank(&token.content) || begins_or_ends_blank(&looked_for))
        {
            return Err(refused(Words::fixed(
                "some of its added tokens take the blanks beside them, and others are made of blanks",
                "有的附加词元会吞掉旁边的空白，而另一些本身就是空白",
            )));
        }
    }
    Ok(())
}

fn refused(why: Words) -> Words {
    Words::new(
        format!(
            "This tokenizer.json cannot be used: {}. Open a file saved by Babble or by Hugging Face tokenizers.",
            why.en
        ),
        format!(
            "无法使用这个 tokenizer.json：{}。请打开由 Babble 或 Hugging Face tokenizers 保存的文件。",
            why.zh
        ),
    )
}

/// Says that a parameter of a component is not one that can be used.
fn unusable(part: Part, kind: &str, parameter: &str) -> Words {
    Words::new(
        format!(
            "the {parameter} of its {} “{kind}” is not one that can be used",
            part.0
        ),
        format!("{}“{kind}”的 {parameter} 无法使用", part.1),
    )
}

fn lacks(part: Part) -> Words {
    Words::new(
        format!("its {} is missing or does not name its type", part.0),
        format!("缺少{}，或没有写明其类型", part.1),
    )
}

fn bounded(part: Part, growth: f64) -> Result<(), Words> {
    if growth <= GROWTH {
        return Ok(());
    }
    Err(Words::new(
        format!(
            "its {} can make a text more than {GROWTH} times as long",
            part.0
        ),
        format!("{}可能把文本变长 {GROWTH} 倍以上", part.1),
    ))
}

/// Looks at every component of one part, also within sequences; their growths multiply. `keys` are what the part is called
/// in the file, and what the list in a sequence of them is.
fn each(
    part: Part,
    file: &mut Map<String, Value>,
    keys: [&str; 2],
    mut look: impl FnMut(&str, &mut Map<String, Value>) -> Result<f64, Words>,
) -> Result<f64, Words> {
    let mut growth = 1.0;
    let mut met = 0;
    let mut waiting: Vec<&mut Value> = file.get_mut(keys[0]).into_iter().collect();
    while let Some(value) = waiting.pop() {
        if value.is_null() {
            continue;
        }
        let parameters = value.as_object_mut().ok_or_else(|| lacks(part))?;
        let Some(kind) = parameters.get("type").and_then(Value::as_str) else {
            return Err(lacks(part));
        };
        let kind = kind.to_owned();
        met += 1;
        if met > COMPONENTS {
            return Err(Words::new(
                format!("its {} has more than {COMPONENTS} parts", part.0),
                format!("{}有超过 {COMPONENTS} 个组成部分", part.1),
            ));
        }
        if kind == "Sequence" {
            let Some(Value::Array(parts)) = parameters.get_mut(keys[1]) else {
                return Err(lacks(part));
            };
            if parts.iter().any(Value::is_null) {
                return Err(lacks(part));
            }
            waiting.extend(parts);
        } else {
            growth *= look(&kind, parameters).map_err(|why| match why.en.is_empty() {
                true => unknown(part, &kind),
                false => why,
            })?;
        }
    }
    Ok(growth)
}

fn unknown(part: Part, kind: &str) -> Words {
    Words::new(
        format!(
            "its {} is of the type “{kind}”, which is not known here",
            part.0
        ),
        format!("{}的类型“{kind}”不受支持", part.1),
    )
}

/// Stands for "I do not know this type"; [`each`] knows which one it was.
fn not_known() -> Words {
    Words::fixed("", "")
}

/// How many times as long a normaliser makes a text, and whether it is one of Unicode's forms, which count once.
fn normalizer(kind: &str, parameters: &mut Map<String, Value>) -> Result<(f64, bool), Words> {
    let growth = match kind {
        "BertNormalizer" => {
            // The crate would guess what it is from its fields; by this name it does not.
            parameters.insert("type".into(), "Bert".into());
            return Ok((1.0, true));
        }
        "Bert" | "NFC" | "NFD" | "NFKC" | "NFKD" | "Lowercase" => return Ok((1.0, true)),
        "Strip" | "StripAccents" | "Nmt" => 1.0,
        "ByteLevel" => 2.0,
        "Prepend" => match parameters.get("prepend").and_then(Value::as_str) {
            Some(text) if !text.is_empty() => 1.0 + text.len() as f64,
            _ => return Err(unusable(NORMALIZER, kind, "prepend")),
        },
        "Replace" => replacing(NORMALIZER, parameters)?,
        "Precompiled" => {
            let bad = || unusable(NORMALIZER, kind, "precompiled_charsmap");
            let map = parameters.get_mut("precompiled_charsmap").ok_or_else(bad)?;
            let growth = charsmap::admit(map).ok_or_else(bad)?;
            return Ok(((growth / FORMS).max(1.0), true));
        }
        _ => return Err(not_known()),
    };
    Ok((growth, false))
}

fn pre_tokenizer(kind: &str, parameters: &mut Map<String, Value>) -> Result<f64, Words> {
    Ok(match kind {
        "BertPreTokenizer" | "CharDelimiterSplit" | "Whitespace" | "WhitespaceSplit"
        | "Punctuation" | "Digits" | "UnicodeScripts" => 1.0,
        // Every byte becomes a character of up to two, and each word may get a blank.
        "ByteLevel" => match parameters.get("add_prefix_space") {
            Some(Value::Bool(false)) => 2.0,
            _ => 4.0,
        },
        // A blank becomes a character of up to four bytes, and each word may get one.
        "Metaspace" => 5.0,
        "Split" => {
            let (shortest, _) = pattern(PRE_TOKENIZER, kind, parameters)?;
            match shortest {
                0 if parameters["pattern"].get("String").is_some() => {
                    return Err(unusable(PRE_TOKENIZER, kind, "pattern"));
                }
                _ => 1.0,
            }
        }
        "FixedLength" => match parameters.get("length") {
            Some(length) if length.as_u64().is_none_or(|length| length == 0) => {
                return Err(unusable(PRE_TOKENIZER, kind, "length"));
            }
            _ => 1.0,
        },
        _ => return Err(not_known()),
    })
}

fn decoder(kind: &str, parameters: &mut Map<String, Value>) -> Result<f64, Words> {
    let is_empty = |name: &str| {
        let text = parameters.get(name).and_then(Value::as_str);
        text.is_none_or(str::is_empty)
    };
    Ok(match kind {
        "Fuse" | "Strip" | "Metaspace" | "ByteFallback" => 1.0,
        // Half a character becomes U+FFFD.
        "ByteLevel" => 3.0,
        "WordPiece" => 2.0,
        "BPEDecoder" if is_empty("suffix") => return Err(unusable(DECODER, kind, "suffix")),
        "CTC" if is_empty("word_delimiter_token") => {
            return Err(unusable(DECODER, kind, "word_delimiter_token"));
        }
        "BPEDecoder" | "CTC" => 1.0,
        "Replace" => replacing(DECODER, parameters)?,
        _ => return Err(not_known()),
    })
}

/// How many times as long a `Replace` makes a text.
fn replacing(part: Part, parameters: &Map<String, Value>) -> Result<f64, Words> {
    let (shortest, is_plain) = pattern(part, "Replace", parameters)?;
    if shortest == 0 || !is_plain {
        return Err(unusable(part, "Replace", "pattern"));
    }
    match parameters.get("content").and_then(Value::as_str) {
        Some(content) => Ok((content.len() as f64 / shortest as f64).max(1.0)),
        None => Err(unusable(part, "Replace", "content")),
    }
}

/// The length in bytes of the shortest text that a pattern matches, and whether it looks only at what it matches.
fn pattern(
    part: Part,
    kind: &str,
    parameters: &Map<String, Value>,
) -> Result<(usize, bool), Words> {
    /// The one way of looking ahead: GPT-2's words and those made after it leave the last blank to the next word.
    const AHEAD: &str = r"(?!\S)";
    let bad = || unusable(part, kind, "pattern");
    let pattern = parameters.get("pattern").ok_or_else(bad)?;
    if let Some(text) = pattern.get("String").and_then(Value::as_str) {
        return Ok((text.len(), true));
    }
    let text = pattern.get("Regex").and_then(Value::as_str);
    let text = text.filter(|text| text.len() <= LONGEST_PATTERN);
    let text = text.ok_or_else(bad)?;
    // Parsed one by one, what lies between must be whole expressions: nothing is looked for within a repetition.
    let parts: Option<Vec<Hir>> = text
        .split(AHEAD)
        .map(|between| regex_syntax::parse(between).ok())
        .collect();
    let parts = parts.ok_or_else(bad)?;
    match &parts[..] {
        [whole] => Ok((whole.properties().minimum_len().unwrap_or(0), true)),
        _ => Ok((0, false)),
    }
}

/// Whether an entry of the vocabulary, or an added token, is one that can be used.
fn entry(part: Part, text: &str) -> Result<(), Words> {
    if text.len() <= LONGEST_ENTRY {
        return Ok(());
    }
    let length = text.len();
    Err(Words::new(
        format!(
            "one entry of its {} has {length} bytes, and at most {LONGEST_ENTRY} are read",
            part.0
        ),
        format!(
            "{}中有一项长达 {length} 字节，最多读取 {LONGEST_ENTRY} 字节",
            part.1
        ),
    ))
}

fn model(parameters: &mut Map<String, Value>) -> Result<(), Words> {
    let kind = match parameters.get("type").and_then(Value::as_str) {
        Some(kind) => kind.to_owned(),
        None => kind_of_old(parameters).to_owned(),
    };
    parameters.insert("type".into(), kind.as_str().into());
    numbered(parameters)?;
    match kind.as_str() {
        "BPE" => {
            parameters.insert("dropout".into(), Value::Null);
            merges(parameters)
        }
        "WordPiece" => {
            let most = parameters.get("max_input_chars_per_word");
            match most.and_then(Value::as_u64) {
                Some(most) if most > LONGEST_WORD as u64 => {
                    Err(unusable(MODEL, &kind, "max_input_chars_per_word"))
                }
                _ => Ok(()),
            }
        }
        "WordLevel" | "Unigram" => Ok(()),
        _ => Err(unknown(MODEL, &kind)),
    }
}

/// The type of a model in a file from before types were written, by the fields that only it has.
fn kind_of_old(parameters: &Map<String, Value>) -> &'static str {
    let has = |name: &str| parameters.contains_key(name);
    if has("merges") {
        "BPE"
    } else if has("max_input_chars_per_word") {
        "WordPiece"
    } else if parameters.get("vocab").is_some_and(Value::is_array) {
        "Unigram"
    } else {
        "WordLevel"
    }
}

/// Every entry of a vocabulary is short enough, and no number stands for two of them.
fn numbered(parameters: &Map<String, Value>) -> Result<(), Words> {
    let pairs = match parameters.get("vocab") {
        Some(Value::Array(list)) => {
            for piece in list {
                entry(MODEL, piece[0].as_str().unwrap_or_default())?;
            }
            return Ok(());
        }
        Some(Value::Object(pairs)) => pairs,
        _ => return Err(lacks(MODEL)),
    };
    let mut seen = BTreeSet::new();
    for (text, id) in pairs {
        entry(MODEL, text)?;
        if !id.as_u64().is_some_and(|id| seen.insert(id)) {
            return Err(Words::new(
                format!("the entry “{text}” of its vocabulary has no number of its own"),
                format!("词表中的“{text}”没有自己的编号"),
            ));
        }
    }
    Ok(())
}

/// Every merge joins two entries to a third. The crate copies them into a place as long as the longest entry, and takes
/// off the mark of continuing pieces without looking whether it is there.
fn merges(parameters: &Map<String, Value>) -> Result<(), Words> {
    let vocabulary = parameters["vocab"]
        .as_object()
        .ok_or_else(|| lacks(MODEL))?;
    let prefix = parameters.get("continuing_subword_prefix");
    let prefix = prefix.and_then(Value::as_str).unwrap_or_default();
    let merges = parameters.get("merges").and_then(Value::as_array);
    for merge in merges.into_iter().flatten() {
        let pair = match merge {
            Value::String(pair) if pair.starts_with("#version") => continue,
            Value::String(pair) => pair.split_once(' '),
            pair => pair[0].as_str().zip(pair[1].as_str()),
        };
        let joined = pair.and_then(|(left, right)| {
            let rest = right.strip_prefix(prefix)?;
            let is_known = vocabulary.contains_key(left) && vocabulary.contains_key(right);
            is_known.then(|| format!("{left}{rest}"))
        });
        if !joined.is_some_and(|joined| vocabulary.contains_key(&joined)) {
            let shown = match pair {
                Some((left, right)) => format!("{left} {right}"),
                None => json!(merge).to_string(),
            };
            return Err(Words::new(
                format!(
                    "its merge “{shown}” does not join two entries of its vocabulary to a third"
                ),
                format!("合并规则“{shown}”不是由词表中的两项合成第三项"),
            ));
        }
    }
    Ok(())
}
