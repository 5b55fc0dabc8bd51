//! Controls drawn from the recipe's own table of settings: nothing here knows what a setting means.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::Value;

use super::state::{Store, say, say_with};
use super::words as w;
use crate::experiment::Experiment;
use crate::experiment::fields::{self, Field, Group, Importance};

mod columns;
mod corpus;
mod drafts;
mod field;
mod presets;
mod recipe;

pub use drafts::Drafts;
pub use field::id;
use field::{FieldControl, known_problem};
pub use presets::{Presets, start_preset};
pub use recipe::Recipe;

/// Every setting's value and whether it was changed, by its path: read from the recipe once for all controls.
#[derive(Clone, Copy)]
pub struct Values(Memo<BTreeMap<&'static str, (Value, bool)>>);

impl Values {
    /// Follows the recipe.
    pub fn of(store: Store) -> Self {
        Values(Memo::new(move |_| {
            let leaves = store.experiment.with(Experiment::leaves);
            leaves
                .into_iter()
                .map(|leaf| (leaf.field.path, (leaf.value, leaf.changed)))
                .collect()
        }))
    }

    fn from_context() -> Self {
        expect_context::<Values>()
    }

    /// The value at a path; tracked. Absent where the recipe's variants have no such setting.
    fn value(self, path: &str) -> Option<Value> {
        self.0
            .with(|values| values.get(path).map(|(value, _)| value.clone()))
    }

    /// Whether the value at a path is not the default; tracked.
    fn is_changed(self, path: &str) -> bool {
        self.0
            .with(|values| values.get(path).is_some_and(|(_, changed)| *changed))
    }
}

/// A setting that has a place of its own on the page.
fn drawn_elsewhere(field: &Field) -> bool {
    matches!(field.path, "sampling.prompt" | "device")
}

/// The settings of a group: the essential ones at once, the others behind a disclosure.
#[component]
pub fn Settings(group: Group) -> impl IntoView {
    let store = Store::from_context();
    let values = Values::from_context();
    let shown = Memo::new(move |_| {
        store.experiment.with(|experiment| {
            let all = fields::fields(experiment);
            let rows: Vec<Row> = all
                .into_iter()
                .filter(|field| field.group == group && !drawn_elsewhere(field))
                .map(Row)
                .collect();
            rows
        })
    });
    let of = move |importance: Importance| {
        move || {
            shown
                .get()
                .into_iter()
                .filter(move |row| row.0.importance == importance)
                .collect::<Vec<_>>()
        }
    };
    let advanced = of(Importance::Advanced);
    let number = Memo::new(move |_| advanced().len());
    let changed = Memo::new(move |_| {
        let rows = advanced().into_iter();
        rows.filter(|row| values.is_changed(row.0.path)).count()
    });
    let summary = say_with(move || w::more_settings(number.get(), changed.get()));
    let more = NodeRef::<leptos::html::Details>::new();
    // What is wrong is not to be looked for; whoever closes it again may.
    Effect::new(move |_| {
        let mut rows = advanced().into_iter();
        let is_wrong = rows.any(|row| known_problem(store, row.0).is_some());
        if let Some(more) = more.get().filter(|_| is_wrong) {
            more.set_open(true);
        }
    });
    view! {
        <div class="settings">
            <For each=of(Importance::Essential) key=Row::key children=|row| view! { <FieldControl field=row.0/> }/>
            <details class="more" node_ref=more hidden=move || number.get() == 0>
                <summary>{summary}</summary>
                <For each=advanced key=Row::key children=|row| view! { <FieldControl field=row.0/> }/>
            </details>
        </div>
    }
    .into_any()
}

/// A row of the table; rows are fixed, so that the same address is the same row.
#[derive(Clone, Copy)]
struct Row(&'static Field);

impl Row {
    fn key(&self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

/// What is wrong with the recipe as it stands and belongs to no control that is drawn.
#[component]
pub fn OtherProblems() -> impl IntoView {
    let store = Store::from_context();
    let others = Memo::new(move |_| {
        let mut problems = store.problems.get();
        for problem in store.engine_problems.get() {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        problems
    });
    view! {
        <div role="alert" data-testid="problems">
            {move || (!others.with(Vec::is_empty)).then(|| {
                let language = store.language.get();
                let points: Vec<_> = others
                    .get()
                    .into_iter()
                    .map(|problem| view! { <li>{problem.message.in_language(language).to_owned()}</li> })
                    .collect();
                view! { <div class="notice trouble"><div><strong>{say(&w::CANNOT_TRAIN)}</strong><ul>{points}</ul></div></div> }
            })}
        </div>
    }
    .into_any()
}
