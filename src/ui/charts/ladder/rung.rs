//! One run of the ladder: its name, its dot, its figures, its buttons; or what is left of it once it is deleted.

use leptos::prelude::*;

use super::{LadderEntry, State, reference_lines};
use crate::ui::charts::colour::run_class;
use crate::ui::charts::show;
use crate::ui::dom;
use crate::ui::forgotten::Stage;
use crate::ui::run::LONGEST_NAME;
use crate::ui::words as w;
use crate::words::Words;

/// Moves the focus to what is about to be drawn.
fn focus_soon(id: String) {
    request_animation_frame(move || dom::focus(&id));
}

/// A run's row. One that was deleted keeps its place, so that no other comes under the pointer.
pub(super) fn rung(state: State, entry: LadderEntry) -> AnyView {
    match entry.deleted {
        Some(_) => deleted(state, entry).into_any(),
        None => standing(state, entry).into_any(),
    }
}

fn standing(state: State, entry: LadderEntry) -> impl IntoView {
    let id = StoredValue::new(entry.id.clone());
    let is_current = move || {
        let id = id.get_value();
        state.current.with(|current| current.as_ref() == Some(&id))
    };
    let is_renamed = Memo::new(move |_| {
        let id = id.get_value();
        state.renamed.with(|renamed| renamed.as_ref() == Some(&id))
    });
    let class = format!("chart-rung {}", run_class(entry.colour));
    let entry = StoredValue::new(entry);
    let body = move || match is_renamed.get() {
        true => name_field(state, entry.get_value()).into_any(),
        false => main_button(state, entry.get_value(), is_current).into_any(),
    };
    view! {
        <li class=class class:chart-current=is_current>
            {body}
            {rename_button(state, entry.get_value())}
            {delete_button(state, entry.get_value())}
        </li>
    }
}

/// The row itself, which makes its run current.
fn main_button(
    state: State,
    entry: LadderEntry,
    is_current: impl Fn() -> bool + Copy + Send + 'static,
) -> impl IntoView {
    let tongue = state.tongue;
    let value = entry.nats_per_character;
    let at = move || format!("{:.1}px", state.scale.with(|scale| scale.position(value)));
    let late = move || {
        state.scale.with(|scale| {
            let (low, high) = scale.domain();
            value > low + (high - low) * 0.7
        })
    };
    let LadderEntry { id, name, .. } = entry;
    let own = format!("run-{id}");
    view! {
        <button
            type="button"
            id=own
            class="chart-rung-main"
            title=tongue.say("Make it the current run", "设为当前训练")
            aria-pressed=move || is_current().to_string()
            on:click=move |_| state.actions.select.run(id.clone())
        >
            <span class="chart-rung-name"><bdi>{move || tongue.tell(&name)}</bdi></span>
            <span class="chart-rung-axis">
                {move || reference_lines(state)}
                <span class="chart-rung-dot" class:chart-rung-late=late style:left=at>
                    <b>{show::loss(value)}</b>
                    <span class="chart-hidden">{tongue.say(" nats per character, ", " 奈特/字符，")}</span>
                </span>
            </span>
            <span class="chart-rung-number">
                {show::compact(entry.parameters as f64)}
                <span class="chart-hidden">{tongue.say(" parameters or counts, trained for ", " 个参数或计数，训练时长 ")}</span>
            </span>
            <span class="chart-rung-number">{show::duration(entry.seconds)}</span>
        </button>
    }
}

/// Where the person gives a run a name: Enter or leaving it keeps what is typed, Escape does not.
fn name_field(state: State, entry: LadderEntry) -> impl IntoView {
    let tongue = state.tongue;
    let field = format!("name-of-{}", entry.id);
    let typed = RwSignal::new(entry.own_name.clone().unwrap_or_default());
    let id = StoredValue::new(entry.id.clone());
    let is_open = move || state.renamed.with_untracked(Option::is_some);
    let keep = move || {
        if is_open() {
            state.renamed.set(None);
            state
                .actions
                .rename
                .run((id.get_value(), typed.get_untracked()));
        }
    };
    let back = move || focus_soon(format!("rename-{}", id.get_value()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        keep();
        back();
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            state.renamed.set(None);
            back();
        }
    };
    let name = entry.name;
    view! {
        <form class="chart-rung-rename" on:submit=submit>
            <input
                id=field
                type="text"
                lang=""
                dir="auto"
                autocomplete="off"
                maxlength=LONGEST_NAME
                data-testid="run-name"
                aria-label=tongue.say("Name of the run; left empty, it is named by its settings", "训练的名字；留空则按设置命名")
                placeholder=move || tongue.tell(&name)
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
                on:keydown=key
                on:blur=move |_| keep()
            />
        </form>
    }
}

fn rename_button(state: State, entry: LadderEntry) -> impl IntoView {
    let tongue = state.tongue;
    let LadderEntry { id, name, .. } = entry;
    let label = move || {
        let name = tongue.tell(&name);
        tongue.tell(&Words::new(
            format!("Rename {name}"),
            format!("重命名：{name}"),
        ))
    };
    let own = format!("rename-{id}");
    let open = move |_| {
        state.renamed.set(Some(id.clone()));
        focus_soon(format!("name-of-{id}"));
    };
    view! {
        <button type="button" id=own class="chart-rung-tool" data-testid="rename" aria-label=label.clone() title=label on:click=open>
            "✎"
        </button>
    }
}

fn delete_button(state: State, entry: LadderEntry) -> impl IntoView {
    let tongue = state.tongue;
    let LadderEntry { id, name, .. } = entry;
    let label = move || {
        let name = tongue.tell(&name);
        tongue.tell(&Words::new(
            format!("Delete {name}"),
            format!("删除：{name}"),
        ))
    };
    let delete = move |_| {
        state.actions.delete.run(id.clone());
        focus_soon(format!("undo-{id}"));
    };
    view! {
        <button type="button" class="chart-rung-tool chart-delete" data-testid="delete" aria-label=label.clone() title=label on:click=delete>
            "×"
        </button>
    }
}

/// What stands where a run was deleted. Its button is far from the one that deleted it, so that a second click is none.
fn deleted(state: State, entry: LadderEntry) -> impl IntoView {
    let tongue = state.tongue;
    let LadderEntry { id, name, .. } = entry;
    let of = id.clone();
    // The row stays, with the focus in it, while the browser deletes.
    let stage = Memo::new(move |_| {
        state.entries.with(|entries| {
            let entry = entries.iter().find(|entry| entry.id == of);
            entry.and_then(|entry| entry.deleted)
        })
    });
    let words = move || match stage.get() {
        Some(Stage::Done) => tongue.tell(&w::DELETED),
        Some(Stage::DoneWithoutWeights) => tongue.tell(&w::DELETED_WITHOUT_WEIGHTS),
        _ => tongue.tell(&w::DELETING),
    };
    let own = format!("undo-{id}");
    let again = name.clone();
    let label = move || {
        let name = tongue.tell(&again);
        tongue.tell(&Words::new(
            format!("Undo: bring back {name}"),
            format!("撤销：恢复 {name}"),
        ))
    };
    let undo = move |_| {
        state.actions.undo.run(id.clone());
        focus_soon(format!("run-{id}"));
    };
    view! {
        <li class="chart-rung-gone">
            <button type="button" id=own class="chart-small" data-testid="undelete" aria-label=label on:click=undo>
                {move || tongue.tell(&w::UNDO_CHANGES)}
            </button>
            <span><s><bdi>{move || tongue.tell(&name)}</bdi></s> " " <span role="status">{words}</span></span>
        </li>
    }
}
