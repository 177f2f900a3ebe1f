//! The way that a walk took, and what it looked at.

use std::collections::BTreeSet;

use crate::graph::NodeId;
use crate::logic::{QuestionId, QuestionSet, Truth};

use super::cells::{ASSUMED, Cell, Var};
use super::pick::{Listed, Step};
use super::tree::{Cells, Literal, Tree};
use super::{Asks, Assignment, Node, Program, View};

/// The nodes that were passed, and the guesses that they rest on. It can be used again.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    path: Vec<Step>,
    assumed: QuestionSet,
}

impl Trail {
    /// The nodes that were passed, with the arms that were taken.
    #[must_use]
    pub fn path(&self) -> &[Step] {
        &self.path
    }

    /// The questions whose assumed answers were looked at on the way.
    #[must_use]
    pub fn assumed(&self) -> QuestionSet {
        self.assumed
    }

    pub(super) fn clear(&mut self) {
        self.path.clear();
        self.assumed = QuestionSet::default();
    }

    pub(super) fn push(&mut self, step: Step) {
        self.path.push(step);
    }

    /// The arm of a node where something is assumed or not known: guards are looked at one after the other.
    #[inline(never)]
    pub(super) fn arm(&mut self, program: &Program, assignment: &Assignment, node: NodeId) -> Option<usize> {
        let mut recorder = Recorder::new(program, assignment);
        let arm = recorder.arm(node);
        self.assumed.extend(recorder.assumed);
        arm
    }

    /// What a condition rests on under which a candidate is named.
    #[inline(never)]
    pub(super) fn named(&mut self, program: &Program, assignment: &Assignment, when: &Tree) {
        let mut recorder = Recorder::new(program, assignment);
        when.surely(&mut recorder);
        self.assumed.extend(recorder.assumed);
    }
}

/// Looks at conditions as they are written, and remembers the questions that were looked at.
#[derive(Clone, Debug)]
pub(crate) struct Recorder<'a> {
    program: &'a Program,
    assignment: &'a Assignment,
    read: QuestionSet,
    assumed: QuestionSet,
    /// For each view, the questions behind which has been looked.
    behind: [QuestionSet; 2],
    /// The same for derivations.
    derived: BTreeSet<Var>,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(program: &'a Program, assignment: &'a Assignment) -> Self {
        let none = QuestionSet::default();
        Self { program, assignment, read: none, assumed: none, behind: [none; 2], derived: BTreeSet::new() }
    }

    /// The questions that were looked at since the last call.
    pub(crate) fn take_read(&mut self) -> QuestionSet {
        self.behind = <[QuestionSet; 2]>::default();
        self.derived.clear();
        std::mem::take(&mut self.read)
    }

    /// The questions whose assumed answers were looked at.
    pub(crate) fn assumed(&self) -> QuestionSet {
        self.assumed
    }

    /// Whether a candidate is named.
    pub(crate) fn is_named(&mut self, listed: Listed<'_>) -> bool {
        listed.when().is_none_or(|when| when.surely(self))
    }

    /// The arm of a node that is taken; none when an answer is missing. What the guards up to there look at is remembered; which
    /// arm it is says the program.
    pub(crate) fn arm(&mut self, node: NodeId) -> Option<usize> {
        let (program, assignment) = (self.program, self.assignment);
        let of = program.nodes.get(node.index())?;
        let taken = program.arm(assignment, node);
        let last = taken.unwrap_or_else(|| of.stuck(assignment));
        for (_, var, looks_behind) in of.looks.iter().take_while(|(at, ..)| *at <= last) {
            self.look_at(*var, *looks_behind);
        }
        for at in of.branching.iter().take_while(|at| **at <= last) {
            if let Some((guard, _)) = of.arms.get(*at) {
                guard.truth(self);
            }
        }
        taken
    }

    fn look_at(&mut self, var: Var, looks_behind: bool) {
        let program = self.program;
        let Some(variable) = program.variables.get(var.index()) else { return };
        if let Asks::Derived(at) = variable.asks {
            let trees = program.derivations.get(at).map(|derived| &derived.trees);
            if self.derived.insert(var)
                && let Some(tree) = trees.and_then(|trees| trees.get(variable.view as usize))
            {
                tree.truth(self);
            }
            return;
        }
        self.read.insert(variable.question);
        if looks_behind {
            self.look_behind(variable.question, variable.view);
            if self.assignment.flagged(var) & ASSUMED != 0 {
                self.assumed.insert(variable.question);
            }
        }
    }

    fn look_behind(&mut self, question: QuestionId, view: View) {
        let program = self.program;
        let Some(seen) = self.behind.get_mut(view as usize) else { return };
        if seen.contains(question)
            || self.assignment.stated.contains(question)
            || program.walk == Some(question)
        {
            return;
        }
        seen.insert(question);
        for fallback in program.fallbacks.get(question.index()).into_iter().flatten() {
            let Some([walk, binding]) = &fallback.when else { return };
            let tree = if view == View::Walk { walk } else { binding };
            if tree.truth(self) == Truth::True {
                return;
            }
        }
    }
}

impl Cells for Recorder<'_> {
    fn look(&mut self, literal: &Literal) -> Cell {
        self.look_at(literal.var, literal.looks_behind);
        self.assignment.cell(literal.var)
    }
}

impl Node {
    /// The arm at which a walk stops for want of an answer: the first of which the guard may hold.
    fn stuck(&self, assignment: &Assignment) -> usize {
        let may_hold = match &self.terms {
            Some(terms) => {
                let first = terms.first(true, |var| assignment.cell(var));
                first.and_then(|term| terms.owner.get(term)).map(|arm| usize::from(*arm))
            }
            None => self
                .arms
                .iter()
                .position(|(guard, _)| guard.truth(&mut |var| assignment.cell(var)) != Truth::False),
        };
        may_hold.unwrap_or(self.arms.len())
    }
}
