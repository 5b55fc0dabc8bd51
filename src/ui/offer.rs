//! Runs that need not be lost: the one that an earlier visit was left in the middle of, and the one that was just given up.

use leptos::prelude::*;

use super::conductor::{Conductor, REGRET_ID};
use super::state::{Store, say, say_with};
use super::transport::PLAY;
use super::unfinished::Unfinished;
use super::{dom, words as w};
use crate::words::Words;

/// What an unfinished run is called: as the person calls it, else by its model, with its text and how far it came.
fn called(unfinished: &Unfinished) -> Words {
    let run = &unfinished.run;
    let own = run.name.as_ref();
    let model = own.map_or_else(
        || run.experiment.model.name(),
        |own| Words::new(own.clone(), own.clone()),
    );
    let text = w::text_name(&run.experiment.corpus.source);
    w::unfinished_run(&model, &text, run.last_step(), run.prepared.steps)
}

/// Offers to go on with the latest unfinished run: a line among what one may start from, which moves nothing.
#[component]
pub fn Offer() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let latest = Memo::new(move |_| store.unfinished.with(|all| all.first().cloned()));
    let offer = move |unfinished: Unfinished| {
        let (id, same) = (unfinished.run.id.clone(), unfinished.run.id.clone());
        let go_on = move |_| {
            dom::focus(PLAY);
            conductor.go_on_with(id.clone());
        };
        let put_away = move |_| {
            dom::focus(PLAY);
            conductor.put_away(same.clone());
        };
        view! {
            <p>{say_with(move || called(&unfinished))}</p>
            <button type="button" data-testid="go-on" on:click=go_on>{say(&w::GO_ON_WITH)}</button>
            <button type="button" class="quiet" data-testid="put-away" on:click=put_away>{say(&w::PUT_AWAY)}</button>
        }
    };
    view! {
        <div class="offer" role="status" data-testid="unfinished" class:shown=move || latest.with(Option::is_some)>
            {move || latest.get().map(offer)}
        </div>
    }
    .into_any()
}

/// Offers the run back that was just given up.
#[component]
pub fn Regret() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let undo = move |_| {
        dom::focus(PLAY);
        conductor.bring_back();
    };
    view! {
        <div class="toast regret" role="status" id=REGRET_ID data-testid="regret" class:shown=move || store.given_up.get().is_some()>
            {move || store.given_up.get().map(|run| view! {
                <p>{say_with(move || w::given_up(run.step, run.total))}</p>
                <button type="button" data-testid="bring-back" on:click=undo>{say(&w::BRING_BACK)}</button>
            })}
        </div>
    }
    .into_any()
}
