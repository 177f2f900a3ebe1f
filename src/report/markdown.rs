//! Reports as Markdown, fit for a comment on a pull request.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use super::document::{self, Entry, Label, Part, Piece};
use super::escape::{code, html, link, markdown};
use super::model::{Basis, Document, FactRecord, ProviderReport, RejectionRecord, Report, SourceRecord};
use super::words;

/// Writes a table of all picks, then the details of each workload.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Document) -> io::Result<()> {
    let mut overview = Overview::default();
    for report in &document.reports {
        overview.add(&Row::new(report));
    }
    overview.render(out)?;
    for report in &document.reports {
        details(out, report)?;
    }
    closing(out, &document.basis, &document.as_of)
}

/// Writes what comes after the table about one workload.
///
/// # Errors
/// Those of `out`.
pub fn details(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let document = document::Outline::new(report);
    writeln!(out, "\n### {}", title(&report.workload))?;
    for part in &document.parts {
        provider(out, part)?;
    }
    around(out, &document)
}

/// Writes what comes after all workloads.
///
/// # Errors
/// Those of `out`.
pub fn closing(out: &mut dyn Write, basis: &Basis, as_of: &str) -> io::Result<()> {
    let basis = format!("{basis}, facts of {as_of}");
    writeln!(out, "\nRules: {}.", markdown(&basis))
}

/// A workload in the table of all picks.
#[derive(Clone, Debug)]
pub struct Row {
    title: String,
    picks: Vec<Pick>,
}

/// A cell of a [`Row`].
#[derive(Clone, Debug)]
struct Pick {
    id: String,
    provider: String,
    headline: String,
}

impl Row {
    /// The row of a workload.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        let pick = |(id, answer): (&String, &ProviderReport)| {
            let headline = headline(report, id, answer);
            Pick { id: id.clone(), provider: answer.provider.clone(), headline }
        };
        Self { title: title(&report.workload), picks: report.providers.iter().map(pick).collect() }
    }
}

/// The table of all picks, which comes first and is complete last. It has one column for each provider of any
/// workload, so all rows have to be there before the first is written; texts that they share are kept once.
#[derive(Clone, Debug, Default)]
pub struct Overview {
    /// Every provider, with its name.
    providers: BTreeMap<Arc<str>, String>,
    texts: BTreeSet<Arc<str>>,
    rows: Vec<KeptRow>,
}

/// A [`Row`] with texts that are kept once.
#[derive(Clone, Debug)]
struct KeptRow {
    title: Box<str>,
    /// The id of a provider, and what it says.
    picks: Vec<(Arc<str>, Arc<str>)>,
}

impl Overview {
    /// Adds a row at the end.
    pub fn add(&mut self, row: &Row) {
        let mut picks = Vec::with_capacity(row.picks.len());
        for pick in &row.picks {
            let id = self.shared(&pick.id);
            if !self.providers.contains_key(&id) {
                self.providers.insert(Arc::clone(&id), pick.provider.clone());
            }
            picks.push((id, self.shared(&pick.headline)));
        }
        self.rows.push(KeptRow { title: row.title.as_str().into(), picks });
    }

    fn shared(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&new));
        new
    }

    /// Writes the table.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn render(&self, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "| Workload |")?;
        for name in self.providers.values() {
            write!(out, " {} |", markdown(name))?;
        }
        write!(out, "\n| --- |")?;
        for _ in &self.providers {
            write!(out, " --- |")?;
        }
        writeln!(out)?;
        for KeptRow { title, picks } in &self.rows {
            write!(out, "| {title} |")?;
            for id in self.providers.keys() {
                let pick = picks.iter().find(|(of, _)| of == id).map(|(_, headline)| headline.as_ref());
                write!(out, " {} |", pick.unwrap_or("not asked for"))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }
}

/// A name that is not nothing: Markdown drops empty headings and cells.
pub(super) fn title(name: &str) -> String {
    document::title(name).map_or_else(|| "(no name)".to_owned(), markdown)
}

/// `**Some Service** (`id`), as a job: decided`.
pub(super) fn headline(report: &Report, id: &str, answer: &ProviderReport) -> String {
    let line = document::headline(report, id, answer);
    let marked = marked(&line);
    if answer.service.is_some() { marked } else { format!("**{marked}**") }
}

/// A line with marks.
fn marked(line: &[Piece<'_>]) -> String {
    let piece = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => markdown(text),
        Piece::Strong(name) => format!("**{}**", markdown(name)),
        Piece::Id(id) => code(id),
        Piece::Fact(fact) => known(fact),
    };
    line.iter().map(piece).collect()
}

/// What stands before an entry; none where a list of Markdown leaves it out.
fn label(label: Label) -> Option<&'static str> {
    Some(match label {
        Label::Why => "",
        Label::Sizes => "Sizes that fit: ",
        Label::With => "With ",
        Label::CouldBe => "Could be: ",
        Label::Mind => "Mind: ",
        Label::Stays => "Stays ",
        Label::AlsoFits => "Also fits: ",
        Label::Nearest => "Nearest: ",
        Label::WouldFit => "Would fit ",
        Label::Follows => "Follows: ",
        Label::Open => "Open: ",
        Label::Path | Label::Possible | Label::Sources => return None,
    })
}

fn entry(out: &mut dyn Write, entry: &Entry<'_>) -> io::Result<()> {
    let Some(label) = label(entry.label) else { return Ok(()) };
    let join = if entry.label == Label::Follows { ", because " } else { ": " };
    let because = markdown(&words::because(join, entry.because));
    writeln!(out, "- {label}{}{because}{}", marked(&entry.line), citations(entry.sources))
}

fn provider(out: &mut dyn Write, part: &Part<'_>) -> io::Result<()> {
    let headline = marked(&part.headline);
    let headline = if part.name.is_some() { headline } else { format!("**{headline}**") };
    writeln!(out, "\n{}: {headline}\n", markdown(part.provider))?;
    part.entries.iter().try_for_each(|it| entry(out, it))?;
    refused(out, part)
}

/// Folded away: they are many, and whoever asks "why not" looks for one.
fn refused(out: &mut dyn Write, part: &Part<'_>) -> io::Result<()> {
    let count = part.refused.len();
    if count == 0 {
        return Ok(());
    }
    let services = if count == 1 { "service" } else { "services" };
    writeln!(out, "\n<details><summary>{}: {count} {services} rejected</summary>\n", html(part.provider))?;
    for it in &part.refused {
        writeln!(out, "- {} ({})", markdown(it.name), code(it.service))?;
        for reason in &it.reasons {
            writeln!(out, "  - {}", marked(&reason.line))?;
        }
    }
    writeln!(out, "\n</details>")
}

/// The fact that breaks a constraint, if one does.
pub(super) fn fact(rejection: &RejectionRecord) -> String {
    rejection.fact.as_ref().map(known).unwrap_or_default()
}

fn known(fact: &FactRecord) -> String {
    let shown = words::holds(fact);
    let source = link(words::domain(&fact.source), &fact.source);
    format!(" ({} = {}; {source}, {})", code(&fact.key), markdown(&shown), markdown(&fact.as_of))
}

/// ` (source; source)`, addresses as links.
pub(super) fn citations(sources: &[SourceRecord]) -> String {
    let mut cites: Vec<String> = Vec::new();
    for source in sources {
        let label = words::cited(source);
        let cite = source.url.as_ref().map_or_else(|| markdown(&label), |url| link(&label, url));
        if !cites.contains(&cite) {
            cites.push(cite);
        }
    }
    if cites.is_empty() { String::new() } else { format!(" ({})", cites.join("; ")) }
}

/// What is said once for all providers.
fn around(out: &mut dyn Write, document: &document::Outline<'_>) -> io::Result<()> {
    if !(document.follows.is_empty() && document.assumed.is_empty() && document.open.is_empty()) {
        writeln!(out)?;
    }
    document.follows.iter().try_for_each(|it| entry(out, it))?;
    for it in &document.assumed {
        let because = markdown(&words::because(", because ", it.because));
        writeln!(out, "- Assumed: {}{}{because}", marked(&it.line), markdown(&it.effect))?;
    }
    document.open.iter().try_for_each(|it| entry(out, it))
}
