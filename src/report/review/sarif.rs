//! Reviews as SARIF 2.1.0.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value as Json, json};

use super::model::{Extent, Level, ProposalRecord, Reviews};

/// The verdicts, each a rule of its own, with what it means.
const RULES: &[(&str, &str)] = &[
    ("recommended", "The chosen service is the recommendation."),
    ("acceptable", "The chosen service fits, and stands behind the recommendation."),
    ("off_path", "The chosen service fits, but the requirement leads elsewhere."),
    ("undecided", "The requirement needs an answer before anything can be said."),
    ("refused", "The chosen service cannot meet the requirement."),
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    rule_id: &'a str,
    rule_index: usize,
    kind: &'a str,
    level: &'a str,
    message: Json,
    locations: Vec<Json>,
    properties: Json,
}

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
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "fingerpost",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
            "properties": {
                "pack": format!("{} {}", document.pack.name, document.pack.version),
                "asOf": document.as_of,
                "atLeast": document.at_least,
            },
        }],
    });
    super::super::json::pretty(out, &log)
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

fn location(place: &Extent) -> Json {
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(&place.file) },
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    } })
}

/// A path as a relative reference: what has a meaning in an address is written as `%20`.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("a b/c#1.yaml"), "a%20b/c%231.yaml");
        assert_eq!(uri("größe:x?"), "gr%C3%B6%C3%9Fe%3Ax%3F");
    }
}
