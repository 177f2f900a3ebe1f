//! What a questionnaire needs of whoever answers it: a person at prompts, a person at lines, or a script.

use crate::diagnostic::{Diagnostics, Sources, Spanned};
use crate::logic::QuestionId;
use crate::report::text::TextStyle;
use crate::requirement::{AnswerForm, RawValue};

use super::super::failure::Failure;

/// One question, ready to be put.
#[derive(Clone, Debug)]
pub(super) struct Prompt {
    /// Which.
    pub(super) question: QuestionId,
    /// What is asked, on one line.
    pub(super) title: String,
    /// What it means and why it is asked now, laid out; empty when that was just shown.
    pub(super) about: Vec<u8>,
    /// How it is answered.
    pub(super) kind: AnswerForm,
    /// What stands in for an answer.
    pub(super) unknown: String,
}

/// An answer of a person or a script.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    /// As it was typed or chosen.
    Typed(String),
    /// Words of a set.
    Words(Vec<String>),
    /// As a file gives it.
    Given(Spanned<RawValue>),
    /// Entries of a list, by position.
    Ticked(Vec<usize>),
    /// Nobody knows: what stands in for an answer stays.
    NotKnown,
    /// What does it mean, and what would each answer lead to?
    Explain,
    /// The question before.
    Back,
    /// An earlier answer is to be changed; none where it is still to be chosen.
    Edit(Option<String>),
    /// Enough; what was answered is kept.
    Stop,
}

/// What to do when nothing is left to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtEnd {
    /// The report.
    Report,
    /// An answer is to be changed.
    Edit,
    /// The question before.
    Back,
    /// No report.
    Stop,
}

/// Whoever answers.
pub(super) trait Front {
    /// How text is laid out for them.
    fn style(&self) -> TextStyle;

    /// Shows text that is laid out already.
    fn show(&mut self, page: &[u8]);

    /// Tells what is wrong with an answer.
    ///
    /// # Errors
    /// There is nobody who could answer better.
    fn refuse(&mut self, found: &Diagnostics, sources: &Sources) -> Result<(), Failure>;

    /// Puts a question.
    fn ask(&mut self, prompt: &Prompt) -> Reply;

    /// Puts a list of which any entries may be ticked.
    fn tick(&mut self, title: &str, entries: &[(QuestionId, String)]) -> Reply;

    /// Which of the earlier answers is to be changed.
    fn choose(&mut self, answered: &[(QuestionId, String)]) -> Option<QuestionId>;

    /// Nothing is left to ask.
    fn at_end(&mut self) -> AtEnd;

    /// Where to save something, if at all; none where nobody can be asked.
    fn path(&mut self, what: &str) -> Option<String>;
}
