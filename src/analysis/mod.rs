//! What can be proven about a requirement or a pack beyond its answer.
//!
//! Takes a [`crate::pack::DatedPack`] and answers, gives ids only. Knows no format and draws nothing.

pub mod contrast;
