//! Alternatives as bits: each a conjunction of sets of cells, one bit a term, so that one look a variable rules out most of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::graph::Target;
use crate::logic::Truth;

use super::cells::{Cell, CellSet, Var, Variable};
use super::own::{has, set};
use super::tree::{Literal, Tree};
use super::{Node, words};

/// The most terms that one condition is multiplied out to.
const MAX_TERMS: usize = 96;

/// The most words that the tables of one list of terms may take.
const MAX_WORDS: usize = 1 << 22;

/// Up to so many cells, terms are looked at in each of them.
const FEW_CELLS: usize = 128;

/// One conjunction: for each variable the cells in which it surely holds, and in which it may.
#[derive(Clone, Debug, Default)]
pub(super) struct Term {
    literals: BTreeMap<Var, (CellSet, CellSet)>,
    /// Whether it rests on a fact that is not known: then it never surely holds.
    doubtful: bool,
}

impl Term {
    fn and(&self, other: &Self) -> Option<Self> {
        let mut joined = self.clone();
        joined.doubtful |= other.doubtful;
        for (var, (sure, maybe)) in &other.literals {
            match joined.literals.get_mut(var) {
                Some(known) => *known = (known.0.and(sure), known.1.and(maybe)),
                None => drop(joined.literals.insert(*var, (sure.clone(), maybe.clone()))),
            }
        }
        joined.literals.values().all(|(_, maybe)| !maybe.is_empty()).then_some(joined)
    }
}

/// The terms of which one holds when a condition does; none when there are too many.
pub(super) fn terms(tree: &Tree) -> Option<Vec<Term>> {
    let literal = |literal: &Literal| Term {
        literals: BTreeMap::from([(literal.var, (literal.sure.clone(), literal.maybe.clone()))]),
        doubtful: false,
    };
    let all = |parts: &mut dyn Iterator<Item = Option<Vec<Term>>>| {
        let mut all = vec![Term::default()];
        for part in parts {
            let part = part?;
            let mut next = Vec::new();
            for term in &all {
                next.extend(part.iter().filter_map(|other| term.and(other)));
            }
            if next.len() > MAX_TERMS {
                return None;
            }
            all = next;
        }
        Some(all)
    };
    match tree {
        Tree::Const(Truth::False) => Some(Vec::new()),
        Tree::Const(Truth::True) => Some(vec![Term::default()]),
        Tree::Const(Truth::Unknown) => Some(vec![Term { doubtful: true, ..Term::default() }]),
        Tree::Literal(one) => Some(vec![literal(one)]),
        Tree::All(literals) => all(&mut literals.iter().map(|one| Some(vec![literal(one)]))),
        Tree::And(parts) => all(&mut parts.iter().map(terms)),
        Tree::Or(parts) => {
            let mut any: Vec<Term> = Vec::new();
            for part in parts {
                any.extend(terms(part)?);
                any = of_one_variable(any);
            }
            (any.len() <= MAX_TERMS || parts.len() > MAX_TERMS).then_some(any)
        }
    }
}

impl Node {
    pub(super) fn new(arms: Vec<(Tree, Target)>, variables: &[Variable]) -> Self {
        let mut all = Vec::new();
        let mut complete = true;
        for (at, (guard, _)) in (0..).zip(&arms) {
            match terms(guard) {
                Some(terms) => all.extend(terms.into_iter().map(|term| (at, term))),
                None => complete = false,
            }
        }
        let terms = if complete { Terms::new(&all, variables) } else { None };
        let mut node = Self { arms, terms, table: None, looks: Vec::new(), branching: Vec::new() };
        node.tabulate(variables);
        let mut seen = BTreeSet::new();
        for (at, (guard, _)) in (0..).zip(&node.arms) {
            if matches!(guard, Tree::And(_) | Tree::Or(_)) {
                node.branching.push(at);
                continue;
            }
            guard.each_literal(&mut |literal| {
                if seen.insert((literal.var, literal.looks_behind)) {
                    node.looks.push((at, literal.var, literal.looks_behind));
                }
            });
        }
        node
    }

    /// Reads the table of the arms off the terms.
    pub(super) fn tabulate(&mut self, variables: &[Variable]) {
        self.table = self.terms.as_ref().and_then(|terms| super::tabulate::arms(terms, variables));
    }
}

/// Terms about one and the same variable are one term.
fn of_one_variable(mut terms: Vec<Term>) -> Vec<Term> {
    let Some(last) = terms.pop() else { return terms };
    let only = |term: &Term| {
        (term.literals.len() == 1 && !term.doubtful).then(|| term.literals.keys().next().copied()).flatten()
    };
    let same = only(&last).and_then(|var| terms.iter().position(|term| only(term) == Some(var)));
    match same.and_then(|at| terms.get_mut(at)) {
        Some(before) => {
            for (var, (sure, maybe)) in last.literals {
                if let Some(known) = before.literals.get_mut(&var) {
                    *known = (known.0.or(&sure), known.1.or(&maybe));
                }
            }
        }
        None => terms.push(last),
    }
    terms
}

/// A list of terms as tables: for each variable and cell the terms that are left.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Terms {
    /// Each variable with the place of its first cell.
    pub(super) vars: Box<[(Var, u32)]>,
    /// How many words the terms take.
    pub(super) width: usize,
    /// For each term what it belongs to, in order.
    pub(super) owner: Box<[u16]>,
    sure: Box<[u64]>,
    maybe: Box<[u64]>,
    /// For long lists: of each row, one bit for each word that is not empty.
    summary: Box<[u64]>,
}

impl Terms {
    /// The tables of terms, each with its owner; none when they would be too large.
    pub(super) fn new(terms: &[(u16, Term)], variables: &[Variable]) -> Option<Self> {
        let width = words(terms.len()).max(1);
        let mut of_var: BTreeMap<Var, Vec<usize>> = BTreeMap::new();
        for (at, (_, term)) in terms.iter().enumerate() {
            term.literals.keys().for_each(|var| of_var.entry(*var).or_default().push(at));
        }
        let size = |var: Var| {
            invariant!(variables.get(var.index()), "a term looks at variables of its program").size()
        };
        let mut vars = Vec::new();
        let mut cells = 0;
        for var in of_var.keys() {
            vars.push((*var, u32::try_from(cells).ok()?));
            cells += size(*var);
        }
        if cells * width > MAX_WORDS {
            return None;
        }
        let mut all = vec![0_u64; width];
        let mut certain = vec![0_u64; width];
        for (at, (_, term)) in terms.iter().enumerate() {
            set(&mut all, at);
            if !term.doubtful {
                set(&mut certain, at);
            }
        }
        let (mut sure, mut maybe) = (certain.repeat(cells), all.repeat(cells));
        for ((var, members), (_, start)) in of_var.iter().zip(&vars) {
            let rows = *start as usize * width..(*start as usize + size(*var)) * width;
            let sets = |which: fn(&(CellSet, CellSet)) -> &CellSet| {
                let set = |at: &usize| {
                    let literal = terms.get(*at).and_then(|(_, term)| term.literals.get(var));
                    (*at, which(invariant!(literal, "a term is a member of the variables that it looks at")))
                };
                members.iter().map(set).collect::<Vec<_>>()
            };
            let [sure, maybe] = [&mut sure, &mut maybe]
                .map(|table| invariant!(table.get_mut(rows.clone()), "a table has rows for every variable"));
            fill(sure, &sets(|(sure, _)| sure), width);
            fill(maybe, &sets(|(_, maybe)| maybe), width);
        }
        let mut terms = Self {
            vars: vars.into(),
            width,
            owner: terms.iter().map(|(owner, _)| *owner).collect(),
            sure: sure.into(),
            maybe: maybe.into(),
            summary: Box::default(),
        };
        if terms.vars.is_empty() {
            // Nothing to look at: one row stands for all.
            (terms.sure, terms.maybe) = (certain.into(), all.into());
        }
        terms.summarise();
        Some(terms)
    }

    /// How many words a row of the summary takes.
    fn summary_width(&self) -> usize {
        words(self.width)
    }

    fn summarise(&mut self) {
        if self.width < 4 {
            return;
        }
        let width = self.summary_width();
        let rows = self.sure.chunks(self.width);
        let mut summary = Vec::new();
        for row in rows {
            let mut bits = vec![0_u64; width];
            row.iter().enumerate().filter(|(_, word)| **word != 0).for_each(|(at, _)| set(&mut bits, at));
            summary.extend(bits);
        }
        self.summary = summary.into();
    }

    /// The terms that surely hold in a cell of a variable, and those that may.
    #[inline]
    pub(super) fn row(&self, start: u32, cell: Cell, maybe: bool) -> &[u64] {
        let at = (start as usize + cell as usize) * self.width;
        let table = if maybe { &self.maybe } else { &self.sure };
        invariant!(table.get(at..at + self.width), "a table has a row for every cell")
    }

    /// What a term belongs to.
    #[inline]
    pub(super) fn owner_of(&self, term: usize) -> u16 {
        *invariant!(self.owner.get(term), "every term has an owner")
    }

    /// How many bits the tables have.
    pub(super) fn bits(&self) -> usize {
        if self.vars.is_empty() { 0 } else { self.sure.len() / self.width * self.owner.len() }
    }

    /// Turns one bit of the tables round.
    pub(super) fn toggle(&mut self, at: usize) {
        let (row, term) = (at / self.owner.len(), at % self.owner.len());
        let place = row * self.width + term / 64;
        // What is surely left may be left.
        let is_sure = has(&self.sure, place * 64 + term % 64);
        for table in [&mut self.sure, &mut self.maybe] {
            let word = invariant!(table.get_mut(place), "a bit of the tables");
            *word = if is_sure { *word & !(1 << (term % 64)) } else { *word | 1 << (term % 64) };
        }
        self.summarise();
    }

    /// What is taken with these cells: the owner of the first term that may hold, when a term of its own surely does.
    pub(super) fn arm(&self, mut cell: impl FnMut(Var) -> Cell) -> Option<u16> {
        // INVARIANT (closed): some arm of every node is taken once no guard is unknown.
        let possible = self.first(true, &mut cell)?;
        let sure = self.first(false, &mut cell)?;
        let arm = self.owner_of(sure);
        (self.owner_of(possible) == arm).then_some(arm)
    }

    /// The first term that surely holds, or may, with these cells; none when no term does.
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT (own cells): offsets and cells are those of the tables"
    )]
    pub(super) fn first(&self, maybe: bool, mut cell: impl FnMut(Var) -> Cell) -> Option<usize> {
        let table: &[u64] = if maybe { &self.maybe } else { &self.sure };
        let width = self.width;
        if self.vars.is_empty() {
            return lowest(table);
        }
        if width == 1 {
            let mut left = u64::MAX;
            for (var, start) in &self.vars {
                left &= table[*start as usize + cell(*var) as usize];
            }
            return (left != 0).then(|| left.trailing_zeros() as usize);
        }
        let mut rows = [0_usize; 32];
        let mut count = 0;
        for (var, start) in &self.vars {
            if let Some(row) = rows.get_mut(count) {
                *row = *start as usize + cell(*var) as usize;
            }
            count += 1;
        }
        if count > rows.len() {
            let rows: Vec<usize> =
                self.vars.iter().map(|(var, start)| *start as usize + cell(*var) as usize).collect();
            return search(table, &rows, width);
        }
        let rows = &rows[..count];
        if maybe || self.summary.is_empty() {
            return search(table, rows, width);
        }
        let narrow = self.summary_width();
        for at in 0..narrow {
            let mut left = rows.iter().fold(u64::MAX, |left, row| left & self.summary[row * narrow + at]);
            while left != 0 {
                let word = at * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                let terms = rows.iter().fold(u64::MAX, |all, row| all & table[row * width + word]);
                if terms != 0 {
                    return Some(word * 64 + terms.trailing_zeros() as usize);
                }
            }
        }
        None
    }
}

#[expect(clippy::indexing_slicing, reason = "INVARIANT (own cells): rows are those of the table")]
fn search(table: &[u64], rows: &[usize], width: usize) -> Option<usize> {
    for at in 0..width {
        let left = rows.iter().fold(u64::MAX, |left, row| left & table[row * width + at]);
        if left != 0 {
            return Some(at * 64 + left.trailing_zeros() as usize);
        }
    }
    None
}

/// Takes terms out of the rows of those cells that they do not take.
fn fill(rows: &mut [u64], sets: &[(usize, &CellSet)], width: usize) {
    if rows.len() > width * FEW_CELLS {
        return sweep(rows, sets, width);
    }
    for (cell, row) in (0..).zip(rows.chunks_mut(width)) {
        for (at, set) in sets {
            let word = invariant!(row.get_mut(at / 64), "a row has a word for every 64 terms");
            *word &= !(u64::from(!set.has(cell)) << (at % 64));
        }
    }
}

/// The same where there are many cells: from one to the next only what changes.
fn sweep(rows: &mut [u64], sets: &[(usize, &CellSet)], width: usize) {
    let mut changes: Vec<(Cell, usize)> = Vec::new();
    for (at, set) in sets {
        changes.extend(set.changes().into_iter().map(|cell| (cell, *at)));
    }
    changes.sort_unstable();
    let mut changes = changes.into_iter().peekable();
    let mut missing = vec![0_u64; width];
    for (at, _) in sets {
        set(&mut missing, *at);
    }
    for (cell, row) in (0..).zip(rows.chunks_mut(width)) {
        while let Some((_, at)) = changes.next_if(|(from, _)| *from == cell) {
            let word = invariant!(missing.get_mut(at / 64), "there is a word for every bit");
            *word ^= 1 << (at % 64);
        }
        row.iter_mut().zip(&missing).for_each(|(word, missing)| *word &= !missing);
    }
}

/// The lowest bit of several words.
pub(super) fn lowest(bits: &[u64]) -> Option<usize> {
    let at = bits.iter().position(|word| *word != 0)?;
    bits.get(at).map(|word| at * 64 + word.trailing_zeros() as usize)
}
