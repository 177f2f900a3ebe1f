//! Source text to tokens. Lossless: the tokens of a file laid end to end are the file.
//!
//! The lexer knows no context and never fails. A minus is always a symbol here; the parser joins
//! it to a number that follows directly, and a number to its unit, because only the parser knows
//! whether an operand or an operator is due.

use std::ops::Range;

use nom::branch::alt;
use nom::bytes::complete::{is_not, tag, take_while, take_while1};
use nom::character::complete::{anychar, char, none_of, one_of, satisfy};
use nom::combinator::{opt, recognize, value};
use nom::multi::many0_count;
use nom::{IResult, Parser};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Blanks, tabs and carriage returns; also a byte order mark at the start of the file.
    Blank,
    /// One line feed.
    Newline,
    /// From `#` up to the end of the line.
    Comment,
    /// A name or a keyword.
    Word,
    /// A number, a number with a unit, a date, a version.
    Literal,
    /// A text with both quotes.
    Text,
    /// A text without its closing quote, up to the end of the line.
    UnterminatedText,
    /// An operator or a punctuation mark.
    Symbol,
    /// One character that the language does not use.
    Unknown,
}

impl TokenKind {
    /// Whether the parser sees it: all but blanks, newlines and comments.
    #[must_use]
    pub fn is_significant(self) -> bool {
        !matches!(self, Self::Blank | Self::Newline | Self::Comment)
    }
}

/// A token: what it is and which bytes it takes. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Token {
    /// The bytes it takes.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Its text in the file it is from; empty in any other.
    #[must_use]
    pub fn text(self, file: &str) -> &str {
        file.get(self.range()).unwrap_or_default()
    }
}

/// The tokens of a text, one after another.
#[derive(Clone, Debug)]
pub struct Lexer<'a> {
    rest: &'a str,
    at: usize,
}

/// The tokens of a text; linear in its length.
///
/// ```
/// use fingerpost::language::tokenize;
/// let text = "need gpu.count <= 0..16 # odd";
/// let again: String = tokenize(text).map(|token| token.text(text)).collect();
/// assert_eq!(again, text);
/// ```
#[must_use]
pub fn tokenize(text: &str) -> Lexer<'_> {
    Lexer { rest: text, at: 0 }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if self.rest.is_empty() {
            return None;
        }
        let first = if self.at == 0 { byte_order_mark(self.rest) } else { Err(nom::Err::Error(())) };
        // INVARIANT (total): `token` ends in `anychar`, so it takes at least one character.
        let (rest, kind) = first.or_else(|_| token(self.rest)).unwrap_or(("", TokenKind::Unknown));
        let end = self.at + self.rest.len() - rest.len();
        let token = Token { kind, start: self.at, end };
        self.rest = rest;
        self.at = end;
        Some(token)
    }
}

type Lexed<'a, T> = IResult<&'a str, T, ()>;

fn byte_order_mark(input: &str) -> Lexed<'_, TokenKind> {
    value(TokenKind::Blank, char('\u{feff}')).parse(input)
}

fn token(input: &str) -> Lexed<'_, TokenKind> {
    alt((
        value(TokenKind::Blank, take_while1(|c| matches!(c, ' ' | '\t' | '\r'))),
        value(TokenKind::Newline, char('\n')),
        value(TokenKind::Comment, (char('#'), opt(is_not("\n")))),
        value(TokenKind::Word, dotted(|c| c.is_ascii_alphabetic() || c == '_')),
        value(TokenKind::Literal, dotted(|c| c.is_ascii_digit())),
        quoted,
        value(TokenKind::Symbol, symbol),
        value(TokenKind::Unknown, anychar),
    ))
    .parse(input)
}

/// A given first character, then letters, digits and `_`, with a single `.` or `-` only between
/// two of those: `aws.ecs-fargate` and `2025-06-30` are one token, `0..16` are three.
fn dotted<'a>(first: impl Fn(char) -> bool) -> impl Parser<&'a str, Output = &'a str, Error = ()> {
    recognize((satisfy(first), take_while(inner), many0_count((one_of(".-"), take_while1(inner)))))
}

/// ASCII only, so that two names that look alike are alike.
fn inner(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// A text never runs past its line: a forgotten quote costs one line, not the rest of the file.
fn quoted(input: &str) -> Lexed<'_, TokenKind> {
    let piece = alt((is_not("\"\\\r\n"), recognize((char('\\'), none_of("\r\n"))), tag("\\")));
    let (rest, (_, _, close)) = (char('"'), many0_count(piece), opt(char('"'))).parse(input)?;
    Ok((rest, if close.is_some() { TokenKind::Text } else { TokenKind::UnterminatedText }))
}

fn symbol(input: &str) -> Lexed<'_, &str> {
    let two = alt((tag("!="), tag("<="), tag(">="), tag("->"), tag("..")));
    alt((two, recognize(one_of("=<>:,[]()+-*/")))).parse(input)
}

#[cfg(test)]
mod tests {
    use super::TokenKind::{Literal, Symbol, Text, Unknown, UnterminatedText, Word};
    use super::*;

    #[track_caller]
    fn reads(text: &str, expected: &[(TokenKind, &str)]) {
        let significant: Vec<_> = tokenize(text)
            .filter(|token| token.kind.is_significant())
            .map(|token| (token.kind, token.text(text)))
            .collect();
        assert_eq!(significant, expected);
    }

    #[test]
    fn names_keep_their_dots_and_dashes() {
        for name in
            ["aws.ecs-fargate", "gpu.count", "i3.2xlarge", "n2-standard-8", "ap-northeast-2", "_a", "a-5"]
        {
            reads(name, &[(Word, name)]);
        }
        reads("a - b", &[(Word, "a"), (Symbol, "-"), (Word, "b")]);
        reads("a. b", &[(Word, "a"), (Unknown, "."), (Word, "b")]);
        reads("a->b", &[(Word, "a"), (Symbol, "->"), (Word, "b")]);
    }

    #[test]
    fn literals_are_one_token() {
        for literal in ["2025-06-30", "1h30m", "1.0.0", "500m", "0.5", "32GiB", "1e-3"] {
            reads(literal, &[(Literal, literal)]);
        }
        reads("0..16", &[(Literal, "0"), (Symbol, ".."), (Literal, "16")]);
        reads("..10 TiB", &[(Symbol, ".."), (Literal, "10"), (Word, "TiB")]);
        reads("-1", &[(Symbol, "-"), (Literal, "1")]);
    }

    #[test]
    fn a_text_ends_with_its_line() {
        reads(r#""a # \" b" c"#, &[(Text, r#""a # \" b""#), (Word, "c")]);
        reads("\"open\nnext", &[(UnterminatedText, "\"open"), (Word, "next")]);
        reads("\"open\r\nnext", &[(UnterminatedText, "\"open"), (Word, "next")]);
        reads("\"open\\", &[(UnterminatedText, "\"open\\")]);
    }

    #[test]
    fn symbols_take_the_longest_form() {
        reads("a<=b", &[(Word, "a"), (Symbol, "<="), (Word, "b")]);
        reads("!a", &[(Unknown, "!"), (Word, "a")]);
        reads("ü", &[(Unknown, "ü")]);
    }

    #[test]
    fn a_byte_order_mark_is_blank_only_at_the_start() {
        reads("\u{feff}a", &[(Word, "a")]);
        reads("a \u{feff}", &[(Word, "a"), (Unknown, "\u{feff}")]);
    }
}
