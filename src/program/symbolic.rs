//! The program for all requirements at once: what a variable, a node or a check comes to is a decision diagram.
//!
//! Whatever [`Program::pick`] looks up is looked up here: terms row by row, tables entry by entry, and trees where there is no index.
//! One bit that changes, changes both. What a question stands for when nobody states it is a function of the other answers.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::catalog::{ProviderId, ServiceId};
use crate::graph::{NodeId, OutcomeId, Target};
use crate::logic::diagram::{DiagramManager, FALSE, Node, TRUE};
use crate::logic::{QuestionId, Truth};
use crate::pack::{ConstraintId, FallbackId};

use super::cells::{CELL, Cell, UNKNOWN, Var};
use super::checks::{Search, Table, Unit};
use super::own::has;
use super::settle::EffectiveAnswer;
use super::stated::{Stated, given, of_words};
use super::terms::Terms;
use super::tree::{Literal, Tree};
use super::{Asks, DeploymentId, Entry, Program, Route, View};

/// An arm of a node, whatever the arms before it do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ArmOf {
    /// Where it is taken, if no arm before it is.
    pub(crate) holds: Node,
    /// Where the next arm is looked at; where neither is so, the walk stops.
    pub(crate) fails: Node,
    /// Where it leads.
    pub(crate) target: Target,
}

/// A check as it is written: what every table is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    /// The service that it is held against.
    pub(crate) service: ServiceId,
    /// Its configuration.
    pub(crate) configuration: ServiceId,
    /// The constraint.
    pub(crate) constraint: ConstraintId,
    /// Where it binds.
    pub(crate) binds: Node,
    /// Where its need surely fails.
    pub(crate) fails: Node,
    /// Where its need neither surely fails nor surely holds.
    pub(crate) unknown: Node,
}

/// A place of a list of candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "where it is named is what it is named for")]
pub(crate) struct Named {
    pub(crate) deployment: DeploymentId,
    /// Where the pack names it.
    pub(crate) route: Route,
    /// Where it is named.
    pub(crate) named: Node,
}

/// What may come out for one provider, in the order in which it is considered.
#[derive(Clone, Debug)]
pub(crate) struct Considered {
    /// How many of each outcome's candidates stand first in all of them.
    pub(crate) firsts: usize,
    /// For each outcome.
    pub(crate) named: Vec<Vec<Named>>,
    /// Those of the fall-back, and all that are left.
    pub(crate) after: Vec<Named>,
}

/// What a variable comes to: its cell with flags, and all cells that it has somewhere.
#[derive(Clone, Debug)]
struct Value {
    function: Node,
    cells: Rc<[Cell]>,
}

/// The program as functions of all requirements: for the walk of one provider, or for none.
#[derive(Debug)]
pub(crate) struct Symbolic<'p> {
    program: &'p Program,
    /// For each question; none for what nobody can state.
    stated: &'p [Option<Stated>],
    provider: Option<ProviderId>,
    values: Vec<Option<Value>>,
    standing: BTreeMap<(QuestionId, View), Node>,
    among: BTreeMap<(Var, Vec<bool>), Node>,
}

impl<'p> Symbolic<'p> {
    pub(crate) fn new(
        program: &'p Program,
        stated: &'p [Option<Stated>],
        provider: Option<ProviderId>,
    ) -> Self {
        let values = vec![None; program.variables.len()];
        Self { program, stated, provider, values, standing: BTreeMap::new(), among: BTreeMap::new() }
    }

    /// Forgets what was worked out: the diagrams are about to forget it too.
    pub(crate) fn forget(&mut self) {
        self.values.fill(None);
        self.standing.clear();
        self.among.clear();
    }

    fn value(&mut self, d: &mut DiagramManager, var: Var) -> Value {
        if let Some(Some(known)) = self.values.get(var.index()) {
            return known.clone();
        }
        let variable = self.program.variable(var);
        let function = match variable.asks {
            Asks::Derived(at) => self.derived(d, at, variable.view),
            _ => self.answer(d, var, variable.question, variable.view),
        };
        let cells = d.values(function).into_iter().collect();
        let value = Value { function, cells };
        // What is made when there is nothing left means nothing.
        if let Some(slot) = self.values.get_mut(var.index()).filter(|_| !d.exhausted()) {
            *slot = Some(value.clone());
        }
        value
    }

    fn derived(&mut self, d: &mut DiagramManager, at: usize, view: View) -> Node {
        let tree = self.program.derivation(at).trees.get(view as usize);
        let tree = invariant!(tree, "a derivation has a condition in each view");
        let (sure, maybe) = (self.tree(d, tree, false), self.tree(d, tree, true));
        let unknown = d.leaf(2 | UNKNOWN);
        let open = d.when(maybe, unknown, FALSE);
        d.when(sure, TRUE, open)
    }

    fn answer(&mut self, d: &mut DiagramManager, var: Var, question: QuestionId, view: View) -> Node {
        let program = self.program;
        if let Some(provider) = self.provider.filter(|_| program.walk == Some(question)) {
            return d.leaf(program.stated_cell(var, i128::from(provider.0)));
        }
        let standing = self.standing(d, question, view);
        let absent =
            d.map(standing, |place| program.standing_cell(var, program.standing_at(question, place)));
        let Some(stated) = self.stated.get(question.index()).and_then(Option::as_ref) else { return absent };
        let cells = match stated {
            Stated::One(first, codes) => {
                let mut children = vec![FALSE];
                children.extend(codes.iter().map(|code| d.leaf(program.stated_cell(var, *code))));
                d.branch(*first, &children)
            }
            Stated::Any(first, blocks) => match program.variable(var).asks {
                Asks::Test(_, op) => of_words(d, *first, blocks, op),
                _ => TRUE,
            },
        };
        let given = given(d, stated);
        d.when(given, cells, absent)
    }

    /// Which fallback stands in for a question: its position counted from 1, and 0 for none.
    fn standing(&mut self, d: &mut DiagramManager, question: QuestionId, view: View) -> Node {
        if let Some(known) = self.standing.get(&(question, view)) {
            return *known;
        }
        let fallbacks = self.program.fallbacks_of(question);
        let mut stands = FALSE;
        for (place, fallback) in (1..).zip(fallbacks).collect::<Vec<_>>().into_iter().rev() {
            // What nobody stated binds nothing, and nor does a guess, or what rests on one.
            let mut this = d.leaf(place);
            let mut holds = TRUE;
            if let Some([walk, _]) = &fallback.when {
                holds = self.tree(d, walk, false);
            }
            if view == View::Asserted {
                let binds = match &fallback.when {
                    Some([_, binding]) if !fallback.is_assumed => self.tree(d, binding, false),
                    _ => FALSE,
                };
                this = d.when(binds, this, FALSE);
            }
            stands = d.when(holds, this, stands);
        }
        if !d.exhausted() {
            self.standing.insert((question, view), stands);
        }
        stands
    }

    /// Where the cell of a variable, with its flags, passes.
    fn among(&mut self, d: &mut DiagramManager, var: Var, passes: impl Fn(Cell) -> bool) -> Node {
        let value = self.value(d, var);
        let taken: Vec<bool> = value.cells.iter().map(|cell| passes(*cell)).collect();
        if taken.iter().all(|taken| *taken) {
            return TRUE;
        }
        if !taken.contains(&true) {
            return FALSE;
        }
        let key = (var, taken);
        if let Some(known) = self.among.get(&key) {
            return *known;
        }
        let made = d.map(value.function, |cell| u32::from(passes(cell)));
        if !d.exhausted() {
            self.among.insert(key, made);
        }
        made
    }

    fn literal(&mut self, d: &mut DiagramManager, literal: &Literal, maybe: bool) -> Node {
        let set = if maybe { &literal.maybe } else { &literal.sure };
        self.among(d, literal.var, |cell| set.has(cell & CELL))
    }

    /// Where a condition surely holds, or may.
    fn tree(&mut self, d: &mut DiagramManager, tree: &Tree, maybe: bool) -> Node {
        match tree {
            Tree::Const(Truth::True) => TRUE,
            Tree::Const(Truth::False) => FALSE,
            Tree::Const(Truth::Unknown) => truth(maybe),
            Tree::Literal(literal) => self.literal(d, literal, maybe),
            Tree::All(literals) => {
                let mut all = TRUE;
                for literal in literals {
                    let part = self.literal(d, literal, maybe);
                    all = d.and(all, part);
                }
                all
            }
            Tree::And(parts) => {
                let mut all = TRUE;
                for part in parts {
                    let part = if all == FALSE { FALSE } else { self.tree(d, part, maybe) };
                    all = d.and(all, part);
                }
                all
            }
            Tree::Or(parts) => {
                let mut any = FALSE;
                for part in parts {
                    let part = if any == TRUE { TRUE } else { self.tree(d, part, maybe) };
                    any = d.or(any, part);
                }
                any
            }
        }
    }

    /// What has to hold together for a term to hold; none where it never does.
    fn term(&mut self, d: &mut DiagramManager, terms: &Terms, at: usize, maybe: bool) -> Option<Vec<Node>> {
        let has = |row: &[u64]| has(row, at);
        if terms.vars.is_empty() {
            return has(terms.row(0, 0, maybe)).then(Vec::new);
        }
        let mut parts = Vec::new();
        for (var, start) in &terms.vars {
            match self.among(d, *var, |cell| has(terms.row(*start, cell & CELL, maybe))) {
                FALSE => return None,
                TRUE => {}
                part => parts.push(part),
            }
        }
        parts.sort_unstable();
        Some(parts)
    }

    /// For each owner of terms, where one of its terms holds.
    fn owners(&mut self, d: &mut DiagramManager, terms: &Terms, maybe: bool) -> BTreeMap<u16, Node> {
        let (mut owners, mut seen) = (BTreeMap::new(), BTreeSet::new());
        for (at, owner) in terms.owner.iter().enumerate() {
            let Some(parts) = self.term(d, terms, at, maybe) else { continue };
            // Most terms of a long list say the same of what can be stated.
            if !seen.insert((*owner, parts.clone())) {
                continue;
            }
            let term = parts.into_iter().rev().fold(TRUE, |all, part| d.and(all, part));
            let any = owners.entry(*owner).or_insert(FALSE);
            *any = d.or(*any, term);
        }
        owners
    }

    /// The arms of a node: read from its terms, or from its guards where there are none.
    pub(crate) fn arms(&mut self, d: &mut DiagramManager, node: usize) -> Vec<ArmOf> {
        let of = self.program.node(NodeId::nth(node));
        let terms = of.terms.as_ref();
        let index = terms.map(|terms| (self.owners(d, terms, false), self.owners(d, terms, true)));
        let mut arms = Vec::new();
        for (at, (guard, target)) in (0..).zip(&of.arms) {
            let (holds, maybe) = if let Some((sure, maybe)) = &index {
                let of = |owners: &BTreeMap<u16, Node>| owners.get(&at).copied().unwrap_or(FALSE);
                (of(sure), of(maybe))
            } else {
                (self.tree(d, guard, false), self.tree(d, guard, true))
            };
            arms.push(ArmOf { holds, fails: d.not(maybe), target: *target });
        }
        arms
    }

    /// The verdict of a unit of checks.
    fn unit(&mut self, d: &mut DiagramManager, unit: &Unit) -> Node {
        let program = self.program;
        match unit {
            Unit::Table(table) => self.table(d, table, (0, 0), &mut BTreeMap::new()),
            Unit::Search(search) => self.search(d, search),
            Unit::Tree(at) => {
                let check = program.checks.check(*at);
                let (binds, fails) = (self.tree(d, &check.when, false), self.tree(d, &check.fails, false));
                let breaks = d.and(binds, fails);
                let verdict = d.leaf(program.checks.alone(*at));
                d.when(breaks, verdict, FALSE)
            }
        }
    }

    fn search(&mut self, d: &mut DiagramManager, search: &Search) -> Node {
        let check = self.program.checks.check(search.check);
        let binds = self.tree(d, &check.when, false);
        let found = self.owners(d, &search.terms, search.when_none).into_values();
        let found = found.fold(FALSE, |any, owner| d.or(any, owner));
        let breaks = if search.when_none { d.not(found) } else { found };
        let breaks = d.and(binds, breaks);
        let verdict = d.leaf(search.verdict);
        d.when(breaks, verdict, FALSE)
    }

    /// The verdicts of a table from one of its variables on, the cells of those before it adding up to a place.
    fn table(
        &mut self,
        d: &mut DiagramManager,
        table: &Table,
        (at, place): (usize, u32),
        known: &mut BTreeMap<(usize, u32), Node>,
    ) -> Node {
        let Some((var, start)) = table.vars.get(at).copied() else { return d.leaf(table.entry(place)) };
        if let Some(known) = known.get(&(at, place)) {
            return *known;
        }
        let cells = self.value(d, var).cells;
        let offsets: BTreeSet<u32> = cells.iter().map(|cell| table.offset(start, cell & CELL)).collect();
        let mut all = FALSE;
        for (count, offset) in offsets.into_iter().enumerate() {
            let below = self.table(d, table, (at + 1, place + offset), known);
            let here = match count {
                0 => TRUE,
                _ => self.among(d, var, |cell| table.offset(start, cell & CELL) == offset),
            };
            all = d.when(here, below, all);
        }
        known.insert((at, place), all);
        all
    }

    /// For each deployment of the provider, where nothing rules it out; some constraints, are left out.
    pub(crate) fn fits(
        &mut self,
        d: &mut DiagramManager,
        apart: &BTreeSet<ConstraintId>,
    ) -> Vec<(DeploymentId, Node)> {
        let checks = &self.program.checks;
        let own = self.program.deployments.iter().enumerate();
        let own = own.filter(|(_, one)| Some(one.provider) == self.provider);
        let mut fits: Vec<_> = own.map(|(at, _)| (DeploymentId::nth(at), TRUE)).collect();
        for unit in checks.units.iter().filter(|unit| !checks.is_apart(unit, apart)) {
            let possible = checks.verdicts_of(unit);
            let concerned = |deployment| possible.iter().any(|it| checks.rules_out(*it, deployment));
            if !fits.iter().any(|(deployment, _)| concerned(*deployment)) {
                continue;
            }
            let verdict = self.unit(d, unit);
            for (deployment, fits) in &mut fits {
                if concerned(*deployment) {
                    let kept = d.map(verdict, |it| u32::from(!checks.rules_out(it, *deployment)));
                    *fits = d.and(*fits, kept);
                }
            }
        }
        fits
    }

    /// The checks of the provider's services as they are written; some constraints are left out.
    pub(crate) fn written(&mut self, d: &mut DiagramManager, apart: &BTreeSet<ConstraintId>) -> Vec<Written> {
        let program = self.program;
        let mut all = Vec::new();
        let kept = |check: &&super::checks::Check| !check.doubt && !apart.contains(&check.constraint);
        for check in program.checks.all.iter().filter(kept) {
            let deployment = program.deployment(check.deployment);
            if Some(deployment.provider) != self.provider {
                continue;
            }
            let binds = self.tree(d, &check.when, false);
            let (fails, meets) = (self.tree(d, &check.fails, false), self.tree(d, &check.need, false));
            let settled = d.or(fails, meets);
            let unknown = d.not(settled);
            let (service, constraint) = (deployment.service, check.constraint);
            let configuration = deployment.configuration;
            all.push(Written { service, configuration, constraint, binds, fails, unknown });
        }
        all
    }

    /// The candidates of the provider.
    pub(crate) fn considered(&mut self, d: &mut DiagramManager) -> Considered {
        let lists = self.provider.map(|provider| self.program.lists_of(provider));
        let mut list = |entries: &[Entry]| -> Vec<Named> {
            let named = |entry: &Entry| {
                let named = entry.when.as_ref().map_or(TRUE, |when| self.tree(d, when, false));
                Named { deployment: entry.deployment, route: entry.route, named }
            };
            entries.iter().map(named).collect()
        };
        Considered {
            firsts: lists.map_or(0, |lists| lists.firsts),
            named: lists.into_iter().flat_map(|lists| &lists.named).map(|entries| list(entries)).collect(),
            after: lists.map_or_else(Vec::new, |lists| list(&lists.after)),
        }
    }

    /// Where what is stated rules a provider out.
    pub(crate) fn excluded(&mut self, d: &mut DiagramManager, provider: ProviderId) -> Node {
        let excluded = self.program.excluded.get(provider.index());
        self.tree(d, invariant!(excluded, "it is known when every provider is left out"), false)
    }

    /// For each conflict, where it holds in what is stated, and in what is taken to hold.
    pub(crate) fn conflicts(&mut self, d: &mut DiagramManager) -> Vec<[Node; 2]> {
        let program = self.program;
        let both = program.conflicts.iter().zip(&program.definitions.conflicts);
        both.map(|(bound, walked)| [bound, walked].map(|tree| self.tree(d, tree, false))).collect()
    }

    /// Where a derivation surely holds, and where it may.
    pub(crate) fn derivation(&mut self, d: &mut DiagramManager, at: usize) -> [Node; 2] {
        let tree =
            invariant!(self.program.definitions.derivations.get(at), "a derivation is one of the pack");
        [false, true].map(|maybe| self.tree(d, tree, maybe))
    }

    /// For each fallback of a question, where its condition holds in what is taken to hold.
    pub(crate) fn fallbacks(&mut self, d: &mut DiagramManager, question: QuestionId) -> Vec<Node> {
        let fallbacks = self.program.fallbacks_of(question).iter();
        let holds = |fallback: &super::Fallback| {
            fallback.when.as_ref().map_or(TRUE, |[walk, _]| self.tree(d, walk, false))
        };
        fallbacks.map(holds).collect()
    }

    /// Where a question is stated.
    pub(crate) fn is_stated(&self, d: &mut DiagramManager, question: QuestionId) -> Node {
        let stated = self.stated.get(question.index()).and_then(Option::as_ref);
        stated.map_or(FALSE, |stated| given(d, stated))
    }

    /// Where a note is given beside a deployment, by its position among all notes of the pack.
    pub(crate) fn note(&mut self, d: &mut DiagramManager, deployment: DeploymentId, note: usize) -> Node {
        self.tree(d, self.program.note(deployment, note), false)
    }
}

impl Program {
    /// The notes of an outcome's caveats, as positions among all notes of the pack.
    pub(crate) fn caveats_of(&self, outcome: OutcomeId) -> std::ops::Range<usize> {
        let own = self.notes.caveats.get(outcome.index());
        let (start, count) = *invariant!(own, "it is known where the caveats of every outcome are");
        start..start + count
    }

    /// The notes of an outcome's companions.
    pub(crate) fn companions_of(&self, outcome: OutcomeId) -> &[usize] {
        invariant!(self.notes.companions.get(outcome.index()), "every outcome has a list of companions")
    }

    pub(super) fn standing_at(&self, question: QuestionId, place: u32) -> Option<EffectiveAnswer> {
        let at = (place as usize).checked_sub(1)?;
        let fallback = self.fallbacks_of(question).get(at);
        let fallback = invariant!(fallback, "what stands in for an answer is a fallback of its question");
        Some(EffectiveAnswer {
            id: FallbackId::nth(at),
            is_assumed: fallback.is_assumed,
            value: fallback.value,
        })
    }
}

fn truth(holds: bool) -> Node {
    if holds { TRUE } else { FALSE }
}
