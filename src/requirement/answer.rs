//! What somebody typed, as a file would give it.

use crate::catalog::ValueType;
use crate::diagnostic::{Code, Diagnostic, Sources, Span, Spanned};
use crate::pack::Question;

use super::RawValue;

/// Characters in one answer.
pub const MAX_ANSWER: usize = 4_096;

/// The words of yes and no, in the order in which they are offered.
const YES_NO: [&str; 2] = ["yes", "no"];

/// How a question is answered.
///
/// ```
/// use fingerpost::{AnswerForm, Ruleset, ToAsk};
///
/// let mut questions = Ruleset::embedded("containers")?.questionnaire()?;
/// let ToAsk::Question(question) = questions.to_ask() else { panic!("nothing is answered yet") };
/// let first = match question.form {
///     AnswerForm::Word(words) | AnswerForm::Words(words) => words[0].clone(),
///     AnswerForm::Typed(example) => example,
/// };
/// questions.answer(&question.name, &first)?;
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// With one of these words, two or more: `yes` and `no` where that is the question.
    Word(Vec<String>),
    /// With any of these words, separated by commas.
    Words(Vec<String>),
    /// With something like this, unit included: `16 GiB`, `1 h`, `3`; ranges are held against when it is answered.
    Typed(String),
}

impl AnswerForm {
    /// How this question is answered.
    #[must_use]
    pub fn of(question: &Question) -> Self {
        match &question.value_type {
            ValueType::YesNo => Self::Word(YES_NO.iter().map(|word| (*word).to_owned()).collect()),
            ValueType::Choice(words) => Self::Word(words.to_vec()),
            ValueType::Set(words) => Self::Words(words.to_vec()),
            ValueType::Quantity { dimension, integer } => {
                Self::Typed(dimension.example_of(*integer).to_owned())
            }
            ValueType::Text | ValueType::Texts => Self::Typed("a word".to_owned()),
            ValueType::Row(_) => Self::Typed("a name of the table".to_owned()),
        }
    }
}

/// A typed answer with its place: a source of its own, named after the question.
///
/// # Errors
/// It is too long, or has characters that no keyboard makes.
pub fn parse_answer(
    question: &Question,
    text: &str,
    sources: &mut Sources,
) -> Result<Spanned<RawValue>, Diagnostic> {
    let text = text.trim();
    let shown: String = text.chars().take(80).collect();
    let source = sources.add(question.name.clone(), shown.clone());
    let span = Span::new(source, 0, shown.len());
    let length = text.chars().count();
    if length > MAX_ANSWER {
        let message = format!("the answer has {length} characters, and at most {MAX_ANSWER} are read");
        return Err(Diagnostic::error(Code::OutOfRange, span, message).help("write a shorter one"));
    }
    if let Some(control) = text.chars().find(|c| c.is_control()) {
        let message = format!("the answer has a control character, `{}`", control.escape_unicode());
        return Err(
            Diagnostic::error(Code::InvalidSyntax, span, message).help("type it instead of pasting it")
        );
    }
    // The whole text, for what is longer than a line shows.
    let source = if length > 80 { sources.add(question.name.clone(), text) } else { source };
    let span = Span::new(source, 0, text.len());
    Ok(Spanned::new(raw(question, text, span), span))
}

fn raw(question: &Question, text: &str, span: Span) -> RawValue {
    match &question.value_type {
        ValueType::Set(_) => {
            let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
            let words = inner.split([',', ' ']).map(str::trim).filter(|word| !word.is_empty());
            let words = words.filter(|word| *word != "none");
            RawValue::List(words.map(|word| Spanned::new(RawValue::Text(word.to_owned()), span)).collect())
        }
        ValueType::YesNo => RawValue::Text(match text.to_lowercase().as_str() {
            "y" => "yes".to_owned(),
            "n" => "no".to_owned(),
            other => other.to_owned(),
        }),
        ValueType::Quantity { .. } if is_number(text) => RawValue::Number(text.to_owned()),
        _ => RawValue::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.chars().all(|c| c.is_ascii_digit() || "-.".contains(c))
}
