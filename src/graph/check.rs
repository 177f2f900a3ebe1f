//! The proofs behind a [`super::DecisionGraph`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, EdgeRef};

use super::{Arm, NodeId, Openness, OutcomeId, Problem, Target};
use crate::logic::{
    Answers, Cut, Fork, MAX_QUESTIONS, Op, Probe, QuestionId, Region, Space, Test, Truth, decide, explore,
};

fn node(index: NodeIndex) -> NodeId {
    NodeId(u16::try_from(index.index()).unwrap_or(u16::MAX))
}

/// One shortest cycle of every group of nodes that lead back to themselves.
pub(super) fn cycle(shape: &DiGraph<(), ()>, nodes: usize) -> Vec<Problem> {
    let mut cycles: Vec<Vec<NodeId>> = tarjan_scc(shape)
        .into_iter()
        .filter_map(|group| {
            let members: BTreeSet<NodeIndex> = group.into_iter().filter(|n| n.index() < nodes).collect();
            shortest_cycle(shape, &members)
        })
        .collect();
    cycles.sort();
    cycles.into_iter().map(Problem::Cycle).collect()
}

fn shortest_cycle(shape: &DiGraph<(), ()>, members: &BTreeSet<NodeIndex>) -> Option<Vec<NodeId>> {
    let start = *members.first()?;
    let mut came_from: BTreeMap<NodeIndex, NodeIndex> = BTreeMap::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(at) = waiting.pop_front() {
        let mut next: Vec<NodeIndex> = shape.edges(at).map(|edge| edge.target()).collect();
        next.sort();
        for target in next {
            if target == start {
                let mut path = vec![node(at)];
                let mut back = at;
                while let Some(previous) = came_from.get(&back) {
                    path.push(node(*previous));
                    back = *previous;
                }
                path.reverse();
                return Some(path);
            }
            if members.contains(&target) && !came_from.contains_key(&target) {
                came_from.insert(target, at);
                waiting.push_back(target);
            }
        }
    }
    None
}

/// Nodes that no arm leads to.
pub(super) fn entries(shape: &DiGraph<(), ()>, nodes: usize) -> Vec<NodeId> {
    let led_to = |index: &NodeIndex| shape.edges_directed(*index, Direction::Incoming).next().is_some();
    (0..nodes).map(NodeIndex::new).filter(|index| !led_to(index)).map(node).collect()
}

/// Nodes and outcomes that no path from the entry leads to.
pub(super) fn unreachable(
    shape: &DiGraph<(), ()>,
    entry: NodeId,
    nodes: usize,
    outcomes: usize,
) -> Vec<Problem> {
    let mut reached = BTreeSet::new();
    let mut walk = Dfs::new(shape, NodeIndex::new(usize::from(entry.0)));
    while let Some(at) = walk.next(shape) {
        reached.insert(at);
    }
    (0..nodes + outcomes)
        .map(NodeIndex::new)
        .filter(|index| !reached.contains(index))
        .map(|index| match index.index().checked_sub(nodes) {
            None => Target::Node(node(index)),
            Some(outcome) => Target::Outcome(OutcomeId(u16::try_from(outcome).unwrap_or(u16::MAX))),
        })
        .map(Problem::Unreachable)
        .collect()
}

/// [`MAX_QUESTIONS`] as the type of ids, which leaves as many ids free above it.
const MAX_QUESTIONS_U16: u16 = 256;

/// Everything open: any question may have any answer.
struct Anything<'a, 'o> {
    probe: Probe<'a>,
    openness: &'a dyn Fn(QuestionId) -> Openness<'o>,
}

impl Answers for Anything<'_, '_> {
    fn test(&mut self, test: &Test) -> Truth {
        let open = (self.openness)(test.question);
        if test.op == Op::Answered && !open.may_be_absent {
            // A fallback may stand in for the answer: whether somebody gave it is a question of its own.
            let given = QuestionId(test.question.0.saturating_add(MAX_QUESTIONS_U16));
            let asked = Test { question: given, column: None, op: Op::Equals(1) };
            return self.probe.test(&asked, || Region::Words(0b11));
        }
        self.probe.test(test, || whole(open))
    }

    fn take_open(&mut self) -> Option<(QuestionId, Cut)> {
        self.probe.take_open()
    }
}

fn whole(open: Openness<'_>) -> Region {
    let region = open.domain.whole();
    if open.may_be_absent { Region::MaybeAbsent(Box::new(region)) } else { region }
}

/// Whether every requirement takes an arm of the node, and every arm is taken by some requirement.
pub(super) fn arms<'o>(
    node: NodeId,
    arms: &[Arm],
    openness: &dyn Fn(QuestionId) -> Openness<'o>,
) -> Vec<Problem> {
    let compute = |space: &Space| -> Result<Option<usize>, Fork> {
        let mut answers = Anything { probe: Probe::new(space), openness };
        for (at, arm) in arms.iter().enumerate() {
            let taken = match &arm.guard {
                None => true,
                Some(guard) => decide(guard, &mut answers)? == Truth::True,
            };
            if taken {
                return Ok(Some(at));
            }
        }
        Ok(None)
    };
    let region = |question: QuestionId| {
        if question.index() < MAX_QUESTIONS { whole(openness(question)) } else { Region::Words(0b11) }
    };
    // INVARIANT (bounded): beyond MAX_LEAVES nothing is claimed; such a node needs `otherwise`.
    let Some(leaves) = explore(Space::default(), region, compute) else {
        let closed = arms.iter().any(|arm| arm.guard.is_none());
        return if closed { Vec::new() } else { vec![Problem::Open(node, Space::default())] };
    };
    let taken: BTreeSet<usize> = leaves.iter().filter_map(|leaf| leaf.result).collect();
    let open =
        leaves.iter().find(|leaf| leaf.result.is_none()).map(|leaf| Problem::Open(node, leaf.space.clone()));
    let dead = (0..arms.len()).filter(|arm| !taken.contains(arm)).map(|arm| Problem::DeadArm(node, arm));
    open.into_iter().chain(dead).collect()
}
