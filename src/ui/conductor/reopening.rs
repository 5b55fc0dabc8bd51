//! A stored run and the text at hand: it goes on with its own text alone; with another, it can be asked and no more.

use leptos::prelude::*;

use super::{Afterwards, Conductor, origin};
use crate::experiment::Experiment;
use crate::protocol::Artifact;
use crate::ui::run::Run;
use crate::ui::words as w;
use crate::ui::{charts::colour, runs};
use crate::view::Prepared;
use crate::words::Problem;

impl Conductor {
    /// A stored run that cannot go on with the text at hand is opened all the same, to be asked; what keeps it from going
    /// on is said beside the settings. Says whether that is what is being done.
    pub(super) fn ask_instead(self, problems: &[Problem]) -> bool {
        let stored = self.backstage.with_value(|backstage| {
            let run = backstage.reopened.clone()?;
            let artifact = backstage.last_good.clone()?;
            backstage.without_text.is_none().then_some((run, artifact))
        });
        let current = self.store.run.get_untracked();
        let (Some((run, artifact)), Some(current)) = (stored, current) else {
            return false;
        };
        if run.id != current.id {
            return false;
        }
        let (to_prepare, artifact) = self.to_be_asked(*run, &current.experiment, artifact);
        self.backstage
            .update_value(|backstage| backstage.last_good = Some(artifact.clone()));
        self.complain(Some(current.experiment), problems.to_vec());
        self.tell(w::OPENED_FOR_ASKING.clone());
        let kind = self.store.active.get_untracked();
        self.prepare_on(kind, to_prepare, Some(artifact), Afterwards::Stay);
        true
    }

    /// What an engine prepares of a run without its text, and the state that is asked.
    pub(super) fn to_be_asked(
        self,
        run: Run,
        experiment: &Experiment,
        artifact: Artifact,
    ) -> (Experiment, Artifact) {
        let to_prepare = origin::for_asking(&run, experiment);
        self.backstage
            .update_value(|backstage| backstage.without_text = Some(Box::new(run)));
        let artifact = Artifact {
            experiment: to_prepare.clone(),
            // It goes on with none.
            text: None,
            ..artifact
        };
        (to_prepare, artifact)
    }

    /// What an earlier build did not note is compared as far as it goes: a text of another length, or that begins
    /// otherwise, is another. Says whether the run is opened to be asked instead.
    pub(super) fn refuse_other_text(self, prepared: &Prepared) -> bool {
        let known = self.backstage.with_value(|backstage| {
            let run = backstage.reopened.as_ref()?;
            let is_unknown = backstage.without_text.is_none() && run.prepared.text.is_none();
            is_unknown.then(|| run.prepared.clone())
        });
        let Some(known) = known else {
            return false;
        };
        let is_same = known.characters == prepared.characters && known.excerpt == prepared.excerpt;
        if is_same {
            self.tell(w::TEXT_IS_UNKNOWN.clone());
            return false;
        }
        let problem = Problem::at(
            "corpus.source",
            w::another_text(known.characters, prepared.characters),
        );
        self.ask_instead(&[problem])
    }

    /// A run that is put away as it went on, under its own id. Where the kept run of that id has read a text that nobody
    /// knows, or another, it stays as it is, and this is a run of its own.
    pub(super) fn beside_what_is_kept(self, mut run: Run) -> Run {
        let kept = self.store.runs.with_untracked(|all| {
            let kept = all.iter().find(|kept| kept.id == run.id);
            kept.cloned()
        });
        let Some(kept) = kept else {
            return run;
        };
        let was_unknown = self.backstage.with_value(|backstage| {
            let reopened = backstage.reopened.as_ref();
            reopened
                .is_some_and(|reopened| reopened.id == run.id && reopened.prepared.text.is_none())
        });
        let has_gone_on = run.last_step() > kept.last_step();
        if kept.prepared.text == run.prepared.text && !(was_unknown && has_gone_on) {
            run.name = run.name.or(kept.name);
            run.colour = run.colour.or(kept.colour);
            return run;
        }
        let id = runs::new_id();
        let worn: Vec<usize> = self
            .store
            .runs
            .with_untracked(|all| all.iter().map(Run::colour).collect());
        run.colour = Some(colour::next_run_colour(&worn));
        self.store.run.update(|current| {
            if let Some(current) = current.as_mut().filter(|current| current.id == run.id) {
                current.id.clone_from(&id);
            }
        });
        self.backstage
            .update_value(|backstage| backstage.reopened = None);
        run.id = id;
        run
    }
}
