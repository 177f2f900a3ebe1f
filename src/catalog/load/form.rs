//! The TOML form of a service file. The build script shares this file.

use std::borrow::Cow;

use serde::Deserialize;
use toml::Spanned;

use super::raw::{Placed, RawFact, RawService, RawValue, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceForm {
    id: Spanned<String>,
    name: String,
    summary: String,
    #[serde(default)]
    companion: bool,
    #[serde(default)]
    fact: Vec<FactForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactForm {
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
    model: Option<String>,
}

/// Reads a service file.
pub(crate) fn read(text: &str) -> Result<RawService, toml::de::Error> {
    let form: ServiceForm = toml::from_str(text)?;
    Ok(RawService {
        id: placed(form.id),
        name: form.name.into(),
        summary: form.summary.into(),
        companion: form.companion,
        facts: form.fact.into_iter().map(fact).collect(),
    })
}

fn placed(text: Spanned<String>) -> Placed {
    let range = text.span();
    Placed { text: text.into_inner().into(), start: range.start, end: range.end }
}

fn fact(form: FactForm) -> RawFact {
    let range = form.value.span();
    RawFact {
        key: placed(form.key),
        value: value(form.value.into_inner()),
        at: (range.start, range.end),
        source: placed(form.source),
        read: placed(form.read),
        confidence: placed(form.confidence),
        from: form.from.map(placed),
        until: form.until.map(placed),
        evidence: form.evidence.map(Cow::Owned),
        lesson: form.lesson.map(Cow::Owned),
        note: form.note.map(Cow::Owned),
        model: form.model.map(Cow::Owned),
    }
}

fn value(value: toml::Value) -> RawValue {
    match value {
        toml::Value::Boolean(yes) => RawValue::YesNo(yes),
        toml::Value::Integer(number) => RawValue::Integer(number),
        toml::Value::String(text) => RawValue::Text(text.into()),
        toml::Value::Array(items) => {
            let texts: Option<Vec<Text>> = items
                .into_iter()
                .map(|item| if let toml::Value::String(text) = item { Some(text.into()) } else { None })
                .collect();
            texts.map_or(RawValue::Other, |texts| RawValue::List(texts.into()))
        }
        _ => RawValue::Other,
    }
}
