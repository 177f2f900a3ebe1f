//! "Some row of a table satisfies it", and "every row does", as formulas.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::catalog::{Row, Table};
use crate::language::ast::Quantifier;
use crate::logic::{Formula, Truth};

use super::Rows;
use super::bind::{Binder, all};
use super::condition::{Cond, Mention, Num, NumberOp, Word};

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
    let ruler = Ruler::new(need);
    // Rows that look alike in what is not measured, the largest first: they cover most of the others at once.
    let mut kept: BTreeMap<Vec<&str>, Vec<Row<'_>>> = BTreeMap::new();
    for row in table.largest_first() {
        let certain = match (Binder { row: Some(row), ..binder }).plain(only) {
            Formula::Const(Truth::False) => continue,
            Formula::Const(Truth::True) => "",
            _ => "?",
        };
        let alike = kept.entry(ruler.looks(row).chain([certain]).collect()).or_default();
        if !alike.iter().any(|other| ruler.covers(row, *other)) {
            alike.retain(|other| !ruler.covers(*other, row));
            alike.push(row);
        }
    }
    let each = kept.into_values().flatten().map(|row| one_row(binder, only, need, row));
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
struct Ruler {
    /// Columns of quantities of which more, or less, does more.
    measured: Vec<Measure>,
    /// Columns that are looked at in any other way.
    looked_at: Vec<usize>,
    /// Whether the name of the row matters.
    named: bool,
}

/// A column of quantities that is only compared.
struct Measure {
    column: usize,
    /// Whether more does more.
    up: bool,
    /// Whether a blank does nothing; otherwise it does anything.
    blank_is_worst: bool,
}

impl Ruler {
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

    /// What of a row is looked at without being measured.
    fn looks<'t>(&self, row: Row<'t>) -> impl Iterator<Item = &'t str> {
        // A row of which something is known within bounds only is like no other.
        let is_bounded = || self.measured.iter().any(|measure| row.bounds(measure.column).is_some());
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
        match (row.micro(self.column), other.micro(self.column)) {
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
