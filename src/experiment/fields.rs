//! One table of settings. From it come the controls, their ranges and explanations, the link's keys, `--set` on the
//! command line and the range checks of [`validate`](super::validate): a setting that is not here does not exist.
//!
//! A setting is named by the path of its leaf in the experiment's JSON, such as `model.layers`. An enum with payloads
//! carries its variant under `kind`; setting `model.kind` replaces the node by that variant's defaults and keeps what
//! the person had changed and both variants share. Tests prove that the table and the structs agree leaf by leaf.

use serde_json::Value;

use super::Experiment;
use crate::words::{Problem, Words};

mod access;
mod corpus;
mod sampling;
mod training;

pub use access::Leaf;

/// One setting.
#[derive(Debug)]
pub struct Field {
    /// Where its value lies in the experiment's JSON.
    pub path: &'static str,
    /// The values of the `kind` beside it for which this row holds; empty where it always does.
    pub kinds: &'static [&'static str],
    /// Where it is drawn.
    pub group: Group,
    /// Its name.
    pub label: Words,
    /// One plain line that explains it.
    pub help: Words,
    /// What it may be, and how it is set.
    pub control: Control,
    /// Whether it is shown at once.
    pub importance: Importance,
    /// Whether it makes a difference in this experiment; what does not is not drawn.
    relevant: fn(&Experiment) -> bool,
    /// What becomes of its value in this experiment, where that is not plain.
    remark: fn(&Experiment) -> Option<Words>,
}

/// What a setting may be, and how it is set.
#[derive(Debug)]
pub enum Control {
    /// A whole number, both ends included.
    Integer {
        /// The least.
        min: u64,
        /// The greatest.
        max: u64,
    },
    /// A number, both ends included.
    Number {
        /// The least.
        min: f64,
        /// The greatest.
        max: f64,
        /// How a slider is to be laid out.
        scale: Scale,
    },
    /// One of a few.
    Choice(&'static [Choice]),
    /// Text.
    Text {
        /// How much of it to make room for.
        lines: Lines,
        /// The most it may have, in UTF-8 bytes.
        max_bytes: usize,
    },
}

/// How a number is laid out on a slider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps.
    Linear,
    /// Equal factors; the least value is above zero.
    Logarithmic,
}

/// How much room a text gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// A line.
    One,
    /// A text area.
    Many,
}

/// One of a few values.
#[derive(Debug)]
pub struct Choice {
    /// As it stands in JSON and in the link.
    pub value: &'static str,
    /// Its name.
    pub label: Words,
}

impl Choice {
    pub(super) const fn new(value: &'static str, en: &'static str, zh: &'static str) -> Self {
        Choice {
            value,
            label: Words::fixed(en, zh),
        }
    }
}

/// Whether a setting is shown at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Importance {
    /// Shown first.
    Essential,
    /// Behind a disclosure.
    Advanced,
}

/// Settings that belong together, in reading order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// The text.
    Corpus,
    /// Text to tokens.
    Tokenizer,
    /// The architecture.
    Model,
    /// How it learns.
    Training,
    /// How it speaks.
    Sampling,
    /// Where it computes.
    Device,
}

impl Group {
    /// Every group, in reading order.
    pub const ALL: [Group; 6] = [
        Group::Corpus,
        Group::Tokenizer,
        Group::Model,
        Group::Training,
        Group::Sampling,
        Group::Device,
    ];

    /// Its heading.
    pub const fn name(self) -> Words {
        match self {
            Group::Corpus => Words::fixed("Text", "文本"),
            Group::Tokenizer => Words::fixed("Tokenizer", "分词器"),
            Group::Model => Words::fixed("Model", "模型"),
            Group::Training => Words::fixed("Training", "训练"),
            Group::Sampling => Words::fixed("Writing", "生成"),
            Group::Device => Words::fixed("Device", "设备"),
        }
    }
}

/// Every row, in reading order.
fn rows() -> impl Iterator<Item = &'static Field> {
    [corpus::ROWS, corpus::TOKENIZER_ROWS]
        .into_iter()
        .chain(super::model::ROWS)
        .chain([training::ROWS, sampling::ROWS])
        .flatten()
}

/// The settings to draw for this experiment, in reading order.
pub fn fields(experiment: &Experiment) -> Vec<&'static Field> {
    existing(experiment)
        .into_iter()
        .filter(|field| (field.relevant)(experiment))
        .collect()
}

/// The settings this experiment's variants have, drawn or not (an n-gram has an optimizer in its recipe, unused).
pub fn existing(experiment: &Experiment) -> Vec<&'static Field> {
    let plain = access::plain(experiment);
    rows().filter(|field| field.exists_in(&plain)).collect()
}

/// The setting at `path` in this experiment.
pub fn field(experiment: &Experiment, path: &str) -> Option<&'static Field> {
    if rows().all(|field| field.path != path) {
        return None;
    }
    let plain = access::plain(experiment);
    rows().find(|field| field.path == path && field.exists_in(&plain))
}

/// Every path that is a setting in some experiment.
pub fn is_known_path(path: &str) -> bool {
    rows().any(|field| field.path == path)
}

/// Leaves that a shared struct has but this variant does not use: path and the kinds they are idle in. They have no
/// row there, must keep their defaults, and so are never an option that is ignored.
const IDLE: &[(&str, &[&str])] = &[
    ("model.forget_bias", &["rnn", "gru"]),
    ("tokenizer.min_frequency", &["unigram"]),
];

/// The idle leaves that this experiment has: path, value, default.
pub(super) fn idle_leaves(experiment: &Experiment) -> Vec<(&'static str, Value, Value)> {
    let plain = access::plain(experiment);
    IDLE.iter()
        .filter_map(|(path, kinds)| {
            let (parent, leaf) = access::split(path);
            let node = access::find(&plain, parent)?;
            let kind = node.get("kind")?.as_str()?;
            let default = access::plain(&access::of_kind(parent, kind)?);
            kinds.contains(&kind).then_some((
                *path,
                node.get(leaf)?.clone(),
                access::find(&default, path)?.clone(),
            ))
        })
        .collect()
}

/// A row that holds always; the builder methods narrow it.
pub(super) const fn row(
    path: &'static str,
    group: Group,
    label: Words,
    help: Words,
    control: Control,
) -> Field {
    Field {
        path,
        kinds: &[],
        group,
        label,
        help,
        control,
        importance: Importance::Advanced,
        relevant: |_| true,
        remark: |_| None,
    }
}

impl Field {
    pub(super) const fn essential(mut self) -> Self {
        self.importance = Importance::Essential;
        self
    }

    pub(super) const fn of(mut self, kinds: &'static [&'static str]) -> Self {
        self.kinds = kinds;
        self
    }

    pub(super) const fn when(mut self, relevant: fn(&Experiment) -> bool) -> Self {
        self.relevant = relevant;
        self
    }

    pub(super) const fn remarking(mut self, remark: fn(&Experiment) -> Option<Words>) -> Self {
        self.remark = remark;
        self
    }

    /// What is to be said of its value in this experiment, where that is not taken as it stands.
    pub fn remark(&self, experiment: &Experiment) -> Option<Words> {
        (self.remark)(experiment)
    }

    /// Whether setting this replaces a whole node by a variant's defaults.
    pub fn is_kind(&self) -> bool {
        self.path.ends_with(".kind")
    }

    /// Whether the experiment, as JSON, has this leaf in a variant this row is about.
    fn exists_in(&self, plain: &Value) -> bool {
        let (parent, leaf) = access::split(self.path);
        access::find(plain, parent).is_some_and(|node| {
            let kind = node.get("kind").and_then(Value::as_str);
            node.get(leaf).is_some()
                && (self.kinds.is_empty() || kind.is_some_and(|kind| self.kinds.contains(&kind)))
        })
    }

    /// The value as the experiment stores it.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and what it may be.
    pub fn accept(&self, value: &Value) -> Result<Value, Problem> {
        let accepted = match &self.control {
            Control::Integer { min, max } => whole(value)
                .filter(|number| (min..=max).contains(&number))
                .map(Value::from),
            Control::Number { min, max, .. } => value
                .as_f64()
                .filter(|number| number.is_finite() && (min..=max).contains(&number))
                .map(Value::from),
            Control::Choice(choices) => value
                .as_str()
                .filter(|text| choices.iter().any(|choice| choice.value == *text))
                .map(Value::from),
            Control::Text { max_bytes, .. } => value
                .as_str()
                .filter(|text| text.len() <= *max_bytes)
                .map(Value::from),
        };
        accepted.ok_or_else(|| Problem::at(self.path, self.refusal(value)))
    }

    /// The value a person wrote in the link or on the command line.
    ///
    /// # Errors
    ///
    /// What is wrong with it, and what it may be.
    pub fn parse(&self, text: &str) -> Result<Value, Problem> {
        let value = match &self.control {
            Control::Integer { .. } | Control::Number { .. } => match text.trim().parse::<f64>() {
                // Whole numbers are read as such first, so that a large seed loses no digit.
                Ok(number) => text
                    .trim()
                    .parse::<u64>()
                    .map_or(number.into(), Value::from),
                Err(_) => text.into(),
            },
            Control::Choice(_) | Control::Text { .. } => text.into(),
        };
        self.accept(&value)
    }

    /// The value as [`Field::parse`] reads it.
    pub fn print(value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            // 1e-8 rather than 0.00000001, and 1 rather than 1.0.
            Value::Number(number) => {
                let text = number.to_string();
                text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
            }
            other => other.to_string(),
        }
    }

    /// What it may be, as the end of a sentence.
    pub fn range(&self) -> Words {
        match &self.control {
            Control::Integer { min, max } => Words::new(
                format!("a whole number from {min} to {max}"),
                format!("{min} 到 {max} 之间的整数"),
            ),
            Control::Number { min, max, .. } => Words::new(
                format!("a number from {min} to {max}"),
                format!("{min} 到 {max} 之间的数"),
            ),
            Control::Choice(choices) => {
                let values: Vec<_> = choices.iter().map(|choice| choice.value).collect();
                Words::new(
                    format!("one of {}", values.join(", ")),
                    format!("以下之一：{}", values.join("、")),
                )
            }
            Control::Text { max_bytes, .. } => {
                let most = size(*max_bytes);
                Words::new(
                    format!("text of at most {}", most.en),
                    format!("不超过 {} 的文本", most.zh),
                )
            }
        }
    }

    fn refusal(&self, value: &Value) -> Words {
        if let (Control::Text { max_bytes, .. }, Value::String(text)) = (&self.control, value)
            && text.len() > *max_bytes
        {
            return too_long(&self.label, text.len(), *max_bytes);
        }
        let shown = shown(value);
        let range = self.range();
        Words::new(
            format!("“{}” must be {}, not {shown}.", self.label.en, range.en),
            format!("“{}”应为{}，而不是 {shown}。", self.label.zh, range.zh),
        )
    }
}

/// A number of bytes, for people.
fn size(bytes: usize) -> Words {
    match bytes {
        0..0x10_0000 => Words::new(format!("{bytes} bytes"), format!("{bytes} 字节")),
        _ => {
            let size = format!("{:.1} MB", bytes as f64 / f64::from(1 << 20)).replace(".0 ", " ");
            Words::new(size.clone(), size)
        }
    }
}

/// Says that a text is longer than a setting holds.
fn too_long(label: &Words, bytes: usize, most: usize) -> Words {
    let advice = match most {
        corpus::MAX_PASTED_BYTES => Words::fixed("Open it as a file.", "请把它作为文件打开。"),
        _ => Words::fixed("Make it shorter.", "请缩短。"),
    };
    let (is, most) = (size(bytes), size(most));
    Words::new(
        format!(
            "“{}” is {} long, and at most {} fit here. {}",
            label.en, is.en, most.en, advice.en
        ),
        format!(
            "“{}”有 {}，这里最多容得下 {}。{}",
            label.zh, is.zh, most.zh, advice.zh
        ),
    )
}

/// A whole number, written as one or as 4.0; at most 2^53, so that JavaScript reads the same one.
fn whole(value: &Value) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.as_u64().or_else(|| {
        value
            .as_f64()
            .filter(|number| number.fract() == 0.0 && (0.0..=EXACT).contains(number))
            .map(|number| number as u64)
    })
}

/// A refused value, short enough for a message.
fn shown(value: &Value) -> String {
    const LONGEST: usize = 40;
    let text = match value {
        Value::Null => "NaN".to_owned(),
        Value::String(text) => format!("“{text}”"),
        other => other.to_string(),
    };
    if text.chars().count() <= LONGEST {
        text
    } else {
        text.chars().take(LONGEST).chain(['…']).collect()
    }
}

/// Counting needs no gradients, so no optimizer, schedule or batch either.
fn learns_by_gradient(experiment: &Experiment) -> bool {
    !experiment.model.counts()
}

#[cfg(test)]
mod tests;
