//! What counting comes to at its best on a run's text: the line that a network has to pass.
//!
//! One table of the longest affordable contexts holds those of every shorter model, so that all of them are evaluated in one
//! pass. It is made in pieces while the run goes on, and bounded in what it reads and in what it holds.

use super::Session;
use crate::experiment::{KneserNey, Ngram as Config, Smoothing};
use crate::model::ngram::{MAX_ORDER, Ngram};
use crate::text::batches::EncodedText;
use crate::view::{self, Baseline, CountingBest};

impl Session {
    /// Whether there is something to [count on](Self::count_on): not before the first step, which nothing is to delay.
    pub fn is_to_count(&self) -> bool {
        self.counting.is_some() && self.step > 0
    }

    /// Goes on by a piece in finding out what counting comes to at its best; says so once that is known. The run's own
    /// model plays no part.
    pub fn count_on(&mut self) -> Option<view::CountingBest> {
        let counting = self.counting.as_mut()?;
        if !counting.go_on(&self.train, &self.validation) {
            return None;
        }
        let best = counting.best();
        // Its tables are free before the next step.
        self.counting = None;
        self.prepared.baselines.counting = best;
        best
    }
}

/// Tokens that are counted or evaluated in one piece.
const PIECE: usize = 512;

/// Tokens of the training text that are counted at most, from its beginning.
const MOST_COUNTED: usize = 4 << 20;

/// Tokens of the validation text that are evaluated at most, from its beginning.
const MOST_JUDGED: usize = 1 << 17;

/// Contexts in the tables at most: one takes about 170 bytes with what followed it. Beyond that the longest are forgotten.
const MOST_CONTEXTS: usize = 400_000;

/// Counting under way.
#[derive(Debug)]
pub struct Counting {
    ngram: Ngram,
    /// Tokens counted so far.
    counted: usize,
    /// Tokens evaluated so far.
    evaluated: usize,
    /// −ln p of the tokens evaluated, by order.
    nats: [f64; MAX_ORDER + 1],
    /// Tokens and characters of the tokens evaluated, by order: the first ones have no full context.
    of: [(usize, usize); MAX_ORDER + 1],
}

impl Counting {
    /// Nothing is counted yet.
    pub fn new(vocabulary: usize) -> Self {
        let config = Config {
            order: MAX_ORDER,
            smoothing: Smoothing::KneserNey(KneserNey::default()),
        };
        Counting {
            ngram: Ngram::new(&config, vocabulary),
            counted: 0,
            evaluated: 0,
            nats: [0.0; MAX_ORDER + 1],
            of: [(0, 0); MAX_ORDER + 1],
        }
    }

    /// Goes on by a piece; says whether that was the last one.
    pub fn go_on(&mut self, train: &EncodedText, validation: &EncodedText) -> bool {
        let to_count = train.len().min(MOST_COUNTED);
        let to_judge = validation.len().min(MOST_JUDGED);
        if self.counted < to_count {
            let end = to_count.min(self.counted + PIECE);
            self.ngram.count(&train.tokens()[self.counted..end]);
            self.counted = end;
            while self.ngram.contexts() > MOST_CONTEXTS && self.ngram.order() > 1 {
                self.ngram.shorten();
            }
            return false;
        }
        let end = to_judge.min(self.evaluated + PIECE);
        for at in self.evaluated..end {
            let (before, token) = (&validation.tokens()[..at], validation.tokens()[at]);
            let all = self.ngram.log_probabilities_by_order(before, token);
            let characters = validation.characters(at..at + 1);
            for (order, log_probability) in all.into_iter().enumerate() {
                self.nats[order] -= log_probability;
                self.of[order].0 += 1;
                self.of[order].1 += characters;
            }
        }
        self.evaluated = end;
        end == to_judge
    }

    /// The best of what has been evaluated.
    pub fn best(&self) -> Option<CountingBest> {
        let orders = (0..=MAX_ORDER).filter_map(|order| {
            let (tokens, characters) = self.of[order];
            let baseline = Baseline {
                nats_per_token: self.nats[order] / tokens as f64,
                nats_per_character: self.nats[order] / characters as f64,
            };
            (tokens > 0 && characters > 0).then_some(CountingBest { order, baseline })
        });
        orders.min_by(|one, other| {
            let loss = |best: &CountingBest| best.baseline.nats_per_token;
            loss(one).total_cmp(&loss(other))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of these tokens, each of them a character.
    fn text(tokens: Vec<u32>) -> EncodedText {
        let characters = vec![1; tokens.len()];
        EncodedText::new(tokens, characters)
    }

    #[test]
    fn the_best_order_is_found_and_is_what_such_a_model_has() {
        // Every third token follows from the two before it, no token from the one before it.
        let tokens = |seed: u32, count: u32| {
            let all = (0..count).flat_map(move |index| {
                let hash = (index * 2 + seed).wrapping_mul(2_654_435_761) >> 16;
                let (one, other) = (hash % 4, hash / 4 % 4);
                [one, other, (one + other) % 4]
            });
            text(all.collect())
        };
        let (train, validation) = (tokens(0, 2000), tokens(1, 300));
        let mut counting = Counting::new(4);
        let mut pieces = 1;
        while !counting.go_on(&train, &validation) {
            pieces += 1;
        }
        assert_eq!(
            pieces,
            6000_usize.div_ceil(PIECE) + 900_usize.div_ceil(PIECE)
        );
        let best = counting.best().unwrap();
        let own = |order: usize| {
            let smoothing = Smoothing::KneserNey(KneserNey::default());
            let mut ngram = Ngram::new(&Config { order, smoothing }, 4);
            ngram.count(train.tokens());
            let all = ngram.log_probabilities(validation.tokens());
            -all.iter().sum::<f64>() / all.len() as f64
        };
        assert!(best.order >= 2, "{best:?}");
        for order in 0..=MAX_ORDER {
            assert!(best.baseline.nats_per_token <= own(order) + 1e-12);
        }
        assert!((best.baseline.nats_per_token - own(best.order)).abs() < 1e-12);
        assert_eq!(
            best.baseline.nats_per_token,
            best.baseline.nats_per_character
        );
    }

    #[test]
    fn nothing_to_judge_has_no_best() {
        let mut counting = Counting::new(4);
        while !counting.go_on(&text(vec![0, 1, 2, 3]), &text(Vec::new())) {}
        assert_eq!(counting.best(), None);
    }
}
