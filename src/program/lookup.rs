//! The tables of a program, looked up for a whole space of open answers.

use crate::logic::Fork;

use super::DeploymentId;
use super::cells::{Cell, Var};
use super::checks::{Check, Search, Table, Unit};
use super::open::Open;
use super::partial::Known;
use super::terms::Terms;

impl Open<'_, '_> {
    /// The words of a list of terms: those that hold in some of the answers, and those that hold in all.
    pub(super) fn words(&mut self, terms: &Terms, maybe: bool) -> Result<(Vec<u64>, Vec<u64>), Fork> {
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
                Known::Many(cells) => {
                    for at in 0..terms.width {
                        let (mut some, mut every) = (0, u64::MAX);
                        for cell in cells.iter() {
                            let word = terms.row(*start, *cell, maybe).get(at).copied().unwrap_or(0);
                            some |= word;
                            every &= word;
                        }
                        if let (Some(any), Some(all)) = (any.get_mut(at), all.get_mut(at)) {
                            *any &= some;
                            *all &= every;
                        }
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
    pub(super) fn cut_term(&mut self, terms: &Terms, term: usize) -> Option<Fork> {
        let has = |start: u32, cell: Cell, maybe: bool| {
            terms.row(start, cell, maybe).get(term / 64).is_some_and(|word| word >> (term % 64) & 1 == 1)
        };
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

    pub(super) fn arm_of(&mut self, terms: &Terms) -> Result<Option<usize>, Fork> {
        let (possible, _) = self.words(terms, true)?;
        let Some(first) = super::terms::lowest(&possible) else {
            self.keep(possible, Vec::new());
            return Ok(None);
        };
        let Some(arm) = terms.owner.get(first).copied() else { return Ok(None) };
        let (any, sure) = self.words(terms, false)?;
        let of_arm = |term: &usize| terms.owner.get(*term) == Some(&arm);
        let last = terms.owner.partition_point(|owner| *owner <= arm);
        let has = |words: &[u64], term: usize| {
            words.get(term / 64).is_some_and(|word| word >> (term % 64) & 1 == 1)
        };
        if (first..last).filter(of_arm).any(|term| has(&sure, term)) {
            self.keep(any, sure);
            return Ok(Some(usize::from(arm)));
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
    pub(super) fn unit(&mut self, unit: &Unit, deployment: DeploymentId) -> Result<bool, Fork> {
        let checks = &self.of.program.checks;
        match unit {
            Unit::Table(table) => self.table(table, deployment),
            Unit::Search(search) => match checks.all.get(search.check as usize) {
                Some(check) => self.search(search, check),
                None => Ok(false),
            },
            Unit::Tree(check) => match checks.all.get(*check as usize) {
                Some(check) => Ok(self.surely(&check.when)? && self.surely(&check.fails)?),
                None => Ok(false),
            },
        }
    }

    pub(super) fn search(&mut self, search: &Search, check: &Check) -> Result<bool, Fork> {
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

    pub(super) fn table(&mut self, table: &Table, deployment: DeploymentId) -> Result<bool, Fork> {
        let checks = &self.of.program.checks;
        let mut places: Vec<(Var, u32, Known)> = Vec::with_capacity(table.vars.len());
        let mut fixed = 0;
        for (var, start) in &table.vars {
            match self.known(*var)? {
                Known::One(cell) => fixed += table.offset(*start, cell),
                known @ Known::Many(_) => places.push((*var, *start, known)),
            }
        }
        let is_out = |place: u32| checks.rules_out(table.entry(place), deployment);
        if places.is_empty() {
            return Ok(is_out(fixed));
        }
        // What comes out for each cell of one variable, whatever the others are: in some cases, and in all.
        let sums = |skip: usize| {
            let mut sums = vec![fixed];
            for (at, (_, start, known)) in places.iter().enumerate() {
                let Known::Many(cells) = known else { continue };
                if at != skip {
                    let mut offsets: Vec<u32> =
                        cells.iter().map(|cell| table.offset(*start, *cell)).collect();
                    offsets.sort_unstable();
                    offsets.dedup();
                    sums = sums.iter().flat_map(|sum| offsets.iter().map(move |more| sum + more)).collect();
                }
            }
            sums
        };
        let every = sums(usize::MAX);
        let first = every.first().is_some_and(|place| is_out(*place));
        if every.iter().all(|place| is_out(*place) == first) {
            return Ok(first);
        }
        for (at, (var, start, _)) in places.iter().enumerate() {
            let others = sums(at);
            let looks = |cell: Cell| -> Vec<bool> {
                let offset = table.offset(*start, cell);
                others.iter().map(|place| is_out(place + offset)).collect()
            };
            let Some((_, _, Known::Many(cells))) = places.get(at) else { continue };
            let here = cells.first().map(|cell| looks(*cell));
            let seen: Vec<(Cell, bool)> =
                cells.iter().map(|cell| (*cell, Some(looks(*cell)) == here)).collect();
            let same = |cell: Cell| seen.iter().any(|(other, same)| *other == cell && *same);
            if let Some(fork) = self.cut(*var, same) {
                return Err(fork);
            }
        }
        Ok(first)
    }
}
