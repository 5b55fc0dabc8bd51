//! Settings of an RNN, LSTM or GRU.

use serde::{Deserialize, Serialize};

use super::shared;
use crate::experiment::family::Family;
use crate::experiment::fields::{Choice, Control, Field, Group, Scale, row};
use crate::experiment::size::Size;
use crate::words::Words;

const KINDS: &[&str] = &["rnn", "lstm", "gru"];

/// An RNN, LSTM or GRU.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Recurrent {
    /// Stacked layers.
    pub layers: usize,
    /// Size of the state, and of the token embedding.
    pub width: usize,
    /// Time steps that gradients flow through.
    pub context: usize,
    /// Dropped share between layers.
    pub dropout: f64,
    /// Bias added to the forget gate at the start (Gers et al. 2000; LSTM alone).
    pub forget_bias: f64,
    /// Whether a batch starts from the state the last one ended in (truncated back-propagation through time).
    pub state: StateCarry,
}

impl Default for Recurrent {
    fn default() -> Self {
        Recurrent {
            layers: 1,
            width: 128,
            context: 64,
            dropout: 0.0,
            forget_bias: 1.0,
            state: StateCarry::Fresh,
        }
    }
}

/// What a recurrent model remembers from one batch to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateCarry {
    /// Every batch is a random window and starts from nothing.
    #[default]
    Fresh,
    /// Batches follow each other in the text and the state is carried over.
    Carried,
}

/// Which cell a recurrent network has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Elman's (1990).
    Rnn,
    /// Long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000).
    Lstm,
    /// Gated recurrent unit (Cho et al. 2014, with the reset after the product as in cuDNN and PyTorch).
    Gru,
}

impl Cell {
    /// Gates side by side in a layer's matrices.
    pub fn gates(self) -> usize {
        match self {
            Cell::Rnn => 1,
            Cell::Gru => 3,
            Cell::Lstm => 4,
        }
    }
}

/// A recurrent network's settings with its cell.
pub(super) struct WithCell<'a>(pub Cell, pub &'a Recurrent);

impl WithCell<'_> {
    fn gates(&self) -> u64 {
        self.0.gates() as u64
    }
}

impl Family for WithCell<'_> {
    fn name(&self) -> Words {
        match self.0 {
            Cell::Rnn => Words::fixed("RNN", "RNN"),
            Cell::Lstm => Words::fixed("LSTM", "LSTM"),
            Cell::Gru => Words::fixed("GRU", "GRU"),
        }
    }

    fn context(&self) -> usize {
        self.1.context
    }

    fn width(&self) -> usize {
        self.1.width
    }

    fn layers(&self) -> usize {
        self.1.layers
    }

    /// Embedding; input and state matrices with two biases for each gate (as PyTorch has them); output layer with bias.
    fn parameters(&self, vocabulary: Size) -> Size {
        let (width, layers) = (Size::from(self.1.width), Size::from(self.1.layers));
        let layer = self.gates() * (2 * width * width + 2 * width);
        vocabulary * width + layers * layer + vocabulary * width + vocabulary
    }

    /// `(3·gates + 4)·width`.
    fn activations(&self) -> Size {
        (3 * self.gates() + 4) * Size::from(self.1.width)
    }

    fn widest(&self) -> Vec<(Words, Size)> {
        let gates = self.gates() * Size::from(self.1.width);
        vec![(Words::fixed("a layer's gates", "一层的门控值"), gates)]
    }

    fn explain_units(&self) -> Option<Words> {
        Some(match self.0 {
            Cell::Rnn => Words::fixed(
                "A recurrent network carries one state from token to token; each unit is one number of it, between −1 and 1, made anew from the token and the whole state before.",
                "循环网络带着一个状态从一个词元走到下一个；每个单元是其中的一个数，介于 −1 和 1 之间，由当前词元和之前的整个状态重新算出。",
            ),
            Cell::Lstm | Cell::Gru => Words::fixed(
                "A recurrent network carries one state from token to token. Gates between 0 and 1 decide what it forgets, what it takes in and what it shows.",
                "循环网络带着一个状态从一个词元走到下一个。介于 0 和 1 之间的门决定忘掉什么、吸收什么、显示什么。",
            ),
        })
    }

    fn carried(&self) -> Option<usize> {
        (self.1.state == StateCarry::Carried).then_some(self.1.width)
    }
}

/// What its layers show.
pub(super) const UNITS: &[(&str, Words)] = &[
    ("hidden", Words::fixed("hidden state h", "隐藏状态 h")),
    ("cell", Words::fixed("cell state c", "细胞状态 c")),
    ("input", Words::fixed("input gate", "输入门")),
    ("forget", Words::fixed("forget gate", "遗忘门")),
    ("candidate", Words::fixed("candidate", "候选值")),
    ("output", Words::fixed("output gate", "输出门")),
    ("update", Words::fixed("update gate", "更新门")),
    ("reset", Words::fixed("reset gate", "重置门")),
];

/// The settings, for [`fields`](crate::experiment::fields).
pub(super) const ROWS: &[Field] = &[
    shared::layers(8, Words::fixed(
            "Recurrent layers on top of each other; each reads the states of the one below.",
            "层层堆叠的循环层；每一层读取下一层的状态。",
        ))
    .of(KINDS)
    .essential(),
    shared::width(4, 2048, Words::fixed(
            "How many numbers make up the state in which the network remembers the text.",
            "网络用来记住文本的状态由多少个数组成。",
        ))
    .of(KINDS)
    .essential(),
    shared::context(Words::fixed(
            "How many tokens the network reads in one piece while training; a mistake is traced back no further than that.",
            "训练时一段连续读多少个词元；误差最多往回传播这么远。",
        ))
    .of(KINDS)
    .essential(),
    shared::dropout(Words::fixed(
            "Share of the signals that is switched off at random while training, so that the model does not just memorise.",
            "训练时随机关闭的信号比例，避免模型只靠死记。",
        ))
    .of(KINDS),
    row(
        "model.forget_bias",
        Group::Model,
        Words::fixed("Forget bias", "遗忘门偏置"),
        Words::fixed(
            "How ready the LSTM is to remember at first: above 0 it starts by keeping its state.",
            "LSTM 起初多愿意记住：大于 0 时一开始就倾向于保留状态。",
        ),
        Control::Number {
            min: -5.0,
            max: 5.0,
            scale: Scale::Linear,
        },
    )
    .of(&["lstm"]),
    row(
        "model.state",
        Group::Model,
        Words::fixed("State between batches", "批次之间的状态"),
        Words::fixed(
            "Whether the network starts each batch afresh, or reads the text in order and remembers.",
            "网络是每个批次重新开始，还是按顺序读下去并保留记忆。",
        ),
        Control::Choice(const { &[
            Choice::new("fresh", "Starts afresh", "每次清零"),
            Choice::new("carried", "Carried over", "延续"),
        ] }),
    )
    .of(KINDS),
];
