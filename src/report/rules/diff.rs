//! The difference of two packs as text, JSON and Markdown.

use std::io::{self, Write};

use serde::Serialize;

use super::WitnessRecord;
use crate::analysis::rules::{Change, Difference, FactChange, percent};
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
    if !difference.facts.is_empty() {
        writeln!(out, "\nfacts with another value:")?;
        for fact in &difference.facts {
            writeln!(out, "    {}", terminal(&fact_line(fact)))?;
        }
    }
    Ok(())
}

fn summary(difference: &Difference) -> String {
    if difference.is_empty() {
        return "the same answer to every requirement".to_owned();
    }
    let words = difference.vocabulary.len();
    let count = difference.changes.len();
    let changes = format!("{count} {} of an answer", if count == 1 { "change" } else { "changes" });
    if words == 0 { changes } else { format!("{changes}, {words} of what can be asked") }
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
        writeln!(out, "\nFor example:\n\n```yaml")?;
        for line in change.witness.yaml.lines() {
            writeln!(out, "{}", terminal(line).replace("```", "` ` `"))?;
        }
        writeln!(out, "```")?;
    }
    if !difference.facts.is_empty() {
        writeln!(out, "\n### Facts with another value\n")?;
        for fact in &difference.facts {
            writeln!(out, "- {}", markdown(&fact_line(fact)))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'a str,
    old: &'a str,
    new: &'a str,
    same: bool,
    vocabulary: &'a [String],
    changes: Vec<ChangeRecord<'a>>,
    facts: Vec<FactRecord<'a>>,
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
        facts: records(&difference.facts),
    };
    pretty(out, &document)
}
