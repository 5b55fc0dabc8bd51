//! What a story says first, it must still mean at its end.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// The stories of the corpus, each with its title.
fn stories(corpus: &str) -> Vec<&str> {
    corpus.split_terminator("\n\n").collect()
}

/// The nouns of the things with their measure words, as the lexicon has them.
fn measures() -> BTreeMap<&'static str, char> {
    let (_, things) = lexicon::LEXICON.split_once("= thing(word,m,q)").unwrap();
    let (things, _) = things.split_once("\n= ").unwrap();
    things
        .split(['|', '\n'])
        .filter(|entry| !entry.trim().is_empty())
        .map(|entry| {
            let mut fields = entry.trim().split('/');
            let noun = fields.next().unwrap();
            (noun, fields.next().unwrap().chars().next().unwrap())
        })
        .collect()
}

/// Every 一 or 那, measure word, qualifier and thing of a story: where it stands, and its four parts.
fn mentions(story: &str) -> Vec<(usize, char, char, String, &'static str)> {
    let nouns = measures();
    let words: BTreeSet<char> = nouns.values().copied().collect();
    let mut found = Vec::new();
    for &noun in nouns.keys() {
        for (end, _) in story.match_indices(noun) {
            let before: Vec<(usize, char)> = story[..end].char_indices().rev().take(5).collect();
            for gap in 1..=3 {
                let (Some(&(start, number)), Some(&(_, measure))) =
                    (before.get(gap + 1), before.get(gap))
                else {
                    continue;
                };
                let qualifier: String = before[..gap].iter().rev().map(|&(_, c)| c).collect();
                let plain = qualifier
                    .chars()
                    .all(|c| c.is_alphabetic() && !"的围戴".contains(c));
                if matches!(number, '一' | '那') && words.contains(&measure) && plain {
                    found.push((start, number, measure, qualifier, noun));
                }
            }
        }
    }
    found
}

#[test]
fn measure_words_agree_with_their_nouns() {
    let (corpus, nouns) = (tell(), measures());
    let found = mentions(&corpus);
    assert!(found.len() > 500, "{}", found.len());
    for (_, number, measure, qualifier, noun) in found {
        assert_eq!(measure, nouns[noun], "{number}{measure}{qualifier}{noun}");
    }
}

#[test]
fn a_call_back_names_a_thing_introduced_before() {
    for story in stories(&tell()) {
        let found = mentions(story);
        for (at, number, measure, qualifier, noun) in &found {
            let introduced = format!("一{measure}{qualifier}{noun}");
            assert!(
                *number == '一' || story[..*at].contains(&introduced),
                "那{measure}{qualifier}{noun} comes from nowhere in: {story}"
            );
        }
    }
}

#[test]
fn a_promise_is_kept_by_whoever_made_it() {
    let corpus = tell();
    let mut kept = 0;
    for story in stories(&corpus) {
        for (at, _) in story.match_indices("没有忘记答应") {
            let who: String = story[..at]
                .chars()
                .rev()
                .take(2)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            let (whom, _) = story[at + "没有忘记答应".len()..]
                .split_once("的事")
                .unwrap();
            assert!(story[..at].contains(&format!("{who}答应{whom}")), "{story}");
            kept += 1;
        }
    }
    assert!(kept > 50, "{kept}");
}

#[test]
fn what_was_hidden_is_found_where_it_was_hidden() {
    let corpus = tell();
    let mut hidden = 0;
    for story in stories(&corpus) {
        let between = |before: &str, after: &str| {
            let rest = story.split_once(before)?.1;
            Some(rest.split_once(after)?.0)
        };
        if let Some(found) = between("把他们一直带到", "。") {
            assert_eq!(between("藏到了", "，"), Some(found), "{story}");
            hidden += 1;
        }
    }
    assert!(hidden > 10, "{hidden}");
}

/// The part at the end is for validation: whoever lives there must be copied from the story, not remembered.
#[test]
fn the_last_stories_have_names_of_their_own() {
    let corpus = tell();
    let all = stories(&corpus);
    let (known, new) = all.split_at(all.len() * 9 / 10);
    let known = known.concat();
    let heroes = |story: &str| -> Vec<String> {
        story
            .match_indices('问')
            .chain(story.match_indices('说'))
            .filter_map(|(at, _)| {
                let name: Vec<char> = story[..at].chars().rev().take(3).collect();
                let quoted = name.len() == 3 && matches!(name[2], '”' | '，' | '。');
                quoted.then(|| [name[1], name[0]].iter().collect())
            })
            .collect()
    };
    let names: BTreeSet<String> = new
        .iter()
        .flat_map(|story| {
            let spoken = heroes(story);
            let often = |name: &String| spoken.iter().filter(|other| *other == name).count() > 1;
            spoken
                .iter()
                .filter(|name| often(name))
                .cloned()
                .collect::<Vec<_>>()
        })
        .collect();
    let unseen = names
        .iter()
        .filter(|name| !known.contains(name.as_str()))
        .count();
    assert!(unseen * 10 > names.len() * 8, "{unseen} of {names:?}");
}
