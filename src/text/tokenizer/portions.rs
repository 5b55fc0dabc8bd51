//! Cutting a text where a tokenizer would cut it anyway, so that its portions are the same tokens one by one as together.
//!
//! Hugging Face's crate keeps some hundred bytes for every byte that it works on, and says nothing until it is done. In
//! portions a long text takes little memory, and whoever waits hears of the progress.

use serde_json::Value;

use super::training::WORD_PATTERN;
use crate::words::Words;

/// Bytes of text that are worked on at once, where the tokenizer lets the text be cut.
pub(super) const PORTION: usize = 1 << 16;

/// The longest stretch that is worked on at once, in bytes, where a text or a tokenizer cannot be cut. It takes about 150
/// times as much memory.
const LONGEST: usize = 4 << 20;

/// Patterns in which a line break is never joined to the letter or digit behind it: those of Llama 3 (and GPT-4) and Qwen 2.
const LINE_PATTERNS: [&str; 2] = [
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
];

/// Where a text can be cut without changing a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seams {
    /// Between any two characters.
    Anywhere,
    /// Before a blank or line break that is followed by a word, and between an ideograph and a Chinese mark. GPT-2's words
    /// and ours begin there: of several blanks in a row, the last one goes with what follows it or stands alone.
    Words,
    /// Before a blank or line break that is followed by a word: blanks are left out.
    Blanks,
    /// Before a space that is followed by a word: the space becomes a mark of the word.
    Spaces,
    /// After a line break, before a letter or digit.
    Lines,
    /// Nowhere that is known.
    Nowhere,
}

impl Seams {
    /// The seams of the tokenizer that a `tokenizer.json` describes.
    pub(super) fn of(file: &Value) -> Self {
        let added = file["added_tokens"].as_array();
        let reaches_beyond = |token: &Value| {
            let is_set = |name: &str| token[name] == true;
            let text = token["content"].as_str().unwrap_or_default();
            is_set("lstrip")
                || is_set("rstrip")
                || is_set("single_word")
                || text.contains(|c: char| c.is_whitespace() || is_mark(c))
        };
        if added.into_iter().flatten().any(reaches_beyond) {
            return Seams::Nowhere;
        }
        let pre_tokenizers = listed(&file["pre_tokenizer"], "pretokenizers");
        let normalizers = listed(&file["normalizer"], "normalizers");
        let Some((first, rest)) = pre_tokenizers.split_first() else {
            return Seams::Nowhere;
        };
        // Only what stands at the text's own beginning gets this mark, and every portion has a beginning.
        let marks_the_beginning = |value: &&Value| value["prepend_scheme"] == "first";
        if rest.iter().any(marks_the_beginning) {
            return Seams::Nowhere;
        }
        let seams = Self::between_words(first);
        let is_local = |normalizer: &&Value| match normalizer["type"].as_str() {
            Some("NFC" | "NFD" | "NFKC" | "NFKD" | "Lowercase") => true,
            // What leaves characters out, or puts blanks around ideographs, makes other runs of blanks.
            Some("StripAccents" | "Bert" | "BertNormalizer") => seams == Seams::Blanks,
            _ => false,
        };
        if normalizers.iter().all(is_local) {
            seams
        } else {
            Seams::Nowhere
        }
    }

    /// Where the first pre-tokenizer always cuts; those behind it see one piece at a time.
    fn between_words(first: &Value) -> Self {
        let is = |name: &str, value: bool| first[name] == value;
        match first["type"].as_str() {
            Some("ByteLevel") if !is("use_regex", false) => match is("add_prefix_space", false) {
                true => Seams::Words,
                false => Seams::Spaces,
            },
            Some("Split") if first["behavior"] == "Isolated" && is("invert", false) => {
                match first["pattern"]["Regex"].as_str() {
                    Some(WORD_PATTERN) => Seams::Words,
                    Some(pattern) if LINE_PATTERNS.contains(&pattern) => Seams::Lines,
                    _ => Seams::Nowhere,
                }
            }
            Some("BertPreTokenizer" | "Whitespace" | "WhitespaceSplit") => Seams::Blanks,
            Some("Metaspace") if !is("split", false) => Seams::Spaces,
            _ => Seams::Nowhere,
        }
    }

    /// Whether a text can be cut between the first two of three characters that follow one another.
    fn is_between(self, before: char, at: char, behind: Option<char>) -> bool {
        let begins_a_word = behind.is_some_and(is_plain);
        match self {
            Seams::Anywhere => true,
            Seams::Words if is_mark(at) => is_ideograph(before),
            Seams::Words | Seams::Blanks => matches!(at, ' ' | '\n' | '\t') && begins_a_word,
            Seams::Spaces => at == ' ' && begins_a_word,
            Seams::Lines => before == '\n' && at.is_alphanumeric() && is_plain(at),
            Seams::Nowhere => false,
        }
    }
}

/// The components of one that may be a sequence of them.
fn listed<'f>(component: &'f Value, list: &str) -> Vec<&'f Value> {
    match component[list].as_array() {
        Some(parts) => parts.iter().flat_map(|part| listed(part, list)).collect(),
        None => Some(component)
            .filter(|part| !part.is_null())
            .into_iter()
            .collect(),
    }
}

/// Whether a character is none that a form of Unicode makes begin with a blank or joins to what is before it.
fn is_plain(c: char) -> bool {
    let ranges = matches!(
        c,
        '\u{C0}'..='\u{2AF}' | '\u{386}'..='\u{5FF}' | '\u{620}'..='\u{D4D}' | '\u{D50}'..='\u{1EFF}' | '\u{3041}'..='\u{D7A3}'
    );
    c.is_ascii_graphic() || c.is_alphanumeric() && ranges
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Marks that end a word in Chinese text, in which there may be no blank.
fn is_mark(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '！' | '？' | '；' | '：')
}

/// A text in portions, each as short as may be once it has [`PORTION`] bytes.
pub(super) fn portions(text: &str, seams: Seams) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (portion, next) = rest.split_at(portion_end(rest, seams));
        rest = next;
        Some(portion)
    })
}

fn portion_end(text: &str, seams: Seams) -> usize {
    if text.len() <= PORTION || seams == Seams::Nowhere {
        return text.len();
    }
    let from = text.floor_char_boundary(PORTION);
    let Some(mut before) = text[..from].chars().next_back() else {
        return text.len();
    };
    let mut characters = text[from..].char_indices().peekable();
    while let Some((place, at)) = characters.next() {
        let behind = characters.peek().map(|&(_, c)| c);
        if seams.is_between(before, at, behind) {
            return from + place;
        }
        before = at;
    }
    text.len()
}

/// Whether no portion of a text takes more memory than there may be.
///
/// # Errors
///
/// Says what is too long, and what to do.
pub(super) fn check(text: &str, seams: Seams) -> Result<(), Words> {
    let longest = portions(text, seams)
        .map(str::len)
        .max()
        .unwrap_or_default();
    if longest <= LONGEST {
        return Ok(());
    }
    let mib = |bytes: usize| bytes as f64 / f64::from(1 << 20);
    let (longest, most) = (mib(longest), LONGEST >> 20);
    Err(match seams {
        Seams::Nowhere => Words::new(
            format!(
                "This tokenizer reads a text only as a whole, which takes too much memory for {longest:.1} MiB: at most {most} MiB. Use a part of the text, or characters, bytes or a BPE trained here."
            ),
            format!(
                "这个分词器只能整段读取文本，{longest:.1} MiB 会占用太多内存，最多 {most} MiB。请只用文本的一部分，或改用字符、字节或在这里训练的 BPE。"
            ),
        ),
        _ => Words::new(
            format!(
                "The text has a stretch of {longest:.1} MiB without a blank or line break, and a tokenizer that learns words reads it as one: at most {most} MiB fit into memory. Break it into lines, or use characters or bytes."
            ),
            format!(
                "文本中有一段长达 {longest:.1} MiB、没有空格也没有换行的内容，学习词语的分词器会把它当作一个词，内存最多容得下 {most} MiB。请给它分行，或改用字符或字节。"
            ),
        ),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;
    use serde_json::json;
    use tokenizers::{
        NormalizedString, Normalizer as _, OffsetReferential, OffsetType, PreTokenizedString,
        PreTokenizer as _, Tokenizer,
    };

    use super::*;

    /// A file with these parts, as a value and opened.
    fn file(normalizer: &Value, pre_tokenizer: &Value) -> (Value, Tokenizer) {
        let file = json!({
            "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
            "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "post_processor": null, "decoder": null,
            "model": { "type": "WordLevel", "vocab": { "a": 0 }, "unk_token": "a" },
        });
        let tokenizer = serde_json::from_value(file.clone()).unwrap();
        (file, tokenizer)
    }

    /// The words of a text, in which every model looks for tokens.
    fn words(tokenizer: &Tokenizer, text: &str) -> Vec<String> {
        let mut normalized = NormalizedString::from(text);
        if let Some(normalizer) = tokenizer.get_normalizer() {
            normalizer.normalize(&mut normalized).unwrap();
        }
        let mut cut = PreTokenizedString::from(normalized);
        if let Some(pre_tokenizer) = tokenizer.get_pre_tokenizer() {
            pre_tokenizer.pre_tokenize(&mut cut).unwrap();
        }
        let splits = cut.get_splits(OffsetReferential::Original, OffsetType::Byte);
        splits
            .into_iter()
            .map(|(word, _, _)| word.to_owned())
            .collect()
    }

    fn sequence(list: &str, parts: &[&Value]) -> Value {
        json!({ "type": "Sequence", list: parts })
    }

    /// Every way of cutting words that has seams, with those they are expected to have.
    fn cutters() -> Vec<(Value, Seams)> {
        let split = |pattern: &str| json!({ "type": "Split", "pattern": { "Regex": pattern }, "behavior": "Isolated", "invert": false });
        let bytes = |prefix: bool, words: bool| json!({ "type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": true, "use_regex": words });
        let metaspace = |scheme: &str| json!({ "type": "Metaspace", "replacement": "▁", "prepend_scheme": scheme, "split": true });
        let blanks = json!({ "type": "WhitespaceSplit" });
        let fixed = json!({ "type": "FixedLength", "length": 3 });
        vec![
            (bytes(false, true), Seams::Words),
            (bytes(true, true), Seams::Spaces),
            (split(WORD_PATTERN), Seams::Words),
            (
                sequence("pretokenizers", &[&split(WORD_PATTERN), &fixed]),
                Seams::Words,
            ),
            (
                sequence(
                    "pretokenizers",
                    &[&split(LINE_PATTERNS[0]), &bytes(false, false)],
                ),
                Seams::Lines,
            ),
            (split(LINE_PATTERNS[1]), Seams::Lines),
            (json!({ "type": "BertPreTokenizer" }), Seams::Blanks),
            (json!({ "type": "Whitespace" }), Seams::Blanks),
            (
                sequence("pretokenizers", &[&blanks, &metaspace("always")]),
                Seams::Blanks,
            ),
            (metaspace("always"), Seams::Spaces),
            (metaspace("first"), Seams::Spaces),
            (metaspace("never"), Seams::Spaces),
        ]
    }

    fn normalizers() -> Vec<Value> {
        let named = |name: &str| json!({ "type": name });
        vec![
            Value::Null,
            named("NFC"),
            named("NFD"),
            sequence("normalizers", &[&named("NFKC"), &named("Lowercase")]),
            named("NFKD"),
            named("StripAccents"),
            json!({
                "type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": true, "lowercase": true
            }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// At every seam of every text, the words of the two sides are the words of the whole.
        #[test]
        fn a_seam_changes_no_word(parts in prop::collection::vec(select(vec![
            " ", " ", "\n", "\n", "\n\n", "\t", "\r\n", "\u{A0}", "\u{2003}", "\u{3000}", "a", "B", "word", "don't", "'s", "12", "3456",
            ".", ";\n", "-", "你", "好", "，", "。", "é", "e\u{301}", "\u{301}", "\u{93E}", "¨", "ͺ", "ﬁ", "İ", "\u{600}", "\u{200B}", "한", "\u{1F600}", "▁",
        ]), 1..40)) {
            let text = parts.concat();
            for (pre_tokenizer, _) in cutters() {
                for normalizer in normalizers() {
                    let (file, tokenizer) = file(&normalizer, &pre_tokenizer);
                    let seams = Seams::of(&file);
                    let whole = words(&tokenizer, &text);
                    let places: Vec<(usize, char)> = text.char_indices().collect();
                    for pair in places.windows(2) {
                        let ((_, before), (place, at)) = (pair[0], pair[1]);
                        let behind = text[place..].chars().nth(1);
                        if seams.is_between(before, at, behind) {
                            let mut both = words(&tokenizer, &text[..place]);
                            both.extend(words(&tokenizer, &text[place..]));
                            prop_assert_eq!(&both, &whole, "{:?} {:?} at {} in {:?}", normalizer, pre_tokenizer, place, text);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn seams_are_known_where_they_can_be() {
        for (pre_tokenizer, expected) in cutters() {
            let seams = Seams::of(&file(&Value::Null, &pre_tokenizer).0);
            assert_eq!(seams, expected, "{pre_tokenizer}");
        }
        let everything = json!({ "type": "Split", "pattern": { "Regex": "[^a]+" }, "behavior": "Isolated", "invert": false });
        for unknown in [Value::Null, everything] {
            assert_eq!(Seams::of(&file(&Value::Null, &unknown).0), Seams::Nowhere);
        }
        let llama = json!({ "type": "Prepend", "prepend": "▁" });
        assert_eq!(Seams::of(&file(&llama, &cutters()[0].0).0), Seams::Nowhere);
        // Added tokens that hold or take blanks may lie across any seam.
        let (mut taking, _) = file(&Value::Null, &cutters()[0].0);
        for (content, takes) in [("<mask>", true), ("a b", false)] {
            taking["added_tokens"] = json!([{ "content": content, "lstrip": takes, "rstrip": false, "single_word": false }]);
            assert_eq!(Seams::of(&taking), Seams::Nowhere);
        }
    }

    #[test]
    fn every_ordinary_text_has_short_portions() {
        let long = |text: &str| text.repeat(400_000 / text.len());
        for text in [
            "A paragraph of one line.\n\nAnother, after a blank line.\n\n",
            "one endless line of words ",
            "没有空格的一段中文，只有标点。",
            "ένα κείμενο στα ελληνικά ",
            "\t{\n\t\treturn 1;\n\t}\n\n",
        ] {
            let text = long(text);
            let lengths: Vec<usize> = portions(&text, Seams::Words).map(str::len).collect();
            assert_eq!(lengths.iter().sum::<usize>(), text.len());
            assert!(
                lengths.iter().all(|&length| length < PORTION + 200),
                "{lengths:?}"
            );
            assert_eq!(check(&text, Seams::Words), Ok(()));
        }
    }

    #[test]
    fn what_cannot_be_cut_and_is_too_long_is_refused_in_words() {
        let strand = "ACGT".repeat(LONGEST / 4 + 1);
        let word = check(&strand, Seams::Words).expect_err("it is one word");
        assert!(
            word.en.contains("4.0 MiB") && word.zh.contains("4.0 MiB"),
            "{word}"
        );
        assert!(check(&strand, Seams::Nowhere).is_err());
        assert_eq!(check(&strand, Seams::Anywhere), Ok(()));
        assert_eq!(check(&strand[..LONGEST], Seams::Nowhere), Ok(()));
    }
}
