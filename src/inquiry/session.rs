//! A questionnaire on its way: what was answered, what comes next, and the way back.

use std::collections::BTreeMap;

use crate::catalog::ValueType;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned};
use crate::logic::{QuestionId, QuestionSet};
use crate::pack::CompiledPack;
use crate::program::DatedRules;
use crate::requirement::{Choice, PROPOSED, RawEntry, RawRequirement, RawValue, Requirement, check};

use super::{Changes, Inquiry, Need};

/// What to do next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Put a question.
    Question {
        /// Which.
        question: QuestionId,
        /// What its answer can change; empty where somebody wants to answer it all the same.
        changes: Changes,
    },
    /// Put a list of special needs.
    Needs(Vec<Need>),
    /// Nothing can change the result any more.
    Done,
}

/// Everything that going back restores.
#[derive(Clone, Debug)]
struct State {
    answers: BTreeMap<QuestionId, Spanned<RawValue>>,
    unknown: QuestionSet,
    /// Special needs that have been on a list.
    offered: QuestionSet,
    /// Questions that somebody wants to answer next, the first last.
    due: Vec<QuestionId>,
    requirement: Requirement,
    inquiry: Inquiry,
}

/// A questionnaire on its way. It owns what it needs: it can be kept, sent to a thread, and copied.
#[derive(Clone, Debug)]
pub struct Session {
    dated: DatedRules,
    span: Span,
    /// Services that somebody has chosen already: no answers, and kept all the same.
    proposed: Vec<Spanned<Choice>>,
    state: State,
    past: Vec<State>,
    next: Option<Step>,
}

impl Session {
    /// Starts from what a requirement states.
    #[must_use]
    pub fn new(dated: &DatedRules, requirement: Requirement) -> Self {
        let stated = requirement.stated().iter();
        let answers = stated.map(|stated| (stated.question, Spanned::new(stated.as_written(), stated.span)));
        let inquiry = Inquiry::new(dated, requirement.encoded().clone(), QuestionSet::default());
        let (unknown, offered) = (QuestionSet::default(), QuestionSet::default());
        let (span, answers, proposed) =
            (requirement.span(), answers.collect(), requirement.proposed().to_vec());
        let state = State { answers, unknown, offered, due: Vec::new(), requirement, inquiry };
        Self { dated: dated.clone(), span, proposed, state, past: Vec::new(), next: None }
    }

    /// Keeps the services that a file of answers names as chosen already.
    pub fn propose(&mut self, proposed: &[Spanned<Choice>]) {
        if !proposed.is_empty() {
            self.proposed = proposed.to_vec();
        }
    }

    /// What was answered, without what was chosen already.
    #[must_use]
    pub fn requirement(&self) -> &Requirement {
        &self.state.requirement
    }

    /// What was answered, with what was chosen already.
    ///
    /// # Errors
    /// None for answers that were taken: a defect.
    pub fn answered(&self) -> Result<Requirement, Diagnostics> {
        self.checked(&self.state.answers)
    }

    /// What is left to ask.
    #[must_use]
    pub fn inquiry(&self) -> &Inquiry {
        &self.state.inquiry
    }

    /// How many questions there can still be, and whether a list of special needs comes after them.
    #[must_use]
    pub fn left(&self) -> (usize, bool) {
        let useful = self.state.inquiry.questions();
        let due = self.state.due.iter().filter(|due| !useful.iter().any(|useful| useful.question == **due));
        (useful.len() + due.count(), self.state.offered == QuestionSet::default())
    }

    /// What to do next.
    pub fn step(&mut self) -> Step {
        if self.next.is_none() {
            self.next = Some(self.find_step());
        }
        self.next.clone().unwrap_or(Step::Done)
    }

    fn find_step(&self) -> Step {
        let useful = self.state.inquiry.questions();
        if let Some(due) = self.state.due.last().copied() {
            let known =
                useful.iter().find(|useful| useful.question == due).map(|useful| useful.changes.clone());
            let need = || self.state.inquiry.needs([due]).pop().map(|need| need.changes);
            return Step::Question { question: due, changes: known.or_else(need).unwrap_or_default() };
        }
        if let Some(useful) = useful.first() {
            return Step::Question { question: useful.question, changes: useful.changes.clone() };
        }
        let needs = self.without_details(self.state.inquiry.special_needs(self.state.offered));
        if needs.is_empty() { Step::Done } else { Step::Needs(needs) }
    }

    /// Of `a.b` and `a.c` only the first is on a list: the others are its details.
    fn without_details(&self, needs: Vec<Need>) -> Vec<Need> {
        let mut groups: Vec<String> = Vec::new();
        let mut kept = Vec::new();
        for need in needs {
            match group(self.dated.pack(), need.question) {
                Some(group) if groups.contains(&group) => {}
                group => {
                    groups.extend(group);
                    kept.push(need);
                }
            }
        }
        kept
    }

    /// States an answer, or takes one back.
    ///
    /// # Errors
    /// It is no answer to the question, or contradicts an earlier one.
    pub fn answer(&mut self, question: QuestionId, value: Spanned<RawValue>) -> Result<(), Diagnostics> {
        let mut state = self.state.clone();
        state.answers.insert(question, value);
        state.requirement = self.checked(&state.answers)?;
        state.due.retain(|due| *due != question);
        if let Some(code) = state.requirement.encoded().code(question) {
            state.inquiry = state.inquiry.answered(question, code);
        } else {
            // `none` is no answer but takes one back: what stands in for it stays.
            state.answers.remove(&question);
            state.unknown.insert(question);
            state.inquiry = state.inquiry.not_known(question);
        }
        self.details(question, &mut state);
        self.go(state);
        Ok(())
    }

    /// Nobody can answer a question: it is not asked again.
    pub fn not_known(&mut self, question: QuestionId) {
        let mut state = self.state.clone();
        state.unknown.insert(question);
        state.due.retain(|due| *due != question);
        // What was answered before is no answer any more. Fewer answers can contradict each other too: then it stays.
        if state.answers.remove(&question).is_some() {
            match self.checked(&state.answers) {
                Ok(requirement) => state.requirement = requirement,
                Err(_) => state.answers = self.state.answers.clone(),
            }
        }
        let encoded = state.requirement.encoded().clone();
        state.inquiry = Inquiry::new(&self.dated, encoded, state.unknown);
        self.go(state);
    }

    /// The answers of a list: what is ticked is asked for, or answered at once where a tick says it all.
    ///
    /// # Errors
    /// A tick contradicts an earlier answer.
    pub fn ticked(&mut self, needs: &[Need], ticked: &[QuestionId]) -> Result<(), Diagnostics> {
        let mut state = self.state.clone();
        for need in needs {
            state.offered.insert(need.question);
            let group = group(self.dated.pack(), need.question);
            let siblings = self.dated.pack().questions().map(|(other, _)| other);
            let siblings =
                siblings.filter(|o| group.is_some() && self::group(self.dated.pack(), *o) == group);
            siblings.for_each(|sibling| state.offered.insert(sibling));
        }
        state.due = ticked.iter().rev().copied().collect();
        for question in ticked {
            if let Some(value) = self.opposite(*question) {
                state.answers.insert(*question, Spanned::new(value, self.span));
                state.due.retain(|due| due != question);
            }
        }
        state.requirement = self.checked(&state.answers)?;
        state.inquiry = Inquiry::new(&self.dated, state.requirement.encoded().clone(), state.unknown);
        let answered: Vec<QuestionId> =
            ticked.iter().rev().copied().filter(|question| state.answers.contains_key(question)).collect();
        for question in answered {
            self.details(question, &mut state);
        }
        self.go(state);
        Ok(())
    }

    /// What a tick says of a question that is answered by yes or no.
    fn opposite(&self, question: QuestionId) -> Option<RawValue> {
        let pack = self.dated.pack();
        let yes_no = pack.question(question).value_type == ValueType::YesNo;
        let now = crate::eval::origin(&self.dated, self.state.requirement.encoded(), question);
        let now = now.and_then(|(code, ..)| code);
        yes_no.then_some(RawValue::YesNo(now != Some(1)))
    }

    /// The details of an answer that could matter now are due.
    fn details(&self, question: QuestionId, state: &mut State) {
        let pack = self.dated.pack();
        let Some(group) = group(pack, question).filter(|_| state.offered.contains(question)) else { return };
        let siblings = pack.questions().map(|(other, _)| other);
        let siblings = siblings.filter(|other| self::group(pack, *other).as_ref() == Some(&group));
        let unasked = |other: &QuestionId| {
            *other != question && !state.answers.contains_key(other) && !state.due.contains(other)
        };
        let siblings: Vec<QuestionId> = siblings.filter(unasked).collect();
        let mut due: Vec<QuestionId> =
            state.inquiry.needs(siblings).into_iter().map(|need| need.question).collect();
        due.reverse();
        state.due.extend(due);
    }

    /// An answer is to be given again.
    pub fn edit(&mut self, question: QuestionId) {
        let mut state = self.state.clone();
        state.answers.remove(&question);
        let unknown = state.unknown.iter().filter(|other| *other != question);
        let mut kept = QuestionSet::default();
        unknown.for_each(|other| kept.insert(other));
        state.unknown = kept;
        state.due.push(question);
        // Without an answer there are fewer contradictions, never more.
        let Ok(requirement) = self.checked(&state.answers) else { return };
        state.requirement = requirement;
        state.inquiry = Inquiry::new(&self.dated, state.requirement.encoded().clone(), state.unknown);
        self.go(state);
    }

    /// A question is to be answered next, though nothing asks for it.
    pub fn volunteer(&mut self, question: QuestionId) {
        let mut state = self.state.clone();
        state.due.push(question);
        self.go(state);
    }

    /// One step back; false at the start.
    pub fn back(&mut self) -> bool {
        let Some(state) = self.past.pop() else { return false };
        self.state = state;
        self.next = None;
        true
    }

    fn go(&mut self, state: State) {
        self.past.push(std::mem::replace(&mut self.state, state));
        self.next = None;
    }

    /// What was chosen already, as a file would say it.
    fn choice(&self) -> Option<RawEntry> {
        let first = self.proposed.first()?.span;
        let id =
            |chosen: &Spanned<Choice>| Spanned::new(RawValue::Text(chosen.value.id.clone()), chosen.span);
        let list = RawValue::List(self.proposed.iter().map(id).collect());
        let key = Spanned::new(PROPOSED.to_owned(), first);
        Some(RawEntry { key, value: Spanned::new(list, first) })
    }

    fn checked(&self, answers: &BTreeMap<QuestionId, Spanned<RawValue>>) -> Result<Requirement, Diagnostics> {
        let pack = self.dated.pack();
        let entry = |(question, value): (&QuestionId, &Spanned<RawValue>)| RawEntry {
            key: Spanned::new(pack.question(*question).name.clone(), value.span),
            value: value.clone(),
        };
        let mut entries: Vec<RawEntry> = answers.iter().map(entry).collect();
        entries.extend(self.choice());
        check(&RawRequirement { entries, span: self.span }, &self.dated)
    }
}

/// Holds what was known beforehand against a file that answers: of two answers to one question none is dropped.
///
/// # Errors
/// They answer a question differently.
pub fn agree(start: &Requirement, answers: &Requirement, dated: &DatedRules) -> Result<(), Diagnostics> {
    let mut found = Diagnostics::new();
    for stated in answers.stated() {
        let Some(first) = start.answer(stated.question).filter(|first| first.value != stated.value) else {
            continue;
        };
        let name = &dated.pack().question(stated.question).name;
        let message = format!("`{name}` is answered twice");
        let finding = Diagnostic::error(Code::AnsweredTwice, stated.span, message);
        found.push(finding.also(first.span, "otherwise here").help("keep one of the two"));
    }
    let ids =
        |of: &Requirement| of.proposed().iter().map(|choice| choice.value.id.clone()).collect::<Vec<_>>();
    if let (Some(first), Some(second)) = (start.proposed().first(), answers.proposed().first())
        && ids(start) != ids(answers)
    {
        let message = format!("`{PROPOSED}` is answered twice");
        let finding = Diagnostic::error(Code::AnsweredTwice, second.span, message);
        found.push(finding.also(first.span, "otherwise here").help("keep one of the two"));
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// The part of a question's name before its last dot: what it is a detail of.
fn group(pack: &CompiledPack, question: QuestionId) -> Option<String> {
    pack.question(question).name.rsplit_once('.').map(|(group, _)| group.to_owned())
}
