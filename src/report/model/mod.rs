//! The public report: what `--format json` prints. Fields may be added, never renamed.

mod condition;
mod extent;
mod failed;
mod provider;
mod winner;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::eval::Origin;

pub use condition::ConditionRecord;
pub use extent::Extent;
pub use failed::{DiagnosticRecord, FailedRecord, PlaceRecord, RelatedRecord};
pub use provider::{
    AlternativeRecord, CaveatRecord, CompanionRecord, FactRecord, LimitRecord, MissRecord, ProviderReport,
    ReasonRecord, RejectionRecord, RelaxationRecord, RequirementRecord, RowRecord, SizeRecord, SourceRecord,
    StepRecord, UnverifiedRecord,
};
pub use winner::WinnerRecord;

/// The name and version of this form.
pub const SCHEMA: &str = "fingerpost.report/1";

/// A whole run.
///
/// ```
/// use fingerpost::{Format, Ruleset};
///
/// let rules = Ruleset::embedded("containers")?;
/// let workload = rules.read("{name: shop, kind: web_app}", Format::Yaml).remove(0)?;
/// let document = rules.decide(&workload)?.report();
/// for (provider, answer) in &document.reports[0].providers {
///     println!("{provider}: {} ({})", answer.name.as_deref().unwrap_or("nothing"), answer.status);
/// }
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(description = "A whole run."))]
pub struct Document {
    /// Always `fingerpost.report/1`.
    pub schema: String,
    /// The rules and facts that were applied.
    #[serde(flatten)]
    pub basis: Basis,
    /// The day whose facts applied, as `2026-04-30`.
    pub as_of: String,
    /// One report for each workload that could be answered, in the order of the input.
    pub reports: Vec<Report>,
    /// What could not be answered, in the order in which that was found; empty when everything was.
    pub failed: Vec<FailedRecord>,
}

/// Which rules and facts: what has to be the same for the same answers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Basis {
    /// The packs, one or more, from the lowest to the highest overlay.
    pub packs: Vec<PackRecord>,
    /// The stack as a whole: the name of the lowest pack, all versions.
    pub pack: PackInfo,
    /// The facts.
    pub catalog: CatalogRecord,
}

/// One pack of a stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct PackRecord {
    /// Its name, as its header has it.
    pub name: String,
    /// Its version, as its header has it.
    pub version: String,
    /// SHA-256 of what `sha256sum` prints for its rule files in the order of their paths, cases left out; 64 digits, null
    /// where the rules are from no files.
    pub digest: Option<String>,
    /// Whether it is a pack of the library as it was published.
    pub built_in: bool,
}

/// The facts that were used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct CatalogRecord {
    /// SHA-256 of what `sha256sum` prints for the files of the catalog in the order of their paths; as for a pack.
    pub digest: Option<String>,
    /// Whether it is the catalog of the library as it was published.
    pub built_in: bool,
}

/// `containers 1.0.0`, with each overlay; what is not of the library with the first digits of its digest.
impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest = |digest: &Option<String>, built_in: bool| {
            let digest = digest.as_ref().filter(|_| !built_in).and_then(|digest| digest.get(..SHOWN));
            digest.map(|digest| format!(" (sha256 {digest})")).unwrap_or_default()
        };
        for (at, pack) in self.packs.iter().enumerate() {
            let between = if at == 0 { "" } else { ", " };
            write!(f, "{between}{} {}{}", pack.name, pack.version, digest(&pack.digest, pack.built_in))?;
        }
        // Facts that no loader read have no digest to tell them by.
        if self.catalog.built_in || self.catalog.digest.is_none() {
            return Ok(());
        }
        write!(f, ", a catalog of its own{}", digest(&self.catalog.digest, false))
    }
}

/// How many digits of a digest are shown to people.
const SHOWN: usize = 12;

/// The rules as a whole.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct PackInfo {
    /// The name of the lowest pack.
    pub name: String,
    /// Its version; with overlays, all versions joined with `+`: `1.0.0+0.2.0`.
    pub version: String,
}

/// The answer to one workload.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Report {
    /// The name of the workload, as it was stated, or the name of its file.
    pub workload: String,
    /// What was stated, and what stood in for what was not, in the order of the questions; questions that nothing looked at are
    /// left out unless they were stated.
    pub answers: Vec<AnswerRecord>,
    /// One entry for each provider that was asked for, by its id: `aws`, `gcp`.
    pub providers: BTreeMap<String, ProviderReport>,
    /// What was assumed and looked at, in the order of the questions.
    pub assumptions: Vec<AssumptionRecord>,
    /// Questions whose answer could still change something.
    pub open_questions: Vec<OpenQuestionRecord>,
}

/// One answer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct AnswerRecord {
    /// The name of the question: `gpu.count`.
    pub question: String,
    /// Its value: a boolean; a number; a text, which for an amount has its unit (`16 GiB`, `900 s`, `0.05 USD`); a list of words;
    /// null when it is not constrained.
    pub value: serde_json::Value,
    /// Where it is from.
    pub origin: Origin,
    /// Where it was stated: `file:line:column`, both counted from 1; left out when it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// Why it stands, when it was not stated, in the words of the rule; left out where the rule gives no reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The rule that made it stand, as `file:line`; left out when it was stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// An assumption.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct AssumptionRecord {
    /// The name of the question.
    pub question: String,
    /// What was assumed, as in [`AnswerRecord::value`].
    pub value: serde_json::Value,
    /// Why, in the words of the rule; left out where it gives no reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The ids of the providers whose answer another value could change; empty where none could.
    pub could_change: Vec<String>,
}

/// A question that is still open.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct OpenQuestionRecord {
    /// The name of the question.
    pub question: String,
    /// How it is asked, a sentence for people; the name where the rules have none.
    pub ask: String,
    /// What could come out, for each provider that it can change, by id: one or more entries each, the present one among them
    /// where it is settled.
    pub possible: BTreeMap<String, Vec<WinnerRecord>>,
    /// What was assumed for it all the same, where to state it, alone or with assumptions, changes an answer: so it is not one
    /// of those to confirm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guess: Option<serde_json::Value>,
}
