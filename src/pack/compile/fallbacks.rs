//! What holds when a question is not answered, and the short ways to answer.

use crate::catalog::{Value, ValueType};
use crate::diagnostic::{Code, Diagnostic};
use crate::language::ast::{self, Expr, ExprKind, TypeArgument};
use crate::logic::QuestionId;
use crate::quantity::parse;

use super::super::condition::Mention;
use super::super::question::{Fallback, FallbackKind, encode, lowest};
use super::super::{Cond, Grounds, ShortForm, ShortPattern, Shorthand};
use super::Compiler;

impl Compiler<'_> {
    pub(super) fn compile_fallbacks(&mut self) {
        let written: Vec<&ast::Question> = self.merged.questions.clone();
        let mut reads: Vec<Vec<usize>> = vec![Vec::new(); self.questions.len()];
        for question in &written {
            let Some(id) = self.question_names.get(&question.name.value).copied() else { continue };
            let mut fallbacks = Vec::new();
            for fallback in &question.fallbacks {
                let Some((compiled, mentions)) = self.fallback(id, fallback) else { continue };
                let reads = invariant!(reads.get_mut(id.index()), "a question has a list of what it reads");
                reads.extend(self.questions_of(&mentions).into_iter().map(QuestionId::index));
                fallbacks.push(compiled);
            }
            let question = self.questions.get_mut(id.index());
            invariant!(question, "a question with a name is one of the pack").fallbacks = fallbacks;
        }
        let names: Vec<ast::Name> =
            self.questions.iter().map(|q| ast::Name::new(q.name.clone(), q.span)).collect();
        let uses =
            |index: usize| invariant!(reads.get(index), "a question has a list of what it reads").clone();
        self.in_order(names.len(), &uses, &|index| names.get(index), "questions whose fallbacks");
    }

    fn fallback(&mut self, id: QuestionId, written: &ast::Fallback) -> Option<(Fallback, Vec<Mention>)> {
        let condition = match &written.when {
            None => None,
            Some(when) => Some(self.scope(false).condition(when)?),
        };
        let kind = match written.kind {
            ast::FallbackKind::Must => FallbackKind::Must,
            ast::FallbackKind::Default => FallbackKind::Default,
            ast::FallbackKind::Assume => FallbackKind::Assume,
        };
        if kind == FallbackKind::Must && condition.is_none() {
            let finding = Diagnostic::error(Code::MissingClause, written.keyword.0, "`must be` says when");
            self.found.push(finding.help("write `must be VALUE when CONDITION`"));
        }
        let value = match &written.value.kind {
            ExprKind::Word(word) if word == "none" && !self.has_option(id, "none") => None,
            _ => Some(self.value_code(id, &written.value)?),
        };
        let grounds = self.grounds(&written.grounds, false);
        let when = condition.as_ref().map(|condition| self.binder(&self.formulas).formula(condition));
        let mentions = condition.as_ref().map(Cond::mentions).unwrap_or_default();
        let Grounds { because, sources } = grounds;
        let span = written.keyword.0.to(written.value.span);
        Some((Fallback { kind, value, when, condition, because, sources, span }, mentions))
    }

    fn has_option(&self, id: QuestionId, word: &str) -> bool {
        match self.questions.get(id.index()).map(|question| &question.value_type) {
            Some(ValueType::Choice(words) | ValueType::Set(words)) => words.iter().any(|w| w == word),
            _ => false,
        }
    }

    /// A value written in a rule file as a code of a question.
    pub(super) fn value_code(&mut self, id: QuestionId, written: &Expr) -> Option<i128> {
        let value = self.value(id, written)?;
        let question = self.questions.get(id.index())?;
        encode(&value, &question.value_type, &self.texts, self.catalog)
    }

    /// A value written in a rule file, typed for a question and held against its range.
    pub(super) fn value(&mut self, id: QuestionId, written: &Expr) -> Option<Value> {
        let value = self.typed(id, written)?;
        let question = self.questions.get(id.index())?;
        let (low, high) = question.range;
        let low = low.or_else(|| lowest(&question.value_type));
        if let Value::Quantity(quantity) = &value
            && (low.is_some_and(|low| quantity.amount < low)
                || high.is_some_and(|high| high < quantity.amount))
        {
            let finding = Diagnostic::error(Code::OutOfRange, written.span, "the value is out of range");
            self.found.push(finding.help(format!("see the range of `{}`", question.name)));
        }
        Some(value)
    }

    fn typed(&mut self, id: QuestionId, written: &Expr) -> Option<Value> {
        let value_type = self.questions.get(id.index())?.value_type.clone();
        let word = match &written.kind {
            ExprKind::Word(text) | ExprKind::Literal(text) | ExprKind::Text(text) => Some(text.as_str()),
            _ => None,
        };
        let value = match (&value_type, word) {
            (ValueType::YesNo, Some("yes" | "true")) => Some(Value::YesNo(true)),
            (ValueType::YesNo, Some("no" | "false")) => Some(Value::YesNo(false)),
            (ValueType::Quantity { dimension, integer }, Some(text)) => match parse(text, *dimension) {
                Ok(quantity) => Some(quantity).filter(|it| !integer || it.is_whole()).map(Value::Quantity),
                Err(refusal) if refusal.is_of_size() => {
                    let message = refusal.describe(text, *dimension);
                    let finding = Diagnostic::error(Code::TypeMismatch, written.span, message);
                    self.found.push(finding.help(refusal.help(*dimension, *integer)));
                    return None;
                }
                Err(_) => None,
            },
            (ValueType::Text, Some(text)) => Some(Value::Word(text.to_owned())),
            (ValueType::Choice(words), Some(word)) => {
                Some(Value::Word(self.scope(false).option(word, written.span, words)?))
            }
            (ValueType::Row(table), Some(name)) => {
                self.scope(false).row(*table, name, written.span)?;
                Some(Value::Word(name.to_owned()))
            }
            (ValueType::Set(words), _) => Some(Value::Words(self.word_list(written, words)?)),
            _ => None,
        };
        if value.is_none() {
            let message = format!("this is not {}", value_type.describe());
            let finding = Diagnostic::error(Code::TypeMismatch, written.span, message);
            self.found.push(match &value_type {
                ValueType::Quantity { dimension, integer } => {
                    finding.help(format!("write it like {}", dimension.example_of(*integer)))
                }
                ValueType::Set(_) => finding.help("write `[a, b]`"),
                _ => finding,
            });
        }
        value
    }

    fn word_list(&mut self, written: &Expr, words: &[String]) -> Option<Vec<String>> {
        let single = std::slice::from_ref(written);
        let items: &[Expr] = if let ExprKind::List(items) = &written.kind { items } else { single };
        let mut given = Vec::new();
        for item in items {
            let (ExprKind::Word(word) | ExprKind::Text(word)) = &item.kind else {
                let finding = Diagnostic::error(Code::TypeMismatch, item.span, "a set holds words");
                self.found.push(finding.help("write `[a, b]`"));
                return None;
            };
            given.push(self.scope(false).option(word, item.span, words)?);
        }
        Some(words.iter().filter(|word| given.contains(word)).cloned().collect())
    }

    pub(super) fn compile_shorthands(&mut self) -> Vec<Shorthand> {
        let written: Vec<&ast::Shorthand> = self.merged.shorthands.clone();
        let compiled = |compiler: &mut Self, form: &ast::ShortForm| {
            let pattern = match form.pattern.value.as_str() {
                "none" => ShortPattern::None,
                "yes" => ShortPattern::Yes(true),
                "no" => ShortPattern::Yes(false),
                _ => {
                    let word = form.pattern.clone();
                    let written = ast::Type { word, argument: TypeArgument::None };
                    ShortPattern::Typed(compiler.value_type(&written)?)
                }
            };
            let answers = form.answers.iter().filter_map(|answer| {
                let question = compiler.question_named(&answer.question)?;
                let value = match &answer.value {
                    None => None,
                    Some(value) => Some(compiler.value(question, value)?),
                };
                Some((question, value))
            });
            let answers = answers.collect();
            Some(ShortForm { pattern, answers })
        };
        written
            .into_iter()
            .map(|short| Shorthand {
                name: short.name.value.clone(),
                forms: short.forms.iter().filter_map(|form| compiled(self, form)).collect(),
            })
            .collect()
    }
}
