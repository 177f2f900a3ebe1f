//! A requirement's answers as codes, and the two ways of looking at what is not answered.

use crate::catalog::Catalog;
use crate::language::ast::FallbackKind;
use crate::logic::{Answers, Cut, Formula, Probe, QuestionId, QuestionSet, Region, Space, Test, Truth};
use crate::pack::CompiledPack;

/// The codes of stated answers, question by question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    codes: Vec<Option<i128>>,
    /// For questions answered by a row, the codes of its cells.
    rows: Vec<(QuestionId, Vec<Option<i128>>)>,
}

impl Sheet {
    /// No answers yet.
    #[must_use]
    pub fn new(pack: &CompiledPack) -> Self {
        Self { codes: vec![None; pack.questions().count()], rows: Vec::new() }
    }

    /// Sets or takes back an answer.
    pub fn set(&mut self, question: QuestionId, code: Option<i128>, pack: &CompiledPack, catalog: &Catalog) {
        if let Some(slot) = self.codes.get_mut(question.index()) {
            *slot = code;
        }
        self.rows.retain(|(row_question, _)| *row_question != question);
        if let Some(row) = code.and_then(|code| usize::try_from(code).ok())
            && pack.question(question).is_row()
        {
            self.rows.push((question, pack.cells(question, row, catalog)));
        }
    }

    /// The stated code of a question.
    #[must_use]
    pub fn code(&self, question: QuestionId) -> Option<i128> {
        self.codes.get(question.index()).copied().flatten()
    }

    /// The questions with a stated answer, in order.
    pub fn stated(&self) -> impl Iterator<Item = QuestionId> {
        let ids = (0..).map(QuestionId);
        ids.zip(&self.codes).filter(|(_, code)| code.is_some()).map(|(question, _)| question)
    }

    /// The truth of a test of a stated answer.
    fn test(&self, code: i128, test: &Test) -> Truth {
        let Some(column) = test.column else { return Truth::from(test.op.holds(code)) };
        let cells = self.rows.iter().find(|(question, _)| *question == test.question).map(|(_, cells)| cells);
        let cell = cells.and_then(|cells| cells.get(usize::from(column)).copied().flatten());
        Truth::from(cell.is_some_and(|code| test.op.holds(code)))
    }
}

/// What counts as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Everything: defaults and assumptions stand in for answers.
    Walk,
    /// Only what is stated or follows from it: what constraints bind on.
    Binding,
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
fn standing(
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
    pack: &'a CompiledPack,
    sheet: &'a Sheet,
    view: View,
    read: QuestionSet,
}

impl<'a> Known<'a> {
    /// The answers of a sheet.
    #[must_use]
    pub fn new(pack: &'a CompiledPack, sheet: &'a Sheet) -> Self {
        Self { pack, sheet, view: View::Walk, read: QuestionSet::default() }
    }

    /// The fallback that stands in for a question in the present view.
    pub fn standing(&mut self, question: QuestionId) -> Option<Standing> {
        standing(self.pack, question, self.view, &mut |when| Some(when.truth(self) == Truth::True))
    }
}

impl Answers for Known<'_> {
    fn test(&mut self, test: &Test) -> Truth {
        self.read.insert(test.question);
        if let Some(code) = self.sheet.code(test.question) {
            return self.sheet.test(code, test);
        }
        match self.standing(test.question) {
            None => unanswered(test),
            Some(Standing { value: None, .. }) => Truth::False,
            Some(Standing { value: Some(code), .. }) => fallback_test(test, code),
        }
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

/// `is answered` is never unknown; everything else is, without an answer.
fn unanswered(test: &Test) -> Truth {
    if test.op == crate::logic::Op::Answered { Truth::False } else { Truth::Unknown }
}

/// A fallback is no answer of anybody's: `is answered` stays false.
fn fallback_test(test: &Test, code: i128) -> Truth {
    match test.op {
        crate::logic::Op::Answered => Truth::False,
        op => Truth::from(test.column.is_none() && op.holds(code)),
    }
}

/// Which questions range over everything that they can be answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Free {
    /// Those that nobody answered and that no default closes.
    Unanswered,
    /// This one, whatever its answer; all others are as they stand.
    Only(QuestionId),
}

/// The answers of all completions in one space: free questions count as stated.
#[derive(Clone, Debug)]
pub struct Open<'a> {
    known: Known<'a>,
    free: Free,
    probe: Probe<'a>,
    pending: bool,
}

impl<'a> Open<'a> {
    /// The completions of a sheet that lie in a space.
    #[must_use]
    pub fn new(pack: &'a CompiledPack, sheet: &'a Sheet, free: Free, space: &'a Space) -> Self {
        Self { known: Known::new(pack, sheet), free, probe: Probe::new(space), pending: false }
    }

    fn probe(&mut self, test: &Test) -> Truth {
        let pack = self.known.pack;
        let truth = self.probe.test(test, || whole(pack, test.question));
        self.pending |= truth == Truth::Unknown;
        truth
    }

    /// The fallback in a view; `None` inside when a fork has to come first.
    fn standing(&mut self, question: QuestionId, view: View) -> Option<Standing> {
        let before = self.known.view;
        self.known.view = view;
        let pack = self.known.pack;
        let found = standing(pack, question, view, &mut |when| match when.truth(self) {
            Truth::Unknown if self.pending => None,
            truth => Some(truth == Truth::True),
        });
        self.known.view = before;
        found
    }
}

/// Everything that a question can be answered with.
#[must_use]
pub fn whole(pack: &CompiledPack, question: QuestionId) -> Region {
    pack.question(question).domain().whole()
}

impl Answers for Open<'_> {
    fn test(&mut self, test: &Test) -> Truth {
        let question = test.question;
        self.known.read.insert(question);
        if self.free == Free::Only(question) {
            return self.probe(test);
        }
        if let Some(code) = self.known.sheet.code(question) {
            return self.known.sheet.test(code, test);
        }
        let view = self.known.view;
        let walked = self.standing(question, View::Walk);
        if walked.is_none() && self.pending {
            return Truth::Unknown;
        }
        let open = walked.is_none_or(|standing| standing.kind == FallbackKind::Assume);
        if open && self.free == Free::Unanswered {
            return self.probe(test);
        }
        let standing = if view == View::Walk { walked } else { self.standing(question, View::Binding) };
        match standing {
            None => unanswered(test),
            Some(Standing { value: None, .. }) => Truth::False,
            Some(Standing { value: Some(code), .. }) => fallback_test(test, code),
        }
    }

    fn take_open(&mut self) -> Option<(QuestionId, Cut)> {
        self.pending = false;
        self.probe.take_open()
    }
}

impl Views for Open<'_> {
    fn look(&mut self, view: View) {
        self.known.view = view;
    }

    fn take_read(&mut self) -> QuestionSet {
        self.known.take_read()
    }
}
