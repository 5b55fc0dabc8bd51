//! Figures and symbols as the charts write them; pure.

use crate::ui::format::{self, decimals, nats};
use crate::visible;

/// A loss, an entropy or a divergence with three decimals; an en dash where there is none.
pub fn loss(value: f64) -> String {
    if value.is_finite() {
        nats(value)
    } else {
        "–".to_owned()
    }
}

/// A temperature: `0.80`.
pub fn temperature(value: f64) -> String {
    decimals(value, 2)
}

/// A number on an axis, with as many decimals as tell it from its neighbours; shorter where it would outgrow its place.
pub fn tick(value: f64, wanted: usize) -> String {
    if value.abs() < 1e5 {
        decimals(value, wanted)
    } else {
        compact(value)
    }
}

/// A number in three significant digits: `0.0123`, `4.17`, `65.2`, `812`, `12.3k`, `4.1M`.
pub fn compact(value: f64) -> String {
    let size = value.abs();
    match size {
        _ if !value.is_finite() => "–".to_owned(),
        _ if size >= 999.5e9 => scientific(value),
        _ if size >= 999.5e6 => format!("{}G", three_digits(value / 1e9)),
        _ if size >= 999.5e3 => format!("{}M", three_digits(value / 1e6)),
        _ if size >= 9_999.5 => format!("{}k", three_digits(value / 1e3)),
        _ if size >= 100.0 => format!("{value:.0}"),
        _ if size > 0.0 && size < 1e-3 => scientific(value),
        _ => three_digits(value),
    }
}

fn three_digits(value: f64) -> String {
    let wanted = match value.abs() {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.9995 => 2,
        size if size >= 0.09995 => 3,
        0.0 => 0,
        _ => 4,
    };
    decimals(value, wanted)
}

/// `3.0×10⁻⁴`, in characters alone.
fn scientific(value: f64) -> String {
    let text = format!("{value:.1e}");
    let Some((digits, power)) = text.split_once('e') else {
        return text;
    };
    let raised: String = power
        .chars()
        .map(|character| match character.to_digit(10) {
            Some(digit) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize],
            None => '⁻',
        })
        .collect();
    format!("{}×10{raised}", digits.trim_end_matches(".0"))
}

/// A share of one as per cent: `12.3%`, `<0.1%`.
pub fn share(value: f64) -> String {
    let percent = value * 100.0;
    match percent {
        _ if !value.is_finite() => "–".to_owned(),
        _ if percent >= 99.95 => format!("{percent:.0}%"),
        _ if percent >= 0.1 || percent == 0.0 => format!("{}%", decimals(percent, 1)),
        _ => "<0.1%".to_owned(),
    }
}

/// Bytes: `640 KB`, `12.3 MB`.
pub fn bytes(value: usize) -> String {
    let value = value as f64;
    match value {
        _ if value >= 1e9 => format!("{} GB", three_digits(value / 1e9)),
        _ if value >= 1e6 => format!("{} MB", three_digits(value / 1e6)),
        _ => format!("{:.0} KB", value / 1e3),
    }
}

/// A stretch of time: `40 ms`, `8.2 s`, `3:05`, `1:02:45`.
pub fn duration(seconds: f64) -> String {
    if !seconds.is_finite() || seconds < 0.0 {
        return "–".to_owned();
    }
    if seconds < 0.095 {
        return format!("{:.0} ms", seconds * 1000.0);
    }
    if seconds < 9.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    if whole < 60 {
        return format!("{whole} s");
    }
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// How often, in English: `once`, `27 times`.
pub fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        _ => format::counted(count, "time"),
    }
}

/// A token's text with what cannot be seen made visible: `·` for a space, `↵` for a line's end, `⇥` for a tab, the
/// number of what has no sign, and a circle below a lone accent.
///
/// The engine's own stand-ins for them, `␣` and `⏎`, become the same lighter ones.
pub fn visible(text: &str) -> String {
    if text.is_empty() {
        return "∅".to_owned();
    }
    visible::shown(text, |character| {
        Some(match character {
            ' ' | '␣' => '·',
            '\n' | '⏎' => '↵',
            '\r' => '␍',
            '\t' => '⇥',
            '\u{3000}' => '□',
            '\u{a0}' => '⍽',
            _ => return None,
        })
    })
}

/// A token's text, made visible, for the middle of a sentence.
pub fn quoted(text: &str) -> String {
    visible::isolated(visible(text))
}

/// Whether a line ends with this token.
pub fn ends_line(text: &str) -> bool {
    text.ends_with(['\n', '⏎'])
}

/// The text as one says it, for those who hear the page: symbols that are silent get their English or Chinese name.
pub fn spoken(text: &str, chinese: bool) -> String {
    let name = match (text, chinese) {
        (" " | "␣", false) => "space",
        (" " | "␣", true) => "空格",
        ("\n" | "⏎", false) => "new line",
        ("\n" | "⏎", true) => "换行",
        ("\t" | "⇥", false) => "tab",
        ("\t" | "⇥", true) => "制表符",
        ("", false) => "nothing",
        ("", true) => "空",
        _ => return name_of_hidden(text, chinese).unwrap_or_else(|| visible(text)),
    };
    name.to_owned()
}

/// What a text of one character is called that cannot be read as it is: `U+202E right-to-left override`.
pub fn name_of_hidden(text: &str, chinese: bool) -> Option<String> {
    let words = visible::spoken(only_character(text)?)?;
    Some(if chinese { words.zh } else { words.en }.into_owned())
}

/// The one character that a text is, or that the engine's stand-in for it names.
fn only_character(text: &str) -> Option<char> {
    let named = text
        .strip_prefix("⟨U+")
        .and_then(|rest| rest.strip_suffix('⟩'))
        .and_then(|digits| char::from_u32(u32::from_str_radix(digits, 16).ok()?));
    let mut characters = text.chars();
    named.or_else(|| characters.next().filter(|_| characters.next().is_none()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (value, shown) in [
            (0.0, "0"),
            (0.0003, "3×10⁻⁴"),
            (0.0012, "0.0012"),
            (0.5, "0.500"),
            (4.174, "4.17"),
            (65.25, "65.2"),
            (812.4, "812"),
            (2500.0, "2500"),
            (12_345.0, "12.3k"),
            (813_568.0, "814k"),
            (4_100_000.0, "4.10M"),
            (2e30, "2×10³⁰"),
            (-0.0, "0"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(compact(value), shown);
        }
        assert_eq!((loss(-0.0), share(-0.0)), ("0.000".into(), "0.0%".into()));
        assert_eq!(
            (tick(7400.0, 0), tick(0.25, 2)),
            ("7400".into(), "0.25".into())
        );
        assert_eq!(tick(250_000.0, 0), "250k");
    }

    #[test]
    fn shares_times_and_sizes() {
        assert_eq!(share(0.1234), "12.3%");
        assert_eq!(share(0.00001), "<0.1%");
        assert_eq!(share(1.0), "100%");
        assert_eq!(duration(8.24), "8.2 s");
        assert_eq!(duration(185.0), "3:05");
        assert_eq!(duration(3765.0), "1:02:45");
        assert_eq!(bytes(640_000), "640 KB");
        assert_eq!(bytes(12_345_678), "12.3 MB");
    }

    #[test]
    fn silent_characters_are_seen_and_heard() {
        assert_eq!(visible(" the\n"), "·the↵");
        assert_eq!(visible("␣the⏎"), "·the↵");
        assert!(ends_line(".⏎") && !ends_line("a"));
        assert_eq!(visible(""), "∅");
        assert_eq!(spoken("⏎", true), "换行");
        assert_eq!(spoken(" a", false), "·a");
        for hidden in ["\u{202e}", "⟨U+202E⟩"] {
            assert_eq!(visible(hidden), "⟨U+202E⟩");
            assert_eq!(spoken(hidden, false), "U+202E right-to-left override");
        }
        assert_eq!(spoken("\u{301}", true), "U+0301 组合重音符（锐音）");
        assert_eq!(quoted(" ש"), "\u{2068}·ש\u{2069}");
    }
}
