//! All completions for one provider as cells, and what tells the cells apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::ProviderId;
use crate::eval::{Found, Winner, completions};
use crate::logic::{PartitionCell, QuestionId, QuestionSet, Subset};
use crate::program::{DatedRules, EncodedAnswers, Mode, Partial};

/// The most cells that are compared with one another; beyond it nothing is claimed to be settled.
const MAX_CELLS: usize = 2_000;

/// Cells that cover all completions of some answers, those that contradict them left out.
#[derive(Clone, Debug)]
pub(super) struct Partition {
    cells: Vec<PartitionCell<Found>>,
    complete: bool,
}

impl Partition {
    /// Explores what is open in a scope.
    pub(super) fn explore(
        dated: &DatedRules,
        encoded: &EncodedAnswers,
        provider: ProviderId,
        scope: Mode,
    ) -> Self {
        let (mut cells, mut seen) = (Vec::new(), 0);
        let partial = partial(dated, encoded, provider, scope);
        for leaf in completions(&partial).take(MAX_CELLS + 1) {
            seen += 1;
            cells.extend(leaf.result.map(|result| PartitionCell { space: leaf.space, result }));
        }
        Self { cells, complete: seen <= MAX_CELLS }
    }

    /// Adds what comes out in a scope until there are enough; false when there is more than can be looked at.
    pub(super) fn scan(
        dated: &DatedRules,
        encoded: &EncodedAnswers,
        provider: ProviderId,
        scope: Mode,
        winners: &mut BTreeSet<Winner>,
        enough: usize,
    ) -> bool {
        let partial = partial(dated, encoded, provider, scope);
        for (seen, leaf) in completions(&partial).enumerate() {
            if seen >= MAX_CELLS {
                return false;
            }
            winners.extend(leaf.result.map(|found| found.winner));
            if winners.len() >= enough {
                break;
            }
        }
        true
    }

    /// Whether the cells cover everything.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// The cells.
    pub(super) fn cells(&self) -> &[PartitionCell<Found>] {
        &self.cells
    }

    /// What comes out in some cell, repeats included.
    pub(super) fn winners(&self) -> impl Iterator<Item = Winner> + '_ {
        self.cells.iter().map(|cell| cell.result.winner)
    }

    /// Whether all that is known about a question is in the cells: some cell was cut at it, or none looks at it.
    pub(super) fn asks(&self, question: QuestionId) -> bool {
        let cut = |cell: &PartitionCell<Found>| cell.space.region(question).is_some();
        let read = |cell: &PartitionCell<Found>| cell.result.read.contains(question);
        self.complete && self.cells.iter().all(|cell| cut(cell) || !read(cell))
    }

    /// The cells that are left when a question has an answer.
    pub(super) fn narrowed(&self, question: QuestionId, code: i128) -> Self {
        let fits = |cell: &&PartitionCell<Found>| {
            cell.space.region(question).is_none_or(|region| region.contains(code))
        };
        Self { cells: self.cells.iter().filter(fits).cloned().collect(), complete: self.complete }
    }

    /// The questions that some cell was cut at.
    pub(super) fn cut(&self) -> BTreeSet<QuestionId> {
        self.cells.iter().flat_map(|cell| cell.space.iter().map(|(question, _)| question)).collect()
    }

    /// The questions that some cell looks at.
    pub(super) fn read(&self) -> QuestionSet {
        let mut all = QuestionSet::default();
        self.cells.iter().for_each(|cell| all.extend(cell.result.read));
        all
    }

    /// For every question, what comes out on both sides of it where its answer alone makes the difference. When there
    /// are too many cells to compare, every question that was cut is taken to make one.
    pub(super) fn influences(&self) -> BTreeMap<QuestionId, BTreeSet<Winner>> {
        let mut influences: BTreeMap<QuestionId, BTreeSet<Winner>> = BTreeMap::new();
        if !self.complete {
            let winners: BTreeSet<Winner> = self.winners().collect();
            return self.cut().into_iter().map(|question| (question, winners.clone())).collect();
        }
        for (at, a) in self.cells.iter().enumerate() {
            for b in self.cells.iter().skip(at + 1) {
                if a.result.winner != b.result.winner
                    && let Some(question) = apart(a, b)
                {
                    influences.entry(question).or_default().extend([a.result.winner, b.result.winner]);
                }
            }
        }
        influences
    }
}

/// The requirements that agree with what is stated.
fn partial<'p>(
    dated: &'p DatedRules,
    encoded: &EncodedAnswers,
    provider: ProviderId,
    scope: Mode,
) -> Partial<'p> {
    let program = dated.program();
    Partial::new(program, program.assign(encoded), provider, scope, QuestionSet::default())
}

/// The one question whose answers in two cells exclude each other; none when there are several.
fn apart(a: &PartitionCell<Found>, b: &PartitionCell<Found>) -> Option<QuestionId> {
    let region = |(question, region): (QuestionId, &Subset)| {
        b.space.region(question).is_some_and(|other| !region.meets(other)).then_some(question)
    };
    let mut apart = a.space.iter().filter_map(region);
    let first = apart.next();
    first.filter(|_| apart.next().is_none())
}
