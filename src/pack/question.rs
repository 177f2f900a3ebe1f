//! Questions, and how their values become codes.

use std::sync::{Arc, OnceLock};

use crate::catalog::{Catalog, Table, Value, ValueType};
use crate::diagnostic::Span;
use crate::logic::{Domain, Formula, QuestionId, Rows};
use crate::quantity::{Dimension, Quantity, UNLIMITED};

use super::condition::Cond;
use super::{FallbackId, Source, Template};

/// A question of a compiled pack.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name.
    pub name: String,
    /// The type of its answers.
    pub value_type: ValueType,
    /// The smallest and the largest number that it takes, as codes.
    pub range: (Option<i128>, Option<i128>),
    /// How people are asked.
    pub ask: Option<String>,
    /// What it means.
    pub help: Option<String>,
    /// What holds when it is not answered; the first that applies.
    pub fallbacks: Vec<Fallback>,
    /// Where it is declared.
    pub span: Span,
    pub(super) domain: Domain,
}

/// Three ways to be unanswered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FallbackKind {
    /// It follows from other answers; stating anything else contradicts them.
    Must,
    /// It closes the world: nobody said otherwise.
    Default,
    /// A guess that keeps the world open.
    Assume,
}

/// What holds when a question is not answered.
#[derive(Clone, Debug)]
pub struct Fallback {
    /// Which kind.
    pub kind: FallbackKind,
    /// The code; none for `none`.
    pub value: Option<i128>,
    /// When it applies; none for always.
    pub when: Option<Formula>,
    /// The condition behind `when`.
    pub condition: Option<Cond>,
    /// Why.
    pub because: Option<Template>,
    /// Where that is from.
    pub sources: Vec<Source>,
    /// Where it stands.
    pub span: Span,
}

impl Question {
    /// Everything it can be answered with.
    #[must_use]
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// The fallback of an id.
    #[must_use]
    pub fn fallback(&self, id: FallbackId) -> &Fallback {
        invariant!(self.fallbacks.get(id.index()), "a fallback is one of its question")
    }

    /// Whether it is answered by a row of a table.
    #[must_use]
    pub fn is_row(&self) -> bool {
        matches!(self.value_type, ValueType::Row(_))
    }

    /// Whether not being answered is an answer of its own: some fallback is `none`.
    #[must_use]
    pub fn may_be_absent(&self) -> bool {
        self.fallbacks.iter().any(|fallback| fallback.value.is_none())
    }
}

/// Texts that rules and facts mention, sorted; the code of a text is its index, -1 for any other.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts(pub(super) Arc<[String]>);

impl Texts {
    pub(super) fn code(&self, text: &str) -> i128 {
        let at = self.0.binary_search_by(|known| known.as_str().cmp(text));
        at.ok().and_then(|at| i128::try_from(at).ok()).unwrap_or(-1)
    }
}

/// The code of a value that fits its type; none if it does not.
pub(super) fn encode(
    value: &Value,
    value_type: &ValueType,
    texts: &Texts,
    catalog: &Catalog,
) -> Option<i128> {
    match (value_type, value) {
        (ValueType::Row(table), Value::Word(name)) => {
            catalog.table(*table).find_like(name).and_then(|row| i128::try_from(row).ok())
        }
        _ => encode_plain(value, value_type, texts),
    }
}

/// The same for everything but rows, which alone need the catalog.
fn encode_plain(value: &Value, value_type: &ValueType, texts: &Texts) -> Option<i128> {
    let index = |at: usize| i128::try_from(at).ok();
    match (value_type, value) {
        (ValueType::YesNo, Value::YesNo(yes)) => Some(i128::from(*yes)),
        (ValueType::Quantity { dimension, .. }, Value::Quantity(q)) if q.dimension == *dimension => {
            Some(q.amount)
        }
        (ValueType::Text, Value::Word(text)) => Some(texts.code(text)),
        (ValueType::Choice(words), Value::Word(word)) => words.iter().position(|w| w == word).and_then(index),
        (ValueType::Choice(words), Value::YesNo(yes)) => {
            let word = if *yes { "yes" } else { "no" };
            words.iter().position(|w| w == word).and_then(index)
        }
        (ValueType::Set(words), Value::Words(given)) => {
            let bit = |word: &String| words.iter().position(|w| w == word).filter(|at| *at < 128);
            let all = given.iter().try_fold(0_u128, |mask, word| bit(word).map(|at| mask | 1 << at));
            all.map(u128::cast_signed)
        }
        _ => None,
    }
}

/// The value behind a code; none for texts and rows out of range.
pub(super) fn decode(code: i128, value_type: &ValueType, texts: &Texts, catalog: &Catalog) -> Option<Value> {
    let index = usize::try_from(code).ok();
    match value_type {
        ValueType::YesNo => Some(Value::YesNo(code == 1)),
        ValueType::Quantity { dimension, .. } => {
            Some(Value::Quantity(Quantity { dimension: *dimension, amount: code }))
        }
        ValueType::Text => texts.0.get(index?).cloned().map(Value::Word),
        ValueType::Choice(words) => match words.get(index?)?.as_str() {
            // A choice of yes, no and more is answered like a yes or no.
            "yes" => Some(Value::YesNo(true)),
            "no" => Some(Value::YesNo(false)),
            word => Some(Value::Word(word.to_owned())),
        },
        ValueType::Set(words) => {
            let bits = code.cast_unsigned();
            let chosen = words.iter().enumerate().filter(|(at, _)| *at < 128 && bits >> at & 1 == 1);
            Some(Value::Words(chosen.map(|(_, word)| word.clone()).collect()))
        }
        ValueType::Row(table) => {
            let row = catalog.table(*table).row(index?)?;
            Some(Value::Word(row.name().to_owned()))
        }
        ValueType::Texts => None,
    }
}

/// The smallest answer to a question whose range does not say; none for what is no quantity.
pub(super) fn lowest(value_type: &ValueType) -> Option<i128> {
    match value_type {
        ValueType::Quantity { dimension: Dimension::Date, .. } => Some(1 - UNLIMITED),
        ValueType::Quantity { .. } => Some(0),
        _ => None,
    }
}

/// Everything that a question of this type and range can be answered with.
pub(super) fn domain(
    value_type: &ValueType,
    range: (Option<i128>, Option<i128>),
    texts: &Texts,
    catalog: &Catalog,
) -> Domain {
    let mask = |count: usize| if count >= 128 { u128::MAX } else { (1_u128 << count) - 1 };
    match value_type {
        ValueType::YesNo => Domain::Words(0b11),
        ValueType::Quantity { dimension, .. } => {
            let most = match dimension {
                dimension if Quantity::has_unlimited(*dimension) => UNLIMITED,
                Dimension::Date => UNLIMITED - dimension.scale(),
                _ => UNLIMITED - 1,
            };
            Domain::Range(range.0.or_else(|| lowest(value_type)).unwrap_or(0), range.1.unwrap_or(most))
        }
        ValueType::Text | ValueType::Texts => Domain::Range(-1, texts.0.len() as i128 - 1),
        ValueType::Choice(words) => Domain::Words(mask(words.len())),
        ValueType::Set(words) => Domain::Set(mask(words.len())),
        ValueType::Row(table) => {
            let table = catalog.table_shared(*table);
            let columns = table.columns.iter().map(|_| OnceLock::new()).collect();
            Domain::Rows(Arc::new(TableRows { table, texts: texts.clone(), columns }))
        }
    }
}

/// The rows of a table as codes, each column encoded when it is first asked for.
#[derive(Debug)]
struct TableRows {
    table: Arc<Table>,
    texts: Texts,
    columns: Vec<OnceLock<Vec<Option<i128>>>>,
}

impl Rows for TableRows {
    fn count(&self) -> usize {
        self.table.len()
    }

    fn cell(&self, row: usize, column: u16) -> Option<i128> {
        let column = usize::from(column);
        let codes = self.columns.get(column)?.get_or_init(|| {
            (0..self.table.len()).map(|row| cell(&self.table, row, column, &self.texts)).collect()
        });
        codes.get(row).copied().flatten()
    }
}

fn cell(table: &Table, row: usize, column: usize, texts: &Texts) -> Option<i128> {
    encode_plain(&table.row(row)?.value(column)?, &table.columns.get(column)?.value_type, texts)
}

/// The codes of the cells of a row; none for blank ones.
pub(super) fn cells(
    value_type: &ValueType,
    row: usize,
    texts: &Texts,
    catalog: &Catalog,
) -> Vec<Option<i128>> {
    let ValueType::Row(table) = value_type else { return Vec::new() };
    let table = catalog.table(*table);
    (0..table.columns.len()).map(|column| cell(table, row, column, texts)).collect()
}

/// A value as it is written in a requirement file: `yes`, `32 GiB`, `[a, b]`.
#[must_use]
pub fn literal(value: &Value) -> String {
    match value {
        Value::Words(words) => format!("[{}]", words.join(", ")),
        other => other.to_string(),
    }
}

impl super::CompiledPack {
    /// The code of a value for a question; none if it does not fit.
    #[must_use]
    pub fn encode(&self, question: QuestionId, value: &Value, catalog: &Catalog) -> Option<i128> {
        encode(value, &self.question(question).value_type, &self.texts, catalog)
    }

    /// The code of a text that answers a question of texts.
    pub(crate) fn text_code(&self, text: &str) -> i128 {
        self.texts.code(text)
    }

    /// The value behind a code of a question; none for a text that no rule mentions.
    #[must_use]
    pub fn decode(&self, question: QuestionId, code: i128, catalog: &Catalog) -> Option<Value> {
        decode(code, &self.question(question).value_type, &self.texts, catalog)
    }

    /// The codes of all cells of a row; none for blank ones.
    #[must_use]
    pub fn cells(&self, question: QuestionId, row: usize, catalog: &Catalog) -> Vec<Option<i128>> {
        cells(&self.question(question).value_type, row, &self.texts, catalog)
    }
}
