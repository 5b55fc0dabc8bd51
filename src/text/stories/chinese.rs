//! Chinese short stories: who and what is in them, and the order in which they are told.
//!
//! A story binds its whole cast before it begins (children, an animal, an elder, two places, three things, a spot,
//! a season, a song of its own), and the plots refer back to it: whoever promises keeps the promise by name, what is
//! hidden is found where it was hidden. Names, things and spots are combinations hardly ever told twice.

mod lexicon;
mod names;
mod phrases;
mod plots_of_promises;
mod plots_of_roads;
mod plots_of_things;

use super::grammar::{Plot, Teller, plots};
use names::Names;

/// Stories in the Chinese corpus.
const STORIES: usize = 420;

/// The Chinese corpus: the same text at every call, in every version, on every machine.
pub fn tell() -> String {
    let mut teller = Teller::new(8, &[lexicon::LEXICON, phrases::PHRASES]);
    let mut names = Names::new();
    let all: Vec<Plot> = [
        plots_of_promises::PLOTS,
        plots_of_things::PLOTS,
        plots_of_roads::PLOTS,
    ]
    .into_iter()
    .flat_map(plots)
    .collect();
    let cast = |teller: &mut Teller, plot: &Plot| cast(teller, &mut names, plot);
    super::tell_all(&mut teller, &all, STORIES, cast, str::to_owned)
}

/// Binds everybody and everything of one story. `pair`, `trio` and `crowd` plots have two, three and four children.
fn cast(teller: &mut Teller, names: &mut Names, plot: &Plot) {
    bind_people(teller, names, plot);
    bind_things(teller);
    for (slot, template) in [
        ("s", "<spot>"),
        ("f", "<when>"),
        ("d", "<snack>"),
        ("n", "<number>"),
        ("dishname", "<dish_name>"),
        ("ca", "<critter>"),
        ("cd", "<deed>"),
        ("ah", "<hobby>"),
        ("bh", "<hobby>"),
        ("atr", "<trait>"),
        ("btr", "<trait>"),
        ("song", "<song_head>，<song_tail>"),
    ] {
        let text = teller.expand(template);
        teller.bind(slot, &text);
    }
    // Whoever took the thing is known by a colour, and so is the one suspected.
    let (culprit, other) = if teller.random.below(2) == 0 {
        ("x", "y")
    } else {
        ("y", "x")
    };
    for (slot, who) in [("z", culprit), ("o", other)] {
        for prefix in ["", "k"] {
            let text = teller.expand(&format!("<{prefix}{who}>"));
            teller.bind(&format!("{prefix}{slot}"), &text);
        }
    }
}

/// Names for the children `a`, `b`, `x`, `y`, the animal `c`, the elder `e`, the places `v` and `p`.
fn bind_people(teller: &mut Teller, names: &mut Names, plot: &Plot) {
    let children: &[&str] = match plot.cast {
        "crowd" => &["a", "b", "x", "y"],
        "trio" => &["a", "b", "x"],
        _ => &["a", "b"],
    };
    let mut taken = String::new();
    for &slot in children {
        let name = names.child(&mut teller.random, &taken);
        teller.bind(slot, &name);
        taken.push_str(&name);
    }
    let animal = names.animal(&mut teller.random, &taken);
    let elder = names.elder(&mut teller.random, &taken);
    let village = names.place(&mut teller.random, &taken);
    taken.push_str(&village);
    let place = names.place(&mut teller.random, &taken);
    for (slot, name) in [
        ("c", &animal),
        ("e", &elder),
        ("v", &village),
        ("p", &place),
    ] {
        teller.bind(slot, name);
    }
    let (hers, his) = (("她", "女孩"), ("他", "男孩"));
    let (first, second) = if teller.random.below(2) == 0 {
        (hers, his)
    } else {
        (his, hers)
    };
    for (slot, text) in [("ta", first.0), ("ak", first.1), ("tb", second.0)] {
        teller.bind(slot, text);
    }
    deal_apart(teller, &["ck", "yk"], "species");
    let introduced = teller.expand("一<ck.m><ck>");
    teller.bind("ack", &introduced);
}

/// The things `t`, `u` and `w` of a story, each as `tt` (铜哨子), `at` (一个铜哨子) and `nt` (那个铜哨子); its colours.
fn bind_things(teller: &mut Teller) {
    deal_apart(teller, &["t", "u", "w"], "thing");
    for thing in ["t", "u", "w"] {
        for (slot, template) in [
            (thing.repeat(2), format!("<{thing}.q><{thing}>")),
            (
                format!("a{thing}"),
                format!("一<{thing}.m><{thing}.q><{thing}>"),
            ),
            (
                format!("n{thing}"),
                format!("那<{thing}.m><{thing}.q><{thing}>"),
            ),
        ] {
            let text = teller.expand(&template);
            teller.bind(&slot, &text);
        }
    }
    deal_apart(teller, &["k", "ka", "kb", "kx", "ky", "kq", "kr"], "color");
    deal_apart(teller, &["m1", "m2", "m3"], "stuff");
    deal_apart(teller, &["l", "la", "lb"], "landmark");
}

/// Deals entries of one list, no word twice.
fn deal_apart(teller: &mut Teller, slots: &[&str], list: &str) {
    let mut dealt: Vec<String> = Vec::new();
    for slot in slots {
        loop {
            teller.deal(slot, list);
            let word = teller.expand(&format!("<{slot}>"));
            if !dealt.contains(&word) {
                dealt.push(word);
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests;
