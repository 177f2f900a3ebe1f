//! Constraints that never bind or never reject, and the proof that no recommended service breaks one.

use crate::diagnostic::Code;
use crate::logic::{Formula, Truth};
use crate::program::Written;

use super::super::check::Check;
use super::super::finding::Finding;
use super::super::model::apart;
use super::super::witness::Claim;
use crate::logic::diagram::{FALSE, Node};

/// Findings about constraints.
pub(in super::super) fn constraints(check: &mut Check<'_>) {
    let mut broken: Vec<(usize, Written, Node)> = Vec::new();
    let apart = apart(check.dated);
    for index in apart.iter().copied() {
        let constraint = check.dated.constraint(index);
        let message = format!("`{}` is left out of the proofs: it can only refuse more", constraint.name);
        let finding = Finding::new(Code::NotProven, &constraint.name, Some(constraint.span), message);
        check.findings.push(finding.help("see the reason of its `severity`"));
    }
    for index in (0..).take(check.dated.pack().constraints().len()).filter(|index| !apart.contains(index)) {
        constraint(check, index, &mut broken);
    }
    sound(check, &broken);
}

/// No service is recommended where each of its configurations breaks a constraint as it is written: what is recommended rests on
/// tables made from that.
fn sound(check: &mut Check<'_>, broken: &[(usize, Written, Node)]) {
    let mut places = check.places.clone();
    places.dedup_by_key(|place| (place.at, place.service));
    for place in places {
        let Some(provider) = check.model.providers.get(place.at).map(|provider| provider.id) else {
            continue;
        };
        // What is left of the places where it is recommended when each configuration has been held against its checks.
        let mut unsound = place.wins;
        let mut first = None;
        for configuration in check.dated.catalog().configurations(place.service) {
            let own = || {
                broken.iter().filter(|(at, check, _)| (*at, check.configuration) == (place.at, configuration))
            };
            let any = own().fold(FALSE, |any, (.., broken)| check.d.or(any, *broken));
            unsound = check.d.and(unsound, any);
            first = first.or_else(|| own().next());
        }
        let Some((_, Written { constraint: index, .. }, _)) = first.filter(|_| unsound != FALSE) else {
            continue;
        };
        let constraint = check.dated.constraint(*index);
        let name = &check.dated.catalog().service(place.service).id;
        let message = format!("`{name}` is recommended although it breaks `{}`, or another", constraint.name);
        let finding =
            Finding::new(Code::UnsoundRecommendation, &constraint.name, Some(constraint.span), message);
        check.found(finding, unsound, &Claim::Rejects(provider, place.service, *index));
    }
}

fn constraint(check: &mut Check<'_>, index: u16, all: &mut Vec<(usize, Written, Node)>) {
    let (mut binds, mut rejects) = (None, false);
    for at in 0..check.model.providers.len() {
        let Some(base) = check.model.providers.get(at).map(|provider| provider.base) else { continue };
        let own = |it: &&Written| it.constraint == index;
        let checks: Vec<Written> = check.written.get(at).into_iter().flatten().filter(own).copied().collect();
        for written in checks {
            let here = check.d.and(base, written.binds);
            let broken = check.d.and(here, written.fails);
            if here != FALSE && binds.is_none() {
                binds = Some(here);
            }
            rejects |= broken != FALSE;
            if broken != FALSE {
                all.push((at, written, broken));
            }
        }
    }
    if !rejects {
        idle(check, index, binds);
    }
}

/// A constraint that rejects nothing. What can never reject, because every need is met or no condition can hold, is no check.
fn idle(check: &mut Check<'_>, index: u16, binds: Option<Node>) {
    let dated = check.dated;
    let constraint = dated.constraint(index);
    let (name, span) = (&constraint.name, Some(constraint.span));
    let is_check = |service| dated.checks(service).iter().any(|check| check.constraint == index);
    let services = || dated.catalog().deployments();
    let is_met = |service| dated.bind(&constraint.when, service) != Formula::Const(Truth::False);
    if binds.is_none() && !services().any(|service| !is_check(service) && is_met(service)) {
        let message = format!("`{name}` never binds: its condition never holds on what is stated");
        let finding = Finding::new(Code::IdleConstraint, name, span, message);
        return check.findings.push(finding.help("constraints bind on stated and derived answers only"));
    }
    let message = format!("`{name}` never rejects: every service meets it on this day");
    let finding = Finding::new(Code::IdleConstraint, name, span, message);
    let finding = finding.help("delete it, or say with `severity` why it stays");
    match binds {
        Some(here) => check.found(finding, here, &Claim::Sound),
        None => check.findings.push(finding),
    }
}
