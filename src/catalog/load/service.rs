//! Service files: facts checked against the declared keys.

use serde::Deserialize;
use toml::Spanned;

use super::CatalogFile;
use crate::catalog::{Catalog, Confidence, Fact, Key, KeyId, Service, Value, ValueType};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, nearest};
use crate::quantity::{Date, Dimension, Quantity, SCALE, parse};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawService {
    id: Spanned<String>,
    name: String,
    summary: String,
    #[serde(default)]
    companion: bool,
    #[serde(default)]
    fact: Vec<RawFact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFact {
    key: Spanned<String>,
    value: Spanned<toml::Value>,
    source: Spanned<String>,
    read: Spanned<String>,
    confidence: Spanned<String>,
    from: Option<Spanned<String>>,
    until: Option<Spanned<String>>,
    evidence: Option<String>,
    lesson: Option<String>,
    note: Option<String>,
}

/// Reads one service file; what is wrong is reported and left out.
pub(super) fn read(file: &CatalogFile<'_>, catalog: &Catalog, found: &mut Diagnostics) -> Option<Service> {
    let raw: RawService = match toml::from_str(file.text) {
        Ok(raw) => raw,
        Err(error) => {
            found.push(file.syntax(&error));
            return None;
        }
    };
    let expected = file.path.strip_suffix(".toml").unwrap_or(file.path).replace('/', ".");
    if *raw.id.get_ref() != expected {
        let message = format!("the id `{}` does not match the file's path", raw.id.get_ref());
        found.push(
            file.finding(Code::CatalogForm, raw.id.span(), message)
                .help(format!("it should be `{expected}`")),
        );
        return None;
    }
    let Some(provider) = expected.split('.').next().and_then(|word| catalog.find_provider(word)) else {
        let message = format!("`{expected}` does not start with a declared provider");
        found.push(file.finding(Code::CatalogForm, raw.id.span(), message));
        return None;
    };
    let span = file.span(raw.id.span());
    let mut facts: Vec<Fact> =
        raw.fact.into_iter().filter_map(|raw| fact(file, catalog, raw, found)).collect();
    facts.sort_by_key(|fact| (fact.key, fact.from));
    check_overlaps(&facts, catalog, found);
    let RawService { name, summary, companion, .. } = RawService { fact: Vec::new(), ..raw };
    Some(Service { id: expected, provider, name, summary, companion, facts, span })
}

fn fact(file: &CatalogFile<'_>, catalog: &Catalog, raw: RawFact, found: &mut Diagnostics) -> Option<Fact> {
    let Some(key) = catalog.find_key(raw.key.get_ref()) else {
        let message = format!("fact key `{}` is not declared", raw.key.get_ref());
        let near = nearest(raw.key.get_ref(), catalog.keys().map(|(_, key)| key.name.as_str()));
        found.push(file.finding(Code::UnknownFact, raw.key.span(), message).suggest(near));
        return None;
    };
    let declared = catalog.key(key);
    let value = match fact_value(raw.value.get_ref(), declared) {
        Ok(value) => value,
        Err(why) => {
            let message = format!("`{}` must be {}", declared.name, declared.value_type.describe());
            found.push(file.finding(Code::FactType, raw.value.span(), message).help(why));
            return None;
        }
    };
    let day = |text: &Spanned<String>, found: &mut Diagnostics| {
        let date = Date::parse(text.get_ref());
        if date.is_none() {
            let message = format!("`{}` is not a date", text.get_ref());
            found.push(file.finding(Code::FactSource, text.span(), message).help("write it as 2025-06-30"));
        }
        date
    };
    let read = day(&raw.read, found)?;
    let from = raw.from.as_ref().and_then(|text| day(text, found));
    let until = raw.until.as_ref().and_then(|text| day(text, found));
    if let (Some(first), Some(last), Some(text)) = (from, until, &raw.until)
        && last <= first
    {
        let finding = file.finding(Code::FactSource, text.span(), "this value ends before it begins");
        found.push(finding.help("`until` is the first day on which it no longer holds"));
    }
    if !raw.source.get_ref().starts_with("https://") {
        let message = "a fact needs a source that starts with `https://`";
        found.push(file.finding(Code::FactSource, raw.source.span(), message));
    }
    let confidence = match raw.confidence.get_ref().as_str() {
        "high" => Confidence::High,
        "medium" => Confidence::Medium,
        "low" => Confidence::Low,
        other => {
            let message = format!("confidence `{other}` is not `high`, `medium` or `low`");
            found.push(file.finding(Code::FactSource, raw.confidence.span(), message));
            Confidence::Low
        }
    };
    let span = file.span(raw.key.span());
    let (source, evidence, lesson, note) = (raw.source.into_inner(), raw.evidence, raw.lesson, raw.note);
    Some(Fact { key, value, from, until, source, read, confidence, evidence, lesson, note, span })
}

/// The typed value; `Ok(None)` for "unknown". The error is a help text.
fn fact_value(raw: &toml::Value, key: &Key) -> Result<Option<Value>, String> {
    if raw.as_str() == Some("unknown") {
        return Ok(None);
    }
    let word_of = |word: &str, words: &[String]| {
        let known = words.iter().any(|known| known == word);
        let near = nearest(word, words.iter().map(String::as_str));
        let hint = || {
            near.map_or_else(
                || format!("one of: {}", words.join(", ")),
                |near| format!("did you mean `{near}`?"),
            )
        };
        if known { Ok(()) } else { Err(format!("`{word}` is not known; {}", hint())) }
    };
    let texts = || {
        let list = raw.as_array().ok_or("write a list: [\"a\", \"b\"]")?;
        let words: Option<Vec<String>> = list.iter().map(|word| word.as_str().map(str::to_owned)).collect();
        words.ok_or_else(|| "every word of the list is a text".to_owned())
    };
    let value = match &key.value_type {
        ValueType::YesNo => Value::YesNo(raw.as_bool().ok_or("write true or false")?),
        ValueType::Quantity { dimension, integer } => match raw {
            // Only these two are written without a unit.
            toml::Value::Integer(number) if matches!(dimension, Dimension::Number | Dimension::Cpu) => {
                Value::Quantity(Quantity { dimension: *dimension, ..Quantity::integer(*number) })
            }
            toml::Value::String(text) => {
                let quantity = parse(text, *dimension);
                let quantity = quantity.map_err(|_| format!("write it like {}", dimension.example()))?;
                if *integer && quantity.micro != i128::MAX && quantity.micro % SCALE != 0 {
                    return Err("write it without a fraction".to_owned());
                }
                Value::Quantity(quantity)
            }
            _ => return Err(format!("write it like {}, in quotes", dimension.example())),
        },
        ValueType::Text | ValueType::Row(_) => Value::Word(raw.as_str().ok_or("write a text")?.to_owned()),
        ValueType::Choice(words) => {
            let word = raw.as_str().ok_or("write one word, in quotes")?;
            word_of(word, words)?;
            Value::Word(word.to_owned())
        }
        ValueType::Set(words) => {
            let given = texts()?;
            given.iter().try_for_each(|word| word_of(word, words))?;
            Value::Words(words.iter().filter(|word| given.contains(word)).cloned().collect())
        }
        ValueType::Texts => Value::Words(texts()?),
    };
    Ok(Some(value))
}

/// Two values of one key must not hold on the same day.
fn check_overlaps(facts: &[Fact], catalog: &Catalog, found: &mut Diagnostics) {
    for (earlier, later) in facts.iter().zip(facts.iter().skip(1)) {
        let ends_before = earlier.until.is_some_and(|until| later.from.is_some_and(|from| until <= from));
        if earlier.key == later.key && !ends_before {
            let message = format!("two values of `{}` hold on the same day", name(catalog, later.key));
            let finding = Diagnostic::error(Code::FactOverlap, later.span, message)
                .also(earlier.span, "the other value");
            found.push(finding.help("give the earlier one an `until` and the later one a `from`"));
        }
    }
}

/// Every id once.
pub(super) fn check_services(catalog: &Catalog, found: &mut Diagnostics) {
    for (earlier, later) in catalog.services.iter().zip(catalog.services.iter().skip(1)) {
        if earlier.id == later.id {
            let message = format!("service `{}` is declared twice", later.id);
            found.push(
                Diagnostic::error(Code::DuplicateName, later.span, message).also(earlier.span, "first here"),
            );
        }
    }
}

fn name(catalog: &Catalog, key: KeyId) -> &str {
    &catalog.key(key).name
}
