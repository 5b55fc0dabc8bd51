//! Whether a run goes well: divergence and early stopping.

use serde::{Deserialize, Serialize};

use crate::view::{Evaluation, StepMetrics};
use crate::words::Words;

/// So many steps in a row must be far above the start before the run is called diverged.
const HIGH_STEPS: usize = 20;

/// What has been seen of a run; it travels with the weights, so that a resumed run stops where it would have stopped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    /// The first step's loss.
    start: Option<f64>,
    /// Steps in a row that were far above it.
    high: usize,
    /// The best evaluation: its step and its validation loss.
    best: Option<(usize, f64)>,
    /// Evaluations since.
    waited: usize,
}

/// What an evaluation says.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The best so far.
    Better,
    /// Sound, but not the best.
    NoBetter,
    /// Patience is at an end.
    Stop {
        /// The step of the best evaluation.
        best_step: usize,
    },
    /// Not a number.
    Diverged(Words),
}

impl Watch {
    /// What was saved; a file of somebody else's, or none, starts afresh.
    pub fn from_json(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// To be saved beside the weights, with the steps that the run has taken.
    pub fn to_json(&self, step: usize) -> String {
        #[derive(Serialize)]
        struct Saved<'w> {
            step: usize,
            #[serde(flatten)]
            watch: &'w Watch,
        }
        let saved = Saved { step, watch: self };
        serde_json::to_string(&saved).expect("plain numbers can be written")
    }

    /// Looks at a step; an explanation if the run has diverged: the loss or the gradient is not finite, or the loss has
    /// been more than 3·ln V above its start for [`HIGH_STEPS`] steps.
    pub fn see(&mut self, step: &StepMetrics, vocabulary: usize) -> Option<Words> {
        // Counting has no gradient and cannot diverge.
        let gradient_norm = step.gradient_norm?;
        if !step.loss.is_finite() || !gradient_norm.is_finite() {
            return Some(diverged(
                step.step,
                "the loss is no longer a number",
                "损失已不是有限数值",
            ));
        }
        let start = *self.start.get_or_insert(step.loss);
        let limit = start + 3.0 * (vocabulary as f64).ln();
        self.high = if step.loss > limit { self.high + 1 } else { 0 };
        (self.high >= HIGH_STEPS).then(|| {
            diverged(
                step.step,
                &format!("the loss has been above {limit:.1} for {HIGH_STEPS} steps, far more than guessing costs"),
                &format!("损失已连续 {HIGH_STEPS} 步高于 {limit:.1}，比瞎猜还差得多"),
            )
        })
    }

    /// Looks at an evaluation; `patience` 0 never stops.
    pub fn judge(&mut self, evaluation: &Evaluation, patience: usize) -> Verdict {
        let loss = evaluation.validation.nats_per_token;
        if !loss.is_finite() || !evaluation.train.nats_per_token.is_finite() {
            return Verdict::Diverged(diverged(
                evaluation.step,
                "the loss is no longer a number",
                "损失已不是有限数值",
            ));
        }
        match self.best {
            Some((best_step, best)) if loss >= best => {
                self.waited += 1;
                if patience > 0 && self.waited >= patience {
                    Verdict::Stop { best_step }
                } else {
                    Verdict::NoBetter
                }
            }
            _ => {
                self.best = Some((evaluation.step, loss));
                self.waited = 0;
                Verdict::Better
            }
        }
    }
}

fn diverged(step: usize, en: &str, zh: &str) -> Words {
    Words::new(
        format!(
            "Training diverged at step {step}: {en}. The steps were too large. The weights are those of the last good evaluation; try a lower learning rate, a longer warm-up, or gradient clipping."
        ),
        format!(
            "训练在第 {step} 步发散：{zh}。更新步子太大了。权重已恢复到最近一次正常评估时的状态；请尝试更低的学习率、更长的预热或梯度裁剪。"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Loss;

    fn step(loss: f64) -> StepMetrics {
        StepMetrics {
            step: 1,
            loss,
            learning_rate: 1.0,
            gradient_norm: Some(1.0),
            tokens_per_second: 1.0,
            elapsed_ms: 1.0,
        }
    }

    fn evaluation(step: usize, nats: f64) -> Evaluation {
        let loss = Loss {
            nats_per_token: nats,
            nats_per_character: nats,
            accuracy: 0.5,
        };
        Evaluation {
            step,
            train: loss,
            validation: loss,
        }
    }

    #[test]
    fn what_is_no_number_diverges_at_once() {
        assert!(Watch::default().see(&step(f64::NAN), 10).is_some());
        assert!(Watch::default().see(&step(f64::INFINITY), 10).is_some());
        let overflow = StepMetrics {
            gradient_norm: Some(f64::INFINITY),
            ..step(1.0)
        };
        assert!(Watch::default().see(&overflow, 10).is_some());
        assert!(matches!(
            Watch::default().judge(&evaluation(1, f64::NAN), 0),
            Verdict::Diverged(_)
        ));
    }

    #[test]
    fn a_high_loss_must_last() {
        let mut watch = Watch::default();
        assert!(watch.see(&step(2.0), 10).is_none());
        // The limit is 2 + 3 ln 10 = 8.9.
        for _ in 1..HIGH_STEPS {
            assert!(watch.see(&step(9.0), 10).is_none());
        }
        assert!(watch.see(&step(8.0), 10).is_none());
        for _ in 1..HIGH_STEPS {
            assert!(watch.see(&step(9.0), 10).is_none());
        }
        assert!(watch.see(&step(9.0), 10).is_some());
    }

    #[test]
    fn counting_cannot_diverge() {
        let counted = StepMetrics {
            gradient_norm: None,
            ..step(f64::INFINITY)
        };
        assert!(Watch::default().see(&counted, 10).is_none());
    }

    #[test]
    fn patience_counts_evaluations_without_a_better_one() {
        let mut watch = Watch::default();
        assert_eq!(watch.judge(&evaluation(1, 3.0), 2), Verdict::Better);
        assert_eq!(watch.judge(&evaluation(2, 2.0), 2), Verdict::Better);
        assert_eq!(watch.judge(&evaluation(3, 2.5), 2), Verdict::NoBetter);
        // What a file remembers goes on counting.
        let mut watch = Watch::from_json(&watch.to_json(3));
        assert_eq!(
            watch.judge(&evaluation(4, 2.0), 2),
            Verdict::Stop { best_step: 2 }
        );
    }

    #[test]
    fn a_foreign_file_starts_afresh() {
        assert_eq!(Watch::from_json("not json"), Watch::default());
    }
}
