//! One question at one answer, and how far that answer could move without anybody noticing.

use crate::logic::{Answers, Op, QuestionId, QuestionSet, Test, Truth};

use super::sheet::{stand_in, standing};
use super::{Known, View, Views};

/// The answers that give the same truth to every test that was made, around one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// Codes from the first to the second, both included.
    Range(i128, i128),
    /// These words.
    Words(u128),
}

/// Known answers, but one question is taken to be stated with a given code.
#[derive(Clone, Debug)]
pub struct Along<'a> {
    known: Known<'a>,
    question: QuestionId,
    code: i128,
    around: Around,
}

impl<'a> Along<'a> {
    /// The question at `code`, which lies in `around`.
    #[must_use]
    pub fn new(known: Known<'a>, question: QuestionId, code: i128, around: Around) -> Self {
        Self { known, question, code, around }
    }

    /// What no test so far has told apart from the code.
    #[must_use]
    pub fn around(&self) -> Around {
        self.around
    }

    fn narrow(&mut self, op: Op, holds: bool) {
        match &mut self.around {
            Around::Range(low, high) => {
                let (least, most) = match (op, holds) {
                    (Op::Below(limit), true) | (Op::AtLeast(limit), false) => (*low, limit - 1),
                    (Op::Below(limit), false) | (Op::AtLeast(limit), true) => (limit, *high),
                    (Op::Equals(value), true) => (value, value),
                    (Op::Equals(value), false) if value < self.code => (value + 1, *high),
                    (Op::Equals(value), false) => (*low, value - 1),
                    _ => (*low, *high),
                };
                (*low, *high) = ((*low).max(least), (*high).min(most));
            }
            Around::Words(words) => {
                let passing = op.words();
                *words &= if holds { passing } else { !passing };
            }
        }
    }
}

impl Along<'_> {
    /// A test of any other question: as known, but fallbacks may rest on this one.
    fn other(&mut self, test: &Test) -> Truth {
        self.known.read.insert(test.question);
        if let Some(code) = self.known.code(test.question) {
            return super::sheet::test_stated(self.known.sheet, code, test);
        }
        let (pack, view) = (self.known.pack, self.known.view);
        let standing = standing(pack, test.question, view, &mut |when| Some(when.truth(self) == Truth::True));
        stand_in(test, standing)
    }
}

impl Answers for Along<'_> {
    fn test(&mut self, test: &Test) -> Truth {
        if test.question != self.question {
            return self.other(test);
        }
        self.known.read.insert(test.question);
        let holds = test.op.holds(self.code);
        self.narrow(test.op, holds);
        Truth::from(holds)
    }
}

impl Views for Along<'_> {
    fn look(&mut self, view: View) {
        self.known.look(view);
    }

    fn take_read(&mut self) -> QuestionSet {
        self.known.take_read()
    }
}
