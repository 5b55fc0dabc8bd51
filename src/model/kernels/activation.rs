//! The non-linearity of the feed-forward layer, number by number.

use super::Kernel;
use super::parallel::each_piece;
use super::vector::{normal, sigmoid};
use crate::experiment::Activation;

/// Numbers that one piece of work takes, about.
const PIECE: usize = 8192;

/// y = f(x), or y = silu(gate) · x for SwiGLU, whose rows hold all gates before all values.
#[derive(Clone, Copy, Debug)]
pub struct Activate {
    pub activation: Activation,
    /// Numbers in a row of the result.
    pub inner: usize,
}

/// √(2/π) and the cubic's coefficient in GELU's approximation.
const ROOT: f32 = 0.797_884_6;
const CUBIC: f32 = 0.044_715;

/// x·Φ(x).
#[inline(always)]
fn gelu(x: f32) -> f32 {
    x * normal(x).0
}

/// Φ(x) + x·φ(x).
#[inline(always)]
fn gelu_slope(x: f32) -> f32 {
    let (below, density) = normal(x);
    below + x * density
}

/// x·σ(2u) with u = √(2/π)·(x + 0.044715·x³): as ½(1 + tanh u) = σ(2u).
#[inline(always)]
fn gelu_tanh(x: f32) -> f32 {
    x * sigmoid(2.0 * ROOT * (x + CUBIC * x * x * x))
}

#[inline(always)]
fn gelu_tanh_slope(x: f32) -> f32 {
    let gate = sigmoid(2.0 * ROOT * (x + CUBIC * x * x * x));
    gate + x * gate * (1.0 - gate) * 2.0 * ROOT * (1.0 + 3.0 * CUBIC * x * x)
}

/// out = f(x) for a run of numbers.
fn run(from: &[f32], out: &mut [f32], f: impl Fn(f32) -> f32 + Send + Sync) {
    each_piece(out, PIECE, |at, piece| {
        for (out, x) in piece.iter_mut().zip(&from[at * PIECE..]) {
            *out = f(*x);
        }
    });
}

/// out = gradient · f'(x) for a run of numbers.
fn run_slope(from: &[f32], gradient: &[f32], slope: impl Fn(f32) -> f32 + Send + Sync) -> Vec<f32> {
    let mut out = vec![0.0; from.len()];
    each_piece(&mut out, PIECE, |at, piece| {
        let numbers = from[at * PIECE..].iter().zip(&gradient[at * PIECE..]);
        for (out, (x, gradient)) in piece.iter_mut().zip(numbers) {
            *out = gradient * slope(*x);
        }
    });
    out
}

impl Activate {
    fn swiglu(&self, input: &[f32], out: &mut [f32]) {
        let rows = PIECE.div_ceil(self.inner);
        each_piece(out, rows * self.inner, |at, piece| {
            let inputs = input[at * rows * 2 * self.inner..].chunks_exact(2 * self.inner);
            for (out, input) in piece.chunks_exact_mut(self.inner).zip(inputs) {
                let (gates, values) = input.split_at(self.inner);
                for ((out, gate), value) in out.iter_mut().zip(gates).zip(values) {
                    *out = gate * sigmoid(*gate) * value;
                }
            }
        });
    }

    fn swiglu_gradient(&self, input: &[f32], gradient: &[f32]) -> Vec<f32> {
        let (inner, rows) = (self.inner, PIECE.div_ceil(self.inner));
        let mut out = vec![0.0; input.len()];
        each_piece(&mut out, rows * 2 * inner, |at, piece| {
            let inputs = input[at * rows * 2 * inner..].chunks_exact(2 * inner);
            let gradients = gradient[at * rows * inner..].chunks_exact(inner);
            for ((out, input), gradient) in
                piece.chunks_exact_mut(2 * inner).zip(inputs).zip(gradients)
            {
                let (gates, values) = input.split_at(inner);
                let (to_gates, to_values) = out.split_at_mut(inner);
                for at in 0..inner {
                    let opening = sigmoid(gates[at]);
                    let silu = gates[at] * opening;
                    to_values[at] = gradient[at] * silu;
                    to_gates[at] = gradient[at] * values[at] * (opening + silu * (1.0 - opening));
                }
            }
        });
        out
    }
}

impl Kernel<1> for Activate {
    fn forward(&self, [input]: [&[f32]; 1], size: usize) -> (Vec<f32>, Vec<f32>) {
        let mut out = vec![0.0; size];
        match self.activation {
            Activation::Gelu => run(input, &mut out, gelu),
            Activation::GeluTanh => run(input, &mut out, gelu_tanh),
            Activation::Relu => run(input, &mut out, |x| if x > 0.0 { x } else { 0.0 * x }),
            Activation::Swiglu => self.swiglu(input, &mut out),
        }
        (out, Vec::new())
    }

    fn backward(&self, [input]: [&[f32]; 1], _: &[f32], gradient: &[f32]) -> [Vec<f32>; 1] {
        [match self.activation {
            Activation::Gelu => run_slope(input, gradient, gelu_slope),
            Activation::GeluTanh => run_slope(input, gradient, gelu_tanh_slope),
            Activation::Relu => run_slope(input, gradient, |x| if x > 0.0 { 1.0 } else { 0.0 }),
            Activation::Swiglu => self.swiglu_gradient(input, gradient),
        }]
    }
}
