//! What one answer more, or another one, would change: the questions that a pick can depend on, and their answers.

use crate::catalog::ProviderId;
use crate::graph::OutcomeId;
use crate::logic::{Domain, QuestionId, QuestionSet};

use super::cells::{ASSUMED, Encoding, UNKNOWN, Var};
use super::{Assignment, Choice, Program, Trail, View};

impl Program {
    /// The questions that nobody stated and nothing closes: what is assumed, and what is not known.
    #[must_use]
    pub fn open_questions(&self, assignment: &Assignment) -> QuestionSet {
        let mut open = QuestionSet::default();
        self.may_open.each(|question| {
            if !assignment.stated.contains(question) && self.is_open(assignment, question) {
                open.insert(question);
            }
        });
        open
    }

    fn is_open(&self, assignment: &Assignment, question: QuestionId) -> bool {
        match self.walked(question) {
            Some(var) => assignment.flagged(var) & (ASSUMED | UNKNOWN) != 0,
            None => self
                .effective(assignment, question, View::Effective)
                .is_none_or(|standing| standing.is_assumed),
        }
    }

    /// A variable of the value of a question, as walks see it.
    pub(super) fn walked(&self, question: QuestionId) -> Option<Var> {
        let walk = View::Effective as usize;
        let known = self.question(question);
        let tested = || known.tests.iter().find_map(|tested| tested.vars.get(walk).copied().flatten());
        known.value.get(walk).copied().flatten().or_else(tested)
    }

    /// The questions that a pick can depend on: those of the nodes that it passed, and those of the candidates that were
    /// considered, with all that stands in for them.
    #[must_use]
    pub fn looked_at(
        &self,
        trail: &Trail,
        provider: ProviderId,
        outcome: OutcomeId,
        choice: Option<Choice>,
    ) -> QuestionSet {
        let mut all = QuestionSet::default();
        for step in trail.path() {
            all.extend(self.node_questions(step.node));
        }
        for (at, listed) in self.candidates(provider, outcome) {
            all.extend(self.checks.reach(listed.deployment()));
            if let Some(when) = listed.when() {
                when.each_literal(&mut |literal| all.extend(self.behind(literal.var)));
            }
            if choice.is_some_and(|choice| (choice.route, choice.deployment) == (at, listed.deployment())) {
                break;
            }
        }
        all
    }

    /// Calls `f` with one answer to a question of each kind that rules tell apart; of sets, with each word alone and with none. Until
    /// it says that it has seen enough.
    pub fn each_answer(&self, question: QuestionId, mut f: impl FnMut(i128) -> bool) {
        let known = self.question(question);
        match &known.encoding {
            Encoding::Words { mask, .. } => {
                for code in (0..128).filter(|code| mask >> code & 1 == 1) {
                    if f(code) {
                        return;
                    }
                }
            }
            encoding @ Encoding::Ranges { .. } => {
                for cell in 0..encoding.count() {
                    if f(encoding.lowest(cell)) {
                        return;
                    }
                }
            }
            Encoding::Tests => {
                let Domain::Set(mask) = known.domain else { return };
                let words = (0..127).map(|bit| 1_i128 << bit).filter(|bit| mask & bit.cast_unsigned() != 0);
                for code in std::iter::once(0).chain(words) {
                    if f(code) {
                        return;
                    }
                }
            }
        }
    }
}
