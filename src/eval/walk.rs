//! The walk through the graph and the checks at its end: the path from answers to a service.

use crate::catalog::{ProviderId, ServiceId};
use crate::graph::{NodeId, OutcomeId, Target};
use crate::logic::{Fork, QuestionId, Truth, decide};
use crate::pack::Candidate;
use crate::program::Ruleset;
use crate::requirement::{View, Views};

/// How a service was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Named by the outcome, at this position.
    Named(usize),
    /// Off the graph's path: at this position of the pack's order of preference.
    FallBack(usize),
}

/// One node of a path.
#[derive(Clone, Debug)]
pub struct Step {
    /// The node.
    pub node: NodeId,
    /// The arm that was taken, counted from 0.
    pub arm: usize,
    /// The questions that its guard, and those before it, looked at.
    pub read: Vec<QuestionId>,
}

/// What came out of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Winner {
    /// This service.
    Service(ServiceId),
    /// No service of the provider fits.
    NoFit,
    /// The walk needs an answer.
    Undecided,
}

/// The short answer: ids, no text, nothing allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// What came out.
    pub winner: Winner,
    /// Where the walk ended; none when undecided.
    pub outcome: Option<OutcomeId>,
    /// How the service was reached.
    pub route: Option<Route>,
}

/// Where a walk ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// At an outcome.
    Outcome(OutcomeId),
    /// At a node whose guards need an answer.
    Stuck(NodeId),
}

/// Walks from the entry; `step` hears of every arm taken.
///
/// # Errors
/// As of [`pick`].
pub fn walk<A: Views>(
    dated: &Ruleset,
    answers: &mut A,
    mut step: impl FnMut(NodeId, usize, &mut A),
) -> Result<End, Fork> {
    let graph = dated.pack().graph();
    let mut node = graph.entry();
    // INVARIANT (acyclic): every step leads to a node that cannot lead back, so this ends.
    loop {
        let Some(at) = taken(dated, node, answers)? else { return Ok(End::Stuck(node)) };
        // INVARIANT (own ids): this arm was found there.
        let Some(target) = graph.arms(node).get(at).map(|arm| arm.target) else {
            return Ok(End::Stuck(node));
        };
        step(node, at, answers);
        match target {
            Target::Node(next) => node = next,
            Target::Outcome(outcome) => return Ok(End::Outcome(outcome)),
        }
    }
}

/// The arm of a node that is taken, counted from 0; none when its guards need an answer.
///
/// # Errors
/// As of [`pick`].
#[inline]
pub fn taken<A: Views>(dated: &Ruleset, node: NodeId, answers: &mut A) -> Result<Option<usize>, Fork> {
    answers.look(View::Walk);
    for (at, arm) in dated.pack().graph().arms(node).iter().enumerate() {
        match arm.guard.as_ref().map_or(Ok(Truth::True), |guard| decide(guard, answers))? {
            Truth::True => return Ok(Some(at)),
            Truth::Unknown => return Ok(None),
            Truth::False => {}
        }
    }
    // INVARIANT (closed): some arm of every node is taken once no guard is unknown.
    Ok(None)
}

/// The first constraint that a service breaks.
///
/// # Errors
/// As of [`pick`].
pub fn broken<A: Views>(dated: &Ruleset, service: ServiceId, answers: &mut A) -> Result<Option<u16>, Fork> {
    answers.look(View::Binding);
    for check in dated.checks(service) {
        if decide(&check.when, answers)? == Truth::True && decide(dated.need(check), answers)? == Truth::False
        {
            return Ok(Some(check.constraint));
        }
    }
    Ok(None)
}

/// Whether a candidate is named at all.
///
/// # Errors
/// As of [`pick`].
pub fn named<A: Views>(candidate: &Candidate, answers: &mut A) -> Result<bool, Fork> {
    answers.look(View::Walk);
    let named = candidate.when.as_ref().map_or(Ok(Truth::True), |when| decide(when, answers))?;
    Ok(named == Truth::True)
}

/// The service for one provider, without explanations.
///
/// # Errors
/// A fork, when the answers are partly open and have to be cut first; never for known answers.
pub fn pick<A: Views>(dated: &Ruleset, provider: ProviderId, answers: &mut A) -> Result<Pick, Fork> {
    let outcome = match walk(dated, answers, |_, _, _| {})? {
        End::Stuck(_) => return Ok(Pick { winner: Winner::Undecided, outcome: None, route: None }),
        End::Outcome(outcome) => outcome,
    };
    let candidates = dated.pack().outcome(outcome).of(provider);
    for (at, candidate) in candidates.iter().enumerate() {
        if named(candidate, answers)? && broken(dated, candidate.service, answers)?.is_none() {
            let (winner, route) = (Winner::Service(candidate.service), Some(Route::Named(at)));
            return Ok(Pick { winner, outcome: Some(outcome), route });
        }
    }
    for (at, candidate) in dated.pack().preferences(provider).iter().enumerate() {
        if named(candidate, answers)? && broken(dated, candidate.service, answers)?.is_none() {
            let (winner, route) = (Winner::Service(candidate.service), Some(Route::FallBack(at)));
            return Ok(Pick { winner, outcome: Some(outcome), route });
        }
    }
    Ok(Pick { winner: Winner::NoFit, outcome: Some(outcome), route: None })
}
