//! The walk and the checks at its end, for every requirement at once: the same steps as `eval::pick`.

use crate::catalog::{ProviderId, ServiceId};
use crate::graph::{NodeId, OutcomeId, Target};
use crate::logic::QuestionId;
use crate::pack::Candidate;
use crate::program::Ruleset;
use crate::requirement::View;

use super::diagram::{Diagrams, FALSE, Node, TRUE};
use super::symbols::Symbols;

/// Where the walk of one provider goes.
#[derive(Debug)]
pub(super) struct Walk {
    /// For each node, where it is reached.
    pub(super) nodes: Vec<Node>,
    /// For each node and arm, where it is taken.
    pub(super) taken: Vec<Vec<Node>>,
    /// For each node and arm, where its guard is surely true, taken or not.
    pub(super) guards: Vec<Vec<Node>>,
    /// For each node, where the walk stops for want of an answer.
    pub(super) stuck: Vec<Node>,
    /// For each outcome, where it is reached.
    pub(super) outcomes: Vec<Node>,
}

/// Which requirements can be written, and for which of them a provider is asked.
pub(super) fn asked(
    d: &mut Diagrams,
    symbols: &mut Symbols<'_>,
    dated: &Ruleset,
    provider: ProviderId,
) -> Node {
    let Some(question) = dated.pack().providers_question() else { return TRUE };
    let bit = 1_u128 << provider.index();
    let includes = crate::logic::Formula::Test(crate::logic::Test {
        question,
        column: None,
        op: crate::logic::Op::HasAny(bit),
    });
    // Without an answer, and without anything in its place, all providers are asked.
    let none = none_stands(d, symbols, question);
    let includes = symbols.truth(d, &includes, View::Walk);
    let excluded = d.surely_not(includes);
    let kept = d.not(excluded);
    d.or(kept, none)
}

/// Where a question has no answer and nothing in its place, or `none`.
fn none_stands(d: &mut Diagrams, symbols: &mut Symbols<'_>, question: QuestionId) -> Node {
    let stands = symbols.standing(d, question, View::Walk);
    let absent = stands.iter().rev().fold(TRUE, |rest, (holds, standing)| {
        let none = if standing.is_none_or(|standing| standing.value.is_none()) { TRUE } else { FALSE };
        d.when(*holds, none, rest)
    });
    let stated = symbols.stated(d, question);
    d.when(stated, FALSE, absent)
}

/// Where no conflict holds.
pub(super) fn consistent(d: &mut Diagrams, symbols: &mut Symbols<'_>, dated: &Ruleset) -> Node {
    let mut valid = TRUE;
    for conflict in dated.pack().conflicts() {
        let truth = symbols.truth(d, &conflict.formula, View::Binding);
        let holds = d.surely(truth);
        let fine = d.not(holds);
        valid = d.and(valid, fine);
    }
    valid
}

/// Walks from the entry, nodes in an order in which each comes after all that lead to it.
pub(super) fn walk(d: &mut Diagrams, symbols: &mut Symbols<'_>, dated: &Ruleset) -> Walk {
    let graph = dated.pack().graph();
    let nodes = graph.len();
    let mut walk = Walk {
        nodes: vec![FALSE; nodes],
        taken: vec![Vec::new(); nodes],
        guards: vec![Vec::new(); nodes],
        stuck: vec![FALSE; nodes],
        outcomes: vec![FALSE; dated.pack().outcomes().len()],
    };
    add(d, &mut walk.nodes, usize::from(graph.entry().0), TRUE);
    for node in downwards(dated) {
        let at = usize::from(node.0);
        let mut left = walk.nodes.get(at).copied().unwrap_or(FALSE);
        for arm in graph.arms(node) {
            let guard = arm.guard.as_ref().map_or(TRUE, |guard| symbols.truth(d, guard, View::Walk));
            let holds = d.surely(guard);
            let fails = d.surely_not(guard);
            let unknown = d.unknown(guard);
            let taken = d.and(left, holds);
            let stuck = d.and(left, unknown);
            left = d.and(left, fails);
            add(d, &mut walk.stuck, at, stuck);
            if let (Some(arms), Some(guards)) = (walk.taken.get_mut(at), walk.guards.get_mut(at)) {
                arms.push(taken);
                guards.push(holds);
            }
            match arm.target {
                Target::Node(next) => add(d, &mut walk.nodes, usize::from(next.0), taken),
                Target::Outcome(outcome) => add(d, &mut walk.outcomes, usize::from(outcome.0), taken),
            }
        }
        add(d, &mut walk.stuck, at, left);
    }
    walk
}

fn add(d: &mut Diagrams, places: &mut [Node], at: usize, more: Node) {
    if let Some(place) = places.get_mut(at) {
        *place = d.or(*place, more);
    }
}

/// Nodes, each after all that lead to it.
fn downwards(dated: &Ruleset) -> Vec<NodeId> {
    let graph = dated.pack().graph();
    let mut order = Vec::new();
    let mut seen = vec![false; graph.len()];
    let mut path = vec![(graph.entry(), 0)];
    while let Some((node, next)) = path.last_mut() {
        let (node, at) = (*node, *next);
        *next += 1;
        match graph.arms(node).get(at).map(|arm| arm.target) {
            Some(Target::Node(target)) => {
                if let Some(seen) = seen.get_mut(usize::from(target.0))
                    && !std::mem::replace(seen, true)
                {
                    path.push((target, 0));
                }
            }
            Some(Target::Outcome(_)) => {}
            None => {
                order.push(node);
                path.pop();
            }
        }
    }
    order.reverse();
    order
}

/// Where each constraint rejects a service, by index; only those that can on that day.
pub(super) fn broken(
    d: &mut Diagrams,
    symbols: &mut Symbols<'_>,
    dated: &Ruleset,
    service: ServiceId,
) -> Vec<(u16, Node)> {
    let mut all = Vec::new();
    for check in dated.checks(service) {
        let when = symbols.truth(d, &check.when, View::Binding);
        let need = symbols.truth(d, dated.need(check), View::Binding);
        let (binds, fails) = (d.surely(when), d.surely_not(need));
        all.push((check.constraint, d.and(binds, fails)));
    }
    all
}

/// Where a candidate is named.
pub(super) fn named(d: &mut Diagrams, symbols: &mut Symbols<'_>, candidate: &Candidate) -> Node {
    let Some(when) = &candidate.when else { return TRUE };
    let truth = symbols.truth(d, when, View::Walk);
    d.surely(truth)
}

/// The outcomes of a pack, by id.
pub(super) fn outcomes(dated: &Ruleset) -> impl Iterator<Item = OutcomeId> {
    (0..dated.pack().outcomes().len()).map(|at| OutcomeId(u16::try_from(at).unwrap_or(u16::MAX)))
}
