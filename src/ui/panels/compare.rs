//! Two finished runs on one text of the person's choice.

use leptos::prelude::*;

use super::Panel;
use super::ladder::run_names;
use crate::ui::charts::CompareView;
use crate::ui::conductor::Conductor;
use crate::ui::state::{Store, say};
use crate::ui::words as w;
use crate::words::Words;

/// Compare two runs.
#[component]
pub fn ComparePanel() -> impl IntoView {
    let store = Store::from_context();
    let enough = Memo::new(move |_| store.runs.with(|runs| runs.len() >= 2));
    view! {
        <Panel name="compare" title=&w::COMPARE lead=&w::COMPARE_LEAD explain=&w::EXPLAIN_COMPARE>
            {move || if enough.get() {
                view! { <Comparing/> }.into_any()
            } else {
                view! { <p class="empty">{say(&w::COMPARE_NEEDS_TWO)}</p> }.into_any()
            }}
        </Panel>
    }
    .into_any()
}

#[component]
fn Comparing() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let named = Memo::new(move |_| {
        store.runs.with(|runs| {
            let ids = runs.iter().map(|run| run.id.clone());
            ids.zip(run_names(runs)).collect::<Vec<(String, Words)>>()
        })
    });
    // The two latest runs, until the person chooses others; never one that was deleted.
    let wanted = [RwSignal::new(None::<String>), RwSignal::new(None::<String>)];
    let chosen = move |which: usize| {
        named.with(|named| {
            let kept = wanted[which]
                .get()
                .filter(|id| named.iter().any(|(known, _)| known == id));
            kept.unwrap_or_else(|| named[named.len().saturating_sub(2 - which)].0.clone())
        })
    };
    let text = RwSignal::new(store.probe_text.get_untracked());
    let go = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        conductor.compare(chosen(0), chosen(1), text.get_untracked());
    };
    let names = Memo::new(move |_| {
        let (first, second) = store.compared.get()?;
        named.with(|named| {
            let name = |wanted: &str| {
                let found = named.iter().find(|(id, _)| id == wanted);
                found.map(|(_, name)| name.clone())
            };
            Some([name(&first)?, name(&second)?])
        })
    });
    view! {
        <form class="compare-form" on:submit=go>
            <RunChooser label=&w::COMPARE_P name="compare-p" named=named value=Signal::derive(move || chosen(0)) wanted=wanted[0]/>
            <RunChooser label=&w::COMPARE_Q name="compare-q" named=named value=Signal::derive(move || chosen(1)) wanted=wanted[1]/>
            <p class="field wide">
                <label for="compare-text">{say(&w::COMPARE_TEXT)}</label>
                <textarea id="compare-text" lang="" rows="3" data-testid="compare-text" prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))></textarea>
            </p>
            <div class="buttons">
                <button type="submit" class="primary" data-testid="compare-go" disabled=move || store.comparing.get()>
                    {say(&w::COMPARE_GO)}
                </button>
                <span role="status">{move || store.comparing.get().then(|| say(&w::COMPARING))}</span>
            </div>
            <GiveUp/>
        </form>
        <CompareView comparison=store.comparison names=names/>
    }
    .into_any()
}

/// How far the comparison has come, and the way out of it.
#[component]
fn GiveUp() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    view! {
        <div class="buttons" hidden=move || !store.comparing.get()>
            <progress max="1" aria-label=say(&w::COMPARE_PROGRESS) prop:value=move || store.compare_fraction.get().unwrap_or(0.0)></progress>
            <button type="button" class="quiet" data-testid="compare-cancel" on:click=move |_| conductor.cancel_comparison()>
                {say(&w::CANCEL)}
            </button>
        </div>
    }
    .into_any()
}

#[component]
fn RunChooser(
    label: &'static Words,
    name: &'static str,
    named: Memo<Vec<(String, Words)>>,
    #[prop(into)] value: Signal<String>,
    wanted: RwSignal<Option<String>>,
) -> impl IntoView {
    let store = Store::from_context();
    let options = move || {
        let language = store.language.get();
        named
            .get()
            .into_iter()
            .map(|(id, name)| {
                let is_chosen = {
                    let id = id.clone();
                    move || value.get() == id
                };
                view! { <option value=id prop:selected=is_chosen>{name.in_language(language).to_owned()}</option> }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <p class="field">
            <label for=name>{say(label)}</label>
            <select id=name data-testid=name on:change=move |event| wanted.set(Some(event_target_value(&event)))>
                {options}
            </select>
        </p>
    }
    .into_any()
}
