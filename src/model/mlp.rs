//! The neural probabilistic language model (Bengio, Ducharme, Vincent & Jauvin 2003, section 2): a multilayer perceptron
//! that reads the embeddings of the last few tokens side by side.
//!
//! x = (C(wₜ₋ₙ₊₁), …, C(wₜ)); y = b + W·x + U·tanh(d + H·x); P(wₜ₊₁) = softmax(y). What lies before a text's beginning is a
//! zero vector.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig};
use burn::tensor::activation::tanh;
use burn::tensor::{Int, Tensor};

use super::layers::{Embedding, Init, Linear};
use super::window::{Places, Window, look_back};
use super::{Encoded, Inside, LanguageModel, Parameter, State};
use crate::experiment::{self, Direct};

/// The whole network.
#[derive(Module, Debug)]
pub struct Mlp {
    /// C, `[vocabulary, width]`.
    embedding: Embedding,
    /// H and d, `[window·width, hidden]`.
    hidden: Linear,
    dropout: Dropout,
    /// U and b, `[hidden, vocabulary]`; with direct connections W below U, `[hidden + window·width, vocabulary]`.
    output: Linear,
    #[module(skip)]
    window: usize,
    #[module(skip)]
    has_direct_connections: bool,
}

impl Mlp {
    /// Draws the weights as PyTorch does: embeddings from N(0, 1), everything else evenly from ±1/√inputs.
    pub fn new(config: &experiment::Mlp, vocabulary: usize, init: &mut Init) -> Self {
        let inputs = config.inputs();
        let has_direct_connections = config.direct == Direct::On;
        let read = match has_direct_connections {
            true => config.hidden + inputs,
            false => config.hidden,
        };
        Mlp {
            embedding: Embedding::new([vocabulary, config.width], 1.0, init),
            hidden: Linear::uniform([inputs, config.hidden], init),
            dropout: DropoutConfig::new(config.dropout).init(),
            output: Linear::uniform([read, vocabulary], init),
            window: config.window,
            has_direct_connections,
        }
    }

    fn read(
        &self,
        tokens: Tensor<2, Int>,
        state: Option<State>,
        watch: Option<&mut dyn FnMut(usize, Inside)>,
    ) -> Encoded {
        let [batch, time] = tokens.dims();
        let past = state.and_then(|state| match state {
            State::Window(window) => window.into_layers().remove(0),
            _ => super::of_another_family(),
        });
        let embedded = self.embedding.forward(tokens); // [batch·time, width]
        let [_, width] = embedded.dims();
        let embedded = embedded.reshape([batch, time, width]);
        let Places { side_by_side, past } = look_back(embedded, past, self.window, 1);

        let hidden = tanh(self.hidden.forward(side_by_side.clone())); // [batch·time, hidden]
        if let Some(watch) = watch {
            watch(0, Inside::Units(vec![("hidden_unit", hidden.clone())]));
        }
        let hidden = self.dropout.forward(hidden);
        let read = match self.has_direct_connections {
            true => Tensor::cat(vec![hidden, side_by_side], 1), // [batch·time, hidden + window·width]
            false => hidden,
        };
        Encoded {
            hidden: read,
            state: State::Window(Window::new(vec![past])),
        }
    }
}

impl LanguageModel for Mlp {
    fn encode(&self, tokens: Tensor<2, Int>, state: Option<State>) -> Encoded {
        self.read(tokens, state, None)
    }

    fn logits(&self, hidden: Tensor<2>) -> Tensor<2> {
        self.output.forward(hidden)
    }

    /// Shows the hidden units.
    fn inspect(&self, tokens: Tensor<2, Int>, watch: &mut dyn FnMut(usize, Inside)) -> Encoded {
        self.read(tokens, None, Some(watch))
    }

    fn depth(&self) -> usize {
        1
    }

    fn vocabulary(&self) -> usize {
        self.embedding.rows()
    }

    fn parameters(&self) -> Vec<Parameter> {
        super::parameters(self)
    }
}
