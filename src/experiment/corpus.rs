//! The text, and how it becomes tokens.

use serde::{Deserialize, Serialize};

use crate::words::{Language, Words};

/// The text to learn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Corpus {
    /// Where the text comes from.
    pub source: Source,
    /// For `.csv` the column, for `.jsonl` the field that holds the text; empty for plain text.
    pub field: String,
    /// The share of the characters, from the start, that is trained on; the rest is for validation.
    pub train_fraction: f64,
}

impl Default for Corpus {
    fn default() -> Self {
        Corpus {
            source: Source::default(),
            field: String::new(),
            train_fraction: 0.9,
        }
    }
}

/// Where text comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// Short stories in simple English that come with Babble.
    #[default]
    EnglishStories,
    /// Short stories in simple Chinese that come with Babble.
    ChineseStories,
    /// Text the person typed or pasted; part of the recipe.
    Pasted(Pasted),
    /// A file the person opened; only its name is part of the recipe.
    File(FileName),
    /// An address the person gave.
    Address(Address),
}

impl Source {
    /// The stories in this language that come with Babble.
    pub fn stories(language: Language) -> Self {
        match language {
            Language::English => Source::EnglishStories,
            Language::Chinese => Source::ChineseStories,
        }
    }
}

/// Text that travels inside the recipe.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pasted {
    /// The text itself.
    pub text: String,
}

/// The name of an opened file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileName {
    /// Its name; the ending decides how it is read.
    pub name: String,
}

/// A place on the web.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// An `https` URL.
    pub url: String,
}

/// What kind of text a file's name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The text itself.
    Plain,
    /// Columns, with the byte between them, of which one is the text.
    Columns(u8),
    /// One JSON object a line, of which one field is the text.
    JsonLines,
}

impl Format {
    /// By the ending of a file name or of an address's path.
    pub fn of(name: &str) -> Self {
        let path = name.split(['?', '#']).next().unwrap_or(name);
        match path
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase())
            .as_deref()
        {
            Some("csv") => Format::Columns(b','),
            Some("tsv") => Format::Columns(b'\t'),
            Some("jsonl" | "ndjson") => Format::JsonLines,
            _ => Format::Plain,
        }
    }
}

/// How text becomes tokens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Tokenizer {
    /// One token for each Unicode scalar value that occurs in the corpus.
    #[default]
    Character,
    /// One token for each UTF-8 byte.
    Byte,
    /// Byte-level byte-pair encoding (Sennrich et al. 2016; GPT-2's alphabet), trained on the corpus.
    Bpe(Subword),
    /// WordPiece (Schuster & Nakajima 2012; BERT), trained on the corpus.
    WordPiece(Subword),
    /// The unigram language model tokenizer (Kudo 2018), trained on the corpus.
    Unigram(Subword),
    /// A `tokenizer.json` the person opened; only its name is part of the recipe.
    File(FileName),
}

impl Tokenizer {
    /// Says that a tokenizer trained on a text has fewer tokens than were asked for, and why; nothing where it has as many.
    pub fn shortfall(&self, tokens: usize) -> Option<Words> {
        let (subword, is_unigram) = match self {
            Tokenizer::Bpe(subword) | Tokenizer::WordPiece(subword) => (subword, false),
            Tokenizer::Unigram(subword) => (subword, true),
            Tokenizer::Character | Tokenizer::Byte | Tokenizer::File(_) => return None,
        };
        let (asked, least) = (subword.vocabulary, subword.min_frequency);
        if tokens >= asked {
            return None;
        }
        Some(if is_unigram {
            Words::new(
                format!(
                    "This text yields only {tokens} tokens, not the {asked} asked for: Unigram learns from words that occur at least {least} times, and there are too few of them. Use more text, a lower minimum frequency, or BPE, which learns from pairs of letters."
                ),
                format!(
                    "这段文本只得出 {tokens} 个词元，不到要求的 {asked} 个：Unigram 只从至少出现 {least} 次的词中学习，而这样的词太少。请增加文本、降低最低频次，或改用从字符对中学习的 BPE。"
                ),
            )
        } else {
            Words::new(
                format!(
                    "This text yields only {tokens} tokens, not the {asked} asked for: no other pair of tokens occurs at least {least} times. Use more text or a lower minimum frequency."
                ),
                format!(
                    "这段文本只得出 {tokens} 个词元，不到要求的 {asked} 个：已没有其他至少出现 {least} 次的词元对。请增加文本，或降低最低频次。"
                ),
            )
        })
    }
}

/// How a subword tokenizer is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Subword {
    /// The number of tokens to stop at, special tokens included.
    pub vocabulary: usize,
    /// A pair that occurs less often is not merged.
    pub min_frequency: usize,
    /// What is done to the text first.
    pub normalizer: Normalizer,
    /// Special tokens, separated by blanks, that are never split.
    pub special_tokens: String,
}

impl Default for Subword {
    fn default() -> Self {
        Subword {
            vocabulary: 512,
            min_frequency: 2,
            normalizer: Normalizer::None,
            special_tokens: String::new(),
        }
    }
}

/// Unicode normalisation before tokenising.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalizer {
    /// The text as it is.
    #[default]
    None,
    /// Canonical composition.
    Nfc,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility composition, then lower case.
    NfkcLowercase,
}
