//! Inputs to workloads, answered on threads, and taken in the order of the inputs.
//!
//! One thread reads and cuts what it reads into [`block::Block`]s, several answer them, and the one that was there
//! before takes the answers in order. A block has a channel of its own for its answers; the channels stand in a queue of
//! bounded length, in the order of the input. So the order is kept without sorting, and the reader waits as soon as
//! [`BLOCKS_PER_THREAD`] blocks for each thread are on their way: memory is bounded whatever the length of the input.

mod answering;
mod block;
mod reading;
mod taking;
#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::{io, thread};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources};
use crate::eval::{self, Evaluation};
use crate::facade::Providers;
use crate::program::DatedRules;
use crate::report::{Context, FailedRecord};
use crate::requirement::Overrides;
use crate::requirement::{RawRequirement, Requirement, check};

use super::failure::Failure;
use super::origin::Origin;
use super::terminal::Terminal;
use answering::Crew;
use reading::Reader;
use taking::Taking;

/// Threads that may be asked for.
const MAX_THREADS: u16 = 64;

/// Blocks that are on their way at most, from the first line read to the last answer taken. Two, so that a thread whose
/// answers have to wait for those of another one can go on.
const BLOCKS_PER_THREAD: usize = 2;

/// Bytes of stack of each thread: what the first thread of a program usually has.
const STACK: usize = 8 << 20;

/// How many threads answer.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Threads {
    /// Answer on so many threads; without this, as many as there are processors
    ///
    /// The output is the same for any number.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=i64::from(MAX_THREADS)))]
    threads: Option<u16>,
}

impl Threads {
    fn count(self) -> usize {
        let processors = || thread::available_parallelism().map_or(1, NonZeroUsize::get);
        self.threads.map_or_else(processors, usize::from).min(usize::from(MAX_THREADS))
    }
}

/// What every workload is answered with.
pub(super) struct Settings<'a> {
    pub(super) dated: &'a DatedRules,
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
        let mut evaluation = eval::evaluate(self.dated, requirement.encoded());
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

/// What a command does with each workload, on any thread.
pub(super) trait Work: Sync {
    /// What comes of one workload.
    type Answer: Send + 'static;

    /// How many workloads a thread takes at once. The first blocks are smaller: the first answers come soon, and
    /// the work of a few is shared.
    const BLOCK: usize;

    /// Answers one workload.
    ///
    /// # Errors
    /// What is wrong with it all the same.
    fn answer(&self, workload: Workload<'_>) -> Result<Self::Answer, Diagnostics>;

    /// What an ordinary line is read into, where it can be answered without having been read as a file; `()` where it cannot.
    type Straight: Default;

    /// Reads such a line; false where it has to be read as a file.
    fn read(&self, _: &str, _: &mut Self::Straight) -> bool {
        false
    }

    /// Answers what was read; `name` is for a workload without one. None where nothing is ever read so.
    fn answer_read(&self, _: &mut Self::Straight, _: &dyn Fn() -> String) -> Option<Self::Answer> {
        None
    }
}

/// What could not be read or checked in a run.
#[derive(Debug, Default)]
pub(super) struct Failures {
    /// Whether there was an error at all.
    pub(super) any: bool,
    /// The errors that were shown, workload by workload.
    pub(super) records: Vec<FailedRecord>,
}

/// A run over inputs.
pub(super) struct Answering<'a> {
    pub(super) settings: &'a Settings<'a>,
    /// The files of the rules and the flags.
    pub(super) sources: Sources,
    pub(super) threads: Threads,
}

impl Answering<'_> {
    /// Answers everything in all inputs and takes the answers in their order; gives what could not be
    /// read or checked.
    ///
    /// # Errors
    /// Those of taking, and that no thread can be started.
    pub(super) fn all<W: Work>(
        self,
        origins: Vec<Origin>,
        work: &W,
        terminal: &mut Terminal,
        take: impl FnMut(W::Answer, &mut Terminal) -> Result<(), Failure>,
    ) -> Result<Failures, Failure> {
        let Self { settings, sources, threads } = self;
        let threads = threads.count();
        // One block more is on its way while the reader waits for room in the queue, and one while it is taken.
        let (turns, queue) = mpsc::sync_channel(threads * BLOCKS_PER_THREAD - 2);
        let (blocks, waiting) = mpsc::channel();
        let stop = AtomicBool::new(false);
        let broken = OnceLock::new();
        let teller = terminal.teller();
        let crew = Crew { settings, work, sources: &sources, teller, stop: &stop, broken: &broken };
        let ended = thread::scope(|scope| {
            // Gone with what goes on here: no thread waits for blocks of a run that has stopped.
            let blocks = blocks;
            let started = answering::start(scope, crew, Arc::new(Mutex::new(waiting)), threads);
            let reader = Reader::new(sources.clone(), turns, blocks.clone(), W::BLOCK);
            // Nobody waits for the reader when a run ends early: it may be waiting for a line that never comes.
            let reader = started.and_then(|()| builder().spawn(move || reader.all(&origins)));
            let ended = match &reader {
                Ok(_) => Taking::new(terminal, take).all(&queue),
                Err(error) => Err(no_thread(error)),
            };
            drop(queue);
            stop.store(true, Ordering::Relaxed);
            for _ in 0..threads {
                // Threads that are gone need not be told.
                blocks.send(None).unwrap_or_default();
            }
            if let (Ok(reader), Ok(_)) = (reader, &ended) {
                reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            }
            ended
        });
        // A thread that stopped before its end explains everything that is missing after it.
        broken.get().map_or(ended, |broken| Err(broken.finding().into()))
    }
}

fn builder() -> thread::Builder {
    thread::Builder::new().stack_size(STACK)
}

fn no_thread(error: &io::Error) -> Failure {
    let finding = Diagnostic::general(Code::TooMany, format!("cannot start a thread: {error}"));
    finding.help("the system allows no more of them: end other programs, or raise its limit").into()
}
