//! `question` and its type, and `shorthand`.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::multi::separated_list1;
use nom::sequence::preceded;

use super::clauses::{Many, Once, all, grounds};
use super::expression::{separated, value, when};
use super::input::{Parsed, Tokens};
use super::terminals::{keyword, literal, name, one_of_kind, symbol, text};
use super::trouble::Expected;
use crate::diagnostic::Spanned;
use crate::language::ast::{
    Fallback, FallbackKind, ItemKind, Name, Place, Question, ShortAnswer, ShortForm, Shorthand, Type,
    TypeArgument,
};
use crate::language::words::TYPES;

/// What follows `question`.
pub(super) fn question(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, (name, _, type_)) = (name("the name of a question"), symbol(":"), type_).parse(input)?;
    let (ask, help, fallbacks) = (Once::new("ask"), Once::new("help"), Many::new());
    let clause = alt((ask.clause(text), help.clause(text), fallbacks.clause(fallback)));
    let (input, ()) = all(clause).parse(input)?;
    let (ask, help, fallbacks) = (ask.take(), help.take(), fallbacks.take());
    Ok((input, ItemKind::Question(Question { name, type_, ask, help, fallbacks })))
}

fn type_(input: Tokens<'_>) -> Parsed<'_, Type> {
    let word = |word| one_of_kind(word, Expected::OneOf("a type", TYPES));
    let plain = alt((word("yes_no"), word("text"), word("date")));
    let ranged =
        alt((word("integer"), word("number"), word("memory"), word("cpu"), word("duration"), word("money")));
    let (rest, (span, argument)) = alt((
        plain.map(|span| (span, TypeArgument::None)),
        (ranged, range),
        (alt((word("choice"), word("set"))), cut(options)),
        (word("row"), cut(table)),
    ))
    .parse(input)?;
    let text = input.rest().first().map_or("", |token| input.text(*token));
    Ok((rest, Type { word: Spanned::new(text.to_owned(), span), argument }))
}

/// `0..16`, `0..`, `..16` or nothing.
fn range(input: Tokens<'_>) -> Parsed<'_, TypeArgument> {
    let bound = || literal("a number");
    let upward = (bound(), preceded(cut(symbol("..")), opt(bound())))
        .map(|(from, to)| TypeArgument::Range(Some(from), to));
    let downward = preceded(symbol(".."), cut(bound())).map(|to| TypeArgument::Range(None, Some(to)));
    let (input, found) = opt(alt((upward, downward))).parse(input)?;
    Ok((input, found.unwrap_or(TypeArgument::None)))
}

fn options(input: Tokens<'_>) -> Parsed<'_, TypeArgument> {
    let vocabulary = name("the name of a vocabulary").map(TypeArgument::Of);
    preceded(keyword("of"), alt((listed_options, vocabulary))).parse(input)
}

fn listed_options(input: Tokens<'_>) -> Parsed<'_, TypeArgument> {
    let (input, _) = symbol("[")(input)?;
    let (input, options) = separated(input, option)?;
    let (input, _) = cut(symbol("]")).parse(input)?;
    Ok((input, TypeArgument::Options(options)))
}

fn option(input: Tokens<'_>) -> Parsed<'_, Name> {
    name("an option")(input)
}

fn table(input: Tokens<'_>) -> Parsed<'_, TypeArgument> {
    preceded(keyword("of"), name("the name of a table").map(TypeArgument::Of)).parse(input)
}

fn fallback(input: Tokens<'_>) -> Parsed<'_, Fallback> {
    let must = (keyword("must"), cut(preceded(keyword("be"), (value, when.map(Some)))))
        .map(|(span, (value, when))| (FallbackKind::Must, span, value, when));
    let default = (keyword("default"), cut((value, opt(when))))
        .map(|(span, (value, when))| (FallbackKind::Default, span, value, when));
    let assume = (keyword("assume"), cut((value, opt(when))))
        .map(|(span, (value, when))| (FallbackKind::Assume, span, value, when));
    let (input, (kind, keyword, value, when)) = alt((must, default, assume)).parse(input)?;
    let (input, grounds) = grounds(input)?;
    Ok((input, Fallback { kind, keyword: Place(keyword), value, when, grounds }))
}

/// What follows `shorthand`.
pub(super) fn shorthand(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, name) = name("a short name")(input)?;
    let forms = Many::new();
    let (input, ()) = all(forms.clause(form)).parse(input)?;
    Ok((input, ItemKind::Shorthand(Shorthand { name, forms: forms.take() })))
}

fn form(input: Tokens<'_>) -> Parsed<'_, ShortForm> {
    let answers = separated_list1(symbol(","), cut(answer));
    let (input, (pattern, answers)) = (name("a form"), cut(preceded(symbol("->"), answers))).parse(input)?;
    Ok((input, ShortForm { pattern, answers }))
}

fn answer(input: Tokens<'_>) -> Parsed<'_, ShortAnswer> {
    let given = preceded(symbol("="), cut(value));
    (name("the name of a question"), opt(given))
        .map(|(question, value)| ShortAnswer { question, value })
        .parse(input)
}
