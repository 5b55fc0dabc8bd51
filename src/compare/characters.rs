//! What a model that predicts tokens believes about the next character.
//!
//! The model has read a text as its tokenizer cuts it, t₁ … tₙ. Of the token under way the bytes `s` are known; it may
//! be any token `v` that begins with `s`, or `s` itself may be a whole token, after which another one begins:
//!
//! ```text
//!                     Σ p(v | t<i) over v that begin with s·g  +  p(s | t<i) · Σ p(v | t<i, s) over v that begin with g
//! mass(g | t<i, s) = ──────────────────────────────────────────────────────────────────────────────────────────────────
//!                     Σ p(v | t<i) over v that begin with s
//! ```
//!
//! is the probability that the bytes `g` follow. A token counts as under way until the first byte of its successor is
//! known; earlier tokens are taken as they were cut (their other possible cuts are left out, which is what makes this
//! tractable: one more prediction for each character inside a token at most).
//!
//! What follows, and is tested: beliefs sum to 1; a text's surprisals sum to the model's nats for its tokens where every
//! token is one character or one byte, and to no more than that otherwise, since more than one cut is counted.
//!
//! A character is named in a belief if some token holds it whole where it would stand. The character that came is
//! always known: if it is spread over several tokens, the masses of its parts are multiplied. Everything else (other
//! characters that only bytes can spell, tokens that are no text) is left together, unnamed.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::loaded::LoadedModel;
use crate::loss;
use crate::predictor::Reader;
use crate::text::tokenizer::{self, Tokenizer};
use crate::words::{Problem, Words};

/// A belief about one character.
#[derive(Clone, Debug)]
pub struct CharacterBelief {
    /// Probabilities of the characters it can name; the rest to 1 is unnamed.
    pub known: BTreeMap<char, f64>,
    /// Probability of the character that came.
    pub came: f64,
}

impl CharacterBelief {
    /// The probability of `c`, where `came` is the character that came.
    pub fn probability(&self, c: char, came: char) -> f64 {
        if c == came {
            self.came
        } else {
            self.known.get(&c).copied().unwrap_or(0.0)
        }
    }
}

/// A character in print, with blanks made visible.
pub fn visible(c: char) -> String {
    tokenizer::visible(c.encode_utf8(&mut [0; 4]).as_bytes())
}

/// A model's way through a text, character by character.
pub struct Reading<'t> {
    walk: Walk<'t>,
    text: &'t str,
    /// Where the next character begins, in bytes.
    at: usize,
}

impl<'t> Reading<'t> {
    /// Begins at the text's first character.
    ///
    /// # Errors
    ///
    /// Where the tokenizer does not give the text back as it is, or the device fails.
    pub async fn begin(
        loaded: &LoadedModel,
        vocabulary: &'t Bytes,
        text: &'t str,
    ) -> Result<Self, Problem> {
        let tokens = loaded.encode(text, "")?;
        let spelled: Vec<u8> = tokens
            .iter()
            .flat_map(|&token| vocabulary.of_token(token))
            .copied()
            .collect();
        if spelled != text.as_bytes() {
            return Err(changed());
        }
        Ok(Reading {
            walk: Walk::begin(loaded, vocabulary, tokens).await?,
            text,
            at: 0,
        })
    }

    /// The belief about the text's next character, which is `c`.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn next(&mut self, c: char) -> Result<CharacterBelief, Problem> {
        let end = self.at + c.len_utf8();
        let mut known = self.walk.view(self.at).await?.characters();
        // The part of the character in each token that it is spread over.
        let mut came = 1.0;
        while self.at < end {
            let part = end.min(self.walk.part_end(self.at));
            let bytes = &self.text.as_bytes()[self.at..part];
            came *= self.walk.view(self.at).await?.mass(bytes);
            self.at = part;
        }
        known.insert(c, came);
        Ok(CharacterBelief { known, came })
    }
}

fn changed() -> Problem {
    Problem::general(Words::fixed(
        "One of the tokenizers cannot spell this text (it has no token for some of it, or drops blanks), so characters cannot be compared. Use other words, or compare two runs with the same tokenizer.",
        "其中一个分词器无法拼出这段文本（有些内容没有对应的词元，或空白被丢弃），因此无法逐字符比较。请换一段文本，或比较使用相同分词器的两个模型。",
    ))
}

/// The bytes of every token.
pub struct Bytes(Vec<Vec<u8>>);

impl Bytes {
    /// Those of a tokenizer.
    pub fn of(tokenizer: &Tokenizer) -> Self {
        let ids = 0..tokenizer.vocabulary_size() as u32;
        Bytes(
            ids.map(|id| tokenizer.token_bytes(id).unwrap_or_default())
                .collect(),
        )
    }

    fn of_token(&self, token: u32) -> &[u8] {
        self.0.get(token as usize).map_or(&[], Vec::as_slice)
    }

    /// The token that is exactly these bytes.
    fn token(&self, bytes: &[u8]) -> Option<u32> {
        self.0
            .iter()
            .position(|token| token == bytes)
            .map(|id| id as u32)
    }
}

/// A reader's way through the tokens of a text.
struct Walk<'t> {
    vocabulary: &'t Bytes,
    tokens: Vec<u32>,
    /// Where each token begins in the text, in bytes; at the end, where the last one ends.
    begins: Vec<usize>,
    /// Has read the tokens before `next`.
    reader: Reader,
    next: usize,
    /// The distribution over token `next`, and the one over the token before it.
    expected: Probabilities,
    expected_before: Probabilities,
    /// The last view, which may be asked for twice.
    cached: Option<(usize, View<'t>)>,
}

/// What is known at one place of a text.
#[derive(Clone)]
struct View<'t> {
    vocabulary: &'t Bytes,
    /// Known bytes of the token under way.
    seen: Vec<u8>,
    /// The distribution over the token under way.
    expected: Probabilities,
    /// If `seen` may be a whole token: its probability, and the distribution over the token after it.
    ended: Option<(f64, Probabilities)>,
}

impl<'t> Walk<'t> {
    async fn begin(
        loaded: &LoadedModel,
        vocabulary: &'t Bytes,
        tokens: Vec<u32>,
    ) -> Result<Self, Problem> {
        let mut begins = vec![0];
        for &token in &tokens {
            begins.push(begins[begins.len() - 1] + vocabulary.of_token(token).len());
        }
        let mut reader = loaded.predictor.reader();
        let expected = probabilities(&reader.read(&loaded.beginning).await?);
        Ok(Walk {
            vocabulary,
            tokens,
            begins,
            reader,
            next: 0,
            expected,
            expected_before: Rc::new([]),
            cached: None,
        })
    }

    /// Where the token that holds the byte at `at` ends.
    fn part_end(&self, at: usize) -> usize {
        self.begins[self.begins.partition_point(|&begin| begin <= at)]
    }

    /// What is known before the byte at `at`. Places must be visited in order.
    async fn view(&mut self, at: usize) -> Result<View<'t>, Problem> {
        if let Some((place, view)) = &self.cached
            && *place == at
        {
            return Ok(view.clone());
        }
        let token = self.begins.partition_point(|&begin| begin <= at) - 1;
        while self.next < token {
            let read = self
                .reader
                .read(&self.tokens[self.next..=self.next])
                .await?;
            self.expected_before = std::mem::replace(&mut self.expected, probabilities(&read));
            self.next += 1;
        }
        let view = match (token, at - self.begins[token]) {
            (0, 0) => View {
                vocabulary: self.vocabulary,
                seen: Vec::new(),
                expected: self.expected.clone(),
                ended: None,
            },
            (_, 0) => {
                let last = self.tokens[token - 1];
                View {
                    vocabulary: self.vocabulary,
                    seen: self.vocabulary.of_token(last).to_vec(),
                    ended: Some((self.expected_before[last as usize], self.expected.clone())),
                    expected: self.expected_before.clone(),
                }
            }
            (_, inside) => {
                let seen = self.vocabulary.of_token(self.tokens[token])[..inside].to_vec();
                View {
                    vocabulary: self.vocabulary,
                    ended: self.had_it_ended(&seen).await?,
                    seen,
                    expected: self.expected.clone(),
                }
            }
        };
        self.cached = Some((at, view.clone()));
        Ok(view)
    }

    /// What would be expected if the token under way had ended after `seen`.
    async fn had_it_ended(&self, seen: &[u8]) -> Result<Option<(f64, Probabilities)>, Problem> {
        let Some(token) = self.vocabulary.token(seen) else {
            return Ok(None);
        };
        let mut reader = self.reader.clone();
        let expected = probabilities(&reader.read(&[token]).await?);
        Ok(Some((self.expected[token as usize], expected)))
    }
}

impl View<'_> {
    /// The probability that these bytes follow.
    fn mass(&self, bytes: &[u8]) -> f64 {
        let whole = [&self.seen, bytes].concat();
        let mut sum = self.beginning_with(&self.expected, &whole);
        if let Some((probability, after)) = &self.ended {
            sum += probability * self.beginning_with(after, bytes);
        }
        sum / self.total()
    }

    /// The probabilities of the characters that a token would hold whole.
    fn characters(&self) -> BTreeMap<char, f64> {
        let total = self.total();
        let mut found = BTreeMap::new();
        let mut add = |distribution: &[f64], seen: &[u8], share: f64| {
            for (token, probability) in self.vocabulary.0.iter().zip(distribution) {
                if let Some(c) = token.strip_prefix(seen).and_then(first_character) {
                    *found.entry(c).or_insert(0.0) += share * probability;
                }
            }
        };
        add(&self.expected, &self.seen, 1.0 / total);
        if let Some((probability, after)) = &self.ended {
            add(after, &[], probability / total);
        }
        found
    }

    /// The probability of all tokens that are still possible.
    fn total(&self) -> f64 {
        if self.seen.is_empty() {
            1.0
        } else {
            self.beginning_with(&self.expected, &self.seen)
        }
    }

    fn beginning_with(&self, distribution: &[f64], bytes: &[u8]) -> f64 {
        let tokens = self.vocabulary.0.iter().zip(distribution);
        tokens
            .filter(|(token, _)| token.starts_with(bytes))
            .map(|(_, probability)| probability)
            .sum()
    }
}

/// The first character of some bytes, if they hold it whole.
fn first_character(bytes: &[u8]) -> Option<char> {
    let length = match bytes.first()? {
        0x00..0x80 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..=0xff => 4,
        _ => return None,
    };
    std::str::from_utf8(bytes.get(..length)?)
        .ok()?
        .chars()
        .next()
}

/// A distribution over tokens, as long as the vocabulary: handed on, never copied.
type Probabilities = Rc<[f64]>;

fn probabilities(logits: &[f32]) -> Probabilities {
    loss::log_softmax(logits)
        .into_iter()
        .map(f64::exp)
        .collect()
}
