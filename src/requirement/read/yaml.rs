//! YAML: the events of a parser, composed into values with a stack of our own.
//!
//! The events (of the parser inside `serde-saphyr`, which it re-exports) rather than its
//! deserializer: they tell quoted from plain texts and where each key and value begins and ends.

mod errors;
mod scalars;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde_saphyr::granit_parser::{self as parser, Event, Parser, Tag};

use super::entries::{add_entry, add_item, cost, refuse_repeated};
use super::intake::{Intake, too_deep};
use super::{MAX_ALIAS_COPIES, MAX_DEPTH};
use crate::diagnostic::{Code, Diagnostic, Spanned};
use crate::requirement::{RawEntry, RawValue};

/// Deeper than any depth at which we refuse, so that the refusal is ours and at its place.
const PARSER_DEPTH: usize = 4096;

/// Reads the documents of a text.
pub(super) fn read(text: &str, intake: &mut Intake) {
    let options = parser::options! {
        emit_comments: false,
        flow_nesting_limit: PARSER_DEPTH,
        block_nesting_limit: PARSER_DEPTH,
    };
    let mut composer =
        Composer { text, intake, open: Vec::new(), root: None, anchors: BTreeMap::new(), copies: 0 };
    for next in Parser::new_from_str_with_options(text, options) {
        match next {
            Ok((event, span)) => composer.event(event, &range(span)),
            Err(error) => {
                let diagnostic = errors::explain(text, &error, composer.intake);
                composer.intake.stop(diagnostic);
            }
        }
        if composer.intake.is_stopped() {
            return;
        }
    }
}

/// The bytes of a span; a parser of a whole text knows them always.
fn range(span: parser::Span) -> Range<usize> {
    invariant!(span.byte_range(), "a parser of a whole text knows the place of everything")
}

/// A list or mapping whose end has not come yet.
struct Open {
    start: usize,
    /// One past the last thing in it.
    end: usize,
    anchor: usize,
    full: bool,
    inner: Inner,
}

enum Inner {
    List(Vec<Spanned<RawValue>>),
    Map { entries: Vec<RawEntry>, key: Option<Key>, merged: Vec<Spanned<RawValue>> },
}

enum Key {
    Plain(Spanned<String>),
    /// `<<`: the entries of the value are taken over.
    Merge,
}

/// A value with its place in bytes of the text, and whether it is a plain text (for `<<`).
struct Node {
    value: RawValue,
    at: Range<usize>,
    plain: bool,
}

struct Composer<'t, 'i> {
    text: &'t str,
    intake: &'i mut Intake,
    open: Vec<Open>,
    root: Option<Spanned<RawValue>>,
    anchors: BTreeMap<usize, RawValue>,
    copies: usize,
}

impl Composer<'_, '_> {
    fn event(&mut self, event: Event<'_>, at: &Range<usize>) {
        match event {
            Event::DocumentStart(..) => self.anchors.clear(),
            Event::DocumentEnd => {
                if let Some(root) = self.root.take() {
                    self.intake.document(root);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref();
                match scalars::resolve(text.into_owned(), style, tag) {
                    Some(value) => {
                        let plain = style == parser::ScalarStyle::Plain;
                        self.node(Node { value, at: at.clone(), plain }, anchor);
                    }
                    None => self.unknown_tag(at),
                }
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.opens(Inner::List(Vec::new()), at, anchor, tag.as_deref());
            }
            Event::MappingStart(_, anchor, tag) => {
                let inner = Inner::Map { entries: Vec::new(), key: None, merged: Vec::new() };
                self.opens(inner, at, anchor, tag.as_deref());
            }
            Event::SequenceEnd | Event::MappingEnd => self.closes(at),
            Event::Alias(id) => self.alias(id, at),
            _ => {}
        }
    }

    fn opens(&mut self, inner: Inner, at: &Range<usize>, anchor: usize, tag: Option<&Tag>) {
        if self.open.len() >= MAX_DEPTH {
            self.intake.stop(too_deep(self.intake.span(at.start, at.end)));
        } else if tag.is_some_and(|tag| !matches!(tag.core_suffix(), Some("seq" | "map"))) {
            self.unknown_tag(at);
        } else {
            self.open.push(Open { start: at.start, end: at.end, anchor, full: false, inner });
        }
    }

    fn closes(&mut self, at: &Range<usize>) {
        let Some(open) = self.open.pop() else { return };
        let bracket = matches!(self.text.get(at.clone()), Some("]" | "}"));
        let at = open.start..if bracket { at.end } else { open.end };
        let value = match open.inner {
            Inner::List(items) => RawValue::List(items),
            Inner::Map { mut entries, merged, .. } => {
                refuse_repeated(&mut entries, self.intake);
                if !merged.is_empty() {
                    let mut known = entries.iter().map(|entry| entry.key.value.clone()).collect();
                    for source in merged {
                        self.merge(&mut entries, &mut known, source);
                    }
                }
                RawValue::Map(entries)
            }
        };
        self.node(Node { value, at, plain: false }, open.anchor);
    }

    /// Puts a finished value where it belongs: a key, a value, an item, or the root.
    fn node(&mut self, node: Node, anchor: usize) {
        if anchor != 0 && self.pay(&node.value, &node.at) {
            self.anchors.insert(anchor, node.value.clone());
        }
        let span = self.intake.span(node.at.start, node.at.end);
        let Some(open) = self.open.last_mut() else {
            self.root = Some(Spanned::new(node.value, span));
            return;
        };
        open.end = open.end.max(node.at.end);
        let (entries, key, merged) = match &mut open.inner {
            Inner::List(items) => {
                return add_item(items, Spanned::new(node.value, span), &mut open.full, self.intake);
            }
            Inner::Map { entries, key, merged } => (entries, key, merged),
        };
        match key.take() {
            None => match scalars::key(self.text, node) {
                Some((true, _)) => *key = Some(Key::Merge),
                Some((false, text)) => *key = Some(Key::Plain(Spanned::new(text, span))),
                None => self.intake.stop(
                    Diagnostic::error(
                        Code::InvalidSyntax,
                        span,
                        "a list or mapping stands where a key belongs",
                    )
                    .help("write a text as the key; put a text with `{` or `[` in quotes"),
                ),
            },
            Some(Key::Merge) => merged.push(Spanned::new(node.value, span)),
            Some(Key::Plain(name)) => {
                let entry = RawEntry { key: name, value: Spanned::new(node.value, span) };
                add_entry(entries, entry, &mut open.full, self.intake);
            }
        }
    }

    /// Takes over the entries of a mapping, or of a list of mappings, whose keys are not there yet.
    fn merge(
        &mut self,
        entries: &mut Vec<RawEntry>,
        known: &mut BTreeSet<String>,
        source: Spanned<RawValue>,
    ) {
        match source.value {
            RawValue::Map(more) => {
                let mut full = false;
                for entry in more {
                    if known.insert(entry.key.value.clone()) {
                        add_entry(entries, entry, &mut full, self.intake);
                    }
                }
            }
            RawValue::List(sources)
                if sources.iter().all(|source| matches!(source.value, RawValue::Map(_))) =>
            {
                for source in sources {
                    self.merge(entries, known, source);
                }
            }
            other => {
                let message = format!("`<<` takes a mapping, and this is {}", other.kind());
                let error = Diagnostic::error(Code::WrongType, source.span, message);
                self.intake.report(error.help("write an alias of a mapping, such as `<<: *name`"));
            }
        }
    }

    /// Puts a copy of an anchored value in.
    fn alias(&mut self, id: usize, at: &Range<usize>) {
        let Some(value) = self.anchors.get(&id).cloned() else {
            let error = Diagnostic::error(
                Code::InvalidSyntax,
                self.intake.span(at.start, at.end),
                "an alias stands inside the value that it names",
            );
            return self.intake.stop(error.help("use an alias only after its value has ended"));
        };
        if self.open.len() + cost(&value, MAX_ALIAS_COPIES).1 > MAX_DEPTH {
            self.intake.stop(too_deep(self.intake.span(at.start, at.end)));
        } else if self.pay(&value, at) {
            self.node(Node { value, at: at.clone(), plain: false }, 0);
        }
    }

    /// Counts a copy of a value, and stops the reading when there are too many.
    fn pay(&mut self, value: &RawValue, at: &Range<usize>) -> bool {
        let left = MAX_ALIAS_COPIES.saturating_sub(self.copies);
        self.copies += cost(value, left).0;
        if self.copies <= MAX_ALIAS_COPIES {
            return true;
        }
        let place = self.intake.span(at.start, at.end);
        let error = Diagnostic::error(Code::TooMany, place, "anchors and aliases make too many copies here");
        self.intake.stop(error.help("write the values out, without aliases of aliases"));
        false
    }

    fn unknown_tag(&mut self, at: &Range<usize>) {
        let place = self.intake.span(at.start, at.end);
        let error =
            Diagnostic::error(Code::InvalidSyntax, place, "this value has a tag that means nothing here");
        self.intake.stop(error.help("remove the word that begins with `!`"));
    }
}
