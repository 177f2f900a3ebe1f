//! Raw entries to typed answers; every error of a workload in one run.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, Value, ValueType};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, Spanned, nearest};
use crate::logic::QuestionId;
use crate::pack::{CompiledPack, ShortForm, ShortPattern, literal};

use super::checked::{Requirement, Stated};
use super::typed::{TypedRefusal, is_form, typed};
use super::{RawEntry, RawRequirement, RawValue, contradiction, proposed};
use crate::program::{DatedRules, EncodedAnswers};

struct Checker<'a> {
    pack: &'a CompiledPack,
    catalog: &'a Catalog,
    answers: BTreeMap<QuestionId, (Span, Stated)>,
    proposed: Vec<Spanned<proposed::Choice>>,
    found: Diagnostics,
}

/// Holds a workload against the questions of a pack.
///
/// # Errors
/// Everything that is wrong with it: unknown keys, types, units, ranges, options, and then
/// contradictions between answers that are fine each by itself.
pub fn check(raw: &RawRequirement, rules: &DatedRules) -> Result<Requirement, Diagnostics> {
    let (pack, catalog) = (rules.pack(), rules.catalog());
    let mut checker =
        Checker { pack, catalog, answers: BTreeMap::new(), proposed: Vec::new(), found: Diagnostics::new() };
    for entry in &raw.entries {
        checker.entry("", entry);
    }
    let mut encoded = EncodedAnswers::new(pack);
    let mut stated = Vec::new();
    for (question, (_, answer)) in checker.answers {
        encoded.set(question, pack.encode(question, &answer.value, catalog), pack, catalog);
        stated.push(answer);
    }
    let (mut found, proposed) = (checker.found, checker.proposed);
    if !found.has_errors() {
        found.extend(contradiction::find(&stated, &encoded, rules));
    }
    if found.has_errors() {
        found.sort();
        return Err(found);
    }
    let name = pack.workload_question().and_then(|question| {
        let answer = stated.iter().find(|answer| answer.question == question)?;
        Some(answer.text.clone())
    });
    Ok(Requirement { name, stated, encoded, proposed, span: raw.span, warnings: found })
}

impl Checker<'_> {
    /// One entry; `prefix` is the key of the mapping around it, dot included.
    fn entry(&mut self, prefix: &str, entry: &RawEntry) {
        let joined;
        let name = if prefix.is_empty() {
            entry.key.value.as_str()
        } else {
            joined = format!("{prefix}{}", entry.key.value);
            &joined
        };
        let asked = |question: &QuestionId| self.pack.provider_variable() != Some(*question);
        if let Some(question) = self.pack.find_question(name).filter(asked) {
            self.answer(question, entry.key.span, &entry.value);
        } else if let RawValue::Map(inner) = &entry.value.value {
            self.group(name, entry, inner);
        } else if let Some(short) = self.pack.shorthands().iter().find(|short| short.name == name) {
            self.shorthand(&short.forms, entry);
        } else if name == proposed::KEY {
            self.proposed.extend(proposed::read(&entry.value, self.catalog, &mut self.found));
        } else {
            self.unknown(name, entry.key.span);
        }
    }

    /// `gpu: { count: 1 }` for `gpu.count: 1`.
    fn group(&mut self, name: &str, entry: &RawEntry, inner: &[RawEntry]) {
        let prefix = format!("{name}.");
        if !self.pack.questions().any(|(_, question)| question.name.starts_with(&prefix)) {
            self.unknown(name, entry.key.span);
            return;
        }
        for entry in inner {
            self.entry(&prefix, entry);
        }
    }

    fn unknown(&mut self, name: &str, span: Span) {
        let questions = self.pack.questions().map(|(_, question)| question.name.as_str());
        let short = self.pack.shorthands().iter().map(|short| short.name.as_str());
        let near = nearest(name, short.chain(questions));
        let finding =
            Diagnostic::error(Code::UnknownQuestion, span, format!("`{name}` is not a question of the pack"));
        let listed = "`fingerpost questions` lists them";
        self.found.push(if near.is_some() { finding.suggest(near) } else { finding.help(listed) });
    }

    fn answer(&mut self, question: QuestionId, key: Span, value: &Spanned<RawValue>) {
        match typed(self.pack.question(question), &value.value, self.catalog) {
            Ok(None) => {}
            Ok(Some(typed)) => {
                self.unlisted(question, &typed, value.span);
                let text = written(&value.value).unwrap_or_else(|| literal(&typed));
                self.put(question, key, Stated { question, value: typed, text, span: value.span });
            }
            Err(refusals) => {
                for TypedRefusal { code, message, help, span } in refusals {
                    let finding = Diagnostic::error(code, span.unwrap_or(value.span), message);
                    self.found.push(match help {
                        Some(help) => finding.help(help),
                        None => finding,
                    });
                }
            }
        }
    }

    /// A warning where a name only looks like the rows of its table.
    fn unlisted(&mut self, question: QuestionId, value: &Value, span: Span) {
        let (ValueType::Row(table), Value::Word(name)) = (&self.pack.question(question).value_type, value)
        else {
            return;
        };
        let table = self.catalog.table(*table);
        if table.find(name).is_some() {
            return;
        }
        let message =
            format!("`{name}` is not in the table of {}: nothing is known of it", table.title.to_lowercase());
        let finding = Diagnostic::warning(Code::UnlistedRow, span, message);
        let near = nearest(name, table.names()).map(|near| format!("; did you mean `{near}`?"));
        let help = format!("what depends on it is left to be verified{}", near.unwrap_or_default());
        self.found.push(finding.help(help));
    }

    /// The first form that the value fits.
    fn shorthand(&mut self, forms: &[ShortForm], entry: &RawEntry) {
        let value = &entry.value;
        if value.value == RawValue::Null {
            return;
        }
        let form = forms.iter().find(|form| is_form(form, &value.value));
        let Some(form) = form else {
            let wanted: Vec<String> = forms
                .iter()
                .map(|form| match &form.pattern {
                    ShortPattern::None => "`none`".to_owned(),
                    ShortPattern::Yes(yes) => format!("`{}`", literal(&Value::YesNo(*yes))),
                    ShortPattern::Typed(value_type) => value_type.describe(),
                })
                .collect();
            let message = format!("`{}` cannot be {}", entry.key.value, value.value.kind());
            let finding = Diagnostic::error(Code::WrongType, value.span, message);
            self.found.push(finding.help(format!("write {}", wanted.join(", or "))));
            return;
        };
        for (question, fixed) in &form.answers {
            match fixed {
                None => self.answer(*question, entry.key.span, value),
                Some(fixed) => {
                    let answer = Stated {
                        question: *question,
                        value: fixed.clone(),
                        text: literal(fixed),
                        span: value.span,
                    };
                    self.put(*question, entry.key.span, answer);
                }
            }
        }
    }

    fn put(&mut self, question: QuestionId, key: Span, answer: Stated) {
        if let Some((first, _)) = self.answers.get(&question) {
            let name = &self.pack.question(question).name;
            let finding = Diagnostic::error(Code::AnsweredTwice, key, format!("`{name}` is answered twice"));
            self.found.push(finding.also(*first, "first here").help("keep one of the two"));
            return;
        }
        self.answers.insert(question, (key, answer));
    }
}

/// The value as its author wrote it, where that is one word or number.
fn written(value: &RawValue) -> Option<String> {
    match value {
        RawValue::Number(text) | RawValue::Text(text) => Some(text.clone()),
        RawValue::YesNo(yes) => Some(literal(&Value::YesNo(*yes))),
        RawValue::Null | RawValue::List(_) | RawValue::Map(_) => None,
    }
}
