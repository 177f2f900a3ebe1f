//! What was expected and what stood there instead, as a diagnostic.

use crate::diagnostic::{Code, Diagnostic, Span, did_you_mean, nearest};
use crate::language::lexer::{Token, TokenKind};
use crate::language::words;

use super::input::ItemState;

/// Something that would have fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// This keyword.
    Keyword(&'static str),
    /// This symbol.
    Symbol(&'static str),
    /// A kind of thing, with its article: `a name`.
    Thing(&'static str),
    /// A kind of thing of which the language knows all words.
    OneOf(&'static str, &'static [&'static str]),
}

impl Expected {
    fn shown(self) -> String {
        match self {
            Self::Keyword(word) | Self::Symbol(word) => format!("`{word}`"),
            Self::Thing(thing) | Self::OneOf(thing, _) => thing.to_owned(),
        }
    }

    fn words(self) -> Vec<&'static str> {
        match self {
            Self::Keyword(word) => vec![word],
            Self::OneOf(_, words) => words.to_vec(),
            Self::Symbol(_) | Self::Thing(_) => Vec::new(),
        }
    }
}

/// The furthest place that a parser failed at, and all that would have fit there.
#[derive(Debug, Default)]
pub(super) struct Furthest {
    offset: usize,
    found: Option<Token>,
    expected: Vec<Expected>,
}

impl Furthest {
    /// Notes a failure; one before the furthest so far does not count.
    pub(super) fn note(&mut self, offset: usize, found: Option<Token>, expected: Expected) {
        if offset < self.offset {
            return;
        }
        if offset > self.offset {
            self.expected.clear();
        }
        self.offset = offset;
        self.found = found;
        if !self.expected.contains(&expected) {
            self.expected.push(expected);
        }
    }
}

/// The diagnostic for the furthest failure of an item.
pub(super) fn unexpected(item: &ItemState<'_>) -> Diagnostic {
    let furthest = item.furthest.borrow();
    let end = Token { kind: TokenKind::Blank, start: item.end, end: item.end };
    let token = furthest.found.unwrap_or(end);
    let found = if furthest.found.is_some() {
        format!("`{}`", shortened(token.text(item.text)))
    } else {
        "the end of the item".to_owned()
    };
    let span = Span::new(item.source, token.start, token.end);
    let expected = alternatives(&furthest.expected);
    let finding =
        Diagnostic::error(Code::UnexpectedText, span, format!("expected {expected}, found {found}"));
    match help(&furthest.expected, token, token.text(item.text)) {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// `a`, `a or b`, `a, b or c`.
fn alternatives(expected: &[Expected]) -> String {
    let mut shown: Vec<String> = expected.iter().map(|one| one.shown()).collect();
    let Some(last) = shown.pop() else { return "something else".to_owned() };
    if shown.is_empty() { last } else { format!("{} or {last}", shown.join(", ")) }
}

fn help(expected: &[Expected], token: Token, found: &str) -> Option<String> {
    if token.kind == TokenKind::Unknown && found.chars().any(char::is_alphanumeric) {
        return Some("names are made of ASCII letters, digits, `_`, `.` and `-`".to_owned());
    }
    let words: Vec<&str> = expected.iter().flat_map(|one| one.words()).collect();
    if let (TokenKind::Word, Some(near)) = (token.kind, nearest(found, words)) {
        return Some(did_you_mean(&[near]));
    }
    match expected {
        [Expected::OneOf(_, words::ITEMS)] if words::CLAUSES.contains(&found) => {
            Some("only items begin in the first column; indent their clauses".to_owned())
        }
        [Expected::OneOf(_, words)] => Some(format!("it is one of {}", listed(words))),
        _ => None,
    }
}

fn listed(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A token as a message can show it.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
