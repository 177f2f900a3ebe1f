//! The check of a pack as text and JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::{WitnessRecord, place};
use crate::diagnostic::Sources;
use crate::program::DatedRules;
use crate::proof::{Checked, Finding, Proof, matters, percent};
use crate::report::escape::terminal;
use crate::report::json::pretty;
use crate::report::{Basis, basis};

/// The name and version of the JSON form.
const SCHEMA: &str = "fingerpost.rules-check/1";

/// Writes findings for people, what was proven at the end.
///
/// # Errors
/// Those of `out`.
pub fn check(
    out: &mut dyn Write,
    dated: &DatedRules,
    checked: &Checked,
    sources: &Sources,
) -> io::Result<()> {
    for finding in &checked.findings {
        text(out, finding, sources)?;
    }
    proof(out, dated, &checked.proof)?;
    for unproven in &checked.unproven {
        let of = unproven.provider.as_deref().map(|word| format!("{word}: ")).unwrap_or_default();
        writeln!(
            out,
            "    not proven, because it takes more than the limits allow: {}{}",
            terminal(&of),
            unproven.what
        )?;
    }
    let matter = checked.findings.iter().filter(|finding| matters(finding)).count();
    let known = checked.findings.len() - matter;
    let findings = if matter == 1 { "finding" } else { "findings" };
    writeln!(out, "\n{matter} {findings}, {known} more for information")
}

fn text(out: &mut dyn Write, finding: &Finding, sources: &Sources) -> io::Result<()> {
    let found = &finding.diagnostic;
    let at = place(sources, found.span)
        .map(|place| format!(" {}", terminal(&place.to_string())))
        .unwrap_or_default();
    writeln!(out, "{}[{}]{at} {}", found.severity.as_str(), found.code.as_str(), terminal(&finding.subject))?;
    writeln!(out, "    {}", terminal(&found.message))?;
    for (span, label) in &found.related {
        if let Some(place) = place(sources, Some(*span)) {
            writeln!(out, "    {}: {}", terminal(&place.to_string()), terminal(label))?;
        }
    }
    if let Some(because) = &finding.because {
        writeln!(out, "    the pack says: {}", terminal(because))?;
    } else if let Some(help) = &found.help {
        writeln!(out, "    help: {}", terminal(help))?;
    }
    if let Some(witness) = &finding.witness {
        writeln!(out, "    seen with this requirement ({}):", terminal(&witness.seen))?;
        for line in witness.yaml.lines() {
            writeln!(out, "        {}", terminal(line))?;
        }
    }
    writeln!(out)
}

fn proof(out: &mut dyn Write, dated: &DatedRules, proof: &Proof) -> io::Result<()> {
    let pack = dated.pack();
    writeln!(
        out,
        "proven for `{}` {} as of {}",
        terminal(pack.name()),
        terminal(pack.version()),
        dated.as_of()
    )?;
    writeln!(
        out,
        "    {} questions, about 10^{} requirements that are told apart, {} arms, {} pairs of service and constraint, {} diagram nodes",
        proof.questions, proof.cells, proof.arms, proof.checks, proof.nodes
    )?;
    for provider in &proof.providers {
        writeln!(out, "    {}: {} regions", terminal(&provider.provider), provider.regions)?;
        for (name, share) in &provider.answers {
            writeln!(out, "        {:>10}  answered by {}", percent(*share), terminal(name))?;
        }
        for (name, share) in &provider.outcomes {
            writeln!(out, "        {:>10}  ends in {}", percent(*share), terminal(name))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'a str,
    #[serde(flatten)]
    basis: Basis,
    as_of: String,
    findings: Vec<FindingRecord<'a>>,
    proof: ProofRecord<'a>,
    /// What takes more than the limits allow; empty when everything was proven.
    unproven: Vec<UnprovenRecord<'a>>,
}

#[derive(Serialize)]
struct UnprovenRecord<'a> {
    provider: Option<&'a str>,
    what: &'a str,
}

#[derive(Serialize)]
struct FindingRecord<'a> {
    code: &'a str,
    severity: &'a str,
    subject: &'a str,
    message: &'a str,
    at: Option<String>,
    help: Option<&'a str>,
    because: Option<&'a str>,
    witness: Option<WitnessRecord<'a>>,
}

#[derive(Serialize)]
struct ProofRecord<'a> {
    questions: usize,
    requirements_log10: u32,
    arms: usize,
    checks: usize,
    nodes: usize,
    providers: Vec<ProviderRecord<'a>>,
}

#[derive(Serialize)]
struct ProviderRecord<'a> {
    provider: &'a str,
    regions: String,
    answers: Vec<ShareRecord<'a>>,
    outcomes: Vec<ShareRecord<'a>>,
}

#[derive(Serialize)]
struct ShareRecord<'a> {
    name: &'a str,
    share: f64,
}

/// Writes findings and what was proven as one object.
///
/// # Errors
/// Those of `out`.
pub fn check_json(
    out: &mut dyn Write,
    dated: &DatedRules,
    checked: &Checked,
    sources: &Sources,
) -> io::Result<()> {
    let finding =
        |finding: &'_ Finding| place(sources, finding.diagnostic.span).map(|place| place.to_string());
    let findings = checked.findings.iter().map(|it| FindingRecord {
        code: it.diagnostic.code.as_str(),
        severity: it.diagnostic.severity.as_str(),
        subject: &it.subject,
        message: &it.diagnostic.message,
        at: finding(it),
        help: it.diagnostic.help.as_deref(),
        because: it.because.as_deref(),
        witness: it.witness.as_ref().map(WitnessRecord::of),
    });
    let proof = &checked.proof;
    let providers = proof.providers.iter().map(|it| ProviderRecord {
        provider: &it.provider,
        regions: it.regions.to_string(),
        answers: it.answers.iter().map(|(name, share)| ShareRecord { name, share: *share }).collect(),
        outcomes: it.outcomes.iter().map(|(name, share)| ShareRecord { name, share: *share }).collect(),
    });
    let document = Document {
        schema: SCHEMA,
        basis: basis(dated.pack()),
        as_of: dated.as_of().to_string(),
        findings: findings.collect(),
        proof: ProofRecord {
            questions: proof.questions,
            requirements_log10: proof.cells,
            arms: proof.arms,
            checks: proof.checks,
            nodes: proof.nodes,
            providers: providers.collect(),
        },
        unproven: checked
            .unproven
            .iter()
            .map(|it| UnprovenRecord { provider: it.provider.as_deref(), what: it.what })
            .collect(),
    };
    pretty(out, &document)
}
