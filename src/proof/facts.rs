//! Facts that differ between two catalogs on their days.

use std::collections::BTreeSet;

use crate::catalog::Fact;
use crate::pack::literal;
use crate::program::DatedRules;

/// A fact with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactChange {
    /// The id of the service.
    pub service: String,
    /// The name of the key.
    pub key: String,
    /// The value before; `not known` where there is none.
    pub before: String,
    /// The value after.
    pub after: String,
    /// The address that the new value, or else the old one, was read at.
    pub source: Option<String>,
}

/// Every fact that differs, in the order of services and keys; of a configuration those in which it differs from its service.
pub(super) fn facts(old: &DatedRules, new: &DatedRules) -> Vec<FactChange> {
    let services: BTreeSet<&str> = [old, new]
        .into_iter()
        .flat_map(|dated| dated.catalog().holders())
        .map(|(_, one)| one.id.as_str())
        .collect();
    let keys: BTreeSet<&str> = [old, new]
        .iter()
        .flat_map(|dated| dated.catalog().keys().map(|(_, key)| key.name.as_str()))
        .collect();
    let mut changes = Vec::new();
    for service in services {
        let Some(whole) = [old, new].into_iter().find_map(|dated| service_of(dated, service)) else {
            continue;
        };
        for key in &keys {
            let is_own = |dated: &&DatedRules| has_own(dated, service, key);
            if whole != service && ![old, new].iter().any(is_own) {
                continue;
            }
            let [before, after] =
                [old, new].map(|dated| fact(dated, service, key).or_else(|| fact(dated, whole, key)));
            let say = |fact: Option<&Fact>| fact.map_or_else(|| "not known".to_owned(), said);
            if say(before) != say(after) {
                changes.push(FactChange {
                    service: service.to_owned(),
                    key: (*key).to_owned(),
                    before: say(before),
                    after: say(after),
                    source: after.or(before).map(|fact| fact.source.to_string()),
                });
            }
        }
    }
    changes
}

/// Its value as rules write it, or what is known of it.
fn said(fact: &Fact) -> String {
    fact.value.as_ref().map_or_else(|| fact.said(), literal)
}

/// The id of the service that something of this id is a configuration of, or is.
fn service_of<'a>(dated: &'a DatedRules, id: &str) -> Option<&'a str> {
    let catalog = dated.catalog();
    let found = catalog.find_service(id).or_else(|| catalog.named(id).first().copied())?;
    Some(catalog.service(catalog.service_of(found)).id.as_str())
}

fn has_own(dated: &DatedRules, id: &str, key: &str) -> bool {
    let catalog = dated.catalog();
    let key = catalog.find_key(key);
    let one = catalog.named(id).into_iter().map(|found| catalog.service(found)).find(|one| one.id == id);
    one.is_some_and(|one| one.facts().iter().any(|fact| Some(fact.key) == key))
}

fn fact<'a>(dated: &'a DatedRules, id: &str, key: &str) -> Option<&'a Fact> {
    let catalog = dated.catalog();
    let one = catalog.named(id).into_iter().map(|found| catalog.service(found)).find(|one| one.id == id)?;
    one.fact(catalog.find_key(key)?, dated.as_of())
}
