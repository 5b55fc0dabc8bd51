//! Two or three finished runs on one text of the person's choice.

use leptos::prelude::*;

use super::Panel;
use super::ladder::RunNames;
use crate::ui::charts::CompareView;
use crate::ui::charts::colour::run_class;
use crate::ui::conductor::Conductor;
use crate::ui::run::Run;
use crate::ui::state::{Store, say, say_with};
use crate::ui::words as w;
use crate::words::Words;

mod seats;

use seats::{SEATS, Wish, one_sits_twice, seated};

/// A choice in a list: its value and its name.
type Choice = (String, Words);

/// The value of the choice to leave a seat empty; no run has it as its id.
const NOBODY: &str = "";

/// Compare two or three runs.
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
    let RunNames(named) = RunNames::from_context();
    let wishes: [RwSignal<Wish>; SEATS] = std::array::from_fn(|_| RwSignal::new(Wish::Latest));
    let chosen = Memo::new(move |_| {
        let known: Vec<String> =
            named.with(|named| named.iter().map(|run| run.0.clone()).collect());
        seated(&known, &wishes.map(|wish| wish.get()))
    });
    let in_seat = move |seat: usize| {
        Signal::derive(move || chosen.with(|chosen| chosen[seat].clone().unwrap_or(NOBODY.into())))
    };
    let text = RwSignal::new(store.probe_text.get_untracked());
    let go = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let runs = chosen.get_untracked().into_iter().flatten().collect();
        conductor.compare(runs, text.get_untracked());
    };
    let twice = Memo::new(move |_| chosen.with(one_sits_twice));
    let label = say_with(move || {
        if store.comparing.get() {
            w::CANCEL.clone()
        } else {
            w::COMPARE_GO.clone()
        }
    });
    // One button for both, so that whoever pressed it by key is still on it.
    let give_up = move |event: web_sys::MouseEvent| {
        if store.comparing.get_untracked() {
            // By the time the click is over the button may submit again.
            event.prevent_default();
            conductor.cancel_comparison();
        }
    };
    let status = move || {
        if store.comparing.get() {
            Some(say(&w::COMPARING))
        } else {
            twice.get().then(|| say(&w::COMPARE_TWICE))
        }
    };
    let names = Memo::new(move |_| named.with(|named| names_of(&store.compared.get(), named)));
    let colours = Memo::new(move |_| {
        let colour = |id: &String| colour_of(store, id).unwrap_or_default();
        store
            .compared
            .with(|ids| ids.iter().map(colour).collect::<Vec<_>>())
    });
    let third_is_possible = Memo::new(move |_| named.with(|named| named.len() >= SEATS));
    let optional = Signal::derive(move || {
        let nobody = (NOBODY.to_owned(), w::COMPARE_NONE.clone());
        let runs = named.get();
        std::iter::once(nobody).chain(runs).collect::<Vec<Choice>>()
    });
    view! {
        <form class="compare-form" on:submit=go>
            <RunChooser label=&w::COMPARE_P name="compare-p" choices=named value=in_seat(0) wish=wishes[0]/>
            <RunChooser label=&w::COMPARE_Q name="compare-q" choices=named value=in_seat(1) wish=wishes[1]/>
            <Show when=move || third_is_possible.get()>
                <RunChooser label=&w::COMPARE_R name="compare-r" choices=optional value=in_seat(2) wish=wishes[2]/>
            </Show>
            <p class="field wide">
                <label for="compare-text">{say(&w::COMPARE_TEXT)}</label>
                <textarea id="compare-text" lang="" dir="auto" rows="3" data-testid="compare-text" prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))></textarea>
            </p>
            <div class="buttons">
                <button type=move || if store.comparing.get() { "button" } else { "submit" } class:primary=move || !store.comparing.get()
                    data-testid=move || if store.comparing.get() { "compare-cancel" } else { "compare-go" }
                    disabled=move || !store.comparing.get() && twice.get() on:click=give_up>
                    {label}
                </button>
                <span role="status">{status}</span>
                <progress max="1" hidden=move || !store.comparing.get() aria-label=say(&w::COMPARE_PROGRESS)
                    prop:value=move || store.compare_fraction.get().unwrap_or(0.0)></progress>
            </div>
        </form>
        <CompareView comparison=store.comparison names=names colours=colours/>
    }
    .into_any()
}

/// What the compared runs are called; empty where one was deleted since.
fn names_of(compared: &[String], named: &[Choice]) -> Vec<Words> {
    let name = |id: &String| {
        let found = named.iter().find(|(known, _)| known == id);
        found.map_or(Words::fixed("", ""), |(_, name)| name.clone())
    };
    compared.iter().map(name).collect()
}

/// Which of the runs' colours a finished run has.
fn colour_of(store: Store, id: &str) -> Option<usize> {
    store.runs.with(|runs| {
        let run = runs.iter().find(|run| run.id == id);
        run.map(Run::colour)
    })
}

#[component]
fn RunChooser(
    label: &'static Words,
    name: &'static str,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    value: Signal<String>,
    wish: RwSignal<Wish>,
) -> impl IntoView {
    let store = Store::from_context();
    let swatch = move || {
        let colour = colour_of(store, &value.get());
        colour.map_or_else(String::new, |colour| {
            format!("swatch {}", run_class(colour))
        })
    };
    let options = move || {
        let language = store.language.get();
        choices
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
    let choose = move |event: web_sys::Event| {
        let value = event_target_value(&event);
        wish.set(if value == NOBODY {
            Wish::Nobody
        } else {
            Wish::Run(value)
        });
    };
    view! {
        <p class="field">
            <label for=name><span class=swatch aria-hidden="true"></span>{say(label)}</label>
            <select id=name data-testid=name on:change=choose>
                {options}
            </select>
        </p>
    }
    .into_any()
}
