//! How much of its text a run is evaluated by.

use super::Session;
use super::task::{EvaluationTask, Task};
use crate::learner::Learner;
use crate::predictor::{Extent, counted_at_most};
use crate::text::batches::Shape;

/// Tokens of the text that a finished run is evaluated by, at most: all of a small corpus's validation text.
const FINAL_TOKENS: usize = 1 << 17;

/// The fewest, where the text has as many.
pub(super) const LEAST_FINAL_TOKENS: usize = 1 << 11;

impl Session {
    pub(super) fn examination(&self, extents: [Extent; 2]) -> EvaluationTask {
        let shape = Shape {
            batch: self
                .plan
                .evaluation_rows(self.prepared.device.largest_tensor),
            time: self.plan.context(),
        };
        let predictor = self.learner.predictor(&self.device);
        let texts = [&self.train, &self.validation];
        EvaluationTask::new(predictor, self.step, texts.into_iter().zip(extents), shape)
    }

    /// The windows of a scheduled evaluation: so many batches.
    pub(super) fn scheduled(&self) -> usize {
        let training = &self.plan.experiment().training;
        training.evaluate_batches * training.batch_size
    }

    /// The figure that stands for a finished run: the whole validation text, unless that is very long, or the run was so
    /// short that evaluating it would take longer than it did. To predict a token takes about a third of what it takes to learn
    /// from one, so a run is evaluated by as many tokens as it has learned from at most.
    pub(super) fn final_evaluation(&self) -> Task {
        let training = &self.plan.experiment().training;
        let time = self.plan.context();
        let learned = match self.learner {
            Learner::Network(_) => [training.batch_size, training.accumulation, time]
                .into_iter()
                .fold(self.step, usize::saturating_mul),
            Learner::Counting(_) => counted_at_most(self.plan.vocabulary()),
        };
        let tokens = learned.clamp(LEAST_FINAL_TOKENS, FINAL_TOKENS);
        let windows = tokens.div_ceil(time);
        let validation = if self.validation.len() <= tokens {
            Extent::Whole
        } else {
            Extent::Windows(windows)
        };
        let train = Extent::Windows(self.scheduled().min(windows));
        Task::Evaluation(Box::new(self.examination([train, validation])))
    }

    /// Whether all steps have been taken, and the run is being evaluated, and sampled from, for the last time.
    pub fn is_closing(&self) -> bool {
        self.closing.is_some()
    }

    /// How much of the evaluation that closes the run has been made; none while there is no such thing under way.
    pub fn closing_fraction(&self) -> Option<f64> {
        match (&self.closing, self.tasks.front()) {
            (Some(_), Some(Task::Evaluation(examination))) => Some(examination.fraction()),
            _ => None,
        }
    }

    /// Leaves out the rest of the evaluation that closes the run: what has been evaluated stands for all.
    pub fn cut_short(&mut self) {
        if self.closing.is_some()
            && let Some(Task::Evaluation(examination)) = self.tasks.front_mut()
        {
            examination.cut_short();
        }
    }
}
