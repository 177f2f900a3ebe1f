//! What can be said of a pack as a whole: which facts its rules look at, whether its cases hold, and what a set of
//! evaluations exercises.
//!
//! Takes a compiled pack, and evaluations against it; gives ids, names and counts. Renders nothing.

mod cases;
mod coverage;
mod usage;

pub use cases::{Answered, CaseResult, CaseRun, Difference, Why, run_cases};
pub use coverage::{Coverage, Gap, Kind};
pub use usage::used_keys;
