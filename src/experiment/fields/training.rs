//! The settings of the objective and of training.

use super::{Choice, Control, Field, Group, Scale, learns_by_gradient, row};
use crate::experiment::{Experiment, Schedule};
use crate::words::Words;

/// JavaScript, and so the page, counts whole numbers exactly up to here.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// A run that is no longer than its warm-up has a shorter one.
fn short_warm_up(experiment: &Experiment) -> Option<Words> {
    let training = &experiment.training;
    let (set, taken) = (training.warmup, training.warmup_steps());
    (set != taken).then(|| {
        Words::new(
            format!(
                "The run has no more steps than that, so only a tenth of them ({taken}) are warm-up."
            ),
            format!("训练本身没有这么多步，因此只用十分之一（{taken} 步）预热。"),
        )
    })
}

/// One cycle has its own rise.
fn warms_up(experiment: &Experiment) -> bool {
    learns_by_gradient(experiment) && !matches!(experiment.training.schedule, Schedule::OneCycle(_))
}

const ADAMW: &[&str] = &["adam_w"];
const FALLING: &[&str] = &["linear", "cosine", "one_cycle"];

/// A decay rate of a running mean; 1 would never learn anything new.
const RATE: Control = Control::Number {
    min: 0.0,
    max: 0.9999,
    scale: Scale::Linear,
};

pub(super) const ROWS: &[Field] = &[
    row(
        "training.steps",
        Group::Training,
        Words::fixed("Steps", "步数"),
        Words::fixed(
            "How many times the model is corrected; each step reads one batch.",
            "模型被修正多少次；每一步读一个批次。",
        ),
        Control::Integer { min: 1, max: 1_000_000 },
    )
    .when(learns_by_gradient)
    .essential(),
    row(
        "training.batch_size",
        Group::Training,
        Words::fixed("Batch size", "批大小"),
        Words::fixed(
            "Pieces of text read at once; more give a steadier direction and take longer.",
            "一次读多少段文本；越多方向越稳，也越慢。",
        ),
        Control::Integer { min: 1, max: 1024 },
    )
    .when(learns_by_gradient)
    .essential(),
    row(
        "training.learning_rate",
        Group::Training,
        Words::fixed("Learning rate", "学习率"),
        Words::fixed(
            "How far a step moves the weights, at its peak: too small, and learning is slow; too large, and the loss climbs.",
            "每一步最多把权重改动多大（峰值）：太小学得慢，太大损失会上升。",
        ),
        Control::Number {
            min: 1e-6,
            max: 10.0,
            scale: Scale::Logarithmic,
        },
    )
    .when(learns_by_gradient)
    .essential(),
    row(
        "training.schedule.kind",
        Group::Training,
        Words::fixed("Schedule", "学习率调度"),
        Words::fixed(
            "How the learning rate changes over the run; ending small settles the last details.",
            "学习率在训练过程中如何变化；最后变小有助于打磨细节。",
        ),
        Control::Choice(const { &[
            Choice::new("constant", "Constant", "恒定"),
            Choice::new("linear", "Linear", "线性下降"),
            Choice::new("cosine", "Cosine", "余弦下降"),
            Choice::new("one_cycle", "One cycle", "单周期（one-cycle）"),
            Choice::new("noam", "Noam (inverse square root)", "Noam（平方根倒数）"),
        ] }),
    )
    .when(learns_by_gradient),
    row(
        "training.schedule.final_fraction",
        Group::Training,
        Words::fixed("Final share", "最终比例"),
        Words::fixed(
            "The last step's learning rate, as a share of the peak.",
            "最后一步的学习率占峰值的比例。",
        ),
        Control::Number {
            min: 0.0,
            max: 1.0,
            scale: Scale::Linear,
        },
    )
    .of(FALLING)
    .when(learns_by_gradient),
    row(
        "training.warmup",
        Group::Training,
        Words::fixed("Warm-up steps", "预热步数"),
        Words::fixed(
            "Steps over which the learning rate rises from 0, because the first corrections are unreliable.",
            "学习率从 0 升到峰值所用的步数；最初的修正还不可靠，步子要小。",
        ),
        Control::Integer { min: 0, max: 100_000 },
    )
    .when(warms_up)
    .remarking(short_warm_up),
    row(
        "training.optimizer.kind",
        Group::Training,
        Words::fixed("Optimizer", "优化器"),
        Words::fixed(
            "The rule that turns gradients into corrections.",
            "把梯度变成修正量的规则。",
        ),
        Control::Choice(const { &[
            Choice::new("adam_w", "AdamW", "AdamW"),
            Choice::new("sgd", "SGD with momentum", "带动量的 SGD"),
            Choice::new("lion", "Lion", "Lion"),
            Choice::new("muon", "Muon", "Muon"),
        ] }),
    )
    .when(learns_by_gradient),
    row(
        "training.optimizer.beta1",
        Group::Training,
        Words::fixed("β₁", "β₁"),
        Words::fixed(
            "How long the running mean of the gradient remembers.",
            "梯度滑动平均的记忆长度。",
        ),
        RATE,
    )
    .of(ADAMW)
    .when(learns_by_gradient),
    row(
        "training.optimizer.beta2",
        Group::Training,
        Words::fixed("β₂", "β₂"),
        Words::fixed(
            "How long the running mean of the squared gradient remembers.",
            "梯度平方滑动平均的记忆长度。",
        ),
        RATE,
    )
    .of(ADAMW)
    .when(learns_by_gradient),
    row(
        "training.optimizer.epsilon",
        Group::Training,
        Words::fixed("ε", "ε"),
        Words::fixed(
            "Keeps the division finite where gradients are tiny.",
            "梯度极小时避免除以零。",
        ),
        Control::Number {
            min: 1e-12,
            max: 1e-2,
            scale: Scale::Logarithmic,
        },
    )
    .of(ADAMW)
    .when(learns_by_gradient),
    row(
        "training.optimizer.beta1",
        Group::Training,
        Words::fixed("β₁ of the update", "更新用的 β₁"),
        Words::fixed(
            "How much the past counts in the sign of each update.",
            "决定每次更新的符号时，过去的动量所占的比重。",
        ),
        RATE,
    )
    .of(&["lion"])
    .when(learns_by_gradient),
    row(
        "training.optimizer.beta2",
        Group::Training,
        Words::fixed("β₂ of the momentum", "动量的 β₂"),
        Words::fixed(
            "How long the momentum remembers.",
            "动量的记忆长度。",
        ),
        RATE,
    )
    .of(&["lion"])
    .when(learns_by_gradient),
    row(
        "training.optimizer.momentum",
        Group::Training,
        Words::fixed("Momentum", "动量"),
        Words::fixed(
            "Share of the last update that is kept in the next.",
            "上一次更新保留到下一次的比例。",
        ),
        RATE,
    )
    .of(&["sgd", "muon"])
    .when(learns_by_gradient),
    row(
        "training.optimizer.iterations",
        Group::Training,
        Words::fixed("Newton–Schulz iterations", "牛顿–舒尔茨迭代次数"),
        Words::fixed(
            "Rounds that make each update's directions equally strong.",
            "让每次更新的各个方向同样强所用的迭代轮数。",
        ),
        Control::Integer { min: 1, max: 10 },
    )
    .of(&["muon"])
    .when(learns_by_gradient),
    row(
        "training.optimizer.weight_decay",
        Group::Training,
        Words::fixed("Weight decay", "权重衰减"),
        Words::fixed(
            "Pulls weights towards zero, so that the model keeps to simple explanations.",
            "把权重拉向零，使模型偏好简单的解释。",
        ),
        Control::Number {
            min: 0.0,
            max: 10.0,
            scale: Scale::Linear,
        },
    )
    .when(learns_by_gradient),
    row(
        "training.optimizer.decay",
        Group::Training,
        Words::fixed("Decayed weights", "衰减对象"),
        Words::fixed(
            "Which parameters weight decay pulls at.",
            "权重衰减作用于哪些参数。",
        ),
        Control::Choice(const { &[
            Choice::new("matrices", "Weight matrices", "权重矩阵"),
            Choice::new("matrices_and_embeddings", "Matrices and embeddings", "矩阵与词嵌入"),
            Choice::new("everything", "Everything", "全部参数"),
        ] }),
    )
    .when(learns_by_gradient),
    row(
        "training.clip_norm",
        Group::Training,
        Words::fixed("Gradient clipping", "梯度裁剪"),
        Words::fixed(
            "A gradient whose norm is larger than this is scaled down to it; 0 turns clipping off.",
            "梯度范数超过此值时按比例缩小；0 表示不裁剪。",
        ),
        Control::Number {
            min: 0.0,
            max: 100.0,
            scale: Scale::Linear,
        },
    )
    .when(learns_by_gradient),
    row(
        "training.accumulation",
        Group::Training,
        Words::fixed("Gradient accumulation", "梯度累积"),
        Words::fixed(
            "Batches averaged into one step: a larger batch without more memory.",
            "多少个批次的梯度合成一步：不多占内存也能用大批次。",
        ),
        Control::Integer { min: 1, max: 64 },
    )
    .when(learns_by_gradient),
    row(
        "training.memory",
        Group::Training,
        Words::fixed("Memory", "内存"),
        Words::fixed(
            "Keep what the forward pass computed, or save memory by computing some of it again.",
            "保留前向计算的结果，或重算一部分以节省内存（梯度检查点）。",
        ),
        Control::Choice(const { &[
            Choice::new("keep_activations", "Keep activations", "保留激活值"),
            Choice::new("recompute", "Compute again (checkpointing)", "重新计算（梯度检查点）"),
        ] }),
    )
    .when(learns_by_gradient),
    row(
        "objective.kind",
        Group::Training,
        Words::fixed("Objective", "目标"),
        Words::fixed(
            "What the model is asked to do well.",
            "要求模型做好的事情。",
        ),
        Control::Choice(const { &[Choice::new("next_token", "Predict the next token", "预测下一个词元")] }),
    )
    // A choice of one is no choice.
    .when(|_| false),
    row(
        "objective.label_smoothing",
        Group::Training,
        Words::fixed("Label smoothing", "标签平滑"),
        Words::fixed(
            "Asks the model to stay a little unsure: this much probability is spread over all tokens.",
            "让模型保持一点不确定：把这么多概率平均分给所有词元。",
        ),
        Control::Number {
            min: 0.0,
            max: 0.5,
            scale: Scale::Linear,
        },
    )
    .when(learns_by_gradient),
    row(
        "training.evaluate_every",
        Group::Training,
        Words::fixed("Evaluate every", "评估间隔"),
        Words::fixed(
            "Steps between evaluations on text the model has never seen.",
            "每隔多少步用没见过的文本评估一次。",
        ),
        Control::Integer { min: 1, max: 100_000 },
    )
    .when(learns_by_gradient),
    row(
        "training.evaluate_batches",
        Group::Training,
        Words::fixed("Batches to evaluate", "评估批次数"),
        Words::fixed(
            "Batches in each evaluation; more make the result steadier and take longer.",
            "每次评估用多少个批次；越多越准，也越慢。",
        ),
        Control::Integer { min: 1, max: 1000 },
    )
    .when(learns_by_gradient),
    row(
        "training.patience",
        Group::Training,
        Words::fixed("Patience", "早停耐心"),
        Words::fixed(
            "Stops after this many evaluations without improvement; 0 always trains to the last step.",
            "连续这么多次评估没有进步就停止；0 表示一直训练到最后一步。",
        ),
        Control::Integer { min: 0, max: 1000 },
    )
    .when(learns_by_gradient),
    row(
        "training.sample_every",
        Group::Training,
        Words::fixed("Write every", "试写间隔"),
        Words::fixed(
            "Steps between samples of what the model would write; 0 goes by the clock, every few seconds.",
            "每隔多少步让模型试写一段；0 表示按时间，每隔几秒写一次。",
        ),
        Control::Integer { min: 0, max: 100_000 },
    )
    .when(learns_by_gradient),
    row(
        "seed",
        Group::Training,
        Words::fixed("Seed", "随机种子"),
        Words::fixed(
            "Every random choice follows from this number, so the same recipe gives the same run.",
            "所有随机选择都由这个数决定，相同的配方得到相同的结果。",
        ),
        Control::Integer { min: 0, max: MAX_SEED },
    ),
];
