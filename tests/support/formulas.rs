//! Formulas of a pack under the answers of one requirement: what tests hold the program's tables against.

use fingerpost::logic::{Answers, Formula, QuestionId, Test, Truth};
use fingerpost::program::{Assignment, DatedRules, EffectiveAnswer, EncodedAnswers, View};

/// The answers of a sheet, with what stands in for them.
pub(crate) struct Known<'a> {
    rules: &'a DatedRules,
    encoded: &'a EncodedAnswers,
    assignment: Assignment,
    view: View,
}

impl<'a> Known<'a> {
    pub(crate) fn new(rules: &'a DatedRules, encoded: &'a EncodedAnswers) -> Self {
        Self { rules, encoded, assignment: rules.program().assign(encoded), view: View::Effective }
    }

    pub(crate) fn look(&mut self, view: View) {
        self.view = view;
    }

    pub(crate) fn standing(&self, question: QuestionId) -> Option<EffectiveAnswer> {
        self.rules.program().effective(&self.assignment, question, self.view)
    }

    /// Whether some conflict holds.
    pub(crate) fn contradicts(&mut self) -> bool {
        self.look(View::Asserted);
        let rules = self.rules;
        rules.pack().conflicts().iter().any(|conflict| self.truth(&conflict.formula) == Truth::True)
    }

    pub(crate) fn truth(&mut self, formula: &Formula) -> Truth {
        formula.truth(self)
    }
}

impl Answers for Known<'_> {
    fn taken(&mut self, test: &Test) -> Truth {
        self.rules.program().codes(&self.assignment, self.encoded, View::Effective).test(test)
    }

    fn test(&mut self, test: &Test) -> Truth {
        self.rules.program().codes(&self.assignment, self.encoded, self.view).test(test)
    }
}
