//! Constraints that never bind or never reject, and the proof that no recommended service breaks one.

use std::collections::BTreeMap;

use crate::catalog::ServiceId;
use crate::diagnostic::Code;
use crate::requirement::View;

use super::super::check::Check;
use super::super::diagram::{FALSE, Node};
use super::super::finding::Finding;
use super::super::witness::Claim;

/// Findings about constraints.
pub(in super::super) fn constraints(check: &mut Check<'_>) {
    let mut broken: BTreeMap<(usize, ServiceId), Vec<(u16, Node)>> = BTreeMap::new();
    for index in 0..check.dated.pack().constraints().len() {
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        constraint(check, index, &mut broken);
    }
    sound(check, &broken);
}

/// No service is recommended where it breaks a constraint.
fn sound(check: &mut Check<'_>, broken: &BTreeMap<(usize, ServiceId), Vec<(u16, Node)>>) {
    let mut places = check.places.clone();
    places.dedup_by_key(|place| (place.at, place.service));
    for place in places {
        let Some(provider) = check.model.providers.get(place.at).map(|provider| provider.id) else {
            continue;
        };
        let broken = broken.get(&(place.at, place.service)).map_or(&[][..], Vec::as_slice);
        let any = broken.iter().fold(FALSE, |any, (_, broken)| check.d.or(any, *broken));
        if !check.d.meet(&[any, place.wins]) {
            continue;
        }
        for (index, broken) in broken {
            let unsound = check.d.and(*broken, place.wins);
            if unsound != FALSE {
                let constraint = check.dated.constraint(*index);
                let name = &check.dated.catalog().service(place.service).id;
                let message = format!("`{name}` is recommended although it breaks `{}`", constraint.name);
                let (subject, span) = (&constraint.name, Some(constraint.span));
                let finding = Finding::new(Code::UnsoundRecommendation, subject, span, message);
                check.found(finding, unsound, &Claim::Rejects(provider, place.service, *index));
            }
        }
    }
}

fn constraint(check: &mut Check<'_>, index: u16, all: &mut BTreeMap<(usize, ServiceId), Vec<(u16, Node)>>) {
    let dated = check.dated;
    let constraint = dated.constraint(index);
    let (mut binds, mut rejects) = (None, false);
    for at in 0..check.model.providers.len() {
        let services: Vec<ServiceId> = check
            .model
            .providers
            .get(at)
            .map(|provider| provider.fits.keys().copied().collect())
            .unwrap_or_default();
        for service in services {
            // Bound anew: what was left out of the checks, because it can never reject, is proven here too.
            let need = dated.bind_rows(constraint.rows.as_ref(), &constraint.need, service);
            let formulas = [dated.bind(&constraint.when, service), need];
            let Some(provider) = check.model.providers.get_mut(at) else { continue };
            let [when, need] =
                formulas.map(|formula| provider.symbols.truth(&mut check.d, &formula, View::Binding));
            let (bound, failed) = (check.d.surely(when), check.d.surely_not(need));
            let here = check.d.and(provider.base, bound);
            let broken = check.d.and(here, failed);
            if here != FALSE && binds.is_none() {
                binds = Some(here);
            }
            rejects |= broken != FALSE;
            if broken != FALSE {
                all.entry((at, service)).or_default().push((index, broken));
            }
        }
    }
    idle(check, index, binds, rejects);
}

fn idle(check: &mut Check<'_>, index: u16, binds: Option<Node>, rejects: bool) {
    let constraint = check.dated.constraint(index);
    let (name, span) = (&constraint.name, Some(constraint.span));
    match binds {
        None => {
            let message = format!("`{name}` never binds: its condition never holds on what is stated");
            let finding = Finding::new(Code::IdleConstraint, name, span, message);
            check.findings.push(finding.help("constraints bind on stated and derived answers only"));
        }
        Some(here) if !rejects => {
            let message = format!("`{name}` never rejects: every service meets it on this day");
            let finding = Finding::new(Code::IdleConstraint, name, span, message);
            let finding = finding.help("delete it, or say with `severity` why it stays");
            check.found(finding, here, &Claim::Sound);
        }
        Some(_) => {}
    }
}
