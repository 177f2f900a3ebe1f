//! Facts of several services side by side, cited.

use std::io::{self, Write};

use serde::Serialize;

use super::{FactEntry, Lookup, ServiceEntry, fact_of};
use crate::catalog::ServiceId;
use crate::pack::DatedPack;
use crate::report::json::pretty;

#[cfg(feature = "cli")]
use crate::report::{
    escape::terminal,
    page::{Page, TextStyle, Tone},
};

#[derive(Serialize)]
struct Comparison<'a> {
    services: Vec<ServiceEntry<'a>>,
    rows: Vec<Row<'a>>,
}

/// One key; for each service its fact of the day, or none.
#[derive(Serialize)]
struct Row<'a> {
    key: &'a str,
    title: &'a str,
    facts: Vec<Option<FactEntry<'a>>>,
}

/// Keys of which at least one of the services has a known value, in declared order.
fn rows<'a>(dated: &'a DatedPack<'_>, services: &[ServiceId]) -> Vec<Row<'a>> {
    let row = |(id, key): (_, &'a crate::catalog::Key)| {
        let facts: Vec<_> = services.iter().map(|service| fact_of(dated, *service, id)).collect();
        let known = facts.iter().flatten().any(|fact| !fact.value.is_null());
        known.then_some(Row { key: &key.name, title: &key.title, facts })
    };
    dated.catalog().keys().filter_map(row).collect()
}

/// Writes the facts of some services side by side.
///
/// # Errors
/// Those of `out`.
pub fn compare_json(out: &mut dyn Write, dated: &DatedPack<'_>, services: &[ServiceId]) -> io::Result<()> {
    let entries = services.iter().map(|id| ServiceEntry::new(dated, dated.catalog().service(*id)));
    let body = Comparison { services: entries.collect(), rows: rows(dated, services) };
    pretty(out, &Lookup::new("fingerpost.comparison/1", dated, body))
}

/// Writes a table of facts, a row per key and a column per service, with numbered sources below; with `verbose`
/// also confidence, evidence and notes.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn compare(
    out: &mut dyn Write,
    dated: &DatedPack<'_>,
    services: &[ServiceId],
    style: TextStyle,
) -> io::Result<()> {
    let rows = rows(dated, services);
    let names: Vec<&str> = services.iter().map(|id| dated.catalog().service(*id).name.as_ref()).collect();
    let mut cited: Vec<(&str, &str)> = Vec::new();
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::ASCII_FULL_CONDENSED)
        .set_content_arrangement(comfy_table::ContentArrangement::Dynamic)
        .set_width(u16::try_from(style.width).unwrap_or(u16::MAX));
    let header = std::iter::once("").chain(names.iter().copied());
    table.set_header(header.map(|name| terminal(name).into_owned()));
    for row in &rows {
        let cells = row.facts.iter().map(|fact| cell(fact.as_ref(), &mut cited));
        table.add_row(std::iter::once(terminal(row.title).into_owned()).chain(cells));
    }
    let mut page = Page::new(out, style);
    page.text(0, &format!("facts of {}", dated.as_of()), Tone::Faint)?;
    page.block(&table.to_string())?;
    for (number, (source, read)) in (1..).zip(&cited) {
        page.entry((0, 5), &format!("[{number}]"), &format!("{source}, read {read}"), Tone::Plain)?;
    }
    remarks(&mut page, &rows, &names)
}

/// The value with the number of its source.
#[cfg(feature = "cli")]
fn cell<'a>(fact: Option<&'a FactEntry<'_>>, cited: &mut Vec<(&'a str, &'a str)>) -> String {
    let Some(fact) = fact else { return super::NOT_KNOWN.to_owned() };
    let source = (fact.source, fact.read.as_str());
    let at = cited.iter().position(|known| *known == source).unwrap_or_else(|| {
        cited.push(source);
        cited.len() - 1
    });
    terminal(&format!("{} [{}]", fact.shown, at + 1)).into_owned()
}

/// What does not fit a cell: where the lesson differs; with `verbose` everything that is recorded.
#[cfg(feature = "cli")]
fn remarks(page: &mut Page<'_>, rows: &[Row<'_>], names: &[&str]) -> io::Result<()> {
    let mut begun = false;
    for row in rows {
        for (name, fact) in names.iter().zip(&row.facts) {
            let Some(fact) = fact else { continue };
            let all = page.verbose();
            let said = [
                ("the lesson says", fact.lesson),
                ("note", fact.note.filter(|_| all)),
                ("evidence", fact.evidence.filter(|_| all)),
                ("confidence", Some(fact.confidence).filter(|_| all)),
            ];
            for (label, text) in said {
                let Some(text) = text else { continue };
                if !std::mem::replace(&mut begun, true) {
                    page.blank()?;
                }
                page.text(0, &format!("{}, {name}: {label}: {text}", row.title), Tone::Plain)?;
            }
        }
    }
    Ok(())
}
