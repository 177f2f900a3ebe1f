//! Inputs to workloads, one after the other, and what a command does with each.

use std::io::Write as _;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span};
use crate::eval::{self, Evaluation};
use crate::program::Ruleset;
use crate::report::Context;
use crate::requirement::read::{self, Format, MAX_ERRORS_PER_FILE, Reading};
use crate::requirement::{RawRequirement, Requirement, check};

use super::failure::Failure;
use super::input::{Input, Line, Lines, MAX_LINE_BYTES};
use super::overrides::Overrides;
use super::providers::Providers;
use super::recommend::Origin;
use super::spoilt::{Spoilt, without_repetition};
use super::terminal::Terminal;
use super::{files, text};

/// What every workload is answered with.
pub(super) struct Settings<'a> {
    pub(super) dated: &'a Ruleset,
    pub(super) providers: Option<Providers>,
    pub(super) overrides: Overrides,
}

impl Settings<'_> {
    /// A requirement as these settings want it, from one as it was read.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn check(&self, raw: &RawRequirement) -> Result<Requirement, Diagnostics> {
        let requirement = check(raw, self.dated)?;
        match &self.providers {
            Some(providers) => providers.restrict(raw, requirement, self.dated),
            None => Ok(requirement),
        }
    }

    /// The answer to a requirement, for the providers that are asked for.
    pub(super) fn evaluate(&self, requirement: &Requirement) -> Evaluation {
        let mut evaluation = eval::evaluate(self.dated, requirement.sheet());
        if let Some(providers) = &self.providers {
            providers.keep(&mut evaluation);
        }
        evaluation
    }
}

/// One workload that was read and checked.
pub(super) struct Workload<'w> {
    pub(super) settings: &'w Settings<'w>,
    /// The files that it refers to.
    pub(super) sources: &'w Sources,
    /// The name of the file or document, for those that have none of their own.
    pub(super) name: &'w str,
    /// What was written, with what the command line says above it.
    pub(super) raw: &'w RawRequirement,
    pub(super) requirement: &'w Requirement,
}

impl Workload<'_> {
    /// What reports are built from.
    pub(super) fn context(&self) -> Context<'_> {
        Context { dated: self.settings.dated, sources: self.sources }
    }
}

/// What a command does with each workload.
pub(super) trait Work {
    /// Takes one workload; gives what is wrong with it all the same.
    ///
    /// # Errors
    /// What ends the run.
    fn take(&mut self, workload: Workload<'_>, terminal: &mut Terminal) -> Result<Diagnostics, Failure>;
}

/// A run over inputs.
pub(super) struct Answering<'a, W> {
    settings: Settings<'a>,
    sources: Sources,
    work: W,
    terminal: &'a mut Terminal,
    failed: bool,
}

impl<'a, W: Work> Answering<'a, W> {
    pub(super) fn new(settings: Settings<'a>, sources: Sources, work: W, terminal: &'a mut Terminal) -> Self {
        Self { settings, sources, work, terminal, failed: false }
    }

    /// Takes everything in all inputs; gives what was done, and whether something could not be read or checked.
    pub(super) fn all(mut self, origins: &[Origin]) -> Result<(W, bool), Failure> {
        for origin in origins {
            self.origin(origin)?;
        }
        Ok((self.work, self.failed))
    }

    /// Answers everything in one input.
    fn origin(&mut self, origin: &Origin) -> Result<(), Failure> {
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
        self.failed |= found.has_errors();
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
            found.extend(self.answer(workload, &name)?);
        }
        found.sort();
        Ok(without_repetition(&found))
    }

    fn answer(&mut self, mut raw: RawRequirement, name: &str) -> Result<Diagnostics, Failure> {
        let Self { settings, sources, work, terminal, .. } = self;
        settings.overrides.apply(&mut raw.entries, settings.dated);
        match settings.check(&raw) {
            Ok(requirement) => {
                let workload = Workload { settings, sources, name, raw: &raw, requirement: &requirement };
                work.take(workload, terminal)
            }
            Err(findings) => Ok(findings),
        }
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
