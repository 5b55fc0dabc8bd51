//! One contract for every network: tokens in, logits over the next token out, and a state to go on from.
//!
//! A Transformer's key–value cache and a recurrent network's hidden state are the same thing to the rest of the
//! engine: what the network remembers of the tokens it has read. Every family keeps the contract [`LanguageModel`];
//! training, evaluation, generation and probing are written once against [`Network`], which is one of them. A model knows
//! nothing of training, text or the clock.

use std::ops::Deref;

use burn::module::{Module, ModuleVisitor, Param, ParamId};
use burn::tensor::{Device, Int, Tensor};

use crate::experiment::{Cell, Model, Plan};
use crate::words::Problem;

pub mod cnn;
pub mod gpt;
mod kernels;
pub mod layers;
pub mod mlp;
pub mod ngram;
pub mod recurrent;
#[cfg(test)]
mod tests;
mod window;

/// A network of any family.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Network {
    /// A multilayer perceptron over a window of tokens.
    Mlp(mlp::Mlp),
    /// Causal convolutions.
    Cnn(cnn::Cnn),
    /// An RNN, LSTM or GRU.
    Recurrent(recurrent::Recurrent),
    /// A decoder-only Transformer.
    Gpt(gpt::Gpt),
}

/// What every family of networks can do.
pub trait LanguageModel {
    /// Reads `tokens`, `[batch, time]`, after those that `state` remembers (none: a fresh start), short of the logits.
    ///
    /// Dropout acts on autodiff devices alone; give a network's `valid()` to evaluate.
    ///
    /// # Panics
    ///
    /// Where more tokens have been read than [`limit`](Self::limit) allows, or `state` is of another family.
    fn encode(&self, tokens: Tensor<2, Int>, state: Option<State>) -> Encoded;

    /// The logits, `[rows, vocabulary]`, that follow from [`Encoded::hidden`] or some rows of it.
    fn logits(&self, hidden: Tensor<2>) -> Tensor<2>;

    /// Reads `tokens`, `[batch, time]`, and says what it expects after each of them.
    ///
    /// # Panics
    ///
    /// As [`encode`](Self::encode).
    fn forward(&self, tokens: Tensor<2, Int>, state: Option<State>) -> Output {
        let [batch, time] = tokens.dims();
        let Encoded { hidden, state } = self.encode(tokens, state);
        let logits = self.logits(hidden); // [batch·time, vocabulary]
        let [_, vocabulary] = logits.dims();
        Output {
            logits: logits.reshape([batch, time, vocabulary]),
            state,
        }
    }

    /// Reads one text, `[1, time]`, from a fresh start and shows what happened inside each layer, one after the other:
    /// whoever watches keeps what it needs, since all of it together may be too much to hold.
    fn inspect(&self, tokens: Tensor<2, Int>, watch: &mut dyn FnMut(usize, Inside)) -> Encoded;

    /// How many layers there are to be inspected.
    fn depth(&self) -> usize;

    /// Tokens in the vocabulary.
    fn vocabulary(&self) -> usize;

    /// How many tokens a state can hold; `None` where there is no end. Whoever wants to read on must start afresh
    /// from the last tokens.
    fn limit(&self) -> Option<usize> {
        None
    }

    /// Makes a state of what [`State::tensors`] has named; `None` where nothing was to be kept.
    ///
    /// # Errors
    ///
    /// The first error of `find`.
    fn recall(&self, _find: &mut Find) -> Result<Option<State>, Problem> {
        Ok(None)
    }

    /// Every trainable tensor, in a fixed order.
    fn parameters(&self) -> Vec<Parameter>;
}

/// Finds a tensor of a saved state by its name.
pub type Find<'a> = dyn FnMut(&str) -> Result<Tensor<2>, Problem> + 'a;

/// What a network remembers of the tokens it has read.
#[derive(Clone, Debug)]
pub enum State {
    /// The last inputs of each layer.
    Window(window::Window),
    /// Hidden (and cell) state of every layer.
    Recurrent(recurrent::Hidden),
    /// Keys and values of every layer.
    Gpt(gpt::Cache),
}

/// What a network says of the tokens it was given.
#[derive(Debug)]
pub struct Output {
    /// Unnormalised log-probabilities of the next token after each position, `[batch, time, vocabulary]`.
    pub logits: Tensor<3>,
    /// What it remembers, to be given back with the tokens that follow. Costs nothing to make; just drop it.
    pub state: State,
}

/// What a network has made of one text before it says what it expects: logits take a row as long as the vocabulary for
/// each token, so whoever reads a long text asks for them piece by piece.
#[derive(Debug)]
pub struct Encoded {
    /// What [`Network::logits`] makes logits of, `[time, width]`.
    pub hidden: Tensor<2>,
    /// What it remembers, to be given back with the tokens that follow.
    pub state: State,
}

/// What there is to see inside one layer of a network that reads one text (batch 1).
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
pub enum Inside {
    /// Attention weights, `[1, head, query, key]`; each query's row sums to 1.
    Attention(Tensor<4>),
    /// Named quantities of a layer's units, `[time, unit]` each.
    Units(Vec<(&'static str, Tensor<2>)>),
}

/// One trainable tensor of a network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its key in gradients and in a [`burn::module::ModuleMapper`]; differs from network to network.
    pub id: ParamId,
    /// Its name, the same for every network of the same shape: `blocks.0.attention.qkv.weight`.
    pub name: String,
    /// Its dimensions; one or two of them.
    pub shape: Vec<usize>,
    /// What it is for.
    pub role: Role,
}

/// What a parameter is for; weight decay and Muon treat them differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Multiplies an activation.
    Matrix,
    /// Multiplies the last activation and gives the logits, where that is not the embedding's task.
    Output,
    /// One row for each token or position.
    Embedding,
    /// Is added to an activation.
    Bias,
    /// A normalisation's gain or shift.
    Norm,
}

impl Network {
    /// Builds the plan's network on `device`; give an autodiff device to train it. `None` for a model that counts.
    ///
    /// The weights are drawn on the host from the experiment's seed, so that every device starts from the same ones.
    pub fn new(plan: &Plan, device: &Device) -> Option<Network> {
        let experiment = plan.experiment();
        let vocabulary = plan.vocabulary();
        let mut init = layers::Init::new(experiment.seed, device);
        let recurrent = |cell, config, init| {
            Network::Recurrent(recurrent::Recurrent::new(cell, config, vocabulary, init))
        };
        let init = &mut init;
        Some(match &experiment.model {
            Model::Ngram(_) => return None,
            Model::Mlp(config) => Network::Mlp(mlp::Mlp::new(config, vocabulary, init)),
            Model::Cnn(config) => Network::Cnn(cnn::Cnn::new(config, vocabulary, init)),
            Model::Rnn(config) => recurrent(Cell::Rnn, config, init),
            Model::Lstm(config) => recurrent(Cell::Lstm, config, init),
            Model::Gru(config) => recurrent(Cell::Gru, config, init),
            Model::Gpt(config) => Network::Gpt(gpt::Gpt::new(config, vocabulary, init)),
        })
    }
}

/// A network does what its family does.
impl Deref for Network {
    type Target = dyn LanguageModel;

    fn deref(&self) -> &Self::Target {
        match self {
            Network::Mlp(network) => network,
            Network::Cnn(network) => network,
            Network::Recurrent(network) => network,
            Network::Gpt(network) => network,
        }
    }
}

/// Every trainable tensor of one family's network, by its name.
fn parameters(network: &impl Module) -> Vec<Parameter> {
    let mut lister = Lister::default();
    network.visit(&mut lister);
    lister.found
}

/// Says that a network was given the state of another.
fn of_another_family() -> ! {
    panic!("a state belongs to the family of the network that made it")
}

impl State {
    /// What a recurrent network has to be given back to go on in another session, by name, `[batch, width]` each. A
    /// cache of keys and values or a window is not kept: it is computed again from its tokens.
    pub fn tensors(&self) -> Vec<(String, Tensor<2>)> {
        match self {
            State::Window(_) | State::Gpt(_) => Vec::new(),
            State::Recurrent(hidden) => hidden.tensors(),
        }
    }

    /// The same memory without the history of its computation: where truncated back-propagation through time cuts.
    pub fn detach(self) -> State {
        match self {
            State::Window(window) => State::Window(window.detach()),
            State::Recurrent(hidden) => State::Recurrent(hidden.detach()),
            State::Gpt(cache) => State::Gpt(cache.detach()),
        }
    }
}

/// Walks a network and writes down what it meets.
#[derive(Default)]
struct Lister {
    /// The fields on the way here, each with what it is a field of: `("qkv", "Struct:Attention")`.
    path: Vec<(String, String)>,
    found: Vec<Parameter>,
}

impl Lister {
    /// A parameter is known by the layer that owns it, a bias by its name, and the output layer by its place.
    fn role(&self) -> Role {
        let Some((field, owner)) = self.path.last() else {
            return Role::Matrix;
        };
        match owner.as_str() {
            "Struct:Embedding" => Role::Embedding,
            "Struct:Norm" => Role::Norm,
            _ if field.starts_with("bias") => Role::Bias,
            _ if self.path[0].0 == "output" => Role::Output,
            _ => Role::Matrix,
        }
    }
}

impl ModuleVisitor for Lister {
    fn enter_module(&mut self, name: &str, container_type: &str) {
        self.path.push((name.to_owned(), container_type.to_owned()));
    }

    fn exit_module(&mut self, _name: &str, _container_type: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let names: Vec<&str> = self.path.iter().map(|(name, _)| name.as_str()).collect();
        self.found.push(Parameter {
            id: param.id,
            name: names.join("."),
            shape: param.lazy_shape().to_vec(),
            role: self.role(),
        });
    }
}
