//! Conditions to formulas: facts of one service on one day become constants.

use std::borrow::Cow;
use std::sync::Arc;

use crate::catalog::{Catalog, Row, Service, Value, ValueType};
use crate::logic::{Formula, Op, Test, Truth};
use crate::quantity::{Date, Dimension, UNLIMITED};

use super::amount::{Amount, Line, combine, scale, sum};
use super::bounds::{Bounded, Taken};
use super::condition::{Cond, FactRef, Mention, Num, NumberOp, Subject, Word, Words};
use super::question::{Question, Texts, encode};

/// What conditions are bound to.
#[derive(Clone, Copy)]
pub(super) struct Binder<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) questions: &'a [Question],
    pub(super) derivations: &'a [Arc<Formula>],
    pub(super) texts: &'a Texts,
    /// The service and the day; none where no service is being checked.
    pub(super) service: Option<(&'a Service, Date)>,
    /// The row that is being looked at; none where no row is being looked for.
    pub(super) row: Option<Row<'a>>,
    /// What is known within bounds only, and what it is taken to be.
    pub(super) taken: &'a Taken,
}

impl Binder<'_> {
    /// The formula of a condition, constants folded away.
    pub(super) fn formula(&self, cond: &Cond) -> Formula {
        self.plain(cond).compact()
    }

    /// The same, not yet in the form that is evaluated fastest.
    pub(super) fn plain(&self, cond: &Cond) -> Formula {
        if cond.is_comparison()
            && let Some(formula) = self.by_values(cond).or_else(|| self.within_bounds(cond))
        {
            return formula;
        }
        match cond {
            compared if self.looks_at_blank(compared) => self.settled(compared.subject(), false),
            Cond::Const(value) => Formula::Const(Truth::from(*value)),
            Cond::Not(inner) => negate(self.plain(inner)),
            Cond::And(parts) => all(parts.iter().map(|part| self.plain(part)), Truth::False, Formula::And),
            Cond::Or(parts) => all(parts.iter().map(|part| self.plain(part)), Truth::True, Formula::Or),
            Cond::Derived(id) => {
                self.derivations.get(id.index()).map_or(UNKNOWN, |formula| Formula::Shared(formula.clone()))
            }
            Cond::Answered(subject) => test(*subject, Op::Answered),
            Cond::Taken(inner) => match self.plain(inner) {
                Formula::Const(truth) => Formula::Const(truth),
                formula => Formula::Taken(Box::new(formula)),
            },
            Cond::Number(left, op, right) => self.number(left, *op, right),
            Cond::Same(left, right) => self.same(left, right),
            Cond::In(word, words) => self.inside(word, words),
            Cond::HasAll(set, items) => self.includes(set, items, true),
            Cond::HasAny(set, items) => self.includes(set, items, false),
        }
    }

    fn fact(&self, fact: FactRef) -> Option<&Value> {
        if let Some(taken) = self.taken_for(Bounded::Fact(fact)) {
            return Some(taken);
        }
        let (holder, day) = self.holder(fact)?;
        match holder.fact(fact.key, day) {
            Some(fact) => fact.value.as_ref(),
            // What the catalog never says anything of is what its key says it is.
            None if holder.of_key(fact.key).is_empty() => self.catalog.key(fact.key).if_absent.as_ref(),
            None => None,
        }
    }

    /// Whose fact it is, and the day; none where no service is being checked.
    pub(super) fn holder(&self, fact: FactRef) -> Option<(&Service, Date)> {
        let (service, day) = self.service?;
        Some((fact.of.map_or(service, |companion| self.catalog.service(companion)), day))
    }

    /// What something known within bounds is taken to be.
    fn taken_for(&self, it: Bounded) -> Option<&Value> {
        self.taken.iter().find(|(known, _)| *known == it).map(|(_, value)| value)
    }

    /// What is compared with a blank cell is neither equal to it nor more nor less.
    fn looks_at_blank(&self, cond: &Cond) -> bool {
        let Some(row) = self.row else { return false };
        let mut blank = false;
        if cond.is_comparison() {
            cond.each_mention(&mut |mention| {
                blank |= matches!(mention, Mention::Cell(at) if row.cell(usize::from(at)).is_empty());
            });
        }
        blank
    }

    fn amount(&self, num: &Num) -> Amount {
        let constant = |amount: i128| match amount {
            UNLIMITED => Amount::Unlimited,
            base => Amount::Line(Line { subject: None, rise: 0, base, divisor: 1 }),
        };
        match num {
            Num::Const(amount) => constant(*amount),
            Num::Subject(subject) => match self.taken_for(Bounded::Column(*subject)) {
                Some(Value::Quantity(quantity)) => constant(quantity.amount),
                _ => Amount::Line(Line { subject: Some(*subject), rise: 1, base: 0, divisor: 1 }),
            },
            Num::Fact(fact) => match self.fact(*fact) {
                Some(Value::Quantity(quantity)) => constant(quantity.amount),
                _ => Amount::Unknown,
            },
            Num::Cell(column) => match self.taken_for(Bounded::Cell(*column)) {
                Some(Value::Quantity(quantity)) => constant(quantity.amount),
                _ => self
                    .row
                    .and_then(|row| row.amount(usize::from(*column)))
                    .map_or(Amount::Unknown, constant),
            },
            Num::Add(a, b) => combine(self.amount(a), self.amount(b), |a, b| sum(a, b, 1)),
            Num::Subtract(a, b) => combine(self.amount(a), self.amount(b), |a, b| sum(a, b, -1)),
            Num::Multiply(a, b) => combine(self.amount(a), self.amount(b), |a, b| {
                if b.subject.is_none() {
                    scale(a, b.base, b.divisor.checked_mul(ONE)?)
                } else {
                    scale(b, a.base, a.divisor.checked_mul(ONE)?)
                }
            }),
            Num::Divide(a, b) => {
                combine(self.amount(a), self.amount(b), |a, b| scale(a, b.divisor.checked_mul(ONE)?, b.base))
            }
        }
    }

    fn number(&self, left: &Num, op: NumberOp, right: &Num) -> Formula {
        let subject = || {
            let sides = [left.subject(), right.subject()].into_iter().flatten();
            sides.clone().find(|subject| self.is_open(*subject)).or_else(|| sides.clone().next())
        };
        match (self.amount(left), self.amount(right)) {
            (Amount::Unknown, _) | (_, Amount::Unknown) => self.doubtful(subject()),
            (Amount::Unlimited, Amount::Unlimited) => self.settled(subject(), op != NumberOp::Less),
            (Amount::Unlimited, Amount::Line(_)) if op == NumberOp::Less => self.settled(subject(), false),
            (Amount::Line(_), Amount::Unlimited) if op == NumberOp::LessOrEqual => {
                self.settled(subject(), true)
            }
            (Amount::Unlimited, Amount::Line(line)) | (Amount::Line(line), Amount::Unlimited) => {
                // An answer is unlimited, or it is less.
                let op = if op == NumberOp::Less { Op::Below(UNLIMITED) } else { Op::AtLeast(UNLIMITED) };
                match line.subject.filter(|_| line.rise != 0) {
                    Some(subject) => test(subject, op),
                    None => self.settled(subject(), matches!(op, Op::Below(_))),
                }
            }
            (Amount::Line(a), Amount::Line(b)) => {
                sum(a, b, -1).and_then(|difference| self.against_zero(difference, op)).unwrap_or(UNKNOWN)
            }
        }
    }

    /// What is not known of a fact, whatever the answer is; without one, what is not known is the answer.
    fn doubtful(&self, subject: Option<Subject>) -> Formula {
        let Some(subject) = subject else { return UNKNOWN };
        let [never, always] = [false, true].map(|holds| self.settled(Some(subject), holds));
        Formula::Or(Box::new([Formula::And(Box::new([always, UNKNOWN])), never]))
    }

    /// What no answer can change, still unknown without one: a constraint binds on answers only.
    fn settled(&self, subject: Option<Subject>, holds: bool) -> Formula {
        let Some(subject) = subject else { return Formula::Const(Truth::from(holds)) };
        let any = match self.value_type(subject) {
            Some(ValueType::Set(_)) => Op::Within(u128::MAX),
            _ => Op::AtLeast(i128::MIN + 1),
        };
        test(subject, if holds { any } else { Op::OneOf(0) })
    }

    /// `line < 0`, `line <= 0` or `line = 0`; the divisor is positive and does not matter.
    fn against_zero(&self, line: Line, op: NumberOp) -> Option<Formula> {
        let Some(subject) = line.subject.filter(|_| line.rise != 0) else {
            let holds = match op {
                NumberOp::Less => line.base < 0,
                NumberOp::LessOrEqual => line.base <= 0,
                NumberOp::Equal => line.base == 0,
            };
            return Some(self.settled(line.subject, holds));
        };
        let bound = line.base.checked_neg()?;
        // Euclidean division rounds down for a positive divisor, up for a negative one.
        let rounded = bound.div_euclid(line.rise);
        let exact = bound.rem_euclid(line.rise) == 0;
        let next = rounded.checked_add(1)?;
        // What is between two whole numbers is the next one.
        let step = match self.value_type(subject) {
            Some(ValueType::Quantity { dimension, integer }) => dimension.step(*integer),
            _ => 1,
        };
        let up = |code: i128| {
            code.div_euclid(step).checked_add(i128::from(code.rem_euclid(step) != 0))?.checked_mul(step)
        };
        let op = match (op, line.rise > 0) {
            (NumberOp::Equal, _) if !exact || rounded % step != 0 => {
                return Some(self.settled(Some(subject), false));
            }
            // As a range, so that regions are only ever cut at whole numbers.
            (NumberOp::Equal, _) if step > 1 => {
                let next = rounded.checked_add(step)?;
                let range = [test(subject, Op::AtLeast(rounded)), test(subject, Op::Below(next))];
                return Some(Formula::And(Box::new(range)));
            }
            (NumberOp::Equal, _) => Op::Equals(rounded),
            // Unlimited is more than any number that it is compared with.
            (NumberOp::Less, true) => Op::Below(up(if exact { rounded } else { next })?.min(UNLIMITED)),
            (NumberOp::LessOrEqual, true) => Op::Below(up(next)?.min(UNLIMITED)),
            (NumberOp::Less, false) => Op::AtLeast(up(if exact { next } else { rounded })?),
            (NumberOp::LessOrEqual, false) => Op::AtLeast(up(rounded)?),
        };
        Some(test(subject, op))
    }

    fn same(&self, left: &Word, right: &Word) -> Formula {
        let open = |word: &Word| match word {
            Word::Subject(subject) => Some(*subject).filter(|subject| self.is_open(*subject)),
            _ => None,
        };
        match (left, right) {
            (Word::Service, other) | (other, Word::Service) => self.is_named(other),
            (a, b) => match (open(a).map(|subject| (subject, b)), open(b).map(|subject| (subject, a))) {
                (Some((subject, other)), _) | (None, Some((subject, other))) => match self.text(other) {
                    Some(word) => self.equals(subject, &word),
                    None => self.doubtful(Some(subject)),
                },
                (None, None) => match (self.text(a), self.text(b)) {
                    (Some(a), Some(b)) => Formula::Const(Truth::from(a == b)),
                    _ => UNKNOWN,
                },
            },
        }
    }

    /// Whether a question is what is asked, and not a column that is taken to have a value.
    fn is_open(&self, subject: Subject) -> bool {
        self.taken_for(Bounded::Column(subject)).is_none()
    }

    /// The service that is looked at, as it is called: by its id, by that of its configuration, or by an earlier name.
    fn names(&self) -> Vec<&str> {
        let Some((one, _)) = self.service else { return Vec::new() };
        let of = one.of.map(|of| self.catalog.service(of).id.as_str());
        of.into_iter().chain([one.id.as_str()]).chain(one.aliases.iter().map(String::as_str)).collect()
    }

    /// Whether a word is one of those names.
    fn is_named(&self, word: &Word) -> Formula {
        let any = |parts: Vec<Formula>| all(parts.into_iter(), Truth::True, Formula::Or);
        match word {
            Word::Subject(subject) => {
                any(self.names().iter().map(|name| self.equals(*subject, name)).collect())
            }
            word => match self.text(word) {
                Some(word) => Formula::Const(Truth::from(self.names().iter().any(|name| *name == word))),
                None => UNKNOWN,
            },
        }
    }

    /// Whether one of those names is in a set.
    fn is_named_in(&self, words: &Words) -> Formula {
        match words {
            Words::Subject(subject) => match self.mask(*subject, &self.names()) {
                0 => self.settled(Some(*subject), false),
                mask => test(*subject, Op::HasAny(mask)),
            },
            words => match self.texts(words) {
                Some(words) => {
                    let is_there = self.names().iter().any(|name| words.iter().any(|word| word == name));
                    Formula::Const(Truth::from(is_there))
                }
                None => UNKNOWN,
            },
        }
    }

    fn inside(&self, word: &Word, words: &Words) -> Formula {
        match (word, words) {
            (Word::Service, words) => self.is_named_in(words),
            (Word::Subject(subject), words) => match self.texts(words) {
                Some(list) if list.is_empty() => self.settled(Some(*subject), false),
                Some(list) => {
                    all(list.iter().map(|word| self.equals(*subject, word)), Truth::True, Formula::Or)
                }
                None => self.doubtful(Some(*subject)),
            },
            (word, Words::Subject(subject)) => match self.text(word) {
                Some(word) => match self.mask(*subject, &[word]) {
                    0 => self.settled(Some(*subject), false),
                    mask => test(*subject, Op::HasAll(mask)),
                },
                None => self.doubtful(Some(*subject)),
            },
            (word, words) => match (self.text(word), self.texts(words)) {
                (Some(word), Some(words)) => Formula::Const(Truth::from(words.iter().any(|w| *w == word))),
                _ => UNKNOWN,
            },
        }
    }

    fn includes(&self, set: &Words, items: &Words, all: bool) -> Formula {
        match (set, items) {
            (Words::Subject(subject), items) => match self.texts(items) {
                Some(items) => {
                    let mask = self.mask(*subject, &items);
                    // A word that the question cannot have: it never has all of them.
                    let known = mask.count_ones() as usize == items.len();
                    match (all, known) {
                        (true, false) => self.settled(Some(*subject), false),
                        (true, true) => test(*subject, Op::HasAll(mask)),
                        (false, _) => test(*subject, Op::HasAny(mask)),
                    }
                }
                None => self.doubtful(Some(*subject)),
            },
            (set, Words::Subject(subject)) => match self.texts(set) {
                Some(words) if all => {
                    let beyond = self.mask(*subject, &self.beyond(set));
                    test(*subject, Op::Within(self.mask(*subject, &words) | beyond))
                }
                Some(words) => test(*subject, Op::HasAny(self.mask(*subject, &words))),
                None => self.doubtful(Some(*subject)),
            },
            (set, items) => match (self.texts(set), self.texts(items)) {
                (Some(set), Some(items)) if all => {
                    Formula::Const(Truth::from(items.iter().all(|i| set.contains(i))))
                }
                (Some(set), Some(items)) => {
                    Formula::Const(Truth::from(items.iter().any(|i| set.contains(i))))
                }
                _ => UNKNOWN,
            },
        }
    }

    /// The words that a set of the row says nothing of, whatever is asked for.
    fn beyond(&self, set: &Words) -> Vec<&str> {
        match (set, self.row) {
            (Words::Cell(column), Some(row)) => row.beyond(usize::from(*column)).collect(),
            _ => Vec::new(),
        }
    }

    /// A constant word; none when it is a fact that is not known.
    fn text<'t>(&'t self, word: &'t Word) -> Option<Cow<'t, str>> {
        match word {
            Word::Const(text) => Some(Cow::Borrowed(text)),
            Word::Fact(fact) => word_of(self.fact(*fact)?),
            Word::Cell(column) => self.row.map(|row| Cow::Borrowed(row.cell(usize::from(*column)))),
            Word::Row => self.row.map(|row| Cow::Borrowed(row.name())),
            Word::Service => self.service.map(|(service, _)| Cow::Borrowed(service.id.as_str())),
            Word::Provider => self
                .service
                .map(|(service, _)| Cow::Borrowed(self.catalog.provider(service.provider).id.as_str())),
            Word::Subject(subject) => word_of(self.taken_for(Bounded::Column(*subject))?),
        }
    }

    fn texts<'t>(&'t self, words: &'t Words) -> Option<Cow<'t, [String]>> {
        match words {
            Words::Const(words) => Some(Cow::Borrowed(words)),
            Words::Fact(fact) => match self.fact(*fact)? {
                Value::Words(words) => Some(Cow::Borrowed(words)),
                _ => None,
            },
            Words::Cell(column) => match self.taken_for(Bounded::Cell(*column)) {
                Some(Value::Words(words)) => Some(Cow::Borrowed(words)),
                _ => match self.row?.value(usize::from(*column))? {
                    Value::Words(words) => Some(Cow::Owned(words)),
                    _ => None,
                },
            },
            Words::Subject(_) => None,
        }
    }

    /// That a column of the row that answers a question has a value.
    pub(super) fn has_value(&self, column: Subject, value: &Value) -> Formula {
        let code = self.value_type(column).and_then(|of| encode(value, of, self.texts, self.catalog));
        match code {
            Some(code) if code >= 0 => test(column, Op::Equals(code)),
            _ => self.settled(Some(column), false),
        }
    }

    fn value_type(&self, subject: Subject) -> Option<&ValueType> {
        let declared = &self.questions.get(subject.question.index())?.value_type;
        match (declared, subject.column) {
            (ValueType::Row(table), Some(column)) => {
                self.catalog.table(*table).columns.get(usize::from(column)).map(|column| &column.value_type)
            }
            _ => Some(declared),
        }
    }

    fn equals(&self, subject: Subject, word: &str) -> Formula {
        let Some(value_type) = self.value_type(subject) else { return UNKNOWN };
        let value = match value_type {
            ValueType::YesNo => Value::YesNo(word == "yes"),
            _ => Value::Word(word.to_owned()),
        };
        match encode(&value, value_type, self.texts, self.catalog) {
            Some(code) if code >= 0 => test(subject, Op::Equals(code)),
            _ => self.settled(Some(subject), false),
        }
    }

    /// The bits of those words that the set can have.
    fn mask(&self, subject: Subject, words: &[impl AsRef<str>]) -> u128 {
        let Some(ValueType::Set(known)) = self.value_type(subject) else { return 0 };
        let bit = |word: &_| {
            let word: &str = AsRef::as_ref(word);
            known.iter().position(|k| k == word).filter(|at| *at < 128)
        };
        words.iter().filter_map(bit).fold(0, |mask, at| mask | 1 << at)
    }
}

fn word_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Word(word) => Some(Cow::Borrowed(word)),
        Value::YesNo(yes) => Some(Cow::Borrowed(if *yes { "yes" } else { "no" })),
        _ => None,
    }
}

/// The factor 1 of a product. Whatever is scaled, what it is scaled by is a plain number, as is the quotient of two amounts of one
/// dimension: a product has its scale once too often, and a quotient once too little.
const ONE: i128 = Dimension::Number.scale();

const UNKNOWN: Formula = Formula::Const(Truth::Unknown);

/// Joins parts; constants are folded away.
pub(super) fn all(
    parts: impl Iterator<Item = Formula>,
    settling: Truth,
    join: fn(Box<[Formula]>) -> Formula,
) -> Formula {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Formula::Const(truth) if truth == settling => return part,
            Formula::Const(truth) if truth == !settling => {}
            part => kept.push(part),
        }
    }
    match kept.len() {
        0 => Formula::Const(!settling),
        1 => kept.pop().unwrap_or(UNKNOWN),
        _ => join(kept.into_boxed_slice()),
    }
}

fn test(subject: Subject, op: Op) -> Formula {
    Formula::Test(Test { question: subject.question, column: subject.column, op })
}

fn negate(formula: Formula) -> Formula {
    match formula {
        Formula::Const(truth) => Formula::Const(!truth),
        Formula::Not(inner) => *inner,
        other => Formula::Not(Box::new(other)),
    }
}
