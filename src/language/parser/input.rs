//! What the parsers walk over: the significant tokens of one item.

use std::cell::{Cell, RefCell};
use std::iter::{Copied, Enumerate};
use std::slice::Iter;

use nom::error::{ErrorKind, ParseError};
use nom::{IResult, Input, Needed};

use super::trouble::{Expected, Furthest};
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};
use crate::language::lexer::Token;

/// Arithmetic operators in one expression. Together with [`MAX_NESTING`] this bounds the height
/// of every tree, so that whoever walks it needs no limit of their own.
pub const MAX_ARITHMETIC: usize = 64;

/// How deep brackets, lists and `not` may be nested in one expression.
pub const MAX_NESTING: usize = 64;

/// What a parser gives: the tokens it left, and a value.
pub(super) type Parsed<'a, T> = IResult<Tokens<'a>, T, Stop>;

/// Why a parser stopped. What was expected is kept in [`ItemState`], not here, because nom drops
/// the errors of optional parts that turn out to be absent.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// The token does not fit; [`ItemState::furthest`] says what would.
    Unexpected,
    /// A limit was passed, which no other reading of the text would mend.
    Limit(Box<Diagnostic>),
}

impl ParseError<Tokens<'_>> for Stop {
    fn from_error_kind(_: Tokens<'_>, _: ErrorKind) -> Self {
        Self::Unexpected
    }

    fn append(_: Tokens<'_>, _: ErrorKind, other: Self) -> Self {
        other
    }
}

/// What all parsers of one item share.
#[derive(Debug)]
pub(super) struct ItemState<'a> {
    /// The file.
    pub(super) source: SourceId,
    /// Its text.
    pub(super) text: &'a str,
    /// Where the last token of the item ends.
    pub(super) end: usize,
    /// The furthest place that a parser failed at.
    pub(super) furthest: RefCell<Furthest>,
    /// Findings that do not stop the item.
    pub(super) findings: RefCell<Vec<Diagnostic>>,
    /// Arithmetic operators seen in the current expression.
    pub(super) arithmetic: Cell<usize>,
}

/// The tokens that are left. Cheap to copy, as nom asks of its inputs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a [Token],
    depth: usize,
    item: &'a ItemState<'a>,
}

impl<'a> Tokens<'a> {
    /// All tokens of an item.
    pub(super) fn new(rest: &'a [Token], item: &'a ItemState<'a>) -> Self {
        Self { rest, depth: 0, item }
    }

    /// The tokens that are left.
    pub(super) fn rest(self) -> &'a [Token] {
        self.rest
    }

    /// What all parsers of the item share.
    pub(super) fn item(self) -> &'a ItemState<'a> {
        self.item
    }

    /// The text of a token.
    pub(super) fn text(self, token: Token) -> &'a str {
        token.text(self.item.text)
    }

    /// The place of a token.
    pub(super) fn span(self, token: Token) -> Span {
        Span::new(self.item.source, token.start, token.end)
    }

    /// Where the next token begins; the end of the item when none is left.
    pub(super) fn offset(self) -> usize {
        self.rest.first().map_or(self.item.end, |token| token.start)
    }

    /// Fails, and remembers what would have fit here.
    pub(super) fn expected<T>(self, expected: Expected) -> Parsed<'a, T> {
        self.item.furthest.borrow_mut().note(self.offset(), self.rest.first().copied(), expected);
        Err(nom::Err::Error(Stop::Unexpected))
    }

    /// Adds a finding that does not stop the item.
    pub(super) fn report(self, finding: Diagnostic) {
        self.item.findings.borrow_mut().push(finding);
    }

    /// The same tokens one level deeper. `opening` is the token that opens the level.
    pub(super) fn deeper(self, opening: Span) -> Result<Self, nom::Err<Stop>> {
        if self.depth < MAX_NESTING {
            return Ok(Self { depth: self.depth + 1, ..self });
        }
        let message = format!("the expression is nested deeper than {MAX_NESTING} levels");
        let finding = Diagnostic::error(Code::TooDeep, opening, message);
        let finding = finding.help("name a part of it with `derive`");
        Err(nom::Err::Failure(Stop::Limit(Box::new(finding))))
    }

    /// The same tokens at the depth of `outer`.
    pub(super) fn back_to(self, outer: Self) -> Self {
        Self { depth: outer.depth, ..self }
    }

    fn with(self, rest: Option<&'a [Token]>) -> Self {
        Self { rest: rest.unwrap_or_default(), ..self }
    }
}

impl<'a> Input for Tokens<'a> {
    type Item = Token;
    type Iter = Copied<Iter<'a, Token>>;
    type IterIndices = Enumerate<Self::Iter>;

    fn input_len(&self) -> usize {
        self.rest.len()
    }

    fn take(&self, index: usize) -> Self {
        self.with(self.rest.get(..index))
    }

    fn take_from(&self, index: usize) -> Self {
        self.with(self.rest.get(index..))
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        (self.take_from(index), self.take(index))
    }

    fn position<P: Fn(Token) -> bool>(&self, predicate: P) -> Option<usize> {
        self.rest.iter().position(|token| predicate(*token))
    }

    fn iter_elements(&self) -> Self::Iter {
        self.rest.iter().copied()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.iter_elements().enumerate()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        if count <= self.rest.len() { Ok(count) } else { Err(Needed::new(count - self.rest.len())) }
    }
}
