//! Formulas to diagrams: what a pack's conditions are for every requirement at once.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use crate::language::ast::FallbackKind;
use crate::logic::{Answers, Formula, Op, QuestionId, Test, Truth};
use crate::pack::CompiledPack;
use crate::program::Ruleset;
use crate::requirement::{Standing, View, stand_in};

use super::cuts::question;
use super::diagram::{Diagrams, FALSE, Node, TRUE, UNKNOWN, Variable};
use super::space::{Axis, Cells, Space};

/// The conditions of one pack, for the walk of one provider or for none.
#[derive(Debug)]
pub(super) struct Symbols<'a> {
    space: &'a Space,
    /// Which of the packs of the space.
    pack: usize,
    dated: &'a Ruleset,
    walk: Option<(QuestionId, i128)>,
    standing: BTreeMap<(QuestionId, bool), Rc<Stands>>,
    shared: BTreeMap<(*const Formula, bool), Node>,
}

/// What stands in for an answer that nobody gave: the first whose condition holds; unknown when none does.
type Stands = Vec<(Node, Option<Standing>)>;

impl<'a> Symbols<'a> {
    /// `walk` is the question that holds the provider, with its code, where there is a walk.
    pub(super) fn new(
        space: &'a Space,
        pack: usize,
        dated: &'a Ruleset,
        walk: Option<(QuestionId, i128)>,
    ) -> Self {
        Self { space, pack, dated, walk, standing: BTreeMap::new(), shared: BTreeMap::new() }
    }

    fn rules(&self) -> &'a CompiledPack {
        self.dated.pack()
    }

    /// The truth of a formula in a view, for every requirement.
    pub(super) fn truth(&mut self, d: &mut Diagrams, formula: &Formula, view: View) -> Node {
        if let Formula::Const(truth) = formula {
            return leaf(*truth);
        }
        if let Some(question) = question(formula)
            && (self.is_of_cells(question) || matches!(formula, Formula::Test(_)))
        {
            return self.one(d, formula, question, view);
        }
        match formula {
            Formula::Not(inner) => {
                let inner = self.truth(d, inner, view);
                d.not(inner)
            }
            Formula::And(parts) => parts.iter().fold(TRUE, |all, part| {
                let part = self.truth(d, part, view);
                d.and(all, part)
            }),
            Formula::Or(parts) => parts.iter().fold(FALSE, |any, part| {
                let part = self.truth(d, part, view);
                d.or(any, part)
            }),
            Formula::All(literals) => literals.iter().fold(TRUE, |all, literal| {
                let truth = self.truth(d, &Formula::Test(literal.test), view);
                let part = if literal.holds { truth } else { d.not(truth) };
                d.and(all, part)
            }),
            Formula::Shared(inner) => {
                let key = (Arc::as_ptr(inner), view == View::Walk);
                if let Some(known) = self.shared.get(&key) {
                    return *known;
                }
                let made = self.truth(d, inner, view);
                self.shared.insert(key, made);
                made
            }
            // Tests are of one question, constants of none.
            Formula::Const(_) | Formula::Test(_) => UNKNOWN,
        }
    }

    fn is_of_cells(&self, question: QuestionId) -> bool {
        self.space.axis(self.pack, question).is_none_or(|axis| matches!(axis.answers, Cells::One(_)))
    }

    /// A formula about one question: by its cells where it is stated, by what stands in where it is not.
    fn one(&mut self, d: &mut Diagrams, formula: &Formula, question: QuestionId, view: View) -> Node {
        if let Some((walk, code)) = self.walk
            && walk == question
        {
            return leaf(formula.truth(&mut Fixed(code)));
        }
        let space = self.space;
        let absent = self.absent(d, formula, question, view);
        let Some(axis) = space.axis(self.pack, question) else { return absent };
        let stated = match &axis.answers {
            Cells::One(cells) => {
                let domain = self.rules().question(question).domain();
                let truth =
                    |member| leaf(super::space::Member::truth(member, self.pack, formula, Some(&domain)));
                let mut children = vec![FALSE];
                children.extend(cells.iter().map(|cell| cell.members.first().map_or(FALSE, truth)));
                d.branch(axis.first, &children)
            }
            Cells::Any(_) => match formula {
                Formula::Test(test) => self.of_set(d, axis, test.op),
                _ => UNKNOWN,
            },
        };
        let given = given(d, axis);
        d.when(given, stated, absent)
    }

    /// A test of a set that is stated.
    fn of_set(&self, d: &mut Diagrams, axis: &Axis, op: Op) -> Node {
        let Cells::Any(blocks) = &axis.answers else { return FALSE };
        let (mask, wanted) = match op {
            Op::Answered => return TRUE,
            Op::HasAll(mask) | Op::HasAny(mask) => (mask, op),
            Op::Within(mask) => (!mask, op),
            Op::Equals(code) => (u128::MAX, Op::Equals(code)),
            Op::Below(_) | Op::AtLeast(_) | Op::OneOf(_) => return FALSE,
        };
        let mut result = if matches!(wanted, Op::HasAny(_)) { FALSE } else { TRUE };
        for (at, block) in blocks.iter().enumerate().rev() {
            // INVARIANT (blocks): every mask takes a block whole or not at all.
            if block.masks.get(self.pack).is_none_or(|bits| bits & mask == 0) {
                continue;
            }
            let variable = axis.first + 1 + Variable::try_from(at).unwrap_or(Variable::MAX);
            let (none, some, all) = match wanted {
                Op::HasAny(_) => (result, TRUE, TRUE),
                Op::HasAll(_) => (FALSE, FALSE, result),
                Op::Equals(code)
                    if block.masks.get(self.pack).is_some_and(|bits| bits & code.cast_unsigned() != 0) =>
                {
                    (FALSE, FALSE, result)
                }
                _ => (result, FALSE, FALSE),
            };
            let cells: &[Node] = if block.cells() == 3 { &[none, some, all] } else { &[none, all] };
            result = d.branch(variable, cells);
        }
        // A word that only the other pack knows cannot be stated.
        let known =
            blocks.iter().filter_map(|block| block.masks.get(self.pack)).fold(0, |all, bits| all | bits);
        let needed = match wanted {
            Op::HasAll(mask) => mask,
            Op::Equals(code) => code.cast_unsigned(),
            _ => 0,
        };
        if needed & !known == 0 { result } else { FALSE }
    }

    /// A formula about one question that nobody answered.
    fn absent(&mut self, d: &mut Diagrams, formula: &Formula, question: QuestionId, view: View) -> Node {
        let stands = self.standing(d, question, view);
        let unknown = leaf(formula.truth(&mut Instead(None)));
        stands.iter().rev().fold(unknown, |rest, (holds, standing)| {
            let here = leaf(formula.truth(&mut Instead(*standing)));
            d.when(*holds, here, rest)
        })
    }

    /// The fallbacks of a question in a view, each with where its condition holds.
    pub(super) fn standing(&mut self, d: &mut Diagrams, question: QuestionId, view: View) -> Rc<Stands> {
        let key = (question, view == View::Walk);
        if let Some(known) = self.standing.get(&key) {
            return known.clone();
        }
        let mut stands = Vec::new();
        for (position, fallback) in self.rules().question(question).fallbacks.iter().enumerate() {
            let standing = Standing { position, kind: fallback.kind, value: fallback.value };
            let binds = view == View::Walk || fallback.kind != FallbackKind::Assume;
            match &fallback.when {
                // What nobody stated binds nothing.
                None if view == View::Binding => stands.push((TRUE, None)),
                None => stands.push((TRUE, Some(standing))),
                Some(when) => {
                    let truth = self.truth(d, when, view);
                    let holds = d.surely(truth);
                    stands.push((holds, binds.then_some(standing)));
                }
            }
        }
        let stands = Rc::new(stands);
        self.standing.insert(key, stands.clone());
        stands
    }

    /// Where a question is stated.
    pub(super) fn stated(&self, d: &mut Diagrams, question: QuestionId) -> Node {
        self.space.axis(self.pack, question).map_or(FALSE, |axis| given(d, axis))
    }
}

/// Where the question of an axis is stated.
fn given(d: &mut Diagrams, axis: &Axis) -> Node {
    let cells = match &axis.answers {
        Cells::One(cells) => cells.len(),
        Cells::Any(_) => 1,
    };
    let mut children = vec![FALSE];
    children.extend(std::iter::repeat_n(TRUE, cells));
    d.branch(axis.first, &children)
}

fn leaf(truth: Truth) -> Node {
    match truth {
        Truth::False => FALSE,
        Truth::True => TRUE,
        Truth::Unknown => UNKNOWN,
    }
}

/// A question with one code.
struct Fixed(i128);

impl Answers for Fixed {
    fn test(&mut self, test: &Test) -> Truth {
        Truth::from(test.op.holds(self.0))
    }
}

/// A question that nobody answered, and what stands in.
struct Instead(Option<Standing>);

impl Answers for Instead {
    fn test(&mut self, test: &Test) -> Truth {
        stand_in(test, self.0)
    }
}
