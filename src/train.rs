//! The training step, and the evaluation that tells whether it helps.

use burn::tensor::{Device, Int, Tensor, TensorData};
use rand::RngCore;

use crate::experiment::{Memory, Model, Objective, Plan};
use crate::loss;
use crate::model::{Network, State};
use crate::optim::{Gradients, Optimizer, learning_rate};
use crate::random::{self, Purpose};
use crate::text::batches::{self, Batch, EncodedText, Shape};
use crate::view;
use crate::weights;
use crate::words::Problem;

/// A network in training: what it is, and what its optimizer remembers. A clone shares its tensors, so that keeping
/// the state of a good moment costs nothing until training moves on.
#[derive(Clone, Debug)]
pub struct Trainer {
    /// Taken out during a step alone, so that its tensors can be updated in place.
    network: Option<Network>,
    optimizer: Optimizer,
    /// For truncated back-propagation through time: where the last batch ended.
    carried: Option<State>,
    device: Device,
}

/// What one step says of itself, still on the device.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Mean loss of the step's own batches before the update, in nats per token, `[1]`.
    pub loss: Tensor<1>,
    /// The gradients' global norm before clipping, `[1]`.
    pub gradient_norm: Tensor<1>,
}

impl Trainer {
    /// The plan's network before its first step; `None` for a model that counts.
    pub fn new(plan: &Plan, device: &Device) -> Option<Self> {
        let device = match plan.experiment().training.memory {
            Memory::KeepActivations => device.clone().autodiff(),
            Memory::Recompute => device.clone().autodiff().gradient_checkpointing(),
        };
        let network = Network::new(plan, &device)?;
        let optimizer = Optimizer::new(&plan.experiment().training.optimizer, &network);
        Some(Trainer {
            network: Some(network),
            optimizer,
            carried: None,
            device,
        })
    }

    /// Takes step `step`, counted from 0. Everything random in it follows from the seed and `step`, nothing is read back.
    pub fn step(&mut self, plan: &Plan, text: &EncodedText, step: usize) -> Taken {
        let experiment = plan.experiment();
        let training = &experiment.training;
        let Objective::NextToken(objective) = &experiment.objective;
        self.device
            .seed(random::stream(experiment.seed, Purpose::Dropout, step as u64).next_u64());

        let network = self
            .network
            .take()
            .expect("a network is only absent during a step");
        let mut total: Option<(Gradients, Tensor<1>)> = None;
        for part in 0..training.accumulation {
            let batch = training_batch(plan, text, step * training.accumulation + part);
            let state = self
                .carried
                .take()
                .filter(|_| batch.continues.iter().all(|&continues| continues));
            let output = network.forward(
                token_tensor(&batch.inputs, batch.shape, &self.device),
                state,
            );
            self.carried = carries(&experiment.model).then(|| output.state.detach());
            let targets = token_tensor(&batch.targets, batch.shape, &self.device.clone().inner());
            let loss = loss::next_token(output.logits, targets, objective.label_smoothing);
            let backward = (loss.objective / training.accumulation as f64).backward();
            let gradients = Gradients::collect(&network, backward);
            total = Some(match total {
                None => (gradients, loss.mean),
                Some((sum, mean)) => (sum.plus(gradients), mean + loss.mean),
            });
        }
        let (gradients, loss) = total.expect("a plan has at least one batch a step");

        let rate = learning_rate(training, step);
        let (network, gradient_norm) =
            self.optimizer
                .step(network, gradients, rate, training.clip_norm);
        self.network = Some(network);
        Taken {
            loss: loss / training.accumulation as f64,
            gradient_norm,
        }
    }

    /// The network.
    pub fn network(&self) -> &Network {
        self.network
            .as_ref()
            .expect("a network is only absent during a step")
    }

    /// The optimizer.
    pub fn optimizer(&self) -> &Optimizer {
        &self.optimizer
    }

    /// Where the last batch ended, if the next one goes on from there.
    pub fn carried(&self) -> Option<&State> {
        self.carried.as_ref()
    }

    /// What a training step works on besides the text: parameters, optimizer, carried state.
    pub fn restore(&mut self, network: Network, optimizer: Optimizer, carried: Option<State>) {
        *self = Trainer {
            network: Some(network),
            optimizer,
            carried,
            device: self.device.clone(),
        };
    }
}

/// Batch number `draw` of a run.
fn training_batch(plan: &Plan, text: &EncodedText, draw: usize) -> Batch {
    let experiment = plan.experiment();
    let shape = Shape {
        batch: experiment.training.batch_size,
        time: plan.context(),
    };
    if carries(&experiment.model) {
        batches::sequential(text, shape, draw as u64)
    } else {
        batches::random(text, shape, experiment.seed, draw as u64)
    }
}

/// Whether a batch goes on from the state in which the last one ended.
pub fn carries(model: &Model) -> bool {
    model.family().carried().is_some()
}

/// Token ids on a device, `[batch, time]`.
pub fn token_tensor(tokens: &[u32], shape: Shape, device: &Device) -> Tensor<2, Int> {
    let tokens: Vec<i32> = tokens.iter().map(|&token| token as i32).collect();
    Tensor::from_data(TensorData::new(tokens, [shape.batch, shape.time]), device)
}

/// Predictions counted up: sums, so that pieces of a text can be added and divided at the end.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Cross-entropy of all tokens together, in nats.
    pub nats: f64,
    /// Tokens that were the likeliest.
    pub correct: f64,
    /// Tokens predicted.
    pub tokens: usize,
    /// Characters they stand for.
    pub characters: usize,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Tally) -> Tally {
        Tally {
            nats: self.nats + other.nats,
            correct: self.correct + other.correct,
            tokens: self.tokens + other.tokens,
            characters: self.characters + other.characters,
        }
    }

    /// As means; none where nothing was predicted, because nothing evaluated is not perfect.
    pub fn loss(&self) -> Option<view::Loss> {
        if self.tokens == 0 || self.characters == 0 {
            return None;
        }
        let tokens = self.tokens as f64;
        Some(view::Loss {
            nats_per_token: self.nats / tokens,
            nats_per_character: self.nats / self.characters as f64,
            accuracy: self.correct / tokens,
            tokens: self.tokens,
        })
    }
}

/// How well a network (on a plain device, so that nothing is dropped out) predicts one batch.
///
/// # Errors
///
/// Where the device fails.
pub async fn evaluate(network: &Network, batch: &Batch, device: &Device) -> Result<Tally, Problem> {
    let inputs = token_tensor(&batch.inputs, batch.shape, device);
    let targets = token_tensor(&batch.targets, batch.shape, device);
    let logits = network.forward(inputs, None).logits; // [batch, time, vocabulary]
    let nats = loss::surprisals(logits.clone(), targets.clone()).sum(); // [1]
    let likeliest = logits.argmax(2).squeeze_dim::<2>(2); // [batch, time]
    let correct = likeliest.equal(targets).float().sum(); // [1]
    // GPU → host: two numbers for each batch.
    let sums = weights::fetch(vec![nats, correct]).await?;
    Ok(Tally {
        nats: f64::from(sums[0][0]),
        correct: f64::from(sums[1][0]),
        tokens: batch.targets.len(),
        characters: batch.characters,
    })
}

#[cfg(test)]
mod tests;
