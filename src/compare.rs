//! Two beliefs, one text: how two finished runs see every symbol of it, and how far they are apart.
//!
//! Where both runs cut text into the same tokens, their whole distributions over the next token are compared. Where
//! they do not, both are asked for the next *character*: [`characters`] says how that follows from tokens. Either way
//! the text is read as if a line had just ended, so that its first symbol is predicted, too.

use std::collections::BTreeSet;

use burn::tensor::Device;

use crate::loss;
use crate::protocol::{Artifact, Progress, Stage};
use crate::sample;
use crate::session::{Caller, Halt, report};
use crate::speaker::Speaker;
use crate::view;
use crate::words::{Problem, Words};

mod characters;

use characters::CharacterBelief;

/// The longest text that is compared, in characters.
pub const LONGEST: usize = 2000;

/// What a model is taken to give to all symbols together that it cannot say at all, so that a divergence from it stays
/// finite: one in a million million.
const IMPOSSIBLE: f64 = 1e-12;

/// How two runs see one text. `P` is the first, `Q` the second.
///
/// # Errors
///
/// Where a file is not what it says, the text is empty, too long or has characters that one of them does not know, the
/// device fails, or the caller gave up.
pub async fn compare(
    first: &Artifact,
    second: &Artifact,
    text: &str,
    device: &Device,
    caller: &mut impl Caller,
) -> Result<view::Comparison, Halt> {
    let length = text.chars().count();
    if length == 0 || length > LONGEST {
        return Err(unfit(length).into());
    }
    let speakers = [
        Speaker::open(first, device)?,
        Speaker::open(second, device)?,
    ];
    let (unit, rows, worths) = if first.tokenizer == second.tokenizer {
        let (rows, worths) = by_token(&speakers, text, caller).await?;
        (view::ComparisonUnit::Token, rows, worths)
    } else {
        let text = common_spelling(&speakers, text)?;
        let rows = by_character(&speakers, &text, caller).await?;
        let worths = vec![1; rows.len()];
        (view::ComparisonUnit::Character, rows, worths)
    };
    Ok(view::Comparison {
        unit,
        totals: totals(&rows, worths.iter().sum()),
        rows,
    })
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

/// One row for each token, and how many characters each is worth.
async fn by_token(
    speakers: &[Speaker; 2],
    text: &str,
    caller: &mut impl Caller,
) -> Result<(Vec<view::ComparisonRow>, Vec<usize>), Halt> {
    let tokenizer = &speakers[0].tokenizer;
    let tokens = speakers[0].encode(text, "")?;
    let beginning = speakers[0].beginning();
    let before = beginning.len() - 1;
    let whole = [beginning, tokens.clone()].concat();
    let mut beliefs = Vec::new();
    for (speaker, done) in speakers.iter().zip([0.5, 1.0]) {
        beliefs.push(speaker.predictor.beliefs(&whole).await?);
        report(caller, Stage::Comparing, done).await?;
    }
    let encoded = tokenizer.encode_text(text);
    let rows = tokens.iter().enumerate().map(|(at, &token)| {
        let [p, q] = [0, 1].map(|which: usize| &beliefs[which][before + at]);
        let belief = |belief: &[f64]| view::Belief {
            surprisal: loss::cross_entropy(belief, token as usize, 0.0) as f32,
            distribution: sample::distribution(belief, tokenizer),
        };
        row(tokenizer.token_text(token), [belief(p), belief(q)], p, q)
    });
    let worths = (0..tokens.len()).map(|at| encoded.characters(at..at + 1));
    Ok((rows.collect(), worths.collect()))
}

/// The text as both tokenizers give it back: where one of them normalises letters, the other reads it normalised, too.
fn common_spelling(speakers: &[Speaker; 2], text: &str) -> Result<String, Problem> {
    let mut spelled = text.to_owned();
    for speaker in [&speakers[0], &speakers[1], &speakers[0]] {
        spelled = speaker.tokenizer.decode(&speaker.encode(&spelled, "")?);
    }
    Ok(spelled)
}

/// One row for each character.
async fn by_character(
    speakers: &[Speaker; 2],
    text: &str,
    caller: &mut impl Caller,
) -> Result<Vec<view::ComparisonRow>, Halt> {
    let mut halves = Half { caller, begun: 0.0 };
    let p = characters::read(&speakers[0], text, &mut halves).await?;
    halves.begun = 0.5;
    let q = characters::read(&speakers[1], text, &mut halves).await?;
    let rows = text.chars().zip(p.iter().zip(&q)).map(|(c, (p, q))| {
        let beliefs = [p, q].map(|belief| view::Belief {
            surprisal: -belief.came.ln() as f32,
            distribution: shown(belief),
        });
        let [p, q] = common(p, q, c);
        row(characters::visible(c), beliefs, &p, &q)
    });
    Ok(rows.collect())
}

/// Tells the caller of one of two equal parts of the work.
struct Half<'c, C> {
    caller: &'c mut C,
    begun: f64,
}

impl<C: Caller> Caller for Half<'_, C> {
    async fn progress(&mut self, progress: Progress) -> std::ops::ControlFlow<()> {
        let fraction = self.begun + 0.5 * progress.fraction;
        self.caller
            .progress(Progress {
                fraction,
                ..progress
            })
            .await
    }
}

/// Both beliefs as log-probabilities of the same events: every character that both can name, the one that came, and
/// everything else together. Putting events together never adds to a divergence (the data-processing inequality).
fn common(p: &CharacterBelief, q: &CharacterBelief, came: char) -> [Vec<f64>; 2] {
    let mut named: BTreeSet<char> = p
        .known
        .keys()
        .filter(|c| q.known.contains_key(c))
        .copied()
        .collect();
    named.insert(came);
    [p, q].map(|belief| {
        let probabilities: Vec<f64> = named.iter().map(|c| belief.probability(*c, came)).collect();
        let rest = (1.0 - probabilities.iter().sum::<f64>()).max(IMPOSSIBLE);
        probabilities
            .into_iter()
            .chain([rest])
            .map(f64::ln)
            .collect()
    })
}

fn row(text: String, beliefs: [view::Belief; 2], p: &[f64], q: &[f64]) -> view::ComparisonRow {
    view::ComparisonRow {
        text,
        beliefs,
        forward_kl: loss::forward_kl(p, q) as f32,
        reverse_kl: loss::reverse_kl(p, q) as f32,
        jensen_shannon: loss::jensen_shannon(p, q) as f32,
    }
}

/// A belief about characters as it is shown; the ids are code points, and what has no name counts as one symbol.
fn shown(belief: &CharacterBelief) -> view::Distribution {
    let mut falling: Vec<(char, f64)> = belief.known.iter().map(|(c, p)| (*c, *p)).collect();
    falling.sort_by(|one, other| other.1.total_cmp(&one.1));
    let rest = (1.0 - falling.iter().map(|(_, p)| p).sum::<f64>()).max(0.0);
    let plogp = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    let entropy = falling.iter().map(|(_, p)| plogp(*p)).sum::<f64>() + plogp(rest);
    let top = falling
        .iter()
        .take(sample::SHOWN)
        .map(|&(c, probability)| view::TokenProbability {
            id: c.into(),
            text: characters::visible(c),
            probability: probability as f32,
        });
    let top: Vec<view::TokenProbability> = top.collect();
    let others = falling
        .iter()
        .skip(sample::SHOWN)
        .map(|(_, p)| p)
        .sum::<f64>()
        + rest;
    view::Distribution {
        top,
        rest: others as f32,
        entropy: entropy as f32,
    }
}

fn totals(rows: &[view::ComparisonRow], characters: usize) -> view::ComparisonTotals {
    let sum = |value: fn(&view::ComparisonRow) -> f32| {
        rows.iter().map(|row| f64::from(value(row))).sum::<f64>()
    };
    let mean = |value| sum(value) / rows.len().max(1) as f64;
    let per_character = |nats: f64| nats / characters.max(1) as f64;
    view::ComparisonTotals {
        characters,
        nats_per_character: [
            per_character(sum(|row| row.beliefs[0].surprisal)),
            per_character(sum(|row| row.beliefs[1].surprisal)),
        ],
        forward_kl: mean(|row| row.forward_kl),
        reverse_kl: mean(|row| row.reverse_kl),
        jensen_shannon: mean(|row| row.jensen_shannon),
    }
}

#[cfg(test)]
mod tests;
