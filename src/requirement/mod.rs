//! What a user says about a workload.
//!
//! Takes YAML, JSON, JSON lines or TOML text, gives [`RawRequirement`]s: spanned values as they were
//! written; then, held against the questions of a pack, a [`Requirement`]: typed answers without
//! contradictions, and the [`EncodedAnswers`] of their codes. What somebody types and what is set for all workloads come in here too.
//! Reads no file and walks no graph.

mod answer;
mod check;
mod checked;
mod contradiction;
mod direct;
mod overrides;
mod proposed;
mod raw;
pub mod read;
mod typed;

pub use crate::program::EncodedAnswers;
pub use answer::{AnswerForm, MAX_ANSWER, parse_answer};
pub use check::check;
pub use checked::{Requirement, Stated};
pub use direct::Direct;
pub use overrides::{Assignment, Overrides};
pub use proposed::{Choice, KEY as PROPOSED, choice};
pub use raw::{RawEntry, RawRequirement, RawValue};
