//! The text in tables and in lines of JSON: one column, or one field, whose texts each end with a line break.

use serde_json::{Map, Value};

use super::at_source;
use crate::visible::quoted;
use crate::words::{Problem, Words};

/// Rows that are looked at to find the only column of text.
const LOOKED_AT: usize = 200;

/// Characters of a spoiled line that are shown.
const SHOWN: usize = 40;

/// Says that the wanted column or field is not there, and which ones are.
fn missing(field: &str, there: &[String], en: &str, zh: &str) -> Problem {
    let list = there
        .iter()
        .map(|name| format!("“{}”", quoted(name)))
        .collect::<Vec<_>>();
    let named = quoted(field);
    let (en_list, zh_list) = (list.join(", "), list.join("、"));
    let message = if field.is_empty() {
        Words::new(
            format!("Which {en} holds the text? Choose one of {en_list}."),
            format!("文本在哪一{zh}里？请从 {zh_list} 中选择。"),
        )
    } else {
        Words::new(
            format!("There is no {en} “{named}”. Choose one of {en_list}."),
            format!("没有名为“{named}”的{zh}。请从 {zh_list} 中选择。"),
        )
    };
    Problem::at("corpus.field", message)
}

/// The texts of one column, each ended by a line break; without a name, of the only one that holds text.
pub(super) fn column(text: &str, delimiter: u8, field: &str) -> Result<String, Problem> {
    let broken = |error: csv::Error| {
        at_source(Words::new(
            format!(
                "The table cannot be read: {error}. Check its quotation marks and the number of columns of each row."
            ),
            format!("表格无法读取：{error}。请检查引号和每一行的列数。"),
        ))
    };
    let reader = || {
        csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(text.as_bytes())
    };
    let mut rows = reader();
    let headers: Vec<String> = rows
        .headers()
        .map_err(broken)?
        .iter()
        .map(str::to_owned)
        .collect();
    let named = headers.iter().position(|header| header == field);
    if named.is_none()
        && let Some(problem) = other_separator(text, delimiter)
    {
        return Err(problem);
    }
    let wanted = match named {
        None if field.is_empty() => only_text(headers.len(), reader()),
        named => named,
    };
    let wanted = wanted.ok_or_else(|| missing(field, &headers, "column", "列"))?;
    let mut result = String::new();
    for record in rows.records() {
        result.push_str(record.map_err(broken)?.get(wanted).unwrap_or_default());
        result.push('\n');
    }
    Ok(result)
}

/// The only column in which anything is written in letters.
fn only_text(columns: usize, mut rows: csv::Reader<&[u8]>) -> Option<usize> {
    if columns == 1 {
        return Some(0);
    }
    let mut has_letters = vec![false; columns];
    for record in rows.records().take(LOOKED_AT).map_while(Result::ok) {
        for (column, value) in has_letters.iter_mut().zip(&record) {
            *column |= value.chars().any(char::is_alphabetic);
        }
    }
    let mut found = has_letters.iter().enumerate().filter(|(_, has)| **has);
    match (found.next(), found.next()) {
        (Some((column, _)), None) => Some(column),
        _ => None,
    }
}

/// Says that the header seems to be separated by something else than its file's name promises.
fn other_separator(text: &str, delimiter: u8) -> Option<Problem> {
    let header = text.lines().next()?.as_bytes();
    let count = |separator: u8| header.iter().filter(|&&byte| byte == separator).count();
    let promised = count(delimiter);
    let other = [b';', b'\t', b',', b'|']
        .into_iter()
        .find(|&separator| separator != delimiter && count(separator) > promised)?;
    let (promised, name_en, name_zh) = match delimiter {
        b',' => (".csv", "commas", "逗号"),
        _ => (".tsv", "tabs", "制表符"),
    };
    let (other, advice) = match other {
        b'\t' => (
            "⇥".to_owned(),
            Words::fixed("Name the file .tsv.", "请把文件名改为 .tsv。"),
        ),
        b',' => (
            ",".to_owned(),
            Words::fixed("Name the file .csv.", "请把文件名改为 .csv。"),
        ),
        other => (
            char::from(other).to_string(),
            Words::fixed(
                "Save it again with commas (in a spreadsheet: “CSV UTF-8, comma delimited”), or with tabs as .tsv.",
                "请改用逗号重新保存（电子表格中选“CSV UTF-8（逗号分隔）”），或用制表符存为 .tsv。",
            ),
        ),
    };
    Some(at_source(Words::new(
        format!(
            "The table seems to be separated by “{other}”, and {promised} files are read with {name_en}. {}",
            advice.en
        ),
        format!(
            "这个表格看起来以“{other}”分隔，而 {promised} 文件按{name_zh}读取。{}",
            advice.zh
        ),
    )))
}

/// The texts of one field of each line's object, each ended by a line break; without a name, of the only one that holds text.
pub(super) fn json_field(text: &str, field: &str) -> Result<String, Problem> {
    let mut result = String::new();
    let mut wanted = field.to_owned();
    for (number, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let number = number + 1;
        let object: Map<String, Value> =
            serde_json::from_str(line).map_err(|error| spoiled(number, line, &error))?;
        if wanted.is_empty() {
            wanted = only_text_field(&object)?;
        }
        let value = object
            .get(&wanted)
            .ok_or_else(|| missing_in_line(&wanted, &object, number))?;
        let value = value.as_str().ok_or_else(|| {
            Problem::at(
                "corpus.field",
                Words::new(
                    format!("Line {number}: the field “{wanted}” is not text. Choose a field whose values are strings."),
                    format!("第 {number} 行：“{wanted}”不是文本。请选择值为字符串的项。"),
                ),
            )
        })?;
        result.push_str(value);
        result.push('\n');
    }
    Ok(result)
}

fn only_text_field(object: &Map<String, Value>) -> Result<String, Problem> {
    let mut texts = object.iter().filter(|(_, value)| value.is_string());
    match (texts.next(), texts.next()) {
        (Some((name, _)), None) => Ok(name.clone()),
        _ => {
            let there: Vec<String> = object.keys().cloned().collect();
            Err(missing("", &there, "field", "项"))
        }
    }
}

fn missing_in_line(field: &str, object: &Map<String, Value>, number: usize) -> Problem {
    let there: Vec<String> = object.keys().cloned().collect();
    let mut problem = missing(field, &there, "field", "项");
    problem.message.en = format!("Line {number}: {}", problem.message.en).into();
    problem.message.zh = format!("第 {number} 行：{}", problem.message.zh).into();
    problem
}

fn spoiled(number: usize, line: &str, error: &serde_json::Error) -> Problem {
    if number == 1 && line.trim_start().starts_with('[') {
        return at_source(Words::fixed(
            "The file seems to be one list in JSON, and a .jsonl file has one object a line. Save each object of the list on a line of its own, without the brackets and commas between them.",
            "文件看起来是一整个列表的 JSON，而 .jsonl 文件每行是一个对象。请把列表中的每个对象各存为一行，去掉方括号和它们之间的逗号。",
        ));
    }
    let mut shown: String = line.trim().chars().take(SHOWN).collect();
    if shown.len() < line.trim().len() {
        shown.push('…');
    }
    at_source(Words::new(
        format!(
            "Line {number} is not a JSON object: “{shown}” ({error}). Mend that line or delete it; each line of a .jsonl file is one object."
        ),
        format!(
            "第 {number} 行不是 JSON 对象：“{shown}”（{error}）。请修正或删去这一行；.jsonl 文件的每一行都是一个对象。"
        ),
    ))
}
