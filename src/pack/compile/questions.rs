//! Questions: types, ranges, fallbacks, short keys; and derivations.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalog::{Catalog, Value, ValueType};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::language::ast::{self, Expr, ExprKind, FallbackKind, TypeArgument};
use crate::logic::{MAX_QUESTIONS, QuestionId};
use crate::quantity::{Dimension, SCALE, parse};

use super::super::condition::{DerivationId, Mention};
use super::super::question::{Fallback, Question, Texts, domain, encode, lowest};
use super::super::{Derivation, Grounds, ShortForm, Shorthand};
use super::merge::Merged;
use super::{Compiler, facets};

/// Every text that a rule or a fact mentions.
pub(super) fn texts(merged: &Merged<'_>, catalog: &Catalog) -> Texts {
    let mut texts: BTreeSet<String> = BTreeSet::new();
    facets::words(merged, &mut |word| {
        texts.insert(word.to_owned());
    });
    for (_, service) in catalog.services() {
        for fact in service.facts() {
            match (&catalog.key(fact.key).value_type, &fact.value) {
                (ValueType::Texts, Some(Value::Words(words))) => texts.extend(words.iter().cloned()),
                (ValueType::Text, Some(Value::Word(word))) => drop(texts.insert(word.clone())),
                _ => {}
            }
        }
    }
    for (_, table) in catalog.tables() {
        for (column, _) in table.columns.iter().enumerate().filter(|(_, c)| c.value_type == ValueType::Text) {
            let cells = (0..table.len()).filter_map(|row| table.row(row)).map(|row| row.cell(column));
            for cell in cells {
                if !cell.is_empty() && !texts.contains(cell) {
                    texts.insert(cell.to_owned());
                }
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
            let id = QuestionId(u16::try_from(self.questions.len()).unwrap_or(u16::MAX));
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

    fn value_type(&mut self, type_: &ast::Type) -> Option<ValueType> {
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
            "choice" => ValueType::Choice(self.words(type_)?),
            "set" => ValueType::Set(self.words(type_)?),
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
            let quantity = parse(&literal.value, *dimension).ok();
            if quantity.is_none() {
                let message = format!("`{}` is not a quantity of {}", literal.value, dimension.as_str());
                let finding = Diagnostic::error(Code::TypeMismatch, literal.span, message);
                self.found.push(finding.help(format!("write it like {}", dimension.example())));
            }
            quantity.map(|quantity| quantity.micro)
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

    /// Derivations in the order in which they use each other.
    pub(super) fn compile_derivations(&mut self) {
        let written = &self.merged.derivations;
        for (index, derive) in written.iter().enumerate() {
            let id = DerivationId(u16::try_from(index).unwrap_or(u16::MAX));
            self.derivation_names.insert(derive.name.value.clone(), id);
        }
        let conditions: Vec<_> =
            written.iter().map(|derive| self.scope(false).condition(&derive.value)).collect();
        let uses = |index: usize| -> Vec<usize> {
            let mentions = conditions.get(index).and_then(Option::as_ref).map(|cond| cond.mentions());
            let derived = |mention| if let Mention::Derived(id) = mention { Some(id.index()) } else { None };
            mentions.unwrap_or_default().into_iter().filter_map(derived).collect()
        };
        let name = |index: usize| written.get(index).map(|derive| &derive.name);
        let Some(order) = self.in_order(written.len(), &uses, &name, "derivations") else {
            self.formulas =
                vec![Arc::new(crate::logic::Formula::Const(crate::logic::Truth::Unknown)); written.len()];
            return;
        };
        let mut formulas =
            vec![Arc::new(crate::logic::Formula::Const(crate::logic::Truth::Unknown)); written.len()];
        for index in order {
            let (Some(derive), Some(Some(condition))) = (written.get(index), conditions.get(index)) else {
                continue;
            };
            let formula = Arc::new(self.binder(&formulas).formula(condition));
            formulas.splice(index..=index, [formula.clone()]).for_each(drop);
            let grounds = self.grounds(&derive.grounds, false);
            let (name, condition, span) = (derive.name.value.clone(), condition.clone(), derive.name.span);
            self.derivations.push(Derivation { name, condition, formula, grounds, span });
        }
        // Ids follow the order of writing.
        self.derivations.sort_by_key(|derivation| self.derivation_names.get(&derivation.name).copied());
        self.formulas = formulas;
    }

    /// An order in which everything comes after what it uses; a cycle is reported with its path.
    fn in_order<'n>(
        &mut self,
        count: usize,
        uses: &dyn Fn(usize) -> Vec<usize>,
        name: &dyn Fn(usize) -> Option<&'n ast::Name>,
        what: &str,
    ) -> Option<Vec<usize>> {
        match facets::in_order(count, uses) {
            Ok(order) => Some(order),
            Err(path) => {
                let names: Vec<&str> =
                    path.iter().filter_map(|i| name(*i)).map(|n| n.value.as_str()).collect();
                let first = path.first().and_then(|index| name(*index))?;
                let circle = format!("{} -> {}", names.join(" -> "), first.value);
                let message = format!("{what} use each other: `{circle}`");
                let finding = Diagnostic::error(Code::Cycle, first.span, message);
                self.found.push(finding.help("let one of them look at stated answers only"));
                None
            }
        }
    }

    pub(super) fn compile_fallbacks(&mut self) {
        let written: Vec<&ast::Question> = self.merged.questions.clone();
        let mut reads: Vec<Vec<usize>> = vec![Vec::new(); self.questions.len()];
        for question in &written {
            let Some(id) = self.question_names.get(&question.name.value).copied() else { continue };
            let mut fallbacks = Vec::new();
            for fallback in &question.fallbacks {
                let Some((compiled, mentions)) = self.fallback(id, fallback) else { continue };
                if let Some(reads) = reads.get_mut(id.index()) {
                    reads.extend(self.questions_of(&mentions).into_iter().map(QuestionId::index));
                }
                fallbacks.push(compiled);
            }
            if let Some(question) = self.questions.get_mut(id.index()) {
                question.fallbacks = fallbacks;
            }
        }
        let names: Vec<ast::Name> =
            self.questions.iter().map(|q| ast::Name::new(q.name.clone(), q.span)).collect();
        let uses = |index: usize| reads.get(index).cloned().unwrap_or_default();
        self.in_order(names.len(), &uses, &|index| names.get(index), "questions whose fallbacks");
    }

    fn fallback(&mut self, id: QuestionId, written: &ast::Fallback) -> Option<(Fallback, Vec<Mention>)> {
        let condition = match &written.when {
            None => None,
            Some(when) => Some(self.scope(false).condition(when)?),
        };
        if written.kind == FallbackKind::Must && condition.is_none() {
            let finding = Diagnostic::error(Code::MissingClause, written.keyword.0, "`must be` says when");
            self.found.push(finding.help("write `must be VALUE when CONDITION`"));
        }
        let value = match &written.value.kind {
            ExprKind::Word(word) if word == "none" && !self.has_option(id, "none") => None,
            _ => Some(self.value_code(id, &written.value)?),
        };
        let grounds = self.grounds(&written.grounds, false);
        let when = condition.as_ref().map(|condition| self.binder(&self.formulas).formula(condition));
        let mentions = condition.as_ref().map(super::super::Cond::mentions).unwrap_or_default();
        let Grounds { because, sources } = grounds;
        let span = written.keyword.0.to(written.value.span);
        Some((Fallback { kind: written.kind, value, when, condition, because, sources, span }, mentions))
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
            && (low.is_some_and(|low| quantity.micro < low) || high.is_some_and(|high| high < quantity.micro))
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
            (ValueType::Quantity { dimension, integer }, Some(text)) => parse(text, *dimension)
                .ok()
                .filter(|quantity| !integer || quantity.micro % SCALE == 0 || quantity.micro == i128::MAX)
                .map(Value::Quantity),
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
                ValueType::Quantity { dimension, .. } => {
                    finding.help(format!("write it like {}", dimension.example()))
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
                "none" => None,
                _ => {
                    let word = form.pattern.clone();
                    Some(compiler.value_type(&ast::Type { word, argument: TypeArgument::None })?)
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
