//! The weights of a run's best evaluation: kept while it goes on, and gone back to.

use super::Session;
use crate::model::Network;
use crate::protocol::Ending;
use crate::view;

/// Weights to go back to. What only training needs is not kept: it is twice as large, and the run ends there.
#[derive(Clone, Debug)]
pub struct Best {
    pub network: Network,
    pub step: usize,
    pub elapsed_ms: f64,
}

impl Session {
    /// Goes back to the weights of the best evaluation and closes the run there, where `advance` has something left to do
    /// then. Says whether there is such a state other than the present one.
    pub fn go_back(&mut self) -> bool {
        let Some(best_step) = self.best.as_ref().map(|best| best.step) else {
            return false;
        };
        best_step != self.step && self.close_at_best(Ending::WentBack { best_step })
    }

    /// The best scheduled evaluation, its step and its validation loss in nats per token, where the run has become clearly
    /// worse since and can go back to it.
    pub fn best_to_go_back_to(&self) -> Option<(usize, f64)> {
        let is_at_hand = self
            .best
            .as_ref()
            .is_some_and(|best| best.step != self.step);
        self.watch.best().filter(|_| is_at_hand)
    }

    /// Notes the weights of this moment as the best so far; they share their tensors with the learner.
    pub(super) fn note_best(&mut self) {
        self.best = self.learner.weights().map(|network| Best {
            network,
            step: self.step,
            elapsed_ms: self.meter.elapsed_ms(),
        });
    }

    /// Goes back to the weights of the best evaluation, to be evaluated and to speak there once more; then the run is over.
    /// Says whether there was something to go back to.
    pub(super) fn close_at_best(&mut self, ending: Ending) -> bool {
        let Some(best) = self.best.take() else {
            return false;
        };
        self.learner.put_weights(best.network);
        self.step = best.step;
        self.meter.reset(best.elapsed_ms);
        self.watch.go_back_to(best.step, 0);
        self.ending = None;
        self.closing = Some(ending);
        self.tasks.clear();
        self.tasks.push_back(self.final_evaluation());
        self.tasks.push_back(self.sample());
        true
    }

    /// At the end of a run that has not got worse since its best evaluation, nobody needs to go back there.
    pub(super) fn forget_needless_best(&mut self) {
        let best = self.watch.best().map(|(_, loss)| loss);
        let has_got_worse = self
            .latest
            .zip(best)
            .is_none_or(|(latest, best)| view::is_clearly_worse(latest, best));
        if !has_got_worse {
            self.best = None;
        }
    }
}
