//! Tokens to the syntax tree.
//!
//! A file is cut into items by its layout alone, before anything is parsed, so one broken item
//! never hides the errors of the next. The parsers of an item note what they expected at the
//! furthest place they reached; [`trouble`] makes one diagnostic of it.

mod case;
mod clauses;
mod expression;
mod header;
mod input;
mod item;
mod question;
mod rules;
mod terminals;
mod tree;
mod trouble;

use std::cell::{Cell, RefCell};

pub use input::{MAX_ARITHMETIC, MAX_NESTING};

use self::input::{ItemState, Stop, Tokens};
use super::ast::{File, Item, Place};
use super::lexer::{Token, TokenKind, tokenize};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceId, Span};

/// Bytes in one rule file.
pub const MAX_FILE_BYTES: usize = 4 * 1024 * 1024;

/// Items in one rule file.
pub const MAX_ITEMS: usize = 20_000;

/// Findings in one rule file; those after them are counted, not shown.
pub const MAX_FINDINGS: usize = 1000;

/// Reads one rule file: every item that is well formed, and a finding for every one that is not.
///
/// Clauses that an item must have are not missed here; those that stand twice are reported, and
/// the first one holds. Takes time linear in the length of the text. Findings are sorted by place.
///
/// ```
/// use fingerpost::{diagnostic::Sources, language::parse};
/// let text = "forbid aws.app-runner when region = me-south-1\nforbit aws.ecs\n";
/// let (file, findings) = parse(Sources::new().add("org.rules", text), text);
/// assert_eq!(file.items.len(), 1);
/// let finding = findings.iter().next().map(|f| (f.message.as_str(), f.help.as_deref()));
/// assert_eq!(finding, Some(("expected an item, found `forbit`", Some("did you mean `forbid`?"))));
/// ```
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (File, Diagnostics) {
    let start = Span::new(source, 0, 0);
    if text.len() > MAX_FILE_BYTES {
        let message = format!("the file is larger than {} MiB", MAX_FILE_BYTES / (1024 * 1024));
        return (File::default(), Diagnostic::error(Code::FileTooLarge, start, message).into());
    }
    let mut file = File::default();
    let mut findings = Diagnostics::new();
    let mut unshown: usize = 0;
    let layout = Layout::of(text);
    if let [first, ..] = layout.before_items() {
        findings.push(indented(Span::new(source, first.start, first.end), first.text(text)));
    }
    for (number, tokens) in layout.items().enumerate() {
        let [first, ..] = tokens else { continue };
        let span = Span::new(source, first.start, tokens.last().map_or(first.end, |last| last.end));
        if number >= MAX_ITEMS {
            let message = format!("the file has more than {MAX_ITEMS} items");
            findings.push(Diagnostic::error(Code::TooMany, span, message));
            break;
        }
        let (item, found) = parse_item(source, text, tokens, span);
        file.items.extend(item);
        for finding in found {
            if findings.len() < MAX_FINDINGS { findings.push(finding) } else { unshown += 1 }
        }
    }
    if unshown > 0 {
        let message = format!("{unshown} more findings in this file are not shown");
        findings.push(Diagnostic::error(Code::TooMany, start, message));
    }
    findings.sort();
    (file, findings)
}

/// The significant tokens of a file, and which of them stand in the first column.
struct Layout {
    tokens: Vec<Token>,
    starts: Vec<usize>,
}

impl Layout {
    fn of(text: &str) -> Self {
        let mut layout = Self { tokens: Vec::new(), starts: Vec::new() };
        let mut in_first_column = true;
        for token in tokenize(text) {
            if token.kind.is_significant() {
                if in_first_column {
                    layout.starts.push(layout.tokens.len());
                }
                layout.tokens.push(token);
            }
            let mark = token.start == 0 && token.text(text) == "\u{feff}";
            in_first_column = token.kind == TokenKind::Newline || mark;
        }
        layout
    }

    /// Indented tokens before the first item, which belong to none.
    fn before_items(&self) -> &[Token] {
        let end = self.starts.first().copied().unwrap_or(self.tokens.len());
        self.tokens.get(..end).unwrap_or_default()
    }

    /// The tokens of each item.
    fn items(&self) -> impl Iterator<Item = &[Token]> {
        let ends = self.starts.iter().copied().skip(1).chain(std::iter::once(self.tokens.len()));
        self.starts.iter().copied().zip(ends).filter_map(|(start, end)| self.tokens.get(start..end))
    }
}

/// The item, if it is well formed, and what is to say about it.
fn parse_item(source: SourceId, text: &str, tokens: &[Token], span: Span) -> (Option<Item>, Vec<Diagnostic>) {
    let open = tokens.iter().filter(|token| token.kind == TokenKind::UnterminatedText);
    let open: Vec<_> = open.map(|token| unterminated(Span::new(source, token.start, token.end))).collect();
    if !open.is_empty() {
        return (None, open);
    }
    let state = ItemState {
        source,
        text,
        end: span.end as usize,
        furthest: RefCell::default(),
        findings: RefCell::default(),
        arithmetic: Cell::new(0),
    };
    let mut item = None;
    let stopped = match item::item(Tokens::new(tokens, &state)) {
        Ok((left, (replace, kind))) if left.rest().is_empty() => {
            item = Some(Item { replace, kind, span: Place(span) });
            None
        }
        Err(nom::Err::Failure(Stop::Limit(finding))) => Some(*finding),
        _ => Some(trouble::unexpected(&state)),
    };
    let mut findings = state.findings.into_inner();
    findings.extend(stopped);
    (item, findings)
}

fn indented(span: Span, found: &str) -> Diagnostic {
    let message = format!("expected an item in the first column, found `{}`", trouble::shortened(found));
    Diagnostic::error(Code::UnexpectedText, span, message).help("do not indent the first line of an item")
}

fn unterminated(span: Span) -> Diagnostic {
    Diagnostic::error(Code::UnterminatedText, span, "the text has no closing quote")
        .help("a text ends on its own line; write `\\n` for a line break in it")
}
