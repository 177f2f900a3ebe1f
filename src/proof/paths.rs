//! What can be read off a diagram: how much of the space it covers, in how many paths, and the shortest way in.

use std::collections::BTreeMap;

use super::space::{Block, Cells, RequirementSpace};
use crate::logic::diagram::{DiagramManager, Node, TRUE, Variable};

/// The part of requirements that leave a question open, of all requirements: see `docs/checking-rules.md`.
const OPEN: f64 = 0.9;

/// How likely each cell of each variable is.
#[derive(Debug)]
pub(super) struct Weights(Vec<Vec<f64>>);

impl Weights {
    /// A question is left open with the same chance everywhere; an answer is any of its words, rows or ranges with the same
    /// chance, and a set has each of its words with a chance of one half.
    pub(super) fn new(space: &RequirementSpace) -> Self {
        let mut all = Vec::new();
        for axis in &space.axes {
            match &axis.answers {
                Cells::One(cells) => {
                    let members: usize = cells.iter().map(|cell| cell.members.len()).sum();
                    let share = |count: usize| (1.0 - OPEN) * number(count) / number(members.max(1));
                    let mut weights = vec![OPEN];
                    weights.extend(cells.iter().map(|cell| share(cell.members.len())));
                    all.push(weights);
                }
                Cells::Any(blocks) => {
                    all.push(vec![OPEN, 1.0 - OPEN]);
                    all.extend(blocks.iter().map(of_block));
                }
            }
        }
        Self(all)
    }

    fn of(&self, variable: Variable, cell: usize) -> f64 {
        self.0.get(usize::from(variable)).and_then(|cells| cells.get(cell)).copied().unwrap_or(0.0)
    }

    /// For each value of a function, the share of the space in which it takes it.
    pub(super) fn shares(&self, d: &DiagramManager, function: Node) -> BTreeMap<u32, f64> {
        let mut mass = BTreeMap::from([(function, 1.0)]);
        let mut shares = BTreeMap::new();
        // INVARIANT (children first): every parent comes before its children here.
        while let Some((node, here)) = mass.pop_last() {
            let Some(variable) = d.asks(node) else {
                d.value(node).map(|value| shares.insert(value, here));
                continue;
            };
            for (cell, child) in d.children(node).iter().enumerate() {
                *mass.entry(*child).or_insert(0.0) += here * self.of(variable, cell);
            }
        }
        shares
    }

    /// The share of the space in which a truth is true.
    pub(super) fn share(&self, d: &DiagramManager, truth: Node) -> f64 {
        self.shares(d, truth).get(&1).copied().unwrap_or(0.0)
    }
}

fn of_block(block: &Block) -> Vec<f64> {
    let one = 0.5_f64.powi(invariant!(i32::try_from(block.size()).ok(), "a set has at most 128 words"));
    if block.cells() == 3 { vec![one, 1.0 - 2.0 * one, one] } else { vec![0.5, 0.5] }
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// In how many paths a function comes to a value other than false: the regions of its partition.
pub(super) fn regions(d: &DiagramManager, function: Node) -> u128 {
    let nodes = d.reachable(function);
    let mut paths: Vec<u128> = Vec::with_capacity(nodes.len());
    for node in &nodes {
        let count = if d.asks(*node).is_none() {
            u128::from(d.value(*node) != Some(0))
        } else {
            let mut children = d.children(*node).to_vec();
            children.dedup();
            let below = |child| {
                let counted = nodes.binary_search(child).ok().and_then(|at| paths.get(at));
                *invariant!(counted, "children are counted before their parents")
            };
            children.iter().fold(0, |sum: u128, child| sum.saturating_add(below(child)))
        };
        paths.push(count);
    }
    invariant!(paths.pop(), "a function is among what it is made of")
}

/// A requirement as the cells of the variables that matter.
pub(super) type Path = Vec<(Variable, usize)>;

/// The requirement with the fewest answers for which a truth is true; of equals, the one with the first cells.
pub(super) fn shortest(d: &DiagramManager, truth: Node) -> Option<Path> {
    let mut best: BTreeMap<Node, (u32, usize)> = BTreeMap::new();
    for node in d.reachable(truth) {
        if d.asks(node).is_none() {
            if node == TRUE {
                best.insert(node, (0, 0));
            }
            continue;
        }
        let through = |(cell, child): (usize, &Node)| {
            best.get(child).map(|(cost, _)| (cost + u32::from(cell > 0), cell))
        };
        if let Some(found) = d.children(node).iter().enumerate().filter_map(through).min() {
            best.insert(node, found);
        }
    }
    best.get(&truth)?;
    let (mut path, mut node) = (Vec::new(), truth);
    while let (Some(variable), Some((_, cell))) = (d.asks(node), best.get(&node)) {
        path.push((variable, *cell));
        node = *d.children(node).get(*cell)?;
    }
    Some(path)
}
