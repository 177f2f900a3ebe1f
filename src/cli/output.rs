//! Reports on standard output, each as it comes.

use std::io;

use clap::ValueEnum;

use crate::program::DatedRules;
use crate::report::{self, Basis, Document, FailedRecord, Report};

use super::failure::Failure;
use super::spool::Spool;
use super::terminal::Terminal;
use crate::report::text::TextStyle;
use crate::report::{json, markdown, text};

/// How reports are written.
pub(super) struct Output {
    format: ReportFormat,
    style: TextStyle,
    basis: Basis,
    as_of: String,
}

/// How reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// One JSON object for each workload, as they are answered
    Jsonl,
    /// For pull requests
    Markdown,
}

/// One report, written.
pub(super) struct Written {
    bytes: Vec<u8>,
    /// Its row in the table, where the format has one.
    row: Option<markdown::Row>,
}

impl Output {
    pub(super) fn new(format: ReportFormat, style: TextStyle, dated: &DatedRules) -> Self {
        let (basis, as_of) = (report::basis(dated.pack()), dated.as_of().to_string());
        Self { format, style, basis, as_of }
    }

    /// A report in bytes, without what is between it and the next one.
    ///
    /// # Errors
    /// Those of writing JSON; there should be none.
    pub(super) fn written(&self, report: &Report) -> io::Result<Written> {
        let (mut bytes, mut row) = (Vec::new(), None);
        match self.format {
            ReportFormat::Text => text::workload(&mut bytes, report, self.style)?,
            ReportFormat::Json => json::inside(&mut bytes, report)?,
            ReportFormat::Jsonl => json::line(&mut bytes, &self.basis, &self.as_of, report)?,
            ReportFormat::Markdown => {
                markdown::details(&mut bytes, report)?;
                row = Some(markdown::Row::new(report));
            }
        }
        Ok(Written { bytes, row })
    }
}

/// A document that is being written. Nothing is kept but, for Markdown, what stands below the table of all picks: its
/// details wait in a [`Spool`], its rows in memory.
pub(super) struct Page<'o> {
    output: &'o Output,
    begun: bool,
    overview: markdown::Overview,
    details: Spool,
}

impl<'o> Page<'o> {
    pub(super) fn new(output: &'o Output) -> Self {
        Self { output, begun: false, overview: markdown::Overview::default(), details: Spool::default() }
    }

    /// Writes the next report, and what stands before it.
    pub(super) fn add(&mut self, report: &Written, terminal: &mut Terminal) -> Result<(), Failure> {
        let first = !std::mem::replace(&mut self.begun, true);
        let out = &mut terminal.out;
        match self.output.format {
            ReportFormat::Jsonl => {}
            ReportFormat::Text if first => {}
            ReportFormat::Text => out.write_all(text::BETWEEN.as_bytes())?,
            ReportFormat::Json if first => out.write_all(self.frame(&[])?.opening.as_bytes())?,
            ReportFormat::Json => out.write_all(json::BETWEEN.as_bytes())?,
            ReportFormat::Markdown => {
                if let Some(row) = &report.row {
                    self.overview.add(row);
                }
                return self.details.push(&report.bytes);
            }
        }
        Ok(out.write_all(&report.bytes)?)
    }

    /// Writes what stands after all reports, what could not be answered with it where the format has a place for that.
    pub(super) fn finish(self, failed: &[FailedRecord], terminal: &mut Terminal) -> io::Result<()> {
        let out = &mut terminal.out;
        let Output { format, style, basis, as_of } = self.output;
        if !self.begun {
            return match format {
                ReportFormat::Json if !failed.is_empty() => {
                    let (schema, basis, as_of) = (report::SCHEMA.to_owned(), basis.clone(), as_of.clone());
                    json::render(
                        out,
                        &Document { schema, basis, as_of, reports: Vec::new(), failed: failed.to_vec() },
                    )
                }
                _ => Ok(()),
            };
        }
        match format {
            ReportFormat::Text => text::closing(out, basis, as_of, *style),
            ReportFormat::Json => out.write_all(self.frame(failed)?.closing.as_bytes()),
            ReportFormat::Jsonl => Ok(()),
            ReportFormat::Markdown => {
                self.overview.render(out)?;
                self.details.copy(out)?;
                markdown::closing(out, basis, as_of)
            }
        }
    }

    fn frame(&self, failed: &[FailedRecord]) -> io::Result<json::Frame> {
        json::Frame::new(&self.output.basis, &self.output.as_of, failed)
    }
}
