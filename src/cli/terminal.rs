//! Standard output and standard error: what is written there, and how.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};

use crate::diagnostic::{Diagnostics, Severity, Sources};

use super::options::{Global, MessageFormat, When};
use crate::report::{diagnostics, text::TextStyle};

/// Columns where standard output is no terminal.
const DEFAULT_WIDTH: usize = 100;

/// Columns that text is never made narrower or wider than.
const WIDTHS: (usize, usize) = (40, 120);

/// The two streams of a run, and how to write to them.
pub(super) struct Terminal {
    /// Results.
    pub(super) out: Box<dyn Write>,
    err: Box<dyn Write>,
    colour: bool,
    teller: Teller,
    width: usize,
    err_width: usize,
}

impl Terminal {
    pub(super) fn new(global: &Global) -> Self {
        let (out, err) = (io::stdout(), io::stderr());
        let measured = terminal_size::terminal_size_of(&out).map(|(width, _)| usize::from(width.0));
        let err_measured = terminal_size::terminal_size_of(&err).map(|(width, _)| usize::from(width.0));
        Self {
            colour: is_coloured(&out, global.color),
            teller: Teller {
                colour: is_coloured(&err, global.color),
                messages: global.message_format,
                quiet: global.quiet,
            },
            width: measured.unwrap_or(DEFAULT_WIDTH).clamp(WIDTHS.0, WIDTHS.1),
            err_width: err_measured.unwrap_or(DEFAULT_WIDTH).min(WIDTHS.1),
            out: Box::new(BufWriter::new(out.lock())),
            err: Box::new(BufWriter::new(err.lock())),
        }
    }

    /// How text on standard output looks.
    pub(super) fn style(&self, verbose: bool) -> TextStyle {
        TextStyle { width: self.width, colour: self.colour, verbose }
    }

    /// How text of a questionnaire looks: it is on standard error, beside what is typed.
    pub(super) fn style_of_questions(&self) -> TextStyle {
        TextStyle { width: self.err_width, colour: self.teller.colour, verbose: false }
    }

    /// How findings look on standard error.
    pub(super) fn teller(&self) -> Teller {
        self.teller
    }

    /// Writes to standard error. That nobody reads it is no reason to stop.
    pub(super) fn say(&mut self, page: &[u8]) {
        self.err.write_all(page).and_then(|()| self.err.flush()).unwrap_or_default();
    }

    /// Tells findings on standard error; under `--quiet` only errors.
    pub(super) fn report(&mut self, found: &Diagnostics, sources: &Sources) {
        let drawn = self.teller.draw(found, sources);
        if !drawn.is_empty() {
            self.say(&drawn);
        }
    }
}

/// How findings are told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Teller {
    colour: bool,
    messages: MessageFormat,
    quiet: bool,
}

impl Teller {
    /// The findings that are told, as they look on standard error.
    pub(super) fn draw(self, found: &Diagnostics, sources: &Sources) -> Vec<u8> {
        let mut shown = Diagnostics::new();
        for finding in found.iter().filter(|finding| !self.quiet || finding.severity == Severity::Error) {
            shown.push(finding.clone());
        }
        let mut drawn = Vec::new();
        let complete = match self.messages {
            MessageFormat::Human => diagnostics::render(&mut drawn, &shown, sources, self.colour),
            MessageFormat::Json => diagnostics::render_json(&mut drawn, &shown, sources),
        };
        complete.unwrap_or_default();
        drawn
    }
}

/// Whether a stream gets colour: as asked, or on terminals that show it unless `NO_COLOR` is set.
fn is_coloured(stream: &impl RawStream, when: When) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// Whether somebody sits at a terminal that can show prompts; none where nobody does.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
pub(super) fn shows_prompts() -> Option<bool> {
    let people = io::stdin().is_terminal() && io::stderr().is_terminal();
    let name = std::env::var_os("TERM");
    people.then(|| name.is_some_and(|name| !name.is_empty() && name != "dumb"))
}
