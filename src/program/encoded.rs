//! The answers of one requirement as codes.

use crate::catalog::Catalog;
use crate::logic::QuestionId;
use crate::pack::CompiledPack;

/// The code of no answer: less than any code of an answer.
const UNSTATED: i128 = i128::MIN;

/// The codes of stated answers, question by question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncodedAnswers {
    codes: Vec<i128>,
    /// For questions answered by a row, the codes of its cells.
    rows: Vec<(QuestionId, Vec<Option<i128>>)>,
}

impl EncodedAnswers {
    /// No answers yet.
    #[must_use]
    pub fn new(pack: &CompiledPack) -> Self {
        Self { codes: vec![UNSTATED; pack.questions().count()], rows: Vec::new() }
    }

    /// Sets or takes back an answer.
    pub fn set(&mut self, question: QuestionId, code: Option<i128>, pack: &CompiledPack, catalog: &Catalog) {
        let slot = self.codes.get_mut(question.index());
        *invariant!(slot, "an answer is to a question of its pack") = code.unwrap_or(UNSTATED);
        self.rows.retain(|(row_question, _)| *row_question != question);
        if let Some(row) = code.and_then(|code| usize::try_from(code).ok())
            && pack.question(question).is_row()
        {
            self.rows.push((question, pack.cells(question, row, catalog)));
        }
    }

    /// The stated code of a question.
    #[must_use]
    #[inline]
    pub fn code(&self, question: QuestionId) -> Option<i128> {
        self.codes.get(question.index()).copied().filter(|code| *code != UNSTATED)
    }

    /// The questions with a stated answer, in order.
    pub fn stated(&self) -> impl Iterator<Item = QuestionId> {
        let ids = (0..).map(QuestionId);
        ids.zip(&self.codes).filter(|(_, code)| **code != UNSTATED).map(|(question, _)| question)
    }

    /// The code of a column of the row that answers a question; none where that is blank.
    pub(crate) fn column(&self, question: QuestionId, column: u16) -> Option<i128> {
        let cells = self.rows.iter().find(|(row, _)| *row == question).map(|(_, cells)| cells)?;
        cells.get(usize::from(column)).copied().flatten()
    }
}
