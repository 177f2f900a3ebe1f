//! Facts of several services side by side, cited.
//!
//! Two or three services make a table. Many do not fit one: [`differences`] lists, key by key, who has which value.

use std::io::{self, Write};

use serde::Serialize;

use super::{FactEntry, Lookup, ServiceEntry, fact_of};
use crate::catalog::ServiceId;
use crate::pack::used_keys;
use crate::program::DatedRules;
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
fn rows<'a>(dated: &'a DatedRules, services: &[ServiceId]) -> Vec<Row<'a>> {
    let row = |(id, key): (_, &'a crate::catalog::Key)| {
        let facts: Vec<_> = services.iter().map(|service| fact_of(dated, *service, id)).collect();
        let known = facts.iter().flatten().any(|fact| !fact.value.is_null());
        known.then_some(Row { key: &key.name, title: &key.title, facts })
    };
    dated.catalog().keys().filter_map(row).collect()
}

/// Only the keys that decide between the services: a rule looks at them, and the values differ.
fn differing<'a>(dated: &'a DatedRules, services: &[ServiceId]) -> Vec<Row<'a>> {
    let used = used_keys(dated.pack(), dated.catalog());
    let used: Vec<&str> = used.iter().map(|key| dated.catalog().key(*key).name.as_str()).collect();
    let value =
        |fact: &Option<FactEntry<'_>>| fact.as_ref().map(|fact| fact.value.clone()).unwrap_or_default();
    let differs = |row: &Row<'_>| {
        row.facts.windows(2).any(|pair| match pair {
            [one, other] => value(one) != value(other),
            _ => false,
        })
    };
    let mut rows = rows(dated, services);
    rows.retain(|row| used.contains(&row.key) && differs(row));
    rows
}

/// Writes the facts of some services side by side.
///
/// # Errors
/// Those of `out`.
pub fn compare_json(out: &mut dyn Write, dated: &DatedRules, services: &[ServiceId]) -> io::Result<()> {
    comparison(out, dated, services, rows(dated, services))
}

/// Writes the facts that decide between some services.
///
/// # Errors
/// Those of `out`.
pub fn differences_json(out: &mut dyn Write, dated: &DatedRules, services: &[ServiceId]) -> io::Result<()> {
    comparison(out, dated, services, differing(dated, services))
}

fn comparison(
    out: &mut dyn Write,
    dated: &DatedRules,
    services: &[ServiceId],
    rows: Vec<Row<'_>>,
) -> io::Result<()> {
    let entries = services.iter().map(|id| ServiceEntry::new(dated, dated.catalog().service(*id)));
    let body = Comparison { services: entries.collect(), rows };
    pretty(out, &Lookup::new("fingerpost.comparison/1", dated, body))
}

/// Writes a table of facts, a row per key and a column per service, with numbered sources below and with what the
/// lesson says where it differs; with `verbose` also confidence, evidence and notes.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn compare(
    out: &mut dyn Write,
    dated: &DatedRules,
    services: &[ServiceId],
    style: TextStyle,
) -> io::Result<()> {
    let rows = rows(dated, services);
    let names: Vec<&str> = services.iter().map(|id| dated.catalog().service(*id).name.as_ref()).collect();
    let mut cited = Citations::default();
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
    cited.write(&mut page)?;
    if style.verbose { remarks(&mut page, &rows, &names) } else { Ok(()) }
}

/// The column in which the holders of a value begin.
#[cfg(feature = "cli")]
const HOLDERS_FROM: usize = 24;

/// Writes, for each key that decides between the services, its values and who has them, with numbered sources below.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn differences(
    out: &mut dyn Write,
    dated: &DatedRules,
    services: &[ServiceId],
    style: TextStyle,
) -> io::Result<()> {
    let ids: Vec<&str> = services.iter().map(|id| dated.catalog().service(*id).id.as_str()).collect();
    let rows = differing(dated, services);
    let mut cited = Citations::default();
    let mut page = Page::new(out, style);
    let head = format!("what decides between {} services, facts of {}", ids.len(), dated.as_of());
    page.text(0, &head, Tone::Strong)?;
    for row in &rows {
        page.blank()?;
        page.text(0, row.title, Tone::Strong)?;
        for (value, holders) in holders(row, &ids, &mut cited) {
            let short = value.chars().count() < HOLDERS_FROM - 3;
            if !short {
                page.text(2, &value, Tone::Strong)?;
            }
            let label = if short { value.as_str() } else { "" };
            page.entry((2, HOLDERS_FROM), label, &holders.join(", "), Tone::Plain)?;
        }
    }
    page.blank()?;
    cited.write(&mut page)
}

/// The values of a row in the order of their first holder, each with its holders; what is not known comes last.
#[cfg(feature = "cli")]
fn holders<'a>(row: &'a Row<'_>, ids: &[&str], cited: &mut Citations<'a>) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    let mut unknown = Vec::new();
    for (id, fact) in ids.iter().zip(&row.facts) {
        let is_known = |fact: &&FactEntry<'_>| {
            !fact.value.is_null() || fact.at_least.is_some() || fact.at_most.is_some()
        };
        let Some(fact) = fact.as_ref().filter(is_known) else {
            unknown.push((*id).to_owned());
            continue;
        };
        let holder = format!("{id} [{}]", cited.number(fact));
        match groups.iter_mut().find(|(value, _)| *value == fact.shown) {
            Some((_, holders)) => holders.push(holder),
            None => groups.push((fact.shown.clone(), vec![holder])),
        }
    }
    if !unknown.is_empty() {
        groups.push((super::NOT_KNOWN.to_owned(), unknown));
    }
    groups
}

/// Sources with the day on which they were read, numbered from 1 in the order in which they are cited.
#[cfg(feature = "cli")]
#[derive(Default)]
struct Citations<'a>(Vec<(&'a str, &'a str)>);

#[cfg(feature = "cli")]
impl<'a> Citations<'a> {
    fn number(&mut self, fact: &'a FactEntry<'_>) -> usize {
        let source = (fact.source, fact.read.as_str());
        let at = self.0.iter().position(|known| *known == source).unwrap_or_else(|| {
            self.0.push(source);
            self.0.len() - 1
        });
        at + 1
    }

    fn write(&self, page: &mut Page<'_>) -> io::Result<()> {
        for (number, (source, read)) in (1..).zip(&self.0) {
            page.entry((0, 5), &format!("[{number}]"), &format!("{source}, read {read}"), Tone::Plain)?;
        }
        Ok(())
    }
}

/// The value with the number of its source, and what the lesson says instead.
#[cfg(feature = "cli")]
fn cell<'a>(fact: Option<&'a FactEntry<'_>>, cited: &mut Citations<'a>) -> String {
    let Some(fact) = fact else { return super::NOT_KNOWN.to_owned() };
    let value = terminal(&format!("{} [{}]", fact.shown, cited.number(fact))).into_owned();
    match fact.lesson {
        Some(lesson) => format!("{value}\nthe lesson says: {}", terminal(lesson)),
        None => value,
    }
}

/// What does not fit a cell.
#[cfg(feature = "cli")]
fn remarks(page: &mut Page<'_>, rows: &[Row<'_>], names: &[&str]) -> io::Result<()> {
    page.blank()?;
    for row in rows {
        for (name, fact) in names.iter().zip(&row.facts) {
            let Some(fact) = fact else { continue };
            let said =
                [("note", fact.note), ("evidence", fact.evidence), ("confidence", Some(fact.confidence))];
            for (label, text) in said {
                let Some(text) = text else { continue };
                page.text(0, &format!("{}, {name}: {label}: {text}", row.title), Tone::Plain)?;
            }
        }
    }
    Ok(())
}
