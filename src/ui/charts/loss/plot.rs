//! What the loss chart draws, and the cursor that reads it.

use leptos::html::Div;
use leptos::prelude::*;

use super::super::browser::width_of;
use super::super::colour::run_class;
use super::super::curves::{Along, Course, Paths, loss_domain, reach};
use super::super::labels::spread;
use super::super::lines;
use super::super::parts::moved;
use super::super::scale::{Scale, Spacing, tick_decimals, whole_ticks};
use super::super::show;
use super::{State, reference_lines};
use crate::ui::format;
use crate::view::best_before_by_heart;
use crate::words::Words;

/// Space for the axes in CSS pixels: above, left, below.
const MARGINS: (f64, f64, f64) = (10.0, 44.0, 34.0);
/// Least distance of two labels.
const LABEL_GAP: f64 = 15.0;

/// The class of an earlier run of this colour; every other colour is dashed, so that more than the colour tells runs apart.
pub fn past_class(colour: usize) -> String {
    let dashed = if colour.is_multiple_of(2) {
        ""
    } else {
        "chart-past-dashed "
    };
    format!("chart-past {dashed}{}", run_class(colour))
}

/// Everything the drawing consists of, in pixels.
#[derive(Clone, PartialEq)]
struct Scene {
    size: (f64, f64),
    /// The plot's left, top, right and bottom.
    field: [f64; 4],
    x: Scale,
    y: Scale,
    current: Paths,
    /// The earlier runs' colours and outlines.
    past: Vec<(usize, String)>,
    lines: Vec<Line>,
}

/// A reference line: where it is, where its label is, and what that says.
#[derive(Clone, PartialEq)]
struct Line {
    at: f64,
    label_at: f64,
    name: Words,
    value: f64,
}

fn scene(state: State, width: f64) -> Scene {
    let (unit, along) = (state.unit.get(), state.along.get());
    let height = (width * 0.5).clamp(230.0, 400.0);
    let roomy = width >= 520.0;
    let right = width - if roomy { 126.0 } else { 8.0 };
    let field = [MARGINS.1, MARGINS.0, right, height - MARGINS.2];
    let lines = state
        .baselines()
        .map(|known| reference_lines(&known, unit))
        .unwrap_or_default();
    let lines: Vec<_> = lines
        .into_iter()
        .map(|(line, value)| (lines::name(line), value))
        .collect();
    let values: Vec<f64> = lines.iter().map(|(_, value)| *value).collect();
    state.previous.with(|previous| {
        state.with_course(|current| {
            let past: Vec<Course> = previous.iter().map(|run| run.course()).collect();
            // Nobody knows how long the current run will take, but how long the earlier ones took.
            let whole = match along {
                Along::Steps => state.total_steps() as f64,
                Along::Seconds => past
                    .iter()
                    .chain([&current])
                    .map(|course| course.end(along))
                    .fold(0.0, f64::max),
            };
            let end = reach(current.end(along), whole).max(1.0);
            let x = Scale::new(Spacing::Linear, (0.0, end), (field[0], field[2]));
            let y = Scale::new(
                state.spacing.get(),
                loss_domain(&current, &past, &values, unit),
                (field[3], field[1]),
            );
            let past = previous.iter().zip(&past).map(|(run, course)| {
                let outline = course.outline(unit, along, &x, &y);
                (run.colour, outline)
            });
            Scene {
                size: (width, height),
                field,
                past: past.collect(),
                current: current.paths(unit, along, &x, &y),
                lines: place_lines(lines, &y, &field, roomy),
                x,
                y,
            }
        })
    })
}

/// Labels stand beside the lines where there is room, else on them.
fn place_lines(lines: Vec<(Words, f64)>, y: &Scale, field: &[f64; 4], roomy: bool) -> Vec<Line> {
    let places: Vec<f64> = lines.iter().map(|(_, value)| y.position(*value)).collect();
    let lift = if roomy { 4.0 } else { -4.0 };
    let wanted: Vec<f64> = places.iter().map(|place| place + lift).collect();
    let labels = spread(&wanted, LABEL_GAP, (field[1] + 8.0, field[3]));
    lines
        .into_iter()
        .zip(places)
        .zip(labels)
        .map(|(((name, value), at), label_at)| Line {
            at,
            label_at,
            name,
            value,
        })
        .collect()
}

/// The drawing with its cursor.
#[component]
pub fn Plot(state: State) -> impl IntoView {
    let holder = NodeRef::<Div>::new();
    let width = width_of(holder, 640.0);
    let scene = Memo::new(move |_| {
        state.frame.track();
        scene(state, width.get())
    });
    view! {
        <div class="chart-plot" node_ref=holder>
            <svg
                role="img"
                aria-label=move || summary(state)
                width=move || scene.with(|scene| scene.size.0)
                height=move || scene.with(|scene| scene.size.1)
            >
                {move || scene.with(|scene| axes(state, scene))}
                {move || scene.with(|scene| references(state, scene))}
                {curves(scene)}
                {marker(state, scene)}
            </svg>
            {cursor(state, scene)}
        </div>
    }
}

fn axes(state: State, scene: &Scene) -> impl IntoView + use<> {
    let [left, top, right, bottom] = scene.field;
    let up = scene.y.ticks(((bottom - top) / 48.0) as usize);
    let decimals = tick_decimals(&up);
    let along = state.along.get();
    let across = scene.x.ticks(((right - left) / 90.0) as usize);
    let across = match along {
        Along::Steps => whole_ticks(across),
        Along::Seconds => across,
    };
    let horizontal = across
        .into_iter()
        .map(|tick| {
            let name = match along {
                Along::Steps => format::count(tick as usize),
                Along::Seconds if scene.x.domain().1 >= 120.0 => show::duration(tick),
                Along::Seconds => show::compact(tick),
            };
            let at = scene.x.position(tick);
            // At the picture's edge a number would be cut off.
            let anchor = if at > scene.size.0 - 24.0 {
                "end"
            } else {
                "middle"
            };
            view! {
                <text class="chart-tick" x=at y=bottom + 15.0 text-anchor=anchor>
                    {name}
                </text>
            }
        })
        .collect_view();
    let vertical = up
        .into_iter()
        .map(|tick| {
            let at = scene.y.position(tick);
            view! {
                <line class="chart-grid" x1=left x2=right y1=at y2=at></line>
                <text class="chart-tick" x=left - 7.0 y=at + 4.0 text-anchor="end">
                    {show::tick(tick, decimals)}
                </text>
            }
        })
        .collect_view();
    let is_counting = state.with_course(|course| course.is_counting());
    let title = match along {
        Along::Steps if is_counting => Words::fixed("portions of the text", "文本的份数"),
        Along::Steps => Words::fixed("steps", "步数"),
        Along::Seconds => Words::fixed("seconds of training", "训练时间（秒）"),
    };
    view! {
        {vertical}
        <line class="chart-axis" x1=left x2=right y1=bottom y2=bottom></line>
        {horizontal}
        <text class="chart-tick" x=right y=bottom + 30.0 text-anchor="end">{state.tongue.tell(&title)}</text>
    }
}

fn references(state: State, scene: &Scene) -> impl IntoView + use<> {
    let [left, _, right, _] = scene.field;
    let beside = scene.size.0 - right > 40.0;
    scene
        .lines
        .iter()
        .enumerate()
        .map(|(index, line)| {
            let text = format!(
                "{} {}",
                state.tongue.tell(&line.name),
                show::compact(line.value)
            );
            let (x, anchor) = if beside {
                (right + 8.0, "start")
            } else {
                (right - 2.0, "end")
            };
            view! {
                <line class="chart-reference" x1=left x2=right y1=line.at y2=line.at></line>
                <text class="chart-label chart-line-label" x=x y=line.label_at text-anchor=anchor
                    on:pointerenter=move |_| state.line.set(Some(index)) on:pointerleave=move |_| state.line.set(None)>
                    {text}
                </text>
            }
        })
        .collect_view()
}

/// The curves, clipped to the plot by a nested image: an earlier run may have gone further, a batch far astray.
fn curves(scene: Memo<Scene>) -> impl IntoView {
    let field = move |index: usize| scene.with(|scene| scene.field[index]);
    let extent = move |low: usize, high: usize| (field(high) - field(low)).max(0.0);
    let view_box = move || {
        format!(
            "{} {} {} {}",
            field(0),
            field(1),
            extent(0, 2),
            extent(1, 3)
        )
    };
    let past = move || {
        scene.with(|scene| {
            let each = scene.past.iter();
            each.map(
                |(colour, path)| view! { <path class=past_class(*colour) d=path.clone()></path> },
            )
            .collect_view()
        })
    };
    let path =
        move |pick: fn(&Paths) -> &String| move || scene.with(|scene| pick(&scene.current).clone());
    view! {
        <svg
            x=move || field(0)
            y=move || field(1)
            width=move || extent(0, 2)
            height=move || extent(1, 3)
            viewBox=view_box
        >
            {past}
            <path class="chart-batch" d=path(|paths| &paths.batch)></path>
            <path class="chart-smooth" d=path(|paths| &paths.smooth)></path>
            <path class="chart-train" d=path(|paths| &paths.train)></path>
            <path class="chart-validation" d=path(|paths| &paths.validation)></path>
        </svg>
    }
}

/// A line where the person looks, and dots on the curves; at the end without a line if they look nowhere.
fn marker(state: State, scene: Memo<Scene>) -> impl IntoView {
    move || {
        let reading = state.reading()?;
        let (unit, along) = (state.unit.get(), state.along.get());
        let looking = state.cursor.get().is_some();
        scene.with(|scene| {
            let [_, top, _, bottom] = scene.field;
            let place = match along {
                Along::Steps => reading.step as f64,
                Along::Seconds => reading.seconds,
            };
            let x = scene.x.position(place);
            let dot = |class: &'static str, at: f64, value: f64| {
                let y = scene.y.position(value);
                (top - 1.0..=bottom + 1.0)
                    .contains(&y)
                    .then(|| view! { <circle class=class cx=at cy=y r="4"></circle> })
            };
            let evaluated = reading.evaluation.map(|evaluation| {
                let at =
                    state.with_course(|course| scene.x.position(course.at(evaluation.step, along)));
                (
                    dot("chart-dot-train", at, unit.of(&evaluation.train)),
                    dot("chart-dot-validation", at, unit.of(&evaluation.validation)),
                )
            });
            let batch = looking.then(|| {
                let value = unit.measure(reading.batch.0, reading.batch.1);
                view! {
                    <line class="chart-crosshair" x1=x x2=x y1=top y2=bottom></line>
                    {dot("chart-dot-batch", x, value)}
                }
            });
            Some(view! {
                {batch}
                {evaluated}
                {best_mark(state, scene)}
            })
        })
    }
}

/// A ring at the best evaluation of a run that has learned its text by heart since.
fn best_mark(state: State, scene: &Scene) -> impl IntoView + use<> {
    let (unit, along) = (state.unit.get(), state.along.get());
    let place = state.with_course(|course| {
        let best = best_before_by_heart(course.evaluations)?;
        let at = scene.x.position(course.at(best.step, along));
        Some((at, scene.y.position(unit.of(&best.validation))))
    });
    place.map(|(x, y)| {
        view! {
            <circle class="chart-best" cx=x cy=y r="7"></circle>
            <text class="chart-label" x=x y=y + 22.0 text-anchor="middle">{state.tongue.now("best", "最好")}</text>
        }
    })
}

/// The invisible surface that pointers and keys move over; to assistive technology a slider over the steps.
fn cursor(state: State, scene: Memo<Scene>) -> impl IntoView {
    let field = move |index: usize| scene.with(|scene| scene.field[index]);
    let pixels = |value: f64| format!("{value}px");
    let look = move |event: leptos::ev::PointerEvent| {
        let place = scene
            .with_untracked(|scene| scene.x.value(scene.field[0] + f64::from(event.offset_x())));
        state.cursor.set(Some(place));
    };
    // What the slider says stands still while nobody moves it, or a run would be read out step by step; whoever comes to
    // it hears where the run is then.
    let came = RwSignal::new(());
    let told = Memo::new(move |_| {
        came.track();
        state.prepared.track();
        state.unit.track();
        state.tongue.language();
        let tell = || {
            let step = state.reading().map_or(0, |reading| reading.step);
            (step, spoken_reading(state))
        };
        if state.cursor.get().is_some() {
            tell()
        } else {
            untrack(tell)
        }
    });
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            state.cursor.set(None);
            return;
        }
        let Some(reading) = state.reading() else {
            return;
        };
        let place = state.with_course(|course| {
            let now = course
                .steps
                .partition_point(|step| step.step < reading.step);
            let to = moved(&event.key(), now, course.steps.len())?;
            Some(course.at(course.steps[to].step, state.along.get_untracked()))
        });
        if place.is_some() {
            event.prevent_default();
            state.cursor.set(place);
        }
    };
    view! {
        <div
            class="chart-cursor"
            role="slider"
            tabindex="0"
            aria-label=state.tongue.say("Step to read", "要查看的步")
            aria-valuemin="0"
            aria-valuemax=move || told.with(|told| told.0).max(state.total_steps())
            aria-valuenow=move || told.with(|told| told.0)
            aria-valuetext=move || told.with(|told| told.1.clone())
            style:left=move || pixels(field(0))
            style:top=move || pixels(field(1))
            style:width=move || pixels((field(2) - field(0)).max(0.0))
            style:height=move || pixels((field(3) - field(1)).max(0.0))
            on:pointermove=look
            on:pointerdown=look
            on:pointerleave=move |_| state.cursor.set(None)
            on:focus=move |_| came.set(())
            on:blur=move |_| state.cursor.set(None)
            on:keydown=key
        ></div>
    }
}

fn spoken_reading(state: State) -> String {
    let Some(reading) = state.reading() else {
        return state.tongue.now("no step yet", "还没有步");
    };
    let unit = state.unit.get();
    let batch = show::loss(unit.measure(reading.batch.0, reading.batch.1));
    let step = format::count(reading.step);
    let (mut en, mut zh) = (
        format!("step {step}: batch {batch}"),
        format!("第 {step} 步：批次 {batch}"),
    );
    if let Some(evaluation) = reading.evaluation {
        let train = show::loss(unit.of(&evaluation.train));
        let validation = show::loss(unit.of(&evaluation.validation));
        let perplexity = show::compact(evaluation.validation.perplexity());
        en.push_str(&format!(
            ", train {train}, validation {validation}, perplexity {perplexity}"
        ));
        zh.push_str(&format!(
            "，训练集 {train}，验证集 {validation}，困惑度 {perplexity}"
        ));
    }
    let name = unit.name();
    state.tongue.tell(&Words::new(
        format!("{en}; losses in {}", name.en),
        format!("{zh}；损失单位：{}", name.zh),
    ))
}

/// The chart in a sentence or two.
fn summary(state: State) -> String {
    let tongue = state.tongue;
    let mut text = tongue.now("Loss of the run. ", "这次训练的损失。");
    text.push_str(&spoken_reading(state));
    if let Some(baselines) = state.baselines() {
        for (line, value) in reference_lines(&baselines, state.unit.get()) {
            let name = tongue.tell(&lines::name(line));
            text.push_str(&format!("; {name} {}", show::loss(value)));
        }
    }
    let earlier = state.previous.with(Vec::len);
    if earlier > 0 {
        text.push_str(&tongue.tell(&Words::new(
            format!("; {earlier} earlier runs shown behind it"),
            format!("；另有 {earlier} 次以往的训练"),
        )));
    }
    text
}
