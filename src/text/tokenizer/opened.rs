//! Tokenizers of Hugging Face's `tokenizers` crate: opened from a `tokenizer.json`, or trained here.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use tokenizers::{NormalizedString, Normalizer as _, PostProcessorWrapper};

use super::portions::Seams;
use super::{Encoding, decoding, hazards, json, shortened, visible};
use crate::view;
use crate::words::Words;

/// Ids may have gaps, as where a file reserves some, but not so many that most of a model's rows would stand for nothing.
const GAPS: usize = 4;

/// Below this a highest id is never too high.
const SPARE_IDS: usize = 4096;

/// How a token's text follows from its entry in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pieces {
    /// GPT-2's printable stand-ins for bytes.
    Bytes,
    /// The entry itself, without a leading `##`.
    Continued,
    /// The entry itself.
    Plain,
    /// It depends on the neighbours; only the file's own decoder knows.
    Contextual,
}

/// A tokenizer that Hugging Face's crate runs.
#[derive(Clone)]
pub struct OpenedTokenizer {
    inner: Arc<tokenizers::Tokenizer>,
    /// What adds special tokens for other uses than ours; kept for whoever opens the file after us.
    post_processor: Option<PostProcessorWrapper>,
    pieces: Pieces,
    /// Where a text can be cut without changing any token.
    seams: Seams,
    /// Whether it can spell whatever it reads, because it has a token for every byte.
    knows_all: bool,
    /// The token for what it does not know.
    unknown: Option<u32>,
    tokens: Vec<Token>,
}

/// One entry of the vocabulary.
#[derive(Clone, Debug)]
struct Token {
    /// As it stands in the file.
    entry: String,
    /// Its bytes, where they do not depend on the neighbours.
    bytes: Option<Vec<u8>>,
}

impl std::fmt::Debug for OpenedTokenizer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("OpenedTokenizer")
            .field("pieces", &self.pieces)
            .field("tokens", &self.tokens.len())
            .finish()
    }
}

impl OpenedTokenizer {
    /// Opens a `tokenizer.json`.
    ///
    /// # Errors
    ///
    /// If it cannot be opened, is not safe to use, or cannot cut every text.
    pub(super) fn open(mut file: Value) -> Result<Self, Words> {
        hazards::admit(&mut file)?;
        let inner: tokenizers::Tokenizer = serde_json::from_value(file).map_err(|error| {
            Words::new(
                format!("This tokenizer.json cannot be opened: {error}. Open a file saved by Babble or by Hugging Face tokenizers."),
                format!("无法打开这个 tokenizer.json：{error}。请打开由 Babble 或 Hugging Face tokenizers 保存的文件。"),
            )
        })?;
        hazards::check_added(&inner)?;
        let opened = Self::new(inner)?;
        // A model without a working unknown token fails on the first character it does not know.
        opened.inner.encode_char_offsets("a\u{10FFFD}", false).map_err(|error| {
            Words::new(
                format!("This tokenizer has no token for unknown text ({error}), so it cannot cut every text. Use a tokenizer with an unknown token."),
                format!("这个分词器没有表示未知内容的词元（{error}），因此不能切分任意文本。请使用带有未知词元的分词器。"),
            )
        })?;
        Ok(opened)
    }

    /// Wraps a tokenizer; whatever cuts or pads its output is switched off.
    pub(super) fn new(mut inner: tokenizers::Tokenizer) -> Result<Self, Words> {
        tokenizers::utils::parallelism::set_parallelism(false);
        let rows = rows(&inner)?;
        let post_processor = inner.get_post_processor().cloned();
        inner.with_post_processor(None::<PostProcessorWrapper>);
        inner.with_padding(None);
        let untruncated = inner.with_truncation(None).map(|_| ());
        let description = untruncated
            .map_err(|error| error.to_string())
            .and_then(|()| serde_json::to_value(&inner).map_err(|error| error.to_string()))
            .map_err(|error| {
                Words::new(
                    format!("This tokenizer cannot be used: {error}."),
                    format!("无法使用这个分词器：{error}。"),
                )
            })?;
        let pieces = Pieces::of(&description["decoder"]);
        let has = |c: &char| inner.token_to_id(&c.to_string()).is_some();
        let knows_all = reads_bytes(&description) && json::byte_alphabet().iter().all(has);
        let unknown = unknown_token(&inner, &description["model"]);
        let added = inner.get_added_tokens_decoder();
        let tokens = (0..rows)
            .map(|id| {
                let entry = inner.id_to_token(id).unwrap_or_default();
                let bytes = if added.contains_key(&id) {
                    Some(entry.clone().into_bytes())
                } else {
                    pieces.bytes(&entry)
                };
                Token { entry, bytes }
            })
            .collect();
        Ok(OpenedTokenizer {
            inner: Arc::new(inner),
            post_processor,
            pieces,
            seams: Seams::of(&description),
            knows_all,
            unknown,
            tokens,
        })
    }

    pub(super) fn vocabulary_size(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn seams(&self) -> Seams {
        self.seams
    }

    pub(super) fn is_contextual(&self) -> bool {
        self.pieces == Pieces::Contextual
    }

    /// Cuts a text. That every text can be cut was tried when the tokenizer was opened.
    pub(super) fn encoding(&self, text: &str) -> Encoding {
        let Ok(encoded) = self.inner.encode_char_offsets(text, false) else {
            return Encoding::default();
        };
        let characters = text.chars().count();
        let within = |place: usize| place.min(characters) as u32;
        Encoding {
            ids: encoded.get_ids().to_vec(),
            // A file's normaliser can leave a token without a place in the text.
            spans: encoded
                .get_offsets()
                .iter()
                .map(|&(start, end)| (within(start), within(end)))
                .collect(),
        }
    }

    /// The characters of a text that no token spells, as [`super::Tokenizer::unknown_characters`] has it.
    pub(super) fn unknown_characters(&self, text: &str) -> Vec<char> {
        if self.knows_all {
            return Vec::new();
        }
        let mut normalized = NormalizedString::from(text);
        if let Some(normalizer) = self.inner.get_normalizer() {
            // Where it fails, so does the encoding, and everything is unknown.
            let _ = normalizer.normalize(&mut normalized);
        }
        let encoding = self.encoding(normalized.get());
        let characters: Vec<char> = normalized.get().chars().collect();
        let mut covered = vec![false; characters.len()];
        let mut lost = BTreeSet::new();
        for (&id, &(start, end)) in encoding.ids.iter().zip(&encoding.spans) {
            let span = start as usize..end as usize;
            let Some(word) = characters.get(span.clone()) else {
                continue;
            };
            covered[span].fill(true);
            let is_lost = Some(id) == self.unknown && !self.is_its_name(id, word);
            if is_lost && !word.iter().all(|c| lost.contains(c)) {
                // One unknown character makes a whole word unknown.
                lost.extend(self.guilty(word).unwrap_or(word.to_vec()));
            }
        }
        let mut places = characters.iter().zip(&covered);
        if let Some((&first, _)) = places.find(|&(c, is_covered)| !is_covered && !c.is_whitespace())
        {
            // Behind a character that it leaves out without a token, a model may mistake the places of all others.
            lost.extend(self.guilty(&characters).unwrap_or(vec![first]));
        }
        let mut named = Vec::new();
        for c in characters {
            if lost.remove(&c) {
                named.push(c);
            }
        }
        named
    }

    /// Those of the characters that are lost even by themselves, if any: blanks only where there are no others, because
    /// a blank that stands alone parts nothing and may be dropped.
    fn guilty(&self, characters: &[char]) -> Option<Vec<char>> {
        let distinct: BTreeSet<char> = characters.iter().copied().collect();
        let is_lost = |c: &char| {
            let ids = self.encoding(&c.to_string()).ids;
            ids.is_empty() || ids.iter().any(|&id| Some(id) == self.unknown)
        };
        let (blanks, others): (Vec<char>, Vec<char>) = distinct
            .into_iter()
            .filter(is_lost)
            .partition(|c| c.is_whitespace());
        [others, blanks].into_iter().find(|lost| !lost.is_empty())
    }

    /// Whether a text spells a token's name: then the token stands for it, and nothing is lost.
    fn is_its_name(&self, id: u32, text: &[char]) -> bool {
        let token = self.tokens.get(id as usize);
        token.is_some_and(|token| token.entry.chars().eq(text.iter().copied()))
    }

    pub(super) fn decode(&self, ids: &[u32]) -> String {
        decoding::decode(&self.inner, ids)
    }

    pub(super) fn token_bytes(&self, id: u32) -> Option<Vec<u8>> {
        self.tokens.get(id as usize)?.bytes.clone()
    }

    pub(super) fn token_text(&self, id: u32) -> Option<String> {
        let token = self.tokens.get(id as usize)?;
        Some(self.entry_text(&token.entry, token.bytes.as_deref()))
    }

    /// Readable text of a vocabulary entry; WordPiece keeps its `##`, by which it is known.
    fn entry_text(&self, entry: &str, bytes: Option<&[u8]>) -> String {
        match bytes {
            Some(bytes) if self.pieces == Pieces::Bytes => visible(bytes),
            _ => visible(entry.as_bytes()),
        }
    }

    /// The first `most` merges of a byte-pair encoding, first learned first; empty for other models.
    pub(super) fn merges(&self, most: usize) -> Vec<view::Merge> {
        let model = serde_json::to_value(self.inner.get_model()).unwrap_or_default();
        let Some(merges) = model["merges"].as_array() else {
            return Vec::new();
        };
        let show =
            |part: &str| shortened(self.entry_text(part, self.pieces.bytes(part).as_deref()));
        merges
            .iter()
            .take(most)
            .filter_map(|merge| match merge {
                Value::Array(pair) => Some((pair.first()?.as_str()?, pair.get(1)?.as_str()?)),
                Value::String(pair) => pair.split_once(' '),
                _ => None,
            })
            .map(|(left, right)| view::Merge {
                left: show(left),
                right: show(right),
            })
            .collect()
    }

    pub(super) fn to_json(&self) -> String {
        let whole = match &self.post_processor {
            None => self.inner.to_string(false),
            Some(post_processor) => {
                let mut whole = self.inner.as_ref().clone();
                whole.with_post_processor(Some(post_processor.clone()));
                whole.to_string(false)
            }
        };
        whole.expect("a tokenizer that was described when it was opened can be described again")
    }
}

/// The numbers that tokens have, from 0. They are checked before anything else is done with a tokenizer, because even
/// describing it counts through all of them.
fn rows(inner: &tokenizers::Tokenizer) -> Result<u32, Words> {
    let vocabulary = inner.get_vocab(true);
    let rows = vocabulary
        .values()
        .max()
        .map_or(0, |highest| highest.saturating_add(1));
    let most = (vocabulary.len() * GAPS).max(SPARE_IDS);
    if rows as usize > most {
        let number = vocabulary.len();
        return Err(Words::new(
            format!(
                "This tokenizer has {number} tokens but numbers them up to {}, and a model needs a row for every number. Use a tokenizer whose numbers stay below {most}.",
                rows - 1
            ),
            format!(
                "这个分词器只有 {number} 个词元，编号却到 {}，而模型要为每个编号留一行。请使用编号小于 {most} 的分词器。",
                rows - 1
            ),
        ));
    }
    Ok(rows)
}

/// The token that the model of a `tokenizer.json` has for what it does not know.
fn unknown_token(inner: &tokenizers::Tokenizer, model: &Value) -> Option<u32> {
    match model["unk_id"].as_u64() {
        Some(id) => u32::try_from(id).ok(),
        None => inner.token_to_id(model["unk_token"].as_str()?),
    }
}

impl Pieces {
    fn of(decoder: &Value) -> Self {
        match decoder["type"].as_str() {
            Some("ByteLevel") => Pieces::Bytes,
            Some("Fuse") => Pieces::Plain,
            Some("Replace")
                if decoder["pattern"]["Regex"] == super::training::CONTINUATION_PATTERN =>
            {
                Pieces::Continued
            }
            _ => Pieces::Contextual,
        }
    }

    fn bytes(self, entry: &str) -> Option<Vec<u8>> {
        match self {
            Pieces::Bytes => entry.chars().map(json::byte_of).collect(),
            Pieces::Continued => Some(
                entry
                    .strip_prefix("##")
                    .unwrap_or(entry)
                    .as_bytes()
                    .to_vec(),
            ),
            Pieces::Plain => Some(entry.as_bytes().to_vec()),
            Pieces::Contextual => None,
        }
    }
}

/// Whether the file's model is a BPE that sees every byte of a text as a character of its own.
fn reads_bytes(description: &Value) -> bool {
    let pre_tokenizer = &description["pre_tokenizer"];
    let is_byte_level = |part: &Value| part["type"] == "ByteLevel";
    let parts = pre_tokenizer["pretokenizers"].as_array();
    let has_byte_level =
        is_byte_level(pre_tokenizer) || parts.is_some_and(|parts| parts.iter().any(is_byte_level));
    has_byte_level
        && description["model"]["type"] == "BPE"
        && is_byte_level(&description["decoder"])
}
