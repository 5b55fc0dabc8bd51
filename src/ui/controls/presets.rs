//! Recipes worth starting from, as a row of buttons in sight.

use leptos::prelude::*;

use crate::experiment::presets::{Preset, presets};
use crate::experiment::{Experiment, Source};
use crate::ui::conductor::{Asked, Conductor};
use crate::ui::offer::Offer;
use crate::ui::run::same_but_for_text;
use crate::ui::state::{Store, say, say_with};
use crate::ui::words as w;
use crate::view::{DeviceKind, StepMetrics};
use crate::words::Language;

/// Steps after which a run's pace says how fast this machine is.
const PACED_STEPS: usize = 20;

/// A preset's recipes, read from their links once.
struct Start {
    english: Experiment,
    chinese: Experiment,
}

impl Start {
    fn of(preset: &Preset) -> Self {
        Start {
            english: preset.experiment(Language::English),
            chinese: preset.experiment(Language::Chinese),
        }
    }

    /// The recipe for a text in this kind of writing.
    fn recipe(&self, writing: Language) -> &Experiment {
        match writing {
            Language::English => &self.english,
            Language::Chinese => &self.chinese,
        }
    }

    /// The preset on top of what is the person's own: the text that is read, their prompt, their device.
    fn applied(&self, now: &Experiment, writing: Language) -> Experiment {
        let mut next = self.recipe(writing).clone();
        next.corpus = now.corpus.clone();
        next.device = now.device;
        next.sampling.prompt.clone_from(&now.sampling.prompt);
        next
    }
}

/// How the text that is read is written; of one that is not here to be looked at, as the page is. Tracked.
fn writing_in_use(store: Store) -> Language {
    let excerpt = || {
        let is_read = store.run.with(|run| {
            let run = run.as_ref().map(|run| &run.experiment.corpus);
            store.experiment.with(|now| run == Some(&now.corpus))
        });
        let prepared = || {
            store
                .prepared
                .with(|known| Some(Language::of_writing(&known.as_ref()?.excerpt)))
        };
        is_read.then(prepared).flatten()
    };
    let told = store.experiment.with(|now| match &now.corpus.source {
        Source::EnglishStories => Some(Language::English),
        Source::ChineseStories => Some(Language::Chinese),
        Source::Pasted(pasted) => Some(Language::of_writing(&pasted.text)),
        Source::File(_) | Source::Address(_) => None,
    });
    told.or_else(excerpt)
        .unwrap_or_else(|| store.language.get())
}

/// Trains a preset's recipe on the text that is read.
pub fn start_preset(store: Store, conductor: Conductor, preset: &Preset) {
    let writing = untrack(move || writing_in_use(store));
    let start = Start::of(preset);
    conductor.ask(Asked::Recipe);
    store
        .experiment
        .update(|now| *now = start.applied(now, writing));
    conductor.restart();
}

/// How many times as long as on the machine where presets were timed a run takes here, by the steps it has taken.
fn slowness(steps: &[StepMetrics], recipe: &Experiment, seconds: f64) -> Option<f64> {
    let last = steps.last().filter(|last| last.step >= PACED_STEPS)?;
    let whole = last.elapsed_ms / 1000.0 / last.step as f64 * recipe.training.steps as f64;
    Some(whole / seconds).filter(|times| times.is_finite() && *times > 0.0)
}

/// The row; pressing a button starts its recipe on the text that is read.
#[component]
pub fn Presets() -> impl IntoView {
    let store = Store::from_context();
    let starts = StoredValue::new(presets().iter().map(Start::of).collect::<Vec<_>>());
    let writing = Memo::new(move |_| writing_in_use(store));
    let matching = move |experiment: &Experiment| {
        let writing = writing.get();
        starts.with_value(|starts| {
            let is_same = |start: &Start| same_but_for_text(experiment, start.recipe(writing));
            starts.iter().position(is_same)
        })
    };
    let pressed = Memo::new(move |_| store.experiment.with(matching));
    let running = Memo::new(move |_| store.run.with(|run| matching(&run.as_ref()?.experiment)));
    // What is known of this machine stays known while another recipe runs. A GPU is another machine.
    let here = Memo::new(move |before: Option<&Option<f64>>| {
        let before = before.copied().flatten();
        let Some(index) = running
            .get()
            .filter(|_| store.active.get() == DeviceKind::Cpu)
        else {
            return before;
        };
        let seconds = presets()[index].variant(writing.get()).seconds;
        let now = starts.with_value(|starts| {
            let recipe = starts[index].recipe(writing.get());
            if recipe.model.counts() {
                return None;
            }
            store.steps.with(|steps| slowness(steps, recipe, seconds))
        });
        now.or(before)
    });
    // The one that is looked at, if any; else the one that is in use.
    let looked_at = RwSignal::new(None::<usize>);
    let blurb = say_with(move || {
        let index = looked_at.get().or_else(|| pressed.get());
        index.map_or(w::PRESETS_HINT.clone(), |index| {
            presets()[index].blurb.clone()
        })
    });
    let cards: Vec<_> = (0..presets().len())
        .map(|index| {
            let card = Card {
                index,
                writing,
                pressed,
                here,
                looked_at,
            };
            card.view(store)
        })
        .collect();
    view! {
        <section class="presets" aria-labelledby="presets-title" data-testid="presets">
            <h2 id="presets-title">{say(&w::PRESETS)}</h2>
            <p class="blurb" aria-hidden="true">{blurb}</p>
            <Offer/>
            <ul>{cards}</ul>
        </section>
    }
    .into_any()
}

/// One button of the row.
#[derive(Clone, Copy)]
struct Card {
    index: usize,
    writing: Memo<Language>,
    pressed: Memo<Option<usize>>,
    here: Memo<Option<f64>>,
    looked_at: RwSignal<Option<usize>>,
}

impl Card {
    fn view(self, store: Store) -> impl IntoView {
        let Card {
            index, looked_at, ..
        } = self;
        let preset = &presets()[index];
        let conductor = Conductor::from_context();
        let start = move |_| start_preset(store, conductor, preset);
        let time = Memo::new(move |_| {
            let seconds = preset.variant(self.writing.get()).seconds;
            w::about_so_long(seconds * self.here.get().unwrap_or(1.0))
        });
        let describe = say(&preset.blurb);
        let leave = move || looked_at.update(|at| *at = at.filter(|at| *at != index));
        view! {
            <li>
                <button type="button" data-testid=format!("preset-{}", preset.name) aria-description=describe
                    aria-pressed=move || (self.pressed.get() == Some(index)).to_string() on:click=start
                    on:pointerenter=move |_| looked_at.set(Some(index)) on:pointerleave=move |_| leave()
                    on:focus=move |_| looked_at.set(Some(index)) on:blur=move |_| leave()>
                    <strong>{say(&preset.title)}</strong>
                    <span class="time">{say_with(move || time.get())}</span>
                </button>
            </li>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::presets::preset;
    use crate::experiment::{Corpus, DeviceChoice, Pasted};

    #[test]
    fn a_preset_keeps_the_text_that_is_read() {
        let pasted = Source::Pasted(Pasted {
            text: "mine".into(),
        });
        for source in [pasted, Source::EnglishStories, Source::ChineseStories] {
            let own = Experiment {
                corpus: Corpus {
                    source,
                    train_fraction: 0.7,
                    ..Corpus::default()
                },
                device: DeviceChoice::Cpu,
                ..Experiment::default()
            };
            for preset in presets() {
                for writing in [Language::English, Language::Chinese] {
                    let applied = Start::of(preset).applied(&own, writing);
                    assert_eq!(applied.corpus, own.corpus, "{}", preset.name);
                    assert_eq!(applied.device, DeviceChoice::Cpu);
                    assert!(same_but_for_text(&applied, &preset.experiment(writing)));
                }
            }
        }
    }

    #[test]
    fn every_preset_is_told_from_the_others() {
        for writing in [Language::English, Language::Chinese] {
            let recipes = presets().iter().map(|preset| preset.experiment(writing));
            let recipes: Vec<_> = recipes.collect();
            for (index, recipe) in recipes.iter().enumerate() {
                assert!(
                    recipes[..index]
                        .iter()
                        .all(|other| !same_but_for_text(recipe, other))
                );
            }
        }
    }

    #[test]
    fn a_machine_is_as_slow_as_its_steps() {
        let recipe = preset("thirty-seconds")
            .unwrap()
            .experiment(Language::English);
        let step = |step: usize| StepMetrics {
            step,
            loss: 1.0,
            learning_rate: 0.1,
            gradient_norm: None,
            tokens_per_second: 1.0,
            elapsed_ms: 100.0 * step as f64,
        };
        assert_eq!(slowness(&[step(5)], &recipe, 30.0), None);
        let whole = 0.1 * recipe.training.steps as f64;
        let times = slowness(&[step(50)], &recipe, whole / 2.0);
        assert!((times.unwrap() - 2.0).abs() < 1e-9);
    }
}
