//! Candidates that are never named, and candidates that are always rejected.

use std::collections::BTreeMap;

use crate::catalog::ProviderId;
use crate::diagnostic::{Code, Span};
use crate::graph::OutcomeId;
use crate::pack::{Candidate, ConstraintId};
use crate::program::{DeploymentId, Named, Route, Written};

use super::super::finding::{Check, Finding};
use super::super::model::{UNDECIDED, outcomes};
use super::super::witness::Claim;
use crate::logic::diagram::{FALSE, Node};

/// Findings about the services that outcomes and the order of the fall-back name.
pub(in super::super) fn candidates(check: &mut Check<'_>) {
    let dated = check.dated;
    for at in 0..check.model.providers.len() {
        let Some(provider) = check.model.providers.get(at) else { continue };
        let (id, base) = (provider.id, provider.base);
        for written in written(check, at) {
            if written.here != FALSE {
                of_outcomes(check, (at, id), &written);
            }
        }
        // Nothing is held against the constraints where the walk does not come to an end.
        let answers = check.model.providers.get(at).map_or(FALSE, |provider| provider.answers);
        let undecided = check.d.is(answers, UNDECIDED);
        let decided = check.d.not(undecided);
        let ended = check.d.and(base, decided);
        let after = check.model.providers.get(at).map(|provider| provider.considered.after.clone());
        for (place, candidate) in dated.pack().preferences(id).iter().enumerate() {
            let named = named(check, after.as_deref().unwrap_or_default(), Route::FallBack(place));
            of_fall_back(check, (at, id, ended), candidate, &named);
        }
    }
}

/// Where something is named, and the deployments that it names, as they may be.
#[derive(Clone, Debug)]
struct Entries {
    named: Node,
    deployments: Vec<DeploymentId>,
}

impl Entries {
    /// Where one of them fits.
    fn fits(&self, check: &mut Check<'_>, at: usize) -> Node {
        let mut any = FALSE;
        for deployment in &self.deployments {
            let fits = check.model.providers.get(at).and_then(|model| model.deployments.get(deployment));
            any = check.d.or(any, fits.copied().unwrap_or(FALSE));
        }
        any
    }
}

fn named(check: &Check<'_>, list: &[Named], route: Route) -> Entries {
    let program = check.dated.program();
    let own = list.iter().filter(|entry| entry.route == route && !program.is_verified(entry.deployment));
    let named = own.clone().next().map_or(FALSE, |entry| entry.named);
    Entries { named, deployments: own.map(|entry| entry.deployment).collect() }
}

/// A candidate: what is said once for all outcomes stands in each of them.
struct OfOutcomes<'a> {
    candidate: &'a Candidate,
    named: Entries,
    outcomes: Vec<OutcomeId>,
    /// Where one of its outcomes is reached.
    here: Node,
}

fn written<'a>(check: &mut Check<'a>, at: usize) -> Vec<OfOutcomes<'a>> {
    let dated = check.dated;
    let mut all: BTreeMap<Span, OfOutcomes<'a>> = BTreeMap::new();
    let Some(provider) = check.model.providers.get(at) else { return Vec::new() };
    let (base, id) = (provider.base, provider.id);
    let (reached, lists) = (provider.walk.outcomes.clone(), provider.considered.named.clone());
    for ((outcome, reached), list) in outcomes(dated).zip(reached).zip(lists) {
        let here = check.d.and(base, reached);
        for (place, candidate) in dated.pack().outcome(outcome).of(id).iter().enumerate() {
            let named = named(check, &list, Route::Named(place));
            let none = OfOutcomes { candidate, named, outcomes: Vec::new(), here: FALSE };
            let written = all.entry(candidate.span).or_insert(none);
            written.outcomes.push(outcome);
            written.here = check.d.or(written.here, here);
        }
    }
    all.into_values().collect()
}

fn of_outcomes(check: &mut Check<'_>, (at, provider): (usize, ProviderId), written: &OfOutcomes<'_>) {
    let (candidate, here) = (written.candidate, written.here);
    let service = check.dated.catalog().service(candidate.service).id.as_str();
    let (subject, place, claim) = match written.outcomes.as_slice() {
        [only] => {
            let name = &check.dated.pack().outcome(*only).name;
            let place = format!("where `{name}` is reached");
            (format!("{name}.{service}"), place, Claim::Reaches(provider, *only))
        }
        _ => (format!("first.{service}"), "in any outcome".to_owned(), Claim::Sound),
    };
    let when = written.named.named;
    let fits = written.named.fits(check, at);
    let wanted = check.d.and(here, when);
    if wanted == FALSE {
        let message = format!("the condition of `{service}` never holds {place}");
        let finding = Finding::new(Code::NeverTrue, subject, Some(candidate.span), message);
        return check.found(finding.help("delete the candidate, or its `when`"), here, &claim);
    }
    let unwanted = check.d.not(when);
    if candidate.when.is_some() && check.d.and(here, unwanted) == FALSE {
        let message = format!("the condition of `{service}` always holds {place}");
        let finding = Finding::new(Code::AlwaysTrue, &subject, Some(candidate.span), message);
        check.found(finding.help("leave it out"), here, &claim);
    }
    if check.d.and(wanted, fits) == FALSE {
        let message = format!("`{service}` is always rejected {place}");
        rejected(check, (at, provider, wanted), candidate, subject, message);
    }
}

fn of_fall_back(
    check: &mut Check<'_>,
    (at, provider, ended): (usize, ProviderId, Node),
    candidate: &Candidate,
    named: &Entries,
) {
    let service = check.dated.catalog().service(candidate.service).id.as_str();
    let subject = format!("prefer.{service}");
    let fits = named.fits(check, at);
    let wanted = check.d.and(ended, named.named);
    if check.d.and(wanted, fits) == FALSE && !check.findings.iter().any(|finding| finding.subject == subject)
    {
        let message = format!("every requirement rejects `{service}`");
        rejected(check, (at, provider, wanted), candidate, subject, message);
    }
}

/// A service that is rejected wherever it is named: the constraint that rejects the most, and a requirement that shows it.
fn rejected(
    check: &mut Check<'_>,
    (at, provider, wanted): (usize, ProviderId, Node),
    candidate: &Candidate,
    subject: String,
    message: String,
) {
    let own = |it: &&Written| candidate.deployments.contains(&it.configuration);
    let checks: Vec<Written> = check.written.get(at).into_iter().flatten().filter(own).copied().collect();
    let mut most: Option<(f64, ConstraintId, Node)> = None;
    for Written { constraint, binds, fails, .. } in checks {
        let broken = check.d.and(binds, fails);
        let here = check.d.and(wanted, broken);
        let share = check.weights.share(&check.d, here);
        if here != FALSE && most.is_none_or(|(before, ..)| share > before) {
            most = Some((share, constraint, here));
        }
    }
    let on_purpose = format!(
        "where it is refused on purpose, say so: `severity always-rejected {subject} = info because \"…\"`"
    );
    let mut finding = Finding::new(Code::AlwaysRejected, subject, Some(candidate.span), message);
    let Some((_, index, here)) = most else { return check.findings.push(finding) };
    let constraint = check.dated.constraint(index);
    let label = format!("`{}` rejects it, for example", constraint.name);
    finding.diagnostic = finding.diagnostic.also(constraint.span, label);
    let finding = finding
        .help(&format!("name a service that can be recommended here, or delete the candidate; {on_purpose}"));
    check.found(finding, here, &Claim::Rejects(provider, candidate.service, index));
}
