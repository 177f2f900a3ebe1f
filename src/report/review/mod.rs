//! Reviews: is a choice that somebody made already defensible? One model, one renderer per format.

#[cfg(feature = "cli")]
mod annotations;
mod build;
#[cfg(feature = "cli")]
mod junit;
mod markdown;
pub mod model;
mod sarif;
#[cfg(feature = "cli")]
mod text;

use std::io::{self, Write};

#[cfg(feature = "cli")]
pub use annotations::render as annotations;
pub use build::build;
#[cfg(feature = "cli")]
pub use junit::render as junit;
pub use markdown::render as markdown;
pub use model::{ProposalRecord, Review, Reviews, SCHEMA};
pub use sarif::render as sarif;
#[cfg(feature = "cli")]
pub use text::render as text;

use super::contrast::with;
use super::words;
use model::Cost;

/// Writes the whole document as JSON, indented, with a line break at its end.
///
/// # Errors
/// Those of `out`.
pub fn json(out: &mut dyn Write, document: &Reviews) -> io::Result<()> {
    super::json::pretty(out, document)
}

/// `Memory: 30 GB, not 244 GB`.
fn cost(cost: &Cost) -> String {
    format!(
        "{}: {}, not {}",
        cost.title,
        words::known_value(&cost.chosen),
        words::known_value(&cost.recommended)
    )
}

/// Everything that could be recommended, while that is not settled.
fn could_be(proposal: &ProposalRecord) -> Option<String> {
    words::open_ends(proposal.status?, &proposal.possible)
}

/// What has to be found out first, each sentence once.
fn to_verify(proposal: &ProposalRecord) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for doubt in &proposal.to_verify {
        if !texts.contains(&doubt.text) {
            texts.push(doubt.text.clone());
        }
    }
    texts
}

/// A finding on one line.
fn one_line(proposal: &ProposalRecord) -> String {
    lines(proposal).join("; ")
}

/// A finding: the verdict, and then what there is to know, a line each.
fn lines(proposal: &ProposalRecord) -> Vec<String> {
    let mut lines = vec![format!("{} ({}): {}", proposal.name, proposal.service, proposal.text)];
    lines.extend(proposal.against.refused.iter().map(|broken| match &broken.fact {
        Some(fact) => format!("{} ({}, read {})", broken.text, fact.source, fact.as_of),
        None => broken.text.clone(),
    }));
    lines.extend(proposal.instead().map(|other| format!("rather: {other}")));
    lines.extend(could_be(proposal).map(|possible| format!("could be: {possible}")));
    lines.extend(with(&proposal.against).into_iter().map(|changes| format!("recommended with: {changes}")));
    lines.extend(to_verify(proposal).into_iter().map(|text| format!("to verify: {text}")));
    lines.extend(proposal.costs.iter().map(|cost| format!("costs: {}", self::cost(cost))));
    lines.extend(proposal.caveats.iter().map(|caveat| format!("mind: {}", caveat.text)));
    lines
}
