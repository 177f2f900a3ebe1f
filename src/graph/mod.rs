//! The decision graph: nodes with ordered, guarded arms, ending in outcomes.
//!
//! Takes nodes whose guards are formulas; gives a [`DecisionGraph`] that has one entry, no cycle,
//! no unreachable part, no open node and no dead arm, or the list of what is wrong. Knows no
//! syntax and no service.

mod arms;
mod check;

use petgraph::graph::{DiGraph, NodeIndex};

use serde::{Deserialize, Serialize};

use crate::logic::{AnswerBox, Domain, Formula, QuestionId};

ids! {
    /// A node of a graph.
    NodeId(u16), "there are fewer nodes than ids for them";
    /// An outcome that a graph ends in.
    OutcomeId(u16), "there are fewer outcomes than ids for them";
    /// An arm of a node.
    ArmId(u16), "there are fewer arms than ids for them";
}

/// Where an arm leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// On to another node.
    Node(NodeId),
    /// To an outcome: the end.
    Outcome(OutcomeId),
}

/// One arm; no guard means `otherwise`.
#[derive(Clone, Debug)]
pub struct Arm {
    /// When it is taken.
    pub guard: Option<Formula>,
    /// Where it leads.
    pub target: Target,
}

/// A checked decision graph.
#[derive(Clone, Debug)]
pub struct DecisionGraph {
    nodes: Vec<Vec<Arm>>,
    entry: NodeId,
}

/// What a question can be answered with, and whether it may be left without an answer.
#[derive(Clone, Copy, Debug)]
pub struct Openness<'a> {
    /// Its domain.
    pub domain: &'a Domain,
    /// Whether no answer is possible too.
    pub may_be_absent: bool,
}

/// What is wrong with a graph.
#[derive(Clone, Debug)]
pub enum Problem {
    /// These nodes lead from one to the next, and the last to the first.
    Cycle(Vec<NodeId>),
    /// Not exactly one node is led to by no arm: these.
    Entries(Vec<NodeId>),
    /// No path from the entry leads there.
    Unreachable(Target),
    /// Answers in this space take no arm.
    Open(NodeId, AnswerBox),
    /// No answers take this arm.
    DeadArm(NodeId, ArmId),
}

impl DecisionGraph {
    /// Checks nodes, each a list of arms in order, and makes a graph of them.
    ///
    /// # Errors
    /// Every problem, in a fixed order.
    pub fn new<'a>(
        nodes: Vec<Vec<Arm>>,
        outcomes: usize,
        openness: &dyn Fn(QuestionId) -> Openness<'a>,
    ) -> Result<Self, Vec<Problem>> {
        let shape = shape(&nodes, outcomes);
        let mut problems = check::cycle(&shape, nodes.len());
        let entry = match check::entries(&shape, nodes.len()).as_slice() {
            [entry] => Some(*entry),
            several => {
                problems.push(Problem::Entries(several.to_vec()));
                None
            }
        };
        if let Some(entry) = entry {
            problems.extend(check::unreachable(&shape, entry, nodes.len(), outcomes));
        }
        for (node, arms) in NodeId::of(&nodes) {
            problems.extend(arms::arms(node, arms, openness));
        }
        match entry {
            Some(entry) if problems.is_empty() => Ok(Self { nodes, entry }),
            _ => Err(problems),
        }
    }

    /// Where every walk starts.
    #[must_use]
    pub fn entry(&self) -> NodeId {
        self.entry
    }

    /// The arms of a node, in order.
    #[must_use]
    pub fn arms(&self, node: NodeId) -> &[Arm] {
        invariant!(self.nodes.get(node.index()), "a node is one of its graph")
    }

    /// An arm of a node.
    #[must_use]
    pub fn arm(&self, node: NodeId, arm: ArmId) -> &Arm {
        invariant!(self.arms(node).get(arm.index()), "an arm is one of its node")
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// A checked graph has an entry, so it is never empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

/// Nodes first, then outcomes; edges without order, which the arms keep.
fn shape(nodes: &[Vec<Arm>], outcomes: usize) -> DiGraph<(), ()> {
    let mut shape = DiGraph::new();
    for _ in 0..nodes.len() + outcomes {
        shape.add_node(());
    }
    for (from, arms) in nodes.iter().enumerate() {
        for arm in arms {
            shape.update_edge(NodeIndex::new(from), index(arm.target, nodes.len()), ());
        }
    }
    shape
}

fn index(target: Target, nodes: usize) -> NodeIndex {
    match target {
        Target::Node(id) => NodeIndex::new(id.index()),
        Target::Outcome(id) => NodeIndex::new(nodes + id.index()),
    }
}
