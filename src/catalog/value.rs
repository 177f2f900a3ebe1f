//! Typed values of facts, table cells and answers.

use std::sync::Arc;

use std::fmt;

use super::TableId;
use crate::quantity::{Dimension, Quantity};

/// The type of a question, a fact or a table column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// Yes or no.
    YesNo,
    /// A quantity; `integer` allows whole numbers only (dimension `Number`).
    Quantity {
        /// What is measured.
        dimension: Dimension,
        /// Whole numbers only.
        integer: bool,
    },
    /// Any text.
    Text,
    /// One of these words.
    Choice(Arc<[String]>),
    /// Any of these words.
    Set(Arc<[String]>),
    /// Any texts: for facts only.
    Texts,
    /// A row of a table.
    Row(TableId),
}

impl ValueType {
    /// How the type is called in messages.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::YesNo => "yes or no".to_owned(),
            Self::Quantity { integer: true, .. } => "a whole number".to_owned(),
            Self::Quantity { dimension, .. } => match dimension {
                Dimension::Number => "a number".to_owned(),
                Dimension::Date => "a date".to_owned(),
                other => format!("a quantity of {}", other.as_str()),
            },
            Self::Text => "a text".to_owned(),
            Self::Choice(_) => "one word of a list".to_owned(),
            Self::Set(_) => "a list of words".to_owned(),
            Self::Texts => "a list of texts".to_owned(),
            Self::Row(_) => "the name of a row".to_owned(),
        }
    }
}

/// A typed value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Of [`ValueType::YesNo`].
    YesNo(bool),
    /// Of [`ValueType::Quantity`].
    Quantity(Quantity),
    /// Of [`ValueType::Text`], [`ValueType::Choice`] or [`ValueType::Row`].
    Word(String),
    /// Of [`ValueType::Set`] or [`ValueType::Texts`]: in the order of the type, without repeats.
    Words(Vec<String>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::YesNo(true) => f.write_str("yes"),
            Self::YesNo(false) => f.write_str("no"),
            Self::Quantity(quantity) => quantity.fmt(f),
            Self::Word(word) => f.write_str(word),
            Self::Words(words) if words.is_empty() => f.write_str("none"),
            Self::Words(words) => f.write_str(&words.join(", ")),
        }
    }
}
