//! Reviews as SARIF 2.1.0.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::super::json::pretty;
use super::super::sarif::{Found, location, log};
use super::model::{Level, ProposalRecord, Reviews};

/// The verdicts, each a rule of its own, with what it means.
const RULES: &[(&str, &str)] = &[
    ("recommended", "The chosen service is the recommendation."),
    ("acceptable", "The chosen service fits, and stands behind the recommendation."),
    ("off_path", "The chosen service fits, but the requirement leads elsewhere."),
    ("undecided", "The requirement needs an answer before anything can be said."),
    ("refused", "The chosen service cannot meet the requirement."),
];

/// Writes one log with one run: a result for each choice.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Reviews) -> io::Result<()> {
    let rule = |(id, text): &(&str, &str)| json!({ "id": id, "shortDescription": { "text": text } });
    let rules: Vec<Json> = RULES.iter().map(rule).collect();
    let all = document.reviews.iter();
    let results: Vec<Found<'_>> = all
        .flat_map(|review| review.proposals.iter().map(|proposal| result(&review.workload, proposal)))
        .collect();
    let properties = json!({
        "pack": format!("{} {}", document.pack.name, document.pack.version),
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
        rule_id: &proposal.verdict,
        rule_index: RULES.iter().position(|(id, _)| *id == proposal.verdict).unwrap_or_default(),
        kind,
        level,
        message: json!({ "text": super::whole(proposal) }),
        locations: vec![location(&proposal.place)],
        properties: json!({ "workload": workload, "service": proposal.service }),
    }
}
