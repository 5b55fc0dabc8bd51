//! What is done for a run beside its steps: counting's best is found out, and a run that is over goes back to its best.

use super::{Engine, Host, Pace};
use crate::protocol::Event;

/// Counting goes on for this long between two training steps.
const COUNTING_SLICE_MS: f64 = 5.0;

impl<H: Host> Engine<H> {
    /// Whether counting's best is being found out: while the run trains, and after its end.
    pub(super) fn is_counting(&self) -> bool {
        self.run.as_ref().is_some_and(|run| {
            let is_over = run.session.step() >= run.session.prepared().steps;
            let is_over = is_over || run.session.ending().is_some();
            run.session.is_to_count() && (is_over || run.pace == Pace::Going)
        })
    }

    /// As much of the counting as fits between two training steps.
    pub(super) fn count_slice(&mut self) {
        let start = self.host.now_ms();
        let Some(run) = &mut self.run else { return };
        while run.session.is_to_count() && self.host.now_ms() - start < COUNTING_SLICE_MS {
            if let Some(best) = run.session.count_on() {
                self.host.post(Event::Counted(best));
            }
        }
    }

    /// Closes the run at its best evaluation; one that has nothing to go back to goes nowhere.
    pub(super) fn go_back(&mut self) {
        let Some(run) = &mut self.run else { return };
        if run.session.go_back() {
            run.pace = Pace::Going;
        } else if run.session.ending().is_some() {
            self.set_pace(Pace::Going);
        } else if run.pace == Pace::Standing {
            self.stand_still();
        }
    }
}
