//! A pack, its catalog and a day, compiled to a program.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::catalog::ProviderId;
use crate::graph::{NodeId, Target};
use crate::logic::{Formula, Op, QuestionId, QuestionSet, Test, Truth};
use crate::pack::{DatedPack, Derivation, FallbackKind};

use super::cells::{Asks, CELL, Cell, CellSet, Encoding, Var, Variable};
use super::checks::Checks;
use super::cuts::Cuts;
use super::notes::{note_count, notes};
use super::tree::{Literal, Tree};
use super::wire::{order, rests_on};
use super::{Definitions, Deployment, Derived, Fallback, Node, Notes, Program, Question, Tested, View};

/// Derivations that are larger than this, written out, are computed once and looked up.
const INLINE: usize = 48;

/// Conditions on their way to trees.
pub(super) struct Compiler<'a> {
    pub(super) dated: &'a DatedPack,
    variables: Vec<Variable>,
    questions: Vec<Question>,
    /// For each derivation that is computed once, by the formula that its uses share.
    derived: BTreeMap<*const Formula, usize>,
    derivations: Vec<Derived>,
    /// Literals that were made before.
    literals: BTreeMap<(QuestionId, Option<u16>, Op, bool, View), Literal>,
    /// The questions that are asked of whether they are answered.
    told_apart: QuestionSet,
    /// The variables of tests of sets and rows.
    tests: BTreeMap<(QuestionId, View, Option<u16>, Op), Var>,
    /// How large each derivation is.
    weights: BTreeMap<*const Formula, usize>,
}

/// What a service is told to be when the provider of its walk is asked for.
pub(super) type Provider = Option<ProviderId>;

impl<'a> Compiler<'a> {
    pub(super) fn new(dated: &'a DatedPack) -> Self {
        Self {
            dated,
            variables: Vec::new(),
            questions: Vec::new(),
            derived: BTreeMap::new(),
            derivations: Vec::new(),
            tests: BTreeMap::new(),
            literals: BTreeMap::new(),
            told_apart: QuestionSet::default(),
            weights: BTreeMap::new(),
        }
    }

    pub(super) fn program(mut self) -> Program {
        let pack = self.dated.pack();
        let notes = notes(self.dated);
        self.encode(&notes);
        let big: Vec<*const Formula> = pack
            .derivations()
            .iter()
            .map(|derivation| (Arc::as_ptr(&derivation.formula), self.weight(&derivation.formula)))
            .filter(|(_, weight)| *weight > INLINE)
            .map(|(formula, _)| formula)
            .collect();
        for (at, formula) in big.iter().enumerate() {
            self.derived.insert(*formula, at);
        }
        self.derive(&big);
        let fallbacks = self.fallbacks();
        let graph = self.nodes();
        let deployments = self.deployments();
        let lists = self.dated.catalog().providers().map(|(id, _)| self.lists(id, &deployments)).collect();
        let (excluded, conflicts) = (self.excluded(), self.conflicts());
        let checks = self.checks(&deployments);
        let notes = self.notes(notes, &deployments);
        let definitions = self.definitions();
        let order = order(&self.variables, &self.derivations, &fallbacks);
        let (rests_on, derived_on) = rests_on(&self.variables, &self.derivations, &fallbacks, &order);
        let mut program = Program {
            walk: pack.provider_variable(),
            entry: pack.graph().entry().index(),
            template: Vec::new(),
            variables: self.variables,
            questions: self.questions,
            fallbacks,
            derivations: self.derivations,
            steps: order,
            triggers: Vec::new(),
            rests_on,
            derived_on,
            by_provider: false,
            nodes: graph,
            lists,
            deployments,
            excluded,
            conflicts,
            conflict_questions: Vec::new(),
            checks: Checks::default(),
            notes,
            node_questions: Vec::new(),
            may_open: QuestionSet::default(),
            behind: Vec::new(),
            assumable: Vec::new(),
            told_apart: self.told_apart,
            edges: OnceLock::new(),
            definitions,
        };
        program.wire();
        program.checks = Checks::new(&program, checks);
        program.fill_template();
        program
    }

    /// Decides the cells of every question.
    fn encode(&mut self, notes: &[Formula]) {
        let pack = self.dated.pack();
        let mut cuts = Cuts { limits: vec![Vec::new(); pack.questions().count()], seen: BTreeSet::new() };
        self.dated.each_formula(&mut |formula| cuts.formula(formula));
        for formula in notes {
            cuts.formula(formula);
        }
        pack.derivations().iter().for_each(|derivation| cuts.formula(&derivation.formula));
        for ((_, question), cuts) in pack.questions().zip(cuts.limits) {
            let encoding = Encoding::new(question.domain(), cuts);
            self.questions.push(Question {
                encoding,
                value: [None, None],
                tests: Vec::new(),
                answered: None,
                domain: question.domain().clone(),
            });
        }
    }

    fn weight(&mut self, formula: &Formula) -> usize {
        match formula {
            Formula::Const(_) => 0,
            Formula::Test(_) => 1,
            Formula::Not(inner) | Formula::Taken(inner) => self.weight(inner),
            Formula::All(literals) => literals.len(),
            Formula::And(parts) | Formula::Or(parts) => parts.iter().map(|part| self.weight(part)).sum(),
            Formula::Shared(inner) => {
                let key = Arc::as_ptr(inner);
                if let Some(known) = self.weights.get(&key) {
                    return *known;
                }
                let weight = self.weight(inner);
                let seen = if weight > INLINE { 1 } else { weight };
                self.weights.insert(key, seen);
                seen
            }
        }
    }

    fn variable(&mut self, question: QuestionId, view: View, asks: Asks) -> Var {
        let answers = match asks {
            Asks::Value => {
                let asked = self.questions.get(question.index());
                invariant!(asked, "a value is that of a question of the pack").encoding.count()
            }
            _ => 2,
        };
        let var =
            Var(invariant!(u32::try_from(self.variables.len()).ok(), "a program has room for its variables"));
        let answers = Cell::try_from(answers).ok().filter(|answers| *answers < CELL / 2);
        let answers = invariant!(answers, "the cells of a question leave room for flags");
        self.variables.push(Variable { question, view, asks, answers });
        var
    }

    /// The variable of a test, made when it is first needed.
    fn asked(&mut self, test: &Test, view: View) -> Var {
        let at = test.question.index();
        let question = invariant!(self.questions.get(at), "a test asks a question of the pack");
        let side = view as usize;
        let key = (test.question, view, test.column, test.op);
        let known = match (&question.encoding, test.column, test.op) {
            (Encoding::Tests, None, Op::Answered) => question.answered,
            (Encoding::Tests, ..) => self.tests.get(&key).copied(),
            _ => question.value.get(side).copied().flatten(),
        };
        if let Some(known) = known {
            return known;
        }
        let by_test = matches!(question.encoding, Encoding::Tests);
        let asks = match (by_test, test.column, test.op) {
            (true, None, Op::Answered) => Asks::Answered,
            (true, column, op) => Asks::Test(column, op),
            _ => Asks::Value,
        };
        let var = self.variable(test.question, view, asks);
        let question = invariant!(self.questions.get_mut(at), "a test asks a question of the pack");
        match asks {
            Asks::Answered => question.answered = Some(var),
            Asks::Test(column, op) => {
                self.tests.insert(key, var);
                let tested = |tested: &&Tested| tested.column == column && tested.op == op;
                let known = question.tests.iter().position(|known| tested(&known));
                let place = known.unwrap_or(question.tests.len());
                if known.is_none() {
                    question.tests.push(Tested { column, op, vars: [None, None] });
                }
                let slot = question.tests.get_mut(place).and_then(|known| known.vars.get_mut(side));
                *invariant!(slot, "a test has a variable in each view") = Some(var);
            }
            _ => {
                let slot = question.value.get_mut(side);
                *invariant!(slot, "a question has a variable in each view") = Some(var);
            }
        }
        var
    }

    fn literal(&mut self, test: &Test, holds: bool, view: View, provider: Provider) -> Tree {
        if let Some(provider) =
            provider.filter(|_| self.dated.pack().provider_variable() == Some(test.question))
        {
            let passes = test.op == Op::Answered || test.op.holds(i128::from(provider.0));
            return Tree::Const(Truth::from(passes == holds));
        }
        let key = (test.question, test.column, test.op, holds, view);
        if let Some(known) = self.literals.get(&key) {
            return Tree::Literal(known.clone());
        }
        let literal = self.new_literal(test, holds, view);
        self.literals.insert(key, literal.clone());
        Tree::Literal(literal)
    }

    fn new_literal(&mut self, test: &Test, holds: bool, view: View) -> Literal {
        let var = self.asked(test, view);
        if test.op == Op::Answered {
            self.told_apart.insert(test.question);
        }
        let both = self.variables.get(var.index()).zip(self.questions.get(test.question.index()));
        let (variable, question) = invariant!(both, "a variable and its question are those of the program");
        if variable.asks == Asks::Answered {
            let set = CellSet::of(2, |cell| (cell == 1) == holds);
            return Literal { var, looks_behind: false, sure: set.clone(), maybe: set };
        }
        let answers = variable.answers as usize;
        let mut passing = match test.op {
            Op::Answered if test.column.is_none() => vec![(0, answers)],
            op => question.encoding.runs(op),
        };
        let looks_behind = test.op != Op::Answered;
        if looks_behind {
            // What stands in for an answer is looked at too, but it is nobody's answer.
            let standing: Vec<_> = passing.iter().map(|(from, to)| (from + answers, to + answers)).collect();
            passing.extend(standing);
        }
        let known = if looks_behind { variable.unknown() as usize } else { variable.size() };
        if !holds {
            passing = between(&passing, known);
        }
        let sure = CellSet::of_runs(passing.iter().copied());
        let maybe = CellSet::of_runs(passing.into_iter().chain([(known, variable.size())]));
        Literal { var, looks_behind, sure, maybe }
    }

    /// A formula as a tree over cells; `holds` is false for its negation.
    pub(super) fn tree(&mut self, formula: &Formula, holds: bool, view: View, provider: Provider) -> Tree {
        match formula {
            Formula::Const(truth) => Tree::Const(if holds { *truth } else { !*truth }),
            Formula::Test(test) => self.literal(test, holds, view, provider),
            Formula::Not(inner) => self.tree(inner, !holds, view, provider),
            Formula::Taken(inner) => self.tree(inner, holds, View::Effective, provider),
            Formula::All(literals) => {
                let parts: Vec<Tree> = literals
                    .iter()
                    .map(|literal| self.literal(&literal.test, literal.holds == holds, view, provider))
                    .collect();
                if holds { together(parts) } else { Tree::or(parts) }
            }
            Formula::And(parts) | Formula::Or(parts) => {
                let is_and = matches!(formula, Formula::And(_));
                let parts: Vec<Tree> =
                    parts.iter().map(|part| self.tree(part, holds, view, provider)).collect();
                if is_and == holds { Tree::and(parts) } else { Tree::or(parts) }
            }
            Formula::Shared(inner) => match self.derived.get(&Arc::as_ptr(inner)).copied() {
                Some(at) => self.computed(at, holds, view),
                None => self.tree(inner, holds, view, provider),
            },
        }
    }

    /// What a derivation comes to, looked up.
    fn computed(&mut self, at: usize, holds: bool, view: View) -> Tree {
        let var = self.derivations.get(at).and_then(|derived| derived.vars.get(view as usize).copied());
        let var = invariant!(var, "a derivation that is looked up has a variable in each view");
        let sure = CellSet::of(3, |cell| cell == usize::from(holds));
        let maybe = CellSet::of(3, |cell| cell == usize::from(holds) || cell == 2);
        Tree::Literal(Literal { var, looks_behind: true, sure, maybe })
    }

    fn derive(&mut self, big: &[*const Formula]) {
        let of = |formula: *const Formula| {
            let pack = self.dated.pack();
            let is_it = |derivation: &Derivation| std::ptr::eq(Arc::as_ptr(&derivation.formula), formula);
            invariant!(
                pack.derivations().iter().position(is_it),
                "a derivation that is looked up is one of the pack"
            )
        };
        let places: Vec<usize> = big.iter().map(|formula| of(*formula)).collect();
        for at in 0..places.len() {
            let nobody = QuestionId(u16::MAX);
            let vars =
                [View::Effective, View::Asserted].map(|view| self.variable(nobody, view, Asks::Derived(at)));
            self.derivations.push(Derived { vars, trees: [Tree::TRUE, Tree::TRUE] });
        }
        for (at, place) in places.into_iter().enumerate() {
            let derivation = self.dated.pack().derivations().get(place);
            let derivation = invariant!(derivation, "a place among the derivations of the pack");
            let trees = [View::Effective, View::Asserted]
                .map(|view| self.tree(&derivation.formula, true, view, None));
            invariant!(self.derivations.get_mut(at), "its variables were made before").trees = trees;
        }
    }

    fn fallbacks(&mut self) -> Vec<Vec<Fallback>> {
        let pack = self.dated.pack();
        let mut all = Vec::new();
        for (_, question) in pack.questions() {
            let mut own = Vec::new();
            for fallback in &question.fallbacks {
                let when = fallback.when.as_ref().map(|when| {
                    [View::Effective, View::Asserted].map(|view| self.tree(when, true, view, None))
                });
                let is_assumed = fallback.kind == FallbackKind::Assume;
                own.push(Fallback { is_assumed, value: fallback.value, when });
            }
            all.push(own);
        }
        all
    }

    fn nodes(&mut self) -> Vec<Node> {
        let graph = self.dated.pack().graph();
        let mut nodes = Vec::new();
        for at in 0..graph.len() {
            let arms = graph.arms(NodeId::nth(at));
            let arms: Vec<(Tree, Target)> = arms
                .iter()
                .map(|arm| {
                    let guard = arm.guard.as_ref();
                    (
                        guard.map_or(Tree::TRUE, |guard| self.tree(guard, true, View::Effective, None)),
                        arm.target,
                    )
                })
                .collect();
            nodes.push(Node::new(arms, &self.variables));
        }
        nodes
    }

    /// For each provider, where it is not asked for.
    fn excluded(&mut self) -> Vec<Tree> {
        let pack = self.dated.pack();
        let providers = self.dated.catalog().providers();
        let excluded = |(id, _): (ProviderId, _)| {
            let Some(question) = pack.providers_question() else { return Tree::Const(Truth::False) };
            let test = Test { question, column: None, op: Op::HasAny(1 << id.index()) };
            let var = self.asked(&test, View::Effective);
            let set = CellSet::of(6, |cell| cell == 0 || cell == 2);
            Tree::Literal(Literal { var, looks_behind: true, sure: set.clone(), maybe: set })
        };
        providers.map(excluded).collect()
    }

    fn conflicts(&mut self) -> Vec<Tree> {
        let conflicts = self.dated.pack().conflicts();
        conflicts.iter().map(|conflict| self.tree(&conflict.formula, true, View::Asserted, None)).collect()
    }

    fn definitions(&mut self) -> Definitions {
        let pack = self.dated.pack();
        let mut walked = |formula: &Formula| self.tree(formula, true, View::Effective, None);
        Definitions {
            derivations: pack.derivations().iter().map(|derivation| walked(&derivation.formula)).collect(),
            conflicts: pack.conflicts().iter().map(|conflict| walked(&conflict.formula)).collect(),
        }
    }

    fn notes(&mut self, formulas: Vec<Formula>, deployments: &[Deployment]) -> Notes {
        let mut formulas = formulas.into_iter();
        let mut notes = Notes::default();
        for deployment in deployments.iter().filter(|deployment| !deployment.verified) {
            let mut own = Vec::new();
            let count = note_count(self.dated);
            for formula in formulas.by_ref().take(count) {
                own.push(self.tree(&formula, true, View::Effective, Some(deployment.provider)));
            }
            notes.of.push(own);
        }
        notes.index(self.dated);
        notes
    }
}

/// Literals side by side; constants folded away.
fn together(parts: Vec<Tree>) -> Tree {
    match Tree::and(parts) {
        Tree::And(parts) if parts.iter().all(|part| matches!(part, Tree::Literal(_))) => {
            let literal = |part: Tree| if let Tree::Literal(literal) = part { Some(literal) } else { None };
            Tree::All(parts.into_iter().filter_map(literal).collect())
        }
        other => other,
    }
}

/// What lies between pairs in order, and after them up to an end.
fn between(pairs: &[(usize, usize)], end: usize) -> Vec<(usize, usize)> {
    let starts = std::iter::once(0).chain(pairs.iter().map(|(_, to)| *to));
    let ends = pairs.iter().map(|(from, _)| *from).chain([end]);
    starts.zip(ends).collect()
}
