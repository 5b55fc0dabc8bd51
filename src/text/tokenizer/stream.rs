//! Decoding tokens that arrive one by one, when a character's bytes may be spread over several of them.

use super::Tokenizer;

/// Turns a growing sequence of tokens into text; what it has returned never changes.
pub struct StreamDecoder<'t> {
    tokenizer: &'t Tokenizer,
    /// Bytes that may yet become a character.
    pending: Vec<u8>,
}

impl<'t> StreamDecoder<'t> {
    pub(super) fn new(tokenizer: &'t Tokenizer) -> Self {
        StreamDecoder {
            tokenizer,
            pending: Vec::new(),
        }
    }

    /// The text that this token completes; empty while a character still lacks bytes.
    pub fn push(&mut self, id: u32) -> String {
        self.pending
            .extend(self.tokenizer.token_bytes(id).unwrap_or_default());
        let mut text = String::new();
        let mut done = 0;
        for chunk in self.pending.utf8_chunks() {
            text.push_str(chunk.valid());
            done += chunk.valid().len();
            if chunk.invalid().is_empty() {
                continue;
            }
            let ends_here = done + chunk.invalid().len() == self.pending.len();
            let may_go_on = std::str::from_utf8(chunk.invalid())
                .is_err_and(|error| error.error_len().is_none());
            if ends_here && may_go_on {
                break;
            }
            text.push(char::REPLACEMENT_CHARACTER);
            done += chunk.invalid().len();
        }
        self.pending.drain(..done);
        text
    }

    /// What is left when no token follows: a character that was never completed, as U+FFFD.
    pub fn finish(self) -> String {
        String::from_utf8_lossy(&self.pending).into_owned()
    }
}
