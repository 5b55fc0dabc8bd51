//! A causal convolutional network: WaveNet's stack (van den Oord et al. 2016, sections 2.1 to 2.4) over tokens.
//!
//! tokens → embedding → layers of (dilated causal convolution → gated unit → 1×1 convolution → +) → logits. What lies
//! before a text's beginning is zero. Without the paper's skip connections, and without sound.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig};
use burn::tensor::activation::{sigmoid, tanh};
use burn::tensor::{Int, Tensor};

use super::layers::{Embedding, Init, Linear};
use super::window::{Places, Window, look_back};
use super::{Encoded, Inside, LanguageModel, Parameter, State};
use crate::experiment;

/// The whole network.
#[derive(Module, Debug)]
pub struct Cnn {
    embedding: Embedding,
    layers: Vec<Layer>,
    output: Linear,
}

/// One dilated convolution with its gated unit.
#[derive(Module, Debug)]
struct Layer {
    /// Filter and gate side by side, `[kernel·width, 2·width]`: the places' rows below each other, the oldest first.
    convolution: Linear,
    /// The 1×1 convolution back into the residual stream, `[width, width]`.
    mix: Linear,
    dropout: Dropout,
    #[module(skip)]
    kernel: usize,
    #[module(skip)]
    dilation: usize,
}

/// What a gated unit computes, `[batch·time, width]` each.
struct Gated {
    filter: Tensor<2>,
    gate: Tensor<2>,
    output: Tensor<2>,
}

impl Cnn {
    /// Draws the weights as PyTorch does: embeddings from N(0, 1), everything else evenly from ±1/√inputs.
    pub fn new(config: &experiment::Cnn, vocabulary: usize, init: &mut Init) -> Self {
        let width = config.width;
        let embedding = Embedding::new([vocabulary, width], 1.0, init);
        let layers = (0..config.layers).map(|depth| Layer {
            convolution: Linear::uniform([config.kernel * width, 2 * width], init),
            mix: Linear::uniform([width, width], init),
            dropout: DropoutConfig::new(config.dropout).init(),
            kernel: config.kernel,
            dilation: config.dilation(depth),
        });
        let layers = layers.collect();
        Cnn {
            embedding,
            layers,
            output: Linear::uniform([width, vocabulary], init),
        }
    }

    fn read(
        &self,
        tokens: Tensor<2, Int>,
        state: Option<State>,
        mut watch: Option<&mut dyn FnMut(usize, Inside)>,
    ) -> Encoded {
        let [batch, time] = tokens.dims();
        let mut pasts = match state {
            Some(State::Window(window)) => window.into_layers(),
            Some(_) => super::of_another_family(),
            None => Vec::new(),
        }
        .into_iter();
        let mut next = Vec::with_capacity(self.layers.len());

        let mut stream = self.embedding.forward(tokens); // [batch·time, width]
        let [_, width] = stream.dims();
        for (depth, layer) in self.layers.iter().enumerate() {
            let inputs = stream.clone().reshape([batch, time, width]);
            let places = look_back(inputs, pasts.next().flatten(), layer.kernel, layer.dilation);
            let Places { side_by_side, past } = places; // [batch·time, kernel·width]
            next.push(past);
            let gated = layer.gated(side_by_side);
            if let Some(watch) = &mut watch {
                let Gated {
                    filter,
                    gate,
                    output,
                } = &gated;
                let units = [("filter", filter), ("gate", gate), ("gated", output)];
                let units = units.map(|(name, unit)| (name, unit.clone()));
                watch(depth, Inside::Units(units.into()));
            }
            let mixed = layer.mix.forward(gated.output); // [batch·time, width]
            stream = stream + layer.dropout.forward(mixed);
        }
        Encoded {
            hidden: stream,
            state: State::Window(Window::new(next)),
        }
    }
}

impl Layer {
    /// z = tanh(W_f ∗ x) ⊙ σ(W_g ∗ x) (equation 2), from what the convolution looks at.
    fn gated(&self, places: Tensor<2>) -> Gated {
        let both = self.convolution.forward(places); // [batch·time, 2·width]
        let width = both.dims()[1] / 2;
        let filter = tanh(both.clone().narrow(1, 0, width));
        let gate = sigmoid(both.narrow(1, width, width));
        Gated {
            output: filter.clone() * gate.clone(),
            filter,
            gate,
        }
    }
}

impl LanguageModel for Cnn {
    fn encode(&self, tokens: Tensor<2, Int>, state: Option<State>) -> Encoded {
        self.read(tokens, state, None)
    }

    fn logits(&self, hidden: Tensor<2>) -> Tensor<2> {
        self.output.forward(hidden)
    }

    /// Shows every layer's filters, gates and their products.
    fn inspect(&self, tokens: Tensor<2, Int>, watch: &mut dyn FnMut(usize, Inside)) -> Encoded {
        self.read(tokens, None, Some(watch))
    }

    fn depth(&self) -> usize {
        self.layers.len()
    }

    fn vocabulary(&self) -> usize {
        self.embedding.rows()
    }

    fn parameters(&self) -> Vec<Parameter> {
        super::parameters(self)
    }
}
