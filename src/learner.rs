//! One contract for whatever learns: a network by gradients, an n-gram model by counting.

use std::sync::Arc;

use burn::module::Module;
use burn::tensor::{Device, Tensor};

use crate::experiment::{Experiment, Model, Optimizer, Plan};
use crate::model::ngram::{FOLLOWERS, Ngram, Table};
use crate::model::{Network, State};
use crate::optim::learning_rate;
use crate::predictor::Predictor;
use crate::text::batches::EncodedText;
use crate::train::Trainer;
use crate::weights::{self, File, Numbers, Stored};
use crate::words::{Problem, Words};

/// What the names of the optimizer's tensors begin with in a file.
const OPTIMIZER: &str = "optimizer.";

/// What the names of a recurrent network's carried state begin with.
const CARRIED: &str = "carried.";

/// What the names of the weights at the best evaluation begin with, where a run may go back to them.
pub const BEST: &str = "best.";

/// What the names of an n-gram model's tables begin with.
const COUNTS: &str = "counts.";

/// In how many chunks a text is counted, at most.
const CHUNKS: usize = 64;

/// The fewest tokens of a chunk that is worth reporting.
const SMALLEST_CHUNK: usize = 4096;

/// Something that learns. A clone keeps the state of this moment.
#[derive(Clone, Debug)]
pub enum Learner {
    /// A network, by gradients.
    Network(Box<Trainer>),
    /// An n-gram model, by counting.
    Counting(Arc<Ngram>),
}

/// A number that a step has produced.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a hundred of them are waiting at most"
)]
pub enum Figure {
    /// Still on the device, `[1]`.
    OnDevice(Tensor<1>),
    /// Known.
    Known(f64),
}

/// What a step says of itself.
#[derive(Clone, Debug)]
pub struct Step {
    /// Mean loss of the step's own text before learning from it, in nats per token.
    pub loss: Figure,
    /// The gradients' global norm before clipping, where there are gradients.
    pub gradient_norm: Option<Figure>,
    /// The learning rate; 0 where there is none.
    pub learning_rate: f64,
    /// Tokens learned from.
    pub tokens: usize,
}

/// Whether a file's tensor of this name is no part of the model, but of what its training remembers.
pub fn is_for_training_alone(name: &str) -> bool {
    [OPTIMIZER, CARRIED, BEST]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

/// Counts stored in a file's tensors, by name and shape: the rows of all tables of followers.
pub fn stored_counts<'t>(tensors: impl IntoIterator<Item = (&'t str, &'t [usize])>) -> usize {
    let rows = tensors.into_iter().map(|(name, shape)| {
        let table = name.strip_prefix(COUNTS);
        let is_counted = table.is_some_and(|table| table.ends_with(FOLLOWERS));
        shape.first().copied().filter(|_| is_counted).unwrap_or(0)
    });
    // A file may claim any number of rows that are empty.
    rows.fold(0, usize::saturating_add)
}

/// The number of steps in the plan: optimizer steps, or chunks of the text to count.
pub fn steps(plan: &Plan) -> usize {
    match plan.experiment().model.counts() {
        true => plan.facts().train_tokens.div_ceil(chunk(plan)),
        false => plan.experiment().training.steps,
    }
}

/// Tokens counted in one step.
fn chunk(plan: &Plan) -> usize {
    plan.facts()
        .train_tokens
        .div_ceil(CHUNKS)
        .max(SMALLEST_CHUNK)
}

impl Learner {
    /// The plan's learner before its first step.
    pub fn new(plan: &Plan, device: &Device) -> Self {
        match Trainer::new(plan, device) {
            Some(trainer) => Learner::Network(Box::new(trainer)),
            None => {
                let ngram = Ngram::new(counting(plan), plan.vocabulary());
                Learner::Counting(Arc::new(ngram))
            }
        }
    }

    /// Takes step `step`, counted from 0.
    pub fn step(&mut self, plan: &Plan, text: &EncodedText, step: usize) -> Step {
        let training = &plan.experiment().training;
        match self {
            Learner::Network(trainer) => {
                let taken = trainer.step(plan, text, step);
                Step {
                    loss: Figure::OnDevice(taken.loss),
                    gradient_norm: Some(Figure::OnDevice(taken.gradient_norm)),
                    learning_rate: learning_rate(training, step),
                    tokens: training.batch_size * plan.context() * training.accumulation,
                }
            }
            Learner::Counting(ngram) => {
                let start = step * chunk(plan);
                let end = text.len().min(start + chunk(plan));
                let all = text.tokens();
                let tokens = &all[start..end];
                let nats: f64 = (start..end)
                    .map(|at| -ngram.log_probability(&all[..at], all[at]))
                    .sum();
                Arc::make_mut(ngram).count(tokens);
                Step {
                    // Every chunk that a plan has is of one token at least.
                    loss: Figure::Known(nats / tokens.len() as f64),
                    gradient_norm: None,
                    learning_rate: 0.0,
                    tokens: tokens.len(),
                }
            }
        }
    }

    /// What it would predict now; shares its tensors or counts.
    pub fn predictor(&self, device: &Device) -> Predictor {
        match self {
            Learner::Network(trainer) => Predictor::Network {
                network: Box::new(trainer.network().valid()),
                device: device.clone(),
            },
            Learner::Counting(ngram) => Predictor::Counting(Arc::clone(ngram)),
        }
    }

    /// The weights of this moment, with nothing that only training needs; none of a model that counts.
    pub fn weights(&self) -> Option<Network> {
        match self {
            Learner::Network(trainer) => Some(trainer.network().clone()),
            Learner::Counting(_) => None,
        }
    }

    /// Puts other weights in place of its own; what training remembers stays as it is.
    pub fn put_weights(&mut self, network: Network) {
        if let Learner::Network(trainer) = self {
            let (optimizer, carried) = (trainer.optimizer().clone(), trainer.carried().cloned());
            trainer.restore(network, optimizer, carried);
        }
    }

    /// Trainable parameters, or counts stored.
    pub fn size(&self) -> usize {
        match self {
            Learner::Network(trainer) => {
                let parameters = trainer.network().parameters();
                parameters
                    .iter()
                    .map(|parameter| parameter.shape.iter().product::<usize>())
                    .sum()
            }
            Learner::Counting(ngram) => ngram.size(),
        }
    }

    /// Everything it needs to go on, read from the device in one go.
    ///
    /// # Errors
    ///
    /// Where the device fails.
    pub async fn stored(&self) -> Result<Vec<Stored>, Problem> {
        match self {
            Learner::Network(trainer) => {
                let optimizer = trainer.optimizer().tensors().into_iter();
                let mut others: Vec<(String, Tensor<2>)> = optimizer
                    .map(|(name, tensor)| (format!("{OPTIMIZER}{name}"), tensor))
                    .collect();
                for (name, tensor) in trainer.carried().map(State::tensors).unwrap_or_default() {
                    others.push((format!("{CARRIED}{name}"), tensor.inner()));
                }
                weights::gather(trainer.network(), others).await
            }
            Learner::Counting(ngram) => Ok(ngram.tables().into_iter().map(stored_table).collect()),
        }
    }

    /// Puts a file's weights, optimizer state and carried state in place of its own. What of the training's state the
    /// recipe it was saved with has not, or has in another shape, begins anew: the answer says what, to be told.
    ///
    /// # Errors
    ///
    /// Where something is missing or does not fit.
    pub fn restore(
        &mut self,
        plan: &Plan,
        file: &File,
        from: &Origin,
        device: &Device,
    ) -> Result<Vec<Words>, Problem> {
        match self {
            Learner::Network(trainer) => {
                let network = file.fill(trainer.network().clone())?;
                let mut told = Vec::new();
                let mut optimizer = trainer.optimizer().clone();
                let (now, then) = (plan.experiment(), from.experiment);
                if is_same_rule(&now.training.optimizer, &then.training.optimizer) {
                    optimizer.restore(from.optimizer_steps, |name, old| {
                        let shape = old.dims();
                        let numbers = file.floats(&format!("{OPTIMIZER}{name}"), &shape);
                        numbers.map(|numbers| weights::matrix(numbers, shape, device))
                    })?;
                } else {
                    told.push(another_optimizer());
                }
                let carried = match (carried_shape(now), carried_shape(then)) {
                    (Some(shape), then) if then == Some(shape) && from.step > 0 => {
                        network.recall(&mut |name| {
                            let numbers = file.floats(&format!("{CARRIED}{name}"), &shape);
                            numbers.map(|numbers| weights::matrix(numbers, shape, device))
                        })?
                    }
                    (Some(_), _) if from.step > 0 => {
                        told.push(nothing_carried());
                        None
                    }
                    _ => None,
                };
                trainer.restore(network, optimizer, carried);
                Ok(told)
            }
            Learner::Counting(ngram) => {
                *ngram = Arc::new(open_counts(plan, file)?);
                Ok(Vec::new())
            }
        }
    }

    /// Steps that its optimizer has taken, if it has one: fewer than the run where another took the first of them.
    pub fn optimizer_steps(&self) -> Option<usize> {
        match self {
            Learner::Network(trainer) => Some(trainer.optimizer().steps()),
            Learner::Counting(_) => None,
        }
    }
}

/// Where a saved state comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The recipe that it was saved with.
    pub experiment: &'a Experiment,
    /// Steps taken.
    pub step: usize,
    /// Those of them that its optimizer took.
    pub optimizer_steps: usize,
}

/// Whether two optimizers keep the same state, whatever their settings.
fn is_same_rule(one: &Optimizer, other: &Optimizer) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn another_optimizer() -> Words {
    Words::fixed(
        "The run was saved with another optimizer, so the new one starts with an empty memory: the first steps may be rougher.",
        "保存时用的是另一种优化器，因此新的优化器从空白状态开始，最初几步可能不太平稳。",
    )
}

fn nothing_carried() -> Words {
    Words::fixed(
        "The run was saved without a state of this shape to carry on, so the network begins with an empty memory of the text.",
        "保存的内容中没有可以延续的同形状状态，因此网络以空白的记忆开始读文本。",
    )
}

/// The dimensions of what a recurrent network carries from batch to batch, if it does.
fn carried_shape(experiment: &Experiment) -> Option<[usize; 2]> {
    let width = experiment.model.family().carried()?;
    Some([experiment.training.batch_size, width])
}

/// A model to predict with, from a file that holds its weights or counts; what only training needs is left unread.
///
/// # Errors
///
/// Where something is missing or does not fit.
pub fn open(plan: &Plan, file: &File, device: &Device) -> Result<Predictor, Problem> {
    match crate::model::Network::new(plan, device) {
        Some(network) => Ok(Predictor::Network {
            network: Box::new(file.fill(network)?.valid()),
            device: device.clone(),
        }),
        None => Ok(Predictor::Counting(Arc::new(open_counts(plan, file)?))),
    }
}

fn stored_table(table: Table) -> Stored {
    Stored {
        name: format!("{COUNTS}{}", table.name),
        shape: table.shape.to_vec(),
        numbers: Numbers::U32(table.values),
    }
}

/// The settings of a model that counts.
fn counting(plan: &Plan) -> &crate::experiment::Ngram {
    match &plan.experiment().model {
        Model::Ngram(config) => config,
        _ => unreachable!("a model that is no network counts"),
    }
}

fn open_counts(plan: &Plan, file: &File) -> Result<Ngram, Problem> {
    let config = counting(plan);
    let mut tables = Vec::new();
    for name in file.names() {
        if let Some(short) = name.strip_prefix(COUNTS) {
            let (shape, values) = file.integers(name)?;
            tables.push(Table {
                name: short.to_owned(),
                shape,
                values,
            });
        }
    }
    Ngram::from_tables(config, plan.vocabulary(), &tables).map_err(|error| {
        Problem::general(Words::new(
            format!("The saved counts cannot be used: {error}. Open them with the experiment they were saved with."),
            format!("保存的计数无法使用：{error}。请用保存时的实验设置打开。"),
        ))
    })
}
