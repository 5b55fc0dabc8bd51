//! Different beliefs, one text: how some finished runs see every symbol of it, and how far they are apart.
//!
//! Where all runs cut text into the same tokens, their whole distributions over the next token are compared. Where
//! they do not, all are asked for the next *character*: [`characters`] says how that follows from tokens. Either way
//! the text is read as if it were a beginning (see [`LoadedModel::beginning`]), so that its first symbol is predicted, too.
//!
//! All models go through the text side by side, one symbol after the other. A belief is as long as the vocabulary; what
//! stays of it is a row of figures and its likeliest few tokens, so that neither the work nor the answer outgrows memory.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use burn::tensor::Device;

use crate::loaded::LoadedModel;
use crate::loss;
use crate::progress::{Halt, ProgressSink, report};
use crate::protocol::{Artifact, Stage};
use crate::sample;
use crate::view;
use crate::words::{Problem, Words};

mod characters;

use characters::CharacterBelief;

/// The longest text that is compared, in characters.
pub const LONGEST: usize = 2000;

/// The most symbols that are compared: where tokens are bytes, a character may take four.
pub const MOST_SYMBOLS: usize = 4 * LONGEST;

/// Symbols that all rows of an answer name together, at most about: the likeliest of each belief.
pub const NAMED: usize = 48_000;

/// How many runs are compared at once: as many as a page can show beside each other.
pub const RUNS: RangeInclusive<usize> = 2..=3;

/// What a model is taken to give to all symbols together that it cannot say at all, so that a divergence from it stays
/// finite: one in a million million.
const IMPOSSIBLE: f64 = 1e-12;

/// How two or three runs see one text, in their order.
///
/// # Errors
///
/// Where there are too few or too many runs, a file is not what it says, the text is empty, too long or has characters
/// that one of them does not know, the device fails, or the sink gave up.
pub async fn compare(
    runs: &[Artifact],
    text: &str,
    device: &Device,
    sink: &mut impl ProgressSink,
) -> Result<view::Comparison, Halt> {
    if !RUNS.contains(&runs.len()) {
        return Err(miscounted(runs.len()).into());
    }
    let length = text.chars().count();
    if length == 0 || length > LONGEST {
        return Err(unfit(length).into());
    }
    let speakers = runs
        .iter()
        .map(|run| LoadedModel::open(run, device))
        .collect::<Result<Vec<LoadedModel>, _>>()?;
    let same_tokens = runs.iter().all(|run| run.tokenizer == runs[0].tokenizer);
    let (unit, rows, characters) = if same_tokens {
        let (rows, characters) = by_token(&speakers, text, sink).await?;
        (view::ComparisonUnit::Token, rows, characters)
    } else {
        let text = common_spelling(&speakers, text)?;
        let rows = by_character(&speakers, &text, sink).await?;
        let characters = rows.len();
        (view::ComparisonUnit::Character, rows, characters)
    };
    Ok(view::Comparison {
        unit,
        totals: totals(runs.len(), &rows, characters),
        rows,
    })
}

/// How many symbols of each belief are named, where `models` read so many.
fn named(symbols: usize, models: usize) -> usize {
    (NAMED / (symbols * models).max(1)).clamp(2, sample::SHOWN)
}

/// There are symbols to compare, and not too many.
fn check_symbols(symbols: usize) -> Result<(), Problem> {
    match symbols {
        0 => Err(Problem::general(Words::fixed(
            "These runs' tokenizer leaves nothing of this text, so there is nothing to compare. Use other words.",
            "这些训练所用的分词器没有保留这段文本的任何内容，无从比较。请换一段文本。",
        ))),
        1..=MOST_SYMBOLS => Ok(()),
        _ => Err(Problem::general(Words::new(
            format!(
                "The text is cut into {symbols} pieces; at most {MOST_SYMBOLS} are compared. Choose a part of it."
            ),
            format!("文本被切成 {symbols} 段，最多比较 {MOST_SYMBOLS} 段。请选取其中一部分。"),
        ))),
    }
}

fn miscounted(runs: usize) -> Problem {
    let (fewest, most) = (RUNS.start(), RUNS.end());
    Problem::general(Words::new(
        format!("{runs} runs were chosen; choose {fewest} to {most} to compare."),
        format!("选择了 {runs} 次训练；请选择 {fewest} 到 {most} 次来比较。"),
    ))
}

fn unfit(length: usize) -> Problem {
    if length == 0 {
        Problem::general(Words::fixed(
            "There is no text to compare on. Type or paste a sentence.",
            "没有可以比较的文本。请输入或粘贴一句话。",
        ))
    } else {
        Problem::general(Words::new(
            format!(
                "The text has {length} characters; at most {LONGEST} are compared. Choose a part of it."
            ),
            format!("文本有 {length} 个字符，最多比较 {LONGEST} 个。请选取其中一部分。"),
        ))
    }
}

/// One row for each token, and how many characters they are worth together.
async fn by_token(
    speakers: &[LoadedModel],
    text: &str,
    sink: &mut impl ProgressSink,
) -> Result<(Vec<view::ComparisonRow>, usize), Halt> {
    let tokenizer = &speakers[0].tokenizer;
    let tokens = speakers[0].encode(text, "")?;
    check_symbols(tokens.len())?;
    let most = named(tokens.len(), speakers.len());
    let mut readings = Vec::with_capacity(speakers.len());
    for loaded in speakers {
        let whole = [&loaded.beginning[..], &tokens].concat();
        let mut reading = loaded.predictor.believe(whole);
        reading.skip(loaded.beginning.len() - 1).await?;
        readings.push(reading);
    }
    let mut rows = Vec::with_capacity(tokens.len());
    for &token in &tokens {
        let mut here = Vec::with_capacity(readings.len());
        for reading in &mut readings {
            let belief = reading.next().await?;
            here.push(belief.expect("there is a belief before every token"));
        }
        let beliefs = here.iter().map(|belief| view::Belief {
            surprisal: loss::surprisal(belief, token as usize) as f32,
            distribution: sample::distribution(belief, tokenizer, most),
        });
        rows.push(row(tokenizer.token_text(token), beliefs.collect(), &here));
        report(
            sink,
            Stage::Comparing,
            rows.len() as f64 / tokens.len() as f64,
        )
        .await?;
    }
    // All tokens together are worth all characters, whatever the tokenizer.
    Ok((rows, text.chars().count()))
}

/// The text as all tokenizers give it back: where one of them normalises letters, the others read it normalised, too.
fn common_spelling(speakers: &[LoadedModel], text: &str) -> Result<String, Problem> {
    let mut spelled = text.to_owned();
    // Twice round, so that the first reads what the last made of it.
    for loaded in speakers.iter().chain(speakers) {
        spelled = loaded.tokenizer.decode(&loaded.encode(&spelled, "")?);
    }
    Ok(spelled)
}

/// One row for each character.
async fn by_character(
    speakers: &[LoadedModel],
    text: &str,
    sink: &mut impl ProgressSink,
) -> Result<Vec<view::ComparisonRow>, Halt> {
    let count = text.chars().count();
    check_symbols(count)?;
    let most = named(count, speakers.len());
    let vocabularies: Vec<characters::Bytes> = speakers
        .iter()
        .map(|loaded| characters::Bytes::of(&loaded.tokenizer))
        .collect();
    let mut readings = Vec::with_capacity(speakers.len());
    for (loaded, vocabulary) in speakers.iter().zip(&vocabularies) {
        readings.push(characters::Reading::begin(loaded, vocabulary, text).await?);
    }
    let mut rows = Vec::with_capacity(count);
    for came in text.chars() {
        let mut here = Vec::with_capacity(readings.len());
        for reading in &mut readings {
            here.push(reading.next(came).await?);
        }
        let beliefs = here.iter().map(|belief| view::Belief {
            surprisal: -belief.came.ln() as f32,
            distribution: shown(belief, most),
        });
        rows.push(row(
            characters::visible(came),
            beliefs.collect(),
            &common(&here, came),
        ));
        report(sink, Stage::Comparing, rows.len() as f64 / count as f64).await?;
    }
    Ok(rows)
}

/// The beliefs as log-probabilities of the same events, `[belief, event]`: every character that all can name, the one
/// that came, and everything else together. Putting events together never adds to a divergence (the data-processing
/// inequality).
fn common(beliefs: &[CharacterBelief], came: char) -> Vec<Vec<f64>> {
    let nameable = |c: &char| beliefs.iter().all(|belief| belief.known.contains_key(c));
    let mut named: BTreeSet<char> = beliefs[0].known.keys().copied().filter(nameable).collect();
    named.insert(came);
    let of_events = |belief: &CharacterBelief| {
        let probabilities: Vec<f64> = named.iter().map(|c| belief.probability(*c, came)).collect();
        let rest = (1.0 - probabilities.iter().sum::<f64>()).max(IMPOSSIBLE);
        probabilities
            .into_iter()
            .chain([rest])
            .map(f64::ln)
            .collect()
    };
    beliefs.iter().map(of_events).collect()
}

/// A row of a comparison; `logarithms` are the log-probabilities of the same events, `[belief, event]`.
fn row(
    text: String,
    beliefs: Vec<view::Belief>,
    logarithms: &[impl AsRef<[f64]>],
) -> view::ComparisonRow {
    let divergence = |p: usize, q: usize| {
        loss::forward_kl(logarithms[p].as_ref(), logarithms[q].as_ref()) as f32
    };
    view::ComparisonRow {
        text,
        divergences: square(beliefs.len(), divergence),
        jensen_shannon: loss::jensen_shannon(logarithms) as f32,
        beliefs,
    }
}

/// A matrix of that many rows and columns.
fn square<T>(size: usize, value: impl Fn(usize, usize) -> T) -> Vec<Vec<T>> {
    let row = |row| (0..size).map(|column| value(row, column)).collect();
    (0..size).map(row).collect()
}

/// A belief about characters as it is shown; the ids are code points, and what has no name counts as one symbol.
fn shown(belief: &CharacterBelief, most: usize) -> view::Distribution {
    let mut falling: Vec<(char, f64)> = belief.known.iter().map(|(c, p)| (*c, *p)).collect();
    falling.sort_by(|one, other| other.1.total_cmp(&one.1));
    let rest = (1.0 - falling.iter().map(|(_, p)| p).sum::<f64>()).max(0.0);
    let plogp = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    let entropy = falling.iter().map(|(_, p)| plogp(*p)).sum::<f64>() + plogp(rest);
    let top = falling
        .iter()
        .take(most)
        .map(|&(c, probability)| view::TokenProbability {
            id: c.into(),
            text: characters::visible(c),
            probability: probability as f32,
        });
    let top: Vec<view::TokenProbability> = top.collect();
    let others = falling.iter().skip(most).map(|(_, p)| p).sum::<f64>() + rest;
    view::Distribution {
        top,
        rest: others as f32,
        entropy: entropy as f32,
    }
}

/// Sums and means of the rows, by `models` models.
fn totals(
    models: usize,
    rows: &[view::ComparisonRow],
    characters: usize,
) -> view::ComparisonTotals {
    let sum = |value: &dyn Fn(&view::ComparisonRow) -> f32| {
        rows.iter().map(|row| f64::from(value(row))).sum::<f64>()
    };
    // There is a row at least, and a character.
    let mean = |value: &dyn Fn(&view::ComparisonRow) -> f32| sum(value) / rows.len() as f64;
    let nats = (0..models).map(|model| sum(&|row| row.beliefs[model].surprisal));
    view::ComparisonTotals {
        characters,
        nats_per_character: nats.map(|nats| nats / characters as f64).collect(),
        divergences: square(models, |p, q| mean(&|row| row.divergences[p][q])),
        jensen_shannon: mean(&|row| row.jensen_shannon),
    }
}

#[cfg(test)]
mod tests;
