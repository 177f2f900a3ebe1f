//! Cases: what a pack must answer. Their names are those of the pack; whether they hold, a run says.

use crate::diagnostic::Spanned;
use crate::quantity::Date;

/// A requirement, and what has to come out for it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name.
    pub name: Spanned<String>,
    /// The day whose facts apply; none for that of the pack.
    pub as_of: Option<Date>,
    /// What the requirement states.
    pub given: Vec<Given>,
    /// What comes out, by provider.
    pub expect: Vec<Expect>,
    /// What must be rejected.
    pub reject: Vec<Reject>,
    /// Services that must come along.
    pub companions: Vec<Spanned<String>>,
    /// Nodes that a walk must pass, or the outcome that it must end at.
    pub through: Vec<Spanned<String>>,
    /// Caveats that must be given.
    pub warns: Vec<Spanned<String>>,
    /// Whether it says where its expectation is from.
    pub is_cited: bool,
}

/// An answer as a case gives it: its type is checked when the case is run, as that of a file would be.
#[derive(Clone, Debug)]
pub struct Given {
    /// The question or short key.
    pub question: Spanned<String>,
    /// Its answer.
    pub value: Spanned<GivenValue>,
    /// The answer in the canonical layout of rule files.
    pub written: String,
}

/// What kind of value is given.
#[derive(Clone, Debug)]
pub enum GivenValue {
    /// A number without a unit, as written.
    Number(String),
    /// A word, a text without its quotes, or an amount.
    Text(String),
    /// `[a, b]`
    List(Vec<Spanned<GivenValue>>),
}

/// What has to come out for one provider.
#[derive(Clone, Debug)]
pub struct Expect {
    /// The provider.
    pub provider: String,
    /// A service, or `no_fit`, or `undecided`.
    pub answer: Spanned<String>,
    /// The form, where it matters.
    pub form: Option<String>,
    /// `decided`, `provisional` or `unverified`, where it matters.
    pub status: Option<String>,
}

/// A service that must be rejected.
#[derive(Clone, Debug)]
pub struct Reject {
    /// The service.
    pub service: Spanned<String>,
    /// The constraint that must have rejected it; any, if none.
    pub by: Option<String>,
}
