//! Facts that differ between two catalogs on their days.

use std::collections::BTreeSet;

use crate::catalog::Fact;
use crate::pack::literal;
use crate::program::Ruleset;

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

/// Every fact that differs, in the order of services and keys.
pub(super) fn facts(old: &Ruleset, new: &Ruleset) -> Vec<FactChange> {
    let services: BTreeSet<&str> = [old, new]
        .iter()
        .flat_map(|dated| dated.catalog().services().map(|(_, service)| service.id.as_str()))
        .collect();
    let keys: BTreeSet<&str> = [old, new]
        .iter()
        .flat_map(|dated| dated.catalog().keys().map(|(_, key)| key.name.as_str()))
        .collect();
    let mut changes = Vec::new();
    for service in services {
        for key in &keys {
            let [before, after] = [old, new].map(|dated| fact(dated, service, key));
            let say = |fact: Option<&Fact>| {
                let value = fact.and_then(|fact| fact.value.as_ref());
                value.map_or_else(|| "not known".to_owned(), literal)
            };
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

fn fact<'a>(dated: &'a Ruleset, service: &str, key: &str) -> Option<&'a Fact> {
    let catalog = dated.catalog();
    catalog.service(catalog.find_service(service)?).fact(catalog.find_key(key)?, dated.as_of())
}
