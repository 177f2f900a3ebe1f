//! What a pack says about the findings of a check.

use super::{Grounds, Name};

/// `severity unused-fact pricing_model = info`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Severity {
    /// The code of a finding.
    pub code: Name,
    /// What it is about; every finding of the code, if left out.
    pub subject: Option<Name>,
    /// `error`, `warning` or `info`.
    pub level: Name,
    /// Why.
    pub grounds: Grounds,
}
