//! What can be proven about a requirement or a pack beyond its answer, and what a set of evaluations exercises.
//!
//! Takes a [`crate::pack::DatedPack`] and answers or evaluations, gives ids and counts. Knows no format and draws nothing.

pub mod contrast;
mod coverage;
mod usage;

pub use coverage::{Coverage, Gap, Kind};
pub use usage::used_keys;
