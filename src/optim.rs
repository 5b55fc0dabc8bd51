//! From gradients to better weights: global-norm clipping, then one rule for each parameter by its role.
//!
//! The rules ([`rules`]) are written here rather than taken from burn-optim for two reasons: a run must be saved from
//! a browser, where the state of an optimizer can only be read asynchronously and burn-optim keeps much of it
//! private; and its clipping is per parameter, not global. Vectors are treated as matrices of one row.

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Gradients as Graph, Tensor};

use crate::experiment;
use crate::model::{Network, Parameter};

mod adamw;
mod rules;
mod schedule;

pub use rules::Rule;
pub use schedule::learning_rate;

/// Added to the norm before dividing by it, as in PyTorch's `clip_grad_norm_`.
const CLIP_EPSILON: f64 = 1e-6;

/// One gradient for each parameter, in the order of [`Network::parameters`]; on the inner device.
#[derive(Debug)]
pub struct Gradients(Vec<Tensor<2>>);

impl Gradients {
    /// Takes the network's gradients out of a graph that `backward` has walked.
    pub fn collect(network: &Network, graph: Graph) -> Self {
        let mut collector = Collector {
            graph,
            found: Vec::new(),
        };
        network.visit(&mut collector);
        Gradients(collector.found)
    }

    /// The sum of both, parameter by parameter.
    pub fn plus(self, other: Gradients) -> Self {
        Gradients(
            self.0
                .into_iter()
                .zip(other.0)
                .map(|(a, b)| a + b)
                .collect(),
        )
    }

    /// The L2 norm over all of them together, `[1]`; nothing is read back.
    pub fn norm(&self) -> Tensor<1> {
        let squares = self
            .0
            .iter()
            .map(|gradient| gradient.clone().square().sum());
        let sum = squares.reduce(|a, b| a + b);
        sum.expect("a network has parameters").sqrt()
    }

    /// Scales all of them by `min(1, limit / norm)`, so that their norm is at most `limit` (Pascanu et al. 2013).
    fn clip(self, norm: &Tensor<1>, limit: f64) -> Self {
        let factor = (norm.clone() + CLIP_EPSILON)
            .recip()
            .mul_scalar(limit)
            .clamp_max(1.0);
        let factor = factor.unsqueeze::<2>(); // [1, 1]
        Gradients(
            self.0
                .into_iter()
                .map(|gradient| gradient * factor.clone())
                .collect(),
        )
    }
}

struct Collector {
    graph: Graph,
    found: Vec<Tensor<2>>,
}

impl ModuleVisitor for Collector {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let weight = param.val();
        let gradient = match weight.grad_remove(&mut self.graph) {
            Some(gradient) => gradient,
            // Nothing flowed here, as to positions beyond a short batch.
            None => weight.inner().zeros_like(),
        };
        self.found.push(as_matrix(gradient));
    }
}

/// An optimizer with its state.
#[derive(Clone, Debug)]
pub struct Optimizer {
    members: Vec<Member>,
    steps: usize,
}

/// One parameter and how it is updated.
#[derive(Clone, Debug)]
struct Member {
    parameter: Parameter,
    rule: Rule,
}

impl Optimizer {
    /// The optimizer of a recipe, before its first step.
    pub fn new(config: &experiment::Optimizer, network: &Network) -> Self {
        let mut zeros = Zeros(Vec::new());
        network.visit(&mut zeros);
        let members = network
            .parameters()
            .into_iter()
            .zip(zeros.0)
            .map(|(parameter, zeros)| Member {
                rule: Rule::new(config, &parameter, zeros),
                parameter,
            });
        Optimizer {
            members: members.collect(),
            steps: 0,
        }
    }

    /// Improves the network; gives the gradients' norm before clipping, `[1]`, on the device. `clip_norm` 0 clips
    /// nothing.
    pub fn step(
        &mut self,
        network: Network,
        gradients: Gradients,
        learning_rate: f64,
        clip_norm: f64,
    ) -> (Network, Tensor<1>) {
        let norm = gradients.norm();
        let gradients = if clip_norm > 0.0 {
            gradients.clip(&norm, clip_norm)
        } else {
            gradients
        };
        self.steps += 1;
        let mut updater = Updater {
            waiting: std::mem::take(&mut self.members)
                .into_iter()
                .zip(gradients.0),
            done: Vec::new(),
            learning_rate,
            time: self.steps,
        };
        let network = network.map(&mut updater);
        self.members = updater.done;
        (network, norm)
    }

    /// Steps taken.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The state as named tensors, `blocks.0.attention.qkv.weight.mean`.
    pub fn tensors(&self) -> Vec<(String, Tensor<2>)> {
        let mut tensors = Vec::new();
        for Member { parameter, rule } in &self.members {
            for (slot, tensor) in rule.state() {
                tensors.push((format!("{}.{slot}", parameter.name), tensor.clone()));
            }
        }
        tensors
    }

    /// Goes on after `steps` steps with the state that [`tensors`](Self::tensors) has named; `find` is given each name
    /// and a tensor of the right shape.
    ///
    /// # Errors
    ///
    /// The first error of `find`.
    pub fn restore<E>(
        &mut self,
        steps: usize,
        mut find: impl FnMut(&str, &Tensor<2>) -> Result<Tensor<2>, E>,
    ) -> Result<(), E> {
        for Member { parameter, rule } in &mut self.members {
            for (slot, tensor) in rule.state_mut() {
                *tensor = find(&format!("{}.{slot}", parameter.name), tensor)?;
            }
        }
        self.steps = steps;
        Ok(())
    }
}

/// Collects a zero matrix of each parameter's shape.
struct Zeros(Vec<Tensor<2>>);

impl ModuleVisitor for Zeros {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push(as_matrix(param.val().inner().zeros_like()));
    }
}

/// Walks a network and updates what it meets.
struct Updater {
    waiting: std::iter::Zip<std::vec::IntoIter<Member>, std::vec::IntoIter<Tensor<2>>>,
    done: Vec<Member>,
    learning_rate: f64,
    time: usize,
}

impl ModuleMapper for Updater {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (id, weight, mapper) = param.consume();
        let (Member { parameter, rule }, gradient) = self
            .waiting
            .next()
            .expect("the optimizer was made for this network");
        debug_assert_eq!(parameter.id, id, "parameters come in a fixed order");
        let shape = weight.shape();
        let checkpointing = weight.gradient_checkpointing_strategy();
        let (weight, rule) = rule.update(
            as_matrix(weight.inner()),
            gradient,
            self.learning_rate,
            self.time,
        );
        self.done.push(Member { parameter, rule });
        let weight = Tensor::<D>::from_inner(weight.reshape(shape));
        let weight = match checkpointing {
            Some(strategy) => weight.with_gradient_checkpointing_strategy(strategy),
            None => weight,
        };
        Param::from_mapped_value(id, weight.require_grad(), mapper)
    }
}

/// A vector as one row; a matrix as it is.
fn as_matrix<const D: usize>(tensor: Tensor<D>) -> Tensor<2> {
    tensor.unsqueeze::<2>()
}

#[cfg(test)]
mod tests;
