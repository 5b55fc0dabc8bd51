//! Settings that several families have: one name and one control, each family's own explanation.

use crate::experiment::fields::{Control, Field, Group, Scale, row};
use crate::words::Words;

pub(super) const fn layers(most: u64, help: Words) -> Field {
    let label = Words::fixed("Layers", "层数");
    let control = Control::Integer { min: 1, max: most };
    row("model.layers", Group::Model, label, help, control)
}

pub(super) const fn width(least: u64, most: u64, help: Words) -> Field {
    let label = Words::fixed("Width", "宽度");
    let control = Control::Integer {
        min: least,
        max: most,
    };
    row("model.width", Group::Model, label, help, control)
}

pub(super) const fn context(help: Words) -> Field {
    let label = Words::fixed("Context length", "上下文长度");
    let control = Control::Integer { min: 2, max: 1024 };
    row("model.context", Group::Model, label, help, control)
}

pub(super) const fn dropout(help: Words) -> Field {
    let label = Words::fixed("Dropout", "丢弃率（dropout）");
    let control = Control::Number {
        min: 0.0,
        max: 0.9,
        scale: Scale::Linear,
    };
    row("model.dropout", Group::Model, label, help, control)
}
