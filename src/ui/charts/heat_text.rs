//! A text whose tokens are coloured by a value, one of which can be chosen by pointer or arrow keys.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::browser::Tongue;
use super::parts::moved;
use super::show;

/// A token to show.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatToken {
    /// Its text as the model has it.
    pub text: String,
    /// What colours it, the other way below zero; nothing where there is no value.
    pub value: Option<f32>,
}

/// A text whose tokens are coloured from 0 to `most`, or to −`most` in another colour.
///
/// One token at a time is in the tab order; the arrow keys move from there.
#[component]
pub fn HeatText(
    /// The tokens in order.
    #[prop(into)]
    tokens: Signal<Vec<HeatToken>>,
    /// The value with the strongest colour.
    #[prop(into)]
    most: Signal<f32>,
    /// The chosen token.
    chosen: RwSignal<Option<usize>>,
    /// What the whole is, for those who hear the page.
    #[prop(into)]
    label: Signal<String>,
    /// What is said of the token of that number, such as `surprisal 2.31 nats`; nothing if empty.
    #[prop(into)]
    describe: Callback<usize, String>,
    /// Whether pointing at a token chooses it, without a click.
    #[prop(optional)]
    on_hover: Option<Callback<usize>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let holder = NodeRef::<Div>::new();
    let count = Memo::new(move |_| tokens.with(Vec::len));
    let key = move |event: leptos::ev::KeyboardEvent| {
        let now = chosen.get_untracked().unwrap_or(0);
        // In a text, down means on.
        let key = match event.key().as_str() {
            "ArrowDown" => "ArrowRight".to_owned(),
            "ArrowUp" => "ArrowLeft".to_owned(),
            other => other.to_owned(),
        };
        if let Some(to) = moved(&key, now, count.get_untracked()) {
            event.prevent_default();
            chosen.set(Some(to));
            focus_child(holder, to);
        }
    };
    let token = move |index: usize| {
        let text = move || {
            tokens.with(|tokens| {
                tokens
                    .get(index)
                    .map(|token| token.text.clone())
                    .unwrap_or_default()
            })
        };
        let value = move || tokens.with(|tokens| tokens.get(index)?.value);
        let heat =
            move || value().map_or(0.0, |value| (value / most.get().max(1e-6)).clamp(-1.0, 1.0));
        let name = move || {
            let text = show::spoken(&text(), tongue.is_chinese());
            let description = describe.run(index);
            if description.is_empty() {
                text
            } else {
                format!("{text}, {description}")
            }
        };
        let is_chosen = move || chosen.get() == Some(index);
        let in_tab_order = move || match chosen.get() {
            Some(chosen) => chosen == index,
            None => index == 0,
        };
        view! {
            <button
                type="button"
                class="chart-token"
                class:chart-plain=move || value().is_none()
                aria-label=name
                title=name
                aria-pressed=move || is_chosen().to_string()
                tabindex=move || if in_tab_order() { "0" } else { "-1" }
                class:chart-minus=move || heat() < 0.0
                style:--heat=move || format!("{:.3}", heat().abs())
                on:click=move |_| chosen.set(Some(index))
                on:pointerenter=move |_| {
                    if let Some(hover) = on_hover {
                        hover.run(index);
                    }
                }
            >
                {move || show::visible(&text())}
            </button>
            {move || show::ends_line(&text()).then(|| view! { <br/> })}
        }
    };
    view! {
        <div class="chart-text" role="group" aria-label=label node_ref=holder on:keydown=key>
            <For each=move || 0..count.get() key=|index| *index children=token/>
        </div>
    }
}

/// Moves the focus to the token of that number.
fn focus_child(holder: NodeRef<Div>, index: usize) {
    let token = holder
        .get_untracked()
        .and_then(|holder| holder.query_selector_all("button").ok())
        .and_then(|tokens| tokens.get(index as u32))
        .and_then(|token| token.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(token) = token {
        // An element that cannot take the focus stays as it is.
        let _ = token.focus();
    }
}

/// What the colours mean, from nothing to `most`.
#[component]
pub fn HeatLegend(
    /// What is measured.
    #[prop(into)]
    name: Signal<String>,
    /// How the strongest colour's value is written.
    #[prop(into)]
    most: Signal<String>,
) -> impl IntoView {
    view! {
        <p class="chart-heat-legend">
            <span>{name}</span>
            " "
            <span>"0"</span>
            <span class="chart-heat-scale" aria-hidden="true"></span>
            <span>{most}</span>
        </p>
    }
}
