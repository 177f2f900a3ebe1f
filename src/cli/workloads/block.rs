//! What goes from thread to thread.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender, SyncSender};

use crate::diagnostic::{Diagnostics, Sources};
use crate::report::FailedRecord;
use crate::requirement::RawRequirement;

use super::super::input::Line;

/// Pieces that a thread hands over at once: a block has about as many, but one line may hold thousands of workloads.
const TOGETHER: usize = 64;

/// An input that is being read.
pub(super) struct Stream {
    /// What people call it.
    pub(super) name: String,
    /// What workloads without a name are called.
    pub(super) stem: String,
    /// Set when so many errors of it were shown that no more will be.
    pub(super) enough: AtomicBool,
}

impl Stream {
    /// The name of a workload that has none, by its number from 1: the file's, then with `#2`, `#3`.
    pub(super) fn name_of(&self, number: usize) -> String {
        if number == 1 { self.stem.clone() } else { format!("{}#{number}", self.stem) }
    }
}

/// A part of an input that one thread answers.
pub(super) struct Block<A> {
    pub(super) stream: Arc<Stream>,
    pub(super) content: Content,
    pub(super) outbox: Outbox<A>,
}

/// What is in a block.
pub(super) enum Content {
    /// Lines that are still to be read.
    Lines(Vec<Line>, Count),
    /// Workloads of one text that has been read, with their numbers; the text is in the sources.
    Workloads(Vec<(usize, RawRequirement)>, Arc<Sources>),
}

/// How many workloads were before those of a block: one line may hold several, so nobody knows before all lines up to
/// there are read.
pub(super) struct Count {
    pub(super) before: Receiver<usize>,
    pub(super) after: Sender<usize>,
}

/// What comes of a block, in the order of the input.
pub(super) enum Piece<A> {
    /// An answer.
    Answer(A),
    /// What is wrong with one line: how many findings, whether there is an error, and how they look.
    Told { findings: usize, errors: bool, drawn: Vec<u8>, failed: Vec<FailedRecord> },
    /// What is wrong with a workload of a text, to be told with everything else that is.
    Found(Diagnostics, FailedRecord),
}

/// Some pieces of a block.
pub(super) struct Delivery<A> {
    pub(super) pieces: Vec<Piece<A>>,
    /// Whether they are the last ones.
    pub(super) last: bool,
}

/// Nobody wants to hear the rest any more.
pub(super) struct Gone;

impl<T> From<std::sync::mpsc::SendError<T>> for Gone {
    fn from(_: std::sync::mpsc::SendError<T>) -> Self {
        Self
    }
}

/// Where the pieces of a block go.
pub(super) struct Outbox<A> {
    to: SyncSender<Delivery<A>>,
    pieces: Vec<Piece<A>>,
}

impl<A> Outbox<A> {
    pub(super) fn new(to: SyncSender<Delivery<A>>) -> Self {
        Self { to, pieces: Vec::new() }
    }

    /// Adds a piece; waits while nobody takes those before it.
    pub(super) fn push(&mut self, piece: Piece<A>) -> Result<(), Gone> {
        self.pieces.push(piece);
        if self.pieces.len() < TOGETHER { Ok(()) } else { self.deliver(false) }
    }

    /// Says that there are no more.
    pub(super) fn close(mut self) -> Result<(), Gone> {
        self.deliver(true)
    }

    fn deliver(&mut self, last: bool) -> Result<(), Gone> {
        Ok(self.to.send(Delivery { pieces: std::mem::take(&mut self.pieces), last })?)
    }
}

/// What happens next, in the order of the input.
pub(super) enum Turn<A> {
    /// The pieces of a block come.
    Block(Arc<Stream>, Receiver<Delivery<A>>),
    /// An input cannot be read, or has ended: what is wrong with it beside what its blocks found.
    Found(Diagnostics, Vec<FailedRecord>, Arc<Sources>),
    /// Lines have ended.
    LinesEnd(Arc<Stream>),
}
