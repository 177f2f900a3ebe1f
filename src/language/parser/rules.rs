//! `derive`, `conflict`, `constraint`, `caveat`, `forbid` and `severity`: a name, a condition or a level, grounds.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::sequence::preceded;

use super::clauses::{GroundsClauses, Once, all, grounds};
use super::expression::expression;
use super::input::{Parsed, Stop, Tokens};
use super::terminals::{keyword, name, symbol, text};
use crate::language::ast::{
    Caveat, Conflict, Constraint, Derive, Forbid, ItemKind, Offer, Quantifier, Rows, Severity,
};

/// What follows `derive`.
pub(super) fn derive(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    (name("the name of a derivation"), preceded(symbol("="), expression), grounds)
        .map(|(name, value, grounds)| ItemKind::Derive(Derive { name, value, grounds }))
        .parse(input)
}

/// What follows `conflict`.
pub(super) fn conflict(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, name) = name("the name of a conflict")(input)?;
    let (when, grounds) = (Once::new("when"), GroundsClauses::new());
    let (input, ()) = all(alt((when.clause(expression), grounds.clause()))).parse(input)?;
    Ok((input, ItemKind::Conflict(Conflict { name, when: when.take(), grounds: grounds.take() })))
}

/// What follows `constraint`.
pub(super) fn constraint(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, name) = name("the name of a constraint")(input)?;
    let (quantified, when, need) = (Quantified::new(), Once::new("when"), Once::new("need"));
    let (refuse, offer) = (Once::new("refuse"), Once::new("offer"));
    let grounds = GroundsClauses::new();
    let conditions = alt((quantified.clause(), when.clause(expression), need.clause(expression)));
    let clause = alt((conditions, refuse.clause(text), offer.clause(offered), grounds.clause()));
    let (input, ()) = all(clause).parse(input)?;
    let (rows, when, need) = (quantified.take(), when.take(), need.take());
    let (refuse, offer, grounds) = (refuse.take(), offer.take(), grounds.take());
    Ok((input, ItemKind::Constraint(Constraint { name, rows, when, need, refuse, offer, grounds })))
}

/// What follows `offer`: how a row is called, and which of those that fit are named.
fn offered(input: Tokens<'_>) -> Parsed<'_, Offer> {
    let only = opt(preceded(keyword("where"), cut(expression)));
    (text, only).map(|(text, only)| Offer { text, only }).parse(input)
}

/// A `some` or `every` clause.
struct Quantified {
    some: Once<Rows>,
    every: Once<Rows>,
}

impl Quantified {
    fn new() -> Self {
        Self { some: Once::new("some"), every: Once::new("every") }
    }

    fn clause<'a>(&self) -> impl Parser<Tokens<'a>, Output = (), Error = Stop> {
        let some = self.some.clause(|input| rows(Quantifier::Some, input));
        alt((some, self.every.clause(|input| rows(Quantifier::Every, input))))
    }

    fn take(self) -> Option<Rows> {
        self.some.take().or(self.every.take())
    }
}

/// What follows `some` or `every`: the word for a row, the table, and which of its rows count.
fn rows(quantifier: Quantifier, input: Tokens<'_>) -> Parsed<'_, Rows> {
    let table = preceded(keyword("of"), name("a table"));
    let only = opt(preceded(keyword("where"), cut(expression)));
    (name("a word for the row"), table, only)
        .map(|(variable, table, only)| Rows { quantifier, variable, table, only })
        .parse(input)
}

/// What follows `caveat`.
pub(super) fn caveat(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, name) = name("the name of a caveat")(input)?;
    let quantified = Quantified::new();
    let (when, say, grounds) = (Once::new("when"), Once::new("say"), GroundsClauses::new());
    let clause = alt((quantified.clause(), when.clause(expression), say.clause(text), grounds.clause()));
    let (input, ()) = all(clause).parse(input)?;
    let (rows, when, say, grounds) = (quantified.take(), when.take(), say.take(), grounds.take());
    Ok((input, ItemKind::Caveat(Caveat { name, rows, when, say, grounds })))
}

/// What follows `forbid`.
pub(super) fn forbid(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, service) = name("a service")(input)?;
    let (when, grounds) = (Once::new("when"), GroundsClauses::new());
    let (input, ()) = all(alt((when.clause(expression), grounds.clause()))).parse(input)?;
    Ok((input, ItemKind::Forbid(Forbid { service, when: when.take(), grounds: grounds.take() })))
}

/// What follows `severity`.
pub(super) fn severity(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let subject = opt(name("what the finding is about"));
    let level = preceded(symbol("="), cut(name("`error`, `warning` or `info`")));
    (name("the code of a finding"), subject, level, grounds)
        .map(|(code, subject, level, grounds)| ItemKind::Severity(Severity { code, subject, level, grounds }))
        .parse(input)
}
