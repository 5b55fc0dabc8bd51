//! What Babble says to a person, in both of its languages at once.
//!
//! A message is built where the fact is known (a validator, the engine, the page) and chosen where it is shown, so
//! that switching the language never needs the engine again.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The languages of the page and of every message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English, `en`.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Simplified Chinese, `zh`.
    #[serde(rename = "zh")]
    Chinese,
}

impl Language {
    /// The BCP 47 tag, as it stands in `<html lang>`, in the link and in storage.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Chinese => "zh",
        }
    }

    /// The language a BCP 47 tag such as `zh-Hans-CN` asks for, if it is one of ours.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()? {
            primary if primary.eq_ignore_ascii_case("en") => Some(Language::English),
            primary if primary.eq_ignore_ascii_case("zh") => Some(Language::Chinese),
            _ => None,
        }
    }
}

/// Characters that are enough to tell how a text is written.
const ENOUGH: usize = 2_000;

impl Language {
    /// How a text is written, as far as its beginning tells: in Chinese characters where at least every third letter is
    /// one, else in letters.
    pub fn of_writing(text: &str) -> Self {
        let letters = text.chars().take(ENOUGH).filter(|one| one.is_alphabetic());
        let (han, all) = letters.fold((0, 0), |(han, all), letter| {
            (han + usize::from(is_han(letter)), all + 1)
        });
        if han > 0 && 3 * han >= all {
            Language::Chinese
        } else {
            Language::English
        }
    }
}

/// Whether a character is a Chinese one (also where Japanese or Korean use it).
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// One message in every language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// English.
    pub en: Cow<'static, str>,
    /// Simplified Chinese.
    pub zh: Cow<'static, str>,
}

impl Words {
    /// A message known when the program was written.
    pub const fn fixed(en: &'static str, zh: &'static str) -> Self {
        Words {
            en: Cow::Borrowed(en),
            zh: Cow::Borrowed(zh),
        }
    }

    /// A message with figures in it.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Words {
            en: Cow::Owned(en.into()),
            zh: Cow::Owned(zh.into()),
        }
    }

    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Chinese => &self.zh,
        }
    }
}

impl std::fmt::Display for Words {
    /// English, for logs and the command line.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.en)
    }
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The path of the setting it concerns, such as `model.width`; empty when it concerns none.
    pub path: String,
    /// What is wrong and what to do.
    pub message: Words,
}

impl Problem {
    /// A problem with the setting at `path`.
    pub fn at(path: impl Into<String>, message: Words) -> Self {
        Problem {
            path: path.into(),
            message,
        }
    }

    /// A problem that no single setting is to blame for.
    pub fn general(message: Words) -> Self {
        Problem::at("", message)
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.path.is_empty() {
            write!(formatter, "{}", self.message)
        } else {
            write!(formatter, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writing_is_told_by_its_letters() {
        for (text, wanted) in [
            ("", Language::English),
            ("12, 34.", Language::English),
            ("A fox met 狐狸 in the wood.", Language::English),
            ("狐狸在树林里遇见了 Simon。", Language::Chinese),
        ] {
            assert_eq!(Language::of_writing(text), wanted, "{text}");
        }
    }
}
