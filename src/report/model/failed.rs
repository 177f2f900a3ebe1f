//! What could not be answered, and why.

use serde::Serialize;

/// A workload that is not answered because something is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct FailedRecord {
    /// Its name, as far as it could be read; null for what is wrong with an input as a whole.
    pub workload: Option<String>,
    /// What is wrong with it.
    pub diagnostics: Vec<DiagnosticRecord>,
}

/// One finding, in the form `fingerpost.diagnostic/1`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct DiagnosticRecord {
    /// Always `fingerpost.diagnostic/1`.
    pub schema: String,
    /// Its stable code: `docs/diagnostics.md` has a heading for each.
    pub code: String,
    /// `error`, `warning` or `info`.
    pub severity: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    #[serde(flatten)]
    pub place: PlaceRecord,
    /// What to do.
    pub help: Option<String>,
    /// Other places that matter.
    pub related: Vec<RelatedRecord>,
}

/// Another place that matters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct RelatedRecord {
    /// Why it matters.
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
    /// The file, as it was named.
    pub file: Option<String>,
    /// The line of its first character.
    pub line: Option<usize>,
    /// The column of its first character.
    pub column: Option<usize>,
    /// The line of the character after its last one.
    pub end_line: Option<usize>,
    /// The column of the character after its last one.
    pub end_column: Option<usize>,
}
