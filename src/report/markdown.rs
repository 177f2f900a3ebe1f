//! Reports as Markdown, fit for a comment on a pull request.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use super::escape::{code, html, link, markdown};
use super::model::{Basis, Document, ProviderReport, RejectionRecord, Report, SourceRecord};
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
    writeln!(out, "\n### {}", title(&report.workload))?;
    for (id, answer) in &report.providers {
        provider(out, report, id, answer)?;
    }
    assumptions_and_questions(out, report)
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
    if name.trim().is_empty() { "(no name)".to_owned() } else { markdown(name) }
}

/// `**Some Service** (`id`), as a job: decided`.
pub(super) fn headline(report: &Report, id: &str, answer: &ProviderReport) -> String {
    let status = markdown(&words::status(report, id, answer));
    let Some((service, name)) = answer.service.as_deref().zip(answer.name.as_deref()) else {
        return format!("**{status}**");
    };
    let form = words::form(answer).map(|form| format!(", as a {}", markdown(form))).unwrap_or_default();
    format!("**{}** ({}){form}: {status}", markdown(name), code(service))
}

fn provider(out: &mut dyn Write, report: &Report, id: &str, answer: &ProviderReport) -> io::Result<()> {
    writeln!(out, "\n{}: {}\n", markdown(&answer.provider), headline(report, id, answer))?;
    for reason in &answer.reasons {
        writeln!(out, "- {}{}", markdown(&reason.text), citations(&reason.sources))?;
    }
    for sizes in &answer.sizes {
        let source = citations(std::slice::from_ref(&sizes.source));
        writeln!(out, "- Sizes that fit: {}{source}", markdown(&words::sizes(sizes)))?;
    }
    for companion in &answer.companions {
        let because = words::because(": ", Some(&companion.because));
        let cited = citations(&companion.sources);
        writeln!(out, "- With {}{}{cited}", markdown(&companion.name), markdown(&because))?;
    }
    if let Some(possible) = words::possible(answer) {
        writeln!(out, "- Could be: {}", markdown(&possible))?;
    }
    for caveat in &answer.caveats {
        writeln!(out, "- Mind: {}{}", markdown(&caveat.text), citations(&caveat.sources))?;
    }
    for limit in &answer.holds_while {
        writeln!(out, "- Stays while {}", markdown(&words::limit(limit)))?;
    }
    for other in &answer.alternatives {
        let because = words::because(": ", other.because.as_deref());
        let name = markdown(&other.name);
        let named = words::as_known(&format!("{name} ({})", code(&other.service)), other.verified);
        writeln!(out, "- Also fits: {named}{}", markdown(&because))?;
    }
    for miss in &answer.nearest {
        let broken = markdown(&miss.constraints.join(", "));
        writeln!(out, "- Nearest: {} ({}) but for {broken}", markdown(&miss.name), code(&miss.service))?;
    }
    for relaxation in &answer.relax {
        writeln!(out, "- Would fit {}", markdown(&words::relaxation(relaxation)))?;
    }
    rejected(out, answer)
}

/// Folded away: they are many, and whoever asks "why not" looks for one.
fn rejected(out: &mut dyn Write, answer: &ProviderReport) -> io::Result<()> {
    let groups = words::by_service(&answer.rejected);
    if groups.is_empty() {
        return Ok(());
    }
    let provider = html(&answer.provider);
    let services = if groups.len() == 1 { "service" } else { "services" };
    writeln!(out, "\n<details><summary>{provider}: {} {services} rejected</summary>\n", groups.len())?;
    for (service, broken) in groups {
        let name = broken.first().map(|rejection| rejection.name.as_str()).unwrap_or_default();
        writeln!(out, "- {} ({})", markdown(name), code(service))?;
        for rejection in broken {
            let overlay = words::overlay(rejection.overlay.as_ref());
            writeln!(out, "  - {}{}{}", markdown(&rejection.text), fact(rejection), markdown(&overlay))?;
        }
    }
    writeln!(out, "\n</details>")
}

pub(super) fn fact(rejection: &RejectionRecord) -> String {
    let Some(fact) = &rejection.fact else { return String::new() };
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

/// Assumptions and open questions.
fn assumptions_and_questions(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let named = |id: &String| report.providers.get(id).map_or(id.clone(), |answer| answer.provider.clone());
    if !(report.assumptions.is_empty() && report.open_questions.is_empty()) {
        writeln!(out)?;
    }
    for assumption in &report.assumptions {
        let changes: Vec<String> = assumption.could_change.iter().map(named).collect();
        let changes = if changes.is_empty() {
            "changes nothing".to_owned()
        } else {
            format!("could change {}", changes.join(" and "))
        };
        let because = words::because("; ", assumption.because.as_deref());
        let value = markdown(&words::value(&assumption.value));
        let question = code(&assumption.question);
        writeln!(out, "- Assumed: {question} = {value} ({}){}", markdown(&changes), markdown(&because))?;
    }
    for open in &report.open_questions {
        writeln!(out, "- Open: {}: {}", code(&open.question), markdown(&open.ask))?;
    }
    Ok(())
}
