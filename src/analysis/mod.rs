//! What can be said of a pack as a whole: whether its cases hold, and what a set of evaluations exercises.
//!
//! Takes a compiled pack, and evaluations against it; gives ids, names and counts. Renders nothing.

mod cases;
mod coverage;

pub use cases::{Answered, CaseResult, CaseRun, Difference, Why, run_cases};
pub use coverage::{Coverage, Gap, Kind};
