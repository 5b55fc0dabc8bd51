//! What learns: every family with its own settings.

use serde::{Deserialize, Serialize};

use super::family::{Family, Learns};
use super::fields::{Choice, Control, Field, Group, row};
use crate::words::Words;

mod cnn;
mod gpt;
mod mlp;
mod ngram;
mod recurrent;
mod shared;

pub use cnn::Cnn;
pub use gpt::{Activation, Bias, Gpt, Norm, OutputLayer, Positions};
pub use mlp::{Direct, Mlp};
pub use ngram::{AddK, KneserNey, Ngram, Smoothing};
pub use recurrent::{Cell, Recurrent, StateCarry};

/// What learns. One contract carries every family: tokens in, a distribution over the next token out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Model {
    /// Counts of what followed the last few tokens.
    Ngram(Ngram),
    /// The neural probabilistic language model (Bengio et al. 2003).
    Mlp(Mlp),
    /// Dilated causal convolutions (van den Oord et al. 2016).
    Cnn(Cnn),
    /// Elman's recurrent network (1990).
    Rnn(Recurrent),
    /// Long short-term memory (Hochreiter & Schmidhuber 1997).
    Lstm(Recurrent),
    /// Gated recurrent unit (Cho et al. 2014).
    Gru(Recurrent),
    /// Decoder-only Transformer (Vaswani et al. 2017; Radford et al. 2019).
    Gpt(Gpt),
}

impl Default for Model {
    fn default() -> Self {
        Model::Gpt(Gpt::default())
    }
}

impl Model {
    /// What its settings tell of it.
    pub fn family(&self) -> Box<dyn Family + '_> {
        use recurrent::WithCell;
        match self {
            Model::Ngram(config) => Box::new(config.clone()),
            Model::Mlp(config) => Box::new(config.clone()),
            Model::Cnn(config) => Box::new(config.clone()),
            Model::Rnn(config) => Box::new(WithCell(Cell::Rnn, config)),
            Model::Lstm(config) => Box::new(WithCell(Cell::Lstm, config)),
            Model::Gru(config) => Box::new(WithCell(Cell::Gru, config)),
            Model::Gpt(config) => Box::new(config.clone()),
        }
    }

    /// Its usual name.
    pub fn name(&self) -> Words {
        self.family().name()
    }

    /// Tokens that it reads in one piece while training: the block length of its batches.
    pub fn context(&self) -> usize {
        self.family().context()
    }

    /// Whether it learns by counting: then it has no gradients, and needs no optimizer, schedule or batch.
    pub fn counts(&self) -> bool {
        self.order().is_some()
    }

    /// Tokens before it that a prediction looks at, where the model counts.
    pub fn order(&self) -> Option<usize> {
        match self.family().learns() {
            Learns::Counting { order } => Some(order),
            Learns::Gradient => None,
        }
    }
}

/// What a quantity of a layer's units is called; they are named in `model/`, where a network shows them.
pub fn unit_name(name: &str) -> Words {
    let mut named = [mlp::UNITS, cnn::UNITS, recurrent::UNITS]
        .into_iter()
        .flatten();
    let found = named.find(|(known, _)| *known == name);
    found.map_or_else(|| Words::new(name, name), |(_, words)| words.clone())
}

/// The settings of every family, for [`fields`](super::fields).
pub(super) const ROWS: [&[Field]; 6] = [
    KIND,
    ngram::ROWS,
    mlp::ROWS,
    cnn::ROWS,
    recurrent::ROWS,
    gpt::ROWS,
];

const KIND: &[Field] = &[row(
    "model.kind",
    Group::Model,
    Words::fixed("Architecture", "架构"),
    Words::fixed(
        "How the model turns what it has read into a guess at what comes next.",
        "模型如何根据读过的内容猜测下一个词元。",
    ),
    Control::Choice(
        const {
            &[
                Choice::new("ngram", "n-gram (counting)", "n-gram（计数）"),
                Choice::new("mlp", "MLP (a window of tokens)", "多层感知机 MLP"),
                Choice::new("cnn", "CNN (causal convolutions)", "因果卷积网络 CNN"),
                Choice::new("rnn", "RNN", "循环神经网络 RNN"),
                Choice::new("lstm", "LSTM", "长短期记忆网络 LSTM"),
                Choice::new("gru", "GRU", "门控循环单元 GRU"),
                Choice::new("gpt", "GPT (Transformer)", "GPT（Transformer）"),
            ]
        },
    ),
)
.essential()];
