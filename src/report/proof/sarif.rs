//! Findings as SARIF 2.1.0, for tools that show them beside the source.

use std::io::{self, Write};

use serde_json::{Value as Json, json};

use super::place;
use crate::diagnostic::{Severity, Sources};
use crate::proof::{Checked, Finding};
use crate::report::json::pretty;
use crate::report::model::Extent;
use crate::report::sarif::{Found, location, log};

/// Writes findings as a SARIF log.
///
/// # Errors
/// Those of `out`.
pub fn check_sarif(out: &mut dyn Write, checked: &Checked, sources: &Sources) -> io::Result<()> {
    let mut codes: Vec<&str> =
        checked.findings.iter().map(|finding| finding.diagnostic.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules: Vec<Json> = codes.iter().map(|id| json!({ "id": id })).collect();
    let results: Vec<Found<'_>> =
        checked.findings.iter().map(|finding| result(finding, &codes, sources)).collect();
    pretty(out, &log(&rules, &results, &json!({})))
}

fn result<'a>(finding: &'a Finding, codes: &[&str], sources: &Sources) -> Found<'a> {
    let found = &finding.diagnostic;
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let seen = finding.witness.as_ref();
    let witness = seen.map(|it| format!("\n\nSeen with this requirement ({}):\n{}", it.seen, it.yaml));
    let code = found.code.as_str();
    let inside = found.span.filter(|span| place(sources, Some(*span)).is_some());
    let locations: Vec<Json> = inside.iter().map(|span| location(&Extent::of(*span, sources))).collect();
    Found {
        rule_id: code,
        rule_index: invariant!(
            codes.iter().position(|known| *known == code),
            "every code that is found is listed"
        ),
        kind: "fail",
        level,
        message: json!({ "text": format!("{}{}", found.message, witness.unwrap_or_default()) }),
        locations,
        properties: json!({ "subject": finding.subject }),
    }
}
