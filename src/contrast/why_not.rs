//! Why a service is not the recommendation: what it breaks, where the walk parted from it, or behind whom it stands.

use crate::catalog::{ProviderId, ServiceId};
use crate::eval::{Evaluation, ProviderEvaluation, Rejection, Route, refusals};
use crate::graph::{ArmId, NodeId, OutcomeId, Target};
use crate::program::{Assignment, DatedRules, EncodedAnswers, End, Trail};

use super::counterfactual::{Counterfactuals, counterfactual_to_name};

/// What stands against a service: exactly one of these.
#[derive(Clone, Debug)]
pub enum Against {
    /// Nothing: it is recommended.
    Recommended(Route),
    /// It accompanies other services and runs no workload itself.
    Companion {
        /// Whether it comes with the present recommendation.
        comes_along: bool,
    },
    /// The requirement does not ask for its provider.
    NotAsked,
    /// It breaks these constraints: all that it breaks.
    Refused(Vec<Rejection>),
    /// It breaks none, but the walk led elsewhere.
    Parted(Parting),
    /// It breaks none, but others that fit stand before it.
    Outranked {
        /// All of them, the recommended one first; empty while the walk is undecided.
        ahead: Vec<(ServiceId, Route)>,
        /// Where it stands itself.
        route: Route,
    },
    /// It breaks none, but no outcome and no order of preference has it.
    Unlisted,
}

/// Where the walk parted from an outcome that names a service.
#[derive(Clone, Debug)]
pub struct Parting {
    /// The node; none when the present outcome names the service under a condition that does not hold, or in a configuration that does not fit.
    pub at: Option<Junction>,
    /// The outcome that names it.
    pub outcome: OutcomeId,
    /// The answers that lead there: each set was evaluated, and the service is recommended with it.
    pub answers: Counterfactuals,
}

/// A node at which two walks part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Junction {
    /// The node.
    pub node: NodeId,
    /// The arm that was taken; none when an answer is missing here.
    pub taken: Option<ArmId>,
    /// The arm that leads to the other outcome.
    pub other: ArmId,
}

/// Why a service is not recommended; answers that lead to it are looked for up to `most` changes.
#[must_use]
pub fn why_not(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    evaluation: &Evaluation,
    service: ServiceId,
    most: usize,
) -> Against {
    let of = dated.catalog().service(service);
    let present = evaluation.providers.iter().find(|present| present.provider == of.provider);
    if of.companion {
        return Against::Companion {
            comes_along: evaluation.providers.iter().any(|p| comes_along(dated, p, service)),
        };
    }
    let Some(present) = present else { return Against::NotAsked };
    if let Some(chosen) = present.conclusion.chosen().filter(|chosen| chosen.is(service)) {
        return Against::Recommended(chosen.route);
    }
    let program = dated.program();
    let mut assignment = program.assign(encoded);
    program.enter(&mut assignment, of.provider);
    let refused = refusals(dated, &assignment, service);
    if !refused.is_empty() {
        return Against::Refused(refused);
    }
    let (ahead, route) = ranks(dated, &assignment, present, service);
    let behind = route.is_some_and(|route| same_list(route, present));
    if let (true, Some(route)) = (behind, route) {
        return Against::Outranked { ahead, route };
    }
    match (parting(dated, encoded, present, service, most), route) {
        (Some(parting), _) => Against::Parted(parting),
        (None, Some(route)) => Against::Outranked { ahead, route },
        (None, None) => Against::Unlisted,
    }
}

fn comes_along(dated: &DatedRules, present: &ProviderEvaluation, service: ServiceId) -> bool {
    present.companions().iter().any(|id| dated.pack().companion(*id).service == service)
}

/// Whether a service stands in the same list as the one that is recommended.
fn same_list(route: Route, present: &ProviderEvaluation) -> bool {
    matches!(
        (route, present.conclusion.chosen().map(|chosen| chosen.route)),
        (Route::Named(_), Some(Route::Named(_))) | (Route::FallBack(_), Some(Route::FallBack(_)))
    )
}

/// Everybody who fits and stands before a service, and where it stands itself.
fn ranks(
    dated: &DatedRules,
    assignment: &Assignment,
    present: &ProviderEvaluation,
    service: ServiceId,
) -> (Vec<(ServiceId, Route)>, Option<Route>) {
    let program = dated.program();
    let mut ahead: Vec<(ServiceId, Route)> = Vec::new();
    let Some(outcome) = present.conclusion.outcome() else {
        let own = program.fallbacks(present.provider);
        let is_it =
            |deployment| [program.service(deployment), program.configuration(deployment)].contains(&service);
        let mut own = own.filter(|(_, listed)| is_it(listed.deployment()));
        let route = own.find(|(_, listed)| listed.is_named(assignment)).map(|(route, _)| route);
        return (ahead, route);
    };
    for (route, listed) in program.candidates(present.provider, outcome) {
        if !listed.is_named(assignment) {
            continue;
        }
        let other = program.service(listed.deployment());
        let is_it = other == service || program.configuration(listed.deployment()) == service;
        if is_it && !assignment.is_out(listed.deployment()) {
            return (ahead, Some(route).filter(|route| !matches!(route, Route::Other(_))));
        }
        let is_new = !is_it && !ahead.iter().any(|(before, _)| *before == other);
        if is_new && !assignment.is_out(listed.deployment()) {
            ahead.push((other, route));
        }
    }
    (ahead, None)
}

/// Where the walk parted from an outcome that names a service, and the answers that lead there; none when no outcome in
/// the graph names it.
fn parting(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    present: &ProviderEvaluation,
    service: ServiceId,
    most: usize,
) -> Option<Parting> {
    let answers = counterfactual_to_name(dated, encoded, service, most);
    let Some(flip) = answers.found.first() else {
        let (at, outcome) = by_shape(dated, present, service)?;
        return Some(Parting { at, outcome, answers });
    };
    let changed = flip.apply(dated, encoded);
    let mut trail = Trail::default();
    let mut assignment = dated.program().assign(&changed);
    let End::Outcome(outcome) = dated.program().pick(&mut assignment, present.provider, &mut trail).end
    else {
        return None;
    };
    let path: Vec<(NodeId, ArmId)> = trail.path().iter().map(|step| (step.node, step.arm)).collect();
    let at = path.iter().enumerate().find_map(|(at, (node, other))| {
        let taken = present.path.get(at).map(|step| step.arm);
        (taken != Some(*other)).then_some(Junction { node: *node, taken, other: *other })
    });
    Some(Parting { at, outcome, answers })
}

/// The last node of the present path that another arm of leads to an outcome with the service among its candidates.
fn by_shape(
    dated: &DatedRules,
    present: &ProviderEvaluation,
    service: ServiceId,
) -> Option<(Option<Junction>, OutcomeId)> {
    if let Some(outcome) =
        present.conclusion.outcome().filter(|outcome| names(dated, *outcome, present.provider, service))
    {
        return Some((None, outcome));
    }
    let passed = present.path.iter().map(|step| (step.node, Some(step.arm)));
    let nodes: Vec<_> = passed.chain(present.conclusion.stuck().map(|node| (node, None))).collect();
    nodes.into_iter().rev().find_map(|(node, taken)| {
        let mut others = ArmId::of(dated.pack().graph().arms(node));
        others.find_map(|(other, arm)| {
            let outcome =
                leads_to(dated, arm.target, present.provider, service).filter(|_| taken != Some(other))?;
            Some((Some(Junction { node, taken, other }), outcome))
        })
    })
}

fn names(dated: &DatedRules, outcome: OutcomeId, provider: ProviderId, service: ServiceId) -> bool {
    dated.pack().outcome(outcome).of(provider).iter().any(|candidate| candidate.service == service)
}

/// The first outcome behind a target that names a service.
fn leads_to(
    dated: &DatedRules,
    target: Target,
    provider: ProviderId,
    service: ServiceId,
) -> Option<OutcomeId> {
    let mut seen: Vec<Target> = Vec::new();
    let mut waiting = vec![target];
    while let Some(target) = waiting.pop() {
        if seen.contains(&target) {
            continue;
        }
        seen.push(target);
        match target {
            Target::Outcome(outcome) if names(dated, outcome, provider, service) => return Some(outcome),
            Target::Outcome(_) => {}
            Target::Node(node) => {
                waiting.extend(dated.pack().graph().arms(node).iter().rev().map(|arm| arm.target));
            }
        }
    }
    None
}
