//! TOML.

mod depth;

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned as Located;
use toml::de::{DeTable, DeValue, Error};

use super::entries::{add_entry, add_item, shown};
use super::intake::{Intake, too_deep};
use super::{MAX_DEPTH, MAX_ERRORS_PER_FILE};
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::requirement::{RawEntry, RawValue};

/// Texts longer than this report their first error only: the library keeps all of them in memory.
const ALL_ERRORS_UP_TO: usize = 1 << 20;

/// Reads a text that is one TOML document.
pub(super) fn read(text: &str, intake: &mut Intake) {
    if let Some(deep) = depth::far_too_deep(text) {
        return intake.stop(too_deep(place(deep, intake)));
    }
    let (root, errors) = if text.len() > ALL_ERRORS_UP_TO {
        match DeTable::parse(text) {
            Ok(root) => (Some(root), Vec::new()),
            Err(error) => (None, vec![error]),
        }
    } else {
        let (root, errors) = DeTable::parse_recoverable(text);
        (Some(root), errors)
    };
    let mut keys = BTreeMap::new();
    if let Some(root) = root.as_ref().filter(|_| !errors.is_empty()) {
        note_keys(root.get_ref(), MAX_DEPTH, &mut keys);
    }
    for error in errors.iter().take(MAX_ERRORS_PER_FILE + 1) {
        intake.report(explain(text, error, &keys, intake));
    }
    let Some(root) = root.filter(|_| errors.is_empty()) else { return };
    let end = text.trim_end().len();
    if let Some(entries) = table(text, root.get_ref(), 1, intake)
        && !entries.is_empty()
    {
        intake.document(Spanned::new(RawValue::Map(entries), intake.span(0, end)));
    }
}

/// The entries of a table in the order of the text; none where the nesting is too deep.
fn table(text: &str, table: &DeTable<'_>, depth: usize, intake: &mut Intake) -> Option<Vec<RawEntry>> {
    let mut pairs: Vec<_> = table.iter().collect();
    pairs.sort_by_key(|(key, _)| key.span().start);
    let (mut entries, mut full) = (Vec::new(), false);
    for (key, found) in pairs {
        let name = Spanned::new(key.get_ref().clone().into_owned(), place(key.span(), intake));
        let value = value(text, found, depth, intake)?;
        add_entry(&mut entries, RawEntry { key: name, value }, &mut full, intake);
    }
    Some(entries)
}

fn value(
    text: &str,
    found: &Located<DeValue<'_>>,
    depth: usize,
    intake: &mut Intake,
) -> Option<Spanned<RawValue>> {
    let span = place(found.span(), intake);
    let written = || invariant!(text.get(found.span()), "a value stands in its text").to_owned();
    let value = match found.get_ref() {
        DeValue::String(text) => RawValue::Text(text.clone().into_owned()),
        DeValue::Integer(_) => RawValue::Number(written()),
        DeValue::Float(float) if float.as_str().ends_with(|c: char| c.is_ascii_digit()) => {
            RawValue::Number(written())
        }
        // Infinity, not-a-number and dates: a later stage refuses or reads them as texts.
        DeValue::Float(_) | DeValue::Datetime(_) => RawValue::Text(written()),
        DeValue::Boolean(yes) => RawValue::YesNo(*yes),
        DeValue::Array(_) | DeValue::Table(_) if depth >= MAX_DEPTH => {
            intake.stop(too_deep(span));
            return None;
        }
        DeValue::Array(array) => {
            let (mut items, mut full) = (Vec::new(), false);
            for item in array {
                add_item(&mut items, value(text, item, depth + 1, intake)?, &mut full, intake);
            }
            RawValue::List(items)
        }
        DeValue::Table(inner) => RawValue::Map(table(text, inner, depth + 1, intake)?),
    };
    Some(Spanned::new(value, span))
}

/// Where each key text stands, as far as it stands once: the first place of a key that is repeated.
fn note_keys<'t>(table: &'t DeTable<'_>, depth: usize, keys: &mut BTreeMap<&'t str, Option<Range<usize>>>) {
    for (key, found) in table {
        keys.entry(key.get_ref().as_ref()).and_modify(|place| *place = None).or_insert(Some(key.span()));
        if let (DeValue::Table(inner), Some(depth)) = (found.get_ref(), depth.checked_sub(1)) {
            note_keys(inner, depth, keys);
        }
    }
}

fn explain(
    text: &str,
    error: &Error,
    keys: &BTreeMap<&str, Option<Range<usize>>>,
    intake: &Intake,
) -> Diagnostic {
    let range = error.span().unwrap_or(text.len()..text.len());
    let span = place(range.clone(), intake);
    let said = error.message();
    if said.contains("recurs") {
        return too_deep(span);
    }
    if said != "duplicate key" {
        let mut letters = said.chars();
        let first = letters.next().map(|c| c.to_ascii_lowercase());
        let message: String = first.into_iter().chain(letters).map(flat).collect();
        return Diagnostic::error(Code::InvalidSyntax, span, message);
    }
    let key = text.get(range.clone()).unwrap_or_default().trim_matches(['"', '\'']);
    let message = format!("`{}` stands twice in one table", shown(key));
    let diagnostic = Diagnostic::error(Code::DuplicateKey, span, message).help("keep one of them");
    match keys.get(key) {
        Some(Some(first)) if first.start < range.start => {
            diagnostic.also(place(first.clone(), intake), "first here")
        }
        _ => diagnostic,
    }
}

fn place(range: Range<usize>, intake: &Intake) -> crate::diagnostic::Span {
    intake.span(range.start, range.end)
}

/// A message is one line.
fn flat(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}
