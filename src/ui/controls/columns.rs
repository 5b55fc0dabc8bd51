//! The columns of an opened table and the fields of opened JSON lines, to choose from; pure.

use serde_json::{Map, Value};

use crate::experiment::Format;

/// Bytes in which the names must stand.
const LOOKED_AT: usize = 1 << 16;

/// The names in a file, by its name and its bytes; none for plain text, or where there is no telling.
pub fn names(file: &str, bytes: &[u8]) -> Vec<String> {
    let some = &bytes[..bytes.len().min(LOOKED_AT)];
    let some = String::from_utf8_lossy(some);
    let some = some.strip_prefix('\u{feff}').unwrap_or(&some);
    let mut names = match Format::of(file) {
        Format::Plain => Vec::new(),
        Format::Columns(delimiter) => first_row(some, char::from(delimiter)),
        Format::JsonLines => {
            let first = some.lines().find(|line| !line.trim().is_empty());
            let object =
                first.and_then(|line| serde_json::from_str::<Map<String, Value>>(line).ok());
            let texts = object
                .into_iter()
                .flatten()
                .filter(|(_, value)| value.is_string());
            texts.map(|(name, _)| name).collect()
        }
    };
    names.retain(|name| !name.is_empty());
    names
}

/// The values of a table's first row, which may be quoted, with quotation marks doubled inside.
fn first_row(table: &str, delimiter: char) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut is_quoted = false;
    let mut characters = table.chars().peekable();
    while let Some(c) = characters.next() {
        let value = values.last_mut().map(|value| value as &mut String);
        match c {
            '"' if is_quoted && characters.next_if_eq(&'"').is_some() => {
                value.into_iter().for_each(|value| value.push('"'));
            }
            '"' => is_quoted = !is_quoted,
            '\r' | '\n' if !is_quoted => break,
            c if c == delimiter && !is_quoted => values.push(String::new()),
            c => value.into_iter().for_each(|value| value.push(c)),
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_a_table_are_its_first_row() {
        let table = "\u{feff}id,\"a \"\"good\"\" story, long\",猫\r\n1,x,y\n".as_bytes();
        assert_eq!(
            names("a.CSV", table),
            ["id", "a \"good\" story, long", "猫"]
        );
        assert_eq!(
            names("https://x.example/a.tsv?y", b"a\tb c\n1\t2"),
            ["a", "b c"]
        );
        assert_eq!(names("a.csv", b""), [] as [&str; 0]);
        assert_eq!(names("a.txt", b"a,b"), [] as [&str; 0]);
    }

    #[test]
    fn of_json_lines_only_what_holds_text_is_offered() {
        let lines = "\n{\"title\":\"x\",\"n\":1,\"body\":\"y\"}\n{}".as_bytes();
        assert_eq!(names("a.jsonl", lines), ["body", "title"]);
        assert_eq!(names("a.jsonl", b"[1]"), [] as [&str; 0]);
        assert_eq!(names("a.jsonl", b"\xFF"), [] as [&str; 0]);
    }
}
