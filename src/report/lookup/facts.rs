//! What is known of services, with sources and dates.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::{FactEntry, Lookup, ServiceEntry};
use crate::catalog::{Confidence, Fact, KeyId, Service, ServiceId};
use crate::pack::used_keys;
use crate::program::DatedRules;
use crate::report::json::pretty;

#[cfg(feature = "cli")]
use super::interval;
#[cfg(feature = "cli")]
use crate::report::page::{Page, TextStyle, Tone};

/// Which facts are shown: those that pass all that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactFilter {
    /// Only those read more than this many days before the day of the pack.
    pub older_than: Option<i32>,
    /// Only those of low confidence, and those that are recorded as unknown.
    pub low_confidence: bool,
    /// Only those whose key no rule looks at, and which the catalog does not argue for.
    pub unused: bool,
}

impl FactFilter {
    /// The filter in words: `, read more than 180 days before, of low confidence or unknown`.
    #[cfg(feature = "cli")]
    fn describe(self) -> String {
        let parts = [
            self.older_than.map(|days| format!(", read more than {days} days before")),
            self.low_confidence.then(|| ", of low confidence or unknown".to_owned()),
            self.unused.then(|| ", that no rule looks at and nothing argues for".to_owned()),
        ];
        parts.into_iter().flatten().collect()
    }
}

/// A filter with what it needs to know of the pack.
struct Sieve<'a> {
    dated: &'a DatedRules,
    filter: FactFilter,
    used: BTreeSet<KeyId>,
}

impl<'a> Sieve<'a> {
    fn new(dated: &'a DatedRules, filter: FactFilter) -> Self {
        Self { dated, filter, used: used_keys(dated.pack(), dated.catalog()) }
    }

    fn keeps(&self, fact: &Fact) -> bool {
        let FactFilter { older_than, low_confidence, unused } = self.filter;
        let age = self.dated.as_of().days() - fact.read.days();
        let doubtful = fact.value.is_none() || fact.confidence == Confidence::Low;
        let idle = !self.used.contains(&fact.key) && self.dated.catalog().key(fact.key).kept_for.is_none();
        older_than.is_none_or(|days| age > days) && (!low_confidence || doubtful) && (!unused || idle)
    }

    /// The facts of a service that hold on the day, or those that do not, in key order.
    fn entries(&self, service: &'a Service, history: bool) -> Vec<FactEntry<'a>> {
        let facts = service.facts().iter().filter(|fact| fact.holds_on(self.dated.as_of()) != history);
        facts.filter(|fact| self.keeps(fact)).map(|fact| FactEntry::new(self.dated, fact)).collect()
    }

    /// Every service of the catalog that has such a fact on the day, with those facts.
    fn all(&self) -> Vec<Held<'a>> {
        let held = self.dated.catalog().holders().map(|(_, service)| Held {
            service: ServiceEntry::new(self.dated, service),
            facts: self.entries(service, false),
        });
        held.filter(|held| !held.facts.is_empty()).collect()
    }

    /// The configurations of a service, each with the facts in which it differs.
    fn configurations(&self, service: &'a Service) -> Vec<Held<'a>> {
        let all = service.configurations.iter().map(|id| self.dated.catalog().service(*id));
        let held = |one: &'a Service| Held {
            service: ServiceEntry::new(self.dated, one),
            facts: self.entries(one, false),
        };
        let all = all.map(held);
        // What is filtered is told of where there is something.
        all.filter(|held| self.filter == FactFilter::default() || !held.facts.is_empty()).collect()
    }

    /// Keys that no rule looks at, and why they are kept; only when that was asked for.
    fn kept(&self) -> Vec<Kept<'a>> {
        let idle =
            self.dated.catalog().keys().filter(|(id, _)| self.filter.unused && !self.used.contains(id));
        let kept = |(_, key): (_, &'a crate::catalog::Key)| {
            Some(Kept { key: &key.name, title: &key.title, because: key.kept_for.as_deref()? })
        };
        idle.filter_map(kept).collect()
    }
}

#[derive(Serialize)]
struct Facts<'a> {
    service: ServiceEntry<'a>,
    #[serde(rename = "facts")]
    current: Vec<FactEntry<'a>>,
    history: Vec<FactEntry<'a>>,
    /// What its configurations say otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    configurations: Vec<Held<'a>>,
}

#[derive(Serialize)]
struct AllFacts<'a> {
    services: Vec<Held<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kept: Vec<Kept<'a>>,
}

#[derive(Serialize)]
struct Held<'a> {
    service: ServiceEntry<'a>,
    facts: Vec<FactEntry<'a>>,
}

#[derive(Serialize)]
struct Kept<'a> {
    key: &'a str,
    title: &'a str,
    because: &'a str,
}

/// The facts of a service that hold on the day, in key order.
pub(super) fn entries(dated: &DatedRules, id: ServiceId) -> Vec<FactEntry<'_>> {
    let facts = dated.catalog().service(id).facts().iter();
    facts.filter(|fact| fact.holds_on(dated.as_of())).map(|fact| FactEntry::new(dated, fact)).collect()
}

/// Writes facts of a service: those of the day, and under `history` those of other days.
///
/// # Errors
/// Those of `out`.
pub fn facts_json(
    out: &mut dyn Write,
    dated: &DatedRules,
    id: ServiceId,
    filter: FactFilter,
) -> io::Result<()> {
    let (sieve, service) = (Sieve::new(dated, filter), dated.catalog().service(id));
    let (current, history) = (sieve.entries(service, false), sieve.entries(service, true));
    let configurations = sieve.configurations(service);
    let body = Facts { service: ServiceEntry::new(dated, service), current, history, configurations };
    pretty(out, &Lookup::new("fingerpost.facts/1", dated, body))
}

/// Writes facts of the day of every service, and with `unused` the keys that are kept for a reason.
///
/// # Errors
/// Those of `out`.
pub fn all_facts_json(out: &mut dyn Write, dated: &DatedRules, filter: FactFilter) -> io::Result<()> {
    let sieve = Sieve::new(dated, filter);
    let body = AllFacts { services: sieve.all(), kept: sieve.kept() };
    pretty(out, &Lookup::new("fingerpost.all-facts/1", dated, body))
}

/// Writes facts of a service on the day of the pack; with `verbose` also evidence, and values of other days.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn facts(
    out: &mut dyn Write,
    dated: &DatedRules,
    id: ServiceId,
    filter: FactFilter,
    style: TextStyle,
) -> io::Result<()> {
    let (sieve, service) = (Sieve::new(dated, filter), dated.catalog().service(id));
    let mut page = Page::new(out, style);
    let (current, history) = (sieve.entries(service, false), sieve.entries(service, true));
    let none = if current.is_empty() { ": none" } else { "" };
    let about = format!("{} ({}), facts of {}", service.name, service.id, dated.as_of());
    page.text(0, &format!("{about}{}{none}", filter.describe()), Tone::Strong)?;
    for fact in current {
        one(&mut page, &fact)?;
    }
    for held in sieve.configurations(service) {
        page.blank()?;
        let once = super::once(held.service.also_known_as);
        page.text(0, &format!("{} ({}{once})", held.service.name, held.service.id), Tone::Strong)?;
        for fact in &held.facts {
            one(&mut page, fact)?;
        }
    }
    if style.verbose && !history.is_empty() {
        page.blank()?;
        page.text(0, "on other days", Tone::Strong)?;
        for fact in history {
            one(&mut page, &fact)?;
        }
    }
    Ok(())
}

/// Writes facts of the day of every service, and with `unused` the keys that are kept for a reason.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn all_facts(
    out: &mut dyn Write,
    dated: &DatedRules,
    filter: FactFilter,
    style: TextStyle,
) -> io::Result<()> {
    let sieve = Sieve::new(dated, filter);
    let mut page = Page::new(out, style);
    let all = sieve.all();
    let count: usize = all.iter().map(|held| held.facts.len()).sum();
    let counted = if count == 0 { "none".to_owned() } else { count.to_string() };
    page.text(0, &format!("facts of {}{}: {counted}", dated.as_of(), filter.describe()), Tone::Strong)?;
    for held in all {
        page.blank()?;
        page.text(0, &format!("{} ({})", held.service.name, held.service.id), Tone::Strong)?;
        for fact in &held.facts {
            one(&mut page, fact)?;
        }
    }
    let kept = sieve.kept();
    if !kept.is_empty() {
        page.blank()?;
        page.text(0, "keys that no rule looks at, and why they are kept", Tone::Strong)?;
    }
    for kept in kept {
        page.entry((2, 26), kept.key, kept.because, Tone::Plain)?;
    }
    Ok(())
}

#[cfg(feature = "cli")]
fn one(page: &mut Page<'_>, fact: &FactEntry<'_>) -> io::Result<()> {
    page.text(2, &format!("{}: {}", fact.title, fact.shown), Tone::Plain)?;
    let source =
        format!("{}, read {}, confidence {}{}", fact.source, fact.read, fact.confidence, interval(fact));
    page.text(6, &source, Tone::Faint)?;
    let evidence = fact.evidence.filter(|_| page.verbose());
    let said = [("note", fact.note), ("the lesson says", fact.lesson), ("evidence", evidence)];
    for (label, text) in said {
        if let Some(text) = text {
            page.text(6, &format!("{label}: {text}"), Tone::Plain)?;
        }
    }
    Ok(())
}
