#![doc = include_str!("../README.md")]
// Rooms in layer order; each uses only those above it. See `docs/architecture.md`.
#![cfg_attr(
    not(feature = "cli"),
    allow(dead_code, unused_imports, reason = "proofs of packs are asked for by the command line alone")
)]

pub mod diagnostic;
pub mod quantity;

pub mod logic;

pub mod language;

pub mod catalog;

pub mod graph;

pub mod pack;

pub mod program;

pub mod requirement;

pub mod eval;

pub mod analysis;

pub mod inquiry;

pub mod report;

mod facade;

pub use facade::{Answer, Decision, Error, ProviderDecision, Recommendation, Ruleset, Workload};

pub use eval::Status;
pub use requirement::read::Format;

#[cfg(feature = "cli")]
pub mod editor;

#[cfg(feature = "cli")]
pub mod cli;
