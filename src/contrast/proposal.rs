//! Whether a service that somebody has chosen already is defensible.

use crate::catalog::ServiceId;
use crate::eval::{Evaluation, Route, Status};
use crate::program::DatedRules;
use crate::requirement::{Choice, EncodedAnswers};

use super::why_not::{Against, why_not};

/// How defensible a choice is, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub enum Verdict {
    /// It is the recommendation.
    Recommended,
    /// It fits, and stands behind the recommendation in the same list.
    Acceptable,
    /// It fits, but the requirement leads elsewhere.
    OffPath,
    /// It may fit, but the requirement leads nowhere yet.
    Undecided,
    /// It cannot meet the requirement.
    Refused,
}

impl Verdict {
    /// The word of reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recommended => "recommended",
            Self::Acceptable => "acceptable",
            Self::OffPath => "off_path",
            Self::Undecided => "undecided",
            Self::Refused => "refused",
        }
    }
}

/// A choice that was looked at.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The service, or the configuration of one.
    pub service: ServiceId,
    /// How defensible it is.
    pub verdict: Verdict,
    /// What stands against it.
    pub against: Against,
}

/// Holds a choice against a requirement; answers that would lead to it are looked for up to `most` changes. Of several
/// configurations that one name stands for, the most defensible is looked at.
#[must_use]
pub fn propose(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    evaluation: &Evaluation,
    choice: &Choice,
    most: usize,
) -> Proposal {
    let first = one(dated, encoded, evaluation, choice.first, most);
    choice.others.iter().fold(first, |best, other| {
        if best.verdict == Verdict::Recommended {
            return best;
        }
        let other = one(dated, encoded, evaluation, *other, most);
        if other.verdict < best.verdict { other } else { best }
    })
}

fn one(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    evaluation: &Evaluation,
    service: ServiceId,
    most: usize,
) -> Proposal {
    let against = why_not(dated, encoded, evaluation, service, most);
    let provider = dated.catalog().service(service).provider;
    let present = evaluation.providers.iter().find(|present| present.provider == provider);
    let undecided = present.is_some_and(|present| present.status == Status::Undecided);
    let chosen = present.and_then(|present| present.conclusion.chosen());
    let winner_is_named = chosen.is_some_and(|chosen| matches!(chosen.route, Route::Named(_)));
    let verdict = match &against {
        Against::Recommended(_) => Verdict::Recommended,
        Against::Refused(_) | Against::Companion { .. } | Against::NotAsked => Verdict::Refused,
        _ if undecided => Verdict::Undecided,
        Against::Outranked { route, .. } if matches!(route, Route::Named(_)) == winner_is_named => {
            Verdict::Acceptable
        }
        Against::Outranked { .. } | Against::Parted(_) | Against::Unlisted => Verdict::OffPath,
    };
    Proposal { service, verdict, against }
}
