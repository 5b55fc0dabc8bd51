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

use std::sync::Arc;

use leptos::prelude::*;

use crate::view::{
    Baselines, Comparison, Evaluation, MemoryUse, Prepared, Probe, Sample, StepMetrics, Tokenized,
    Vocabulary,
};
use crate::words::Words;

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
}

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

/// Losses over steps or seconds, with the lines of those who know little and earlier runs behind.
#[component]
pub fn LossChart(
    #[prop(into)] steps: Signal<Vec<StepMetrics>>,
    #[prop(into)] evaluations: Signal<Vec<Evaluation>>,
    #[prop(into)] prepared: Signal<Option<Prepared>>,
    #[prop(into, optional)] previous: Signal<Vec<PastRun>>,
) -> impl IntoView {
    let _ = (steps, evaluations, prepared, previous);
}

/// Compact figures of a run with their recent course.
#[component]
pub fn MetricsStrip(
    #[prop(into)] steps: Signal<Vec<StepMetrics>>,
    #[prop(into)] memory: Signal<Option<MemoryUse>>,
    /// Steps in all, for the time left.
    #[prop(into)]
    total_steps: Signal<usize>,
) -> impl IntoView {
    let _ = (steps, memory, total_steps);
}

/// What the model wrote through training, newest first, with a slider back in time.
#[component]
pub fn SampleStrip(#[prop(into)] samples: Signal<Vec<Sample>>) -> impl IntoView {
    let _ = samples;
}

/// Layer × head attention of a probed text; draws nothing where the probe holds no attention.
#[component]
pub fn AttentionView(#[prop(into)] probe: Signal<Option<Probe>>) -> impl IntoView {
    let _ = probe;
}

/// A text coloured by surprisal and the distribution expected at the chosen position, re-shaped by temperature.
#[component]
pub fn DistributionView(
    #[prop(into)] probe: Signal<Option<Probe>>,
    /// The temperature shown, so that it can be the sampler's own.
    temperature: RwSignal<f64>,
) -> impl IntoView {
    let _ = (probe, temperature);
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
