//! The way that a walk took, and what it looked at.

use crate::graph::{ArmId, NodeId};
use crate::logic::{QuestionId, QuestionSet, Truth};

use super::cells::{ASSUMED, Cell, RESTS, Var};
use super::pick::{Listed, Step};
use super::tree::{Cells, Literal, Tree};
use super::{Asks, Assignment, DeploymentId, Node, Program, View};

/// The nodes that were passed, and the guesses that they rest on. It can be used again.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    path: Vec<Step>,
    assumed: QuestionSet,
    /// All that is assumed, once somebody asked.
    all: Option<QuestionSet>,
    behind: Behind,
}

/// What has been looked behind already.
#[derive(Clone, Debug, Default)]
struct Behind {
    /// For each view, the questions.
    questions: [QuestionSet; 2],
    /// The variables of derivations.
    derived: Vec<Var>,
}

impl Behind {
    fn clear(&mut self) {
        self.questions = <[QuestionSet; 2]>::default();
        self.derived.clear();
    }
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
        self.all = None;
        self.behind.clear();
    }

    pub(super) fn push(&mut self, step: Step) {
        self.path.push(step);
    }

    /// The assumptions that a look could still find.
    fn left(&mut self, program: &Program, assignment: &Assignment) -> QuestionSet {
        let all = *self.all.get_or_insert_with(|| {
            let mut all = QuestionSet::default();
            for (question, var) in &program.assumable {
                if assignment.flagged(*var) & ASSUMED != 0 {
                    all.insert(*question);
                }
            }
            all
        });
        all.without(self.assumed)
    }

    /// Whether a look at a node can find an assumption that is not known yet.
    pub(super) fn can_gain(&mut self, program: &Program, assignment: &Assignment, node: NodeId) -> bool {
        program.node_questions(node).meets(self.left(program, assignment))
    }

    /// The arm of a node where something is assumed or not known: what is looked at for it is remembered.
    #[inline(never)]
    pub(super) fn arm(&mut self, program: &Program, assignment: &Assignment, node: NodeId) -> Option<ArmId> {
        self.record(program, assignment, |recorder| recorder.arm(node))
    }

    /// What a condition rests on under which a candidate is named.
    #[inline(never)]
    pub(super) fn named(&mut self, program: &Program, assignment: &Assignment, when: &Tree) {
        let left = self.left(program, assignment);
        let mut gains = false;
        when.each_literal(&mut |literal| gains |= program.behind(literal.var).meets(left));
        if gains {
            self.record(program, assignment, |recorder| when.surely(recorder));
        }
    }

    /// The guesses by which something that comes along rules a deployment out, or does not.
    #[inline(never)]
    pub(super) fn held_against(
        &mut self,
        program: &Program,
        assignment: &Assignment,
        deployment: DeploymentId,
    ) {
        if !self.left(program, assignment).is_empty() {
            self.record(program, assignment, |recorder| recorder.held_against(deployment));
        }
    }

    fn record<R>(
        &mut self,
        program: &Program,
        assignment: &Assignment,
        look: impl FnOnce(&mut Recorder<'_>) -> R,
    ) -> R {
        let behind = std::mem::take(&mut self.behind);
        let read = QuestionSet::default();
        let mut recorder =
            Recorder { program, assignment, is_brief: true, read, assumed: self.assumed, behind };
        let found = look(&mut recorder);
        (self.assumed, self.behind) = (recorder.assumed, recorder.behind);
        found
    }
}

/// Looks at conditions as they are written, and remembers the questions that were looked at.
#[derive(Clone, Debug)]
pub(crate) struct Recorder<'a> {
    program: &'a Program,
    assignment: &'a Assignment,
    /// Whether only what is assumed is asked for, and not all that is looked at.
    is_brief: bool,
    read: QuestionSet,
    assumed: QuestionSet,
    behind: Behind,
}

impl<'a> Recorder<'a> {
    pub(crate) fn new(program: &'a Program, assignment: &'a Assignment) -> Self {
        let none = QuestionSet::default();
        Self { program, assignment, is_brief: false, read: none, assumed: none, behind: Behind::default() }
    }

    /// The questions that were looked at since the last call.
    pub(crate) fn take_read(&mut self) -> QuestionSet {
        self.behind.clear();
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
    pub(crate) fn arm(&mut self, node: NodeId) -> Option<ArmId> {
        let (program, assignment) = (self.program, self.assignment);
        let of = program.node(node);
        let taken = program.arm(assignment, node);
        let last = taken.map_or_else(|| of.stuck(assignment), ArmId::index);
        for (_, var, looks_behind) in of.looks.iter().take_while(|(at, ..)| *at <= last) {
            self.look_at(*var, *looks_behind);
        }
        for at in of.branching.iter().take_while(|at| **at <= last) {
            invariant!(of.arms.get(*at), "a branching arm is one of its node").0.truth(self);
        }
        taken
    }

    /// Remembers the guesses by which something that comes along rules a deployment out, or does not.
    pub(crate) fn held_against(&mut self, deployment: DeploymentId) {
        let (program, assignment) = (self.program, self.assignment);
        for at in program.supposing(deployment) {
            let check = program.checks.check(*at);
            if check.fails.surely(&mut |var| assignment.cell(var)) {
                check.when.surely(&mut Supposed(self));
            }
        }
    }

    fn look_at(&mut self, var: Var, looks_behind: bool) {
        let program = self.program;
        let variable = program.variable(var);
        let flags = self.assignment.flagged(var);
        let rests = !self.is_brief || flags & RESTS != 0;
        if let Asks::Derived(at) = variable.asks {
            let tree = program.derivation(at).trees.get(variable.view as usize);
            if rests && !self.behind.derived.contains(&var) {
                self.behind.derived.push(var);
                invariant!(tree, "a derivation has a condition in each view").truth(self);
            }
            return;
        }
        self.read.insert(variable.question);
        if looks_behind {
            if rests {
                self.look_behind(variable.question, variable.view);
            }
            if flags & ASSUMED != 0 {
                self.assumed.insert(variable.question);
            }
        }
    }

    fn look_behind(&mut self, question: QuestionId, view: View) {
        let program = self.program;
        let seen = invariant!(self.behind.questions.get_mut(view as usize), "there are two views");
        if seen.contains(question)
            || self.assignment.stated.contains(question)
            || program.walk == Some(question)
        {
            return;
        }
        seen.insert(question);
        for fallback in program.fallbacks_of(question) {
            let Some([walk, binding]) = &fallback.when else { return };
            if walk.surely(self) {
                if view == View::Asserted {
                    binding.surely(self);
                }
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

/// Looks at a check, and remembers of what it looks at what stands in for answers.
struct Supposed<'r, 'a>(&'r mut Recorder<'a>);

impl Cells for Supposed<'_, '_> {
    fn look(&mut self, literal: &Literal) -> Cell {
        let Self(recorder) = self;
        if recorder.program.supposes(literal) {
            recorder.look_at(literal.var, literal.looks_behind);
        }
        recorder.assignment.cell(literal.var)
    }
}

impl Node {
    /// The arm at which a walk stops for want of an answer: the first of which the guard may hold.
    fn stuck(&self, assignment: &Assignment) -> usize {
        let may_hold = match &self.terms {
            Some(terms) => {
                let first = terms.first(true, |var| assignment.cell(var));
                first.map(|term| usize::from(terms.owner_of(term)))
            }
            None => self
                .arms
                .iter()
                .position(|(guard, _)| guard.truth(&mut |var| assignment.cell(var)) != Truth::False),
        };
        may_hold.unwrap_or(self.arms.len())
    }
}
