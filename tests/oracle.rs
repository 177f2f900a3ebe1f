//! The engine against a second, naive evaluator that shares only parsed types with it.
//!
//! `rules` reads the parsed tree, `judge` interprets it; neither knows codes, formulas, regions or compiled packs.

mod agreement;
mod completions;
mod containers;
mod contrast;
mod judge;
mod limits;
mod one_semantics;
#[cfg(feature = "yaml")]
mod proofs;
mod random;
mod rules;
mod sentences;
mod soundness;
mod statuses;
#[cfg(feature = "yaml")]
mod sweep;
mod tiny;

pub(crate) use agreement::{Bench, checked, verdict};
pub(crate) use containers::World;
pub(crate) use random::Random;
pub(crate) use rules::Val;
