//! From a recipe to a [`Plan`], or to every problem it has.

use super::size::{Size, parameters};
use super::{Experiment, Model};
use crate::words::{Problem, Words};

mod rules;

pub use rules::problems;

/// The most parameters a run may have: a hundred million, somewhat fewer than GPT-2's smallest has (124 million).
pub const MAX_PARAMETERS: Size = Size(100_000_000);

/// The largest vocabulary, in tokens: what the counts of an n-gram model, and the baselines of any run, can tell apart.
pub const MAX_VOCABULARY: usize = 1 << 21;

/// The most memory a run may be estimated to take: a page has an address space of 4 GiB, and needs some for itself.
pub const MAX_MEMORY_BYTES: Size = if usize::BITS == 32 {
    Size(3 << 30)
} else {
    Size(16 << 30)
};

/// The largest saved state that is opened, and so the largest that may come of a run, in bytes.
pub const LARGEST_FILE: Size = if usize::BITS == 32 {
    Size(1 << 30)
} else {
    Size(3 << 30)
};

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
        problems.extend(too_short(&experiment.model, facts));
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
        self.too_many_parameters()
            .or_else(|| self.too_large_to_open())
            .or_else(|| self.too_much_memory())
    }

    fn too_many_parameters(&self) -> Option<Problem> {
        const MILLION: u64 = 1_000_000;
        let parameters = self.parameters();
        if parameters <= MAX_PARAMETERS {
            return None;
        }
        let (millions, most) = (parameters.0 / MILLION, MAX_PARAMETERS.0 / MILLION);
        Some(Problem::at(
            "model",
            Words::new(
                format!(
                    "This model would have {millions} million parameters; at most {most} million can be trained here. Use fewer layers, a smaller width or a smaller vocabulary."
                ),
                format!(
                    "这个模型将有约 {millions}00 万个参数，这里最多只能训练 {most}00 万个。请减少层数、宽度或词表大小。"
                ),
            ),
        ))
    }

    /// A run whose state could be saved and never be opened again.
    fn too_large_to_open(&self) -> Option<Problem> {
        let (saved, most) = (self.saved_bytes(), LARGEST_FILE);
        if saved <= most {
            return None;
        }
        let (saved, most) = (saved.0 >> 20, most.0 >> 20);
        let (path, en, zh) = match self.experiment.model.counts() {
            true => (
                "model.order",
                "a lower order or less text",
                "降低阶数或减少文本",
            ),
            false if self.experiment.training.patience > 0 => (
                "training.patience",
                "a smaller model, or a patience of 0 (a run that may stop early saves its best state as well)",
                "减小模型，或把耐心设为 0（可能提前停止的训练还要另存一份最佳状态）",
            ),
            false => ("model", "a smaller model", "减小模型"),
        };
        Some(Problem::at(
            path,
            Words::new(
                format!(
                    "This run would be saved in {saved} MB; at most {most} MB can be opened again. Use {en}."
                ),
                format!("这次训练保存下来将有 {saved} MB，而最多只能重新打开 {most} MB。请{zh}。"),
            ),
        ))
    }

    fn too_much_memory(&self) -> Option<Problem> {
        let (needed, most) = (self.memory_bytes().0 >> 20, MAX_MEMORY_BYTES.0 >> 20);
        if needed <= most {
            return None;
        }
        if self.experiment.model.counts() {
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
    pub fn parameters(&self) -> Size {
        parameters(&self.experiment.model, self.facts.vocabulary)
    }
}

/// The two parts of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextPart {
    /// What is trained on.
    Training,
    /// What is evaluated on.
    Validation,
}

impl TextPart {
    fn name(self) -> Words {
        match self {
            TextPart::Training => Words::fixed("training", "训练"),
            TextPart::Validation => Words::fixed("validation", "验证"),
        }
    }
}

/// Both parts of a text hold at least one whole prediction of this model.
fn too_short(model: &Model, facts: TextFacts) -> Vec<Problem> {
    let (needed, en, zh) = match model.counts() {
        true => (given_tokens(model) + 1, "a lower order", "降低阶数"),
        false => (
            model.context().saturating_add(1),
            "a shorter context",
            "缩短上下文",
        ),
    };
    let parts = [
        (TextPart::Training, facts.train_tokens),
        (TextPart::Validation, facts.validation_tokens),
    ];
    let short = parts.into_iter().filter(|(_, tokens)| *tokens < needed);
    let problem = |(part, tokens): (TextPart, usize)| {
        let name = part.name();
        Problem::at(
            "corpus",
            Words::new(
                format!(
                    "The {} part of the text has {tokens} tokens, but this model needs at least {needed}. Use more text, {en}, or another split.",
                    name.en
                ),
                format!(
                    "文本的{}部分只有 {tokens} 个词元，而这个模型至少需要 {needed} 个。请增加文本、{zh}或调整划分比例。",
                    name.zh
                ),
            ),
        )
    };
    short.map(problem).collect()
}

/// Tokens at a text's beginning that are never predicted, because a prediction needs them before it.
pub fn given_tokens(model: &Model) -> usize {
    model.order().unwrap_or(0).max(1)
}

/// A part of the text in which no character can be evaluated: a mean over nothing would look perfect.
pub fn nothing_to_evaluate(part: TextPart) -> Problem {
    let name = part.name();
    Problem::at(
        "corpus",
        Words::new(
            format!(
                "The {} part of the text is so short that no whole character of it can be predicted, so nothing can be evaluated. Use more text or another split.",
                name.en
            ),
            format!(
                "文本的{}部分太短，没有一个完整的字符可供预测，也就无从评估。请增加文本或调整划分比例。",
                name.zh
            ),
        ),
    )
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
