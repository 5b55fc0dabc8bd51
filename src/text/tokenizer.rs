//! One contract for every way of cutting text into tokens.
//!
//! All of them save to and open from Hugging Face's `tokenizer.json`, so that what was trained here can be used in
//! Python with the same ids. Characters are Unicode scalar values throughout.
//!
//! A character tokenizer knows the characters of its corpus and no other: what it does not know it leaves out, and
//! [`Tokenizer::unknown_characters`] tells which those are. (A token for the unknown would add a symbol that never
//! occurs to every distribution; Tiny Shakespeare is to have 65 symbols, as everywhere.)

mod byte;
mod character;
mod charsmap;
mod decoding;
mod hazards;
mod json;
mod opened;
mod portions;
mod stream;
mod suffixes;
mod training;

use std::collections::BTreeSet;

use crate::experiment;
use crate::progress::{Halt, ProgressSink, report};
use crate::protocol::Stage;
use crate::view;
use crate::visible::{code_point, is_hidden, quoted};
use crate::words::{Problem, Words};

use super::batches::EncodedText;
pub use byte::ByteTokenizer;
pub use character::CharacterTokenizer;
pub use json::from_json;
pub use opened::OpenedTokenizer;
use portions::{PORTION, Seams, portions};
pub use stream::StreamDecoder;
pub use training::Algorithm;

/// A text as tokens, and where each of them comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoding {
    /// Token ids.
    pub ids: Vec<u32>,
    /// For each token the first character it stands for and one past the last. Tokens that share the bytes of one
    /// character have the same span.
    pub spans: Vec<(u32, u32)>,
}

impl Encoding {
    /// The tokens with the characters each is worth, for a text of `characters`.
    ///
    /// A token is worth the characters up to its end that no token before it covers; the last one also those that
    /// follow it. So the worths always add up to the whole text, even if the tokenizer drops blanks.
    pub fn into_text(self, characters: usize) -> EncodedText {
        let mut text = Growing::default();
        text.push(self, characters);
        text.finish()
    }
}

/// An encoded text that grows portion by portion.
#[derive(Default)]
struct Growing {
    text: EncodedText,
    /// Characters of the portions so far.
    characters: u32,
    /// Those of them that a token covers.
    covered: u32,
}

impl Growing {
    fn push(&mut self, encoding: Encoding, characters: usize) {
        let characters = characters as u32;
        for (id, (_, end)) in encoding.ids.into_iter().zip(encoding.spans) {
            let covered = self.covered.max(self.characters + end.min(characters));
            self.text.push(id, covered - self.covered);
            self.covered = covered;
        }
        self.characters += characters;
    }

    /// Makes room for a text of which `done` bytes of `all` have come, so that it need not move and double as it grows.
    fn reserve(&mut self, done: usize, all: usize) {
        if done < all && self.text.room() < PORTION {
            let expected = self.text.len() as f64 * all as f64 / done.max(1) as f64;
            self.text.reserve_to((expected * 1.02) as usize + PORTION);
        }
    }

    fn finish(mut self) -> EncodedText {
        self.text.add_to_last(self.characters - self.covered);
        self.text.shrink();
        self.text
    }
}

/// A tokenizer ready for use.
#[derive(Clone, Debug)]
pub enum Tokenizer {
    /// One token for each character of the corpus.
    Character(CharacterTokenizer),
    /// One token for each UTF-8 byte.
    Byte(ByteTokenizer),
    /// Trained here, or opened from any `tokenizer.json`.
    Opened(OpenedTokenizer),
}

impl Tokenizer {
    /// The character tokenizer of a corpus.
    pub fn character(corpus: &str) -> Self {
        Tokenizer::Character(CharacterTokenizer::of(corpus))
    }

    /// The byte tokenizer.
    pub fn byte() -> Self {
        Tokenizer::Byte(ByteTokenizer)
    }

    /// The tokenizer a recipe asks for, learned from `text` where there is something to learn; `file` is the text of an
    /// opened `tokenizer.json`.
    ///
    /// # Errors
    ///
    /// If it cannot be made from this text or file, or the sink gave up.
    pub async fn build<C: ProgressSink>(
        recipe: &experiment::Tokenizer,
        text: &str,
        file: Option<&str>,
        sink: &mut C,
    ) -> Result<Self, Halt> {
        let (algorithm, subword) = match recipe {
            experiment::Tokenizer::Character => return Ok(Tokenizer::character(text)),
            experiment::Tokenizer::Byte => return Ok(Tokenizer::byte()),
            experiment::Tokenizer::File(name) => return Ok(from_file(&name.name, file)?),
            experiment::Tokenizer::Bpe(subword) => (Algorithm::Bpe, subword),
            experiment::Tokenizer::WordPiece(subword) => (Algorithm::WordPiece, subword),
            experiment::Tokenizer::Unigram(subword) => (Algorithm::Unigram, subword),
        };
        training::train(algorithm, subword, text, sink)
            .await
            .map(Tokenizer::Opened)
    }

    /// How many different tokens there are; ids are below it.
    pub fn vocabulary_size(&self) -> usize {
        match self {
            Tokenizer::Character(tokenizer) => tokenizer.characters().len(),
            Tokenizer::Byte(_) => 256,
            Tokenizer::Opened(tokenizer) => tokenizer.vocabulary_size(),
        }
    }

    /// Cuts a text into tokens.
    pub fn encode(&self, text: &str) -> Vec<u32> {
        self.encoding(text).ids
    }

    /// Cuts a text into tokens and keeps their places.
    pub fn encoding(&self, text: &str) -> Encoding {
        match self {
            Tokenizer::Character(tokenizer) => tokenizer.encoding(text),
            Tokenizer::Byte(tokenizer) => tokenizer.encoding(text),
            Tokenizer::Opened(tokenizer) => tokenizer.encoding(text),
        }
    }

    /// Cuts a text into tokens that know how many characters they are worth.
    pub fn encode_text(&self, text: &str) -> EncodedText {
        let mut result = Growing::default();
        for portion in self.portions(text) {
            result.push(self.encoding(portion), portion.chars().count());
        }
        result.finish()
    }

    /// As [`Self::encode_text`], telling the sink of the progress.
    ///
    /// # Errors
    ///
    /// If the text cannot be worked on in portions that fit into memory, or the sink gave up.
    pub async fn encode_corpus<C: ProgressSink>(
        &self,
        text: &str,
        sink: &mut C,
    ) -> Result<EncodedText, Halt> {
        self.check_length(text)?;
        let mut result = Growing::default();
        let mut done = 0;
        for portion in self.portions(text) {
            result.push(self.encoding(portion), portion.chars().count());
            done += portion.len();
            result.reserve(done, text.len());
            report(sink, Stage::Tokenizing, done as f64 / text.len() as f64).await?;
        }
        Ok(result.finish())
    }

    /// Whether a text can be worked on in portions that fit into memory.
    fn check_length(&self, text: &str) -> Result<(), Problem> {
        portions::check(text, self.seams()).map_err(|message| Problem::at("corpus.source", message))
    }

    /// Where a text can be cut without changing any token.
    fn seams(&self) -> Seams {
        match self {
            Tokenizer::Character(_) | Tokenizer::Byte(_) => Seams::Anywhere,
            Tokenizer::Opened(tokenizer) => tokenizer.seams(),
        }
    }

    /// A text in pieces that are the same tokens one by one as together.
    fn portions<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        portions(text, self.seams())
    }

    /// The text of a sequence of tokens. Bytes that are no UTF-8 become U+FFFD; ids that do not exist, nothing.
    pub fn decode(&self, ids: &[u32]) -> String {
        match self {
            Tokenizer::Character(tokenizer) => ids
                .iter()
                .filter_map(|&id| tokenizer.character(id))
                .collect(),
            Tokenizer::Byte(_) => {
                let bytes: Vec<u8> = ids
                    .iter()
                    .filter_map(|&id| self.token_bytes(id))
                    .flatten()
                    .collect();
                String::from_utf8_lossy(&bytes).into_owned()
            }
            Tokenizer::Opened(tokenizer) => tokenizer.decode(ids),
        }
    }

    /// The UTF-8 bytes that a token adds to a text, where that does not depend on its neighbours.
    pub fn token_bytes(&self, id: u32) -> Option<Vec<u8>> {
        match self {
            Tokenizer::Character(tokenizer) => {
                tokenizer.character(id).map(|c| c.to_string().into_bytes())
            }
            Tokenizer::Byte(_) => u8::try_from(id).ok().map(|byte| vec![byte]),
            Tokenizer::Opened(tokenizer) => tokenizer.token_bytes(id),
        }
    }

    /// How a token is shown: its text with blanks and control characters made visible, a lone byte as `⟨e7⟩`, a
    /// special token by its name.
    pub fn token_text(&self, id: u32) -> String {
        let shown = match self {
            Tokenizer::Opened(tokenizer) => tokenizer.token_text(id),
            _ => self.token_bytes(id).map(|bytes| visible(&bytes)),
        };
        shown.map_or_else(|| format!("⟨{id}⟩"), shortened)
    }

    /// The characters of a text that have no token, each once, in order of appearance: they would be left out, or lost in
    /// a token for the unknown, and a loss per character that counted them would be too good. Blanks that only part words
    /// may be dropped, and what a file's own normaliser changes is taken as it makes it.
    pub fn unknown_characters(&self, text: &str) -> Vec<char> {
        let mut unknown = Unknown::default();
        for portion in self.portions(text) {
            unknown.look(self, portion);
        }
        unknown.in_order
    }

    /// As [`Self::unknown_characters`], telling the sink of the progress.
    ///
    /// # Errors
    ///
    /// If the text cannot be worked on in portions that fit into memory, or the sink gave up.
    pub async fn unknown_in_corpus<C: ProgressSink>(
        &self,
        text: &str,
        sink: &mut C,
    ) -> Result<Vec<char>, Halt> {
        self.check_length(text)?;
        let mut unknown = Unknown::default();
        let mut done = 0;
        for portion in self.portions(text) {
            unknown.look(self, portion);
            done += portion.len();
            report(sink, Stage::Tokenizing, done as f64 / text.len() as f64).await?;
        }
        Ok(unknown.in_order)
    }

    /// A text cut into pieces, for the view.
    pub fn tokenized(&self, text: &str) -> view::Tokenized {
        let encoding = self.encoding(text);
        let pieces = encoding
            .ids
            .iter()
            .zip(&encoding.spans)
            .map(|(&id, &(start, end))| view::Piece {
                id,
                text: self.token_text(id),
                start: start as usize,
                end: end as usize,
            })
            .collect();
        view::Tokenized {
            pieces,
            characters: text.chars().count(),
        }
    }

    /// The whole vocabulary, for the view; `corpus` is the encoded text that characters per token are taken from.
    pub fn vocabulary(&self, corpus: &EncodedText) -> view::Vocabulary {
        let size = self.vocabulary_size();
        let shown = size.min(view::LARGEST_SHOWN) as u32;
        view::Vocabulary {
            tokens: (0..shown).map(|id| self.token_text(id)).collect(),
            size,
            merges: match self {
                Tokenizer::Opened(tokenizer) => tokenizer.merges(view::LARGEST_SHOWN),
                _ => Vec::new(),
            },
            characters_per_token: corpus.total_characters() as f64 / corpus.len().max(1) as f64,
        }
    }

    /// The tokenizer as Hugging Face's `tokenizer.json`.
    pub fn to_json(&self) -> String {
        match self {
            Tokenizer::Character(tokenizer) => json::character(tokenizer),
            Tokenizer::Byte(_) => json::byte(),
            Tokenizer::Opened(tokenizer) => tokenizer.to_json(),
        }
    }
}

/// The beginning of a token that is too long to be shown.
fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(view::LONGEST_SHOWN) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// Characters that have no token, each once.
#[derive(Default)]
struct Unknown {
    in_order: Vec<char>,
    seen: BTreeSet<char>,
}

impl Unknown {
    fn look(&mut self, tokenizer: &Tokenizer, portion: &str) {
        let found: Vec<char> = match tokenizer {
            Tokenizer::Character(tokenizer) => {
                let characters = portion.chars();
                characters.filter(|c| tokenizer.id(*c).is_none()).collect()
            }
            Tokenizer::Byte(_) => Vec::new(),
            Tokenizer::Opened(tokenizer) => tokenizer.unknown_characters(portion),
        };
        let news = found.into_iter().filter(|c| self.seen.insert(*c));
        self.in_order.extend(news);
    }
}

/// The tokenizer of an opened file.
fn from_file(name: &str, file: Option<&str>) -> Result<Tokenizer, Problem> {
    let text = file.ok_or_else(|| {
        let name = quoted(name);
        let message = Words::new(
            format!("The tokenizer “{name}” is not there. A link carries only its name: open the file again."),
            format!("没有分词器“{name}”的内容。链接里只有它的名字：请重新打开文件。"),
        );
        Problem::at("tokenizer", message)
    })?;
    from_json(text).map_err(|message| Problem::at("tokenizer", message))
}

/// Text in which every character can be seen, and read back.
pub fn visible(bytes: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                ' ' => shown.push('␣'),
                '\n' => shown.push('⏎'),
                '\t' => shown.push('⇥'),
                c if is_hidden(c) => shown.push_str(&code_point(c)),
                c => shown.push(c),
            }
        }
        for byte in chunk.invalid() {
            shown.push_str(&format!("⟨{byte:02x}⟩"));
        }
    }
    shown
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod parity;
#[cfg(test)]
mod tests;
