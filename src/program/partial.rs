//! Many requirements at once: some questions are open, and what comes out is the same for all of them, or they are cut.

use std::rc::Rc;

use crate::catalog::ProviderId;
use crate::logic::{Fork, Leaf, QuestionId, QuestionSet, Region, Space};

use super::cells::Cell;
use super::open::Open;
use super::{Assignment, Program};

/// Which questions are open.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    /// Those of the space, and no others.
    Varied,
    /// All that nobody settled: what is assumed can be stated or left as it is, what is not known is stated.
    Completions {
        /// Nobody will answer these: whatever stands in for an answer stays.
        held: QuestionSet,
        /// These may still be answered, though a default stands in for them.
        opened: QuestionSet,
    },
}

impl Mode {
    /// Everything that is assumed or not known.
    #[must_use]
    pub fn completions() -> Self {
        Self::Completions { held: QuestionSet::default(), opened: QuestionSet::default() }
    }
}

/// Requirements that agree in what is stated, for the walk of one provider.
#[derive(Clone, Debug)]
pub struct Partial<'p> {
    pub(super) program: &'p Program,
    pub(super) base: Assignment,
    pub(super) mode: Mode,
    /// Questions whose answers are not the same in all of them.
    pub(super) loose: QuestionSet,
    /// For each deployment that is ruled out in all of them, the questions of a check that does it.
    pub(super) fixed: Vec<Option<QuestionSet>>,
}

impl<'p> Partial<'p> {
    /// What agrees with an assignment, some questions being open. `varied` are those that spaces will say something of.
    #[must_use]
    pub fn new(
        program: &'p Program,
        mut base: Assignment,
        provider: ProviderId,
        mode: Mode,
        varied: QuestionSet,
    ) -> Self {
        program.enter(&mut base, provider);
        let mut loose = varied;
        if let Mode::Completions { held, opened } = mode {
            loose.extend(opened);
            program.may_open.each(|question| {
                if !base.stated.contains(question) && !held.contains(question) {
                    loose.insert(question);
                }
            });
        }
        let fixed = program.checks.fixed(loose, &base.cells);
        Self { program, base, mode, loose, fixed }
    }

    /// Everything that a question can be answered with.
    pub(super) fn whole(&self, question: QuestionId) -> Region {
        match self.program.question(question) {
            Some(known) => known.domain.whole(),
            None => Region::Absent,
        }
    }

    /// Runs something over everything that is open: disjoint spaces, each with what comes out everywhere in it.
    ///
    /// Depth first, in a fixed order: what waits is one part for each cut above the present space.
    pub fn explore<'s, R: 's>(
        &'s self,
        start: Space,
        mut compute: impl FnMut(&mut Open<'_, 'p>) -> Result<R, Fork> + 's,
    ) -> impl Iterator<Item = Leaf<R>> + 's {
        let mut memo = Memo::new(self.program);
        let mut waiting = vec![start];
        std::iter::from_fn(move || {
            while let Some(space) = waiting.pop() {
                memo.keep(self.program, &space);
                let mut open = Open {
                    of: self,
                    space: &space,
                    memo: &mut memo,
                    read: QuestionSet::default(),
                    uncut: Vec::new(),
                    before: QuestionSet::default(),
                    stood: Vec::new(),
                };
                match compute(&mut open) {
                    Ok(result) => return Some(Leaf { space, result }),
                    Err(Fork { question, cut }) => {
                        let uncut = open.uncut.into_iter().find(|(other, _)| *other == question);
                        let region = space.region(question).cloned().or(uncut.map(|(_, region)| region));
                        let (first, second) = region.unwrap_or_else(|| self.whole(question)).cut(&cut);
                        let parts = [second, first].into_iter().flatten();
                        waiting.extend(parts.map(|part| space.with(question, part)));
                    }
                }
            }
            None
        })
    }
}

/// What is known of a variable.
#[derive(Clone, Debug)]
pub(super) enum Known {
    One(Cell),
    /// Any of these, in order; the last stands in for an answer where the region says that there may be none.
    Many(Rc<[Cell]>),
}

impl Known {
    pub(super) fn all(&self, mut passes: impl FnMut(Cell) -> bool) -> bool {
        match self {
            Self::One(cell) => passes(*cell),
            Self::Many(cells) => cells.iter().all(|cell| passes(*cell)),
        }
    }

    pub(super) fn any(&self, mut passes: impl FnMut(Cell) -> bool) -> bool {
        match self {
            Self::One(cell) => passes(*cell),
            Self::Many(cells) => cells.iter().any(|cell| passes(*cell)),
        }
    }
}

/// What has been worked out in one space.
#[derive(Debug)]
pub(super) struct Memo {
    pub(super) vars: Vec<Option<Known>>,
    pub(super) known: Vec<usize>,
    pub(super) any: Vec<u64>,
    pub(super) all: Vec<u64>,
    pub(super) cells: Vec<Cell>,
    /// The space that it was worked out in.
    space: Space,
}

impl Memo {
    fn new(program: &Program) -> Self {
        let vars = vec![None; program.variables.len()];
        Self {
            vars,
            known: Vec::new(),
            any: Vec::new(),
            all: Vec::new(),
            cells: Vec::new(),
            space: Space::default(),
        }
    }

    /// Goes on in another space: what rests on the questions in which the two differ is forgotten.
    fn keep(&mut self, program: &Program, space: &Space) {
        let differ = self.space.differs(space);
        self.space = space.clone();
        let vars = &mut self.vars;
        self.known.retain(|at| {
            let stays = program.behind.get(*at).is_some_and(|behind| !behind.meets(differ));
            if !stays && let Some(slot) = vars.get_mut(*at) {
                *slot = None;
            }
            stays
        });
    }
}
