//! What learns: every family with its own settings.

use serde::{Deserialize, Serialize};

use crate::words::Words;

/// What learns. One contract carries every family: tokens in, a distribution over the next token out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Model {
    /// Counts of what followed the last few tokens.
    Ngram(Ngram),
    /// Elman's recurrent network (1990).
    Rnn(Recurrent),
    /// Long short-term memory (Hochreiter & Schmidhuber 1997).
    Lstm(Recurrent),
    /// Gated recurrent unit (Cho et al. 2014).
    Gru(Recurrent),
    /// Decoder-only Transformer (Vaswani et al. 2017; Radford et al. 2019).
    Gpt(Gpt),
}

impl Default for Model {
    fn default() -> Self {
        Model::Gpt(Gpt::default())
    }
}

impl Model {
    /// Tokens the model reads at once, if that is bounded: the block length of its batches.
    pub fn context(&self) -> usize {
        match self {
            // Counting needs no blocks; a text is long enough where it has one of this length.
            Model::Ngram(_) => 256,
            Model::Rnn(recurrent) | Model::Lstm(recurrent) | Model::Gru(recurrent) => {
                recurrent.context
            }
            Model::Gpt(gpt) => gpt.context,
        }
    }

    /// The family's usual name.
    pub fn name(&self) -> Words {
        match self {
            Model::Ngram(ngram) => match ngram.order {
                0 => Words::fixed("unigram", "一元模型"),
                1 => Words::fixed("bigram", "二元模型"),
                2 => Words::fixed("trigram", "三元模型"),
                order => Words::new(
                    format!("{}-gram", order + 1),
                    format!("{} 元模型", order + 1),
                ),
            },
            Model::Rnn(_) => Words::fixed("RNN", "RNN"),
            Model::Lstm(_) => Words::fixed("LSTM", "LSTM"),
            Model::Gru(_) => Words::fixed("GRU", "GRU"),
            Model::Gpt(_) => Words::fixed("GPT", "GPT"),
        }
    }
}

/// An n-gram model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ngram {
    /// How many tokens before it a prediction looks at: 0 counts single tokens (unigram), 1 pairs (bigram), 2 triples
    /// (trigram) … up to 6.
    pub order: usize,
    /// What unseen continuations get.
    pub smoothing: Smoothing,
}

impl Default for Ngram {
    fn default() -> Self {
        Ngram {
            order: 2,
            smoothing: Smoothing::AddK(AddK::default()),
        }
    }
}

/// How an n-gram model treats what it has not seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Smoothing {
    /// `(count + k) / (total + k·V)` (Lidstone).
    AddK(AddK),
    /// Interpolated Kneser–Ney (Kneser & Ney 1995; Chen & Goodman 1999).
    KneserNey(KneserNey),
}

/// Additive smoothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AddK {
    /// What is added to every count.
    pub k: f64,
}

impl Default for AddK {
    fn default() -> Self {
        AddK { k: 0.1 }
    }
}

/// Interpolated Kneser–Ney smoothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KneserNey {
    /// What is taken off every count and given to the shorter context, between 0 and 1.
    pub discount: f64,
}

impl Default for KneserNey {
    fn default() -> Self {
        KneserNey { discount: 0.75 }
    }
}

/// An RNN, LSTM or GRU.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recurrent {
    /// Stacked layers.
    pub layers: usize,
    /// Size of the state, and of the token embedding.
    pub width: usize,
    /// Time steps that gradients flow through.
    pub context: usize,
    /// Dropped share between layers.
    pub dropout: f64,
    /// Bias added to the forget gate at the start (Gers et al. 2000; LSTM alone).
    pub forget_bias: f64,
    /// Whether a batch starts from the state the last one ended in (truncated back-propagation through time).
    pub state: StateCarry,
}

impl Default for Recurrent {
    fn default() -> Self {
        Recurrent {
            layers: 1,
            width: 128,
            context: 64,
            dropout: 0.0,
            forget_bias: 1.0,
            state: StateCarry::Fresh,
        }
    }
}

/// What a recurrent model remembers from one batch to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateCarry {
    /// Every batch is a random window and starts from nothing.
    #[default]
    Fresh,
    /// Batches follow each other in the text and the state is carried over.
    Carried,
}

/// A decoder-only Transformer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gpt {
    /// Blocks.
    pub layers: usize,
    /// Attention heads of each block; they share the width.
    pub heads: usize,
    /// Size of the residual stream.
    pub width: usize,
    /// Tokens it can look back on.
    pub context: usize,
    /// How it knows the order of tokens.
    pub positions: Positions,
    /// What keeps the residual stream in range.
    pub norm: Norm,
    /// The feed-forward layer's non-linearity.
    pub activation: Activation,
    /// Dropped share, on embeddings, attention and residual branches.
    pub dropout: f64,
    /// Whether the output layer is the token embedding, transposed.
    pub output: OutputLayer,
    /// Whether linear layers and LayerNorm have biases.
    pub bias: Bias,
}

impl Default for Gpt {
    fn default() -> Self {
        Gpt {
            layers: 2,
            heads: 4,
            width: 64,
            context: 64,
            positions: Positions::Learned,
            norm: Norm::LayerNorm,
            activation: Activation::Gelu,
            dropout: 0.0,
            output: OutputLayer::Tied,
            bias: Bias::Off,
        }
    }
}

/// How a Transformer knows where a token stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Positions {
    /// A learned vector for each position (GPT-2).
    #[default]
    Learned,
    /// Fixed sines and cosines (Vaswani et al. 2017, section 3.5).
    Sinusoidal,
    /// Rotated queries and keys (Su et al. 2021).
    Rope,
}

/// Normalisation of the residual stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Norm {
    /// Zero mean, unit variance (Ba et al. 2016).
    #[default]
    LayerNorm,
    /// Unit root mean square (Zhang & Sennrich 2019).
    RmsNorm,
}

/// Non-linearity of the feed-forward layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// The error-function GELU (Hendrycks & Gimpel 2016), as nanoGPT has it.
    #[default]
    Gelu,
    /// The tanh approximation of GELU, as GPT-2 has it.
    GeluTanh,
    /// max(0, x).
    Relu,
    /// Gated SiLU (Shazeer 2020); the inner width is 8/3 of the width, rounded up to a multiple of 8.
    Swiglu,
}

/// Where the output layer's weights come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputLayer {
    /// The token embedding, transposed (Press & Wolf 2017).
    #[default]
    Tied,
    /// Weights of its own.
    Separate,
}

/// Whether linear layers and LayerNorm add a learned constant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bias {
    /// They do, as in GPT-2.
    On,
    /// They do not, as in most models since.
    #[default]
    Off,
}
