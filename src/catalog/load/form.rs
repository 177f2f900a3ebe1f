//! The TOML form of a service file. The build script shares this file.

use std::borrow::Cow;

use serde::Deserialize;
use toml::Spanned;

use super::raw::{Placed, RawConfiguration, RawFact, RawKnown, RawService, RawValue, Text};

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
    #[serde(default)]
    configuration: Vec<ConfigurationForm>,
    #[serde(default)]
    variant: Vec<VariantForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConfigurationForm {
    id: Spanned<String>,
    name: String,
    like: Option<Spanned<String>>,
    #[serde(default)]
    alias: Vec<String>,
    #[serde(default)]
    fact: Vec<FactForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VariantForm {
    id: Spanned<String>,
    name: String,
    of: Vec<String>,
    #[serde(default)]
    alias: Vec<String>,
    #[serde(default)]
    fact: Vec<FactForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactForm {
    key: Spanned<String>,
    value: Option<Spanned<toml::Value>>,
    at_least: Option<Spanned<toml::Value>>,
    at_most: Option<Spanned<toml::Value>>,
    without: Option<Spanned<Vec<String>>>,
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
        configurations: configurations(form.configuration, form.variant),
    })
}

/// Configurations as written, then variants.
fn configurations(
    written: Vec<ConfigurationForm>,
    variants: Vec<VariantForm>,
) -> Cow<'static, [RawConfiguration]> {
    let texts = |texts: Vec<String>| -> Cow<'static, [Text]> { texts.into_iter().map(Text::from).collect() };
    let written = written.into_iter().map(|form| RawConfiguration {
        id: placed(form.id),
        name: form.name.into(),
        like: form.like.map(placed),
        of: None,
        alias: texts(form.alias),
        facts: form.fact.into_iter().map(fact).collect(),
    });
    let variants = variants.into_iter().map(|form| RawConfiguration {
        id: placed(form.id),
        name: form.name.into(),
        like: None,
        of: Some(texts(form.of)),
        alias: texts(form.alias),
        facts: form.fact.into_iter().map(fact).collect(),
    });
    written.chain(variants).collect()
}

fn placed(text: Spanned<String>) -> Placed {
    let range = text.span();
    Placed { text: text.into_inner().into(), start: range.start, end: range.end }
}

fn fact(form: FactForm) -> RawFact {
    let key = placed(form.key);
    let given = [&form.value, &form.at_least, &form.at_most].into_iter().flatten().map(Spanned::span);
    let range = given.chain(form.without.as_ref().map(Spanned::span)).next().unwrap_or(key.start..key.end);
    let one = |form: Option<Spanned<toml::Value>>| form.map(|form| value(form.into_inner()));
    let known = match (one(form.value), one(form.at_least), one(form.at_most), form.without) {
        (Some(value), None, None, None) => RawKnown::Exactly(value),
        (None, None, None, Some(without)) => {
            RawKnown::Without(without.into_inner().into_iter().map(Text::from).collect())
        }
        (None, None, None, None) | (Some(_), ..) | (None, .., Some(_)) => RawKnown::Unclear,
        (None, least, most, None) => RawKnown::Between(least, most),
    };
    RawFact {
        key,
        value: known,
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

pub(crate) fn value(value: toml::Value) -> RawValue {
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
