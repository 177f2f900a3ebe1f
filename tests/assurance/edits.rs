//! Small mistakes: each is one edit of a rule file or of a fact.

use std::collections::BTreeSet;

use fingerpost::diagnostic::Sources;
use fingerpost::language::ast::{Expr, ExprKind, Item, ItemKind};
use fingerpost::language::{self, print};

use super::mutant::Files;

/// One edit: what it does, and the files after it.
pub(super) struct Edit {
    pub(super) what: String,
    pub(super) of_facts: bool,
    pub(super) files: Files,
}

/// Every edit of the rules, kind by kind, then of the facts that some rule reads.
pub(super) fn all(files: &Files, unread: &BTreeSet<String>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for at in 0..files.rules.len() {
        let (path, text) = &files.rules[at];
        if path.starts_with("cases/") || path.ends_with("severities.rules") {
            continue;
        }
        let (file, _) = language::parse(Sources::new().add(path.clone(), text.clone()), text);
        for item in 0..file.items.len() {
            for (what, changed) in of_item(&file.items[item]) {
                let mut file = file.clone();
                file.items.splice(item..=item, changed);
                let mut files = files.clone();
                files.rules[at].1 = print::file(&file);
                edits.push(Edit { what, of_facts: false, files });
            }
        }
    }
    for at in 0..files.catalog.len() {
        for (what, text) in of_facts(unread, &files.catalog[at].0, &files.catalog[at].1) {
            let mut files = files.clone();
            files.catalog[at].1 = text;
            edits.push(Edit { what, of_facts: true, files });
        }
    }
    edits
}

type Changed = Vec<(String, Option<Item>)>;

fn of_item(item: &Item) -> Changed {
    let with = |kind: ItemKind| Some(Item { kind, ..item.clone() });
    let mut changed: Changed = Vec::new();
    match &item.kind {
        ItemKind::Node(node) => {
            for at in 0..node.arms.len() {
                let name = format!("{}.{}", node.name.value, at + 1);
                if node.arms[at].guard.is_none() {
                    continue;
                }
                let mut dropped = node.clone();
                dropped.arms.remove(at);
                changed.push((format!("drop arm {name}"), with(ItemKind::Node(dropped))));
                let mut negated = node.clone();
                negated.arms[at].guard = negated.arms[at].guard.take().map(negate);
                changed.push((format!("negate guard {name}"), with(ItemKind::Node(negated))));
                if node.arms.get(at + 1).is_some_and(|next| next.guard.is_some()) {
                    let mut swapped = node.clone();
                    swapped.arms.swap(at, at + 1);
                    changed.push((format!("swap arms {name} and the next"), with(ItemKind::Node(swapped))));
                }
            }
        }
        ItemKind::Constraint(constraint) => {
            let name = &constraint.name.value;
            changed.push((format!("drop constraint {name}"), None));
            let mut negated = constraint.clone();
            negated.need = negated.need.take().map(negate);
            changed.push((format!("negate need {name}"), with(ItemKind::Constraint(negated))));
            let mut unsourced = constraint.clone();
            unsourced.grounds.sources.clear();
            changed.push((format!("break the source of {name}"), with(ItemKind::Constraint(unsourced))));
        }
        ItemKind::Outcome(outcome) => {
            for provider in 0..outcome.candidates.len() {
                let named = &outcome.candidates[provider].candidates;
                let name = format!("{} {}", outcome.name.value, outcome.candidates[provider].provider.value);
                if named.len() > 1 {
                    let mut swapped = outcome.clone();
                    swapped.candidates[provider].candidates.swap(0, 1);
                    changed.push((format!("swap candidates {name}"), with(ItemKind::Outcome(swapped))));
                    let mut dropped = outcome.clone();
                    dropped.candidates[provider].candidates.remove(0);
                    changed
                        .push((format!("drop the first candidate {name}"), with(ItemKind::Outcome(dropped))));
                }
            }
            let mut renamed = outcome.clone();
            renamed.name.value.push_str("_renamed");
            changed
                .push((format!("rename outcome {}", outcome.name.value), with(ItemKind::Outcome(renamed))));
        }
        ItemKind::Question(question) => {
            for at in 0..question.fallbacks.len() {
                if question.fallbacks[at].when.is_none() {
                    continue;
                }
                let mut dropped = question.clone();
                dropped.fallbacks.remove(at);
                changed.push((
                    format!("drop fallback {}.{}", question.name.value, at + 1),
                    with(ItemKind::Question(dropped)),
                ));
            }
        }
        ItemKind::Derive(derive) => {
            let mut negated = derive.clone();
            negated.value = negate(negated.value);
            changed.push((format!("negate {}", derive.name.value), with(ItemKind::Derive(negated))));
        }
        ItemKind::Conflict(conflict) => {
            changed.push((format!("drop conflict {}", conflict.name.value), None));
        }
        ItemKind::Prefer(prefer) => {
            for at in 1..prefer.services.len() {
                let mut swapped = prefer.clone();
                swapped.services.swap(at - 1, at);
                changed.push((
                    format!("swap preferences {at} of {}", prefer.provider.value),
                    with(ItemKind::Prefer(swapped)),
                ));
            }
        }
        _ => {}
    }
    changed
}

fn negate(guard: Expr) -> Expr {
    match guard.kind {
        ExprKind::Not(inner) => *inner,
        _ => Expr { span: guard.span, kind: ExprKind::Not(Box::new(guard)) },
    }
}

/// For a service: each limit shifted, each yes and no turned, a few facts dropped. What no longer holds, and what no rule reads, is left
/// alone: neither can change an answer of today, and `unused-fact` reports the latter as it is.
fn of_facts(unread: &BTreeSet<String>, path: &str, text: &str) -> Vec<(String, String)> {
    let mut changed = Vec::new();
    let blocks: Vec<&str> = text.split("[[fact]]").collect();
    for at in 1..blocks.len() {
        let value = |name: &str| {
            let line = blocks[at].lines().find(|line| line.starts_with(&format!("{name} = ")))?;
            Some(line.split_once(" = ")?.1.to_owned())
        };
        let (Some(key), Some(old)) = (value("key"), value("value")) else { continue };
        let key = key.trim_matches('"');
        if unread.contains(key) || value("until").is_some() {
            continue;
        }
        let join = |block: String| {
            let mut blocks: Vec<String> = blocks.iter().map(|block| (*block).to_owned()).collect();
            blocks[at] = block;
            blocks.join("[[fact]]")
        };
        let number: String = old.chars().filter(char::is_ascii_digit).collect();
        let new = match old.as_str() {
            "true" => Some("false".to_owned()),
            "false" => Some("true".to_owned()),
            _ if key.contains("max_") && !number.is_empty() && old.contains(&number) => {
                let more = number.parse::<u64>().unwrap() * 2 + 1;
                Some(old.replacen(&number, &more.to_string(), 1))
            }
            _ => None,
        };
        if let Some(new) = new {
            let block = blocks[at].replacen(&format!("value = {old}"), &format!("value = {new}"), 1);
            changed.push((format!("shift {path} {key}: {old} to {new}"), join(block)));
            let mut blocks: Vec<&str> = blocks.clone();
            blocks.remove(at);
            changed.push((format!("drop {path} {key}"), blocks.join("[[fact]]")));
        }
    }
    changed
}
