//! Every run that is over, on one ruler; and the current one as files.

use leptos::prelude::*;

use super::Panel;
use crate::experiment::fields::{Control, field};
use crate::ui::charts::{LadderChart, LadderEntry};
use crate::ui::conductor::{Conductor, ExportFile};
use crate::ui::dom;
use crate::ui::run::{Run, names};
use crate::ui::state::{Phase, Store, say, say_with};
use crate::ui::words as w;
use crate::words::Words;

/// The ladder of finished runs.
#[component]
pub fn LadderPanel() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let RunNames(named) = RunNames::from_context();
    let entries = Memo::new(move |_| {
        store
            .runs
            .with(|runs| named.with(|named| entries(runs, named)))
    });
    // The chart stays, with the focus in it, while its runs change.
    let is_empty = Memo::new(move |_| entries.with(Vec::is_empty));
    // The lines of the current run's text, or, before there is one, of the latest run's.
    let baselines = Memo::new(move |_| {
        store
            .prepared
            .with(|prepared| prepared.as_ref().map(|prepared| prepared.baselines))
            .or_else(|| {
                store
                    .runs
                    .with(|runs| runs.last().map(|run| run.prepared.baselines))
            })
    });
    let current = Memo::new(move |_| store.run.with(|run| run.as_ref().map(|run| run.id.clone())));
    view! {
        <Panel name="ladder" title=&w::LADDER lead=&w::LADDER_LEAD explain=&w::EXPLAIN_LADDER>
            {move || if is_empty.get() {
                view! { <p class="empty">{say(&w::LADDER_EMPTY)}</p> }.into_any()
            } else {
                view! {
                    <LadderChart entries=entries baselines=baselines current=current
                        on_select=move |id: String| conductor.reopen(id)
                        on_delete=move |id: String| { dom::focus("ladder-title"); conductor.forget(id) }/>
                    <p class="note">{say(&w::LADDER_KEPT)}</p>
                }
                .into_any()
            }}
            <Deleted/>
            <KeepNow/>
            <Export/>
        </Panel>
    }
    .into_any()
}

/// Gives back the run that was deleted last.
#[component]
fn Deleted() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let is_there = Memo::new(move |_| store.forgotten.with(Option::is_some));
    let undo = move |_| {
        dom::focus("ladder-title");
        conductor.remember();
    };
    view! {
        <div class="buttons" role="status">
            {move || is_there.get().then(|| view! {
                <span class="note">{say(&w::DELETED)}</span>
                <button type="button" data-testid="undelete" on:click=undo>{say(&w::UNDO_CHANGES)}</button>
            })}
        </div>
    }
    .into_any()
}

/// Puts the current run on the ladder before it is over.
#[component]
fn KeepNow() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let can_keep = Memo::new(move |_| {
        let standing = store
            .phase
            .with(|phase| matches!(phase, Phase::Paused | Phase::Running));
        standing && store.evaluations.with(|all| !all.is_empty())
    });
    // What cannot be pressed says why.
    let hint = say_with(move || match store.phase.get() {
        _ if can_keep.get() => w::KEEP_HINT.clone(),
        Phase::Finished(_) => w::KEEP_DONE.clone(),
        Phase::Idle | Phase::Failed { .. } => w::KEEP_NOTHING.clone(),
        _ => w::KEEP_LATER.clone(),
    });
    view! {
        <div class="buttons">
            <button type="button" data-testid="keep" aria-describedby="keep-hint" disabled=move || !can_keep.get() on:click=move |_| conductor.keep()>
                {say(&w::KEEP)}
            </button>
            <span class="note" id="keep-hint">{hint}</span>
        </div>
    }
    .into_any()
}

fn entries(runs: &[Run], named: &[(String, Words)]) -> Vec<LadderEntry> {
    runs.iter()
        .zip(named)
        .filter_map(|(run, (_, name))| {
            Some(LadderEntry {
                id: run.id.clone(),
                name: name.clone(),
                nats_per_character: run.final_loss()?,
                parameters: run.prepared.parameters,
                seconds: run.seconds(),
            })
        })
        .collect()
}

/// Every run that is over, by its id, and what it is called: worked out once for all who name runs.
#[derive(Clone, Copy)]
pub struct RunNames(pub Memo<Vec<(String, Words)>>);

impl RunNames {
    /// Follows the runs, in their order.
    pub fn of(store: Store) -> Self {
        RunNames(Memo::new(move |_| {
            store.runs.with(|runs| {
                let ids = runs.iter().map(|run| run.id.clone());
                ids.zip(run_names(runs)).collect()
            })
        }))
    }

    /// The names, from anywhere below [`App`](crate::ui::app::App).
    pub fn from_context() -> Self {
        expect_context::<RunNames>()
    }
}

/// Runs named by what differs, with the settings' own names.
fn run_names(runs: &[Run]) -> Vec<Words> {
    let experiments: Vec<_> = runs.iter().map(|run| &run.experiment).collect();
    let label = |path: &str, value: &str| {
        let Some(field) = experiments
            .iter()
            .find_map(|experiment| field(experiment, path))
        else {
            return (None, None);
        };
        let choice = match field.control {
            Control::Choice(choices) => choices.iter().find(|choice| choice.value == value),
            _ => None,
        };
        (
            Some(field.label.clone()),
            choice.map(|choice| choice.label.clone()),
        )
    };
    names(&experiments, label)
}

/// The current run as files.
#[component]
fn Export() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let files = [
        ("model.safetensors", ExportFile::Weights),
        ("tokenizer.json", ExportFile::Tokenizer),
        ("experiment.json", ExportFile::Experiment),
        ("metrics.jsonl", ExportFile::Metrics),
    ];
    let prepared = Memo::new(move |_| store.prepared.with(Option::is_some));
    let can_ask = Memo::new(move |_| store.can_ask());
    let buttons: Vec<_> = files
        .into_iter()
        .map(|(name, file)| {
            let is_there = move || match file {
                // The page has these itself, also of a run that broke.
                ExportFile::Experiment | ExportFile::Metrics => prepared.get(),
                ExportFile::Weights | ExportFile::Tokenizer => can_ask.get(),
            };
            view! {
                <button type="button" disabled=move || !is_there() data-testid=format!("export-{name}") on:click=move |_| conductor.export(file)>
                    {name}
                </button>
            }
        })
        .collect();
    view! {
        <div class="export">
            <h3>{say(&w::EXPORT)}</h3>
            <p class="note">{say(&w::EXPORT_LEAD)}</p>
            <div class="buttons">{buttons}</div>
        </div>
    }
    .into_any()
}
