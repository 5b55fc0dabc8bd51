//! Runs that were deleted lately and can be had back; pure.
//!
//! The browser takes its time to delete. Until it has done so a run may already be wanted back, and others be deleted:
//! each is looked after by itself.

use super::run::Run;

/// What was deleted, in the order of the clicks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forgotten(Vec<Deletion>);

/// A run that was deleted.
#[derive(Clone, Debug, PartialEq)]
pub struct Deletion {
    /// The run.
    pub run: Run,
    /// How far its deletion has come.
    pub stage: Stage,
}

/// How far a deletion has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The browser is at it.
    UnderWay,
    /// The browser is at it, and the run is wanted back already.
    Regretted,
    /// The run is gone, and its weights with it.
    Done,
    /// The run is gone; of weights there were none any more.
    DoneWithoutWeights,
}

impl Forgotten {
    /// What was deleted, in the order of the clicks.
    pub fn all(&self) -> &[Deletion] {
        &self.0
    }

    /// Whether a run is among them.
    pub fn has(&self, id: &str) -> bool {
        self.0.iter().any(|deletion| deletion.run.id == id)
    }

    /// A run is to be deleted.
    pub fn begin(&mut self, run: Run) {
        self.drop(&run.id);
        let stage = Stage::UnderWay;
        self.0.push(Deletion { run, stage });
    }

    /// A run is deleted; the run, if it is wanted back meanwhile.
    pub fn finish(&mut self, id: &str, has_weights: bool) -> Option<Run> {
        let place = self.place(id)?;
        if self.0[place].stage == Stage::Regretted {
            return Some(self.0.remove(place).run);
        }
        self.0[place].stage = match has_weights {
            true => Stage::Done,
            false => Stage::DoneWithoutWeights,
        };
        None
    }

    /// A run is wanted back; the run, if it is gone already. If not, it comes back by [`Forgotten::finish`].
    pub fn take_back(&mut self, id: &str) -> Option<Run> {
        let place = self.place(id)?;
        match self.0[place].stage {
            Stage::UnderWay | Stage::Regretted => {
                self.0[place].stage = Stage::Regretted;
                None
            }
            Stage::Done | Stage::DoneWithoutWeights => Some(self.0.remove(place).run),
        }
    }

    /// A run is not to be had back from here: it was not deleted after all, or there is a newer one in its place.
    pub fn drop(&mut self, id: &str) -> Option<Run> {
        let place = self.place(id)?;
        Some(self.0.remove(place).run)
    }

    /// Forgets for good what is gone.
    pub fn clear(&mut self) {
        let is_under_way =
            |deletion: &Deletion| matches!(deletion.stage, Stage::UnderWay | Stage::Regretted);
        self.0.retain(is_under_way);
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.0.iter().position(|deletion| deletion.run.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::run::example::run;

    fn named(id: &str) -> Run {
        let mut run = run(&[(10, 2.0)]);
        run.id = id.into();
        run
    }

    fn ids(forgotten: &Forgotten) -> Vec<&str> {
        let all = forgotten.all().iter();
        all.map(|deletion| deletion.run.id.as_str()).collect()
    }

    #[test]
    fn every_deletion_can_be_undone_in_any_order() {
        let mut forgotten = Forgotten::default();
        for id in ["a", "b", "c"] {
            forgotten.begin(named(id));
        }
        // The browser finishes them in an order of its own.
        assert_eq!(forgotten.finish("b", true), None);
        assert_eq!(forgotten.finish("a", true), None);
        assert_eq!(ids(&forgotten), ["a", "b", "c"]);
        assert_eq!(forgotten.take_back("a"), Some(named("a")));
        assert_eq!(forgotten.take_back("a"), None, "once");
        assert_eq!(ids(&forgotten), ["b", "c"]);
    }

    #[test]
    fn a_run_may_be_wanted_back_before_it_is_gone() {
        let mut forgotten = Forgotten::default();
        forgotten.begin(named("a"));
        assert_eq!(forgotten.take_back("a"), None, "not yet");
        assert_eq!(forgotten.finish("a", true), Some(named("a")));
        assert!(!forgotten.has("a"));
    }

    #[test]
    fn a_second_click_deletes_nothing_more() {
        let mut forgotten = Forgotten::default();
        forgotten.begin(named("a"));
        forgotten.finish("a", true);
        assert_eq!(forgotten.finish("x", true), None);
        assert_eq!(ids(&forgotten), ["a"]);
    }

    #[test]
    fn what_had_no_weights_is_known() {
        let mut forgotten = Forgotten::default();
        forgotten.begin(named("a"));
        forgotten.finish("a", false);
        assert_eq!(forgotten.all()[0].stage, Stage::DoneWithoutWeights);
        assert_eq!(forgotten.take_back("a"), Some(named("a")));
    }

    #[test]
    fn what_is_still_under_way_is_not_forgotten_for_good() {
        let mut forgotten = Forgotten::default();
        forgotten.begin(named("a"));
        forgotten.begin(named("b"));
        forgotten.finish("a", true);
        forgotten.clear();
        assert_eq!(ids(&forgotten), ["b"]);
    }
}
