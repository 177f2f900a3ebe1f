//! What is known of one service, with sources and dates.

use std::io::{self, Write};

use serde::Serialize;

use super::{FactEntry, Lookup, ServiceEntry};
use crate::catalog::ServiceId;
use crate::pack::DatedPack;
use crate::report::json::pretty;

#[cfg(feature = "cli")]
use super::interval;
#[cfg(feature = "cli")]
use crate::report::page::{Page, TextStyle, Tone};

#[derive(Serialize)]
struct Facts<'a> {
    service: ServiceEntry<'a>,
    #[serde(rename = "facts")]
    current: Vec<FactEntry<'a>>,
    history: Vec<FactEntry<'a>>,
}

/// The facts that hold on the day, or those that do not, in key order.
pub(super) fn entries<'a>(dated: &'a DatedPack<'_>, id: ServiceId, history: bool) -> Vec<FactEntry<'a>> {
    let facts = dated.catalog().service(id).facts().iter();
    let chosen = facts.filter(|fact| fact.holds_on(dated.as_of()) != history);
    chosen.map(|fact| FactEntry::new(dated, fact)).collect()
}

/// Writes every fact of a service: those of the day, and under `history` those of other days.
///
/// # Errors
/// Those of `out`.
pub fn facts_json(out: &mut dyn Write, dated: &DatedPack<'_>, id: ServiceId) -> io::Result<()> {
    let service = ServiceEntry::new(dated, dated.catalog().service(id));
    let body = Facts { service, current: entries(dated, id, false), history: entries(dated, id, true) };
    pretty(out, &Lookup::new("fingerpost.facts/1", dated, body))
}

/// Writes the facts of a service on the day of the pack; with `verbose` also evidence, and values of other days.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn facts(out: &mut dyn Write, dated: &DatedPack<'_>, id: ServiceId, style: TextStyle) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let service = dated.catalog().service(id);
    let head = format!("{} ({}), facts of {}", service.name, service.id, dated.as_of());
    page.text(0, &head, Tone::Strong)?;
    for fact in entries(dated, id, false) {
        one(&mut page, &fact)?;
    }
    let history = entries(dated, id, true);
    if style.verbose && !history.is_empty() {
        page.blank()?;
        page.text(0, "on other days", Tone::Strong)?;
        for fact in history {
            one(&mut page, &fact)?;
        }
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
