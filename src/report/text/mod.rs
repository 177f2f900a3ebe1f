//! Reports as text for people: the picks first, then why; everything with `verbose`.

mod full;

use crate::eval::{Origin, Status};
use std::io::{self, Write};

use super::model::{Basis, Document, ProviderReport, RejectionRecord, Report, SourceRecord};
use super::page::{Page, Tone, column};
use super::words;

pub use super::page::TextStyle;
pub(super) use full::{answers, path};

/// Where labels and texts of the details stand.
const DETAIL: (usize, usize) = (4, 15);
/// How many entries of a kind the short form shows.
const SHOWN: usize = 3;
/// How many limits the short form shows.
const LIMITS_SHOWN: usize = 4;

/// What stands between two workloads.
pub const BETWEEN: &str = "\n";

/// Writes all workloads of a document.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Document, style: TextStyle) -> io::Result<()> {
    for (at, report) in document.reports.iter().enumerate() {
        if at > 0 {
            out.write_all(BETWEEN.as_bytes())?;
        }
        workload(out, report, style)?;
    }
    closing(out, &document.basis, &document.as_of, style)
}

/// Writes one workload.
///
/// # Errors
/// Those of `out`.
pub fn workload(out: &mut dyn Write, report: &Report, style: TextStyle) -> io::Result<()> {
    let page = &mut Page::new(out, style);
    headlines(page, report)?;
    for answer in report.providers.values() {
        page.blank()?;
        let name = answer.name.as_deref().unwrap_or("no recommendation");
        page.text(2, &format!("{}: {name}", answer.provider), Tone::Strong)?;
        if page.verbose() {
            full::provider(page, answer)?;
        } else {
            provider(page, answer)?;
        }
    }
    assumptions_and_questions(page, report)
}

/// Writes what comes after all workloads: the rules that were applied, when nothing is to be left out.
///
/// # Errors
/// Those of `out`.
pub fn closing(out: &mut dyn Write, basis: &Basis, as_of: &str, style: TextStyle) -> io::Result<()> {
    let mut page = Page::new(out, style);
    if page.verbose() {
        page.blank()?;
        let basis = format!("{basis}, facts of {as_of}");
        page.text(0, &basis, Tone::Faint)?;
    }
    Ok(())
}

/// The name of a workload, and one line for each provider.
pub(super) fn headlines(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let name = Some(report.workload.as_str()).filter(|name| !name.trim().is_empty());
    page.text(0, name.unwrap_or("(no name)"), Tone::Strong)?;
    let labels = report.providers.values().map(|answer| answer.provider.as_str());
    let columns = (2, column(labels, 2, 20));
    for (id, answer) in &report.providers {
        let (headline, tone) = headline(report, id, answer);
        page.entry(columns, &answer.provider, &headline, tone)?;
    }
    Ok(())
}

/// What is said once for all providers.
fn assumptions_and_questions(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    let columns = (2, DETAIL.1);
    let undecided = report.providers.values().any(|answer| answer.status == Status::Undecided);
    let open = if page.verbose() || undecided { report.open_questions.as_slice() } else { &[] };
    let derived = derived(report);
    if !(report.assumptions.is_empty() && open.is_empty() && derived.is_empty()) {
        page.blank()?;
    }
    page.entries(columns, "follows", derived)?;
    page.entries(columns, "assumed", assumed(page.verbose(), report))?;
    page.entries(columns, "open", open.iter().map(|open| format!("{}: {}", open.question, open.ask)))?;
    if page.verbose() { full::answers(page, report) } else { Ok(()) }
}

/// `Some Service (id), as a job: decided`.
fn headline(report: &Report, id: &str, answer: &ProviderReport) -> (String, Tone) {
    let status = words::status(report, id, answer);
    let tone = match answer.status {
        Status::Decided => Tone::Good,
        Status::NoFit => Tone::Bad,
        Status::Provisional | Status::Unverified | Status::Undecided => Tone::Doubtful,
    };
    let Some((service, name)) = answer.service.as_deref().zip(answer.name.as_deref()) else {
        return (status, tone);
    };
    let form = words::form(answer).map(|form| format!(", as a {form}")).unwrap_or_default();
    (format!("{name} ({service}){form}: {status}"), tone)
}

fn provider(page: &mut Page<'_>, answer: &ProviderReport) -> io::Result<()> {
    // Without a service there is no reason for it; the misses come first.
    no_fit(page, answer, SHOWN)?;
    let reasons = answer.reasons.iter().filter(|_| answer.status != Status::NoFit);
    let why = reasons.map(|reason| reason.text.clone() + &citations(&reason.sources));
    page.entries(DETAIL, "why", why.take(SHOWN))?;
    page.entries(DETAIL, "sizes", answer.sizes.iter().map(words::sizes))?;
    let with = answer.companions.iter().map(companion);
    page.entries(DETAIL, "with", with)?;
    possible(page, answer)?;
    page.entries(DETAIL, "not", rejections(answer))?;
    let caveats = answer.caveats.iter().map(|caveat| caveat.text.clone());
    page.entries(DETAIL, "mind", first(caveats, SHOWN))?;
    let others = answer.alternatives.iter().map(|other| {
        let named = format!("{} ({})", other.name, other.service);
        words::as_known(&named, other.verified)
    });
    page.entries(DETAIL, "also fits", first(others, SHOWN))?;
    let limits = answer.holds_while.iter().map(|limit| format!("while {}", words::limit(limit)));
    page.entries(DETAIL, "stays", first(limits, LIMITS_SHOWN))
}

/// What could come out under other answers to what is open, while that is not settled.
pub(super) fn possible(page: &mut Page<'_>, answer: &ProviderReport) -> io::Result<()> {
    page.entries(DETAIL, "could be", words::possible(answer))
}

/// Who comes nearest, and which answers to take back.
fn no_fit(page: &mut Page<'_>, answer: &ProviderReport, most: usize) -> io::Result<()> {
    let nearest = answer
        .nearest
        .iter()
        .map(|miss| format!("{} ({}) but for {}", miss.name, miss.service, miss.constraints.join(", ")));
    page.entries(DETAIL, "nearest", first(nearest, most))?;
    let relax = answer.relax.iter().map(words::relaxation);
    page.entries(DETAIL, "would fit", first(relax, most))
}

fn companion(companion: &super::CompanionRecord) -> String {
    companion.name.clone() + &words::because(": ", Some(&companion.because))
}

/// The first broken constraint of each service.
fn rejections(answer: &ProviderReport) -> Vec<String> {
    let groups = words::by_service(&answer.rejected);
    let lines = groups.iter().filter_map(|(service, broken)| {
        let first = rejection(service, broken.first()?);
        Some(match broken.len() {
            1 => first,
            2 => format!("{first}, and 1 more reason"),
            more => format!("{first}, and {} more reasons", more - 1),
        })
    });
    first(lines, SHOWN)
}

fn rejection(service: &str, rejection: &RejectionRecord) -> String {
    let fact = rejection.fact.as_ref().map(|fact| format!(" ({})", words::known(fact))).unwrap_or_default();
    format!("{service}: {}{fact}{}", rejection.text, words::overlay(rejection.overlay.as_ref()))
}

/// What follows from the answers that were given.
fn derived(report: &Report) -> Vec<String> {
    let derived = report.answers.iter().filter(|answer| answer.origin == Origin::Derived);
    derived
        .map(|answer| {
            let because = words::because(", because ", answer.because.as_deref());
            format!("{} = {}{because}", answer.question, words::value(&answer.value))
        })
        .collect()
}

/// One line for each assumption that could change an answer, one for the others together.
fn assumed(verbose: bool, report: &Report) -> Vec<String> {
    let named = |id: &String| report.providers.get(id).map_or(id.clone(), |answer| answer.provider.clone());
    let mut lines = Vec::new();
    let mut harmless = Vec::new();
    for open in &report.open_questions {
        let Some(guess) = &open.guess else { continue };
        lines.push(format!(
            "{} = {} (to state it could change an answer)",
            open.question,
            words::value(guess)
        ));
    }
    for assumption in &report.assumptions {
        let short = format!("{} = {}", assumption.question, words::value(&assumption.value));
        let because = words::because(", because ", assumption.because.as_deref().filter(|_| verbose));
        let changes: Vec<String> = assumption.could_change.iter().map(named).collect();
        if !changes.is_empty() {
            lines.push(format!("{short} (could change {}){because}", changes.join(" and ")));
        } else if verbose {
            lines.push(format!("{short} (changes nothing){because}"));
        } else {
            harmless.push(short);
        }
    }
    if !harmless.is_empty() {
        lines.push(harmless.join(", "));
    }
    lines
}

/// The first few, and how many there are more.
fn first(texts: impl Iterator<Item = String>, most: usize) -> Vec<String> {
    let mut shown: Vec<String> = texts.collect();
    let more = shown.len().saturating_sub(most);
    shown.truncate(most);
    if more > 0 {
        shown.push(format!("... and {more} more, see --verbose"));
    }
    shown
}

/// ` [a; b]`, or nothing.
fn citations(sources: &[SourceRecord]) -> String {
    let mut cites: Vec<String> = Vec::new();
    for source in sources {
        let cite = words::cited(source);
        if !cites.contains(&cite) {
            cites.push(cite);
        }
    }
    if cites.is_empty() { String::new() } else { format!(" [{}]", cites.join("; ")) }
}
