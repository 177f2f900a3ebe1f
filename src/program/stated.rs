//! How a question is stated, as diagrams see it.

use crate::logic::Op;
use crate::logic::diagram::{Diagrams, FALSE, Node, TRUE, Variable};

/// How diagrams tell the answers to a question apart. The first cell of its first variable is "not stated".
#[derive(Debug)]
pub(crate) enum Stated {
    /// The code of an answer in each of the other cells.
    One(Variable, Vec<i128>),
    /// The second cell is "stated"; then comes a variable for each of these lists of words: none of them, some where there are
    /// several, and all.
    Any(Variable, Vec<u128>),
}

/// Where a question is stated.
pub(super) fn given(d: &mut Diagrams, stated: &Stated) -> Node {
    let (first, cells) = match stated {
        Stated::One(first, codes) => (*first, codes.len()),
        Stated::Any(first, _) => (*first, 1),
    };
    let mut children = vec![FALSE];
    children.extend(std::iter::repeat_n(TRUE, cells));
    d.branch(first, &children)
}

/// A test of a set that is stated.
pub(super) fn of_words(d: &mut Diagrams, first: Variable, blocks: &[u128], op: Op) -> Node {
    // Words that a set has to have, and whether it may have others.
    let (needed, mask) = match op {
        Op::Answered => return TRUE,
        Op::HasAll(mask) => (mask, mask),
        Op::HasAny(mask) => (0, mask),
        Op::Within(mask) => (0, !mask),
        Op::Equals(code) => (code.cast_unsigned(), u128::MAX),
        Op::Below(_) | Op::AtLeast(_) | Op::OneOf(_) => return FALSE,
    };
    let known = blocks.iter().fold(0, |all, bits| all | bits);
    // A word that only the other pack knows cannot be stated.
    if needed & !known != 0 {
        return FALSE;
    }
    let is_any = matches!(op, Op::HasAny(_));
    let mut result = if is_any { FALSE } else { TRUE };
    for (at, bits) in blocks.iter().enumerate().rev().filter(|(_, bits)| *bits & mask != 0) {
        // INVARIANT (blocks): every mask takes a block whole or not at all.
        let (none, some, all) = match (is_any, bits & needed != 0) {
            (true, _) => (result, TRUE, TRUE),
            (false, true) => (FALSE, FALSE, result),
            (false, false) => (result, FALSE, FALSE),
        };
        let variable = first + 1 + Variable::try_from(at).unwrap_or(Variable::MAX);
        let cells: &[Node] = if bits.count_ones() > 1 { &[none, some, all] } else { &[none, all] };
        result = d.branch(variable, cells);
    }
    result
}
