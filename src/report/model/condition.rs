//! A condition on one answer, as data.

use serde::Serialize;
use serde_json::Value;

/// A condition on one answer: `{"at_most": "32 GiB"}`. Amounts with a unit are texts, others numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub enum ConditionRecord {
    /// This or less.
    AtMost(Value),
    /// Less than this.
    LessThan(Value),
    /// This or more.
    AtLeast(Value),
    /// More than this.
    MoreThan(Value),
    /// This.
    Is(Value),
    /// One of these words.
    OneOf(Vec<String>),
    /// None of these words.
    NotIn(Vec<String>),
}
