//! What networks are made of: drawn weights, linear layers, embeddings, normalisation.
//!
//! Activations are kept two-dimensional, `[batch·time, width]`, wherever a layer treats every position alike: then a
//! linear layer is one matrix product.

use burn::module::{Module, Param};
use burn::tensor::{Device, Int, Tensor, TensorData};

use super::kernels;
use crate::experiment;
use crate::random::{self, Purpose};

/// Where parameters come from: drawn on the host, so that every device starts from the same ones.
pub struct Init<'a> {
    seed: u64,
    /// Parameters drawn so far.
    drawn: u64,
    device: &'a Device,
}

impl<'a> Init<'a> {
    /// Parameters on `device`, drawn from `seed`.
    pub fn new(seed: u64, device: &'a Device) -> Self {
        let drawn = 0;
        Init {
            seed,
            drawn,
            device,
        }
    }

    /// Where the parameters are to live.
    pub fn device(&self) -> &Device {
        self.device
    }

    /// Normally distributed around zero.
    pub fn normal(&mut self, shape: [usize; 2], deviation: f64) -> Param<Tensor<2>> {
        let mut stream = self.stream();
        let mut draw = || (random::normal(&mut stream) * deviation) as f32;
        let values = (0..shape[0] * shape[1]).map(|_| draw()).collect();
        self.parameter(values, shape)
    }

    /// Evenly distributed numbers between `-bound` and `bound`, for [`Init::parameter`].
    pub fn uniform(&mut self, count: usize, bound: f64) -> Vec<f32> {
        let mut stream = self.stream();
        let mut draw = || ((2.0 * random::unit(&mut stream) - 1.0) * bound) as f32;
        (0..count).map(|_| draw()).collect()
    }

    /// The next parameter's own stream.
    fn stream(&mut self) -> random::ChaCha8Rng {
        self.drawn += 1;
        random::stream(self.seed, Purpose::Initialisation, self.drawn)
    }

    /// A parameter of these values, row after row.
    pub fn parameter<const D: usize>(
        &self,
        values: Vec<f32>,
        shape: [usize; D],
    ) -> Param<Tensor<D>> {
        Param::from_data(TensorData::new(values, shape), self.device)
    }

    /// The same number everywhere.
    pub fn constant(&self, size: usize, value: f32) -> Param<Tensor<1>> {
        self.parameter(vec![value; size], [size])
    }
}

/// x · W + b.
#[derive(Module, Debug)]
pub struct Linear {
    /// `[inputs, outputs]`.
    pub weight: Param<Tensor<2>>,
    /// `[outputs]`.
    pub bias: Option<Param<Tensor<1>>>,
}

impl Linear {
    /// Normally distributed weights, zero bias.
    pub fn new(shape: [usize; 2], deviation: f64, bias: experiment::Bias, init: &mut Init) -> Self {
        Linear {
            weight: init.normal(shape, deviation),
            bias: (bias == experiment::Bias::On).then(|| init.constant(shape[1], 0.0)),
        }
    }

    /// Weights and bias drawn evenly from ±1/√inputs.
    pub fn uniform(shape: [usize; 2], init: &mut Init) -> Self {
        let bound = 1.0 / (shape[0] as f64).sqrt();
        let weight = init.uniform(shape[0] * shape[1], bound);
        let bias = init.uniform(shape[1], bound);
        Linear {
            weight: init.parameter(weight, shape),
            bias: Some(init.parameter(bias, [shape[1]])),
        }
    }

    /// `[rows, inputs]` → `[rows, outputs]`.
    pub fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        let product = input.matmul(self.weight.val()); // [rows, outputs]
        match &self.bias {
            Some(bias) => product + bias.val().unsqueeze(),
            None => product,
        }
    }
}

/// Up to this many rows a GPU looks vectors up by multiplying with one-hot vectors: the product's backward pass is a
/// matrix product too, where a gather's is serial over the tokens.
const ONE_HOT_ROWS: usize = experiment::ONE_HOT;

/// One vector for each token (or position).
#[derive(Module, Debug)]
pub struct Embedding {
    /// `[rows, width]`.
    pub weight: Param<Tensor<2>>,
}

impl Embedding {
    /// Normally distributed vectors.
    pub fn new(shape: [usize; 2], deviation: f64, init: &mut Init) -> Self {
        Embedding {
            weight: init.normal(shape, deviation),
        }
    }

    /// How many tokens (or positions) have a vector.
    pub fn rows(&self) -> usize {
        self.weight.lazy_shape()[0]
    }

    /// The vectors of `tokens`: `[batch, time]` → `[batch·time, width]`.
    pub fn forward(&self, tokens: Tensor<2, Int>) -> Tensor<2> {
        let [rows, _] = self.weight.dims();
        if rows > ONE_HOT_ROWS || tokens.device() == Device::flex() {
            self.gather(tokens)
        } else {
            self.multiply(tokens)
        }
    }

    fn gather(&self, tokens: Tensor<2, Int>) -> Tensor<2> {
        let vectors = burn::tensor::module::embedding(self.weight.val(), tokens); // [batch, time, width]
        vectors.flatten(0, 1)
    }

    fn multiply(&self, tokens: Tensor<2, Int>) -> Tensor<2> {
        let [rows, _] = self.weight.dims();
        let every = Tensor::arange(0..rows as i64, &tokens.device()).unsqueeze::<2>(); // [1, rows]
        let tokens = tokens.flatten::<1>(0, 1).unsqueeze_dim::<2>(1); // [batch·time, 1]
        let one_hot = tokens.equal(every).float(); // [batch·time, rows]
        one_hot.matmul(self.weight.val()) // [batch·time, width]
    }
}

/// Normalisation of each position's vector, with a learned gain (and shift).
#[derive(Module, Debug)]
pub struct Norm {
    /// The gain, `[width]`; ones at the start.
    pub weight: Param<Tensor<1>>,
    /// The shift, `[width]`; zeros at the start.
    pub bias: Option<Param<Tensor<1>>>,
    #[module(skip)]
    kind: experiment::Norm,
}

/// Keeps the division finite.
const EPSILON: f64 = 1e-5;

impl Norm {
    /// Unit gain, zero shift; RMSNorm has no shift.
    pub fn new(
        kind: experiment::Norm,
        width: usize,
        bias: experiment::Bias,
        init: &mut Init,
    ) -> Self {
        let has_bias = kind == experiment::Norm::LayerNorm && bias == experiment::Bias::On;
        Norm {
            weight: init.constant(width, 1.0),
            bias: has_bias.then(|| init.constant(width, 0.0)),
            kind,
        }
    }

    /// `[rows, width]` → `[rows, width]`.
    pub fn forward(&self, input: Tensor<2>) -> Tensor<2> {
        let (gain, shift) = (self.weight.val(), self.bias.as_ref().map(Param::val));
        kernels::normalise(&input, &gain, shift.as_ref(), self.kind, EPSILON)
            .unwrap_or_else(|| self.compose(input, gain, shift))
    }

    /// The same of elementary operations.
    fn compose(&self, input: Tensor<2>, gain: Tensor<1>, shift: Option<Tensor<1>>) -> Tensor<2> {
        let centred = match self.kind {
            experiment::Norm::LayerNorm => input.clone() - input.mean_dim(1),
            experiment::Norm::RmsNorm => input,
        };
        let variance = (centred.clone() * centred.clone()).mean_dim(1); // [rows, 1]
        let unit = centred / (variance + EPSILON).sqrt(); // [rows, width]
        let scaled = unit * gain.unsqueeze();
        match shift {
            Some(shift) => scaled + shift.unsqueeze(),
            None => scaled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gathering_is_multiplying_with_one_hot_vectors() {
        let device = Device::flex().autodiff();
        let embedding = Embedding::new([5, 3], 1.0, &mut Init::new(1, &device));
        let tokens = Tensor::from_data([[4, 0, 4], [2, 4, 1]], &device);
        let both = [embedding.gather(tokens.clone()), embedding.multiply(tokens)].map(|vectors| {
            let weights = Tensor::arange(0..18, &device).float().reshape([6, 3]);
            let gradients = (vectors.clone() * weights).sum().backward();
            let gradient = embedding
                .weight
                .grad(&gradients)
                .expect("vectors are learned");
            [vectors.inner(), gradient].map(|tensor| tensor.into_data())
        });
        assert_eq!(both[0], both[1]);
    }

    #[test]
    fn draws_are_those_of_the_distributions() {
        let device = Device::flex();
        let mut init = Init::new(7, &device);
        let drawn: Vec<f32> = init
            .normal([100, 100], 0.02)
            .val()
            .into_data()
            .iter()
            .collect();
        let mean = drawn.iter().sum::<f32>() / 1e4;
        let deviation = (drawn.iter().map(|each| each * each).sum::<f32>() / 1e4).sqrt();
        assert!(
            mean.abs() < 1e-3 && (deviation - 0.02).abs() < 5e-4,
            "{mean} {deviation}"
        );
        let drawn = init.uniform(10_000, 0.1);
        assert!(drawn.iter().all(|each| each.abs() <= 0.1));
        assert!(drawn.iter().any(|each| *each > 0.099) && drawn.iter().any(|each| *each < -0.099));
    }
}
