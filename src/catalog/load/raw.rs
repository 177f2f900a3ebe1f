//! A service file as it was written, values not yet typed.
//!
//! The build script makes the same form of the embedded catalog, as constants: a start then has
//! no TOML to parse. It shares this file, which therefore uses nothing of the crate.

use std::borrow::Cow;

/// A text that lives in the binary or in the catalog that was read.
pub(crate) type Text = Cow<'static, str>;

/// A text and the bytes where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) text: Text,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A service.
#[derive(Clone, Debug)]
pub(crate) struct RawService {
    pub(crate) id: Placed,
    pub(crate) name: Text,
    pub(crate) summary: Text,
    pub(crate) companion: bool,
    pub(crate) facts: Cow<'static, [RawFact]>,
    pub(crate) configurations: Cow<'static, [RawConfiguration]>,
}

/// One `[[configuration]]`, or one `[[variant]]`: then `of` are the configurations that it crosses.
#[derive(Clone, Debug)]
pub(crate) struct RawConfiguration {
    pub(crate) id: Placed,
    pub(crate) name: Text,
    pub(crate) like: Option<Placed>,
    pub(crate) of: Option<Cow<'static, [Text]>>,
    pub(crate) alias: Cow<'static, [Text]>,
    pub(crate) facts: Cow<'static, [RawFact]>,
}

/// One `[[fact]]`.
#[derive(Clone, Debug)]
pub(crate) struct RawFact {
    pub(crate) key: Placed,
    pub(crate) value: RawKnown,
    /// The bytes of the value.
    pub(crate) at: (usize, usize),
    pub(crate) source: Placed,
    pub(crate) read: Placed,
    pub(crate) confidence: Placed,
    pub(crate) from: Option<Placed>,
    pub(crate) until: Option<Placed>,
    pub(crate) evidence: Option<Text>,
    pub(crate) lesson: Option<Text>,
    pub(crate) note: Option<Text>,
    pub(crate) model: Option<Text>,
}

/// What is known of a fact's value.
#[derive(Clone, Debug)]
pub(crate) enum RawKnown {
    /// `value`
    Exactly(RawValue),
    /// `at_least`, `at_most`, or both.
    Between(Option<RawValue>, Option<RawValue>),
    /// `without`: what the service has, on each day, without these words.
    Without(Cow<'static, [Text]>),
    /// None of these, or too many of them.
    Unclear,
}

/// The value of a fact as TOML tells it apart.
#[derive(Clone, Debug)]
pub(crate) enum RawValue {
    YesNo(bool),
    Integer(i64),
    Text(Text),
    List(Cow<'static, [Text]>),
    /// Something that no fact can be.
    Other,
}
