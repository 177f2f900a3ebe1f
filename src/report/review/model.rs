//! What `review --format json` prints. Fields may be added, never renamed.

use super::super::model::WinnerRecord;
use crate::contrast::Verdict;
use crate::eval::Status;
use serde::Serialize;

use super::super::contrast::model::WhyNot;
use super::super::model::{Basis, CaveatRecord, Extent, FactRecord, FailedRecord, UnverifiedRecord};

/// The name and version of this form.
pub const SCHEMA: &str = "fingerpost.review/1";

/// A whole run.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Reviews {
    /// Always `fingerpost.review/1`.
    pub schema: String,
    /// The rules and facts that were applied.
    #[serde(flatten)]
    pub basis: Basis,
    /// The day whose facts applied.
    pub as_of: String,
    /// The worst verdict that passes.
    pub at_least: String,
    /// One for each workload, in the order of the input.
    pub reviews: Vec<Review>,
    /// What could not be answered, in the order in which that was found.
    pub failed: Vec<FailedRecord>,
}

/// The choices for one workload, reviewed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Review {
    /// The name of the workload.
    pub workload: String,
    /// One for each service that was chosen, in the order of the file.
    pub proposals: Vec<ProposalRecord>,
}

/// A choice, reviewed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct ProposalRecord {
    /// The id of the service.
    pub service: String,
    /// Its name.
    pub name: String,
    /// How defensible it is.
    pub verdict: Verdict,
    /// Whether that is as good as was asked for.
    pub passes: bool,
    /// The finding in one sentence.
    pub text: String,
    /// Where it is about.
    pub place: Extent,
    /// The recommended service of that provider; null when there is none.
    pub recommended: Option<String>,
    /// The configuration of that service that is recommended; the service itself where it has none.
    pub deployment: Option<String>,
    /// How settled the recommendation is; null when the provider is not asked for.
    pub status: Option<Status>,
    /// Everything that could be recommended under other completions.
    pub possible: Vec<WinnerRecord>,
    /// What stands against it.
    pub against: WhyNot,
    /// What it costs to take it instead of the recommended one: facts in which that can do more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub costs: Vec<Cost>,
    /// What to know before taking it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub caveats: Vec<CaveatRecord>,
    /// What has to be found out first, where the recommendation rests on what is not known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_verify: Vec<UnverifiedRecord>,
}

/// A fact in which the recommended service can do more.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Cost {
    /// What the fact is about.
    pub title: String,
    /// The fact of the chosen service.
    pub chosen: FactRecord,
    /// The fact of the recommended service.
    pub recommended: FactRecord,
}

impl ProposalRecord {
    /// The service that is recommended instead; none where this one is, or none fits.
    #[must_use]
    pub fn instead(&self) -> Option<&str> {
        let other = self.recommended.as_deref()?;
        (self.verdict != Verdict::Recommended && other != self.service).then_some(other)
    }

    /// How much the finding matters.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.verdict {
            Verdict::Refused => Level::Error,
            _ if !self.passes => Level::Error,
            Verdict::OffPath | Verdict::Undecided => Level::Warning,
            Verdict::Acceptable => Level::Note,
            Verdict::Recommended => Level::Nothing,
        }
    }
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It has to be changed.
    Error,
    /// Somebody should look at it.
    Warning,
    /// Good to know.
    Note,
    /// All is well.
    Nothing,
}
