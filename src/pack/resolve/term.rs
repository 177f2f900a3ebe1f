//! Words, lists and literals to typed terms.

use std::sync::Arc;

use crate::catalog::{ServiceId, ValueType};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::language::ast::{Expr, ExprKind};
use crate::quantity::Dimension;

use super::super::condition::{Cond, FactRef, Num, Subject, Word, Words};
use super::Scope;

/// A typed operand.
pub(super) enum Term {
    /// A condition: a derivation, or something compound.
    Cond(Cond),
    /// A `yes_no` question or fact, or the word `yes` or `no`.
    YesNo(Word),
    /// A number or quantity.
    Number(Num, Dimension),
    /// A literal whose dimension depends on the other side.
    Literal,
    /// A word of a closed list.
    Choice(Word, Arc<[String]>),
    /// Any text.
    Text(Word),
    /// A set of words of a closed list; of any texts when there is no list.
    Set(Words, Option<Arc<[String]>>),
    /// A list as written.
    List(Vec<(String, Span)>),
    /// A word that means nothing by itself.
    Bare(String),
}

impl Term {
    pub(super) fn describe(&self) -> &'static str {
        match self {
            Self::Cond(_) | Self::YesNo(_) => "a yes or no",
            Self::Number(..) | Self::Literal => "a number",
            Self::Choice(..) | Self::Bare(_) => "a word",
            Self::Text(_) => "a text",
            Self::Set(..) | Self::List(_) => "a list",
        }
    }
}

impl Scope<'_> {
    /// What an operand is; none when it is wrong, and then that has been reported.
    pub(super) fn term(&mut self, expr: &Expr) -> Option<Term> {
        match &expr.kind {
            ExprKind::Word(name) => self.word(name, expr.span),
            ExprKind::Literal(_) => Some(Term::Literal),
            ExprKind::Text(text) => Some(Term::Text(Word::Const(text.clone()))),
            ExprKind::List(items) => self.list(items),
            ExprKind::Arithmetic(..) => {
                self.number(expr, None).map(|(num, dimension)| Term::Number(num, dimension))
            }
            ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare(..)
            | ExprKind::Answered(..) => self.condition(expr).map(Term::Cond),
        }
    }

    fn list(&mut self, items: &[Expr]) -> Option<Term> {
        let mut words = Vec::new();
        for item in items {
            match &item.kind {
                ExprKind::Word(text) | ExprKind::Text(text) | ExprKind::Literal(text) => {
                    words.push((text.clone(), item.span));
                }
                _ => {
                    self.report(Code::TypeMismatch, item.span, "a list holds words", "write `[a, b]`");
                    return None;
                }
            }
        }
        Some(Term::List(words))
    }

    /// A question or a column of its row.
    pub(super) fn subject(&self, name: &str) -> Option<Subject> {
        if let Some(question) = self.question_names.get(name) {
            return Some(Subject { question: *question, column: None });
        }
        let (prefix, column) = name.rsplit_once('.')?;
        let question = *self.question_names.get(prefix)?;
        let ValueType::Row(table) = &self.questions.get(question.index())?.value_type else { return None };
        let column = self.catalog.table(*table).column(column)?;
        Some(Subject { question, column: u16::try_from(column).ok() })
    }

    /// The type of a subject's values.
    pub(super) fn subject_type(&self, subject: Subject) -> Option<&ValueType> {
        let declared = &self.questions.get(subject.question.index())?.value_type;
        match (declared, subject.column) {
            (ValueType::Row(table), Some(column)) => {
                self.catalog.table(*table).columns.get(usize::from(column)).map(|column| &column.value_type)
            }
            _ => Some(declared),
        }
    }

    fn word(&mut self, name: &str, span: Span) -> Option<Term> {
        match name {
            "yes" | "true" => return Some(Term::YesNo(Word::Const("yes".to_owned()))),
            "no" | "false" => return Some(Term::YesNo(Word::Const("no".to_owned()))),
            _ => {}
        }
        if name == "service" || name.starts_with("service.") {
            return self.service_term(name, span);
        }
        if let Some((key, companion)) = self.of_companion(name) {
            let names = || self.catalog.all_names().into();
            return match key {
                None => {
                    let id = self.catalog.service(companion).id.clone();
                    Some(Term::Choice(Word::Const(id), names()))
                }
                Some(key) => self.fact_term(key, Some(companion), span),
            };
        }
        if let Some(term) = self.row_term(name) {
            return Some(term);
        }
        if let Some(subject) = self.subject(name) {
            let value_type = self.subject_type(subject)?.clone();
            return Some(typed(
                &value_type,
                Word::Subject(subject),
                Words::Subject(subject),
                Num::Subject(subject),
            ));
        }
        if let Some(derivation) = self.derivation_names.get(name) {
            return Some(Term::Cond(Cond::Derived(*derivation)));
        }
        Some(Term::Bare(name.to_owned()))
    }

    /// The row that is being looked for, or one of its columns.
    fn row_term(&self, name: &str) -> Option<Term> {
        let (variable, table) = self.row?;
        if name == variable {
            return Some(Term::Text(Word::Row));
        }
        let column = self.row_column(name)?;
        let value_type = &self.catalog.table(table).columns.get(usize::from(column))?.value_type;
        Some(typed(value_type, Word::Cell(column), Words::Cell(column), Num::Cell(column)))
    }

    /// A column of the row that is being looked for: `size.cpu`.
    pub(super) fn row_column(&self, name: &str) -> Option<u16> {
        let (variable, table) = self.row?;
        let column = name.strip_prefix(variable)?.strip_prefix('.')?;
        u16::try_from(self.catalog.table(table).column(column)?).ok()
    }

    fn service_term(&mut self, name: &str, span: Span) -> Option<Term> {
        if !self.service {
            let help = "`service` is known in constraints, caveats, companions and `forbid`";
            self.report(Code::NoServiceHere, span, "no service is being checked here", help);
            return None;
        }
        let Some(key) = name.strip_prefix("service.") else {
            return Some(Term::Choice(Word::Service, self.catalog.all_names().into()));
        };
        if key == "provider" {
            return Some(Term::Choice(Word::Provider, self.catalog.provider_words().into()));
        }
        self.fact_term(key, None, span)
    }

    /// The companion that is being looked at, or what is said of it: `way`, `way.key`.
    pub(super) fn of_companion<'n>(&self, name: &'n str) -> Option<(Option<&'n str>, ServiceId)> {
        let (variable, companion) = self.companion?;
        if name == variable {
            return Some((None, companion));
        }
        let key = name.strip_prefix(variable)?.strip_prefix('.')?;
        Some((Some(key), companion))
    }

    /// A fact of the service, or of a companion.
    fn fact_term(&mut self, key: &str, of: Option<ServiceId>, span: Span) -> Option<Term> {
        let Some(id) = self.catalog.find_key(key) else {
            let near = nearest(key, self.catalog.keys().map(|(_, key)| key.name.as_str()));
            let finding =
                Diagnostic::error(Code::UnknownFact, span, format!("fact key `{key}` is not declared"));
            self.found.push(finding.suggest(near));
            return None;
        };
        let fact = FactRef { of, key: id };
        Some(typed(&self.catalog.key(id).value_type, Word::Fact(fact), Words::Fact(fact), Num::Fact(fact)))
    }
}

fn typed(value_type: &ValueType, word: Word, words: Words, num: Num) -> Term {
    match value_type {
        ValueType::YesNo => Term::YesNo(word),
        ValueType::Quantity { dimension, .. } => Term::Number(num, *dimension),
        ValueType::Text | ValueType::Row(_) => Term::Text(word),
        ValueType::Choice(options) => Term::Choice(word, options.clone()),
        ValueType::Set(options) => Term::Set(words, Some(options.clone())),
        ValueType::Texts => Term::Set(words, None),
    }
}
