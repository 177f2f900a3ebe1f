//! Services of a catalog, by provider.

use std::io::{self, Write};

use serde::Serialize;

use super::facts::entries;
use super::{FactEntry, Lookup, ServiceEntry};
use crate::catalog::{Catalog, ProviderId, ServiceId};
use crate::program::DatedRules;
use crate::report::json::pretty;

#[cfg(feature = "cli")]
use crate::report::page::{Page, TextStyle, Tone, column};

#[derive(Serialize)]
struct Services<'a> {
    services: Vec<ServiceEntry<'a>>,
}

/// The services of one provider or of all: by provider in declared order, companions after the others, each by id.
#[must_use]
pub fn listed(catalog: &Catalog, only: Option<ProviderId>) -> Vec<ServiceId> {
    let chosen = catalog.services().filter(|(_, service)| only.is_none_or(|only| only == service.provider));
    let mut all: Vec<_> = chosen.collect();
    all.sort_by_key(|(_, service)| (service.provider, service.companion));
    all.into_iter().map(|(id, _)| id).collect()
}

fn entries_of<'a>(dated: &'a DatedRules, ids: &[ServiceId]) -> Vec<ServiceEntry<'a>> {
    ids.iter().map(|id| ServiceEntry::new(dated, dated.catalog().service(*id))).collect()
}

/// Writes id, name, stage and summary of some services.
///
/// # Errors
/// Those of `out`.
pub fn services_json(out: &mut dyn Write, dated: &DatedRules, ids: &[ServiceId]) -> io::Result<()> {
    pretty(out, &Lookup::new("fingerpost.services/1", dated, Services { services: entries_of(dated, ids) }))
}

/// Writes id, name, stage and summary of some services, by provider; companions apart.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn services(
    out: &mut dyn Write,
    dated: &DatedRules,
    ids: &[ServiceId],
    style: TextStyle,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let mut group = None;
    for entry in entries_of(dated, ids) {
        if group != Some((entry.provider, entry.companion)) {
            if group.is_some() {
                page.blank()?;
            }
            group = Some((entry.provider, entry.companion));
            let rest = if entry.companion { ", companions" } else { "" };
            page.text(0, &format!("{}{rest}", entry.provider_name), Tone::Strong)?;
        }
        page.text(2, &heading(&entry), Tone::Plain)?;
        page.text(6, entry.summary, Tone::Faint)?;
        for configuration in &entry.configurations {
            page.text(6, &configuration.line(), Tone::Plain)?;
        }
    }
    Ok(())
}

/// `some.id  Some Service, ga`
#[cfg(feature = "cli")]
fn heading(entry: &ServiceEntry<'_>) -> String {
    let stage = entry.stage.as_ref().map(|stage| format!(", {stage}")).unwrap_or_default();
    format!("{}  {}{stage}", entry.id, entry.name)
}

#[derive(Serialize)]
struct One<'a> {
    service: ServiceEntry<'a>,
    facts: Vec<FactEntry<'a>>,
}

/// Writes one service with the values of its facts on the day of the pack.
///
/// # Errors
/// Those of `out`.
pub fn service_json(out: &mut dyn Write, dated: &DatedRules, id: ServiceId) -> io::Result<()> {
    let service = ServiceEntry::new(dated, dated.catalog().service(id));
    let body = One { service, facts: entries(dated, id) };
    pretty(out, &Lookup::new("fingerpost.service/1", dated, body))
}

/// Writes one service with the values of its facts on the day of the pack; `facts` says where they are from.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn service(out: &mut dyn Write, dated: &DatedRules, id: ServiceId, style: TextStyle) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let entry = ServiceEntry::new(dated, dated.catalog().service(id));
    page.text(0, &heading(&entry), Tone::Strong)?;
    page.text(0, entry.summary, Tone::Plain)?;
    page.blank()?;
    let facts = entries(dated, id);
    let columns = (2, column(facts.iter().map(|fact| fact.title), 2, 30));
    for fact in &facts {
        page.entry(columns, fact.title, &fact.shown, Tone::Plain)?;
    }
    if !entry.configurations.is_empty() {
        page.blank()?;
        page.text(0, "configurations", Tone::Strong)?;
    }
    for configuration in &entry.configurations {
        page.text(2, &configuration.line(), Tone::Plain)?;
    }
    Ok(())
}
