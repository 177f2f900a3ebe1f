//! From inputs to blocks, and from a text to its workloads.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};

use crate::diagnostic::{self, Code, Diagnostic, Diagnostics, Sources, Span};
use crate::report::diagnostics::failed;
use crate::requirement::RawRequirement;
use crate::requirement::read::{self, Format, Reading};

use super::super::input::{Input, Line, Lines, MAX_LINE_BYTES};
use super::super::origin::Origin;
use super::super::{files, text};
use super::block::{Block, Content, Count, Gone, Outbox, Stream, Turn};

/// Bytes of lines after which a block is full, however few they are.
const MAX_BLOCK_BYTES: usize = 256 << 10;

/// How many bytes of a line that is too long are shown.
const SHOWN: usize = 60;

/// Reads inputs and hands them on in blocks.
pub(super) struct Reader<A> {
    sources: Sources,
    turns: SyncSender<Turn<A>>,
    blocks: Sender<Option<Block<A>>>,
    /// Workloads in a block.
    most: usize,
    sent: usize,
}

impl<A> Reader<A> {
    pub(super) fn new(
        sources: Sources,
        turns: SyncSender<Turn<A>>,
        blocks: Sender<Option<Block<A>>>,
        most: usize,
    ) -> Self {
        Self { sources, turns, blocks, most, sent: 0 }
    }

    /// Reads all inputs, as long as somebody listens.
    pub(super) fn all(mut self, origins: &[Origin]) {
        for origin in origins {
            if self.origin(origin).is_err() {
                return;
            }
        }
    }

    fn origin(&mut self, origin: &Origin) -> Result<(), Gone> {
        let (name, opened) = match origin {
            Origin::StandardInput => ("stdin".to_owned(), Ok(files::standard_input())),
            Origin::File(path) => (path.display().to_string(), files::open(path)),
        };
        let stem = match origin {
            Origin::StandardInput => None,
            Origin::File(path) => path.file_stem().map(|stem| stem.to_string_lossy().into_owned()),
        };
        let stem = stem.unwrap_or_else(|| name.clone());
        let stream = Arc::new(Stream { name, stem, enough: AtomicBool::new(false) });
        match opened.and_then(|opened| Input::new(&stream.name, opened)) {
            Err(finding) => self.unreadable(finding),
            Ok(Input::Whole(bytes, format)) => self.whole_input(&stream, bytes, format),
            Ok(Input::Lines(lines)) => self.lines(&stream, lines),
        }
    }

    /// An input of which nothing more can be read.
    fn unreadable(&mut self, finding: Diagnostic) -> Result<(), Gone> {
        let (found, sources) = (Diagnostics::from(finding), Arc::default());
        let failed = vec![failed(None, &found, &sources)];
        Ok(self.turns.send(Turn::Found(found, failed, sources))?)
    }

    /// Hands on a text that has to be read as a whole.
    fn whole_input(
        &mut self,
        stream: &Arc<Stream>,
        bytes: Vec<u8>,
        format: Option<Format>,
    ) -> Result<(), Gone> {
        let mut sources = self.sources.clone();
        let part = Part { name: &stream.name, bytes, format, line: 1, offset: 0 };
        let Text { workloads, found, outside } = Text::read(part, &mut sources);
        let sources = Arc::new(sources);
        let (mut block, mut records) = (Vec::new(), Vec::new());
        for (number, workload) in (1..).zip(workloads) {
            match workload {
                Ok(workload) => block.push((number, workload)),
                Err(wrong) => records.push(failed(Some(&stream.name_of(number)), &wrong, &sources)),
            }
            if block.len() >= self.size() {
                let full = std::mem::take(&mut block);
                self.send(stream, Content::Workloads(full, Arc::clone(&sources)))?;
            }
        }
        if !block.is_empty() {
            self.send(stream, Content::Workloads(block, Arc::clone(&sources)))?;
        }
        if outside.has_errors() {
            records.push(failed(None, &outside, &sources));
        }
        Ok(self.turns.send(Turn::Found(found, records, sources))?)
    }

    /// Hands on line by line. What has been read is not held back while the next line has to be waited for.
    fn lines(&mut self, stream: &Arc<Stream>, mut lines: Lines) -> Result<(), Gone> {
        let (first, mut before) = mpsc::channel();
        first.send(0)?;
        let (mut block, mut bytes, mut any) = (Vec::new(), 0, false);
        let mut unreadable = None;
        loop {
            let full = block.len() >= self.size() || bytes >= MAX_BLOCK_BYTES;
            if !block.is_empty() && (full || lines.may_wait()) {
                before = self.send_lines(stream, std::mem::take(&mut block), before)?;
                bytes = 0;
            }
            match lines.next() {
                Ok(Some(line)) if line.is_blank() => {}
                Ok(Some(line)) => {
                    any = true;
                    bytes += line.bytes.len();
                    block.push(line);
                }
                Ok(None) => break,
                Err(error) => {
                    unreadable = Some(files::unreadable(Path::new(&stream.name), &error));
                    break;
                }
            }
        }
        if !block.is_empty() {
            self.send_lines(stream, block, before)?;
        }
        if let Some(finding) = unreadable {
            self.unreadable(finding)?;
        }
        if !any {
            return self.whole_input(stream, Vec::new(), Some(Format::JsonLines));
        }
        Ok(self.turns.send(Turn::LinesEnd(Arc::clone(stream)))?)
    }

    /// Hands on a block of lines; gives where the count of workloads after it comes.
    fn send_lines(
        &mut self,
        stream: &Arc<Stream>,
        lines: Vec<Line>,
        before: Receiver<usize>,
    ) -> Result<Receiver<usize>, Gone> {
        let (after, counted) = mpsc::channel();
        self.send(stream, Content::Lines(lines, Count { before, after }))?;
        Ok(counted)
    }

    /// Hands on a block, and waits until there is room for one more.
    fn send(&mut self, stream: &Arc<Stream>, content: Content) -> Result<(), Gone> {
        self.sent += 1;
        let (to, pieces) = mpsc::sync_channel(1);
        let block = Block { stream: Arc::clone(stream), content, outbox: Outbox::new(to) };
        self.blocks.send(Some(block))?;
        Ok(self.turns.send(Turn::Block(Arc::clone(stream), pieces))?)
    }

    /// How many workloads the next block has.
    fn size(&self) -> usize {
        self.most.min(self.sent + 1)
    }
}

/// A text, or a part of it that begins at a line and an offset.
struct Part<'n> {
    name: &'n str,
    bytes: Vec<u8>,
    format: Option<Format>,
    line: usize,
    offset: u64,
}

/// What a text holds.
#[derive(Default)]
pub(super) struct Text {
    /// Its workloads, or what is wrong with one that is therefore not answered.
    pub(super) workloads: Vec<Result<RawRequirement, Diagnostics>>,
    /// Everything that is wrong with it.
    pub(super) found: Diagnostics,
    /// What of that is in no workload.
    pub(super) outside: Diagnostics,
}

impl Text {
    /// How many names it takes: what could not be read takes one.
    pub(super) fn names(&self) -> usize {
        self.workloads.len().max(1)
    }

    /// Reads a line, and adds it to the sources.
    pub(super) fn of_line(line: Line, name: &str, sources: &mut Sources) -> Self {
        if line.is_too_long() {
            let shown = String::from_utf8_lossy(line.bytes.get(..SHOWN).unwrap_or_default()).into_owned();
            let span = Span::new(sources.add_part(name.to_owned(), shown, line.number), 0, SHOWN);
            let message = format!("line {} is longer than {} MiB", line.number, MAX_LINE_BYTES >> 20);
            let finding = Diagnostic::error(Code::FileTooLarge, span, message);
            return Self::refused(finding.help("write one workload a line"));
        }
        let mut bytes = line.bytes;
        bytes.truncate(bytes.trim_ascii_end().len());
        let format = Some(Format::JsonLines);
        Self::read(Part { name, bytes, format, line: line.number, offset: line.offset }, sources)
    }

    fn read(part: Part<'_>, sources: &mut Sources) -> Self {
        let Part { name, bytes, format, line, offset } = part;
        let source = match text::add(sources, name, bytes, line, offset) {
            Ok(source) => source,
            Err(finding) => return Self::refused(finding),
        };
        let content = sources.get(source).map(diagnostic::Source::text).unwrap_or_default();
        let format = format.unwrap_or_else(|| Format::guess(content));
        let Reading { workloads, diagnostics: found, outside } = read::read(source, content, format);
        Self { workloads, found, outside }
    }

    fn refused(finding: Diagnostic) -> Self {
        let found = Diagnostics::from(finding);
        Self { workloads: Vec::new(), outside: found.clone(), found }
    }
}
