//! The ladder: every finished run on one axis, in nats per character.

use leptos::html::Span;
use leptos::prelude::*;

use super::browser::{Tongue, width_of};
use super::labels::spread;
use super::parts::{DataTable, Nothing};
use super::scale::{Scale, Spacing, tick_decimals};
use super::show;
use crate::ui::format;
use crate::view::{Baselines, NATS_PER_BIT};
use crate::words::Words;

/// A finished run on the ladder.
#[derive(Clone, Debug, PartialEq)]
pub struct LadderEntry {
    /// Tells it from the others.
    pub id: String,
    /// Named by what differs.
    pub name: Words,
    /// Its validation loss, in nats per character.
    pub nats_per_character: f64,
    /// Trainable parameters, or counts stored.
    pub parameters: usize,
    /// Seconds trained.
    pub seconds: f64,
}

impl LadderEntry {
    /// All that its rung shows, so that a rung is drawn anew when any of it changes.
    fn face(&self) -> (String, String, String, u64, usize, u64) {
        (
            self.id.clone(),
            self.name.en.to_string(),
            self.name.zh.to_string(),
            self.nats_per_character.to_bits(),
            self.parameters,
            self.seconds.to_bits(),
        )
    }
}

/// Height of the axis with the names of the reference lines, in CSS pixels.
const HEAD: f64 = 46.0;
/// Space of the axis' numbers on both sides.
const SIDE: f64 = 14.0;
/// Width that a reference line's label needs.
const LABEL: f64 = 92.0;

/// The reference lines in nats per character. Here vocabularies of many sizes stand beside each other, so the first line
/// is not called ln V.
fn lines(baselines: &Baselines) -> [(Words, f64); 3] {
    [
        (
            Words::fixed("uniform", "均匀猜测"),
            baselines.uniform.nats_per_character,
        ),
        (
            Words::fixed("unigram", "一元"),
            baselines.unigram.nats_per_character,
        ),
        (
            Words::fixed("bigram", "二元"),
            baselines.bigram.nats_per_character,
        ),
    ]
}

/// The axis: all runs and lines, with air on both sides.
fn axis(values: &[f64], width: f64) -> Scale {
    let finite = values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
        (low.min(value), high.max(value))
    });
    let domain = if low > high { (0.0, 5.0) } else { (low, high) };
    let air = ((domain.1 - domain.0) * 0.06).max(0.05);
    Scale::new(
        Spacing::Linear,
        ((domain.0 - air).max(0.0), domain.1 + air),
        (SIDE, (width - SIDE).max(SIDE + 1.0)),
    )
}

/// What the chart's parts share.
#[derive(Clone, Copy)]
struct State {
    entries: Memo<Vec<LadderEntry>>,
    baselines: Signal<Option<Baselines>>,
    current: Signal<Option<String>>,
    on_select: Callback<String>,
    on_delete: Callback<String>,
    scale: Memo<Scale>,
    tongue: Tongue,
}

/// Every finished run on one axis, in nats per character, the best first; a click makes it current again.
#[component]
pub fn LadderChart(
    /// The finished runs.
    #[prop(into)]
    entries: Signal<Vec<LadderEntry>>,
    /// Losses of those who know little, for the lines.
    #[prop(into)]
    baselines: Signal<Option<Baselines>>,
    /// The id of the current run.
    #[prop(into)]
    current: Signal<Option<String>>,
    /// A run is to become current.
    #[prop(into)]
    on_select: Callback<String>,
    /// A run is to be forgotten.
    #[prop(into)]
    on_delete: Callback<String>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let field = NodeRef::<Span>::new();
    let width = width_of(field, 480.0);
    let sorted = Memo::new(move |_| {
        let mut entries = entries.get();
        entries.sort_by(|first, second| {
            first
                .nats_per_character
                .total_cmp(&second.nats_per_character)
        });
        entries
    });
    let scale = Memo::new(move |_| {
        let mut values: Vec<f64> = sorted.with(|entries| {
            entries
                .iter()
                .map(|entry| entry.nats_per_character)
                .collect()
        });
        if let Some(baselines) = baselines.get() {
            values.extend(lines(&baselines).map(|(_, value)| value));
        }
        axis(&values, width.get())
    });
    let state = State {
        entries: sorted,
        baselines,
        current,
        on_select,
        on_delete,
        scale,
        tongue,
    };
    let rows = move || sorted.get();
    view! {
        <section class="chart chart-ladder" aria-label=tongue.say("Finished runs", "已完成的运行")>
            <Show
                when=move || sorted.with(|entries| !entries.is_empty())
                fallback=|| {
                    view! {
                        <Nothing words=Words::fixed(
                            "Every finished run takes its place here, whatever its model or tokenizer.",
                            "每次完成的运行都会排在这里，无论它用什么模型和分词器。",
                        )/>
                    }
                }
            >
                <div class="chart-rungs">
                    {head(state, field)}
                    <ol aria-label=tongue.say("Runs, the best first", "运行列表，最好的在前")>
                        <For each=rows key=LadderEntry::face children=move |entry| rung(state, entry)/>
                    </ol>
                </div>
                {whose_lines(state)}
                {table(state)}
            </Show>
        </section>
    }
}

/// The names of the columns and the axis; the axis' width is taken from here.
fn head(state: State, field: NodeRef<Span>) -> impl IntoView {
    let tongue = state.tongue;
    let numbers = move || {
        let scale = state.scale.get();
        let ticks = scale.ticks(6);
        let decimals = tick_decimals(&ticks);
        ticks
            .into_iter()
            .map(|tick| {
                view! {
                    <text class="chart-tick" x=scale.position(tick) y="40" text-anchor="middle">
                        {format!("{tick:.decimals$}")}
                    </text>
                }
            })
            .collect_view()
    };
    let labels = move || {
        let scale = state.scale.get();
        state.baselines.get().map(|baselines| {
            let lines = lines(&baselines);
            let (_, right) = scale.domain();
            let wanted = lines.clone().map(|(_, value)| scale.position(value));
            let end = scale.position(right);
            let gap = LABEL.min((end - SIDE) / 3.0);
            let placed = spread(&wanted, gap, (SIDE + gap / 2.0, end - gap / 2.0));
            lines
                .into_iter()
                .zip(placed)
                .map(|((name, value), x)| {
                    view! {
                        <text class="chart-label" x=x y="14" text-anchor="middle">
                            {tongue.tell(&name)} " " {show::compact(value)}
                        </text>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <div class="chart-rung chart-rung-head" aria-hidden="true">
            <span class="chart-rung-name">{tongue.say("nats per character", "奈特/字符")}</span>
            <span class="chart-rung-axis" node_ref=field>
                <svg width="100%" height=HEAD>{numbers} {labels}</svg>
            </span>
            <span class="chart-rung-number">{tongue.say("parameters or counts", "参数或计数")}</span>
            <span class="chart-rung-number">{tongue.say("trained for", "训练时长")}</span>
            <span></span>
        </div>
    }
}

/// The axis' grid and the reference lines, as one rung shows them; rungs touch, so that the lines run through.
fn reference_lines(state: State) -> impl IntoView {
    let scale = state.scale.get();
    let baselines = state.baselines.get();
    let ticks = scale.ticks(6);
    let grid = ticks
        .into_iter()
        .map(|tick| {
            let x = scale.position(tick);
            view! { <line class="chart-grid" x1=x x2=x y1="0" y2="100%"></line> }
        })
        .collect_view();
    let known = baselines.map(|baselines| {
        lines(&baselines)
            .into_iter()
            .map(|(_, value)| {
                let x = scale.position(value);
                view! { <line class="chart-reference" x1=x x2=x y1="0" y2="100%"></line> }
            })
            .collect_view()
    });
    view! {
        <svg class="chart-rung-lines" width="100%" height="100%" aria-hidden="true">
            {grid}
            {known}
        </svg>
    }
}

/// Says whose the reference lines are. Pairs of another run's longer tokens know more than three of this one's letters, so
/// that its line of pairs may well lie beyond a rung that counted triples.
fn whose_lines(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let words = tongue.say(
        "Dotted lines: guessing and counting with the current run’s tokens, on its text.",
        "虚线：用当前训练的词元、在它的文本上猜测和计数的结果。",
    );
    move || {
        let are_lines = state.baselines.with(Option::is_some);
        are_lines.then(|| view! { <p class="chart-caption">{words}</p> })
    }
}

/// One run: its name, its dot, its figures, its buttons.
fn rung(state: State, entry: LadderEntry) -> impl IntoView {
    let tongue = state.tongue;
    let value = entry.nats_per_character;
    let id = StoredValue::new(entry.id.clone());
    let is_current = move || {
        state
            .current
            .with(|current| current.as_deref() == Some(id.get_value().as_str()))
    };
    let at = move || format!("{:.1}px", state.scale.with(|scale| scale.position(value)));
    let late = move || {
        state.scale.with(|scale| {
            let (low, high) = scale.domain();
            value > low + (high - low) * 0.7
        })
    };
    let (name, forgotten) = (entry.name.clone(), entry.name.clone());
    let delete = move || {
        let name = tongue.tell(&forgotten);
        tongue.tell(&Words::new(
            format!("Delete {name}"),
            format!("删除 {name}"),
        ))
    };
    view! {
        <li class="chart-rung" class:chart-current=is_current>
            <button
                type="button"
                class="chart-rung-main"
                title=tongue.say("Make it the current run", "设为当前运行")
                aria-pressed=move || is_current().to_string()
                on:click=move |_| state.on_select.run(id.get_value())
            >
                <span class="chart-rung-name">{move || tongue.tell(&name)}</span>
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
            <button
                type="button"
                class="chart-delete"
                aria-label=delete.clone()
                title=delete
                on:click=move |_| state.on_delete.run(id.get_value())
            >
                "×"
            </button>
        </li>
    }
}

fn table(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let rows = Signal::derive(move || {
        let runs = state.entries.get().into_iter().map(|entry| {
            vec![
                tongue.tell(&entry.name),
                show::loss(entry.nats_per_character),
                show::loss(entry.nats_per_character / NATS_PER_BIT),
                format::count(entry.parameters),
                show::duration(entry.seconds),
            ]
        });
        let known = state.baselines.get().into_iter().flat_map(|baselines| {
            lines(&baselines).map(|(name, value)| {
                vec![
                    tongue.tell(&name),
                    show::loss(value),
                    show::loss(value / NATS_PER_BIT),
                    String::new(),
                    String::new(),
                ]
            })
        });
        runs.chain(known).collect()
    });
    view! {
        <DataTable
            caption=Words::fixed("Finished runs and reference lines", "已完成的运行与参考线")
            headers=vec![
                Words::fixed("run", "运行"),
                Words::fixed("nats per character", "奈特/字符"),
                Words::fixed("bits per character", "比特/字符"),
                Words::fixed("parameters or counts", "参数或计数"),
                Words::fixed("trained for", "训练时长"),
            ]
            rows=rows
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_holds_every_value_and_survives_none() {
        let scale = axis(&[1.9, 4.17, f64::NAN], 400.0);
        for value in [1.9, 4.17] {
            assert!((SIDE..400.0 - SIDE).contains(&scale.position(value)));
        }
        assert_eq!(axis(&[], 400.0).domain().0, 0.0);
        assert!(axis(&[2.0], 10.0).position(2.0).is_finite());
    }
}
