//! What the model is asked to do well, and how it learns that.

use serde::{Deserialize, Serialize};

/// What the model is asked to do well.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Objective {
    /// Cross-entropy with the next token.
    NextToken(NextToken),
}

impl Default for Objective {
    fn default() -> Self {
        Objective::NextToken(NextToken::default())
    }
}

/// Next-token prediction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NextToken {
    /// Probability mass moved from the token that came to all tokens evenly (Szegedy et al. 2016).
    pub label_smoothing: f64,
}

/// The `sample_every` of a run that is sampled every few seconds, however many steps that is.
pub const BY_TIME: usize = 0;

/// How the model learns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Training {
    /// Optimizer steps.
    pub steps: usize,
    /// Sequences in one batch.
    pub batch_size: usize,
    /// Batches whose gradients are averaged into one step.
    pub accumulation: usize,
    /// The update rule.
    pub optimizer: Optimizer,
    /// The peak learning rate.
    pub learning_rate: f64,
    /// Its course over the run.
    pub schedule: Schedule,
    /// Steps over which the learning rate rises from 0; see [`Training::warmup_steps`] for a run that is shorter.
    pub warmup: usize,
    /// The global gradient norm is scaled down to this; 0 leaves it alone.
    pub clip_norm: f64,
    /// What is kept from the forward pass.
    pub memory: Memory,
    /// Steps between evaluations.
    pub evaluate_every: usize,
    /// Batches of each evaluation.
    pub evaluate_batches: usize,
    /// Evaluations without a better validation loss after which the run stops; 0 never stops early.
    pub patience: usize,
    /// Steps between samples of what it would say; [`BY_TIME`] leaves that to the clock.
    pub sample_every: usize,
}

impl Default for Training {
    fn default() -> Self {
        Training {
            steps: 1000,
            batch_size: 12,
            accumulation: 1,
            optimizer: Optimizer::default(),
            learning_rate: 2e-3,
            schedule: Schedule::default(),
            warmup: 50,
            clip_norm: 1.0,
            memory: Memory::default(),
            evaluate_every: 50,
            evaluate_batches: 8,
            patience: 0,
            sample_every: BY_TIME,
        }
    }
}

impl Training {
    /// Steps over which the learning rate rises: as many as are set, or a tenth of a run that is no longer than those.
    pub fn warmup_steps(&self) -> usize {
        if self.warmup < self.steps {
            self.warmup
        } else {
            self.steps / 10
        }
    }
}

/// The update rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Optimizer {
    /// Adam with decoupled weight decay (Loshchilov & Hutter 2019).
    AdamW(AdamW),
    /// Stochastic gradient descent with momentum.
    Sgd(Sgd),
    /// Sign of an interpolated momentum (Chen et al. 2023).
    Lion(Lion),
    /// Orthogonalised momentum for matrices between layers (Jordan et al. 2024), AdamW for everything else.
    Muon(Muon),
}

impl Default for Optimizer {
    fn default() -> Self {
        Optimizer::AdamW(AdamW::default())
    }
}

/// Which parameters weight decay shrinks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decay {
    /// Weight matrices; not norms, biases or embeddings.
    #[default]
    Matrices,
    /// Matrices and embeddings, as nanoGPT does.
    MatricesAndEmbeddings,
    /// Everything.
    Everything,
}

/// AdamW's constants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdamW {
    /// Decay of the gradient's running mean.
    pub beta1: f64,
    /// Decay of the squared gradient's running mean.
    pub beta2: f64,
    /// Keeps the division finite.
    pub epsilon: f64,
    /// Share of a weight taken off at learning rate 1.
    pub weight_decay: f64,
    /// What it is taken off.
    pub decay: Decay,
}

impl Default for AdamW {
    fn default() -> Self {
        AdamW {
            beta1: 0.9,
            beta2: 0.99,
            epsilon: 1e-8,
            weight_decay: 0.1,
            decay: Decay::Matrices,
        }
    }
}

/// SGD's constants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sgd {
    /// Share of the last update that is kept.
    pub momentum: f64,
    /// Share of a weight taken off at learning rate 1.
    pub weight_decay: f64,
    /// What it is taken off.
    pub decay: Decay,
}

impl Default for Sgd {
    fn default() -> Self {
        Sgd {
            momentum: 0.9,
            weight_decay: 0.0,
            decay: Decay::Matrices,
        }
    }
}

/// Lion's constants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lion {
    /// Weight of the momentum in the update's sign.
    pub beta1: f64,
    /// Decay of the momentum.
    pub beta2: f64,
    /// Share of a weight taken off at learning rate 1.
    pub weight_decay: f64,
    /// What it is taken off.
    pub decay: Decay,
}

impl Default for Lion {
    fn default() -> Self {
        Lion {
            beta1: 0.9,
            beta2: 0.99,
            weight_decay: 0.1,
            decay: Decay::Matrices,
        }
    }
}

/// Muon's constants; AdamW's defaults serve what is not a matrix.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Muon {
    /// Decay of the momentum.
    pub momentum: f64,
    /// Newton–Schulz iterations.
    pub iterations: usize,
    /// Share of a weight taken off at learning rate 1.
    pub weight_decay: f64,
    /// What it is taken off.
    pub decay: Decay,
}

impl Default for Muon {
    fn default() -> Self {
        Muon {
            momentum: 0.95,
            iterations: 5,
            weight_decay: 0.1,
            decay: Decay::Matrices,
        }
    }
}

/// The learning rate's course after warm-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Schedule {
    /// It stays.
    Constant,
    /// It falls in a straight line.
    Linear(Floor),
    /// It falls along half a cosine (Loshchilov & Hutter 2017).
    Cosine(Floor),
    /// It rises over a third of the run and falls along a cosine (Smith 2018), without a separate warm-up.
    OneCycle(Floor),
    /// It falls with the inverse square root of the step (Vaswani et al. 2017, equation 3).
    Noam,
}

impl Default for Schedule {
    fn default() -> Self {
        Schedule::Cosine(Floor::default())
    }
}

/// Where a falling learning rate ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Floor {
    /// The last step's learning rate, as a share of the peak.
    pub final_fraction: f64,
}

impl Default for Floor {
    fn default() -> Self {
        Floor {
            final_fraction: 0.1,
        }
    }
}

/// What back-propagation keeps in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Memory {
    /// Every activation.
    #[default]
    KeepActivations,
    /// Cheap activations are computed again in the backward pass (gradient checkpointing, Chen et al. 2016).
    Recompute,
}
