//! Constraints that never bind or never reject, and the proof that no recommended service breaks one.

use crate::diagnostic::{Code, Span};
use crate::logic::{Formula, Truth};
use crate::pack::ConstraintId;
use crate::program::Written;

use super::super::finding::{Check, Finding};
use super::super::space::apart;
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
    // What is written once and asked of every companion rejects where one of them does.
    let mut written: Vec<Looked> = Vec::new();
    let dated = check.dated;
    for (index, _) in dated.pack().constraint_ids().filter(|(id, _)| !apart.contains(id)) {
        let found = constraint(check, index, &mut broken);
        let span = check.dated.constraint(index).span;
        match written.last_mut().filter(|before| before.span == span) {
            Some(before) => before.add(found),
            None => written.push(found),
        }
    }
    for looked in written.iter().filter(|looked| !looked.rejects) {
        idle(check, looked);
    }
    sound(check, &broken);
}

/// What was found of a constraint as it is written.
struct Looked {
    /// Where it is declared.
    span: Span,
    /// The constraints that it stands for.
    all: Vec<ConstraintId>,
    /// Where one of them binds.
    binds: Option<Node>,
    /// Whether one of them rejects.
    rejects: bool,
}

impl Looked {
    fn add(&mut self, other: Self) {
        self.all.extend(other.all);
        self.binds = self.binds.or(other.binds);
        self.rejects |= other.rejects;
    }
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

fn constraint(check: &mut Check<'_>, index: ConstraintId, all: &mut Vec<(usize, Written, Node)>) -> Looked {
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
    Looked { span: check.dated.constraint(index).span, all: vec![index], binds, rejects }
}

/// A constraint that rejects nothing. What can never reject, because every need is met or no condition can hold, is no check.
fn idle(check: &mut Check<'_>, looked: &Looked) {
    let dated = check.dated;
    let Some(constraint) = looked.all.first().map(|first| dated.constraint(*first)) else { return };
    let (binds, name, span) = (looked.binds, &constraint.name, Some(looked.span));
    let is_check = |service, index| dated.checks(service).iter().any(|check| check.constraint == index);
    let may_bind = |service, index: ConstraintId| {
        dated.bind(&dated.constraint(index).when, service) != Formula::Const(Truth::False)
    };
    let is_met =
        |service| looked.all.iter().any(|index| !is_check(service, *index) && may_bind(service, *index));
    if binds.is_none() && !dated.catalog().deployments().any(is_met) {
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
