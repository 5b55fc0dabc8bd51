//! Runs that are put away: kept in the browser, taken out again, handed over as files.

use leptos::prelude::*;

use super::origin::{self, Origin, Stored};
use super::{Afterwards, Asked, Conductor, Purpose};
use crate::experiment::Experiment;
use crate::protocol::{Artifact, Command};
use crate::ui::run::{Run, thin};
use crate::ui::state::Phase;
use crate::ui::transport::PLAY;
use crate::ui::words as w;
use crate::ui::{dom, runs};
use crate::view::record;

/// A file of the current run that the person can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFile {
    /// `model.safetensors`.
    Weights,
    /// `tokenizer.json`.
    Tokenizer,
    /// `experiment.json`.
    Experiment,
    /// `metrics.jsonl`.
    Metrics,
}

impl Conductor {
    /// Makes the current run end here and puts it among the finished ones.
    pub fn keep(self) {
        self.pause();
        self.save_for(Purpose::Keep(None));
    }

    /// Makes a stored run the current one, where it ended.
    pub fn reopen(self, id: String) {
        let ticket = self.ask(Asked::Recipe);
        leptos::task::spawn_local(async move {
            let run = self
                .store
                .runs
                .with_untracked(|all| all.iter().find(|run| run.id == id).cloned());
            let artifact = runs::artifact(&id).await;
            if !self.is_wanted(ticket) {
                return;
            }
            match (run, artifact) {
                (Some(run), Ok(Some(artifact))) => {
                    // Where runs are is the person's choice of today.
                    let device = self.choice();
                    self.store.experiment.set(Experiment {
                        device,
                        ..artifact.experiment.clone()
                    });
                    let stored = Origin::Stored(Box::new(Stored { run, artifact }));
                    self.start(Afterwards::Stay, stored);
                }
                (_, Err(fault)) => self.tell(w::storage_fault(&fault)),
                _ => self.tell(w::RUN_GONE.clone()),
            }
        });
    }

    /// Puts the weights of the current run's best evaluation in place of its last ones, where its text is at hand to evaluate
    /// them by.
    pub fn go_back(self) {
        let without_text = self
            .backstage
            .with_value(|backstage| backstage.without_text.is_some());
        if without_text {
            return self.tell(w::OPENED_FOR_ASKING.clone());
        }
        dom::focus(PLAY);
        // It is over once more when its best weights are evaluated.
        self.set_ending(None);
        self.enter(Phase::Running);
        self.send_active(&Command::GoBack);
    }

    /// Goes on from where the current run ended, for as many steps again, as a run of its own.
    pub fn train_longer(self) {
        let state = self
            .backstage
            .with_value(|backstage| backstage.last_good.clone());
        let Some((run, state)) = self.current_run().zip(state) else {
            return;
        };
        let mut longer = run.experiment.clone();
        longer.training.steps += run.prepared.steps;
        let now = self.store.experiment.get_untracked();
        let recipe = Experiment {
            sampling: now.sampling,
            device: now.device,
            ..longer.clone()
        };
        self.store.experiment.set(recipe);
        dom::focus(PLAY);
        let stored = Stored {
            run: Run {
                id: runs::new_id(),
                experiment: longer.clone(),
                ending: None,
                name: None,
                colour: None,
                ..run
            },
            artifact: Artifact {
                experiment: longer,
                ..state
            },
        };
        self.start(Afterwards::Run, Origin::Stored(Box::new(stored)));
    }

    /// What is known of the current run, once it is prepared.
    pub(super) fn current_run(self) -> Option<Run> {
        let store = self.store;
        let current = store.run.get_untracked()?;
        Some(Run {
            id: current.id,
            experiment: current.experiment,
            prepared: store.prepared.get_untracked()?,
            steps: store.steps.get_untracked(),
            evaluations: store.evaluations.get_untracked(),
            samples: store.samples.get_untracked(),
            ending: self.ending(),
            artifact_bytes: 0,
            name: None,
            colour: store.run_colour.get_untracked(),
        })
    }

    /// Another run takes the place of the current one. Of the states that were asked for, those that are to be kept still
    /// come, and are of this run.
    pub(super) fn forget_saves(self) {
        let saves = self
            .backstage
            .try_update_value(|backstage| std::mem::take(&mut backstage.saves))
            .unwrap_or_default();
        let to_keep = saves
            .into_iter()
            .filter_map(|(request, purpose)| match purpose {
                Purpose::Keep(left) => {
                    let run = left.or_else(|| self.current_run().map(Box::new))?;
                    Some((request, Purpose::Keep(Some(run))))
                }
                Purpose::Leave(_) => Some((request, purpose)),
                Purpose::Move(_) | Purpose::Safety | Purpose::Export(_) => None,
            });
        let to_keep = to_keep.collect();
        self.backstage
            .update_value(|backstage| backstage.saves = to_keep);
    }

    /// Puts a run among the finished ones: one that was left meanwhile, or the current one.
    pub(super) fn keep_artifact(
        self,
        left: Option<Box<Run>>,
        artifact: Artifact,
        parameters: usize,
    ) {
        let store = self.store;
        if left.is_none() {
            // A model that counts is as large as what it has counted.
            store.prepared.update(|prepared| {
                if let Some(prepared) = prepared {
                    prepared.parameters = parameters;
                }
            });
            self.backstage
                .update_value(|backstage| backstage.last_good = Some(artifact.clone()));
        }
        let Some(mut run) = left.map(|run| *run).or_else(|| self.current_run()) else {
            return;
        };
        run.experiment = artifact.experiment.clone();
        run.prepared.parameters = parameters;
        run.artifact_bytes = artifact.weights.len() + artifact.tokenizer.len();
        // The weights are those of the best evaluation if it stopped early, of the last good one if it diverged.
        origin::rewind(&mut run, artifact.step);
        run.steps = thin(&run.steps);
        if run.final_loss().is_none() {
            // Nothing is known by which it could stand on the ladder.
            return;
        }
        self.shelve(run, artifact);
    }

    /// Puts a run on the ladder, and stores it.
    fn shelve(self, run: Run, artifact: Artifact) {
        let run = self.beside_what_is_kept(run);
        // It is newer than what was deleted in its place.
        self.store.forgotten.update(|forgotten| {
            forgotten.drop(&run.id);
        });
        self.place(run.clone());
        leptos::task::spawn_local(async move {
            let id = run.id.clone();
            let kept = runs::store(run, artifact).await;
            if kept.is_ok() {
                self.no_longer_unfinished(id);
            }
            self.stored(kept);
        });
    }

    /// Hands the person a file of the current run.
    pub fn export(self, file: ExportFile) {
        match file {
            ExportFile::Weights | ExportFile::Tokenizer => {
                if self.can_ask() {
                    self.save_for(Purpose::Export(file));
                }
            }
            ExportFile::Experiment => {
                let experiment = self
                    .store
                    .run
                    .with_untracked(|run| run.as_ref().map(|run| run.experiment.clone()));
                let experiment =
                    experiment.unwrap_or_else(|| self.store.experiment.get_untracked());
                match serde_json::to_vec_pretty(&experiment) {
                    Ok(json) => self.hand_over("experiment.json", "application/json", &json),
                    Err(error) => self.tell(w::export_failed(&error.to_string())),
                }
            }
            ExportFile::Metrics => {
                let lines = self.metrics_lines();
                self.hand_over("metrics.jsonl", "application/jsonl", lines.as_bytes());
            }
        }
    }

    /// The current run as the command line would have recorded it; nothing before it is prepared.
    fn metrics_lines(self) -> String {
        let store = self.store;
        let ending = self.ending();
        let lines = store.prepared.get_untracked().map(|prepared| {
            store.steps.with_untracked(|steps| {
                store.evaluations.with_untracked(|evaluations| {
                    record::run(steps, evaluations, &prepared, ending.as_ref())
                })
            })
        });
        let lines = lines.unwrap_or_default().into_iter();
        lines.map(|line| format!("{line}\n")).collect()
    }

    pub(super) fn export_artifact(self, file: ExportFile, artifact: &Artifact) {
        match file {
            ExportFile::Weights => self.hand_over(
                "model.safetensors",
                "application/octet-stream",
                &artifact.weights,
            ),
            _ => self.hand_over(
                "tokenizer.json",
                "application/json",
                artifact.tokenizer.as_bytes(),
            ),
        }
    }

    fn hand_over(self, name: &str, media_type: &str, content: &[u8]) {
        if let Err(reason) = dom::download(name, media_type, content) {
            self.tell(w::export_failed(&reason));
        }
    }
}
