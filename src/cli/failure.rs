//! Why a command stopped before its end.

use std::{fmt, io};

use clap::error::ErrorKind;

use crate::diagnostic::{Diagnostic, Diagnostics, Sources};

use super::Exit;

/// What ends a run early.
pub(super) enum Failure {
    /// Findings that are still to be told.
    Found { exit: Exit, found: Diagnostics, sources: Sources },
    /// Standard output cannot be written; a closed pipe is one of these.
    Output(io::Error),
    /// The command line cannot be understood, in the words of its parser.
    Usage(clap::Error),
}

impl Failure {
    /// Something could not be read or checked.
    pub(super) fn of(found: Diagnostics, sources: Sources) -> Self {
        Self::Found { exit: Exit::Failure, found, sources }
    }

    /// An argument names something that is not there.
    pub(super) fn usage(finding: Diagnostic) -> Self {
        Self::Found { exit: Exit::Usage, found: finding.into(), sources: Sources::new() }
    }
}

impl From<Diagnostic> for Failure {
    fn from(finding: Diagnostic) -> Self {
        Self::of(finding.into(), Sources::new())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Self {
        Self::Usage(error)
    }
}

/// What is wrong with a command line, in words; how the program is used is added where it is printed.
pub(super) fn usage_error(kind: ErrorKind, message: impl fmt::Display) -> clap::Error {
    clap::Error::raw(kind, message)
}
