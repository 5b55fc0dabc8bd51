//! RNN, LSTM and GRU: the cells are their equations, the scan that runs them over time is written once.
//!
//! Everything is time-major, `[time·batch, …]`, so that one product serves all time steps' inputs and a time step is a
//! run of whole rows. Weights are PyTorch's, transposed: each layer has an input and a state matrix with a bias each,
//! and the gates stand side by side in its order.

use burn::module::Module;
use burn::nn::{Dropout, DropoutConfig};
use burn::tensor::activation::{sigmoid, tanh};
use burn::tensor::{Device, Int, Tensor};

use super::layers::{Embedding, Init, Linear};
use super::{Encoded, Find, Inside, LanguageModel, Output, Parameter, State};
use crate::experiment::{self, Cell};
use crate::words::Problem;

/// What a step of this cell leaves to be looked at, in the order in which [`Layer::step`] gives it.
fn traces(kind: Cell) -> &'static [&'static str] {
    match kind {
        Cell::Rnn => &["hidden"],
        Cell::Lstm => &["hidden", "cell", "input", "forget", "candidate", "output"],
        Cell::Gru => &["hidden", "reset", "update", "candidate"],
    }
}

/// The whole network: embedding → layers, each read from the first token to the last → logits.
#[derive(Module, Debug)]
pub struct Recurrent {
    embedding: Embedding,
    layers: Vec<Layer>,
    /// Between layers; not after the last.
    dropout: Dropout,
    output: Linear,
    #[module(skip)]
    kind: Cell,
}

/// One layer's weights.
#[derive(Module, Debug)]
struct Layer {
    /// W, b: what a token's vector adds to every gate, `[width, gates·width]`.
    input: Linear,
    /// U, c: what the last hidden state adds to every gate, `[width, gates·width]`.
    state: Linear,
}

/// What every layer remembers.
#[derive(Clone, Debug)]
pub struct Hidden {
    layers: Vec<Memory>,
}

/// What one layer remembers, `[batch, width]` each.
#[derive(Clone, Debug)]
struct Memory {
    /// h, which is also what it says.
    hidden: Tensor<2>,
    /// c, which only an LSTM has.
    cell: Option<Tensor<2>>,
}

impl Hidden {
    /// Every layer's memory: `0.hidden`, `0.cell`, `1.hidden` …
    pub fn tensors(&self) -> Vec<(String, Tensor<2>)> {
        let layers = self.layers.iter().enumerate();
        let named = layers.flat_map(|(depth, memory)| {
            let hidden = std::iter::once((format!("{depth}.hidden"), memory.hidden.clone()));
            hidden.chain(
                memory
                    .cell
                    .iter()
                    .map(move |cell| (format!("{depth}.cell"), cell.clone())),
            )
        });
        named.collect()
    }

    /// From every layer's h (and c), `[layer, batch, width]`.
    pub fn from_tensors(hidden: Tensor<3>, cell: Option<Tensor<3>>) -> Hidden {
        let layer = |of: &Tensor<3>, depth: usize| of.clone().narrow(0, depth, 1).squeeze_dim(0);
        let [layers, _, _] = hidden.dims();
        let layers = (0..layers).map(|depth| Memory {
            hidden: layer(&hidden, depth),
            cell: cell.as_ref().map(|cell| layer(cell, depth)),
        });
        Hidden {
            layers: layers.collect(),
        }
    }

    /// Every layer's h (and c), `[layer, batch, width]`.
    pub fn into_tensors(self) -> (Tensor<3>, Option<Tensor<3>>) {
        let (hidden, cells): (Vec<_>, Vec<_>) = self
            .layers
            .into_iter()
            .map(|memory| (memory.hidden, memory.cell))
            .unzip();
        let cells: Option<Vec<_>> = cells.into_iter().collect();
        (
            Tensor::stack(hidden, 0),
            cells.map(|cells| Tensor::stack(cells, 0)),
        )
    }

    /// The same memory without the history of its computation.
    pub fn detach(self) -> Hidden {
        let layers = self.layers.into_iter().map(|memory| Memory {
            hidden: memory.hidden.detach(),
            cell: memory.cell.map(Tensor::detach),
        });
        Hidden {
            layers: layers.collect(),
        }
    }
}

impl Recurrent {
    /// Draws the weights as PyTorch does: embeddings from N(0, 1), everything else evenly from ±1/√width.
    pub fn new(
        kind: Cell,
        config: &experiment::Recurrent,
        vocabulary: usize,
        init: &mut Init,
    ) -> Self {
        let width = config.width;
        let embedding = Embedding::new([vocabulary, width], 1.0, init);
        let layers = (0..config.layers).map(|_| Layer::new(kind, config, init));
        let layers = layers.collect();
        Recurrent {
            embedding,
            layers,
            dropout: DropoutConfig::new(config.dropout).init(),
            output: Linear::uniform([width, vocabulary], init),
            kind,
        }
    }

    fn read(
        &self,
        tokens: Tensor<2, Int>,
        state: Option<State>,
        mut watch: impl FnMut(usize, &Step),
    ) -> Encoded {
        let [batch, time] = tokens.dims();
        let mut starts = match state {
            Some(State::Recurrent(hidden)) => hidden.layers,
            Some(_) => super::of_another_family(),
            None => Vec::new(),
        }
        .into_iter();
        let mut ends = Vec::with_capacity(self.layers.len());

        let mut text = self.embedding.forward(tokens.swap_dims(0, 1)); // [time·batch, width]
        for (depth, layer) in self.layers.iter().enumerate() {
            if depth > 0 {
                text = self.dropout.forward(text);
            }
            let start = starts
                .next()
                .unwrap_or_else(|| Memory::empty(self.kind, batch, layer.width(), &text.device()));
            let (said, end) = layer.scan(self.kind, text, time, start, |step| watch(depth, step));
            text = said;
            ends.push(end);
        }
        Encoded {
            hidden: text, // [time·batch, width]
            state: State::Recurrent(Hidden { layers: ends }),
        }
    }
}

impl LanguageModel for Recurrent {
    /// The rows are `[time·batch, width]`.
    fn encode(&self, tokens: Tensor<2, Int>, state: Option<State>) -> Encoded {
        self.read(tokens, state, |_, _| ())
    }

    fn logits(&self, hidden: Tensor<2>) -> Tensor<2> {
        self.output.forward(hidden)
    }

    fn forward(&self, tokens: Tensor<2, Int>, state: Option<State>) -> Output {
        let [batch, time] = tokens.dims();
        let Encoded { hidden, state } = self.encode(tokens, state);
        let logits = self.logits(hidden); // [time·batch, vocabulary]
        let [_, vocabulary] = logits.dims();
        Output {
            logits: logits.reshape([time, batch, vocabulary]).swap_dims(0, 1),
            state,
        }
    }

    /// Shows every layer's gates and states.
    fn inspect(&self, tokens: Tensor<2, Int>, watch: &mut dyn FnMut(usize, Inside)) -> Encoded {
        let [_, time] = tokens.dims();
        let names = traces(self.kind);
        let mut seen: Vec<Vec<Tensor<2>>> = vec![Vec::with_capacity(time); names.len()];
        self.read(tokens, None, |layer, step| {
            let quantities = step.memory.quantities().chain(step.gates.iter().cloned());
            for (trace, quantity) in seen.iter_mut().zip(quantities) {
                trace.push(quantity);
            }
            if seen[0].len() == time {
                let over_time = |steps: &mut Vec<_>| Tensor::cat(std::mem::take(steps), 0); // [time, width]
                let traces = names.iter().copied().zip(seen.iter_mut().map(over_time));
                watch(layer, Inside::Units(traces.collect()));
            }
        })
    }

    fn depth(&self) -> usize {
        self.layers.len()
    }

    fn vocabulary(&self) -> usize {
        self.embedding.rows()
    }

    fn recall(&self, find: &mut Find) -> Result<Option<State>, Problem> {
        let mut layers = Vec::with_capacity(self.layers.len());
        for depth in 0..self.layers.len() {
            let hidden = find(&format!("{depth}.hidden"))?;
            let cell = match self.kind {
                Cell::Lstm => Some(find(&format!("{depth}.cell"))?),
                Cell::Rnn | Cell::Gru => None,
            };
            layers.push(Memory { hidden, cell });
        }
        Ok(Some(State::Recurrent(Hidden { layers })))
    }

    fn parameters(&self) -> Vec<Parameter> {
        super::parameters(self)
    }
}

impl Memory {
    /// Zeros.
    fn empty(kind: Cell, batch: usize, width: usize, device: &Device) -> Self {
        let zeros = || Tensor::zeros([batch, width], device);
        Memory {
            hidden: zeros(),
            cell: (kind == Cell::Lstm).then(zeros),
        }
    }

    /// h, and c where there is one.
    fn quantities(&self) -> impl Iterator<Item = Tensor<2>> {
        [Some(self.hidden.clone()), self.cell.clone()]
            .into_iter()
            .flatten()
    }
}

/// What one time step leaves behind.
struct Step {
    memory: Memory,
    /// The gates, `[batch, width]` each, in the order of [`traces`].
    gates: Vec<Tensor<2>>,
}

impl Layer {
    fn new(kind: Cell, config: &experiment::Recurrent, init: &mut Init) -> Self {
        let width = config.width;
        let shape = [width, kind.gates() * width];
        let state = Linear::uniform(shape, init);
        let mut input = Linear::uniform(shape, init);
        if kind == Cell::Lstm {
            let mut bias = init.uniform(4 * width, 1.0 / (width as f64).sqrt());
            for forget in &mut bias[width..2 * width] {
                *forget += config.forget_bias as f32;
            }
            input.bias = Some(init.parameter(bias, [4 * width]));
        }
        Layer { input, state }
    }

    fn width(&self) -> usize {
        self.state.weight.lazy_shape()[0]
    }

    /// Runs the cell over a text, `[time·batch, width]`, and gives what it said, of the same shape.
    fn scan(
        &self,
        kind: Cell,
        text: Tensor<2>,
        time: usize,
        start: Memory,
        mut watch: impl FnMut(&Step),
    ) -> (Tensor<2>, Memory) {
        let inputs = self.input.forward(text); // [time·batch, gates·width]
        let mut memory = start;
        let mut said = Vec::with_capacity(time);
        for input in runs(inputs, time) {
            let step = self.step(kind, input, memory); // [batch, width]
            watch(&step);
            memory = step.memory;
            said.push(memory.hidden.clone());
        }
        (Tensor::cat(said, 0), memory)
    }

    /// One time step, from what the token adds to every gate, `[batch, gates·width]`, and the memory of the last.
    fn step(&self, kind: Cell, input: Tensor<2>, memory: Memory) -> Step {
        let state = self.state.forward(memory.hidden.clone()); // [batch, gates·width]
        match (kind, memory.cell) {
            (Cell::Rnn, _) => elman(input, state),
            (Cell::Gru, _) => gru(input, state, memory.hidden),
            (Cell::Lstm, cell) => lstm(input, state, cell.expect("an LSTM's memory has a cell")),
        }
    }
}

/// h = tanh(W·x + b + U·h₋₁ + c).
fn elman(input: Tensor<2>, state: Tensor<2>) -> Step {
    let hidden = tanh(input + state);
    Step {
        memory: Memory { hidden, cell: None },
        gates: Vec::new(),
    }
}

/// With `[i f g o] = W·x + b + U·h₋₁ + c`:
///
/// i = σ(i), f = σ(f), g = tanh(g), o = σ(o); c = f ⊙ c₋₁ + i ⊙ g; h = o ⊙ tanh(c).
fn lstm(input: Tensor<2>, state: Tensor<2>, cell: Tensor<2>) -> Step {
    let sum = input + state; // [batch, 4·width]
    let [_, width] = cell.dims();
    let let_in = sigmoid(sum.clone().narrow(1, 0, width));
    let forget = sigmoid(sum.clone().narrow(1, width, width));
    let candidate = tanh(sum.clone().narrow(1, 2 * width, width));
    let output = sigmoid(sum.narrow(1, 3 * width, width));
    let cell = forget.clone() * cell + let_in.clone() * candidate.clone();
    let hidden = output.clone() * tanh(cell.clone());
    Step {
        memory: Memory {
            hidden,
            cell: Some(cell),
        },
        gates: vec![let_in, forget, candidate, output],
    }
}

/// With `[r z n] = W·x + b` and `[r' z' n'] = U·h₋₁ + c`:
///
/// r = σ(r + r'), z = σ(z + z'), n = tanh(n + r ⊙ n'); h = (1 − z) ⊙ n + z ⊙ h₋₁ = n + z ⊙ (h₋₁ − n).
fn gru(input: Tensor<2>, state: Tensor<2>, hidden: Tensor<2>) -> Step {
    let [_, width] = hidden.dims();
    let part = |of: &Tensor<2>, gate: usize| of.clone().narrow(1, gate * width, width);
    let reset = sigmoid(part(&input, 0) + part(&state, 0));
    let update = sigmoid(part(&input, 1) + part(&state, 1));
    let candidate = tanh(part(&input, 2) + reset.clone() * part(&state, 2));
    let hidden = candidate.clone() + update.clone() * (hidden - candidate.clone());
    Step {
        memory: Memory { hidden, cell: None },
        gates: vec![reset, update, candidate],
    }
}

/// Cuts rows into `count` runs of the same length, by halves: a slice's gradient is as large as what it was cut from,
/// so that cutting every run from the whole would cost time² rather than time·ln(time).
fn runs(rows: Tensor<2>, count: usize) -> Vec<Tensor<2>> {
    if count == 1 {
        return vec![rows];
    }
    let [total, _] = rows.dims();
    let first = count / 2;
    let middle = total / count * first;
    let mut cut = runs(rows.clone().narrow(0, 0, middle), first);
    cut.extend(runs(rows.narrow(0, middle, total - middle), count - first));
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::module::Param;

    fn row<const N: usize>(numbers: [f32; N]) -> Tensor<2> {
        Tensor::from_data([numbers], &Device::flex())
    }

    fn linear<const N: usize>(weight: [f32; N], bias: [f32; N]) -> Linear {
        Linear {
            weight: Param::from_tensor(row(weight)),
            bias: Some(Param::from_data(bias, &Device::flex())),
        }
    }

    fn assert_is(found: Tensor<2>, expected: f32) {
        let found: f32 = found.into_scalar();
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    /// One unit reads x = 2 after h₋₁ = 1 and c₋₁ = 0.8.
    #[test]
    fn one_lstm_step_by_hand() {
        let (ln_3, artanh_half) = (1.098_612_3, 0.549_306_1);
        let layer = Layer {
            input: linear([0.5, 1.0, 0.0, 1.0], [0.0, 0.0, artanh_half, -1.0]),
            state: linear([-1.0, -1.0, 0.0, -1.0], [0.0, ln_3 - 1.0, 0.0, 0.0]),
        };
        let memory = Memory {
            hidden: row([1.0]),
            cell: Some(row([0.8])),
        };
        let step = layer.step(Cell::Lstm, layer.input.forward(row([2.0])), memory);
        let [input, forget, candidate, output] = step.gates.try_into().expect("four gates");
        assert_is(input, 0.5); // σ(0.5·2 + 0 − 1·1 + 0) = σ(0)
        assert_is(forget, 0.75); // σ(1·2 + 0 − 1·1 + ln 3 − 1) = σ(ln 3) = 3/4
        assert_is(candidate, 0.5); // tanh(0·2 + artanh ½ + 0·1 + 0)
        assert_is(output, 0.5); // σ(1·2 − 1 − 1·1 + 0) = σ(0)
        let cell = step.memory.cell.expect("an LSTM's memory has a cell");
        assert_is(cell, 0.85); // 0.75·0.8 + 0.5·0.5
        assert_is(step.memory.hidden, 0.345_534_7); // 0.5·tanh(0.85) = 0.5·0.691069
    }

    #[test]
    fn runs_are_the_rows_in_order() {
        let rows =
            Tensor::<1>::from_data([0., 1., 2., 3., 4., 5., 6., 7., 8., 9.], &Device::flex());
        let cut = runs(rows.reshape([10, 1]), 5);
        let cut: Vec<Vec<f32>> = cut
            .into_iter()
            .map(|run| run.into_data().iter().collect())
            .collect();
        assert_eq!(cut, [[0., 1.], [2., 3.], [4., 5.], [6., 7.], [8., 9.]]);
    }

    #[test]
    fn the_forget_gate_starts_open() {
        let device = Device::flex();
        let bias = |forget_bias| {
            let config = experiment::Recurrent {
                width: 4,
                forget_bias,
                ..experiment::Recurrent::default()
            };
            let layer = Layer::new(Cell::Lstm, &config, &mut Init::new(1, &device));
            let bias = layer.input.bias.expect("recurrent layers have biases");
            bias.val().into_data().iter::<f32>().collect::<Vec<_>>()
        };
        let (plain, open) = (bias(0.0), bias(1.5));
        for (gate, (plain, open)) in plain.chunks(4).zip(open.chunks(4)).enumerate() {
            let shift = if gate == 1 { 1.5 } else { 0.0 };
            assert!(
                plain
                    .iter()
                    .zip(open)
                    .all(|(plain, open)| plain + shift == *open)
            );
        }
    }
}
