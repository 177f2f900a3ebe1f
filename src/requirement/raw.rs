//! Answers as they were written, before any pack has looked at them.

use crate::diagnostic::{Span, Spanned};

/// One workload, as written. Equality is that of the entries: where they stood does not matter.
#[derive(Clone, Debug)]
pub struct RawRequirement {
    /// Its entries in the order of the file, no key twice; entries shared by the whole file come
    /// last, with the place where they were written.
    pub entries: Vec<RawEntry>,
    /// The mapping that states it.
    pub span: Span,
}

impl PartialEq for RawRequirement {
    fn eq(&self, other: &Self) -> bool {
        self.entries == other.entries
    }
}

impl Eq for RawRequirement {}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawEntry {
    /// The key without quotes; its span has them.
    pub key: Spanned<String>,
    /// The value.
    pub value: Spanned<RawValue>,
}

/// A value as the file format tells it apart; types of questions come later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawValue {
    /// `null`, `~`, or nothing after the colon.
    Null,
    /// `true` or `false`; YAML's `yes` and `no` are texts.
    YesNo(bool),
    /// The literal exactly as written: `0.50`, `1e3`, in TOML also `1_000` and in YAML and TOML `0xFF`.
    Number(String),
    /// A text without its quotes; also a TOML date, as written.
    Text(String),
    /// A list.
    List(Vec<Spanned<RawValue>>),
    /// A mapping in the order of the file, no key twice.
    Map(Vec<RawEntry>),
}

impl RawValue {
    /// What it is, with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::YesNo(_) => "a yes or no",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a mapping",
        }
    }
}
