//! One token for each Unicode scalar value that occurs in the corpus.

use super::Encoding;

/// The characters of a corpus, sorted; a character's id is its rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CharacterTokenizer {
    characters: Vec<char>,
}

impl CharacterTokenizer {
    /// The tokenizer of a corpus, as nanoGPT's `sorted(list(set(data)))`.
    pub fn of(corpus: &str) -> Self {
        let mut characters: Vec<char> = corpus
            .chars()
            .collect::<std::collections::BTreeSet<char>>()
            .into_iter()
            .collect();
        characters.shrink_to_fit();
        CharacterTokenizer { characters }
    }

    /// The tokenizer whose ids are the places of `characters`, which must be sorted and distinct.
    pub(super) fn from_sorted(characters: Vec<char>) -> Option<Self> {
        characters
            .is_sorted_by(|a, b| a < b)
            .then_some(CharacterTokenizer { characters })
    }

    /// The characters by id.
    pub fn characters(&self) -> &[char] {
        &self.characters
    }

    /// The id of a character, if the corpus had it.
    pub fn id(&self, character: char) -> Option<u32> {
        self.characters
            .binary_search(&character)
            .ok()
            .map(|id| id as u32)
    }

    /// The character of an id.
    pub fn character(&self, id: u32) -> Option<char> {
        self.characters.get(id as usize).copied()
    }

    pub(super) fn encoding(&self, text: &str) -> Encoding {
        let mut encoding = Encoding::default();
        for (place, character) in (0u32..).zip(text.chars()) {
            if let Some(id) = self.id(character) {
                encoding.ids.push(id);
                encoding.spans.push((place, place + 1));
            }
        }
        encoding
    }
}
