//! Chinese short stories: who can be in them, and the order in which they are told.

mod lexicon;
mod plots_of_friends;
mod plots_of_seasons;

use super::grammar::{Plot, Teller, plots};

/// Stories in the Chinese corpus.
const STORIES: usize = 230;

/// The Chinese corpus: the same text at every call, in every version, on every machine.
pub fn tell() -> String {
    let mut teller = Teller::new(8, &[lexicon::LEXICON]);
    let all: Vec<Plot> = [plots_of_friends::PLOTS, plots_of_seasons::PLOTS]
        .into_iter()
        .flat_map(plots)
        .collect();
    super::tell_all(&mut teller, &all, STORIES, cast, str::to_owned)
}

/// Binds hero, friend and elder. Children are 他 and 她, of different sex so that the two never blur; animals are 它.
fn cast(teller: &mut Teller, plot: &Plot) {
    let animals = plot.cast != "child" && teller.random.below(2) == 0;
    let hero_is_female = teller.random.below(2) == 0;
    for (who, prefix, is_female) in [
        ("hero", "", hero_is_female),
        ("friend", "f", !hero_is_female),
    ] {
        let (names, pronoun, kind) = match (animals, is_female) {
            (true, _) => ("animal_name", "它", "动物"),
            (false, true) => ("girl", "她", "女孩"),
            (false, false) => ("boy", "他", "男孩"),
        };
        teller.deal(who, names);
        teller.bind(&format!("{prefix}he"), pronoun);
        teller.bind(&format!("{prefix}kind"), kind);
    }
    teller.bind("m", if animals { "只" } else { "个" });
    teller.bind(
        "both",
        if animals {
            "两个小伙伴"
        } else {
            "两个人"
        },
    );
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
        let snack = teller.expand("{半个馒头|一个煮鸡蛋|一块米糕|半根玉米|一个梨|两片红薯干}");
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
    let pronoun = teller.expand("<elder.he>");
    teller.bind("ehe", &pronoun);
    for word in [
        "town", "hobby", "habit", "trait", "tree", "bird", "season", "month",
    ] {
        teller.deal(word, word);
    }
    for (slot, template) in [
        (
            "intro",
            "{一<m><trait>的<kind>，名叫<hero>|一<m>名叫<hero>的<kind>，<trait>|一<m><kind>，大家都叫<he><hero>}",
        ),
        ("intro2", "{一<m>叫<hero>的<kind>|<trait>的<kind><hero>}"),
        ("intro3", "一<m><trait>的<kind>"),
    ] {
        let text = teller.expand(template);
        teller.bind(slot, &text);
    }
}
