//! Settings of an n-gram model.

use serde::{Deserialize, Serialize};

use crate::experiment::family::{Family, Learns};
use crate::experiment::fields::{Choice, Control, Field, Group, Scale, row};
use crate::experiment::size::Size;
use crate::words::Words;

/// An n-gram model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ngram {
    /// How many tokens before it a prediction looks at: 0 counts single tokens (unigram), 1 pairs (bigram), 2 triples
    /// (trigram) … up to 6.
    pub order: usize,
    /// What unseen continuations get.
    pub smoothing: Smoothing,
}

impl Default for Ngram {
    fn default() -> Self {
        Ngram {
            order: 2,
            smoothing: Smoothing::AddK(AddK::default()),
        }
    }
}

/// How an n-gram model treats what it has not seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Smoothing {
    /// `(count + k) / (total + k·V)` (Lidstone).
    AddK(AddK),
    /// Interpolated Kneser–Ney (Kneser & Ney 1995; Chen & Goodman 1999).
    KneserNey(KneserNey),
}

/// Additive smoothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AddK {
    /// What is added to every count.
    pub k: f64,
}

impl Default for AddK {
    fn default() -> Self {
        AddK { k: 0.1 }
    }
}

/// Interpolated Kneser–Ney smoothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KneserNey {
    /// What is taken off every count and given to the shorter context, between 0 and 1.
    pub discount: f64,
}

impl Default for KneserNey {
    fn default() -> Self {
        KneserNey { discount: 0.75 }
    }
}

impl Family for Ngram {
    fn name(&self) -> Words {
        match self.order {
            0 => Words::fixed("unigram", "一元模型"),
            1 => Words::fixed("bigram", "二元模型"),
            2 => Words::fixed("trigram", "三元模型"),
            order => Words::new(
                format!("{}-gram", order + 1),
                format!("{} 元模型", order + 1),
            ),
        }
    }

    fn learns(&self) -> Learns {
        Learns::Counting { order: self.order }
    }

    /// Counting needs no blocks; a text is long enough where it has one of this length.
    fn context(&self) -> usize {
        256
    }

    fn width(&self) -> usize {
        0
    }

    fn layers(&self) -> usize {
        0
    }

    fn parameters(&self, _vocabulary: Size) -> Size {
        Size(0)
    }

    fn activations(&self) -> Size {
        Size(0)
    }

    fn widest(&self) -> Vec<(Words, Size)> {
        Vec::new()
    }
}

/// The settings, for [`fields`](crate::experiment::fields).
pub(super) const ROWS: &[Field] = &[
    row(
        "model.order",
        Group::Model,
        Words::fixed("Order", "阶数"),
        Words::fixed(
            "How many tokens before it each prediction looks at: 0 knows frequencies alone, 1 makes a bigram, 2 a trigram.",
            "每次预测往回看几个词元：0 只知道频率，1 是二元（bigram），2 是三元（trigram）。",
        ),
        Control::Integer { min: 0, max: 6 },
    )
    .of(&["ngram"])
    .essential(),
    row(
        "model.smoothing.kind",
        Group::Model,
        Words::fixed("Smoothing", "平滑"),
        Words::fixed(
            "How much probability is left for continuations that were never seen; without smoothing, a single one of them would make the loss infinite.",
            "给从未见过的接续留多少概率；若不平滑，只要遇到一次这样的接续，损失就会变成无穷大。",
        ),
        Control::Choice(const { &[
            Choice::new("add_k", "Add k to every count", "加 k 平滑"),
            Choice::new("kneser_ney", "Interpolated Kneser–Ney", "插值 Kneser–Ney 平滑"),
        ] }),
    )
    .essential(),
    row(
        "model.smoothing.k",
        Group::Model,
        Words::fixed("k", "k"),
        Words::fixed(
            "Added to every count: a small k trusts the counts, a large one makes all tokens almost equally likely.",
            "加到每个计数上的数：越小越相信计数，越大越接近均匀分布。",
        ),
        Control::Number {
            min: 1e-6,
            max: 10.0,
            scale: Scale::Logarithmic,
        },
    )
    .of(&["add_k"])
    .essential(),
    row(
        "model.smoothing.discount",
        Group::Model,
        Words::fixed("Discount", "折扣"),
        Words::fixed(
            "Taken off every count; what this sets free goes to the prediction from shorter contexts.",
            "从每个计数中扣除的量；省下的概率交给更短的上下文来分配。",
        ),
        Control::Number {
            min: 0.01,
            max: 0.99,
            scale: Scale::Linear,
        },
    )
    .of(&["kneser_ney"]),
];
