//! Workloads that were read with something missing: they are not answered.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::requirement::RawRequirement;

/// Workloads that were read and are not to be answered, because something in them was not.
pub(super) struct Spoilt {
    inside: Vec<Span>,
    all: bool,
}

impl Spoilt {
    /// Holds the findings of a reading against the workloads that it gave.
    pub(super) fn new(found: &Diagnostics, workloads: &[RawRequirement]) -> Self {
        let mut spoilt = Self { inside: Vec::new(), all: false };
        for finding in found {
            let Some(span) = finding.span else { continue };
            // What several workloads share stands outside all of them.
            let shared = !workloads.iter().any(|workload| covers(workload.span, span));
            spoilt.all |= shared && finding.code == Code::DuplicateKey;
            spoilt.inside.push(span);
        }
        spoilt
    }

    /// Whether a workload is one of them.
    pub(super) fn includes(&self, workload: &RawRequirement) -> bool {
        self.all || self.inside.iter().any(|span| covers(workload.span, *span))
    }
}

fn covers(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.start < outer.end
}

/// Findings about what several workloads share come once.
pub(super) fn without_repetition(found: &Diagnostics) -> Diagnostics {
    let mut once = Diagnostics::new();
    let mut before: Option<&Diagnostic> = None;
    for finding in found {
        if before != Some(finding) {
            once.push(finding.clone());
        }
        before = Some(finding);
    }
    once
}
