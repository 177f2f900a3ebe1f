//! What can be proven about a requirement or a pack beyond its answer, whether its cases hold, and what a set of
//! evaluations exercises.
//!
//! Takes a [`crate::program::DatedRules`] and answers or evaluations, gives ids, names and counts. Knows no format and draws nothing.

mod cases;
pub mod contrast;
mod coverage;
#[cfg(feature = "yaml")]
pub mod rules;
mod usage;

pub use cases::{Answered, CaseResult, CaseRun, Difference, Why, run_cases};
pub use coverage::{Coverage, Gap, Kind};
pub use usage::used_keys;
