//! What is proven about rules, and what a change of them changes.

mod check;
mod diff;
mod sarif;

pub use check::{check, check_json};
pub use diff::{Head, diff, diff_json, diff_markdown};
pub use sarif::check_sarif;

use serde::Serialize;

use crate::diagnostic::{Sources, Span};
use crate::proof::Witness;

/// A requirement and what was seen when it was run.
#[derive(Serialize)]
struct WitnessRecord<'a> {
    requirement: &'a str,
    seen: &'a str,
}

impl<'a> WitnessRecord<'a> {
    fn of(witness: &'a Witness) -> Self {
        Self { requirement: &witness.yaml, seen: &witness.seen }
    }
}

fn place(sources: &Sources, span: Option<Span>) -> Option<crate::diagnostic::Place> {
    span.filter(|span| sources.get(span.source).is_some()).map(|span| sources.place(span))
}
