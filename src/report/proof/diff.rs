//! The difference of two packs as text, JSON and Markdown.

use std::io::{self, Write};

use serde::Serialize;

use super::WitnessRecord;
use crate::proof::Witness;
use crate::proof::{Change, Detail, Difference, FactChange, Part, percent};
use crate::report::escape::{markdown, terminal};
use crate::report::json::pretty;

/// The name and version of the JSON form.
const SCHEMA: &str = "fingerpost.rules-diff/1";

/// What is compared, as it was named.
#[derive(Clone, Copy, Debug)]
pub struct Head<'a> {
    /// The rules before.
    pub old: &'a str,
    /// The rules after.
    pub new: &'a str,
}

/// Writes a difference for people.
///
/// # Errors
/// Those of `out`.
pub fn diff(out: &mut dyn Write, head: Head<'_>, difference: &Difference) -> io::Result<()> {
    writeln!(out, "from {} to {}: {}", terminal(head.old), terminal(head.new), summary(difference))?;
    for line in &difference.vocabulary {
        writeln!(out, "\n{}", terminal(line))?;
    }
    for change in &difference.changes {
        let Change { provider, before, after, share, .. } = change;
        let (before, after) = (before.to_string(), after.to_string());
        writeln!(
            out,
            "\n{}: {} -> {} ({})",
            terminal(provider),
            terminal(&before),
            terminal(&after),
            percent(*share)
        )?;
        writeln!(out, "    of what was answered by {}, exactly where", terminal(&before))?;
        for condition in &change.conditions {
            writeln!(out, "      - {}", terminal(&said(condition)))?;
        }
        if change.more {
            writeln!(out, "      - and under further conditions, not listed")?;
        }
        for fact in &change.facts {
            writeln!(out, "    fact: {}", terminal(&fact_line(fact)))?;
        }
        writeln!(out, "    for example:")?;
        for line in change.witness.yaml.lines() {
            writeln!(out, "        {}", terminal(line))?;
        }
    }
    for detail in &difference.details {
        writeln!(out, "\n{} ({})", terminal(&detail_line(detail)), percent(detail.share))?;
        if !detail.conditions.is_empty() {
            writeln!(out, "    of what was answered so, exactly where")?;
        }
        for condition in &detail.conditions {
            writeln!(out, "      - {}", terminal(&said(condition)))?;
        }
        if detail.more {
            writeln!(out, "      - {}", further(detail))?;
        }
        writeln!(out, "    for example:")?;
        for line in detail.witness.yaml.lines() {
            writeln!(out, "        {}", terminal(line))?;
        }
    }
    if !difference.facts.is_empty() {
        writeln!(out, "\nfacts with another value:")?;
        for fact in &difference.facts {
            writeln!(out, "    {}", terminal(&fact_line(fact)))?;
        }
    }
    for provider in &difference.unproven {
        writeln!(out, "\nnot compared, because it takes more than the limits allow: {}", terminal(provider))?;
    }
    writeln!(out, "\n{COMPARED}")
}

/// What was compared: nothing else is claimed to be the same.
const COMPARED: &str = "compared: service, form, outcome, path, companions, caveats, and which other services are named, fit and come first; \
    not compared: texts, reasons, limits, and what is assumed";

fn summary(difference: &Difference) -> String {
    let Difference { vocabulary, changes, details, unproven, .. } = difference;
    if difference.is_empty() {
        return "the same answer to every requirement".to_owned();
    }
    let count = |count: usize, of: &str| match count {
        0 => None,
        1 => Some(format!("1 change of {of}")),
        more => Some(format!("{more} changes of {of}")),
    };
    let parts = [
        count(changes.len(), "an answer"),
        count(details.len(), "what goes with an answer"),
        count(vocabulary.len(), "what can be asked"),
        (!unproven.is_empty()).then(|| format!("{} not compared", unproven.join(", "))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// `one: companion one.queue of one.topic: yes -> no`.
fn detail_line(detail: &Detail) -> String {
    let Detail { provider, part, service, name, before, after, .. } = detail;
    let of = service.as_ref().filter(|service| *service != name).map(|service| format!(" of {service}"));
    let name = if name.is_empty() { String::new() } else { format!(" {name}") };
    format!("{provider}: {}{name}{}: {before} -> {after}", what(*part), of.unwrap_or_default())
}

fn further(detail: &Detail) -> &'static str {
    if detail.conditions.is_empty() {
        "under conditions too many to list"
    } else {
        "and under further conditions, not listed"
    }
}

/// A part in words.
fn what(part: Part) -> &'static str {
    match part {
        Part::Outcome => "outcome",
        Part::Path => "path",
        Part::OnPath => "the outcome names",
        Part::Companion => "companion",
        Part::Caveat => "caveat",
        Part::Candidate => "candidate",
        Part::Fits => "fits",
        Part::Order => "order",
    }
}

fn said(condition: &[String]) -> String {
    if condition.is_empty() { "always".to_owned() } else { condition.join(" and ") }
}

fn fact_line(fact: &FactChange) -> String {
    format!("{} {}: {} -> {}", fact.service, fact.key, fact.before, fact.after)
}

/// Writes a difference as Markdown for a pull request.
///
/// # Errors
/// Those of `out`.
pub fn diff_markdown(out: &mut dyn Write, head: Head<'_>, difference: &Difference) -> io::Result<()> {
    writeln!(out, "## Rules: {}\n", markdown(&summary(difference)))?;
    writeln!(out, "From {} to {}.", markdown(head.old), markdown(head.new))?;
    if !difference.vocabulary.is_empty() {
        writeln!(out, "\n### What can be asked\n")?;
        for line in &difference.vocabulary {
            writeln!(out, "- {}", markdown(line))?;
        }
    }
    for change in &difference.changes {
        let (before, after) = (change.before.to_string(), change.after.to_string());
        let title = format!("{}: {before} becomes {after}", change.provider);
        writeln!(out, "\n### {}\n", markdown(&title))?;
        let share = percent(change.share);
        writeln!(
            out,
            "{share} of all requirements: of those answered by {}, exactly where\n",
            markdown(&before)
        )?;
        for condition in &change.conditions {
            writeln!(out, "- {}", markdown(&said(condition)))?;
        }
        if change.more {
            writeln!(out, "- and under further conditions, not listed")?;
        }
        for fact in &change.facts {
            let source =
                fact.source.as_deref().map(|url| format!(" ({})", markdown(url))).unwrap_or_default();
            writeln!(out, "\nFact: {}{source}", markdown(&fact_line(fact)))?;
        }
        example(out, &change.witness)?;
    }
    for detail in &difference.details {
        writeln!(out, "\n### {}\n", markdown(&detail_line(detail)))?;
        let exactly = if detail.conditions.is_empty() { "" } else { ", exactly where" };
        writeln!(out, "{} of all requirements{exactly}\n", percent(detail.share))?;
        for condition in &detail.conditions {
            writeln!(out, "- {}", markdown(&said(condition)))?;
        }
        if detail.more {
            writeln!(out, "- {}", further(detail))?;
        }
        example(out, &detail.witness)?;
    }
    if !difference.facts.is_empty() {
        writeln!(out, "\n### Facts with another value\n")?;
        for fact in &difference.facts {
            writeln!(out, "- {}", markdown(&fact_line(fact)))?;
        }
    }
    for provider in &difference.unproven {
        writeln!(out, "\nNot compared, because it takes more than the limits allow: {}", markdown(provider))?;
    }
    writeln!(out, "\n{COMPARED}")
}

fn example(out: &mut dyn Write, witness: &Witness) -> io::Result<()> {
    writeln!(out, "\nFor example:\n\n```yaml")?;
    for line in witness.yaml.lines() {
        writeln!(out, "{}", terminal(line).replace("```", "` ` `"))?;
    }
    writeln!(out, "```")
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'a str,
    old: &'a str,
    new: &'a str,
    same: bool,
    vocabulary: &'a [String],
    changes: Vec<ChangeRecord<'a>>,
    /// Where the same comes out, and something else is said beside it.
    details: Vec<DetailRecord<'a>>,
    facts: Vec<FactRecord<'a>>,
    nodes: usize,
    /// What was compared beside service and form.
    compared: Vec<&'a str>,
    /// Providers that were not compared.
    unproven: &'a [String],
}

#[derive(Serialize)]
struct DetailRecord<'a> {
    provider: &'a str,
    part: &'a str,
    service: Option<&'a str>,
    name: &'a str,
    before: &'a str,
    after: &'a str,
    share: f64,
    conditions: &'a [Vec<String>],
    complete: bool,
    witness: WitnessRecord<'a>,
}

impl<'a> DetailRecord<'a> {
    fn of(detail: &'a Detail) -> Self {
        Self {
            provider: &detail.provider,
            part: detail.part.as_str(),
            service: detail.service.as_deref(),
            name: &detail.name,
            before: &detail.before,
            after: &detail.after,
            share: detail.share,
            conditions: &detail.conditions,
            complete: !detail.more,
            witness: WitnessRecord::of(&detail.witness),
        }
    }
}

#[derive(Serialize)]
struct ChangeRecord<'a> {
    provider: &'a str,
    before: String,
    after: String,
    share: f64,
    /// Alternatives; the parts of each hold together.
    conditions: &'a [Vec<String>],
    complete: bool,
    witness: WitnessRecord<'a>,
    facts: Vec<FactRecord<'a>>,
}

#[derive(Serialize)]
struct FactRecord<'a> {
    service: &'a str,
    key: &'a str,
    before: &'a str,
    after: &'a str,
    source: Option<&'a str>,
}

fn records(facts: &[FactChange]) -> Vec<FactRecord<'_>> {
    let mut records = Vec::new();
    for FactChange { service, key, before, after, source } in facts {
        records.push(FactRecord { service, key, before, after, source: source.as_deref() });
    }
    records
}

impl<'a> ChangeRecord<'a> {
    fn of(change: &'a Change) -> Self {
        Self {
            provider: &change.provider,
            before: change.before.to_string(),
            after: change.after.to_string(),
            share: change.share,
            conditions: &change.conditions,
            complete: !change.more,
            witness: WitnessRecord::of(&change.witness),
            facts: records(&change.facts),
        }
    }
}

/// Writes a difference as one object.
///
/// # Errors
/// Those of `out`.
pub fn diff_json(out: &mut dyn Write, head: Head<'_>, difference: &Difference) -> io::Result<()> {
    let document = Document {
        schema: SCHEMA,
        old: head.old,
        new: head.new,
        same: difference.is_empty(),
        vocabulary: &difference.vocabulary,
        changes: difference.changes.iter().map(ChangeRecord::of).collect(),
        details: difference.details.iter().map(DetailRecord::of).collect(),
        facts: records(&difference.facts),
        nodes: difference.nodes,
        compared: Part::ALL.into_iter().map(Part::as_str).collect(),
        unproven: &difference.unproven,
    };
    pretty(out, &document)
}
