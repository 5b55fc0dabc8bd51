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
//! | [`UnitsView`] | gates and states over a text | a probe |
//! | [`NgramTable`] | counts and back-off after a context | a probe |
//! | [`TokensView`] | token boundaries, vocabulary, merges | a tokenizer's answers |
//! | [`CompareView`] | different beliefs about one text | a comparison |
//! | [`LadderChart`] | finished runs in nats per character | ladder entries |

mod attention;
mod belief;
mod browser;
pub(in crate::ui) mod colour;
mod compare;
mod curves;
mod distribution;
mod grid;
mod heat_text;
mod labels;
mod ladder;
pub mod lines;
mod loss;
mod merges;
mod metrics;
mod ngram;
mod parts;
mod path;
mod samples;
mod scale;
mod show;
mod tokens;
mod units;

/// Characters of a text that are looked into at most.
pub const CHARACTERS_PROBED: usize = 200;

pub use attention::AttentionView;
pub use browser::{frames, height_of};
pub use compare::CompareView;
pub use curves::remember_evaluation;
pub use distribution::{DistributionBars, DistributionView, SurprisalText};
pub use heat_text::{HeatText, HeatToken};
pub use ladder::{LadderActions, LadderChart, LadderEntry, LadderGroup};
pub use loss::{LossChart, PastRun};
pub use metrics::MetricsStrip;
pub use ngram::NgramTable;
pub use parts::{moved, piece};
pub use samples::{SampleStrip, remember_sample};
pub use show::share;
pub use tokens::TokensView;
pub use units::UnitsView;
