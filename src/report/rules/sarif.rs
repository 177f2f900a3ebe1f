//! Findings as SARIF 2.1.0, for tools that show them beside the source.

use std::io::{self, Write};

use serde::Serialize;

use super::place;
use crate::analysis::rules::{Checked, Finding};
use crate::diagnostic::{Severity, Sources, Span};
use crate::report::json::pretty;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
struct Run<'a> {
    tool: Tool<'a>,
    results: Vec<Record<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
struct Driver<'a> {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
struct Rule<'a> {
    id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    rule_id: &'a str,
    level: &'static str,
    message: Text,
    locations: Vec<Location>,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// Writes findings as a SARIF log.
///
/// # Errors
/// Those of `out`.
pub fn check_sarif(out: &mut dyn Write, checked: &Checked, sources: &Sources) -> io::Result<()> {
    let mut codes: Vec<&str> =
        checked.findings.iter().map(|finding| finding.diagnostic.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let rules = codes.into_iter().map(|id| Rule { id }).collect();
    let results = checked.findings.iter().map(|finding| record(finding, sources)).collect();
    let driver = Driver { name: "fingerpost", version: env!("CARGO_PKG_VERSION"), rules };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run { tool: Tool { driver }, results }],
    };
    pretty(out, &log)
}

fn record<'a>(finding: &'a Finding, sources: &Sources) -> Record<'a> {
    let found = &finding.diagnostic;
    let level = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let witness = finding
        .witness
        .as_ref()
        .map(|it| format!("\n\nSeen with this requirement ({}):\n{}", it.seen, it.yaml));
    let text = format!("{}{}", found.message, witness.unwrap_or_default());
    let locations = found.span.and_then(|span| location(span, sources)).into_iter().collect();
    Record { rule_id: found.code.as_str(), level, message: Text { text }, locations }
}

fn location(span: Span, sources: &Sources) -> Option<Location> {
    let start = place(sources, Some(span))?;
    let end = sources.place(Span { start: span.end.max(span.start), ..span });
    let uri = start.file.split('/').map(encoded).collect::<Vec<String>>().join("/");
    let region = Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    };
    Some(Location { physical_location: Physical { artifact_location: Artifact { uri }, region } })
}

/// A part of a path as a part of an address.
fn encoded(part: &str) -> String {
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    part.bytes()
        .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
