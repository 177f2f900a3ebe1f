//! What cannot happen, and what becomes of a run in which it does: it ends with the place of the defect, never with a plausible answer.
//!
//! Beside the rooms, because each of them makes promises that the others rely on. A default where a promise is broken would be an
//! answer like any other. In tests a broken promise is a panic; in a release it unwinds quietly to [`caught`], and the front door
//! and the command line give it as a finding, `internal-error`.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::diagnostic::{Code, Diagnostic};

/// The value of an option that is never `None`; with `holds:`, a condition that is never false. What is promised is said in
/// words that a person understands who reads the message and not the code.
macro_rules! invariant {
    (holds: $condition:expr, $what:literal) => {
        if !$condition {
            $crate::invariant::broken($what, file!(), line!())
        }
    };
    ($option:expr, $what:literal) => {
        match $option {
            Some(value) => value,
            None => $crate::invariant::broken($what, file!(), line!()),
        }
    };
}

/// A promise of the program that did not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BrokenInvariant {
    what: &'static str,
    file: &'static str,
    line: u32,
}

impl BrokenInvariant {
    /// As it is told to whoever ran into it.
    pub(crate) fn finding(self) -> Diagnostic {
        let Self { what, file, line } = self;
        let message = format!("this is a defect of fingerpost: {what} (at {file}:{line})");
        Diagnostic::general(Code::InternalError, message)
            .help("report it, with the rules and the input; what was answered before it stands")
    }
}

/// Ends the work that relied on a promise.
#[cold]
#[inline(never)]
#[expect(clippy::panic, reason = "a broken promise is a failed test")]
pub(crate) fn broken(what: &'static str, file: &'static str, line: u32) -> ! {
    if cfg!(debug_assertions) {
        panic!("broken invariant: {what} (at {file}:{line})")
    } else {
        // Not a panic: nothing is printed before the finding is.
        resume_unwind(Box::new(BrokenInvariant { what, file, line }))
    }
}

/// Does some work, up to a promise that does not hold. Panics of another kind go on.
///
/// # Errors
/// The promise that did not hold. What the work was about to change may be half done and is not to be used again.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, BrokenInvariant> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| match payload.downcast::<BrokenInvariant>() {
        Ok(broken) => *broken,
        Err(other) => resume_unwind(other),
    })
}

/// A broken promise as a release meets it.
#[cfg(test)]
pub(crate) fn broken_quietly() -> ! {
    resume_unwind(Box::new(BrokenInvariant { what: "a list has a first", file: "a.rs", line: 7 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(list: &[u8]) -> u8 {
        *invariant!(list.first(), "a list has a first")
    }

    /// What a panic says.
    fn said<T: std::fmt::Debug>(work: impl FnOnce() -> T) -> String {
        let payload = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
        *payload.downcast::<String>().unwrap()
    }

    #[test]
    fn what_is_promised_is_had() {
        assert_eq!(first(&[3, 4]), 3);
        invariant!(holds: first(&[3]) < 4, "three is less than four");
    }

    #[test]
    #[cfg(debug_assertions)]
    fn a_broken_promise_is_a_panic_with_its_place() {
        let text = said(|| first(&[]));
        assert!(text.contains("a list has a first (at src"), "{text}");
        assert!(text.contains("invariant.rs:"), "{text}");
        let text = said(|| invariant!(holds: first(&[3]) > 4, "three is more than four"));
        assert!(text.contains("three is more than four"), "{text}");
    }

    #[test]
    #[cfg(not(debug_assertions))]
    fn a_broken_promise_is_caught() {
        assert_eq!(caught(|| first(&[])).unwrap_err().what, "a list has a first");
    }

    #[test]
    fn what_is_caught_is_told_as_a_defect() {
        let broken = caught(|| -> () { broken_quietly() }).unwrap_err();
        let finding = broken.finding();
        assert_eq!(finding.code.as_str(), "internal-error");
        assert_eq!(finding.message, "this is a defect of fingerpost: a list has a first (at a.rs:7)");
        assert_eq!(caught(|| 5), Ok(5));
    }

    #[test]
    fn other_panics_go_on() {
        let text = said(|| caught(|| -> () { resume_unwind(Box::new("another".to_owned())) }));
        assert_eq!(text, "another");
    }
}
