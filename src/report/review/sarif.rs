//! Reviews as SARIF 2.1.0.

use crate::contrast::Verdict;
use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::super::json::pretty;
use super::super::sarif::{Found, location, log};
use super::model::{Level, ProposalRecord, Reviews};

/// The verdicts in their order, each a rule of its own, with what it means.
const RULES: &[(Verdict, &str)] = &[
    (Verdict::Recommended, "The chosen service is the recommendation."),
    (Verdict::Acceptable, "The chosen service fits, and stands behind the recommendation."),
    (Verdict::OffPath, "The chosen service fits, but the requirement leads elsewhere."),
    (Verdict::Undecided, "The requirement needs an answer before anything can be said."),
    (Verdict::Refused, "The chosen service cannot meet the requirement."),
];

/// Writes one log with one run: a result for each choice.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Reviews) -> io::Result<()> {
    let rule = |(verdict, text): &(Verdict, &str)| json!({ "id": verdict.as_str(), "shortDescription": { "text": text } });
    let rules: Vec<Json> = RULES.iter().map(rule).collect();
    let all = document.reviews.iter();
    let results: Vec<Found<'_>> = all
        .flat_map(|review| review.proposals.iter().map(|proposal| result(&review.workload, proposal)))
        .collect();
    let properties = json!({
        "packs": document.basis.packs,
        "pack": document.basis.to_string(),
        "asOf": document.as_of,
        "atLeast": document.at_least,
    });
    pretty(out, &log(&rules, &results, &properties))
}

fn result<'a>(workload: &str, proposal: &'a ProposalRecord) -> Found<'a> {
    let (kind, level) = match proposal.level() {
        Level::Error => ("fail", "error"),
        Level::Warning => ("fail", "warning"),
        Level::Note => ("fail", "note"),
        Level::Nothing => ("pass", "none"),
    };
    Found {
        rule_id: proposal.verdict.as_str(),
        rule_index: proposal.verdict as usize,
        kind,
        level,
        message: json!({ "text": super::one_line(proposal) }),
        locations: vec![location(&proposal.place)],
        properties: json!({ "workload": workload, "service": proposal.service }),
    }
}
