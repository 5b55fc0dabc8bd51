//! The link: whatever differs from the defaults, as the fragment of the page's address.
//!
//! `model.layers=4&corpus.source.kind=pasted&corpus.source.text=Once+upon+a+time` — a key is a path of the table of
//! [`fields`](super::fields), a value is percent-encoded text with `+` for a blank. Text that is shorter compressed
//! travels as raw DEFLATE in base64url under its key with `.z` at the end. Kinds are read first, because they decide
//! which other keys exist; then item by item, and an item that is not understood is reported and left at its default.
//! What the page keeps in the link beside the recipe has the keys `lang` and `theme`. A link without any other key leaves
//! the recipe to whoever opens it, so the default recipe is written as the text it reads.

use std::collections::BTreeMap;

use super::Experiment;
use super::fields::{self, Control, Field};
use crate::words::{Language, Problem, Words};

mod text;

/// The longest fragment that is read, in bytes; what this module writes is far shorter.
pub const MAX_FRAGMENT_BYTES: usize = 64 * 1024;

/// The most room one text may take in a link, in bytes as written there: about 10 KB of English prose, compressed.
pub const MAX_TEXT_BYTES: usize = 6 * 1024;

/// Texts shorter than this, in bytes, are compressed anew each time.
const LONG_TEXT_BYTES: usize = 512;

/// The setting that stands for a recipe in which nothing was changed.
const SOURCE: &str = "corpus.source.kind";

/// How many problems of a link are told one by one.
const MAX_PROBLEMS: usize = 20;

/// Marks the key of a compressed text.
const COMPRESSED: &str = ".z";

/// What a link says about the page rather than the recipe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// `lang=zh`.
    pub language: Option<Language>,
    /// `theme=dark`.
    pub theme: Option<Theme>,
}

/// The page's appearance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// As it stands in the link, in storage and in `<html data-theme>`.
    pub fn tag(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        [Theme::System, Theme::Light, Theme::Dark]
            .into_iter()
            .find(|theme| theme.tag() == tag)
    }
}

/// A link as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The fragment, without `#`.
    pub fragment: String,
    /// What was too long to travel, and what to do about it.
    pub left_out: Vec<Problem>,
}

/// A link as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The recipe; what was not understood has its default.
    pub experiment: Experiment,
    /// Whether it has anything to say about the recipe.
    pub has_recipe: bool,
    /// What it asks of the page.
    pub page: Page,
    /// What was not understood, item by item.
    pub problems: Vec<Problem>,
}

/// Writes what differs from the defaults.
pub fn encode(experiment: &Experiment, page: Page) -> Written {
    Writer::default().write(experiment, page)
}

/// Writes links one after the other, and compresses a text that stays the same only once.
#[derive(Debug, Default)]
pub struct Writer {
    /// The last long text of each setting, and how it is written.
    last: BTreeMap<&'static str, (String, Option<String>)>,
}

impl Writer {
    /// Writes what differs from the defaults; a recipe that is the default one throughout by the text it reads.
    pub fn write(&mut self, experiment: &Experiment, page: Page) -> Written {
        let mut items = Vec::new();
        let mut left_out = Vec::new();
        for (field, value) in experiment.changes() {
            match self.item(field, Field::print(&value)) {
                Some(item) => items.push(item),
                None => left_out.push(too_long(field)),
            }
        }
        if items.is_empty()
            && let Some(source) = experiment.get(SOURCE)
        {
            items.push(format!("{SOURCE}={}", Field::print(&source)));
        }
        let language = page
            .language
            .map(|language| format!("lang={}", language.tag()));
        let theme = page.theme.map(|theme| format!("theme={}", theme.tag()));
        items.extend(language.into_iter().chain(theme));
        Written {
            fragment: items.join("&"),
            left_out,
        }
    }

    /// `key=value`; nothing where that is too long.
    fn item(&mut self, field: &Field, value: String) -> Option<String> {
        if !matches!(field.control, Control::Text { .. }) {
            return Some(format!("{}={}", field.path, text::percent_encode(&value)));
        }
        if value.len() < LONG_TEXT_BYTES {
            return text_item(field, &value);
        }
        if let Some((text, item)) = self.last.get(field.path)
            && *text == value
        {
            return item.clone();
        }
        let item = text_item(field, &value);
        self.last.insert(field.path, (value, item.clone()));
        item
    }
}

/// `key=value`, compressed where that is shorter; nothing where it is too long either way.
fn text_item(field: &Field, value: &str) -> Option<String> {
    let room = MAX_TEXT_BYTES.saturating_sub(field.path.len() + COMPRESSED.len() + 1);
    // Percent-encoding never makes a text shorter.
    let readable = (value.len() <= MAX_TEXT_BYTES)
        .then(|| format!("{}={}", field.path, text::percent_encode(value)));
    let compressed = text::compress(value, room)
        .map(|compressed| format!("{}{COMPRESSED}={compressed}", field.path));
    readable
        .into_iter()
        .chain(compressed)
        .min_by_key(String::len)
        .filter(|item| item.len() <= MAX_TEXT_BYTES)
}

fn too_long(field: &Field) -> Problem {
    let kilobytes = MAX_TEXT_BYTES / 1024;
    Problem::at(
        field.path,
        Words::new(
            format!(
                "“{}” needs more than {kilobytes} KB even when compressed, so it is not in the link. Send the text along with the link, or publish it and give its address.",
                field.label.en
            ),
            format!(
                "“{}”压缩后仍超过 {kilobytes} KB，因此不在链接中。请把文本随链接一起发送，或将它发布后填写网址。",
                field.label.zh
            ),
        ),
    )
}

/// Reads a link: a fragment with or without `#`, or a whole address.
pub fn decode(link: &str) -> Link {
    let mut reader = Reader::default();
    let fragment = match link.split_once('#') {
        Some((_, fragment)) => fragment,
        None if link.contains("://") => "",
        None => link,
    };
    if fragment.len() > MAX_FRAGMENT_BYTES {
        reader.has_recipe = true;
        reader.problems.push(Problem::general(Words::new(
            format!("The link is longer than {MAX_FRAGMENT_BYTES} bytes, so none of it was read. Copy it again from where it was made."),
            format!("链接超过 {MAX_FRAGMENT_BYTES} 字节，因此没有读取其中任何内容。请回到原处重新复制。"),
        )));
        return reader.finish();
    }
    let mut items: Vec<Item> = fragment
        .split('&')
        .filter(|item| !item.is_empty())
        .map(Item::of)
        .collect();
    // Outer kinds come before the kinds within them, and all of them before what depends on them.
    items.sort_by_key(|item| match item.key.ends_with(".kind") {
        true => item.key.matches('.').count(),
        false => usize::MAX,
    });
    let mut seen = std::collections::HashSet::new();
    for item in items {
        let path = item.key.strip_suffix(COMPRESSED).unwrap_or(item.key);
        if seen.insert(path) {
            reader.read(&item);
        } else {
            reader.report(
                item.key,
                Words::fixed(
                    "The link sets this more than once; the first value was taken.",
                    "链接中多次设置了这一项，已采用第一个值。",
                ),
            );
        }
    }
    reader.finish()
}

/// `key=value` as it stands in the link.
struct Item<'a> {
    key: &'a str,
    value: Option<&'a str>,
}

impl<'a> Item<'a> {
    fn of(text: &'a str) -> Self {
        match text.split_once('=') {
            Some((key, value)) => Item {
                key,
                value: Some(value),
            },
            None => Item {
                key: text,
                value: None,
            },
        }
    }
}

/// What has been understood so far.
#[derive(Default)]
struct Reader {
    experiment: Experiment,
    has_recipe: bool,
    page: Page,
    problems: Vec<Problem>,
}

impl Reader {
    fn read(&mut self, item: &Item) {
        let Some(value) = item.value else {
            return self.report(
                item.key,
                Words::fixed(
                    "This has no value. Write it as name=value.",
                    "这一项没有值，应写成“名称=值”。",
                ),
            );
        };
        match item.key {
            "lang" => match Language::from_tag(value) {
                Some(language) => self.page.language = Some(language),
                None => self.report(
                    item.key,
                    Words::fixed("The languages are en and zh.", "界面语言只有 en 和 zh。"),
                ),
            },
            "theme" => match Theme::from_tag(value) {
                Some(theme) => self.page.theme = Some(theme),
                None => self.report(
                    item.key,
                    Words::fixed(
                        "The themes are system, light and dark.",
                        "外观只有 system、light 和 dark。",
                    ),
                ),
            },
            key => {
                self.has_recipe = true;
                match self.with_setting(key, value) {
                    Ok(experiment) => self.experiment = experiment,
                    Err(problem) => self.report(key, problem.message),
                }
            }
        }
    }

    fn with_setting(&self, key: &str, value: &str) -> Result<Experiment, Problem> {
        if let Some(path) = key.strip_suffix(COMPRESSED) {
            // Only what may be text is inflated.
            let field = fields::field(&self.experiment, path)
                .filter(|field| matches!(field.control, Control::Text { .. }));
            if let Some(Field {
                control: Control::Text { max_bytes, .. },
                ..
            }) = field
            {
                let text = text::decompress(value, *max_bytes).ok_or_else(|| garbled(key))?;
                return self.experiment.set_text(path, &text);
            }
        }
        let text = text::percent_decode(value).ok_or_else(|| garbled(key))?;
        self.experiment.set_text(key, &text)
    }

    fn report(&mut self, key: &str, message: Words) {
        self.problems.push(Problem::at(text::excerpt(key), message));
    }

    fn finish(mut self) -> Link {
        let more = self.problems.len().saturating_sub(MAX_PROBLEMS);
        self.problems.truncate(MAX_PROBLEMS);
        if more > 0 {
            self.problems.push(Problem::general(Words::new(
                format!("{more} more items of the link were not understood."),
                format!("链接中还有 {more} 项无法理解。"),
            )));
        }
        Link {
            experiment: self.experiment,
            has_recipe: self.has_recipe,
            page: self.page,
            problems: self.problems,
        }
    }
}

fn garbled(key: &str) -> Problem {
    Problem::at(
        key,
        Words::fixed(
            "The value arrived damaged. Copy the whole link again from where it was made.",
            "这个值已损坏。请回到原处重新复制完整的链接。",
        ),
    )
}

#[cfg(test)]
mod tests;
