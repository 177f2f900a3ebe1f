//! Diagnostics for people, as source lines with carets, and for programs, as JSON lines.

mod excerpt;
mod human;

use std::io::{self, Write};

use super::escape::shorten;
use super::json;
use super::model::{DiagnosticRecord, FailedRecord, PlaceRecord, RelatedRecord};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity, Sources, Span};

pub use human::render;

/// The name and version of the JSON form.
pub const SCHEMA: &str = "fingerpost.diagnostic/1";

fn extent(span: Option<Span>, sources: &Sources) -> PlaceRecord {
    let Some(span) = span.filter(|span| sources.get(span.source).is_some()) else {
        return PlaceRecord::default();
    };
    let start = sources.place(span);
    let end = sources.place(Span { start: span.end.max(span.start), ..span });
    PlaceRecord {
        file: Some(start.file),
        line: Some(start.line),
        column: Some(start.column),
        end_line: Some(end.line),
        end_column: Some(end.column),
    }
}

/// Writes one JSON object a line. Lines and columns count from 1, columns in characters; the end is exclusive.
///
/// # Errors
/// Those of `out`.
pub fn render_json(out: &mut dyn Write, diagnostics: &Diagnostics, sources: &Sources) -> io::Result<()> {
    for diagnostic in diagnostics {
        json::compact(out, &record(diagnostic, &shorten(&diagnostic.message), sources))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// What is wrong with a workload, or with an input as a whole: its errors, warnings left out.
#[must_use]
pub fn failed(workload: Option<&str>, found: &Diagnostics, sources: &Sources) -> FailedRecord {
    let errors = found.iter().filter(|finding| finding.severity == Severity::Error);
    let diagnostics = errors.map(|finding| record(finding, &shorten(&finding.message), sources)).collect();
    FailedRecord { workload: workload.map(str::to_owned), diagnostics }
}

fn record(diagnostic: &Diagnostic, message: &str, sources: &Sources) -> DiagnosticRecord {
    let related = |(span, message): &(Span, String)| RelatedRecord {
        message: message.clone(),
        place: extent(Some(*span), sources),
    };
    DiagnosticRecord {
        schema: SCHEMA.to_owned(),
        code: diagnostic.code.as_str().to_owned(),
        severity: diagnostic.severity.as_str().to_owned(),
        message: message.to_owned(),
        place: extent(diagnostic.span, sources),
        help: diagnostic.help.clone(),
        related: diagnostic.related.iter().map(related).collect(),
    }
}
