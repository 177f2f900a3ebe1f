//! Lines of text within a width: labels, hanging indents, colour. Everything printed is escaped here.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::escape::terminal;

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// How many columns a line may have. Words, ids and addresses that are longer are not broken.
    pub width: usize,
    /// Whether to colour with ANSI escapes.
    pub colour: bool,
    /// Whether to leave nothing out.
    pub verbose: bool,
}

/// What a piece of text is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Strong,
    Good,
    Doubtful,
    Bad,
    Faint,
}

impl Tone {
    fn style(self) -> Style {
        let coloured = |colour: AnsiColor| Style::new().bold().fg_color(Some(colour.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Good => coloured(AnsiColor::Green),
            Self::Doubtful => coloured(AnsiColor::Yellow),
            Self::Bad => coloured(AnsiColor::Red),
            Self::Faint => Style::new().dimmed(),
        }
    }
}

/// How narrow a column of text may become, however narrow the terminal.
const NARROWEST: usize = 16;

pub(super) struct Page<'a> {
    out: &'a mut dyn Write,
    style: TextStyle,
}

impl<'a> Page<'a> {
    pub(super) fn new(out: &'a mut dyn Write, style: TextStyle) -> Self {
        Self { out, style }
    }

    pub(super) fn verbose(&self) -> bool {
        self.style.verbose
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// A paragraph.
    pub(super) fn text(&mut self, indent: usize, text: &str, tone: Tone) -> io::Result<()> {
        for line in self.wrap(text, indent) {
            write!(self.out, "{:indent$}", "")?;
            self.paint(&line, tone)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    /// A label at `indent`, and its text from `column` on, or from the middle of a narrow page; a label that
    /// reaches so far has its own line.
    pub(super) fn entry(
        &mut self,
        (indent, column): (usize, usize),
        label: &str,
        text: &str,
        tone: Tone,
    ) -> io::Result<()> {
        let column = column.min(self.style.width / 2);
        let label = terminal(label);
        let used = indent + display_width(&label);
        if !label.is_empty() {
            write!(self.out, "{:indent$}", "")?;
            self.paint(&label, Tone::Strong)?;
        }
        let mut at = if label.is_empty() { 0 } else { used };
        if at >= column {
            writeln!(self.out)?;
            at = 0;
        }
        for line in self.wrap(text, column) {
            write!(self.out, "{:pad$}", "", pad = column - at)?;
            self.paint(&line, tone)?;
            writeln!(self.out)?;
            at = 0;
        }
        Ok(())
    }

    /// One label, several texts below each other.
    pub(super) fn entries(
        &mut self,
        columns: (usize, usize),
        label: &str,
        texts: impl IntoIterator<Item = String>,
    ) -> io::Result<()> {
        let mut label = label;
        for text in texts {
            self.entry(columns, label, &text, Tone::Plain)?;
            label = "";
        }
        Ok(())
    }

    /// Lines that are laid out already.
    pub(super) fn block(&mut self, text: &str) -> io::Result<()> {
        for line in text.lines() {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// At least one line, without control characters.
    fn wrap(&self, text: &str, indent: usize) -> Vec<String> {
        let width = self.style.width.saturating_sub(indent).max(NARROWEST);
        let options = Options::new(width)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        let safe = terminal(text);
        textwrap::wrap(safe.trim(), options).into_iter().map(std::borrow::Cow::into_owned).collect()
    }

    fn paint(&mut self, text: &str, tone: Tone) -> io::Result<()> {
        let style = tone.style();
        if self.style.colour && tone != Tone::Plain {
            return write!(self.out, "{style}{text}{style:#}");
        }
        self.out.write_all(text.as_bytes())
    }
}

/// The column after the widest label, but not past `most`.
pub(super) fn column<'l>(labels: impl IntoIterator<Item = &'l str>, indent: usize, most: usize) -> usize {
    let widest = labels.into_iter().map(|label| display_width(&terminal(label))).max().unwrap_or(0);
    (indent + widest + 2).min(most)
}
