//! One contract for whatever predicts the next token, however it has learned to: evaluation, generation, probing and
//! comparison are written once against [`Predictor`] and its incremental [`Reader`].

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use burn::tensor::{Device, Tensor};

use crate::loss;
use crate::model::ngram::Ngram;
use crate::model::{Encoded, Network, State};
use crate::text::batches::{self, Batch, EncodedText, Shape};
use crate::train::{self, Tally, token_tensor};
use crate::weights;
use crate::words::Problem;

/// A belief: natural log-probabilities of the next token, one for each token of the vocabulary.
pub type Belief = Vec<f64>;

/// Numbers of logits that are read from a network at once; of a larger vocabulary, one row.
const AT_ONCE: usize = 1 << 20;

/// Tokens that a network without a window reads at once.
const READ_AT_ONCE: usize = 256;

/// Tokens that counts evaluate in one piece, at most.
const COUNTED_AT_ONCE: usize = 1 << 14;

/// Probabilities that counts work out in one piece, about: each token takes as many as there are in the vocabulary.
const PROBABILITIES_AT_ONCE: usize = 1 << 24;

/// Tokens that counts evaluate in one evaluation, and probabilities that they work out for it, at most.
const COUNTED_AT_MOST: usize = 1 << 18;
const PROBABILITIES_AT_MOST: usize = 1 << 30;

/// Tokens that counts over so large a vocabulary evaluate in one evaluation that is not to be of the whole text.
pub fn counted_at_most(vocabulary: usize) -> usize {
    COUNTED_AT_MOST.min(PROBABILITIES_AT_MOST / vocabulary)
}

/// How much of a text is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many windows of a network's batches, evenly spread over it.
    Windows(usize),
    /// All of it.
    Whole,
}

/// Something that predicts. Cheap to clone: clones share their tensors or counts.
#[derive(Clone, Debug)]
pub enum Predictor {
    /// A network on a plain device (nothing is dropped out, no graph is kept).
    Network {
        /// Its weights.
        network: Box<Network>,
        /// Where they are.
        device: Device,
    },
    /// Counts.
    Counting(Arc<Ngram>),
}

impl Predictor {
    /// Tokens a prediction can look back on and that can be read at once; `None` where there is no end.
    pub fn window(&self) -> Option<usize> {
        match self {
            Predictor::Network { network, .. } => network.limit(),
            Predictor::Counting(_) => None,
        }
    }

    /// A text in pieces, to be evaluated one by one; `shape` is that of a network's batches.
    pub fn pieces(&self, text: &EncodedText, shape: Shape, extent: Extent) -> Vec<Batch> {
        match (self, extent) {
            (Predictor::Network { .. }, Extent::Windows(count)) => {
                batches::evaluation(text, shape, count)
            }
            (Predictor::Network { .. }, Extent::Whole) => batches::cover(text, shape),
            (Predictor::Counting(ngram), Extent::Windows(_)) => {
                counted_pieces(text, ngram, counted_at_most(ngram.vocabulary()))
            }
            (Predictor::Counting(ngram), Extent::Whole) => counted_pieces(text, ngram, text.len()),
        }
    }

    /// How well a piece of a text is predicted. A network reads every row from a fresh start; for counts, the tokens of a
    /// row that have no full context before them are only context.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn evaluate(&self, piece: &Batch) -> Result<Tally, Problem> {
        match self {
            Predictor::Network { network, device } => train::evaluate(network, piece, device).await,
            Predictor::Counting(ngram) => Ok(evaluate_by_counts(ngram, piece)),
        }
    }

    /// The beliefs after each token of a text, one after the other.
    pub fn believe(&self, tokens: Vec<u32>) -> Beliefs {
        Beliefs {
            windows: windows(tokens.len(), self.window()).into(),
            predictor: self.clone(),
            tokens,
            encoded: None,
            state: None,
            ready: VecDeque::new(),
            made: 0,
        }
    }

    /// A reader that has read nothing.
    pub fn reader(&self) -> Reader {
        Reader {
            predictor: self.clone(),
            state: None,
            read: 0,
            tokens: Vec::new(),
        }
    }
}

/// Reads a text token by token and says after each what it expects next.
#[derive(Clone, Debug)]
pub struct Reader {
    predictor: Predictor,
    /// What the network remembers of the last `read` tokens.
    state: Option<State>,
    /// How many of the tokens `state` stands for.
    read: usize,
    tokens: Vec<u32>,
}

impl Reader {
    /// Everything read so far.
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    /// Reads on, and gives the logits (or log-probabilities) of what comes next.
    ///
    /// While the text fits the network's window, only what is new is computed. Beyond it, each prediction is made
    /// afresh from the window's last tokens, as in nanoGPT's `generate`.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    ///
    /// # Panics
    ///
    /// Where nothing has been read and nothing is new: a network has no opinion on the empty text.
    pub async fn read(&mut self, new: &[u32]) -> Result<Vec<f32>, Problem> {
        self.tokens.extend_from_slice(new);
        let (network, device) = match &self.predictor {
            Predictor::Counting(ngram) => {
                return Ok(count_belief(ngram, &self.tokens)
                    .into_iter()
                    .map(|ln_p| ln_p as f32)
                    .collect());
            }
            Predictor::Network { network, device } => (network, device),
        };
        let window = network.limit().unwrap_or(usize::MAX);
        let (state, fresh) = if self.tokens.len() <= window {
            (self.state.take(), &self.tokens[self.read..])
        } else {
            (None, &self.tokens[self.tokens.len() - window..])
        };
        let encoded = encode(network, fresh, state, device);
        if self.tokens.len() < window {
            self.state = Some(encoded.state);
            self.read = self.tokens.len();
        }
        let [rows, _] = encoded.hidden.dims();
        let last = network.logits(encoded.hidden.narrow(0, rows - 1, 1)); // [1, vocabulary]
        // GPU → host: the last row alone.
        let rows = weights::fetch(vec![last]).await?;
        Ok(rows.into_iter().flatten().collect())
    }
}

/// The beliefs after each token of a text, each formed from the tokens before alone: the `i`th is about what follows
/// token `i`. Where the text is longer than the window, it is read in windows that overlap by half, so that every belief
/// but the first few rests on half a window or more.
///
/// A belief is as long as the vocabulary, so they are made a few at a time and none is kept.
#[derive(Debug)]
pub struct Beliefs {
    predictor: Predictor,
    tokens: Vec<u32>,
    /// Windows that have not been read.
    windows: VecDeque<(usize, usize)>,
    /// What a network has made of the window under way, and the tokens it holds.
    encoded: Option<(Range<usize>, Tensor<2>)>,
    /// Where a network without a window has got to.
    state: Option<State>,
    /// Beliefs that have been made and not been asked for.
    ready: VecDeque<Belief>,
    /// Beliefs that have been made.
    made: usize,
}

impl Beliefs {
    /// The next belief; `None` after the last token's.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn next(&mut self) -> Result<Option<Belief>, Problem> {
        if self.ready.is_empty() && self.made < self.tokens.len() {
            self.read_on().await?;
        }
        Ok(self.ready.pop_front())
    }

    /// Passes over that many beliefs, which nobody wants to know.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn skip(&mut self, count: usize) -> Result<(), Problem> {
        for _ in 0..count {
            self.next().await?;
        }
        Ok(())
    }

    /// Makes the next few.
    async fn read_on(&mut self) -> Result<(), Problem> {
        let (network, device) = match &self.predictor {
            Predictor::Counting(ngram) => {
                let belief = count_belief(ngram, &self.tokens[..=self.made]);
                self.ready.push_back(belief);
                self.made += 1;
                return Ok(());
            }
            Predictor::Network { network, device } => (network, device),
        };
        let (window, hidden) = match self.encoded.take() {
            Some((window, hidden)) if window.end > self.made => (window, hidden),
            _ => {
                let (start, end) = self
                    .windows
                    .pop_front()
                    .expect("the windows reach to the last token");
                let encoded = encode(network, &self.tokens[start..end], self.state.take(), device);
                if network.limit().is_none() {
                    self.state = Some(encoded.state);
                }
                let [rows, _] = encoded.hidden.dims();
                (end - rows..end, encoded.hidden)
            }
        };
        let count = (AT_ONCE / network.vocabulary()).clamp(1, window.end - self.made);
        let rows = hidden.clone().narrow(0, self.made - window.start, count);
        // GPU → host: a few rows of logits.
        let read = weights::fetch(vec![network.logits(rows)]).await?;
        let beliefs = read[0].chunks_exact(network.vocabulary());
        self.ready.extend(beliefs.map(loss::log_softmax));
        self.made += count;
        self.encoded = Some((window, hidden));
        Ok(())
    }
}

/// What a network makes of a text's tokens. One without a window reads them piece by piece, and only what it makes of the
/// last piece is kept.
fn encode(network: &Network, tokens: &[u32], state: Option<State>, device: &Device) -> Encoded {
    let at_once = match network.limit() {
        Some(_) => tokens.len(),
        None => READ_AT_ONCE,
    };
    let read = |piece: &[u32], state| {
        let shape = Shape {
            batch: 1,
            time: piece.len(),
        };
        network.encode(token_tensor(piece, shape, device), state)
    };
    let mut pieces = tokens.chunks(at_once.max(1));
    let first = read(pieces.next().unwrap_or_default(), state);
    pieces.fold(first, |before, piece| read(piece, Some(before.state)))
}

/// The pieces in which a text of `length` tokens is read: each but the first begins half a window before the place where
/// the one before it ended; where there is no window, they follow each other.
fn windows(length: usize, window: Option<usize>) -> Vec<(usize, usize)> {
    let Some(window) = window else {
        let starts = (0..length).step_by(READ_AT_ONCE);
        return starts
            .map(|start| (start, length.min(start + READ_AT_ONCE)))
            .collect();
    };
    let mut pieces = Vec::new();
    let mut end = length.min(window);
    let mut start = 0;
    loop {
        if end > start {
            pieces.push((start, end));
        }
        if end == length {
            return pieces;
        }
        let next = length.min(end + window.div_ceil(2));
        start = next - window;
        end = next;
    }
}

fn count_belief(ngram: &Ngram, context: &[u32]) -> Belief {
    ngram
        .distribution(context)
        .into_iter()
        .map(f64::ln)
        .collect()
}

/// Consecutive pieces of one row, each beginning with as much context as counts of this order need. Of a text longer than
/// `at_most` tokens, evenly spread pieces.
fn counted_pieces(text: &EncodedText, ngram: &Ngram, at_most: usize) -> Vec<Batch> {
    // A piece has one token at least before its first target.
    let context = ngram.order().max(1);
    let at_once = (PROBABILITIES_AT_ONCE / ngram.vocabulary()).clamp(64, COUNTED_AT_ONCE);
    let every = at_once * text.len().div_ceil(at_most.max(1)).max(1);
    let starts = (context..text.len()).step_by(every);
    let piece = |start: usize| {
        let end = text.len().min(start + at_once);
        let tokens = &text.tokens()[start - context..end];
        Batch {
            shape: Shape {
                batch: 1,
                time: tokens.len() - 1,
            },
            inputs: tokens[..tokens.len() - 1].to_vec(),
            targets: tokens[1..].to_vec(),
            characters: text.characters(start..end),
            continues: vec![false],
        }
    };
    starts.map(piece).collect()
}

fn evaluate_by_counts(ngram: &Ngram, piece: &Batch) -> Tally {
    let mut tally = Tally {
        characters: piece.characters,
        ..Tally::default()
    };
    for (at, &target) in piece
        .targets
        .iter()
        .enumerate()
        .skip(ngram.order().max(1) - 1)
    {
        let distribution = ngram.distribution(&piece.inputs[..=at]);
        let probability = distribution[target as usize];
        // The first of the likeliest, as a network's argmax has it: where all are as likely, not everything is right.
        let (before, rest) = distribution.split_at(target as usize);
        let is_said = before.iter().all(|&other| other < probability)
            && rest.iter().all(|&other| other <= probability);
        tally.nats -= probability.ln();
        tally.correct += f64::from(is_said);
        tally.tokens += 1;
    }
    tally
}

#[cfg(test)]
mod tests;
