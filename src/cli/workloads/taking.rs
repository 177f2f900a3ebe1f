//! The thread that takes answers, and tells what is wrong.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, TryRecvError};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources};
use crate::report::FailedRecord;
use crate::report::diagnostics::failed;
use crate::requirement::read::MAX_ERRORS_PER_FILE;

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use super::Failures;
use super::block::{Delivery, Piece, Stream, Turn};

/// What is taken, turn by turn.
pub(super) struct Taking<'t, T> {
    terminal: &'t mut Terminal,
    take: T,
    failures: Failures,
    /// What the blocks of a text found.
    found: Diagnostics,
    /// Errors in lines of one input: those that were shown, and the others.
    told: usize,
    suppressed: usize,
}

impl<'t, T> Taking<'t, T> {
    pub(super) fn new(terminal: &'t mut Terminal, take: T) -> Self {
        Self {
            terminal,
            take,
            failures: Failures::default(),
            found: Diagnostics::new(),
            told: 0,
            suppressed: 0,
        }
    }

    /// Takes everything; gives what could not be read or checked.
    ///
    /// # Errors
    /// Those of taking.
    pub(super) fn all<A>(mut self, turns: &Receiver<Turn<A>>) -> Result<Failures, Failure>
    where
        T: FnMut(A, &mut Terminal) -> Result<(), Failure>,
    {
        while let Some(turn) = self.wait(turns)? {
            match turn {
                Turn::Block(stream, pieces) => self.block(&stream, &pieces)?,
                Turn::Found(found, failed, sources) => {
                    self.failures.records.extend(failed);
                    self.text_ends(found, &sources);
                }
                Turn::LinesEnd(stream) => self.lines_end(&stream),
            }
        }
        Ok(self.failures)
    }

    /// What comes next; what was written until then is not held back. None when nothing comes any more.
    fn wait<M>(&mut self, from: &Receiver<M>) -> io::Result<Option<M>> {
        match from.try_recv() {
            Ok(message) => Ok(Some(message)),
            Err(TryRecvError::Disconnected) => Ok(None),
            Err(TryRecvError::Empty) => {
                self.terminal.out.flush()?;
                Ok(from.recv().ok())
            }
        }
    }

    fn block<A>(&mut self, stream: &Arc<Stream>, pieces: &Receiver<Delivery<A>>) -> Result<(), Failure>
    where
        T: FnMut(A, &mut Terminal) -> Result<(), Failure>,
    {
        loop {
            let Some(delivery) = self.wait(pieces)? else {
                // Its thread has stopped; whoever started it goes on with the reason.
                return Err(Failure::Output(io::Error::other("a thread ended before its work")));
            };
            for piece in delivery.pieces {
                match piece {
                    Piece::Answer(answer) => (self.take)(answer, self.terminal)?,
                    Piece::Found(found, failed) => {
                        self.failures.records.extend((!failed.diagnostics.is_empty()).then_some(failed));
                        self.found.extend(found);
                    }
                    Piece::Told { findings, errors, drawn, failed } => {
                        self.line(stream, (findings, errors), &drawn, failed)?;
                    }
                }
            }
            if delivery.last {
                return Ok(());
            }
        }
    }

    /// What is wrong with one line.
    fn line(
        &mut self,
        stream: &Stream,
        (findings, errors): (usize, bool),
        drawn: &[u8],
        failed: Vec<FailedRecord>,
    ) -> io::Result<()> {
        if self.told >= MAX_ERRORS_PER_FILE {
            self.suppressed += findings;
            return Ok(());
        }
        self.told += findings;
        self.failures.any |= errors;
        self.failures.records.extend(failed);
        if self.told >= MAX_ERRORS_PER_FILE {
            stream.enough.store(true, Ordering::Relaxed);
        }
        if drawn.is_empty() {
            return Ok(());
        }
        // On a terminal it comes after the answers before it, not in the middle of one.
        self.terminal.out.flush()?;
        self.terminal.say(drawn);
        Ok(())
    }

    fn lines_end(&mut self, stream: &Stream) {
        let suppressed = std::mem::take(&mut self.suppressed);
        self.told = 0;
        if suppressed > 0 {
            let message = format!("{suppressed} more errors in `{}` are not shown", stream.name);
            let finding = Diagnostic::general(Code::TooMany, message).help("correct the first ones");
            let (found, sources) = (Diagnostics::from(finding), Sources::new());
            self.failures.records.push(failed(None, &found, &sources));
            self.text_ends(found, &sources);
        }
    }

    fn text_ends(&mut self, mut found: Diagnostics, sources: &Sources) {
        found.extend(std::mem::take(&mut self.found));
        found.sort();
        let found = found.without_repetition();
        self.failures.any |= found.has_errors();
        self.terminal.report(&found, sources);
    }
}
