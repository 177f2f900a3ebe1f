//! Exit codes: a contract with scripts, tabled in `docs/cli.md`.

use std::process::{ExitCode, Termination};

/// How a run ended.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything that was asked is answered.
    Success = 0,
    /// Something could not be read, checked or written; what could be answered is on standard output.
    Failure = 1,
    /// The command line is wrong.
    Usage = 2,
    /// There is a finding: no service fits, or a reviewed choice does not pass.
    Findings = 3,
    /// An answer is missing; under `--strict`, or depends on an assumption or on a fact that is not known.
    Undecided = 4,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
