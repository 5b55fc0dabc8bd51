use super::*;
use crate::experiment::{AddK, Experiment, Ngram as NgramConfig, Smoothing};
use crate::loaded::usual_beginning;
use crate::model::ngram::Ngram;
use crate::predictor::Predictor;
use crate::progress::block_on;
use crate::text::tokenizer::Tokenizer;

/// Probabilities 1/2, 1/4, 3/16 and 1/16 of the tokens 2, 0, 3 and 1.
fn logits() -> Vec<f32> {
    [0.25_f32, 0.0625, 0.5, 0.1875].map(f32::ln).to_vec()
}

fn assert_candidates(found: &Candidates, wanted: &[(u32, f64)]) {
    assert_eq!(found.0.len(), wanted.len(), "{found:?}");
    for (one, other) in found.0.iter().zip(wanted) {
        assert_eq!(one.0, other.0);
        assert!((one.1 - other.1).abs() < 1e-6, "{found:?}");
    }
}

#[test]
fn candidates_fall() {
    let candidates = Candidates::new(&logits(), 1.0);
    assert_candidates(
        &candidates,
        &[(2, 0.5), (0, 0.25), (3, 0.1875), (1, 0.0625)],
    );
}

#[test]
fn temperature_sharpens_and_flattens() {
    // At 1/2 the probabilities are squared: 64, 16, 9 and 1 parts of 90.
    let cold = Candidates::new(&logits(), 0.5);
    assert_candidates(
        &cold,
        &[
            (2, 64.0 / 90.0),
            (0, 16.0 / 90.0),
            (3, 9.0 / 90.0),
            (1, 1.0 / 90.0),
        ],
    );
    // At 0 only the likeliest is left.
    let frozen = Candidates::new(&logits(), 0.0);
    assert_eq!(frozen.0[0], (2, 1.0));
    assert_eq!(frozen.draw(0.999), 2);
}

#[test]
fn top_k_keeps_the_likeliest() {
    let candidates = Candidates::new(&logits(), 1.0);
    assert_candidates(
        &candidates.clone().top_k(2),
        &[(2, 2.0 / 3.0), (0, 1.0 / 3.0)],
    );
    assert_eq!(candidates.clone().top_k(0), candidates);
    assert_eq!(candidates.clone().top_k(9), candidates);
}

#[test]
fn top_p_keeps_the_fewest_that_reach_the_mass() {
    let candidates = Candidates::new(&logits(), 1.0);
    // 1/2 alone is short of 0.6; with 1/4 it is 3/4.
    assert_candidates(
        &candidates.clone().top_p(0.6),
        &[(2, 2.0 / 3.0), (0, 1.0 / 3.0)],
    );
    assert_candidates(&candidates.clone().top_p(0.49), &[(2, 1.0)]);
    assert_candidates(&candidates.clone().top_p(0.0), &[(2, 1.0)]);
    assert_eq!(candidates.clone().top_p(1.0), candidates);
}

#[test]
fn min_p_is_relative_to_the_likeliest() {
    let candidates = Candidates::new(&logits(), 1.0);
    // 3/8 of 1/2 is 3/16: the third stays, the last goes.
    assert_candidates(
        &candidates.clone().min_p(0.37),
        &[(2, 8.0 / 15.0), (0, 4.0 / 15.0), (3, 3.0 / 15.0)],
    );
    assert_candidates(&candidates.clone().min_p(1.0), &[(2, 1.0)]);
    assert_eq!(candidates.clone().min_p(0.0), candidates);
}

#[test]
fn cuts_follow_each_other() {
    let sampling = Sampling {
        temperature: 1.0,
        top_k: 3,
        top_p: 0.8,
        min_p: 0.6,
        ..Sampling::default()
    };
    // Of the three likeliest, 8/15, 4/15 and 3/15, the first two reach 0.8; the second is half as likely as the first.
    assert_candidates(&candidates(logits(), &[], &sampling), &[(2, 1.0)]);
}

#[test]
fn the_penalty_lowers_what_was_said() {
    let mut logits = [2.0, -2.0, 1.0, -1.0];
    penalise(&mut logits, [0, 1, 0, 9], 2.0);
    assert_eq!(logits, [1.0, -4.0, 1.0, -1.0]);
}

#[test]
fn a_number_draws_its_share() {
    let candidates = Candidates::new(&logits(), 1.0);
    let drawn =
        [0.0, 0.49, 0.51, 0.74, 0.76, 0.93, 0.95, 0.9999].map(|number| candidates.draw(number));
    assert_eq!(drawn, [2, 2, 0, 0, 3, 3, 1, 1]);
}

#[test]
fn distributions_show_the_top_and_the_rest() {
    let tokenizer = Tokenizer::byte();
    let belief: Vec<f64> = vec![-(32_f64.ln()); 32];
    let shown = distribution(&belief, &tokenizer, SHOWN);
    assert_eq!(shown.top.len(), SHOWN);
    assert!((shown.rest - 20.0 / 32.0).abs() < 1e-6);
    assert!((shown.entropy - 32_f32.ln()).abs() < 1e-5);
}

#[test]
fn the_top_falls_and_ties_keep_the_order_of_the_ids() {
    // Every probability five times, the likeliest last.
    let weights: Vec<f64> = (0..250).map(|id| f64::from(1 + id / 5)).collect();
    let sum: f64 = weights.iter().sum();
    let belief: Vec<f64> = weights.iter().map(|weight| (weight / sum).ln()).collect();
    let shown = distribution(&belief, &Tokenizer::byte(), SHOWN);
    let ids: Vec<u32> = shown.top.iter().map(|token| token.id).collect();
    let wanted = [245, 246, 247, 248, 249, 240, 241, 242, 243, 244, 235, 236];
    assert_eq!(ids, wanted);
    let top = 5.0 * 50.0 + 5.0 * 49.0 + 2.0 * 48.0;
    assert!((f64::from(shown.rest) - (1.0 - top / sum)).abs() < 1e-6);
}

/// A loaded that has counted the pairs of bytes of a text.
fn bigram(text: &str, k: f64) -> LoadedModel {
    let tokenizer = Tokenizer::byte();
    let smoothing = Smoothing::AddK(AddK { k });
    let config = NgramConfig {
        order: 1,
        smoothing,
    };
    let mut ngram = Ngram::new(&config, tokenizer.vocabulary_size());
    ngram.count(&tokenizer.encode(text));
    LoadedModel {
        beginning: usual_beginning(&tokenizer, &tokenizer.encode(text)),
        tokenizer: Arc::new(tokenizer),
        predictor: Predictor::Counting(Arc::new(ngram)),
        step: 0,
        experiment: Experiment::default(),
    }
}

fn likeliest(prompt: &str, tokens: usize) -> Sampling {
    Sampling {
        prompt: prompt.into(),
        tokens,
        decoding: Decoding::Greedy,
        ..Sampling::default()
    }
}

fn say(loaded: &LoadedModel, sampling: &Sampling) -> Result<String, Problem> {
    let mut generation = loaded.generate(sampling)?;
    let mut text = String::new();
    while let Some(token) = block_on(generation.next())? {
        text.push_str(&token.text);
    }
    Ok(text)
}

#[test]
fn a_character_that_was_begun_is_shown_at_the_end() {
    let loaded = bigram(&"é".repeat(50), 0.1);
    assert_eq!(say(&loaded, &likeliest("é", 2)).unwrap(), "é");
    assert_eq!(say(&loaded, &likeliest("é", 3)).unwrap(), "é\u{fffd}");
}

#[test]
fn an_invented_beginning_is_not_penalised() {
    // After a line's end comes another in two cases of three, else an "a"; a penalty of 3 would turn that round.
    let loaded = bigram(&"\n\n\na".repeat(200), 0.1);
    let penalised = |prompt| Sampling {
        repetition_penalty: 3.0,
        ..likeliest(prompt, 1)
    };
    assert_eq!(say(&loaded, &penalised("")).unwrap(), "\n");
    assert_eq!(say(&loaded, &penalised("\n")).unwrap(), "a");
}

#[test]
fn what_is_no_number_is_not_drawn_from() {
    // Taking away from every count leaves negative probabilities, whose logarithm is none.
    let loaded = bigram(&"ab".repeat(200), -0.5);
    assert_eq!(
        say(&loaded, &likeliest("a", 3)),
        Err(GenerationError::NotFinite.into())
    );
}

#[test]
fn without_a_prompt_a_model_begins_after_what_it_has_seen() {
    let lines = bigram("ab\nab\nab\n", 0.1);
    assert_eq!(lines.beginning, [u32::from(b'\n')]);
    assert_eq!(say(&lines, &likeliest("", 2)).unwrap(), "ab");
    let line = bigram("abcabcb", 0.1);
    assert_eq!(line.beginning, [u32::from(b'b')], "no line ends there");
    assert_eq!(say(&line, &likeliest("", 1)).unwrap(), "c");
}
