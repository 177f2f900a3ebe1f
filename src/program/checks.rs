//! What rules a deployment out: small tables from cells to the deployments that are out, with the checks that say so.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::logic::QuestionSet;
use crate::pack::ConstraintId;

use super::cells::{CELL, Cell, Var};
use super::own::{cell, has, set};
use super::tabulate::{Verdicts, search, table};
use super::terms::Terms;
use super::tree::{Literal, Tree};
use super::{DeploymentId, Program, View, bits, words};

/// A constraint held against one deployment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Check {
    pub(super) deployment: DeploymentId,
    /// The constraint.
    pub(super) constraint: ConstraintId,
    /// Whether it takes what is not known for failing: then it is out as verified only.
    pub(super) doubt: bool,
    /// When it binds.
    pub(super) when: Tree,
    /// What must not be false.
    pub(super) need: Tree,
    /// The negation of the need.
    pub(super) fails: Tree,
    /// The negations of the comparisons that the need is put together from; empty where it is one.
    pub(super) parts: Vec<Tree>,
}

impl Check {
    /// Whether it rules its deployment out.
    pub(super) fn breaks(&self, mut cell: impl FnMut(Var) -> Cell) -> bool {
        self.when.surely(&mut cell) && self.fails.surely(&mut cell)
    }

    /// Whether it binds on what stands in for answers too.
    fn supposes(&self, program: &Program) -> bool {
        let mut supposes = false;
        self.when.each_literal(&mut |literal| supposes |= program.supposes(literal));
        supposes
    }

    /// Whether it binds and is broken wherever another is.
    fn asks_the_same(&self, other: &Self) -> bool {
        (&self.when, &self.need, &self.fails) == (&other.when, &other.need, &other.fails)
    }

    /// The deployments that it rules out where it is broken, of a program with so many configurations.
    pub(super) fn rules_out(&self, configurations: usize) -> impl Iterator<Item = usize> {
        let at = self.deployment.index();
        let may_be = (!self.doubt).then_some(at);
        may_be.into_iter().chain([at + configurations])
    }

    /// The first comparison that fails, counted from 0.
    pub(super) fn part(&self, mut cell: impl FnMut(Var) -> Cell) -> u16 {
        // Where there is one comparison, there are no parts; and what is left open by each part may fail all the same.
        let at = self.parts.iter().position(|part| part.surely(&mut cell)).unwrap_or(0);
        invariant!(u16::try_from(at).ok(), "a need has fewer comparisons than numbers for them")
    }

    fn vars(&self) -> Vec<Var> {
        let mut vars = self.when.vars();
        vars.extend(self.fails.vars());
        vars.sort_unstable();
        vars.dedup();
        vars
    }
}

/// A check that is broken, and by which comparison of its need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Broken {
    /// The check.
    pub(crate) check: u32,
    /// The comparison, counted from 0.
    pub(crate) part: u16,
}

impl Broken {
    /// The comparison of the need that fails, counted from 0.
    #[must_use]
    pub fn part(self) -> u16 {
        self.part
    }
}

/// What is decided together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Unit {
    /// The cells of a few variables lead to a verdict.
    Table(Table),
    /// One check that looks through many alternatives.
    Search(Search),
    /// One check that is neither.
    Tree(u32),
}

/// From cells to verdicts: the offsets of the cells add up to the place of the verdict.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Table {
    /// Each variable with the place of its first offset.
    pub(super) vars: Box<[(Var, u32)]>,
    pub(super) offsets: Box<[u32]>,
    pub(super) entries: Box<[u32]>,
}

impl Table {
    #[inline]
    #[expect(
        clippy::indexing_slicing,
        reason = "INVARIANT (own cells): offsets are those of the cells of these variables"
    )]
    pub(super) fn at(&self, mut cell: impl FnMut(Var) -> Cell) -> u32 {
        let mut place = 0;
        for (var, start) in &self.vars {
            place += self.offsets[*start as usize + cell(*var) as usize];
        }
        self.entries[place as usize]
    }

    /// The part of the place that a cell of a variable stands for.
    pub(super) fn offset(&self, start: u32, cell: Cell) -> u32 {
        *invariant!(self.offsets.get(start as usize + cell as usize), "a table has an offset for every cell")
    }

    /// How many entries it has.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Puts the next verdict in the place of one; `verdicts` is how many there are.
    pub(super) fn replace(&mut self, at: usize, verdicts: u32) {
        let entry = invariant!(self.entries.get_mut(at), "a place of the table");
        *entry = if *entry == 0 { 1 % verdicts } else { 0 };
    }

    /// The verdict at a place.
    pub(super) fn entry(&self, place: u32) -> u32 {
        *invariant!(self.entries.get(place as usize), "offsets add up to a place of their table")
    }
}

/// A need that holds when one of many terms does, or fails when one does; of one check, or of several that ask the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Search {
    pub(super) check: u32,
    pub(super) terms: Terms,
    /// Whether the need fails when no term may hold; else when some term surely does.
    pub(super) when_none: bool,
    pub(super) verdict: u32,
}

/// All checks of a program.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Checks {
    pub(super) all: Vec<Check>,
    pub(super) units: Vec<Unit>,
    /// For each deployment, the units that can rule it out.
    pub(super) units_of: Vec<Vec<u32>>,
    /// For each deployment, how many units those before it have.
    pub(super) unit_starts: Vec<usize>,
    /// For each unit, the questions that its verdict rests on.
    pub(super) questions: Vec<QuestionSet>,
    /// For each deployment, the questions that can rule it out.
    pub(super) reach: Vec<QuestionSet>,
    /// For each deployment, the checks that bind on what stands in for answers too: what comes along with it.
    pub(super) supposing: Vec<Vec<u32>>,
    /// For each question, the units that have to be looked at when it is stated.
    touches: Vec<Box<[u64]>>,
    /// How many words the deployments take.
    pub(super) width: usize,
    /// For each verdict, the deployments that are out.
    outs: Vec<u64>,
    /// For each verdict, the checks that are broken.
    pub(super) broken: Vec<Box<[Broken]>>,
    /// What is out while nothing is stated.
    base: Vec<(u32, u32)>,
    /// For each tree, its verdict when it breaks.
    pub(super) alone: BTreeMap<u32, u32>,
}

impl Checks {
    /// The tables of some checks.
    pub(super) fn new(program: &Program, all: Vec<Check>) -> Self {
        let width = words(program.deployments.len()).max(1);
        let mut verdicts = Verdicts::new(width, program.configurations());
        verdicts.of(Vec::new(), &all);
        let mut together: BTreeMap<Vec<Var>, Vec<u32>> = BTreeMap::new();
        for (at, check) in (0..).zip(&all) {
            let never = check.when == Tree::Const(crate::logic::Truth::False)
                || check.fails == Tree::Const(crate::logic::Truth::False);
            if !never {
                together.entry(check.vars()).or_default().push(at);
            }
        }
        let mut units = Vec::new();
        let mut alone = BTreeMap::new();
        for (vars, members) in &together {
            if let Some(table) = table(program, &all, vars, members, &mut verdicts) {
                units.push(Unit::Table(table));
                continue;
            }
            // What is asked of several deployments in the same words is looked through once.
            let mut alike: Vec<Vec<u32>> = Vec::new();
            for check in members {
                if let Some(table) = table(program, &all, vars, &[*check], &mut verdicts) {
                    units.push(Unit::Table(table));
                    continue;
                }
                let same = |others: &&mut Vec<u32>| {
                    let [one, other] = [Some(check), others.first()].map(|at| all.get(*at? as usize));
                    one.zip(other).is_some_and(|(one, other)| one.asks_the_same(other))
                };
                match alike.iter_mut().find(same) {
                    Some(others) => others.push(*check),
                    None => alike.push(vec![*check]),
                }
            }
            for checks in alike {
                let broken = checks.iter().map(|check| Broken { check: *check, part: 0 }).collect();
                let verdict = verdicts.of(broken, &all);
                let first = *invariant!(checks.first(), "what is alike is at least one check");
                let found = invariant!(all.get(first as usize), "a check is one of the list");
                if let Some(search) = search(program, first, found, verdict) {
                    units.push(Unit::Search(search));
                    continue;
                }
                for check in checks {
                    let verdict = verdicts.of(vec![Broken { check, part: 0 }], &all);
                    alone.insert(check, verdict);
                    units.push(Unit::Tree(check));
                }
            }
        }
        let mut checks = Self {
            units,
            width,
            outs: verdicts.outs,
            broken: verdicts.broken,
            alone,
            all,
            ..Self::default()
        };
        checks.wire(program);
        checks
    }

    /// Reads off the tables who can be ruled out by what.
    pub(super) fn wire(&mut self, program: &Program) {
        self.questions.clear();
        self.units_of = vec![Vec::new(); program.deployments.len()];
        self.reach = vec![QuestionSet::default(); program.deployments.len()];
        let units = std::mem::take(&mut self.units);
        let mut touches = vec![vec![0_u64; bits(units.len())]; program.questions.len()];
        for (at, unit) in units.iter().enumerate() {
            let mut questions = QuestionSet::default();
            self.vars(unit).into_iter().for_each(|var| questions.extend(program.behind(var)));
            for question in questions.iter() {
                set(invariant!(touches.get_mut(question.index()), "a question is one of its program"), at);
            }
            self.questions.push(questions);
            let mut deployments: Vec<usize> = match unit {
                Unit::Table(table) => {
                    let broken = table.entries.iter().flat_map(|verdict| self.broken_by(*verdict));
                    broken.flat_map(|one| self.deployments(one.check, program)).collect()
                }
                Unit::Search(search) => {
                    let broken = self.broken_by(search.verdict).iter();
                    broken.flat_map(|one| self.deployments(one.check, program)).collect()
                }
                Unit::Tree(check) => self.deployments(*check, program).collect(),
            };
            deployments.sort_unstable();
            deployments.dedup();
            for deployment in deployments {
                let both = self.reach.get_mut(deployment).zip(self.units_of.get_mut(deployment));
                let (reach, of) = invariant!(both, "a check rules out deployments of its program");
                reach.extend(questions);
                of.push(invariant!(u32::try_from(at).ok(), "a program has room for its units of checks"));
            }
        }
        self.unit_starts = self
            .units_of
            .iter()
            .scan(0, |start, units| Some(std::mem::replace(start, *start + units.len())))
            .collect();
        self.supposing = vec![Vec::new(); program.deployments.len()];
        for (at, check) in (0..).zip(&self.all).filter(|(_, check)| check.supposes(program)) {
            for deployment in check.rules_out(program.configurations()) {
                let checks = self.supposing.get_mut(deployment);
                invariant!(checks, "a check rules out deployments of its program").push(at);
            }
        }
        self.units = units;
        self.touches = touches.into_iter().map(Vec::into_boxed_slice).collect();
    }

    /// The units that look at a question, a bit each.
    pub(super) fn touched_by(&self, question: crate::logic::QuestionId) -> &[u64] {
        invariant!(self.touches.get(question.index()), "it is known which units look at every question")
    }

    /// The deployments that a check can rule out.
    fn deployments(&self, check: u32, program: &Program) -> impl Iterator<Item = usize> {
        self.check(check).rules_out(program.configurations())
    }

    /// The variables that a unit looks at.
    pub(super) fn vars(&self, unit: &Unit) -> Vec<Var> {
        match unit {
            Unit::Table(table) => table.vars.iter().map(|(var, _)| *var).collect(),
            Unit::Search(search) => {
                let mut vars = self.check(search.check).when.vars();
                vars.extend(search.terms.vars.iter().map(|(var, _)| *var));
                vars
            }
            Unit::Tree(check) => self.check(*check).vars(),
        }
    }

    /// How many verdicts there are.
    pub(super) fn verdicts(&self) -> u32 {
        invariant!(u32::try_from(self.broken.len()).ok(), "a program has room for its verdicts")
    }

    /// Notes what is out while nothing is stated.
    pub(super) fn rebase(&mut self, template: &[Cell]) {
        let base: Vec<(u32, u32)> = (0..)
            .zip(&self.units)
            .map(|(at, unit)| (at, self.verdict(unit, |var| cell(template, var) & CELL)))
            .filter(|(_, verdict)| *verdict != 0)
            .collect();
        self.base = base;
    }

    /// What a unit says of some cells.
    #[inline]
    pub(super) fn verdict(&self, unit: &Unit, mut cell: impl FnMut(Var) -> Cell) -> u32 {
        match unit {
            Unit::Table(table) => table.at(cell),
            Unit::Search(search) => {
                let binds = self.check(search.check).when.surely(&mut cell);
                if binds && search.terms.first(search.when_none, cell).is_none() == search.when_none {
                    search.verdict
                } else {
                    0
                }
            }
            Unit::Tree(check) => {
                if self.check(*check).breaks(&mut cell) {
                    self.alone(*check)
                } else {
                    0
                }
            }
        }
    }

    /// Whether a verdict rules a deployment out.
    #[inline]
    pub(super) fn rules_out(&self, verdict: u32, deployment: DeploymentId) -> bool {
        has(self.outs_of(verdict), deployment.index())
    }

    /// Adds what a verdict rules out.
    #[inline]
    pub(super) fn add_out(&self, verdict: u32, out: &mut [u64]) {
        for (word, more) in out.iter_mut().zip(self.outs_of(verdict)) {
            *word |= more;
        }
    }

    /// The deployments that a verdict rules out, a bit each.
    #[inline]
    fn outs_of(&self, verdict: u32) -> &[u64] {
        let start = verdict as usize * self.width;
        invariant!(self.outs.get(start..start + self.width), "every verdict says what is out")
    }

    /// Calls `f` with every verdict that rules something out.
    #[inline]
    fn each_verdict(&self, stated: QuestionSet, cells: &[Cell], mut f: impl FnMut(u32)) {
        let words = bits(self.units.len());
        let mut touched = [0_u64; 16];
        let mut more = Vec::new();
        let touched: &mut [u64] = if words <= touched.len() {
            invariant!(touched.get_mut(..words), "fewer words than there are")
        } else {
            more.resize(words, 0);
            &mut more
        };
        stated.each(|question| {
            for (word, bits) in touched.iter_mut().zip(self.touched_by(question)) {
                *word |= bits;
            }
        });
        for (unit, verdict) in &self.base {
            if !has(touched, *unit as usize) {
                f(*verdict);
            }
        }
        for (at, word) in touched.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                let unit = at * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                let verdict = self.verdict(self.unit(unit), |var| cell(cells, var) & CELL);
                if verdict != 0 {
                    f(verdict);
                }
            }
        }
    }

    /// The deployments that are ruled out, a bit each.
    pub(super) fn rule_out(&self, stated: QuestionSet, cells: &[Cell], out: &mut Vec<u64>) {
        out.clear();
        out.resize(self.width, 0);
        self.each_verdict(stated, cells, |verdict| self.add_out(verdict, out));
    }

    /// Everything that is broken, by check.
    pub(super) fn broken(&self, stated: QuestionSet, cells: &[Cell]) -> Vec<Broken> {
        let mut all: Vec<Broken> = Vec::new();
        self.each_verdict(stated, cells, |verdict| {
            all.extend(self.broken_by(verdict));
        });
        // What has no table of its own is not known by its parts before it is looked at.
        for one in &mut all {
            let check = self.check(one.check);
            if !check.parts.is_empty() && self.alone.contains_key(&one.check) {
                one.part = check.part(|var| cell(cells, var) & CELL);
            }
        }
        all.sort_unstable();
        all
    }

    /// The fewest questions of a unit that rules a deployment out and that no loose question can sway; none where no unit does.
    pub(super) fn fixed(
        &self,
        deployment: DeploymentId,
        loose: QuestionSet,
        cells: &[Cell],
    ) -> Option<QuestionSet> {
        let mut fixed: Option<QuestionSet> = None;
        for at in self.units_of(deployment) {
            let (unit, questions) = (self.unit(*at as usize), self.questions_of(*at as usize));
            let is_more = fixed.is_some_and(|before| questions.len() >= before.len());
            if questions.meets(loose) || is_more {
                continue;
            }
            let verdict = self.verdict(unit, |var| cell(cells, var) & CELL);
            if self.rules_out(verdict, deployment) {
                fixed = Some(questions);
            }
        }
        fixed
    }
}

impl Program {
    /// Whether a literal looks at what stands in for an answer, wherever that is from.
    pub(super) fn supposes(&self, literal: &Literal) -> bool {
        literal.looks_behind && self.variable(literal.var).view == View::Effective
    }
}
