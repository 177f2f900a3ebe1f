//! Fallbacks, derivations, conflicts, caveats and companions whose conditions never hold or always do, and guesses that contradict
//! what is stated.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Span};
use crate::graph::OutcomeId;
use crate::pack::{Caveat, Companion};

use super::super::finding::{Check, Finding};
use super::super::model::{Place, outcomes};
use super::super::witness::Claim;
use crate::logic::diagram::FALSE;

/// Findings about everything else that has a condition.
pub(in super::super) fn conditions(check: &mut Check<'_>) {
    fallbacks(check);
    derivations(check);
    conflicts(check);
    let places = check.places.clone();
    caveats(check, &places);
    companions(check, &places);
}

fn fallbacks(check: &mut Check<'_>) {
    let dated = check.dated;
    for (id, question) in
        dated.pack().questions().filter(|(id, _)| dated.pack().provider_variable() != Some(*id))
    {
        let stated = check.model.symbolic.is_stated(&mut check.d, id);
        let open = check.d.not(stated);
        let mut left = check.d.and(check.model.valid, open);
        let holds = check.model.symbolic.fallbacks(&mut check.d, id);
        for (at, (holds, fallback)) in holds.into_iter().zip(&question.fallbacks).enumerate() {
            let here = check.d.and(left, holds);
            let subject = format!("{}.{}", question.name, at + 1);
            if here == FALSE {
                let before = if left == FALSE {
                    "those before it always apply"
                } else {
                    "its condition never holds then"
                };
                let message = format!("fallback {} of `{}` never applies: {before}", at + 1, question.name);
                let finding = Finding::new(Code::IdleFallback, subject, Some(fallback.span), message);
                let finding = finding.help("put it before them, or delete it");
                let before = if left == FALSE { check.model.valid } else { left };
                check.found(finding, before, &Claim::Sound);
            }
            let fails = check.d.not(holds);
            left = check.d.and(left, fails);
        }
    }
}

fn derivations(check: &mut Check<'_>) {
    for (at, derivation) in check.dated.pack().derivations().iter().enumerate() {
        let [holds, maybe] = check.model.symbolic.derivation(&mut check.d, at);
        let fails = check.d.not(maybe);
        let valid = check.model.valid;
        let (holds, fails) = (check.d.and(valid, holds), check.d.and(valid, fails));
        let (code, word) = match (holds, fails) {
            (FALSE, _) => (Code::NeverTrue, "never"),
            (_, FALSE) if holds == valid => (Code::AlwaysTrue, "always"),
            _ => continue,
        };
        let message = format!("`{}` is {word} true", derivation.name);
        let finding = Finding::new(code, &derivation.name, Some(derivation.span), message);
        check.found(finding.help("write `yes` or `no` where it is used, or change it"), valid, &Claim::Sound);
    }
}

fn conflicts(check: &mut Check<'_>) {
    let both = check.model.conflicts.clone();
    for (conflict, [bound, walked]) in check.dated.pack().conflicts().iter().zip(both) {
        if bound == FALSE {
            let message = format!("the conflict `{}` never arises", conflict.name);
            let finding = Finding::new(Code::IdleConflict, &conflict.name, Some(conflict.span), message);
            check.findings.push(finding.help("conflicts are looked for among stated and derived answers"));
        }
        let valid = check.model.valid;
        let guessed = check.d.and(valid, walked);
        if guessed != FALSE {
            let message =
                format!("what stands in for an answer contradicts what is stated: `{}`", conflict.name);
            let finding =
                Finding::new(Code::ContradictingAssumption, &conflict.name, Some(conflict.span), message);
            let finding = finding.help("make the default or the assumption depend on the same condition");
            check.found(finding, guessed, &Claim::Sound);
        }
    }
}

/// Whether a note is given somewhere where a service comes out.
fn met(check: &mut Check<'_>, note: usize, place: &Place) -> bool {
    let Some(provider) = check.model.providers.get_mut(place.at) else { return false };
    check.dated.program().deployments_of(place.service).any(|deployment| {
        let holds = provider.symbolic.note(&mut check.d, deployment, note);
        check.d.meet(&[holds, place.reached, place.wins])
    })
}

fn caveats(check: &mut Check<'_>, places: &[Place]) {
    for (note, caveat) in check.dated.pack().caveats().iter().enumerate() {
        let said = places.iter().any(|place| met(check, note, place));
        if !said {
            idle(check, caveat.name.clone(), caveat);
        }
    }
    for outcome in outcomes(check.dated) {
        let written = check.dated.pack().outcome(outcome);
        let notes = check.dated.program().caveats_of(outcome);
        for (note, caveat) in notes.zip(&written.caveats) {
            let mut here = places.iter().filter(|place| place.outcome == outcome);
            let said = here.any(|place| met(check, note, place));
            if !said {
                idle(check, format!("{}.{}", written.name, caveat.name), caveat);
            }
        }
    }
}

fn idle(check: &mut Check<'_>, subject: String, caveat: &Caveat) {
    let message = format!("the caveat `{}` is never given: it applies to no recommendation", caveat.name);
    let finding = Finding::new(Code::IdleCaveat, subject, Some(caveat.span), message);
    check.findings.push(finding.help("delete it, or change its condition"));
}

/// What is said once for all outcomes stands in each of them, and is looked at once.
fn companions(check: &mut Check<'_>, places: &[Place]) {
    let dated = check.dated;
    let mut written: BTreeMap<Span, (&Companion, usize, Vec<OutcomeId>)> = BTreeMap::new();
    for outcome in outcomes(dated) {
        let notes = dated.program().companions_of(outcome);
        for (companion, note) in dated.pack().outcome(outcome).companions.iter().zip(notes) {
            written.entry(companion.span).or_insert((companion, *note, Vec::new())).2.push(outcome);
        }
    }
    for (companion, note, outcomes) in written.into_values() {
        let service = dated.catalog().service(companion.service);
        let own = |place: &&Place| {
            outcomes.contains(&place.outcome)
                && dated.catalog().service(place.service).provider == service.provider
        };
        let places: Vec<&Place> = places.iter().filter(own).collect();
        let Some(place) = places.first() else { continue };
        if places.iter().any(|place| met(check, note, place)) {
            continue;
        }
        let name = match outcomes.as_slice() {
            [only] => dated.pack().outcome(*only).name.as_str(),
            _ => "companion",
        };
        let message = format!("`{}` never comes along: its condition never holds", service.id);
        let subject = format!("{name}.{}", service.id);
        let finding = Finding::new(Code::IdleCompanion, subject, Some(companion.span), message);
        let finding = finding.help("delete it, or change its condition");
        let Some(provider) = check.model.providers.get(place.at).map(|provider| provider.id) else {
            continue;
        };
        let here = check.d.and(place.reached, place.wins);
        check.found(finding, here, &Claim::Reaches(provider, place.outcome));
    }
}
