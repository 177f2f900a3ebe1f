//! Reviews as SARIF 2.1.0.

use crate::contrast::Verdict;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::super::json::pretty;
use super::super::model::RejectionRecord;
use super::super::sarif::{Found, location, log};
use super::model::{Level, ProposalRecord, Reviews};

/// The verdicts in their order, each a rule of its own, with what it means: for what no constraint decides.
const RULES: &[(Verdict, &str)] = &[
    (Verdict::Recommended, "The chosen service is the recommendation."),
    (Verdict::Acceptable, "The chosen service fits, and stands behind the recommendation."),
    (Verdict::OffPath, "The chosen service fits, but the requirement leads elsewhere."),
    (Verdict::Undecided, "The requirement needs an answer before anything can be said."),
    (Verdict::Refused, "The chosen service cannot meet the requirement."),
];

/// Writes one log with one run: a result for each choice, and of one that is refused for each constraint that it breaks.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Reviews) -> io::Result<()> {
    let rule = |(verdict, text): &(Verdict, &str)| json!({ "id": verdict.as_str(), "shortDescription": { "text": text } });
    let mut rules: Vec<Json> = RULES.iter().map(rule).collect();
    let all =
        || document.reviews.iter().flat_map(|review| review.proposals.iter().map(move |it| (review, it)));
    let broken = all().flat_map(|(_, proposal)| &proposal.against.refused);
    let constraints: BTreeMap<String, Json> = broken.map(|it| (id(it), constraint(it))).collect();
    let ids: Vec<&String> = constraints.keys().collect();
    let mut results: Vec<Found<'_>> = Vec::new();
    for (review, proposal) in all() {
        results.extend(found(&review.workload, proposal, &ids));
    }
    rules.extend(constraints.values().cloned());
    let properties = json!({
        "packs": document.basis.packs,
        "pack": document.basis.to_string(),
        "asOf": document.as_of,
        "atLeast": document.at_least,
    });
    pretty(out, &log(&rules, &results, &properties))
}

/// A constraint as a rule of the log: its pack and its name. So findings can be filtered, put off and owned rule by rule.
fn id(broken: &RejectionRecord) -> String {
    format!("{}/{}", broken.pack, broken.constraint)
}

/// What is said of a constraint as a rule, whatever broke it.
fn constraint(broken: &RejectionRecord) -> Json {
    let properties = json!({ "pack": broken.pack, "rule": broken.rule });
    match broken.sources.iter().find_map(|source| source.url.as_ref()) {
        None => json!({ "id": id(broken), "name": broken.constraint, "properties": properties }),
        Some(url) => json!({
            "id": id(broken), "name": broken.constraint, "helpUri": url, "properties": properties,
        }),
    }
}

/// The results for one choice: all that it breaks, each under its rule; else one under its verdict.
fn found<'a>(workload: &str, proposal: &'a ProposalRecord, ids: &[&'a String]) -> Vec<Found<'a>> {
    let (kind, level) = match proposal.level() {
        Level::Error => ("fail", "error"),
        Level::Warning => ("fail", "warning"),
        Level::Note => ("fail", "note"),
        Level::Nothing => ("pass", "none"),
    };
    let of = |rule_id: &'a str, rule_index: usize, text: String| Found {
        rule_id,
        rule_index,
        kind,
        level,
        message: json!({ "text": text }),
        locations: vec![location(&proposal.place)],
        properties: json!({
            "workload": workload,
            "service": proposal.service,
            "verdict": proposal.verdict.as_str(),
        }),
    };
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut results = Vec::new();
    for broken in &proposal.against.refused {
        let listed = ids.iter().enumerate().find(|(_, known)| ***known == id(broken));
        let (place, rule) = invariant!(listed, "every constraint that is broken is listed");
        // A constraint that is asked of several companions is one rule.
        if seen.insert(place) {
            let text = format!("{} ({}): {}", proposal.name, proposal.service, broken.text);
            results.push(of(rule, RULES.len() + place, text));
        }
    }
    if results.is_empty() {
        let verdict = proposal.verdict;
        results.push(of(verdict.as_str(), verdict as usize, super::one_line(proposal)));
    }
    results
}
