//! Services, their configurations, and facts.

use std::borrow::Cow;
use std::sync::Arc;

use super::{KeyId, ProviderId, ServiceId, Value};
use crate::diagnostic::Span;
use crate::quantity::Date;

/// How sure a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Inferred, contested or old.
    Low,
    /// Stated by a secondary source, or indirectly.
    Medium,
    /// Stated by the provider.
    High,
}

impl Confidence {
    /// The word of the catalog files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One value of one key of one service, with where it is from.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Its key.
    pub key: KeyId,
    /// Its value; none when it is recorded as unknown, or known within bounds only.
    pub value: Option<Value>,
    /// What it is at least: less than this it cannot be, fewer words it cannot have.
    pub at_least: Option<Value>,
    /// What it is at most.
    pub at_most: Option<Value>,
    /// First day on which it holds; none for "as long as anybody asks".
    pub from: Option<Date>,
    /// First day on which it no longer holds.
    pub until: Option<Date>,
    /// The address it was read at.
    pub source: Cow<'static, str>,
    /// The day on which it was read.
    pub read: Date,
    /// How sure it is.
    pub confidence: Confidence,
    /// What the source says, in our own words.
    pub evidence: Option<Cow<'static, str>>,
    /// What the lesson says, where it differs.
    pub lesson: Option<Cow<'static, str>>,
    /// A qualifier.
    pub note: Option<Cow<'static, str>>,
    /// Where the provider's published API model says the same, for example
    /// `botocore lambda CreateFunctionRequest.Timeout max`; compared by `tests/vendor/`.
    pub model: Option<Cow<'static, str>>,
    /// Where it stands in the catalog file.
    pub span: Span,
}

impl Fact {
    /// Its value in words: `32 GiB`, `at least 80 GiB`, `not known`.
    #[must_use]
    pub fn said(&self) -> String {
        let [value, least, most] =
            [&self.value, &self.at_least, &self.at_most].map(|known| known.as_ref().map(ToString::to_string));
        said(value, least, most)
    }

    /// Whether nothing is known of its value, not even bounds.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.value.is_none() && self.at_least.is_none() && self.at_most.is_none()
    }

    /// The largest amount that it may be, in the smallest unit of its dimension; none where that is not known, or it is no amount.
    #[must_use]
    pub fn most(&self) -> Option<i128> {
        match self.value.as_ref().or(self.at_most.as_ref()) {
            Some(Value::Quantity(quantity)) => Some(quantity.amount),
            _ => None,
        }
    }

    /// Whether it holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// What is known of a value, in words: exactly, within bounds, or not at all.
pub(crate) fn said(value: Option<String>, least: Option<String>, most: Option<String>) -> String {
    match (value, least, most) {
        (Some(value), ..) => value,
        (None, Some(least), Some(most)) => format!("between {least} and {most}"),
        (None, Some(least), None) => format!("at least {least}"),
        (None, None, Some(most)) => format!("at most {most}"),
        (None, None, None) => "not known".to_owned(),
    }
}

/// A service, one configuration of a service, or a companion that only comes beside one.
///
/// A configuration is one way to run its service in which limits couple. It has all facts of its service, except for keys that it
/// has facts of itself: those hide the facts of the service on every day.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its id, for example `aws.ecs-fargate`, or `aws.ecs-fargate.windows` for a configuration.
    pub id: String,
    /// Its provider.
    pub provider: ProviderId,
    /// Its name.
    pub name: Cow<'static, str>,
    /// One sentence.
    pub summary: Cow<'static, str>,
    /// Whether it only comes beside another service.
    pub companion: bool,
    /// The service that it is a configuration of; none for a service.
    pub of: Option<ServiceId>,
    /// What the configuration is called beside its service, for example `on Windows`; none for a service.
    pub configured: Option<String>,
    /// Names that it had before, which may stand for several.
    pub aliases: Vec<String>,
    /// Its configurations, in order of preference; none for a service that is run in one way only.
    pub configurations: Vec<ServiceId>,
    /// Its facts, sorted by key and first day.
    pub(super) facts: Arc<Vec<Fact>>,
    /// The facts of the service that it is a configuration of.
    pub(super) inherited: Option<Arc<Vec<Fact>>>,
    /// Where it stands.
    pub span: Span,
}

impl Service {
    /// The fact of a key on a day; none when nothing is recorded for that day.
    #[must_use]
    pub fn fact(&self, key: KeyId, day: Date) -> Option<&Fact> {
        self.of_key(key).iter().find(|fact| fact.holds_on(day))
    }

    /// The facts of a key, history included, earliest first.
    #[must_use]
    pub fn of_key(&self, key: KeyId) -> &[Fact] {
        let own = of_key(&self.facts, key);
        match &self.inherited {
            Some(inherited) if own.is_empty() => of_key(inherited, key),
            _ => own,
        }
    }

    /// Its own facts, in the order of their keys, history included: for a configuration, what differs from its service.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }
}

fn of_key(facts: &[Fact], key: KeyId) -> &[Fact] {
    let start = facts.partition_point(|fact| fact.key < key);
    let end = facts.partition_point(|fact| fact.key <= key);
    invariant!(facts.get(start..end), "facts are in the order of their keys")
}
