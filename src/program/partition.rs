//! How the program parts the answers to its questions, and the order in which it comes to them.

use std::collections::BTreeSet;

use crate::graph::OutcomeId;
use crate::logic::{Op, QuestionId, QuestionSet};
use crate::pack::ConstraintId;

use super::cells::{Cell, CellSet, Encoding, Var};
use super::settle::row;
use super::tree::{Literal, Tree};
use super::{Asks, Program};

/// For each question, the literals that look at it.
#[derive(Debug)]
pub(crate) struct Tellers(Vec<Vec<(Var, CellSet)>>);

impl Tellers {
    fn of(&self, question: QuestionId) -> &[(Var, CellSet)] {
        invariant!(self.0.get(question.index()), "every question has a list of what looks at it")
    }
}

impl Program {
    /// The codes at which the answers to a question are cut: below, and from there on.
    pub(crate) fn cuts(&self, question: QuestionId) -> &[i128] {
        match &self.question(question).encoding {
            Encoding::Ranges { cuts, .. } => cuts,
            Encoding::Words { .. } | Encoding::Tests => &[],
        }
    }

    /// What tells answers apart: the literals of everything but some constraints.
    pub(crate) fn tellers(&self, apart: &BTreeSet<ConstraintId>) -> Tellers {
        let mut all = Tellers(vec![Vec::new(); self.questions.len()]);
        let mut note = |literal: &Literal| {
            let variable = self.variable(literal.var);
            // The conditions of a derivation are looked at themselves.
            if matches!(variable.asks, Asks::Derived(_)) {
                return;
            }
            let own =
                invariant!(all.0.get_mut(variable.question.index()), "a question is one of its program");
            for set in [&literal.sure, &literal.maybe] {
                if !own.iter().any(|(var, known)| *var == literal.var && known == set) {
                    own.push((literal.var, set.clone()));
                }
            }
        };
        let fallbacks = self.fallbacks.iter().flatten().filter_map(|it| it.when.as_ref()).flatten();
        let derived = self.derivations.iter().flat_map(|derived| &derived.trees);
        let arms = self.nodes.iter().flat_map(|node| &node.arms).map(|(guard, _)| guard);
        let entries = self.lists.iter().flat_map(|lists| lists.named.iter().flatten().chain(&lists.after));
        let named = entries.filter_map(|entry| entry.when.as_ref());
        let said = self.notes.of.iter().flatten();
        let definitions = self.definitions.derivations.iter().chain(&self.definitions.conflicts);
        let others = self.excluded.iter().chain(&self.conflicts).chain(said).chain(definitions);
        let checks = self.checks.all.iter().filter(|check| !apart.contains(&check.constraint));
        let checked =
            checks.flat_map(|check| [&check.when, &check.need, &check.fails].into_iter().chain(&check.parts));
        let trees = fallbacks.chain(derived).chain(arms).chain(named).chain(others).chain(checked);
        trees.for_each(|tree| tree.each_literal(&mut note));
        all
    }

    /// The words of a set that are tested together by some of what tells answers apart.
    pub(crate) fn masks<'a>(
        &'a self,
        question: QuestionId,
        tellers: &'a Tellers,
    ) -> impl Iterator<Item = u128> + 'a {
        let tests = self.question(question).tests.iter();
        let is_asked = move |test: &&super::Tested| {
            test.vars.iter().flatten().any(|var| tellers.of(question).iter().any(|(other, _)| other == var))
        };
        tests.filter(is_asked).filter_map(|test| match test.op {
            Op::HasAll(mask) | Op::HasAny(mask) | Op::Within(mask) => Some(mask),
            Op::Equals(code) => Some(code.cast_unsigned()),
            _ => None,
        })
    }

    /// What is told of an answer: answers with the same are never told apart.
    pub(crate) fn settled_elsewhere(&self, question: QuestionId, code: i128, tellers: &Tellers) -> Vec<bool> {
        let of = tellers.of(question).iter();
        of.map(|(var, set)| set.has(self.stated_cell(*var, code))).collect()
    }

    fn passes(&self, question: QuestionId, code: i128, column: Option<u16>, op: Op) -> bool {
        let code = match column {
            Some(column) => row(&self.question(question).domain, code, column),
            None => Some(code),
        };
        code.is_some_and(|code| op.holds(code))
    }

    /// The cell of a variable when its question is stated.
    pub(super) fn stated_cell(&self, var: Var, code: i128) -> Cell {
        let variable = self.variable(var);
        match variable.asks {
            Asks::Derived(_) => variable.unknown(),
            Asks::Answered => 1,
            Asks::Test(column, op) => Cell::from(self.passes(variable.question, code, column, op)),
            Asks::Value => self.question(variable.question).encoding.cell_of(code),
        }
    }

    /// The questions in the order in which the program comes to them, each after those that what stands in for it rests on:
    /// those of the walk, of conflicts, of candidates, then of checks, constraint by constraint.
    pub(crate) fn order(&self) -> Vec<QuestionId> {
        let mut order = Order {
            program: self,
            questions: QuestionSet::default(),
            derived: Vec::new(),
            found: Vec::new(),
        };
        let arms = self.nodes.iter().flat_map(|node| &node.arms);
        arms.for_each(|(guard, _)| order.tree(guard));
        self.conflicts.iter().for_each(|conflict| order.tree(conflict));
        let outcomes = self.lists.first().map_or(0, |lists| lists.named.len());
        for outcome in (0..outcomes).map(OutcomeId::nth) {
            let named = self.lists.iter().flat_map(|lists| lists.of(outcome));
            named.filter_map(|entry| entry.when.as_ref()).for_each(|when| order.tree(when));
        }
        let mut checks: Vec<_> = self.checks.all.iter().collect();
        checks.sort_by_key(|check| check.constraint);
        for check in checks {
            order.tree(&check.when);
            order.tree(&check.need);
        }
        (0..self.questions.len()).map(QuestionId::nth).for_each(|question| order.question(question));
        order.found
    }

    /// The questions that the needs of some constraints look at themselves.
    pub(crate) fn needed_by(&self, constraints: impl Fn(ConstraintId) -> bool) -> QuestionSet {
        let mut all = QuestionSet::default();
        for check in self.checks.all.iter().filter(|check| constraints(check.constraint)) {
            check.need.each_literal(&mut |literal| {
                let variable = self.variable(literal.var);
                if !matches!(variable.asks, Asks::Derived(_)) {
                    all.insert(variable.question);
                }
            });
        }
        all
    }
}

struct Order<'p> {
    program: &'p Program,
    questions: QuestionSet,
    derived: Vec<usize>,
    found: Vec<QuestionId>,
}

impl<'p> Order<'p> {
    // INVARIANT (acyclic): compiling a pack refuses circles of fallbacks and of derivations.
    fn tree(&mut self, tree: &'p Tree) {
        let mut vars = Vec::new();
        tree.each_literal(&mut |literal| vars.push(literal.var));
        for var in vars {
            let variable = self.program.variable(var);
            match variable.asks {
                Asks::Derived(at) if self.derived.contains(&at) => {}
                Asks::Derived(at) => {
                    self.derived.push(at);
                    self.program.derivation(at).trees.iter().for_each(|tree| self.tree(tree));
                }
                _ => self.question(variable.question),
            }
        }
    }

    fn question(&mut self, question: QuestionId) {
        if self.questions.contains(question) {
            return;
        }
        self.questions.insert(question);
        for fallback in self.program.fallbacks_of(question) {
            fallback.when.iter().flatten().for_each(|tree| self.tree(tree));
        }
        self.found.push(question);
    }
}
