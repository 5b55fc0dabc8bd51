//! The panels below the stage: each shows one thing, and says in a sentence what that is.

use leptos::prelude::*;

use super::state::say;
use super::words as w;
use crate::words::Words;

mod compare;
mod diary;
mod inside;
mod ladder;
mod talk;
mod tokens;

pub use compare::ComparePanel;
pub use diary::Diary;
pub use inside::InsidePanel;
pub use ladder::{LadderPanel, RunNames};
pub use talk::TalkPanel;
pub use tokens::TokensPanel;

/// A "What am I seeing?" that opens in place.
#[component]
pub fn Explain(
    /// One or two sentences.
    words: &'static Words,
) -> impl IntoView {
    explained(say(words)).into_any()
}

/// The same of words that change.
pub fn explained(words: impl IntoView + 'static) -> impl IntoView {
    view! {
        <details class="explain">
            <summary>{say(&w::WHAT_IS_THIS)}</summary>
            <p>{words}</p>
        </details>
    }
}

/// A titled part of the page.
#[component]
pub fn Panel(
    /// For tests and for the heading's id.
    name: &'static str,
    /// Its heading.
    title: &'static Words,
    /// One sentence below it.
    #[prop(optional)]
    lead: Option<&'static Words>,
    /// What it is that is seen.
    #[prop(optional)]
    explain: Option<&'static Words>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let heading = format!("{name}-title");
    let labelled_by = heading.clone();
    // The heading takes the focus when a part of the panel that has it goes away.
    view! {
        <section class=format!("panel panel-{name}") aria-labelledby=labelled_by data-testid=name>
            <header>
                <h2 id=heading tabindex="-1">{say(title)}</h2>
                {lead.map(|lead| view! { <p class="lead">{say(lead)}</p> })}
            </header>
            {children()}
            {explain.map(|words| view! { <Explain words=words/> })}
        </section>
    }
    .into_any()
}
