//! Whether a run goes well: divergence and early stopping; and what has been done of what falls due.

use serde::{Deserialize, Serialize};

use crate::view::{Evaluation, StepMetrics, TextId};
use crate::words::Words;

/// So many steps in a row must be far above guessing before the run is called diverged.
const HIGH_STEPS: usize = 20;

/// Nats above guessing, on the text it trains on, from which a model is not worth coming back to.
const SUSPECT: f64 = 0.5;

/// What has been seen of a run; it travels with the weights, so that a resumed run stops where it would have stopped and
/// makes up for what was still to be done when it was saved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Watch {
    /// What knowing nothing costs: the first step's loss, and at least that of guessing blindly.
    start: Option<f64>,
    /// Steps in a row that were far above it.
    high: usize,
    /// The best scheduled evaluation: its step and its validation loss.
    best: Option<(usize, f64)>,
    /// Evaluations since.
    pub waited: usize,
    /// The step of the latest evaluation.
    pub evaluated: usize,
    /// The step of the latest scheduled sample.
    pub sampled: usize,
    /// The step at which the run was evaluated for the last time, if it came to its end.
    pub closed: usize,
}

/// What is written beside the weights of a run. Not how long it took: equal runs make equal files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Saved {
    /// Steps that the run had taken, which Babble's first version did not say: what lies in the same file cannot be parted
    /// from the weights.
    pub step: Option<usize>,
    /// Those of them that the optimizer took, where another one took the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimizer_steps: Option<usize>,
    /// What the model reads where there is no prompt.
    pub beginning: Vec<u32>,
    /// Which text the run has learned from, which earlier versions did not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<TextId>,
    /// What has been seen of the run.
    #[serde(flatten)]
    pub watch: Watch,
}

impl Saved {
    /// What stands in a file's metadata; a file of somebody else's says nothing.
    pub fn from_json(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// To be a file's metadata.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain numbers can be written")
    }

    /// The beginning, if there is one in a vocabulary of this size.
    pub fn beginning_within(&self, vocabulary: usize) -> Option<&[u32]> {
        let mut tokens = self.beginning.iter();
        let is_sound = tokens.all(|&token| (token as usize) < vocabulary);
        (is_sound && !self.beginning.is_empty()).then_some(&self.beginning)
    }
}

/// What an evaluation says.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The best so far.
    Better,
    /// Sound, but not the best, or nobody asks.
    Sound,
    /// Finite, but so bad that it may be the beginning of a divergence: nothing to come back to.
    Suspect,
    /// Patience is at an end.
    Stop {
        /// The step of the best evaluation.
        best_step: usize,
    },
    /// Not a number, as these words say; see [`diverged`].
    Diverged(Words),
}

/// What a run is evaluated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occasion {
    /// An evaluation by schedule; so many without a better one end the run, 0 never do.
    Scheduled { patience: usize },
    /// The one that closes the run. It reads more text than the others, and is not compared with them.
    Closing,
}

impl Watch {
    /// Looks at a step; says so if the run has diverged: the loss or the gradient is not finite, or the loss has
    /// been more than ln V above the start, and above guessing blindly, for [`HIGH_STEPS`] steps.
    pub fn see(&mut self, step: &StepMetrics, vocabulary: usize) -> Option<Words> {
        // Counting has no gradient and cannot diverge.
        let gradient_norm = step.gradient_norm?;
        if !step.loss.is_finite() || !gradient_norm.is_finite() {
            return Some(no_number(step.step));
        }
        let guessing = (vocabulary as f64).ln();
        let start = *self.start.get_or_insert(step.loss.max(guessing));
        let limit = start + guessing;
        self.high = if step.loss > limit { self.high + 1 } else { 0 };
        (self.high >= HIGH_STEPS).then(|| {
            let step = step.step;
            Words::new(
                format!("Training diverged at step {step}: the loss has been above {limit:.1} for {HIGH_STEPS} steps, far more than guessing costs."),
                format!("训练在第 {step} 步发散：损失已连续 {HIGH_STEPS} 步高于 {limit:.1}，比瞎猜还差得多。"),
            )
        })
    }

    /// Looks at an evaluation.
    pub fn evaluate(&mut self, evaluation: &Evaluation, occasion: Occasion) -> Verdict {
        let loss = evaluation.validation.nats_per_token;
        let own = evaluation.train.nats_per_token;
        if !loss.is_finite() || !own.is_finite() {
            return Verdict::Diverged(no_number(evaluation.step));
        }
        // A validation loss may be this high in a sound run, which has learned its own text by heart.
        let is_suspect = self.high > 0 || self.start.is_some_and(|start| own > start + SUSPECT);
        match (occasion, self.best) {
            (Occasion::Closing, _) => {}
            (_, None) if is_suspect => {}
            (Occasion::Scheduled { patience }, Some((best_step, best)))
                if is_suspect || loss >= best =>
            {
                self.waited += 1;
                if patience > 0 && self.waited >= patience {
                    return Verdict::Stop { best_step };
                }
            }
            _ => {
                self.best = Some((evaluation.step, loss));
                self.waited = 0;
                return Verdict::Better;
            }
        }
        if is_suspect {
            Verdict::Suspect
        } else {
            Verdict::Sound
        }
    }

    /// The best scheduled evaluation, its step and its validation loss in nats per token.
    pub fn best(&self) -> Option<(usize, f64)> {
        self.best
    }

    /// Begins to look for the best evaluation anew: nothing can go back to the one that was.
    pub fn forget_best(&mut self) {
        self.best = None;
        self.waited = 0;
    }

    /// What came after `step` has been undone, when so many evaluations had been `waited` for a better one.
    pub fn go_back_to(&mut self, step: usize, waited: usize) {
        self.high = 0;
        self.waited = waited;
        self.evaluated = self.evaluated.min(step);
        self.sampled = self.sampled.min(step);
        self.closed = self.closed.min(step);
    }
}

fn no_number(step: usize) -> Words {
    Words::new(
        format!("Training diverged at step {step}: the loss is no longer a number."),
        format!("训练在第 {step} 步发散：损失已不是有限数值。"),
    )
}

/// What a person is told of a run that diverged, as `found` says, and has gone back to step `back_at`.
pub fn diverged(found: &Words, back_at: usize) -> Words {
    Words::new(
        format!(
            "{} The steps were too large. The weights are back at step {back_at}, the last state that was sound; try a lower learning rate, a longer warm-up, or gradient clipping.",
            found.en
        ),
        format!(
            "{}更新步子太大了。权重已回到第 {back_at} 步，即最后一个正常的状态；请尝试更低的学习率、更长的预热或梯度裁剪。",
            found.zh
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Loss;

    const PATIENT: Occasion = Occasion::Scheduled { patience: 2 };

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
            tokens: 1,
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
            Watch::default().evaluate(&evaluation(1, f64::NAN), Occasion::Closing),
            Verdict::Diverged(_)
        ));
    }

    #[test]
    fn a_high_loss_must_last() {
        let mut watch = Watch::default();
        // The limit is 2 ln 10 = 4.6, wherever below guessing the run began.
        assert!(watch.see(&step(2.0), 10).is_none());
        for _ in 1..HIGH_STEPS {
            assert!(watch.see(&step(5.0), 10).is_none());
        }
        assert!(watch.see(&step(4.5), 10).is_none());
        for _ in 1..HIGH_STEPS {
            assert!(watch.see(&step(5.0), 10).is_none());
        }
        assert!(watch.see(&step(5.0), 10).is_some());
    }

    #[test]
    fn a_run_that_is_stuck_far_above_guessing_ends() {
        let mut watch = Watch::default();
        // 65 characters cost 4.17 nats to guess.
        assert!(watch.see(&step(4.2), 65).is_none());
        assert!((0..HIGH_STEPS).any(|_| watch.see(&step(10.0), 65).is_some()));
    }

    #[test]
    fn what_may_be_diverging_is_neither_sound_nor_the_best() {
        let mut watch = Watch::default();
        watch.see(&step(4.2), 65);
        // Worse than guessing on its own text.
        assert_eq!(
            watch.evaluate(&evaluation(10, 4.8), PATIENT),
            Verdict::Suspect
        );
        // A good figure in the midst of bad ones.
        watch.see(&step(9.0), 65);
        assert_eq!(
            watch.evaluate(&evaluation(20, 4.0), PATIENT),
            Verdict::Suspect
        );
        assert_eq!(watch.best().map(|(step, _)| step), None);
        // Learned by heart: only what it has never seen costs it more than guessing.
        watch.see(&step(0.1), 65);
        let mut by_heart = evaluation(30, 0.1);
        by_heart.validation.nats_per_token = 6.0;
        assert_eq!(watch.evaluate(&by_heart, PATIENT), Verdict::Better);
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
        assert_eq!(
            watch.evaluate(&evaluation(1, 3.0), PATIENT),
            Verdict::Better
        );
        assert_eq!(
            watch.evaluate(&evaluation(2, 2.0), PATIENT),
            Verdict::Better
        );
        assert_eq!(watch.evaluate(&evaluation(3, 2.5), PATIENT), Verdict::Sound);
        // What a file remembers goes on counting.
        let saved = Saved {
            watch,
            ..Saved::default()
        };
        let mut watch = Saved::from_json(&saved.to_json()).watch;
        assert_eq!(
            watch.evaluate(&evaluation(4, 2.0), PATIENT),
            Verdict::Stop { best_step: 2 }
        );
    }

    #[test]
    fn the_closing_evaluation_is_compared_with_none() {
        let mut watch = Watch::default();
        watch.evaluate(&evaluation(1, 3.0), PATIENT);
        let before = watch.clone();
        assert_eq!(
            watch.evaluate(&evaluation(2, 1.0), Occasion::Closing),
            Verdict::Sound
        );
        assert_eq!(watch, before);
    }

    #[test]
    fn a_foreign_file_starts_afresh() {
        assert_eq!(Saved::from_json("not json"), Saved::default());
    }

    #[test]
    fn files_of_every_version_say_what_they_know() {
        let first = Saved::from_json(r#"{"high":2,"best":[20,1.5],"waited":1}"#);
        assert_eq!((first.step, first.beginning_within(9)), (None, None));
        assert_eq!(
            (first.watch.high, first.watch.best().map(|(step, _)| step)),
            (2, Some(20))
        );
        let json = r#"{"step":30,"beginning":[4],"start":2.5,"high":0,"best":null,"waited":1,"evaluated":30,"sampled":20,"closed":0}"#;
        let saved = Saved::from_json(json);
        assert_eq!((saved.step, saved.watch.evaluated), (Some(30), 30));
        assert_eq!(saved.beginning_within(5), Some(&[4][..]));
        assert_eq!(saved.beginning_within(4), None);
        assert_eq!(saved.to_json(), json, "and are written as they always were");
    }
}
