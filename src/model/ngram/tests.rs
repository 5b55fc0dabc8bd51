//! Counted by hand, against each other, and against the figures of Tiny Shakespeare.

use super::*;
use crate::experiment::{AddK, KneserNey};

fn add_k(order: usize, k: f64, vocabulary: usize) -> Ngram {
    let smoothing = Smoothing::AddK(AddK { k });
    Ngram::new(&experiment::Ngram { order, smoothing }, vocabulary)
}

fn kneser_ney(order: usize, discount: f64, vocabulary: usize) -> Ngram {
    let smoothing = Smoothing::KneserNey(KneserNey { discount });
    Ngram::new(&experiment::Ngram { order, smoothing }, vocabulary)
}

fn assert_close(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() < 1e-12,
        "{found} is not {expected}"
    );
}

/// "abracadabra" with a=0, b=1, c=2, d=3, r=4.
const ABRACADABRA: [u32; 11] = [0, 1, 4, 0, 2, 0, 3, 0, 1, 4, 0];

#[test]
fn add_k_is_the_formula() {
    let mut bigram = add_k(1, 0.5, 5);
    bigram.count(&ABRACADABRA);
    // a is followed four times: twice by b, once by c, once by d. k·V = 2.5.
    let expected = [0.5 / 6.5, 2.5 / 6.5, 1.5 / 6.5, 1.5 / 6.5, 0.5 / 6.5];
    let found = bigram.distribution(&[0]);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.into_iter().zip(expected) {
        assert_close(found, expected);
    }
    // With no context at all it falls back on the unigram: a stands 5 times among 11.
    assert_close(bigram.distribution(&[])[0], 5.5 / 13.5);
    assert_close(bigram.log_probability(&[4], 0), (2.5f64 / 4.5).ln());
}

#[test]
fn unseen_contexts_without_smoothing_are_uniform() {
    let mut bigram = add_k(1, 0.0, 5);
    bigram.count(&[0, 1, 0]);
    assert_close(bigram.distribution(&[3])[2], 0.2);
}

#[test]
fn kneser_ney_is_worked_by_hand() {
    let mut bigram = kneser_ney(1, 0.75, 5);
    bigram.count(&ABRACADABRA);
    // Different tokens before each: a after r, c, d → 3; b after a → 1; c 1; d 1; r after b → 1. Together 7.
    // Unigram: p(a) = (3 − 0.75)/7 + 0.75·5/7·(1/5); the others (1 − 0.75)/7 + the same.
    let left_over = 0.75 * 5.0 / 7.0 / 5.0;
    let (a, other) = (2.25 / 7.0 + left_over, 0.25 / 7.0 + left_over);
    assert_close(a + 4.0 * other, 1.0);
    // After a: 4 occurrences of 3 different tokens; 0.75·3/4 goes to the unigram.
    let share = 0.75 * 3.0 / 4.0;
    let expected = [
        share * a,
        1.25 / 4.0 + share * other,
        0.25 / 4.0 + share * other,
        0.25 / 4.0 + share * other,
        share * other,
    ];
    let found = bigram.distribution(&[0]);
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.into_iter().zip(expected) {
        assert_close(found, expected);
    }
    assert_close(bigram.distribution(&[])[0], a);
}

/// A text without much of a pattern.
fn noise(length: usize, vocabulary: u32) -> Vec<u32> {
    let mut state = 1u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        ((state >> 40) as u32 % vocabulary) * ((state >> 33) as u32 % 3) % vocabulary
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn every_distribution_sums_to_one_and_agrees_with_its_logarithm() {
    let text = noise(400, 7);
    for order in 0..=MAX_ORDER {
        for mut model in [add_k(order, 0.01, 7), kneser_ney(order, 0.6, 7)] {
            model.count(&text);
            for at in [0, 1, 3, 50, 399] {
                let distribution = model.distribution(&text[..at]);
                assert_close(distribution.iter().sum(), 1.0);
                for (token, probability) in distribution.into_iter().enumerate() {
                    assert_close(
                        model.log_probability(&text[..at], token as u32),
                        probability.ln(),
                    );
                }
            }
        }
    }
}

#[test]
fn a_longer_model_knows_what_every_shorter_one_would_say() {
    let text = noise(600, 7);
    let mut longest = kneser_ney(5, 0.6, 7);
    longest.count(&text[..300]);
    // Its longest contexts are forgotten half way, as where memory runs short.
    longest.shorten();
    longest.count(&text[300..]);
    for order in 0..=4 {
        let mut own = kneser_ney(order, 0.6, 7);
        own.count(&text);
        for at in [5, 50, 599] {
            for token in 0..7 {
                let all = longest.log_probabilities_by_order(&text[..at], token);
                assert_eq!(all.len(), 5);
                assert_close(all[order], own.log_probability(&text[..at], token));
            }
        }
    }
}

#[test]
fn chunks_make_no_difference() {
    let text = noise(100, 5);
    let mut whole = kneser_ney(3, 0.75, 5);
    whole.count(&text);
    for size in [1, 2, 7, 64] {
        let mut pieces = kneser_ney(3, 0.75, 5);
        text.chunks(size).for_each(|chunk| pieces.count(chunk));
        assert_eq!(pieces, whole);
    }
}

#[test]
fn levels_show_the_longest_context_first() {
    let mut trigram = add_k(2, 1.0, 5);
    trigram.count(&ABRACADABRA);
    let levels = trigram.inspect(&[3, 0, 1]);
    let contexts: Vec<_> = levels
        .iter()
        .map(|level| level.context.as_slice())
        .collect();
    assert_eq!(contexts, [&[0, 1][..], &[1], &[]]);
    assert_eq!(levels[0].total, 2);
    assert_eq!(levels[0].followers, [(4, 2, 3.0 / 7.0)]);
    assert_eq!(levels[2].total, 11);
    assert_eq!(levels[2].followers[0], (0, 5, 6.0 / 16.0));
    assert!(levels.iter().all(|level| level.left.is_none()));
    assert_eq!(
        trigram.size(),
        5 + 7 + 7,
        "unigrams, bigrams and trigrams of abracadabra"
    );
}

/// What is allocated: tables at their capacity of seven eighths, and lists with the 16 bytes an allocator adds.
fn allocated_bytes(model: &Ngram) -> usize {
    let entry = size_of::<(u128, Followers)>() + 1;
    let level = |level: &Level| {
        let lists = level.contexts.values();
        let lists: usize = lists
            .map(|found| found.followers.capacity() * size_of::<Follower>() + 16)
            .sum();
        level.contexts.capacity() * 8 / 7 * entry + lists
    };
    model.levels.iter().map(level).sum()
}

#[test]
fn the_plan_knows_what_counting_takes() {
    // Hardly anything repeats itself, so that the plan's upper bound is not far above.
    let text = noise(60_000, 5_000);
    let config = experiment::Ngram {
        order: 3,
        ..experiment::Ngram::default()
    };
    let facts = experiment::validate::TextFacts {
        vocabulary: 5_000,
        train_tokens: text.len(),
        validation_tokens: 1_000,
    };
    let recipe = experiment::Experiment {
        model: experiment::Model::Ngram(config.clone()),
        ..experiment::Experiment::default()
    };
    let planned = experiment::Plan::new(recipe, facts).unwrap();
    let planned = planned.learned_bytes().0 as usize;
    let mut model = Ngram::new(&config, 5_000);
    model.count(&text);
    let found = allocated_bytes(&model);
    assert!(
        found < planned && planned < 2 * found,
        "{found} bytes, not {planned}"
    );
}

#[test]
fn a_level_leaves_its_discount_to_the_shorter_one_and_everything_where_it_saw_nothing() {
    let mut bigram = kneser_ney(1, 0.5, 5);
    bigram.count(&ABRACADABRA);
    // After a (0): b twice, c and d once each, so that three discounts of a half are left of a total of four.
    let levels = bigram.inspect(&[0]);
    assert_eq!(levels[0].left, Some(3.0 * 0.5 / 4.0));
    let mut trigram = kneser_ney(2, 0.5, 5);
    trigram.count(&ABRACADABRA);
    assert_eq!(
        trigram.inspect(&[3, 3])[0].left,
        Some(1.0),
        "never seen: all of it"
    );
}

#[test]
fn tables_bring_everything_back() {
    let mut model = kneser_ney(3, 0.75, 7);
    model.count(&noise(200, 7));
    let read = Ngram::from_tables(&model.config, 7, &model.tables());
    assert_eq!(read, Ok(model));
}

#[test]
fn damaged_tables_are_refused() {
    let mut model = add_k(1, 1.0, 5);
    model.count(&ABRACADABRA);
    let read = |tables: &[Table]| Ngram::from_tables(&model.config, 5, tables).map(|_| ());
    for missing in 0..model.tables().len() {
        let mut tables = model.tables();
        let name = tables.remove(missing).name;
        assert_eq!(read(&tables), Err(BadTable(name)));
    }
    let mut tables = model.tables();
    tables.last_mut().unwrap().values[0] = 5;
    assert_eq!(
        read(&tables),
        Err(BadTable("levels.1.followers".into())),
        "token 5 of 5"
    );
    let mut tables = model.tables();
    tables[2].values[0] += 1;
    assert!(
        read(&tables).is_err(),
        "more followers promised than there are"
    );
}
