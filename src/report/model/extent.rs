//! A range of a file.

use serde::Serialize;

use crate::diagnostic::{Sources, Span};

/// A place in a file; lines and columns count from 1, the end is exclusive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema))]
pub struct Extent {
    /// The file.
    pub file: String,
    /// The first line.
    pub line: usize,
    /// The first column, in characters.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// One past the last column.
    pub end_column: usize,
}

impl Extent {
    /// Where a span lies.
    pub(in crate::report) fn of(span: Span, sources: &Sources) -> Self {
        let start = sources.place(span);
        let end = sources.place(Span { start: span.end.max(span.start), ..span });
        Self {
            file: start.file,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}
