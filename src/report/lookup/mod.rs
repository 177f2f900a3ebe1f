//! Look-ups in a pack and its catalog: what there is, what is known of it, and how services differ.

mod catalog;
mod compare;
mod facts;
mod questions;
mod services;

pub use catalog::catalog;
#[cfg(feature = "cli")]
pub use compare::{compare, differences};
pub use compare::{compare_json, differences_json};
pub use facts::{FactFilter, all_facts_json, facts_json};
#[cfg(feature = "cli")]
pub use facts::{all_facts, facts};
#[cfg(feature = "cli")]
pub use questions::questions;
pub use questions::questions_json;
pub use services::{listed, service_json, services_json};
#[cfg(feature = "cli")]
pub use services::{service, services};

use serde::Serialize;

use super::model::Basis;
use super::phrase::json;
use crate::catalog::{Fact, KeyId, Service, ServiceId};
use crate::program::DatedRules;

/// The head of every look-up in JSON.
#[derive(Serialize)]
struct Lookup<T> {
    schema: &'static str,
    #[serde(flatten)]
    basis: Basis,
    as_of: String,
    #[serde(flatten)]
    body: T,
}

impl<T> Lookup<T> {
    fn new(schema: &'static str, dated: &DatedRules, body: T) -> Self {
        let basis = super::basis(dated.pack());
        Self { schema, basis, as_of: dated.as_of().to_string(), body }
    }
}

/// A service as lists show it.
#[derive(Serialize)]
struct ServiceEntry<'a> {
    id: &'a str,
    name: &'a str,
    provider: &'a str,
    provider_name: &'a str,
    companion: bool,
    /// The value of the first key that the catalog declares: what heads every list.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<String>,
    summary: &'a str,
    /// The ways to run it in which limits couple, in order of preference.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    configurations: Vec<ConfigurationEntry<'a>>,
    /// The ids that a configuration had before.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    also_known_as: &'a [String],
}

/// A configuration as its service shows it.
#[derive(Serialize)]
struct ConfigurationEntry<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    also_known_as: &'a [String],
}

impl<'a> ConfigurationEntry<'a> {
    fn new(dated: &'a DatedRules, id: ServiceId) -> Self {
        let configuration = dated.catalog().service(id);
        let name = configuration.configured.as_deref().unwrap_or(&configuration.name);
        Self { id: &configuration.id, name, also_known_as: &configuration.aliases }
    }

    /// `some.service.wide  on wide machines, once some.wide-service`
    #[cfg(feature = "cli")]
    fn line(&self) -> String {
        format!("{}  {}{}", self.id, self.name, once(self.also_known_as))
    }
}

/// `, once some.wide-service`; nothing for what always had its name.
#[cfg(feature = "cli")]
fn once(before: &[String]) -> String {
    if before.is_empty() { String::new() } else { format!(", once {}", before.join(", ")) }
}

impl<'a> ServiceEntry<'a> {
    fn new(dated: &'a DatedRules, service: &'a Service) -> Self {
        let provider = dated.catalog().provider(service.provider);
        let stage = dated.catalog().keys().next().and_then(|(key, _)| {
            let value = service.fact(key, dated.as_of())?.value.as_ref()?;
            Some(value.to_string())
        });
        Self {
            id: &service.id,
            name: &service.name,
            provider: &provider.id,
            provider_name: &provider.name,
            companion: service.companion,
            stage,
            summary: &service.summary,
            configurations: service
                .configurations
                .iter()
                .map(|id| ConfigurationEntry::new(dated, *id))
                .collect(),
            also_known_as: &service.aliases,
        }
    }
}

/// A fact with everything that is recorded.
#[derive(Serialize)]
struct FactEntry<'a> {
    key: &'a str,
    title: &'a str,
    value: serde_json::Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<serde_json::Value>,
    /// The value as people write it.
    #[cfg(feature = "cli")]
    #[serde(skip)]
    shown: String,
    confidence: &'static str,
    source: &'a str,
    read: String,
    from: Option<String>,
    until: Option<String>,
    evidence: Option<&'a str>,
    note: Option<&'a str>,
    lesson: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
}

impl<'a> FactEntry<'a> {
    fn new(dated: &'a DatedRules, fact: &'a Fact) -> Self {
        let key = dated.catalog().key(fact.key);
        Self {
            key: &key.name,
            title: &key.title,
            value: fact.value.as_ref().map_or(serde_json::Value::Null, json),
            at_least: fact.at_least.as_ref().map(json),
            at_most: fact.at_most.as_ref().map(json),
            #[cfg(feature = "cli")]
            shown: fact.said(),
            confidence: fact.confidence.as_str(),
            source: &fact.source,
            read: fact.read.to_string(),
            from: fact.from.map(|day| day.to_string()),
            until: fact.until.map(|day| day.to_string()),
            evidence: fact.evidence.as_deref(),
            note: fact.note.as_deref(),
            lesson: fact.lesson.as_deref(),
            model: fact.model.as_deref(),
        }
    }
}

#[cfg(feature = "cli")]
const NOT_KNOWN: &str = "not known";

/// The fact of a key that holds on the day of the pack.
fn fact_of(dated: &DatedRules, service: ServiceId, key: KeyId) -> Option<FactEntry<'_>> {
    let fact = dated.catalog().service(service).fact(key, dated.as_of())?;
    Some(FactEntry::new(dated, fact))
}

/// ` from 2025-01-01 until 2026-01-01`, or nothing; `until` is the first day that it no longer holds.
#[cfg(feature = "cli")]
fn interval(fact: &FactEntry<'_>) -> String {
    let part = |word: &str, day: &Option<String>| {
        day.as_ref().map(|day| format!("{word} {day}")).unwrap_or_default()
    };
    part(", from", &fact.from) + &part(", until", &fact.until)
}
