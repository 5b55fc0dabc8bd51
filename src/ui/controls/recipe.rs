//! The recipe: presets to start from, and every setting of the text, the model and the training.

use leptos::prelude::*;

use super::Settings;
use crate::experiment::Experiment;
use crate::experiment::fields::Group;
use crate::ui::run::foreseen;
use crate::ui::state::{Store, say, say_with};
use crate::ui::{format, words as w};
use crate::view::Prepared;
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

/// What follows from the recipe, as far as it is known before a run is made from it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Following {
    parameters: Option<usize>,
    memory_bytes: Option<u64>,
    vocabulary: Option<usize>,
    characters: Option<usize>,
}

impl Following {
    /// Of the recipe `now`, where `prepared` is what is known of the run of another recipe or the same.
    fn of(now: &Experiment, run: &Experiment, prepared: &Prepared) -> Self {
        if now.corpus != run.corpus {
            return Following::default();
        }
        let characters = Some(prepared.characters);
        let Some(plan) = foreseen(now, run, prepared) else {
            return Following {
                characters,
                ..Following::default()
            };
        };
        let plan = plan.ok();
        // What is counted is known once it has been counted.
        let parameters = match now.model.counts() {
            true => (now.model == run.model).then_some(prepared.parameters),
            false => plan.as_ref().map(|plan| plan.parameters().0 as usize),
        };
        Following {
            parameters,
            memory_bytes: plan.as_ref().map(|plan| plan.memory_bytes().0),
            vocabulary: Some(prepared.vocabulary),
            characters,
        }
    }
}

/// What follows from the recipe as it stands.
#[component]
fn Facts() -> impl IntoView {
    let store = Store::from_context();
    let following = Memo::new(move |_| {
        store.run.with(|run| {
            store.prepared.with(|prepared| {
                let (run, prepared) = (run.as_ref()?, prepared.as_ref()?);
                let now = store.experiment.read();
                Some(Following::of(&now, &run.experiment, prepared))
            })
        })
    });
    let fact = move |name: &'static Words, value: fn(&Following) -> Option<Words>| {
        let said = move || {
            let value = following.with(|following| following.as_ref().and_then(value));
            value.map_or("–".to_owned(), |value| {
                value.in_language(store.language.get()).to_owned()
            })
        };
        view! { <div><dt>{say(name)}</dt><dd>{said}</dd></div> }
    };
    fn figure(figure: String) -> Words {
        Words::new(figure.clone(), figure)
    }
    let shortfall = move || {
        let tokens = following.with(|following| following.as_ref()?.vocabulary)?;
        let words = store.experiment.read().tokenizer.shortfall(tokens)?;
        Some(words.in_language(store.language.get()).to_owned())
    };
    view! {
        <dl class="facts" data-testid="facts">
            {fact(&w::PARAMETERS, |following| following.parameters.map(format::count).map(figure))}
            {fact(&w::MEMORY, |following| following.memory_bytes.map(|bytes| format::bytes(bytes as usize)).map(figure))}
            {fact(&w::VOCABULARY, |following| following.vocabulary.map(format::count).map(figure))}
            {fact(&w::CORPUS_SIZE, |following| following.characters.map(w::characters))}
        </dl>
        <p class="help" data-testid="shortfall">{shortfall}</p>
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
