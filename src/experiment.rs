//! The recipe: everything that decides what is learned, and the only thing that does.
//!
//! An [`Experiment`] is plain data with defaults. Its leaves that differ from the defaults are the link
//! ([`link`]), the controls are drawn from its table of fields ([`fields`]), [`validate`] turns it into a
//! [`Plan`] or into every problem it has, and `experiment.json` carries it to the command line and back.

use serde::{Deserialize, Serialize};

pub mod fields;
pub mod link;
mod memory;
pub mod presets;
pub mod validate;

pub use validate::Plan;

/// A whole experiment: text → tokenizer → model → objective → training → sampling, from one seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Experiment {
    /// What is read.
    pub corpus: Corpus,
    /// How text becomes tokens.
    pub tokenizer: Tokenizer,
    /// What learns.
    pub model: Model,
    /// What it is asked to do well.
    pub objective: Objective,
    /// How it learns.
    pub training: Training,
    /// How it speaks.
    pub sampling: Sampling,
    /// Where it computes.
    pub device: DeviceChoice,
    /// Every random draw derives from this number.
    pub seed: u64,
}

impl Default for Experiment {
    fn default() -> Self {
        Experiment {
            corpus: Corpus::default(),
            tokenizer: Tokenizer::default(),
            model: Model::default(),
            objective: Objective::default(),
            training: Training::default(),
            sampling: Sampling::default(),
            device: DeviceChoice::default(),
            seed: 1337,
        }
    }
}

/// The text to learn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Corpus {
    /// Where the text comes from.
    pub source: Source,
    /// For `.csv` the column, for `.jsonl` the field that holds the text; empty for plain text.
    pub field: String,
    /// The share of the characters, from the start, that is trained on; the rest is for validation.
    pub train_fraction: f64,
}

impl Default for Corpus {
    fn default() -> Self {
        Corpus {
            source: Source::default(),
            field: String::new(),
            train_fraction: 0.9,
        }
    }
}

/// Where text comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// Short stories in simple English that come with Babble.
    #[default]
    EnglishStories,
    /// Short stories in simple Chinese that come with Babble.
    ChineseStories,
    /// Text the person typed or pasted; part of the recipe.
    Pasted(Pasted),
    /// A file the person opened; only its name is part of the recipe.
    File(FileName),
    /// An address the person gave.
    Address(Address),
}

/// Text that travels inside the recipe.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pasted {
    /// The text itself.
    pub text: String,
}

/// The name of an opened file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileName {
    /// Its name; the ending decides how it is read.
    pub name: String,
}

/// A place on the web.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// An `https` URL.
    pub url: String,
}

/// How text becomes tokens.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Tokenizer {
    /// One token for each Unicode scalar value that occurs in the corpus.
    #[default]
    Character,
    /// One token for each UTF-8 byte.
    Byte,
    /// Byte-level byte-pair encoding (Sennrich et al. 2016; GPT-2's alphabet), trained on the corpus.
    Bpe(Subword),
    /// WordPiece (Schuster & Nakajima 2012; BERT), trained on the corpus.
    WordPiece(Subword),
    /// The unigram language model tokenizer (Kudo 2018), trained on the corpus.
    Unigram(Subword),
    /// A `tokenizer.json` the person opened; only its name is part of the recipe.
    File(FileName),
}

/// How a subword tokenizer is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Subword {
    /// The number of tokens to stop at, special tokens included.
    pub vocabulary: usize,
    /// A pair that occurs less often is not merged.
    pub min_frequency: usize,
    /// What is done to the text first.
    pub normalizer: Normalizer,
    /// Special tokens, separated by blanks, that are never split.
    pub special_tokens: String,
}

impl Default for Subword {
    fn default() -> Self {
        Subword {
            vocabulary: 512,
            min_frequency: 2,
            normalizer: Normalizer::None,
            special_tokens: String::new(),
        }
    }
}

/// Unicode normalisation before tokenising.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalizer {
    /// The text as it is.
    #[default]
    None,
    /// Canonical composition.
    Nfc,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility composition, then lower case.
    NfkcLowercase,
}

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

/// What the model is asked to do well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Objective {
    /// Cross-entropy with the next token.
    NextToken(NextToken),
}

impl Default for Objective {
    fn default() -> Self {
        Objective::NextToken(NextToken::default())
    }
}

/// Next-token prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NextToken {
    /// Probability mass moved from the token that came to all tokens evenly (Szegedy et al. 2016).
    pub label_smoothing: f64,
}

/// How the model learns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Training {
    /// Optimizer steps.
    pub steps: usize,
    /// Sequences in one batch.
    pub batch_size: usize,
    /// Batches whose gradients are averaged into one step.
    pub accumulation: usize,
    /// The update rule.
    pub optimizer: Optimizer,
    /// The peak learning rate.
    pub learning_rate: f64,
    /// Its course over the run.
    pub schedule: Schedule,
    /// Steps over which the learning rate rises from 0.
    pub warmup: usize,
    /// The global gradient norm is scaled down to this; 0 leaves it alone.
    pub clip_norm: f64,
    /// What is kept from the forward pass.
    pub memory: Memory,
    /// Steps between evaluations.
    pub evaluate_every: usize,
    /// Batches of each evaluation.
    pub evaluate_batches: usize,
    /// Evaluations without a better validation loss after which the run stops; 0 never stops early.
    pub patience: usize,
    /// Steps between samples of what it would say.
    pub sample_every: usize,
}

impl Default for Training {
    fn default() -> Self {
        Training {
            steps: 1000,
            batch_size: 12,
            accumulation: 1,
            optimizer: Optimizer::default(),
            learning_rate: 2e-3,
            schedule: Schedule::default(),
            warmup: 50,
            clip_norm: 1.0,
            memory: Memory::default(),
            evaluate_every: 50,
            evaluate_batches: 8,
            patience: 0,
            sample_every: 50,
        }
    }
}

/// The update rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Optimizer {
    /// Adam with decoupled weight decay (Loshchilov & Hutter 2019).
    AdamW(AdamW),
    /// Stochastic gradient descent with momentum.
    Sgd(Sgd),
    /// Sign of an interpolated momentum (Chen et al. 2023).
    Lion(Lion),
    /// Orthogonalised momentum for matrices (Jordan et al. 2024), AdamW for everything else.
    Muon(Muon),
}

impl Default for Optimizer {
    fn default() -> Self {
        Optimizer::AdamW(AdamW::default())
    }
}

/// Which parameters weight decay shrinks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decay {
    /// Weight matrices; not norms, biases or embeddings.
    #[default]
    Matrices,
    /// Matrices and embeddings, as nanoGPT does.
    MatricesAndEmbeddings,
    /// Everything.
    Everything,
}

/// AdamW's constants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdamW {
    /// Decay of the gradient's running mean.
    pub beta1: f64,
    /// Decay of the squared gradient's running mean.
    pub beta2: f64,
    /// Keeps the division finite.
    pub epsilon: f64,
    /// Share of a weight taken off at learning rate 1.
    pub weight_decay: f64,
    /// What it is taken off.
    pub decay: Decay,
}

impl Default for AdamW {
    fn default() -> Self {
        AdamW {
            beta1: 0.9,
            beta2: 0.99,
            epsilon: 1e-8,
            weight_decay: 0.1,
            decay: Decay::Matrices,
        }
    }
}

/// SGD's constants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sgd {
    /// Share of the last update that is kept.
    pub momentum: f64,
    /// Share of a weight taken off at learning rate 1.
    pub weight_decay: f64,
    /// What it is taken off.
    pub decay: Decay,
}

impl Default for Sgd {
    fn default() -> Self {
        Sgd {
            momentum: 0.9,
            weight_decay: 0.0,
            decay: Decay::Matrices,
        }
    }
}

/// Lion's constants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lion {
    /// Weight of the momentum in the update's sign.
    pub beta1: f64,
    /// Decay of the momentum.
    pub beta2: f64,
    /// Share of a weight taken off at learning rate 1.
    pub weight_decay: f64,
    /// What it is taken off.
    pub decay: Decay,
}

impl Default for Lion {
    fn default() -> Self {
        Lion {
            beta1: 0.9,
            beta2: 0.99,
            weight_decay: 0.1,
            decay: Decay::Matrices,
        }
    }
}

/// Muon's constants; AdamW's defaults serve what is not a matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Muon {
    /// Decay of the momentum.
    pub momentum: f64,
    /// Newton–Schulz iterations.
    pub iterations: usize,
    /// Share of a weight taken off at learning rate 1.
    pub weight_decay: f64,
    /// What it is taken off.
    pub decay: Decay,
}

impl Default for Muon {
    fn default() -> Self {
        Muon {
            momentum: 0.95,
            iterations: 5,
            weight_decay: 0.1,
            decay: Decay::Matrices,
        }
    }
}

/// The learning rate's course after warm-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Schedule {
    /// It stays.
    Constant,
    /// It falls in a straight line.
    Linear(Floor),
    /// It falls along half a cosine (Loshchilov & Hutter 2017).
    Cosine(Floor),
    /// It rises over a third of the run and falls along a cosine (Smith 2018), without a separate warm-up.
    OneCycle(Floor),
    /// It falls with the inverse square root of the step (Vaswani et al. 2017, equation 3).
    Noam,
}

impl Default for Schedule {
    fn default() -> Self {
        Schedule::Cosine(Floor::default())
    }
}

/// Where a falling learning rate ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Floor {
    /// The last step's learning rate, as a share of the peak.
    pub final_fraction: f64,
}

impl Default for Floor {
    fn default() -> Self {
        Floor {
            final_fraction: 0.1,
        }
    }
}

/// What back-propagation keeps in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Memory {
    /// Every activation.
    #[default]
    KeepActivations,
    /// Cheap activations are computed again in the backward pass (gradient checkpointing, Chen et al. 2016).
    Recompute,
}

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

/// Where an experiment computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceChoice {
    /// Whichever of the two is faster for this experiment.
    #[default]
    Auto,
    /// The GPU, through WebGPU.
    Gpu,
    /// The processor.
    Cpu,
}

impl Model {
    /// Tokens the model reads at once, if that is bounded: the block length of its batches.
    pub fn context(&self) -> usize {
        match self {
            // Counting needs no blocks; evaluation still reads in pieces of this length.
            Model::Ngram(_) => 256,
            Model::Rnn(recurrent) | Model::Lstm(recurrent) | Model::Gru(recurrent) => {
                recurrent.context
            }
            Model::Gpt(gpt) => gpt.context,
        }
    }

    /// The family's usual name.
    pub fn name(&self) -> String {
        match self {
            Model::Ngram(ngram) => match ngram.order {
                0 => "unigram".into(),
                1 => "bigram".into(),
                2 => "trigram".into(),
                order => format!("{}-gram", order + 1),
            },
            Model::Rnn(_) => "RNN".into(),
            Model::Lstm(_) => "LSTM".into(),
            Model::Gru(_) => "GRU".into(),
            Model::Gpt(_) => "GPT".into(),
        }
    }
}
