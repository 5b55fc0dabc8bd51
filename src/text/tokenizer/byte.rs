//! One token for each UTF-8 byte: 256 of them, any text, nothing to learn.

use super::Encoding;

/// The byte tokenizer; a byte's id is its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteTokenizer;

impl ByteTokenizer {
    pub(super) fn encoding(self, text: &str) -> Encoding {
        let mut encoding = Encoding {
            ids: Vec::with_capacity(text.len()),
            spans: Vec::with_capacity(text.len()),
        };
        for (place, character) in (0u32..).zip(text.chars()) {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                encoding.ids.push(u32::from(byte));
                encoding.spans.push((place, place + 1));
            }
        }
        encoding
    }
}
