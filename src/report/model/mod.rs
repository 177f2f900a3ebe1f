//! The public report: what `--format json` prints. Fields may be added, never renamed.

mod condition;
mod extent;
mod provider;
mod winner;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::eval::Origin;

pub use condition::ConditionRecord;
pub use extent::Extent;
pub use provider::{
    AlternativeRecord, CaveatRecord, CompanionRecord, DoubtRecord, FactRecord, LimitRecord, MissRecord,
    ProviderReport, ReasonRecord, RejectionRecord, RelaxationRecord, RequirementRecord, RowRecord,
    SizeRecord, SourceRecord, StepRecord,
};
pub use winner::WinnerRecord;

/// The name and version of this form.
pub const SCHEMA: &str = "fingerpost.report/1";

/// A whole run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Document {
    /// Always `fingerpost.report/1`.
    pub schema: String,
    /// The rules that were applied.
    pub pack: PackInfo,
    /// The day whose facts applied.
    pub as_of: String,
    /// One report per workload, in the order of the input.
    pub reports: Vec<Report>,
}

/// Which rules.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct PackInfo {
    /// The name of the pack.
    pub name: String,
    /// Its version, with those of its overlays.
    pub version: String,
}

/// The answer to one workload.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Report {
    /// The name of the workload.
    pub workload: String,
    /// What was stated, and what stood in for what was not.
    pub answers: Vec<AnswerRecord>,
    /// One entry for each provider that was asked for, by its id.
    pub providers: BTreeMap<String, ProviderReport>,
    /// What was assumed.
    pub assumptions: Vec<AssumptionRecord>,
    /// Questions whose answer could still change something.
    pub open_questions: Vec<OpenQuestionRecord>,
}

/// One answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct AnswerRecord {
    /// The question.
    pub question: String,
    /// Its value: a boolean, a number, a text or a list; null when it is not constrained.
    pub value: serde_json::Value,
    /// Where it is from.
    pub origin: Origin,
    /// Where it was stated: `file:line:column`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Why it stands, when it was not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The rule that made it stand, when it was not stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// An assumption.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct AssumptionRecord {
    /// The question.
    pub question: String,
    /// What was assumed.
    pub value: serde_json::Value,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The providers whose answer another value could change.
    pub could_change: Vec<String>,
}

/// A question that is still open.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct OpenQuestionRecord {
    /// The question.
    pub question: String,
    /// How it is asked.
    pub ask: String,
    /// What could come out, for each provider that it can change.
    pub possible: BTreeMap<String, Vec<WinnerRecord>>,
    /// What was assumed for it all the same, where to state it, alone or with assumptions, changes an answer: so it is not one
    /// of those to confirm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guess: Option<serde_json::Value>,
}
