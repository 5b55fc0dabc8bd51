//! What a run's evaluations are measured by: what simpler knowledge loses on the same text, and the run's own best.

use serde::{Deserialize, Serialize};

use super::Evaluation;

/// Whether a loss is clearly worse than the best one: by more than what two readings of the same few batches differ by.
pub fn is_clearly_worse(loss: f64, best: f64) -> bool {
    loss > best * 1.02 + 0.01
}

/// The best evaluation of a run that has learned its text by heart since: on what it trains on it went on getting better,
/// on what it has never seen it got clearly worse.
pub fn best_before_by_heart(evaluations: &[Evaluation]) -> Option<&Evaluation> {
    // The last evaluation of a run reads more text than those before, and can only be compared with its like.
    let of_text = evaluations.first()?.validation.tokens;
    let all = || {
        evaluations
            .iter()
            .filter(|one| one.validation.tokens == of_text)
    };
    let loss = |one: &Evaluation| one.validation.nats_per_token;
    let best = all().min_by(|one, other| loss(one).total_cmp(&loss(other)))?;
    let last = all().next_back()?;
    let is_by_heart = is_clearly_worse(loss(last), loss(best))
        && last.train.nats_per_token < best.train.nats_per_token;
    is_by_heart.then_some(best)
}

/// Losses of those who know little, for the chart; all for the validation text, in nats.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baselines {
    /// Every token is as likely: ln V.
    pub uniform: Baseline,
    /// Token frequencies alone (add-one unigram).
    pub unigram: Baseline,
    /// Frequencies after the last token (add-one bigram).
    pub bigram: Baseline,
    /// What counting comes to at its best; absent until it has been counted, while the run goes on.
    #[serde(default)]
    pub counting: Option<CountingBest>,
}

/// Which line a baseline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Every token is as likely.
    Uniform,
    /// Token frequencies.
    Unigram,
    /// Frequencies after the last token.
    Bigram,
    /// Counting at its best.
    Counting {
        /// Tokens that it looks back.
        order: usize,
    },
}

impl Baselines {
    /// All that are known, by name.
    pub fn lines(&self) -> Vec<(Line, Baseline)> {
        let counting = self.counting.map(|best| {
            let order = best.order;
            (Line::Counting { order }, best.baseline)
        });
        let simple = [
            (Line::Uniform, self.uniform),
            (Line::Unigram, self.unigram),
            (Line::Bigram, self.bigram),
        ];
        simple.into_iter().chain(counting).collect()
    }
}

/// The best of all models that count, with Kneser–Ney smoothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountingBest {
    /// Tokens that it looks back; counts runs of one more.
    pub order: usize,
    /// What it loses.
    #[serde(flatten)]
    pub baseline: Baseline,
}

/// One such loss on both rulers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Nats per token.
    pub nats_per_token: f64,
    /// Nats per character.
    pub nats_per_character: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Loss;

    /// An evaluation with these losses in nats per token, over so many tokens.
    fn evaluation(step: usize, train: f64, validation: f64, tokens: usize) -> Evaluation {
        let loss = |nats: f64| Loss {
            nats_per_token: nats,
            nats_per_character: nats,
            accuracy: 0.5,
            tokens,
        };
        Evaluation {
            step,
            train: loss(train),
            validation: loss(validation),
        }
    }

    #[test]
    fn a_run_learns_by_heart_where_only_its_own_text_gets_better() {
        let best = |course: &[(f64, f64, usize)]| {
            let numbered = course.iter().enumerate();
            let all = numbered.map(|(step, (train, validation, tokens))| {
                evaluation(step, *train, *validation, *tokens)
            });
            best_before_by_heart(&all.collect::<Vec<_>>()).map(|best| best.step)
        };
        let course = [(3.0, 3.0, 8), (1.5, 1.8, 8), (1.0, 1.4, 8), (0.3, 1.9, 8)];
        assert_eq!(best(&course), Some(2));
        assert_eq!(best(&course[..3]), None, "it still gets better");
        assert_eq!(best(&[]), None);
        // A little noise is nothing, and a run that gets worse on its own text, too, has lost its way.
        assert_eq!(best(&[(1.5, 1.40, 8), (1.4, 1.41, 8)]), None);
        assert_eq!(best(&[(1.5, 1.4, 8), (1.9, 1.9, 8)]), None);
        // The closing evaluation is of another text.
        assert_eq!(best(&[(1.5, 1.4, 8), (1.4, 1.39, 8), (1.4, 1.5, 90)]), None);
    }

    #[test]
    fn lines_that_were_stored_before_there_was_counting_still_open() {
        let line = r#"{"nats_per_token": 1.0, "nats_per_character": 1.0}"#;
        let stored = format!(r#"{{"uniform": {line}, "unigram": {line}, "bigram": {line}}}"#);
        let mut known: Baselines = serde_json::from_str(&stored).unwrap();
        assert_eq!(known.lines().len(), 3);
        let baseline = known.uniform;
        known.counting = Some(CountingBest { order: 4, baseline });
        let again = serde_json::to_string(&known).unwrap();
        assert_eq!(serde_json::from_str::<Baselines>(&again).unwrap(), known);
        assert_eq!(known.lines()[3], (Line::Counting { order: 4 }, baseline));
    }
}
