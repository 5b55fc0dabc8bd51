//! The n-gram rows of the README: what `babble train --json` says is what a few lines of counting say.

use super::*;

/// Counts of what followed every context of one length, by context and token.
type Counts = HashMap<String, HashMap<char, f64>>;

fn count(runs: impl Iterator<Item = Vec<char>>) -> Counts {
    let mut counts = Counts::new();
    for run in runs {
        let (token, context) = run.split_last().unwrap();
        let followers = counts.entry(context.iter().collect()).or_default();
        *followers.entry(*token).or_default() += 1.0;
    }
    counts
}

/// How often each run of `length` + 1 characters occurs.
fn occurrences(text: &[char], length: usize) -> Counts {
    count(text.windows(length + 1).map(<[char]>::to_vec))
}

/// Before how many different characters each run of `length` + 1 characters stands.
fn continuations(text: &[char], length: usize) -> Counts {
    let different: BTreeSet<&[char]> = text.windows(length + 2).collect();
    count(different.into_iter().map(|run| run[1..].to_vec()))
}

/// Mean nats of every character that has `order` others before it.
fn mean(text: &[char], order: usize, probability: impl Fn(&[char], char) -> f64) -> f64 {
    let places = order.max(1)..text.len();
    let many = places.len() as f64;
    let nats = places.map(|at| -probability(&text[at - order..at], text[at]).ln());
    nats.sum::<f64>() / many
}

/// `(c + k) / (n + k·V)`.
pub fn add_k(seen: &[char], unseen: &[char], order: usize, vocabulary: f64, k: f64) -> f64 {
    let counts = occurrences(seen, order);
    mean(unseen, order, |context, token| {
        let followers = counts.get(&context.iter().collect::<String>());
        let total: f64 = followers.map_or(0.0, |followers| followers.values().sum());
        let count = followers.and_then(|followers| followers.get(&token));
        (count.unwrap_or(&0.0) + k) / (total + k * vocabulary)
    })
}

/// Interpolated Kneser–Ney: occurrences of the longest context, continuations of the shorter ones, 1/V below.
fn kneser_ney(seen: &[char], unseen: &[char], order: usize, vocabulary: f64) -> f64 {
    const DISCOUNT: f64 = 0.75;
    let mut levels: Vec<Counts> = (0..order)
        .map(|length| continuations(seen, length))
        .collect();
    levels.push(occurrences(seen, order));
    mean(unseen, order, |context, token| {
        let shortest = 1.0 / vocabulary;
        levels
            .iter()
            .enumerate()
            .fold(shortest, |shorter, (length, counts)| {
                let context: String = context[order - length..].iter().collect();
                let Some(followers) = counts.get(&context) else {
                    return shorter;
                };
                let total: f64 = followers.values().sum();
                let count = followers.get(&token).copied().unwrap_or_default();
                let left = DISCOUNT * followers.len() as f64 / total;
                (count - DISCOUNT).max(0.0) / total + left * shorter
            })
    })
}

#[test]
fn ngrams_lose_what_counting_says_on_the_bundled_stories() {
    let text: Vec<char> = babble::text::stories::english().chars().collect();
    let (seen, unseen) = text.split_at((0.9 * text.len() as f64) as usize);
    let vocabulary = text.iter().collect::<BTreeSet<_>>().len() as f64;
    let assert_same = |order: usize, smoothing: &str, expected: f64| {
        let order = format!("model.order={order}");
        let mut arguments = vec!["train", "--preset", "trigram", "--json", "--set", &order];
        for setting in smoothing.split(' ') {
            arguments.extend(["--set", setting]);
        }
        let events = events(&run(&arguments));
        let loss = events.last().unwrap()["validation_loss"].as_f64().unwrap();
        assert!(
            (loss - expected).abs() < 1e-9,
            "{order} {smoothing}: {loss} is not {expected}"
        );
    };
    for order in 0..=4 {
        let expected = add_k(seen, unseen, order, vocabulary, 0.1);
        assert_same(order, "model.smoothing.k=0.1", expected);
    }
    for order in [2, 4] {
        let expected = kneser_ney(seen, unseen, order, vocabulary);
        let smoothing = "model.smoothing.kind=kneser_ney model.smoothing.discount=0.75";
        assert_same(order, smoothing, expected);
    }
}

#[test]
fn counts_are_told_where_they_were_taken() {
    let place = Place::new("counts");
    let (text, out) = (place.text(), place.join("run"));
    let arguments = [
        "train", "--preset", "trigram", "--text", &text, "--out", &out,
    ];
    let told = run(&arguments);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    assert!(!stdout(&told).contains("parameters"), "{}", stdout(&told));

    let seen: Vec<char> = fs::read_to_string(&text).unwrap().chars().collect();
    let seen = &seen[..(0.9 * seen.len() as f64) as usize];
    let counts = |length| {
        occurrences(seen, length)
            .values()
            .map(HashMap::len)
            .sum::<usize>()
    };
    let stored: usize = (0..=2).map(counts).sum();
    let lines = fs::read_to_string(Path::new(&out).join("metrics.jsonl")).unwrap();
    let done: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(done["parameters"], stored);
    let described = events(&run(&["inspect", &out, "--json"]));
    assert_eq!(named(&described, "run")[0]["parameters"], stored);

    let recipe = run(&["inspect", "--preset", "trigram", "--text", &text]);
    assert!(
        !stdout(&recipe).contains("parameters"),
        "{}",
        stdout(&recipe)
    );
}
