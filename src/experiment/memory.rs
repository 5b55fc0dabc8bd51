//! How much memory a run will take, roughly, so that a person is warned before a tab dies.

use super::size::Size;
use super::{Memory, Optimizer, Plan};
use crate::words::{Problem, Words};

/// Bytes of a number.
const FLOAT: u64 = 4;

/// Bytes that a token of the text takes: its id, the characters it is worth, and a share of the sums that are known.
const TOKEN: u64 = 6;

/// Bytes that an n-gram model takes for a context it has seen: a table's entry of 64 (key, two sums, a list) with its mark,
/// and as the table doubles when it is full, six free ones for every ten; then the list's first four followers, of 12 bytes
/// each, and the allocator's own 16.
const CONTEXT: u64 = 168;

/// Bytes of every further token that followed a context: three numbers, in a list that doubles, too.
const FOLLOWER: u64 = 18;

/// Bytes that the parts of an answer take that do not grow with the model: a look inside, a comparison's rows and the
/// logits it is made of, a few at a time.
const ANSWER: u64 = 16 << 20;

/// Beliefs as long as the vocabulary, of 8 bytes a token, that a question holds at once, about: those of three models with
/// what is sorted and added up on the way.
const BELIEFS: u64 = 12;

/// Up to this many tokens a GPU looks vectors up by multiplying with one-hot vectors.
pub const ONE_HOT: usize = 512;

impl Plan {
    /// Estimated bytes of a run, whatever it is doing: `learned + text + 2·saved + max(step, 2·saved, question)`.
    ///
    /// What is [learned](Self::learned_bytes) and the text are always there, and so are two copies of the state last saved
    /// (the session's and its host's). Beside them stands the largest of what comes and goes: what a [step](Self::step_bytes)
    /// leaves until its gradients are known, what is read and written while the state is [saved](Self::saved_bytes), or what
    /// a question about the model takes.
    pub fn memory_bytes(&self) -> Size {
        let passing = self.step_bytes().max(2 * self.saved_bytes());
        let passing = passing.max(self.question_bytes());
        self.learned_bytes() + self.text_bytes() + 2 * self.saved_bytes() + passing
    }

    /// `4·P·(1 + 2·(1 + s) + 1)`: `P` parameters have a gradient, a weight and `s` numbers of optimizer state. A copy of weight
    /// and state is kept from the last good moment, and one of the weight from the best one. Of a model that counts, its
    /// tables.
    pub fn learned_bytes(&self) -> Size {
        if let Some(order) = self.experiment().model.order() {
            return self.counted(order, |_, contexts, further| {
                CONTEXT * contexts + FOLLOWER * further
            });
        }
        FLOAT * (1 + 2 * (1 + self.state_numbers()) + 1) * self.parameters()
    }

    /// The text as tokens, to train and to validate on.
    fn text_bytes(&self) -> Size {
        let facts = self.facts();
        TOKEN * (Size::from(facts.train_tokens) + Size::from(facts.validation_tokens))
    }

    /// `4·T·(L·a + 3·V)`: each of the `T = batch·context` tokens of a batch leaves `a` activations in each of the `L` layers
    /// and three rows of `V` numbers at the output (logits, exponentials, gradient), and one more where it is looked up as a
    /// one-hot vector. What `a` is, each [family](super::Family::activations) knows. Recomputing saves about half of the
    /// activations.
    pub fn step_bytes(&self) -> Size {
        let layers = Size::from(self.experiment().model.family().layers());
        let activations = layers * self.activations();
        let kept = match self.experiment().training.memory {
            Memory::KeepActivations => activations,
            Memory::Recompute => activations / 2,
        };
        FLOAT * self.batch_tokens() * (kept + self.output_rows() * Size::from(self.vocabulary()))
    }

    /// The state as a file: weights, optimizer state and the weights of the best moment; of a model that counts, its tables
    /// (a context's tokens and its size, a follower's three numbers).
    pub fn saved_bytes(&self) -> Size {
        if let Some(order) = self.experiment().model.order() {
            return self.counted(order, |length, contexts, further| {
                FLOAT * (Size::from(length + 1) * contexts + 3 * (contexts + further))
            });
        }
        FLOAT * (1 + self.state_numbers() + 1) * self.parameters()
    }

    /// What a question holds: a few beliefs as long as the vocabulary, one layer seen closely, and a bounded answer.
    fn question_bytes(&self) -> Size {
        let beliefs = 2 * FLOAT * BELIEFS * Size::from(self.vocabulary());
        let tokens = Size::from(self.context().min(512));
        let layer = FLOAT * 2 * tokens * self.activations();
        Size(ANSWER) + beliefs + layer
    }

    /// Rows of a batch that an evaluation predicts at once: as many as take about as long as a training step (the backward
    /// pass has two products for each of the forward pass), but no more than fit into what a step leaves in memory.
    ///
    /// `largest_tensor` is what the device holds in one piece, where it has such a limit.
    pub fn evaluation_rows(&self, largest_tensor: Option<u64>) -> usize {
        let batch = self.experiment().training.batch_size;
        // One layer at a time, logits, exponentials and what is made of them.
        let token = self.activations() + 4 * Size::from(self.vocabulary());
        let row = FLOAT * Size::from(self.context()) * token;
        let fit = usize::try_from(self.step_bytes().0 / row.0.max(1)).unwrap_or(usize::MAX);
        let tensors = self.largest_tensors().into_iter();
        let largest = tensors.map(|tensor| tensor.bytes.0).max().unwrap_or(0);
        let times = largest_tensor.map_or(3, |most| most / largest.max(1));
        fit.clamp(batch, batch.saturating_mul(times.clamp(1, 3) as usize))
    }

    /// Activations that a token leaves in a layer.
    fn activations(&self) -> Size {
        self.experiment().model.family().activations()
    }

    /// Tokens of a batch; a model that counts has none.
    fn batch_tokens(&self) -> Size {
        if self.experiment().model.counts() {
            return Size(0);
        }
        Size::from(self.experiment().training.batch_size) * Size::from(self.context())
    }

    fn output_rows(&self) -> u64 {
        3 + u64::from(self.vocabulary() <= ONE_HOT)
    }

    fn state_numbers(&self) -> u64 {
        match self.experiment().training.optimizer {
            Optimizer::AdamW(_) => 2,
            Optimizer::Sgd(_) | Optimizer::Lion(_) | Optimizer::Muon(_) => 1,
        }
    }

    /// What all lengths of context up to the order take together, each of so many contexts with so many followers beside
    /// their first. A text of `T` tokens has at most `T` different contexts and as many followers, and no more than there
    /// are runs of that many tokens; a text that repeats itself has fewer.
    fn counted(&self, order: usize, bytes: impl Fn(usize, Size, Size) -> Size) -> Size {
        let tokens = self.facts().train_tokens as u64;
        let vocabulary = self.vocabulary() as u64;
        let runs = |length: usize| vocabulary.saturating_pow(length as u32).min(tokens);
        let level = |length: usize| {
            let contexts = runs(length);
            let further = runs(length + 1).saturating_sub(contexts);
            bytes(length, Size(contexts), Size(further))
        };
        (0..=order).map(level).sum()
    }

    /// Whether every tensor of a step fits into what a device holds in one piece, where it has such a limit.
    ///
    /// # Errors
    ///
    /// What does not, and what to do.
    pub fn check_tensors(&self, largest_tensor: Option<u64>) -> Result<(), Problem> {
        let most = Size(largest_tensor.unwrap_or(u64::MAX));
        let tensors = self.largest_tensors().into_iter();
        match tensors.max_by_key(|tensor| tensor.bytes) {
            Some(tensor) if tensor.bytes > most => Err(tensor.too_large(most)),
            _ => Ok(()),
        }
    }

    /// The largest tensors that a step on a GPU makes.
    fn largest_tensors(&self) -> Vec<Tensor> {
        if self.experiment().model.counts() {
            return Vec::new();
        }
        let tokens = self.batch_tokens();
        let vocabulary = Size::from(self.vocabulary());
        let family = self.experiment().model.family();
        let logits = Tensor {
            name: Words::fixed("a batch's logits", "一个批次的 logits"),
            depends_on: Words::fixed(
                "a smaller batch, a shorter context or a smaller vocabulary",
                "减小批大小、上下文长度或词表",
            ),
            bytes: FLOAT * (tokens * vocabulary),
        };
        let embeddings = Tensor {
            name: Words::fixed("the table of embeddings", "词嵌入表"),
            depends_on: Words::fixed("a smaller width or vocabulary", "减小宽度或词表"),
            bytes: FLOAT * (vocabulary * Size::from(family.width())),
        };
        let within = |(name, numbers): (Words, Size)| Tensor {
            name,
            depends_on: Words::fixed(
                "a smaller batch or a shorter context",
                "减小批大小或上下文长度",
            ),
            bytes: FLOAT * (tokens * numbers),
        };
        let within = family.widest().into_iter().map(within);
        [logits, embeddings].into_iter().chain(within).collect()
    }
}

/// Where a problem lies that another device would not have.
pub const DEVICE_LIMIT: &str = "device.largest_tensor";

/// A large tensor of a training step.
struct Tensor {
    /// What it is.
    name: Words,
    /// What makes it smaller.
    depends_on: Words,
    bytes: Size,
}

impl Tensor {
    fn too_large(&self, most: Size) -> Problem {
        let (needed, most) = (self.bytes.0.div_ceil(1 << 20), most.0 >> 20);
        let (name, less) = (&self.name, &self.depends_on);
        Problem::at(
            DEVICE_LIMIT,
            Words::new(
                format!(
                    "This GPU holds at most {most} MB in one piece, but {} would take {needed} MB. Use {}, or train on the CPU, which has no such limit.",
                    name.en, less.en
                ),
                format!(
                    "这块 GPU 单个缓冲区最多 {most} MB，而{}需要 {needed} MB。请{}，或改用没有此限制的 CPU 训练。",
                    name.zh, less.zh
                ),
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::validate::TextFacts;
    use crate::experiment::{Experiment, Model, Ngram};

    #[test]
    fn the_default_gpt_by_hand() {
        let facts = TextFacts {
            vocabulary: 65,
            train_tokens: 100_000,
            validation_tokens: 10_000,
        };
        let plan = Plan::new(Experiment::default(), facts).unwrap();
        // 2 layers, width 64, 4 heads, context 64, batch 12: a = 12·64 + 3·256 + 2·4·64 = 2048. Of 65 tokens there are
        // one-hot vectors beside logits, exponentials and gradient.
        let (tokens, parameters) = (12 * 64, plan.parameters().0);
        assert_eq!(plan.learned_bytes(), Size(4 * 8 * parameters));
        assert_eq!(plan.step_bytes(), Size(4 * tokens * (2 * 2048 + 4 * 65)));
        assert_eq!(plan.saved_bytes(), Size(4 * 4 * parameters));
        let always = 4 * 8 * parameters + 6 * 110_000 + 2 * 4 * 4 * parameters;
        let question = (16 << 20) + 8 * 12 * 65 + 4 * 2 * 64 * 2048;
        assert_eq!(plan.memory_bytes(), Size(always + question));
    }

    #[test]
    fn an_evaluation_takes_as_long_and_as_much_memory_as_a_step_at_most() {
        let facts = |vocabulary| TextFacts {
            vocabulary,
            train_tokens: 100_000,
            validation_tokens: 10_000,
        };
        let rows = |layers: u64, vocabulary| {
            let experiment = Experiment::default()
                .set("model.layers", layers.into())
                .unwrap();
            Plan::new(experiment, facts(vocabulary))
                .unwrap()
                .evaluation_rows(None)
        };
        // A deep network leaves much more than one layer; of a large vocabulary, the logits alone fill a step's memory.
        assert_eq!(rows(8, 65), 36);
        assert_eq!(rows(1, 50_000), 12);
        let deep = Experiment::default()
            .set("model.layers", 8_u64.into())
            .unwrap();
        let plan = Plan::new(deep, facts(65)).unwrap();
        // 12·64 tokens in 4·64 numbers of the feed-forward are 786,432 bytes; twice that fits into two million.
        assert_eq!(plan.evaluation_rows(Some(2_000_000)), 24);
    }

    #[test]
    fn counts_are_bounded_by_the_text_and_by_the_vocabulary() {
        let facts = TextFacts {
            vocabulary: 10,
            train_tokens: 500,
            validation_tokens: 100,
        };
        let model = Model::Ngram(Ngram {
            order: 2,
            ..Ngram::default()
        });
        let plan = Plan::new(
            Experiment {
                model,
                ..Experiment::default()
            },
            facts,
        )
        .unwrap();
        // Contexts: the empty one, 10 single tokens, 100 pairs. They are followed in 10, 100 and, of 1000 ways, 500 ways.
        let further = (10 - 1) + (100 - 10) + (500 - 100);
        assert_eq!(
            plan.learned_bytes(),
            Size(168 * (1 + 10 + 100) + 18 * further)
        );
        // One number for each token of a context and one for its size; three for each follower.
        let contexts = 1 + 10 * 2 + 100 * 3;
        assert_eq!(
            plan.saved_bytes(),
            Size(4 * (contexts + 3 * (1 + 10 + 100 + further)))
        );
    }

    /// 256 × 64 tokens of 4,000 numbers are 262 MB.
    #[test]
    fn what_a_gpu_cannot_hold_in_one_piece_is_said_before_it_is_asked() {
        let experiment = [
            ("model.layers", 1),
            ("model.heads", 1),
            ("model.width", 4),
            ("training.batch_size", 256),
        ]
        .into_iter()
        .fold(
            Experiment::default(),
            |experiment, (path, value): (_, u64)| experiment.set(path, value.into()).unwrap(),
        );
        let facts = TextFacts {
            vocabulary: 4_000,
            train_tokens: 100_000,
            validation_tokens: 10_000,
        };
        let plan = Plan::new(experiment, facts).unwrap();
        assert_eq!(plan.check_tensors(None), Ok(()));
        assert_eq!(plan.check_tensors(Some(262_144_000)), Ok(()));
        let problem = plan.check_tensors(Some(128 << 20)).unwrap_err();
        assert_eq!(problem.path, DEVICE_LIMIT);
        let said = problem.message.en;
        for part in ["128 MB", "250 MB", "logits", "smaller batch", "CPU"] {
            assert!(said.contains(part), "{said}");
        }
    }
}
