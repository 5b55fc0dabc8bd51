//! How a run starts: what the recipe names is there, the recipe is sound, and an engine takes it.

use leptos::prelude::*;

use super::origin::{self, Origin, Stored};
use super::{Afterwards, Audition, Conductor, life};
use crate::experiment::{DeviceChoice, Experiment, Source, Tokenizer, fields, validate};
use crate::protocol::{Artifact, Command};
use crate::ui::policy::{self, EngineStatus, Start, Timing};
use crate::ui::run::Run;
use crate::ui::state::{CurrentRun, Generation, Phase};
use crate::ui::trouble::{self, Way};
use crate::ui::words as w;
use crate::ui::{controls, dom, runs};
use crate::view::DeviceKind;
use crate::words::Problem;

impl Conductor {
    /// The text that a recipe names.
    pub fn supply_corpus(self, source: Source, bytes: Vec<u8>) {
        self.backstage
            .update_value(|backstage| backstage.opened.keep_corpus(source, bytes));
    }

    /// The `tokenizer.json` that a recipe names.
    pub fn supply_tokenizer(self, name: String, json: String) {
        self.backstage
            .update_value(|backstage| backstage.opened.keep_tokenizer(name, json));
    }

    /// What to do about a text that the recipe names and nobody has given yet. That it names none is said by the recipe's
    /// own rules.
    pub(super) fn missing_text(self, experiment: &Experiment) -> Option<Problem> {
        if self
            .backstage
            .with_value(|backstage| backstage.opened.has_corpus(experiment))
        {
            return None;
        }
        let what_to_do = match &experiment.corpus.source {
            Source::File(file) if !file.name.is_empty() => w::open_the_file(&file.name),
            Source::Address(address) if !address.url.is_empty() => {
                w::fetch_the_address(&address.url)
            }
            _ => return None,
        };
        Some(Problem::at("corpus.source", what_to_do))
    }

    /// What to do about a tokenizer that the recipe names and nobody has given yet.
    fn missing_tokenizer(self, experiment: &Experiment) -> Option<Problem> {
        let is_here = self
            .backstage
            .with_value(|backstage| backstage.opened.has_tokenizer(experiment));
        match &experiment.tokenizer {
            Tokenizer::File(file) if !is_here && !file.name.is_empty() => {
                Some(Problem::at("tokenizer", w::open_the_file(&file.name)))
            }
            _ => None,
        }
    }

    /// Starts a run of the recipe as it stands, or takes up another; says whether it could.
    pub(super) fn begin(self, afterwards: Afterwards, origin: Origin) -> bool {
        let experiment = self.recipe_of(&origin);
        let mut problems = match origin {
            Origin::New => self.store.problems.get_untracked(),
            _ => validate::problems(&experiment),
        };
        let mut missing: Vec<Problem> = match origin {
            // Its text was there when it began, whatever was opened since.
            Origin::Current => Vec::new(),
            _ => self.missing_text(&experiment).into_iter().collect(),
        };
        // Any other run brings its own tokenizer.
        if matches!(origin, Origin::New) {
            missing.extend(self.missing_tokenizer(&experiment));
        }
        let can_be_asked = problems.is_empty() && matches!(origin, Origin::Stored(_));
        let is_missing = !missing.is_empty();
        problems.extend(missing);
        let cannot_train = !problems.is_empty();
        self.complain(Some(experiment.clone()), problems);
        if can_be_asked && is_missing {
            self.tell(w::OPENED_FOR_ASKING.clone());
        } else if cannot_train {
            let is_waiting = self.store.phase.get_untracked() == Phase::Waiting;
            if is_waiting || self.store.run.with_untracked(Option::is_none) {
                self.enter(Phase::Idle);
            }
            return false;
        }
        self.leave_behind(&origin);
        self.leave_run();
        // A stored recipe may name another device than the person has chosen meanwhile.
        let choice = self.choice();
        let key = self.timing_key(&experiment);
        let known = self
            .backstage
            .with_value(|backstage| backstage.timed.get(&key?).copied());
        let start = policy::start(
            choice,
            &self.store.cpu.get_untracked(),
            &self.store.gpu.get_untracked(),
            known.map(Timing::winner),
        );
        match start {
            Start::On(kind) => match origin {
                Origin::Current => self.take_up_on(kind, experiment, afterwards),
                Origin::New => self.begin_on(kind, experiment, None, afterwards),
                Origin::Stored(stored) => {
                    self.begin_on(kind, experiment, Some(*stored), afterwards);
                }
            },
            Start::WaitFor(kind) => {
                if kind == DeviceKind::Gpu {
                    self.want_gpu();
                }
                self.wait_with(afterwards, origin);
                self.enter(Phase::Waiting);
            }
            Start::Nowhere => {
                self.wait_with(afterwards, origin);
                self.nowhere_to_start(choice);
            }
        }
        true
    }

    /// Takes the person, who asked for a run, to the first thing that keeps it from starting.
    pub(super) fn show_problem(self) {
        let control = self.store.engine_problems.with_untracked(|problems| {
            let path = &problems.first()?.path;
            let inside = format!("{path}.");
            let all = self.store.experiment.with_untracked(fields::fields);
            let mut all = all.into_iter();
            all.find(|field| field.path == *path || field.path.starts_with(&inside))
        });
        if let Some(field) = control {
            // What it may be behind opens first.
            request_animation_frame(move || dom::focus(&controls::id(field)));
        }
    }

    /// The recipe of a run: the one on the page, unless it was settled before.
    fn recipe_of(self, origin: &Origin) -> Experiment {
        let settled = match origin {
            Origin::New => None,
            Origin::Stored(stored) => Some(stored.artifact.experiment.clone()),
            Origin::Current => {
                let state = self.backstage.with_value(|backstage| {
                    let state = backstage.last_good.as_ref();
                    state.map(|state| state.experiment.clone())
                });
                let run = self.store.run.get_untracked();
                state.or_else(|| run.map(|run| run.experiment))
            }
        };
        settled.unwrap_or_else(|| self.store.experiment.get_untracked())
    }

    fn wait_with(self, afterwards: Afterwards, origin: Origin) {
        self.backstage.update_value(|backstage| {
            backstage.waiting = Some((afterwards, origin));
            backstage.afterwards = afterwards;
        });
    }

    /// Stops what is done for the run that another takes the place of, and waits for nothing any more.
    fn leave_run(self) {
        self.forget_saves();
        self.backstage
            .update_value(|backstage| backstage.waiting = None);
        match self.store.phase.get_untracked() {
            Phase::Running => self.send_active(&Command::Pause),
            Phase::Preparing(_) => self.send_active(&Command::Cancel),
            _ => {}
        }
    }

    /// Says why no run can start; whoever insisted on the GPU may go on with the CPU.
    fn nowhere_to_start(self, choice: DeviceChoice) {
        let why = |status: EngineStatus| match status {
            EngineStatus::Unavailable(reason) | EngineStatus::Failed(reason) => {
                Some(Problem::general(reason))
            }
            _ => None,
        };
        let cpu = why(self.store.cpu.get_untracked());
        let gpu = why(self.store.gpu.get_untracked());
        let ways = untrack(|| {
            let (cpu, gpu) = (self.store.cpu.get(), self.store.gpu.get());
            trouble::without_an_engine(choice, &cpu, &gpu)
        });
        let problems = match (choice, gpu) {
            (DeviceChoice::Gpu, Some(reason)) if ways.contains(&Way::GoOnWithCpu) => vec![reason],
            (_, gpu) => cpu.into_iter().chain(gpu).collect(),
        };
        self.enter(Phase::Failed { problems, ways });
    }

    /// Forgets the current run and prepares another.
    fn begin_on(
        self,
        kind: DeviceKind,
        experiment: Experiment,
        stored: Option<Stored>,
        afterwards: Afterwards,
    ) {
        let store = self.store;
        // While it is known what the run before read: what a timing found of the same text and model still holds.
        store.verdict.set(self.remembered_verdict(&experiment));
        store.prepared.set(None);
        store.probe.set(None);
        store.vocabulary.set(None);
        store.tokenized.set(None);
        // What another model has written is not this one's.
        store.generation.set(Generation::default());
        self.backstage.update_value(|backstage| {
            backstage.without_text = None;
            backstage.reopened = None;
            backstage.opened.take_into_use(&experiment);
            backstage.audition = Audition::None;
        });
        self.forget_questions();
        store.work.set(None);
        store.probe_problem.set(None);
        store.token_problem.set(None);
        let (run, to_prepare, artifact) = match stored {
            Some(stored) => {
                let (run, to_prepare, artifact) = self.taken_up(stored, &experiment);
                (Some(run), to_prepare, Some(artifact))
            }
            None => (None, experiment.clone(), None),
        };
        self.backstage
            .update_value(|backstage| backstage.last_good = artifact.clone());
        let ending = run.as_ref().and_then(|run| {
            let step = artifact.as_ref().map_or(0, |artifact| artifact.step);
            life::ending_at(run.ending.clone(), step, run.prepared.steps)
        });
        self.set_ending(ending);
        let (id, steps, evaluations, samples) = match run {
            Some(run) => (run.id, run.steps, run.evaluations, run.samples),
            None => (runs::new_id(), Vec::new(), Vec::new(), Vec::new()),
        };
        store.steps.set(steps);
        store.evaluations.set(evaluations);
        store.samples.set(samples);
        store.run.set(Some(CurrentRun { id, experiment }));
        self.prepare_on(kind, to_prepare, artifact, afterwards);
    }

    /// Prepares the current run once more, where it was last good.
    fn take_up_on(self, kind: DeviceKind, experiment: Experiment, afterwards: Afterwards) {
        let state = self
            .backstage
            .with_value(|backstage| backstage.last_good.clone());
        self.forget_questions();
        let step = state.as_ref().map_or(0, |state| state.step);
        let total = untrack(|| self.store.total_steps());
        let ending = life::ending_at(self.ending(), step, total);
        if ending.is_none() {
            self.rewind(step);
        }
        self.set_ending(ending);
        self.set_audition(Audition::None);
        self.prepare_on(kind, experiment, state, afterwards);
    }

    /// What the page shows of a stored run, what the engine prepares, and the state that it goes on from.
    fn taken_up(self, stored: Stored, experiment: &Experiment) -> (Run, Experiment, Artifact) {
        let Stored { mut run, artifact } = stored;
        origin::rewind(&mut run, artifact.step);
        let reopened = Box::new(run.clone());
        self.backstage
            .update_value(|backstage| backstage.reopened = Some(reopened));
        if self.missing_text(experiment).is_none() {
            return (run, experiment.clone(), artifact);
        }
        let (to_prepare, artifact) = self.to_be_asked(run.clone(), experiment, artifact);
        (run, to_prepare, artifact)
    }

    pub(super) fn prepare_on(
        self,
        kind: DeviceKind,
        experiment: Experiment,
        artifact: Option<Artifact>,
        afterwards: Afterwards,
    ) {
        self.store.active.set(kind);
        self.enter(Phase::Preparing(None));
        self.set_afterwards(afterwards);
        self.send_prepare(kind, experiment, artifact);
    }

    pub(super) fn send_prepare(
        self,
        kind: DeviceKind,
        experiment: Experiment,
        artifact: Option<Artifact>,
    ) {
        let materials = self
            .backstage
            .with_value(|backstage| backstage.opened.used_by(&experiment));
        self.send(
            kind,
            &Command::Prepare {
                experiment: Box::new(experiment),
                materials,
                artifact: artifact.map(Box::new),
            },
        );
    }
}
