//! What a model makes of a text, and what is inside it while it reads.
//!
//! An answer is bounded by construction, whatever the model: at most [`LONGEST`] tokens, the likeliest few at each, one
//! head or one layer as it is, and of all heads small maps that together hold at most [`MAP_NUMBERS`] numbers. Nothing
//! larger than one layer's share is held on the way.

use burn::tensor::{Device, Tensor};

use crate::loaded::LoadedModel;
use crate::loss;
use crate::model::ngram::{LevelCounts, Ngram};
use crate::model::{Inside, Network};
use crate::predictor::{Beliefs, Predictor};
use crate::sample::{SHOWN, distribution};
use crate::text::batches::Shape;
use crate::train::token_tensor;
use crate::view::{self, Focus};
use crate::weights;
use crate::words::{Problem, Words};

/// The longest text that is probed, in tokens: attention grows with its square.
pub const LONGEST: usize = 512;

/// Numbers in the small maps of all heads together, at most (1 MB).
pub const MAP_NUMBERS: usize = 1 << 18;

/// Numbers in all traces of a layer together, at most (2 MB).
pub const TRACE_NUMBERS: usize = 1 << 19;

/// Followers of a context that are shown.
const FOLLOWERS: usize = 20;

/// Reads a text with a model and looks closely at `focus`, or what is nearest to it. Of a text longer than the model's
/// window (or [`LONGEST`]) the last tokens are read, and the answer says how many were left out.
///
/// # Errors
///
/// Where the text is empty or has characters that the tokenizer does not know, or the device fails.
pub async fn probe(loaded: &LoadedModel, text: &str, focus: Focus) -> Result<view::Probe, Problem> {
    let tokens = loaded.encode(text, "")?;
    if tokens.is_empty() {
        return Err(Problem::general(Words::fixed(
            "There is no text to look at. Type a word or two.",
            "没有可以查看的文本。请输入一两个词。",
        )));
    }
    let most = loaded.predictor.window().unwrap_or(LONGEST).min(LONGEST);
    let skipped = tokens.len().saturating_sub(most);
    let tokens = &tokens[skipped..];

    let inside = match &loaded.predictor {
        Predictor::Network { network, device } => {
            look_inside(network, tokens, focus, device).await?
        }
        Predictor::Counting(ngram) => view::Inside::Counts(counts(loaded, ngram, tokens)),
    };
    let beliefs = loaded.predictor.believe(tokens.to_vec());
    let (tokens, next) = expectations(loaded, tokens, beliefs).await?;
    Ok(view::Probe {
        step: loaded.step,
        skipped,
        tokens,
        next,
        inside,
    })
}

/// Every token with what was expected in its place, and what is expected after the last.
async fn expectations(
    loaded: &LoadedModel,
    tokens: &[u32],
    mut beliefs: Beliefs,
) -> Result<(Vec<view::ProbedToken>, view::Distribution), Problem> {
    let mut probed = Vec::with_capacity(tokens.len());
    let mut expected: Option<(f32, view::Distribution)> = None;
    for (at, &id) in tokens.iter().enumerate() {
        let (surprisal, distribution_here) = expected.take().unzip();
        probed.push(view::ProbedToken {
            id,
            text: loaded.tokenizer.token_text(id),
            surprisal,
            expected: distribution_here,
        });
        if let Some(belief) = beliefs.next().await? {
            let next = tokens.get(at + 1);
            let surprisal = next.map_or(0.0, |&id| loss::surprisal(&belief, id as usize) as f32);
            expected = Some((surprisal, distribution(&belief, &loaded.tokenizer, SHOWN)));
        }
    }
    let (_, next) = expected.expect("there is a belief after every token");
    Ok((probed, next))
}

/// What is inside a network, as plain data.
async fn look_inside(
    network: &Network,
    tokens: &[u32],
    focus: Focus,
    device: &Device,
) -> Result<view::Inside, Problem> {
    let shape = Shape {
        batch: 1,
        time: tokens.len(),
    };
    let layers = network.depth();
    let mut seen = Seen::Nothing;
    network.inspect(token_tensor(tokens, shape, device), &mut |layer, inside| {
        seen.add(layer, layers, inside, focus);
    });
    match seen {
        Seen::Nothing => unreachable!("every network has a layer"),
        Seen::Heads(heads) => heads.fetch(tokens.len()).await,
        Seen::Layer(layer, traces) => units(layers, layer, tokens.len(), traces).await,
    }
}

/// What is kept of the layers that have been seen, still on the device.
#[expect(clippy::large_enum_variant, reason = "there is one at a time")]
enum Seen {
    Nothing,
    Heads(Heads),
    /// The layer that is looked at, and its named quantities.
    Layer(usize, Vec<(&'static str, Tensor<2>)>),
}

/// Attention.
struct Heads {
    layers: usize,
    heads: usize,
    focus: Focus,
    cells: usize,
    /// The head that is looked at, `[query, key]`, once its layer has been seen.
    chosen: Option<Tensor<2>>,
    /// Small maps of each layer, `[head·cell, cell]`.
    maps: Vec<Tensor<2>>,
}

impl Seen {
    fn add(&mut self, layer: usize, layers: usize, inside: Inside, focus: Focus) {
        match inside {
            Inside::Attention(weights) => {
                let [_, heads, tokens, _] = weights.dims();
                if let Seen::Nothing = self {
                    *self = Seen::Heads(Heads {
                        layers,
                        heads,
                        focus: focus.within(layers, heads),
                        cells: cells(layers * heads, tokens),
                        chosen: None,
                        maps: Vec::with_capacity(layers),
                    });
                }
                if let Seen::Heads(seen) = self {
                    seen.add(layer, weights);
                }
            }
            Inside::Units(traces) => {
                if layer == focus.within(layers, 1).layer {
                    *self = Seen::Layer(layer, traces);
                }
            }
        }
    }
}

impl Heads {
    fn add(&mut self, layer: usize, weights: Tensor<4>) {
        let [_, heads, tokens, _] = weights.dims();
        if layer == self.focus.layer {
            let chosen = weights.clone().narrow(1, self.focus.head, 1);
            self.chosen = Some(chosen.reshape([tokens, tokens]));
        }
        self.maps.push(small_maps(
            weights.reshape([heads, tokens, tokens]),
            self.cells,
        ));
    }

    async fn fetch(self, tokens: usize) -> Result<view::Inside, Problem> {
        let wanted = self.chosen.into_iter().chain(self.maps);
        // GPU → host, batched: one head and all small maps.
        let mut read = weights::fetch(wanted.collect()).await?.into_iter();
        Ok(view::Inside::Attention(view::Attention {
            layers: self.layers,
            heads: self.heads,
            tokens,
            focus: self.focus,
            weights: read.next().unwrap_or_default(),
            cells: self.cells,
            maps: read.flatten().collect(),
        }))
    }
}

/// Rows and columns of each of so many small maps of a text of so many tokens.
fn cells(maps: usize, tokens: usize) -> usize {
    let most = (MAP_NUMBERS / maps.max(1)).isqrt().clamp(1, tokens.max(1));
    // As many tokens in each cell, so that none is left without.
    tokens.div_ceil(tokens.div_ceil(most))
}

/// The largest weight in each of `cells` × `cells` cells: `[head, token, token]` → `[head·cell, cell]`.
fn small_maps(weights: Tensor<3>, cells: usize) -> Tensor<2> {
    let [heads, tokens, _] = weights.dims();
    let reach = tokens.div_ceil(cells); // tokens that a cell stands for
    let missing = cells * reach - tokens;
    let padded = if missing > 0 {
        // Nothing is looked at where there are no tokens.
        let device = weights.device();
        let below = Tensor::zeros([heads, missing, tokens], &device);
        let beside = Tensor::zeros([heads, cells * reach, missing], &device);
        Tensor::cat(vec![Tensor::cat(vec![weights, below], 1), beside], 2)
    } else {
        weights
    }; // [head, cell·reach, cell·reach]
    padded
        .reshape([heads * cells, reach, cells, reach])
        .max_dim(3)
        .max_dim(1)
        .reshape([heads * cells, cells])
}

/// A layer's units over the text; of a very wide one, the units that change most.
async fn units(
    layers: usize,
    layer: usize,
    tokens: usize,
    traces: Vec<(&'static str, Tensor<2>)>,
) -> Result<view::Inside, Problem> {
    let width = traces.first().map_or(0, |(_, trace)| trace.dims()[1]);
    let most = TRACE_NUMBERS / (traces.len() * tokens).max(1);
    let mut units: Vec<usize> = (0..width).collect();
    let mut shown = Vec::with_capacity(traces.len());
    // GPU → host: one quantity after the other, so that of a wide layer there is never more than one in whole.
    for (name, trace) in traces {
        let whole = weights::fetch(vec![trace]).await?.pop().unwrap_or_default();
        if shown.is_empty() {
            units = liveliest(&whole, width, most);
        }
        let rows = whole.chunks_exact(width);
        let values = rows.flat_map(|row| units.iter().map(|&unit| row[unit]));
        shown.push(view::Trace {
            name: name.to_owned(),
            values: values.collect(),
        });
    }
    Ok(view::Inside::Units(view::Units {
        layers,
        layer,
        width,
        tokens,
        units,
        traces: shown,
    }))
}

/// The `most` units whose values, `[token, unit]`, vary most; rising.
fn liveliest(values: &[f32], width: usize, most: usize) -> Vec<usize> {
    let mut units: Vec<usize> = (0..width).collect();
    if width > most {
        let variance = |unit: usize| variance(values.iter().skip(unit).step_by(width));
        let variances: Vec<f64> = units.iter().map(|&unit| variance(unit)).collect();
        units.sort_by(|&one, &other| variances[other].total_cmp(&variances[one]));
        units.truncate(most);
        units.sort_unstable();
    }
    units
}

fn variance<'v>(values: impl Iterator<Item = &'v f32>) -> f64 {
    let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for &value in values {
        let value = f64::from(value);
        count += 1.0;
        sum += value;
        squares += value * value;
    }
    squares - sum * sum / f64::max(count, 1.0)
}

fn counts(loaded: &LoadedModel, ngram: &Ngram, tokens: &[u32]) -> view::Counts {
    let levels = ngram.inspect(tokens).into_iter();
    view::Counts {
        levels: levels.map(|level| count_level(loaded, level)).collect(),
    }
}

fn count_level(loaded: &LoadedModel, level: LevelCounts) -> view::CountLevel {
    let shown = |token: &u32| loaded.tokenizer.token_text(*token);
    let followers = level
        .followers
        .iter()
        .take(FOLLOWERS)
        .map(|(token, count, probability)| view::Follower {
            text: shown(token),
            count: *count,
            probability: *probability as f32,
        });
    view::CountLevel {
        context: level.context.iter().map(shown).collect(),
        total: level.total,
        distinct: level.followers.len(),
        followers: followers.collect(),
        left: level.left.map(|left| left as f32),
    }
}

#[cfg(test)]
mod tests;
