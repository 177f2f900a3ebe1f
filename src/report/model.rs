//! The public report: what `--format json` prints. Fields may be added, never renamed.

use std::collections::BTreeMap;

use serde::Serialize;

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
    /// `stated`, `inferred`, `derived`, `default` or `assumed`.
    pub origin: String,
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

/// The answer for one provider.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct ProviderReport {
    /// `decided`, `provisional`, `undecided` or `no_fit`.
    pub status: String,
    /// The id of the recommended service; null when there is none.
    pub service: Option<String>,
    /// Its name.
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
    /// What to know before choosing it.
    pub caveats: Vec<CaveatRecord>,
    /// What else would do, best first.
    pub alternatives: Vec<AlternativeRecord>,
    /// What does not, each broken constraint, those that the outcome names first.
    pub rejected: Vec<RejectionRecord>,
    /// The limits within which this answer stays the same.
    pub holds_while: Vec<LimitRecord>,
    /// Everything that could come out under other completions, this answer first.
    pub possible: Vec<String>,
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
    /// Its sources.
    pub sources: Vec<SourceRecord>,
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

/// Another service that would do.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct AlternativeRecord {
    /// Its id.
    pub service: String,
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
    /// Its key.
    pub key: String,
    /// Its value; null when it is not known.
    pub value: serde_json::Value,
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
    /// What comes out beyond: a service id, `no_fit` or `undecided`.
    pub then: String,
}

/// A service that comes near.
#[derive(Clone, Debug, Serialize)]
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
    pub possible: BTreeMap<String, Vec<String>>,
}
