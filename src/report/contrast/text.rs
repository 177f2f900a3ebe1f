//! Explanations for people at a terminal.

use std::io::{self, Write};

use super::super::model::Report;
use super::super::page::{Page, TextStyle, Tone, column};
use super::super::text;
use super::model::{
    AgainstKind, CounterfactualSearch, Difference, Explanation, Explanations, SufficientReasonRecord, WhyNot,
};
use super::{lines, words};

/// Where labels and texts of the details stand.
const DETAIL: (usize, usize) = (4, 15);

/// How many sets of changes are shown.
const SHOWN: usize = 8;

/// Writes all workloads of a document: the whole explanation, or only what was asked for.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Explanations, style: TextStyle) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for (at, explanation) in document.explanations.iter().enumerate() {
        if at > 0 {
            page.blank()?;
        }
        text::headlines(&mut page, &explanation.report)?;
        if asks(explanation) {
            contrasts(&mut page, explanation)?;
        } else {
            explanation_page(&mut page, explanation)?;
        }
    }
    Ok(())
}

/// Whether something in particular was asked for.
fn asks(explanation: &Explanation) -> bool {
    !(explanation.why_not.is_empty() && explanation.flips.is_empty() && explanation.deciding.is_empty())
        || explanation.what_if.is_some()
}

fn explanation_page(page: &mut Page<'_>, explanation: &Explanation) -> io::Result<()> {
    for (id, answer) in &explanation.report.providers {
        page.blank()?;
        let name = answer.name.as_deref().unwrap_or("no recommendation");
        page.text(2, &format!("{}: {name}", answer.provider), Tone::Strong)?;
        text::path(page, answer)?;
        text::possible(page, answer)?;
        let mut service = "";
        for fact in explanation.facts.get(id).into_iter().flatten() {
            if fact.service != service {
                service = &fact.service;
                page.text(DETAIL.0, &format!("facts of {service}"), Tone::Strong)?;
            }
            page.text(DETAIL.0 + 2, &words::fact(fact), Tone::Plain)?;
        }
    }
    text::answers(page, &explanation.report)
}

fn contrasts(page: &mut Page<'_>, explanation: &Explanation) -> io::Result<()> {
    for found in &explanation.why_not {
        why_not(page, found)?;
    }
    if let Some(difference) = &explanation.what_if {
        what_if(page, difference)?;
    }
    for search in &explanation.flips {
        flips(page, &explanation.report, search)?;
    }
    for (id, found) in &explanation.deciding {
        sufficient_reason(page, &explanation.report, id, found)?;
    }
    Ok(())
}

fn why_not(page: &mut Page<'_>, found: &WhyNot) -> io::Result<()> {
    page.blank()?;
    page.text(2, &format!("Why not {} ({})?", found.name, found.service), Tone::Strong)?;
    let tone = match found.because {
        AgainstKind::Recommended => Tone::Good,
        AgainstKind::Refused => Tone::Bad,
        _ => Tone::Doubtful,
    };
    page.text(DETAIL.0, &found.text, tone)?;
    page.entries(DETAIL, "breaks", found.refused.iter().map(super::broken))?;
    if let Some(parted) = &found.parted {
        page.entry(DETAIL, "at", &words::turned(parted), Tone::Plain)?;
        if parted.answers.is_empty() {
            page.entry(DETAIL, "with", &words::too_far(parted), Tone::Plain)?;
        }
        page.entries(DETAIL, "with", first(parted.answers.iter().map(words::changes)))?;
    }
    page.entries(
        DETAIL,
        "behind",
        found.ahead.iter().map(|other| format!("{} ({})", other.name, other.service)),
    )
}

fn what_if(page: &mut Page<'_>, difference: &Difference) -> io::Result<()> {
    page.blank()?;
    page.text(2, "What if?", Tone::Strong)?;
    entries(page, &lines::context_lines(difference))?;
    for of in difference.providers.values() {
        page.text(DETAIL.0, &of.provider, Tone::Strong)?;
        entries(page, &lines::provider(of))?;
    }
    if difference.providers.is_empty() {
        page.text(DETAIL.0, "the answers stay as they are", Tone::Good)?;
    }
    Ok(())
}

fn entries(page: &mut Page<'_>, lines: &[lines::Line]) -> io::Result<()> {
    let mut before = "";
    for (label, text) in lines {
        page.entry(DETAIL, if *label == before { "" } else { label }, text, Tone::Plain)?;
        before = label;
    }
    Ok(())
}

fn flips(page: &mut Page<'_>, report: &Report, search: &CounterfactualSearch) -> io::Result<()> {
    page.blank()?;
    let provider = report.providers.get(&search.provider).map_or("", |answer| answer.provider.as_str());
    let wanted = search.name.as_deref().zip(search.wanted.as_deref());
    let title = match wanted {
        Some((name, id)) => format!("What would make it {name} ({id})?"),
        None => format!("What would make it another service of {provider}?"),
    };
    page.text(2, &title, Tone::Strong)?;
    if search.recommended {
        return page.text(DETAIL.0, "nothing: it is the recommendation", Tone::Good);
    }
    page.text(DETAIL.0, &words::searched(search), Tone::Doubtful)?;
    let said = search.found.iter().map(|flip| match wanted {
        Some(_) if !flip.off_path => words::changes(flip),
        _ => format!("{}: then {}", words::changes(flip), words::then(flip)),
    });
    page.entries(DETAIL, "change", first(said))
}

fn sufficient_reason(
    page: &mut Page<'_>,
    report: &Report,
    id: &str,
    found: &SufficientReasonRecord,
) -> io::Result<()> {
    page.blank()?;
    let provider = report.providers.get(id).map_or(id, |answer| answer.provider.as_str());
    page.text(2, &format!("What decides for {provider}?"), Tone::Strong)?;
    if let Some(smallest) = &found.smallest {
        page.text(DETAIL.0, &words::stated(smallest), Tone::Good)?;
    }
    page.text(DETAIL.0, &words::forced(found), Tone::Plain)?;
    let columns = (DETAIL.0, column(["not needed"], DETAIL.0, 20));
    page.entry(columns, "not needed", &words::stated(&found.not_needed), Tone::Plain)?;
    page.entry(columns, "idle", &words::stated(&found.idle), Tone::Plain)
}

fn first(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut shown: Vec<String> = texts.collect();
    let more = shown.len().saturating_sub(SHOWN);
    shown.truncate(SHOWN);
    if more > 0 {
        shown.push(format!("... and {more} more, see --format json"));
    }
    shown
}
