//! What a story says again, it has said before: things, names, promises, refrains.

use std::collections::{BTreeMap, BTreeSet};

use super::names::NAMES;

/// The entries of a plain word list.
fn words(list: &str) -> BTreeSet<&'static str> {
    let header = format!("= {list}\n");
    let (_, rest) = NAMES.split_once(&header).expect("the list is there");
    let entries = rest.lines().next().expect("it has a line");
    entries.split('|').map(str::trim).collect()
}

fn told() -> String {
    super::tell()
}

/// The stories, without their titles.
fn stories(corpus: &str) -> impl Iterator<Item = &str> {
    corpus
        .split("\n\n")
        .filter_map(|story| story.split_once('\n').map(|(_, body)| body))
}

/// What stands between the first `before` and the next `after`.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}

/// Words with a capital that do not begin a sentence: names of people and places.
fn names(story: &str) -> BTreeSet<&str> {
    let calendar =
        ["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"].map(|day| format!("{day}day"));
    let months = super::phrases::PHRASES
        .split_once("= month\n")
        .and_then(|(_, rest)| rest.lines().next())
        .expect("there are months");
    let mut found = BTreeSet::new();
    for line in story.lines() {
        let mut begins = true;
        for word in line.split(' ') {
            let name = word.trim_matches(|c: char| !c.is_alphabetic());
            let named = name.starts_with(char::is_uppercase) && name.chars().count() > 1;
            let quoted = word.starts_with('"');
            if named
                && !begins
                && !quoted
                && !months.contains(name)
                && !calendar.iter().any(|day| day == name)
            {
                found.insert(name);
            }
            begins = word.ends_with(['.', '!', '?', ':', '"']);
        }
    }
    found
}

#[test]
fn a_name_belongs_to_one_story() {
    let corpus = told();
    let mut homes: BTreeMap<&str, usize> = BTreeMap::new();
    for story in stories(&corpus) {
        for name in names(story) {
            *homes.entry(name).or_default() += 1;
        }
    }
    assert!(homes.len() > 1000, "{} names", homes.len());
    let shared: Vec<_> = homes.iter().filter(|(_, stories)| **stories > 1).collect();
    assert!(shared.is_empty(), "{shared:?}");
}

#[test]
fn who_speaks_has_been_introduced() {
    let corpus = told();
    let mut speakers = 0;
    for story in stories(&corpus) {
        let own = names(story);
        for (at, _) in story.match_indices("\" said ") {
            let name = story[at + 7..]
                .split(|c: char| !c.is_alphabetic())
                .next()
                .unwrap();
            if !own.contains(name) {
                continue;
            }
            speakers += 1;
            let introduced = [
                format!("{name} the "),
                format!("called {name}"),
                format!("named {name}"),
                format!("{name}, "),
            ];
            assert!(
                introduced.iter().any(|how| story.contains(how)),
                "{name} in: {story}"
            );
        }
    }
    assert!(speakers > 1000, "{speakers}");
}

#[test]
fn every_thing_called_back_was_introduced() {
    let corpus = told();
    let (looks, objects) = (words("look"), words("object"));
    let mut call_backs = 0;
    for story in stories(&corpus) {
        let mut introduced = BTreeSet::new();
        let words: Vec<&str> = story.split(|c: char| !c.is_alphabetic()).collect();
        for four in words.windows(4) {
            let [before, article, look, object] = [four[0], four[1], four[2], four[3]];
            if !looks.contains(look) || !objects.contains(object) {
                continue;
            }
            // "This is the old bell" introduces it.
            if article.eq_ignore_ascii_case("the") && before != "is" {
                call_backs += 1;
                assert!(
                    introduced.contains(&(look, object)),
                    "the {look} {object} in: {story}"
                );
            }
            introduced.insert((look, object));
        }
    }
    assert!(call_backs > 1500, "{call_backs}");
}

#[test]
fn a_promise_is_kept_by_who_made_it() {
    let corpus = told();
    let mut promises = 0;
    for story in stories(&corpus) {
        let Some(thing) = between(story, "Will you keep my ", " for me?")
            .or_else(|| between(story, "Will you keep my ", " until then?"))
        else {
            continue;
        };
        promises += 1;
        let owner = between(story, "?\" asked ", ".").expect("somebody asks");
        let keeper = between(story, &format!("shall have your {thing},\" said "), ".")
            .expect("somebody promises");
        let (_, end) = story
            .split_once("there stood ")
            .expect("somebody comes back");
        assert!(end.starts_with(owner), "{owner} in: {story}");
        assert!(
            end.contains(&format!("my {thing}?\"")),
            "{thing} in: {story}"
        );
        let kept = ["I had promised", "A promise is a promise"];
        assert!(
            kept.iter()
                .any(|words| end.contains(&format!("\"{words},\" said {keeper}."))),
            "{keeper} in: {story}"
        );
    }
    assert!(promises >= 10, "{promises}");
}

#[test]
fn what_is_missing_from_the_tray_was_on_it() {
    let corpus = told();
    let mut games = 0;
    for story in stories(&corpus) {
        let Some(list) = between(story, "\"Look well,\" said ", " They looked") else {
            continue;
        };
        games += 1;
        let (_, after) = story
            .split_once("took one thing away")
            .expect("one is taken");
        let seen = between(after, "There was ", ".").expect("the rest is shown");
        let missing = between(story, "it is the ", " that is missing").expect("somebody knows");
        assert!(
            list.to_lowercase().contains(&format!("the {missing}")),
            "{missing} in: {story}"
        );
        assert!(!seen.contains(missing), "{missing} in: {story}");
    }
    assert!(games >= 10, "{games}");
}

#[test]
fn swaps_are_told_back_in_order() {
    let corpus = told();
    let mut swaps = 0;
    for story in stories(&corpus) {
        let gifts: Vec<(&str, &str)> = story
            .split("I gave the ")
            .skip(1)
            .filter_map(|told| {
                let (given, rest) = told.split(['.', ',']).next()?.split_once(" to ")?;
                rest.split_once(" for the ")
                    .map(|(_, taken)| (given, taken))
            })
            .collect();
        for pair in gifts.windows(2) {
            swaps += 1;
            assert_eq!(pair[0].1, pair[1].0, "{story}");
        }
    }
    assert!(swaps >= 20, "{swaps}");
}
