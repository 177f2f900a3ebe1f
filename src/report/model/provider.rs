//! The part of the report that each provider has.

use serde::Serialize;

use super::{ConditionRecord, WinnerRecord};
use crate::eval::Status;

/// The answer for one provider.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct ProviderReport {
    /// The name of the provider, for people: `Google Cloud`. Its id is the key of this entry.
    pub provider: String,
    /// How settled it is. A reader takes a word that it does not know for not decided.
    pub status: Status,
    /// The id of the recommended service: `gcp.cloud-run`; null when there is none.
    pub service: Option<String>,
    /// The id of the configuration of it that is recommended: `gcp.cloud-run-jobs`; the service itself where it has none, null
    /// when nothing is recommended.
    pub deployment: Option<String>,
    /// Earlier ids of that configuration, which rules and requirements may still use; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_known_as: Vec<String>,
    /// The name of the configuration, for people; null when nothing is recommended.
    pub name: Option<String>,
    /// How it is used: `service`, `task`, `job` or `vm`; null where the rules do not say, or nothing is recommended.
    pub form: Option<String>,
    /// Whether it is off the graph's path: none of the services that the outcome names fits.
    pub off_path: bool,
    /// The name of the outcome that the walk ended in; null where an answer is missing.
    pub outcome: Option<String>,
    /// What comes with the service, such as a load balancer or a registry, in the order of the rules; empty when nothing is
    /// recommended.
    pub companions: Vec<CompanionRecord>,
    /// The nodes passed and the arms taken, from the entry on.
    pub path: Vec<StepRecord>,
    /// Why this service: the outcome's reason, the candidate's own, then those of the arms, the last first. Of an outcome also
    /// where nothing fits.
    pub reasons: Vec<ReasonRecord>,
    /// Its sizes or instance types that fit, the smallest first, for each table that was searched; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sizes: Vec<SizeRecord>,
    /// What to know before choosing it: those of the outcome, those of the pack, then what could not be verified.
    pub caveats: Vec<CaveatRecord>,
    /// What has to be found out before the service is known to meet everything; left out when there is nothing. Not empty exactly
    /// where `status` is `unverified`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_verify: Vec<UnverifiedRecord>,
    /// What else would do, best first; empty when nothing is recommended.
    pub alternatives: Vec<AlternativeRecord>,
    /// What does not fit: one entry for each constraint that a service breaks, the services that the outcome names first, and
    /// those that are never looked at left out.
    pub rejected: Vec<RejectionRecord>,
    /// The limits within which this answer stays the same, one answer changed at a time and the others kept; empty where no
    /// single answer can change it.
    pub holds_while: Vec<LimitRecord>,
    /// Everything that could come out when what is open is answered in any way, this answer first: one entry where `status` is
    /// `decided`.
    pub possible: Vec<WinnerRecord>,
    /// When nothing fits: up to three services that break the fewest constraints; otherwise left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<MissRecord>,
    /// When nothing fits: up to five of the smallest sets of answers to take back so that something does; otherwise left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relax: Vec<RelaxationRecord>,
}

/// A service that comes along.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct CompanionRecord {
    /// Its id in the catalog: `aws.ecr`.
    pub service: String,
    /// Its name, for people.
    pub name: String,
    /// Why it comes along, in the words of the rule; empty where the rule gives no reason.
    pub because: String,
    /// Where that is from; left out when the rule cites nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRecord>,
}

/// One step of the walk.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct StepRecord {
    /// The name of the node.
    pub node: String,
    /// The first words of the arm that was taken, as the rule has them: `when kubernetes`, `otherwise`.
    pub arm: String,
    /// Why, in the words of the rule; empty where it gives no reason.
    pub because: String,
    /// The names of the questions that were looked at, by this arm's guard and those before it.
    pub answers: Vec<String>,
    /// Where the arm stands: `file:line`, the line counted from 1.
    pub rule: String,
}

/// A reason with where it is from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct ReasonRecord {
    /// The reason, in the words of the rule, with values filled in.
    pub text: String,
    /// The rule that gives it: `file:line`, the line counted from 1.
    pub rule: String,
    /// The overlay that the rule stands in, name and version; null for one of the lowest pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<String>,
    /// Its sources; empty when the rule cites nothing.
    pub sources: Vec<SourceRecord>,
}

/// Sizes of a service that fit.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct SizeRecord {
    /// The name of the table that they are from: `instance_types`.
    pub table: String,
    /// The first of them, one to three, the smallest first.
    pub rows: Vec<RowRecord>,
    /// Whether there are more than these.
    pub more: bool,
    /// Where they are from, with the day of reading.
    pub source: SourceRecord,
}

/// A row of a table that fits.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RowRecord {
    /// Its name in the table: `g5.xlarge`.
    pub name: String,
    /// What it offers, in the words of the rule: amounts with their units.
    pub text: String,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct SourceRecord {
    /// The address; left out for a document that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The title of a document that the rules give a name; left out for one that they cite by its address alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The section in it; left out when the whole is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The day on which it was read, as `2026-04-30`; left out where the rule does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// A warning that does not reject.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct CaveatRecord {
    /// The name of the caveat in the rules, or `unverified` for a fact that is not known.
    pub code: String,
    /// What it says, with values filled in.
    pub text: String,
    /// Its sources; empty when the rule cites nothing.
    pub sources: Vec<SourceRecord>,
}

/// A fact that is not known, or not exactly enough.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct UnverifiedRecord {
    /// The id of the service, configuration or companion that it is a fact of.
    pub service: String,
    /// The key of the fact: `max_memory`; null where it is a cell of a table.
    pub fact: Option<String>,
    /// The name of the constraint that could not be checked.
    pub constraint: String,
    /// What is not known, as a sentence.
    pub text: String,
    /// Where to look; left out when nothing is known of that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRecord>,
}

/// Another service that would do.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct AlternativeRecord {
    /// The id of the service.
    pub service: String,
    /// The id of the configuration of it; the service itself where it has none.
    pub deployment: String,
    /// Whether everything that was asked for is known to be met; false where a fact is missing.
    pub verified: bool,
    /// The name of the configuration, for people.
    pub name: String,
    /// How it would be used: `service`, `task`, `job` or `vm`; null where the rules do not say.
    pub form: Option<String>,
    /// What speaks for it, in the words of the rule; null where it gives no reason.
    pub because: Option<String>,
}

/// A constraint that a service breaks.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RejectionRecord {
    /// The id of the service.
    pub service: String,
    /// The id of the configuration that came nearest, of which the rest is said; the service itself where it has none.
    pub deployment: String,
    /// The name of the service, for people.
    pub name: String,
    /// The name of the constraint in the rules.
    pub constraint: String,
    /// What is wrong, in the words of the rule, with the amounts that were compared and their units.
    pub text: String,
    /// Whether the outcome names the service: it was on the path, and lost by this alone.
    pub named: bool,
    /// Where the constraint stands: `file:line`, the line counted from 1.
    pub rule: String,
    /// The name of the pack that it stands in.
    pub pack: String,
    /// The overlay that it stands in, name and version; null for one of the lowest pack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overlay: Option<String>,
    /// Why there is such a constraint, in the words of the rule; left out where it gives no reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The sources of the constraint; those of the fact are with the fact. Left out when the rule cites nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRecord>,
    /// The answer that binds it; null for a constraint that always binds, such as one about closed services.
    pub requirement: Option<RequirementRecord>,
    /// The fact that breaks it; null where none is involved.
    pub fact: Option<FactRecord>,
}

/// The answer that binds a constraint.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RequirementRecord {
    /// The name of the question: `memory`.
    pub question: String,
    /// Its value, as in [`AnswerRecord::value`](super::AnswerRecord::value).
    pub value: serde_json::Value,
    /// Where it was stated: `file:line:column`, both counted from 1; null when it was derived.
    pub at: Option<String>,
}

/// A fact.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct FactRecord {
    /// The id of the companion whose fact it is; left out for a fact of the service itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Its key in the catalog: `max_memory`.
    pub key: String,
    /// Its value: a boolean, a number, a list of words, or a text such as `32 GiB` for an amount with a unit, `unlimited` for one
    /// without end; null when it is not known.
    pub value: serde_json::Value,
    /// What it is at least, where no more is known; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<serde_json::Value>,
    /// What it is at most, where no more is known; left out otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<serde_json::Value>,
    /// The first day on which it holds, where the catalog dates it: `2026-04-30`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The address that it was read at.
    pub source: String,
    /// The day on which it was read, as `2026-04-30`.
    pub as_of: String,
}

/// A limit of the answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct LimitRecord {
    /// The name of the question.
    pub question: String,
    /// The condition within which the answer stays, for people: `<= 32 GiB`, `= yes`, `not batch`.
    pub condition: String,
    /// The same as data.
    pub within: ConditionRecord,
    /// What comes out just beyond: a service id, `no_fit` or `undecided`.
    pub then: WinnerRecord,
    /// Whether that rests on facts that are known; false where one is missing on either side.
    pub verified: bool,
}

/// A service that comes near.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct MissRecord {
    /// The id of the service.
    pub service: String,
    /// Its name, for people.
    pub name: String,
    /// The names of all constraints that it breaks, one or more, in the order of the rules.
    pub constraints: Vec<String>,
}

/// Answers to take back.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RelaxationRecord {
    /// The names of the questions whose answers are taken back, one or more.
    pub questions: Vec<String>,
    /// The id of the service that fits then.
    pub then: String,
    /// Whether everything that is left is known to be met; false where a fact is missing.
    pub verified: bool,
}
