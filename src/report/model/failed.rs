//! What could not be answered, and why.

use serde::Serialize;

/// A workload that is not answered because something is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct FailedRecord {
    /// The name of the workload, as far as it could be read; null for what is wrong with an input as a whole.
    pub workload: Option<String>,
    /// What is wrong with it: one error or more, and what else was found, in the order of the text.
    pub diagnostics: Vec<DiagnosticRecord>,
}

/// One finding, in the form `fingerpost.diagnostic/1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct DiagnosticRecord {
    /// Always `fingerpost.diagnostic/1`.
    pub schema: String,
    /// Its stable code, in words with hyphens: `unknown-question`. `docs/diagnostics.md` has a heading for each.
    pub code: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// What is wrong, in one sentence. It may quote what was read: escape it where it is shown.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: PlaceRecord,
    /// What to do; null where there is nothing to advise.
    pub help: Option<String>,
    /// Other places that matter, such as the first of two; empty when there are none.
    pub related: Vec<RelatedRecord>,
}

/// Another place that matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RelatedRecord {
    /// Why it matters, in a few words.
    pub message: String,
    /// Where it is.
    #[serde(flatten)]
    pub place: PlaceRecord,
}

/// Where something begins and where it ends, the end exclusive. Lines and columns count from 1, columns in characters; all of
/// it is null for what has no place in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct PlaceRecord {
    /// The file, as it was named by whoever handed it over.
    pub file: Option<String>,
    /// The line of its first character, 1 or more.
    pub line: Option<usize>,
    /// The column of its first character, 1 or more.
    pub column: Option<usize>,
    /// The line of the character after its last one, 1 or more.
    pub end_line: Option<usize>,
    /// The column of the character after its last one, 1 or more.
    pub end_column: Option<usize>,
}
