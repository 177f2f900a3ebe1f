//! CSV files: cut into rows here, typed when a cell is asked for.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use regex_lite::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::CatalogFile;
use super::declare::Ordered;
use crate::catalog::table::{Column, Origins, Scope, Table, name_of};
use crate::catalog::value::ValueType;
use crate::diagnostic::{Code, Diagnostics};
use crate::quantity::Date;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTable {
    title: String,
    file: Spanned<String>,
    /// Other files with the same columns, whose rows belong to it too.
    #[serde(default)]
    more: Vec<Spanned<String>>,
    key: String,
    meaning: String,
    source: String,
    read: Spanned<String>,
    #[expect(dead_code, reason = "stated for people; tables have no per-cell confidence")]
    confidence: Option<String>,
    #[serde(default)]
    order: Vec<Spanned<String>>,
    /// Where some of its rows are from, by a word of a column.
    origin: Option<RawOrigin>,
    /// Rows for names that its file does not list.
    #[serde(default)]
    unlisted: Vec<RawUnlisted>,
    column: Ordered<RawColumn>,
}

/// A row that stands for every name that looks like `shape` and is not in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawUnlisted {
    name: Spanned<String>,
    /// A regular expression for the whole name.
    shape: Spanned<String>,
    /// What is known of all of them; every other cell is blank.
    cells: BTreeMap<String, Spanned<String>>,
}

/// Other sources than that of the table, for rows that have a word in a column.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOrigin {
    by: Spanned<String>,
    of: BTreeMap<String, RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    source: String,
    read: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    #[serde(rename = "type")]
    type_: Spanned<String>,
    of: Option<Spanned<toml::Value>>,
    unit: Option<String>,
    /// The column that says which of the words a row can speak of: see [`Scope`].
    scope: Option<Spanned<String>>,
    meaning: String,
}

impl RawTable {
    /// The names of the rows; none when there is no such file.
    pub(super) fn names(&self, files: &[CatalogFile<'_>]) -> Option<Vec<String>> {
        let csv = files.iter().find(|file| file.path == self.file.get_ref())?;
        let rows = csv.text.lines().skip(1).filter(|line| !line.is_empty());
        Some(rows.map(|line| name_of(line).to_owned()).collect())
    }

    /// The cells of two columns, row by row; none where there is no such file or column. The row's own name is a column too.
    pub(super) fn cells(&self, files: &[CatalogFile<'_>], columns: [&str; 2]) -> Option<Vec<[String; 2]>> {
        let csv = files.iter().find(|file| file.path == self.file.get_ref())?;
        let mut lines = csv.text.lines();
        let header: Vec<&str> = lines.next()?.split(',').collect();
        let at = |column: &str| header.iter().position(|title| *title == column);
        let (first, second) = (at(columns[0])?, at(columns[1])?);
        let cell = |line: &str, at: usize| line.split(',').nth(at).unwrap_or_default().to_owned();
        let rows = lines.filter(|line| !line.is_empty());
        Some(rows.map(|line| [cell(line, first), cell(line, second)]).collect())
    }

    /// The names of its columns.
    pub(super) fn columns(&self) -> impl Iterator<Item = &str> {
        self.column.0.iter().map(|(name, _)| name.get_ref().as_str())
    }

    /// The name of its first column.
    pub(super) fn key(&self) -> &str {
        &self.key
    }
}

type TypeOf<'a> =
    dyn Fn(&Spanned<String>, Option<&Spanned<toml::Value>>, &mut Diagnostics) -> Option<ValueType> + 'a;

/// The words of a vocabulary, each with the cell of a column of its own table; none where there are no such.
pub(super) type Scopes<'a> = dyn Fn(&str, &str) -> Option<Vec<[String; 2]>> + 'a;

fn scope(
    by: &Spanned<String>,
    of: Option<&Spanned<toml::Value>>,
    facts: &CatalogFile<'_>,
    scopes: &Scopes<'_>,
    found: &mut Diagnostics,
) -> Option<Scope> {
    let vocabulary = of.and_then(|of| of.get_ref().as_str());
    let words = vocabulary.and_then(|vocabulary| scopes(vocabulary, by.get_ref()));
    if words.is_none() {
        let message = format!("the words of this column have no `{}` of their own", by.get_ref());
        let finding = facts.finding(Code::CatalogForm, by.span(), message);
        found.push(finding.help("`scope` names a column of the table that the vocabulary is made from"));
    }
    Some(Scope { column: by.get_ref().clone(), words: words? })
}

/// Two files with the same header as one, the rows in order of their names.
fn joined(first: &str, second: &str) -> String {
    let header = first.lines().next().unwrap_or_default();
    let mut rows: Vec<&str> = first.lines().skip(1).chain(second.lines().skip(1)).collect();
    rows.retain(|row| !row.is_empty());
    rows.sort_by_key(|row| name_of(row));
    std::iter::once(header).chain(rows).flat_map(|line| [line, "\n"]).collect()
}

/// Reads one declared table with its CSV file.
pub(super) fn read(
    name: Spanned<String>,
    raw: RawTable,
    facts: &CatalogFile<'_>,
    files: &[CatalogFile<'_>],
    (type_of, scopes): (&TypeOf<'_>, &Scopes<'_>),
    found: &mut Diagnostics,
) -> Option<Table> {
    let Some(csv) = files.iter().find(|file| file.path == raw.file.get_ref()) else {
        let message = format!("there is no file `{}` in the catalog", raw.file.get_ref());
        found.push(facts.finding(Code::CatalogForm, raw.file.span(), message));
        return None;
    };
    let Some(read) = Date::parse(raw.read.get_ref()) else {
        let message = format!("`{}` is not a date", raw.read.get_ref());
        found.push(facts.finding(Code::CatalogForm, raw.read.span(), message).help("write it as 2025-06-30"));
        return None;
    };
    let mut text = csv.text.to_owned();
    for more in &raw.more {
        let Some(other) = files.iter().find(|file| file.path == more.get_ref()) else {
            let message = format!("there is no file `{}` in the catalog", more.get_ref());
            found.push(facts.finding(Code::CatalogForm, more.span(), message));
            return None;
        };
        if other.text.lines().next() != text.lines().next() {
            let message = format!("`{}` has other columns than `{}`", more.get_ref(), csv.path);
            found.push(facts.finding(Code::CatalogForm, more.span(), message));
            return None;
        }
        text = joined(&text, other.text);
    }
    let header: Vec<&str> = csv.text.lines().next().unwrap_or_default().split(',').collect();
    if header.first() != Some(&raw.key.as_str()) {
        let message = format!("the first column must be `{}`", raw.key);
        found.push(csv.finding(Code::CatalogForm, 0..0, message));
    }
    let mut columns = Vec::new();
    let mut positions = Vec::new();
    for (column, declared) in raw.column.0 {
        let Some(position) = header.iter().position(|title| title == column.get_ref()) else {
            let message = format!("`{}` has no column `{}`", csv.path, column.get_ref());
            found.push(facts.finding(Code::CatalogForm, column.span(), message));
            continue;
        };
        let Some(value_type) = type_of(&declared.type_, declared.of.as_ref(), found) else { continue };
        positions.push(position);
        let (name, unit, meaning) = (column.into_inner(), declared.unit, declared.meaning);
        let scope = declared.scope.and_then(|by| scope(&by, declared.of.as_ref(), facts, scopes, found));
        columns.push(Column { name, value_type, unit, scope, meaning });
    }
    let order = order(&raw.order, &columns, facts, found);
    let origin = raw.origin.and_then(|origin| origins(origin, &columns, facts, found));
    let mut rows = if raw.more.is_empty() {
        rows(csv, header.len(), found)
    } else {
        rows(&CatalogFile { text: &text, ..*csv }, header.len(), found)
    };
    let mut unlisted = Vec::new();
    for other in raw.unlisted {
        let Some((shape, line)) = row_of(&other, &header, facts, found) else { continue };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let at = [text.len(), text.len() + line.len()].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        text.push_str(&line);
        text.push('\n');
        rows.push((at[0], at[1]));
        unlisted.push(shape);
    }
    let (title, meaning, source) = (raw.title, raw.meaning, raw.source);
    let name = name.into_inner();
    Some(Table {
        name,
        title,
        meaning,
        source,
        read,
        origin,
        text,
        rows,
        unlisted,
        positions,
        order,
        by_size: OnceLock::new(),
        width: header.len(),
        cells: OnceLock::new(),
        micros: columns.iter().map(|_| OnceLock::new()).collect(),
        columns,
    })
}

/// What the names look like that a row stands for, and the row as a line of its file.
fn row_of(
    raw: &RawUnlisted,
    header: &[&str],
    facts: &CatalogFile<'_>,
    found: &mut Diagnostics,
) -> Option<(Regex, String)> {
    let shape = Regex::new(&format!("^(?:{})$", raw.shape.get_ref()));
    if let Err(error) = &shape {
        let message = format!("this is no regular expression: {error}");
        found.push(facts.finding(Code::CatalogForm, raw.shape.span(), message));
    }
    for (column, cell) in &raw.cells {
        let is_column = header.iter().skip(1).any(|title| title == column);
        if !is_column || cell.get_ref().contains([',', '\n']) {
            let message = format!("`{column}` is no column of the table, or this is more than one cell");
            found.push(facts.finding(Code::CatalogForm, cell.span(), message));
            return None;
        }
    }
    let name = raw.name.get_ref();
    if name.contains([',', '\n']) {
        let message = format!("`{name}` is more than one cell");
        found.push(facts.finding(Code::CatalogForm, raw.name.span(), message));
        return None;
    }
    let cell = |title: &&str| raw.cells.get(*title).map_or("", |cell| cell.get_ref());
    let cells = std::iter::once(name.as_str()).chain(header.iter().skip(1).map(cell));
    Some((shape.ok()?, cells.collect::<Vec<_>>().join(",")))
}

/// Where rows are from, by the words of a column.
fn origins(
    raw: RawOrigin,
    columns: &[Column],
    facts: &CatalogFile<'_>,
    found: &mut Diagnostics,
) -> Option<Origins> {
    let Some(column) = columns.iter().position(|column| column.name == *raw.by.get_ref()) else {
        let message = format!("`{}` is not a column of the table", raw.by.get_ref());
        found.push(facts.finding(Code::CatalogForm, raw.by.span(), message));
        return None;
    };
    let mut of = Vec::new();
    for (word, RawSource { source, read }) in raw.of {
        let Some(day) = Date::parse(read.get_ref()) else {
            let message = format!("`{}` is not a date", read.get_ref());
            let finding = facts.finding(Code::CatalogForm, read.span(), message);
            found.push(finding.help("write it as 2025-06-30"));
            continue;
        };
        let is_word = match columns.get(column).map(|column| &column.value_type) {
            Some(ValueType::Choice(words)) => words.contains(&word),
            _ => true,
        };
        if !is_word || !source.starts_with("https://") {
            let message = format!("`{word}` is no word of `{}`, or its source no address", raw.by.get_ref());
            let finding = facts.finding(Code::CatalogForm, raw.by.span(), message);
            found.push(finding.help("write `of.WORD = { source = \"https://…\", read = \"2025-06-30\" }`"));
            continue;
        }
        of.push((word, source, day));
    }
    Some(Origins { column, of })
}

/// The columns that rows are ordered by: quantities all of them.
fn order(
    names: &[Spanned<String>],
    columns: &[Column],
    facts: &CatalogFile<'_>,
    found: &mut Diagnostics,
) -> Vec<usize> {
    let quantity = |column: &Column| matches!(column.value_type, ValueType::Quantity { .. });
    let mut order = Vec::new();
    for name in names {
        let at = columns.iter().position(|column| column.name == *name.get_ref() && quantity(column));
        if at.is_none() {
            let message = format!("`{}` is not a column with quantities", name.get_ref());
            found.push(facts.finding(Code::CatalogForm, name.span(), message));
        }
        order.extend(at);
    }
    order
}

/// The byte ranges of the rows after the header, checked for width and order.
fn rows(csv: &CatalogFile<'_>, width: usize, found: &mut Diagnostics) -> Vec<(u32, u32)> {
    let mut rows = Vec::new();
    let mut start = 0;
    let mut previous = "";
    for (index, line) in csv.text.split('\n').enumerate() {
        let (begin, end) = (start, start + line.len());
        start = end + 1;
        if index == 0 || line.is_empty() {
            continue;
        }
        if line.split(',').count() != width {
            let message = format!("this row does not have {width} cells");
            found.push(csv.finding(Code::CatalogForm, begin..end, message));
        } else if name_of(line) <= previous {
            let message = format!("row `{}` is out of order", name_of(line));
            found.push(
                csv.finding(Code::CatalogForm, begin..end, message)
                    .help("sort the rows by name, each name once"),
            );
        }
        previous = name_of(line);
        rows.push((u32::try_from(begin).unwrap_or(u32::MAX), u32::try_from(end).unwrap_or(u32::MAX)));
    }
    rows
}
