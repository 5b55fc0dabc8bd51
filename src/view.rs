//! Plain data that charts draw and files carry: what the engine says of itself, without a tensor in it.
//!
//! Losses are in nats. A token's worth in characters depends on the tokenizer, so every loss that may be compared
//! between runs is per character as well.

use serde::{Deserialize, Serialize};

use crate::words::Words;

mod baselines;
mod inside;
pub mod record;
mod text_id;

pub use text_id::TextId;

pub use baselines::{
    Baseline, Baselines, CountingBest, Line, best_before_by_heart, is_clearly_worse,
};
pub use inside::{Attention, CountLevel, Counts, Focus, Follower, Inside, Trace, Units};

/// Nats in a bit: ln 2.
pub const NATS_PER_BIT: f64 = std::f64::consts::LN_2;

/// How well a text was predicted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loss {
    /// Mean cross-entropy of a token, in nats.
    pub nats_per_token: f64,
    /// The same text's cross-entropy divided by its characters (Unicode scalar values), in nats.
    pub nats_per_character: f64,
    /// Share of tokens that were the likeliest one, 0 to 1.
    pub accuracy: f64,
    /// Tokens that were predicted: a scheduled evaluation reads a few batches, the last one of a run far more. 0 where a
    /// file of an earlier version does not say.
    #[serde(default)]
    pub tokens: usize,
}

impl Loss {
    /// Bits per character.
    pub fn bits_per_character(&self) -> f64 {
        self.nats_per_character / NATS_PER_BIT
    }

    /// Whether it is the mean over nothing that an earlier version took for perfect.
    pub fn is_of_nothing(&self) -> bool {
        self.tokens == 0 && self.nats_per_token == 0.0
    }

    /// Perplexity of a token: exp of the nats per token.
    pub fn perplexity(&self) -> f64 {
        self.nats_per_token.exp()
    }
}

/// One optimizer step, or one chunk of counting.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepMetrics {
    /// Steps done so far, this one included; the first step is 1.
    pub step: usize,
    /// Loss on this step's own batch, before the update, in nats per token (without label smoothing).
    pub loss: f64,
    /// The learning rate it was taken with.
    pub learning_rate: f64,
    /// The gradient's global L2 norm before clipping; absent where nothing has a gradient.
    pub gradient_norm: Option<f64>,
    /// Training tokens a second, lately.
    pub tokens_per_second: f64,
    /// Milliseconds of training so far, evaluation left out.
    pub elapsed_ms: f64,
}

/// Both losses at one point of the run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Steps done.
    pub step: usize,
    /// On text it trains on.
    pub train: Loss,
    /// On text it has never seen.
    pub validation: Loss,
}

/// What is known of a run before its first step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prepared {
    /// Tokens in the vocabulary.
    pub vocabulary: usize,
    /// Characters of the corpus.
    pub characters: usize,
    /// Tokens trained on.
    pub train_tokens: usize,
    /// Tokens validated on.
    pub validation_tokens: usize,
    /// Characters that a token stands for, on average.
    pub characters_per_token: f64,
    /// Trainable parameters, or counts stored.
    pub parameters: usize,
    /// Estimated bytes of all that the run takes at most; what it takes at the moment is in [`MemoryUse`].
    pub memory_bytes: u64,
    /// Steps in all.
    pub steps: usize,
    /// Lines for the chart.
    pub baselines: Baselines,
    /// The corpus's first characters, to show.
    pub excerpt: String,
    /// Which text the run has learned from; absent where an earlier build did not note it.
    #[serde(default)]
    pub text: Option<TextId>,
    /// What computes.
    pub device: DeviceInfo,
    /// What is to be said of a run that goes on from a saved state: what of it could not be taken over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Words>,
}

/// What computes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceInfo {
    /// GPU or CPU.
    pub kind: DeviceKind,
    /// What the browser or driver calls it.
    pub name: String,
    /// Whether it is an adapter that emulates a GPU on the processor.
    pub software: bool,
    /// Bytes of the largest tensor that it holds in one piece; absent where nothing but memory is a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest_tensor: Option<u64>,
}

/// Whether an adapter of this name emulates a GPU on the processor.
pub fn is_emulation(adapter: &str) -> bool {
    const EMULATORS: [&str; 5] = [
        "swiftshader",
        "llvmpipe",
        "lavapipe",
        "softpipe",
        "microsoft basic render",
    ];
    let adapter = adapter.to_lowercase();
    EMULATORS.iter().any(|emulator| adapter.contains(emulator))
}

/// The two kinds of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    /// A GPU through WebGPU (in the page) or Vulkan, Metal or DirectX (in the command line).
    Gpu,
    /// The processor.
    Cpu,
}

/// A text the model wrote at some step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Steps done when it was written.
    pub step: usize,
    /// What it was given.
    pub prompt: String,
    /// What it added.
    pub text: String,
}

/// One token and its share of a distribution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TokenProbability {
    /// Its id.
    pub id: u32,
    /// How it is shown.
    pub text: String,
    /// 0 to 1.
    pub probability: f32,
}

/// A distribution over the next token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// The likeliest tokens, falling.
    pub top: Vec<TokenProbability>,
    /// What the others share.
    pub rest: f32,
    /// −Σ p ln p over all tokens, in nats.
    pub entropy: f32,
}

/// One token of a streamed generation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GeneratedToken {
    /// Its id.
    pub id: u32,
    /// The text it completes; empty while a character's bytes are still incomplete.
    pub text: String,
    /// −ln p of it under the distribution it was drawn from, in nats.
    pub surprisal: f32,
    /// That distribution, after temperature and cuts.
    pub distribution: Distribution,
}

/// What the model makes of a text, position by position.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// Steps done when it was asked.
    pub step: usize,
    /// Tokens at the beginning of the text that were left out, because the model cannot look back that far.
    pub skipped: usize,
    /// The text's other tokens.
    pub tokens: Vec<ProbedToken>,
    /// What would come next.
    pub next: Distribution,
    /// What is inside, as the family has it.
    pub inside: Inside,
}

/// One token of a probed text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProbedToken {
    /// Its id.
    pub id: u32,
    /// How it is shown.
    pub text: String,
    /// −ln p(this token | those before), in nats; absent for the first.
    pub surprisal: Option<f32>,
    /// What the model expected here; absent for the first.
    pub expected: Option<Distribution>,
}

/// Characters of a text that are cut into tokens at most, to be shown: each token is a button, and the engine cuts while it
/// trains.
pub const LONGEST_CUT: usize = 2_000;

/// Tokens, and merges, of a vocabulary that are shown at most.
pub const LARGEST_SHOWN: usize = 1 << 17;

/// Characters of a token that are shown at most: a file may hold tokens of any length.
pub const LONGEST_SHOWN: usize = 128;

/// A text cut into tokens, for the tokenizer view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tokenized {
    /// The pieces in order; their texts, joined, are the normalised input.
    pub pieces: Vec<Piece>,
    /// Characters of the input.
    pub characters: usize,
}

/// One token of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Piece {
    /// Its id.
    pub id: u32,
    /// How it is shown.
    pub text: String,
    /// First character (Unicode scalar value) of the input it stands for.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

/// What a trained tokenizer holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Every token as shown, by id; of a very large vocabulary the first.
    pub tokens: Vec<String>,
    /// How many tokens there are.
    pub size: usize,
    /// For BPE the merges in the order they were learned, of very many the first; empty otherwise.
    pub merges: Vec<Merge>,
    /// Characters of the corpus for each token of it.
    pub characters_per_token: f64,
}

/// One learned merge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// The left half.
    pub left: String,
    /// The right half.
    pub right: String,
}

/// How some models see one text. Every list of models is in the order in which they were named: P, Q, R.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What the rows stand for.
    pub unit: ComparisonUnit,
    /// One row for each token, or for each character where the tokenizers differ.
    pub rows: Vec<ComparisonRow>,
    /// Sums and means over the rows.
    pub totals: ComparisonTotals,
}

/// What a row of a comparison stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComparisonUnit {
    /// All models read the same tokens, so whole distributions are compared.
    Token,
    /// Some tokens differ, so beliefs about the next character are compared.
    Character,
}

/// Some beliefs about one symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// The symbol that came.
    pub text: String,
    /// The models' own figures, `[model]`.
    pub beliefs: Vec<Belief>,
    /// D(row‖column) = Σ p ln(p/q) in nats, p of the row's model and q of the column's, `[model, model]`; 0 on the
    /// diagonal.
    pub divergences: Vec<Vec<f32>>,
    /// Jensen–Shannon divergence of all beliefs, in nats, at most ln of their number.
    pub jensen_shannon: f32,
}

/// One model's belief about one symbol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Belief {
    /// −ln p of the symbol that came, in nats.
    pub surprisal: f32,
    /// The whole belief; its entropy is in nats.
    pub distribution: Distribution,
}

/// A comparison's bottom line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonTotals {
    /// Characters of the text, all of which every model predicted.
    pub characters: usize,
    /// What the models paid for the text, in nats per character, `[model]`.
    pub nats_per_character: Vec<f64>,
    /// The rows' mean divergences in nats, `[model, model]`.
    pub divergences: Vec<Vec<f64>>,
    /// The rows' mean Jensen–Shannon divergence, in nats.
    pub jensen_shannon: f64,
}

/// Where a run stands, small enough to send often.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MemoryUse {
    /// Bytes of the engine's own heap (WebAssembly memory in the page).
    pub heap_bytes: usize,
    /// Bytes allocated on the GPU, where there is one.
    pub gpu_bytes: Option<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emulated_gpus_are_recognised() {
        assert!(is_emulation("google swiftshader"));
        assert!(is_emulation("llvmpipe (LLVM 15.0.6, 256 bits)"));
        assert!(is_emulation("Microsoft Basic Render Driver"));
        assert!(!is_emulation("NVIDIA GeForce RTX 3060"));
        assert!(!is_emulation("nvidia lovelace"));
        assert!(!is_emulation("apple metal-3"));
    }
}
