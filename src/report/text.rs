//! A document as text for people: the picks first, then why; everything with `verbose`.

use std::io::{self, Write};

use crate::eval::Status;

use super::document::{self, Assumed, Entry, Label, Part, Piece, Refusal};
use super::model::{Basis, Document, ProviderReport, Report, SourceRecord};
use super::page::{Page, Tone, column};
use super::words;

pub use super::page::TextStyle;

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
    let document = document::Outline::new(report);
    heading(page, &document)?;
    for part in &document.parts {
        page.blank()?;
        let name = part.name.unwrap_or("no recommendation");
        page.text(2, &format!("{}: {name}", part.provider), Tone::Strong)?;
        provider(page, part)?;
    }
    around(page, &document)?;
    if page.verbose() { answers(page, report) } else { Ok(()) }
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
    heading(page, &document::Outline::new(report))
}

fn heading(page: &mut Page<'_>, document: &document::Outline<'_>) -> io::Result<()> {
    page.text(0, document.title.unwrap_or("(no name)"), Tone::Strong)?;
    let columns = (2, column(document.parts.iter().map(|part| part.provider), 2, 20));
    for part in &document.parts {
        let tone = match part.status {
            Status::Decided => Tone::Good,
            Status::NoFit => Tone::Bad,
            Status::Provisional | Status::Unverified | Status::Undecided => Tone::Doubtful,
        };
        page.entry(columns, part.provider, &plain(&part.headline), tone)?;
    }
    Ok(())
}

/// A line without marks.
fn plain(line: &[Piece<'_>]) -> String {
    let piece = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Strong(text) | Piece::Id(text) => (*text).to_owned(),
        Piece::Fact(fact) => format!(" ({})", words::known(fact)),
    };
    line.iter().map(piece).collect()
}

/// The word before the first entry of a kind.
fn label(label: Label) -> &'static str {
    match label {
        Label::Nearest => "nearest",
        Label::WouldFit => "would fit",
        Label::Why => "why",
        Label::Path => "path",
        Label::Sizes => "sizes",
        Label::With => "with",
        Label::CouldBe => "could be",
        Label::Mind => "mind",
        Label::AlsoFits => "also fits",
        Label::Stays => "stays",
        Label::Possible => "possible",
        Label::Sources => "sources",
        Label::Follows => "follows",
        Label::Open => "open",
    }
}

/// How many entries of a kind are shown, and whether what is left out is counted.
fn shown(label: Label, verbose: bool) -> (usize, bool) {
    match label {
        // Said by all that is possible.
        Label::CouldBe if verbose => (0, false),
        _ if verbose => (usize::MAX, false),
        Label::Path | Label::Possible | Label::Sources => (0, false),
        Label::Why => (SHOWN, false),
        Label::Stays => (LIMITS_SHOWN, true),
        Label::Nearest | Label::WouldFit | Label::Mind | Label::AlsoFits => (SHOWN, true),
        Label::Sizes | Label::With | Label::CouldBe | Label::Follows | Label::Open => (usize::MAX, false),
    }
}

fn provider(page: &mut Page<'_>, part: &Part<'_>) -> io::Result<()> {
    let mut refused = Some(refusals(part, page.verbose()));
    for group in part.entries.chunk_by(|a, b| a.label == b.label) {
        let Some(kind) = group.first().map(|entry| entry.label) else { continue };
        if kind >= Label::Mind {
            page.entries(DETAIL, "not", refused.take().into_iter().flatten())?;
        }
        entries(page, DETAIL, kind, group)?;
    }
    page.entries(DETAIL, "not", refused.into_iter().flatten())
}

/// Entries of one kind.
fn entries(page: &mut Page<'_>, columns: (usize, usize), kind: Label, group: &[Entry<'_>]) -> io::Result<()> {
    let verbose = page.verbose();
    let (most, is_counted) = shown(kind, verbose);
    let mut texts: Vec<String> = group.iter().take(most).map(|entry| text(entry, verbose)).collect();
    if is_counted {
        texts.extend(more(group.len(), most));
    }
    page.entries(columns, label(kind), texts)
}

fn more(all: usize, most: usize) -> Option<String> {
    (all > most).then(|| format!("... and {} more, see --verbose", all - most))
}

/// An entry; in the short form only what is said of the service itself has a reason, and only reasons a source.
fn text(entry: &Entry<'_>, verbose: bool) -> String {
    let join = if entry.label == Label::Follows { ", because " } else { ": " };
    let because = entry.because.filter(|_| verbose || matches!(entry.label, Label::With | Label::Follows));
    let sources = if verbose || entry.label == Label::Why { entry.sources } else { &[] };
    let rule = entry.rule.as_ref().filter(|_| verbose);
    let rule = rule.map(|rule| format!(" ({rule})")).unwrap_or_default();
    plain(&entry.line) + &words::because(join, because) + &citations(sources) + &rule
}

/// What does not fit: the first reason for each service, or all of them.
fn refusals(part: &Part<'_>, verbose: bool) -> Vec<String> {
    let text = |service: &str, reason: &Refusal<'_>| format!("{service}: {}", plain(&reason.line));
    if verbose {
        let all =
            part.refused.iter().flat_map(|it| it.reasons.iter().map(move |reason| (it.service, reason)));
        let line = |(service, reason): (&str, &Refusal<'_>)| {
            let asked = reason.asked.as_ref().map(|asked| format!("; {asked}")).unwrap_or_default();
            format!("{}{asked} [{}]", text(service, reason), reason.rule)
        };
        return all.map(line).collect();
    }
    let lines = part.refused.iter().filter_map(|it| {
        let first = text(it.service, it.reasons.first()?);
        Some(match it.reasons.len() {
            1 => first,
            2 => format!("{first}, and 1 more reason"),
            more => format!("{first}, and {} more reasons", more - 1),
        })
    });
    lines.take(SHOWN).chain(more(part.refused.len(), SHOWN)).collect()
}

/// What is said once for all providers.
fn around(page: &mut Page<'_>, document: &document::Outline<'_>) -> io::Result<()> {
    let columns = (2, DETAIL.1);
    let undecided = document.parts.iter().any(|part| part.status == Status::Undecided);
    let open = if page.verbose() || undecided { document.open.as_slice() } else { &[] };
    if !(document.assumed.is_empty() && open.is_empty() && document.follows.is_empty()) {
        page.blank()?;
    }
    entries(page, columns, Label::Follows, &document.follows)?;
    page.entries(columns, "assumed", assumed(page.verbose(), &document.assumed))?;
    entries(page, columns, Label::Open, open)
}

/// One line for each assumption that could change an answer, one for the others together.
fn assumed(verbose: bool, all: &[Assumed<'_>]) -> Vec<String> {
    let (harmless, others): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.is_harmless && !verbose);
    let line = |it: &&Assumed<'_>| {
        let because = words::because(", because ", it.because.filter(|_| verbose));
        plain(&it.line) + &it.effect + &because
    };
    let mut lines: Vec<String> = others.iter().map(line).collect();
    if !harmless.is_empty() {
        lines.push(harmless.iter().map(|it| plain(&it.line)).collect::<Vec<_>>().join(", "));
    }
    lines
}

/// What could come out under other answers to what is open, while that is not settled.
pub(super) fn possible(page: &mut Page<'_>, answer: &ProviderReport) -> io::Result<()> {
    page.entries(DETAIL, label(Label::CouldBe), words::possible(answer))
}

/// The nodes that were passed, with the arms taken, and the outcome.
pub(super) fn path(page: &mut Page<'_>, answer: &ProviderReport) -> io::Result<()> {
    let path = document::steps(answer);
    page.entries(DETAIL, label(Label::Path), path.iter().map(|entry| text(entry, true)))
}

/// Every answer that was used, with where it is from.
pub(super) fn answers(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
    page.blank()?;
    page.text(2, "answers", Tone::Strong)?;
    let columns = (4, column(report.answers.iter().map(|answer| answer.question.as_str()), 4, 30));
    for answer in &report.answers {
        let place = answer.at.as_ref().or(answer.rule.as_ref());
        let place = place.map(|place| format!(" at {place}")).unwrap_or_default();
        let because = words::because(": ", answer.because.as_deref());
        let text = format!("{}, {}{place}{because}", words::value(&answer.value), answer.origin);
        page.entry(columns, &answer.question, &text, Tone::Plain)?;
    }
    Ok(())
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
