//! A requirement that fits its pack.

use crate::catalog::Value;
use crate::diagnostic::{Diagnostics, Span, Spanned};
use crate::logic::QuestionId;
use crate::quantity::Dimension;

use super::proposed::Choice;
use super::{EncodedAnswers, RawValue};

/// One stated answer.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The question.
    pub question: QuestionId,
    /// Its value.
    pub value: Value,
    /// The value as it was written.
    pub text: String,
    /// Where it was written.
    pub span: Span,
}

impl Stated {
    /// The answer as a file would give it.
    #[must_use]
    pub fn as_written(&self) -> RawValue {
        match &self.value {
            Value::YesNo(yes) => RawValue::YesNo(*yes),
            Value::Quantity(quantity) if quantity.dimension == Dimension::Number => {
                RawValue::Number(self.text.clone())
            }
            Value::Words(words) => {
                let word = |word: &String| Spanned::new(RawValue::Text(word.clone()), self.span);
                RawValue::List(words.iter().map(word).collect())
            }
            _ => RawValue::Text(self.text.clone()),
        }
    }
}

/// The answers to a pack's questions for one workload: typed, in range, without contradictions.
///
/// INVARIANT (checked): only [`super::check()`] makes one.
#[derive(Clone, Debug)]
pub struct Requirement {
    pub(super) name: Option<String>,
    pub(super) stated: Vec<Stated>,
    pub(super) encoded: EncodedAnswers,
    pub(super) proposed: Vec<Spanned<Choice>>,
    pub(super) span: Span,
    pub(super) warnings: Diagnostics,
}

impl Requirement {
    /// The name of the workload, if it was given one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// What was stated, in the order of the pack's questions.
    #[must_use]
    pub fn stated(&self) -> &[Stated] {
        &self.stated
    }

    /// What was stated about one question.
    #[must_use]
    pub fn answer(&self, question: QuestionId) -> Option<&Stated> {
        let at = self.stated.binary_search_by_key(&question, |stated| stated.question).ok()?;
        self.stated.get(at)
    }

    /// The services that somebody has chosen already, in the order of the file. They are no answers: nothing that is
    /// recommended depends on them.
    #[must_use]
    pub fn proposed(&self) -> &[Spanned<Choice>] {
        &self.proposed
    }

    /// The codes of what was stated.
    #[must_use]
    pub fn encoded(&self) -> &EncodedAnswers {
        &self.encoded
    }

    /// What should be looked at, though it is answered: a name that the catalog does not list.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        &self.warnings
    }

    /// The mapping that states it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }
}
