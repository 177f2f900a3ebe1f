//! Three-valued formulas over coded answers, and the exact exploration of what is left open.
//!
//! Takes formulas whose leaves test one question each, and either the answers or a [`Space`] of
//! possible answers; gives truths, or the disjoint regions in which a computation comes out
//! differently; and decision diagrams, functions of all answers at once. Knows no rule, no service and no syntax.
//!
//! Every answer is one `i128` code: 0 or 1 for no and yes, the index of a word for a choice, one
//! bit per word for a set, millionths for quantities, an index for a text or a row.

pub(crate) mod diagram;
mod explore;
mod formula;
mod region;
mod table;
mod truth;

pub use diagram::Limits;
pub use explore::{Fork, Leaf, MAX_LEAVES, Probe, cells, explore};
pub use formula::{
    Answers, Formula, Literal, MAX_QUESTIONS, Op, QuestionId, QuestionSet, Test, decide, one_by_one,
};
pub use region::{Cut, Domain, Region, Rows, Space};
pub use truth::Truth;
