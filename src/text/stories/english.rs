//! English short stories: who and what is in them, and the order in which they are told.
//!
//! What a story introduces it needs again: who has what, who promised what to whom, what was hidden where. Its names
//! and things are its own, so that what comes next is told by the story itself and not by how often it was said in
//! others: counting runs out, and looking back pays.

mod names;
mod phrases;
mod plots_of_company;
mod plots_of_giving;
mod plots_of_keeping;
mod plots_of_telling;
#[cfg(test)]
mod tests;

use super::grammar::{Plot, Teller, plots};

/// Stories in the English corpus.
const STORIES: usize = 290;

/// The pronouns that a person's name is bound with.
const FEMALE: [&str; 4] = ["she", "her", "her", "herself"];
const MALE: [&str; 4] = ["he", "him", "his", "himself"];

/// The English corpus: the same text at every call, in every version, on every machine.
pub fn tell() -> String {
    let mut teller = Teller::new(
        20,
        &[
            names::NAMES,
            phrases::PHRASES,
            plots_of_company::PLOTS,
            plots_of_giving::PLOTS,
            plots_of_keeping::PLOTS,
            plots_of_telling::PLOTS,
        ],
    );
    let all: Vec<Plot> = [
        plots_of_company::PLOTS,
        plots_of_giving::PLOTS,
        plots_of_keeping::PLOTS,
        plots_of_telling::PLOTS,
    ]
    .into_iter()
    .flat_map(plots)
    .collect();
    super::tell_all(&mut teller, &all, STORIES, cast, title_case)
}

/// Binds five people `n1` to `n5`, five things `t1` to `t5`, four places `p1` to `p4`, three crops, a town and a
/// relative. Of the things, `gone` is one and `rest1` to `rest4` are the others, in their order.
fn cast(teller: &mut Teller, _: &Plot) {
    let trades = teller.random.below(2) == 0;
    let mut initials = Vec::new();
    for slot in ["n1", "n2", "n3", "n4", "n5"] {
        cast_person(
            teller,
            slot,
            if trades { "trade" } else { "animal" },
            &mut initials,
        );
    }
    let mut nouns = Vec::new();
    let things: Vec<[String; 3]> = (0..5).map(|_| thing(teller, &mut nouns)).collect();
    for (slot, thing) in ["t1", "t2", "t3", "t4", "t5"].into_iter().zip(&things) {
        bind_thing(teller, slot, thing);
    }
    let gone = teller.random.below(things.len());
    let rest = things.iter().enumerate().filter(|&(i, _)| i != gone);
    for (slot, (_, thing)) in ["rest1", "rest2", "rest3", "rest4"].into_iter().zip(rest) {
        bind_thing(teller, slot, thing);
    }
    bind_thing(teller, "gone", &things[gone]);
    for slot in ["p1", "p2", "p3", "p4"] {
        let place = teller.expand_new("<side> the <landmark>");
        teller.bind(slot, &place);
    }
    for slot in ["crop1", "crop2", "crop3"] {
        teller.deal(slot, "crop");
    }
    let town = teller.expand_new("<town_start><town_end>");
    teller.bind("town", &town);
    for word in ["home", "habit", "part"] {
        teller.deal(word, word);
    }
    teller.deal("kin", "kin");
}

/// Binds a person with name, kind and pronouns, whose name no other story has and begins like nobody else's in this.
fn cast_person(teller: &mut Teller, slot: &str, kinds: &str, initials: &mut Vec<char>) {
    let female = teller.random.below(2) == 0;
    let (template, pronouns) = if female {
        ("<she_start><she_end>", FEMALE)
    } else {
        ("<he_start><he_end>", MALE)
    };
    let mut name = teller.expand_new(template);
    while name
        .chars()
        .next()
        .is_none_or(|first| initials.contains(&first))
    {
        name = teller.expand_new(template);
    }
    initials.extend(name.chars().next());
    let kind = teller.expand(&format!("<{kinds}>"));
    let full = format!("{name} the {kind}");
    let cry = teller.expand_new("<oath> and <oath>");
    let [he, him, his, himself] = pronouns.map(str::to_owned);
    teller.bind_fields(
        slot,
        vec![
            ("word", name),
            ("full", full),
            ("kind", kind),
            ("cry", cry),
            ("he", he),
            ("him", him),
            ("his", his),
            ("himself", himself),
        ],
    );
}

/// A thing that no other story has: what it is called, how it looks and what it is. No two of a story share a noun.
fn thing(teller: &mut Teller, nouns: &mut Vec<String>) -> [String; 3] {
    loop {
        let word = teller.expand_new("<look> <object>");
        if let Some((look, noun)) = word.split_once(' ')
            && !nouns.iter().any(|other| other == noun)
        {
            nouns.push(noun.to_owned());
            return [word.clone(), look.to_owned(), noun.to_owned()];
        }
    }
}

fn bind_thing(teller: &mut Teller, slot: &str, [word, look, noun]: &[String; 3]) {
    let fields = vec![
        ("word", word.clone()),
        ("look", look.clone()),
        ("noun", noun.clone()),
    ];
    teller.bind_fields(slot, fields);
}

/// Capital letters for a title, but for the small words inside it.
fn title_case(title: &str) -> String {
    const SMALL: [&str; 14] = [
        "a", "an", "and", "the", "of", "in", "to", "for", "on", "with", "from", "over", "at", "by",
    ];
    let mut words = Vec::new();
    for (i, word) in title.split(' ').enumerate() {
        let letter = word.find(char::is_alphabetic).unwrap_or(0);
        let (mark, rest) = word.split_at(letter);
        let mut chars = rest.chars();
        match chars.next() {
            Some(first) if i == 0 || !SMALL.contains(&word) => {
                let capital: String = first.to_uppercase().chain(chars).collect();
                words.push(format!("{mark}{capital}"));
            }
            _ => words.push(word.to_owned()),
        }
    }
    words.join(" ")
}
