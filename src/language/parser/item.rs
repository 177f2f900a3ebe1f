//! One item: its keyword, and by it what follows.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::sequence::preceded;

use super::input::{Parsed, Tokens};
use super::terminals::one_of_kind;
use super::trouble::Expected;
use super::{case, header, question, rules, tree};
use crate::diagnostic::Span;
use crate::language::ast::{ItemKind, Place};
use crate::language::words::ITEMS;

/// An item without its span, which the caller knows.
pub(super) fn item(input: Tokens<'_>) -> Parsed<'_, (Option<Place>, ItemKind)> {
    let (input, replace) = opt(word("replace")).parse(input)?;
    let (input, kind) = alt((
        alt((
            preceded(word("pack"), cut(header::pack)),
            preceded(word("reference"), cut(header::reference)),
            preceded(word("question"), cut(question::question)),
            preceded(word("shorthand"), cut(question::shorthand)),
        )),
        alt((
            preceded(word("derive"), cut(rules::derive)),
            preceded(word("conflict"), cut(rules::conflict)),
            preceded(word("constraint"), cut(rules::constraint)),
            preceded(word("caveat"), cut(rules::caveat)),
            preceded(word("forbid"), cut(rules::forbid)),
        )),
        alt((
            preceded(word("node"), cut(tree::node)),
            preceded(word("outcome"), cut(tree::outcome)),
            preceded(word("companion"), cut(tree::everywhere)),
            preceded(word("first"), cut(tree::preference)).map(ItemKind::First),
            preceded(word("prefer"), cut(tree::preference)).map(ItemKind::Prefer),
            preceded(word("case"), cut(case::case)),
            preceded(word("severity"), cut(rules::severity)),
        )),
    ))
    .parse(input)?;
    Ok((input, (replace.map(Place), kind)))
}

fn word<'a>(word: &'static str) -> impl Fn(Tokens<'a>) -> Parsed<'a, Span> {
    one_of_kind(word, Expected::OneOf("an item", ITEMS))
}
