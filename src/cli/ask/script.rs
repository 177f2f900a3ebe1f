//! Answers from a file: every question that the file answers is answered so, all others are not known.

use crate::diagnostic::{Diagnostics, Sources, Spanned};
use crate::logic::QuestionId;
use crate::report::text::TextStyle;
use crate::requirement::Requirement;

use super::super::failure::Failure;
use super::super::overrides::as_written;
use super::front::{AtEnd, Front, Prompt, Reply};

/// A file that answers.
pub(super) struct Script<'r> {
    pub(super) answers: &'r Requirement,
}

impl Front for Script<'_> {
    fn style(&self) -> TextStyle {
        TextStyle { width: 100, colour: false, verbose: false }
    }

    fn show(&mut self, _: &[u8]) {}

    fn refuse(&mut self, found: &Diagnostics, sources: &Sources) -> Result<(), Failure> {
        Err(Failure::of(found.clone(), sources.clone()))
    }

    fn ask(&mut self, prompt: &Prompt) -> Reply {
        match self.answers.answer(prompt.question) {
            Some(stated) => Reply::Given(Spanned::new(as_written(stated), stated.span)),
            None => Reply::NotKnown,
        }
    }

    fn tick(&mut self, _: &str, entries: &[(QuestionId, String)]) -> Reply {
        let answered =
            |(_, (question, _)): &(usize, &(QuestionId, String))| self.answers.answer(*question).is_some();
        Reply::Ticked(entries.iter().enumerate().filter(answered).map(|(at, _)| at).collect())
    }

    fn choose(&mut self, _: &[(QuestionId, String)]) -> Option<QuestionId> {
        None
    }

    fn at_end(&mut self) -> AtEnd {
        AtEnd::Report
    }

    fn path(&mut self, _: &str) -> Option<String> {
        None
    }
}
