//! Text of which every character can be seen; pure.
//!
//! A token may be one character that no font draws, that hangs on the letter before it, or that turns the direction of
//! the line around it. Which those are, and how they are written instead, is decided here for the engine, the command
//! line and the page alike.

use crate::words::Words;

/// What a lone combining mark stands on, so that it can be seen.
const DOTTED_CIRCLE: char = '◌';

/// Whether nothing of a character can be seen by itself: controls, directions, joiners, blanks other than a plain
/// space, and what no version of Unicode (or nobody but its owner) knows.
pub fn is_hidden(character: char) -> bool {
    character.is_control() || character != ' ' && (!is_printable(character) || is_blank(character))
}

/// Whether a character is drawn on the one before it: an accent, a vowel sign.
pub fn is_mark(character: char) -> bool {
    // The standard library knows these marks, and escapes them too.
    !is_hidden(character) && is_escaped(&mut character.escape_debug())
}

/// Whether Unicode counts a character among those that print: neither control, format, separator, private nor unassigned.
fn is_printable(character: char) -> bool {
    let mut bytes = [0; 5];
    bytes[0] = b'a';
    let length = character.encode_utf8(&mut bytes[1..]).len();
    // After a letter a mark is not escaped, what does not print is.
    std::str::from_utf8(&bytes[..=length])
        .is_ok_and(|text| !is_escaped(&mut text.escape_debug().skip(1)))
}

/// Whether an escaped character became `\u{…}`.
fn is_escaped(escaped: &mut impl Iterator<Item = char>) -> bool {
    escaped.next() == Some('\\') && escaped.next() == Some('u')
}

/// Letters and marks that print as nothing (Unicode's Default_Ignorable_Code_Point among them, and blank patterns).
fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180d}'
            | '\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{16fe4}'
            | '\u{1d159}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Whether a character chooses how the one before it is drawn, as of an emoji: beside that one it needs no sign.
fn is_selector(character: char) -> bool {
    matches!(character, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// How a hidden character is written: `⟨U+202E⟩`.
pub fn code_point(character: char) -> String {
    format!("⟨{}⟩", number(character))
}

fn number(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// A text in which hidden characters are written by their numbers and lone marks stand on a dotted circle; `own` may
/// have a sign of its own for a character.
pub fn shown(text: &str, own: impl Fn(char) -> Option<char>) -> String {
    let mut shown = String::with_capacity(text.len());
    // Whether the character before can carry a mark.
    let mut carries = false;
    for character in text.chars() {
        if let Some(sign) = own(character) {
            shown.push(sign);
            carries = false;
        } else if is_selector(character) && carries {
            shown.push(character);
        } else if is_hidden(character) {
            shown.push_str(&code_point(character));
            carries = false;
        } else {
            if is_mark(character) && !carries {
                shown.push(DOTTED_CIRCLE);
            }
            shown.push(character);
            carries = character != ' ' && character != '⟩';
        }
    }
    shown
}

/// Somebody's own words (a file's name, a column's) for the middle of a sentence: nothing in them can hide, or turn the
/// sentence around them.
pub fn quoted(text: &str) -> String {
    isolated(shown(text, |_| None))
}

/// A text without hidden characters, kept apart from what is around it where it is written from right to left.
pub fn isolated(shown: String) -> String {
    if shown.chars().any(is_right_to_left) {
        format!("\u{2068}{shown}\u{2069}")
    } else {
        shown
    }
}

/// Whether a text begins in a script that is written from right to left, as `dir="auto"` would find.
pub fn begins_right_to_left<'t>(text: impl IntoIterator<Item = &'t str>) -> bool {
    let mut letters = text
        .into_iter()
        .flat_map(str::chars)
        .filter(|character| character.is_alphabetic() && !is_mark(*character));
    letters.next().is_some_and(is_right_to_left)
}

/// A letter of a script that is written from right to left: Hebrew, Arabic and their neighbours in Unicode.
fn is_right_to_left(character: char) -> bool {
    let in_block = matches!(
        character,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'
    );
    in_block && character.is_alphabetic() && !is_mark(character)
}

/// What a hidden character or a lone mark is called by those who hear the page: its number, and its name where it is a
/// common one. Nothing for a character that can be read as it is.
pub fn spoken(character: char) -> Option<Words> {
    if !is_hidden(character) && !is_mark(character) {
        return None;
    }
    let number = number(character);
    Some(match name(character) {
        Some(name) => Words::new(
            format!("{number} {}", name.en),
            format!("{number} {}", name.zh),
        ),
        None => Words::new(number.clone(), number),
    })
}

/// The names of those that texts really have.
fn name(character: char) -> Option<Words> {
    Some(match character {
        '\0' => Words::fixed("null", "空字符"),
        '\r' => Words::fixed("carriage return", "回车"),
        '\u{1b}' => Words::fixed("escape", "转义符"),
        '\u{a0}' => Words::fixed("no-break space", "不换行空格"),
        '\u{ad}' => Words::fixed("soft hyphen", "软连字符"),
        '\u{300}' => Words::fixed("combining grave accent", "组合重音符（抑音）"),
        '\u{301}' => Words::fixed("combining acute accent", "组合重音符（锐音）"),
        '\u{303}' => Words::fixed("combining tilde", "组合波浪符"),
        '\u{308}' => Words::fixed("combining diaeresis", "组合分音符"),
        '\u{200b}' => Words::fixed("zero width space", "零宽空格"),
        '\u{200c}' => Words::fixed("zero width non-joiner", "零宽不连字"),
        '\u{200d}' => Words::fixed("zero width joiner", "零宽连字"),
        '\u{200e}' => Words::fixed("left-to-right mark", "左至右标记"),
        '\u{200f}' => Words::fixed("right-to-left mark", "右至左标记"),
        '\u{2028}' => Words::fixed("line separator", "行分隔符"),
        '\u{2029}' => Words::fixed("paragraph separator", "段分隔符"),
        '\u{202a}' => Words::fixed("left-to-right embedding", "左至右嵌入"),
        '\u{202b}' => Words::fixed("right-to-left embedding", "右至左嵌入"),
        '\u{202c}' => Words::fixed("end of a direction", "方向格式结束"),
        '\u{202d}' => Words::fixed("left-to-right override", "左至右强制"),
        '\u{202e}' => Words::fixed("right-to-left override", "右至左强制"),
        '\u{2060}' => Words::fixed("word joiner", "词连接符"),
        '\u{2066}' => Words::fixed("left-to-right isolate", "左至右隔离"),
        '\u{2067}' => Words::fixed("right-to-left isolate", "右至左隔离"),
        '\u{2068}' => Words::fixed("first strong isolate", "首强字符隔离"),
        '\u{2069}' => Words::fixed("end of an isolate", "隔离结束"),
        '\u{3000}' => Words::fixed("ideographic space", "全角空格"),
        '\u{fe0f}' => Words::fixed("emoji variation selector", "表情变体选择符"),
        '\u{feff}' => Words::fixed("byte order mark", "字节序标记"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_seen() {
        for (text, expected) in [
            ("abc", "abc"),
            ("狐狸", "狐狸"),
            // Spaces of width zero, joiners, directions, the soft hyphen and the byte order mark.
            ("\u{200b}", "⟨U+200B⟩"),
            ("\u{200d}", "⟨U+200D⟩"),
            ("a\u{202e}b\u{202c}", "a⟨U+202E⟩b⟨U+202C⟩"),
            (
                "\u{2066}\u{2067}\u{2068}\u{2069}",
                "⟨U+2066⟩⟨U+2067⟩⟨U+2068⟩⟨U+2069⟩",
            ),
            ("\u{feff}", "⟨U+FEFF⟩"),
            ("\u{ad}", "⟨U+00AD⟩"),
            ("\u{e0041}", "⟨U+E0041⟩"),
            // Controls, other blanks, lines, private and unassigned.
            ("\0", "⟨U+0000⟩"),
            ("\u{7f}\u{85}", "⟨U+007F⟩⟨U+0085⟩"),
            ("\u{a0}\u{2003}\u{3000}", "⟨U+00A0⟩⟨U+2003⟩⟨U+3000⟩"),
            ("\u{2028}", "⟨U+2028⟩"),
            ("\u{e000}", "⟨U+E000⟩"),
            ("\u{378}", "⟨U+0378⟩"),
            ("\u{3164}\u{2800}\u{115f}", "⟨U+3164⟩⟨U+2800⟩⟨U+115F⟩"),
            // A mark alone stands on a circle, on a letter it stays as it is.
            ("\u{301}", "◌\u{301}"),
            ("e\u{301}", "e\u{301}"),
            (" \u{301}", " ◌\u{301}"),
            ("\u{200b}\u{301}", "⟨U+200B⟩◌\u{301}"),
            ("\u{5b0}", "◌\u{5b0}"),
            ("ש\u{5b0}", "ש\u{5b0}"),
            // An emoji keeps its look; its selector alone is nothing.
            ("❤\u{fe0f}", "❤\u{fe0f}"),
            ("\u{fe0f}", "⟨U+FE0F⟩"),
            ("سلام", "سلام"),
        ] {
            assert_eq!(shown(text, |_| None), expected, "{}", text.escape_unicode());
        }
    }

    #[test]
    fn a_sign_of_ones_own_comes_first() {
        let own = |character| (character == '\n').then_some('↵');
        assert_eq!(shown("a\n\u{301}", own), "a↵◌\u{301}");
    }

    #[test]
    fn no_name_turns_the_sentence_around_it() {
        assert_eq!(quoted("a.txt"), "a.txt");
        assert_eq!(quoted("gpj.\u{202e}txt"), "gpj.⟨U+202E⟩txt");
        assert_eq!(quoted("שלום.txt"), "\u{2068}שלום.txt\u{2069}");
        // Even one that would end the isolation from within.
        assert_eq!(quoted("ש\u{2069}"), "\u{2068}ש⟨U+2069⟩\u{2069}");
    }

    #[test]
    fn a_text_runs_as_its_first_letter_does() {
        for (text, expected) in [
            ("سلام", true),
            ("12 « شلום", true),
            ("the ש", false),
            ("狐 ש", false),
            ("", false),
            ("\u{5b0}a", false),
        ] {
            assert_eq!(begins_right_to_left([text]), expected, "{text}");
        }
        assert!(begins_right_to_left(["·", "1", "ש"]));
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let english = |character| spoken(character).map(|words| words.en.into_owned());
        assert_eq!(
            english('\u{202e}').as_deref(),
            Some("U+202E right-to-left override")
        );
        assert_eq!(
            english('\u{301}').as_deref(),
            Some("U+0301 combining acute accent")
        );
        assert_eq!(english('\u{e123}').as_deref(), Some("U+E123"));
        assert_eq!(english('a'), None);
        assert_eq!(english('狐'), None);
    }
}
