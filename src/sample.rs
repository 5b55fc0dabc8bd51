//! How the next token is chosen, and a continuation that comes token by token.
//!
//! Choosing happens on the host, in the order Hugging Face's `generate` has: repetition penalty, temperature, top-k,
//! top-p, min-p, then a draw. Each cut keeps the likeliest tokens and makes the rest impossible.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::experiment::{Decoding, Sampling};
use crate::loaded::LoadedModel;
use crate::loss;
use crate::predictor::Reader;
use crate::random::{self, ChaCha8Rng, Purpose};
use crate::text::tokenizer::{StreamDecoder, Tokenizer};
use crate::view;
use crate::words::{Problem, Words};

/// Tokens of a distribution that are shown one by one.
pub const SHOWN: usize = 12;

/// Below this temperature the likeliest token is certain as far as floating point can tell.
const COLDEST: f64 = 1e-4;

/// What may come next: tokens and probabilities, falling; the probabilities sum to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidates(Vec<(u32, f64)>);

impl Candidates {
    /// Softmax of `logits / temperature`.
    pub fn new(logits: &[f32], temperature: f64) -> Self {
        let temperature = temperature.max(COLDEST);
        let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let weights = logits
            .iter()
            .map(|&logit| (f64::from(logit - largest) / temperature).exp());
        let mut candidates: Vec<(u32, f64)> = (0..).zip(weights).collect();
        // Ties keep the order of the ids, so that the same logits always give the same list.
        candidates.sort_by(|one, other| other.1.total_cmp(&one.1));
        Candidates(candidates).normalised()
    }

    /// The `count` likeliest; 0 keeps all (Fan et al. 2018).
    #[must_use]
    pub fn top_k(mut self, count: usize) -> Self {
        if count > 0 {
            self.0.truncate(count);
        }
        self.normalised()
    }

    /// The fewest likeliest that together reach `mass`; 1 keeps all (Holtzman et al. 2020).
    #[must_use]
    pub fn top_p(mut self, mass: f64) -> Self {
        if mass < 1.0 {
            let mut sum = 0.0;
            let kept = self.0.iter().take_while(|(_, probability)| {
                let is_short = sum < mass;
                sum += probability;
                is_short
            });
            let kept = kept.count().max(1);
            self.0.truncate(kept);
        }
        self.normalised()
    }

    /// Those at least `share` as likely as the likeliest; 0 keeps all (Nguyen et al. 2024).
    #[must_use]
    pub fn min_p(mut self, share: f64) -> Self {
        let threshold = self
            .0
            .first()
            .map_or(0.0, |(_, likeliest)| likeliest * share.min(1.0));
        self.0.retain(|(_, probability)| *probability >= threshold);
        self.normalised()
    }

    /// One of them at random; `number` is uniform in `[0, 1)`.
    pub fn draw(&self, number: f64) -> u32 {
        let mut left = number;
        for (token, probability) in &self.0 {
            left -= probability;
            if left < 0.0 {
                return *token;
            }
        }
        // Rounding can leave a sum a hair below 1.
        self.0.last().map_or(0, |(token, _)| *token)
    }

    /// The likeliest.
    pub fn likeliest(&self) -> u32 {
        self.0.first().map_or(0, |(token, _)| *token)
    }

    /// −ln p of a token, in nats.
    pub fn surprisal(&self, token: u32) -> f64 {
        let found = self.0.iter().find(|(candidate, _)| *candidate == token);
        -found.map_or(0.0, |(_, probability)| *probability).ln()
    }

    fn normalised(mut self) -> Self {
        let sum: f64 = self.0.iter().map(|(_, probability)| probability).sum();
        for (_, probability) in &mut self.0 {
            *probability /= sum;
        }
        self
    }
}

/// Divides the logits of tokens already said by `penalty`, or multiplies them where they are negative, so that both grow
/// less likely (Keskar et al. 2019, section 4.1).
pub fn penalise(logits: &mut [f32], said: impl IntoIterator<Item = u32>, penalty: f64) {
    let once: BTreeSet<u32> = said.into_iter().collect();
    for token in once {
        if let Some(logit) = logits.get_mut(token as usize) {
            let changed = if *logit > 0.0 {
                f64::from(*logit) / penalty
            } else {
                f64::from(*logit) * penalty
            };
            *logit = changed as f32;
        }
    }
}

/// All of the recipe's steps from logits to what may come next.
pub fn candidates(mut logits: Vec<f32>, said: &[u32], sampling: &Sampling) -> Candidates {
    if sampling.repetition_penalty != 1.0 {
        penalise(
            &mut logits,
            said.iter().copied(),
            sampling.repetition_penalty,
        );
    }
    Candidates::new(&logits, sampling.temperature)
        .top_k(sampling.top_k)
        .top_p(sampling.top_p)
        .min_p(sampling.min_p)
}

/// A distribution as it is shown, from log-probabilities: the `most` likeliest tokens and what the others share.
pub fn distribution(belief: &[f64], tokenizer: &Tokenizer, most: usize) -> view::Distribution {
    let mut order: Vec<(u32, f64)> = (0..).zip(belief.iter().map(|ln_p| ln_p.exp())).collect();
    let falling =
        |one: &(u32, f64), other: &(u32, f64)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
    // A vocabulary may have thirty thousand tokens; only these few are shown in their order.
    if order.len() > most {
        order.select_nth_unstable_by(most, falling);
    }
    let likeliest = order.len().min(most);
    order[..likeliest].sort_unstable_by(falling);
    shown(&order, loss::entropy(belief), tokenizer, most)
}

/// The first of a list that begins with the likeliest, and what the others share.
fn shown(
    ordered: &[(u32, f64)],
    entropy: f64,
    tokenizer: &Tokenizer,
    most: usize,
) -> view::Distribution {
    let (top, others) = ordered.split_at(ordered.len().min(most));
    let top = top.iter().map(|&(id, probability)| view::TokenProbability {
        id,
        text: tokenizer.token_text(id),
        probability: probability as f32,
    });
    view::Distribution {
        top: top.collect(),
        rest: others
            .iter()
            .map(|(_, probability)| probability)
            .sum::<f64>() as f32,
        entropy: entropy as f32,
    }
}

/// A continuation, token by token; dropping it stops it. It keeps the weights of the moment it was begun.
#[derive(Debug)]
pub struct Generation {
    reader: Reader,
    tokenizer: Arc<Tokenizer>,
    sampling: Sampling,
    numbers: ChaCha8Rng,
    /// What the reader has not read yet: the prompt, then the token said last.
    unread: Vec<u32>,
    /// Tokens that were read but neither given nor said: the beginning that stands in for an empty prompt.
    invented: usize,
    /// Tokens said so far.
    said: usize,
    /// Turns them into text.
    stream: StreamDecoder,
}

impl Generation {
    /// Begins to continue the sampling's prompt; `draw` names the random numbers among those of the recipe's seed.
    ///
    /// # Errors
    ///
    /// Where the prompt has characters that the tokenizer does not know.
    pub fn new(loaded: &LoadedModel, sampling: &Sampling, draw: u64) -> Result<Self, Problem> {
        let mut prompt = loaded.encode(&sampling.prompt, "sampling.prompt")?;
        let mut invented = 0;
        if prompt.is_empty() {
            prompt = loaded.beginning.clone();
            invented = prompt.len();
        }
        let tokenizer = Arc::clone(&loaded.tokenizer);
        Ok(Generation {
            reader: loaded.predictor.reader(),
            tokenizer: Arc::clone(&loaded.tokenizer),
            sampling: sampling.clone(),
            numbers: random::stream(loaded.experiment.seed, Purpose::Sampling, draw),
            stream: StreamDecoder::after(&prompt, tokenizer),
            unread: prompt,
            invented,
            said: 0,
        })
    }

    /// The next token; `None` when all have been said.
    ///
    /// # Errors
    ///
    /// Where the device fails, or the model's logits are no longer numbers.
    pub async fn next(&mut self) -> Result<Option<view::GeneratedToken>, GenerationError> {
        if self.said >= self.sampling.tokens {
            return Ok(None);
        }
        let unread = std::mem::take(&mut self.unread);
        let logits = self
            .reader
            .read(&unread)
            .await
            .map_err(GenerationError::Device)?;
        if !logits.iter().all(|logit| logit.is_finite()) {
            return Err(GenerationError::NotFinite);
        }
        let candidates = candidates(
            logits,
            &self.reader.tokens()[self.invented..],
            &self.sampling,
        );
        let id = match self.sampling.decoding {
            Decoding::Greedy => candidates.likeliest(),
            Decoding::Sample => candidates.draw(random::unit(&mut self.numbers)),
        };
        self.unread.push(id);
        self.said += 1;
        let mut text = self.stream.push(id);
        if self.said == self.sampling.tokens {
            text.push_str(&self.stream.finish());
        }
        let entropy = candidates
            .0
            .iter()
            .filter(|(_, p)| *p > 0.0)
            .map(|(_, p)| -p * p.ln())
            .sum();
        Ok(Some(view::GeneratedToken {
            id,
            text,
            surprisal: candidates.surprisal(id) as f32,
            distribution: shown(&candidates.0, entropy, &self.tokenizer, SHOWN),
        }))
    }
}

/// Why a model cannot say what comes next.
#[derive(Clone, Debug, PartialEq)]
pub enum GenerationError {
    /// Its logits are not finite numbers: there is no distribution to draw from.
    NotFinite,
    /// The device failed.
    Device(Problem),
}

impl From<GenerationError> for Problem {
    fn from(reason: GenerationError) -> Self {
        match reason {
            GenerationError::Device(problem) => problem,
            GenerationError::NotFinite => Problem::general(Words::fixed(
                "The model no longer computes with finite numbers, so it cannot say what comes next: its training has diverged. Train again with a lower learning rate, or go back to a state saved earlier.",
                "模型的计算结果已不是有限数值，无法给出下一个词元：训练已经发散。请降低学习率重新训练，或回到更早保存的状态。",
            )),
        }
    }
}

#[cfg(test)]
mod tests;
