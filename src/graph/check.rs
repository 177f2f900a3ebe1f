//! The proofs behind a [`super::DecisionGraph`].

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{Dfs, EdgeRef};

use super::{NodeId, OutcomeId, Problem, Target};

fn node(index: NodeIndex) -> NodeId {
    NodeId::nth(index.index())
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
            Some(outcome) => Target::Outcome(OutcomeId::nth(outcome)),
        })
        .map(Problem::Unreachable)
        .collect()
}
