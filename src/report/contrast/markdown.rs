//! Explanations as Markdown.

use std::io::{self, Write};

use super::super::escape::{code, link, markdown};
use super::super::words as report_words;
use super::model::{
    CounterfactualSearch, Difference, Explanation, Explanations, SufficientReasonRecord, UsedFact, WhyNot,
};
use super::{lines, words};

/// Writes all workloads of a document.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Explanations) -> io::Result<()> {
    for (at, explanation) in document.explanations.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        workload(out, explanation)?;
    }
    let basis = format!("{}, facts of {}", document.basis, document.as_of);
    writeln!(out, "\nRules: {}.", markdown(&basis))
}

fn workload(out: &mut dyn Write, explanation: &Explanation) -> io::Result<()> {
    let report = &explanation.report;
    writeln!(out, "### {}\n", super::super::markdown::title(&report.workload))?;
    for (id, answer) in &report.providers {
        writeln!(
            out,
            "- {}: {}",
            markdown(&answer.provider),
            super::super::markdown::headline(report, id, answer)
        )?;
    }
    for found in &explanation.why_not {
        why_not(out, found)?;
    }
    if let Some(difference) = &explanation.what_if {
        what_if(out, difference)?;
    }
    for search in &explanation.flips {
        flips(out, search)?;
    }
    for (id, found) in &explanation.deciding {
        sufficient_reason(out, report.providers.get(id).map_or(id, |answer| &answer.provider), found)?;
    }
    for (id, answer) in &report.providers {
        writeln!(out, "\n#### {}: the path\n", markdown(&answer.provider))?;
        for step in &answer.path {
            let because = report_words::because(": ", Some(&step.because));
            writeln!(out, "1. {}: {}{}", code(&step.node), markdown(&step.arm), markdown(&because))?;
        }
        facts(out, explanation.facts.get(id).map_or(&[], Vec::as_slice))?;
    }
    writeln!(out, "\n#### Answers\n")?;
    for answer in &report.answers {
        let at =
            answer.at.as_ref().or(answer.rule.as_ref()).map(|at| format!(" at {at}")).unwrap_or_default();
        let because = report_words::because(": ", answer.because.as_deref());
        let value = report_words::value(&answer.value);
        let said = format!(" = {value}, {}{at}{because}", answer.origin);
        writeln!(out, "- {}{}", code(&answer.question), markdown(&said))?;
    }
    Ok(())
}

fn facts(out: &mut dyn Write, facts: &[UsedFact]) -> io::Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| Service | Fact | Value | Constraint | Met | Source | Read |")?;
    writeln!(out, "| --- | --- | --- | --- | --- | --- | --- |")?;
    for fact in facts {
        let value = report_words::within(&fact.value, fact.at_least.as_ref(), fact.at_most.as_ref());
        let source = link(report_words::domain(&fact.source), &fact.source);
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {source} | {} |",
            code(&fact.service),
            code(&fact.key),
            markdown(&value),
            code(&fact.constraint),
            fact.met.as_str(),
            markdown(&fact.as_of),
        )?;
    }
    Ok(())
}

fn why_not(out: &mut dyn Write, found: &WhyNot) -> io::Result<()> {
    writeln!(out, "\n#### Why not {} ({})?\n", markdown(&found.name), code(&found.service))?;
    writeln!(out, "{}.\n", markdown(&found.text))?;
    for broken in &found.refused {
        writeln!(out, "- {}{}", markdown(&broken.text), super::super::markdown::fact(broken))?;
    }
    if let Some(parted) = &found.parted {
        writeln!(out, "- {}", markdown(&words::turned(parted)))?;
        if parted.answers.is_empty() {
            writeln!(out, "- {}", markdown(&words::too_far(parted)))?;
        }
        for flip in &parted.answers {
            writeln!(out, "- With {}", markdown(&words::changes(flip)))?;
        }
    }
    for other in &found.ahead {
        writeln!(out, "- Behind {} ({})", markdown(&other.name), code(&other.service))?;
    }
    Ok(())
}

fn what_if(out: &mut dyn Write, difference: &Difference) -> io::Result<()> {
    writeln!(out, "\n#### What if?\n")?;
    for (label, text) in lines::context_lines(difference) {
        writeln!(out, "- {label}: {}", markdown(&text))?;
    }
    for of in difference.providers.values() {
        writeln!(out, "\n{}:\n", markdown(&of.provider))?;
        for (label, text) in lines::provider(of) {
            writeln!(out, "- {label}: {}", markdown(&text))?;
        }
    }
    if difference.providers.is_empty() {
        writeln!(out, "\nThe answers stay as they are.")?;
    }
    Ok(())
}

fn flips(out: &mut dyn Write, search: &CounterfactualSearch) -> io::Result<()> {
    match search.name.as_deref().zip(search.wanted.as_deref()) {
        Some((name, id)) => writeln!(out, "\n#### What would make it {} ({})?\n", markdown(name), code(id))?,
        None => writeln!(out, "\n#### What would make it another service ({})?\n", code(&search.provider))?,
    }
    if search.recommended {
        return writeln!(out, "Nothing: it is the recommendation.");
    }
    writeln!(out, "{}.\n", markdown(&words::searched(search)))?;
    for flip in &search.found {
        writeln!(out, "- {}: then {}", markdown(&words::changes(flip)), markdown(&words::then(flip)))?;
    }
    Ok(())
}

fn sufficient_reason(out: &mut dyn Write, provider: &str, found: &SufficientReasonRecord) -> io::Result<()> {
    writeln!(out, "\n#### What decides for {}?\n", markdown(provider))?;
    if let Some(smallest) = &found.smallest {
        writeln!(out, "- {}: {}", markdown(&words::stated(smallest)), markdown(&words::forced(found)))?;
    } else {
        writeln!(out, "- {}", markdown(&words::forced(found)))?;
    }
    writeln!(out, "- Not needed: {}", markdown(&words::stated(&found.not_needed)))?;
    writeln!(out, "- Did not matter: {}", markdown(&words::stated(&found.idle)))
}
