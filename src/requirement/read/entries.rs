//! Mappings and lists while they are being read: limits, and keys that stand twice.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::intake::Intake;
use super::{MAX_ENTRIES, MAX_WORKLOADS_PER_FILE};
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::requirement::{RawEntry, RawValue};

/// Mappings up to this size are searched without building an index.
const SMALL: usize = 16;

/// Adds an entry, unless the mapping is full; that is reported at the first entry too many.
pub(super) fn add_entry(entries: &mut Vec<RawEntry>, entry: RawEntry, full: &mut bool, intake: &mut Intake) {
    if entries.len() < MAX_ENTRIES {
        entries.push(entry);
    } else if !*full {
        *full = true;
        let message = format!("a mapping holds more than {MAX_ENTRIES} entries");
        intake.report(Diagnostic::error(Code::TooMany, entry.key.span, message).help("remove the others"));
    }
}

/// Adds an item, unless the list is full; that is reported at the first item too many.
pub(super) fn add_item(
    items: &mut Vec<Spanned<RawValue>>,
    item: Spanned<RawValue>,
    full: &mut bool,
    intake: &mut Intake,
) {
    if items.len() < MAX_WORKLOADS_PER_FILE {
        items.push(item);
    } else if !*full {
        *full = true;
        let message = format!("a list holds more than {MAX_WORKLOADS_PER_FILE} items");
        intake.report(Diagnostic::error(Code::TooMany, item.span, message).help("split the file"));
    }
}

/// Keeps the first of entries with the same key, and reports the others.
pub(super) fn refuse_repeated(entries: &mut Vec<RawEntry>, intake: &mut Intake) {
    let repeated = if entries.len() <= SMALL { repeated_few(entries) } else { repeated_many(entries) };
    if repeated.is_empty() {
        return;
    }
    for (second, first) in &repeated {
        if let (Some(second), Some(first)) = (entries.get(*second), entries.get(*first)) {
            let message = format!("`{}` stands twice in one mapping", shown(&second.key.value));
            let error = Diagnostic::error(Code::DuplicateKey, second.key.span, message);
            intake.report(error.also(first.key.span, "first here").help("keep one of them"));
        }
    }
    let mut later = repeated.iter().map(|(second, _)| *second).peekable();
    let mut at = 0..;
    entries.retain(|_| at.next().is_none_or(|at| later.next_if_eq(&at).is_none()));
}

/// Positions of later entries, in order, with the position of the first one of the same key.
fn repeated_few(entries: &[RawEntry]) -> Vec<(usize, usize)> {
    let first = |at: usize, entry: &RawEntry| {
        entries.iter().take(at).position(|earlier| earlier.key.value == entry.key.value)
    };
    let later = entries.iter().enumerate().skip(1);
    later.filter_map(|(at, entry)| Some((at, first(at, entry)?))).collect()
}

/// The same for mappings of any size.
fn repeated_many(entries: &[RawEntry]) -> Vec<(usize, usize)> {
    let mut seen = BTreeMap::new();
    let mut repeated = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        match seen.entry(entry.key.value.as_str()) {
            Entry::Vacant(free) => {
                free.insert(at);
            }
            Entry::Occupied(first) => repeated.push((at, *first.get())),
        }
    }
    repeated
}

/// Text from a file, cut and freed of control characters so that it can stand in a message.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let clean = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    let mut shown: String = text.chars().take(LONGEST).map(clean).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
}

/// How many values a copy costs (64 bytes of text count as one), counting no further than `limit`,
/// and how many levels of nesting it has.
pub(super) fn cost(value: &RawValue, limit: usize) -> (usize, usize) {
    let mut total = 1;
    let mut height = 0;
    let mut add = |text: usize, value: Option<&RawValue>| {
        total += text / 64;
        if let Some(value) = value.filter(|_| total <= limit) {
            let (more, levels) = cost(value, limit - total);
            total += more;
            height = height.max(levels);
        }
        total <= limit
    };
    match value {
        RawValue::Null | RawValue::YesNo(_) => (total, 0),
        RawValue::Number(text) | RawValue::Text(text) => (total + text.len() / 64, 0),
        RawValue::List(items) => {
            let _within = items.iter().all(|item| add(0, Some(&item.value)));
            (total, height + 1)
        }
        RawValue::Map(entries) => {
            let _within = entries.iter().all(|entry| add(entry.key.value.len(), Some(&entry.value.value)));
            (total, height + 1)
        }
    }
}
