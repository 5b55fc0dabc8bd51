//! From a recipe to a [`Plan`], or to every problem it has.

use super::{Experiment, Gpt, Model, OutputLayer, Positions, Recurrent};
use crate::experiment::{Activation, Bias, Norm};
use crate::words::{Problem, Words};

mod rules;

pub use rules::problems;

/// The most parameters a run may have: a hundred million, about GPT-2's smallest.
pub const MAX_PARAMETERS: usize = 100_000_000;

/// The largest vocabulary, in tokens: what the counts of an n-gram model, and the baselines of any run, can tell apart.
pub const MAX_VOCABULARY: usize = 1 << 21;

/// The most memory a run may be estimated to take: a page has an address space of 4 GiB, and needs some for itself.
pub const MAX_MEMORY_BYTES: usize = if usize::BITS == 32 { 3 << 30 } else { 16 << 30 };

/// What only the text can tell: a recipe becomes a plan once it has been tokenised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFacts {
    /// Tokens in the vocabulary.
    pub vocabulary: usize,
    /// Tokens to train on.
    pub train_tokens: usize,
    /// Tokens to validate on.
    pub validation_tokens: usize,
}

/// A validated experiment and what follows from it; the only thing a run can be made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    experiment: Experiment,
    facts: TextFacts,
}

impl Plan {
    /// Checks the experiment against itself and against the text.
    ///
    /// # Errors
    ///
    /// Every problem at once.
    pub fn new(experiment: Experiment, facts: TextFacts) -> Result<Self, Vec<Problem>> {
        let mut problems = problems(&experiment);
        if facts.vocabulary < 2 {
            problems.push(Problem::at(
                "corpus",
                Words::fixed(
                    "The text has fewer than two different tokens, so there is nothing to predict. Use a longer or more varied text.",
                    "文本中不同的词元少于两个，没有什么可预测的。请换一段更长或更丰富的文本。",
                ),
            ));
        }
        if facts.vocabulary > MAX_VOCABULARY {
            let vocabulary = facts.vocabulary;
            problems.push(Problem::at(
                "tokenizer",
                Words::new(
                    format!("This tokenizer has {vocabulary} tokens; at most {MAX_VOCABULARY} can be told apart here. Use a smaller vocabulary."),
                    format!("这个分词器有 {vocabulary} 个词元，这里最多只能区分 {MAX_VOCABULARY} 个。请使用更小的词表。"),
                ),
            ));
        }
        let needed = experiment.model.context() + 1;
        let is_counting = matches!(experiment.model, Model::Ngram(_));
        for (tokens, en, zh) in [
            (facts.train_tokens, "training", "训练"),
            (facts.validation_tokens, "validation", "验证"),
        ] {
            let needed = if is_counting { 2 } else { needed };
            if tokens < needed {
                problems.push(Problem::at(
                    "corpus",
                    Words::new(
                        format!("The {en} part of the text has {tokens} tokens, but this model needs at least {needed}. Use more text, a shorter context, or another split."),
                        format!("文本的{zh}部分只有 {tokens} 个词元，而这个模型至少需要 {needed} 个。请增加文本、缩短上下文或调整划分比例。"),
                    ),
                ));
            }
        }
        let plan = Plan { experiment, facts };
        problems.extend(plan.too_large());
        if problems.is_empty() {
            Ok(plan)
        } else {
            Err(problems)
        }
    }

    /// The recipe.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// Tokens in the vocabulary.
    pub fn vocabulary(&self) -> usize {
        self.facts.vocabulary
    }

    /// What the text told.
    pub fn facts(&self) -> TextFacts {
        self.facts
    }

    /// Block length of the batches, in tokens.
    pub fn context(&self) -> usize {
        self.experiment.model.context()
    }

    /// A model that would not fit where people learn.
    fn too_large(&self) -> Option<Problem> {
        const MILLION: usize = 1_000_000;
        const MEGABYTE: usize = 1 << 20;
        let parameters = self.parameters();
        if parameters > MAX_PARAMETERS {
            let (millions, most) = (parameters / MILLION, MAX_PARAMETERS / MILLION);
            return Some(Problem::at(
                "model",
                Words::new(
                    format!(
                        "This model would have {millions} million parameters; at most {most} million can be trained here. Use fewer layers, a smaller width or a smaller vocabulary."
                    ),
                    format!(
                        "这个模型将有约 {millions} 百万个参数，这里最多只能训练 {most} 百万个。请减少层数、宽度或词表大小。"
                    ),
                ),
            ));
        }
        let (needed, most) = (self.memory_bytes() / MEGABYTE, MAX_MEMORY_BYTES / MEGABYTE);
        if needed <= most {
            return None;
        }
        if matches!(self.experiment.model, Model::Ngram(_)) {
            return Some(Problem::at(
                "model.order",
                Words::new(
                    format!(
                        "Counting could take up to {needed} MB of memory; at most {most} MB can be used here. Use a lower order, less text or a smaller vocabulary."
                    ),
                    format!(
                        "计数最多可能需要 {needed} MB 内存，这里最多只能使用 {most} MB。请降低阶数、减少文本或缩小词表。"
                    ),
                ),
            ));
        }
        Some(Problem::at(
            "training.batch_size",
            Words::new(
                format!(
                    "Training would take about {needed} MB of memory; at most {most} MB can be used here. Use a smaller batch, a shorter context, fewer layers or a smaller vocabulary."
                ),
                format!(
                    "训练大约需要 {needed} MB 内存，这里最多只能使用 {most} MB。请减小批大小、上下文长度、层数或词表大小。"
                ),
            ),
        ))
    }

    /// Trainable parameters; 0 for a model that counts.
    pub fn parameters(&self) -> usize {
        parameters(&self.experiment.model, self.facts.vocabulary)
    }
}

/// Trainable parameters of a model over `vocabulary` tokens; equals what the built network has (tested there).
pub fn parameters(model: &Model, vocabulary: usize) -> usize {
    match model {
        Model::Ngram(_) => 0,
        Model::Rnn(recurrent) => recurrent_parameters(recurrent, vocabulary, 1),
        Model::Gru(recurrent) => recurrent_parameters(recurrent, vocabulary, 3),
        Model::Lstm(recurrent) => recurrent_parameters(recurrent, vocabulary, 4),
        Model::Gpt(gpt) => gpt_parameters(gpt, vocabulary),
    }
}

/// Embedding, `gates` input and state matrices with two biases each (as PyTorch has them), output layer with bias.
fn recurrent_parameters(recurrent: &Recurrent, vocabulary: usize, gates: usize) -> usize {
    let width = recurrent.width;
    let layer = gates * (2 * width * width + 2 * width);
    vocabulary * width + recurrent.layers * layer + vocabulary * width + vocabulary
}

/// The inner width of SwiGLU: 8/3 of the width, rounded up to a multiple of 8; 4 times the width otherwise.
pub fn feed_forward_width(gpt: &Gpt) -> usize {
    match gpt.activation {
        Activation::Swiglu => (8 * gpt.width).div_ceil(3).next_multiple_of(8),
        _ => 4 * gpt.width,
    }
}

fn gpt_parameters(gpt: &Gpt, vocabulary: usize) -> usize {
    let width = gpt.width;
    let inner = feed_forward_width(gpt);
    let bias = usize::from(gpt.bias == Bias::On);
    let norm = match gpt.norm {
        Norm::LayerNorm => width + bias * width,
        Norm::RmsNorm => width,
    };
    let up = if gpt.activation == Activation::Swiglu {
        2
    } else {
        1
    };
    let attention = 4 * width * width + bias * 4 * width;
    let feed_forward = (up + 1) * width * inner + bias * (up * inner + width);
    let positions = match gpt.positions {
        Positions::Learned => gpt.context * width,
        Positions::Sinusoidal | Positions::Rope => 0,
    };
    let output = match gpt.output {
        OutputLayer::Tied => 0,
        OutputLayer::Separate => vocabulary * width,
    };
    vocabulary * width
        + positions
        + gpt.layers * (2 * norm + attention + feed_forward)
        + norm
        + output
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Ngram;

    const FACTS: TextFacts = TextFacts {
        vocabulary: 65,
        train_tokens: 1_000_000,
        validation_tokens: 100_000,
    };

    fn refused(changes: &[(&str, u64)], facts: TextFacts) -> Vec<String> {
        let experiment = changes
            .iter()
            .fold(Experiment::default(), |experiment, (path, value)| {
                experiment.set(path, (*value).into()).unwrap()
            });
        let problems = Plan::new(experiment, facts).err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.path).collect()
    }

    #[test]
    fn sizes_that_cannot_work_are_refused() {
        assert_eq!(refused(&[], FACTS), [""; 0]);
        let large = [("model.layers", 24), ("model.width", 2048)];
        assert_eq!(refused(&large, FACTS), ["model"]);
        let hungry = [("training.batch_size", 1024), ("model.context", 1024)];
        assert_eq!(refused(&hungry, FACTS), ["training.batch_size"]);
        let counting = Experiment {
            model: Model::Ngram(Ngram {
                order: 6,
                ..Ngram::default()
            }),
            ..Experiment::default()
        };
        let long = TextFacts {
            vocabulary: 30_000,
            train_tokens: 60_000_000,
            ..FACTS
        };
        let problems = Plan::new(counting.clone(), long).unwrap_err();
        assert_eq!(problems[0].path, "model.order");
        assert!(Plan::new(counting, FACTS).is_ok());
        let short = TextFacts {
            train_tokens: 64,
            validation_tokens: 1,
            vocabulary: 1,
        };
        assert_eq!(refused(&[], short), ["corpus", "corpus", "corpus"]);
    }

    #[test]
    fn a_vocabulary_that_cannot_be_counted_is_refused() {
        let many = |vocabulary| TextFacts {
            vocabulary,
            ..FACTS
        };
        let counting = Experiment::default()
            .set("model.kind", "ngram".into())
            .unwrap();
        let problems = |vocabulary| Plan::new(counting.clone(), many(vocabulary)).err();
        assert_eq!(problems(MAX_VOCABULARY), None);
        assert_eq!(problems(MAX_VOCABULARY + 1).unwrap()[0].path, "tokenizer");
    }
}
