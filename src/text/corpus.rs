//! From what the recipe names to clean text, and its two parts.
//!
//! Plain text is taken as it is, without a byte order mark and with `\n` at the end of lines. From a `.csv` (or
//! `.tsv`) one column is taken, from a `.jsonl` one field ([`table`]); each of their texts ends with a line break.

use crate::experiment::{Corpus, Format, Source};
use crate::visible::quoted;
use crate::words::{Problem, Words};

use super::stories;

mod encoding;
mod table;

/// The most that is read, in bytes.
pub const MAX_BYTES: usize = 64 << 20;

/// The corpus of a recipe; `material` holds the bytes of an opened file or of a fetched address, and becomes the text where
/// that is possible, so that a long one is not there twice.
///
/// # Errors
///
/// What is wrong with the text, and what to do.
pub fn read(corpus: &Corpus, material: Option<Vec<u8>>) -> Result<String, Problem> {
    let text = match &corpus.source {
        Source::EnglishStories => stories::english(),
        Source::ChineseStories => stories::chinese(),
        Source::Pasted(pasted) => text_of(pasted.text.clone().into_bytes())?,
        Source::File(file) => from_file(&file.name, material, &corpus.field)?,
        Source::Address(address) => from_file(&address.url, material, &corpus.field)?,
    };
    let mut characters = text.chars();
    let Some(first) = characters.next().filter(|_| !text.trim().is_empty()) else {
        return Err(at_source(Words::fixed(
            "The text is empty. Paste or open some text, or choose the bundled stories.",
            "文本是空的。请粘贴或打开一段文本，或选用自带的故事。",
        )));
    };
    if characters.all(|c| c == first) {
        return Err(at_source(Words::new(
            format!(
                "The text repeats one single character, {first:?}, so there is nothing to predict. Use a more varied text."
            ),
            format!("文本里只有一种字符 {first:?}，没有什么可预测的。请换一段更丰富的文本。"),
        )));
    }
    Ok(text)
}

fn at_source(message: Words) -> Problem {
    Problem::at("corpus.source", message)
}

fn from_file(name: &str, material: Option<Vec<u8>>, field: &str) -> Result<String, Problem> {
    let bytes = material.ok_or_else(|| {
        let name = quoted(name);
        at_source(Words::new(
            format!("The text of “{name}” is not there. A link carries only its name: open the file (or fetch the address) again."),
            format!("没有“{name}”的内容。链接里只有它的名字：请重新打开文件（或重新获取该地址）。"),
        ))
    })?;
    let text = text_of(bytes)?;
    match Format::of(name) {
        Format::Plain => Ok(text),
        Format::Columns(delimiter) => table::column(&text, delimiter, field),
        Format::JsonLines => table::json_field(&text, field),
    }
}

/// The text that bytes hold: without a byte order mark, and with `\n` for every `\r\n`.
fn text_of(bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.len() > MAX_BYTES {
        let (size, most) = (bytes.len() as f64 / f64::from(1 << 20), MAX_BYTES >> 20);
        return Err(at_source(Words::new(
            format!("The text is {size:.1} MiB; at most {most} MiB are read. Use a part of it."),
            format!("文本有 {size:.1} MiB，最多读取 {most} MiB。请只用其中一部分。"),
        )));
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|error| at_source(encoding::not_utf8(error.as_bytes(), error.utf8_error())))?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if let Some(message) = encoding::is_utf16(&text) {
        return Err(at_source(message));
    }
    if text.contains("\r\n") {
        text = text.replace("\r\n", "\n");
    }
    Ok(text)
}

/// The part to train on and the part to validate on: the first `int(train_fraction · N)` of N characters, as nanoGPT
/// splits, and the rest.
pub fn split(text: &str, train_fraction: f64) -> (&str, &str) {
    let train = (train_fraction * text.chars().count() as f64) as usize;
    let place = text
        .char_indices()
        .nth(train)
        .map_or(text.len(), |(place, _)| place);
    text.split_at(place)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::experiment::{Address, FileName, Pasted};

    fn file(name: &str, field: &str, bytes: &[u8]) -> Result<String, Problem> {
        let source = Source::File(FileName { name: name.into() });
        read(
            &Corpus {
                source,
                field: field.into(),
                ..Corpus::default()
            },
            Some(bytes.to_vec()),
        )
    }

    /// The text of a problem in both languages, checked to be there in both.
    fn complaint(result: Result<String, Problem>) -> String {
        let problem = result.expect_err("this text has a problem");
        assert!(
            problem.message.zh.chars().any(|c| c > '\u{4e00}'),
            "{problem}"
        );
        format!("{} / {}", problem.message.en, problem.message.zh)
    }

    #[test]
    fn plain_text_is_cleaned_and_otherwise_kept() {
        assert_eq!(
            file("a.txt", "", "\u{feff}one\r\ntwo\n\n".as_bytes()),
            Ok("one\ntwo\n\n".into())
        );
        assert_eq!(file("README.md", "", b"# *x*\r"), Ok("# *x*\r".into()));
    }

    #[test]
    fn the_bundled_stories_and_pasted_text_need_no_material() {
        for source in [Source::EnglishStories, Source::ChineseStories] {
            assert!(
                read(
                    &Corpus {
                        source,
                        ..Corpus::default()
                    },
                    None
                )
                .expect("it is bundled")
                .len()
                    > 150_000
            );
        }
        let source = Source::Pasted(Pasted {
            text: "ab\r\n".into(),
        });
        assert_eq!(
            read(
                &Corpus {
                    source,
                    ..Corpus::default()
                },
                None
            ),
            Ok("ab\n".into())
        );
    }

    #[test]
    fn a_column_of_a_table_is_chosen_by_its_header() {
        let table = "id,story\n1,\"Once, upon\na time\"\n2,\"He said \"\"hi\"\"\"\n".as_bytes();
        assert_eq!(
            file("a.CSV", "story", table),
            Ok("Once, upon\na time\nHe said \"hi\"\n".into())
        );
        assert_eq!(file("a.tsv", "b", b"a\tb\n1\tx, y\n"), Ok("x, y\n".into()));
        let none = complaint(file("a.csv", "text", table));
        assert!(
            none.contains("“text”")
                && none.contains("“id”, “story”")
                && none.contains("“id”、“story”"),
            "{none}"
        );
        // Of an id and a story, the story is the text; of a title and a story, either may be.
        assert_eq!(file("a.csv", "", table), file("a.csv", "story", table));
        let two = complaint(file("a.csv", "", b"title,story\nOne,once\n"));
        assert!(
            two.contains("Which column") && two.contains("“title”, “story”"),
            "{two}"
        );
        assert!(complaint(file("a.csv", "b", b"a,b\n1\n")).contains("cannot be read"));
    }

    #[test]
    fn a_field_of_json_lines_is_chosen_by_its_name() {
        let lines = "{\"t\":\"one\\ntwo\",\"n\":1}\r\n\n{\"t\":\"猫\",\"n\":2}\n".as_bytes();
        assert_eq!(file("a.jsonl", "t", lines), Ok("one\ntwo\n猫\n".into()));
        let none = complaint(file("a.jsonl", "text", lines));
        assert!(
            none.contains("Line 1") && none.contains("“n”, “t”"),
            "{none}"
        );
        assert!(complaint(file("a.jsonl", "n", lines)).contains("not text"));
        assert!(complaint(file("a.jsonl", "t", b"{\"t\":\"x\"}\n[]\n")).contains("Line 2"));
        // The only field that holds text is taken without being named.
        assert_eq!(file("a.jsonl", "", lines), file("a.jsonl", "t", lines));
        assert!(
            complaint(file("a.jsonl", "", b"{\"a\":\"x\",\"b\":\"y\"}")).contains("Which field")
        );
    }

    #[test]
    fn what_separates_a_table_and_spoils_a_line_is_said() {
        let semicolons = complaint(file("a.csv", "", "id;text\n1;one, two\n".as_bytes()));
        assert!(
            semicolons.contains("separated by “;”") && semicolons.contains("以“;”分隔"),
            "{semicolons}"
        );
        assert!(semicolons.contains("CSV UTF-8"), "{semicolons}");
        assert!(complaint(file("a.csv", "", b"id\ttext\n1\tone\n")).contains(".tsv"));
        // A column may be called so.
        assert_eq!(file("a.csv", "a;b", b"a;b\nxy\n"), Ok("xy\n".into()));
        let spoiled = complaint(file("a.jsonl", "t", b"{\"t\":\"x\"}\n\n{\"t\": oops}\n"));
        assert!(
            spoiled.contains("Line 3") && spoiled.contains("“{\"t\": oops}”"),
            "{spoiled}"
        );
        assert!(
            spoiled.contains("delete") && spoiled.contains("删去"),
            "{spoiled}"
        );
        let list = complaint(file("a.jsonl", "", b"[\n{\"t\":\"x\"},\n{\"t\":\"y\"}]"));
        assert!(
            list.contains("one list") && list.contains("一整个列表"),
            "{list}"
        );
    }

    #[test]
    fn an_address_is_read_by_the_ending_of_its_path() {
        let source = Source::Address(Address {
            url: "https://example.org/a.csv?x=.txt#top".into(),
        });
        let corpus = Corpus {
            source,
            field: "b".into(),
            ..Corpus::default()
        };
        assert_eq!(
            read(&corpus, Some(b"a,b\n1,xy\n".to_vec())),
            Ok("xy\n".into())
        );
        assert!(complaint(read(&corpus, None)).contains("is not there"));
    }

    #[test]
    fn bad_texts_are_explained() {
        assert!(complaint(file("a.txt", "", b" \n\n")).contains("empty"));
        assert!(complaint(file("a.csv", "a", b"a,b\n")).contains("empty"));
        assert!(complaint(file("a.txt", "", b"aaaa")).contains("'a'"));
        let broken = complaint(file("a.txt", "", b"abc\xFFdef"));
        assert!(
            broken.contains("offset 3 (0xFF)") && broken.contains("偏移 3"),
            "{broken}"
        );
        assert!(complaint(file("a.txt", "", &vec![b'a'; MAX_BYTES + 1])).contains("64.0 MiB"));
    }

    #[test]
    fn whatever_bytes_a_file_has_it_becomes_text_or_words() {
        use proptest::test_runner::{Config, RngSeed, TestRunner};
        let table = "id,story\n1,\"Once, upon\na time\"\n2,\"He said \"\"hi\"\"\"\n";
        let lines = "{\"t\":\"one\\ntwo\",\"n\":1}\r\n\n{\"t\":\"猫\",\"n\":2}\n";
        let mut runner = TestRunner::new(Config {
            cases: 2_000,
            rng_seed: RngSeed::Fixed(12),
            failure_persistence: None,
            ..Config::default()
        });
        let damage =
            proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..5);
        let names = proptest::sample::select(vec!["a.csv", "a.tsv", "a.jsonl", "a.txt"]);
        let fields = proptest::sample::select(vec!["", "story", "t", "n"]);
        let outcome = runner.run(
            &(damage, names, fields, any::<bool>()),
            |(damage, name, field, is_table)| {
                let mut bytes = if is_table { table } else { lines }.as_bytes().to_vec();
                for (at, byte) in damage {
                    let at = at.index(bytes.len());
                    bytes[at] = byte;
                }
                if let Err(problem) = file(name, field, &bytes) {
                    prop_assert!(!problem.message.en.is_empty() && !problem.message.zh.is_empty());
                }
                Ok(())
            },
        );
        outcome.unwrap_or_else(|error| panic!("{error}"));
    }

    #[test]
    fn the_split_counts_characters_and_rounds_down() {
        // int(0.9 · 11) = 9.
        assert_eq!(split("0123456789a", 0.9), ("012345678", "9a"));
        // Five characters of 3 bytes each: int(0.5 · 5) = 2.
        assert_eq!(split("一二三四五", 0.5), ("一二", "三四五"));
        assert_eq!(split("ab", 1.0), ("ab", ""));
        assert_eq!(split("ab", 0.0), ("", "ab"));
        // Tiny Shakespeare: int(0.9 · 1,115,394) = 1,003,854.
        let text = "x".repeat(1_115_394);
        let (train, validation) = split(&text, 0.9);
        assert_eq!((train.len(), validation.len()), (1_003_854, 111_540));
    }
}
