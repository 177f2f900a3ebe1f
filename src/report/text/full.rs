//! The long form: path, all reasons, rejections, sources, limits and answers.

use std::io;

use super::super::model::{ProviderReport, Report, SourceRecord};
use super::super::page::{Page, column};
use super::super::words;
use super::{DETAIL, Tone, citations, companion, no_fit, rejection};

pub(super) fn provider(page: &mut Page<'_>, answer: &ProviderReport) -> io::Result<()> {
    let why = answer.reasons.iter().map(|reason| {
        format!(
            "{}{} ({}{})",
            reason.text,
            citations(&reason.sources),
            reason.rule,
            words::overlay(reason.overlay.as_ref())
        )
    });
    page.entries(DETAIL, "why", why)?;
    path(page, answer)?;
    let sizes = answer.sizes.iter();
    let sizes = sizes.map(|sizes| words::sizes(sizes) + &citations(std::slice::from_ref(&sizes.source)));
    page.entries(DETAIL, "sizes", sizes)?;
    let with = answer.companions.iter().map(|with| companion(with) + &citations(&with.sources));
    page.entries(DETAIL, "with", with)?;
    let rejected = answer.rejected.iter().map(|broken| {
        let asked = broken.requirement.as_ref().map(|required| {
            let at = required.at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
            format!("; asked for {} = {}{at}", required.question, words::value(&required.value))
        });
        let asked = asked.unwrap_or_default();
        format!("{}{asked} [{} {}]", rejection(&broken.service, broken), broken.constraint, broken.rule)
    });
    page.entries(DETAIL, "not", rejected)?;
    let caveats = answer
        .caveats
        .iter()
        .map(|caveat| format!("{}: {}{}", caveat.code, caveat.text, citations(&caveat.sources)));
    page.entries(DETAIL, "mind", caveats)?;
    let others = answer.alternatives.iter().map(words::alternative);
    page.entries(DETAIL, "also fits", others)?;
    let limits = answer.holds_while.iter().map(|limit| format!("while {}", words::limit(limit)));
    page.entries(DETAIL, "stays", limits)?;
    let possible = answer.possible.iter().map(|winner| words::winner(winner).to_owned());
    page.entries(DETAIL, "possible", possible)?;
    no_fit(page, answer, usize::MAX)?;
    page.entries(DETAIL, "sources", words::sources([answer]).iter().map(source))
}

/// The nodes that were passed, with the arms taken, and the outcome.
pub(in crate::report) fn path(page: &mut Page<'_>, answer: &ProviderReport) -> io::Result<()> {
    let path = answer.path.iter().map(|step| {
        let answers = if step.answers.is_empty() { "nothing".to_owned() } else { step.answers.join(", ") };
        let because = words::because(", ", Some(&step.because));
        format!("{}: {}{because} (read {answers}; {})", step.node, step.arm, step.rule)
    });
    page.entries(DETAIL, "path", path.chain(answer.outcome.iter().map(|name| format!("outcome {name}"))))
}

/// A source with everything that is known of it.
fn source(source: &SourceRecord) -> String {
    let section = source.section.as_ref().map(|section| format!("section {section}"));
    let parts: Vec<String> =
        [&source.title, &section, &source.url].into_iter().filter_map(Clone::clone).collect();
    let read = source.as_of.as_ref().map(|day| format!(", read {day}")).unwrap_or_default();
    format!("{}{read}", parts.join(", "))
}

/// Every answer that was used, with where it is from.
pub(in crate::report) fn answers(page: &mut Page<'_>, report: &Report) -> io::Result<()> {
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
