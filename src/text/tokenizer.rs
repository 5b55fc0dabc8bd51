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
mod json;
mod stream;

use crate::view;

use super::batches::EncodedText;
pub use byte::ByteTokenizer;
pub use character::CharacterTokenizer;
pub use json::from_json;
pub use stream::StreamDecoder;

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
        let mut covered = 0;
        let last = self.spans.len().saturating_sub(1);
        let worths: Vec<u32> = self
            .spans
            .iter()
            .enumerate()
            .map(|(i, &(_, end))| {
                let end = if i == last { characters as u32 } else { end };
                let worth = end.saturating_sub(covered);
                covered = covered.max(end);
                worth
            })
            .collect();
        EncodedText::new(self.ids, worths)
    }
}

/// A tokenizer ready for use.
#[derive(Clone, Debug)]
pub enum Tokenizer {
    /// One token for each character of the corpus.
    Character(CharacterTokenizer),
    /// One token for each UTF-8 byte.
    Byte(ByteTokenizer),
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

    /// How many different tokens there are; ids are below it.
    pub fn vocabulary_size(&self) -> usize {
        match self {
            Tokenizer::Character(tokenizer) => tokenizer.characters().len(),
            Tokenizer::Byte(_) => 256,
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
        }
    }

    /// Cuts a text into tokens that know how many characters they are worth.
    pub fn encode_text(&self, text: &str) -> EncodedText {
        self.encoding(text).into_text(text.chars().count())
    }

    /// The text of a sequence of tokens. Bytes that are no UTF-8 become U+FFFD; ids that do not exist, nothing.
    pub fn decode(&self, ids: &[u32]) -> String {
        match self {
            Tokenizer::Character(tokenizer) => ids
                .iter()
                .filter_map(|&id| tokenizer.character(id))
                .collect(),
            Tokenizer::Byte(_) => String::from_utf8_lossy(&self.bytes(ids)).into_owned(),
        }
    }

    /// A decoder for tokens that arrive one by one.
    pub fn stream(&self) -> StreamDecoder<'_> {
        StreamDecoder::new(self)
    }

    /// The UTF-8 bytes that a token adds to a text, where that does not depend on its neighbours.
    pub fn token_bytes(&self, id: u32) -> Option<Vec<u8>> {
        match self {
            Tokenizer::Character(tokenizer) => {
                tokenizer.character(id).map(|c| c.to_string().into_bytes())
            }
            Tokenizer::Byte(_) => u8::try_from(id).ok().map(|byte| vec![byte]),
        }
    }

    fn bytes(&self, ids: &[u32]) -> Vec<u8> {
        ids.iter()
            .filter_map(|&id| self.token_bytes(id))
            .flatten()
            .collect()
    }

    /// How a token is shown: its text with blanks and control characters made visible, a lone byte as `⟨e7⟩`, a
    /// special token by its name.
    pub fn token_text(&self, id: u32) -> String {
        match self.token_bytes(id) {
            Some(bytes) => visible(&bytes),
            None => format!("⟨{id}⟩"),
        }
    }

    /// The characters of a text that have no token, each once, in order of appearance; they would be left out.
    pub fn unknown_characters(&self, text: &str) -> Vec<char> {
        match self {
            Tokenizer::Character(tokenizer) => {
                let mut unknown = Vec::new();
                for c in text.chars() {
                    if tokenizer.id(c).is_none() && !unknown.contains(&c) {
                        unknown.push(c);
                    }
                }
                unknown
            }
            Tokenizer::Byte(_) => Vec::new(),
        }
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
        view::Vocabulary {
            tokens: (0..self.vocabulary_size() as u32)
                .map(|id| self.token_text(id))
                .collect(),
            merges: Vec::new(),
            characters_per_token: corpus.total_characters() as f64 / corpus.len().max(1) as f64,
        }
    }

    /// The tokenizer as Hugging Face's `tokenizer.json`.
    pub fn to_json(&self) -> String {
        match self {
            Tokenizer::Character(tokenizer) => json::character(tokenizer),
            Tokenizer::Byte(_) => json::byte(),
        }
    }
}

/// Text in which every character can be seen.
fn visible(bytes: &[u8]) -> String {
    let mut shown = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                ' ' => shown.push('␣'),
                '\n' => shown.push('⏎'),
                '\t' => shown.push('⇥'),
                c if c.is_control() || c.is_whitespace() => {
                    shown.push_str(&format!("⟨U+{:04X}⟩", c as u32))
                }
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
mod tests;
