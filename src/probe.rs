//! What a model makes of a text, and what is inside it while it reads.

use crate::loss;
use crate::model::Inside;
use crate::model::ngram::LevelCounts;
use crate::predictor::{Belief, Inspected};
use crate::sample::distribution;
use crate::speaker::Speaker;
use crate::view;
use crate::weights;
use crate::words::{Problem, Words};

/// The longest text that is probed, in tokens: attention grows with its square.
pub const LONGEST: usize = 512;

/// Followers of a context that are shown.
const FOLLOWERS: usize = 20;

/// Reads a text with a model. Of a text longer than the model's window (or [`LONGEST`]) the last tokens are read, and
/// the answer says how many were left out.
///
/// # Errors
///
/// Where the text is empty or has characters that the tokenizer does not know, or the device fails.
pub async fn probe(speaker: &Speaker, text: &str) -> Result<view::Probe, Problem> {
    let tokens = speaker.encode(text, "")?;
    if tokens.is_empty() {
        return Err(Problem::general(Words::fixed(
            "There is no text to look at. Type a word or two.",
            "没有可以查看的文本。请输入一两个词。",
        )));
    }
    let most = speaker.predictor.window().unwrap_or(LONGEST).min(LONGEST);
    let skipped = tokens.len().saturating_sub(most);
    let tokens = &tokens[skipped..];

    let (beliefs, inside) = match speaker.predictor.inspect(tokens) {
        Inspected::Network { logits, inside } => {
            let [_, time, vocabulary] = logits.dims();
            // GPU → host, batched: the logits and everything inside.
            let (logits, inside) =
                fetch_inside(logits.reshape([time, vocabulary]), inside, time).await?;
            (
                logits
                    .chunks_exact(vocabulary)
                    .map(loss::log_softmax)
                    .collect(),
                inside,
            )
        }
        Inspected::Counting(ngram) => {
            let levels = ngram
                .inspect(tokens)
                .into_iter()
                .map(|level| count_level(speaker, level));
            let counts = view::Counts {
                levels: levels.collect(),
            };
            (
                speaker.predictor.beliefs(tokens).await?,
                view::Inside::Counts(counts),
            )
        }
    };
    let next = beliefs.last().expect("there is a belief after every token");
    Ok(view::Probe {
        step: speaker.step,
        skipped,
        tokens: probed_tokens(speaker, tokens, &beliefs),
        next: distribution(next, &speaker.tokenizer),
        inside,
    })
}

/// Every token with what was expected in its place.
fn probed_tokens(speaker: &Speaker, tokens: &[u32], beliefs: &[Belief]) -> Vec<view::ProbedToken> {
    let before = std::iter::once(None).chain(beliefs.iter().map(Some));
    let probed = tokens
        .iter()
        .zip(before)
        .map(|(&id, belief)| view::ProbedToken {
            id,
            text: speaker.tokenizer.token_text(id),
            surprisal: belief.map(|belief| loss::surprisal(belief, id as usize) as f32),
            expected: belief.map(|belief| distribution(belief, &speaker.tokenizer)),
        });
    probed.collect()
}

/// Logits, row after row, and what was inside, as plain data.
async fn fetch_inside(
    logits: burn::tensor::Tensor<2>,
    inside: Inside,
    tokens: usize,
) -> Result<(Vec<f32>, view::Inside), Problem> {
    let flat = |tensor: burn::tensor::Tensor<3>| {
        let [first, second, third] = tensor.dims();
        tensor.reshape([first * second, third])
    };
    match inside {
        Inside::Attention(layers) => {
            let heads = layers.first().map_or(0, |layer| layer.dims()[1]);
            let count = layers.len();
            let rows = layers
                .into_iter()
                .map(|layer| layer.reshape([heads * tokens, tokens]));
            let mut read = weights::fetch(std::iter::once(logits).chain(rows).collect())
                .await?
                .into_iter();
            let logits = read.next().unwrap_or_default();
            let attention = view::Attention {
                layers: count,
                heads,
                tokens,
                weights: read.flatten().collect(),
            };
            Ok((logits, view::Inside::Attention(attention)))
        }
        Inside::Recurrence(traces) => {
            let layers = traces.first().map_or(0, |(_, layers)| layers.len());
            let width = traces
                .first()
                .and_then(|(_, layers)| layers.first())
                .map_or(0, |layer| layer.dims()[2]);
            let names: Vec<&str> = traces.iter().map(|(name, _)| *name).collect();
            let rows = traces.into_iter().flat_map(|(_, layers)| layers).map(flat);
            let mut read = weights::fetch(std::iter::once(logits).chain(rows).collect())
                .await?
                .into_iter();
            let logits = read.next().unwrap_or_default();
            let traces = names.into_iter().map(|name| view::Trace {
                name: name.to_owned(),
                values: read.by_ref().take(layers).flatten().collect(),
            });
            let traces = traces.collect();
            Ok((
                logits,
                view::Inside::Recurrence(view::Recurrence {
                    layers,
                    width,
                    tokens,
                    traces,
                }),
            ))
        }
    }
}

fn count_level(speaker: &Speaker, level: LevelCounts) -> view::CountLevel {
    let shown = |token: &u32| speaker.tokenizer.token_text(*token);
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
