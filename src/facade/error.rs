//! What went wrong, with the texts that it is in.

use std::fmt;

use crate::diagnostic::{Code, Diagnostics, Place, Severity, Sources};
use crate::invariant::BrokenInvariant;
use crate::report::diagnostics::{render, render_json};

/// Everything that is wrong with rules or with a workload: never empty.
///
/// Printed, it is what the command line shows: each finding with its source line and a caret, and help that says what to do.
///
/// ```
/// use fingerpost::{Format, Ruleset};
///
/// let rules = Ruleset::embedded("containers")?;
/// let error = rules.read("kind: web_ap\n", Format::Yaml).remove(0).unwrap_err();
/// assert_eq!(error.codes(), ["unknown-option"]);
/// assert!(error.to_string().contains("did you mean `web_app`?"), "{error}");
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone)]
pub struct Error {
    found: Diagnostics,
    sources: Sources,
}

impl Error {
    pub(super) fn new(found: impl Into<Diagnostics>, sources: Sources) -> Self {
        Self { found: found.into(), sources }
    }

    /// What ended at a promise that did not hold.
    pub(super) fn defect(broken: BrokenInvariant) -> Self {
        Self::new(broken.finding(), Sources::new())
    }

    /// The findings, in the order of the text.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.found
    }

    /// The stable codes of the errors among the findings, in order: `docs/diagnostics.md` has a heading for each.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        let errors = self.found.iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| finding.code).map(Code::as_str).collect()
    }

    /// Where each finding is: file, line and column, both from 1; none for what has no place in a text.
    #[must_use]
    pub fn places(&self) -> Vec<Option<Place>> {
        self.found.iter().map(|finding| Some(self.sources.place(finding.span?))).collect()
    }

    /// The findings as JSON lines, one object each, in the form `fingerpost.diagnostic/1` that `--message-format json` prints.
    #[must_use]
    pub fn json_lines(&self) -> String {
        written(|out| render_json(out, &self.found, &self.sources))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(written(|out| render(out, &self.found, &self.sources, false)).trim_end())
    }
}

/// As it prints: what `main` shows when it returns one.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}

impl std::error::Error for Error {}

/// What is written to memory: that cannot fail, and what the renderers write is text.
fn written(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    match write(&mut out) {
        Ok(()) => String::from_utf8_lossy(&out).into_owned(),
        Err(error) => error.to_string(),
    }
}
