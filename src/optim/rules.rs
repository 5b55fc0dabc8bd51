//! The update rules, one parameter at a time: each its equations and its state.
//!
//! `w` is the weight, `g` its gradient, `η` the learning rate, `λ` the weight decay, always decoupled from the gradient
//! (Loshchilov & Hutter 2019): first `w ← (1 − ηλ)·w`, then the step.

use burn::tensor::Tensor;

use super::adamw::{self, Coefficients, Moments};
use crate::experiment::{self, Decay};
use crate::model::{Parameter, Role};

/// How one parameter is updated, and what is remembered for that.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each parameter, and it moves at every step"
)]
pub enum Rule {
    /// See [`AdamW`].
    AdamW(AdamW),
    /// See [`Sgd`].
    Sgd(Sgd),
    /// See [`Lion`].
    Lion(Lion),
    /// See [`Muon`].
    Muon(Muon),
}

impl Rule {
    /// The recipe's rule for one parameter; `zeros` is a zero matrix of its shape.
    pub fn new(config: &experiment::Optimizer, parameter: &Parameter, zeros: Tensor<2>) -> Self {
        match config {
            experiment::Optimizer::AdamW(config) => {
                let decay = decay(config.weight_decay, config.decay, parameter.role);
                Rule::AdamW(AdamW::new(config, decay, zeros))
            }
            experiment::Optimizer::Sgd(config) => Rule::Sgd(Sgd {
                momentum: config.momentum,
                decay: decay(config.weight_decay, config.decay, parameter.role),
                velocity: zeros,
            }),
            experiment::Optimizer::Lion(config) => Rule::Lion(Lion {
                beta1: config.beta1,
                beta2: config.beta2,
                decay: decay(config.weight_decay, config.decay, parameter.role),
                mean: zeros,
            }),
            experiment::Optimizer::Muon(config) => {
                let decay = decay(config.weight_decay, config.decay, parameter.role);
                // As in Jordan's recipe, the embedding and the output layer are left to AdamW.
                if parameter.role == Role::Matrix {
                    Rule::Muon(Muon::new(config, decay, zeros))
                } else {
                    Rule::AdamW(AdamW::new(&experiment::AdamW::default(), decay, zeros))
                }
            }
        }
    }

    /// The new weight and the rule's new state, in step `time` (from 1).
    pub fn update(
        self,
        weight: Tensor<2>,
        gradient: Tensor<2>,
        learning_rate: f64,
        time: usize,
    ) -> (Tensor<2>, Self) {
        match self {
            Rule::AdamW(rule) => {
                let (weight, rule) = rule.update(weight, gradient, learning_rate, time);
                (weight, Rule::AdamW(rule))
            }
            Rule::Sgd(rule) => {
                let (weight, rule) = rule.update(weight, gradient, learning_rate);
                (weight, Rule::Sgd(rule))
            }
            Rule::Lion(rule) => {
                let (weight, rule) = rule.update(weight, gradient, learning_rate);
                (weight, Rule::Lion(rule))
            }
            Rule::Muon(rule) => {
                let (weight, rule) = rule.update(weight, gradient, learning_rate);
                (weight, Rule::Muon(rule))
            }
        }
    }

    /// Its state, named.
    pub fn state(&self) -> Vec<(&'static str, &Tensor<2>)> {
        match self {
            Rule::AdamW(rule) => vec![("mean", &rule.mean), ("square", &rule.square)],
            Rule::Sgd(rule) => vec![("velocity", &rule.velocity)],
            Rule::Lion(rule) => vec![("mean", &rule.mean)],
            Rule::Muon(rule) => vec![("momentum", &rule.buffer)],
        }
    }

    /// The same, to be written.
    pub fn state_mut(&mut self) -> Vec<(&'static str, &mut Tensor<2>)> {
        match self {
            Rule::AdamW(rule) => vec![("mean", &mut rule.mean), ("square", &mut rule.square)],
            Rule::Sgd(rule) => vec![("velocity", &mut rule.velocity)],
            Rule::Lion(rule) => vec![("mean", &mut rule.mean)],
            Rule::Muon(rule) => vec![("momentum", &mut rule.buffer)],
        }
    }
}

/// The weight decay that a parameter of this role gets.
fn decay(strength: f64, what: Decay, role: Role) -> f64 {
    let decays = match what {
        Decay::Matrices => matches!(role, Role::Matrix | Role::Output),
        Decay::MatricesAndEmbeddings => {
            matches!(role, Role::Matrix | Role::Output | Role::Embedding)
        }
        Decay::Everything => true,
    };
    if decays { strength } else { 0.0 }
}

/// `(1 − ηλ)·w`.
fn decayed(weight: Tensor<2>, learning_rate: f64, decay: f64) -> Tensor<2> {
    if decay == 0.0 {
        weight
    } else {
        weight * (1.0 - learning_rate * decay)
    }
}

/// Adam with decoupled weight decay (Kingma & Ba 2015, algorithm 1; Loshchilov & Hutter 2019, algorithm 2).
///
/// `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `w ← w − η · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)`.
#[derive(Clone, Debug)]
pub struct AdamW {
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    decay: f64,
    mean: Tensor<2>,
    square: Tensor<2>,
}

impl AdamW {
    fn new(config: &experiment::AdamW, decay: f64, zeros: Tensor<2>) -> Self {
        AdamW {
            beta1: config.beta1,
            beta2: config.beta2,
            epsilon: config.epsilon,
            decay,
            mean: zeros.clone(),
            square: zeros,
        }
    }

    fn update(
        self,
        weight: Tensor<2>,
        gradient: Tensor<2>,
        learning_rate: f64,
        time: usize,
    ) -> (Tensor<2>, Self) {
        let rate = learning_rate / (1.0 - self.beta1.powf(time as f64));
        let root = (1.0 - self.beta2.powf(time as f64)).powf(-0.5);
        let moments = Moments {
            weight,
            mean: self.mean,
            square: self.square,
        };
        let coefficients = Coefficients {
            beta1: self.beta1 as f32,
            beta2: self.beta2 as f32,
            epsilon: self.epsilon as f32,
            kept: (1.0 - learning_rate * self.decay) as f32,
            rate: rate as f32,
            root: root as f32,
        };
        let Moments {
            weight,
            mean,
            square,
        } = adamw::update(moments, gradient, coefficients);
        (
            weight,
            AdamW {
                mean,
                square,
                ..self
            },
        )
    }
}

/// Stochastic gradient descent with momentum (Polyak 1964), in PyTorch's form.
///
/// `b ← μb + g`, `w ← w − ηb`.
#[derive(Clone, Debug)]
pub struct Sgd {
    momentum: f64,
    decay: f64,
    velocity: Tensor<2>,
}

impl Sgd {
    fn update(
        self,
        weight: Tensor<2>,
        gradient: Tensor<2>,
        learning_rate: f64,
    ) -> (Tensor<2>, Self) {
        let velocity = self.velocity * self.momentum + gradient;
        let weight = decayed(weight, learning_rate, self.decay) - velocity.clone() * learning_rate;
        (weight, Sgd { velocity, ..self })
    }
}

/// Lion (Chen et al. 2023, algorithm 2).
///
/// `w ← w − η · sign(β₁m + (1−β₁)g)`, then `m ← β₂m + (1−β₂)g`.
#[derive(Clone, Debug)]
pub struct Lion {
    beta1: f64,
    beta2: f64,
    decay: f64,
    mean: Tensor<2>,
}

impl Lion {
    fn update(
        self,
        weight: Tensor<2>,
        gradient: Tensor<2>,
        learning_rate: f64,
    ) -> (Tensor<2>, Self) {
        let direction =
            (self.mean.clone() * self.beta1 + gradient.clone() * (1.0 - self.beta1)).sign();
        let mean = self.mean * self.beta2 + gradient * (1.0 - self.beta2);
        let weight = decayed(weight, learning_rate, self.decay) - direction * learning_rate;
        (weight, Lion { mean, ..self })
    }
}

/// Muon (Jordan et al. 2024) with Nesterov momentum, for matrices.
///
/// `b ← μb + (1−μ)g`, `u = orthogonalised((1−μ)g + μb)`, `w ← w − η · 0.2·√max(rows, columns) · u`. The factor makes an
/// update as large as AdamW's (Liu et al. 2025, section 2.2), so that the same learning rates serve both.
#[derive(Clone, Debug)]
pub struct Muon {
    momentum: f64,
    iterations: usize,
    decay: f64,
    buffer: Tensor<2>,
}

impl Muon {
    fn new(config: &experiment::Muon, decay: f64, zeros: Tensor<2>) -> Self {
        Muon {
            momentum: config.momentum,
            iterations: config.iterations,
            decay,
            buffer: zeros,
        }
    }

    fn update(
        self,
        weight: Tensor<2>,
        gradient: Tensor<2>,
        learning_rate: f64,
    ) -> (Tensor<2>, Self) {
        let gradient = gradient * (1.0 - self.momentum);
        let buffer = self.buffer * self.momentum + gradient.clone();
        let direction = orthogonalised(gradient + buffer.clone() * self.momentum, self.iterations);
        let [rows, columns] = weight.dims();
        let scale = 0.2 * (rows.max(columns) as f64).sqrt();
        let weight =
            decayed(weight, learning_rate, self.decay) - direction * (learning_rate * scale);
        (weight, Muon { buffer, ..self })
    }
}

/// A matrix with the same singular vectors and singular values near 1, by Jordan's quintic Newton–Schulz iteration:
/// `X ← aX + (bA + cA²)X` with `A = XXᵀ` and `X₀ = G/‖G‖`.
pub(super) fn orthogonalised(matrix: Tensor<2>, iterations: usize) -> Tensor<2> {
    const A: f64 = 3.4445;
    const B: f64 = -4.7750;
    const C: f64 = 2.0315;
    let [rows, columns] = matrix.dims();
    let tall = rows > columns;
    // XXᵀ is the smaller product where X is wide.
    let wide = if tall { matrix.transpose() } else { matrix };
    let norm = wide.clone().square().sum().sqrt() + 1e-7;
    let mut x = wide / norm.unsqueeze::<2>();
    for _ in 0..iterations {
        let gram = x.clone().matmul(x.clone().transpose());
        let polynomial = gram.clone() * B + gram.clone().matmul(gram) * C;
        x = x.clone() * A + polynomial.matmul(x);
    }
    if tall { x.transpose() } else { x }
}
