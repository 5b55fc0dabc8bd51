//! How a run starts: what the recipe names is there, the recipe is sound, and an engine takes it.

use leptos::prelude::*;

use super::origin::{self, Origin, Stored};
use super::{Afterwards, Audition, Conductor};
use crate::experiment::{DeviceChoice, Experiment, Source, Tokenizer, validate};
use crate::protocol::{Artifact, Command};
use crate::ui::policy::{self, EngineStatus, Start, Timing};
use crate::ui::run::Run;
use crate::ui::runs;
use crate::ui::state::{CurrentRun, Phase};
use crate::ui::words as w;
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

    /// What the recipe names and nobody has given yet.
    fn missing_materials(self, experiment: &Experiment, origin: &Origin) -> Vec<Problem> {
        let mut missing = Vec::new();
        let (has_corpus, has_tokenizer) = self.backstage.with_value(|backstage| {
            (
                backstage.opened.has_corpus(experiment),
                backstage.opened.has_tokenizer(experiment),
            )
        });
        match &experiment.corpus.source {
            Source::File(file) if !has_corpus => {
                missing.push(Problem::at("corpus.source", w::open_the_file(&file.name)))
            }
            Source::Address(address) if !has_corpus => missing.push(Problem::at(
                "corpus.source",
                w::fetch_the_address(&address.url),
            )),
            _ => {}
        }
        // A stored run brings its own tokenizer.
        if let (Tokenizer::File(file), Origin::New) = (&experiment.tokenizer, origin)
            && !has_tokenizer
        {
            missing.push(Problem::at("tokenizer", w::open_the_tokenizer(&file.name)));
        }
        missing
    }

    /// Starts a run of the recipe as it stands, or takes up a stored one.
    pub(super) fn begin(self, afterwards: Afterwards, origin: Origin) {
        let experiment = match origin.experiment() {
            Some(experiment) => experiment.clone(),
            None => self.store.experiment.get_untracked(),
        };
        let mut problems = validate::problems(&experiment);
        let missing = self.missing_materials(&experiment, &origin);
        let can_be_asked = problems.is_empty() && matches!(origin, Origin::Stored(_));
        let is_missing = !missing.is_empty();
        problems.extend(missing);
        let cannot_train = !problems.is_empty();
        self.complain(Some(experiment.clone()), problems);
        if can_be_asked && is_missing {
            self.tell(w::OPENED_FOR_ASKING.clone());
        } else if cannot_train {
            if self.store.run.with_untracked(Option::is_none) {
                self.enter(Phase::Idle);
            }
            return;
        }
        self.leave_run();
        // A stored recipe may name another device than the person has chosen meanwhile.
        let choice = self.choice();
        let known = self
            .backstage
            .with_value(|backstage| backstage.timed.get(&policy::shape(&experiment)).copied());
        let start = policy::start(
            choice,
            &self.store.cpu.get_untracked(),
            &self.store.gpu.get_untracked(),
            known.map(Timing::winner),
        );
        match start {
            Start::On(kind) => self.begin_on(kind, experiment, origin, afterwards),
            Start::WaitFor(kind) => {
                if kind == DeviceKind::Gpu {
                    self.want_gpu();
                }
                self.backstage.update_value(|backstage| {
                    backstage.waiting = Some((afterwards, origin));
                    backstage.afterwards = afterwards;
                });
                self.enter(Phase::Waiting);
            }
            Start::Nowhere => self.nowhere_to_start(choice),
        }
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
        let (problems, recoverable) = match (choice, gpu) {
            (DeviceChoice::Gpu, Some(reason)) => (vec![reason], true),
            (_, gpu) => {
                let no_engine = Problem::general(w::NO_ENGINE.clone());
                let all = cpu.into_iter().chain(gpu).chain([no_engine]);
                (all.collect(), false)
            }
        };
        self.enter(Phase::Failed {
            problems,
            recoverable,
        });
    }

    /// Forgets the current run and prepares another.
    fn begin_on(
        self,
        kind: DeviceKind,
        experiment: Experiment,
        origin: Origin,
        afterwards: Afterwards,
    ) {
        let store = self.store;
        store.prepared.set(None);
        store.probe.set(None);
        store.vocabulary.set(None);
        store.tokenized.set(None);
        self.backstage.update_value(|backstage| {
            backstage.without_text = None;
            backstage.audition = Audition::None;
        });
        self.forget_questions();
        store.work.set(None);
        store.probe_problem.set(None);
        store.token_problem.set(None);
        store.verdict.set(self.remembered_verdict(&experiment));
        let (run, to_prepare, artifact) = self.taken_up(origin, &experiment);
        self.backstage
            .update_value(|backstage| backstage.last_good = artifact.clone());
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

    /// What the page shows of a stored run, what the engine prepares, and the state that it goes on from.
    fn taken_up(
        self,
        origin: Origin,
        experiment: &Experiment,
    ) -> (Option<Run>, Experiment, Option<Artifact>) {
        let text_is_here = self.missing_materials(experiment, &origin).is_empty();
        let Origin::Stored(stored) = origin else {
            return (None, experiment.clone(), None);
        };
        let Stored { mut run, artifact } = *stored;
        origin::rewind(&mut run, artifact.step);
        if text_is_here {
            return (Some(run), experiment.clone(), Some(artifact));
        }
        let known = Box::new(run.clone());
        self.backstage
            .update_value(|backstage| backstage.without_text = Some(known));
        let to_prepare = origin::for_asking(&run, experiment);
        let artifact = Artifact {
            experiment: to_prepare.clone(),
            ..artifact
        };
        (Some(run), to_prepare, Some(artifact))
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
            .with_value(|backstage| backstage.opened.named_by(&experiment));
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
