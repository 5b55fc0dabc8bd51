//! What the model wrote through training: from noise to words.

use leptos::html::Ol;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::browser::Tongue;
use super::parts::{Nothing, unique};
use crate::ui::{dom, format};
use crate::view::Sample;
use crate::words::Words;

/// Samples that a run keeps at most.
const KEPT: usize = 48;

/// Adds a sample to those of a run and keeps them few: beyond a limit the one goes whose neighbours are closest on a
/// logarithmic axis of steps, so that the quick changes of the beginning stay visible. The first and the last stay.
pub fn remember_sample(samples: &mut Vec<Sample>, sample: Sample) {
    samples.retain(|other| other.step < sample.step);
    samples.push(sample);
    while samples.len() > KEPT {
        let gap = |index: usize| {
            let after = (samples[index + 1].step + 1) as f64;
            let before = (samples[index - 1].step + 1) as f64;
            (after / before).ln()
        };
        let dullest =
            (1..samples.len() - 1).min_by(|first, second| gap(*first).total_cmp(&gap(*second)));
        match dullest {
            Some(index) => samples.remove(index),
            None => return,
        };
    }
}

/// What the model wrote through training, with a slider back in time; the newest shows unless another is chosen.
#[component]
pub fn SampleStrip(
    /// The samples so far, the oldest first; kept few by [`remember_sample`].
    #[prop(into)]
    samples: Signal<Vec<Sample>>,
    /// The id of the run they are of.
    #[prop(into)]
    run: Signal<Option<String>>,
) -> impl IntoView {
    let tongue = Tongue::here();
    // The step whose sample was chosen; the newest follows along while there is none.
    let chosen = RwSignal::new(None::<usize>);
    Effect::new(move |_| {
        // Read, not only tracked: a memo that nobody reads never looks whether it has changed.
        run.with(|_| chosen.set(None));
    });
    let count = Memo::new(move |_| samples.with(Vec::len));
    let place = Memo::new(move |_| {
        samples.with(|samples| {
            let newest = samples.len().saturating_sub(1);
            match chosen.get() {
                Some(step) => samples
                    .partition_point(|sample| sample.step < step)
                    .min(newest),
                None => newest,
            }
        })
    });
    let choose = move |index: usize| {
        let step = samples.with_untracked(|samples| {
            let newest = index + 1 >= samples.len();
            samples
                .get(index)
                .filter(|_| !newest)
                .map(|sample| sample.step)
        });
        chosen.set(step);
    };
    view! {
        <section class="chart chart-samples" aria-label=tongue.say("Samples through training", "训练过程中的样本")>
            <Show
                when=move || { count.get() > 0 }
                fallback=|| {
                    view! {
                        <Nothing words=Words::fixed(
                            "The first sample appears as soon as training starts.",
                            "训练一开始，第一段样本就会出现在这里。",
                        )/>
                    }
                }
            >
                {scrubber(tongue, samples, place, count, choose, chosen)}
                {shown(samples, place)}
                {strip(tongue, samples, place, choose)}
            </Show>
        </section>
    }
}

/// The slider over the samples, with the step it stands at.
fn scrubber(
    tongue: Tongue,
    samples: Signal<Vec<Sample>>,
    place: Memo<usize>,
    count: Memo<usize>,
    choose: impl Fn(usize) + Copy + Send + Sync + 'static,
    chosen: RwSignal<Option<usize>>,
) -> impl IntoView {
    let id = unique("sample");
    let newest = {
        let id = id.clone();
        move |_| {
            // The button has nothing more to do and cannot keep the focus.
            dom::focus(&id);
            chosen.set(None);
        }
    };
    let label = move || {
        let step = samples.with(|samples| samples.get(place.get()).map_or(0, |sample| sample.step));
        let step = format::count(step);
        tongue.tell(&Words::new(format!("step {step}"), format!("第 {step} 步")))
    };
    view! {
        <div class="chart-scrubber">
            <label for=id.clone()>{tongue.say("Written at", "写于")} " " <b>{label}</b></label>
            <input
                id=id
                type="range"
                min="0"
                max=move || count.get().saturating_sub(1)
                step="1"
                prop:value=move || place.get().to_string()
                aria-valuetext=label
                on:input:target=move |event| {
                    if let Ok(index) = event.target().value().parse() {
                        choose(index);
                    }
                }
            />
            <button
                type="button"
                class="chart-small"
                disabled=move || chosen.get().is_none()
                on:click=newest
            >
                {tongue.say("Newest", "最新")}
            </button>
        </div>
    }
}

/// The chosen sample in full.
fn shown(samples: Signal<Vec<Sample>>, place: Memo<usize>) -> impl IntoView {
    let part = move |pick: fn(&Sample) -> &String| {
        move || samples.with(|samples| samples.get(place.get()).map(|sample| pick(sample).clone()))
    };
    let language = move || {
        samples.with(|samples| {
            samples
                .get(place.get())
                .map_or("", |sample| format::tongue(&sample.text))
        })
    };
    view! {
        // A long one scrolls, by keys too.
        <p class="chart-sample" tabindex="0" translate="no" dir="auto" lang=language>
            <span class="chart-prompt">{part(|sample| &sample.prompt)}</span>
            {part(|sample| &sample.text)}
        </p>
    }
}

/// All samples in short, in the order of the slider above them: the newest last, and in view unless another is chosen.
fn strip(
    tongue: Tongue,
    samples: Signal<Vec<Sample>>,
    place: Memo<usize>,
    choose: impl Fn(usize) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let card = move |step: usize| {
        let index = Memo::new(move |_| {
            samples.with(|samples| samples.partition_point(|sample| sample.step < step))
        });
        // A sample may still grow, and another run may have one at the same step.
        let excerpt = Memo::new(move |_| {
            samples.with(|samples| {
                let sample = samples.get(index.get())?;
                let text = sample.text.trim_start().chars().take(140);
                (sample.step == step).then(|| text.collect::<String>())
            })
        });
        let language = move || excerpt.with(|text| text.as_deref().map_or("", format::tongue));
        let label = Words::new(
            format!("step {}", format::count(step)),
            format!("第 {} 步", format::count(step)),
        );
        view! {
            <li>
                <button
                    type="button"
                    aria-pressed=move || (index.get() == place.get()).to_string()
                    on:click=move |_| choose(index.get_untracked())
                >
                    <span class="chart-step">{move || tongue.tell(&label)}</span>
                    <span class="chart-excerpt" translate="no" dir="auto" lang=language>{move || excerpt.get()}</span>
                </button>
            </li>
        }
    };
    let steps = Memo::new(move |_| {
        samples.with(|samples| samples.iter().map(|sample| sample.step).collect::<Vec<_>>())
    });
    let holder = NodeRef::<Ol>::new();
    Effect::new(move |_| {
        steps.track();
        let place = place.get();
        // The cards are there by the next frame.
        request_animation_frame(move || show_card(holder, place));
    });
    view! {
        <ol class="chart-strip" tabindex="-1" node_ref=holder>
            <For each=move || steps.get() key=|step| *step children=card/>
        </ol>
    }
}

/// Scrolls the strip, and nothing else of the page, so that the card of that number is in view.
fn show_card(holder: NodeRef<Ol>, place: usize) {
    // By the next frame another run may have taken the strip away.
    let Some(strip) = holder.try_get_untracked().flatten() else {
        return;
    };
    let cards = strip.query_selector_all("li").ok();
    let card = cards
        .and_then(|cards| cards.get(place as u32))
        .and_then(|card| card.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(card) = card {
        let (left, width) = (
            card.offset_left() - strip.offset_left(),
            card.offset_width(),
        );
        let (from, room) = (strip.scroll_left(), strip.client_width());
        if left < from || left + width > from + room {
            strip.set_scroll_left(left + width - room);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(step: usize) -> Sample {
        Sample {
            step,
            prompt: String::new(),
            text: step.to_string(),
        }
    }

    #[test]
    fn samples_stay_few_and_span_the_run() {
        let mut samples = Vec::new();
        for step in 0..2000 {
            remember_sample(&mut samples, sample(step * 10));
        }
        assert_eq!(samples.len(), KEPT);
        assert_eq!((samples[0].step, samples[KEPT - 1].step), (0, 19_990));
        assert!(samples.windows(2).all(|pair| pair[0].step < pair[1].step));
        let early = samples.iter().filter(|sample| sample.step < 2000).count();
        assert!(early > KEPT / 3, "{early} of the first tenth");
    }

    #[test]
    fn a_run_that_starts_again_forgets_what_came_later() {
        let mut samples = vec![sample(0), sample(10), sample(20)];
        remember_sample(&mut samples, sample(10));
        assert_eq!(
            samples.iter().map(|sample| sample.step).collect::<Vec<_>>(),
            [0, 10]
        );
    }
}
