//! The ladder: finished runs that may be measured against each other on one axis, in nats per character.

use leptos::html::Span;
use leptos::prelude::*;

use super::browser::{Tongue, width_of};
use super::labels::spread;
use super::lines;
use super::parts::DataTable;
use super::scale::{Scale, Spacing, tick_decimals};
use super::show;
use crate::ui::forgotten::Stage;
use crate::ui::format;
use crate::ui::words as w;
use crate::view::{Baselines, NATS_PER_BIT};
use crate::words::Words;

mod rung;

use rung::rung;

/// A finished run on the ladder.
#[derive(Clone, Debug, PartialEq)]
pub struct LadderEntry {
    /// Tells it from the others.
    pub id: String,
    /// Named by the person, else by what differs.
    pub name: Words,
    /// What the person calls it.
    pub own_name: Option<String>,
    /// Which of the runs' colours it has.
    pub colour: usize,
    /// Its validation loss, in nats per character.
    pub nats_per_character: f64,
    /// Trainable parameters, or counts stored.
    pub parameters: usize,
    /// Seconds trained.
    pub seconds: f64,
    /// How far its deletion has come, if it was deleted.
    pub deleted: Option<Stage>,
}

/// Runs on one ruler, with what is to be said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LadderGroup {
    /// Tells the ruler from others.
    pub key: String,
    /// The text by its name.
    pub title: Words,
    /// How large it is, what evaluates, and how well it is known.
    pub about: Words,
    /// Its beginning.
    pub excerpt: String,
    /// Losses of those who know little, for the lines.
    pub baselines: Baselines,
    /// Whose tokens those count.
    pub lines_of: Words,
    /// The runs.
    pub entries: Vec<LadderEntry>,
}

/// What the person does to runs of the ladder.
#[derive(Clone, Copy)]
pub struct LadderActions {
    /// A run is to become current.
    pub select: Callback<String>,
    /// A run is to be forgotten.
    pub delete: Callback<String>,
    /// A deleted run is wanted back.
    pub undo: Callback<String>,
    /// A run is to be called so.
    pub rename: Callback<(String, String)>,
}

impl LadderEntry {
    /// Whether it is on the ladder.
    fn stands(&self) -> bool {
        self.deleted.is_none()
    }

    /// All that its rung shows, so that a rung is drawn anew when any of it changes.
    fn face(&self) -> String {
        match self.deleted {
            Some(_) => format!("deleted {}", self.id),
            None => format!("{self:?}"),
        }
    }
}

/// Height of the axis with the names of the reference lines, in CSS pixels.
const HEAD: f64 = 74.0;
/// Space of the axis' numbers on both sides.
const SIDE: f64 = 14.0;
/// Width that a reference line's label needs; its figure stands below its name.
const LABEL: f64 = 84.0;
/// From here a reference line's label is led to its line, in CSS pixels from the top.
const LEADER: f64 = 36.0;

/// The reference lines in nats per character, by the names that they have on the curve.
fn known_losses(baselines: &Baselines) -> Vec<(Words, f64)> {
    let lines = baselines.lines().into_iter();
    lines
        .map(|(line, baseline)| (lines::name(line), baseline.nats_per_character))
        .collect()
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
    baselines: Memo<Option<Baselines>>,
    current: Signal<Option<String>>,
    /// The run that is being renamed.
    renamed: RwSignal<Option<String>>,
    actions: LadderActions,
    scale: Memo<Scale>,
    tongue: Tongue,
}

/// Finished runs on one axis, in nats per character, the best first; a click makes one current again.
#[component]
pub fn LadderChart(
    /// The runs and their ruler.
    #[prop(into)]
    group: Signal<Option<LadderGroup>>,
    /// The id of the current run.
    #[prop(into)]
    current: Signal<Option<String>>,
    /// What the person does.
    actions: LadderActions,
) -> impl IntoView {
    let tongue = Tongue::here();
    let field = NodeRef::<Span>::new();
    let width = width_of(field, 480.0);
    let sorted = Memo::new(move |_| {
        let mut entries = group.with(|group| {
            let entries = group.as_ref().map(|group| group.entries.clone());
            entries.unwrap_or_default()
        });
        entries.sort_by(|first, second| {
            first
                .nats_per_character
                .total_cmp(&second.nats_per_character)
        });
        entries
    });
    let baselines =
        Memo::new(move |_| group.with(|group| group.as_ref().map(|group| group.baselines)));
    let scale = Memo::new(move |_| {
        let mut values: Vec<f64> = sorted.with(|entries| {
            entries
                .iter()
                .map(|entry| entry.nats_per_character)
                .collect()
        });
        if let Some(baselines) = baselines.get() {
            values.extend(known_losses(&baselines).into_iter().map(|(_, value)| value));
        }
        axis(&values, width.get())
    });
    let state = State {
        entries: sorted,
        baselines,
        current,
        renamed: RwSignal::new(None),
        actions,
        scale,
        tongue,
    };
    let rows = move || sorted.get();
    let title = move |group: &LadderGroup| tongue.tell(&group.title);
    let named = move || group.with(|group| group.as_ref().map(title));
    view! {
        <section class="chart chart-ladder" aria-label=named>
            {heading(group, tongue)}
            <div class="chart-rungs">
                {head(state, field)}
                <ol aria-label=tongue.say("Runs, the best first", "训练列表，最好的在前")>
                    <For each=rows key=LadderEntry::face children=move |entry| rung(state, entry)/>
                </ol>
            </div>
            {whose_lines(group, tongue)}
            {table(state)}
        </section>
    }
}

/// Names the text that the runs have read.
fn heading(group: Signal<Option<LadderGroup>>, tongue: Tongue) -> impl IntoView {
    let title = move || group.with(|group| group.as_ref().map(|group| tongue.tell(&group.title)));
    let about = move || group.with(|group| group.as_ref().map(|group| tongue.tell(&group.about)));
    let excerpt = move || group.with(|group| group.as_ref().map(|group| group.excerpt.clone()));
    view! {
        <header class="chart-ladder-text">
            <h3>{title}</h3>
            <p class="chart-caption">{about}</p>
            <p class="chart-caption"><q><bdi>{excerpt}</bdi></q></p>
        </header>
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
                    <text class="chart-tick" x=scale.position(tick) y=HEAD - 8.0 text-anchor="middle">
                        {format!("{tick:.decimals$}")}
                    </text>
                }
            })
            .collect_view()
    };
    let labels = move || {
        let scale = state.scale.get();
        state.baselines.get().map(|baselines| {
            let lines = known_losses(&baselines);
            let (_, right) = scale.domain();
            let wanted: Vec<f64> = lines
                .iter()
                .map(|(_, value)| scale.position(*value))
                .collect();
            let end = scale.position(right);
            let gap = LABEL.min((end - SIDE) / lines.len().max(1) as f64);
            let placed = spread(&wanted, gap, (SIDE + gap / 2.0, end - gap / 2.0));
            let to_its_line = |x: f64, line: f64| format!("M{x} {LEADER}L{line} {}V{HEAD}", LEADER + 14.0);
            lines
                .into_iter()
                .zip(placed)
                .zip(wanted)
                .map(|(((name, value), x), line)| {
                    view! {
                        <path class="chart-leader" d=to_its_line(x, line)></path>
                        <text class="chart-label" x=x y="14" text-anchor="middle">{tongue.tell(&name)}</text>
                        <text class="chart-label" x=x y="31" text-anchor="middle">{show::compact(value)}</text>
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
        known_losses(&baselines)
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
fn whose_lines(group: Signal<Option<LadderGroup>>, tongue: Tongue) -> impl IntoView {
    let words = move || {
        group.with(|group| {
            let of = group.as_ref().map(|group| w::lines_of(&group.lines_of));
            of.map(|words| tongue.tell(&words))
        })
    };
    view! { <p class="chart-caption">{words}</p> }
}

fn table(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let rows = Signal::derive(move || {
        let entries = state.entries.get().into_iter();
        let runs = entries.filter(LadderEntry::stands).map(|entry| {
            vec![
                tongue.tell(&entry.name),
                show::loss(entry.nats_per_character),
                show::loss(entry.nats_per_character / NATS_PER_BIT),
                format::count(entry.parameters),
                show::duration(entry.seconds),
            ]
        });
        let known = state.baselines.get().into_iter().flat_map(|baselines| {
            known_losses(&baselines).into_iter().map(|(name, value)| {
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
            caption=Words::fixed("Finished runs and reference lines", "已结束的训练与参考线")
            headers=vec![
                Words::fixed("run", "训练"),
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
