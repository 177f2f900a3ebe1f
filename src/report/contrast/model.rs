//! What `explain --format json` prints. Fields may be added, never renamed.

use super::super::model::{ConditionRecord, FailedRecord, WinnerRecord};
use crate::eval::Origin;
use std::collections::BTreeMap;

use serde::Serialize;

use super::super::model::{
    AlternativeRecord, AnswerRecord, AssumptionRecord, Basis, CaveatRecord, CompanionRecord, ReasonRecord,
    RejectionRecord, Report,
};

/// The name and version of this form.
pub const SCHEMA: &str = "fingerpost.explain/1";

/// A whole run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Explanations {
    /// Always `fingerpost.explain/1`.
    pub schema: String,
    /// The rules and facts that were applied.
    #[serde(flatten)]
    pub basis: Basis,
    /// The day whose facts applied.
    pub as_of: String,
    /// One for each workload, in the order of the input.
    pub explanations: Vec<Explanation>,
    /// What could not be answered, in the order in which that was found.
    pub failed: Vec<FailedRecord>,
}

/// One workload, explained.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// The report: answers with their origins, paths, reasons.
    pub report: Report,
    /// For each provider, every fact that its answer rests on.
    pub facts: BTreeMap<String, Vec<UsedFact>>,
    /// Why not these services.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why_not: Vec<WhyNot>,
    /// What other answers would change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_if: Option<Difference>,
    /// The smallest changes that lead to other services.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flips: Vec<CounterfactualSearch>,
    /// For each provider, the answers that decide.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub deciding: BTreeMap<String, SufficientReasonRecord>,
}

/// A fact that an answer rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct UsedFact {
    /// The service.
    pub service: String,
    /// The key of the fact.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its value; null when it is not known.
    pub value: serde_json::Value,
    /// What it is at least, where no more is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<serde_json::Value>,
    /// What it is at most, where no more is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<serde_json::Value>,
    /// The address it was read at.
    pub source: String,
    /// The day on which it was read.
    pub as_of: String,
    /// The constraint that looked at it.
    pub constraint: String,
    /// Whether the service meets that constraint.
    pub met: Met,
}

/// Whether a constraint is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub enum Met {
    /// It surely is.
    Yes,
    /// It surely is not.
    No,
    /// A fact is not known.
    Unknown,
}

impl Met {
    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// What can stand against a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub enum AgainstKind {
    /// Nothing: it is recommended.
    Recommended,
    /// It accompanies other services and runs no workload itself.
    Companion,
    /// The requirement does not ask for its provider.
    NotAsked,
    /// It breaks constraints.
    Refused,
    /// It breaks none, but the walk led elsewhere.
    Parted,
    /// It breaks none, but others that fit stand before it.
    Outranked,
    /// It breaks none, but no outcome and no order of preference has it.
    Unlisted,
}

/// Why a service is not the recommendation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct WhyNot {
    /// The id of the service.
    pub service: String,
    /// Its name.
    pub name: String,
    /// The id of its provider.
    pub provider: String,
    /// What kind of answer it is.
    pub because: AgainstKind,
    /// The answer in one sentence.
    pub text: String,
    /// Every constraint that it breaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RejectionRecord>,
    /// Where the walk parted from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parted: Option<Parted>,
    /// Every service that fits and stands before it, the recommended one first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ahead: Vec<Ahead>,
}

/// Where the walk parted from an outcome that names a service.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Parted {
    /// The node; null when the present outcome names the service under a condition that does not hold, or in a configuration that does not fit.
    pub node: Option<String>,
    /// What the node asks.
    pub title: Option<String>,
    /// The arm that was taken; null when an answer is missing.
    pub taken: Option<String>,
    /// The arm that leads to the other outcome.
    pub other: Option<String>,
    /// Where that arm, or else the outcome, stands: `file:line`.
    pub rule: String,
    /// The outcome that names the service.
    pub outcome: String,
    /// The smallest changes that lead there, each of them evaluated; empty when none of this size do.
    pub answers: Vec<CounterfactualRecord>,
    /// The largest number of changes that was tried.
    pub searched: usize,
}

/// A service that stands before another.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Ahead {
    /// Its id.
    pub service: String,
    /// Its name.
    pub name: String,
    /// Whether the outcome names it; else it stands in the order of preference.
    pub named: bool,
}

/// Changes that lead to a service.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct CounterfactualRecord {
    /// The service that is recommended then.
    pub then: String,
    /// Its name.
    pub name: String,
    /// Whether it is off the graph's path then.
    pub off_path: bool,
    /// The changes.
    pub changes: Vec<ChangeRecord>,
}

/// One answer that is different.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct ChangeRecord {
    /// The question.
    pub question: String,
    /// What it is taken to be now; null for `none`, or while it is unknown.
    pub from: serde_json::Value,
    /// Where that is from: `stated`, `derived`, `default` or `assumed`; null while it is unknown.
    pub origin: Option<Origin>,
    /// Where it was stated: `file:line:column`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// What it has to be: the nearest answer that will do; null when the present one has to be taken back.
    pub to: serde_json::Value,
    /// Whether the present answer is taken back.
    pub taken_back: bool,
    /// What else will do: `<= 32 GiB`, `web_app or api`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// The same as data; all of them hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<ConditionRecord>,
}

/// A search for the smallest changes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct CounterfactualSearch {
    /// The provider.
    pub provider: String,
    /// The id of the service that was wanted; null for any other than the recommended one.
    pub wanted: Option<String>,
    /// The name of that service.
    pub name: Option<String>,
    /// Whether it is recommended as it is.
    pub recommended: bool,
    /// All smallest sets of changes.
    pub found: Vec<CounterfactualRecord>,
    /// The largest number of changes that was tried.
    pub searched: usize,
    /// Whether everything of that size was tried; else there may be more.
    pub complete: bool,
}

/// Which answers decide.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct SufficientReasonRecord {
    /// What comes out: a service id, `no_fit` or `undecided`.
    pub result: WinnerRecord,
    /// Whether the stated answers force it; else the assumptions have to stand as well.
    pub forced: bool,
    /// The smallest set of stated answers that is enough by itself; null when there are too many to try.
    pub smallest: Option<Vec<Stated>>,
    /// How many other sets are as small and enough, too.
    pub others: usize,
    /// Stated answers that are not needed, but some other answer would have changed the result.
    pub not_needed: Vec<Stated>,
    /// Stated answers that did not matter: no other answer would have changed the result.
    pub idle: Vec<Stated>,
}

/// A stated answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Stated {
    /// The question.
    pub question: String,
    /// Its value.
    pub value: serde_json::Value,
    /// Where it was stated.
    pub at: Option<String>,
}

/// What is different under other answers; what is the same is left out.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Difference {
    /// Answers, those that only follow included.
    pub answers: Moved<AnswerRecord>,
    /// What is different for each provider; a provider of which all is the same is left out.
    pub providers: BTreeMap<String, ProviderDifference>,
    /// Assumptions.
    pub assumptions: Moved<AssumptionRecord>,
}

/// What one answer has more and less than the other.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Moved<T> {
    /// What is there now and not before.
    pub gained: Vec<T>,
    /// What was there before and is not now.
    pub lost: Vec<T>,
}

impl<T> Default for Moved<T> {
    fn default() -> Self {
        Self { gained: Vec::new(), lost: Vec::new() }
    }
}

impl<T> Moved<T> {
    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gained.is_empty() && self.lost.is_empty()
    }
}

/// A value that is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Turned {
    /// Before.
    pub from: Option<String>,
    /// Now.
    pub to: Option<String>,
}

/// What is different for one provider.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct ProviderDifference {
    /// The name of the provider.
    pub provider: String,
    /// The status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Turned>,
    /// The recommended service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<Turned>,
    /// The form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Turned>,
    /// The outcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Turned>,
    /// What could come out under other completions.
    pub possible: Moved<WinnerRecord>,
    /// Reasons.
    pub reasons: Moved<ReasonRecord>,
    /// Companions.
    pub companions: Moved<CompanionRecord>,
    /// Rejected services, each broken constraint.
    pub rejected: Moved<RejectionRecord>,
    /// Caveats.
    pub caveats: Moved<CaveatRecord>,
    /// What else would do.
    pub alternatives: Moved<AlternativeRecord>,
    /// The limits within which the answer stays the same.
    pub holds_while: Moved<String>,
}
