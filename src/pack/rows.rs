//! "Some row of a table satisfies it", and "every row does", as formulas.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::catalog::{Row, Table, TableId};
use crate::logic::{Formula, Truth};

use super::bind::{Binder, all};
use super::condition::{Cond, Mention, Num, NumberOp, Word, Words};
use super::template::Template;

/// How a report names rows that fit.
#[derive(Clone, Debug)]
pub struct Offer {
    /// How a row is called.
    pub text: Template,
    /// What a row that is named has to satisfy: the need of its constraint, and what is said beside it.
    pub rows: Cond,
}

/// How many rows a condition has to hold for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// All of them.
    Every,
}

/// Rows of a table for which a condition has to hold.
#[derive(Clone, Debug)]
pub struct Rows {
    /// For some of them, or for all.
    pub quantifier: Quantifier,
    /// The table.
    pub table: TableId,
    /// Which of its rows the service has.
    pub only: Cond,
}

/// What one row has to satisfy: to be among those that count, and the need.
pub(super) fn one_row(binder: Binder<'_>, only: &Cond, need: &Cond, row: Row<'_>) -> Formula {
    let binder = Binder { row: Some(row), ..binder };
    all([only, need].into_iter().map(|part| binder.plain(part)), Truth::False, Formula::And).compact()
}

/// What has to hold so that some row, or every row, satisfies a need.
pub(super) fn formula(binder: Binder<'_>, table: &Table, rows: &Rows, need: &Cond) -> Formula {
    let only = settled(binder, &rows.only);
    match rows.quantifier {
        Quantifier::Some => some_row(binder, table, &only, need),
        Quantifier::Every => every_row(binder, table, only, need),
    }
}

fn every_row(binder: Binder<'_>, table: &Table, only: Cond, need: &Cond) -> Formula {
    let counted = Cond::Or(vec![Cond::Not(Box::new(only)), need.clone()]);
    let each = table.smallest_first().map(|row| Binder { row: Some(row), ..binder }.plain(&counted));
    all(each, Truth::False, Formula::And).compact()
}

fn some_row(binder: Binder<'_>, table: &Table, only: &Cond, need: &Cond) -> Formula {
    let mut ruler = Ruler::new(need);
    // Rows that look alike in what is not measured, the largest first: they cover most of the others at once.
    let mut kept: BTreeMap<Vec<&str>, Vec<(Row<'_>, Vec<u128>)>> = BTreeMap::new();
    for row in table.largest_first() {
        let certain = match (Binder { row: Some(row), ..binder }).plain(only) {
            Formula::Const(Truth::False) => continue,
            Formula::Const(Truth::True) => "",
            _ => "?",
        };
        let sets = ruler.sets_of(row);
        let alike = kept.entry(ruler.looks(row).chain([certain]).collect()).or_default();
        let covers = |(row, sets): (Row<'_>, &[u128]), (other, theirs): (Row<'_>, &[u128])| {
            ruler.covers(row, other) && sets.iter().zip(theirs).all(|(less, more)| less & !more == 0)
        };
        if !alike.iter().any(|(other, theirs)| covers((row, &sets), (*other, theirs))) {
            alike.retain(|(other, theirs)| !covers((*other, theirs), (row, &sets)));
            alike.push((row, sets));
        }
    }
    let each = kept.into_values().flatten().map(|(row, _)| one_row(binder, only, need, row));
    all(each, Truth::True, Formula::Or)
}

/// A condition without the parts that facts alone have settled.
fn settled(binder: Binder<'_>, cond: &Cond) -> Cond {
    let mut of_row = false;
    cond.each_mention(&mut |mention| of_row |= matches!(mention, Mention::Cell(_)));
    match cond {
        Cond::And(parts) if of_row => joined(binder, parts, false, Cond::And),
        Cond::Or(parts) if of_row => joined(binder, parts, true, Cond::Or),
        _ if of_row => cond.clone(),
        _ => match binder.plain(cond) {
            Formula::Const(Truth::True) => Cond::Const(true),
            Formula::Const(Truth::False) => Cond::Const(false),
            _ => cond.clone(),
        },
    }
}

fn joined(binder: Binder<'_>, parts: &[Cond], settling: bool, join: fn(Vec<Cond>) -> Cond) -> Cond {
    let parts: Vec<Cond> = parts.iter().map(|part| settled(binder, part)).collect();
    if parts.contains(&Cond::Const(settling)) {
        return Cond::Const(settling);
    }
    join(parts.into_iter().filter(|part| *part != Cond::Const(!settling)).collect())
}

/// How a need measures rows: a row covers another if it satisfies the need whenever the other does.
#[derive(Default)]
struct Ruler<'t> {
    /// Columns of quantities of which more, or less, does more.
    measured: Vec<Measure>,
    /// Columns of sets of which more words do more.
    sets: Vec<usize>,
    /// Columns that are looked at in any other way.
    looked_at: Vec<usize>,
    /// Whether the name of the row matters.
    named: bool,
    /// The bits of words of sets, as they were met.
    words: BTreeMap<&'t str, u32>,
    /// Sets that were read, by their cells.
    known: BTreeMap<&'t str, u128>,
}

/// A column of quantities that is only compared.
struct Measure {
    column: usize,
    /// Whether more does more.
    up: bool,
    /// Whether a blank does nothing; otherwise it does anything.
    blank_is_worst: bool,
}

impl<'t> Ruler<'t> {
    fn new(need: &Cond) -> Self {
        let mut ruler = Self::default();
        ruler.read(need, true);
        ruler.looked_at.sort_unstable();
        ruler.looked_at.dedup();
        ruler
    }

    fn read(&mut self, cond: &Cond, positive: bool) {
        match cond {
            Cond::Not(inner) => self.read(inner, !positive),
            Cond::And(parts) | Cond::Or(parts) => parts.iter().for_each(|part| self.read(part, positive)),
            Cond::Number(Num::Cell(column), NumberOp::Less | NumberOp::LessOrEqual, other)
                if !looks_at_row(other) =>
            {
                self.measure(*column, !positive, positive);
            }
            Cond::Number(other, NumberOp::Less | NumberOp::LessOrEqual, Num::Cell(column))
                if !looks_at_row(other) =>
            {
                self.measure(*column, positive, positive);
            }
            // What asks for words of a row is met by a row with more of them.
            Cond::HasAll(Words::Cell(column), Words::Subject(_)) if positive => {
                self.sets.push(usize::from(*column));
            }
            other => {
                let named = |word: &Word| *word == Word::Row;
                self.named |= match other {
                    Cond::Same(left, right) => named(left) || named(right),
                    Cond::In(word, _) => named(word),
                    _ => false,
                };
                other.each_mention(&mut |mention| {
                    if let Mention::Cell(column) = mention {
                        self.looked_at.push(usize::from(column));
                    }
                });
            }
        }
    }

    fn measure(&mut self, column: u16, up: bool, blank_is_worst: bool) {
        self.measured.push(Measure { column: usize::from(column), up, blank_is_worst });
    }

    /// The words of each set, a bit each; words beyond the last bit are in none, and ask for more than there is.
    fn sets_of(&mut self, row: Row<'t>) -> Vec<u128> {
        let Self { sets, words, known, .. } = self;
        let mut bits = |cell: &'t str| -> u128 {
            cell.split(' ').filter(|word| !word.is_empty() && *word != "?").fold(0, |mask, word| {
                let next = u32::try_from(words.len()).unwrap_or(u32::MAX);
                let bit = *words.entry(word).or_insert(next);
                mask | 1_u128.checked_shl(bit).unwrap_or(0)
            })
        };
        let cells = sets.iter().map(|column| row.cell(*column));
        cells.map(|cell| *known.entry(cell).or_insert_with(|| bits(cell))).collect()
    }

    /// What of a row is looked at without being measured.
    fn looks(&self, row: Row<'t>) -> impl Iterator<Item = &'t str> {
        // A row of which something is known within bounds only is like no other.
        let measured = self.measured.iter().map(|measure| measure.column).chain(self.sets.iter().copied());
        let is_bounded = || measured.clone().any(|column| row.bounds(column).is_some());
        let name = (self.named || is_bounded()).then(|| row.name());
        name.into_iter().chain(self.looked_at.iter().map(move |column| row.cell(*column)))
    }

    /// Whether `other`, which looks alike, satisfies the need whenever `row` does.
    fn covers(&self, row: Row<'_>, other: Row<'_>) -> bool {
        self.measured.iter().all(|measure| measure.covers(row, other))
    }
}

impl Measure {
    fn covers(&self, row: Row<'_>, other: Row<'_>) -> bool {
        match (row.amount(self.column), other.amount(self.column)) {
            (None, None) => true,
            (None, Some(_)) => self.blank_is_worst,
            (Some(_), None) => !self.blank_is_worst,
            (Some(a), Some(b)) => a.cmp(&b) != if self.up { Ordering::Greater } else { Ordering::Less },
        }
    }
}

fn looks_at_row(num: &Num) -> bool {
    let mut looks = false;
    num.each_mention(&mut |mention| looks |= matches!(mention, Mention::Cell(_)));
    looks
}
