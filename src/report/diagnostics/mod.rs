//! Diagnostics for people, as source lines with carets, and for programs, as JSON lines.

mod excerpt;
mod human;

use std::io::{self, Write};

use serde::Serialize;

use super::escape::shorten;
use super::json;
use crate::diagnostic::{Diagnostic, Diagnostics, Sources, Span};

pub use human::render;

/// The name and version of the JSON form.
pub const SCHEMA: &str = "fingerpost.diagnostic/1";

/// One line of the JSON form; places are null where there is none.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'a str,
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    place: Extent,
    help: Option<&'a str>,
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Extent,
}

/// Where a span begins and where it ends, the end exclusive.
#[derive(Default, Serialize)]
struct Extent {
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
}

impl Extent {
    fn of(span: Option<Span>, sources: &Sources) -> Self {
        let Some(span) = span.filter(|span| sources.get(span.source).is_some()) else {
            return Self::default();
        };
        let start = sources.place(span);
        let end = sources.place(Span { start: span.end.max(span.start), ..span });
        Self {
            file: Some(start.file),
            line: Some(start.line),
            column: Some(start.column),
            end_line: Some(end.line),
            end_column: Some(end.column),
        }
    }
}

/// Writes one JSON object a line. Lines and columns count from 1, columns in characters; the end is exclusive.
///
/// # Errors
/// Those of `out`.
pub fn render_json(out: &mut dyn Write, diagnostics: &Diagnostics, sources: &Sources) -> io::Result<()> {
    for diagnostic in diagnostics {
        json::compact(out, &line(diagnostic, &shorten(&diagnostic.message), sources))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn line<'a>(diagnostic: &'a Diagnostic, message: &'a str, sources: &Sources) -> Line<'a> {
    let related =
        |(span, message): &'a (Span, String)| Related { message, place: Extent::of(Some(*span), sources) };
    Line {
        schema: SCHEMA,
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity.as_str(),
        message,
        place: Extent::of(diagnostic.span, sources),
        help: diagnostic.help.as_deref(),
        related: diagnostic.related.iter().map(related).collect(),
    }
}
