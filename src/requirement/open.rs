//! Everything that the unanswered questions of a requirement could still be answered with.

use crate::language::ast::FallbackKind;
use crate::logic::{Answers, Cut, Probe, QuestionId, QuestionSet, Region, Space, Test, Truth};
use crate::pack::CompiledPack;

use super::sheet::{stand_in, standing};
use super::{Known, Standing, View, Views};

/// Which unanswered questions count as open, where that is not for their fallbacks to say.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope {
    /// Nobody will answer these: whatever stands in for an answer stays.
    pub held: QuestionSet,
    /// These may still be answered, though a default stands in for them.
    pub opened: QuestionSet,
}

/// The answers of all completions in one space: free questions count as stated.
#[derive(Clone, Debug)]
pub struct Open<'a> {
    known: Known<'a>,
    scope: Scope,
    probe: Probe<'a>,
    pending: bool,
    /// The only questions that are open, whatever is stated about them; none for all that nobody settled.
    only: Option<&'a Space>,
}

impl<'a> Open<'a> {
    /// The completions of known answers that lie in a space.
    #[must_use]
    pub fn new(known: Known<'a>, space: &'a Space) -> Self {
        Self::within(known, Scope::default(), space)
    }

    /// The same, with some questions held or opened.
    #[must_use]
    pub fn within(known: Known<'a>, scope: Scope, space: &'a Space) -> Self {
        Self { known, scope, probe: Probe::new(space), pending: false, only: None }
    }

    /// Known answers, but the questions of a space, and no others, are answered with anything that lies in it.
    #[must_use]
    pub fn varied(known: Known<'a>, space: &'a Space) -> Self {
        Self { only: Some(space), ..Self::new(known, space) }
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
        if self.only.is_some_and(|space| space.region(question).is_some()) {
            return self.probe(test);
        }
        if let Some(code) = self.known.code(question) {
            return super::sheet::test_stated(self.known.sheet, code, test);
        }
        if self.scope.opened.contains(question) {
            return self.probe(test);
        }
        let view = self.known.view;
        if self.only.is_some() {
            return stand_in(test, self.standing(question, view));
        }
        let walked = self.standing(question, View::Walk);
        if walked.is_none() && self.pending {
            return Truth::Unknown;
        }
        let open = walked.is_none_or(|standing| standing.kind == FallbackKind::Assume);
        if open && !self.scope.held.contains(question) {
            return self.probe(test);
        }
        let standing = if view == View::Walk { walked } else { self.standing(question, View::Binding) };
        stand_in(test, standing)
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
