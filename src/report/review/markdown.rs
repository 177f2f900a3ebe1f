//! Reviews as Markdown, fit for a comment on a pull request.

use std::io::{self, Write};

use super::super::contrast::with;
use super::super::escape::{code, link, markdown};
use super::super::words;
use super::model::{ProposalRecord, Reviews};

/// Writes a table of all verdicts, then the details of each.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Reviews) -> io::Result<()> {
    writeln!(out, "| Workload | Proposed | Verdict | Place |\n| --- | --- | --- | --- |")?;
    for review in &document.reviews {
        for proposal in &review.proposals {
            let place = format!("{}:{}:{}", proposal.place.file, proposal.place.line, proposal.place.column);
            writeln!(
                out,
                "| {} | {} | **{}** | {} |",
                super::super::markdown::title(&review.workload),
                code(&proposal.service),
                markdown(&proposal.verdict.as_str().replace('_', " ")),
                markdown(&place),
            )?;
        }
    }
    for review in &document.reviews {
        writeln!(out, "\n### {}", super::super::markdown::title(&review.workload))?;
        for proposal in &review.proposals {
            self::proposal(out, proposal)?;
        }
    }
    let basis = format!("{}, facts of {}", document.basis, document.as_of);
    writeln!(out, "\nRules: {}.", markdown(&basis))
}

fn proposal(out: &mut dyn Write, proposal: &ProposalRecord) -> io::Result<()> {
    writeln!(
        out,
        "\n{} ({}): {}\n",
        markdown(&proposal.name),
        code(&proposal.service),
        markdown(&proposal.text)
    )?;
    for broken in &proposal.against.refused {
        writeln!(out, "- Breaks: {}{}", markdown(&broken.text), super::super::markdown::fact(broken))?;
    }
    if let Some(other) = proposal.instead() {
        writeln!(out, "- Rather: {}", code(other))?;
    }
    if let Some(possible) = super::could_be(proposal) {
        writeln!(out, "- Could be: {}", markdown(&possible))?;
    }
    for changes in with(&proposal.against) {
        writeln!(out, "- It would be recommended with {}", markdown(&changes))?;
    }
    for text in super::to_verify(proposal) {
        writeln!(out, "- To verify: {}", markdown(&text))?;
    }
    for cost in &proposal.costs {
        let source = link(words::domain(&cost.chosen.source), &cost.chosen.source);
        writeln!(
            out,
            "- Costs: {} ({source}, {})",
            markdown(&super::cost(cost)),
            markdown(&cost.chosen.as_of)
        )?;
    }
    for caveat in &proposal.caveats {
        writeln!(out, "- Mind: {}", markdown(&caveat.text))?;
    }
    Ok(())
}
