//! Settings of a decoder-only Transformer.

use serde::{Deserialize, Serialize};

use super::shared;
use crate::experiment::family::Family;
use crate::experiment::fields::{Choice, Control, Field, Group, row};
use crate::experiment::size::Size;
use crate::words::{Problem, Words};

const KINDS: &[&str] = &["gpt"];

/// A decoder-only Transformer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Gpt {
    /// Blocks.
    pub layers: usize,
    /// Attention heads of each block; they share the width.
    pub heads: usize,
    /// Size of the residual stream.
    pub width: usize,
    /// Tokens it can look back on.
    pub context: usize,
    /// How it knows the order of tokens.
    pub positions: Positions,
    /// What keeps the residual stream in range.
    pub norm: Norm,
    /// The feed-forward layer's non-linearity.
    pub activation: Activation,
    /// Dropped share, on embeddings, attention and residual branches.
    pub dropout: f64,
    /// Whether the output layer is the token embedding, transposed.
    pub output: OutputLayer,
    /// Whether linear layers and LayerNorm have biases.
    pub bias: Bias,
}

impl Default for Gpt {
    fn default() -> Self {
        Gpt {
            layers: 2,
            heads: 4,
            width: 64,
            context: 64,
            positions: Positions::Learned,
            norm: Norm::LayerNorm,
            activation: Activation::Gelu,
            dropout: 0.0,
            output: OutputLayer::Tied,
            bias: Bias::Off,
        }
    }
}

/// How a Transformer knows where a token stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Positions {
    /// A learned vector for each position (GPT-2).
    #[default]
    Learned,
    /// Fixed sines and cosines (Vaswani et al. 2017, section 3.5).
    Sinusoidal,
    /// Rotated queries and keys (Su et al. 2021).
    Rope,
}

/// Normalisation of the residual stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Norm {
    /// Zero mean, unit variance (Ba et al. 2016).
    #[default]
    LayerNorm,
    /// Unit root mean square (Zhang & Sennrich 2019).
    RmsNorm,
}

/// Non-linearity of the feed-forward layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// The error-function GELU (Hendrycks & Gimpel 2016), as nanoGPT has it.
    #[default]
    Gelu,
    /// The tanh approximation of GELU, as GPT-2 has it.
    GeluTanh,
    /// max(0, x).
    Relu,
    /// Gated SiLU (Shazeer 2020); the inner width is 8/3 of the width, rounded up to a multiple of 8.
    Swiglu,
}

/// Where the output layer's weights come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutputLayer {
    /// The token embedding, transposed (Press & Wolf 2017).
    #[default]
    Tied,
    /// Weights of its own.
    Separate,
}

/// Whether linear layers and LayerNorm add a learned constant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bias {
    /// They do, as in GPT-2.
    On,
    /// They do not, as in most models since.
    #[default]
    Off,
}

impl Gpt {
    /// The inner width of the feed-forward layers: 4 times the width; for SwiGLU 8/3 of it, rounded up to a multiple of 8.
    pub fn feed_forward_width(&self) -> usize {
        match self.activation {
            Activation::Swiglu => self.width.saturating_mul(8).div_ceil(3).next_multiple_of(8),
            _ => self.width.saturating_mul(4),
        }
    }

    /// Matrices that widen, side by side.
    fn ups(&self) -> u64 {
        match self.activation {
            Activation::Swiglu => 2,
            _ => 1,
        }
    }
}

impl Family for Gpt {
    fn name(&self) -> Words {
        Words::fixed("GPT", "GPT")
    }

    fn context(&self) -> usize {
        self.context
    }

    fn width(&self) -> usize {
        self.width
    }

    fn layers(&self) -> usize {
        self.layers
    }

    fn parameters(&self, vocabulary: Size) -> Size {
        let width = Size::from(self.width);
        let inner = Size::from(self.feed_forward_width());
        let bias = u64::from(self.bias == Bias::On);
        let norm = match self.norm {
            Norm::LayerNorm => width + bias * width,
            Norm::RmsNorm => width,
        };
        let up = self.ups();
        let attention = 4 * width * width + bias * (4 * width);
        let feed_forward = (up + 1) * width * inner + bias * (up * inner + width);
        let positions = match self.positions {
            Positions::Learned => Size::from(self.context) * width,
            Positions::Sinusoidal | Positions::Rope => Size(0),
        };
        let output = match self.output {
            OutputLayer::Tied => Size(0),
            OutputLayer::Separate => vocabulary * width,
        };
        vocabulary * width
            + positions
            + Size::from(self.layers) * (2 * norm + attention + feed_forward)
            + norm
            + output
    }

    /// `12·width + 3·inner + 2·heads·context`.
    fn activations(&self) -> Size {
        let inner = Size::from(self.feed_forward_width());
        12 * Size::from(self.width)
            + 3 * inner
            + 2 * Size::from(self.heads) * Size::from(self.context)
    }

    fn widest(&self) -> Vec<(Words, Size)> {
        let wide = self.ups() * Size::from(self.feed_forward_width());
        vec![
            (
                Words::fixed("a layer's attention weights", "一层的注意力权重"),
                Size::from(self.heads) * Size::from(self.context),
            ),
            (
                Words::fixed("a layer's activations", "一层的激活值"),
                wide.max(3 * Size::from(self.width)),
            ),
        ]
    }

    fn problems(&self) -> Vec<Problem> {
        let Gpt { heads, width, .. } = *self;
        let mut problems = Vec::new();
        // A head count of zero is out of range, and told there.
        if heads > 0 && !width.is_multiple_of(heads) {
            let below = width / heads * heads;
            let nearest = nearest(
                Some(below).filter(|below| *below > 0),
                below.checked_add(heads),
            );
            problems.push(Problem::at("model.heads", Words::new(format!("{heads} heads cannot share the width {width} evenly. Use a divisor of {width}, such as {}.", heads_near(heads, width)), format!("{heads} 个注意力头不能平分宽度 {width}。请改为 {width} 的约数，例如 {}。", heads_near(heads, width)))));
            problems.push(Problem::at("model.width", Words::new(format!("The width {width} cannot be shared evenly by {heads} heads. Use a multiple of {heads}, such as {nearest}."), format!("宽度 {width} 不能被 {heads} 个注意力头平分。请改为 {heads} 的倍数，例如 {nearest}。"))));
        } else if heads > 0
            && self.positions == Positions::Rope
            && !(width / heads).is_multiple_of(2)
        {
            problems.push(Problem::at("model.positions", Words::new(format!("RoPE rotates pairs, but each of the {heads} heads has {} numbers. Use a width that is a multiple of {}.", width / heads, heads.saturating_mul(2)), format!("RoPE 成对旋转，而 {heads} 个头每个有 {} 个数。请把宽度改为 {} 的倍数。", width / heads, heads.saturating_mul(2)))));
        }
        problems
    }
}

/// The nearest values on both sides, where there are any.
fn nearest(below: Option<usize>, above: Option<usize>) -> String {
    let found: Vec<String> = [below, above]
        .into_iter()
        .flatten()
        .map(|value| value.to_string())
        .collect();
    found.join(" / ")
}

/// The numbers of heads nearest to `heads` that share `width` evenly.
fn heads_near(heads: usize, width: usize) -> String {
    // More than any control allows, so that an absurd number does not take for ever.
    const MOST: usize = 64;
    let shares = |count: &usize| width.is_multiple_of(*count);
    let below = (1..heads.min(MOST)).rev().find(shares);
    let above = (heads.saturating_add(1)..=width.min(MOST)).find(shares);
    nearest(below, above)
}

/// The settings, for [`fields`](crate::experiment::fields).
pub(super) const ROWS: &[Field] = &[
    shared::layers(24, Words::fixed(
            "Transformer blocks; each looks back over the text once more.",
            "Transformer 块的个数；每一块都再回看一遍文本。",
        ))
    .of(KINDS)
    .essential(),
    row(
        "model.heads",
        Group::Model,
        Words::fixed("Attention heads", "注意力头数"),
        Words::fixed(
            "How many places in the text each layer can look at simultaneously; the width must be divisible by this number.",
            "每层能同时关注文中的几处；宽度必须能被它整除。",
        ),
        Control::Integer { min: 1, max: 32 },
    )
    .of(KINDS)
    .essential(),
    shared::width(4, 2048, Words::fixed(
            "How many numbers stand for each token inside the model; parameters grow with the square of the width.",
            "模型内部用多少个数表示一个词元；参数量随它的平方增长。",
        ))
    .of(KINDS)
    .essential(),
    shared::context(Words::fixed(
            "How many tokens the model can look back on.",
            "模型最多能回看多少个词元。",
        ))
    .of(KINDS)
    .essential(),
    row(
        "model.positions",
        Group::Model,
        Words::fixed("Positions", "位置编码"),
        Words::fixed(
            "How the model knows where a token stands; attention alone does not.",
            "模型如何知道词元的位置；注意力本身不知道先后。",
        ),
        Control::Choice(const { &[
            Choice::new("learned", "Learned", "可学习"),
            Choice::new("sinusoidal", "Sinusoidal", "正弦"),
            Choice::new("rope", "Rotary (RoPE)", "旋转（RoPE）"),
        ] }),
    )
    .of(KINDS),
    row(
        "model.norm",
        Group::Model,
        Words::fixed("Normalisation", "归一化"),
        Words::fixed(
            "Keeps the numbers inside the model in range from layer to layer.",
            "使模型内部的数值在层与层之间保持合适的大小。",
        ),
        Control::Choice(const { &[
            Choice::new("layer_norm", "LayerNorm", "LayerNorm"),
            Choice::new("rms_norm", "RMSNorm", "RMSNorm"),
        ] }),
    )
    .of(KINDS),
    row(
        "model.activation",
        Group::Model,
        Words::fixed("Activation", "激活函数"),
        Words::fixed(
            "The non-linear function in the feed-forward layers; without it, many layers could do no more than one.",
            "前馈层中的非线性函数；没有它，多层只相当于一层。",
        ),
        Control::Choice(const { &[
            Choice::new("gelu", "GELU", "GELU"),
            Choice::new("gelu_tanh", "GELU (tanh approximation)", "GELU（tanh 近似）"),
            Choice::new("relu", "ReLU", "ReLU"),
            Choice::new("swiglu", "SwiGLU", "SwiGLU"),
        ] }),
    )
    .of(KINDS),
    shared::dropout(Words::fixed(
            "Share of the signals that is switched off at random while training, so that the model does not just memorise.",
            "训练时随机关闭的信号比例，避免模型只靠死记。",
        ))
    .of(KINDS),
    row(
        "model.output",
        Group::Model,
        Words::fixed("Output weights", "输出层权重"),
        Words::fixed(
            "Whether tokens are read and predicted with the same weights.",
            "读入词元与预测词元是否共用同一组权重。",
        ),
        Control::Choice(const { &[
            Choice::new("tied", "Shared with the embedding", "与词嵌入共享"),
            Choice::new("separate", "Its own", "独立"),
        ] }),
    )
    .of(KINDS),
    row(
        "model.bias",
        Group::Model,
        Words::fixed("Biases", "偏置"),
        Words::fixed(
            "Whether linear layers and LayerNorm add a learned constant.",
            "线性层和 LayerNorm 是否加上可学习的常数项。",
        ),
        Control::Choice(const { &[
            Choice::new("on", "On", "有"),
            Choice::new("off", "Off", "无"),
        ] }),
    )
    .of(KINDS),
];
