//! The questions of a pack.

use std::io::{self, Write};

use serde::Serialize;

use crate::catalog::{Catalog, ValueType};
use crate::logic::QuestionId;
use crate::pack::{CompiledPack, Fallback, FallbackKind, Part, Question, Template, literal};
use crate::quantity::Quantity;
use crate::report::json::pretty;
use crate::report::model::Basis;

#[cfg(feature = "cli")]
use crate::report::page::{Page, TextStyle, Tone};

#[derive(Serialize)]
struct Questions<'a> {
    schema: &'static str,
    #[serde(flatten)]
    basis: Basis,
    #[serde(rename = "questions")]
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    question: &'a str,
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<String>,
    ask: Option<&'a str>,
    help: Option<&'a str>,
    if_unanswered: Vec<FallbackEntry>,
}

/// What stands in for an answer; the first that applies.
#[derive(Serialize)]
struct FallbackEntry {
    kind: &'static str,
    /// As it would be written; none for a row of a table.
    value: Option<String>,
    /// Whether it stands only under some other answers.
    conditional: bool,
    because: Option<String>,
}

fn all(pack: &CompiledPack) -> Vec<Entry<'_>> {
    pack.questions().map(|(id, question)| entry(pack, id, question)).collect()
}

fn entry<'a>(pack: &'a CompiledPack, id: QuestionId, question: &'a Question) -> Entry<'a> {
    let options = match &question.value_type {
        ValueType::Choice(words) | ValueType::Set(words) => Some(&**words),
        _ => None,
    };
    Entry {
        question: &question.name,
        kind: question.value_type.describe(),
        options,
        range: range(question),
        ask: question.ask.as_deref(),
        help: question.help.as_deref(),
        if_unanswered: question.fallbacks.iter().map(|fallback| fallback_entry(pack, id, fallback)).collect(),
    }
}

fn range(question: &Question) -> Option<String> {
    let ValueType::Quantity { dimension, .. } = &question.value_type else { return None };
    let show = |code: Option<i128>| {
        code.map(|amount| Quantity { dimension: *dimension, amount }.to_string()).unwrap_or_default()
    };
    let (low, high) = question.range;
    (low.is_some() || high.is_some()).then(|| format!("{}..{}", show(low), show(high)))
}

fn fallback_entry(pack: &CompiledPack, id: QuestionId, fallback: &Fallback) -> FallbackEntry {
    let kind = match fallback.kind {
        FallbackKind::Must => "must be",
        FallbackKind::Default => "default",
        FallbackKind::Assume => "assumed",
    };
    let value = match (fallback.value, pack.question(id).is_row()) {
        (None, _) => Some("none".to_owned()),
        (Some(_), true) => None,
        // Only rows are looked up in a catalog.
        (Some(code), false) => pack.decode(id, code, &Catalog::default()).map(|value| literal(&value)),
    };
    let because = fallback.because.as_ref().map(|because| unfilled(pack, because));
    FallbackEntry { kind, value, conditional: fallback.when.is_some(), because }
}

/// A template before there is anything to fill it with.
fn unfilled(pack: &CompiledPack, template: &Template) -> String {
    template.fill(&mut |part| match part {
        Part::Text(text) => text.clone(),
        Part::Answer(subject) => format!("`{}`", pack.question(subject.question).name),
        Part::Service | Part::Fact(_) | Part::Row | Part::Cell(_) => "...".to_owned(),
    })
}

/// Writes every question of a pack, in declared order.
///
/// # Errors
/// Those of `out`.
pub fn questions_json(out: &mut dyn Write, pack: &CompiledPack) -> io::Result<()> {
    let basis = super::super::basis(pack);
    pretty(out, &Questions { schema: "fingerpost.questions/1", basis, entries: all(pack) })
}

/// Writes every question of a pack, in declared order; with `verbose` also help and reasons.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn questions(out: &mut dyn Write, pack: &CompiledPack, style: TextStyle) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for entry in all(pack) {
        page.text(0, entry.question, Tone::Strong)?;
        if let Some(ask) = entry.ask {
            page.text(4, ask, Tone::Plain)?;
        }
        let range = entry.range.as_ref().map(|range| format!(", {range}")).unwrap_or_default();
        let kind = match entry.options {
            Some(words) if style.verbose || words.len() <= 20 => {
                format!("{}: {}", entry.kind, words.join(", "))
            }
            Some(words) => {
                let shown: Vec<&str> = words.iter().take(20).map(String::as_str).collect();
                let more = words.len() - shown.len();
                format!("{}: {}, ... and {more} more, see --verbose", entry.kind, shown.join(", "))
            }
            None => format!("{}{range}", entry.kind),
        };
        page.text(4, &kind, Tone::Faint)?;
        page.text(4, &unanswered(&entry.if_unanswered), Tone::Faint)?;
        if style.verbose {
            verbose(&mut page, &entry)?;
        }
    }
    Ok(())
}

/// `if unanswered: no under some other answers, else yes (assumed)`
#[cfg(feature = "cli")]
fn unanswered(fallback_entry: &[FallbackEntry]) -> String {
    let mut parts: Vec<String> = Vec::new();
    for one in fallback_entry {
        let value = one.value.as_deref().unwrap_or("a row of the table");
        let when = if one.conditional { " where other answers say so" } else { "" };
        let part = format!("{value}{when} ({})", one.kind);
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if fallback_entry.last().is_none_or(|last| last.conditional) {
        parts.push("unknown".to_owned());
    }
    format!("if unanswered: {}", parts.join(", else "))
}

#[cfg(feature = "cli")]
fn verbose(page: &mut Page<'_>, entry: &Entry<'_>) -> io::Result<()> {
    if let Some(help) = entry.help {
        page.text(4, help, Tone::Plain)?;
    }
    for fallback_entry in &entry.if_unanswered {
        if let Some((value, because)) = fallback_entry.value.as_ref().zip(fallback_entry.because.as_ref()) {
            page.text(4, &format!("{value}, because {because}"), Tone::Plain)?;
        }
    }
    Ok(())
}
