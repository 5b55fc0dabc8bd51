//! Figures as a person reads them; pure.

use crate::words::{Words, is_han};

/// A count with thin separators between thousands: `1,234,567`.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// An English noun for so many things: `token`, `tokens`.
pub fn plural(number: usize, noun: &str) -> String {
    if number == 1 {
        noun.to_owned()
    } else {
        format!("{noun}s")
    }
}

/// So many things in English: `1 token`, `1,234 tokens`.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{} {}", count(number), plural(number, noun))
}

/// A number with so many decimals. What is zero to that many has no sign: the surprisal of what was certain comes as −0.
pub fn decimals(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    match text.strip_prefix('-') {
        Some(size) if size.chars().all(|digit| matches!(digit, '0' | '.')) => size.to_owned(),
        _ => text,
    }
}

/// Three significant digits, without an exponent: `0.05`, `1.23`, `45.6`, `789`.
pub fn three_digits(number: f64) -> String {
    let magnitude = number.abs();
    let wanted = if magnitude >= 100.0 || magnitude == 0.0 || magnitude.fract() == 0.0 {
        0
    } else if magnitude >= 10.0 {
        1
    } else if magnitude >= 0.1 {
        2
    } else {
        4
    };
    decimals(number, wanted)
}

/// A loss or an entropy: `1.883`.
pub fn nats(number: f64) -> String {
    decimals(number, 3)
}

/// A share of one as whole per cent.
pub fn percent(fraction: f64) -> String {
    format!("{:.0}%", fraction.clamp(0.0, 1.0) * 100.0)
}

/// Bytes in the unit that suits them: `812 KB`, `1.3 MB`.
pub fn bytes(number: usize) -> String {
    let number = number as f64;
    if number >= 1e9 {
        format!("{:.2} GB", number / 1e9)
    } else if number >= 1e6 {
        format!("{:.1} MB", number / 1e6)
    } else {
        format!("{:.0} KB", (number / 1e3).ceil())
    }
}

/// A span of time in its two largest units: `48 s`, `3 min 05 s`, `1 h 20 min`.
pub fn duration(milliseconds: f64) -> Words {
    let seconds = (milliseconds.max(0.0) / 1000.0).round() as u64;
    let (hours, minutes, rest) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    if hours > 0 {
        Words::new(
            format!("{hours} h {minutes:02} min"),
            format!("{hours} 小时 {minutes:02} 分"),
        )
    } else if minutes > 0 {
        Words::new(
            format!("{minutes} min {rest:02} s"),
            format!("{minutes} 分 {rest:02} 秒"),
        )
    } else {
        Words::new(format!("{rest} s"), format!("{rest} 秒"))
    }
}

/// The first `characters` characters of a text at most, without half a word at the end.
pub fn beginning(text: &str, characters: usize) -> &str {
    let Some((end, next)) = text.char_indices().nth(characters) else {
        return text;
    };
    let kept = &text[..end];
    let in_a_word = kept.ends_with(is_of_word) && is_of_word(next);
    let space = kept.rfind(is_gap).filter(|_| in_a_word);
    // A word of half the text is no word, but a script that has no spaces.
    space
        .filter(|space| *space * 2 >= end)
        .map_or(kept, |space| &kept[..space])
}

/// The last `characters` characters of a text at most, without half a word in front, and with an ellipsis where
/// something was left out.
pub fn ending(text: &str, characters: usize) -> String {
    let Some((from, _)) = text.char_indices().nth_back(characters.saturating_sub(1)) else {
        return text.to_owned();
    };
    if from == 0 {
        return text.to_owned();
    }
    let kept = &text[from..];
    let in_a_word = text[..from].ends_with(is_of_word) && kept.starts_with(is_of_word);
    let space = kept.find(is_gap).filter(|_| in_a_word);
    let kept = space
        .filter(|space| *space * 2 <= kept.len())
        .map_or(kept, |space| &kept[space..]);
    format!("…{kept}")
}

/// Whether a character stands between words; tokens show blanks by signs.
fn is_gap(character: char) -> bool {
    character.is_whitespace() || "␣⏎⇥".contains(character)
}

/// Whether a character is a part of a word that should not be torn; Chinese can be parted anywhere.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() && !is_han(character)
}

/// The first `characters` characters of a text, with an ellipsis where something was left out.
pub fn shorten(text: &str, characters: usize) -> String {
    let kept = beginning(text, characters);
    if kept.len() == text.len() {
        return text.to_owned();
    }
    let kept = kept.trim_end_matches(|last: char| {
        last.is_whitespace() || ".,;:!?。，；：！？、".contains(last)
    });
    format!("{kept}…")
}

/// The `lang` of a text that may be anything: `zh` where it has Han characters, else unknown. Browsers choose fonts by it.
pub fn tongue(text: &str) -> &'static str {
    if text.chars().any(is_han) { "zh" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_from_the_right() {
        for (number, expected) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1234567, "1,234,567"),
        ] {
            assert_eq!(count(number), expected);
        }
    }

    #[test]
    fn no_zero_is_negative() {
        for (number, shown) in [
            (-0.0, "0.000"),
            (-0.0004, "0.000"),
            (-0.0006, "-0.001"),
            (1.8834, "1.883"),
        ] {
            assert_eq!(nats(number), shown);
        }
    }

    #[test]
    fn one_thing_is_no_plural() {
        for (number, expected) in [(0, "0 tokens"), (1, "1 token"), (1234, "1,234 tokens")] {
            assert_eq!(counted(number, "token"), expected);
        }
    }

    #[test]
    fn durations_use_two_units() {
        for (milliseconds, english) in [
            (400.0, "0 s"),
            (48_000.0, "48 s"),
            (185_000.0, "3 min 05 s"),
            (4_800_000.0, "1 h 20 min"),
        ] {
            assert_eq!(duration(milliseconds).en, english);
        }
    }

    #[test]
    fn shortening_counts_characters_not_bytes() {
        assert_eq!(shorten("牙牙学语", 2), "牙牙…");
        assert_eq!(shorten("牙牙", 2), "牙牙");
        assert_eq!(shorten("It ran. It sang.", 8), "It ran…");
    }

    #[test]
    fn no_text_is_cut_within_a_word() {
        for (text, characters, expected) in [
            (
                "The lighthouse keeper of Sandrock",
                32,
                "The lighthouse keeper of",
            ),
            ("The lighthouse keeper", 21, "The lighthouse keeper"),
            ("The lighthouse keeper", 14, "The lighthouse"),
            ("小狐狸在河边看见一只猫", 4, "小狐狸在"),
            // One long word, and a script without spaces.
            ("Donaudampfschifffahrt", 5, "Donau"),
            ("สวัสดีครับ", 4, "สวัส"),
        ] {
            assert_eq!(beginning(text, characters), expected);
        }
        for (text, characters, expected) in [
            ("the old cat", 20, "the old cat"),
            ("the old cat", 6, "… cat"),
            ("the␣old␣cat", 7, "…old␣cat"),
            ("小狐狸在河边", 2, "…河边"),
            ("abcdef", 6, "abcdef"),
        ] {
            assert_eq!(ending(text, characters), expected);
        }
    }
}
