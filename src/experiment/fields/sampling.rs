//! The settings of writing, and of where all of it is computed.

use super::{Choice, Control, Field, Group, Lines, Scale, row};
use crate::experiment::{Decoding, Experiment, LAST_SAMPLING_SEED};
use crate::words::Words;

fn draws(experiment: &Experiment) -> bool {
    experiment.sampling.decoding == Decoding::Sample
}

pub(super) const ROWS: &[Field] = &[
    row(
        "sampling.prompt",
        Group::Sampling,
        Words::fixed("Prompt", "开头（提示词）"),
        Words::fixed(
            "What the model is given to continue; empty lets it begin by itself.",
            "让模型接着往下写的文字；留空则由它自己开头。",
        ),
        Control::Text {
            lines: Lines::Many,
            max_bytes: 4096,
        },
    )
    .essential(),
    row(
        "sampling.tokens",
        Group::Sampling,
        Words::fixed("Tokens to write", "生成长度"),
        Words::fixed("How many tokens it writes.", "一共写出多少个词元。"),
        Control::Integer { min: 1, max: 2000 },
    )
    .essential(),
    row(
        "sampling.decoding",
        Group::Sampling,
        Words::fixed("Choosing", "解码方式"),
        Words::fixed(
            "Whether the next token is drawn by its probability, or always the likeliest.",
            "下一个词元按概率抽取，还是总取最可能的。",
        ),
        Control::Choice(const { &[
            Choice::new("sample", "Draw", "采样"),
            Choice::new("greedy", "Likeliest (greedy)", "贪心"),
        ] }),
    ),
    row(
        "sampling.temperature",
        Group::Sampling,
        Words::fixed("Temperature", "温度"),
        Words::fixed(
            "Below 1 it keeps to likely tokens, above 1 it more often takes unlikely ones.",
            "小于 1 更保守，大于 1 更大胆。",
        ),
        Control::Number {
            min: 0.05,
            max: 5.0,
            scale: Scale::Linear,
        },
    )
    .when(draws)
    .essential(),
    row(
        "sampling.top_k",
        Group::Sampling,
        Words::fixed("Top k", "Top-k"),
        Words::fixed(
            "Only this many of the likeliest tokens may be drawn; 0 allows all.",
            "只从最可能的 k 个词元中抽取；0 表示不限。",
        ),
        Control::Integer { min: 0, max: 32_768 },
    )
    .when(draws),
    row(
        "sampling.top_p",
        Group::Sampling,
        Words::fixed("Top p", "Top-p（核采样）"),
        Words::fixed(
            "Only the likeliest tokens that together have this much probability may be drawn; 1 allows all.",
            "只从合计概率达到此值的最可能词元中抽取；1 表示不限。",
        ),
        Control::Number {
            min: 0.01,
            max: 1.0,
            scale: Scale::Linear,
        },
    )
    .when(draws),
    row(
        "sampling.min_p",
        Group::Sampling,
        Words::fixed("Min p", "Min-p"),
        Words::fixed(
            "Only tokens with at least this share of the likeliest token’s probability may be drawn; 0 allows all.",
            "只从概率不低于“最大概率 × 此值”的词元中抽取；0 表示不限。",
        ),
        Control::Number {
            min: 0.0,
            max: 1.0,
            scale: Scale::Linear,
        },
    )
    .when(draws),
    row(
        "sampling.repetition_penalty",
        Group::Sampling,
        Words::fixed("Repetition penalty", "重复惩罚"),
        Words::fixed(
            "Above 1, tokens already written become less likely; 1 changes nothing.",
            "大于 1 时，已写过的词元更不容易再出现；1 表示不变。",
        ),
        Control::Number {
            min: 1.0,
            max: 3.0,
            scale: Scale::Linear,
        },
    ),
    row(
        "sampling.seed",
        Group::Sampling,
        Words::fixed("Continuation number (seed)", "续写编号（种子）"),
        Words::fixed(
            "Picks one of the many continuations that could be drawn: the same weights, prompt, settings and number always give the same text. Continuing again takes the next number.",
            "从众多可能的续写中选定一种：权重、开头、设置和编号都相同时，写出的文字也相同。再次续写时自动使用下一个编号。",
        ),
        Control::Integer {
            min: 0,
            max: LAST_SAMPLING_SEED,
        },
    )
    .when(draws),
    row(
        "device",
        Group::Device,
        Words::fixed("Compute on", "计算设备"),
        Words::fixed(
            "“Automatic” times the graphics card and the processor on this very model and takes the faster one.",
            "“自动”会用这个模型分别测试显卡和处理器，选用更快的一个。",
        ),
        Control::Choice(const { &[
            Choice::new("auto", "Automatic", "自动"),
            Choice::new("gpu", "Graphics card (GPU)", "显卡（GPU）"),
            Choice::new("cpu", "Processor (CPU)", "处理器（CPU）"),
        ] }),
    ),
];
