//! One contract for whatever predicts the next token, however it has learned to: evaluation, generation, probing and
//! comparison are written once against [`Predictor`] and its incremental [`Reader`].

use std::sync::Arc;

use burn::tensor::{Device, Tensor};

use crate::loss;
use crate::model::ngram::Ngram;
use crate::model::{Inside, Network, State};
use crate::text::batches::{self, Batch, EncodedText, Shape};
use crate::train::{self, Tally, token_tensor};
use crate::weights;
use crate::words::Problem;

/// A belief: natural log-probabilities of the next token, one for each token of the vocabulary.
pub type Belief = Vec<f64>;

/// Tokens that counts judge in one piece.
const COUNTED_AT_ONCE: usize = 1 << 14;

/// Tokens that counts judge in one scheduled evaluation.
const COUNTED_AT_MOST: usize = 1 << 18;

/// How much of a text is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many batches, evenly spread over it.
    Batches(usize),
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

    /// A text in pieces, to be judged one by one; `shape` is that of a network's batches.
    pub fn pieces(&self, text: &EncodedText, shape: Shape, extent: Extent) -> Vec<Batch> {
        match (self, extent) {
            (Predictor::Network { .. }, Extent::Batches(count)) => {
                batches::evaluation(text, shape, count)
            }
            (Predictor::Network { .. }, Extent::Whole) => batches::cover(text, shape),
            (Predictor::Counting(ngram), Extent::Batches(_)) => {
                counted_pieces(text, ngram.order(), COUNTED_AT_MOST)
            }
            (Predictor::Counting(ngram), Extent::Whole) => {
                counted_pieces(text, ngram.order(), text.len())
            }
        }
    }

    /// How well a piece of a text is predicted. A network reads every row from a fresh start; for counts, the tokens of a
    /// row that have no full context before them are only context.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn judge(&self, piece: &Batch) -> Result<Tally, Problem> {
        match self {
            Predictor::Network { network, device } => train::judge(network, piece, device).await,
            Predictor::Counting(ngram) => Ok(judge_by_counts(ngram, piece)),
        }
    }

    /// The belief after each token of a text, each formed from the tokens before alone: entry `i` is about what
    /// follows token `i`. Where the text is longer than the window, it is read in windows that overlap by half, so that
    /// every belief but the first few rests on half a window or more.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn beliefs(&self, tokens: &[u32]) -> Result<Vec<Belief>, Problem> {
        let mut beliefs = Vec::with_capacity(tokens.len());
        for (start, end) in windows(tokens.len(), self.window()) {
            let skipped = beliefs.len() - start;
            let read = self.read_window(&tokens[start..end]).await?;
            beliefs.extend(read.into_iter().skip(skipped));
        }
        Ok(beliefs)
    }

    async fn read_window(&self, tokens: &[u32]) -> Result<Vec<Belief>, Problem> {
        match self {
            Predictor::Network { network, device } => {
                let shape = Shape {
                    batch: 1,
                    time: tokens.len(),
                };
                let logits = network
                    .forward(token_tensor(tokens, shape, device), None)
                    .logits;
                let vocabulary = logits.dims()[2];
                let rows = weights::fetch(vec![logits]).await?;
                Ok(rows[0]
                    .chunks_exact(vocabulary)
                    .map(loss::log_softmax)
                    .collect())
            }
            Predictor::Counting(ngram) => Ok((1..=tokens.len())
                .map(|end| count_belief(ngram, &tokens[..end]))
                .collect()),
        }
    }

    /// Reads a text that fits into the window and keeps what there is to see inside: a network's tensors, or the model
    /// that counted.
    pub fn inspect(&self, tokens: &[u32]) -> Inspected {
        match self {
            Predictor::Network { network, device } => {
                let shape = Shape {
                    batch: 1,
                    time: tokens.len(),
                };
                let (output, inside) = network.inspect(token_tensor(tokens, shape, device));
                Inspected::Network {
                    logits: output.logits,
                    inside,
                }
            }
            Predictor::Counting(ngram) => Inspected::Counting(Arc::clone(ngram)),
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

/// What a predictor shows of itself.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Inspected {
    /// Its logits, `[1, time, vocabulary]`, and what happened on the way.
    Network {
        /// Unnormalised log-probabilities after each token.
        logits: Tensor<3>,
        /// Attention or gates.
        inside: Inside,
    },
    /// What it has counted.
    Counting(Arc<Ngram>),
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
        let shape = Shape {
            batch: 1,
            time: fresh.len(),
        };
        let output = network.forward(token_tensor(fresh, shape, device), state);
        if self.tokens.len() < window {
            self.state = Some(output.state);
            self.read = self.tokens.len();
        }
        let vocabulary = output.logits.dims()[2];
        let last = output
            .logits
            .narrow(1, shape.time - 1, 1)
            .reshape([1, vocabulary]);
        // GPU → host: the last row alone.
        let rows = weights::fetch(vec![last]).await?;
        Ok(rows.into_iter().flatten().collect())
    }
}

/// The pieces in which a text of `length` tokens is read: each but the first begins half a window before the place where
/// the one before it ended.
fn windows(length: usize, window: Option<usize>) -> Vec<(usize, usize)> {
    let window = window.unwrap_or(usize::MAX);
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
fn counted_pieces(text: &EncodedText, order: usize, at_most: usize) -> Vec<Batch> {
    let context = order.max(1);
    let every = COUNTED_AT_ONCE * text.len().div_ceil(at_most.max(1)).max(1);
    let starts = (context..text.len()).step_by(every);
    let piece = |start: usize| {
        let end = text.len().min(start + COUNTED_AT_ONCE);
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

fn judge_by_counts(ngram: &Ngram, piece: &Batch) -> Tally {
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
