//! Byte-pair merges replayed on a text: what BPE does, one merge at a time; pure.
//!
//! Tokens come as shown by the engine: blanks as `␣`, `⏎`, `⇥`, lone bytes as `⟨e7⟩`, other silent characters as
//! `⟨U+3000⟩`. Merging happens in bytes, so they are read back first.

use std::collections::HashMap;

use crate::view::{Merge, Piece, Vocabulary};

/// A symbol being merged: its bytes.
type Symbol = Vec<u8>;

/// One merge that applied to the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// Its place among all learned merges, from 0.
    pub rank: usize,
    /// What was joined, as shown.
    pub merge: Merge,
    /// What came of it, as shown.
    pub joined: String,
    /// How often in this text.
    pub times: usize,
}

/// A text's way from single symbols to its tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replay {
    /// The merges in the order they apply.
    pub applied: Vec<Applied>,
    /// The text's symbols as shown, before the first merge and after each.
    pub stages: Vec<Vec<String>>,
}

/// Learned merges, ready to be replayed on any text.
#[derive(Clone, Debug, PartialEq)]
pub struct Merges {
    merges: Vec<Merge>,
    /// The place of each among all, by what it joins.
    ranks: HashMap<(Symbol, Symbol), usize>,
    /// Whether merging starts from bytes, or from characters.
    of_bytes: bool,
}

impl Merges {
    /// The merges of a vocabulary.
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let merges = vocabulary.merges.clone();
        Merges {
            // Of two of the same kind the first is the one that was learned.
            ranks: merges
                .iter()
                .enumerate()
                .rev()
                .map(|(rank, merge)| ((bytes(&merge.left), bytes(&merge.right)), rank))
                .collect(),
            merges,
            of_bytes: vocabulary.tokens.iter().any(|token| is_lone_byte(token)),
        }
    }

    /// Replays the merges that lead to the pieces of a text. Nothing is ever merged across pieces, since the pieces
    /// are where merging ended.
    pub fn replay(&self, pieces: &[Piece]) -> Replay {
        let mut words: Vec<Vec<Symbol>> = pieces
            .iter()
            .map(|piece| symbols(&bytes(&piece.text), self.of_bytes))
            .collect();
        let mut replay = Replay {
            applied: Vec::new(),
            stages: vec![shown_all(&words)],
        };
        while let Some(rank) = self.next_rank(&words) {
            let merge = &self.merges[rank];
            let (left, right) = (bytes(&merge.left), bytes(&merge.right));
            let times = words.iter_mut().map(|word| join(word, &left, &right)).sum();
            replay.applied.push(Applied {
                rank,
                merge: merge.clone(),
                joined: shown(&[left, right].concat()),
                times,
            });
            replay.stages.push(shown_all(&words));
        }
        replay
    }

    /// The earliest learned merge that some pair of neighbours still waits for.
    fn next_rank(&self, words: &[Vec<Symbol>]) -> Option<usize> {
        words
            .iter()
            .flat_map(|word| word.windows(2))
            .filter_map(|pair| self.ranks.get(&(pair[0].clone(), pair[1].clone())).copied())
            .min()
    }
}

/// Joins every such pair from left to right and counts them.
fn join(word: &mut Vec<Symbol>, left: &[u8], right: &[u8]) -> usize {
    let mut times = 0;
    let mut index = 0;
    while index + 1 < word.len() {
        if word[index] == left && word[index + 1] == right {
            let tail = word.remove(index + 1);
            word[index].extend(tail);
            times += 1;
        }
        index += 1;
    }
    times
}

/// The symbols that merging starts from: bytes, or characters.
fn symbols(text: &[u8], of_bytes: bool) -> Vec<Symbol> {
    match std::str::from_utf8(text) {
        Ok(text) if !of_bytes => text
            .chars()
            .map(|character| character.to_string().into_bytes())
            .collect(),
        _ => text.iter().map(|byte| vec![*byte]).collect(),
    }
}

fn shown_all(words: &[Vec<Symbol>]) -> Vec<String> {
    words.iter().flatten().map(|symbol| shown(symbol)).collect()
}

/// Bytes as a person reads them; those that are no character as `⟨e7⟩`.
fn shown(symbol: &[u8]) -> String {
    let mut text = String::new();
    for chunk in symbol.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("⟨{byte:02x}⟩"));
        }
    }
    text
}

/// The bytes that a shown token stands for.
fn bytes(shown: &str) -> Symbol {
    let mut bytes = Vec::new();
    let mut rest = shown;
    while let Some(character) = rest.chars().next() {
        if character == '⟨'
            && let Some((inside, after)) = rest['⟨'.len_utf8()..].split_once('⟩')
            && let Some(found) = stand_in(inside)
        {
            bytes.extend(found);
            rest = after;
            continue;
        }
        match character {
            '␣' => bytes.push(b' '),
            '⏎' => bytes.push(b'\n'),
            '⇥' => bytes.push(b'\t'),
            other => bytes.extend(other.to_string().into_bytes()),
        }
        rest = &rest[character.len_utf8()..];
    }
    bytes
}

/// What stands between the brackets of `⟨e7⟩` or `⟨U+3000⟩`.
fn stand_in(inside: &str) -> Option<Vec<u8>> {
    if let Some(code) = inside.strip_prefix("U+") {
        let character = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        return Some(character.to_string().into_bytes());
    }
    byte(inside).map(|byte| vec![byte])
}

/// The byte that two such digits are.
fn byte(digits: &str) -> Option<u8> {
    let is_one = digits.len() == 2;
    is_one
        .then(|| u8::from_str_radix(digits, 16).ok())
        .flatten()
}

/// Whether a token such as `⟨e7⟩` is a byte that is no character.
fn is_lone_byte(token: &str) -> bool {
    let inside = token
        .strip_prefix('⟨')
        .and_then(|rest| rest.strip_suffix('⟩'));
    inside.and_then(byte).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replay(vocabulary: &Vocabulary, pieces: &[Piece]) -> Replay {
        Merges::of(vocabulary).replay(pieces)
    }

    fn vocabulary(tokens: &[&str], merges: &[(&str, &str)]) -> Vocabulary {
        Vocabulary {
            size: tokens.len(),
            tokens: tokens.iter().map(|token| (*token).to_owned()).collect(),
            merges: merges
                .iter()
                .map(|(left, right)| Merge {
                    left: (*left).to_owned(),
                    right: (*right).to_owned(),
                })
                .collect(),
            characters_per_token: 1.0,
        }
    }

    fn piece(text: &str) -> Piece {
        Piece {
            id: 0,
            text: text.to_owned(),
            start: 0,
            end: 0,
        }
    }

    #[test]
    fn the_worked_example_of_minbpe() {
        // "aaabdaaabac": aa, then (aa)a, then (aaa)b.
        let vocabulary = vocabulary(&[], &[("a", "a"), ("aa", "a"), ("aaa", "b")]);
        let pieces = ["aaab", "d", "aaab", "a", "c"].map(piece);
        let replay = replay(&vocabulary, &pieces);
        assert_eq!(replay.stages[0].len(), 11);
        assert_eq!(replay.stages[1].join("|"), "aa|a|b|d|aa|a|b|a|c");
        assert_eq!(replay.stages[3].join("|"), "aaab|d|aaab|a|c");
        assert_eq!(
            replay
                .applied
                .iter()
                .map(|step| (step.rank, step.times))
                .collect::<Vec<_>>(),
            [(0, 2), (1, 2), (2, 2)]
        );
    }

    #[test]
    fn characters_of_several_bytes_grow_from_bytes() {
        let vocabulary = vocabulary(&["⟨e7⟩", "狐"], &[("⟨e7⟩", "⟨8b⟩"), ("⟨e7⟩⟨8b⟩", "⟨90⟩")]);
        let replay = replay(&vocabulary, &[piece("狐")]);
        assert_eq!(replay.stages[0], ["⟨e7⟩", "⟨8b⟩", "⟨90⟩"]);
        assert_eq!(replay.stages[1], ["⟨e7⟩⟨8b⟩", "⟨90⟩"]);
        assert_eq!(replay.stages[2], ["狐"]);
        assert_eq!(replay.applied[1].joined, "狐");
    }

    #[test]
    fn blanks_and_stand_ins_are_read_back() {
        assert_eq!(bytes("␣a⏎⟨U+3000⟩"), " a\n\u{3000}".as_bytes());
        assert_eq!(bytes("⟨notabyte⟩"), "⟨notabyte⟩".as_bytes());
        let vocabulary = vocabulary(&[], &[("␣", "t")]);
        assert_eq!(
            replay(&vocabulary, &[piece("␣the")]).stages[1],
            [" t", "h", "e"]
        );
    }

    #[test]
    fn without_merges_there_is_nothing_to_replay() {
        let replay = replay(&vocabulary(&["a"], &[]), &[piece("a")]);
        assert!(replay.applied.is_empty());
        assert_eq!(replay.stages, [["a"]]);
    }
}
