//! The story grammar: templates, word lists and a teller that never tells the same paragraph twice.
//!
//! A template is text with three marks in it:
//!
//! * `{one|two|}` — one of the alternatives, which may be empty and may nest;
//! * `<name>` or `<name.field>` — what the story has bound to `name`, else a draw from the word list `name`;
//!   `<Name>` capitalises it, `<a name>` puts the right indefinite article before it;
//! * `//` — the end of a paragraph.
//!
//! A plot is a list of lines: `let name = word_list` binds a whole entry with its fields, `let name = other` gives
//! another name to what `other` is bound to, `let name = new template` binds text that no `new` has bound before in
//! any story, `let name = template` binds text, `pick 2` tells two of the `*` lines after it, and every other line
//! is a template, the first of them the title. Word lists are dealt like a pack of cards, so that every entry comes
//! up before one returns.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

/// SplitMix64 (Steele, Lea and Flood, 2014): eight lines whose output can never change under us, which the
/// bundled corpora rely on.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A uniform draw from `0..n` (multiply and shift; the bias is below 2⁻⁵⁰ for our sizes).
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// One entry of a word list: its fields, by the names the list gives them; the first is the word itself.
type Entry = Rc<[(&'static str, &'static str)]>;

/// All word lists of a language, and the pack of each from which entries are dealt.
struct WordList {
    entries: Vec<Entry>,
    pack: Vec<usize>,
}

/// A plot: the cast it can be played by, and its lines.
pub struct Plot {
    pub cast: &'static str,
    lines: Vec<&'static str>,
}

/// Reads `@plot name cast` sections; word lists may stand between them.
pub fn plots(source: &'static str) -> Vec<Plot> {
    let mut plots: Vec<Plot> = Vec::new();
    let mut in_plot = false;
    for line in source
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        if let Some(header) = line.strip_prefix("@plot ") {
            let cast = header.split_whitespace().nth(1).unwrap_or("any");
            plots.push(Plot {
                cast,
                lines: Vec::new(),
            });
            in_plot = true;
        } else if line.starts_with("= ") {
            in_plot = false;
        } else if in_plot && let Some(plot) = plots.last_mut() {
            plot.lines.push(line);
        }
    }
    plots
}

/// Reads `= name(field,field)` sections; entries are separated by lines or `|`, fields by `/`. Plots may stand
/// between them.
fn word_lists(source: &'static str) -> BTreeMap<&'static str, WordList> {
    let mut lists: BTreeMap<&'static str, WordList> = BTreeMap::new();
    let mut current: Option<(&'static str, Vec<&'static str>)> = None;
    for line in source
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        if let Some(header) = line.strip_prefix("= ") {
            let (name, fields) = header.split_once('(').unwrap_or((header, "word)"));
            current = Some((name, fields.trim_end_matches(')').split(',').collect()));
        } else if line.starts_with("@plot ") {
            current = None;
        } else if let Some((name, fields)) = &current {
            let list = lists.entry(name).or_insert_with(|| WordList {
                entries: Vec::new(),
                pack: Vec::new(),
            });
            for entry in alternatives(line) {
                let values: Vec<&str> = if fields.len() == 1 {
                    vec![entry]
                } else {
                    entry.split('/').collect()
                };
                debug_assert_eq!(values.len(), fields.len(), "list {name}, entry {entry}");
                list.entries.push(
                    fields
                        .iter()
                        .copied()
                        .zip(values.into_iter().map(str::trim))
                        .collect(),
                );
            }
        }
    }
    lists
}

/// Splits at the `|` that lie outside every brace.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (i, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '|' if depth == 0 => {
                parts.push(&text[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The byte offset of the `}` that closes the brace at the start of `text`.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (i, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some(i),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The sentences of a text. A quotation that goes on (`"Who?" asked Tom.`) is one sentence with what follows.
pub fn sentences(text: &str) -> Vec<&str> {
    let (mut found, mut start) = (Vec::new(), 0);
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let end = i + c.len_utf8();
        let closed = text[..end].trim_end_matches(['"', '”']);
        let stopped = closed.ends_with(['.', '!', '?', '。', '！', '？', '…'])
            && !closed.ends_with("Mr.")
            && !closed.ends_with("Mrs.");
        let goes_on = match chars.peek() {
            Some(&(_, '"' | '”' | '.' | '!' | '?' | '。' | '！' | '？' | '…')) => true,
            Some(&(_, ' ')) => text[end..].trim_start().starts_with(char::is_lowercase),
            Some(&(_, next)) => c == '”' && next.is_alphanumeric(),
            None => false,
        };
        if c == '\n' || stopped && !goes_on || chars.peek().is_none() {
            let sentence = text[start..end].trim();
            if sentence.chars().any(char::is_alphanumeric) {
                found.push(sentence);
            }
            start = end;
        }
    }
    found
}

/// Tells stories: holds the words, the bindings of the story being told, and what has been told before.
pub struct Teller {
    pub random: Random,
    lists: BTreeMap<&'static str, WordList>,
    bindings: BTreeMap<String, Vec<(&'static str, String)>>,
    /// Hashes of the paragraphs and of the sentences told.
    told_paragraphs: HashSet<u64>,
    told_sentences: HashSet<u64>,
    /// What [`expand_new`](Self::expand_new) has given out.
    given_out: HashSet<String>,
}

/// How often a paragraph is told anew in search of sentences not heard before.
const TRIES: usize = 8;

/// How often a new name is looked for.
const MANY_TRIES: usize = 100;

impl Teller {
    pub fn new(seed: u64, lexicons: &[&'static str]) -> Self {
        Self {
            random: Random::new(seed),
            lists: lexicons
                .iter()
                .flat_map(|lexicon| word_lists(lexicon))
                .collect(),
            bindings: BTreeMap::new(),
            told_paragraphs: HashSet::new(),
            told_sentences: HashSet::new(),
            given_out: HashSet::new(),
        }
    }

    /// Forgets the bindings of the story before.
    pub fn begin(&mut self) {
        self.bindings.clear();
    }

    /// Binds `name` to plain text.
    pub fn bind(&mut self, name: &str, text: &str) {
        self.bindings
            .insert(name.to_owned(), vec![("word", text.to_owned())]);
    }

    /// Binds `name` to a text for each of its fields, the first of them the word itself.
    pub fn bind_fields(&mut self, name: &str, fields: Vec<(&'static str, String)>) {
        self.bindings.insert(name.to_owned(), fields);
    }

    /// Binds `name` to an entry dealt from the word list `list`, with all its fields.
    pub fn deal(&mut self, name: &str, list: &str) {
        let entry = self.draw(list).unwrap_or_else(|| Rc::from([]));
        let bound = entry
            .iter()
            .map(|&(field, value)| (field, self.expand(value)))
            .collect();
        self.bindings.insert(name.to_owned(), bound);
    }

    /// Tells one plot: the title and the paragraphs, or nothing if all it could say was a repetition.
    pub fn tell(&mut self, plot: &Plot) -> Option<Vec<String>> {
        let mut paragraphs = Vec::new();
        for line in self.chosen_lines(plot) {
            if let Some(binding) = line.strip_prefix("let ") {
                let (name, value) = binding.split_once('=')?;
                self.bind_line(name.trim(), value.trim());
                continue;
            }
            let told = self.freshest(line)?;
            paragraphs.extend(
                told.split("//")
                    .map(str::trim)
                    .filter(|p| !p.is_empty())
                    .map(str::to_owned),
            );
        }
        for paragraph in &paragraphs {
            self.told_sentences
                .extend(sentences(paragraph).into_iter().map(fingerprint));
            self.told_paragraphs.insert(fingerprint(paragraph));
        }
        Some(paragraphs)
    }

    /// Carries out `let name = value`.
    fn bind_line(&mut self, name: &str, value: &str) {
        if self.lists.contains_key(value) {
            self.deal(name, value);
        } else if let Some(fields) = self.bindings.get(value).cloned() {
            self.bind_fields(name, fields);
        } else {
            let text = match value.strip_prefix("new ") {
                Some(template) => self.expand_new(template),
                None => self.expand(value),
            };
            self.bind(name, &text);
        }
    }

    /// The plot's lines with every `pick` carried out.
    fn chosen_lines(&mut self, plot: &Plot) -> Vec<&'static str> {
        let (mut lines, mut pool, mut wanted) = (Vec::new(), Vec::new(), 0);
        for line in plot.lines.iter().copied().chain([""]) {
            if let Some(item) = line.strip_prefix("* ") {
                pool.push(item);
                continue;
            }
            self.random.shuffle(&mut pool);
            lines.extend(pool.drain(..).take(wanted));
            match line.strip_prefix("pick ") {
                Some(count) => wanted = count.trim().parse().unwrap_or(1),
                None if line.is_empty() => {}
                None => lines.push(line),
            }
        }
        lines
    }

    /// Expands a template several times and keeps the telling with the fewest sentences heard before;
    /// `None` if each try held a paragraph that was already told.
    fn freshest(&mut self, template: &'static str) -> Option<String> {
        let mut best: Option<(usize, String)> = None;
        for _ in 0..TRIES {
            let told = self.expand(template);
            if told.split("//").any(|paragraph| {
                self.told_paragraphs
                    .contains(&fingerprint(paragraph.trim()))
            }) {
                continue;
            }
            let stale = sentences(&told)
                .iter()
                .filter(|s| self.told_sentences.contains(&fingerprint(s)))
                .count();
            if best.as_ref().is_none_or(|(least, _)| stale < *least) {
                best = Some((stale, told));
            }
            if stale == 0 {
                break;
            }
        }
        best.map(|(_, told)| told)
    }

    fn draw(&mut self, list: &str) -> Option<Entry> {
        let list = self.lists.get_mut(list)?;
        if list.pack.is_empty() {
            list.pack = (0..list.entries.len()).collect();
            self.random.shuffle(&mut list.pack);
        }
        list.pack.pop().map(|card| Rc::clone(&list.entries[card]))
    }

    /// Fills in a template. A slot that names nothing stays as it is, for the tests to find.
    pub fn expand(&mut self, template: &str) -> String {
        let mut text = String::new();
        self.expand_into(template, &mut text);
        text
    }

    /// Fills in a template until the text is one that this has not given out before, in this story or any other:
    /// names that nobody else bears. Where all have been given out, one returns.
    pub fn expand_new(&mut self, template: &str) -> String {
        let mut text = self.expand(template);
        for _ in 0..MANY_TRIES {
            if !self.given_out.contains(&text) {
                break;
            }
            text = self.expand(template);
        }
        self.given_out.insert(text.clone());
        text
    }

    fn expand_into(&mut self, template: &str, text: &mut String) {
        let mut rest = template;
        while let Some(at) = rest.find(['{', '<']) {
            text.push_str(&rest[..at]);
            rest = &rest[at..];
            let closing = if rest.starts_with('{') {
                closing_brace(rest)
            } else {
                rest.find('>')
            };
            let Some(end) = closing else { break };
            let inner = &rest[1..end];
            if rest.starts_with('{') {
                let choices = alternatives(inner);
                let choice = choices[self.random.below(choices.len())];
                self.expand_into(choice, text);
            } else {
                self.slot_into(inner, text);
            }
            rest = &rest[end + 1..];
        }
        text.push_str(rest);
    }

    /// Writes what a slot stands for: `name`, `Name`, `a name` or `A name`, each with or without `.field`.
    fn slot_into(&mut self, slot: &str, text: &mut String) {
        let start = text.len();
        let (article, noun) = match slot.strip_prefix("a ").or_else(|| slot.strip_prefix("A ")) {
            Some(noun) => (true, noun),
            None => (false, slot),
        };
        let name = noun.to_ascii_lowercase();
        let (name, field) = name.split_once('.').unwrap_or((&name, ""));
        if let Some(word) = self
            .bindings
            .get(name)
            .and_then(|entry| field_of(entry, field))
        {
            text.push_str(word);
        } else if let Some(entry) = self.draw(name)
            && let Some(template) = field_of(&entry, field)
        {
            self.expand_into(template, text);
        } else {
            text.extend(["<", slot, ">"]);
            return;
        }
        if article {
            text.insert_str(start, article_for(&text[start..]));
        }
        if slot.starts_with(|first: char| first.is_ascii_uppercase()) {
            capitalise(text, start);
        }
    }
}

/// A number that stands for a text (FNV-1a); a collision would only cost a retelling.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// The named field of an entry, or its first for an empty name.
fn field_of<'e, T>(entry: &'e [(&'static str, T)], field: &str) -> Option<&'e T> {
    let position = if field.is_empty() {
        0
    } else {
        entry.iter().position(|(name, _)| *name == field)?
    };
    entry.get(position).map(|(_, value)| value)
}

/// Makes the letter at `start` a capital.
fn capitalise(text: &mut String, start: usize) {
    if let Some(first) = text[start..].chars().next() {
        let capital: String = first.to_uppercase().collect();
        text.replace_range(start..start + first.len_utf8(), &capital);
    }
}

/// "a" or "an": by the first letter, with the few words of our lists that sound otherwise.
fn article_for(noun: &str) -> &'static str {
    let sounds_consonant = ["one", "use", "uni"]
        .iter()
        .any(|start| noun.starts_with(start));
    let sounds_vowel = noun.starts_with("hour") || noun.starts_with("honest");
    let vowel = noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !sounds_consonant || sounds_vowel;
    if vowel { "an " } else { "a " }
}
