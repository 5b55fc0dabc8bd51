//! Every run that is over, those on one text on one ruler; and the current one as files.

use leptos::prelude::*;

use super::Panel;
use crate::experiment::fields::{Control, field};
use crate::ui::charts::{LadderActions, LadderChart, LadderEntry, LadderGroup};
use crate::ui::conductor::{Conductor, ExportFile};
use crate::ui::forgotten::Stage;
use crate::ui::ruler::{Group, Ruler, groups};
use crate::ui::run::{Run, names};
use crate::ui::state::{Phase, Store, say, say_with};
use crate::ui::words as w;
use crate::ui::{dom, format};
use crate::words::Words;

/// Characters of a text that tell it from others.
const EXCERPT: usize = 80;

/// The ladder of finished runs.
#[component]
pub fn LadderPanel() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let ruler = store.ruler();
    let current = Memo::new(move |_| store.run_id());
    let grouped = Memo::new(move |_| {
        let standing = Standing::of(store);
        ruler.with(|ruler| standing.groups(ruler.as_ref(), current.get().as_deref()))
    });
    // A chart stays, with the focus in it, while its runs change.
    let keys = Memo::new(move |_| {
        grouped.with(|groups| {
            let keys = groups.iter().map(|group| group.key.clone());
            keys.collect::<Vec<_>>()
        })
    });
    let is_empty = Memo::new(move |_| keys.with(Vec::is_empty));
    let actions = LadderActions {
        select: Callback::new(move |id| conductor.reopen(id)),
        delete: Callback::new(move |id| conductor.forget(id)),
        undo: Callback::new(move |id: String| conductor.remember(&id)),
        rename: Callback::new(move |(id, name): (String, String)| conductor.rename(id, &name)),
    };
    let chart = move |key: String| {
        let group = Memo::new(move |_| {
            grouped.with(|groups| groups.iter().find(|group| group.key == key).cloned())
        });
        view! { <LadderChart group=group current=current actions=actions/> }
    };
    view! {
        <Panel name="ladder" title=&w::LADDER lead=&w::LADDER_LEAD explain=&w::EXPLAIN_LADDER>
            <Show
                when=move || !is_empty.get()
                fallback=|| view! { <p class="empty">{say(&w::LADDER_EMPTY)}</p> }
            >
                <For each=move || keys.get() key=String::clone children=chart/>
                <p class="note">{say(&w::LADDER_KEPT)}</p>
            </Show>
            <Deleted/>
            <KeepNow/>
            <Export/>
        </Panel>
    }
    .into_any()
}

/// Gives back all runs that were deleted lately, or clears their places.
#[component]
fn Deleted() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let number = Memo::new(move |_| store.forgotten.with(|forgotten| forgotten.all().len()));
    let undo = move |_| {
        dom::focus("ladder-title");
        conductor.remember_all();
    };
    let clear = move |_| {
        dom::focus("ladder-title");
        conductor.forget_for_good();
    };
    view! {
        <div class="buttons" role="status">
            <Show when=move || { number.get() > 0 }>
                <span class="note">{say_with(move || w::runs_deleted(number.get()))}</span>
                <button type="button" data-testid="undelete-all" on:click=undo>{say(&w::UNDO_ALL)}</button>
                <button type="button" data-testid="clear-deleted" on:click=clear>{say(&w::FORGET_FOR_GOOD)}</button>
            </Show>
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

/// What has a place on the ladder: every run that is over, and those that were deleted lately; oldest first.
struct Standing(Vec<(Run, Words, Option<Stage>)>);

impl Standing {
    /// Follows the runs.
    fn of(store: Store) -> Self {
        let mut all: Vec<(Run, Option<Stage>)> = store
            .runs
            .get()
            .into_iter()
            .map(|run| (run, None))
            .collect();
        store.forgotten.with(|forgotten| {
            for deletion in forgotten.all() {
                let id = &deletion.run.id;
                if all.iter().all(|(run, _)| run.id != *id) {
                    all.push((deletion.run.clone(), Some(deletion.stage)));
                }
            }
        });
        all.sort_by(|(first, _), (second, _)| first.id.cmp(&second.id));
        let runs: Vec<&Run> = all.iter().map(|(run, _)| run).collect();
        let names = run_names(&runs);
        let named = all.into_iter().zip(names);
        let named = named.map(|((run, stage), name)| (run, name, stage));
        Standing(named.collect())
    }

    /// The runs by their rulers.
    fn groups(&self, ruler: Option<&Ruler>, current: Option<&str>) -> Vec<LadderGroup> {
        let evaluated = self.0.iter().map(|(run, ..)| run);
        let evaluated: Vec<&Run> = evaluated.filter(|run| run.final_loss().is_some()).collect();
        let groups = groups(&evaluated, ruler);
        groups
            .iter()
            .map(|group| self.group(group, current))
            .collect()
    }

    fn group(&self, group: &Group, current: Option<&str>) -> LadderGroup {
        let Group { ruler, runs } = group;
        // The lines of the current run's tokens, or, where that is elsewhere, of the latest run's.
        let latest = runs[runs.len() - 1];
        let own = runs.iter().find(|run| current == Some(run.id.as_str()));
        let of = own.copied().unwrap_or(latest);
        let named = |run: &Run| {
            let found = self.0.iter().find(|(other, ..)| other.id == run.id);
            found.map_or((Words::fixed("", ""), None), |(_, name, stage)| {
                (name.clone(), *stage)
            })
        };
        let entries = runs.iter().filter_map(|run| {
            let (name, deleted) = named(run);
            Some(LadderEntry {
                id: run.id.clone(),
                name,
                own_name: run.name.clone(),
                colour: run.colour(),
                nats_per_character: run.final_loss()?,
                parameters: run.prepared.parameters,
                seconds: run.seconds(),
                deleted,
            })
        });
        let mut about = w::text_size(latest.prepared.characters, ruler.validation_fraction());
        if ruler.is_by_name() {
            about = Words::new(
                format!("{}; {}", about.en, w::BY_NAME.en),
                format!("{}；{}", about.zh, w::BY_NAME.zh),
            );
        }
        LadderGroup {
            key: format!("{ruler:?}"),
            title: w::text_name(&latest.experiment.corpus.source),
            about,
            excerpt: format::shorten(&latest.prepared.excerpt, EXCERPT),
            baselines: of.prepared.baselines,
            lines_of: named(of).0,
            entries: entries.collect(),
        }
    }
}

/// Every run that is over, by its id, and what it is called: worked out once for all who name runs.
#[derive(Clone, Copy)]
pub struct RunNames(pub Memo<Vec<(String, Words)>>);

impl RunNames {
    /// Follows the runs, in their order. Those that were deleted lately count among what runs differ from, so that nobody's
    /// name changes by a deletion.
    pub fn of(store: Store) -> Self {
        RunNames(Memo::new(move |_| {
            let Standing(all) = Standing::of(store);
            let standing = all.into_iter().filter(|(_, _, stage)| stage.is_none());
            standing.map(|(run, name, _)| (run.id, name)).collect()
        }))
    }

    /// The names, from anywhere below [`App`](crate::ui::app::App).
    pub fn from_context() -> Self {
        expect_context::<RunNames>()
    }
}

/// What runs are called: as the person calls them, else by what differs, with the settings' own names.
fn run_names(runs: &[&Run]) -> Vec<Words> {
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
    let named = names(&experiments, label).into_iter().zip(runs);
    named
        .map(|(name, run)| match &run.name {
            Some(own) => Words::new(own.clone(), own.clone()),
            None => name,
        })
        .collect()
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
