//! Running a computation over everything that is open, exactly.
//!
//! A computation that meets an open question stops with a [`Fork`]; it is run again on both sides
//! of the cut. What comes out is a partition: disjoint spaces that cover all completions, each
//! with the one result that holds everywhere in it.

use super::{Cut, QuestionId, Region, Space, Test, Truth};

/// A question that has to be cut before a computation can go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The question.
    pub question: QuestionId,
    /// Where to cut it.
    pub cut: Cut,
}

/// One cell of the partition.
#[derive(Clone, Debug)]
pub struct Leaf<R> {
    /// The completions it stands for.
    pub space: Space,
    /// The result in all of them.
    pub result: R,
}

/// The most cells that one exploration may have.
pub const MAX_LEAVES: usize = 20_000;

/// What a computation sees of one space: tests of open questions.
#[derive(Clone, Debug)]
pub struct Probe<'a> {
    space: &'a Space,
    open: Option<(QuestionId, Cut)>,
}

impl<'a> Probe<'a> {
    /// A probe of a space, nothing tested yet.
    #[must_use]
    pub fn new(space: &'a Space) -> Self {
        Self { space, open: None }
    }

    /// The truth of a test; `whole` is the region of its question while that is not cut. Unknown when the space has to be cut,
    /// and then the first such cut is remembered.
    pub fn test(&mut self, test: &Test, whole: impl FnOnce() -> Region) -> Truth {
        let settled = match self.space.region(test.question) {
            Some(region) => region.test(test.column, test.op),
            None => whole().test(test.column, test.op),
        };
        match settled {
            Ok(truth) => truth,
            Err(cut) => {
                self.open.get_or_insert((test.question, cut));
                Truth::Unknown
            }
        }
    }

    /// The first cut that was met since the last call.
    pub fn take_open(&mut self) -> Option<(QuestionId, Cut)> {
        self.open.take()
    }
}

/// Runs `compute` over a whole space; `whole` gives the region of a question when it is first cut.
/// None when there would be more than [`MAX_LEAVES`] cells. Cells come in a fixed order.
pub fn explore<R>(
    start: Space,
    whole: impl Fn(QuestionId) -> Region,
    compute: impl FnMut(&Space) -> Result<R, Fork>,
) -> Option<Vec<Leaf<R>>> {
    let leaves: Vec<Leaf<R>> = cells(start, whole, compute).take(MAX_LEAVES + 1).collect();
    (leaves.len() <= MAX_LEAVES).then_some(leaves)
}

/// The same, cell by cell: for those who may have seen enough before the end.
pub fn cells<R>(
    start: Space,
    whole: impl Fn(QuestionId) -> Region,
    mut compute: impl FnMut(&Space) -> Result<R, Fork>,
) -> impl Iterator<Item = Leaf<R>> {
    let mut waiting = vec![start];
    std::iter::from_fn(move || {
        // Depth first: what waits is one part for each cut above the present space.
        while let Some(space) = waiting.pop() {
            match compute(&space) {
                Ok(result) => return Some(Leaf { space, result }),
                Err(Fork { question, cut }) => {
                    let region = space.region(question).cloned().unwrap_or_else(|| whole(question));
                    let (first, second) = region.cut(&cut);
                    waiting
                        .extend([second, first].into_iter().flatten().map(|part| space.with(question, part)));
                }
            }
        }
        None
    })
}
