//! Reports on standard output: each at once, or all at the end.

use std::io;

use crate::program::Ruleset;
use crate::report::{self, Document, PackInfo, Report, SCHEMA};

use super::recommend::ReportFormat;
use super::terminal::Terminal;
use crate::report::text::TextStyle;
use crate::report::{json, markdown, text};

/// Reports as they are written: each at once, or all at the end.
pub(super) struct Output {
    format: ReportFormat,
    style: TextStyle,
    pack: PackInfo,
    as_of: String,
    reports: Vec<Report>,
}

impl Output {
    pub(super) fn new(format: ReportFormat, style: TextStyle, dated: &Ruleset) -> Self {
        let (pack, as_of) = (report::pack_info(dated.pack()), dated.as_of().to_string());
        Self { format, style, pack, as_of, reports: Vec::new() }
    }

    /// Writes a report, or keeps it until all are there.
    pub(super) fn take(&mut self, report: Report, terminal: &mut Terminal) -> io::Result<()> {
        if self.format == ReportFormat::Jsonl {
            return json::line(&mut terminal.out, &self.pack, &self.as_of, &report);
        }
        self.reports.push(report);
        Ok(())
    }

    /// Writes what has been waiting; nothing at all where nothing is answered.
    pub(super) fn finish(self, terminal: &mut Terminal) -> io::Result<()> {
        if self.reports.is_empty() {
            return Ok(());
        }
        let Self { format, style, pack, as_of, reports } = self;
        let document = Document { schema: SCHEMA.to_owned(), pack, as_of, reports };
        match format {
            ReportFormat::Text => text::render(&mut terminal.out, &document, style),
            ReportFormat::Markdown => markdown::render(&mut terminal.out, &document),
            ReportFormat::Json | ReportFormat::Jsonl => json::render(&mut terminal.out, &document),
        }
    }
}
