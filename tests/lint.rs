//! The linter of the catalog: what the loader cannot know, held against the embedded catalog, and each rule shown to
//! fail on a small broken one.
//!
//! The loader refuses undeclared keys, wrong types and units, words outside their vocabulary, dates that are none,
//! intervals that overlap or end before they begin, and sources without `https://` (`tests/catalog.rs`).

mod broken;
mod facts;
mod keys;
mod names;
mod tables;

use std::collections::BTreeSet;

use fingerpost::catalog::{Catalog, Fact, KeyId, Service, ValueType};
use fingerpost::pack::used_keys;
use fingerpost::quantity::Date;

use crate::embedded::{PACKS, date, latest_reading, none};

/// The first day that the catalog speaks about.
const SINCE: &str = "2024-01-01";

/// A catalog, and what a linter needs to know beside it.
struct Ground<'a> {
    catalog: &'a Catalog,
    /// The keys that some rule looks at.
    used: BTreeSet<KeyId>,
    /// The types of the questions of the pack.
    asked: Vec<&'a ValueType>,
    as_of: Date,
    /// The last day on which something may have been read.
    latest: Date,
}

impl<'a> Ground<'a> {
    fn since() -> Date {
        date(SINCE)
    }

    /// Every fact with its service.
    fn facts(&self) -> impl Iterator<Item = (&'a Service, &'a Fact)> {
        let all = self.catalog.holders();
        all.flat_map(|(_, service)| service.facts().iter().map(move |fact| (service, fact)))
    }

    fn key(&self, fact: &Fact) -> &'a str {
        &self.catalog.key(fact.key).name
    }

    /// `service key: what`, with the first day of the fact.
    fn say(&self, service: &Service, fact: &Fact, what: &str) -> String {
        let from = fact.from.map(|day| format!(" from {day}")).unwrap_or_default();
        format!("{} {}{from}: {what}", service.id, self.key(fact))
    }
}

/// A rule: what is wrong, a line each.
type Rule = fn(&Ground<'_>) -> Vec<String>;

/// Every rule with its name.
const RULES: &[(&str, Rule)] = &[
    ("a fact is read before the day of the pack, or little after", facts::read_in_time),
    ("a source is an address of a host, without blanks", facts::address_of_a_host),
    ("a value follows the one before it without a gap", facts::without_gaps),
    ("a value that is not known is of low confidence", facts::unknown_is_unsure),
    ("a limit of high confidence has evidence", facts::limits_have_evidence),
    ("the life-cycle of a service is known on every day", facts::life_cycle_is_known),
    ("a key is recorded for some service", keys::recorded),
    ("a key is looked at by a rule, or kept for a reason", keys::used_or_argued),
    ("a key has a title of its own, and a meaning", keys::described),
    ("a vocabulary is that of some key, column or question", keys::vocabularies_used),
    ("a service has a name of its own, and a summary", names::named),
    ("a successor is a service of the same provider that can be chosen", names::successors_stand),
    ("families and sizes are those of a table", tables::families_and_sizes_exist),
    ("a table has an address and a day, and its cells fit their columns", tables::cells_fit),
    ("an instance type is named after its family and size", tables::names_have_family_and_size),
];

#[test]
fn the_catalog_has_no_finding() {
    let (packs, pack) = (&*PACKS, PACKS.containers());
    let used = used_keys(pack, &packs.catalog);
    let asked = pack.questions().map(|(_, question)| &question.value_type).collect();
    let ground =
        Ground { catalog: &packs.catalog, used, asked, as_of: pack.as_of(), latest: latest_reading(pack) };
    let all = RULES.iter().flat_map(|(name, rule)| rule(&ground).into_iter().map(move |line| (name, line)));
    let lines: Vec<String> = all.map(|(name, line)| format!("{line}\n    {name}")).collect();
    none(&lines);
}
