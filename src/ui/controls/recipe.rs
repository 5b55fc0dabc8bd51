//! The recipe: presets to start from, and every setting of the text, the model and the training.

use leptos::prelude::*;

use super::Settings;
use crate::experiment::fields::Group;
use crate::ui::state::{Store, say, say_with};
use crate::ui::{format, words as w};
use crate::words::Words;

/// The settings, by what they are about.
#[component]
pub fn Recipe() -> impl IntoView {
    let card = |groups: &'static [Group]| {
        let parts: Vec<_> = groups
            .iter()
            .map(|group| view! { <h3>{say_with(move || group.name())}</h3> <Settings group=*group/> })
            .collect();
        view! { <div class="card">{parts}</div> }
    };
    view! {
        <section class="panel recipe" aria-labelledby="recipe-title" data-testid="recipe">
            <header>
                <h2 id="recipe-title">{say(&w::RECIPE)}</h2>
                <p class="lead">{say(&w::RECIPE_LEAD)}</p>
                <Facts/>
                <LeftOut/>
            </header>
            <div class="cards">
                {card(&[Group::Corpus, Group::Tokenizer])}
                {card(&[Group::Model])}
                {card(&[Group::Training])}
            </div>
        </section>
    }
    .into_any()
}

/// What follows from the recipe of the current run.
#[component]
fn Facts() -> impl IntoView {
    let store = Store::from_context();
    let fact =
        move |name: &'static Words,
              value: fn(&crate::view::Prepared, crate::words::Language) -> String| {
            view! {
                <div>
                    <dt>{say(name)}</dt>
                    <dd>{move || store.prepared.with(|prepared| {
                        prepared.as_ref().map_or("–".to_owned(), |prepared| value(prepared, store.language.get()))
                    })}</dd>
                </div>
            }
        };
    view! {
        <dl class="facts" data-testid="facts">
            {fact(&w::PARAMETERS, |prepared, _| format::count(prepared.parameters))}
            {fact(&w::MEMORY, |prepared, _| format::bytes(prepared.memory_bytes))}
            {fact(&w::VOCABULARY, |prepared, _| format::count(prepared.vocabulary))}
            {fact(&w::CORPUS_SIZE, |prepared, language| w::characters(prepared.characters).in_language(language).to_owned())}
        </dl>
    }
    .into_any()
}

/// What is too long to travel in the link.
#[component]
fn LeftOut() -> impl IntoView {
    let store = Store::from_context();
    view! {
        <p class="problem" role="status" data-testid="left-out">
            {move || store.left_out.with(|all| {
                all.first().map(|problem| problem.message.in_language(store.language.get()).to_owned())
            })}
        </p>
    }
    .into_any()
}
