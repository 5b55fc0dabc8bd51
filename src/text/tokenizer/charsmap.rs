//! SentencePiece's table of character replacements (`precompiled_charsmap`), looked through before it is used.
//!
//! It is four bytes of length, a double array of so many bytes (a trie whose nodes are 32-bit units), and the replacements,
//! each ended by a NUL. A key's bytes lead from unit to unit; the crate that follows them checks no place it goes to. So we
//! go everywhere once: from the root, with every byte.

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Looks through a table and writes it in the one spelling of base64 that every reader takes; returns how many times as long
/// it can make a text, or nothing where it is damaged.
pub(super) fn admit(map: &mut Value) -> Option<f64> {
    let bytes = STANDARD.decode(map.as_str()?).ok()?;
    let growth = growth(&bytes)?;
    *map = STANDARD.encode(&bytes).into();
    Some(growth)
}

fn growth(bytes: &[u8]) -> Option<f64> {
    let (length, rest) = bytes.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    // The crate reads whole units only.
    let (units, replacements) = rest.split_at_checked(length / 4 * 4)?;
    let units: Vec<u32> = units
        .chunks_exact(4)
        .map(|unit| {
            unit.iter()
                .rev()
                .fold(0, |all, &byte| all << 8 | u32::from(byte))
        })
        .collect();
    walk(&units, std::str::from_utf8(replacements).ok()?)
}

/// Where a unit leads: its children lie around here, and its value in this very place.
fn offset(unit: u32) -> usize {
    ((unit >> 10) as usize) << ((unit & (1 << 9)) >> 6)
}

fn walk(units: &[u32], replacements: &str) -> Option<f64> {
    let mut growth: f64 = 1.0;
    let root = offset(*units.first()?);
    let mut seen = vec![false; units.len()];
    // Where each way has come to, and how many bytes it took; the shortest first.
    let mut ways = VecDeque::from([(root, 0_usize)]);
    while let Some((place, taken)) = ways.pop_front() {
        for byte in 1..=255_usize {
            let at = place ^ byte;
            let unit = *units.get(at)?;
            if unit & ((1 << 31) | 0xFF) != byte as u32 {
                continue;
            }
            let next = at ^ offset(unit);
            if unit & (1 << 8) != 0 {
                let value = *units.get(next)? & !(1 << 31);
                let replacement = replacements.get(value as usize..)?.split('\0').next()?;
                growth = growth.max(replacement.len() as f64 / (taken + 1) as f64);
            }
            if !std::mem::replace(seen.get_mut(at)?, true) {
                ways.push_back((next, taken + 1));
            }
        }
    }
    Some(growth)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units of a table in which "a" becomes what begins at `value`: the root leads to 256, "a" lies at 256 ^ 0x61, and its
    /// value at 512.
    fn table(value: u32, replacements: &str) -> Vec<u8> {
        let mut units = vec![0_u32; 768];
        units[0] = 256 << 10;
        let at = 256 ^ 0x61;
        units[at] = ((at as u32 ^ 512) << 10) | (1 << 8) | 0x61;
        units[512] = value;
        let length = (units.len() * 4) as u32;
        let units = units.into_iter().flat_map(u32::to_le_bytes);
        let bytes = length.to_le_bytes().into_iter().chain(units);
        bytes.chain(replacements.bytes()).collect()
    }

    #[test]
    fn a_sound_table_is_taken_and_measured() {
        assert_eq!(growth(&table(0, "xyz\0")), Some(3.0));
        let mut map = Value::from(STANDARD.encode(table(0, "xyz\0")));
        let before = map.clone();
        assert_eq!(admit(&mut map), Some(3.0));
        assert_eq!(map, before);
    }

    #[test]
    fn whatever_leads_out_of_it_is_refused() {
        let beyond_the_replacements = table(9, "xyz\0");
        let within_a_character = table(1, "é\0");
        let mut beyond_the_units = table(0, "xyz\0");
        beyond_the_units[4..8].copy_from_slice(&(5000_u32 << 10).to_le_bytes());
        let mut longer_than_it_is = table(0, "");
        longer_than_it_is[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        for damaged in [
            beyond_the_replacements,
            within_a_character,
            beyond_the_units,
            longer_than_it_is,
            vec![0; 4],
            vec![1, 2],
        ] {
            assert_eq!(growth(&damaged), None);
        }
    }
}
