//! Where the walk of one provider goes, for every requirement at once.

use crate::graph::Target;
use crate::logic::diagram::{DiagramManager, FALSE, Node, TRUE};
use crate::program::{ArmOf, DatedRules, Symbolic};

/// Where the walk of one provider goes.
#[derive(Debug)]
pub(super) struct Walk {
    /// For each node, where it is reached.
    pub(super) nodes: Vec<Node>,
    /// For each node and arm, where it is taken.
    pub(super) taken: Vec<Vec<Node>>,
    /// For each node, its arms.
    pub(super) arms: Vec<Vec<ArmOf>>,
    /// For each node, where the walk stops for want of an answer.
    pub(super) stuck: Vec<Node>,
    /// For each outcome, where it is reached.
    pub(super) outcomes: Vec<Node>,
}

impl Walk {
    /// Walks from the entry, nodes in an order in which each comes after all that lead to it.
    pub(super) fn new(d: &mut DiagramManager, symbolic: &mut Symbolic<'_>, dated: &DatedRules) -> Self {
        let graph = dated.pack().graph();
        let nodes = graph.len();
        let mut walk = Self {
            nodes: vec![FALSE; nodes],
            taken: vec![Vec::new(); nodes],
            arms: (0..nodes).map(|node| symbolic.arms(d, node)).collect(),
            stuck: vec![FALSE; nodes],
            outcomes: vec![FALSE; dated.pack().outcomes().len()],
        };
        let entry = graph.entry().index();
        add(d, &mut walk.nodes, entry, TRUE);
        for at in downwards(entry, &walk.arms) {
            let mut left = walk.nodes.get(at).copied().unwrap_or(FALSE);
            let mut all = Vec::new();
            for arm in walk.arms.get(at).into_iter().flatten() {
                let taken = d.and(left, arm.holds);
                let open = d.or(arm.holds, arm.fails);
                let open = d.not(open);
                let stuck = d.and(left, open);
                left = d.and(left, arm.fails);
                add(d, &mut walk.stuck, at, stuck);
                all.push(taken);
                match arm.target {
                    Target::Node(next) => add(d, &mut walk.nodes, next.index(), taken),
                    Target::Outcome(outcome) => add(d, &mut walk.outcomes, outcome.index(), taken),
                }
            }
            if let Some(taken) = walk.taken.get_mut(at) {
                *taken = all;
            }
            add(d, &mut walk.stuck, at, left);
        }
        walk
    }
}

fn add(d: &mut DiagramManager, places: &mut [Node], at: usize, more: Node) {
    if let Some(place) = places.get_mut(at) {
        *place = d.or(*place, more);
    }
}

/// Nodes, each after all that lead to it.
fn downwards(entry: usize, arms: &[Vec<ArmOf>]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut seen = vec![false; arms.len()];
    let mut path = vec![(entry, 0)];
    while let Some((node, next)) = path.last_mut() {
        let (node, at) = (*node, *next);
        *next += 1;
        match arms.get(node).and_then(|arms| arms.get(at)).map(|arm| arm.target) {
            Some(Target::Node(target)) => {
                let target = target.index();
                if seen.get_mut(target).is_some_and(|seen| !std::mem::replace(seen, true)) {
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
