//! Configurations of one service that could as well be one.

use crate::catalog::{Fact, KeyId, ServiceId};
use crate::diagnostic::Code;
use crate::logic::diagram::FALSE;
use crate::pack::Candidate;
use crate::pack::used_keys;

use super::super::finding::{Check, Finding};

/// Findings about configurations: those that say the same, and those that are never preferred.
pub(in super::super) fn configurations(check: &mut Check<'_>) {
    let catalog = check.dated.catalog();
    let services: Vec<Vec<ServiceId>> =
        catalog.services().map(|(_, service)| service.configurations.clone()).collect();
    let keys = used_keys(check.dated.pack(), catalog);
    for configurations in services {
        for (at, later) in configurations.iter().enumerate() {
            let before = invariant!(configurations.get(..at), "those before one of a list");
            let alike = |one: &&ServiceId| keys.iter().all(|key| alike(check, *key, **one, *later));
            if let Some(same) = before.iter().find(alike) {
                mergeable(check, *same, *later);
            } else if let Some(better) = before.iter().find(|one| dominates(check, **one, *later)) {
                dominated(check, *better, *later);
            }
        }
    }
}

/// Whether two configurations say the same of a key, on every day.
fn alike(check: &Check<'_>, key: KeyId, one: ServiceId, other: ServiceId) -> bool {
    let said = |id: ServiceId| check.dated.catalog().service(id).of_key(key).iter();
    let what = |fact: &Fact| {
        (fact.value.clone(), fact.at_least.clone(), fact.at_most.clone(), fact.from, fact.until)
    };
    said(one).map(what).eq(said(other).map(what))
}

fn mergeable(check: &mut Check<'_>, one: ServiceId, other: ServiceId) {
    let catalog = check.dated.catalog();
    let [first, second] = [one, other].map(|id| catalog.service(id));
    let message = format!("`{}` and `{}` say the same of all that a rule reads", first.id, second.id);
    let finding = Finding::new(Code::MergeableConfigurations, &second.id, Some(second.span), message);
    let help = "make them one: a configuration is for limits that hold together only";
    check.findings.push(finding.help(help));
}

fn dominated(check: &mut Check<'_>, better: ServiceId, worse: ServiceId) {
    let catalog = check.dated.catalog();
    let [better, worse] = [better, worse].map(|id| catalog.service(id));
    let message = format!(
        "`{}` is never preferred: `{}` comes before it and fits wherever it does",
        worse.id, better.id
    );
    let finding = Finding::new(Code::DominatedConfiguration, &worse.id, Some(worse.span), message);
    let help =
        "let it come before the other, say in what it can do more, or say with `severity` why it stays";
    check.findings.push(finding.help(help));
}

/// Whether a configuration fits wherever a later one does, as far as it is known and as it may be, and nothing names the later one
/// without it.
fn dominates(check: &mut Check<'_>, better: ServiceId, worse: ServiceId) -> bool {
    let dated = check.dated;
    let (program, pack) = (dated.program(), dated.pack());
    let provider = dated.catalog().service(worse).provider;
    let together = |candidate: &Candidate| {
        let place = |id: ServiceId| candidate.deployments.iter().position(|one| *one == id);
        place(worse).is_none_or(|worse| place(better).is_some_and(|better| better < worse))
    };
    let outcomes = pack.outcomes().iter().flat_map(|outcome| outcome.of(provider));
    if !outcomes.chain(pack.preferences(provider)).all(together) {
        return false;
    }
    let one = |id: ServiceId| program.deployments_of(id).next();
    let (Some(better), Some(worse)) = (one(better), one(worse)) else { return false };
    let Some(model) = check.model.providers.iter().find(|model| model.id == provider) else { return false };
    let fits = |id| model.deployments.get(&id).copied().unwrap_or(FALSE);
    let base = model.base;
    let pairs = [[better, worse], [program.as_verified(better), program.as_verified(worse)]];
    pairs.map(|pair| pair.map(fits)).into_iter().all(|[better, worse]| {
        let not = check.d.not(better);
        let here = check.d.and(worse, not);
        check.d.and(base, here) == FALSE
    })
}
