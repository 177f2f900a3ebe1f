//! A program as bytes: those of the packs of the binary are compiled when they are written, not at every start.

use crate::logic::Domain;
use crate::pack::CompiledPack;

use super::Program;

/// The domain of a question until the pack says it.
pub(super) fn nothing() -> Domain {
    Domain::Words(0)
}

impl Program {
    /// The program as bytes that [`Self::thaw`] reads; the same program is the same bytes.
    #[must_use]
    pub fn freeze(&self) -> Vec<u8> {
        // INVARIANT (plain data): there is nothing in a program that has no form as bytes, and a vector takes everything.
        invariant!(postcard::to_allocvec(self).ok(), "a program can be written as bytes")
    }

    /// The program that was frozen; none where the bytes are those of something else.
    #[must_use]
    pub fn thaw(bytes: &[u8]) -> Option<Thawed> {
        postcard::from_bytes(bytes).ok().map(Thawed)
    }
}

/// A program as its bytes say it, which say no more of its questions than it needs: the rest is in the pack.
#[derive(Debug)]
pub struct Thawed(Program);

impl Thawed {
    /// The program of its pack; none where it is that of another one.
    #[must_use]
    pub fn of(self, pack: &CompiledPack) -> Option<Program> {
        let Self(mut program) = self;
        if program.questions.len() != pack.questions().count() {
            return None;
        }
        for (question, (_, asked)) in program.questions.iter_mut().zip(pack.questions()) {
            question.domain = asked.domain().clone();
        }
        Some(program)
    }
}
