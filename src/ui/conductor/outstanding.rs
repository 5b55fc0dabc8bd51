//! What an engine has been told and has not answered yet; pure.
//!
//! An engine answers in the order in which it is told, so what it says of a run while a `Prepare` is unanswered is said
//! of the run before. A `Cancel` gives up every `Prepare` told before it that is unanswered by then, without a word for
//! each, and is itself answered.

use std::collections::VecDeque;

use crate::protocol::Request;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Prepare,
    Cancel(Request),
}

/// Unanswered `Prepare`s and `Cancel`s of one engine, oldest first.
#[derive(Debug, Default)]
pub(super) struct Outstanding(VecDeque<Told>);

impl Outstanding {
    /// A `Prepare` is sent.
    pub(super) fn prepare(&mut self) {
        self.0.push_back(Told::Prepare);
    }

    /// A `Cancel` is sent, which has this number here and nowhere else.
    pub(super) fn cancel(&mut self, number: Request) {
        self.0.push_back(Told::Cancel(number));
    }

    /// Whether the engine neither hears this `Cancel` nor comes to the end of what it is to give up.
    pub(super) fn is_deaf_to(&self, number: Request) -> bool {
        let mut before = self
            .0
            .iter()
            .take_while(|told| **told != Told::Cancel(number));
        self.0.contains(&Told::Cancel(number)) && before.any(|told| *told == Told::Prepare)
    }

    /// Whether there will be a run once everything is answered.
    pub(super) fn ends_in_a_run(&self) -> bool {
        self.0.back() == Some(&Told::Prepare)
    }

    /// Whether the run that the engine speaks of is one that the page has already given up.
    pub(super) fn awaits_a_run(&self) -> bool {
        self.0.contains(&Told::Prepare)
    }

    /// A `Prepare` was answered; says whether it was the last one, which is the only one that counts.
    pub(super) fn prepared(&mut self) -> bool {
        if let Some(first) = self.0.iter().position(|told| *told == Told::Prepare) {
            self.0.remove(first);
        }
        !self.awaits_a_run()
    }

    /// A `Cancel` was answered; says whether it left the engine without a run, and none is on its way.
    pub(super) fn cancelled(&mut self) -> bool {
        let mut gave_up = false;
        while let Some(told) = self.0.pop_front() {
            match told {
                Told::Prepare => gave_up = true,
                Told::Cancel(_) => break,
            }
        }
        gave_up && !self.awaits_a_run()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_answer_to_the_last_prepare_counts() {
        let mut told = Outstanding::default();
        told.prepare();
        told.prepare();
        assert!(!told.prepared());
        assert!(told.awaits_a_run());
        assert!(told.prepared());
        assert!(!told.awaits_a_run());
    }

    #[test]
    fn a_cancel_ends_what_was_told_before_it_and_nothing_else() {
        let mut told = Outstanding::default();
        told.prepare();
        told.prepare();
        told.cancel(1);
        assert!(told.cancelled(), "both preparations came to nothing");
        // One that came too late, and a new run after it.
        told.cancel(2);
        told.prepare();
        assert!(!told.cancelled());
        assert!(told.awaits_a_run());
        assert!(told.prepared());
        // A preparation that is given up for another.
        told.prepare();
        told.cancel(3);
        told.prepare();
        assert!(!told.cancelled());
        assert!(told.prepared());
    }

    #[test]
    fn a_cancel_that_comes_too_late_leaves_the_run() {
        let mut told = Outstanding::default();
        told.prepare();
        told.cancel(4);
        assert!(told.prepared());
        assert!(!told.cancelled());
    }

    #[test]
    fn an_engine_is_deaf_to_a_cancel_only_while_it_is_at_what_it_is_to_give_up() {
        let mut told = Outstanding::default();
        told.prepare();
        told.cancel(1);
        assert!(told.is_deaf_to(1) && !told.ends_in_a_run());
        told.prepare();
        assert!(told.ends_in_a_run());
        // The first run came after all: the engine is at something else now, and will hear.
        assert!(!told.prepared());
        assert!(!told.is_deaf_to(1));
        assert!(!told.cancelled());
        assert!(!told.is_deaf_to(1), "it has answered");
        assert!(told.ends_in_a_run());
    }
}
