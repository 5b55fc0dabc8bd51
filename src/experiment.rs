//! The recipe: everything that decides what is learned, and the only thing that does.
//!
//! An [`Experiment`] is plain data with defaults. Its leaves that differ from the defaults are the link
//! ([`link`]), the controls are drawn from its table of fields ([`fields`]), [`validate`] turns it into a
//! [`Plan`] or into every problem it has, and `experiment.json` carries it to the command line and back.

use serde::{Deserialize, Serialize};

mod corpus;
mod family;
pub mod fields;
pub mod link;
mod memory;
mod model;
pub mod presets;
mod sampling;
pub mod size;
mod training;
pub mod validate;

pub use corpus::{
    Address, Corpus, FileName, Format, Normalizer, Pasted, Source, Subword, Tokenizer,
};
pub use family::{Family, Learns};
pub use memory::{DEVICE_LIMIT, ONE_HOT};
pub use model::{
    Activation, AddK, Bias, Cell, Cnn, Direct, Gpt, KneserNey, Mlp, Model, Ngram, Norm,
    OutputLayer, Positions, Recurrent, Smoothing, StateCarry, unit_name,
};
pub use sampling::{Decoding, LAST_SAMPLING_SEED, Sampling};
pub use training::{
    AdamW, BY_TIME, Decay, Floor, Lion, Memory, Muon, NextToken, Objective, Optimizer, Schedule,
    Sgd, Training,
};
pub use validate::Plan;

/// A whole experiment: text → tokenizer → model → objective → training → sampling, from one seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Experiment {
    /// What is read.
    pub corpus: Corpus,
    /// How text becomes tokens.
    pub tokenizer: Tokenizer,
    /// What learns.
    pub model: Model,
    /// What it is asked to do well.
    pub objective: Objective,
    /// How it learns.
    pub training: Training,
    /// How it speaks.
    pub sampling: Sampling,
    /// Where it computes.
    pub device: DeviceChoice,
    /// Every random draw derives from this number.
    pub seed: u64,
}

impl Default for Experiment {
    fn default() -> Self {
        Experiment {
            corpus: Corpus::default(),
            tokenizer: Tokenizer::default(),
            model: Model::default(),
            objective: Objective::default(),
            training: Training::default(),
            sampling: Sampling::default(),
            device: DeviceChoice::default(),
            seed: 1337,
        }
    }
}

/// Where an experiment computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceChoice {
    /// Whichever of the two is faster for this experiment.
    #[default]
    Auto,
    /// The GPU, through WebGPU.
    Gpu,
    /// The processor.
    Cpu,
}
