//! Checks that look at the same variables become one table.

use std::collections::{BTreeMap, BTreeSet};

use super::Program;
use super::cells::{Cell, CellSet, Var, Variable};
use super::checks::{Broken, Check, Search, Table};
use super::own::set;
use super::terms::{Terms, terms};

/// The most entries of one table.
const MAX_ENTRIES: usize = 8_192;

/// The most entries of the table of a node.
const MAX_ARM_ENTRIES: usize = 16_384;

/// Verdicts by what they say.
pub(super) struct Verdicts {
    /// How many words the deployments take.
    width: usize,
    /// How many configurations there are.
    configurations: usize,
    known: BTreeMap<Vec<Broken>, u32>,
    pub(super) outs: Vec<u64>,
    pub(super) broken: Vec<Box<[Broken]>>,
}

impl Verdicts {
    pub(super) fn new(width: usize, configurations: usize) -> Self {
        Self { width, configurations, known: BTreeMap::new(), outs: Vec::new(), broken: Vec::new() }
    }

    pub(super) fn of(&mut self, broken: Vec<Broken>, all: &[Check]) -> u32 {
        if let Some(known) = self.known.get(&broken) {
            return *known;
        }
        let id = invariant!(u32::try_from(self.broken.len()).ok(), "a program has room for its verdicts");
        let mut out = vec![0_u64; self.width];
        for one in &broken {
            let check = invariant!(all.get(one.check as usize), "a check is one of the list");
            check.rules_out(self.configurations).for_each(|at| set(&mut out, at));
        }
        self.outs.extend(out);
        self.broken.push(broken.clone().into());
        self.known.insert(broken, id);
        id
    }
}

/// The table of checks that look at the same variables; none when it would be too large.
pub(super) fn table(
    program: &Program,
    all: &[Check],
    vars: &[Var],
    members: &[u32],
    verdicts: &mut Verdicts,
) -> Option<Table> {
    let members: Vec<(u32, &Check)> = members
        .iter()
        .map(|at| (*at, invariant!(all.get(*at as usize), "a check is one of the list")))
        .collect();
    // Cells that no literal of these checks tells apart are one class.
    let mut sets: BTreeMap<Var, BTreeSet<&CellSet>> = BTreeMap::new();
    for (_, check) in &members {
        for tree in [&check.when, &check.fails].into_iter().chain(&check.parts) {
            tree.each_literal(&mut |literal| {
                sets.entry(literal.var).or_default().insert(&literal.sure);
            });
        }
    }
    let mut classes: Vec<Classes> = Vec::new();
    for var in vars {
        let cells = program.variable(*var).size();
        let sets: Vec<_> = sets.get(var).into_iter().flatten().collect();
        classes.push(Classes::new(cells, |cell| sets.iter().map(|set| set.has(cell)).collect::<Vec<bool>>()));
    }
    fill(vars, &classes, MAX_ENTRIES, |cell| {
        let mut broken = Vec::new();
        for (at, check) in &members {
            if check.breaks(&mut *cell) {
                broken.push(Broken { check: *at, part: check.part(&mut *cell) });
            }
        }
        verdicts.of(broken, all)
    })
}

/// The arms of a node by the cells of its variables, counted from 1, and 0 where an answer is needed; none when the table would
/// be too large.
pub(super) fn arms(terms: &Terms, variables: &[Variable]) -> Option<Table> {
    let (mut vars, mut classes) = (Vec::new(), Vec::new());
    for (var, start) in &terms.vars {
        let size = invariant!(variables.get(var.index()), "a term looks at variables of its program").size();
        vars.push(*var);
        classes.push(Classes::new(size, |cell| [true, false].map(|maybe| terms.row(*start, cell, maybe))));
    }
    fill(&vars, &classes, MAX_ARM_ENTRIES, |cell| terms.arm(cell).map_or(0, |arm| u32::from(arm) + 1))
}

/// The cells of a variable in classes that nothing tells apart.
struct Classes {
    /// The class of each cell.
    of: Vec<u32>,
    /// A cell of each class.
    examples: Vec<Cell>,
}

impl Classes {
    fn new<K: Ord>(cells: usize, key: impl Fn(Cell) -> K) -> Self {
        let mut seen: BTreeMap<K, u32> = BTreeMap::new();
        let (mut of, mut examples, mut next) = (Vec::new(), Vec::new(), 0);
        for cell in (0..).take(cells) {
            let class = *seen.entry(key(cell)).or_insert_with(|| {
                examples.push(cell);
                next
            });
            next += u32::from(class == next);
            of.push(class);
        }
        Self { of, examples }
    }
}

/// A table of the products of classes, one list of them for each variable in order; none where it would have too many entries.
fn fill(
    vars: &[Var],
    classes: &[Classes],
    most: usize,
    mut entry: impl FnMut(&mut dyn FnMut(Var) -> Cell) -> u32,
) -> Option<Table> {
    let product =
        |size: usize, of: &Classes| size.checked_mul(of.examples.len()).filter(|size| *size <= most);
    let size = classes.iter().try_fold(1, product)?;
    let (mut offsets, mut starts, mut stride) = (Vec::new(), Vec::new(), 1_u32);
    for (var, classes) in vars.iter().zip(classes) {
        starts.push((*var, u32::try_from(offsets.len()).ok()?));
        offsets.extend(classes.of.iter().map(|class| class * stride));
        stride *= u32::try_from(classes.examples.len()).ok()?;
    }
    let mut entries = Vec::with_capacity(size);
    let mut place = vec![0_usize; vars.len()];
    for _ in 0..size {
        entries.push(entry(&mut |var| {
            let at = vars.binary_search(&var).ok();
            let class = at.and_then(|at| Some((place.get(at)?, classes.get(at)?)));
            // A comparison of a need can look at more than what makes the need fail: that is no variable of the table.
            class.and_then(|(class, of)| of.examples.get(*class)).copied().unwrap_or(0)
        }));
        for (digit, classes) in place.iter_mut().zip(classes) {
            *digit += 1;
            if *digit < classes.examples.len() {
                break;
            }
            *digit = 0;
        }
    }
    Some(Table { vars: starts.into(), offsets: offsets.into(), entries: entries.into() })
}

/// A check as a search through terms, where its need is a list of alternatives or of conditions.
pub(super) fn search(program: &Program, at: u32, check: &Check, verdict: u32) -> Option<Search> {
    for (tree, when_none) in [(&check.need, true), (&check.fails, false)] {
        if let Some(list) = terms(tree) {
            let list: Vec<_> = list.into_iter().map(|term| (0, term)).collect();
            if let Some(terms) = Terms::new(&list, &program.variables) {
                return Some(Search { check: at, terms, when_none, verdict });
            }
        }
    }
    None
}
