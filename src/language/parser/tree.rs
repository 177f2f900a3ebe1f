//! `node`, `outcome` and `prefer`: the decision tree and what it leads to.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::multi::many0;
use nom::sequence::preceded;

use super::clauses::{GroundsClauses, Many, Once, SourceClauses, all, grounds};
use super::expression::{expression, when};
use super::input::{Parsed, Tokens};
use super::terminals::{keyword, name, symbol, text};
use super::trouble::Expected;
use crate::language::ast::{
    Arm, Candidate, Caveat, Companion, Grounds, ItemKind, Name, Node, Outcome, Place, Prefer,
    ProviderCandidates, Text,
};
use crate::language::lexer::TokenKind;

/// What follows `node`.
pub(super) fn node(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, (name, title)) = (name("the name of a node"), opt(text)).parse(input)?;
    let arms = Many::new();
    let (input, ()) = all(arms.clause(arm)).parse(input)?;
    Ok((input, ItemKind::Node(Node { name, title, arms: arms.take() })))
}

fn arm(input: Tokens<'_>) -> Parsed<'_, Arm> {
    let guarded = (keyword("when"), cut(expression)).map(|(span, guard)| (span, Some(guard)));
    let otherwise = keyword("otherwise").map(|span| (span, None));
    let target = cut(preceded(symbol("->"), name("a node or an outcome")));
    let (input, ((keyword, guard), target, grounds)) =
        (alt((guarded, otherwise)), target, grounds).parse(input)?;
    Ok((input, Arm { keyword: Place(keyword), guard, target, grounds }))
}

/// What follows `outcome`.
pub(super) fn outcome(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, (name, title)) = (name("the name of an outcome"), opt(text)).parse(input)?;
    let (candidates, companions, caveats) = (Many::new(), Many::new(), Many::new());
    let grounds = GroundsClauses::new();
    let clause = alt((
        companions.clause(companion),
        caveats.clause(warning),
        grounds.clause(),
        candidates.clause(provider_candidates),
    ));
    let (input, ()) = all(clause).parse(input)?;
    let (candidates, companions, caveats) = (candidates.take(), companions.take(), caveats.take());
    let grounds = grounds.take();
    Ok((input, ItemKind::Outcome(Outcome { name, title, candidates, companions, caveats, grounds })))
}

fn provider_candidates(input: Tokens<'_>) -> Parsed<'_, ProviderCandidates> {
    (provider, cut(candidates))
        .map(|(provider, candidates)| ProviderCandidates { provider, candidates })
        .parse(input)
}

/// A provider begins a clause by its own name, so a misspelt `because` looks like one. No
/// provider is followed by a text; the misspelt keywords are.
fn provider(input: Tokens<'_>) -> Parsed<'_, Name> {
    match input.rest() {
        [_, text, ..] if text.kind == TokenKind::Text => input.expected(Expected::Thing("a provider")),
        _ => name("a provider")(input),
    }
}

fn candidates(input: Tokens<'_>) -> Parsed<'_, Vec<Candidate>> {
    let (input, first) = candidate(input)?;
    let (input, more) = many0(preceded(keyword("then"), cut(candidate))).parse(input)?;
    Ok((input, std::iter::once(first).chain(more).collect()))
}

fn candidate(input: Tokens<'_>) -> Parsed<'_, Candidate> {
    let form = preceded(keyword("as"), cut(name("a form")));
    (name("a service"), opt(form), opt(when), opt(reason))
        .map(|(service, form, when, reason)| Candidate { service, form, when, reason })
        .parse(input)
}

fn companion(input: Tokens<'_>) -> Parsed<'_, Companion> {
    let (input, (keyword, (service, when, reason))) =
        (keyword("with"), cut((name("a service"), opt(when), opt(reason)))).parse(input)?;
    Ok((input, Companion { keyword: Place(keyword), service, when, reason, sources: Vec::new() }))
}

/// What follows `companion`.
pub(super) fn everywhere(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, service) = name("a service")(input)?;
    let (when, reason, sources) = (Once::new("when"), Once::new("for"), SourceClauses::new());
    let clause = alt((when.clause(expression), reason.clause(text), sources.clause()));
    let (input, ()) = all(clause).parse(input)?;
    let keyword = Place(service.span);
    let (when, reason, sources) = (when.take(), reason.take(), sources.take());
    Ok((input, ItemKind::Companion(Companion { keyword, service, when, reason, sources })))
}

/// `for` and why.
fn reason(input: Tokens<'_>) -> Parsed<'_, Text> {
    preceded(keyword("for"), cut(text)).parse(input)
}

fn warning(input: Tokens<'_>) -> Parsed<'_, Caveat> {
    let (input, name) = preceded(keyword("warn"), cut(name("the name of a caveat"))).parse(input)?;
    let (when, say) = (Once::new("when"), Once::new("say"));
    let (input, ()) = all(alt((when.clause(expression), say.clause(text)))).parse(input)?;
    let grounds = Grounds::default();
    Ok((input, Caveat { name, rows: None, when: when.take(), say: say.take(), grounds }))
}

/// What follows `first` or `prefer`.
pub(super) fn preference(input: Tokens<'_>) -> Parsed<'_, Prefer> {
    (name("a provider"), candidates).map(|(provider, services)| Prefer { provider, services }).parse(input)
}
