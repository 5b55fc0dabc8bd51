//! Counts of what followed the last few tokens, and two ways to make probabilities of them.
//!
//! A model of order n looks at the n tokens before. It keeps one [`Level`] for each length of context from 0 to n;
//! each level maps a context to the tokens that followed it. Counting goes chunk by chunk, so that it can show its
//! progress, and the result does not depend on the chunks.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::experiment::validate::MAX_VOCABULARY;
use crate::experiment::{self, Smoothing};

mod tables;
#[cfg(test)]
mod tests;

pub use tables::{BadTable, FOLLOWERS, Table};

/// The longest context, in tokens.
pub const MAX_ORDER: usize = 6;

/// Bits of a packed context that one token takes; six of them fit into 128.
const TOKEN_BITS: u32 = MAX_VOCABULARY.ilog2();

/// A counting model.
#[derive(Clone, Debug, PartialEq)]
pub struct Ngram {
    config: experiment::Ngram,
    vocabulary: usize,
    /// By length of context, the empty one first.
    levels: Vec<Level>,
    /// The last tokens counted, at most the order: the context of what follows.
    tail: Vec<u32>,
}

/// What followed every context of one length.
#[derive(Clone, Debug, Default, PartialEq)]
struct Level {
    contexts: HashMap<u128, Followers, BuildHasherDefault<ContextHasher>>,
}

/// What followed one context.
#[derive(Clone, Debug, Default, PartialEq)]
struct Followers {
    /// How often the context was followed by anything.
    total: u64,
    /// The sum of the followers' continuations.
    continuations: u64,
    /// Followers with a continuation.
    continued: u32,
    /// By token.
    followers: Vec<Follower>,
}

/// One token that followed a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Follower {
    token: u32,
    /// How often it followed.
    count: u32,
    /// How many different tokens stood before the context when it did: Kneser & Ney's N₁₊(• context token).
    continuations: u32,
}

/// What followed one context, for the table on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct LevelCounts {
    /// The context's tokens.
    pub context: Vec<u32>,
    /// How often it was followed by anything.
    pub total: u64,
    /// The tokens that followed it: which, how often, and its smoothed probability at this level; the commonest
    /// first.
    pub followers: Vec<(u32, u64, f64)>,
    /// The share of its prediction that it leaves to the next shorter context, 0 to 1; none where smoothing does not
    /// back off.
    pub left: Option<f64>,
}

impl Ngram {
    /// A model that has counted nothing.
    ///
    /// # Panics
    ///
    /// Where the order is above [`MAX_ORDER`] or the vocabulary above two million; a validated experiment never is.
    pub fn new(config: &experiment::Ngram, vocabulary: usize) -> Self {
        assert!(
            config.order <= MAX_ORDER,
            "contexts are packed into 128 bits"
        );
        assert!(
            vocabulary <= MAX_VOCABULARY,
            "tokens are packed into {TOKEN_BITS} bits"
        );
        Ngram {
            config: config.clone(),
            vocabulary,
            levels: vec![Level::default(); config.order + 1],
            tail: Vec::new(),
        }
    }

    /// Tokens before it that a prediction looks at.
    pub fn order(&self) -> usize {
        self.config.order
    }

    /// Tokens in the vocabulary.
    pub fn vocabulary(&self) -> usize {
        self.vocabulary
    }

    /// Counts stored: the different runs of up to order + 1 tokens.
    pub fn size(&self) -> usize {
        let contexts = self.levels.iter().flat_map(|level| level.contexts.values());
        contexts.map(|followers| followers.followers.len()).sum()
    }

    /// Counts the text's next chunk, which follows the last one without a gap.
    pub fn count(&mut self, chunk: &[u32]) {
        let before = self.tail.len();
        let text = [self.tail.as_slice(), chunk].concat();
        for at in before..text.len() {
            let longest = self.order().min(at);
            let mut is_new = false; // whether the context, longer by one token, never had this follower before
            for length in (0..=longest).rev() {
                let key = pack(&text[at - length..at]);
                is_new = self.levels[length]
                    .contexts
                    .entry(key)
                    .or_default()
                    .add(text[at], is_new);
            }
        }
        self.tail = text[text.len().saturating_sub(self.order())..].to_vec();
    }

    /// The distribution over the next token; of the context, only the last tokens up to the order matter.
    pub fn distribution(&self, context: &[u32]) -> Vec<f64> {
        match &self.config.smoothing {
            Smoothing::AddK(smoothing) => self.add_k(context, smoothing.k),
            Smoothing::KneserNey(smoothing) => self.kneser_ney(context, smoothing.discount),
        }
    }

    /// ln p(token | context).
    pub fn log_probability(&self, context: &[u32], token: u32) -> f64 {
        let context = self.last(context);
        let probability = match &self.config.smoothing {
            Smoothing::AddK(smoothing) => {
                let followers = self.followers(context);
                let count = followers.map_or(0, |followers| followers.get(token).count);
                let total = followers.map_or(0, |followers| followers.total);
                lidstone(count.into(), total, smoothing.k, self.vocabulary)
            }
            Smoothing::KneserNey(smoothing) => self.known(context).fold(
                1.0 / self.vocabulary as f64,
                |shorter, (followers, is_top)| {
                    let (discounted, share) = followers.discounted(is_top, smoothing.discount);
                    discounted(&followers.get(token)) + share * shorter
                },
            ),
        };
        probability.ln()
    }

    /// ln p(token | context) of every Kneser–Ney model up to this order that has counted the same text, by order: what
    /// a shorter one has counted stands in the longer one's tables.
    pub fn log_probabilities_by_order(&self, context: &[u32], token: u32) -> Vec<f64> {
        let Smoothing::KneserNey(smoothing) = &self.config.smoothing else {
            return Vec::new();
        };
        let context = self.last(context);
        let mut shorter = 1.0 / self.vocabulary as f64;
        let orders = (0..=context.len()).map(|length| {
            let Some(found) = self.followers(&context[context.len() - length..]) else {
                return shorter.ln();
            };
            let follower = found.get(token);
            let at = |is_top: bool| {
                let (discounted, share) = found.discounted(is_top, smoothing.discount);
                discounted(&follower) + share * shorter
            };
            let top = at(true);
            shorter = at(false);
            top.ln()
        });
        orders.collect()
    }

    /// Contexts that have been seen, of all lengths.
    pub fn contexts(&self) -> usize {
        self.levels.iter().map(|level| level.contexts.len()).sum()
    }

    /// Forgets the longest contexts; what is left has counted as if it had never known them.
    pub fn shorten(&mut self) {
        if self.levels.len() > 1 {
            self.levels.pop();
            self.config.order -= 1;
            let reach = self.tail.len().min(self.config.order);
            self.tail.drain(..self.tail.len() - reach);
        }
    }

    /// ln p of every token that has a full context before it: of `text[order..]`, in order.
    pub fn log_probabilities(&self, text: &[u32]) -> Vec<f64> {
        let order = self.order();
        (order..text.len())
            .map(|at| self.log_probability(&text[at - order..at], text[at]))
            .collect()
    }

    /// What has followed the last tokens of a text: one level for each length of context, the longest first, as far
    /// as the text reaches.
    pub fn inspect(&self, text: &[u32]) -> Vec<LevelCounts> {
        let context = self.last(text);
        let levels = (0..=context.len()).map(|skipped| {
            let context = &context[skipped..];
            let distribution = self.distribution(context);
            let found = self.followers(context);
            let mut followers: Vec<(u32, u64, f64)> = found.map_or(Vec::new(), |found| {
                let rows = found.followers.iter().filter(|follower| follower.count > 0);
                rows.map(|row| {
                    (
                        row.token,
                        row.count.into(),
                        distribution[row.token as usize],
                    )
                })
                .collect()
            });
            followers.sort_by_key(|(token, count, _)| (std::cmp::Reverse(*count), *token));
            LevelCounts {
                context: context.to_vec(),
                total: found.map_or(0, |found| found.total),
                followers,
                left: self.left(context),
            }
        });
        levels.collect()
    }

    /// What a context leaves to the next shorter one: all, where it was never seen.
    fn left(&self, context: &[u32]) -> Option<f64> {
        match &self.config.smoothing {
            Smoothing::AddK(_) => None,
            Smoothing::KneserNey(smoothing) => {
                let found = self.followers(context);
                let is_top = context.len() == self.order();
                Some(found.map_or(1.0, |found| found.discounted(is_top, smoothing.discount).1))
            }
        }
    }

    /// `(count + k) / (total + k·V)` at the full context, without back-off.
    fn add_k(&self, context: &[u32], k: f64) -> Vec<f64> {
        let found = self.followers(self.last(context));
        let total = found.map_or(0, |found| found.total);
        let mut distribution = vec![lidstone(0, total, k, self.vocabulary); self.vocabulary];
        for follower in found.map_or(&[][..], |found| &found.followers) {
            distribution[follower.token as usize] =
                lidstone(follower.count.into(), total, k, self.vocabulary);
        }
        distribution
    }

    /// Interpolated Kneser–Ney (Chen & Goodman 1999, equation 2.8 and section 2.7): from the uniform distribution up,
    /// each longer context gives `max(c − d, 0)/total` of its own and leaves `d·distinct/total` to the shorter one.
    /// The longest context counts occurrences; the shorter ones count different contexts a token continues.
    fn kneser_ney(&self, context: &[u32], discount: f64) -> Vec<f64> {
        let mut distribution = vec![1.0 / self.vocabulary as f64; self.vocabulary];
        for (followers, is_top) in self.known(self.last(context)) {
            let (discounted, share) = followers.discounted(is_top, discount);
            for probability in &mut distribution {
                *probability *= share;
            }
            for follower in &followers.followers {
                distribution[follower.token as usize] += discounted(follower);
            }
        }
        distribution
    }

    /// The contexts that have been seen, the empty one first, and whether each is of the full order.
    fn known<'a>(&'a self, context: &'a [u32]) -> impl Iterator<Item = (&'a Followers, bool)> + 'a {
        let lengths = 0..=context.len();
        lengths.filter_map(move |length| {
            let followers = self.followers(&context[context.len() - length..])?;
            Some((followers, length == self.order()))
        })
    }

    fn followers(&self, context: &[u32]) -> Option<&Followers> {
        self.levels[context.len()].contexts.get(&pack(context))
    }

    /// The last tokens of a context, up to the order.
    fn last<'a>(&self, context: &'a [u32]) -> &'a [u32] {
        &context[context.len().saturating_sub(self.order())..]
    }
}

impl Followers {
    /// Counts one occurrence; says whether it is the token's first.
    fn add(&mut self, token: u32, is_new_above: bool) -> bool {
        let (at, is_first) = match self.followers.binary_search_by_key(&token, |row| row.token) {
            Ok(at) => (at, false),
            Err(at) => {
                self.followers.insert(
                    at,
                    Follower {
                        token,
                        count: 0,
                        continuations: 0,
                    },
                );
                (at, true)
            }
        };
        let follower = &mut self.followers[at];
        // Read from a file, they may be as high as numbers go.
        follower.count = follower.count.saturating_add(1);
        self.continued += u32::from(is_new_above && follower.continuations == 0);
        let more = follower
            .continuations
            .saturating_add(u32::from(is_new_above));
        follower.continuations = more;
        self.total += 1;
        self.continuations += u64::from(is_new_above);
        is_first
    }

    fn get(&self, token: u32) -> Follower {
        match self.followers.binary_search_by_key(&token, |row| row.token) {
            Ok(at) => self.followers[at],
            Err(_) => Follower {
                token,
                count: 0,
                continuations: 0,
            },
        }
    }

    /// What discounting leaves to each follower, and the share that goes to the shorter context.
    fn discounted(&self, is_top: bool, discount: f64) -> (impl Fn(&Follower) -> f64 + use<>, f64) {
        let (total, distinct) = if is_top {
            (self.total, self.followers.len() as u32)
        } else {
            (self.continuations, self.continued)
        };
        let (total, distinct) = (total as f64, f64::from(distinct));
        let counted = move |follower: &Follower| {
            f64::from(if is_top {
                follower.count
            } else {
                follower.continuations
            })
        };
        // A context that only ever stood at the text's start continues nothing: everything goes to the shorter one.
        let share = if total > 0.0 {
            discount * distinct / total
        } else {
            1.0
        };
        let probability = move |follower: &Follower| {
            if total > 0.0 {
                (counted(follower) - discount).max(0.0) / total
            } else {
                0.0
            }
        };
        (probability, share)
    }
}

/// `(count + k) / (total + k·V)` (Lidstone); where that is 0/0, nothing is known and every token is as likely.
fn lidstone(count: u64, total: u64, k: f64, vocabulary: usize) -> f64 {
    let total = total as f64 + k * vocabulary as f64;
    if total > 0.0 {
        (count as f64 + k) / total
    } else {
        1.0 / vocabulary as f64
    }
}

/// A context as one number; its length is known from its level.
fn pack(context: &[u32]) -> u128 {
    let pushed = |packed: u128, token: &u32| packed << TOKEN_BITS | u128::from(*token);
    context.iter().fold(0, pushed)
}

/// The tokens of a packed context.
fn unpack(packed: u128, length: usize) -> Vec<u32> {
    let token =
        |place: usize| (packed >> (place as u32 * TOKEN_BITS)) as u32 & ((1 << TOKEN_BITS) - 1);
    (0..length).rev().map(token).collect()
}

/// Multiplies and folds: the keys are the engine's own, so nothing hostile is to be feared, and the standard hasher
/// would take most of the counting time.
#[derive(Clone, Copy, Debug, Default)]
struct ContextHasher(u64);

impl Hasher for ContextHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u128(u128::from(*byte));
        }
    }

    fn write_u128(&mut self, key: u128) {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15; // 2⁶⁴ divided by the golden ratio (Knuth, volume 3, section 6.4)
        for half in [key as u64, (key >> 64) as u64] {
            let product = u128::from(self.0 ^ half).wrapping_add(1) * u128::from(ODD);
            self.0 = (product as u64) ^ (product >> 64) as u64;
        }
    }
}
