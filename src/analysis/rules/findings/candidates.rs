//! Candidates that are never named, and candidates that are always rejected.

use std::collections::BTreeMap;

use crate::catalog::ProviderId;
use crate::diagnostic::{Code, Span};
use crate::graph::OutcomeId;
use crate::pack::Candidate;

use super::super::check::Check;
use super::super::diagram::{FALSE, Node};
use super::super::finding::Finding;
use super::super::model::UNDECIDED;
use super::super::picks::{named, outcomes};
use super::super::witness::Claim;

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
        for candidate in dated.pack().preferences(id) {
            of_fall_back(check, (at, id, ended), candidate);
        }
    }
}

/// A candidate as it is written: what is said once for all outcomes stands in each of them.
struct Written<'a> {
    candidate: &'a Candidate,
    outcomes: Vec<OutcomeId>,
    /// Where one of its outcomes is reached.
    here: Node,
}

fn written<'a>(check: &mut Check<'a>, at: usize) -> Vec<Written<'a>> {
    let dated = check.dated;
    let mut all: BTreeMap<Span, Written<'a>> = BTreeMap::new();
    let Some(provider) = check.model.providers.get(at) else { return Vec::new() };
    for (outcome, reached) in outcomes(dated).zip(&provider.walk.outcomes) {
        let here = check.d.and(provider.base, *reached);
        for candidate in dated.pack().outcome(outcome).of(provider.id) {
            let none = Written { candidate, outcomes: Vec::new(), here: FALSE };
            let written = all.entry(candidate.span).or_insert(none);
            written.outcomes.push(outcome);
            written.here = check.d.or(written.here, here);
        }
    }
    all.into_values().collect()
}

fn of_outcomes(check: &mut Check<'_>, (at, provider): (usize, ProviderId), written: &Written<'_>) {
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
    let Some(model) = check.model.providers.get_mut(at) else { return };
    let when = named(&mut check.d, &mut model.symbols, candidate);
    let fits = model.fits.get(&candidate.service).copied().unwrap_or(FALSE);
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
) {
    let service = check.dated.catalog().service(candidate.service).id.as_str();
    let subject = format!("prefer.{service}");
    let Some(model) = check.model.providers.get_mut(at) else { return };
    let when = named(&mut check.d, &mut model.symbols, candidate);
    let fits = model.fits.get(&candidate.service).copied().unwrap_or(FALSE);
    let wanted = check.d.and(ended, when);
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
    let broken =
        check.model.providers.get(at).and_then(|model| model.broken.get(&candidate.service)).cloned();
    let mut most: Option<(f64, u16, Node)> = None;
    for (constraint, broken) in broken.unwrap_or_default() {
        let here = check.d.and(wanted, broken);
        let share = check.weights.share(&check.d, here);
        if here != FALSE && most.is_none_or(|(before, ..)| share > before) {
            most = Some((share, constraint, here));
        }
    }
    let mut finding = Finding::new(Code::AlwaysRejected, subject, Some(candidate.span), message);
    let Some((_, index, here)) = most else { return check.findings.push(finding) };
    let constraint = check.dated.constraint(index);
    let label = format!("`{}` rejects it, for example", constraint.name);
    finding.diagnostic = finding.diagnostic.also(constraint.span, label);
    let finding = finding.help("name a service that can be recommended here, or delete the candidate");
    check.found(finding, here, &Claim::Rejects(provider, candidate.service, index));
}
