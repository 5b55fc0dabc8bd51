//! The loss chart: its controls, its readout, its table. What is drawn is in [`plot`].

use std::sync::Arc;

use leptos::prelude::*;

use super::browser::{Tongue, frames};
use super::colour::run_class;
use super::curves::{Along, Course, Reading, Unit};
use super::lines;
use super::parts::{Choice, DataTable, Menu, unique};
use super::scale::Spacing;
use super::show;
use crate::ui::format;
use crate::view::{Baselines, Evaluation, Line, Prepared, StepMetrics, best_before_by_heart};
use crate::words::Words;

mod plot;

/// An earlier run, drawn behind the current one.
#[derive(Clone, Debug, PartialEq)]
pub struct PastRun {
    /// Tells it from the others.
    pub id: String,
    /// Named by what differs.
    pub name: Words,
    /// Its steps.
    pub steps: Arc<[StepMetrics]>,
    /// Its evaluations.
    pub evaluations: Arc<[Evaluation]>,
    /// Characters that a token stands for, on average.
    pub characters_per_token: f64,
    /// Which of the runs' colours it has.
    pub colour: usize,
}

impl PastRun {
    fn course(&self) -> Course<'_> {
        Course {
            steps: &self.steps,
            evaluations: &self.evaluations,
            characters_per_token: self.characters_per_token,
        }
    }
}

/// Rows of the table at most; evaluations in between are left out evenly, and the caption says how many there are.
const TABLE_ROWS: usize = 60;

/// What the chart's parts share.
#[derive(Clone, Copy)]
struct State {
    steps: Signal<Vec<StepMetrics>>,
    evaluations: Signal<Vec<Evaluation>>,
    prepared: Signal<Option<Prepared>>,
    /// The earlier runs that are drawn.
    previous: Memo<Vec<PastRun>>,
    unit: RwSignal<Unit>,
    along: RwSignal<Along>,
    spacing: RwSignal<Spacing>,
    /// The reference line that is looked at.
    line: RwSignal<Option<usize>>,
    /// Where along the run the person looks; the end if nowhere.
    cursor: RwSignal<Option<f64>>,
    /// Rises when the data have changed, at most once per frame.
    frame: ReadSignal<u32>,
    tongue: Tongue,
}

impl State {
    /// Calls with the current run; untracked, since [`State::frame`] stands for its changes.
    fn with_course<R>(&self, use_it: impl FnOnce(Course) -> R) -> R {
        let characters_per_token = self.prepared.with_untracked(|prepared| {
            prepared
                .as_ref()
                .map_or(1.0, |known| known.characters_per_token)
        });
        self.steps.with_untracked(|steps| {
            self.evaluations.with_untracked(|evaluations| {
                use_it(Course {
                    steps,
                    evaluations,
                    characters_per_token,
                })
            })
        })
    }

    /// What is known where the person looks; tracked.
    fn reading(&self) -> Option<Reading> {
        self.frame.track();
        let (along, cursor) = (self.along.get(), self.cursor.get());
        self.with_course(|course| course.read(cursor.unwrap_or(f64::INFINITY), along))
    }

    /// Steps that the current run takes in all; tracked.
    fn total_steps(&self) -> usize {
        self.prepared
            .with(|prepared| prepared.as_ref().map_or(0, |known| known.steps))
    }

    fn baselines(&self) -> Option<Baselines> {
        self.prepared
            .with(|prepared| prepared.as_ref().map(|known| known.baselines))
    }
}

/// The reference lines, each with its value in a unit.
fn reference_lines(baselines: &Baselines, unit: Unit) -> Vec<(Line, f64)> {
    let all = baselines.lines().into_iter();
    all.map(|(line, baseline)| (line, unit.of_baseline(&baseline)))
        .collect()
}

/// Losses over steps or seconds, with the lines of those who know little and earlier runs behind.
#[component]
pub fn LossChart(
    /// Every step of the current run.
    #[prop(into)]
    steps: Signal<Vec<StepMetrics>>,
    /// Its evaluations.
    #[prop(into)]
    evaluations: Signal<Vec<Evaluation>>,
    /// What was known before its first step.
    #[prop(into)]
    prepared: Signal<Option<Prepared>>,
    /// Earlier runs to compare with.
    #[prop(into)]
    previous: Signal<Vec<PastRun>>,
    /// Whether they are drawn.
    show_previous: RwSignal<bool>,
    /// Which of the runs' colours the current one has.
    #[prop(into)]
    colour: Signal<Option<usize>>,
) -> impl IntoView {
    let any_previous = Memo::new(move |_| previous.with(|previous| !previous.is_empty()));
    let previous = Memo::new(move |_| {
        if show_previous.get() {
            previous.get()
        } else {
            Vec::new()
        }
    });
    let frame = frames(move || {
        steps.track();
        evaluations.track();
        prepared.track();
        previous.track();
    });
    let state = State {
        steps,
        evaluations,
        prepared,
        previous,
        unit: RwSignal::default(),
        along: RwSignal::default(),
        spacing: RwSignal::default(),
        line: RwSignal::new(None),
        cursor: RwSignal::new(None),
        frame,
        tongue: Tongue::here(),
    };
    view! {
        <figure class=move || format!("chart chart-loss {}", run_class(colour.get().unwrap_or_default()))>
            {tools(state, any_previous, show_previous)}
            {readout(state)}
            {news(state)}
            <plot::Plot state=state/>
            {line_names(state)}
            {past_runs(state)}
            {table(state)}
        </figure>
    }
}

fn tools(state: State, any_previous: Memo<bool>, show_previous: RwSignal<bool>) -> impl IntoView {
    let unit = RwSignal::new(0);
    Effect::new(move |_| {
        if let Some(chosen) = Unit::ALL.get(unit.get()) {
            state.unit.set(*chosen);
        }
    });
    view! {
        <div class="chart-tools">
            <Menu
                label=Words::fixed("Loss in", "损失单位")
                options=Signal::stored(Unit::ALL.map(Unit::name).to_vec())
                chosen=unit
            />
            <Choice
                label=Words::fixed("Scale", "纵轴")
                options=vec![
                    (Spacing::Linear, Words::fixed("linear", "线性")),
                    (Spacing::Logarithmic, Words::fixed("log", "对数")),
                ]
                chosen=state.spacing
            />
            <Choice
                label=Words::fixed("X axis", "横轴")
                options=vec![
                    (Along::Steps, Words::fixed("steps", "步数")),
                    (Along::Seconds, Words::fixed("seconds", "秒")),
                ]
                chosen=state.along
            />
            <label class="chart-switch" hidden=move || !any_previous.get()>
                <input
                    type="checkbox"
                    prop:checked=show_previous
                    on:change:target=move |event| show_previous.set(event.target().checked())
                />
                {state.tongue.say("earlier runs", "以往的训练")}
            </label>
        </div>
    }
}

/// The legend, which says at once what each curve is and what it is worth where the person looks.
fn readout(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let figure = move |pick: fn(&Reading, Unit) -> Option<f64>| {
        move || {
            let value = state
                .reading()
                .and_then(|reading| pick(&reading, state.unit.get()));
            value.map_or_else(|| "–".to_owned(), show::loss)
        }
    };
    let batch = figure(|reading, unit| Some(unit.measure(reading.batch.0, reading.batch.1)));
    let train = figure(|reading, unit| Some(unit.of(&reading.evaluation?.train)));
    let validation = figure(|reading, unit| Some(unit.of(&reading.evaluation?.validation)));
    let place = move || {
        let step = state.reading().map_or(0, |reading| reading.step);
        let seconds = state.reading().map_or(0.0, |reading| reading.seconds);
        let (step, time) = (format::count(step), show::duration(seconds));
        let is_counting = state.with_course(|course| course.is_counting());
        tongue.tell(&if is_counting {
            Words::new(
                format!("portion {step} · {time}"),
                format!("第 {step} 份 · {time}"),
            )
        } else {
            Words::new(
                format!("step {step} · {time}"),
                format!("第 {step} 步 · {time}"),
            )
        })
    };
    // One portion of counting is no curve.
    let no_batches = move || {
        state.frame.track();
        state.with_course(|course| course.is_counting() && course.steps.len() < 2)
    };
    view! {
        <div class="chart-legend">
            <span class="chart-place">{place}</span>
            <span class="chart-key chart-key-batch" hidden=no_batches>
                {tongue.say("batch", "批次")} " " <b>{batch}</b>
            </span>
            <span class="chart-key chart-key-train">
                {tongue.say("train", "训练集")} " " <b>{train}</b>
            </span>
            <span class="chart-key chart-key-validation">
                {tongue.say("validation", "验证集")} " " <b>{validation}</b>
            </span>
            <span class="chart-aside">{move || state.reading().and_then(|reading| equivalents(state, &reading))}</span>
        </div>
    }
}

/// What has just come about, in words: the latest line that the run has got below, or that it learns by heart.
fn news(state: State) -> impl IntoView {
    let latest = Memo::new(move |_| {
        state.frame.track();
        let known = state.baselines()?;
        state.with_course(|course| {
            if course.is_counting() {
                return None;
            }
            if let Some(best) = best_before_by_heart(course.evaluations) {
                return Some(lines::by_heart(best));
            }
            let passed = lines::passed(course.evaluations, &known);
            passed.last().map(|passed| lines::news(*passed, &known))
        })
    });
    let words = move || latest.with(|latest| latest.as_ref().map(|words| state.tongue.tell(words)));
    view! { <p class="chart-news" role="status" data-testid="news">{words}</p> }
}

/// The reference lines by name; each says what it means to whoever points at it, comes to it by key, or presses it.
fn line_names(state: State) -> impl IntoView {
    let tongue = state.tongue;
    let shown = state.line;
    let id = unique("line");
    let known = Memo::new(move |_| {
        let unit = state.unit.get();
        let vocabulary = state
            .prepared
            .with(|prepared| prepared.as_ref().map(|known| known.vocabulary));
        let baselines = state.baselines()?;
        let each = reference_lines(&baselines, unit)
            .into_iter()
            .map(|(line, value)| {
                let told = lines::explanation(line, &baselines, vocabulary.unwrap_or_default());
                (lines::name(line), value, told)
            });
        Some(each.collect::<Vec<_>>())
    });
    let told = move |index: usize| {
        known.with(|known| {
            known
                .as_ref()?
                .get(index)
                .map(|(_, _, told)| tongue.tell(told))
        })
    };
    let button = move |index: usize, name: Words, value: f64| {
        let point = move || shown.set(Some(index));
        view! {
            <li>
                <button type="button" class="chart-line" aria-description=move || told(index)
                    on:pointerenter=move |_| point() on:focus=move |_| point() on:click=move |_| point()>
                    {move || tongue.tell(&name)} " " <b>{show::loss(value)}</b>
                </button>
            </li>
        }
    };
    let buttons = move || {
        let known = known.get().unwrap_or_default().into_iter().enumerate();
        known
            .map(|(index, (name, value, _))| button(index, name, value))
            .collect_view()
    };
    let escape = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            shown.set(None);
        }
    };
    view! {
        <div class="chart-lines" on:pointerleave=move |_| shown.set(None) on:focusout=move |_| shown.set(None) on:keydown=escape>
            <span id=format!("{id}-name")>{tongue.say("Dotted lines:", "点线：")}</span>
            <ul aria-labelledby=format!("{id}-name")>{buttons}</ul>
            <p class="chart-tip" hidden=move || shown.get().is_none()>
                {move || shown.get().and_then(told)}
            </p>
        </div>
    }
}

/// The same validation loss as perplexity and in bits.
fn equivalents(state: State, reading: &Reading) -> Option<String> {
    let validation = reading.evaluation?.validation;
    let (perplexity, bits) = (
        show::compact(validation.perplexity()),
        show::compact(validation.bits_per_character()),
    );
    Some(state.tongue.tell(&Words::new(
        format!("perplexity {perplexity} per token · {bits} bits per character"),
        format!("困惑度 {perplexity}/词元 · {bits} 比特/字符"),
    )))
}

/// Names the earlier runs by the colours they are drawn in.
fn past_runs(state: State) -> impl IntoView {
    let items = move || {
        let unit = state.unit.get();
        state.previous.with(|previous| {
            previous
                .iter()
                .map(|run| {
                    let last = run
                        .evaluations
                        .last()
                        .map(|evaluation| show::loss(unit.of(&evaluation.validation)));
                    view! {
                        <li class=plot::past_class(run.colour)>
                            <span>{state.tongue.tell(&run.name)}</span>
                            " "
                            <b>{last}</b>
                        </li>
                    }
                })
                .collect_view()
        })
    };
    let none = move || state.previous.with(Vec::is_empty);
    view! {
        <ul
            class="chart-runs"
            class:chart-none=none
            aria-label=state.tongue.say("Earlier runs and their validation loss", "以往的训练及其验证损失")
        >
            {items}
        </ul>
    }
}

fn table(state: State) -> impl IntoView {
    let rows = Signal::derive(move || {
        state.frame.track();
        let unit = state.unit.get();
        state.with_course(|course| {
            let count = course.evaluations.len();
            let stride = count.div_ceil(TABLE_ROWS).max(1);
            course
                .evaluations
                .iter()
                .rev()
                .step_by(stride)
                .map(|evaluation| {
                    vec![
                        format::count(evaluation.step),
                        show::loss(unit.of(&evaluation.train)),
                        show::loss(unit.of(&evaluation.validation)),
                        show::compact(evaluation.validation.perplexity()),
                        show::loss(evaluation.validation.bits_per_character()),
                        show::share(evaluation.validation.accuracy),
                    ]
                })
                .collect()
        })
    });
    let caption = Signal::derive(move || {
        let rows = rows.with(Vec::len);
        let count = state.with_course(|course| course.evaluations.len());
        Words::new(
            format!("Evaluations, the latest first: {rows} of {count}"),
            format!("历次评估，最新的在前：共 {count} 次，列出 {rows} 次"),
        )
    });
    view! {
        <DataTable
            caption=caption
            headers=vec![
                Words::fixed("step", "步"),
                Words::fixed("train", "训练集"),
                Words::fixed("validation", "验证集"),
                Words::fixed("perplexity", "困惑度"),
                Words::fixed("bits per character", "比特/字符"),
                Words::fixed("accuracy", "准确率"),
            ]
            rows=rows
        />
    }
}
