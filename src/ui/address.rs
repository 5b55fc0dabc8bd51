//! The address bar: its fragment always holds the recipe, and whoever changes it changes the recipe.

use leptos::prelude::*;

use super::conductor::Conductor;
use super::dom;
use super::state::{Notice, Store};
use super::words as w;
use crate::experiment::Experiment;
use crate::experiment::link::{self, Link, Page, Writer};
use crate::experiment::presets::preset;
use crate::words::{Language, Problem, Words};

/// How long the recipe must rest before it is written into the address, in milliseconds.
const PATIENCE_MS: u64 = 250;

thread_local! {
    /// Remembers how the last pasted text is written, so that a slider that is dragged does not compress it again.
    static WRITER: std::cell::RefCell<Writer> = std::cell::RefCell::default();
}

/// What the address says, before there is a page.
pub fn read() -> Link {
    link::decode(&dom::fragment())
}

/// The recipe of a link; where it has none, who reads Chinese sees a model learn Chinese.
pub fn recipe(link: &Link, language: Language) -> Experiment {
    match (language, preset("chinese-stories")) {
        (Language::Chinese, Some(stories)) if !link.has_recipe => stories.experiment(),
        _ => link.experiment.clone(),
    }
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
        let link = read();
        if let Some(language) = link.page.language {
            store.language.set(language);
        }
        if let Some(theme) = link.page.theme {
            store.theme.set(theme);
        }
        store.page.set(link.page);
        let experiment = recipe(&link, store.language.get_untracked());
        report(store, link.problems);
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
    let written = store.experiment.with_untracked(|experiment| {
        WRITER.with_borrow_mut(|writer| writer.write(experiment, page))
    });
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_link_without_a_recipe_leaves_it_to_the_language() {
        let opened = |fragment: &str, language| recipe(&link::decode(fragment), language);
        let chinese = preset("chinese-stories").unwrap().experiment();
        assert_eq!(opened("", Language::Chinese), chinese);
        assert_eq!(opened("theme=dark", Language::Chinese), chinese);
        assert_eq!(opened("", Language::English), Experiment::default());
        // Every recipe means the same to everybody, the default one too.
        for experiment in [Experiment::default(), chinese] {
            let written = link::encode(&experiment, Page::default()).fragment;
            for language in [Language::English, Language::Chinese] {
                assert_eq!(opened(&written, language), experiment);
            }
        }
    }
}
