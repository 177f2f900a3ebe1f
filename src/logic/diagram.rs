//! Decision diagrams: functions from whole requirements to small values, each stored once.
//!
//! A variable is one question, cut into cells; a node branches on the cell. Equal functions are the same node (nodes are
//! ordered, reduced and interned), so "never" is one comparison, and sharing keeps the diagram of a function small where
//! the list of its regions would be endless. See `docs/decisions/0018-decision-diagrams.md`.

mod keep;

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Memo, Table};

/// A function: the root of its diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Node(u32);

impl Node {
    fn placed(place: usize) -> Self {
        Self(within(place))
    }

    /// Its position among all nodes.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A variable; smaller ones are asked first.
pub(crate) type Variable = u16;

/// The variable of a leaf: after all others.
const LEAF: Variable = Variable::MAX;

/// False and true as the values of leaves.
pub(crate) const FALSE: Node = Node(0);
pub(crate) const TRUE: Node = Node(1);

/// The name of a node that no kept function is made of.
const FORGOTTEN: Node = Node(u32::MAX);

/// What one analysis may take; beyond it nothing is claimed of the part that needed more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Nodes of all diagrams together.
    pub nodes: usize,
    /// Children of all nodes together: what they take in memory.
    pub children: usize,
    /// Steps of operations in one part of an analysis: what it takes in time, the same on every machine.
    pub steps: u64,
}

/// See [`Limits::nodes`].
pub(crate) const MAX_NODES: usize = 32_000_000;

/// See [`Limits::children`].
pub(crate) const MAX_CHILDREN: usize = 400_000_000;

/// See [`Limits::steps`].
pub(crate) const MAX_STEPS: u64 = 3_000_000_000;

impl Default for Limits {
    fn default() -> Self {
        Self { nodes: MAX_NODES, children: MAX_CHILDREN, steps: MAX_STEPS }
    }
}

/// A node but for its children.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// Where its children begin; the value of a leaf.
    start: u32,
    variable: Variable,
}

/// All diagrams of one analysis.
#[derive(Debug)]
pub(crate) struct DiagramManager {
    /// How many cells each variable has.
    arity: Vec<usize>,
    heads: Vec<Head>,
    children: Vec<Node>,
    unique: Table,
    memo: Memo,
    limits: Limits,
    /// Steps of the present part.
    steps: u64,
    exhausted: bool,
}

#[derive(Clone, Copy)]
enum Operation {
    And = 1,
    Or,
    When,
    Differ,
    Is,
}

impl DiagramManager {
    /// No functions yet but the two truths; `arity` says how many cells each variable has.
    pub(crate) fn new(arity: Vec<usize>, limits: Limits) -> Self {
        let mut diagrams = Self {
            arity,
            heads: Vec::new(),
            children: Vec::new(),
            unique: Table::default(),
            memo: Memo::default(),
            limits,
            steps: 0,
            exhausted: false,
        };
        for truth in 0..2 {
            diagrams.leaf(truth);
        }
        diagrams
    }

    /// Begins a part of the analysis: it has all steps before it. What was made stays, and so do the limits of room.
    pub(crate) fn begin(&mut self) {
        self.steps = 0;
        self.exhausted = self.is_full();
    }

    /// Whether there was no room or no time for everything: then nothing that this part computed means anything.
    pub(crate) fn exhausted(&self) -> bool {
        self.exhausted
    }

    fn is_full(&self) -> bool {
        self.heads.len() >= self.limits.nodes || self.children.len() >= self.limits.children
    }

    /// Counts a step; whether there is one left.
    fn step(&mut self) -> bool {
        self.steps += 1;
        self.exhausted |= self.steps > self.limits.steps;
        !self.exhausted
    }

    /// How many nodes were made.
    pub(crate) fn len(&self) -> usize {
        self.heads.len()
    }

    /// The function that is this value everywhere. The values 0 and 1 are false and true.
    pub(crate) fn leaf(&mut self, value: u32) -> Node {
        self.intern(LEAF, value, &[])
    }

    /// The function that branches on a variable, one child a cell.
    pub(crate) fn branch(&mut self, variable: Variable, children: &[Node]) -> Node {
        match children.split_first() {
            Some((first, rest)) if rest.iter().any(|child| child != first) => {
                self.intern(variable, 0, children)
            }
            Some((first, _)) => *first,
            None => FALSE,
        }
    }

    fn intern(&mut self, variable: Variable, value: u32, children: &[Node]) -> Node {
        if self.is_full() {
            self.exhausted = true;
            return FALSE;
        }
        let hash = hash(variable, value, children);
        let same = |id: u32| {
            let node = Node(id);
            self.variable(node) == variable
                && if variable == LEAF { self.start(node) == value } else { self.children(node) == children }
        };
        if let Some(known) = self.unique.find(hash, same) {
            return Node(known);
        }
        let (id, start) = (within(self.heads.len()), within(self.children.len()));
        self.unique.insert(hash, id);
        self.heads.push(Head { start: if variable == LEAF { value } else { start }, variable });
        self.children.extend_from_slice(children);
        Node(id)
    }

    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): nodes come from these diagrams")]
    fn variable(&self, node: Node) -> Variable {
        self.heads[node.0 as usize].variable
    }

    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): nodes come from these diagrams")]
    fn start(&self, node: Node) -> u32 {
        self.heads[node.0 as usize].start
    }

    /// The children of a node, by cell; none for a leaf.
    #[expect(clippy::indexing_slicing, reason = "INVARIANT (own ids): nodes come from these diagrams")]
    pub(crate) fn children(&self, node: Node) -> &[Node] {
        let variable = self.variable(node);
        if variable == LEAF {
            return &[];
        }
        let start = self.start(node) as usize;
        &self.children[start..start + self.arity[usize::from(variable)]]
    }

    /// The variable that a node asks; none for a leaf.
    pub(crate) fn asks(&self, node: Node) -> Option<Variable> {
        Some(self.variable(node)).filter(|variable| *variable != LEAF)
    }

    /// The value of a leaf.
    pub(crate) fn value(&self, node: Node) -> Option<u32> {
        (self.variable(node) == LEAF).then(|| self.start(node))
    }

    /// How many cells a variable has; none where only leaves are left.
    fn cells(&self, variable: Variable) -> usize {
        if variable == LEAF {
            return 0;
        }
        *invariant!(self.arity.get(usize::from(variable)), "a node asks a variable of these diagrams")
    }

    /// The function in one cell of a variable.
    fn at(&self, node: Node, variable: Variable, cell: usize) -> Node {
        if self.variable(node) != variable {
            return node;
        }
        *invariant!(self.children(node).get(cell), "a node has a child in every cell")
    }

    /// Conjunction.
    pub(crate) fn and(&mut self, a: Node, b: Node) -> Node {
        match (a, b) {
            (FALSE, _) | (_, FALSE) => FALSE,
            (TRUE, other) | (other, TRUE) => other,
            (a, b) if a == b => a,
            (a, b) => {
                self.apply(Operation::And, [a.min(b), a.max(b), FALSE, FALSE], |diagrams, [a, b, ..]| {
                    diagrams.and(a, b)
                })
            }
        }
    }

    /// Disjunction.
    pub(crate) fn or(&mut self, a: Node, b: Node) -> Node {
        match (a, b) {
            (TRUE, _) | (_, TRUE) => TRUE,
            (FALSE, other) | (other, FALSE) => other,
            (a, b) if a == b => a,
            (a, b) => {
                self.apply(Operation::Or, [a.min(b), a.max(b), FALSE, FALSE], |diagrams, [a, b, ..]| {
                    diagrams.or(a, b)
                })
            }
        }
    }

    /// Negation.
    pub(crate) fn not(&mut self, a: Node) -> Node {
        self.when(a, FALSE, TRUE)
    }

    /// `yes` where the guard is true, `no` everywhere else.
    pub(crate) fn when(&mut self, guard: Node, yes: Node, no: Node) -> Node {
        match guard {
            TRUE => yes,
            _ if self.asks(guard).is_none() || yes == no => no,
            _ => self.apply(Operation::When, [guard, yes, no, no], |diagrams, [guard, yes, no, _]| {
                diagrams.when(guard, yes, no)
            }),
        }
    }

    /// Where two functions differ: `yes` there, false elsewhere.
    pub(crate) fn differ(&mut self, a: Node, b: Node) -> Node {
        if a == b {
            return FALSE;
        }
        if self.variable(a) == LEAF && self.variable(b) == LEAF {
            return TRUE;
        }
        self.apply(Operation::Differ, [a.min(b), a.max(b), FALSE, FALSE], |diagrams, [a, b, ..]| {
            diagrams.differ(a, b)
        })
    }

    /// One step of an operation: on every cell of the first variable that any operand asks.
    fn apply(
        &mut self,
        operation: Operation,
        operands: [Node; 4],
        again: impl Fn(&mut Self, [Node; 4]) -> Node,
    ) -> Node {
        let [a, b, c, d] = operands.map(|node| node.0);
        let key = [operation as u32, a, b, c, d];
        if let Some(known) = self.memo.get(&key) {
            return Node(known);
        }
        if !self.step() {
            return FALSE;
        }
        let variable = operands.iter().map(|node| self.variable(*node)).min().unwrap_or(LEAF);
        let cells = self.cells(variable);
        let mut children = Vec::with_capacity(cells);
        for cell in 0..cells {
            let parts = operands.map(|node| self.at(node, variable, cell));
            children.push(again(self, parts));
        }
        let result = self.branch(variable, &children);
        // What came out when there was nothing left is not so, and must not be remembered.
        if !self.exhausted {
            self.memo.put(key, result.0, self.heads.len());
        }
        result
    }

    /// The function that has another value where this one has a value.
    pub(crate) fn map(&mut self, function: Node, mut to: impl FnMut(u32) -> u32) -> Node {
        let mut made: BTreeMap<Node, Node> = BTreeMap::new();
        for node in self.reachable(function) {
            if !self.step() {
                return FALSE;
            }
            let here = if let Some(variable) = self.asks(node) {
                let below = |child| *invariant!(made.get(child), "children are made before their parents");
                let below: Vec<Node> = self.children(node).iter().map(below).collect();
                self.branch(variable, &below)
            } else {
                let value = to(self.start(node));
                self.leaf(value)
            };
            made.insert(node, here);
        }
        *invariant!(made.get(&function), "a function is among what it is made of")
    }

    /// The values that a function has somewhere, in order.
    pub(crate) fn values(&self, function: Node) -> BTreeSet<u32> {
        self.reachable(function).into_iter().filter_map(|node| self.value(node)).collect()
    }

    /// A truth that is true where a function has a certain value.
    pub(crate) fn is(&mut self, function: Node, value: u32) -> Node {
        let value = self.leaf(value);
        self.equals(function, value)
    }

    fn equals(&mut self, function: Node, leaf: Node) -> Node {
        match self.asks(function) {
            None => {
                if function == leaf {
                    TRUE
                } else {
                    FALSE
                }
            }
            Some(_) => {
                self.apply(Operation::Is, [function, leaf, leaf, leaf], |diagrams, [function, leaf, ..]| {
                    diagrams.equals(function, leaf)
                })
            }
        }
    }

    /// Truths that are true where a function has a value of each class; a value without a class is in none of them.
    pub(crate) fn split<K: Copy + Ord>(
        &mut self,
        function: Node,
        class: impl Fn(u32) -> Option<K>,
    ) -> BTreeMap<K, Node> {
        let nodes = self.reachable(function);
        let mut parts: Vec<Vec<(K, Node)>> = Vec::with_capacity(nodes.len());
        for node in &nodes {
            let here = if let Some(variable) = self.asks(*node) {
                let place = |child| {
                    let part = nodes.binary_search(child).ok().and_then(|at| parts.get(at));
                    invariant!(part, "children are made before their parents")
                };
                let below: Vec<_> = self.children(*node).iter().map(place).collect();
                let mut classes: Vec<K> =
                    below.iter().flat_map(|parts| parts.iter().map(|(class, _)| *class)).collect();
                classes.sort_unstable();
                classes.dedup();
                let part = |parts: &Vec<(K, Node)>, class: K| {
                    parts.iter().find(|(known, _)| *known == class).map_or(FALSE, |(_, part)| *part)
                };
                let mut of = |class: K| {
                    let children: Vec<Node> = below.iter().map(|parts| part(parts, class)).collect();
                    (class, self.branch(variable, &children))
                };
                classes.into_iter().map(&mut of).collect()
            } else {
                self.value(*node).and_then(&class).map(|class| (class, TRUE)).into_iter().collect()
            };
            parts.push(here);
        }
        parts.pop().into_iter().flatten().collect()
    }

    /// Whether some requirement makes all of these truths true. Cheaper than their conjunction, where one is soon found.
    pub(crate) fn meet(&mut self, truths: &[Node]) -> bool {
        let mut failed = BTreeSet::new();
        self.meet_below(truths.to_vec(), &mut failed)
    }

    fn meet_below(&mut self, mut truths: Vec<Node>, failed: &mut BTreeSet<Vec<Node>>) -> bool {
        truths.sort_unstable();
        truths.dedup();
        truths.retain(|truth| *truth != TRUE);
        if truths.is_empty() {
            return true;
        }
        if truths.iter().any(|truth| self.asks(*truth).is_none()) || failed.contains(&truths) {
            return false;
        }
        if !self.step() {
            return false;
        }
        let variable = truths.iter().map(|truth| self.variable(*truth)).min().unwrap_or(LEAF);
        let cells = self.cells(variable);
        let found = (0..cells).any(|cell| {
            let below = truths.iter().map(|truth| self.at(*truth, variable, cell)).collect();
            self.meet_below(below, failed)
        });
        if !found {
            failed.insert(truths);
        }
        found
    }

    /// Everything that a function is made of, children before parents.
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT (children first): a node is made after its children, so its id is larger"
    )]
    pub(crate) fn reachable(&self, function: Node) -> Vec<Node> {
        let mut seen = vec![0_u64; function.0 as usize / 64 + 1];
        let mut found = Vec::new();
        let mut waiting = vec![function];
        while let Some(node) = waiting.pop() {
            let (word, bit) = (node.0 as usize / 64, 1 << (node.0 % 64));
            if seen[word] & bit == 0 {
                seen[word] |= bit;
                found.push(node);
                waiting.extend(self.children(node));
            }
        }
        found.sort_unstable();
        found
    }
}

/// A place in these diagrams: [`MAX_NODES`] and [`MAX_CHILDREN`] are less than four thousand million.
fn within(at: usize) -> u32 {
    invariant!(u32::try_from(at).ok(), "diagrams have fewer parts than ids for them")
}

fn hash(variable: Variable, value: u32, children: &[Node]) -> u64 {
    let first = mix(u64::from(variable) << 32 | u64::from(value));
    children.iter().fold(first, |hash, child| mix(hash ^ u64::from(child.0)))
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    value ^ (value >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_functions_are_the_same_node() {
        let mut d = DiagramManager::new(vec![2, 3], Limits::default());
        let a = d.branch(0, &[FALSE, TRUE]);
        let b = d.branch(1, &[FALSE, TRUE, TRUE]);
        let (not_a, not_b) = (d.not(a), d.not(b));
        let both = d.and(a, b);
        let neither = d.or(not_a, not_b);
        assert_eq!(d.not(both), neither);
        assert_eq!(d.differ(both, both), FALSE);
        let parts = d.split(both, |value| (value < 2).then_some(value == 1));
        assert_eq!(parts.into_iter().collect::<Vec<_>>(), [(false, neither), (true, both)]);
        let three = d.map(b, |value| value + 2);
        assert_eq!(d.values(three).into_iter().collect::<Vec<_>>(), [2, 3]);
        assert_eq!(d.is(three, 3), b);
        assert!(d.meet(&[a, b]) && !d.meet(&[a, not_a]) && !d.meet(&[a, b, not_b]));
        let same = d.branch(1, &[TRUE, TRUE, TRUE]);
        assert_eq!(same, TRUE);
    }
}
