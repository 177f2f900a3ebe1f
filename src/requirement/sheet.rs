//! A requirement's answers as codes, and the two ways of looking at what is not answered.

use crate::catalog::ProviderId;
use crate::language::ast::FallbackKind;
use crate::logic::{Answers, Formula, Literal, Op, QuestionId, QuestionSet, Test, Truth, one_by_one};
use crate::pack::CompiledPack;
use crate::program::{Sheet, View};

/// The code of no answer: less than any code of an answer.
const UNSTATED: i128 = i128::MIN;

/// The truth of a test of a stated answer.
pub(super) fn test_stated(sheet: &Sheet, code: i128, test: &Test) -> Truth {
    match test.column {
        None => Truth::from(test.op.holds(code)),
        Some(column) => {
            Truth::from(sheet.column(test.question, column).is_some_and(|code| test.op.holds(code)))
        }
    }
}

/// Answers that can be looked at in both ways.
pub trait Views: Answers {
    /// From now on, look in this way.
    fn look(&mut self, view: View);

    /// The questions that were looked at since the last call.
    fn take_read(&mut self) -> QuestionSet;
}

/// Which fallback stands in for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its position among the question's fallbacks.
    pub position: usize,
    /// Its kind.
    pub kind: FallbackKind,
    /// Its code; none for `none`.
    pub value: Option<i128>,
}

/// The fallback that applies to an unanswered question; none when there is none, or when it
/// cannot be told yet.
pub(super) fn standing(
    pack: &CompiledPack,
    question: QuestionId,
    view: View,
    holds: &mut dyn FnMut(&Formula) -> Option<bool>,
) -> Option<Standing> {
    for (position, fallback) in pack.question(question).fallbacks.iter().enumerate() {
        let applies = match &fallback.when {
            // What nobody stated binds nothing.
            None if view == View::Binding => return None,
            None => true,
            Some(when) => holds(when)?,
        };
        if applies && view == View::Binding && fallback.kind == FallbackKind::Assume {
            return None;
        }
        if applies {
            return Some(Standing { position, kind: fallback.kind, value: fallback.value });
        }
    }
    None
}

/// The answers of one requirement: every question has one stated answer, fallback or nothing.
#[derive(Clone, Debug)]
pub struct Known<'a> {
    pub(super) pack: &'a CompiledPack,
    pub(super) sheet: &'a Sheet,
    pub(super) view: View,
    pub(super) read: QuestionSet,
    /// The question that holds the provider of this walk, with the provider's code.
    walk: Option<(QuestionId, i128)>,
}

impl<'a> Known<'a> {
    /// The answers of a sheet, for walks that do not ask for their provider.
    #[must_use]
    pub fn new(pack: &'a CompiledPack, sheet: &'a Sheet) -> Self {
        Self { pack, sheet, view: View::Walk, read: QuestionSet::default(), walk: None }
    }

    /// The answers of a sheet for the walk of one provider.
    #[must_use]
    pub fn of(pack: &'a CompiledPack, sheet: &'a Sheet, provider: ProviderId) -> Self {
        let walk = pack.walk_question().map(|question| (question, i128::from(provider.0)));
        Self { walk, ..Self::new(pack, sheet) }
    }

    /// The stated code of a question, or the provider of the walk.
    #[inline]
    pub(super) fn code(&self, question: QuestionId) -> Option<i128> {
        match self.walk {
            Some((walk, code)) if walk == question => Some(code),
            _ => self.sheet.code(question),
        }
    }

    /// The fallback that stands in for a question in the present view.
    pub fn standing(&mut self, question: QuestionId) -> Option<Standing> {
        standing(self.pack, question, self.view, &mut |when| Some(when.truth(self) == Truth::True))
    }
}

impl Answers for Known<'_> {
    #[inline]
    fn test(&mut self, test: &Test) -> Truth {
        self.read.insert(test.question);
        match self.code(test.question) {
            Some(code) => test_stated(self.sheet, code, test),
            // A fallback is no answer of anybody's.
            None if test.op == Op::Answered => Truth::False,
            None => self.fallback(test),
        }
    }

    /// All literals without a branch between them: which one fails is nobody's to predict.
    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "the lazy operator is the branch that this avoids")]
    fn all(&mut self, literals: &[Literal]) -> Truth {
        let mut holds = true;
        let mut answered = true;
        for literal in literals {
            self.read.insert(literal.test.question);
            let code = self.sheet.code(literal.test.question).unwrap_or(UNSTATED);
            answered &= (code != UNSTATED) | !literal.needs_answer;
            holds &= ((literal.low <= code) & (code <= literal.high)) == literal.holds;
        }
        if answered { Truth::from(holds) } else { one_by_one(self, literals) }
    }
}

impl Known<'_> {
    fn fallback(&mut self, test: &Test) -> Truth {
        stand_in(test, self.standing(test.question))
    }
}

impl Views for Known<'_> {
    fn look(&mut self, view: View) {
        self.view = view;
    }

    fn take_read(&mut self) -> QuestionSet {
        std::mem::take(&mut self.read)
    }
}

/// The truth of a test of what stands in for an answer.
#[must_use]
pub fn stand_in(test: &Test, standing: Option<Standing>) -> Truth {
    match (standing, test.op) {
        (_, Op::Answered) | (Some(Standing { value: None, .. }), _) => Truth::False,
        (None, _) => Truth::Unknown,
        (Some(Standing { value: Some(code), .. }), op) => {
            Truth::from(test.column.is_none() && op.holds(code))
        }
    }
}
