//! `pack` and `reference`.

use nom::Parser;
use nom::branch::alt;

use super::clauses::{Once, all};
use super::input::{Parsed, Tokens};
use super::terminals::{date, name, plain_literal, text};
use crate::language::ast::{ItemKind, PackHeader, Reference};

/// What follows `pack`.
pub(super) fn pack(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, (pack, version)) = (name("the name of a pack"), plain_literal("a version")).parse(input)?;
    let (as_of, since, extends) = (Once::new("as_of"), Once::new("since"), Once::new("extends"));
    let (workload, providers, walk) = (Once::new("workload"), Once::new("providers"), Once::new("walk"));
    let question = || name("the name of a question");
    let clause = alt((
        as_of.clause(date),
        since.clause(date),
        extends.clause(name("the name of a pack")),
        workload.clause(question()),
        providers.clause(question()),
        walk.clause(question()),
    ));
    let (input, ()) = all(clause).parse(input)?;
    let header = PackHeader {
        name: pack,
        version,
        as_of: as_of.take(),
        since: since.take(),
        extends: extends.take(),
        workload: workload.take(),
        providers: providers.take(),
        walk: walk.take(),
    };
    Ok((input, ItemKind::Pack(header)))
}

/// What follows `reference`.
pub(super) fn reference(input: Tokens<'_>) -> Parsed<'_, ItemKind> {
    let (input, (name, title)) = (name("the name of a reference"), text).parse(input)?;
    let (url, read) = (Once::new("url"), Once::new("read"));
    let (input, ()) = all(alt((url.clause(text), read.clause(date)))).parse(input)?;
    Ok((input, ItemKind::Reference(Reference { name, title, url: url.take(), read: read.take() })))
}
