//! How a question is stated, as diagrams see it.

use crate::logic::diagram::{DiagramManager, FALSE, Node, TRUE, Variable};
pub(super) use crate::logic::words::of_words;

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
pub(super) fn given(d: &mut DiagramManager, stated: &Stated) -> Node {
    let (first, cells) = match stated {
        Stated::One(first, codes) => (*first, codes.len()),
        Stated::Any(first, _) => (*first, 1),
    };
    let mut children = vec![FALSE];
    children.extend(std::iter::repeat_n(TRUE, cells));
    d.branch(first, &children)
}
