//! `derive`, `conflict`, `constraint`, `caveat`, `forbid` and `severity`: a name, a condition or a level, grounds.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::sequence::preceded;

use super::clauses::{GroundsClauses, Once, all, grounds};
use super::expression::expression;
use super::input::{Parsed, Tokens};
use super::terminals::{name, symbol, text};
use crate::language::ast::{Caveat, Conflict, Constraint, Derive, Forbid, ItemKind, Severity};

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
    let (when, need, refuse) = (Once::new("when"), Once::new("need"), Once::new("refuse"));
    let grounds = GroundsClauses::new();
    let clause =
        alt((when.clause(expression), need.clause(expression), refuse.clause(text), grounds.clause()));
    let (input, ()) = all(clause).parse(input)?;
    let (when, need, refuse, grounds) = (when.take(), need.take(), refuse.take(), grounds.take());
    Ok((input, ItemKind::Constraint(Constraint { name, when, need, refuse, grounds })))
}

/// What follows `caveat`.
pub(super) fn caveat(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, name) = name("the name of a caveat")(input)?;
    let (when, say, grounds) = (Once::new("when"), Once::new("say"), GroundsClauses::new());
    let (input, ()) = all(alt((when.clause(expression), say.clause(text), grounds.clause()))).parse(input)?;
    let (when, say, grounds) = (when.take(), say.take(), grounds.take());
    Ok((input, ItemKind::Caveat(Caveat { name, when, say, grounds })))
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
