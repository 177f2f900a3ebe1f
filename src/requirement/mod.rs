//! What a user says about a workload.
//!
//! Takes YAML, JSON, JSON lines or TOML text, gives [`RawRequirement`]s: spanned values as they were
//! written. Knows no pack here, so no question, type or unit; and reads no file.

mod raw;
pub mod read;

pub use raw::{RawEntry, RawRequirement, RawValue};
