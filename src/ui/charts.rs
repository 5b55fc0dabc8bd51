//! Charts and views: Leptos components that draw the plain data of [`crate::view`].
//!
//! The language is read from the context `Signal<Language>` (English where there is none). Colours are CSS custom
//! properties (`www/styles/charts.css`), which canvases read again whenever the theme changes. Whatever changes
//! often is drawn at most once per animation frame. Everything that can be computed without a page (scales, ticks,
//! downsampling, formatting, label placement, distributions) lives in modules without Leptos, with their tests.
//!
//! | component | draws | from |
//! |---|---|---|
//! | [`LossChart`] | losses over steps or seconds | steps, evaluations, baselines, earlier runs |
//! | [`MetricsStrip`] | speed, memory, time left, learning rate, gradient norm | steps, memory use |
//! | [`SampleStrip`] | what the model wrote at each step | samples |
//! | [`AttentionView`] | layer × head heatmaps and where a token looks | a probe |
//! | [`DistributionView`] | surprisal of a text and the next-token distribution | a probe |
//! | [`RecurrenceView`] | gates and states over a text | a probe |
//! | [`NgramTable`] | counts and back-off after a context | a probe |
//! | [`TokensView`] | token boundaries, vocabulary, merges | a tokenizer's answers |
//! | [`CompareView`] | two beliefs about one text | a comparison |
//! | [`LadderChart`] | finished runs in nats per character | ladder entries |

mod attention;
mod belief;
mod browser;
mod colour;
mod curves;
mod distribution;
mod heat_text;
mod labels;
mod loss;
mod metrics;
mod parts;
mod path;
mod samples;
mod scale;
mod show;

pub use attention::AttentionView;
pub use distribution::{DistributionBars, DistributionView, SurprisalText};
pub use heat_text::{HeatText, HeatToken};
pub use loss::{LossChart, PastRun};
pub use metrics::MetricsStrip;
pub use samples::{SampleStrip, remember_sample};

use leptos::prelude::*;

use crate::view::{Baselines, Comparison, Probe, Tokenized, Vocabulary};
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

/// Gates and states over the text as it is read; draws nothing where the probe holds no recurrence.
#[component]
pub fn RecurrenceView(#[prop(into)] probe: Signal<Option<Probe>>) -> impl IntoView {
    let _ = probe;
}

/// Counts, back-off and probabilities after a typed context; the page probes whenever `context` changes.
#[component]
pub fn NgramTable(
    #[prop(into)] probe: Signal<Option<Probe>>,
    /// What the person types.
    context: RwSignal<String>,
) -> impl IntoView {
    let _ = (probe, context);
}

/// A text cut into tokens, the vocabulary, the merges; the page tokenizes whenever `text` changes.
#[component]
pub fn TokensView(
    /// What the person types.
    text: RwSignal<String>,
    #[prop(into)] tokenized: Signal<Option<Tokenized>>,
    #[prop(into)] vocabulary: Signal<Option<Vocabulary>>,
) -> impl IntoView {
    let _ = (text, tokenized, vocabulary);
}

/// Two runs on one text: each symbol coloured by a measure, both distributions side by side, totals below.
#[component]
pub fn CompareView(
    #[prop(into)] comparison: Signal<Option<Comparison>>,
    /// Of P and of Q.
    #[prop(into)]
    names: Signal<Option<[Words; 2]>>,
) -> impl IntoView {
    let _ = (comparison, names);
}

/// Every finished run on one axis, in nats per character.
#[component]
pub fn LadderChart(
    #[prop(into)] entries: Signal<Vec<LadderEntry>>,
    #[prop(into)] baselines: Signal<Option<Baselines>>,
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
    let _ = (entries, baselines, current, on_select, on_delete);
}
