//! Runs that are not over: the current one is kept beside the page as it goes on, one that another takes the place of can
//! be had back, and one that an earlier visit was left in the middle of is offered.

use leptos::prelude::*;

use super::origin::{self, Origin, Stored};
use super::{Afterwards, Asked, Conductor, Purpose, Ticket, opened};
use crate::experiment::Experiment;
use crate::protocol::{Artifact, Request};
use crate::ui::run::{Run, same_training, thin};
use crate::ui::state::{GivenUp, Phase};
use crate::ui::unfinished::{self, FEWEST_STEPS, Said, Unfinished};
use crate::ui::words as w;
use crate::ui::{dom, runs};

/// How long other tabs have to say which runs are alive in them, before what is left is offered.
const OTHERS_PATIENCE: std::time::Duration = std::time::Duration::from_millis(800);

/// How long a run that was given up can be had back by a press.
const REGRET: std::time::Duration = std::time::Duration::from_secs(20);

/// How long it still can, where somebody is about to press.
const HESITATION: std::time::Duration = std::time::Duration::from_secs(2);

/// How long the last state of a run that was just left is waited for: so many moments.
const LAST_STATE: usize = 60;
const A_MOMENT: std::time::Duration = std::time::Duration::from_millis(50);

/// The id of what says that a run was given up.
pub const REGRET_ID: &str = "regret";

/// A run that another takes the place of, until its state has come.
#[derive(Clone, Debug)]
pub(super) struct Leaving {
    run: Run,
    afterwards: Afterwards,
    text: Option<opened::Text>,
}

/// A run that another has taken the place of, to be had back.
#[derive(Debug)]
pub(super) struct Left {
    stored: Stored,
    afterwards: Afterwards,
    text: Option<opened::Text>,
    /// Tells it from those left before.
    number: Request,
}

/// A run as it stands at the state that is kept of it.
fn as_kept(mut run: Run, artifact: &Artifact) -> Run {
    run.experiment = artifact.experiment.clone();
    run.artifact_bytes = artifact.weights.len() + artifact.tokenizer.len();
    origin::rewind(&mut run, artifact.step);
    run.steps = thin(&run.steps);
    run
}

impl Conductor {
    /// Offers what earlier visits were left in the middle of; in its time, since the run that opens with the page goes
    /// first. A page that is put out of sight may be ended without a word, so its run is kept then.
    pub fn look_for_unfinished(self) {
        unfinished::listen(move |said| match said {
            Said::Who => {
                let id = self.current_id();
                id.iter().for_each(|id| unfinished::claim(id));
            }
            Said::Taken(id) => self.is_taken(&id),
        });
        unfinished::ask_others();
        let look = move || {
            leptos::task::spawn_local(async move {
                // What there is to say of the storage is said at the ladder.
                let stored = unfinished::all().await.unwrap_or_default();
                let current = self.current_id();
                let taken = self.backstage.with_value(|all| all.taken.clone());
                let alive = |id: &str| current.as_deref() == Some(id) || taken.contains(id);
                let offered = self
                    .store
                    .runs
                    .with_untracked(|ladder| unfinished::offered(stored, alive, ladder));
                self.store.unfinished.set(offered);
            });
        };
        set_timeout(look, OTHERS_PATIENCE);
        let handle = window_event_listener(leptos::ev::visibilitychange, move |_| {
            let document = dom::window().document();
            if document.is_some_and(|document| document.hidden()) {
                self.keep_now();
            }
        });
        on_cleanup(move || handle.remove());
    }

    pub(super) fn current_id(self) -> Option<String> {
        untrack(|| self.store.run_id())
    }

    /// Asks for the state of the current run, if it is one that can be gone on with.
    pub(super) fn keep_now(self) {
        if self.under_way().is_some() {
            self.save_for(Purpose::Safety);
        }
    }

    /// The current run, if it moves or stands between two steps and is worth going on with.
    fn under_way(self) -> Option<Run> {
        let stands = self
            .store
            .phase
            .with_untracked(|phase| matches!(phase, Phase::Running | Phase::Paused));
        stands.then(|| self.unended()).flatten()
    }

    /// The current run, if it is not over and has come far enough to be worth going on with.
    fn unended(self) -> Option<Run> {
        // The steps of a run that is only on its way back are those that are stored of it.
        let is_far = self
            .store
            .steps
            .with_untracked(|steps| steps.last().is_some_and(|last| last.step >= FEWEST_STEPS));
        let without_text = self
            .backstage
            .with_value(|backstage| backstage.without_text.is_some());
        if !is_far || without_text {
            return None;
        }
        self.current_run()
            .or_else(|| self.on_its_way_back())
            .filter(|run| run.ending.is_none())
    }

    /// The current run, where an engine is only preparing what is stored of it.
    fn on_its_way_back(self) -> Option<Run> {
        let run = self
            .backstage
            .with_value(|backstage| backstage.reopened.clone())?;
        (self.current_id().as_deref() == Some(&run.id)).then_some(*run)
    }

    /// Keeps a state of the current run for a visit that this one is left for.
    pub(super) fn keep_unfinished(self, artifact: &Artifact) {
        if let Some(run) = self.under_way() {
            self.store_unfinished(as_kept(run, artifact), artifact, Leave::Open);
        }
    }

    fn store_unfinished(self, run: Run, artifact: &Artifact, leave: Leave) {
        if !Unfinished::is_worth_it(&run) {
            return;
        }
        let unfinished = Unfinished {
            run,
            at: dom::now(),
            given_up: leave == Leave::GivenUp,
        };
        let storing = unfinished::put(&unfinished, artifact);
        leptos::task::spawn_local(async move {
            if let Err(fault) = storing.await {
                self.storage_fails(w::storage_fault(&fault));
            }
        });
    }

    /// A run is over and stored, or nobody wants it.
    pub(super) fn no_longer_unfinished(self, id: String) {
        leptos::task::spawn_local(async move {
            // Where it cannot be removed it could not be stored either.
            unfinished::remove(&id).await.ok();
        });
    }

    /// A run is alive in another tab, or was put away there.
    fn is_taken(self, id: &str) {
        self.backstage
            .update_value(|backstage| backstage.taken.extend([id.to_owned()]));
        self.withdraw(id);
    }

    fn withdraw(self, id: &str) {
        self.store
            .unfinished
            .update(|all| all.retain(|other| other.run.id != id));
    }

    /// Goes on with an unfinished run of an earlier visit.
    pub fn go_on_with(self, id: String) {
        let ticket = self.ask(Asked::Recipe);
        leptos::task::spawn_local(async move {
            let found = unfinished::get(&id).await;
            if !self.is_wanted(ticket) {
                return;
            }
            match found {
                Ok(Some((run, artifact))) => {
                    // It can wait until its text is at hand.
                    if let Some(problem) = self.missing_text(&artifact.experiment) {
                        return self.tell(w::unfinished_needs(&problem.message));
                    }
                    unfinished::claim(&id);
                    self.withdraw(&id);
                    self.take_over(Stored { run, artifact }, Afterwards::Run);
                }
                Ok(None) => {
                    self.withdraw(&id);
                    self.tell(w::UNFINISHED_GONE.clone());
                }
                Err(fault) => self.tell(w::storage_fault(&fault)),
            }
        });
    }

    /// Nobody wants to go on with this run.
    pub fn put_away(self, id: String) {
        unfinished::claim(&id);
        self.withdraw(&id);
        self.no_longer_unfinished(id);
    }

    /// Makes a run the current one with its recipe, on the device that the person has chosen.
    fn take_over(self, stored: Stored, afterwards: Afterwards) {
        self.store.experiment.set(Experiment {
            device: self.choice(),
            ..stored.artifact.experiment.clone()
        });
        self.start(afterwards, Origin::Stored(Box::new(stored)));
    }

    /// Another run takes the place of the current one, which can be had back: at the state that it stands in, for which its
    /// engine is asked a last time, or, where an engine is only on its way to it or broken, at its last good one.
    pub(super) fn leave_behind(self, for_the_sake_of: &Origin) {
        if matches!(for_the_sake_of, Origin::Current) {
            return;
        }
        let Some(run) = self.unended() else {
            return;
        };
        let phase = self.store.phase.get_untracked();
        let going = self.store.going.get_untracked() || matches!(phase, Phase::Failed { .. });
        let (text, last_good) = self
            .backstage
            .with_value(|backstage| (backstage.opened.in_use(), backstage.last_good.clone()));
        let leaving = Leaving {
            run,
            afterwards: match going {
                true => Afterwards::Run,
                false => Afterwards::Stay,
            },
            text,
        };
        match (phase, last_good.filter(|state| state.step >= FEWEST_STEPS)) {
            (Phase::Running | Phase::Paused | Phase::Timing, _) => {
                self.save_for(Purpose::Leave(Box::new(leaving)));
            }
            (Phase::Preparing(_) | Phase::Moving(_) | Phase::Failed { .. }, Some(state)) => {
                self.left_behind(leaving, state);
            }
            _ => {}
        }
    }

    /// Whether a run that was left has been taken up again before its last state came.
    pub(super) fn is_back(self, leaving: &Leaving) -> bool {
        let waits = self
            .store
            .phase
            .with_untracked(|phase| *phase == Phase::Waiting);
        !waits && self.current_id().as_deref() == Some(&leaving.run.id)
    }

    /// The last state of a run that was left has come.
    pub(super) fn left_behind(self, leaving: Leaving, artifact: Artifact) {
        let Leaving {
            run,
            afterwards,
            text,
        } = leaving;
        let run = as_kept(run, &artifact);
        self.store_unfinished(run.clone(), &artifact, Leave::GivenUp);
        let regret = GivenUp {
            step: artifact.step,
            total: run.prepared.steps,
        };
        let number = self.next_request();
        let left = Left {
            stored: Stored { run, artifact },
            afterwards,
            text,
            number,
        };
        self.backstage
            .update_value(|backstage| backstage.left = Some(left));
        self.store.given_up.set(Some(regret));
        set_timeout(move || self.no_regret(number), REGRET);
    }

    /// The run that was given up is not wanted back, unless somebody is about to say so.
    fn no_regret(self, number: Request) {
        let is_it = self
            .backstage
            .with_value(|backstage| backstage.left.as_ref().map(|left| left.number));
        if is_it != Some(number) {
            return;
        }
        if dom::is_attended(REGRET_ID) {
            set_timeout(move || self.no_regret(number), HESITATION);
            return;
        }
        self.store.given_up.set(None);
        // The way back may still lead to it, also where the browser stores nothing.
        self.backstage.update_value(|backstage| {
            let is_large =
                |left: &mut Left| left.stored.run.artifact_bytes > unfinished::MOST_BYTES;
            backstage.left.take_if(is_large);
        });
    }

    /// The run that was given up takes its place again.
    pub fn bring_back(self) {
        self.ask(Asked::Recipe);
        if let Some((stored, afterwards)) = self.take_left() {
            self.take_over(stored, afterwards);
        }
    }

    /// The run that was given up, with the text that it read.
    fn take_left(self) -> Option<(Stored, Afterwards)> {
        self.store.given_up.set(None);
        let left = self
            .backstage
            .try_update_value(|backstage| backstage.left.take());
        let Left {
            stored,
            afterwards,
            text,
            ..
        } = left.flatten()?;
        if let Some(text) = text {
            self.backstage
                .update_value(|backstage| backstage.opened.keep(text));
        }
        // It is not given up any more.
        self.store_unfinished(stored.run.clone(), &stored.artifact, Leave::Open);
        Some((stored, afterwards))
    }

    /// Goes to what an entry of the tab's history holds: a recipe, and the run of it that was current there, which goes on
    /// if anything is left of it.
    pub fn revisit(self, experiment: Experiment, id: Option<String>) {
        let ticket = self.ask(Asked::Recipe);
        self.store.experiment.set(experiment.clone());
        let Some(id) = id else {
            self.start_here(Afterwards::Run, Origin::New);
            return;
        };
        // Who goes on and back again quickly has not left the run.
        let is_here = self.current_id().as_deref() == Some(&id)
            && self.store.run.with_untracked(|run| {
                run.as_ref()
                    .is_some_and(|run| same_training(&run.experiment, &experiment))
            })
            && matches!(
                self.store.phase.get_untracked(),
                Phase::Preparing(_) | Phase::Running | Phase::Paused | Phase::Timing
            );
        if is_here {
            return;
        }
        self.take_up_again(ticket, experiment, id, LAST_STATE);
    }

    /// Goes on with what is left of a run. Its last state may still be on its way from the engine.
    fn take_up_again(self, ticket: Ticket, experiment: Experiment, id: String, tries: usize) {
        if !self.is_wanted(ticket) {
            return;
        }
        let is_being_left = self.backstage.with_value(|backstage| {
            backstage
                .saves
                .values()
                .any(|purpose| matches!(purpose, Purpose::Leave(leaving) if leaving.run.id == id))
        });
        if is_being_left && tries > 0 {
            let again = move || self.take_up_again(ticket, experiment, id, tries - 1);
            set_timeout(again, A_MOMENT);
            return;
        }
        let is_left = self.backstage.with_value(|backstage| {
            let left = backstage.left.as_ref();
            left.is_some_and(|left| left.stored.run.id == id)
        });
        let at_hand = is_left.then(|| self.take_left()).flatten();
        leptos::task::spawn_local(async move {
            let found = match at_hand {
                Some(found) => Some(found),
                None => self.anything_left_of(&id).await,
            };
            if !self.is_wanted(ticket) {
                return;
            }
            let same = |stored: &Stored| same_training(&stored.artifact.experiment, &experiment);
            match found.filter(|(stored, _)| same(stored)) {
                Some((stored, afterwards)) => {
                    self.start_here(afterwards, Origin::Stored(Box::new(stored)));
                }
                None => {
                    self.start_here(Afterwards::Run, Origin::New);
                }
            }
        });
    }

    /// A run that is not current any more, from wherever it is kept, and what it does there.
    async fn anything_left_of(self, id: &str) -> Option<(Stored, Afterwards)> {
        if let Ok(Some((run, artifact))) = unfinished::get(id).await {
            self.store_unfinished(run.clone(), &artifact, Leave::Open);
            return Some((Stored { run, artifact }, Afterwards::Run));
        }
        let run = self
            .store
            .runs
            .with_untracked(|all| all.iter().find(|run| run.id == id).cloned())?;
        let artifact = runs::artifact(id).await.ok().flatten()?;
        Some((Stored { run, artifact }, Afterwards::Stay))
    }
}

/// How a run is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leave {
    /// It is current as long as the page is there.
    Open,
    /// The person has had another take its place.
    GivenUp,
}
