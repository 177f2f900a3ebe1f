//! `case`: what a pack must answer to a given requirement.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::multi::separated_list1;
use nom::sequence::preceded;

use super::clauses::{GroundsClauses, Many, Once, all};
use super::expression::value;
use super::input::{Parsed, Tokens};
use super::terminals::{date, keyword, name, symbol, text};
use crate::language::ast::{Case, Expect, Given, ItemKind, Name, Reject};

/// What follows `case`.
pub(super) fn case(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, name) = text(input)?;
    let (as_of, grounds) = (Once::new("as_of"), GroundsClauses::new());
    let (given, expect, reject, companions) = (Many::new(), Many::new(), Many::new(), Many::new());
    let (through, warns) = (Many::new(), Many::new());
    let clause = alt((
        as_of.clause(date),
        given.clause(givens),
        expect.clause(expectation),
        reject.clause(rejection),
        companions.clause(companion),
        through.clause(passed),
        warns.clause(warned),
        grounds.clause(),
    ));
    let (input, ()) = all(clause).parse(input)?;
    let case = Case {
        name,
        as_of: as_of.take(),
        given: given.take().into_iter().flatten().collect(),
        expect: expect.take(),
        reject: reject.take(),
        companions: companions.take(),
        through: through.take(),
        warns: warns.take(),
        grounds: grounds.take(),
    };
    Ok((input, ItemKind::Case(case)))
}

fn givens(input: Tokens<'_>) -> Parsed<'_, Vec<Given>> {
    preceded(keyword("given"), separated_list1(symbol(","), cut(given))).parse(input)
}

fn given(input: Tokens<'_>) -> Parsed<'_, Given> {
    (name("the name of a question"), preceded(symbol("="), value))
        .map(|(question, value)| Given { question, value })
        .parse(input)
}

fn expectation(input: Tokens<'_>) -> Parsed<'_, Expect> {
    let form = opt(preceded(keyword("as"), cut(name("a form"))));
    let status = opt(preceded(keyword("is"), cut(name("`decided` or `provisional`"))));
    let answer = name("a service, `no_fit` or `undecided`");
    let (input, (provider, answer, form, status)) =
        preceded(keyword("expect"), cut((name("a provider"), answer, form, status))).parse(input)?;
    Ok((input, Expect { provider, answer, form, status }))
}

fn rejection(input: Tokens<'_>) -> Parsed<'_, Reject> {
    let by = opt(preceded(keyword("by"), cut(name("the name of a constraint"))));
    let (input, (service, by)) = preceded(keyword("reject"), cut((name("a service"), by))).parse(input)?;
    Ok((input, Reject { service, by }))
}

fn companion(input: Tokens<'_>) -> Parsed<'_, Name> {
    preceded(keyword("with"), cut(name("a service"))).parse(input)
}

fn passed(input: Tokens<'_>) -> Parsed<'_, Name> {
    preceded(keyword("through"), cut(name("a node or an outcome"))).parse(input)
}

fn warned(input: Tokens<'_>) -> Parsed<'_, Name> {
    preceded(keyword("warn"), cut(name("the name of a caveat"))).parse(input)
}
