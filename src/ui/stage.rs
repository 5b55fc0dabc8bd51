//! What a visitor sees first: what the model says now, and the curve of its surprise.

use leptos::prelude::*;

use super::charts::{LossChart, PastRun};
use super::panels::{Explain, RunNames};
use super::ruler::Ruler;
use super::state::{Phase, Store, say, say_with};
use super::{dom, format, words as w};
use crate::words::Words;

/// Earlier runs drawn behind the current one at most: as many as the chart has colours.
const EARLIER: usize = 6;

/// The utterance beside the curve.
#[component]
pub fn Stage() -> impl IntoView {
    let store = Store::from_context();
    let previous = past_runs(store);
    let show_previous = RwSignal::new(dom::remembered("earlier-runs").as_deref() != Some("hidden"));
    Effect::new(move |_| {
        let word = if show_previous.get() {
            "shown"
        } else {
            "hidden"
        };
        dom::remember("earlier-runs", word);
    });
    view! {
        <div class="stage">
            <Utterance/>
            <section class="curve" aria-labelledby="curve-title" data-testid="loss-chart">
                <h2 id="curve-title">{say(&w::CURVE)}</h2>
                <LossChart steps=store.steps evaluations=store.evaluations prepared=store.prepared
                    previous=previous show_previous=show_previous colour=store.run_colour/>
                <Explain words=&w::EXPLAIN_LOSS/>
            </section>
        </div>
    }
    .into_any()
}

/// The latest sample, large.
#[component]
fn Utterance() -> impl IntoView {
    let store = Store::from_context();
    let latest = Memo::new(move |_| store.samples.with(|samples| samples.last().cloned()));
    let age = say_with(move || {
        latest.with(|latest| match latest {
            Some(sample) if sample.step > 0 && store.is_counting() => {
                w::after_counting(sample.step, store.total_steps())
            }
            Some(sample) => w::after_steps(sample.step),
            None => Words::fixed("", ""),
        })
    });
    let waiting = say_with(move || {
        if store.prepared.with(Option::is_some) {
            w::NOTHING_YET.clone()
        } else if store.phase.with(|phase| *phase == Phase::Idle) {
            w::IDLE.clone()
        } else {
            w::LISTENING.clone()
        }
    });
    let words = move || {
        latest.with(|latest| match latest {
            Some(sample) => view! {
                <blockquote class="words" data-testid="utterance" translate="no" dir="auto" lang=format::tongue(&sample.text)>
                    <span class="given">{sample.prompt.clone()}</span>
                    {format::shorten(&sample.text, 260)}
                    <span class="caret" aria-hidden="true" class:still=move || store.phase.get() != Phase::Running></span>
                </blockquote>
            }
            .into_any(),
            None => view! { <p class="words silent">{waiting()}</p> }.into_any(),
        })
    };
    let excerpt = move || {
        store.prepared.with(|prepared| {
            prepared
                .as_ref()
                .map(|prepared| format::shorten(&prepared.excerpt, 120))
        })
    };
    view! {
        <section class="utterance" aria-labelledby="utterance-title">
            <h2 id="utterance-title">{say(&w::SAYS_NOW)} <span class="age">{age}</span></h2>
            {words}
            <p class="excerpt" hidden=move || excerpt().is_none()>
                {say(&w::LEARNS_FROM)} " " <q translate="no" dir="auto" lang=move || format::tongue(&excerpt().unwrap_or_default())>{move || excerpt().unwrap_or_default()}</q>
            </p>
            <Explain words=&w::EXPLAIN_UTTERANCE/>
        </section>
    }
    .into_any()
}

/// The latest finished runs on the current run's text, to be drawn behind it.
fn past_runs(store: Store) -> Signal<Vec<PastRun>> {
    let RunNames(named) = RunNames::from_context();
    let ruler = store.ruler();
    Memo::new(move |_| {
        let Some(current) = store.run.get() else {
            return Vec::new();
        };
        let ruler = ruler.get();
        let named = named.read();
        store.runs.with(|runs| {
            let same_text: Vec<_> = runs
                .iter()
                .zip(named.iter())
                .filter(|(run, _)| {
                    run.id != current.id
                        && ruler.as_ref() == Some(&Ruler::of(&run.experiment, &run.prepared))
                })
                .collect();
            let too_many = same_text.len().saturating_sub(EARLIER);
            same_text
                .into_iter()
                .skip(too_many)
                .map(|(run, (_, name))| PastRun {
                    id: run.id.clone(),
                    name: name.clone(),
                    steps: run.steps.clone().into(),
                    evaluations: run.evaluations.clone().into(),
                    characters_per_token: run.prepared.characters_per_token,
                    colour: run.colour(),
                })
                .collect()
        })
    })
    .into()
}
