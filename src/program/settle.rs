//! One requirement as cells: what is stated, and what stands in for the rest.

use crate::catalog::ProviderId;
use crate::logic::{Domain, QuestionId, QuestionSet};
use crate::pack::FallbackId;

use super::cells::{ASSUMED, Asks, CELL, Cell, Encoding, RESTS, UNKNOWN, Var};
use super::own::{cell, has, put};
use super::tree::Tree;
use super::{DeploymentId, EncodedAnswers, Program, Step, View};

/// The cells of one requirement. It can be used again for the next one: then nothing is allocated.
#[derive(Debug, Default)]
pub struct Assignment {
    pub(super) cells: Vec<Cell>,
    pub(super) stated: QuestionSet,
    /// The provider whose walk is being looked at.
    pub(super) provider: Option<ProviderId>,
    /// The deployments that are ruled out, a bit each.
    pub(super) out: Vec<u64>,
}

impl Clone for Assignment {
    fn clone(&self) -> Self {
        let mut clone = Self::default();
        clone.clone_from(self);
        clone
    }

    /// What is there already is used again.
    fn clone_from(&mut self, other: &Self) {
        let Self { cells, stated, provider, out } = other;
        self.cells.clone_from(cells);
        self.out.clone_from(out);
        (self.stated, self.provider) = (*stated, *provider);
    }
}

/// The fallback that stands in for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectiveAnswer {
    /// Which of its question.
    pub id: FallbackId,
    /// Whether it is a guess.
    pub is_assumed: bool,
    /// Its code; none for `none`.
    pub value: Option<i128>,
}

impl Assignment {
    /// The cell of a variable, without flags.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT (own variables): an assignment has a cell for each variable"
    )]
    pub(super) fn cell(&self, var: Var) -> Cell {
        self.cells[var.index()] & CELL
    }

    /// The same with flags.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT (own variables): an assignment has a cell for each variable"
    )]
    pub(super) fn flagged(&self, var: Var) -> Cell {
        self.cells[var.index()]
    }

    /// Looks cells up, and gathers their flags.
    #[inline]
    pub(super) fn seen<'a>(&'a self, flags: &'a mut Cell) -> impl FnMut(Var) -> Cell + 'a {
        |var| {
            let cell = self.flagged(var);
            *flags |= cell;
            cell & CELL
        }
    }

    /// Whether a deployment is ruled out.
    #[inline]
    #[must_use]
    pub fn is_out(&self, deployment: DeploymentId) -> bool {
        let at = deployment.index();
        has(&self.out, at)
    }

    /// The questions with a stated answer.
    #[must_use]
    pub fn stated(&self) -> QuestionSet {
        self.stated
    }
}

impl Program {
    /// The cells of a requirement.
    #[must_use]
    pub fn assign(&self, encoded: &EncodedAnswers) -> Assignment {
        let mut assignment = Assignment::default();
        self.assign_to(&mut assignment, encoded);
        assignment
    }

    /// The same, into an assignment that is there already.
    pub fn assign_to(&self, assignment: &mut Assignment, encoded: &EncodedAnswers) {
        self.clear(assignment);
        for question in encoded.stated() {
            if let Some(code) = encoded.code(question) {
                self.state(assignment, question, code, |column| encoded.column(question, column));
            }
        }
        self.finish(assignment);
    }

    /// Nothing is stated.
    pub(crate) fn clear(&self, assignment: &mut Assignment) {
        assignment.cells.clear();
        assignment.cells.extend_from_slice(&self.template);
        assignment.stated = QuestionSet::default();
        assignment.provider = None;
    }

    /// States an answer by its code; `column` gives the cells of the row that it is, where it is one.
    pub(crate) fn state(
        &self,
        assignment: &mut Assignment,
        question: QuestionId,
        code: i128,
        column: impl Fn(u16) -> Option<i128>,
    ) {
        assignment.stated.insert(question);
        self.put(&mut assignment.cells, question, code, column);
    }

    /// The same requirement with some answers stated as well, by their codes, into another assignment.
    pub(crate) fn stated_too(
        &self,
        base: &Assignment,
        answers: &[(QuestionId, i128)],
        into: &mut Assignment,
    ) {
        into.clone_from(base);
        let mut changed = QuestionSet::default();
        for (question, code) in answers {
            changed.insert(*question);
            self.state(into, *question, *code, |column| self.cell_of(*question, *code, column));
        }
        self.settle_from(changed, into);
        let Assignment { cells, stated, out, .. } = into;
        self.checks.rule_out(*stated, cells, out);
    }

    #[inline]
    pub(super) fn put(
        &self,
        cells: &mut [Cell],
        question: QuestionId,
        code: i128,
        column: impl Fn(u16) -> Option<i128>,
    ) {
        let known = self.question(question);
        let mut set = |var: Option<Var>, cell: Cell| {
            if let Some(var) = var {
                put(cells, var, cell);
            }
        };
        if let Encoding::Tests = known.encoding {
            set(known.answered, 1);
            for tested in &known.tests {
                let code = if let Some(at) = tested.column { column(at) } else { Some(code) };
                let passes = code.is_some_and(|code| tested.op.holds(code));
                tested.vars.iter().for_each(|var| set(*var, Cell::from(passes)));
            }
        } else {
            let cell = known.encoding.cell_of(code);
            known.value.iter().for_each(|var| set(*var, cell));
        }
    }

    /// Settles what stands in for all that was not stated, and what is ruled out.
    pub(crate) fn finish(&self, assignment: &mut Assignment) {
        self.settle_all(assignment);
        let Assignment { cells, stated, out, .. } = assignment;
        self.checks.rule_out(*stated, cells, out);
    }

    fn settle_all(&self, assignment: &mut Assignment) {
        self.settle_from(assignment.stated, assignment);
    }

    /// Settles what rests on some questions.
    pub(super) fn settle_from(&self, changed: QuestionSet, assignment: &mut Assignment) {
        let mut again = [0_u64; 8];
        let mut more = Vec::new();
        let words = super::bits(self.steps.len());
        let again: &mut [u64] = if words <= again.len() {
            invariant!(again.get_mut(..words), "fewer words than there are")
        } else {
            more.resize(words, 0);
            &mut more
        };
        changed.each(|question| {
            let triggers = self.triggers.get(question.index());
            let triggers = invariant!(triggers, "it is known what every question settles anew");
            again.iter_mut().zip(triggers).for_each(|(word, bits)| *word |= bits);
        });
        for (at, word) in again.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                let step = at * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                match invariant!(self.steps.get(step), "there is a step for every bit") {
                    Step::Question(question) if assignment.stated.contains(*question) => {}
                    step => self.settle(*step, &mut assignment.cells),
                }
            }
        }
    }

    /// From now on the walk of a provider is looked at.
    pub fn enter(&self, assignment: &mut Assignment, provider: ProviderId) {
        assignment.provider = Some(provider);
        let Some(walk) = self.walk else { return };
        self.put(&mut assignment.cells, walk, i128::from(provider.0), |_| None);
        if self.by_provider {
            // What stands in for answers depends on who is asked: everything is settled anew.
            let mut stated = assignment.stated;
            stated.insert(walk);
            std::mem::swap(&mut stated, &mut assignment.stated);
            self.finish(assignment);
            assignment.stated = stated;
        }
    }

    /// The fallback that stands in for a question in a view, under some cells.
    pub(super) fn standing_in(
        &self,
        question: QuestionId,
        view: View,
        mut cell: impl FnMut(Var) -> Cell,
    ) -> Option<EffectiveAnswer> {
        for (id, fallback) in FallbackId::of(self.fallbacks_of(question)) {
            let applies = match &fallback.when {
                // What nobody stated binds nothing.
                None if view == View::Asserted => return None,
                None => true,
                Some([walk, _]) => walk.surely(&mut cell),
            };
            // The first whose condition holds decides, and binds if it is no guess and its condition rests on none.
            let binds = |[_, binding]: &[Tree; 2]| !fallback.is_assumed && binding.surely(&mut cell);
            if applies && view == View::Asserted && !fallback.when.as_ref().is_some_and(binds) {
                return None;
            }
            if applies {
                return Some(EffectiveAnswer { id, is_assumed: fallback.is_assumed, value: fallback.value });
            }
        }
        None
    }

    /// Computes what stands in for a question, or what a derivation comes to.
    pub(super) fn settle(&self, step: Step, cells: &mut [Cell]) {
        match step {
            Step::Question(question) => {
                for view in [View::Effective, View::Asserted] {
                    let mut seen = Seen { cells, flags: 0 };
                    let standing = self.standing_in(question, view, |var| seen.cell(var));
                    let rests = seen.rests();
                    self.effective_fallback(question, view, standing, |var, cell| {
                        put(cells, var, cell | rests);
                    });
                }
            }
            Step::Derived(at) => {
                let derived = self.derivation(at);
                for (var, tree) in derived.vars.iter().zip(&derived.trees) {
                    let mut seen = Seen { cells, flags: 0 };
                    let cell = derived_cell(tree, |var| seen.cell(var));
                    let rests = seen.rests();
                    put(cells, *var, cell | rests);
                }
            }
        }
    }

    /// Gives every variable of a question in a view its cell for what stands in.
    pub(super) fn effective_fallback(
        &self,
        question: QuestionId,
        view: View,
        standing: Option<EffectiveAnswer>,
        mut set: impl FnMut(Var, Cell),
    ) {
        let known = self.question(question);
        let side = view as usize;
        if let Some(var) = known.value.get(side).copied().flatten() {
            set(var, self.standing_cell(var, standing));
        }
        for tested in &known.tests {
            if let Some(var) = tested.vars.get(side).copied().flatten() {
                set(var, self.standing_cell(var, standing));
            }
        }
    }

    /// The cell of a variable for what stands in for its question, with flags.
    pub(super) fn standing_cell(&self, var: Var, standing: Option<EffectiveAnswer>) -> Cell {
        let variable = self.variable(var);
        let known = self.question(variable.question);
        let Some(standing) = standing else {
            return match variable.asks {
                Asks::Answered => 0,
                _ => variable.unknown() | UNKNOWN,
            };
        };
        let flag = if standing.is_assumed { ASSUMED } else { 0 };
        let cell = match (variable.asks, standing.value) {
            (Asks::Answered | Asks::Derived(_), _) => return 0,
            (_, None) => variable.none(),
            (Asks::Test(column, op), Some(code)) => {
                let code =
                    if let Some(column) = column { row(&known.domain, code, column) } else { Some(code) };
                variable.effective_cell(usize::from(code.is_some_and(|code| op.holds(code))))
            }
            (Asks::Value, Some(code)) => variable.effective_cell(known.encoding.cell(code)),
        };
        cell | flag
    }
}

/// Cells that are being looked at, and the flags of those that were.
struct Seen<'c> {
    cells: &'c [Cell],
    flags: Cell,
}

impl Seen<'_> {
    fn cell(&mut self, var: Var) -> Cell {
        let cell = cell(self.cells, var);
        self.flags |= cell;
        cell & CELL
    }

    /// The flag of what comes of it.
    fn rests(&self) -> Cell {
        if self.flags & (ASSUMED | RESTS) == 0 { 0 } else { RESTS }
    }
}

impl Program {
    /// The code of a column of the row that a code of a question stands for.
    pub(super) fn cell_of(&self, question: QuestionId, code: i128, column: u16) -> Option<i128> {
        row(&self.question(question).domain, code, column)
    }

    /// What the rules' tests say of a row that answers a question: rows that are alike in it are told apart by no rule.
    pub(crate) fn row_signature(&self, question: QuestionId, row: usize) -> Vec<bool> {
        let known = self.question(question);
        let Domain::Rows(rows) = &known.domain else { return Vec::new() };
        let code = |column: Option<u16>| match column {
            None => i128::try_from(row).ok(),
            Some(column) => rows.cell(row, column),
        };
        known
            .tests
            .iter()
            .map(|tested| code(tested.column).is_some_and(|code| tested.op.holds(code)))
            .collect()
    }
}

/// The code of a column of a row.
pub(super) fn row(domain: &Domain, row: i128, column: u16) -> Option<i128> {
    let Domain::Rows(rows) = domain else { return None };
    rows.cell(usize::try_from(row).ok()?, column)
}

/// The cell of a derivation.
fn derived_cell(tree: &super::tree::Tree, mut cell: impl FnMut(Var) -> Cell) -> Cell {
    match tree.truth(&mut cell) {
        crate::logic::Truth::False => 0,
        crate::logic::Truth::True => 1,
        crate::logic::Truth::Unknown => 2 | UNKNOWN,
    }
}
