//! What is inside the model, for one text: what it expected, and what it looked at, remembered or counted.

use leptos::prelude::*;

use super::{Explain, Panel, explained};
use crate::ui::charts::{
    AttentionView, CHARACTERS_PROBED, DistributionView, NgramTable, UnitsView,
};
use crate::ui::conductor::Conductor;
use crate::ui::state::{CurrentRun, Store, say, say_with};
use crate::ui::words as w;
use crate::view::Inside;
use crate::words::Words;

/// How long the person must rest from typing before the model is asked, in milliseconds.
const PATIENCE_MS: u64 = 150;

/// Which family's view there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Attention,
    Units,
    Counts,
}

/// Look inside.
#[component]
pub fn InsidePanel() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let mut ask = leptos::leptos_dom::helpers::debounce(
        std::time::Duration::from_millis(PATIENCE_MS),
        move |()| conductor.refresh_probe(),
    );
    // Whoever changes the text (here, or in the table of counts), the model is asked about it.
    Effect::new(move |_| {
        store.probe_text.track();
        ask(());
    });
    // An answer holds one head or one layer as it is: another one is asked for at once.
    Effect::new(move |before: Option<()>| {
        store.probe_focus.track();
        if before.is_some() {
            conductor.refresh_probe();
        }
    });
    // A view outlives its text: it may be the one in which the person writes another.
    let kind = Memo::new(move |before: Option<&Option<Kind>>| {
        let now = store.probe.with(|probe| {
            probe.as_ref().map(|probe| match probe.inside {
                Inside::Attention(_) => Kind::Attention,
                Inside::Units(_) => Kind::Units,
                Inside::Counts(_) => Kind::Counts,
            })
        });
        now.or(before.copied().flatten())
    });
    view! {
        <Panel name="inside" title=&w::LOOK lead=&w::LOOK_LEAD>
            <p class="field">
                <label for="probe-text">{say(&w::PROBE_TEXT)}</label>
                <input id="probe-text" type="text" lang="" dir="auto" autocomplete="off" data-testid="probe-text"
                    prop:value=move || store.probe_text.get()
                    on:input=move |event| store.probe_text.set(event_target_value(&event))/>
            </p>
            {cut_short(store)}
            <p class="problem" role="alert">
                {move || store.probe_problem.get().map(|words| words.in_language(store.language.get()).to_owned())}
            </p>
            <div class="pair">
                <Belief/>
                {move || kind.get().map(|kind| match kind {
                    Kind::Attention => view! { <AttentionPart/> }.into_any(),
                    Kind::Units => view! { <UnitsPart/> }.into_any(),
                    Kind::Counts => view! { <CountsPart/> }.into_any(),
                })}
            </div>
        </Panel>
    }
    .into_any()
}

/// Says that a long text is not looked at to its end.
fn cut_short(store: Store) -> impl IntoView {
    let is_long = Memo::new(move |_| {
        store
            .probe_text
            .with(|text| text.chars().nth(CHARACTERS_PROBED).is_some())
    });
    let words = say_with(|| w::only_the_first(CHARACTERS_PROBED));
    view! { <p class="note" role="status" hidden=move || !is_long.get()>{words}</p> }
}

#[component]
fn Belief() -> impl IntoView {
    let store = Store::from_context();
    let written_at = Memo::new(move |_| {
        store
            .experiment
            .with(|experiment| experiment.sampling.temperature)
    });
    view! {
        <div class="part" data-testid="distribution">
            <h3>{say(&w::NEXT_TOKEN)}</h3>
            <DistributionView probe=store.probe written_at=written_at/>
            <Explain words=&w::EXPLAIN_DISTRIBUTION/>
        </div>
    }
    .into_any()
}

#[component]
fn AttentionPart() -> impl IntoView {
    let store = Store::from_context();
    view! {
        <div class="part" data-testid="attention">
            <h3>{say(&w::ATTENTION)}</h3>
            <AttentionView probe=store.probe focus=store.probe_focus/>
            <Explain words=&w::EXPLAIN_ATTENTION/>
        </div>
    }
    .into_any()
}

#[component]
fn UnitsPart() -> impl IntoView {
    let store = Store::from_context();
    let explanation = say_with(move || {
        let of = |run: &CurrentRun| run.experiment.model.family().explain_units();
        let found = store.run.with(|run| run.as_ref().and_then(of));
        found.unwrap_or(Words::fixed("", ""))
    });
    view! {
        <div class="part" data-testid="units">
            <h3>{say(&w::UNITS)}</h3>
            <UnitsView probe=store.probe focus=store.probe_focus/>
            {explained(explanation)}
        </div>
    }
    .into_any()
}

#[component]
fn CountsPart() -> impl IntoView {
    let store = Store::from_context();
    view! {
        <div class="part" data-testid="counts">
            <h3>{say(&w::COUNTS)}</h3>
            <NgramTable probe=store.probe context=store.probe_text/>
            <Explain words=&w::EXPLAIN_COUNTS/>
        </div>
    }
    .into_any()
}
