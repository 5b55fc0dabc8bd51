//! RNN, LSTM and GRU.

use burn::module::Module;
use burn::tensor::{Int, Tensor};

use super::layers::{Embedding, Init};
use super::{Inside, Output};
use crate::experiment;

/// Which cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Elman's.
    Rnn,
    /// Long short-term memory.
    Lstm,
    /// Gated recurrent unit.
    Gru,
}

/// The whole network.
#[derive(Module, Debug)]
pub struct Recurrent {
    embedding: Embedding,
}

/// What every layer remembers.
#[derive(Clone, Debug)]
pub struct Hidden;

impl Hidden {
    /// The same memory without the history of its computation.
    pub fn detach(self) -> Hidden {
        self
    }
}

impl Recurrent {
    /// Draws the weights.
    pub fn new(
        _kind: Kind,
        config: &experiment::Recurrent,
        vocabulary: usize,
        init: &mut Init,
    ) -> Self {
        Recurrent {
            embedding: Embedding::new([vocabulary, config.width], 0.02, init),
        }
    }

    /// Reads `tokens`, `[batch, time]`.
    pub fn forward(&self, _tokens: Tensor<2, Int>, _hidden: Option<Hidden>) -> Output {
        todo!("arrives within the hour")
    }

    /// Reads `tokens`, `[1, time]`.
    pub fn inspect(&self, _tokens: Tensor<2, Int>) -> (Output, Inside) {
        todo!("arrives within the hour")
    }
}
