//! The bundled corpora: short stories in simple words, told by a seeded grammar, so that a text worth
//! learning is there from the first second and nothing is downloaded.

mod chinese;
mod english;
mod grammar;

use grammar::{Plot, Teller};

/// About 440 KB of English stories. Deterministic: a test pins its hash.
pub fn english() -> String {
    english::tell()
}

/// About 800 KB of Chinese (simplified) stories. Deterministic: a test pins its hash.
pub fn chinese() -> String {
    chinese::tell()
}

/// Tells `count` stories, going round the plots in a new order each time. A title, its paragraphs, an empty line.
fn tell_all(
    teller: &mut Teller,
    plots: &[Plot],
    count: usize,
    mut cast: impl FnMut(&mut Teller, &Plot),
    title: fn(&str) -> String,
) -> String {
    let mut text = String::new();
    let mut order: Vec<usize> = Vec::new();
    for _ in 0..count {
        if order.is_empty() {
            order = (0..plots.len()).collect();
            teller.random.shuffle(&mut order);
        }
        let plot = &plots[order.pop().unwrap_or(0)];
        teller.begin();
        cast(teller, plot);
        let Some(paragraphs) = teller.tell(plot) else {
            continue;
        };
        for (i, paragraph) in paragraphs.iter().enumerate() {
            text.push_str(&if i == 0 {
                title(paragraph)
            } else {
                paragraph.clone()
            });
            text.push('\n');
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// FNV-1a, so that the pinned numbers depend on the text alone.
    fn hash(text: &str) -> u64 {
        text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        })
    }

    #[test]
    fn the_corpora_never_change() {
        assert_eq!(
            (hash(&english()), hash(&chinese())),
            (ENGLISH_HASH, CHINESE_HASH)
        );
    }

    const ENGLISH_HASH: u64 = 0x0362_1EF9_6F92_19A3;
    const CHINESE_HASH: u64 = 0x5C25_58A5_2179_FF0B;

    #[test]
    fn the_corpora_are_large_enough() {
        let (english, chinese) = (english(), chinese());
        assert!(
            (400_000..500_000).contains(&english.len()),
            "{} bytes",
            english.len()
        );
        assert!(
            (700_000..850_000).contains(&chinese.len()),
            "{} bytes",
            chinese.len()
        );
    }

    #[test]
    fn every_slot_is_filled() {
        for line in english().lines().chain(chinese().lines()) {
            assert!(
                !line.contains(['<', '>', '{', '}', '|', '/', '*', '@', '='])
                    && !line.contains("  "),
                "{line}"
            );
        }
    }

    /// What is said again belongs to the story it is said in; a refrain may return there and nowhere else.
    #[test]
    fn the_corpora_are_varied() {
        for corpus in [english(), chinese()] {
            let (mut sentences, mut paragraphs) = (BTreeMap::new(), BTreeMap::new());
            for story in corpus.split("\n\n") {
                let told: BTreeSet<&str> = grammar::sentences(story).into_iter().collect();
                for sentence in told {
                    *sentences.entry(sentence).or_insert(0) += 1;
                }
                for paragraph in story.lines().collect::<BTreeSet<&str>>() {
                    *paragraphs.entry(paragraph).or_insert(0) += 1;
                }
            }
            let told: usize = sentences.values().sum();
            let share = sentences.len() as f64 / told as f64;
            assert!(
                share > 0.8,
                "{share:.3} of {told} sentences are told in one story alone"
            );
            let twice: Vec<_> = paragraphs.iter().filter(|(_, count)| **count > 1).collect();
            assert!(twice.is_empty(), "told twice: {twice:?}");
        }
    }

    #[test]
    fn articles_agree_with_their_nouns() {
        let corpus = english();
        let words: Vec<&str> = corpus.split(|c: char| !c.is_alphabetic()).collect();
        for pair in words.windows(2) {
            let noun = pair[1].to_lowercase();
            let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']);
            let exception = ["hon", "one", "hour"]
                .iter()
                .any(|start| noun.starts_with(start));
            let wrong = if vowel { "a" } else { "an" };
            if !exception && !noun.is_empty() {
                assert_ne!(pair[0], wrong, "{pair:?}");
            }
        }
    }
}
