//! Expressions as written to checked conditions.

mod compare;
mod number;
mod term;
mod text;

use std::collections::BTreeMap;

use crate::catalog::{Catalog, ServiceId, TableId};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, nearest};
use crate::language::ast::{Expr, ExprKind};
use crate::logic::QuestionId;

use super::condition::{Cond, DerivationId};
use super::question::Question;
use term::Term;

/// What names mean, and where findings go.
pub(super) struct Scope<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) questions: &'a [Question],
    pub(super) question_names: &'a BTreeMap<String, QuestionId>,
    pub(super) derivation_names: &'a BTreeMap<String, DerivationId>,
    /// Whether `service` is known here.
    pub(super) service: bool,
    /// The word for the row that is being looked for, and its table.
    pub(super) row: Option<(&'a str, TableId)>,
    /// The word for the companion that is being looked at, and which one it is.
    pub(super) companion: Option<(&'a str, ServiceId)>,
    pub(super) found: &'a mut Diagnostics,
}

impl Scope<'_> {
    /// The condition that an expression stands for; none when something is wrong with it, and
    /// then that has been reported.
    pub(super) fn condition(&mut self, expr: &Expr) -> Option<Cond> {
        match &expr.kind {
            ExprKind::Not(inner) => Some(Cond::Not(Box::new(self.condition(inner)?))),
            ExprKind::And(parts) => self.conditions(parts).map(Cond::And),
            ExprKind::Or(parts) => self.conditions(parts).map(Cond::Or),
            ExprKind::Compare(left, op, right) => self.comparison(expr.span, left, *op, right),
            ExprKind::Answered(inner, yes) => {
                let subject = self.answered(inner)?;
                Some(if *yes { subject } else { Cond::Not(Box::new(subject)) })
            }
            _ => match self.term(expr)? {
                Term::Cond(cond) => Some(cond),
                Term::Choice(word, options) if options.iter().any(|option| option == "yes") => {
                    Some(Cond::Same(word, super::condition::Word::Const("yes".to_owned())))
                }
                Term::YesNo(word) => Some(Cond::Same(word, super::condition::Word::Const("yes".to_owned()))),
                Term::Bare(name) => {
                    self.unknown_name(&name, expr.span);
                    None
                }
                other => {
                    let message = format!("{} is not yes or no", other.describe());
                    self.report(
                        Code::TypeMismatch,
                        expr.span,
                        message,
                        "compare it with something: `=`, `>`, `in`, …",
                    );
                    None
                }
            },
        }
    }

    /// All of them, so that every part's findings are reported.
    fn conditions(&mut self, parts: &[Expr]) -> Option<Vec<Cond>> {
        let resolved: Vec<Option<Cond>> = parts.iter().map(|part| self.condition(part)).collect();
        resolved.into_iter().collect()
    }

    fn answered(&mut self, inner: &Expr) -> Option<Cond> {
        if let ExprKind::Word(name) = &inner.kind
            && let Some(subject) = self.subject(name)
        {
            return Some(Cond::Answered(subject));
        }
        let message = "only a question can be answered or not";
        self.report(Code::TypeMismatch, inner.span, message, "write `QUESTION is answered`");
        None
    }

    fn report(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic::error(code, span, message).help(help));
    }

    /// Reports a name that nothing declares.
    fn unknown_name(&mut self, name: &str, span: Span) {
        let questions = self.question_names.keys().map(String::as_str);
        let known = questions.chain(self.derivation_names.keys().map(String::as_str));
        let near = nearest(name, known);
        let finding =
            Diagnostic::error(Code::UnknownName, span, format!("`{name}` is not a question or derivation"));
        self.found.push(finding.suggest(near));
    }
}
