//! The parts of a program by their ids. Every id is made together with what it stands for, so none is without its part.

use crate::catalog::ProviderId;
use crate::graph::{NodeId, OutcomeId};
use crate::logic::{QuestionId, QuestionSet};

use super::cells::{Cell, Var, Variable};
use super::checks::{Check, Checks, Unit};
use super::{Broken, DeploymentId, Derived, Entry, Fallback, Lists, Node, Program, Question};

impl Program {
    #[inline]
    pub(super) fn question(&self, id: QuestionId) -> &Question {
        invariant!(self.questions.get(id.index()), "a question is one of its program")
    }

    #[inline]
    pub(super) fn variable(&self, var: Var) -> &Variable {
        invariant!(self.variables.get(var.index()), "a variable is one of its program")
    }

    pub(super) fn fallbacks_of(&self, question: QuestionId) -> &[Fallback] {
        invariant!(self.fallbacks.get(question.index()), "every question has a list of fallbacks")
    }

    /// The questions that the value of a question rests on while nobody states it, itself included.
    pub(super) fn rests_on(&self, question: QuestionId) -> QuestionSet {
        *invariant!(self.rests_on.get(question.index()), "it is known what every question rests on")
    }

    pub(super) fn derivation(&self, at: usize) -> &Derived {
        invariant!(self.derivations.get(at), "a variable of a derivation has its derivation")
    }

    /// The questions that a derivation rests on.
    pub(super) fn derived_on(&self, at: usize) -> QuestionSet {
        *invariant!(self.derived_on.get(at), "it is known what every derivation rests on")
    }

    /// The questions that the value of a variable rests on.
    #[inline]
    pub(super) fn behind(&self, var: Var) -> QuestionSet {
        *invariant!(self.behind.get(var.index()), "it is known what every variable rests on")
    }

    #[inline]
    pub(super) fn node(&self, id: NodeId) -> &Node {
        invariant!(self.nodes.get(id.index()), "a node is one of its program")
    }

    /// The questions that the arms of a node rest on.
    #[inline]
    pub(super) fn node_questions(&self, id: NodeId) -> QuestionSet {
        *invariant!(self.node_questions.get(id.index()), "it is known what every node rests on")
    }

    /// The checks of a deployment that bind on what stands in for answers too.
    #[inline]
    pub(super) fn supposing(&self, deployment: DeploymentId) -> &[u32] {
        invariant!(
            self.checks.supposing.get(deployment.index()),
            "it is known what comes along with every deployment"
        )
    }

    #[inline]
    pub(super) fn lists_of(&self, provider: ProviderId) -> &Lists {
        invariant!(self.lists.get(provider.index()), "every provider has its lists of candidates")
    }
}

impl Lists {
    /// What an outcome names.
    #[inline]
    pub(super) fn of(&self, outcome: OutcomeId) -> &[Entry] {
        invariant!(
            self.named.get(outcome.index()),
            "every outcome has a list of candidates for every provider"
        )
    }
}

impl Checks {
    #[inline]
    pub(super) fn check(&self, at: u32) -> &Check {
        invariant!(self.all.get(at as usize), "a check that something speaks of is one of the program")
    }

    #[inline]
    pub(super) fn unit(&self, at: usize) -> &Unit {
        invariant!(self.units.get(at), "a unit is one of the program")
    }

    /// The questions that the verdict of a unit rests on.
    #[inline]
    pub(super) fn questions_of(&self, unit: usize) -> QuestionSet {
        *invariant!(self.questions.get(unit), "it is known what every unit of checks rests on")
    }

    /// The units that can rule a deployment out.
    #[inline]
    pub(super) fn units_of(&self, deployment: DeploymentId) -> &[u32] {
        invariant!(self.units_of.get(deployment.index()), "every deployment has a list of units")
    }

    /// The questions that can rule a deployment out.
    pub(super) fn reach(&self, deployment: DeploymentId) -> QuestionSet {
        *invariant!(self.reach.get(deployment.index()), "it is known what can rule every deployment out")
    }

    /// The checks that are broken where a verdict is given.
    #[inline]
    pub(super) fn broken_by(&self, verdict: u32) -> &[Broken] {
        invariant!(self.broken.get(verdict as usize), "every verdict says which checks are broken")
    }
}

/// The cell of a variable, with its flags, among the cells of a requirement.
#[inline]
pub(super) fn cell(cells: &[Cell], var: Var) -> Cell {
    *invariant!(cells.get(var.index()), "a requirement has a cell for every variable")
}

/// Puts the cell of a variable, with its flags, among those of a requirement.
#[inline]
pub(super) fn put(cells: &mut [Cell], var: Var, cell: Cell) {
    *invariant!(cells.get_mut(var.index()), "a requirement has a cell for every variable") = cell;
}

/// Sets one bit of some words.
#[inline]
pub(super) fn set(bits: &mut [u64], at: usize) {
    *invariant!(bits.get_mut(at / 64), "there is a word for every bit") |= 1 << (at % 64);
}

/// Whether one bit of some words is set.
#[inline]
pub(super) fn has(bits: &[u64], at: usize) -> bool {
    *invariant!(bits.get(at / 64), "there is a word for every bit") >> (at % 64) & 1 == 1
}
