//! How much memory a run will take, roughly, so that a person is warned before a tab dies.

use super::validate::feed_forward_width;
use super::{Memory, Model, Optimizer, Plan};

/// Bytes of a number.
const FLOAT: usize = 4;

/// Bytes that an n-gram model takes for a context it has seen: a table's entry of 64 (key, two sums, a list) with its mark,
/// and as the table doubles when it is full, six free ones for every ten; then the list's first four followers, of 12 bytes
/// each, and the allocator's own 16.
const CONTEXT: usize = 168;

/// Bytes of every further token that followed a context: three numbers, in a list that doubles, too.
const FOLLOWER: usize = 18;

impl Plan {
    /// Estimated bytes of a run: `4·P·(1 + (1 + c)·(1 + s)) + 4·T·(L·a + 3·V)`.
    ///
    /// `P` parameters have a gradient, a weight and `s` numbers of optimizer state, and of weight and state `c` copies are
    /// kept: from the last good moment and, in a run that may stop early, from the best one. Each of the `T = batch·context`
    /// tokens of a batch leaves `a` activations in each of the `L` layers and three rows of `V` numbers at the output (logits,
    /// exponentials, gradient). For a Transformer `a = 12·width + 3·inner + 2·heads·context`; for a recurrent network
    /// `a = (3·gates + 4)·width`. Recomputing saves about half of the activations.
    pub fn memory_bytes(&self) -> usize {
        let training = &self.experiment().training;
        let vocabulary = self.vocabulary();
        let activations = match &self.experiment().model {
            Model::Ngram(ngram) => return self.counts_bytes(ngram.order),
            Model::Gpt(gpt) => {
                let each =
                    12 * gpt.width + 3 * feed_forward_width(gpt) + 2 * gpt.heads * gpt.context;
                gpt.layers * each
            }
            Model::Rnn(net) => net.layers * 7 * net.width,
            Model::Gru(net) => net.layers * 13 * net.width,
            Model::Lstm(net) => net.layers * 16 * net.width,
        };
        let kept = match training.memory {
            Memory::KeepActivations => activations,
            Memory::Recompute => activations / 2,
        };
        let state = match training.optimizer {
            Optimizer::AdamW(_) => 2,
            Optimizer::Sgd(_) | Optimizer::Lion(_) | Optimizer::Muon(_) => 1,
        };
        let copies = if training.patience > 0 { 2 } else { 1 };
        let tokens = training.batch_size.saturating_mul(self.context());
        let for_tokens = tokens.saturating_mul(kept.saturating_add(3 * vocabulary));
        FLOAT.saturating_mul(
            self.parameters()
                .saturating_mul(1 + (1 + copies) * (1 + state))
                .saturating_add(for_tokens),
        )
    }

    /// At each length, a text of `T` tokens has at most `T` different contexts and as many followers, and no more than there
    /// are runs of that many tokens; a text that repeats itself has fewer.
    fn counts_bytes(&self, order: usize) -> usize {
        let tokens = self.facts().train_tokens;
        let runs = |length: usize| self.vocabulary().saturating_pow(length as u32).min(tokens);
        let level = |length: usize| {
            let contexts = runs(length);
            let further = runs(length + 1).saturating_sub(contexts);
            CONTEXT
                .saturating_mul(contexts)
                .saturating_add(FOLLOWER.saturating_mul(further))
        };
        (0..=order).map(level).fold(0, usize::saturating_add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::validate::TextFacts;
    use crate::experiment::{Experiment, Ngram};

    #[test]
    fn the_default_gpt_by_hand() {
        let facts = TextFacts {
            vocabulary: 65,
            train_tokens: 100_000,
            validation_tokens: 10_000,
        };
        let plan = Plan::new(Experiment::default(), facts).unwrap();
        // 2 layers, width 64, 4 heads, context 64, batch 12: a = 12·64 + 3·256 + 2·4·64 = 2048.
        let tokens = 12 * 64;
        assert_eq!(
            plan.memory_bytes(),
            4 * (7 * plan.parameters() + tokens * (2 * 2048 + 3 * 65))
        );
        // One that may stop early keeps its best weights and both moments of AdamW.
        let mut patient = Experiment::default();
        patient.training.patience = 5;
        let more = Plan::new(patient, facts).unwrap().memory_bytes() - plan.memory_bytes();
        assert_eq!(more, 4 * 3 * plan.parameters());
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
        assert_eq!(plan.memory_bytes(), 168 * (1 + 10 + 100) + 18 * further);
    }
}
