//! Services: facts checked against the declared keys.

use std::collections::BTreeMap;

use super::CatalogFile;
use super::raw::{Placed, RawFact, RawService, RawValue, Text};
use crate::catalog::{Catalog, Confidence, Fact, Key, KeyId, Service, Value, ValueType};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::quantity::{Date, Dimension, Quantity, SCALE, parse};

/// Checks service files; what is wrong is reported and left out.
pub(super) struct Checker<'a> {
    catalog: &'a Catalog,
    keys: BTreeMap<&'a str, KeyId>,
    pub(super) found: Diagnostics,
}

impl<'a> Checker<'a> {
    pub(super) fn new(catalog: &'a Catalog, found: Diagnostics) -> Self {
        let keys = catalog.keys().map(|(id, key)| (key.name.as_str(), id)).collect();
        Self { catalog, keys, found }
    }

    pub(super) fn service(&mut self, file: &CatalogFile<'_>, raw: RawService) -> Option<Service> {
        let expected = file.path.strip_suffix(".toml").unwrap_or(file.path).replace('/', ".");
        let range = raw.id.start..raw.id.end;
        if raw.id.text != expected {
            let message = format!("the id `{}` does not match the file's path", raw.id.text);
            let finding = file.finding(Code::CatalogForm, range, message);
            self.found.push(finding.help(format!("it should be `{expected}`")));
            return None;
        }
        let provider = expected.split('.').next().and_then(|word| self.catalog.find_provider(word));
        let Some(provider) = provider else {
            let message = format!("`{expected}` does not start with a declared provider");
            self.found.push(file.finding(Code::CatalogForm, range, message));
            return None;
        };
        let facts = raw.facts.into_owned();
        let mut facts: Vec<Fact> = facts.into_iter().filter_map(|raw| self.fact(file, raw)).collect();
        facts.sort_by_key(|fact| (fact.key, fact.from));
        self.check_overlaps(&facts);
        let (name, summary, companion, span) = (raw.name, raw.summary, raw.companion, file.span(range));
        Some(Service { id: expected, provider, name, summary, companion, facts, span })
    }

    fn fact(&mut self, file: &CatalogFile<'_>, raw: RawFact) -> Option<Fact> {
        let Some(key) = self.keys.get(raw.key.text.as_ref()).copied() else {
            let message = format!("fact key `{}` is not declared", raw.key.text);
            let near = nearest(&raw.key.text, self.keys.keys().copied());
            self.found
                .push(file.finding(Code::UnknownFact, raw.key.start..raw.key.end, message).suggest(near));
            return None;
        };
        let declared = self.catalog.key(key);
        let value = match fact_value(raw.value, declared) {
            Ok(value) => value,
            Err(why) => {
                let message = format!("`{}` must be {}", declared.name, declared.value_type.describe());
                self.found.push(file.finding(Code::FactType, raw.at.0..raw.at.1, message).help(why));
                return None;
            }
        };
        let from = raw.from.as_ref().and_then(|day| self.date(file, day));
        let until = raw.until.as_ref().and_then(|day| self.date(file, day));
        if let (Some(first), Some(last), Some(text)) = (from, until, &raw.until)
            && last <= first
        {
            let message = "this value ends before it begins";
            let finding = file.finding(Code::FactSource, text.start..text.end, message);
            self.found.push(finding.help("`until` is the first day on which it no longer holds"));
        }
        let read = self.date(file, &raw.read)?;
        if !raw.source.text.starts_with("https://") {
            let message = "a fact needs a source that starts with `https://`";
            self.found.push(file.finding(Code::FactSource, raw.source.start..raw.source.end, message));
        }
        let confidence = self.confidence(file, &raw.confidence);
        let span = file.span(raw.key.start..raw.key.end);
        let (evidence, lesson, note, model) = (raw.evidence, raw.lesson, raw.note, raw.model);
        let source = raw.source.text;
        Some(Fact { key, value, from, until, source, read, confidence, evidence, lesson, note, model, span })
    }

    fn date(&mut self, file: &CatalogFile<'_>, day: &Placed) -> Option<Date> {
        let date = Date::parse(&day.text);
        if date.is_none() {
            let message = format!("`{}` is not a date", day.text);
            let finding = file.finding(Code::FactSource, day.start..day.end, message);
            self.found.push(finding.help("write it as 2025-06-30"));
        }
        date
    }

    fn confidence(&mut self, file: &CatalogFile<'_>, word: &Placed) -> Confidence {
        match word.text.as_ref() {
            "high" => Confidence::High,
            "medium" => Confidence::Medium,
            "low" => Confidence::Low,
            other => {
                let message = format!("confidence `{other}` is not `high`, `medium` or `low`");
                self.found.push(file.finding(Code::FactSource, word.start..word.end, message));
                Confidence::Low
            }
        }
    }

    /// Two values of one key must not hold on the same day.
    fn check_overlaps(&mut self, facts: &[Fact]) {
        for (earlier, later) in facts.iter().zip(facts.iter().skip(1)) {
            let ends_before = earlier.until.is_some_and(|until| later.from.is_some_and(|from| until <= from));
            if earlier.key == later.key && !ends_before {
                let key = &self.catalog.key(later.key).name;
                let message = format!("two values of `{key}` hold on the same day");
                let finding = Diagnostic::error(Code::FactOverlap, later.span, message);
                let finding = finding.also(earlier.span, "the other value");
                self.found.push(finding.help("give the earlier one an `until` and the later one a `from`"));
            }
        }
    }
}

/// The typed value; `Ok(None)` for "unknown". The error is a help text.
fn fact_value(raw: RawValue, key: &Key) -> Result<Option<Value>, String> {
    if matches!(&raw, RawValue::Text(text) if text == "unknown") {
        return Ok(None);
    }
    let value = match (&key.value_type, raw) {
        (ValueType::YesNo, RawValue::YesNo(yes)) => Value::YesNo(yes),
        (ValueType::YesNo, _) => return Err("write true or false".to_owned()),
        // Only these two are written without a unit.
        (ValueType::Quantity { dimension, .. }, RawValue::Integer(number))
            if matches!(dimension, Dimension::Number | Dimension::Cpu) =>
        {
            Value::Quantity(Quantity { dimension: *dimension, ..Quantity::integer(number) })
        }
        (ValueType::Quantity { dimension, integer }, RawValue::Text(text)) => {
            let quantity = parse(&text, *dimension);
            let quantity = quantity.map_err(|_| format!("write it like {}", dimension.example()))?;
            if *integer && quantity.micro != i128::MAX && quantity.micro % SCALE != 0 {
                return Err("write it without a fraction".to_owned());
            }
            Value::Quantity(quantity)
        }
        (ValueType::Quantity { dimension, .. }, _) => {
            return Err(format!("write it like {}, in quotes", dimension.example()));
        }
        (ValueType::Text | ValueType::Row(_), RawValue::Text(text)) => Value::Word(text.into_owned()),
        (ValueType::Text | ValueType::Row(_), _) => return Err("write a text".to_owned()),
        (ValueType::Choice(words), RawValue::Text(word)) => {
            known(&word, words)?;
            Value::Word(word.into_owned())
        }
        (ValueType::Choice(_), _) => return Err("write one word, in quotes".to_owned()),
        (ValueType::Set(words), RawValue::List(given)) => {
            given.iter().try_for_each(|word| known(word, words))?;
            let has = |word: &&String| given.iter().any(|given| given == word.as_str());
            Value::Words(words.iter().filter(has).cloned().collect())
        }
        (ValueType::Texts, RawValue::List(given)) => {
            Value::Words(given.iter().map(|text: &Text| text.clone().into_owned()).collect())
        }
        (ValueType::Set(_) | ValueType::Texts, _) => {
            return Err("write a list of texts: [\"a\", \"b\"]".to_owned());
        }
    };
    Ok(Some(value))
}

fn known(word: &str, words: &[String]) -> Result<(), String> {
    if words.iter().any(|known| known == word) {
        return Ok(());
    }
    let near = nearest(word, words.iter().map(String::as_str));
    let hint = near
        .map_or_else(|| format!("one of: {}", words.join(", ")), |near| format!("did you mean `{near}`?"));
    Err(format!("`{word}` is not known; {hint}"))
}

/// Every id once.
pub(super) fn check_ids(services: &[Service], found: &mut Diagnostics) {
    for (earlier, later) in services.iter().zip(services.iter().skip(1)) {
        if earlier.id == later.id {
            let message = format!("service `{}` is declared twice", later.id);
            found.push(
                Diagnostic::error(Code::DuplicateName, later.span, message).also(earlier.span, "first here"),
            );
        }
    }
}
