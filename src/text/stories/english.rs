//! English short stories: who can be in them, and the order in which they are told.

mod lexicon;
mod plots_of_friends;
mod plots_of_places;
mod plots_of_wonder;
mod scenes;

use super::grammar::{Plot, Teller, plots};

/// Stories in the English corpus.
const STORIES: usize = 225;

/// The pronouns "she" and "he" decline into.
const FEMALE: [&str; 4] = ["she", "her", "her", "herself"];
const MALE: [&str; 4] = ["he", "him", "his", "himself"];

/// The English corpus: the same text at every call, in every version, on every machine.
pub fn tell() -> String {
    let mut teller = Teller::new(20, &[lexicon::LEXICON, scenes::SCENES]);
    let all: Vec<Plot> = [
        plots_of_friends::PLOTS,
        plots_of_places::PLOTS,
        plots_of_wonder::PLOTS,
    ]
    .into_iter()
    .flat_map(plots)
    .collect();
    super::tell_all(&mut teller, &all, STORIES, cast, title_case)
}

/// Binds hero, friend and elder. Hero and friend are of different sex, so that "he" and "she" never blur.
fn cast(teller: &mut Teller, plot: &Plot) {
    let animals = plot.cast != "child" && teller.random.below(2) == 0;
    let hero_is_female = teller.random.below(2) == 0;
    let (female, male) = if animals {
        ("she_animal", "he_animal")
    } else {
        ("girl", "boy")
    };
    for (who, prefix, is_female) in [
        ("hero", "", hero_is_female),
        ("friend", "f", !hero_is_female),
    ] {
        teller.deal(who, if is_female { female } else { male });
        let pronouns = if is_female { FEMALE } else { MALE };
        for (slot, pronoun) in ["he", "him", "his", "himself"].into_iter().zip(pronouns) {
            teller.bind(&format!("{prefix}{slot}"), pronoun);
        }
        let kind = if is_female { "girl" } else { "boy" };
        teller.bind(&format!("{prefix}kind"), kind);
    }
    if animals {
        teller.deal("species", "species");
        teller.deal("fspecies", "species");
        for (slot, field) in [
            ("kind", "<species>"),
            ("fkind", "<fspecies>"),
            ("home", "<species.home>"),
            ("snack", "<species.snack>"),
        ] {
            let text = teller.expand(field);
            teller.bind(slot, &text);
        }
    } else {
        teller.deal("home", "child_home");
        let snack = teller.expand("{a crust of bread|half an apple|a small cake|an oat biscuit|a piece of cheese|a boiled egg}");
        teller.bind("snack", &snack);
    }
    teller.deal(
        "elder",
        if animals {
            "elder_animal"
        } else {
            "elder_child"
        },
    );
    for (slot, field) in [
        ("ehe", "<elder.he>"),
        ("ehim", "<elder.him>"),
        ("ehis", "<elder.his>"),
    ] {
        let pronoun = teller.expand(field);
        teller.bind(slot, &pronoun);
    }
    for word in ["town", "hobby", "habit", "trait", "tree", "bird"] {
        teller.deal(word, word);
    }
    let intro = teller.expand("{<a trait> <kind> named <hero>|<a trait> <kind> called <hero>|<a trait> young <kind> whose name was <hero>}");
    teller.bind("intro", &intro);
}

/// Capital letters for a title, but for the small words inside it.
fn title_case(title: &str) -> String {
    const SMALL: [&str; 12] = [
        "a", "an", "and", "the", "of", "in", "to", "for", "on", "with", "from", "over",
    ];
    let mut words = Vec::new();
    for (i, word) in title.split(' ').enumerate() {
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if i == 0 || !SMALL.contains(&word) => {
                words.push(first.to_uppercase().chain(chars).collect::<String>());
            }
            _ => words.push(word.to_owned()),
        }
    }
    words.join(" ")
}
