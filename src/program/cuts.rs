//! Where tests cut the answers to a question.

use std::collections::BTreeSet;

use crate::logic::{Formula, Op, Test};

/// The limits at which a question is cut by tests of its answer.
#[derive(Default)]
pub(super) struct Cuts {
    pub(super) limits: Vec<Vec<i128>>,
    pub(super) seen: BTreeSet<*const Formula>,
}

impl Cuts {
    pub(super) fn formula(&mut self, formula: &Formula) {
        match formula {
            Formula::Const(_) => {}
            Formula::Test(test) => self.test(test),
            Formula::Not(inner) | Formula::Taken(inner) => self.formula(inner),
            Formula::All(literals) => literals.iter().for_each(|literal| self.test(&literal.test)),
            Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| self.formula(part)),
            Formula::Shared(inner) => {
                if self.seen.insert(std::sync::Arc::as_ptr(inner)) {
                    self.formula(inner);
                }
            }
        }
    }

    fn test(&mut self, test: &Test) {
        let Some(limits) = self.limits.get_mut(test.question.index()) else { return };
        match test.op {
            Op::Below(limit) | Op::AtLeast(limit) => limits.push(limit),
            Op::Equals(code) => limits.extend([code, code.saturating_add(1)]),
            _ => {}
        }
    }
}
