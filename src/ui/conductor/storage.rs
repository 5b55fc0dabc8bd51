//! The shelf in the browser's storage: listed, kept in step with other tabs, renamed, deleted from, and deleted runs had
//! back.

use leptos::prelude::*;

use super::Conductor;
use crate::ui::database::{self, News};
use crate::ui::run::{Run, tidy_name};
use crate::ui::runs::{self, Kept};
use crate::ui::state::Notice;
use crate::ui::words as w;
use crate::words::Words;

impl Conductor {
    /// Shows what earlier visits have stored, and what other tabs do to it.
    pub fn open_shelf(self) {
        database::listen(move |news| match news {
            News::Lost(fault) => self.storage_fails(w::storage_fault(&fault)),
            News::Opened => self.storage_works(),
        });
        runs::listen(move || self.list_runs());
        self.list_runs();
    }

    /// Lists what is stored.
    fn list_runs(self) {
        leptos::task::spawn_local(async move {
            match runs::all().await {
                Ok(all) => self.show_runs(all),
                Err(fault) => self.storage_fails(w::storage_fault(&fault)),
            }
        });
    }

    /// The storage can be used after all: what had to wait is stored, and what was said is taken back.
    fn storage_works(self) {
        self.backstage
            .update_value(|backstage| backstage.storage_fault = None);
        let title = w::FOR_THIS_VISIT.clone();
        self.store
            .notices
            .update(|all| all.retain(|notice| notice.title != title));
        leptos::task::spawn_local(async move {
            if let Err(reason) = runs::store_held().await {
                self.storage_fails(reason);
            }
            self.list_runs();
        });
    }

    /// Puts these on the ladder, but for those that are being deleted.
    pub(super) fn show_runs(self, mut all: Vec<Run>) {
        self.store
            .forgotten
            .with_untracked(|forgotten| all.retain(|run| !forgotten.has(&run.id)));
        self.store.runs.set(all);
    }

    /// Shows what there is once something has been stored, or says why it was not.
    pub(super) fn stored(self, kept: Result<Kept, Words>) {
        match kept {
            Ok(kept) => {
                self.show_runs(kept.runs);
                if kept.dropped > 0 {
                    self.tell(w::oldest_dropped(kept.dropped));
                }
            }
            Err(reason) => self.storage_fails(reason),
        }
    }

    /// Says why runs are not stored; the same reason once.
    pub(super) fn storage_fails(self, reason: Words) {
        let is_known = self
            .backstage
            .try_update_value(|backstage| {
                let before = backstage.storage_fault.replace(reason.clone());
                before.as_ref() == Some(&reason)
            })
            .unwrap_or(false);
        if is_known {
            return;
        }
        let title = w::FOR_THIS_VISIT.clone();
        self.store.notices.update(|all| {
            all.retain(|notice| notice.title != title);
            all.push(Notice {
                title,
                items: vec![reason],
            });
        });
    }

    /// Puts a run on the ladder at once; storing it takes a moment.
    pub(super) fn place(self, run: Run) {
        self.store.runs.update(|all| {
            all.retain(|other| other.id != run.id);
            all.push(run);
            all.sort_by(|first, second| first.id.cmp(&second.id));
        });
    }

    /// Deletes a run; it can be had back.
    pub fn forget(self, id: String) {
        let taken = self.store.runs.try_update(|all| {
            let place = all.iter().position(|run| run.id == id);
            place.map(|place| all.remove(place))
        });
        let Some(run) = taken.flatten() else {
            return;
        };
        self.store
            .forgotten
            .update(|forgotten| forgotten.begin(run));
        leptos::task::spawn_local(async move {
            match runs::delete(&id).await {
                Ok(has_weights) => {
                    let regretted = self
                        .store
                        .forgotten
                        .try_update(|forgotten| forgotten.finish(&id, has_weights));
                    if let Some(run) = regretted.flatten() {
                        self.put_back(run);
                    }
                }
                Err(fault) => {
                    let kept = self
                        .store
                        .forgotten
                        .try_update(|forgotten| forgotten.drop(&id));
                    if let Some(run) = kept.flatten() {
                        self.place(run);
                    }
                    self.tell(w::storage_fault(&fault));
                }
            }
        });
    }

    /// Puts a deleted run back on the ladder.
    pub fn remember(self, id: &str) {
        let run = self
            .store
            .forgotten
            .try_update(|forgotten| forgotten.take_back(id));
        if let Some(run) = run.flatten() {
            self.put_back(run);
        }
    }

    /// Puts all deleted runs back.
    pub fn remember_all(self) {
        let ids = self.store.forgotten.with_untracked(|forgotten| {
            let all = forgotten.all().iter();
            all.map(|deletion| deletion.run.id.clone())
                .collect::<Vec<_>>()
        });
        for id in ids {
            self.remember(&id);
        }
    }

    /// Nobody wants the deleted runs back.
    pub fn forget_for_good(self) {
        self.store.forgotten.update(|forgotten| forgotten.clear());
        runs::empty_bin();
    }

    fn put_back(self, run: Run) {
        self.place(run.clone());
        leptos::task::spawn_local(async move {
            let kept = runs::undelete(run).await;
            self.stored(kept);
        });
    }

    /// Calls a run as the person wants it called; by nothing, as its settings have it.
    pub fn rename(self, id: String, typed: &str) {
        let name = tidy_name(typed);
        let is_changed = self.store.runs.with_untracked(|all| {
            let run = all.iter().find(|run| run.id == id);
            run.is_some_and(|run| run.name != name)
        });
        if !is_changed {
            return;
        }
        self.store.runs.update(|all| {
            for run in all.iter_mut().filter(|run| run.id == id) {
                run.name.clone_from(&name);
            }
        });
        leptos::task::spawn_local(async move {
            if let Err(fault) = runs::rename(&id, name.as_deref()).await {
                self.storage_fails(w::storage_fault(&fault));
            }
        });
    }
}
