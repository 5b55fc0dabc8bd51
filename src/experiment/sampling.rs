//! How the model speaks.

use serde::{Deserialize, Serialize};

/// How the model speaks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sampling {
    /// What it is given to continue.
    pub prompt: String,
    /// Tokens to say.
    pub tokens: usize,
    /// How the next token is chosen.
    pub decoding: Decoding,
    /// Logits are divided by this before the softmax.
    pub temperature: f64,
    /// Only this many of the likeliest tokens stay; 0 keeps all.
    pub top_k: usize,
    /// Only the likeliest tokens that together reach this mass stay (Holtzman et al. 2020); 1 keeps all.
    pub top_p: f64,
    /// Only tokens at least this share as likely as the likeliest stay; 0 keeps all.
    pub min_p: f64,
    /// Logits of tokens already said are divided (or, when negative, multiplied) by this (Keskar et al. 2019).
    pub repetition_penalty: f64,
    /// Which of the continuations that might be drawn is: the same number, from the same weights, gives the same one.
    pub seed: u64,
}

/// The largest [`Sampling::seed`].
pub const LAST_SAMPLING_SEED: u64 = 9999;

impl Sampling {
    /// The next continuation, for who has asked for this one before; the likeliest is the likeliest however often one asks.
    #[must_use]
    pub fn asked_again(self) -> Self {
        match self.decoding {
            Decoding::Greedy => self,
            Decoding::Sample => Sampling {
                seed: (self.seed + 1) % (LAST_SAMPLING_SEED + 1),
                ..self
            },
        }
    }
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling {
            prompt: String::new(),
            tokens: 200,
            decoding: Decoding::Sample,
            temperature: 0.8,
            top_k: 0,
            top_p: 1.0,
            min_p: 0.0,
            repetition_penalty: 1.0,
            seed: 0,
        }
    }
}

/// How the next token is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decoding {
    /// Drawn from the distribution.
    #[default]
    Sample,
    /// Always the likeliest.
    Greedy,
}
