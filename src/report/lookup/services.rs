//! Services of a catalog, by provider.

use std::io::{self, Write};

use serde::Serialize;

use super::facts::entries;
use super::{FactEntry, Lookup, ServiceEntry};
use crate::catalog::ServiceId;
use crate::pack::DatedPack;
use crate::report::json::pretty;

#[cfg(feature = "cli")]
use crate::report::page::{Page, TextStyle, Tone, column};

#[derive(Serialize)]
struct Services<'a> {
    services: Vec<ServiceEntry<'a>>,
}

/// By provider in declared order, companions after the others, each by id.
fn all<'a>(dated: &'a DatedPack<'_>) -> Vec<ServiceEntry<'a>> {
    let mut all: Vec<_> = dated.catalog().services().map(|(_, service)| service).collect();
    all.sort_by_key(|service| (service.provider, service.companion));
    all.into_iter().map(|service| ServiceEntry::new(dated, service)).collect()
}

/// Writes id, name, stage and summary of every service.
///
/// # Errors
/// Those of `out`.
pub fn services_json(out: &mut dyn Write, dated: &DatedPack<'_>) -> io::Result<()> {
    pretty(out, &Lookup::new("fingerpost.services/1", dated, Services { services: all(dated) }))
}

/// Writes id, name, stage and summary of every service, by provider; companions apart.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn services(out: &mut dyn Write, dated: &DatedPack<'_>, style: TextStyle) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let mut group = None;
    for entry in all(dated) {
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
pub fn service_json(out: &mut dyn Write, dated: &DatedPack<'_>, id: ServiceId) -> io::Result<()> {
    let service = ServiceEntry::new(dated, dated.catalog().service(id));
    let body = One { service, facts: entries(dated, id, false) };
    pretty(out, &Lookup::new("fingerpost.service/1", dated, body))
}

/// Writes one service with the values of its facts on the day of the pack; `facts` says where they are from.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn service(
    out: &mut dyn Write,
    dated: &DatedPack<'_>,
    id: ServiceId,
    style: TextStyle,
) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let entry = ServiceEntry::new(dated, dated.catalog().service(id));
    page.text(0, &heading(&entry), Tone::Strong)?;
    page.text(0, entry.summary, Tone::Plain)?;
    page.blank()?;
    let facts = entries(dated, id, false);
    let columns = (2, column(facts.iter().map(|fact| fact.title), 2, 30));
    for fact in &facts {
        page.entry(columns, fact.title, &fact.shown, Tone::Plain)?;
    }
    Ok(())
}
