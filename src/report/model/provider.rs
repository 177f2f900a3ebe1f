//! The part of the report that each provider has.

use serde::Serialize;

use super::{ConditionRecord, WinnerRecord};
use crate::eval::Status;

/// The answer for one provider.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct ProviderReport {
    /// The name of the provider.
    pub provider: String,
    /// How settled it is. A reader takes a word that it does not know for not decided.
    pub status: Status,
    /// The id of the recommended service; null when there is none.
    pub service: Option<String>,
    /// The id of the configuration of it that is recommended; the service itself where it has none.
    pub deployment: Option<String>,
    /// Earlier ids of that configuration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_known_as: Vec<String>,
    /// Its name, with that of the configuration.
    pub name: Option<String>,
    /// `service`, `task`, `job` or `vm`.
    pub form: Option<String>,
    /// Whether it is off the graph's path: none of the services that the outcome names fits.
    pub off_path: bool,
    /// The outcome that the walk ended in.
    pub outcome: Option<String>,
    /// What comes with the service.
    pub companions: Vec<CompanionRecord>,
    /// The nodes passed, and the arms taken.
    pub path: Vec<StepRecord>,
    /// Why this service.
    pub reasons: Vec<ReasonRecord>,
    /// Its sizes or instance types that fit, the smallest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<SizeRecord>,
    /// What to know before choosing it.
    pub caveats: Vec<CaveatRecord>,
    /// What has to be found out before the service is known to meet everything.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_verify: Vec<UnverifiedRecord>,
    /// What else would do, best first.
    pub alternatives: Vec<AlternativeRecord>,
    /// What does not, each broken constraint, those that the outcome names first.
    pub rejected: Vec<RejectionRecord>,
    /// The limits within which this answer stays the same.
    pub holds_while: Vec<LimitRecord>,
    /// Everything that could come out under other completions, this answer first.
    pub possible: Vec<WinnerRecord>,
    /// When nothing fits: who comes nearest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<MissRecord>,
    /// When nothing fits: the smallest sets of answers to take back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relax: Vec<RelaxationRecord>,
}

/// A service that comes along.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct CompanionRecord {
    /// Its id.
    pub service: String,
    /// Its name.
    pub name: String,
    /// Why.
    pub because: String,
    /// Where that is from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRecord>,
}

/// One step of the walk.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct StepRecord {
    /// The node.
    pub node: String,
    /// The guard of the arm that was taken.
    pub arm: String,
    /// Why.
    pub because: String,
    /// The questions that were looked at.
    pub answers: Vec<String>,
    /// Where the arm stands: `file:line`.
    pub rule: String,
}

/// A reason with where it is from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct ReasonRecord {
    /// The reason.
    pub text: String,
    /// The rule that gives it: `file:line`.
    pub rule: String,
    /// The overlay that the rule stands in, name and version; null for one of the lowest pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<String>,
    /// Its sources.
    pub sources: Vec<SourceRecord>,
}

/// Sizes of a service that fit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct SizeRecord {
    /// The table that they are from.
    pub table: String,
    /// The first few of them, the smallest first.
    pub rows: Vec<RowRecord>,
    /// Whether there are more.
    pub more: bool,
    /// Where the table is from.
    pub source: SourceRecord,
}

/// A row of a table that fits.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RowRecord {
    /// Its name.
    pub name: String,
    /// What it offers.
    pub text: String,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct SourceRecord {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The title of a document that has no address of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The section in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The day on which it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// A warning that does not reject.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct CaveatRecord {
    /// Its code.
    pub code: String,
    /// What it says.
    pub text: String,
    /// Its sources.
    pub sources: Vec<SourceRecord>,
}

/// A fact that is not known, or not exactly enough.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct UnverifiedRecord {
    /// The service or the configuration that it is a fact of.
    pub service: String,
    /// The key of the fact; null where it is a cell of a table.
    pub fact: Option<String>,
    /// The constraint that could not be checked.
    pub constraint: String,
    /// What is not known, as a sentence.
    pub text: String,
    /// Where to look.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRecord>,
}

/// Another service that would do.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct AlternativeRecord {
    /// Its id.
    pub service: String,
    /// The configuration of it; the service itself where it has none.
    pub deployment: String,
    /// Whether everything that was asked for is known to be met.
    pub verified: bool,
    /// Its name.
    pub name: String,
    /// The form in which it would be used.
    pub form: Option<String>,
    /// What speaks for it.
    pub because: Option<String>,
}

/// A constraint that a service breaks.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RejectionRecord {
    /// The id of the service.
    pub service: String,
    /// The configuration that came nearest; the service itself where it has none.
    pub deployment: String,
    /// Its name.
    pub name: String,
    /// The constraint.
    pub constraint: String,
    /// What is wrong.
    pub text: String,
    /// Whether the outcome names the service.
    pub named: bool,
    /// Where the constraint stands: `file:line`.
    pub rule: String,
    /// The overlay that it stands in, name and version; null for one of the lowest pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<String>,
    /// Why there is such a constraint, in the words of the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The sources of the constraint; those of the fact are with the fact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRecord>,
    /// The answer that binds it; null for constraints that always bind.
    pub requirement: Option<RequirementRecord>,
    /// The fact that breaks it; null where none is involved.
    pub fact: Option<FactRecord>,
}

/// The answer that binds a constraint.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RequirementRecord {
    /// The question.
    pub question: String,
    /// Its value.
    pub value: serde_json::Value,
    /// Where it was stated; null when it was derived.
    pub at: Option<String>,
}

/// A fact.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct FactRecord {
    /// The companion whose fact it is; of the service itself where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Its key.
    pub key: String,
    /// Its value; null when it is not known.
    pub value: serde_json::Value,
    /// What it is at least, where no more is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<serde_json::Value>,
    /// What it is at most, where no more is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<serde_json::Value>,
    /// The first day on which it holds, where the catalog dates it: `2026-04-30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The address it was read at.
    pub source: String,
    /// The day on which it was read.
    pub as_of: String,
}

/// A limit of the answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct LimitRecord {
    /// The question.
    pub question: String,
    /// The condition within which the answer stays: `<= 32 GiB`, `= yes`, `not batch`.
    pub condition: String,
    /// The same as data.
    pub within: ConditionRecord,
    /// What comes out beyond: a service id, `no_fit` or `undecided`.
    pub then: WinnerRecord,
    /// Whether that rests on nothing unknown.
    pub verified: bool,
}

/// A service that comes near.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct MissRecord {
    /// Its id.
    pub service: String,
    /// Its name.
    pub name: String,
    /// The constraints that it breaks.
    pub constraints: Vec<String>,
}

/// Answers to take back.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RelaxationRecord {
    /// The questions.
    pub questions: Vec<String>,
    /// The service that fits then.
    pub then: String,
    /// Whether everything that is left is known to be met.
    pub verified: bool,
}
