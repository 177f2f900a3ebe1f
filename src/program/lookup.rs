//! The tables of a program, looked up for a whole space of open answers.

use crate::logic::Split;

use super::DeploymentId;
use super::cells::{Cell, Var};
use super::checks::{Check, Search, Table, Unit};
use super::known::Known;
use super::open::Open;
use super::own::has;
use super::terms::Terms;

impl Open<'_, '_> {
    /// The words of a list of terms: those that hold in some of the answers, and those that hold in all.
    pub(super) fn words(&mut self, terms: &Terms, maybe: bool) -> Result<(Vec<u64>, Vec<u64>), Split> {
        let mut any = std::mem::take(&mut self.memo.any);
        let mut all = std::mem::take(&mut self.memo.all);
        any.clear();
        all.clear();
        any.resize(terms.width, u64::MAX);
        all.resize(terms.width, u64::MAX);
        if terms.vars.is_empty() {
            any.copy_from_slice(terms.row(0, 0, maybe));
            all.copy_from_slice(terms.row(0, 0, maybe));
        }
        for (var, start) in &terms.vars {
            match self.known(*var)? {
                Known::One(cell) => {
                    for ((any, all), row) in any.iter_mut().zip(&mut all).zip(terms.row(*start, cell, maybe))
                    {
                        *any &= row;
                        *all &= row;
                    }
                }
                known => {
                    for (at, (any, all)) in any.iter_mut().zip(&mut all).enumerate() {
                        let (mut some, mut every) = (0, u64::MAX);
                        for cell in known.cells() {
                            let word = terms.row(*start, cell, maybe).get(at);
                            let word = invariant!(word, "a row has a word for every 64 terms");
                            some |= word;
                            every &= word;
                        }
                        *any &= some;
                        *all &= every;
                    }
                }
            }
        }
        Ok((any, all))
    }

    pub(super) fn keep(&mut self, any: Vec<u64>, all: Vec<u64>) {
        (self.memo.any, self.memo.all) = (any, all);
    }

    /// A cut at which a term comes out differently.
    pub(super) fn cut_term(&mut self, terms: &Terms, term: usize) -> Option<Split> {
        let has = |start: u32, cell: Cell, maybe: bool| has(terms.row(start, cell, maybe), term);
        for (var, start) in &terms.vars {
            let fork = self
                .cut(*var, |cell| has(*start, cell, true))
                .or_else(|| self.cut(*var, |cell| has(*start, cell, false)));
            if fork.is_some() {
                return fork;
            }
        }
        None
    }

    pub(super) fn arm_of(&mut self, terms: &Terms) -> Result<Option<u16>, Split> {
        let (possible, _) = self.words(terms, true)?;
        let Some(first) = super::terms::lowest(&possible) else {
            self.keep(possible, Vec::new());
            return Ok(None);
        };
        let arm = terms.owner_of(first);
        let (any, sure) = self.words(terms, false)?;
        let of_arm = |term: &usize| terms.owner_of(*term) == arm;
        let last = terms.owner.partition_point(|owner| *owner <= arm);
        if (first..last).filter(of_arm).any(|term| has(&sure, term)) {
            self.keep(any, sure);
            return Ok(Some(arm));
        }
        let open: Vec<usize> = (first..last).filter(|term| has(&possible, *term)).collect();
        self.keep(any, sure);
        for term in open {
            if let Some(fork) = self.cut_term(terms, term) {
                return Err(fork);
            }
        }
        Ok(None)
    }

    /// Whether a unit rules a deployment out.
    pub(super) fn unit(&mut self, unit: &Unit, deployment: DeploymentId) -> Result<bool, Split> {
        let checks = &self.of.program.checks;
        match unit {
            Unit::Table(table) => self.table(table, deployment),
            Unit::Search(search) => self.search(search, checks.check(search.check)),
            Unit::Tree(check) => {
                let check = checks.check(*check);
                Ok(self.surely(&check.when)? && self.surely(&check.fails)?)
            }
        }
    }

    pub(super) fn search(&mut self, search: &Search, check: &Check) -> Result<bool, Split> {
        if !self.surely(&check.when)? {
            return Ok(false);
        }
        let (any, all) = self.words(&search.terms, search.when_none)?;
        let first = super::terms::lowest(&any);
        let certain = super::terms::lowest(&all).is_some();
        self.keep(any, all);
        match first {
            None => Ok(search.when_none),
            Some(_) if certain => Ok(!search.when_none),
            Some(term) => match self.cut_term(&search.terms, term) {
                Some(fork) => Err(fork),
                None => Ok(!search.when_none),
            },
        }
    }

    pub(super) fn table(&mut self, table: &Table, deployment: DeploymentId) -> Result<bool, Split> {
        let checks = &self.of.program.checks;
        let mut choices =
            Choices { fixed: 0, open: Vec::new(), offsets: std::mem::take(&mut self.memo.offsets) };
        choices.offsets.clear();
        for (var, start) in &table.vars {
            match self.known(*var)? {
                Known::One(cell) => choices.fixed += table.offset(*start, cell),
                known => choices.add(*var, known, |cell| table.offset(*start, cell)),
            }
        }
        let is_out = |place: u32| checks.rules_out(table.entry(place), deployment);
        let mut first = None;
        let agree =
            choices.each(usize::MAX, &mut |place| *first.get_or_insert(is_out(place)) == is_out(place));
        let found = if agree { None } else { self.cut_table(table, &choices, is_out) };
        self.memo.offsets = choices.offsets;
        found.map_or(Ok(first == Some(true)), Err)
    }

    /// The first cut that tells apart places of a table.
    fn cut_table(&mut self, table: &Table, choices: &Choices, is_out: impl Fn(u32) -> bool) -> Option<Split> {
        let start = |var: Var| {
            let own = table.vars.iter().find(|(other, _)| *other == var);
            invariant!(own, "an open variable is one of its table").1
        };
        for (at, (var, known, _)) in choices.open.iter().enumerate() {
            let start = start(*var);
            // What comes out for a cell of one variable, whatever the others are.
            let same = |a: Cell, b: Cell| {
                let [a, b] = [a, b].map(|cell| table.offset(start, cell));
                a == b || choices.each(at, &mut |place| is_out(place + a) == is_out(place + b))
            };
            let first = invariant!(known.cells().next(), "a variable is in some cell");
            let alike = Known::of(known.cells().filter(|cell| same(*cell, first)));
            if let Some(fork) = self.cut(*var, |cell| alike.has(cell)) {
                return Some(fork);
            }
        }
        None
    }
}

/// Places of a table that are possible.
struct Choices {
    /// What the variables of which the cell is known add up to.
    fixed: u32,
    /// The other variables, each with its cells and how many offsets it adds.
    open: Vec<(Var, Known, usize)>,
    /// The offsets of the others, one after the other, each once.
    offsets: Vec<u32>,
}

impl Choices {
    fn add(&mut self, var: Var, known: Known, offset: impl Fn(Cell) -> u32) {
        let start = self.offsets.len();
        for offset in known.cells().map(offset) {
            if self.offsets.iter().skip(start).all(|other| *other != offset) {
                self.offsets.push(offset);
            }
        }
        self.open.push((var, known, self.offsets.len() - start));
    }

    /// Whether all places pass, leaving out what one variable adds.
    fn each(&self, skip: usize, passes: &mut impl FnMut(u32) -> bool) -> bool {
        self.from(0, 0, self.fixed, skip, passes)
    }

    fn from(
        &self,
        at: usize,
        start: usize,
        place: u32,
        skip: usize,
        passes: &mut impl FnMut(u32) -> bool,
    ) -> bool {
        let Some((_, _, count)) = self.open.get(at) else { return passes(place) };
        let next = start + count;
        if at == skip {
            return self.from(at + 1, next, place, skip, passes);
        }
        let own = invariant!(self.offsets.get(start..next), "every open variable has its offsets");
        own.iter().all(|offset| self.from(at + 1, next, place + offset, skip, passes))
    }
}
