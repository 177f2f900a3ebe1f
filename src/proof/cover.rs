//! A region as few conditions: each as general as it can be, all together exactly the region.

use super::paths::{Path, shortest};
use super::space::{Cells, RequirementSpace};
use crate::logic::diagram::{DiagramManager, FALSE, Node, TRUE, Variable};

/// A conjunction: for each variable that matters, the cells that it may be in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cube(pub(super) Vec<(Variable, Vec<bool>)>);

/// A cover, and what is left of the region when it has as many conditions as were asked for.
#[derive(Debug)]
pub(super) struct Cover {
    pub(super) cubes: Vec<Cube>,
    pub(super) rest: Node,
}

/// Conditions that together hold everywhere in `region`, and of `within` nowhere else; at most so many.
pub(super) fn cover(
    d: &mut DiagramManager,
    space: &RequirementSpace,
    region: Node,
    within: Node,
    at_most: usize,
) -> Cover {
    let outside = d.not(within);
    let allowed = d.or(region, outside);
    let (mut cubes, mut rest) = (Vec::new(), region);
    let mut marks = Marks::default();
    while rest != FALSE && cubes.len() < at_most {
        let Some(path) = shortest(d, rest) else { break };
        let cube = widest(d, space, &path, allowed, &mut marks);
        let cube = tight(d, cube, region);
        let covered = diagram(d, &cube);
        let open = d.not(covered);
        rest = d.and(rest, open);
        cubes.push(cube);
    }
    Cover { cubes: irredundant(d, region, cubes, rest), rest }
}

/// Leaves out conditions that the others cover.
fn irredundant(d: &mut DiagramManager, region: Node, cubes: Vec<Cube>, rest: Node) -> Vec<Cube> {
    let open: Vec<Node> = cubes
        .iter()
        .map(|cube| {
            let covered = diagram(d, cube);
            d.not(covered)
        })
        .collect();
    // For each condition, what those after it leave open.
    let mut after = vec![TRUE];
    for open in open.iter().skip(1).rev() {
        let left = after.last().map_or(TRUE, |left| d.and(*left, *open));
        after.push(left);
    }
    let covered = d.not(rest);
    let mut left = d.and(region, covered);
    let mut kept = Vec::new();
    for ((cube, open), after) in cubes.into_iter().zip(open).zip(after.into_iter().rev()) {
        if d.meet(&[left, after]) {
            left = d.and(left, open);
            kept.push(cube);
        }
    }
    kept
}

/// The widest condition around a path that stays inside what is allowed: as few questions as possible, then as many cells.
fn widest(
    d: &DiagramManager,
    space: &RequirementSpace,
    path: &Path,
    allowed: Node,
    marks: &mut Marks,
) -> Cube {
    let cells = |variable: Variable| space.cells(variable);
    let only = |(variable, cell): &(Variable, usize)| {
        (*variable, (0..cells(*variable)).map(|at| at == *cell).collect::<Vec<bool>>())
    };
    let mut cube = Cube(path.iter().map(only).collect());
    for at in (0..cube.0.len()).rev() {
        let Some((variable, _)) = cube.0.get(at) else { continue };
        if rests_on(space, &cube, *variable) {
            continue;
        }
        let mut free = cube.clone();
        free.0.remove(at);
        if marks.inside(d, &free, allowed) {
            cube = free;
        }
    }
    for at in 0..cube.0.len() {
        let cells = cube.0.get(at).map_or(0, |(_, cells)| cells.len());
        for cell in 0..cells {
            let mut wider = cube.clone();
            let slot = wider.0.get_mut(at).and_then(|(_, cells)| cells.get_mut(cell));
            let Some(slot) = slot.filter(|slot| !**slot) else { continue };
            *slot = true;
            if marks.inside(d, &wider, allowed) {
                cube = wider;
            }
        }
    }
    cube
}

/// The same condition without the cells that nothing of the region is in: they hold where it does not matter, and say nothing.
fn tight(d: &mut DiagramManager, mut cube: Cube, region: Node) -> Cube {
    for at in 0..cube.0.len() {
        let cells = cube.0.get(at).map_or(0, |(_, cells)| cells.len());
        for cell in 0..cells {
            let taken = |cube: &Cube| {
                let taken = cube.0.get(at).and_then(|(_, cells)| cells.get(cell));
                *invariant!(taken, "a cell of a condition")
            };
            if !taken(&cube) {
                continue;
            }
            let mut here = cube.clone();
            here.0
                .get_mut(at)
                .into_iter()
                .for_each(|(_, cells)| (0..).zip(cells).for_each(|(at, taken)| *taken = at == cell));
            let here = diagram(d, &here);
            if !d.meet(&[here, region]) {
                cube.0
                    .get_mut(at)
                    .and_then(|(_, cells)| cells.get_mut(cell))
                    .into_iter()
                    .for_each(|taken| *taken = false);
            }
        }
    }
    cube
}

/// Whether a condition says something about the words of a set, and the variable is whether that set is stated.
fn rests_on(space: &RequirementSpace, cube: &Cube, variable: Variable) -> bool {
    let Some(axis) = space.axis_of(variable).filter(|axis| axis.first == variable) else { return false };
    let Cells::Any(blocks) = &axis.answers else { return false };
    let last = usize::from(variable) + blocks.len();
    cube.0.iter().any(|(other, _)| *other > variable && usize::from(*other) <= last)
}

/// Which nodes a search has seen: of one search after another, without being cleared.
#[derive(Default)]
struct Marks {
    seen: Vec<u32>,
    search: u32,
}

impl Marks {
    /// Whether a node is seen for the first time in this search.
    fn first(&mut self, node: Node) -> bool {
        let at = node.index();
        if self.seen.len() <= at {
            self.seen.resize(at + 1, 0);
        }
        self.seen.get_mut(at).is_some_and(|seen| std::mem::replace(seen, self.search) != self.search)
    }

    /// Whether a truth is true wherever a condition holds.
    fn inside(&mut self, d: &DiagramManager, cube: &Cube, truth: Node) -> bool {
        self.search += 1;
        let mut waiting = vec![truth];
        while let Some(node) = waiting.pop() {
            if node == TRUE || !self.first(node) {
                continue;
            }
            let Some(variable) = d.asks(node) else { return false };
            let at = cube.0.binary_search_by_key(&variable, |(other, _)| *other);
            let allowed = at.ok().and_then(|at| cube.0.get(at)).map(|(_, cells)| cells);
            for (cell, child) in d.children(node).iter().enumerate() {
                if allowed.is_none_or(|cells| {
                    *invariant!(cells.get(cell), "a condition speaks of every cell of its variable")
                }) {
                    waiting.push(*child);
                }
            }
        }
        true
    }
}

/// A condition as a truth.
fn diagram(d: &mut DiagramManager, cube: &Cube) -> Node {
    let mut literals = cube.0.clone();
    literals.sort_by_key(|(variable, _)| std::cmp::Reverse(*variable));
    literals.into_iter().fold(TRUE, |below, (variable, cells)| {
        let children: Vec<Node> = cells.iter().map(|taken| if *taken { below } else { FALSE }).collect();
        d.branch(variable, &children)
    })
}
