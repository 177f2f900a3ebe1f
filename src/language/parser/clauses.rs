//! Clauses that may come in any order, some of them once.

use std::cell::RefCell;

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt};
use nom::multi::many0_count;
use nom::sequence::preceded;

use super::input::{Parsed, Stop, Tokens};
use super::terminals::{date, keyword, name, text};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::language::ast::{Grounds, SourceRef, Text};

/// A clause that may stand once: its keyword and what was found.
///
/// It fills itself through a shared reference, so that the alternatives of one item can each
/// hold theirs.
#[derive(Debug)]
pub(super) struct Once<T> {
    word: &'static str,
    found: RefCell<Option<(Span, T)>>,
}

impl<T> Once<T> {
    /// A clause that has not been seen.
    pub(super) fn new(word: &'static str) -> Self {
        Self { word, found: RefCell::new(None) }
    }

    /// Reads the keyword, then, with no way back, what follows it. The first one stays.
    pub(super) fn clause<'a, P>(&self, body: P) -> impl Parser<Tokens<'a>, Output = (), Error = Stop>
    where
        P: Parser<Tokens<'a>, Output = T, Error = Stop>,
    {
        let mut whole = (keyword(self.word), cut(body));
        move |input: Tokens<'a>| {
            let (rest, (span, value)) = whole.parse(input)?;
            let mut found = self.found.borrow_mut();
            match &*found {
                None => *found = Some((span, value)),
                Some((first, _)) => input.report(repeated(self.word, span, *first)),
            }
            Ok((rest, ()))
        }
    }

    /// What was found.
    pub(super) fn take(self) -> Option<T> {
        self.found.into_inner().map(|(_, value)| value)
    }
}

fn repeated(word: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::error(Code::RepeatedClause, span, format!("`{word}` stands twice")).also(first, "first here")
}

/// A clause that may stand any number of times.
#[derive(Debug)]
pub(super) struct Many<T>(RefCell<Vec<T>>);

impl<T> Many<T> {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(RefCell::new(Vec::new()))
    }

    /// Reads one and keeps it.
    pub(super) fn clause<'a, P>(&self, mut one: P) -> impl Parser<Tokens<'a>, Output = (), Error = Stop>
    where
        P: Parser<Tokens<'a>, Output = T, Error = Stop>,
    {
        move |input: Tokens<'a>| {
            let (rest, value) = one.parse(input)?;
            self.0.borrow_mut().push(value);
            Ok((rest, ()))
        }
    }

    /// All that were found, in order.
    pub(super) fn take(self) -> Vec<T> {
        self.0.into_inner()
    }
}

/// As many clauses as there are.
pub(super) fn all<'a>(
    clause: impl Parser<Tokens<'a>, Output = (), Error = Stop>,
) -> impl Parser<Tokens<'a>, Output = (), Error = Stop> {
    many0_count(clause).map(|_| ())
}

/// `source` clauses.
#[derive(Debug)]
pub(super) struct SourceClauses(Many<SourceRef>);

impl SourceClauses {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(Many::new())
    }

    /// Reads one.
    pub(super) fn clause<'a>(&self) -> impl Parser<Tokens<'a>, Output = (), Error = Stop> {
        self.0.clause(preceded(keyword("source"), cut(source)))
    }

    /// All that were found, in order.
    pub(super) fn take(self) -> Vec<SourceRef> {
        self.0.take()
    }
}

/// `because` and `source` clauses.
#[derive(Debug)]
pub(super) struct GroundsClauses {
    because: Once<Text>,
    sources: SourceClauses,
}

impl GroundsClauses {
    /// None yet.
    pub(super) fn new() -> Self {
        Self { because: Once::new("because"), sources: SourceClauses::new() }
    }

    /// Reads one of either.
    pub(super) fn clause<'a>(&self) -> impl Parser<Tokens<'a>, Output = (), Error = Stop> {
        alt((self.because.clause(text), self.sources.clause()))
    }

    /// All that were found.
    pub(super) fn take(self) -> Grounds {
        Grounds { because: self.because.take(), sources: self.sources.take() }
    }
}

/// The grounds of an arm or of a fallback: all that follow it directly.
pub(super) fn grounds(input: Tokens<'_>) -> Parsed<'_, Grounds> {
    let grounds = GroundsClauses::new();
    let (input, ()) = all(grounds.clause()).parse(input)?;
    Ok((input, grounds.take()))
}

/// What follows `source`: a declared reference, or an address.
fn source(input: Tokens<'_>) -> Parsed<'_, SourceRef> {
    let reference =
        (name("a reference"), opt(text)).map(|(name, section)| SourceRef::Reference(name, section));
    let read = preceded(keyword("read"), cut(date));
    let address = (text, opt(read)).map(|(url, read)| SourceRef::Url(url, read));
    alt((reference, address)).parse(input)
}
