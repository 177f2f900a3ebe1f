//! Tables: their declarations, and the rows of their CSV files, typed when a cell is asked for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use regex_lite::Regex;
use serde::Deserialize;
use toml::Spanned;

use super::CatalogFile;
use super::declare::Ordered;
use super::sheet::{Fault, Sheet, Sheets};
use crate::catalog::cells::{Cells, offset};
use crate::catalog::table::{Column, Origins, Scope, Table};
use crate::catalog::value::ValueType;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
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
    pub(super) fn names(&self, sheets: &Sheets<'_>) -> Option<Vec<String>> {
        let (_, sheet) = sheets.get(self.file.get_ref())?;
        Some((0..sheet.rows.len()).map(|row| sheet.name(row).to_owned()).collect())
    }

    /// The cells of two columns, row by row; none where there is no such file or column. The row's own name is a column too.
    pub(super) fn cells(&self, sheets: &Sheets<'_>, columns: [&str; 2]) -> Option<Vec<[String; 2]>> {
        let (_, sheet) = sheets.get(self.file.get_ref())?;
        let at = |column: &str| sheet.header.iter().position(|title| title == column);
        let (first, second) = (at(columns[0])?, at(columns[1])?);
        let cells = |row: usize| [first, second].map(|column| sheet.cell(row, column).to_owned());
        Some((0..sheet.rows.len()).map(cells).collect())
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

/// Reads one declared table with its CSV files.
pub(super) fn read(
    name: Spanned<String>,
    raw: RawTable,
    facts: &CatalogFile<'_>,
    sheets: &Sheets<'_>,
    (type_of, scopes): (&TypeOf<'_>, &Scopes<'_>),
    found: &mut Diagnostics,
) -> Option<Table> {
    let Some(first) = sheets.get(raw.file.get_ref()) else {
        let message = format!("there is no file `{}` in the catalog", raw.file.get_ref());
        found.push(facts.finding(Code::CatalogForm, raw.file.span(), message));
        return None;
    };
    let Some(read) = Date::parse(raw.read.get_ref()) else {
        let message = format!("`{}` is not a date", raw.read.get_ref());
        found.push(facts.finding(Code::CatalogForm, raw.read.span(), message).help("write it as 2025-06-30"));
        return None;
    };
    let (csv, Sheet { header, .. }) = first;
    let mut all = vec![first];
    for more in &raw.more {
        let Some(other) = sheets.get(more.get_ref()) else {
            let message = format!("there is no file `{}` in the catalog", more.get_ref());
            found.push(facts.finding(Code::CatalogForm, more.span(), message));
            return None;
        };
        if other.1.header != *header {
            let message = format!("`{}` has other columns than `{}`", more.get_ref(), csv.path);
            found.push(facts.finding(Code::CatalogForm, more.span(), message));
            return None;
        }
        all.push(other);
    }
    if header.first() != Some(&raw.key) {
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
    let mut rows = rows(&all, header.len(), found);
    let mut unlisted = Vec::new();
    let mut of_unlisted = Cells::default();
    for other in raw.unlisted {
        let Some((shape, row)) = row_of(&other, header, facts, found) else { continue };
        rows.push((offset(all.len()), offset(of_unlisted.len())));
        for cell in row {
            of_unlisted.push(cell);
        }
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
        cells: all.iter().map(|(_, sheet)| sheet.cells.clone()).chain([Arc::new(of_unlisted)]).collect(),
        rows,
        unlisted,
        positions,
        order,
        by_size: OnceLock::new(),
        amounts: columns.iter().map(|_| OnceLock::new()).collect(),
        columns,
    })
}

/// What the names look like that a row stands for, and its cells.
fn row_of<'a>(
    raw: &'a RawUnlisted,
    header: &[String],
    facts: &CatalogFile<'_>,
    found: &mut Diagnostics,
) -> Option<(Regex, Vec<&'a str>)> {
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
    let cell = |title: &String| raw.cells.get(title).map_or("", |cell| cell.get_ref());
    let cells = std::iter::once(name.as_str()).chain(header.iter().skip(1).map(cell));
    Some((shape.ok()?, cells.collect()))
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

/// The file and the first cell there of each row of a table, checked for width and order. The rows of one file are in order; those
/// of more are put in order here.
fn rows(all: &[(&CatalogFile<'_>, &Sheet)], width: usize, found: &mut Diagnostics) -> Vec<(u32, u32)> {
    let mut rows = Vec::new();
    for (part, (csv, sheet)) in (0..).zip(all) {
        if let Some(place) = &sheet.in_header {
            found.push(unclosed(csv, place.clone()));
        }
        let mut faults = sheet.faults.iter().peekable();
        for (index, row) in sheet.rows.iter().enumerate() {
            let fault = faults.next_if(|(at, _)| *at == index).map(|(_, fault)| fault);
            rows.push((sheet.name(index), (part, row.first), csv, row.place(), fault));
        }
    }
    if all.len() > 1 {
        rows.sort_by_key(|(name, ..)| *name);
    }
    let mut previous = "";
    let mut firsts = Vec::with_capacity(rows.len());
    for (name, first, csv, place, fault) in rows {
        match fault {
            Some(Fault::Quotes(cell)) => found.push(unclosed(csv, cell.clone())),
            Some(Fault::Width) => {
                let message = format!("this row does not have {width} cells");
                found.push(csv.finding(Code::CatalogForm, place, message));
            }
            None if name <= previous => {
                let message = format!("row `{name}` is out of order");
                let finding = csv.finding(Code::CatalogForm, place, message);
                found.push(finding.help("sort the rows by name, each name once"));
            }
            None => {}
        }
        previous = name;
        firsts.push(first);
    }
    firsts
}

/// That a quotation mark is open at the end of its cell.
fn unclosed(csv: &CatalogFile<'_>, cell: Range<usize>) -> Diagnostic {
    let message = "the quotation mark that this cell begins with is not closed at its end";
    csv.finding(Code::CatalogForm, cell, message)
        .help("a cell in quotation marks ends on its line; write a quotation mark in it twice")
}
