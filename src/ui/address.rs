//! The address bar: its fragment always holds the recipe, and whoever changes it changes the recipe.

use leptos::prelude::*;

use super::conductor::Conductor;
use super::dom;
use super::state::{Notice, Store};
use super::words as w;
use crate::experiment::link::{self, Link, Page};
use crate::words::{Problem, Words};

/// How long the recipe must rest before it is written into the address, in milliseconds.
const PATIENCE_MS: u64 = 250;

/// What the address says, before there is a page.
pub fn read() -> Link {
    link::decode(&dom::fragment())
}

/// Tells the person item by item what was not understood.
pub fn report(store: Store, problems: Vec<Problem>) {
    let items: Vec<Words> = problems
        .into_iter()
        .map(|problem| match problem.path.as_str() {
            "" => problem.message,
            path => Words::new(
                format!("{path}: {}", problem.message.en),
                format!("{path}：{}", problem.message.zh),
            ),
        })
        .collect();
    store
        .notices
        .update(|all| all.retain(|notice| notice.title != w::LINK_PROBLEMS));
    if !items.is_empty() {
        let title = w::LINK_PROBLEMS.clone();
        store
            .notices
            .update(|all| all.push(Notice { title, items }));
    }
}

/// Keeps the address and the recipe the same, for as long as the page lives.
pub fn mirror(store: Store, conductor: Conductor) {
    let mut write = leptos::leptos_dom::helpers::debounce(
        std::time::Duration::from_millis(PATIENCE_MS),
        move |()| write(store),
    );
    Effect::new(move |_| {
        store.experiment.track();
        store.page.track();
        write(());
    });
    let handle = window_event_listener(leptos::ev::hashchange, move |_| {
        let Link {
            experiment,
            page,
            problems,
        } = read();
        if let Some(language) = page.language {
            store.language.set(language);
        }
        if let Some(theme) = page.theme {
            store.theme.set(theme);
        }
        store.page.set(page);
        report(store, problems);
        if store.experiment.with_untracked(|now| *now != experiment) {
            store.experiment.set(experiment);
            conductor.restart();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Writes the recipe into the address at once, and notes what was too long to travel.
pub fn write(store: Store) {
    let page: Page = store.page.get_untracked();
    let written = store
        .experiment
        .with_untracked(|experiment| link::encode(experiment, page));
    if dom::fragment() != written.fragment {
        dom::replace_fragment(&written.fragment);
    }
    if store
        .left_out
        .with_untracked(|now| *now != written.left_out)
    {
        store.left_out.set(written.left_out);
    }
}
