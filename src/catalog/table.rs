//! Tables of the catalog: one CSV file each, a row per name.

use std::sync::{Arc, OnceLock};

use regex_lite::Regex;

use super::cells::Cells;
use super::{Value, ValueType};
use crate::quantity::{Date, Quantity, parse};

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name after the dot.
    pub name: String,
    /// The type of its cells.
    pub value_type: ValueType,
    /// The unit that its numbers stand for in the file, if they are written without one.
    pub unit: Option<String>,
    /// Which of the words a row can speak of; none where it can of all.
    pub scope: Option<Scope>,
    /// What it means.
    pub meaning: String,
}

/// Which words of a set a row can speak of: those that have the same in a column as the row has. Of words of others, such as the
/// regions of another provider, it says nothing, and they ask nothing of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The column, both of the row and of the words.
    pub column: String,
    /// Each word with its cell.
    pub words: Vec<[String; 2]>,
}

impl Column {
    /// How the cells of a column of quantities are read, into the smallest unit of their dimension; none for other columns.
    fn reader(&self) -> Option<impl Fn(&str) -> Option<i128>> {
        let ValueType::Quantity { dimension, .. } = self.value_type else { return None };
        let unit = self.unit.clone();
        let one = unit.as_ref().and_then(|unit| parse(&format!("1 {unit}"), dimension).ok());
        Some(move |cell: &str| {
            // Most cells are whole numbers of a whole unit.
            if let (Some(one), Ok(number)) = (one, cell.parse::<u32>()) {
                return Some(one.amount * i128::from(number));
            }
            let quantity = match &unit {
                _ if cell.is_empty() => return None,
                Some(unit) => parse(&format!("{cell} {unit}"), dimension),
                None => parse(cell, dimension),
            };
            quantity.ok().map(|quantity| quantity.amount)
        })
    }
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
    /// Where rows with a certain word in a column are from instead.
    pub(super) origin: Option<Origins>,
    /// What its cells say, also those of columns that are not declared: each file's, then those of the rows that are not listed.
    pub(super) cells: Vec<Arc<Cells>>,
    /// The part of `cells` and the first cell there of each row: of those that files list, sorted by row name, then of one for each
    /// of `unlisted`.
    pub(super) rows: Vec<(u32, u32)>,
    /// What names look like that the file does not list.
    pub(super) unlisted: Vec<Regex>,
    /// For each declared column its position in a row; position 0 is the name.
    pub(super) positions: Vec<usize>,
    /// The columns that say which of two rows is the smaller one, the weightiest first.
    pub(super) order: Vec<usize>,
    /// The rows by size, found when first asked for.
    pub(super) by_size: OnceLock<Vec<usize>>,
    /// For each declared column the amounts of its quantities, read when first asked for.
    pub(super) amounts: Vec<OnceLock<Vec<Option<i128>>>>,
}

/// Sources of rows, by the word that they have in a column.
#[derive(Clone, Debug)]
pub(super) struct Origins {
    pub(super) column: usize,
    pub(super) of: Vec<(String, String, Date)>,
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    index: usize,
}

impl Table {
    /// How many rows it has, with those that stand for names that are not listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows its file lists.
    fn listed(&self) -> usize {
        self.rows.len() - self.unlisted.len()
    }

    /// The row at an index, in the order of row names; after those of the file come those that stand for names that it does not list.
    #[must_use]
    pub fn row(&self, index: usize) -> Option<Row<'_>> {
        (index < self.rows.len()).then_some(Row { table: self, index })
    }

    /// What a row says at a position in its file.
    fn said(&self, (part, first): (u32, u32), position: usize) -> &str {
        self.cells.get(part as usize).map_or("", |cells| cells.get(first as usize + position))
    }

    /// The index of a row of its file by its name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        let listed = self.rows.get(..self.listed())?;
        listed.binary_search_by(|row| self.said(*row, 0).cmp(name)).ok()
    }

    /// The index of the row that a name stands for: the row of that name, or the one for names that look like it and are not listed.
    #[must_use]
    pub fn find_like(&self, name: &str) -> Option<usize> {
        let mut others = (self.listed()..).zip(&self.unlisted);
        let is_meant = |(at, shape): &(usize, &Regex)| {
            shape.is_match(name) || self.row(*at).is_some_and(|row| row.name() == name)
        };
        self.find(name).or_else(|| others.find(is_meant).map(|(at, _)| at))
    }

    /// The names of all rows of its file, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        (0..self.listed()).filter_map(|index| self.row(index)).map(Row::name)
    }

    /// All rows of its file by the columns that the table is ordered by, then by name. A blank is less than anything.
    pub fn smallest_first(&self) -> impl DoubleEndedIterator<Item = Row<'_>> {
        self.by_size().iter().filter_map(|at| self.row(*at))
    }

    /// The indices of those rows in that order.
    pub fn by_size(&self) -> &[usize] {
        self.by_size.get_or_init(|| {
            let size = |row: &Row<'_>| self.order.iter().map(|at| row.amount(*at)).collect::<Vec<_>>();
            let mut rows: Vec<usize> = (0..self.listed()).collect();
            rows.sort_by_cached_key(|at| self.row(*at).as_ref().map(size));
            rows
        })
    }

    /// The same, the largest row first.
    pub fn largest_first(&self) -> impl Iterator<Item = Row<'_>> {
        self.smallest_first().rev()
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
        self.at(0)
    }

    /// The text of a cell by column index; empty when it is not known or does not apply.
    #[must_use]
    pub fn cell(self, column: usize) -> &'a str {
        self.table.positions.get(column).map_or("", |position| self.at(*position))
    }

    /// The text of a cell by its position in the file.
    fn at(self, position: usize) -> &'a str {
        self.table.rows.get(self.index).map_or("", |row| self.table.said(*row, position))
    }
}

impl<'a> Row<'a> {
    /// The amount of a cell that holds a quantity, in the smallest unit of its dimension; none when it is blank or does not fit its column.
    #[must_use]
    pub fn amount(self, column: usize) -> Option<i128> {
        let amounts = self.table.amounts.get(column)?;
        let all = amounts.get_or_init(|| {
            let quantity = self.table.columns.get(column).and_then(Column::reader);
            let rows = (0..self.table.len()).map(|index| self.table.row(index));
            rows.map(|row| quantity.as_ref()?(row?.cell(column))).collect()
        });
        all.get(self.index).copied().flatten()
    }

    /// The type of a column.
    #[must_use]
    pub fn value_type(self, column: usize) -> Option<&'a ValueType> {
        self.table.columns.get(column).map(|column| &column.value_type)
    }

    /// What a cell is at least and at most, where it is known within bounds only: `>=80`, `<=4`, `20..48`, or words and then `?`
    /// where there may be more of them. None where it is blank or known.
    #[must_use]
    pub fn bounds(self, column: usize) -> Option<[Option<Value>; 2]> {
        let cell = self.cell(column);
        let declared = self.table.columns.get(column)?;
        match &declared.value_type {
            ValueType::Quantity { dimension, .. } => {
                let (least, most) = match (cell.strip_prefix(">="), cell.strip_prefix("<=")) {
                    (Some(least), _) => (Some(least), None),
                    (_, Some(most)) => (None, Some(most)),
                    _ => cell.split_once("..").map(|(least, most)| (Some(least), Some(most)))?,
                };
                let reader = declared.reader()?;
                let read = |text: Option<&str>| match text {
                    Some(text) => reader(text)
                        .map(|amount| Some(Value::Quantity(Quantity { dimension: *dimension, amount }))),
                    None => Some(None),
                };
                Some([read(least)?, read(most)?])
            }
            ValueType::Set(_) => {
                let words = cell.strip_suffix('?')?;
                let words = words.split_whitespace().map(str::to_owned).collect();
                Some([Some(Value::Words(words)), None])
            }
            _ => None,
        }
    }

    /// Where the row is from, and when that was read: its own cells `source` and `read` where the table has such columns, else what
    /// the table says of rows like it.
    #[must_use]
    pub fn origin(self) -> (&'a str, Date) {
        let table = self.table;
        let own = |name: &str| table.column(name).map(|at| self.cell(at)).filter(|cell| !cell.is_empty());
        if let (Some(source), Some(read)) = (own("source"), own("read").and_then(Date::parse)) {
            return (source, read);
        }
        let of_word = table.origin.as_ref().and_then(|origin| {
            let word = self.cell(origin.column);
            origin.of.iter().find(|(other, ..)| other == word)
        });
        of_word.map_or((&table.source, table.read), |(_, source, read)| (source, *read))
    }

    /// The words that the row cannot speak of in a column with a scope.
    pub fn beyond(self, column: usize) -> impl Iterator<Item = &'a str> {
        let scope = self.table.columns.get(column).and_then(|column| column.scope.as_ref());
        let own = scope.and_then(|scope| self.table.column(&scope.column)).map(|at| self.cell(at));
        let words = scope.into_iter().flat_map(|scope| &scope.words);
        words.filter(move |[_, cell]| Some(cell.as_str()) != own).map(|[word, _]| word.as_str())
    }

    /// The typed value of a cell; none when it is blank or does not fit its column.
    #[must_use]
    pub fn value(self, column: usize) -> Option<Value> {
        let declared = self.table.columns.get(column)?;
        let cell = self.cell(column);
        if cell.is_empty() || self.bounds(column).is_some() {
            return None;
        }
        let known = |words: &[String], word: &str| words.iter().any(|w| w == word);
        match &declared.value_type {
            ValueType::YesNo => Some(Value::YesNo(cell == "yes")),
            ValueType::Quantity { dimension, .. } => {
                let amount = self.amount(column)?;
                Some(Value::Quantity(Quantity { dimension: *dimension, amount }))
            }
            ValueType::Choice(words) => known(words, cell).then(|| Value::Word(cell.to_owned())),
            ValueType::Text | ValueType::Row(_) => Some(Value::Word(cell.to_owned())),
            ValueType::Set(_) | ValueType::Texts => {
                Some(Value::Words(cell.split(' ').map(str::to_owned).collect()))
            }
        }
    }
}
