//! Parsers of one token, or of two that belong together.

use super::input::{Parsed, Tokens};
use super::trouble::{Expected, shortened};
use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::language::ast::{Name, Text};
use crate::language::lexer::{Token, TokenKind};
use crate::language::quoted::unquote;
use crate::language::words::{is_reserved, is_unit};

/// The next token if it has this kind and this text.
fn exactly<'a>(input: Tokens<'a>, kind: TokenKind, text: &str, expected: Expected) -> Parsed<'a, Span> {
    match input.rest().split_first() {
        Some((token, _)) if token.kind == kind && input.text(*token) == text => {
            Ok((nom::Input::take_from(&input, 1), input.span(*token)))
        }
        _ => input.expected(expected),
    }
}

/// A keyword.
pub(super) fn keyword<'a>(word: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |input| exactly(input, TokenKind::Word, word, Expected::Keyword(word))
}

/// A keyword that errors describe as one of a kind: an item, an operator, a type.
pub(super) fn one_of_kind<'a>(
    word: &'static str,
    expected: Expected,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |input| exactly(input, TokenKind::Word, word, expected)
}

/// A symbol.
pub(super) fn symbol<'a>(symbol: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |input| exactly(input, TokenKind::Symbol, symbol, Expected::Symbol(symbol))
}

/// A symbol that errors describe as an operator.
pub(super) fn operator_symbol<'a>(
    symbol: &'static str,
    expected: Expected,
) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    move |input| exactly(input, TokenKind::Symbol, symbol, expected)
}

/// A word that is not reserved. `what` describes it in errors, with its article.
pub(super) fn name<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Name> {
    move |input| match next(input, TokenKind::Word) {
        Some(token) if !is_reserved(input.text(token)) => Ok(taken(input, 1, input.span(token))),
        _ => input.expected(Expected::Thing(what)),
    }
}

/// A literal without sign and unit: a date or a version.
pub(super) fn plain_literal<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Name> {
    move |input| match next(input, TokenKind::Literal) {
        Some(token) => Ok(taken(input, 1, input.span(token))),
        None => input.expected(Expected::Thing(what)),
    }
}

/// A day.
pub(super) fn date(input: Tokens<'_>) -> Parsed<'_, Name> {
    plain_literal("a date")(input)
}

/// A literal with the minus directly before it and the unit one blank after it.
pub(super) fn literal<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Name> {
    move |input| {
        let (signed, number) = match input.rest() {
            [number, ..] if number.kind == TokenKind::Literal => (0, *number),
            [minus, number, ..] if is_sign(input, *minus, *number) => (1, *number),
            _ => return input.expected(Expected::Thing(what)),
        };
        let first = input.rest().first().map_or(number, |token| *token);
        let unit = input.rest().get(signed + 1).filter(|word| is_unit_of(input, number, **word));
        let last = unit.map_or(number, |word| *word);
        let count = signed + 1 + usize::from(unit.is_some());
        Ok(taken(input, count, input.span(first).to(input.span(last))))
    }
}

/// A quoted text, without its quotes and escapes; its place includes the quotes.
pub(super) fn text(input: Tokens<'_>) -> Parsed<'_, Text> {
    text_as("a text in quotes")(input)
}

/// A quoted text that errors describe as `what`.
pub(super) fn text_as<'a>(what: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Text> {
    move |input| match next(input, TokenKind::Text) {
        Some(token) => Ok((nom::Input::take_from(&input, 1), unquoted(input, token))),
        None => input.expected(Expected::Thing(what)),
    }
}

fn unquoted(input: Tokens<'_>, token: Token) -> Text {
    let (value, wrong) = unquote(input.text(token));
    for range in wrong {
        let (start, end) = (token.start + range.start, token.start + range.end);
        let escape = input.item().text.get(start..end).unwrap_or_default();
        let span = Span::new(input.item().source, start, end);
        let message = format!("unknown escape `{}`", shortened(escape));
        let finding = Diagnostic::error(Code::UnexpectedText, span, message);
        input.report(finding.help("a text knows `\\\"`, `\\\\` and `\\n`"));
    }
    Spanned::new(value, input.span(token))
}

/// The next token, if it is of this kind.
pub(super) fn next(input: Tokens<'_>, kind: TokenKind) -> Option<Token> {
    input.rest().first().copied().filter(|token| token.kind == kind)
}

fn is_sign(input: Tokens<'_>, minus: Token, number: Token) -> bool {
    number.kind == TokenKind::Literal
        && minus.kind == TokenKind::Symbol
        && input.text(minus) == "-"
        && minus.end == number.start
}

fn is_unit_of(input: Tokens<'_>, number: Token, word: Token) -> bool {
    word.kind == TokenKind::Word
        && input.item().text.get(number.end..word.start) == Some(" ")
        && is_unit(input.text(word))
}

/// The text of a span as a name, after taking `count` tokens.
fn taken(input: Tokens<'_>, count: usize, span: Span) -> (Tokens<'_>, Name) {
    let text = input.item().text.get(span.start as usize..span.end as usize).unwrap_or_default();
    (nom::Input::take_from(&input, count), Spanned::new(text.to_owned(), span))
}
