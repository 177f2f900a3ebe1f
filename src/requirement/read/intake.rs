//! What has been read of one text so far.

use super::{MAX_ERRORS_PER_FILE, Reading};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceId, Span};
use crate::requirement::RawRequirement;

/// Collects workloads and errors, and says when there have been enough of them.
pub(super) struct Intake {
    source: SourceId,
    /// Where in the source the text begins that the reader is looking at.
    base: usize,
    pub(super) workloads: Vec<RawRequirement>,
    diagnostics: Diagnostics,
    /// Values copied from shared entries so far.
    pub(super) copies: usize,
    stopped: bool,
}

impl Intake {
    pub(super) fn new(source: SourceId, base: usize) -> Self {
        let (workloads, diagnostics) = (Vec::new(), Diagnostics::new());
        Self { source, base, workloads, diagnostics, copies: 0, stopped: false }
    }

    /// The span of bytes of the text that the reader is looking at.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, self.base + start, self.base + end)
    }

    /// Moves on to a later part of the same source.
    pub(super) fn advance(&mut self, bytes: usize) {
        self.base += bytes;
    }

    /// Notes an error; past the limit it notes that there are too many, once.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.stopped {
            return;
        }
        if self.diagnostics.len() < MAX_ERRORS_PER_FILE {
            self.diagnostics.push(diagnostic);
            return;
        }
        let message = format!("more than {MAX_ERRORS_PER_FILE} errors in this file, the rest is not read");
        self.stop(Diagnostic { span: diagnostic.span, ..Diagnostic::general(Code::TooMany, message) });
    }

    /// Notes an error after which nothing more of this text is read.
    pub(super) fn stop(&mut self, diagnostic: Diagnostic) {
        if !self.stopped {
            self.diagnostics.push(diagnostic);
        }
        self.stopped = true;
    }

    /// Whether reading on is pointless.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped
    }

    pub(super) fn finish(self) -> Reading {
        Reading::new(self.workloads, self.diagnostics)
    }
}

/// Nested too deeply; the same words for every format.
pub(super) fn too_deep(place: Span) -> Diagnostic {
    let message = format!("lists and mappings are nested more than {} deep", super::MAX_DEPTH);
    Diagnostic::error(Code::TooDeep, place, message).help("requirement files are flat: remove the nesting")
}
