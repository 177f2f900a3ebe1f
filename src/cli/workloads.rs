//! Inputs to reports, one workload after the other.

use std::io::Write as _;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::eval;
use crate::pack::DatedPack;
use crate::report::{self, Context, Report};
use crate::requirement::read::{self, Format, MAX_ERRORS_PER_FILE, Reading};
use crate::requirement::{RawRequirement, check};

use super::failure::Failure;
use super::input::{Input, Line, Lines, MAX_LINE_BYTES};
use super::output::Output;
use super::overrides::Overrides;
use super::providers::Providers;
use super::recommend::Origin;
use super::spoilt::{Spoilt, without_repetition};
use super::tally::Tally;
use super::terminal::Terminal;
use super::{files, text};

/// What every workload is answered with.
pub(super) struct Settings<'a> {
    pub(super) dated: &'a DatedPack<'a>,
    pub(super) providers: Option<Providers>,
    pub(super) overrides: Overrides,
}

/// A run over inputs.
pub(super) struct Answering<'a> {
    settings: Settings<'a>,
    sources: Sources,
    output: Output,
    terminal: &'a mut Terminal,
    tally: Tally,
}

impl<'a> Answering<'a> {
    pub(super) fn new(
        settings: Settings<'a>,
        sources: Sources,
        output: Output,
        terminal: &'a mut Terminal,
    ) -> Self {
        Self { settings, sources, output, terminal, tally: Tally::default() }
    }

    /// Writes what has been waiting, and says what came out.
    pub(super) fn finish(self) -> Result<Tally, Failure> {
        self.output.finish(self.terminal)?;
        Ok(self.tally)
    }

    /// Answers everything in one input.
    pub(super) fn origin(&mut self, origin: &Origin) -> Result<(), Failure> {
        let (name, opened) = match origin {
            Origin::StandardInput => ("stdin".to_owned(), Ok(files::standard_input())),
            Origin::File(path) => (path.display().to_string(), files::open(path)),
        };
        let stem = match origin {
            Origin::StandardInput => None,
            Origin::File(path) => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()),
        };
        let mut names = Names { stem: stem.unwrap_or_else(|| name.clone()), given: 0 };
        match opened.and_then(|opened| Input::new(&name, opened)) {
            Err(finding) => self.refuse(&finding.into()),
            Ok(Input::Whole(bytes, format)) => self.whole(&name, bytes, format, &mut names)?,
            Ok(Input::Lines(lines)) => self.lines(&name, lines, &mut names)?,
        }
        Ok(())
    }

    fn refuse(&mut self, found: &Diagnostics) {
        self.tally.failed |= found.has_errors();
        self.terminal.tell(found, &self.sources);
    }

    fn whole(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
        format: Option<Format>,
        names: &mut Names,
    ) -> Result<(), Failure> {
        let mark = self.sources.mark();
        let found = self.part(Part { name, bytes, format, line: 1, offset: 0 }, names)?;
        self.refuse(&found);
        self.sources.rewind(mark);
        Ok(())
    }

    /// Answers line by line; what has been answered is not kept.
    fn lines(&mut self, name: &str, mut lines: Lines, names: &mut Names) -> Result<(), Failure> {
        let (mut told, mut untold) = (0, 0);
        loop {
            if lines.may_wait() {
                self.terminal.out.flush()?;
            }
            let line = match lines.next() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => {
                    self.refuse(&files::unreadable(std::path::Path::new(name), &error).into());
                    break;
                }
            };
            if line.is_blank() {
                continue;
            }
            let mark = self.sources.mark();
            let found = self.line(name, line, names)?;
            if told < MAX_ERRORS_PER_FILE {
                told += found.len();
                self.refuse(&found);
            } else {
                untold += found.len();
            }
            self.sources.rewind(mark);
        }
        if names.given == 0 {
            return self.whole(name, Vec::new(), Some(Format::JsonLines), names);
        }
        if untold > 0 {
            let message = format!("{untold} more errors in `{name}` are not shown");
            self.refuse(&Diagnostic::general(Code::TooMany, message).help("correct the first ones").into());
        }
        Ok(())
    }

    fn line(&mut self, name: &str, line: Line, names: &mut Names) -> Result<Diagnostics, Failure> {
        if line.is_too_long() {
            names.next();
            let shown = String::from_utf8_lossy(line.bytes.get(..SHOWN).unwrap_or_default()).into_owned();
            let span = Span::new(self.sources.add_part(name.to_owned(), shown, line.number), 0, SHOWN);
            let message = format!("line {} is longer than {} MiB", line.number, MAX_LINE_BYTES >> 20);
            let finding = Diagnostic::error(Code::FileTooLarge, span, message);
            return Ok(finding.help("write one workload a line").into());
        }
        let mut bytes = line.bytes;
        bytes.truncate(bytes.trim_ascii_end().len());
        let format = Some(Format::JsonLines);
        self.part(Part { name, bytes, format, line: line.number, offset: line.offset }, names)
    }

    /// Answers the workloads of a text; gives what is wrong with the others, by place.
    fn part(&mut self, part: Part<'_>, names: &mut Names) -> Result<Diagnostics, Failure> {
        let Part { name, bytes, format, line, offset } = part;
        let source = match text::add(&mut self.sources, name, bytes, line, offset) {
            Ok(source) => source,
            Err(finding) => {
                names.next();
                return Ok(finding.into());
            }
        };
        let content = self.sources.get(source).map(crate::diagnostic::Source::text).unwrap_or_default();
        let format = format.unwrap_or_else(|| Format::guess(content));
        let Reading { workloads, diagnostics: mut found } = read::read(source, content, format);
        let spoilt = Spoilt::new(&found, &workloads);
        if workloads.is_empty() {
            names.next();
        }
        for workload in workloads {
            let name = names.next();
            if spoilt.includes(&workload) {
                continue;
            }
            match self.answer(workload, &name) {
                Ok(report) => self.output.take(report, self.terminal)?,
                Err(findings) => found.extend(findings),
            }
        }
        found.sort();
        Ok(without_repetition(&found))
    }

    fn answer(&mut self, mut raw: RawRequirement, name: &str) -> Result<Report, Diagnostics> {
        let Settings { dated, providers, overrides } = &self.settings;
        let (pack, catalog) = (dated.pack(), dated.catalog());
        overrides.apply(&mut raw.entries, pack, catalog);
        let mut requirement = check(&raw, pack, catalog)?;
        if let Some(providers) = providers {
            requirement = providers.restrict(&raw, requirement, dated)?;
        }
        let mut evaluation = eval::evaluate(dated, requirement.sheet());
        if let Some(providers) = providers {
            providers.keep(&mut evaluation);
        }
        self.tally.add(&evaluation);
        let context = Context { dated, sources: &self.sources };
        Ok(report::build(context, name, &requirement, &evaluation))
    }
}

/// How many bytes of a line that is too long are shown.
const SHOWN: usize = 60;

/// A text, or a part of it that begins at a line and an offset.
struct Part<'n> {
    name: &'n str,
    bytes: Vec<u8>,
    format: Option<Format>,
    line: usize,
    offset: u64,
}

/// Names for workloads that have none: the file's, then with `#2`, `#3`.
struct Names {
    stem: String,
    given: usize,
}

impl Names {
    fn next(&mut self) -> String {
        self.given += 1;
        if self.given == 1 { self.stem.clone() } else { format!("{}#{}", self.stem, self.given) }
    }
}
