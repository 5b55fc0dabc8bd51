//! A run's figures at a glance: speed, memory, time left, learning rate, gradient norm, each with its recent course.

use leptos::prelude::*;

use super::browser::{Tongue, frames};
use super::path::{self, Point};
use super::scale::{Scale, Spacing};
use super::show;
use crate::view::{MemoryUse, StepMetrics};
use crate::words::Words;

/// A sparkline's size in CSS pixels.
const SPARK: (f64, f64) = (96.0, 22.0);
/// Steps over which the pace is measured.
const PACE_STEPS: usize = 50;
/// Steps that the sparklines of fast-moving figures show.
const RECENT_STEPS: usize = 300;

/// Milliseconds a step lately takes; absent before the second step.
fn pace(steps: &[StepMetrics]) -> Option<f64> {
    let last = steps.last()?;
    let first = steps[steps.len().saturating_sub(PACE_STEPS)..].first()?;
    let taken = last
        .step
        .checked_sub(first.step)
        .filter(|taken| *taken > 0)?;
    Some((last.elapsed_ms - first.elapsed_ms) / taken as f64)
}

/// Seconds until the last step at the present pace.
fn seconds_left(steps: &[StepMetrics], total_steps: usize) -> Option<f64> {
    let left = total_steps.saturating_sub(steps.last()?.step);
    Some(pace(steps)? * left as f64 / 1000.0)
}

/// A small curve of the values, all of its height used.
fn spark(values: impl Iterator<Item = f64> + Clone) -> String {
    let count = values.clone().count();
    let (low, high) = values
        .clone()
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    if count < 2 || low > high {
        return String::new();
    }
    let x = Scale::new(
        Spacing::Linear,
        (0.0, (count - 1) as f64),
        (1.0, SPARK.0 - 1.0),
    );
    let y = Scale::new(Spacing::Linear, (low, high), (SPARK.1 - 2.0, 2.0));
    let points: Vec<Point> = path::thin(
        values
            .enumerate()
            .map(|(index, value)| (x.position(index as f64), y.position(value))),
    );
    path::line(&points)
}

/// The last steps, which sparklines of fast-moving figures show.
fn recent(steps: &[StepMetrics]) -> &[StepMetrics] {
    &steps[steps.len().saturating_sub(RECENT_STEPS)..]
}

/// Compact figures of a run with their recent course.
#[component]
pub fn MetricsStrip(
    /// Every step of the current run.
    #[prop(into)]
    steps: Signal<Vec<StepMetrics>>,
    /// What it takes of memory, where known.
    #[prop(into)]
    memory: Signal<Option<MemoryUse>>,
    /// Steps in all, for the time left.
    #[prop(into)]
    total_steps: Signal<usize>,
    /// Whether no step is to come, whatever was planned.
    #[prop(into)]
    over: Signal<bool>,
) -> impl IntoView {
    let tongue = Tongue::here();
    let frame = frames(move || {
        steps.track();
        memory.track();
        total_steps.track();
        over.track();
    });
    let of_steps = move |read: fn(&[StepMetrics]) -> Option<String>| {
        move || {
            frame.track();
            steps
                .with_untracked(|steps| read(steps))
                .unwrap_or_else(|| "–".to_owned())
        }
    };
    let left = move || {
        frame.track();
        let total = total_steps.get_untracked();
        let left = steps.with_untracked(|steps| seconds_left(steps, total));
        let left = left.filter(|_| !over.get_untracked());
        left.map_or_else(|| "–".to_owned(), show::duration)
    };
    let memory_text = move || {
        frame.track();
        let memory = memory.get_untracked();
        memory.map_or_else(|| "–".to_owned(), |memory| show::bytes(memory.heap_bytes))
    };
    let gpu_memory = move || {
        frame.track();
        let gpu = memory.get_untracked().and_then(|memory| memory.gpu_bytes)?;
        Some(view! { <small>{format!("+ GPU {}", show::bytes(gpu))}</small> })
    };
    // Counting has no rate and no gradient, and says nothing of them.
    let learns = Memo::new(move |_| {
        frame.track();
        let counts = |step: &StepMetrics| step.gradient_norm.is_none();
        steps.with_untracked(|steps| !steps.first().is_some_and(counts))
    });
    let spark_of = move |draw: fn(&[StepMetrics]) -> String| {
        move || {
            frame.track();
            steps.with_untracked(|steps| draw(steps))
        }
    };
    view! {
        <dl class="chart chart-metrics">
            {tile(
                tongue,
                Words::fixed("tokens per second", "词元/秒"),
                of_steps(|steps| Some(show::compact(steps.last()?.tokens_per_second))),
                sparkline(spark_of(|steps| spark(recent(steps).iter().map(|step| step.tokens_per_second)))),
            )}
            {tile(
                tongue,
                Words::fixed("ms per step", "毫秒/步"),
                of_steps(|steps| pace(steps).map(show::compact)),
                (),
            )}
            {tile(tongue, Words::fixed("time left", "剩余时间"), left, ())}
            {move || learns.get().then(|| view! {
                {tile(
                    tongue,
                    Words::fixed("learning rate", "学习率"),
                    of_steps(|steps| Some(show::compact(steps.last()?.learning_rate))),
                    sparkline(spark_of(|steps| spark(steps.iter().map(|step| step.learning_rate)))),
                )}
                {tile(
                    tongue,
                    Words::fixed("gradient norm", "梯度范数"),
                    of_steps(|steps| steps.last()?.gradient_norm.map(show::compact)),
                    sparkline(spark_of(|steps| {
                        spark(recent(steps).iter().map(|step| step.gradient_norm.unwrap_or(f64::NAN)))
                    })),
                )}
            })}
            {tile(tongue, Words::fixed("memory in use", "占用内存"), memory_text, gpu_memory)}
        </dl>
    }
}

/// One figure: its name, its value, what stands below it.
fn tile(
    tongue: Tongue,
    name: Words,
    value: impl Fn() -> String + Send + 'static,
    below: impl IntoView + 'static,
) -> impl IntoView {
    view! {
        <div>
            <dt>{move || tongue.tell(&name)}</dt>
            <dd>
                <span>{value}</span>
                {below}
            </dd>
        </div>
    }
}

/// A small curve; the figure above it is its text.
fn sparkline(course: impl Fn() -> String + Send + 'static) -> impl IntoView {
    view! {
        <svg class="chart-spark" width=SPARK.0 height=SPARK.1 aria-hidden="true">
            <path d=course></path>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(count: usize) -> Vec<StepMetrics> {
        (1..=count)
            .map(|step| StepMetrics {
                step,
                loss: 2.0,
                learning_rate: 1e-3,
                gradient_norm: None,
                tokens_per_second: 100.0,
                elapsed_ms: step as f64 * 20.0,
            })
            .collect()
    }

    #[test]
    fn pace_and_time_left() {
        assert_eq!(pace(&steps(1)), None);
        assert_eq!(pace(&steps(200)), Some(20.0));
        assert_eq!(seconds_left(&steps(200), 700), Some(10.0));
        assert_eq!(seconds_left(&steps(200), 100), Some(0.0));
    }

    #[test]
    fn a_spark_needs_two_values() {
        assert_eq!(spark([1.0].into_iter()), "");
        assert_eq!(spark([f64::NAN, f64::NAN].into_iter()), "");
        assert_eq!(spark([0.0, 1.0].into_iter()), "M1.0 20.0L95.0 2.0");
    }
}
