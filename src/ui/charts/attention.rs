//! Attention: every head of every layer in small, one enlarged, and where a token looks.

use leptos::html::{Div, Span};
use leptos::prelude::*;

use super::browser::{Heatmap, Tongue, cell_at, ramp_of};
use super::colour::Ramp;
use super::heat_text::{HeatLegend, HeatText, HeatToken};
use super::parts::{DataTable, LeftOut, Nothing, focus_button, piece};
use super::show;
use crate::view::{Focus, Probe};
use crate::words::Words;

mod seen;

use seen::{Seen, neighbour, strongest};

/// Looked-at tokens that are listed with bars.
const LISTED: usize = 8;
/// Tokens up to which the enlarged heatmap names its rows and columns.
const NAMED: usize = 40;

/// What the view's parts share.
#[derive(Clone, Copy)]
struct State {
    seen: Memo<Option<Seen>>,
    wanted: RwSignal<Focus>,
    /// The token whose view is shown; the last one while none is chosen.
    query: RwSignal<Option<usize>>,
    ramp: ReadSignal<Option<Ramp>>,
    tongue: Tongue,
}

impl State {
    /// The head whose weights there are: for a moment another than the one that is wanted.
    fn head(&self) -> Focus {
        self.seen.with(|seen| {
            seen.as_ref()
                .map_or_else(Focus::default, |seen| seen.attention.focus)
        })
    }

    /// The token whose view is shown.
    fn place(&self) -> usize {
        let last = self.seen.with(|seen| {
            seen.as_ref()
                .map_or(0, |seen| seen.tokens.len().saturating_sub(1))
        });
        self.query.get().unwrap_or(last).min(last)
    }

    /// What that token looks at.
    fn row(&self) -> Vec<f32> {
        let place = self.place();
        self.seen
            .with(|seen| seen.as_ref().map_or_else(Vec::new, |seen| seen.row(place)))
    }

    fn token(&self, index: usize) -> String {
        self.seen.with(|seen| {
            seen.as_ref()
                .and_then(|seen| seen.tokens.get(index).cloned())
                .unwrap_or_default()
        })
    }

    fn shape(&self) -> (usize, usize, usize) {
        self.seen.with(|seen| {
            seen.as_ref().map_or((0, 0, 0), |seen| {
                (
                    seen.attention.layers,
                    seen.attention.heads,
                    seen.attention.tokens,
                )
            })
        })
    }
}

/// Layer × head attention of a probed text.
#[component]
pub fn AttentionView(
    /// What the model makes of a text.
    #[prop(into)]
    probe: Signal<Option<Probe>>,
    /// The head that the person wants to see; a probe holds one as it is.
    focus: RwSignal<Focus>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let swatch = NodeRef::<Span>::new();
    let state = State {
        seen: Memo::new(move |_| probe.with(|probe| probe.as_ref().and_then(Seen::of))),
        wanted: focus,
        query: RwSignal::new(None),
        ramp: ramp_of(swatch),
        tongue,
    };
    view! {
        <section class="chart chart-attention" aria-label=tongue.say("Attention", "注意力")>
            <span class="chart-ramp" node_ref=swatch aria-hidden="true"></span>
            <Show
                when=move || { state.shape().2 > 0 }
                fallback=|| {
                    view! {
                        <Nothing words=Words::fixed(
                            "Type a text to see which tokens each attention head looks at.",
                            "输入一段文字，看看每个注意力头在看哪些词元。",
                        )/>
                    }
                }
            >
                {text(state)}
                <HeatLegend
                    name=Signal::derive(tongue.say("attention weight (square-root scale)", "注意力权重（平方根刻度）"))
                    most=Signal::stored("100%".to_owned())
                />
                <LeftOut probe=probe/>
                <div class="chart-columns">
                    {heads(state)}
                    {enlarged(state)}
                    {looked_at(state)}
                </div>
                {table(state)}
            </Show>
        </section>
    }
}

/// The text, coloured by what the chosen token looks at.
fn text(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let tokens = Signal::derive(move || {
        let row = state.row();
        state.seen.with(|seen| {
            let tokens = seen
                .as_ref()
                .map(|seen| seen.tokens.clone())
                .unwrap_or_default();
            tokens
                .into_iter()
                .zip(row)
                .map(|(text, weight)| HeatToken {
                    text,
                    value: Some(weight.sqrt()),
                })
                .collect()
        })
    });
    let describe = Callback::new(move |index: usize| {
        let weight = state.row().get(index).copied().unwrap_or_default();
        let share = show::share(f64::from(weight));
        tongue.tell(&Words::new(
            format!("attention weight {share}"),
            format!("注意力权重 {share}"),
        ))
    });
    let chosen = RwSignal::new(None);
    // The text always marks the token whose view it shows, also while that is the last one for want of a choice.
    Effect::new(move |_| chosen.set(Some(state.place())));
    Effect::new(move |_| {
        let chosen = chosen.get();
        // Untracked, lest a text that grows while its last token shows keep the token that was last before.
        let (now, count) = untrack(|| (state.place(), state.shape().2));
        if chosen.is_some_and(|chosen| chosen != now && chosen < count) {
            state.query.set(chosen);
        }
    });
    view! {
        <HeatText
            tokens=tokens
            most=1.0
            chosen=chosen
            describe=describe
            on_hover=Callback::new(move |index| state.query.set(Some(index)))
            label=Signal::derive(tongue.say(
                "Text: choose a token to see where it looks",
                "文字：选择一个词元，看它在看哪里",
            ))
        />
    }
}

/// All heads in small; one of them is chosen by pointer or arrow keys.
fn heads(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let holder = NodeRef::<Div>::new();
    let shape = Memo::new(move |_| state.shape());
    let key = move |event: leptos::ev::KeyboardEvent| {
        let (layers, heads, _) = shape.get_untracked();
        if let Some(to) = neighbour(
            &event.key(),
            state.wanted.get_untracked().within(layers, heads),
            layers,
            heads,
        ) {
            event.prevent_default();
            state.wanted.set(to);
            focus_button(holder, to.layer * heads + to.head);
        }
    };
    let layers = move || {
        let (layers, heads, _) = shape.get();
        (0..layers)
            .map(|layer| {
                let row = (0..heads)
                    .map(|head| small(state, Focus { layer, head }))
                    .collect_view();
                view! {
                    <div class="chart-layer">
                        <span>{layer + 1}</span>
                        {row}
                    </div>
                }
            })
            .collect_view()
    };
    view! {
        <div
            class="chart-heads"
            role="group"
            aria-label=tongue.say("Heads: one row per layer", "注意力头：每层一行")
            node_ref=holder
            on:keydown=key
        >
            <p class="chart-caption">{tongue.say("layer × head", "层 × 头")}</p>
            {layers}
        </div>
    }
}

/// One head in small.
fn small(state: State, head: Focus) -> impl IntoView {
    let tongue = state.tongue;
    let grid = Signal::derive(move || {
        state
            .seen
            .with(|seen| seen.as_ref().map(|seen| seen.map(head)).unwrap_or_default())
    });
    let name = tongue.follow(Words::new(
        format!("layer {}, head {}", head.layer + 1, head.head + 1),
        format!("第 {} 层，第 {} 头", head.layer + 1, head.head + 1),
    ));
    // What is pressed answers at once, and what it shows follows.
    let is_chosen = move || {
        let (layers, heads, _) = state.shape();
        state.wanted.get().within(layers, heads) == head
    };
    view! {
        <button
            type="button"
            aria-pressed=move || is_chosen().to_string()
            aria-label=name
            title=name
            tabindex=move || if is_chosen() { "0" } else { "-1" }
            on:click=move |_| state.wanted.set(head)
        >
            <Heatmap grid=grid ramp=state.ramp/>
        </button>
    }
}

/// The chosen head's heatmap; pointing at a row chooses its token.
fn enlarged(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let grid = Signal::derive(move || {
        state
            .seen
            .with(|seen| seen.as_ref().map(Seen::grid).unwrap_or_default())
    });
    let title = move || {
        let head = state.head();
        let (layer, head) = (head.layer + 1, head.head + 1);
        tongue.tell(&Words::new(
            format!("layer {layer}, head {head}"),
            format!("第 {layer} 层，第 {head} 头"),
        ))
    };
    let field = NodeRef::<Div>::new();
    let point = move |event: leptos::ev::PointerEvent| {
        let tokens = untrack(|| state.shape().2);
        if let Some((row, _)) = cell_at(field, &event, (tokens, tokens)) {
            state.query.set(Some(row));
        }
    };
    let band = move |edge: fn(f64, f64) -> f64| {
        move || {
            let tokens = state.shape().2.max(1) as f64;
            format!("{:.3}%", 100.0 * edge(state.place() as f64, tokens))
        }
    };
    let named = Memo::new(move |_| state.shape().2 <= NAMED);
    let names = move || {
        let (_, _, tokens) = state.shape();
        named.get().then(|| (0..tokens).map(|index| {
            view! { <span class:chart-on=move || state.place() == index>{piece(&state.token(index))}</span> }
        }).collect_view())
    };
    // What the row in question looks at most is marked among the columns.
    let looked_at = Memo::new(move |_| strongest(&state.row(), 1).first().map(|(key, _)| *key));
    let columns = move || {
        let (_, _, tokens) = state.shape();
        named.get().then(|| (0..tokens).map(|index| {
            view! { <span class:chart-on=move || looked_at.get() == Some(index)>{piece(&state.token(index))}</span> }
        }).collect_view())
    };
    view! {
        <figure class="chart-enlarged">
            <figcaption class="chart-caption">
                <b>{title}</b> " · "
                {tongue.say("each row is a token, each column one that it looks at", "每行是一个词元，每列是它所看的词元")}
            </figcaption>
            <div class="chart-matrix">
                <div class="chart-row-names" aria-hidden="true">{names}</div>
                <div
                    class="chart-field"
                    role="img"
                    aria-label=move || summary(state)
                    node_ref=field
                    on:pointermove=point
                    on:pointerdown=point
                >
                    <Heatmap grid=grid ramp=state.ramp/>
                    <span
                        class="chart-band"
                        style:top=band(|place, tokens| place / tokens)
                        style:height=band(|_, tokens| 1.0 / tokens)
                    ></span>
                </div>
                <div class="chart-column-names chart-upright" aria-hidden="true">{columns}</div>
            </div>
        </figure>
    }
}

/// The list of what the chosen token looks at, with bars.
fn looked_at(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let title = move || {
        let token = show::quoted(&state.token(state.place()));
        let number = state.place() + 1;
        tongue.tell(&Words::new(
            format!("“{token}” (token {number}) looks at"),
            format!("“{token}”（第 {number} 个词元）在看"),
        ))
    };
    let rows = move || {
        let place = state.place();
        strongest(&state.row(), LISTED)
            .into_iter()
            .map(|(key, weight)| {
                let text = piece(&state.token(key));
                let away = place.abs_diff(key);
                let distance = if away == 0 {
                    tongue.now("itself", "自己")
                } else {
                    tongue.tell(&Words::new(
                        format!("{away} back"),
                        format!("往前 {away} 个"),
                    ))
                };
                view! {
                    <tr>
                        <th scope="row">{text} <small>{distance}</small></th>
                        <td class="chart-number">{show::share(f64::from(weight))}</td>
                        <td class="chart-bar">
                            <span style:--share=format!("{weight:.4}")></span>
                        </td>
                    </tr>
                }
            })
            .collect_view()
    };
    view! {
        <div class="chart-looked-at">
            <p class="chart-caption">{title}</p>
            <table class="chart-bars">
                <caption class="chart-hidden">{tongue.say("What it looks at most", "它最关注的词元")}</caption>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn summary(state: State) -> String {
    let head = state.head();
    let (layer, number) = (head.layer + 1, head.head + 1);
    let chinese = state.tongue.is_chinese();
    let token = show::spoken(&state.token(state.place()), chinese);
    let list: Vec<String> = strongest(&state.row(), 3)
        .into_iter()
        .map(|(key, weight)| {
            format!(
                "{} {}",
                show::spoken(&state.token(key), chinese),
                show::share(f64::from(weight))
            )
        })
        .collect();
    state.tongue.tell(&Words::new(
        format!(
            "Attention of layer {layer}, head {number}. {token} looks most at {}",
            list.join(", ")
        ),
        format!(
            "第 {layer} 层第 {number} 头的注意力。{token}最关注：{}",
            list.join("，")
        ),
    ))
}

/// For each token, what it looks at most in the chosen head.
fn table(state: State) -> impl IntoView {
    let rows = Signal::derive(move || {
        let chinese = state.tongue.is_chinese();
        state.seen.with(|seen| {
            let Some(seen) = seen else {
                return Vec::new();
            };
            (0..seen.attention.tokens)
                .map(|query| {
                    let looks: Vec<String> = strongest(&seen.row(query), 3)
                        .into_iter()
                        .map(|(key, weight)| {
                            let name = show::spoken(&seen.tokens[key], chinese);
                            format!("{name} ({}) {}", key + 1, show::share(f64::from(weight)))
                        })
                        .collect();
                    vec![
                        (query + 1).to_string(),
                        show::spoken(&seen.tokens[query], chinese),
                        looks.join(" · "),
                    ]
                })
                .collect()
        })
    });
    view! {
        <DataTable
            caption=Words::fixed("What each token looks at most in this head", "这个注意力头中每个词元最关注什么")
            headers=vec![
                Words::fixed("no.", "序号"),
                Words::fixed("token", "词元"),
                Words::fixed("looks at", "在看"),
            ]
            rows=rows
        />
    }
}
