//! The threads that answer.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::Scope;

use crate::diagnostic::{Diagnostics, Sources};
use crate::invariant::{BrokenInvariant, caught};
use crate::report::diagnostics::failed;
use crate::requirement::read::MAX_ERRORS_PER_FILE;
use crate::requirement::{RawRequirement, RawValue};

use super::super::input::Line;
use super::super::terminal::Teller;
use super::block::{Block, Content, Count, Gone, Outbox, Piece, Stream};
use super::reading::Text;
use super::{Settings, Work, Workload, builder};

/// What all threads have in common.
pub(super) struct Crew<'a, W> {
    pub(super) settings: &'a Settings<'a>,
    pub(super) work: &'a W,
    pub(super) sources: &'a Sources,
    pub(super) teller: Teller,
    /// Set when no more answers are wanted.
    pub(super) stop: &'a AtomicBool,
    /// The first promise that did not hold on one of them.
    pub(super) broken: &'a OnceLock<BrokenInvariant>,
}

impl<W> Clone for Crew<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Crew<'_, W> {}

/// The blocks that wait for a thread; nothing instead of a block ends one. Only the threads hold it: when all of them
/// are gone, so are the blocks, and whoever waits for their answers is told.
type Blocks<A> = Arc<Mutex<Receiver<Option<Block<A>>>>>;

/// Starts a thread. It starts the next one when it finds a block, up to `threads` of them: one small file needs no more
/// than two. That there are fewer than were asked for is no reason to stop.
///
/// # Errors
/// The thread cannot be started.
pub(super) fn start<'scope, 'a: 'scope, W: Work>(
    scope: &'scope Scope<'scope, '_>,
    crew: Crew<'a, W>,
    blocks: Blocks<W::Answer>,
    threads: usize,
) -> io::Result<()> {
    let work = move || {
        let mut hand = Hand { crew, sources: crew.sources.clone(), straight: Vec::new(), reading: 0 };
        let mut next = (threads > 1).then(|| Arc::clone(&blocks));
        while let Some(block) = wait(&blocks) {
            if let Some(blocks) = next.take() {
                start(scope, crew, blocks, threads - 1).unwrap_or_default();
            }
            // A block that is given up takes its outbox along: whoever waits for its answers is told.
            match caught(|| hand.block(block)) {
                Ok(Ok(())) => {}
                Ok(Err(Gone)) => return,
                Err(broken) => {
                    crew.broken.get_or_init(|| broken);
                    return;
                }
            }
        }
    };
    builder().spawn_scoped(scope, work).map(drop)
}

/// The next block; none when there will be no more.
fn wait<A>(blocks: &Blocks<A>) -> Option<Block<A>> {
    blocks.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()?
}

/// One thread.
struct Hand<'a, W: Work> {
    crew: Crew<'a, W>,
    /// The files of the rules, and the lines of the block.
    sources: Sources,
    /// What ordinary lines are read into, used again for every block.
    straight: Vec<W::Straight>,
    /// How many of them the present block has used.
    reading: usize,
}

/// A line that was read.
enum Read {
    /// Straight into the buffer at a position: one workload.
    Straight(usize),
    /// As a text.
    Text(Text),
}

impl Read {
    /// How many workloads take a name.
    fn names(&self) -> usize {
        match self {
            Self::Straight(_) => 1,
            Self::Text(text) => text.names(),
        }
    }
}

impl<W: Work> Hand<'_, W> {
    fn block(&mut self, block: Block<W::Answer>) -> Result<(), Gone> {
        let Block { stream, content, mut outbox } = block;
        match content {
            Content::Lines(lines, count) => {
                let mark = self.sources.mark();
                self.reading = 0;
                self.lines(&stream, lines, &count, &mut outbox)?;
                self.sources.rewind(mark);
            }
            Content::Workloads(workloads, sources) => {
                for (number, workload) in workloads {
                    let name = stream.name_of(number);
                    let stated = self.stated_name(&workload);
                    let (answer, found) = self.answer(workload, &name, &sources)?;
                    if let Some(answer) = answer {
                        outbox.push(Piece::Answer(answer))?;
                    }
                    if !found.is_empty() {
                        let record = failed(Some(stated.as_ref().unwrap_or(&name)), &found, &sources);
                        outbox.push(Piece::Found(found, record))?;
                    }
                }
            }
        }
        outbox.close()
    }

    /// Reads all lines, then answers them.
    fn lines(
        &mut self,
        stream: &Stream,
        lines: Vec<Line>,
        count: &Count,
        outbox: &mut Outbox<W::Answer>,
    ) -> Result<(), Gone> {
        let texts: Vec<Read> = lines.into_iter().map(|line| self.read(line, stream)).collect();
        let mut number = count.before.recv().map_err(|_| Gone)?;
        let after = number + texts.iter().map(Read::names).sum::<usize>();
        // After the last block nobody wants to know.
        count.after.send(after).unwrap_or_default();
        let mut told = 0;
        for text in texts {
            let text = match text {
                Read::Straight(at) => {
                    number += 1;
                    self.straight(at, &|| stream.name_of(number), outbox)?;
                    continue;
                }
                Read::Text(text) => text,
            };
            let (names, mut found) = (text.names(), text.found);
            let mut records = Vec::new();
            for (number, workload) in (number + 1..).zip(text.workloads) {
                let name = stream.name_of(number);
                let workload = match workload {
                    Ok(workload) => workload,
                    Err(wrong) => {
                        records.push(failed(Some(&name), &wrong, &self.sources));
                        continue;
                    }
                };
                let stated = self.stated_name(&workload);
                let (answer, more) = self.answer(workload, &name, &self.sources)?;
                if let Some(answer) = answer {
                    outbox.push(Piece::Answer(answer))?;
                }
                if more.has_errors() {
                    records.push(failed(Some(stated.as_ref().unwrap_or(&name)), &more, &self.sources));
                }
                found.extend(more);
            }
            if text.outside.has_errors() {
                // A line that could not be read at all is that of a workload.
                let name = (names == 1 && records.is_empty()).then(|| stream.name_of(number + 1));
                records.push(failed(name.as_deref(), &text.outside, &self.sources));
            }
            number += names;
            if found.is_empty() {
                continue;
            }
            found.sort();
            let found = found.without_repetition();
            // What is surely not shown need not be drawn.
            let shown = told < MAX_ERRORS_PER_FILE && !stream.enough.load(Ordering::Relaxed);
            let drawn = if shown { self.crew.teller.draw(&found, &self.sources) } else { Vec::new() };
            told += found.len();
            let failed = if shown { records } else { Vec::new() };
            outbox.push(Piece::Told { findings: found.len(), errors: found.has_errors(), drawn, failed })?;
        }
        Ok(())
    }

    /// Reads a line, straight where that is possible.
    fn read(&mut self, line: Line, stream: &Stream) -> Read {
        let at = self.reading;
        if self.straight.len() <= at {
            self.straight.push(W::Straight::default());
        }
        let text =
            if line.is_too_long() { None } else { std::str::from_utf8(line.bytes.trim_ascii_end()).ok() };
        let into = self.straight.get_mut(at);
        if text.zip(into).is_some_and(|(text, into)| self.crew.work.read(text, into)) {
            self.reading += 1;
            return Read::Straight(at);
        }
        Read::Text(Text::of_line(line, &stream.name, &mut self.sources))
    }

    fn straight(
        &mut self,
        at: usize,
        name: &dyn Fn() -> String,
        outbox: &mut Outbox<W::Answer>,
    ) -> Result<(), Gone> {
        if self.crew.stop.load(Ordering::Relaxed) {
            return Err(Gone);
        }
        let read = self.straight.get_mut(at);
        // INVARIANT (read so): only what can be answered so is read so.
        if let Some(answer) = read.and_then(|read| self.crew.work.answer_read(read, name)) {
            outbox.push(Piece::Answer(answer))?;
        }
        Ok(())
    }

    /// The name that a workload states, whatever is wrong with it otherwise.
    fn stated_name(&self, raw: &RawRequirement) -> Option<String> {
        let pack = self.crew.settings.dated.pack();
        let key = &pack.question(pack.workload_question()?).name;
        let entry = raw.entries.iter().find(|entry| entry.key.value == *key)?;
        let RawValue::Text(name) = &entry.value.value else { return None };
        Some(name.clone())
    }

    /// The answer to a workload, unless something is wrong with it; and what there is to say of it.
    fn answer(
        &self,
        mut raw: RawRequirement,
        name: &str,
        sources: &Sources,
    ) -> Result<(Option<W::Answer>, Diagnostics), Gone> {
        let Crew { settings, work, stop, .. } = self.crew;
        if stop.load(Ordering::Relaxed) {
            return Err(Gone);
        }
        settings.overrides.apply(&mut raw.entries, settings.dated);
        let answered = settings.check(&raw).and_then(|requirement| {
            let workload = Workload { settings, sources, name, raw: &raw, requirement: &requirement };
            Ok((work.answer(workload)?, requirement.warnings().clone()))
        });
        Ok(match answered {
            Ok((answer, warnings)) => (Some(answer), warnings),
            Err(found) => (None, found),
        })
    }
}
