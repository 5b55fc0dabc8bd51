//! Recipes worth starting from, as cards.

use leptos::prelude::*;

use crate::experiment::presets::{Preset, presets};
use crate::experiment::{Experiment, Source};
use crate::ui::conductor::Conductor;
use crate::ui::run::same_training;
use crate::ui::state::{Store, say};
use crate::ui::words as w;

/// A preset's recipe, read from its link once.
struct Start {
    experiment: Experiment,
    /// Whether its text is part of it.
    brings_text: bool,
}

impl Start {
    fn of(preset: &Preset) -> Self {
        Start {
            experiment: preset.experiment(),
            brings_text: preset.link.contains("corpus."),
        }
    }

    /// The preset on top of what is the person's own: their text, their prompt, their device.
    fn applied(&self, now: &Experiment) -> Experiment {
        let mut next = self.experiment.clone();
        next.device = now.device;
        next.sampling.prompt.clone_from(&now.sampling.prompt);
        let own_text = matches!(
            now.corpus.source,
            Source::Pasted(_) | Source::File(_) | Source::Address(_)
        );
        if own_text && !self.brings_text {
            next.corpus = now.corpus.clone();
        }
        next
    }
}

/// The cards; pressing one starts it.
#[component]
pub fn Presets() -> impl IntoView {
    let store = Store::from_context();
    let conductor = Conductor::from_context();
    let card = |preset: &'static Preset| {
        let recipe = StoredValue::new(Start::of(preset));
        let pressed = Memo::new(move |_| {
            store
                .experiment
                .with(|now| recipe.with_value(|recipe| same_training(now, &recipe.applied(now))))
        });
        let start = move |_| {
            store
                .experiment
                .update(|now| *now = recipe.with_value(|recipe| recipe.applied(now)));
            conductor.restart();
        };
        view! {
            <li>
                <button type="button" data-testid=format!("preset-{}", preset.name)
                    aria-pressed=move || if pressed.get() { "true" } else { "false" } on:click=start>
                    <strong>{say(&preset.title)}</strong>
                    <span>{say(&preset.blurb)}</span>
                </button>
            </li>
        }
    };
    let cards: Vec<_> = presets().iter().map(card).collect();
    view! {
        <section class="presets" aria-labelledby="presets-title" data-testid="presets">
            <h2 id="presets-title">{say(&w::PRESETS)}</h2>
            <ul>{cards}</ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::presets::preset;
    use crate::experiment::{Corpus, DeviceChoice, Pasted};

    #[test]
    fn a_preset_keeps_the_persons_own_text() {
        let own = Experiment {
            corpus: Corpus {
                source: Source::Pasted(Pasted {
                    text: "mine".into(),
                }),
                ..Corpus::default()
            },
            device: DeviceChoice::Cpu,
            ..Experiment::default()
        };
        let applied = |name: &str| Start::of(preset(name).unwrap()).applied(&own);
        let trigram = applied("trigram");
        assert_eq!(trigram.corpus, own.corpus);
        assert_eq!(trigram.device, DeviceChoice::Cpu);
        assert_ne!(trigram.model, own.model);
        let chinese = applied("chinese-stories");
        assert_eq!(chinese.corpus.source, Source::ChineseStories);
    }
}
