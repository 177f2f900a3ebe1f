//! What a pack says about findings: how much they matter, and why.

use crate::diagnostic::{Code, Severity};
use crate::pack::SeverityRule;
use crate::program::DatedRules;

use super::finding::Finding;

/// Lets every `severity` item of a pack speak, the last one last; those that name something that was not found are findings, if all was
/// looked for.
pub(super) fn apply(dated: &DatedRules, findings: &mut Vec<Finding>, all: bool) {
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
