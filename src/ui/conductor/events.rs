//! What engines say, and what the page makes of it.

use leptos::prelude::*;

use super::{Audition, Conductor, Outstanding, Purpose, audition, dom};
use crate::experiment::DEVICE_LIMIT;
use crate::protocol::{Artifact, Ending, Event, Failure, Request, Stage};
use crate::ui::charts::{remember_evaluation, remember_sample};
use crate::ui::engine::Message;
use crate::ui::policy::EngineStatus;
use crate::ui::run::{same_training, thin};
use crate::ui::state::Phase;
use crate::ui::trouble::{self, Breakdown};
use crate::ui::unfinished;
use crate::ui::words as w;
use crate::view::{CountingBest, DeviceInfo, DeviceKind, Prepared};
use crate::words::{Problem, Words};

/// Where a problem lies that the device is to blame for, as the engine says it.
const DEVICE: &str = "device";

/// Steps kept in memory before the older half is thinned.
const STEPS_IN_MEMORY: usize = 20_000;

impl Conductor {
    /// One message from an engine's worker.
    pub(super) fn hear(self, kind: DeviceKind, message: Message) {
        match message {
            Message::Loading { received, total } => self
                .store
                .engine(kind)
                .set(EngineStatus::Loading { received, total }),
            Message::Broken(reason) => self.engine_broke(kind, &reason),
            Message::TooOld(reason) => self.engine_unavailable(kind, reason),
            Message::Event(event) => self.handle(kind, *event),
        }
    }

    fn handle(self, kind: DeviceKind, event: Event) {
        let active = self.store.active.get_untracked() == kind;
        let given_up = self.awaits_a_run(kind);
        match event {
            Event::Ready { device } => self.engine_ready(kind, device),
            Event::Unavailable { reason } => self.engine_unavailable(kind, reason),
            Event::Prepared(prepared) => self.prepared(kind, *prepared),
            // A run that was given up for the one on its way still speaks of its last step.
            Event::Stepped { .. }
            | Event::Evaluated(_)
            | Event::Sampled(_)
            | Event::Counted(_)
            | Event::Paused { .. }
            | Event::Finished { .. }
            | Event::Benchmarked { .. }
                if given_up => {}
            Event::Benchmarked {
                milliseconds_per_step,
            } => self.benchmarked(kind, milliseconds_per_step),
            Event::Saved {
                request,
                artifact,
                parameters,
            } => self.saved(request, *artifact, parameters),
            Event::Failed(failure) => self.failed(kind, failure),
            Event::Compared {
                request,
                comparison,
            } => self.compared(request, *comparison),
            Event::Cancelled => self.cancelled(kind),
            Event::Progress(progress) if progress.stage == Stage::Comparing => {
                self.comparison_got_to(progress.fraction);
            }
            // The other engine speaks of a run that is no longer, or not yet, the current one.
            _ if !active => {}
            Event::Progress(progress) => match self.store.phase.get_untracked() {
                Phase::Preparing(_) => self.enter(Phase::Preparing(Some(progress))),
                // The last word of work that is being given up.
                Phase::Idle | Phase::Waiting | Phase::Failed { .. } => {}
                _ => self
                    .store
                    .work
                    .set(Some(progress).filter(|work| work.fraction < 1.0)),
            },
            Event::Stepped { mut steps, memory } => {
                if self.store.work.with_untracked(Option::is_some) {
                    self.store.work.set(None);
                }
                self.store.steps.update(|all| {
                    all.append(&mut steps);
                    if all.len() > STEPS_IN_MEMORY {
                        *all = thin(all);
                    }
                });
                self.store.memory.set(Some(memory));
            }
            Event::Evaluated(evaluation) => {
                self.store
                    .evaluations
                    .update(|all| remember_evaluation(all, evaluation));
                self.refresh_probe();
                self.save_for_safety();
            }
            Event::Sampled(sample) => self
                .store
                .samples
                .update(|all| remember_sample(all, sample)),
            Event::Counted(best) => self.counted(best),
            Event::Paused { .. } => self.paused(),
            Event::Finished { reason, .. } => self.finished(reason),
            Event::Token { request, token } => self.token(request, token),
            Event::Generated { request } => self.generated(request),
            Event::Probed { request, probe } => self.probed(request, *probe),
            Event::Tokenized { request, tokenized } => self.tokenized(request, tokenized),
            Event::Vocabulary {
                request,
                vocabulary,
            } => self.vocabulary_came(request, vocabulary),
        }
    }

    fn engine_ready(self, kind: DeviceKind, device: DeviceInfo) {
        self.store.engine(kind).set(EngineStatus::Ready(device));
        if !self.start_waiting_run() {
            self.follow_choice();
            self.consider_timing();
        }
    }

    fn engine_unavailable(self, kind: DeviceKind, reason: Words) {
        self.store
            .engine(kind)
            .set(EngineStatus::Unavailable(reason));
        self.backstage.update_value(|backstage| {
            backstage.engines.remove(&kind);
        });
        self.start_waiting_run();
    }

    /// Starts the run that waited for an engine, now that one has come, will not come, or is not wanted any more; says
    /// whether there was such a run.
    pub(super) fn start_waiting_run(self) -> bool {
        let waiting = self
            .backstage
            .try_update_value(|backstage| backstage.waiting.take())
            .flatten();
        let Some((afterwards, origin)) = waiting else {
            return false;
        };
        self.begin(afterwards, origin);
        true
    }

    fn engine_broke(self, kind: DeviceKind, reason: &Words) {
        let was_loading = self
            .store
            .engine(kind)
            .with_untracked(EngineStatus::may_come);
        self.backstage.update_value(|backstage| {
            backstage.engines.remove(&kind);
            backstage.outstanding.remove(&kind);
        });
        let message = if was_loading {
            w::engine_did_not_load(kind, reason)
        } else {
            w::engine_broke(kind, reason)
        };
        self.store
            .engine(kind)
            .set(EngineStatus::Failed(message.clone()));
        if was_loading {
            self.tell(message);
            self.start_waiting_run();
        } else {
            self.lost(kind, vec![Problem::general(message)], None);
        }
    }

    /// An engine can do no more. If the run was on it, the run is over, and may go on from its last good state.
    fn lost(self, kind: DeviceKind, problems: Vec<Problem>, last_good: Option<Artifact>) {
        let was_comparing = self.comparison_ended_on(kind);
        if self.store.active.get_untracked() != kind {
            if let Some(problem) = problems.first().filter(|_| was_comparing) {
                self.tell(problem.message.clone());
            }
            if self.audition() != Audition::None {
                self.give_up_timing();
            }
            return;
        }
        let has_state = self
            .backstage
            .try_update_value(|backstage| {
                // Whichever state the run has come further in.
                backstage.last_good = last_good
                    .into_iter()
                    .chain(backstage.last_good.take())
                    .max_by_key(|state| state.step);
                backstage.audition = Audition::None;
                backstage.saves.clear();
                backstage.last_good.is_some()
            })
            .unwrap_or(false);
        self.stop_generating();
        let ways = untrack(|| {
            let defaults = self.defaults();
            trouble::after_breakdown(Breakdown {
                on: kind,
                cpu: &self.store.cpu.get(),
                has_state,
                is_default: self
                    .store
                    .experiment
                    .with(|now| same_training(now, &defaults)),
            })
        });
        self.enter(Phase::Failed { problems, ways });
    }

    fn failed(self, kind: DeviceKind, failure: Failure) {
        if failure.fatal {
            let reason = failure
                .problems
                .first()
                .map_or_else(|| w::ENGINE_GONE.clone(), |problem| problem.message.clone());
            self.store.engine(kind).set(EngineStatus::Failed(reason));
            // Of a run that was given up, nobody wants to go on.
            let last_good = failure.last_good.filter(|_| !self.awaits_a_run(kind));
            self.backstage.update_value(|backstage| {
                backstage.engines.remove(&kind);
                backstage.outstanding.remove(&kind);
            });
            return self.lost(kind, failure.problems, last_good.map(|state| *state));
        }
        if let Some(request) = failure.request {
            return self.question_failed(request, &failure.problems);
        }
        if self.awaits_a_run(kind) && !self.answered_prepare(kind) {
            // A run that was given up for the one on its way.
            return;
        }
        let is_other = self.store.active.get_untracked() != kind;
        match self.audition() {
            Audition::TimingCpu | Audition::TimingGpu { .. } => return self.give_up_timing(),
            Audition::PreparingGpu if is_other => return self.give_up_timing(),
            Audition::None if is_other => return,
            Audition::None | Audition::PreparingGpu => {}
        }
        // What the GPU will not do, the CPU may.
        let cpu_could = kind == DeviceKind::Gpu
            && failure
                .problems
                .iter()
                .any(|problem| [DEVICE, DEVICE_LIMIT].contains(&problem.path.as_str()));
        match self.store.phase.get_untracked() {
            Phase::Preparing(_) if !cpu_could && self.ask_instead(&failure.problems) => {}
            Phase::Preparing(_) if !cpu_could => {
                // The recipe and the text do not fit, and the controls say so.
                let run = self.store.run.get_untracked();
                self.complain(run.map(|run| run.experiment), failure.problems);
                self.store.run.set(None);
                self.enter(Phase::Idle);
                let was_asked_for = self
                    .backstage
                    .try_update_value(|backstage| std::mem::take(&mut backstage.asked_for_a_run))
                    .unwrap_or(false);
                if was_asked_for && !dom::is_writing() {
                    self.show_problem();
                }
            }
            // Another run waits to take its place.
            Phase::Waiting => {}
            _ => {
                let last_good = failure.last_good.map(|state| *state);
                self.lost(kind, failure.problems, last_good);
            }
        }
    }

    /// Whether an engine speaks of a run that was given up, since another is on its way.
    pub(super) fn awaits_a_run(self, kind: DeviceKind) -> bool {
        self.backstage.with_value(|backstage| {
            let outstanding = backstage.outstanding.get(&kind);
            outstanding.is_some_and(Outstanding::awaits_a_run)
        })
    }

    /// Notes one answer to `Prepare`; says whether it is the answer to the last one sent.
    fn answered_prepare(self, kind: DeviceKind) -> bool {
        self.backstage
            .try_update_value(|backstage| backstage.outstanding.entry(kind).or_default().prepared())
            .unwrap_or(false)
    }

    fn prepared(self, kind: DeviceKind, prepared: Prepared) {
        let is_last = self.answered_prepare(kind);
        if !is_last || self.store.phase.get_untracked() == Phase::Waiting {
            return;
        }
        self.backstage
            .update_value(|backstage| backstage.asked_for_a_run = false);
        if self.store.active.get_untracked() != kind {
            if self.audition() == Audition::PreparingGpu && kind == DeviceKind::Gpu {
                self.gpu_prepared_for_timing();
            }
            return;
        }
        let first_look = self.store.prepared.with_untracked(Option::is_none);
        if first_look && self.refuse_other_text(&prepared) {
            return;
        }
        let without_text = self
            .backstage
            .with_value(|backstage| backstage.without_text.clone());
        let mut prepared = match &without_text {
            // What the engine knows is of the excerpt that stands in for the text.
            Some(run) => Prepared {
                device: prepared.device,
                ..run.prepared.clone()
            },
            None => prepared,
        };
        if !first_look {
            // The run has moved, and its text is what it was.
            let known = |known: &Option<Prepared>| known.as_ref()?.baselines.counting;
            let known = self.store.prepared.with_untracked(known);
            prepared.baselines.counting = prepared.baselines.counting.or(known);
        }
        let is_new = self.store.steps.with_untracked(Vec::is_empty)
            && self.store.samples.with_untracked(Vec::is_empty);
        if first_look {
            self.suggest_texts(&prepared.excerpt);
        }
        if is_new {
            self.ask_first_words();
        }
        if let Some(remark) = prepared.remarks.first() {
            self.tell(remark.clone());
        }
        self.store.prepared.set(Some(prepared));
        if let Some(run) = &without_text {
            // Training would be on the excerpt; who asks for it is told what is missing.
            let ending = run.ending.clone().unwrap_or(Ending::Completed);
            self.enter(Phase::Finished(ending));
        } else {
            self.go_on();
        }
        // The vocabulary comes with how often each token occurs in the text.
        if without_text.is_none() && self.store.vocabulary.with_untracked(Option::is_none) {
            self.ask_vocabulary();
        }
        if first_look {
            self.refresh_tokens();
            self.refresh_probe();
            if kind == DeviceKind::Cpu {
                audition::want_gpu_soon(self);
            }
        }
        self.follow_choice();
    }

    /// What counting comes to at its best on the run's text; of a run whose text is not at hand, on its excerpt alone.
    fn counted(self, best: CountingBest) {
        if self
            .backstage
            .with_value(|backstage| backstage.without_text.is_some())
        {
            return;
        }
        let know = |prepared: &mut Prepared| prepared.baselines.counting = Some(best);
        self.store
            .prepared
            .update(|prepared| prepared.iter_mut().for_each(know));
        // A run that was over sooner is on the ladder already.
        let id = self.current_id();
        let is_kept = self
            .store
            .runs
            .with_untracked(|runs| runs.iter().any(|run| Some(&run.id) == id.as_ref()));
        if is_kept {
            self.store.runs.update(|runs| {
                let same = runs.iter_mut().filter(|run| Some(&run.id) == id.as_ref());
                same.for_each(|run| know(&mut run.prepared));
            });
        }
    }

    fn paused(self) {
        if self.store.phase.get_untracked() == Phase::Running {
            self.enter(Phase::Paused);
            self.keep_now();
        }
        // An evaluation that was under way stands still, too.
        self.store.work.update(|work| {
            work.take_if(|work| work.stage == Stage::Evaluating);
        });
        self.refresh_probe();
    }

    fn finished(self, reason: Ending) {
        if matches!(
            self.audition(),
            Audition::TimingCpu | Audition::TimingGpu { .. }
        ) {
            self.set_audition(Audition::None);
        }
        self.store.work.set(None);
        self.set_ending(Some(reason.clone()));
        // One that is on its way to another device ends there, once it has come.
        let is_moving = |phase: &Phase| matches!(phase, Phase::Moving(_));
        if !self.store.phase.with_untracked(is_moving) {
            self.enter(Phase::Finished(reason));
        }
        self.refresh_probe();
        self.save_for(Purpose::Keep(None));
    }

    fn cancelled(self, kind: DeviceKind) {
        let gave_up_the_run = self
            .backstage
            .try_update_value(|backstage| {
                backstage.outstanding.entry(kind).or_default().cancelled()
            })
            .unwrap_or(false);
        let was_timed = match self.audition() {
            Audition::None => false,
            Audition::PreparingGpu => kind == DeviceKind::Gpu && gave_up_the_run,
            Audition::TimingCpu => kind == DeviceKind::Cpu,
            Audition::TimingGpu { .. } => kind == DeviceKind::Gpu,
        };
        if was_timed {
            self.leave_timing();
        }
        let was_awaited = self.store.active.get_untracked() == kind
            && matches!(self.store.phase.get_untracked(), Phase::Preparing(_));
        if gave_up_the_run && was_awaited {
            self.store.run.set(None);
            self.enter(Phase::Idle);
        }
    }

    /// Keeps a state to go on from, now and then.
    fn save_for_safety(self) {
        // Weights, and the two moments of each that most optimizers keep.
        let parameters = self
            .store
            .prepared
            .with_untracked(|known| known.as_ref().map_or(0, |known| known.parameters));
        let pause = unfinished::pause_between_states(12 * parameters as u64);
        let due = self
            .backstage
            .try_update_value(|backstage| {
                let now = dom::now();
                let due = now - backstage.last_safety > pause;
                if due {
                    backstage.last_safety = now;
                }
                due
            })
            .unwrap_or(false);
        if due {
            self.save_for(Purpose::Safety);
        }
    }

    fn saved(self, request: Request, artifact: Artifact, parameters: usize) {
        let purpose = self
            .backstage
            .try_update_value(|backstage| backstage.saves.remove(&request))
            .flatten();
        match purpose {
            Some(Purpose::Move(kind)) => {
                // Should the other engine fail before it has the run.
                self.backstage
                    .update_value(|backstage| backstage.last_good = Some(artifact.clone()));
                if !self.is_ready(kind) {
                    return self.go_on();
                }
                self.forget_questions();
                self.store.active.set(kind);
                if self.ending().is_none() {
                    self.rewind(artifact.step);
                }
                self.send_prepare(kind, artifact.experiment.clone(), Some(artifact));
            }
            Some(Purpose::Safety) => {
                self.keep_unfinished(&artifact);
                self.backstage
                    .update_value(|backstage| backstage.last_good = Some(artifact));
            }
            Some(Purpose::Leave(leaving)) if !self.is_back(&leaving) => {
                self.left_behind(*leaving, artifact);
            }
            Some(Purpose::Keep(left)) => self.keep_artifact(left, artifact, parameters),
            Some(Purpose::Export(file)) => self.export_artifact(file, &artifact),
            Some(Purpose::Leave(_)) | None => {}
        }
    }
}
