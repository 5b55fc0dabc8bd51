//! How a run starts: what the recipe names is there, the recipe is sound, and an engine takes it.

use leptos::prelude::*;

use super::{Afterwards, Audition, Conductor};
use crate::experiment::{DeviceChoice, Experiment, Source, Tokenizer, validate};
use crate::protocol::{Artifact, Command};
use crate::ui::policy::{self, EngineStatus, Start};
use crate::ui::runs;
use crate::ui::state::{CurrentRun, Phase};
use crate::ui::words as w;
use crate::view::DeviceKind;
use crate::words::Problem;

impl Conductor {
    /// The bytes that the recipe's text or tokenizer names.
    pub fn supply_corpus(self, source: Source, bytes: Vec<u8>) {
        self.backstage.update_value(|backstage| {
            backstage.materials.corpus = Some(bytes);
            backstage.materials_of = Some(source);
        });
    }

    /// The text of an opened `tokenizer.json`.
    pub fn supply_tokenizer(self, json: String) {
        self.backstage
            .update_value(|backstage| backstage.materials.tokenizer = Some(json));
    }

    /// What the recipe names and nobody has given yet.
    /// A saved state brings its own tokenizer.
    fn missing_materials(self, experiment: &Experiment, saved: Option<&Artifact>) -> Vec<Problem> {
        let mut missing = Vec::new();
        let has_corpus = self.backstage.with_value(|backstage| {
            backstage.materials.corpus.is_some()
                && backstage.materials_of.as_ref() == Some(&experiment.corpus.source)
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
        if let Tokenizer::File(file) = &experiment.tokenizer
            && saved.is_none()
            && self
                .backstage
                .with_value(|backstage| backstage.materials.tokenizer.is_none())
        {
            missing.push(Problem::at("tokenizer", w::open_the_file(&file.name)));
        }
        missing
    }

    /// Starts a run of the recipe as it stands, or of a stored state.
    pub(super) fn begin(self, afterwards: Afterwards, artifact: Option<Artifact>) {
        let experiment = match &artifact {
            Some(artifact) => artifact.experiment.clone(),
            None => self.store.experiment.get_untracked(),
        };
        let mut problems = validate::problems(&experiment);
        problems.extend(self.missing_materials(&experiment, artifact.as_ref()));
        self.store.engine_problems.set(Vec::new());
        if !problems.is_empty() {
            self.store.engine_problems.set(problems);
            if self.store.run.with_untracked(Option::is_none) {
                self.enter(Phase::Idle);
            }
            return;
        }
        let known = self
            .backstage
            .with_value(|backstage| backstage.faster.get(&policy::shape(&experiment)).copied());
        let start = policy::start(
            experiment.device,
            &self.store.cpu.get_untracked(),
            &self.store.gpu.get_untracked(),
            known,
        );
        match start {
            Start::On(kind) => self.begin_on(kind, experiment, artifact, afterwards),
            Start::WaitFor(kind) => {
                if kind == DeviceKind::Gpu {
                    self.want_gpu();
                }
                self.backstage.update_value(|backstage| {
                    backstage.waiting = Some((afterwards, artifact));
                    backstage.afterwards = afterwards;
                });
                self.enter(Phase::Waiting);
            }
            Start::Nowhere => self.nowhere_to_start(experiment.device),
        }
    }

    /// Says why no run can start; whoever insisted on the GPU may go on with the CPU.
    fn nowhere_to_start(self, choice: DeviceChoice) {
        let gpu = self.store.gpu.get_untracked();
        let (problem, recoverable) = match (choice, gpu) {
            (
                DeviceChoice::Gpu,
                EngineStatus::Unavailable(reason) | EngineStatus::Failed(reason),
            ) => (reason, true),
            _ => (w::NO_ENGINE.clone(), false),
        };
        self.enter(Phase::Failed {
            problems: vec![Problem::general(problem)],
            recoverable,
        });
    }

    /// Forgets the current run and prepares another.
    fn begin_on(
        self,
        kind: DeviceKind,
        experiment: Experiment,
        artifact: Option<Artifact>,
        afterwards: Afterwards,
    ) {
        let store = self.store;
        let previous = store.active.get_untracked();
        if previous != kind && store.phase.get_untracked() == Phase::Running {
            self.send(previous, &Command::Pause);
        }
        store.prepared.set(None);
        store.steps.set(Vec::new());
        store.evaluations.set(Vec::new());
        store.samples.set(Vec::new());
        store.probe.set(None);
        store.vocabulary.set(None);
        store.tokenized.set(None);
        self.backstage.update_value(|backstage| {
            backstage.last_good = None;
            backstage.audition = Audition::None;
            backstage.saves.clear();
        });
        self.forget_questions();
        store.work.set(None);
        store.probe_problem.set(None);
        store.run.set(Some(CurrentRun {
            id: runs::new_id(),
            experiment: experiment.clone(),
        }));
        store.verdict.set(None);
        self.prepare_on(kind, experiment, artifact, afterwards);
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
            .with_value(|backstage| backstage.materials.clone());
        self.backstage
            .update_value(|backstage| *backstage.outstanding.entry(kind).or_default() += 1);
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
