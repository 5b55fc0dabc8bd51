//! A decoder-only Transformer (Vaswani et al. 2017; Radford et al. 2019), pre-norm, with attention that can always
//! be looked at.
//!
//! tokens → embedding + position → blocks of (norm → attention → +) (norm → feed-forward → +) → norm → logits.
//! With learned positions, LayerNorm, `GeluTanh`, tied output and biases it is GPT-2 to the last operation.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig};
use burn::tensor::activation::{gelu, gelu_approximate, relu, silu, softmax};
use burn::tensor::{Int, Tensor};

use super::layers::{Embedding, Init, Linear, Norm};
use super::{Encoded, Inside, LanguageModel, Parameter, State, kernels};
use crate::experiment::{self, Activation, OutputLayer, Positions};

mod cache;
mod tables;

pub use cache::Cache;
use cache::{Memory, Place, part};
use tables::{Tables, rotate, rows};

/// The standard deviation of drawn weights, as in GPT-2.
const DEVIATION: f64 = 0.02;

/// The whole network.
#[derive(Module, Debug)]
pub struct Gpt {
    embedding: Embedding,
    positions: Option<Embedding>,
    dropout: Dropout,
    blocks: Vec<Block>,
    norm: Norm,
    /// Absent where the embedding, transposed, is the output layer.
    output: Option<Linear>,
    tables: Tables,
    #[module(skip)]
    context: usize,
}

/// One layer: look around, then think.
#[derive(Module, Debug)]
struct Block {
    attention_norm: Norm,
    attention: Attention,
    feed_forward_norm: Norm,
    feed_forward: FeedForward,
}

/// Causal self-attention with several heads.
#[derive(Module, Debug)]
struct Attention {
    /// Queries, keys and values of all heads in one product, `[width, 3·width]`.
    qkv: Linear,
    /// Heads' results back into the stream, `[width, width]`.
    output: Linear,
    weights_dropout: Dropout,
    output_dropout: Dropout,
    #[module(skip)]
    heads: usize,
}

/// What attention, or a whole block, gives.
struct Attended {
    /// `[batch·time, width]`.
    output: Tensor<2>,
    /// What is to be remembered of all tokens so far.
    memory: Memory,
    /// `[batch, head, query, key]`, where somebody watches.
    weights: Option<Tensor<4>>,
}

/// Two linear layers with a non-linearity between them.
#[derive(Module, Debug)]
struct FeedForward {
    /// `[width, inner]`; for SwiGLU gate and value side by side, `[width, 2·inner]`.
    up: Linear,
    /// `[inner, width]`.
    down: Linear,
    dropout: Dropout,
    #[module(skip)]
    activation: Activation,
}

impl Gpt {
    /// Draws the weights as GPT-2 does: N(0, 0.02), the projections back into the residual stream divided by
    /// √(2·layers), biases zero (Radford et al. 2019, section 2.3).
    pub fn new(config: &experiment::Gpt, vocabulary: usize, init: &mut Init) -> Self {
        let width = config.width;
        let embedding = Embedding::new([vocabulary, width], DEVIATION, init);
        let positions = (config.positions == Positions::Learned)
            .then(|| Embedding::new([config.context, width], DEVIATION, init));
        let blocks = (0..config.layers).map(|_| Block::new(config, init));
        let blocks = blocks.collect();
        let output = (config.output == OutputLayer::Separate)
            .then(|| Linear::new([width, vocabulary], DEVIATION, experiment::Bias::Off, init));
        Gpt {
            embedding,
            positions,
            dropout: DropoutConfig::new(config.dropout).init(),
            blocks,
            norm: Norm::new(config.norm, width, config.bias, init),
            output,
            tables: Tables::new(config, init.device()),
            context: config.context,
        }
    }

    fn read(
        &self,
        tokens: Tensor<2, Int>,
        state: Option<State>,
        mut watch: Option<&mut dyn FnMut(usize, Inside)>,
    ) -> Encoded {
        let [batch, time] = tokens.dims();
        let cache = state.map(|state| match state {
            State::Gpt(cache) => cache,
            _ => super::of_another_family(),
        });
        let past = cache.as_ref().map_or(0, Cache::len);
        assert!(
            past + time <= self.context,
            "{past} tokens read and {time} more do not fit into a context of {}",
            self.context
        );
        let mut remembered = cache.map_or(Vec::new(), |cache| cache.layers).into_iter();
        let mut layers = Vec::with_capacity(self.blocks.len());

        let place = Place {
            batch,
            time,
            past,
            is_watched: watch.is_some(),
        };
        let mut stream = self.embed(tokens, past); // [batch·time, width]
        for (depth, block) in self.blocks.iter().enumerate() {
            let read = block.forward(stream, place, remembered.next(), &self.tables);
            stream = read.output; // [batch·time, width]
            layers.push(read.memory);
            if let (Some(watch), Some(weights)) = (&mut watch, read.weights) {
                watch(depth, Inside::Attention(weights));
            }
        }
        Encoded {
            hidden: self.norm.forward(stream), // [batch·time, width]
            state: State::Gpt(Cache { layers }),
        }
    }

    /// Token and position vectors, added: `[batch·time, width]`.
    fn embed(&self, tokens: Tensor<2, Int>, past: usize) -> Tensor<2> {
        let [batch, time] = tokens.dims();
        let embedded = self.embedding.forward(tokens); // [batch·time, width]
        let positions = match (&self.positions, &self.tables.sinusoids) {
            (Some(learned), _) => Some(learned.weight.val()),
            (None, table) => table.clone(),
        };
        let placed = match positions {
            Some(table) => {
                let [_, width] = table.dims();
                let here = rows(table, past, time).unsqueeze::<3>(); // [1, time, width]
                (embedded.reshape([batch, time, width]) + here).reshape([batch * time, width])
            }
            None => embedded,
        };
        self.dropout.forward(placed)
    }
}

impl LanguageModel for Gpt {
    fn encode(&self, tokens: Tensor<2, Int>, state: Option<State>) -> Encoded {
        self.read(tokens, state, None)
    }

    fn logits(&self, hidden: Tensor<2>) -> Tensor<2> {
        match &self.output {
            Some(output) => output.forward(hidden),
            None => hidden.matmul(self.embedding.weight.val().transpose()),
        }
    }

    /// Shows every layer's attention weights.
    fn inspect(&self, tokens: Tensor<2, Int>, watch: &mut dyn FnMut(usize, Inside)) -> Encoded {
        self.read(tokens, None, Some(watch))
    }

    fn depth(&self) -> usize {
        self.blocks.len()
    }

    fn vocabulary(&self) -> usize {
        self.embedding.rows()
    }

    /// Tokens it can look back on.
    fn limit(&self) -> Option<usize> {
        Some(self.context)
    }

    fn parameters(&self) -> Vec<Parameter> {
        super::parameters(self)
    }
}

impl Block {
    fn new(config: &experiment::Gpt, init: &mut Init) -> Self {
        Block {
            attention_norm: Norm::new(config.norm, config.width, config.bias, init),
            attention: Attention::new(config, init),
            feed_forward_norm: Norm::new(config.norm, config.width, config.bias, init),
            feed_forward: FeedForward::new(config, init),
        }
    }

    /// The stream, `[batch·time, width]`, with both branches added.
    fn forward(
        &self,
        stream: Tensor<2>,
        place: Place,
        memory: Option<Memory>,
        tables: &Tables,
    ) -> Attended {
        let normed = self.attention_norm.forward(stream.clone()); // [batch·time, width]
        let attended = self.attention.forward(normed, place, memory, tables);
        let stream = stream + attended.output; // [batch·time, width]
        let normed = self.feed_forward_norm.forward(stream.clone()); // [batch·time, width]
        Attended {
            output: stream + self.feed_forward.forward(normed),
            ..attended
        }
    }
}

impl Attention {
    fn new(config: &experiment::Gpt, init: &mut Init) -> Self {
        let width = config.width;
        Attention {
            qkv: Linear::new([width, 3 * width], DEVIATION, config.bias, init),
            output: Linear::new(
                [width, width],
                residual_deviation(config),
                config.bias,
                init,
            ),
            weights_dropout: DropoutConfig::new(config.dropout).init(),
            output_dropout: DropoutConfig::new(config.dropout).init(),
            heads: config.heads,
        }
    }

    /// Multi-head attention, `[batch·time, width]` → `[batch·time, width]`.
    fn forward(
        &self,
        normed: Tensor<2>,
        place: Place,
        memory: Option<Memory>,
        tables: &Tables,
    ) -> Attended {
        let qkv = self.qkv.forward(normed); // [batch·time, 3·width]
        let heads = match self.fused(&qkv, place, &memory, tables) {
            Some(output) => Attended {
                output, // [batch·time, width]
                memory: Memory::Together(qkv, place),
                weights: None,
            },
            None => self.attend(qkv, place, memory, tables),
        };
        Attended {
            output: self
                .output_dropout
                .forward(self.output.forward(heads.output)),
            ..heads
        }
    }

    /// The CPU's one loop for plain causal attention from the text's start; `None` for everything else.
    fn fused(
        &self,
        qkv: &Tensor<2>,
        place: Place,
        memory: &Option<Memory>,
        tables: &Tables,
    ) -> Option<Tensor<2>> {
        let drops = self.weights_dropout.prob > 0.0 && qkv.device().is_autodiff();
        if drops || place.is_watched || memory.is_some() || tables.rotation.is_some() {
            return None;
        }
        kernels::attend(qkv, place.time, self.heads)
    }

    /// softmax(Q·Kᵀ/√d + mask)·V for every head (Vaswani et al. 2017, equation 1).
    fn attend(
        &self,
        qkv: Tensor<2>,
        place: Place,
        memory: Option<Memory>,
        tables: &Tables,
    ) -> Attended {
        let Place {
            batch, time, past, ..
        } = place;
        let width = qkv.dims()[1] / 3;
        let mut queries = part(&qkv, 0, place, self.heads); // [batch, head, time, size]
        let mut keys = part(&qkv, 1, place, self.heads); // [batch, head, time, size]
        let mut values = part(&qkv, 2, place, self.heads); // [batch, head, time, size]
        if let Some((cosines, sines)) = &tables.rotation {
            let cosines = rows(cosines.clone(), past, time); // [time, size]
            let sines = rows(sines.clone(), past, time); // [time, size]
            queries = rotate(queries, cosines.clone(), sines.clone());
            keys = rotate(keys, cosines, sines);
        }
        if let Some(memory) = memory {
            let (old_keys, old_values) = memory.apart(self.heads);
            keys = Tensor::cat(vec![old_keys, keys], 2); // [batch, head, past + time, size]
            values = Tensor::cat(vec![old_values, values], 2); // [batch, head, past + time, size]
        }

        let scale = 1.0 / ((width / self.heads) as f64).sqrt();
        let scores = (queries * scale).matmul(keys.clone().transpose()); // [batch, head, time, past + time]
        let mask = tables.mask.clone();
        let mask = mask.slice([past..past + time, 0..past + time]); // [time, past + time]
        let weights = softmax(scores + mask.unsqueeze::<4>(), 3); // [batch, head, time, past + time]
        let kept = self.weights_dropout.forward(weights.clone());
        let output = kept
            .matmul(values.clone()) // [batch, head, time, size]
            .swap_dims(1, 2) // [batch, time, head, size]
            .reshape([batch * time, width]); // [batch·time, width]
        Attended {
            output,
            memory: Memory::Apart(keys, values),
            weights: place.is_watched.then_some(weights),
        }
    }
}

impl FeedForward {
    fn new(config: &experiment::Gpt, init: &mut Init) -> Self {
        let (width, inner) = (config.width, config.feed_forward_width());
        let up = match config.activation {
            Activation::Swiglu => 2 * inner,
            _ => inner,
        };
        FeedForward {
            up: Linear::new([width, up], DEVIATION, config.bias, init),
            down: Linear::new(
                [inner, width],
                residual_deviation(config),
                config.bias,
                init,
            ),
            dropout: DropoutConfig::new(config.dropout).init(),
            activation: config.activation,
        }
    }

    /// `[batch·time, width]` → `[batch·time, width]`.
    fn forward(&self, normed: Tensor<2>) -> Tensor<2> {
        let up = self.up.forward(normed); // [batch·time, inner or 2·inner]
        let inner = kernels::activate(&up, self.activation).unwrap_or_else(|| self.activate(up)); // [batch·time, inner]
        self.dropout.forward(self.down.forward(inner)) // [batch·time, width]
    }

    /// The non-linearity of elementary operations.
    fn activate(&self, up: Tensor<2>) -> Tensor<2> {
        match self.activation {
            Activation::Gelu => gelu(up),
            Activation::GeluTanh => gelu_approximate(up),
            Activation::Relu => relu(up),
            Activation::Swiglu => {
                let inner = up.dims()[1] / 2;
                let gate = up.clone().narrow(1, 0, inner);
                silu(gate) * up.narrow(1, inner, inner)
            }
        }
    }
}

/// Each block adds to the residual stream twice; scaled down, the sum keeps its variance whatever the depth.
fn residual_deviation(config: &experiment::Gpt) -> f64 {
    DEVIATION / (2.0 * config.layers as f64).sqrt()
}

#[cfg(test)]
mod tests;
