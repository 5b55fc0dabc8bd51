//! The address bar: its fragment holds the recipe, and whoever changes it changes the recipe. A text that is too long for it
//! is noted beside it in this tab's history, and so is which run was current. Another run of another recipe is another
//! entry of the history, so that the way back leads to the one before; whatever else changes, changes the entry.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::conductor::Conductor;
use super::dom;
use super::run::same_training;
use super::state::{CurrentRun, Notice, Store};
use super::words as w;
use crate::experiment::Experiment;
use crate::experiment::fields::Field;
use crate::experiment::link::{self, Link, Page, Writer, Written};
use crate::experiment::presets::opening;
use crate::words::{Language, Problem, Words};

/// How long the recipe must rest before it is written into the address, in milliseconds.
const PATIENCE_MS: u64 = 250;

thread_local! {
    /// Remembers how the last pasted text is written, so that a slider that is dragged does not compress it again.
    static WRITER: std::cell::RefCell<Writer> = std::cell::RefCell::default();
}

/// Long texts by their paths, and the current run's id by [`RUN`].
type Note = BTreeMap<String, String>;

/// The id of the run among what is noted: no setting has this path.
const RUN: &str = "run";

/// What this tab has noted beside the address.
fn noted() -> Note {
    let noted = dom::note().and_then(|note| serde_json::from_str(&note).ok());
    noted.unwrap_or_default()
}

/// What the address says, with what this tab has noted beside it.
pub fn read() -> Link {
    with_texts(link::decode(&dom::fragment()), noted())
}

/// A link with texts that it was too short for.
fn with_texts(mut link: Link, texts: Note) -> Link {
    for (path, text) in texts {
        if let Ok(experiment) = link.experiment.set_text(&path, &text) {
            link.experiment = experiment;
        }
    }
    link
}

/// The texts that were left out of a link.
fn left_out(experiment: &Experiment, written: &Written) -> Note {
    let paths = written.left_out.iter().map(|problem| problem.path.clone());
    paths
        .filter_map(|path| {
            let value = experiment.get(&path)?;
            Some((path, Field::print(&value)))
        })
        .collect()
}

/// The recipe of a link; where it has none, the preset that a page opens with, on stories in the reader's language.
pub fn recipe(link: &Link, language: Language) -> Experiment {
    if link.has_recipe {
        link.experiment.clone()
    } else {
        opening().experiment(language)
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
        store.run_id();
        write(());
    });
    // Of an address that is edited, too.
    let handle = window_event_listener(leptos::ev::popstate, move |_| follow(store, conductor));
    on_cleanup(move || handle.remove());
}

/// The address has become another: by hand, or on the way back or forward.
fn follow(store: Store, conductor: Conductor) {
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
    let run = noted().remove(RUN);
    let is_another = run.is_some() && run != store.run_id();
    if is_another || store.experiment.with_untracked(|now| *now != experiment) {
        if !experiment.sampling.prompt.is_empty() {
            store.prompt.set(experiment.sampling.prompt.clone());
        }
        conductor.revisit(experiment, run);
    }
}

/// What is noted beside a recipe in the address.
fn note(experiment: &Experiment, written: &Written, run: Option<String>) -> Option<String> {
    let mut note = left_out(experiment, written);
    note.extend(run.map(|run| (RUN.to_owned(), run)));
    (!note.is_empty())
        .then(|| serde_json::to_string(&note).ok())
        .flatten()
}

/// A recipe as the address has it.
fn written(store: Store, experiment: &Experiment) -> Written {
    let page: Page = store.page.get_untracked();
    WRITER.with_borrow_mut(|writer| writer.write(experiment, page))
}

/// Writes the recipe into the address at once, and notes what was too long to travel.
pub fn write(store: Store) {
    let (written, note) = store.experiment.with_untracked(|experiment| {
        let written = written(store, experiment);
        let note = note(experiment, &written, untrack(|| store.run_id()));
        (written, note)
    });
    if dom::fragment() != written.fragment || dom::note() != note {
        dom::replace_fragment(&written.fragment, note.as_deref());
    }
    if store
        .left_out
        .with_untracked(|now| *now != written.left_out)
    {
        store.left_out.set(written.left_out);
    }
}

/// Another run has been asked for than the one that is left. If it has another recipe, the entry of the one that is left
/// holds that one's from now on, whatever was changed since it began, and the other has an entry of its own.
pub fn turn_page(store: Store, left: CurrentRun) {
    let now = store.experiment.get_untracked();
    if same_training(&now, &left.experiment) {
        return write(store);
    }
    // What was chosen since may have changed how it writes: on the way back it writes as it did.
    let behind = Experiment {
        device: now.device,
        ..left.experiment
    };
    let written_behind = written(store, &behind);
    let noted_behind = note(&behind, &written_behind, Some(left.id));
    dom::replace_fragment(&written_behind.fragment, noted_behind.as_deref());
    let written = written(store, &now);
    let noted = note(&now, &written, untrack(|| store.run_id()));
    dom::push_fragment(&written.fragment, noted.as_deref());
    // What could not travel is said as ever.
    write(store);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_for_the_link_comes_back_from_the_note_beside_it() {
        let text: String = (0..20_000_u64)
            .map(|index| (index * 2_654_435_761 % 4_294_967_296).to_string())
            .collect();
        let experiment = Experiment::default()
            .set("corpus.source.kind", "pasted".into())
            .and_then(|pasted| pasted.set_text("corpus.source.text", &text))
            .unwrap();
        let written = link::encode(&experiment, Page::default());
        let texts = left_out(&experiment, &written);
        assert_eq!(texts.len(), 1);
        let link = link::decode(&written.fragment);
        assert_ne!(link.experiment, experiment);
        assert_eq!(with_texts(link, texts).experiment, experiment);
    }

    #[test]
    fn only_a_link_without_a_recipe_leaves_it_to_the_language() {
        let opened = |fragment: &str, language| recipe(&link::decode(fragment), language);
        let own = [Language::English, Language::Chinese].map(|language| {
            let own = opening().experiment(language);
            assert_eq!(opened("", language), own);
            assert_eq!(opened("theme=dark", language), own);
            own
        });
        assert_ne!(own[0].corpus, own[1].corpus);
        // Every recipe means the same to everybody, the default one too.
        for experiment in own.into_iter().chain([Experiment::default()]) {
            let written = link::encode(&experiment, Page::default()).fragment;
            for language in [Language::English, Language::Chinese] {
                assert_eq!(opened(&written, language), experiment);
            }
        }
    }
}
