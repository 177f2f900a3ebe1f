//! What went wrong, where, and what to do about it.
//!
//! Takes spans and codes, gives [`Diagnostic`]s as plain data. Knows no domain word beyond the
//! list of codes, and draws nothing: rendering is the business of `report`.

mod code;
mod escape;
mod near;
mod source;

use std::fmt;

pub use code::Code;
pub use escape::terminal;
pub(crate) use escape::{is_unsafe, push_escaped};
pub(crate) use near::did_you_mean;
pub use near::{meant, nearest};
pub use source::{Place, Source, SourceId, Sources, Span, Spanned};

/// How much a diagnostic matters.
///
/// ```
/// use fingerpost::{Ruleset, Severity};
///
/// // Facts are recorded up to a day: a later one is answered, with a warning.
/// let later = Ruleset::embedded("containers")?.as_of("2039-01-01")?;
/// assert_eq!(later.warnings().iter().next().map(|finding| finding.severity), Some(Severity::Warning));
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The input is refused.
    Error,
    /// The input is accepted, and somebody should look at it.
    Warning,
    /// Nothing has to be done.
    Info,
}

impl Severity {
    /// Its word in rule files and in documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One finding: a code, one sentence, the place, and help.
///
/// The message is lower case, without a full stop and without a line break; text from users
/// stands in backticks; advice belongs in `help`.
///
/// ```
/// use fingerpost::{Format, Ruleset};
///
/// let error = Ruleset::embedded("containers")?.read("memroy: 2 GiB", Format::Yaml).remove(0).unwrap_err();
/// let finding = error.diagnostics().iter().next().unwrap();
/// assert_eq!(finding.message, "`memroy` is not a question of the pack");
/// assert_eq!(finding.help.as_deref(), Some("did you mean `memory`?"));
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable identifier, documented in `docs/diagnostics.md`.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one sentence. It may quote what was read: escape it where it is shown.
    pub message: String,
    /// Where it is; none for what has no place in a file.
    pub span: Option<Span>,
    /// Other places that matter, each with a few words.
    pub related: Vec<(Span, String)>,
    /// What to do; none where there is nothing to advise.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::general(code, message) }
    }

    /// An error that has no place in a file (a missing file, a wrong flag).
    #[must_use]
    pub fn general(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            span: None,
            related: Vec::new(),
            help: None,
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the advice "did you mean …?" when there is a near name.
    #[must_use]
    pub fn suggest(self, near: Option<&str>) -> Self {
        match near {
            Some(near) => self.help(did_you_mean(&[near])),
            None => self,
        }
    }

    /// Adds another place that matters.
    #[must_use]
    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }
}

/// Diagnostics in the order in which they were found.
///
/// ```
/// use fingerpost::{Format, Ruleset};
///
/// let text = "kind: bach\nmemory: lots\n";
/// let error = Ruleset::embedded("containers")?.read(text, Format::Yaml).remove(0).unwrap_err();
/// assert_eq!(error.diagnostics().len(), 2, "every error of a workload, not only the first");
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// No diagnostics yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another list.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether any of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.severity == Severity::Error)
    }

    /// Whether there are none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// The same, where a finding that follows itself counts once: what several workloads share is found for each of them.
    #[must_use]
    pub fn without_repetition(&self) -> Self {
        let mut once = self.0.clone();
        once.dedup();
        Self(once)
    }

    /// Sorts by file and place; those without a place come first.
    pub fn sort(&mut self) {
        self.0.sort_by_key(|d| d.span.map(|s| (s.source, s.start, s.end)));
    }
}

/// One line for each: `error[unknown-service]: …`, then its help. Places need the files that they are in, see
/// [`crate::Error`].
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, diagnostic) in self.iter().enumerate() {
            let line = if at == 0 { "" } else { "\n" };
            let (severity, code) = (diagnostic.severity.as_str(), diagnostic.code.as_str());
            write!(f, "{line}{severity}[{code}]: {}", terminal(&diagnostic.message))?;
            if let Some(help) = &diagnostic.help {
                write!(f, "\n  help: {}", terminal(help))?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostic, Diagnostics};

    #[test]
    fn diagnostics_are_an_error_that_prints_a_line_for_each_with_its_help() {
        let mut found = Diagnostics::from(Diagnostic::general(Code::EmptyInput, "there is no `a\u{1b}`"));
        found
            .push(Diagnostic::general(Code::UnknownService, "unknown service `x`").help("did you mean `y`?"));
        let error: Box<dyn std::error::Error + Send + Sync> = Box::new(found);
        let expected = "error[empty-input]: there is no `a\\u{1b}`\n\
                        error[unknown-service]: unknown service `x`\n  help: did you mean `y`?";
        assert_eq!(error.to_string(), expected);
    }
}
