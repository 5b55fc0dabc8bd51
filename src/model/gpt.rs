//! A decoder-only Transformer (Vaswani et al. 2017; Radford et al. 2019), pre-norm, with attention that can always
//! be looked at.
//!
//! tokens → embedding + position → blocks of (norm → attention → +) (norm → feed-forward → +) → norm → logits.
//! With learned positions, LayerNorm, `GeluTanh`, tied output and biases it is GPT-2 to the last operation.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig};
use burn::tensor::activation::{gelu, gelu_approximate, relu, silu, softmax};
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::layers::{Embedding, Init, Linear, Norm};
use super::{Encoded, Inside, LanguageModel, Parameter, State, kernels};
use crate::experiment::{self, Activation, OutputLayer, Positions};

/// The standard deviation of drawn weights, as in GPT-2.
const DEVIATION: f64 = 0.02;

/// Added to the score of a key that must not be seen. Finite, because WGSL has no infinity; exp of it is zero.
const HIDDEN: f32 = -1e9;

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

/// Widen, bend, narrow.
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

/// Constants that follow from the configuration alone, computed once.
#[derive(Module, Debug)]
struct Tables {
    /// What is added to scores: 0 where the key may be seen, [`HIDDEN`] where it lies in the future,
    /// `[context, context]` by query and key.
    mask: Tensor<2>,
    /// Sinusoidal positions, `[context, width]`.
    sinusoids: Option<Tensor<2>>,
    /// Cosines and sines of rotary positions, `[context, head width]` each.
    rotation: Option<(Tensor<2>, Tensor<2>)>,
}

/// Keys and values of the tokens read so far.
#[derive(Clone, Debug)]
pub struct Cache {
    layers: Vec<Memory>,
}

/// One layer's keys and values.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is one for each layer")]
enum Memory {
    /// Still beside the queries, as the one product for all three has left them: training never asks for more.
    Together(Tensor<2>, Place),
    /// `[batch, head, time, head width]` each.
    Apart(Tensor<4>, Tensor<4>),
}

impl Memory {
    /// Tokens it remembers.
    fn len(&self) -> usize {
        match self {
            Memory::Together(_, place) => place.time,
            Memory::Apart(keys, _) => keys.dims()[2],
        }
    }

    /// Keys and values, `[batch, head, time, head width]` each.
    fn apart(self, heads: usize) -> (Tensor<4>, Tensor<4>) {
        match self {
            Memory::Together(qkv, place) => {
                (part(&qkv, 1, place, heads), part(&qkv, 2, place, heads))
            }
            Memory::Apart(keys, values) => (keys, values),
        }
    }

    fn detach(self) -> Memory {
        match self {
            Memory::Together(qkv, place) => Memory::Together(qkv.detach(), place),
            Memory::Apart(keys, values) => Memory::Apart(keys.detach(), values.detach()),
        }
    }
}

impl Cache {
    /// Tokens it remembers.
    pub fn len(&self) -> usize {
        self.layers.first().map_or(0, Memory::len)
    }

    /// Whether nothing has been read yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The same memory without the history of its computation.
    pub fn detach(self) -> Cache {
        Cache {
            layers: self.layers.into_iter().map(Memory::detach).collect(),
        }
    }
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
            let (out, memory, weights) =
                block.forward(stream, place, remembered.next(), &self.tables);
            stream = out;
            layers.push(memory);
            if let (Some(watch), Some(weights)) = (&mut watch, weights) {
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

/// Where a piece of text stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    batch: usize,
    time: usize,
    /// Tokens that came before.
    past: usize,
    /// Whether somebody wants to see the attention weights.
    is_watched: bool,
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

    /// The stream, `[batch·time, width]`, with both branches added; what attention remembers and, where asked for, its
    /// weights.
    fn forward(
        &self,
        stream: Tensor<2>,
        place: Place,
        memory: Option<Memory>,
        tables: &Tables,
    ) -> (Tensor<2>, Memory, Option<Tensor<4>>) {
        let normed = self.attention_norm.forward(stream.clone());
        let (attended, memory, weights) = self.attention.forward(normed, place, memory, tables);
        let stream = stream + attended; // [batch·time, width]
        let normed = self.feed_forward_norm.forward(stream.clone());
        (stream + self.feed_forward.forward(normed), memory, weights)
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

    /// softmax(Q·Kᵀ/√d + mask)·V for every head, `[batch·time, width]` → `[batch·time, width]`; with what is to be
    /// remembered of all tokens so far and, where asked for, the weights.
    fn forward(
        &self,
        normed: Tensor<2>,
        place: Place,
        memory: Option<Memory>,
        tables: &Tables,
    ) -> (Tensor<2>, Memory, Option<Tensor<4>>) {
        let qkv = self.qkv.forward(normed); // [batch·time, 3·width]
        let (mixed, memory, weights) = match self.fused(&qkv, place, &memory, tables) {
            Some(mixed) => (mixed, Memory::Together(qkv, place), None),
            None => self.composed(qkv, place, memory, tables),
        }; // [batch·time, width]
        let attended = self.output_dropout.forward(self.output.forward(mixed));
        (attended, memory, weights)
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

    /// The same of elementary operations, for every case.
    fn composed(
        &self,
        qkv: Tensor<2>,
        place: Place,
        memory: Option<Memory>,
        tables: &Tables,
    ) -> (Tensor<2>, Memory, Option<Tensor<4>>) {
        let Place {
            batch, time, past, ..
        } = place;
        let width = qkv.dims()[1] / 3;
        let mut queries = part(&qkv, 0, place, self.heads); // [batch, head, time, size]
        let mut keys = part(&qkv, 1, place, self.heads);
        let mut values = part(&qkv, 2, place, self.heads);
        if let Some((cosines, sines)) = &tables.rotation {
            let cosines = rows(cosines.clone(), past, time);
            let sines = rows(sines.clone(), past, time);
            queries = rotate(queries, cosines.clone(), sines.clone());
            keys = rotate(keys, cosines, sines);
        }
        if let Some(memory) = memory {
            let (old_keys, old_values) = memory.apart(self.heads);
            keys = Tensor::cat(vec![old_keys, keys], 2); // [batch, head, past + time, size]
            values = Tensor::cat(vec![old_values, values], 2);
        }

        let scale = 1.0 / ((width / self.heads) as f64).sqrt();
        let scores = (queries * scale).matmul(keys.clone().transpose()); // [batch, head, time, past + time]
        let mask = tables.mask.clone();
        let mask = mask.slice([past..past + time, 0..past + time]);
        let weights = softmax(scores + mask.unsqueeze::<4>(), 3); // [batch, head, time, past + time]
        let kept = self.weights_dropout.forward(weights.clone());
        let mixed = kept
            .matmul(values.clone()) // [batch, head, time, size]
            .swap_dims(1, 2)
            .reshape([batch * time, width]); // [batch·time, width]
        let seen = place.is_watched.then_some(weights);
        (mixed, Memory::Apart(keys, values), seen)
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
        let bent = kernels::bend(&up, self.activation).unwrap_or_else(|| self.bend(up)); // [batch·time, inner]
        self.dropout.forward(self.down.forward(bent))
    }

    /// The non-linearity of elementary operations.
    fn bend(&self, up: Tensor<2>) -> Tensor<2> {
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

/// The heads' queries (0), keys (1) or values (2) out of all three side by side: `[batch·time, 3·width]` →
/// `[batch, head, time, head width]`.
fn part(qkv: &Tensor<2>, which: usize, place: Place, heads: usize) -> Tensor<4> {
    let width = qkv.dims()[1] / 3;
    qkv.clone()
        .narrow(1, which * width, width) // [batch·time, width]
        .reshape([place.batch, place.time, heads, width / heads])
        .swap_dims(1, 2)
}

/// `count` rows of a table, from `start`.
fn rows(table: Tensor<2>, start: usize, count: usize) -> Tensor<2> {
    let [_, width] = table.dims();
    table.slice([start..start + count, 0..width])
}

/// Turns each pair (xᵢ, xᵢ₊ₛ), s = half the head's width, by its position's angle (Su et al. 2021, equation 34, with
/// the halves paired as in GPT-NeoX).
fn rotate(vectors: Tensor<4>, cosines: Tensor<2>, sines: Tensor<2>) -> Tensor<4> {
    let half = vectors.dims()[3] / 2;
    let halves = vectors.clone().split(half, 3);
    let turned = Tensor::cat(vec![halves[1].clone().neg(), halves[0].clone()], 3); // [batch, head, time, size]
    vectors * cosines.unsqueeze::<4>() + turned * sines.unsqueeze::<4>()
}

impl Tables {
    fn new(config: &experiment::Gpt, device: &Device) -> Self {
        let context = config.context;
        let mask = (0..context * context).map(|at| {
            let (query, key) = (at / context, at % context);
            if key <= query { 0.0 } else { HIDDEN }
        });
        let table = |values: Vec<f32>, width: usize| {
            Tensor::from_data(TensorData::new(values, [context, width]), device)
        };
        let sinusoids = (config.positions == Positions::Sinusoidal)
            .then(|| table(sinusoids(context, config.width), config.width));
        let rotation = (config.positions == Positions::Rope).then(|| {
            let size = config.width / config.heads;
            let angles = |turn: fn(f64) -> f64| {
                let value = |at: usize| turn(angle(at / size, at % size % (size / 2), size)) as f32;
                table((0..context * size).map(value).collect(), size)
            };
            (angles(f64::cos), angles(f64::sin))
        });
        Tables {
            mask: table(mask.collect(), context),
            sinusoids,
            rotation,
        }
    }
}

/// The angle of pair `pair` at `position`: wavelengths rise from 2π to 20 000π (Vaswani et al. 2017, section 3.5).
fn angle(position: usize, pair: usize, width: usize) -> f64 {
    position as f64 / 10_000f64.powf(2.0 * pair as f64 / width as f64)
}

/// Sines in even columns, cosines in odd ones, `[context, width]`, scaled to the deviation of learned positions at the
/// start so that they do not drown the token vectors.
fn sinusoids(context: usize, width: usize) -> Vec<f32> {
    let value = |at: usize| {
        let (position, column) = (at / width, at % width);
        let angle = angle(position, column / 2, width);
        let wave = if column % 2 == 0 {
            angle.sin()
        } else {
            angle.cos()
        };
        (wave * DEVIATION * std::f64::consts::SQRT_2) as f32
    };
    (0..context * width).map(value).collect()
}

#[cfg(test)]
mod tests;
