//! A text whose tokens are coloured by a value, one of which can be chosen by pointer or arrow keys.

use leptos::html::Div;
use leptos::prelude::*;

use super::browser::Tongue;
use super::parts::{focus_button, moved};
use super::show;
use crate::ui::format;
use crate::visible;

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
    // Every token reads the list, so it must not be made anew for each of them.
    let tokens = Memo::new(move |_| tokens.get());
    let count = Memo::new(move |_| tokens.with(Vec::len));
    let shared = Shared {
        tokens,
        count,
        most,
        chosen,
        describe,
        on_hover,
        tongue,
    };
    // Arabic runs from right to left, though every token is a box of its own.
    let direction = move || {
        tokens.with(|tokens| {
            let texts = tokens.iter().map(|token| token.text.as_str());
            if visible::begins_right_to_left(texts) {
                "rtl"
            } else {
                "ltr"
            }
        })
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        let now = untrack(|| shared.in_tab_order());
        // In a text, down means on.
        let key = match event.key().as_str() {
            "ArrowDown" => "ArrowRight".to_owned(),
            "ArrowUp" => "ArrowLeft".to_owned(),
            // Where the text runs to the left, left means on.
            other => mirrored(other, untrack(direction)).to_owned(),
        };
        if let Some(to) = moved(&key, now, count.get_untracked()) {
            event.prevent_default();
            chosen.set(Some(to));
            focus_button(holder, to);
        }
    };
    view! {
        <div class="chart-text" role="group" translate="no" dir=direction aria-label=label node_ref=holder on:keydown=key>
            <For each=move || 0..count.get() key=|index| *index children=move |index| shared.token(index)/>
        </div>
    }
}

/// What a key to the side means in a text of that direction.
fn mirrored<'k>(key: &'k str, direction: &str) -> &'k str {
    match (key, direction) {
        ("ArrowLeft", "rtl") => "ArrowRight",
        ("ArrowRight", "rtl") => "ArrowLeft",
        _ => key,
    }
}

/// What every token needs.
#[derive(Clone, Copy)]
struct Shared {
    tokens: Memo<Vec<HeatToken>>,
    count: Memo<usize>,
    most: Signal<f32>,
    chosen: RwSignal<Option<usize>>,
    describe: Callback<usize, String>,
    on_hover: Option<Callback<usize>>,
    tongue: Tongue,
}

impl Shared {
    fn text(&self, index: usize) -> String {
        self.tokens.with(|tokens| {
            tokens
                .get(index)
                .map(|token| token.text.clone())
                .unwrap_or_default()
        })
    }

    /// −1 to 1; nothing where there is no value.
    fn heat(&self, index: usize) -> Option<f32> {
        let value = self.tokens.with(|tokens| tokens.get(index)?.value)?;
        Some((value / self.most.get().max(1e-6)).clamp(-1.0, 1.0))
    }

    /// The token as it is said.
    fn name(&self, index: usize) -> String {
        let text = show::spoken(&self.text(index), self.tongue.is_chinese());
        let description = self.describe.run(index);
        if description.is_empty() {
            text
        } else {
            format!("{text}, {description}")
        }
    }

    /// The token in the tab order: the chosen one, or else the first; a shorter text may have no chosen one any more.
    fn in_tab_order(&self) -> usize {
        let count = self.count.get();
        let chosen = self.chosen.get();
        chosen.filter(|chosen| *chosen < count).unwrap_or(0)
    }

    /// One token; only one of all is in the tab order.
    fn token(self, index: usize) -> impl IntoView {
        let heat = move || self.heat(index).unwrap_or_default();
        let is_chosen = move || self.chosen.get() == Some(index);
        let in_tab_order = move || self.in_tab_order() == index;
        view! {
            <button
                type="button"
                class="chart-token"
                class:chart-minus=move || heat() < 0.0
                aria-label=move || self.name(index)
                title=move || self.name(index)
                aria-pressed=move || is_chosen().to_string()
                tabindex=move || if in_tab_order() { "0" } else { "-1" }
                style:--heat=move || format!("{:.3}", heat().abs())
                on:click=move |_| self.chosen.set(Some(index))
                on:pointerenter=move |_| {
                    if let Some(hover) = self.on_hover {
                        hover.run(index);
                    }
                }
            >
                <bdi lang=move || format::tongue(&self.text(index))>{move || show::visible(&self.text(index))}</bdi>
            </button>
            {move || show::ends_line(&self.text(index)).then(|| view! { <br/> })}
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_text_runs_to_the_left_left_means_on() {
        for (key, direction, meant) in [
            ("ArrowLeft", "rtl", "ArrowRight"),
            ("ArrowRight", "rtl", "ArrowLeft"),
            ("ArrowLeft", "ltr", "ArrowLeft"),
            ("Home", "rtl", "Home"),
        ] {
            assert_eq!(mirrored(key, direction), meant);
        }
    }
}
