//! Tests of sets, as diagrams.

use super::Op;
use super::diagram::{DiagramManager, FALSE, Node, TRUE, Variable};

/// A test of a set that is stated: after its first variable comes one for each block of words, whose cells are none, some and all of
/// them; a single word has no "some".
pub(crate) fn of_words(d: &mut DiagramManager, first: Variable, blocks: &[u128], op: Op) -> Node {
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
