//! A requirement file or standard input: text as a whole, or JSON lines one by one.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Read};

use crate::diagnostic::Diagnostic;
use crate::requirement::read::Format;

use super::files::{self, Opened};

/// Bytes in one line of JSON lines; a longer one is refused, the others are read.
pub(super) const MAX_LINE_BYTES: usize = 1 << 20;

/// What an input turned out to be.
pub(super) enum Input {
    /// One text; no format where the text has to be looked at.
    Whole(Vec<u8>, Option<Format>),
    /// JSON lines, of any number.
    Lines(Lines),
}

impl Input {
    /// Takes an opened input; the name says the format, or else its first lines do.
    ///
    /// # Errors
    /// It cannot be read, or is too large to be read as a whole.
    pub(super) fn new(name: &str, opened: Opened) -> Result<Self, Diagnostic> {
        let format = Format::of_name(name);
        let mut lines = Lines::new(opened.reader);
        if format.is_none() && lines.begin_like_json_lines().map_err(|error| unreadable(name, &error))? {
            return Ok(Self::Lines(lines));
        }
        if format == Some(Format::JsonLines) {
            return Ok(Self::Lines(lines));
        }
        let start = lines.ahead.iter().flat_map(|line| &line.bytes).copied().collect();
        files::rest(name, start, lines.reader, opened.bytes).map(|bytes| Self::Whole(bytes, format))
    }
}

fn unreadable(name: &str, error: &io::Error) -> Diagnostic {
    files::unreadable(std::path::Path::new(name), error)
}

/// One line.
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: usize,
    /// How many bytes of the input come before it.
    pub(super) offset: u64,
    /// Its bytes, line break included; only its beginning when it is too long.
    pub(super) bytes: Vec<u8>,
}

impl Line {
    /// Whether it is longer than [`MAX_LINE_BYTES`].
    pub(super) fn is_too_long(&self) -> bool {
        self.bytes.len() > MAX_LINE_BYTES
    }

    /// Whether there is nothing in it.
    pub(super) fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }
}

/// Lines read one after the other; at most a few of them are in memory.
pub(super) struct Lines {
    reader: BufReader<Box<dyn Read>>,
    /// Lines that were read to tell the format.
    ahead: VecDeque<Line>,
    next: usize,
    offset: u64,
}

impl Lines {
    /// Lines of a reader.
    pub(super) fn new(reader: Box<dyn Read>) -> Self {
        let reader = BufReader::with_capacity(1 << 16, reader);
        Self { reader, ahead: VecDeque::new(), next: 1, offset: 0 }
    }

    /// The next line; none at the end.
    ///
    /// # Errors
    /// The input cannot be read.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        if let Some(line) = self.ahead.pop_front() {
            if line.is_too_long() {
                self.skip_line()?;
            }
            return Ok(Some(line));
        }
        let line = self.take_line()?;
        if line.as_ref().is_some_and(Line::is_too_long) {
            self.skip_line()?;
        }
        Ok(line)
    }

    /// Whether the next line might have to be waited for.
    pub(super) fn may_wait(&self) -> bool {
        self.ahead.is_empty() && !self.reader.buffer().contains(&b'\n')
    }

    /// The next line, or its beginning: what is too long is left in the reader.
    fn take_line(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        self.reader.by_ref().take(MAX_LINE_BYTES as u64 + 1).read_until(b'\n', &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let line = Line { number: self.next, offset: self.offset, bytes };
        self.next += 1;
        self.offset += line.bytes.len() as u64;
        Ok(Some(line))
    }

    /// Reads up to the end of a line that is too long, keeping nothing.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.reader.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let taken = end.map_or(buffer.len(), |at| at + 1);
            self.reader.consume(taken);
            self.offset += taken as u64;
            if end.is_some() || taken == 0 {
                return Ok(());
            }
        }
    }

    /// Looks at the first two lines that are not blank: a whole JSON object, and another one that
    /// begins like one. What was looked at stays to be read.
    fn begin_like_json_lines(&mut self) -> io::Result<bool> {
        let mut first = true;
        while let Some(line) = self.take_line()? {
            let (blank, too_long) = (line.is_blank(), line.is_too_long());
            let text = line.bytes.trim_ascii();
            let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
            let opens = text.starts_with(b"{");
            let whole = opens && !too_long && serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok();
            self.ahead.push_back(line);
            match (blank, first) {
                // Blanks without end are no reason to go on for ever.
                (true, _) if !too_long && self.offset < MAX_LINE_BYTES as u64 => {}
                (false, true) if whole => first = false,
                (false, false) => return Ok(opens),
                _ => return Ok(false),
            }
        }
        Ok(false)
    }
}
