//! Tables of the catalog: one CSV file each, a row per name.

use super::{Value, ValueType};
use crate::quantity::{Date, parse};

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name after the dot.
    pub name: String,
    /// The type of its cells.
    pub value_type: ValueType,
    /// The unit that its numbers stand for in the file, if they are written without one.
    pub unit: Option<String>,
    /// What it means.
    pub meaning: String,
}

/// A table, its rows sorted by name.
///
/// Cells are kept as they were read and typed when asked for: most runs look at one row or none.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name after `row of`.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What its rows are.
    pub meaning: String,
    /// Its columns, the row's own name left out.
    pub columns: Vec<Column>,
    /// Where it is from.
    pub source: String,
    /// The day on which it was read.
    pub read: Date,
    /// The text of the CSV file.
    pub(super) text: String,
    /// Byte ranges of the rows in `text`, sorted by row name.
    pub(super) rows: Vec<(u32, u32)>,
    /// For each declared column its position in a row; position 0 is the name.
    pub(super) positions: Vec<usize>,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    line: &'a str,
}

impl Table {
    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row at an index, in the order of row names.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        let (start, end) = *self.rows.get(index)?;
        let line = self.text.get(start as usize..end as usize)?;
        Some(Row { table: self, line })
    }

    /// The index of a row by its name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        let named = |(start, end): &(u32, u32)| {
            name_of(self.text.get(*start as usize..*end as usize).unwrap_or_default())
        };
        self.rows.binary_search_by(|range| named(range).cmp(name)).ok()
    }

    /// All row names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| self.row(index)).map(Row::name)
    }

    /// The index of a column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

impl<'a> Row<'a> {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'a str {
        name_of(self.line)
    }

    /// The text of a cell by column index; empty when it is not known or does not apply.
    #[must_use]
    pub fn cell(self, column: usize) -> &'a str {
        let position = self.table.positions.get(column).copied().unwrap_or(usize::MAX);
        self.line.split(',').nth(position).unwrap_or_default()
    }
}

pub(super) fn name_of(line: &str) -> &str {
    line.split(',').next().unwrap_or_default()
}

impl Row<'_> {
    /// The typed value of a cell; none when it is blank or does not fit its column.
    #[must_use]
    pub fn value(self, column: usize) -> Option<Value> {
        let declared = self.table.columns.get(column)?;
        let cell = self.cell(column);
        if cell.is_empty() {
            return None;
        }
        let known = |words: &[String], word: &str| words.iter().any(|w| w == word);
        match &declared.value_type {
            ValueType::YesNo => Some(Value::YesNo(cell == "yes")),
            ValueType::Quantity { dimension, .. } => {
                let literal = match &declared.unit {
                    Some(unit) => parse(&format!("{cell} {unit}"), *dimension),
                    None => parse(cell, *dimension),
                };
                literal.ok().map(Value::Quantity)
            }
            ValueType::Choice(words) => known(words, cell).then(|| Value::Word(cell.to_owned())),
            ValueType::Text | ValueType::Row(_) => Some(Value::Word(cell.to_owned())),
            ValueType::Set(_) | ValueType::Texts => {
                Some(Value::Words(cell.split(' ').map(str::to_owned).collect()))
            }
        }
    }
}
