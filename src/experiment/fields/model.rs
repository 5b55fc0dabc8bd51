//! The settings of the model.

use super::{Choice, Control, Field, Group, Scale, row};
use crate::words::Words;

const NETWORK: &[&str] = &["rnn", "lstm", "gru", "gpt"];
const RECURRENT: &[&str] = &["rnn", "lstm", "gru"];
const GPT: &[&str] = &["gpt"];

pub(super) const ROWS: &[Field] = &[
    row(
        "model.kind",
        Group::Model,
        Words::fixed("Architecture", "架构"),
        Words::fixed(
            "How the model turns what it has read into a guess at what comes next.",
            "模型如何根据读过的内容猜测下一个词元。",
        ),
        Control::Choice(const { &[
            Choice::new("ngram", "n-gram (counting)", "n-gram（计数）"),
            Choice::new("rnn", "RNN", "循环神经网络 RNN"),
            Choice::new("lstm", "LSTM", "长短期记忆网络 LSTM"),
            Choice::new("gru", "GRU", "门控循环单元 GRU"),
            Choice::new("gpt", "GPT (Transformer)", "GPT（Transformer）"),
        ] }),
    )
    .essential(),
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
    row(
        "model.layers",
        Group::Model,
        Words::fixed("Layers", "层数"),
        Words::fixed(
            "Recurrent layers on top of each other; each reads the states of the one below.",
            "层层堆叠的循环层；每一层读取下一层的状态。",
        ),
        Control::Integer { min: 1, max: 8 },
    )
    .of(RECURRENT)
    .essential(),
    row(
        "model.layers",
        Group::Model,
        Words::fixed("Layers", "层数"),
        Words::fixed(
            "Transformer blocks; each looks back over the text once more.",
            "Transformer 块的个数；每一块都再回看一遍文本。",
        ),
        Control::Integer { min: 1, max: 24 },
    )
    .of(GPT)
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
    .of(GPT)
    .essential(),
    row(
        "model.width",
        Group::Model,
        Words::fixed("Width", "宽度"),
        Words::fixed(
            "How many numbers make up the state in which the network remembers the text.",
            "网络用来记住文本的状态由多少个数组成。",
        ),
        Control::Integer { min: 4, max: 2048 },
    )
    .of(RECURRENT)
    .essential(),
    row(
        "model.width",
        Group::Model,
        Words::fixed("Width", "宽度"),
        Words::fixed(
            "How many numbers stand for each token inside the model; parameters grow with the square of the width.",
            "模型内部用多少个数表示一个词元；参数量随它的平方增长。",
        ),
        Control::Integer { min: 4, max: 2048 },
    )
    .of(GPT)
    .essential(),
    row(
        "model.context",
        Group::Model,
        Words::fixed("Context length", "上下文长度"),
        Words::fixed(
            "How many tokens the network reads in one piece while training; a mistake is traced back no further than that.",
            "训练时一段连续读多少个词元；误差最多往回传播这么远。",
        ),
        Control::Integer { min: 2, max: 1024 },
    )
    .of(RECURRENT)
    .essential(),
    row(
        "model.context",
        Group::Model,
        Words::fixed("Context length", "上下文长度"),
        Words::fixed(
            "How many tokens the model can look back on.",
            "模型最多能回看多少个词元。",
        ),
        Control::Integer { min: 2, max: 1024 },
    )
    .of(GPT)
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
    .of(GPT),
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
    .of(GPT),
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
    .of(GPT),
    row(
        "model.dropout",
        Group::Model,
        Words::fixed("Dropout", "丢弃率（dropout）"),
        Words::fixed(
            "Share of the signals that is switched off at random while training, so that the model does not just memorise.",
            "训练时随机关闭的信号比例，避免模型只靠死记。",
        ),
        Control::Number {
            min: 0.0,
            max: 0.9,
            scale: Scale::Linear,
        },
    )
    .of(NETWORK),
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
    .of(GPT),
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
    .of(GPT),
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
    .of(RECURRENT),
];
