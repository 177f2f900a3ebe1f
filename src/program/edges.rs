//! Where the answer to a question begins to make a difference: what changes from one of its cells to the next.

use crate::logic::QuestionId;

use super::cells::{Cell, Encoding, Var};
use super::checks::Unit;
use super::terms::Terms;
use super::tree::Tree;
use super::{Asks, Program};

/// Something that can say something else in a cell than in the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    /// What stands in for other answers, or what a derivation comes to.
    Settles,
    /// The way, or which candidates are named.
    Leads,
    /// The verdict of a unit.
    Unit(usize),
}

/// The edges of one question, each with the cell that it lies before, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges(Vec<(Cell, Edge)>);

impl Edges {
    /// The edges between two cells, in either direction.
    pub(super) fn between(&self, a: Cell, b: Cell) -> &[(Cell, Edge)] {
        // INVARIANT (in order): the place of a smaller cell is not behind that of a larger one.
        let place = |cell: Cell| self.0.partition_point(|(before, _)| *before <= cell);
        invariant!(self.0.get(place(a.min(b))..place(a.max(b))), "edges are in order")
    }
}

impl Program {
    /// The edges of a question whose answers have an order.
    pub(super) fn edges(&self, question: QuestionId) -> &Edges {
        let all = self.edges.get_or_init(|| self.all_edges());
        invariant!(all.get(question.index()), "every question has its edges")
    }

    fn all_edges(&self) -> Vec<Edges> {
        let mut found = Found { program: self, all: vec![Edges::default(); self.questions.len()] };
        let standing =
            self.fallbacks.iter().flatten().filter_map(|fallback| fallback.when.as_ref()).flatten();
        let derived = self.derivations.iter().flat_map(|derived| &derived.trees);
        standing.chain(derived).for_each(|tree| found.tree(tree, Edge::Settles));
        for node in &self.nodes {
            match &node.terms {
                Some(terms) => found.terms(terms, Edge::Leads),
                None => node.arms.iter().for_each(|(guard, _)| found.tree(guard, Edge::Leads)),
            }
        }
        for lists in &self.lists {
            let all = lists.named.iter().flatten().chain(&lists.after);
            all.filter_map(|entry| entry.when.as_ref()).for_each(|when| found.tree(when, Edge::Leads));
        }
        for (at, unit) in self.checks.units.iter().enumerate() {
            match unit {
                Unit::Table(table) => {
                    for (var, start) in &table.vars {
                        let offset = |cell| table.offset(*start, cell);
                        found.each(*var, Edge::Unit(at), |cell| offset(cell - 1) != offset(cell));
                    }
                }
                Unit::Search(search) => {
                    found.terms(&search.terms, Edge::Unit(at));
                    found.tree(&self.checks.check(search.check).when, Edge::Unit(at));
                }
                Unit::Tree(of) => {
                    let check = self.checks.check(*of);
                    found.tree(&check.when, Edge::Unit(at));
                    found.tree(&check.fails, Edge::Unit(at));
                }
            }
        }
        for edges in &mut found.all {
            edges.0.sort_unstable();
            edges.0.dedup();
        }
        found.all
    }

    /// The cell of a question's value; none where its cells have no order, as those of sets and rows.
    pub(super) fn ordered_cell(&self, question: QuestionId, cell: impl Fn(Var) -> Cell) -> Option<Cell> {
        let known = self.question(question);
        let var = known.value.iter().copied().flatten().next()?;
        (!matches!(known.encoding, Encoding::Tests)).then(|| cell(var))
    }
}

struct Found<'p> {
    program: &'p Program,
    all: Vec<Edges>,
}

impl Found<'_> {
    fn tree(&mut self, tree: &Tree, edge: Edge) {
        let mut places = Vec::new();
        tree.each_literal(&mut |literal| {
            for set in [&literal.sure, &literal.maybe] {
                places.extend(set.changes().into_iter().map(|cell| (literal.var, cell)));
            }
        });
        for (var, cell) in places {
            self.add(var, cell, edge);
        }
    }

    fn terms(&mut self, terms: &Terms, edge: Edge) {
        for (var, start) in &terms.vars {
            let row = |cell, maybe| terms.row(*start, cell, maybe);
            self.each(*var, edge, |cell| {
                [true, false].into_iter().any(|maybe| row(cell - 1, maybe) != row(cell, maybe))
            });
        }
    }

    fn each(&mut self, var: Var, edge: Edge, is_edge: impl Fn(Cell) -> bool) {
        let answers = self.program.variable(var).answers;
        (1..answers).filter(|cell| is_edge(*cell)).for_each(|cell| self.add(var, cell, edge));
    }

    /// Adds an edge that lies among the stated answers of a question.
    fn add(&mut self, var: Var, cell: Cell, edge: Edge) {
        let variable = self.program.variable(var);
        if variable.asks != Asks::Value || !(1..variable.answers).contains(&cell) {
            return;
        }
        let edges = self.all.get_mut(variable.question.index());
        invariant!(edges, "a question is one of its program").0.push((cell, edge));
    }
}
