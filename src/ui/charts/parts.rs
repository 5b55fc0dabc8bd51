//! Small parts that several charts share.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::browser::Tongue;
use super::show;
use crate::ui::format;
use crate::view::Probe;
use crate::words::Words;

/// A row of choices of which one holds, as radio buttons.
#[component]
pub fn Choice<T>(
    /// What is chosen.
    label: Words,
    /// The choices and their names.
    options: Vec<(T, Words)>,
    chosen: RwSignal<T>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let tongue = Tongue::here();
    let group = unique("choice");
    let buttons = options
        .into_iter()
        .map(|(value, name)| {
            view! {
                <label>
                    <input
                        type="radio"
                        name=group.clone()
                        prop:checked=move || chosen.get() == value
                        on:change=move |_| chosen.set(value)
                    />
                    <span>{move || tongue.tell(&name)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="chart-choice">
            <legend>{move || tongue.tell(&label)}</legend>
            {buttons}
        </fieldset>
    }
}

/// A choice among many, as a drop-down list; choices are told apart by their place.
#[component]
pub fn Menu(
    /// What is chosen.
    label: Words,
    /// The names of the choices.
    #[prop(into)]
    options: Signal<Vec<Words>>,
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let items = move || {
        options
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                view! {
                    <option value=index.to_string() prop:selected=move || chosen.get() == index>
                        {tongue.tell(&name)}
                    </option>
                }
            })
            .collect_view()
    };
    view! {
        <label class="chart-menu">
            <span>{move || tongue.tell(&label)}</span>
            <select on:change:target=move |event| {
                if let Ok(index) = event.target().value().parse() {
                    chosen.set(index);
                }
            }>{items}</select>
        </label>
    }
}

/// A chart's figures as a table, made only while it is open.
#[component]
pub fn DataTable(
    /// What the table holds.
    #[prop(into)]
    caption: Signal<Words>,
    /// The columns' names.
    headers: Vec<Words>,
    /// The cells, row after row.
    #[prop(into)]
    rows: Signal<Vec<Vec<String>>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let open = RwSignal::new(false);
    let headers = StoredValue::new(headers);
    let table = move || {
        open.get().then(|| {
            let head = headers
                .get_value()
                .into_iter()
                .map(|name| view! { <th scope="col">{tongue.tell(&name)}</th> })
                .collect_view();
            let body = rows
                .get()
                .into_iter()
                .map(|row| {
                    let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
                    view! { <tr>{cells}</tr> }
                })
                .collect_view();
            view! {
                <div class="chart-table" tabindex="0" role="region" aria-label=move || tongue.tell(&caption.get())>
                    <table>
                        <caption>{move || tongue.tell(&caption.get())}</caption>
                        <thead>
                            <tr>{head}</tr>
                        </thead>
                        <tbody translate="no">{body}</tbody>
                    </table>
                </div>
            }
        })
    };
    view! {
        <details
            class="chart-data"
            on:toggle=move |event| {
                let opened = event
                    .target()
                    .and_then(|target| target.dyn_into::<web_sys::HtmlDetailsElement>().ok())
                    .is_some_and(|details| details.open());
                open.set(opened);
            }
        >
            <summary>{tongue.say("The figures as a table", "以表格查看数据")}</summary>
            {table}
        </details>
    }
}

/// A line that says that there is nothing to draw yet, and what to do about it.
#[component]
pub fn Nothing(words: Words) -> impl IntoView {
    let tongue = Tongue::here();
    view! { <p class="chart-nothing">{move || tongue.tell(&words)}</p> }
}

/// Says how much of a text's beginning was left out, where some was.
#[component]
pub fn LeftOut(
    /// What the model makes of the text.
    probe: Signal<Option<Probe>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let words = move || {
        let skipped = probe.with(|probe| probe.as_ref().map_or(0, |probe| probe.skipped));
        (skipped > 0).then(|| {
            let count = format::count(skipped);
            let told = tongue.tell(&Words::new(
                match skipped {
                    1 => "The first token is left out: the model cannot look back that far.".to_owned(),
                    _ => format!("The first {count} tokens are left out: the model cannot look back that far."),
                },
                format!("开头的 {count} 个词元未显示：模型看不了那么远。"),
            ));
            view! { <p class="chart-caption">{told}</p> }
        })
    };
    view! { {words} }
}

/// A token, or another piece of a text, as it can be seen: kept apart from the direction of what is around it, in its
/// own language, and as it is for whoever has the page translated.
pub fn piece(text: &str) -> impl IntoView + use<> {
    let name = show::name_of_hidden(text, Tongue::here().is_chinese());
    let is_named = name.is_some().then_some("true");
    view! {
        <bdi lang=format::tongue(text) translate="no" aria-hidden=is_named>{show::visible(text)}</bdi>
        {name.map(|name| view! { <span class="chart-hidden">{name}</span> })}
    }
}

/// An `id` or `name` that no other element of the page has.
pub fn unique(stem: &str) -> String {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("chart-{stem}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Moves the focus to the button of that number within an element.
pub fn focus_button(holder: NodeRef<Div>, index: usize) {
    let button = holder
        .get_untracked()
        .and_then(|holder| holder.query_selector_all("button").ok())
        .and_then(|buttons| buttons.get(index as u32))
        .and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(button) = button {
        // An element that cannot take the focus stays as it is.
        let _ = button.focus();
    }
}

/// Where an arrow, Home, End or Page key leads from `now` among `count` places; nothing for other keys.
pub fn moved(key: &str, now: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let page = (count / 10).max(1);
    let place = match key {
        "ArrowLeft" | "ArrowDown" => now.saturating_sub(1),
        "ArrowRight" | "ArrowUp" => now + 1,
        "PageDown" => now.saturating_sub(page),
        "PageUp" => now + page,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(place.min(last))
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn keys_move_within_bounds() {
        assert_eq!(moved("ArrowLeft", 0, 5), Some(0));
        assert_eq!(moved("ArrowRight", 4, 5), Some(4));
        assert_eq!(moved("End", 1, 5), Some(4));
        assert_eq!(moved("PageUp", 10, 100), Some(20));
        assert_eq!(moved("a", 1, 5), None);
        assert_eq!(moved("ArrowLeft", 0, 0), None);
    }
}
