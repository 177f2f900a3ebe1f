//! What a user says about a workload.
//!
//! Takes YAML, JSON, JSON lines or TOML text, gives [`RawRequirement`]s: spanned values as they were
//! written; then, held against the questions of a pack, a [`Requirement`]: typed answers without
//! contradictions, and the [`Sheet`] of their codes. Reads no file and walks no graph.

mod check;
mod checked;
mod contradiction;
mod direct;
mod proposed;
mod raw;
pub mod read;
mod typed;

pub use crate::program::Sheet;
pub use check::check;
pub use checked::{Requirement, Stated};
pub use direct::Direct;
pub use proposed::{Choice, KEY as PROPOSED, choice};
pub use raw::{RawEntry, RawRequirement, RawValue};
