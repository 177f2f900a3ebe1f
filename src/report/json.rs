//! Reports as JSON: a document, or one line per workload.

use std::io::{self, Write};

use serde::Serialize;

use super::model::{Document, PackInfo, Report, SCHEMA};

/// Writes the whole document, indented, with a line break at its end.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    pretty(out, document)
}

pub(super) fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'a str,
    pack: &'a PackInfo,
    as_of: &'a str,
    #[serde(flatten)]
    report: &'a Report,
}

/// Writes one workload as one line: what the document says once, then the fields of the report.
///
/// # Errors
/// Those of `out`.
pub fn line(out: &mut dyn Write, pack: &PackInfo, as_of: &str, report: &Report) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &Line { schema: SCHEMA, pack, as_of, report })?;
    out.write_all(b"\n")
}
