//! Whether every requirement takes an arm of a node, and every arm is taken by some requirement.
//!
//! The guards of a node are decision diagrams over its questions, cut where they look. An arm takes what those before it leave, so
//! a node with thousands of arms costs what its guards are long, and an arm that nothing is left for is found whatever the size.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Arm, NodeId, Openness, Problem};
use crate::graph::ArmId;
use crate::logic::diagram::{DiagramManager, FALSE, Node, TRUE, Variable};
use crate::logic::words::of_words;
use crate::logic::{AnswerBox, Domain, Formula, Limits, Op, QuestionId, Subset, Test, Truth};

/// What a question of a node can be answered with: cells that no guard tells apart.
struct Axis<'a> {
    openness: Openness<'a>,
    /// Whether it is answered, where a fallback may stand in for the answer: a question of its own then.
    given: Option<Variable>,
    first: Variable,
    cells: Cells,
}

enum Cells {
    /// A region for each cell of one variable.
    One(Vec<Subset>),
    /// The same where they are many: the digits of a cell's number in base two are variables of their own, the highest first, so
    /// that a limit among thousands is a handful of nodes. Numbers beyond the last cell stand for the last cell.
    Digits(Vec<Subset>, u32),
    /// The words of a set that are tested together, a variable for each: none, some, all of them.
    Any(Vec<u128>),
}

/// The problems of one node.
pub(super) fn arms<'o>(
    node: NodeId,
    arms: &[Arm],
    openness: &dyn Fn(QuestionId) -> Openness<'o>,
) -> Vec<Problem> {
    let mut proof = Proof::new(arms, openness);
    let mut left = TRUE;
    let mut dead = Vec::new();
    for (id, arm) in ArmId::of(arms) {
        let guard = arm.guard.as_ref().map_or(TRUE, |guard| proof.holds(guard, true));
        let taken = proof.diagrams.and(left, guard);
        if taken == FALSE {
            dead.push(Problem::DeadArm(node, id));
        }
        let fails = proof.diagrams.not(guard);
        left = proof.diagrams.and(left, fails);
    }
    // INVARIANT (bounded): without room nothing is claimed; such a node needs `otherwise`.
    if proof.diagrams.exhausted() {
        let closed = arms.iter().any(|arm| arm.guard.is_none());
        return if closed { Vec::new() } else { vec![Problem::Open(node, AnswerBox::default())] };
    }
    let open = (left != FALSE).then(|| Problem::Open(node, proof.example(left)));
    open.into_iter().chain(dead).collect()
}

/// A question of more cells than this is looked at digit by digit.
const WIDE: usize = 64;

struct Proof<'a> {
    axes: BTreeMap<QuestionId, Axis<'a>>,
    diagrams: DiagramManager,
    /// Derivations that were looked at before.
    shared: BTreeMap<(*const Formula, bool), Node>,
}

impl<'a> Proof<'a> {
    fn new(arms: &[Arm], openness: &dyn Fn(QuestionId) -> Openness<'a>) -> Self {
        let mut tests: BTreeMap<QuestionId, Vec<(Option<u16>, Op)>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for guard in arms.iter().filter_map(|arm| arm.guard.as_ref()) {
            collect(guard, &mut seen, &mut |test| {
                tests.entry(test.question).or_default().push((test.column, test.op));
            });
        }
        let mut arity = Vec::new();
        let mut axes = BTreeMap::new();
        for (question, mut tests) in tests {
            tests.sort_unstable();
            tests.dedup();
            let openness = openness(question);
            let mut variable = |cells: usize| {
                arity.push(cells);
                invariant!(
                    Variable::try_from(arity.len() - 1).ok(),
                    "a node asks less than there are variables"
                )
            };
            let asked = tests.iter().any(|(_, op)| *op == Op::Answered);
            let given = (asked && !openness.may_be_absent).then(|| variable(2));
            let cells = cells(openness, &tests);
            let first = match &cells {
                Cells::One(regions) => variable(regions.len()),
                Cells::Digits(_, digits) => {
                    let first = (0..*digits).map(|_| variable(2)).min();
                    invariant!(first, "a number has a digit")
                }
                Cells::Any(blocks) => {
                    // The first variable of a set says whether there is one.
                    let first = variable(if openness.may_be_absent { 2 } else { 1 });
                    for block in blocks {
                        variable(if block.count_ones() > 1 { 3 } else { 2 });
                    }
                    first
                }
            };
            axes.insert(question, Axis { openness, given, first, cells });
        }
        Self { axes, diagrams: DiagramManager::new(arity, Limits::default()), shared: BTreeMap::new() }
    }

    /// Where a formula holds, or where it does not.
    fn holds(&mut self, formula: &Formula, wanted: bool) -> Node {
        match formula {
            // What is not known is neither: there are no facts in guards, so this is a derivation that is not made.
            Formula::Const(truth) => truth_node(*truth == Truth::from(wanted)),
            Formula::Test(test) => self.test(test, wanted),
            Formula::Not(inner) => self.holds(inner, !wanted),
            // Guards are asked of the walk's answers as it is.
            Formula::Taken(inner) => self.holds(inner, wanted),
            Formula::All(literals) => {
                let parts: Vec<Node> = literals
                    .iter()
                    .map(|literal| self.test(&literal.test, literal.holds == wanted))
                    .collect();
                self.join(parts, wanted)
            }
            Formula::And(parts) => {
                let parts: Vec<Node> = parts.iter().map(|part| self.holds(part, wanted)).collect();
                self.join(parts, wanted)
            }
            Formula::Or(parts) => {
                let parts: Vec<Node> = parts.iter().map(|part| self.holds(part, wanted)).collect();
                self.join(parts, !wanted)
            }
            Formula::Shared(inner) => {
                let key = (Arc::as_ptr(inner), wanted);
                if let Some(known) = self.shared.get(&key) {
                    return *known;
                }
                let made = self.holds(inner, wanted);
                self.shared.insert(key, made);
                made
            }
        }
    }

    /// From the last part to the first: what is asked last is made first.
    fn join(&mut self, parts: Vec<Node>, all: bool) -> Node {
        parts.into_iter().rev().fold(truth_node(all), |joined, part| {
            if all { self.diagrams.and(part, joined) } else { self.diagrams.or(part, joined) }
        })
    }

    fn test(&mut self, test: &Test, wanted: bool) -> Node {
        let axis = invariant!(self.axes.get(&test.question), "what a guard asks was seen before");
        if let (Some(given), Op::Answered) = (axis.given, test.op) {
            return self.diagrams.branch(given, &[truth_node(!wanted), truth_node(wanted)]);
        }
        match &axis.cells {
            Cells::One(regions) => {
                let children: Vec<Node> = regions
                    .iter()
                    .map(|region| {
                        truth_node((region.test(test.column, test.op) == Ok(Truth::True)) == wanted)
                    })
                    .collect();
                self.diagrams.branch(axis.first, &children)
            }
            Cells::Digits(regions, digits) => {
                let (from, to) = passing(regions, test);
                let is_in = below(&mut self.diagrams, (axis.first, *digits), to, regions.len());
                let is_under = below(&mut self.diagrams, (axis.first, *digits), from, regions.len());
                let is_over = self.diagrams.not(is_under);
                let holds = self.diagrams.and(is_in, is_over);
                if wanted { holds } else { self.diagrams.not(holds) }
            }
            Cells::Any(blocks) => {
                let holds = of_words(&mut self.diagrams, axis.first, blocks, test.op);
                let holds = if axis.openness.may_be_absent {
                    self.diagrams.branch(axis.first, &[FALSE, holds])
                } else {
                    holds
                };
                if wanted { holds } else { self.diagrams.not(holds) }
            }
        }
    }

    /// Some answers for which a function is true.
    fn example(&self, function: Node) -> AnswerBox {
        let mut chosen: BTreeMap<Variable, usize> = BTreeMap::new();
        let mut at = function;
        while let Some(variable) = self.diagrams.asks(at) {
            let mut children = self.diagrams.children(at).iter().enumerate();
            let Some((cell, child)) = children.find(|(_, child)| **child != FALSE) else { break };
            chosen.insert(variable, cell);
            at = *child;
        }
        let mut space = AnswerBox::default();
        for (question, axis) in &self.axes {
            match &axis.cells {
                Cells::One(regions) => {
                    let region = chosen.get(&axis.first).and_then(|cell| regions.get(*cell));
                    if let Some(region) = region {
                        space = space.with(*question, region.clone());
                    }
                }
                Cells::Digits(regions, digits) => {
                    let own = (axis.first..).take(*digits as usize);
                    let chosen: Vec<Option<usize>> =
                        own.map(|variable| chosen.get(&variable).copied()).collect();
                    if chosen.iter().any(Option::is_some) {
                        let cell = chosen.iter().fold(0, |cell, digit| 2 * cell + digit.unwrap_or(0));
                        let region = regions.get(cell).or(regions.last());
                        space = region.map_or(space.clone(), |region| space.with(*question, region.clone()));
                    }
                }
                Cells::Any(blocks) => {
                    let mut surely = 0;
                    let mut is_chosen = chosen.contains_key(&axis.first);
                    for (variable, block) in (axis.first + 1..).zip(blocks) {
                        let cell = chosen.get(&variable).copied();
                        is_chosen |= cell.is_some();
                        surely |= match cell {
                            Some(1) if block.count_ones() > 1 => block & block.wrapping_neg(),
                            Some(1 | 2) => *block,
                            _ => 0,
                        };
                    }
                    if is_chosen {
                        space = space.with(*question, Subset::Set { surely, maybe: 0 });
                    }
                }
            }
        }
        space
    }
}

fn truth_node(holds: bool) -> Node {
    if holds { TRUE } else { FALSE }
}

/// Calls `f` with every test; what several formulas share is looked at once.
fn collect(formula: &Formula, seen: &mut BTreeSet<*const Formula>, f: &mut dyn FnMut(&Test)) {
    match formula {
        Formula::Const(_) => {}
        Formula::Test(test) => f(test),
        Formula::Not(inner) | Formula::Taken(inner) => collect(inner, seen, f),
        Formula::All(literals) => literals.iter().for_each(|literal| f(&literal.test)),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| collect(part, seen, f)),
        Formula::Shared(inner) => {
            if seen.insert(Arc::as_ptr(inner)) {
                collect(inner, seen, f);
            }
        }
    }
}

/// The parts of a domain that no test tells apart.
fn cells(openness: Openness<'_>, tests: &[(Option<u16>, Op)]) -> Cells {
    let absent = openness.may_be_absent.then_some(Subset::Absent);
    let mut regions: Vec<Subset> = Vec::new();
    match openness.domain {
        Domain::Range(low, high) => {
            let mut cuts: Vec<i128> = vec![*low];
            for (_, op) in tests {
                match op {
                    Op::Below(limit) | Op::AtLeast(limit) => cuts.push(*limit),
                    Op::Equals(code) => cuts.extend([*code, code.saturating_add(1)]),
                    _ => {}
                }
            }
            cuts.retain(|cut| low <= cut && cut <= high);
            cuts.sort_unstable();
            cuts.dedup();
            let ends = cuts.iter().skip(1).map(|cut| cut - 1).chain([*high]);
            regions.extend(cuts.iter().zip(ends).map(|(from, to)| Subset::Range(*from, to)));
        }
        Domain::Words(mask) => {
            let words = (0..128).map(|at| 1_u128 << at).filter(|bit| mask & bit != 0);
            regions.extend(words.map(Subset::Words));
        }
        Domain::Rows(rows) => {
            let mut classes: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
            for row in 0..rows.count() {
                let code = |column: Option<u16>| match column {
                    None => i128::try_from(row).ok(),
                    Some(column) => rows.cell(row, column),
                };
                let told = tests.iter().map(|(column, op)| code(*column).is_some_and(|code| op.holds(code)));
                classes.entry(told.collect()).or_default().push(row);
            }
            regions.extend(classes.into_values().map(|left| Subset::Rows { rows: rows.clone(), left }));
        }
        Domain::Set(mask) => return Cells::Any(blocks(*mask, tests)),
    }
    let cuts = |op: &Op| matches!(op, Op::Answered | Op::Below(_) | Op::AtLeast(_) | Op::Equals(_));
    let by_digits = regions.len() > WIDE && tests.iter().all(|(column, op)| column.is_none() && cuts(op));
    let regions: Vec<Subset> = absent.into_iter().chain(regions).collect();
    let digits = usize::BITS - regions.len().leading_zeros();
    if by_digits { Cells::Digits(regions, digits) } else { Cells::One(regions) }
}

/// From which cell on, and up to which, a test holds; ranges in order, after the one without an answer.
fn passing(regions: &[Subset], test: &Test) -> (usize, usize) {
    let under = |limit: i128| {
        regions.partition_point(|region| match region {
            Subset::Range(low, _) => *low < limit,
            _ => true,
        })
    };
    match test.op {
        Op::Answered => (under(i128::MIN), regions.len()),
        Op::Below(limit) => (under(i128::MIN), under(limit)),
        Op::AtLeast(limit) => (under(limit), regions.len()),
        Op::Equals(code) => (under(code), under(code.saturating_add(1))),
        _ => (0, 0),
    }
}

/// Where the number of a cell, in so many digits from a variable on, is less than a limit.
fn below(d: &mut DiagramManager, (first, digits): (Variable, u32), limit: usize, cells: usize) -> Node {
    if limit >= cells {
        return TRUE;
    }
    // From the last digit to the first: equal so far is not less.
    (0..digits).fold(FALSE, |less, digit| {
        let variable =
            first + invariant!(Variable::try_from(digits - 1 - digit).ok(), "a number has few digits");
        let children = if limit >> digit & 1 == 1 { [TRUE, less] } else { [less, FALSE] };
        d.branch(variable, &children)
    })
}

/// Words that every test takes together.
fn blocks(all: u128, tests: &[(Option<u16>, Op)]) -> Vec<u128> {
    let mut blocks: Vec<u128> = if all == 0 { Vec::new() } else { vec![all] };
    for (_, op) in tests {
        let masks = match op {
            Op::HasAll(mask) | Op::HasAny(mask) | Op::Within(mask) => vec![*mask],
            Op::Equals(code) => vec![code.cast_unsigned()],
            _ => Vec::new(),
        };
        for mask in masks {
            blocks = blocks
                .into_iter()
                .flat_map(|block| [block & mask, block & !mask])
                .filter(|block| *block != 0)
                .collect();
        }
    }
    blocks
}
