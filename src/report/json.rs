//! JSON: the one place that writes it, and reports as a document or as one line per workload.
//!
//! A text that could act on a terminal or a page is escaped, also where JSON would allow it: what is read back is the same text.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::escape;
use super::model::{Basis, Document, FailedRecord, Report, SCHEMA};

/// Writes the whole document, indented, with a line break at its end.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    pretty(out, document)
}

/// Writes a value, indented, with a line break at its end.
///
/// # Errors
/// Those of `out`.
pub fn pretty(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Inert(PrettyFormatter::new())))?;
    out.write_all(b"\n")
}

/// What stands between two reports of a document.
pub const BETWEEN: &str = ",\n    ";

/// What stands around the reports of a document, for those who write them one by one: the opening, the reports with
/// [`BETWEEN`] between them, and the closing are what [`render`] writes of all of them. There must be one report at least.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Up to the first report.
    pub opening: String,
    /// From the end of the last report on.
    pub closing: String,
}

impl Frame {
    /// The frame of a document about these rules, with what could not be answered.
    ///
    /// # Errors
    /// Those of writing JSON; there should be none.
    pub fn new(basis: &Basis, as_of: &str, failed: &[FailedRecord]) -> io::Result<Self> {
        let (schema, basis, as_of) = (SCHEMA.to_owned(), basis.clone(), as_of.to_owned());
        let empty = Document { schema, basis, as_of, reports: Vec::new(), failed: failed.to_vec() };
        let mut text = Vec::new();
        render(&mut text, &empty)?;
        let text = String::from_utf8(text).map_err(io::Error::other)?;
        // In a text of JSON, quotation marks are escaped: this is the field itself.
        let list = "\"reports\": [";
        let (before, after) =
            text.split_once(&format!("{list}]")).ok_or_else(|| io::Error::other("no list of reports"))?;
        Ok(Self { opening: format!("{before}{list}\n    "), closing: format!("\n  ]{after}") })
    }
}

/// Writes one report as it stands in a document, without what is around it.
///
/// # Errors
/// Those of `out`.
pub fn inside(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let mut text = Vec::new();
    pretty(&mut text, report)?;
    for (at, line) in text.trim_ascii_end().split(|byte| *byte == b'\n').enumerate() {
        if at > 0 {
            out.write_all(b"\n    ")?;
        }
        out.write_all(line)?;
    }
    Ok(())
}

/// Writes a value on one line, without a line break at its end.
///
/// # Errors
/// Those of `out`.
pub fn compact<W: ?Sized + Write>(out: &mut W, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, Inert(CompactFormatter)))?)
}

#[derive(Serialize)]
struct Line<'a> {
    schema: &'a str,
    #[serde(flatten)]
    basis: &'a Basis,
    as_of: &'a str,
    #[serde(flatten)]
    report: &'a Report,
}

/// Writes one workload as one line: what the document says once, then the fields of the report.
///
/// # Errors
/// Those of `out`.
pub fn line(out: &mut dyn Write, basis: &Basis, as_of: &str, report: &Report) -> io::Result<()> {
    compact(out, &Line { schema: SCHEMA, basis, as_of, report })?;
    out.write_all(b"\n")
}

/// A layout in which texts are inert.
struct Inert<F>(F);

impl<F: Formatter> Formatter for Inert<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        escape::json(writer, fragment)
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}
