//! Reviews for people at a terminal.

use std::io::{self, Write};

use super::super::contrast::{broken, with};
use super::super::page::{Page, TextStyle, Tone};
use super::model::{Level, ProposalRecord, Reviews};

/// Where labels and texts of the details stand.
const DETAIL: (usize, usize) = (4, 15);

/// How many facts and caveats are shown.
const SHOWN: usize = 5;

/// Writes all workloads of a document.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Reviews, style: TextStyle) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for (at, review) in document.reviews.iter().enumerate() {
        if at > 0 {
            page.blank()?;
        }
        let name = Some(review.workload.as_str()).filter(|name| !name.trim().is_empty());
        page.text(0, name.unwrap_or("(no name)"), Tone::Strong)?;
        for proposal in &review.proposals {
            self::proposal(&mut page, proposal)?;
        }
    }
    Ok(())
}

fn proposal(page: &mut Page<'_>, proposal: &ProposalRecord) -> io::Result<()> {
    let tone = match proposal.level() {
        Level::Error => Tone::Bad,
        Level::Warning => Tone::Doubtful,
        Level::Note | Level::Nothing => Tone::Good,
    };
    page.text(2, &format!("{} ({})", proposal.name, proposal.service), Tone::Strong)?;
    let falls = if proposal.passes { "" } else { " (worse than was asked for)" };
    page.text(DETAIL.0, &format!("{}{falls}", proposal.text), tone)?;
    let place = &proposal.place;
    page.entry(DETAIL, "stated", &format!("{}:{}:{}", place.file, place.line, place.column), Tone::Plain)?;
    page.entries(DETAIL, "breaks", proposal.against.refused.iter().map(broken))?;
    page.entries(DETAIL, "rather", proposal.instead().map(str::to_owned))?;
    page.entries(DETAIL, "could be", super::could_be(proposal))?;
    page.entries(DETAIL, "with", with(&proposal.against))?;
    page.entries(DETAIL, "to verify", super::to_verify(proposal))?;
    page.entries(DETAIL, "costs", first(proposal.costs.iter().map(super::cost)))?;
    page.entries(DETAIL, "mind", first(proposal.caveats.iter().map(|caveat| caveat.text.clone())))
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
