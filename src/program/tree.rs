//! Conditions over cells, in three values.

use serde::{Deserialize, Serialize};

use crate::logic::{QuestionSet, Truth};

use super::cells::{Cell, CellSet, Var};

/// A test of one variable: the cells in which it is surely true, and those in which it may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Literal {
    pub(super) var: Var,
    /// Whether it looks at what stands in for an answer: `is answered` does not.
    pub(super) looks_behind: bool,
    pub(super) sure: CellSet,
    pub(super) maybe: CellSet,
}

/// A condition: negations stand at the literals only, so that "surely" and "maybe" are the same tree read in two ways.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Tree {
    Const(Truth),
    Literal(Literal),
    /// Literals that are all looked at.
    All(Box<[Literal]>),
    And(Box<[Tree]>),
    Or(Box<[Tree]>),
}

/// Where a condition finds the cells of its variables.
pub(super) trait Cells {
    /// The cell of the variable of a literal, without flags.
    fn look(&mut self, literal: &Literal) -> Cell;
}

impl<F: FnMut(Var) -> Cell> Cells for F {
    #[inline]
    fn look(&mut self, literal: &Literal) -> Cell {
        self(literal.var)
    }
}

impl Literal {
    fn truth(&self, cell: Cell) -> Truth {
        match (self.sure.has(cell), self.maybe.has(cell)) {
            (true, _) => Truth::True,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::False,
        }
    }
}

impl Tree {
    pub(super) const TRUE: Self = Self::Const(Truth::True);

    /// Its truth: from left to right, as little as needed.
    pub(super) fn truth(&self, cells: &mut impl Cells) -> Truth {
        match self {
            Self::Const(truth) => *truth,
            Self::Literal(literal) => literal.truth(cells.look(literal)),
            Self::All(literals) => {
                literals.iter().map(|literal| literal.truth(cells.look(literal))).min().unwrap_or(Truth::True)
            }
            Self::And(parts) => until(parts, Truth::False, cells),
            Self::Or(parts) => until(parts, Truth::True, cells),
        }
    }

    /// Whether it is surely true.
    #[inline]
    pub(super) fn surely(&self, cells: &mut impl Cells) -> bool {
        match self {
            Self::Const(truth) => *truth == Truth::True,
            Self::Literal(literal) => literal.sure.has(cells.look(literal)),
            Self::All(literals) => literals.iter().all(|literal| literal.sure.has(cells.look(literal))),
            Self::And(parts) => parts.iter().all(|part| part.surely(cells)),
            Self::Or(parts) => parts.iter().any(|part| part.surely(cells)),
        }
    }

    /// Calls `f` with every literal.
    pub(super) fn each_literal<'t>(&'t self, f: &mut dyn FnMut(&'t Literal)) {
        match self {
            Self::Const(_) => {}
            Self::Literal(literal) => f(literal),
            Self::All(literals) => literals.iter().for_each(f),
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.each_literal(f)),
        }
    }

    /// Calls `f` with every literal, to change it.
    pub(super) fn each_literal_mut(&mut self, f: &mut dyn FnMut(&mut Literal)) {
        match self {
            Self::Const(_) => {}
            Self::Literal(literal) => f(literal),
            Self::All(literals) => literals.iter_mut().for_each(f),
            Self::And(parts) | Self::Or(parts) => parts.iter_mut().for_each(|part| part.each_literal_mut(f)),
        }
    }

    /// The variables that it looks at, in order, each once.
    pub(super) fn vars(&self) -> Vec<Var> {
        let mut vars = Vec::new();
        self.each_literal(&mut |literal| vars.push(literal.var));
        vars.sort_unstable();
        vars.dedup();
        vars
    }

    /// The questions behind its variables.
    pub(super) fn questions(&self, of: impl Fn(Var) -> QuestionSet) -> QuestionSet {
        let mut all = QuestionSet::default();
        self.each_literal(&mut |literal| all.extend(of(literal.var)));
        all
    }

    /// Parts that hold together, constants folded away.
    pub(super) fn and(parts: impl IntoIterator<Item = Self>) -> Self {
        join(parts, Truth::False, Self::And)
    }

    /// Parts of which one holds, constants folded away.
    pub(super) fn or(parts: impl IntoIterator<Item = Self>) -> Self {
        join(parts, Truth::True, Self::Or)
    }
}

fn join(parts: impl IntoIterator<Item = Tree>, settling: Truth, make: fn(Box<[Tree]>) -> Tree) -> Tree {
    let mut kept = Vec::new();
    for part in parts {
        match part {
            Tree::Const(truth) if truth == settling => return part,
            Tree::Const(truth) if truth == !settling => {}
            part => kept.push(part),
        }
    }
    match kept.len() {
        0 => Tree::Const(!settling),
        1 => kept.remove(0),
        _ => make(kept.into_boxed_slice()),
    }
}

/// The truth of a list in which `settling` decides at once.
fn until(parts: &[Tree], settling: Truth, cells: &mut impl Cells) -> Truth {
    let mut result = !settling;
    for part in parts {
        match part.truth(cells) {
            truth if truth == settling => return settling,
            Truth::Unknown => result = Truth::Unknown,
            _ => {}
        }
    }
    result
}
