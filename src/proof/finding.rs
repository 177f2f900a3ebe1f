//! What a check finds, how much it matters, and what findings are made from.

use crate::diagnostic::{Code, Diagnostic, Severity, Span};

use super::model::{Labels, Model, Place};
use super::paths::{Weights, shortest};
use super::space::RequirementSpace;
use super::witness::{Claim, Witness, is_left_out, seen, yaml};
use crate::logic::diagram::{DiagramManager, Node};
use crate::pack::SeverityRule;
use crate::program::{DatedRules, Written};

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

/// Lets every `severity` item of a pack speak, the last one last; those that name something that was not found are findings, if all was
/// looked for.
pub(super) fn apply_severities(dated: &DatedRules, findings: &mut Vec<Finding>, all: bool) {
    let rules = dated.pack().severities();
    let covers = |rule: &SeverityRule, finding: &Finding| {
        rule.code == finding.diagnostic.code
            && rule.subject.as_ref().is_none_or(|subject| *subject == finding.subject)
    };
    for finding in findings.iter_mut() {
        // What names its subject counts more than what does not.
        let named = |rule: &&SeverityRule| rule.subject.is_some();
        let mut covering = rules.iter().filter(|rule| covers(rule, finding));
        let rule = covering.clone().rfind(named).or_else(|| covering.next_back());
        if let Some(rule) = rule {
            finding.diagnostic.severity = rule.severity;
            finding.because = Some(rule.because.clone());
        }
    }
    for rule in rules.iter().filter(|_| all) {
        let Some(subject) = rule.subject.as_ref() else { continue };
        if !findings.iter().any(|finding| covers(rule, finding)) {
            let code = rule.code.as_str();
            let message = format!("`{code}` is not found for `{subject}`: nothing is left to be argued");
            let finding = Finding::new(Code::IdleSeverity, subject, Some(rule.span), message);
            findings.push(finding.help("delete the `severity` item"));
        }
    }
}

/// Whether a finding asks for something to be done.
#[must_use]
pub fn matters(finding: &Finding) -> bool {
    finding.diagnostic.severity != Severity::Info
}

/// What could not be proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unproven {
    /// The provider of which nothing is known; none for something that is known of none.
    pub provider: Option<String>,
    /// What would have been looked for.
    pub what: &'static str,
}

/// Everything that findings are made from.
pub(super) struct Check<'a> {
    pub(super) space: &'a RequirementSpace,
    pub(super) dated: &'a DatedRules,
    pub(super) d: DiagramManager,
    pub(super) labels: Labels,
    pub(super) model: Model<'a>,
    /// For each provider, its checks as they are written.
    pub(super) written: Vec<Vec<Written>>,
    pub(super) places: Vec<Place>,
    pub(super) weights: Weights,
    pub(super) findings: Vec<Finding>,
    pub(super) unproven: Vec<Unproven>,
    /// See [`super::Checked::disagreements`].
    pub(super) disagreements: Vec<String>,
}

impl Check<'_> {
    /// A requirement in a region, run to see that it shows what it is to show; none where a constraint that is left out of the
    /// proofs refuses something.
    pub(super) fn witness(&mut self, region: Node, claim: &Claim) -> Option<Witness> {
        let path = shortest(&self.d, region)?;
        let yaml = yaml(self.space, self.dated, &path);
        let seen = seen(self.dated, &yaml, claim);
        if seen.is_none() && !is_left_out(self.dated, &yaml, claim) {
            self.disagreements.push(format!("{claim:?}\n{yaml}"));
        }
        Some(Witness { yaml, seen: seen? })
    }

    /// Adds a finding with a requirement that shows it, if there is one.
    pub(super) fn found(&mut self, finding: Finding, region: Node, claim: &Claim) {
        let witness = self.witness(region, claim);
        self.findings.push(Finding { witness, ..finding });
    }
}
