//! One contract for every network: tokens in, logits over the next token out, and a state to go on from.
//!
//! A Transformer's key–value cache and a recurrent network's hidden state are the same thing to the rest of the
//! engine: what the network remembers of the tokens it has read. Training, evaluation, generation and probing are
//! written once against [`Network`]; a model knows nothing of training, text or the clock.

use burn::module::Module;
use burn::tensor::Tensor;

pub mod gpt;
pub mod ngram;
pub mod recurrent;

/// A network of any family.
#[derive(Module, Debug)]
pub enum Network {
    /// A decoder-only Transformer.
    Gpt(gpt::Gpt),
    /// An RNN, LSTM or GRU.
    Recurrent(recurrent::Recurrent),
}

/// What a network remembers of the tokens it has read.
#[derive(Clone, Debug)]
pub enum State {
    /// Keys and values of every layer.
    Gpt(gpt::Cache),
    /// Hidden (and cell) state of every layer.
    Recurrent(recurrent::Hidden),
}

/// What a network says of the tokens it was given.
#[derive(Debug)]
pub struct Output {
    /// Unnormalised log-probabilities of the next token after each position, `[batch, time, vocabulary]`.
    pub logits: Tensor<3>,
    /// What it remembers, to be given back with the tokens that follow.
    pub state: State,
}

/// What there is to see inside a network that reads one text (batch 1).
#[derive(Debug)]
pub enum Inside {
    /// Attention weights of each layer, `[1, head, query, key]`.
    Attention(Vec<Tensor<4>>),
    /// Named quantities, each with one `[1, time, unit]` tensor for each layer.
    Recurrence(Vec<(&'static str, Vec<Tensor<3>>)>),
}
