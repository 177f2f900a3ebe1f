//! What a check finds.

use crate::diagnostic::{Code, Diagnostic, Severity, Span};

use super::witness::Witness;

/// One finding of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Code, severity, sentence, place and help.
    pub diagnostic: Diagnostic,
    /// What it is about, as a `severity` item names it: `platform.2`, `memory_offered`, `own_nodes.aws.ecs-ec2`.
    pub subject: String,
    /// Why the pack says that this finding is fine.
    pub because: Option<String>,
    /// A requirement that shows it; none where there is nothing to show.
    pub witness: Option<Witness>,
}

/// How much a finding matters unless a pack says otherwise.
pub(super) fn severity(code: Code) -> Severity {
    match code {
        Code::UnsoundRecommendation | Code::NeverReached => Severity::Error,
        Code::NoFitRegion | Code::UndecidedRegion => Severity::Info,
        _ => Severity::Warning,
    }
}

impl Finding {
    /// A finding at a place.
    pub(super) fn new(code: Code, subject: impl Into<String>, span: Option<Span>, message: String) -> Self {
        let diagnostic = Diagnostic { severity: severity(code), span, ..Diagnostic::general(code, message) };
        Self { diagnostic, subject: subject.into(), because: None, witness: None }
    }

    /// Adds advice.
    pub(super) fn help(mut self, help: &str) -> Self {
        self.diagnostic = self.diagnostic.help(help);
        self
    }
}
