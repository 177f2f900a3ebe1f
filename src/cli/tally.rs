//! What a run comes to, and the exit code that says so.

use std::collections::BTreeSet;

use crate::catalog::ServiceId;
use crate::eval::{Evaluation, Status};

use super::Exit;

/// What came out, over all workloads.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Every service that was recommended.
    pub(super) recommended: BTreeSet<ServiceId>,
    /// Whether something could not be read or checked.
    pub(super) failed: bool,
    statuses: BTreeSet<Status>,
}

impl Tally {
    /// Adds what came out for one workload.
    pub(super) fn add(&mut self, evaluation: &Evaluation) {
        for provider in &evaluation.providers {
            self.statuses.insert(provider.status);
            self.recommended.extend(provider.conclusion.chosen().map(|chosen| chosen.service));
        }
    }

    /// What came out for one workload, provider by provider.
    pub(super) fn of(came: impl Iterator<Item = (Status, Option<ServiceId>)>) -> Self {
        let (statuses, services): (BTreeSet<Status>, Vec<Option<ServiceId>>) = came.unzip();
        Self { recommended: services.into_iter().flatten().collect(), statuses, failed: false }
    }

    /// Adds what came out for others.
    pub(super) fn join(&mut self, mut other: Self) {
        self.recommended.append(&mut other.recommended);
        self.statuses.append(&mut other.statuses);
        self.failed |= other.failed;
    }

    /// The most important of everything that should be said.
    pub(super) fn exit(&self, strict: bool) -> Exit {
        let any = |status| self.statuses.contains(&status);
        if self.failed {
            Exit::Failure
        } else if any(Status::NoFit) {
            Exit::Findings
        } else if any(Status::Undecided) || strict && (any(Status::Provisional) || any(Status::Unverified)) {
            Exit::Undecided
        } else {
            Exit::Success
        }
    }
}
