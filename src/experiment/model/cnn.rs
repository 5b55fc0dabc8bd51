//! Settings of a causal convolutional network.

use serde::{Deserialize, Serialize};

use super::shared;
use crate::experiment::family::Family;
use crate::experiment::fields::{Control, Field, Group, row};
use crate::experiment::size::Size;
use crate::words::Words;

const KINDS: &[&str] = &["cnn"];

/// Dilated causal convolutions with gated units (van den Oord et al. 2016, WaveNet).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cnn {
    /// Convolutions on top of each other.
    pub layers: usize,
    /// Channels of the residual stream, and so the size of a token's embedding.
    pub width: usize,
    /// Places that each convolution looks at: its own, and others before it.
    pub kernel: usize,
    /// After how many layers the distance between those places starts at 1 again; it doubles from layer to layer.
    pub dilation_cycle: usize,
    /// Dropped share of what each layer adds.
    pub dropout: f64,
    /// Tokens that are read in one piece while training.
    pub context: usize,
}

impl Default for Cnn {
    fn default() -> Self {
        Cnn {
            layers: 4,
            width: 64,
            kernel: 3,
            dilation_cycle: 4,
            dropout: 0.0,
            context: 64,
        }
    }
}

impl Cnn {
    /// The distance between the places that the convolution of layer `layer` (from 0) looks at: 1, 2, 4, …
    pub fn dilation(&self, layer: usize) -> usize {
        let doublings = layer % self.dilation_cycle.max(1);
        1_usize
            .checked_shl(u32::try_from(doublings).unwrap_or(u32::MAX))
            .unwrap_or(usize::MAX)
    }

    /// Tokens that a prediction depends on: 1 + Σ (kernel − 1)·dilation.
    pub fn receptive_field(&self) -> usize {
        let reach = |layer| {
            self.kernel
                .saturating_sub(1)
                .saturating_mul(self.dilation(layer))
        };
        (0..self.layers).map(reach).fold(1, usize::saturating_add)
    }
}

impl Family for Cnn {
    fn name(&self) -> Words {
        Words::fixed("CNN", "CNN")
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

    /// Embedding; a convolution to filter and gate and a 1×1 convolution in each layer; output. All but the embedding
    /// have biases.
    fn parameters(&self, vocabulary: Size) -> Size {
        let width = Size::from(self.width);
        let gated = Size::from(self.kernel) * width * (2 * width) + 2 * width;
        let layer = gated + width * width + width;
        vocabulary * width + Size::from(self.layers) * layer + vocabulary * width + vocabulary
    }

    /// `(2·kernel + 10)·width`.
    fn activations(&self) -> Size {
        (2 * Size::from(self.kernel) + Size(10)) * Size::from(self.width)
    }

    fn widest(&self) -> Vec<(Words, Size)> {
        vec![(
            Words::fixed("what a convolution looks at", "一次卷积所看的全部内容"),
            Size::from(self.kernel.max(2)) * Size::from(self.width),
        )]
    }

    fn explain_units(&self) -> Option<Words> {
        Some(Words::fixed(
            "Each layer slides the same small filters along the text; a gate between 0 and 1 decides how much of a filter’s answer passes. The first layer sees a few neighbouring tokens, each further one twice as far.",
            "每一层都让同一组小滤波器沿文本滑动；介于 0 和 1 之间的门决定放行多少。第一层只看到相邻的几个词元，往上每层看得远一倍。",
        ))
    }
}

/// What its layers show.
pub(super) const UNITS: &[(&str, Words)] = &[
    (
        "filter",
        Words::fixed("filter tanh(W_f ∗ x)", "滤波 tanh(W_f ∗ x)"),
    ),
    ("gate", Words::fixed("gate σ(W_g ∗ x)", "门 σ(W_g ∗ x)")),
    ("gated", Words::fixed("filter × gate", "滤波 × 门")),
];

/// The settings, for [`fields`](crate::experiment::fields).
pub(super) const ROWS: &[Field] = &[
    shared::layers(16, Words::fixed(
            "Convolutions on top of each other; each looks further back than the one below.",
            "层层堆叠的卷积；每一层都比下面一层看得更远。",
        ))
    .of(KINDS)
    .essential(),
    shared::width(4, 1024, Words::fixed(
            "How many numbers (channels) stand for each token inside the model; parameters grow with the square of the width.",
            "模型内部用多少个数（通道）表示一个词元；参数量随它的平方增长。",
        ))
    .of(KINDS)
    .essential(),
    row(
        "model.kernel",
        Group::Model,
        Words::fixed("Kernel size", "卷积核大小"),
        Words::fixed(
            "How many places each convolution looks at: its own, and others before it.",
            "每次卷积看几个位置：当前位置以及它之前的位置。",
        ),
        Control::Integer { min: 2, max: 16 },
    )
    .of(KINDS)
    .essential(),
    row(
        "model.dilation_cycle",
        Group::Model,
        Words::fixed("Dilation cycle", "膨胀周期"),
        Words::fixed(
            "The distance between those places doubles from layer to layer (1, 2, 4 …) and starts at 1 again after this many layers; 1 leaves no gaps.",
            "这些位置的间隔逐层翻倍（1、2、4……），经过这么多层后重新从 1 开始；设为 1 则没有间隔。",
        ),
        Control::Integer { min: 1, max: 10 },
    )
    .of(KINDS)
    .essential(),
    shared::context(Words::fixed(
            "How many tokens are read in one piece while training; a convolution that looks back beyond the beginning of a piece finds zeros.",
            "训练时一段连续读多少个词元；卷积看到一段的开头之前时，看到的是零。",
        ))
    .of(KINDS)
    .essential(),
    shared::dropout(Words::fixed(
            "Share of the signals that is switched off at random while training, so that the model does not just memorise.",
            "训练时随机关闭的信号比例，避免模型只靠死记。",
        ))
    .of(KINDS),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prediction_sees_as_far_as_its_layers_reach_together() {
        let cnn = |layers, kernel, dilation_cycle| Cnn {
            layers,
            kernel,
            dilation_cycle,
            ..Cnn::default()
        };
        // 1 + 2·(1 + 2 + 4 + 8), 1 + 1·(1 + 2 + 4 + 1 + 2), and without gaps 1 + 4·3·1.
        assert_eq!(cnn(4, 3, 4).receptive_field(), 31);
        assert_eq!(cnn(5, 2, 3).receptive_field(), 11);
        assert_eq!(cnn(4, 4, 1).receptive_field(), 13);
        assert_eq!(
            cnn(usize::BITS as usize + 3, 3, usize::MAX).receptive_field(),
            usize::MAX
        );
    }
}
