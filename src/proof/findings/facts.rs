//! Facts: keys that no rule reads, facts that a constraint asks for and nobody recorded, facts that are old.

use std::collections::BTreeMap;

use crate::catalog::{KeyId, ServiceId};
use crate::diagnostic::Code;
use crate::pack::used_keys;
use crate::pack::{ConstraintId, FactRef};
use crate::program::DatedRules;

use super::super::finding::{Check, Finding};
use super::super::model::Place;
use super::super::witness::Claim;
use crate::logic::diagram::{FALSE, Node};

/// How many services a finding names.
const NAMED: usize = 4;

/// Findings about facts.
pub(in super::super) fn facts(check: &mut Check<'_>) {
    unused(check);
    missing(check);
    stale(check);
}

fn unused(check: &mut Check<'_>) {
    let used = used_keys(check.dated.pack(), check.dated.catalog());
    for (id, key) in check.dated.catalog().keys() {
        if !used.contains(&id) && key.kept_for.is_none() {
            let message = format!("no rule reads the fact `{}`", key.name);
            let finding = Finding::new(Code::UnusedFact, &key.name, None, message);
            check.findings.push(finding.help("use it in a rule, or delete the key and its facts"));
        }
    }
}

/// Services that can be recommended although a constraint could not be checked, because a fact is not known.
fn missing(check: &mut Check<'_>) {
    let dated = check.dated;
    for (index, constraint) in dated.pack().constraint_ids() {
        let mut places: Vec<(usize, ServiceId, Node)> = Vec::new();
        for at in 0..check.model.providers.len() {
            let catalog = dated.catalog();
            let services: Vec<ServiceId> = check
                .model
                .providers
                .get(at)
                .map(|it| it.fits.keys().flat_map(|id| catalog.configurations(*id)).collect())
                .unwrap_or_default();
            for service in services {
                let here = unverified(check, (at, service), index, places.is_empty());
                if here != FALSE {
                    places.push((at, service, here));
                }
            }
        }
        let Some((at, service, here)) = places.first().copied() else { continue };
        let mut named: Vec<&str> = places
            .iter()
            .take(NAMED)
            .map(|(_, service, _)| dated.catalog().service(*service).id.as_str())
            .collect();
        let more = places.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        named.dedup();
        let facts = constraint.need.facts();
        let unknown = facts.iter().filter(|fact| !is_known(dated, service, **fact));
        let mut unknown: Vec<&str> =
            unknown.map(|fact| dated.catalog().key(fact.key).name.as_str()).collect();
        unknown.dedup();
        let (unknown, named) = (unknown.join("`, `"), named.join(", "));
        let message =
            format!("`{}` cannot be checked where `{unknown}` is not known: {named}{more}", constraint.name);
        let finding = Finding::new(Code::MissingFact, &constraint.name, Some(constraint.span), message);
        let finding = finding.help("record the fact, or say with `severity` why it may stay unknown");
        let Some(provider) = check.model.providers.get(at).map(|provider| provider.id) else { continue };
        check.found(finding, here, &Claim::Unverified(provider, service, index));
    }
}

/// Where a service is recommended, and a constraint that binds is unknown for a configuration of it for want of a fact.
fn unverified(
    check: &mut Check<'_>,
    (at, service): (usize, ServiceId),
    index: ConstraintId,
    show: bool,
) -> Node {
    let dated = check.dated;
    let need = &dated.constraint(index).need;
    if need.facts().into_iter().all(|fact| is_known(dated, service, fact)) {
        return FALSE;
    }
    let own = |it: &&crate::program::Written| it.configuration == service && it.constraint == index;
    let Some(written) = check.written.get(at).and_then(|all| all.iter().find(own)).copied() else {
        return FALSE;
    };
    let open = check.d.and(written.binds, written.unknown);
    let whole = dated.catalog().service_of(service);
    let own = |place: &&Place| place.at == at && place.service == whole;
    let wins = check.places.iter().find(own).map_or(FALSE, |place| place.wins);
    // Only the first is shown: for all others it is enough that there is one.
    match (check.d.meet(&[open, wins]), show) {
        (false, _) => FALSE,
        (true, true) => check.d.and(open, wins),
        (true, false) => open,
    }
}

/// Whether the catalog has a value for a fact that is asked of a service, or of what comes along with it.
fn is_known(dated: &DatedRules, service: ServiceId, fact: FactRef) -> bool {
    let found = dated.catalog().service(fact.holder(service)).fact(fact.key, dated.as_of());
    found.is_some_and(|found| found.value.is_some())
}

/// Facts that hold on the day and were read longer before it than their key allows.
fn stale(check: &mut Check<'_>) {
    let dated = check.dated;
    let mut old: BTreeMap<KeyId, Vec<(&str, crate::diagnostic::Span)>> = BTreeMap::new();
    for (_, service) in dated.catalog().holders() {
        for fact in service.facts().iter().filter(|fact| fact.until.is_none() && fact.holds_on(dated.as_of()))
        {
            let age = dated.as_of().days() - fact.read.days();
            if dated.catalog().key(fact.key).max_age.is_some_and(|limit| age > limit) {
                old.entry(fact.key).or_default().push((service.id.as_str(), fact.span));
            }
        }
    }
    for (key, places) in old {
        let key = dated.catalog().key(key);
        let named: Vec<&str> = places.iter().take(NAMED).map(|(service, _)| *service).collect();
        let more = places.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("`{}` was read too long ago: {}{more}", key.name, named.join(", "));
        let finding =
            Finding::new(Code::StaleFact, &key.name, places.first().map(|(_, span)| *span), message);
        check.findings.push(finding.help("read the source again, and update the fact and its date"));
    }
}
