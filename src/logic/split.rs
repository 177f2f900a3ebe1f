//! The parts of an answer space: where one has to be cut, and what came out in each.

use super::{AnswerBox, Cut, QuestionId};

/// A question that has to be cut before a computation can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The question.
    pub question: QuestionId,
    /// Where to cut it.
    pub cut: Cut,
}

/// One part of a partition.
#[derive(Clone, Debug)]
pub struct PartitionCell<R> {
    /// The completions it stands for.
    pub space: AnswerBox,
    /// The result in all of them.
    pub result: R,
}

/// The most parts that one partition may have.
pub const MAX_PARTITION_CELLS: usize = 20_000;
