//! fingerpost: rules-driven advice on which cloud service a workload should run on, and why.
//!
//! Rooms in layer order; each uses only those above it. See `docs/architecture.md`.

pub mod catalog;
pub mod diagnostic;
pub mod eval;
pub mod graph;
pub mod language;
pub mod logic;
pub mod pack;
pub mod quantity;
pub mod report;
pub mod requirement;
