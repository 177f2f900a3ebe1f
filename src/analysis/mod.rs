//! What can be said of a pack as a whole: which facts its rules look at, and what a set of evaluations exercises.
//!
//! Takes a compiled pack, and evaluations against it; gives ids and counts. Renders nothing.

mod coverage;
mod usage;

pub use coverage::{Coverage, Gap, Kind};
pub use usage::used_keys;
