//! Settings of a multilayer perceptron over a window of tokens.

use serde::{Deserialize, Serialize};

use super::shared;
use crate::experiment::family::Family;
use crate::experiment::fields::{Choice, Control, Field, Group, row};
use crate::experiment::size::Size;
use crate::words::Words;

const KINDS: &[&str] = &["mlp"];

/// The neural probabilistic language model (Bengio et al. 2003).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mlp {
    /// Tokens that each prediction looks at, the paper's n − 1.
    pub window: usize,
    /// Numbers that stand for a token, the paper's m.
    pub width: usize,
    /// Hidden units, the paper's h.
    pub hidden: usize,
    /// Whether the output reads the embeddings directly, too (the paper's W).
    pub direct: Direct,
    /// Dropped share of the hidden units.
    pub dropout: f64,
    /// Tokens that are read in one piece while training.
    pub context: usize,
}

impl Default for Mlp {
    fn default() -> Self {
        Mlp {
            window: 8,
            width: 32,
            hidden: 256,
            direct: Direct::Off,
            dropout: 0.0,
            context: 64,
        }
    }
}

/// Whether the output layer reads the embeddings beside the hidden units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direct {
    /// It does.
    On,
    /// It reads the hidden units alone.
    #[default]
    Off,
}

impl Mlp {
    /// Numbers that stand for all tokens of a window.
    pub fn inputs(&self) -> usize {
        self.window.saturating_mul(self.width)
    }
}

impl Family for Mlp {
    fn name(&self) -> Words {
        Words::fixed("MLP", "MLP")
    }

    fn context(&self) -> usize {
        self.context
    }

    fn width(&self) -> usize {
        self.width
    }

    fn layers(&self) -> usize {
        1
    }

    /// The paper's C, H with d, and U (with W) with b.
    fn parameters(&self, vocabulary: Size) -> Size {
        let inputs = Size::from(self.window) * Size::from(self.width);
        let hidden = Size::from(self.hidden);
        let output = match self.direct {
            Direct::On => hidden + inputs,
            Direct::Off => hidden,
        };
        vocabulary * Size::from(self.width)
            + inputs * hidden
            + hidden
            + output * vocabulary
            + vocabulary
    }

    /// `2·window·width + 3·hidden`.
    fn activations(&self) -> Size {
        2 * Size::from(self.inputs()) + 3 * Size::from(self.hidden)
    }

    fn widest(&self) -> Vec<(Words, Size)> {
        vec![
            (
                Words::fixed("the window's embeddings", "窗口内的词嵌入"),
                Size::from(self.inputs()),
            ),
            (
                Words::fixed("the hidden units", "隐藏单元"),
                Size::from(self.hidden),
            ),
        ]
    }

    fn explain_units(&self) -> Option<Words> {
        Some(Words::fixed(
            "Each hidden unit looks at the last few tokens side by side and says how much it finds of one pattern there, from −1 to 1. It remembers nothing: what has left the window is gone.",
            "每个隐藏单元并排查看最近几个词元，用 −1 到 1 之间的数表示它所留意的规律出现了多少。它没有记忆：移出窗口的内容就看不到了。",
        ))
    }
}

/// What it shows.
pub(super) const UNITS: &[(&str, Words)] =
    &[("hidden_unit", Words::fixed("hidden unit", "隐藏单元"))];

/// The settings, for [`fields`](crate::experiment::fields).
pub(super) const ROWS: &[Field] = &[
    row(
        "model.window",
        Group::Model,
        Words::fixed("Window", "窗口"),
        Words::fixed(
            "How many tokens before it each prediction looks at, side by side; what lies further back is never seen.",
            "每次预测并排查看前面多少个词元；更早的内容完全看不到。",
        ),
        Control::Integer { min: 1, max: 128 },
    )
    .of(KINDS)
    .essential(),
    shared::width(2, 1024, Words::fixed(
            "How many numbers stand for each token: its embedding.",
            "用多少个数表示一个词元，即词嵌入的长度。",
        ))
    .of(KINDS)
    .essential(),
    row(
        "model.hidden",
        Group::Model,
        Words::fixed("Hidden units", "隐藏单元数"),
        Words::fixed(
            "How many tanh units read the window; each can learn to notice one pattern in it.",
            "有多少个 tanh 单元查看这个窗口；每个单元可以学会留意其中的一种规律。",
        ),
        Control::Integer { min: 4, max: 4096 },
    )
    .of(KINDS)
    .essential(),
    shared::context(Words::fixed(
            "How many tokens are read in one piece while training; the first ones of a piece see a window that is not yet full.",
            "训练时一段连续读多少个词元；每段开头的几个词元，窗口还没有填满。",
        ))
    .of(KINDS),
    row(
        "model.direct",
        Group::Model,
        Words::fixed("Direct connections", "直连"),
        Words::fixed(
            "Whether the output also reads the embeddings past the hidden units, as an option of the 2003 paper does.",
            "输出层是否还绕过隐藏单元直接读取词嵌入（2003 年论文中的一个选项）。",
        ),
        Control::Choice(const { &[
            Choice::new("on", "On", "有"),
            Choice::new("off", "Off", "无"),
        ] }),
    )
    .of(KINDS),
    shared::dropout(Words::fixed(
            "Share of the hidden units that is switched off at random while training, so that the model does not just memorise.",
            "训练时随机关闭的隐藏单元比例，避免模型只靠死记。",
        ))
    .of(KINDS),
];
