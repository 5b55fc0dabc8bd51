//! Decoding tokens that arrive one by one, when a character's bytes may be spread over several of them.

use std::sync::Arc;

use super::Tokenizer;

/// Turns a growing sequence of tokens into text; what it has returned never changes.
#[derive(Clone, Debug)]
pub struct StreamDecoder {
    tokenizer: Arc<Tokenizer>,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// Tokens have bytes of their own; these may yet become a character.
    Bytes(Vec<u8>),
    /// A token's text depends on its neighbours: all ids so far, and how many bytes of their text are known already.
    Context { ids: Vec<u32>, returned: usize },
}

impl StreamDecoder {
    /// A decoder for the tokens that follow `prompt`, whose text is known already.
    pub fn after(prompt: &[u32], tokenizer: Arc<Tokenizer>) -> Self {
        let state = match tokenizer.as_ref() {
            Tokenizer::Opened(opened) if opened.is_contextual() => {
                let returned = tokenizer.decode(prompt).len();
                State::Context {
                    ids: prompt.to_vec(),
                    returned,
                }
            }
            _ => State::Bytes(Vec::new()),
        };
        StreamDecoder { tokenizer, state }
    }

    /// The text that this token completes; empty while a character still lacks bytes.
    pub fn push(&mut self, id: u32) -> String {
        match &mut self.state {
            State::Bytes(pending) => {
                pending.extend(self.tokenizer.token_bytes(id).unwrap_or_default());
                take_characters(pending)
            }
            State::Context { ids, returned } => {
                ids.push(id);
                let text = self.tokenizer.decode(ids);
                if text.ends_with(char::REPLACEMENT_CHARACTER) {
                    return String::new();
                }
                let new = text.get(*returned..).unwrap_or_default().to_owned();
                *returned += new.len();
                new
            }
        }
    }

    /// What is left when no token follows: a character that was never completed, as U+FFFD.
    pub fn finish(&mut self) -> String {
        match &mut self.state {
            State::Bytes(pending) => String::from_utf8_lossy(&std::mem::take(pending)).into_owned(),
            State::Context { ids, returned } => {
                let text = self.tokenizer.decode(ids);
                let left = text.get(*returned..).unwrap_or_default().to_owned();
                *returned = text.len();
                left
            }
        }
    }
}

/// Takes the whole characters from the front; bytes that can no longer become one are U+FFFD.
fn take_characters(pending: &mut Vec<u8>) -> String {
    let mut text = String::new();
    let mut done = 0;
    for chunk in pending.utf8_chunks() {
        text.push_str(chunk.valid());
        done += chunk.valid().len();
        if chunk.invalid().is_empty() {
            continue;
        }
        let ends_here = done + chunk.invalid().len() == pending.len();
        let may_go_on =
            std::str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
        if ends_here && may_go_on {
            break;
        }
        text.push(char::REPLACEMENT_CHARACTER);
        done += chunk.invalid().len();
    }
    pending.drain(..done);
    text
}
