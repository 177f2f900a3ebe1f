//! Explanations: why not another service, what other answers would change, which answers decide.

mod build;
mod difference;
mod lines;
mod markdown;
pub mod model;
#[cfg(feature = "cli")]
mod text;
mod words;

use std::io::{self, Write};

pub use build::Contrast;
pub use difference::difference;
pub use markdown::render as markdown;
pub use model::{Explanation, Explanations, SCHEMA};
#[cfg(feature = "cli")]
pub use text::render as text;
#[cfg(feature = "cli")]
pub(super) use words::broken;
pub(super) use words::with;

/// Writes the whole document as JSON, indented, with a line break at its end.
///
/// # Errors
/// Those of `out`.
pub fn json(out: &mut dyn Write, document: &Explanations) -> io::Result<()> {
    super::json::pretty(out, document)
}
