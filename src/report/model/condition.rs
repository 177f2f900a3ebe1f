//! A condition on one answer, as data.

use serde::Serialize;
use serde_json::Value;

/// A condition on one answer: `{"at_most": "32 GiB"}`. Amounts with a unit are texts, others numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub enum ConditionRecord {
    /// This or less: a number, or a text for an amount with a unit.
    AtMost(Value),
    /// Less than this: a number, or a text for an amount with a unit.
    LessThan(Value),
    /// This or more: a number, or a text for an amount with a unit.
    AtLeast(Value),
    /// More than this: a number, or a text for an amount with a unit.
    MoreThan(Value),
    /// Exactly this: a boolean, a number, or a text for an amount with a unit.
    Is(Value),
    /// One of these words, two or more.
    OneOf(Vec<String>),
    /// None of these words, one or more.
    NotIn(Vec<String>),
}
