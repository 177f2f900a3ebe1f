//! CSV files: cut into rows here, typed when a cell is asked for.

use std::sync::OnceLock;

use serde::Deserialize;
use toml::Spanned;

use super::CatalogFile;
use super::declare::Ordered;
use crate::catalog::table::{Column, Table, name_of};
use crate::catalog::value::ValueType;
use crate::diagnostic::{Code, Diagnostics};
use crate::quantity::Date;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTable {
    title: String,
    file: Spanned<String>,
    key: String,
    meaning: String,
    source: String,
    read: Spanned<String>,
    #[expect(dead_code, reason = "stated for people; tables have no per-cell confidence")]
    confidence: Option<String>,
    #[serde(default)]
    order: Vec<Spanned<String>>,
    column: Ordered<RawColumn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    #[serde(rename = "type")]
    type_: Spanned<String>,
    of: Option<Spanned<toml::Value>>,
    unit: Option<String>,
    meaning: String,
}

impl RawTable {
    /// The names of the rows; none when there is no such file.
    pub(super) fn names(&self, files: &[CatalogFile<'_>]) -> Option<Vec<String>> {
        let csv = files.iter().find(|file| file.path == self.file.get_ref())?;
        Some(
            csv.text
                .lines()
                .skip(1)
                .filter(|line| !line.is_empty())
                .map(|line| name_of(line).to_owned())
                .collect(),
        )
    }
}

type TypeOf<'a> =
    dyn Fn(&Spanned<String>, Option<&Spanned<toml::Value>>, &mut Diagnostics) -> Option<ValueType> + 'a;

/// Reads one declared table with its CSV file.
pub(super) fn read(
    name: Spanned<String>,
    raw: RawTable,
    facts: &CatalogFile<'_>,
    files: &[CatalogFile<'_>],
    type_of: &TypeOf<'_>,
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
        columns.push(Column { name, value_type, unit, meaning });
    }
    let order = order(&raw.order, &columns, facts, found);
    let rows = rows(csv, header.len(), found);
    let (title, meaning, source) = (raw.title, raw.meaning, raw.source);
    let (name, text) = (name.into_inner(), csv.text.to_owned());
    Some(Table {
        name,
        title,
        meaning,
        source,
        read,
        text,
        rows,
        positions,
        order,
        by_size: OnceLock::new(),
        width: header.len(),
        cells: OnceLock::new(),
        micros: columns.iter().map(|_| OnceLock::new()).collect(),
        columns,
    })
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
