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
    /// Whether the reader stands behind it: what is too long may be left there in part.
    ended: bool,
}

impl Line {
    /// Whether it is longer than [`MAX_LINE_BYTES`], its line break not counted.
    pub(super) fn is_too_long(&self) -> bool {
        self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes).len() > MAX_LINE_BYTES
    }

    /// Forgets all but the beginning of a line that is too long.
    fn cut(&mut self) {
        if self.is_too_long() {
            self.bytes.truncate(MAX_LINE_BYTES + 1);
            self.bytes.shrink_to_fit();
        }
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
        let line = match self.ahead.pop_front() {
            Some(line) => Some(line),
            None => self.take_line()?,
        };
        if line.as_ref().is_some_and(|line| line.is_too_long() && !line.ended) {
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
        let ended = bytes.ends_with(b"\n");
        let line = Line { number: self.next, offset: self.offset, bytes, ended };
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

    /// Reads up to the end of a line that is too long and keeps it all, up to the limit of a text as a whole.
    fn take_rest(&mut self, line: &mut Line) -> io::Result<()> {
        let before = line.bytes.len();
        let left = (files::MAX_FILE_BYTES + 1).saturating_sub(before as u64);
        self.reader.by_ref().take(left).read_until(b'\n', &mut line.bytes)?;
        self.offset += (line.bytes.len() - before) as u64;
        line.ended = line.bytes.ends_with(b"\n");
        Ok(())
    }

    /// Looks at the first two lines that are not blank: a whole JSON object, and another one that
    /// begins like one. What was looked at stays to be read.
    ///
    /// An object on one line that is too long may be a document, or a line that has to be refused: only what comes after it tells.
    fn begin_like_json_lines(&mut self) -> io::Result<bool> {
        let (mut first, mut blanks) = (true, 0);
        while let Some(mut line) = self.take_line()? {
            let (blank, too_long) = (line.is_blank(), line.is_too_long());
            if first && too_long && !line.ended && opens(&line.bytes) {
                self.take_rest(&mut line)?;
            }
            let opens = opens(&line.bytes);
            let whole = opens && first && is_json(&line.bytes);
            blanks += if blank { line.bytes.len() } else { 0 };
            self.ahead.push_back(line);
            match (blank, first) {
                // Blanks without end are no reason to go on for ever.
                (true, _) if !too_long && blanks < MAX_LINE_BYTES => {}
                (false, true) if whole => first = false,
                (false, false) => {
                    if opens {
                        self.ahead.iter_mut().for_each(Line::cut);
                    }
                    return Ok(opens);
                }
                _ => return Ok(false),
            }
        }
        Ok(false)
    }
}

/// Whether a line begins like a JSON object.
fn opens(line: &[u8]) -> bool {
    without_mark(line).starts_with(b"{")
}

fn is_json(line: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(without_mark(line)).is_ok()
}

fn without_mark(line: &[u8]) -> &[u8] {
    let text = line.trim_ascii();
    text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text)
}
