//! Facts and cells that are known within bounds only: what a comparison with one comes to, whatever it really is.

use crate::catalog::{Value, ValueType};
use crate::logic::{Formula, Truth};
use crate::quantity::{Quantity, UNLIMITED};

use super::bind::{Binder, all};
use super::condition::{Cond, FactRef, Mention, Subject};

/// What is taken to be one value after the other: a fact or a cell that is known within bounds, or a column of the row that answers
/// a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bounded {
    Fact(FactRef),
    Cell(u16),
    Column(Subject),
}

/// What bounded facts and cells are taken to be while a comparison is looked at.
pub(super) type Taken = [(Bounded, Value)];

/// Facts and cells that one comparison may look at within bounds; with more of them it is not known.
const MAX_BOUNDED: usize = 3;

impl Binder<'_> {
    /// A comparison that looks at something known within bounds: it holds, or fails, where it does at every end of them, and is not
    /// known in between. None where everything in it is known, or nothing is.
    pub(super) fn within_bounds(&self, compared: &Cond) -> Option<Formula> {
        if !self.taken.is_empty() {
            return None;
        }
        let mut bounded: Vec<(Bounded, [Value; 2])> = Vec::new();
        compared.each_mention(&mut |mention| {
            let found = match mention {
                Mention::Fact(fact) => self.ends_of_fact(fact).map(|ends| (Bounded::Fact(fact), ends)),
                Mention::Cell(column) => self.ends_of_cell(column).map(|ends| (Bounded::Cell(column), ends)),
                _ => None,
            };
            bounded.extend(found.filter(|(it, _)| !bounded.iter().any(|(known, _)| known == it)));
        });
        if bounded.is_empty() || bounded.len() > MAX_BOUNDED {
            return None;
        }
        let mut at_ends = Vec::new();
        for ends in 0..1_usize << bounded.len() {
            let end = |(at, (it, values)): (usize, &(Bounded, [Value; 2]))| {
                let [least, most] = values;
                (*it, if ends >> at & 1 == 0 { least.clone() } else { most.clone() })
            };
            let taken: Vec<(Bounded, Value)> = bounded.iter().enumerate().map(end).collect();
            at_ends.push(Binder { taken: &taken, ..*self }.plain(compared));
        }
        let everywhere = all(at_ends.iter().cloned(), Truth::False, Formula::And);
        let somewhere = all(at_ends.into_iter(), Truth::True, Formula::Or);
        let open = [somewhere, Formula::Const(Truth::Unknown)].into_iter();
        let open = all(open, Truth::False, Formula::And);
        Some(all([everywhere, open].into_iter(), Truth::True, Formula::Or))
    }

    /// A comparison of a question with a column of the row that answers another: for each value that the column has somewhere, the
    /// row has it and the comparison holds with it. None where there is no such column.
    pub(super) fn by_values(&self, compared: &Cond) -> Option<Formula> {
        let mut subjects = Vec::new();
        compared.each_mention(&mut |mention| {
            if let Mention::Subject(subject) = mention {
                subjects.push(subject);
            }
        });
        let column = *subjects.iter().find(|subject| subject.column.is_some())?;
        let is_other = |subject: &Subject| *subject != column;
        if !self.taken.is_empty() || !subjects.iter().any(is_other) {
            return None;
        }
        let ValueType::Row(table) = &self.questions.get(column.question.index())?.value_type else {
            return None;
        };
        let (table, at) = (self.catalog.table(*table), usize::from(column.column?));
        let mut values: Vec<Value> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for row in (0..table.len()).filter_map(|row| table.row(row)) {
            if seen.insert(row.cell(at)) {
                values.extend(row.value(at).filter(|value| !values.contains(value)));
            }
        }
        let each = values.into_iter().map(|value| {
            let has = self.has_value(column, &value);
            let taken = [(Bounded::Column(column), value)];
            let holds = Binder { taken: &taken, ..*self }.plain(compared);
            all([has, holds].into_iter(), Truth::False, Formula::And)
        });
        Some(all(each, Truth::True, Formula::Or))
    }

    fn ends_of_fact(&self, fact: FactRef) -> Option<[Value; 2]> {
        let (holder, day) = self.holder(fact)?;
        let key = fact.key;
        let fact = holder.fact(key, day).filter(|fact| fact.value.is_none())?;
        if fact.at_least.is_none() && fact.at_most.is_none() {
            return None;
        }
        ends([fact.at_least.clone(), fact.at_most.clone()], &self.catalog.key(key).value_type)
    }

    fn ends_of_cell(&self, column: u16) -> Option<[Value; 2]> {
        let row = self.row?;
        let bounds = row.bounds(usize::from(column))?;
        ends(bounds, row.value_type(usize::from(column))?)
    }
}

/// Both ends of what is known; where nothing is, the least and the most that the type allows.
fn ends([least, most]: [Option<Value>; 2], value_type: &ValueType) -> Option<[Value; 2]> {
    let (lowest, highest) = match value_type {
        ValueType::Quantity { dimension, .. } => {
            let quantity = |amount| Value::Quantity(Quantity { dimension: *dimension, amount });
            (quantity(-(1 << 90)), quantity(UNLIMITED))
        }
        ValueType::Set(words) => (Value::Words(Vec::new()), Value::Words(words.to_vec())),
        _ => return None,
    };
    Some([least.unwrap_or(lowest), most.unwrap_or(highest)])
}
