//! Questions: types, ranges, fallbacks, short keys; and derivations.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Value, ValueType};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::language::ast::{self, TypeArgument};
use crate::logic::{MAX_QUESTIONS, QuestionId};
use crate::quantity::{Dimension, parse};

use super::super::question::{Question, Texts, domain, lowest};
use super::merge::Merged;
use super::{Compiler, facets};

/// Every text that a rule or a fact mentions: no other text can equal anything.
pub(super) fn texts(merged: &Merged<'_>, catalog: &Catalog) -> Texts {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    facets::words(merged, &mut |word| {
        texts.insert(word.to_owned());
    });
    for fact in catalog.holders().flat_map(|(_, one)| one.facts()) {
        for value in [&fact.value, &fact.at_least, &fact.at_most].into_iter().flatten() {
            match (&catalog.key(fact.key).value_type, value) {
                (ValueType::Texts, Value::Words(words)) => texts.extend(words.iter().cloned()),
                (ValueType::Text, Value::Word(word)) => drop(texts.insert(word.clone())),
                _ => {}
            }
        }
    }
    Texts(texts.into_iter().collect())
}

impl Compiler<'_> {
    pub(super) fn declare_questions(&mut self) {
        for written in &self.merged.questions {
            if self.questions.len() == MAX_QUESTIONS {
                let message = format!("there are more than {MAX_QUESTIONS} questions");
                let finding = Diagnostic::error(Code::TooMany, written.name.span, message);
                self.found.push(finding.help("split the pack"));
                break;
            }
            let Some(value_type) = self.value_type(&written.type_) else { continue };
            let range = self.range(&written.type_, &value_type);
            let id = QuestionId::nth(self.questions.len());
            self.question_names.insert(written.name.value.clone(), id);
            self.questions.push(Question {
                name: written.name.value.clone(),
                domain: domain(&value_type, range, &self.texts, self.catalog),
                value_type,
                range,
                ask: written.ask.as_ref().map(|text| text.value.clone()),
                help: written.help.as_ref().map(|text| text.value.clone()),
                fallbacks: Vec::new(),
                span: written.name.span,
            });
        }
    }

    pub(super) fn value_type(&mut self, type_: &ast::Type) -> Option<ValueType> {
        let quantity = |dimension| ValueType::Quantity { dimension, integer: false };
        let found = match type_.word.value.as_str() {
            "yes_no" => ValueType::YesNo,
            "text" => ValueType::Text,
            "integer" => ValueType::Quantity { dimension: Dimension::Number, integer: true },
            "number" => quantity(Dimension::Number),
            "memory" => quantity(Dimension::Memory),
            "cpu" => quantity(Dimension::Cpu),
            "duration" => quantity(Dimension::Duration),
            "money" => quantity(Dimension::Money),
            "date" => quantity(Dimension::Date),
            "choice" => ValueType::Choice(self.words(type_)?.into()),
            "set" => ValueType::Set(self.words(type_)?.into()),
            "row" => {
                let TypeArgument::Of(name) = &type_.argument else {
                    self.type_error(type_.word.span, "a row is `of` a table");
                    return None;
                };
                let table = self.catalog.find_table(&name.value);
                if table.is_none() {
                    self.type_error(name.span, &format!("the catalog has no table `{}`", name.value));
                }
                ValueType::Row(table?)
            }
            other => {
                self.type_error(type_.word.span, &format!("`{other}` is not a type"));
                return None;
            }
        };
        Some(found)
    }

    fn type_error(&mut self, span: Span, message: &str) {
        let help =
            "yes_no, text, integer, number, memory, cpu, duration, money, date, choice of, set of, row of";
        self.found.push(Diagnostic::error(Code::TypeMismatch, span, message).help(help));
    }

    fn words(&mut self, type_: &ast::Type) -> Option<Vec<String>> {
        let words = match &type_.argument {
            TypeArgument::Options(words) => {
                self.check_repeats(words);
                words.iter().map(|word| word.value.clone()).collect()
            }
            TypeArgument::Of(name) => {
                let words = self.catalog.words(&name.value);
                if words.is_none() {
                    self.type_error(name.span, &format!("the catalog has no vocabulary `{}`", name.value));
                }
                words?
            }
            _ => {
                self.type_error(type_.word.span, "a choice or a set is `of` a list of words");
                return None;
            }
        };
        let words: Vec<String> = words;
        if words.len() > 128 {
            let message =
                format!("{} words are more than the 128 that a choice or a set can have", words.len());
            self.found.push(Diagnostic::error(Code::TooMany, type_.word.span, message));
            return None;
        }
        Some(words)
    }

    /// An option that is listed twice would have two codes.
    fn check_repeats(&mut self, words: &[ast::Name]) {
        for (at, word) in words.iter().enumerate() {
            if let Some(first) = words.iter().take(at).find(|first| first.value == word.value) {
                let message = format!("`{}` is listed twice", word.value);
                let finding = Diagnostic::error(Code::DuplicateName, word.span, message);
                self.found.push(finding.also(first.span, "first here").help("remove one of them"));
            }
        }
    }

    fn range(&mut self, type_: &ast::Type, value_type: &ValueType) -> (Option<i128>, Option<i128>) {
        let TypeArgument::Range(low, high) = &type_.argument else { return (None, None) };
        let ValueType::Quantity { dimension, .. } = value_type else {
            self.type_error(type_.word.span, "only numbers and quantities have a range");
            return (None, None);
        };
        let mut end = |literal: &Option<ast::Name>| {
            let literal = literal.as_ref()?;
            let quantity = parse(&literal.value, *dimension);
            if let Err(refusal) = &quantity {
                let message = refusal.describe(&literal.value, *dimension);
                let finding = Diagnostic::error(Code::TypeMismatch, literal.span, message);
                self.found.push(finding.help(refusal.help(*dimension, false)));
            }
            quantity.ok().map(|quantity| quantity.amount)
        };
        let range = (end(low), end(high));
        let lowest = range.0.or_else(|| lowest(value_type));
        if lowest.zip(range.1).is_some_and(|(low, high)| low > high) {
            let places = low.iter().chain(high).map(|literal| literal.span);
            let place = places.reduce(Span::to).unwrap_or(type_.word.span);
            let finding = Diagnostic::error(Code::OutOfRange, place, "no value is in this range");
            self.found.push(finding.help("write the smaller end first; without one a range starts at 0"));
        }
        range
    }
}
