//! Three-valued formulas over coded answers, and sets of answers.
//!
//! Takes formulas whose leaves test one question each, and the answers; gives truths; regions and spaces of answers that are cut in
//! two; and decision diagrams, functions of all answers at once. Knows no rule, no service and no syntax.
//!
//! Every answer is one `i128` code: 0 or 1 for no and yes, the index of a word for a choice, one
//! bit per word for a set, the amount of a quantity, an index for a text or a row.

pub(crate) mod diagram;
mod formula;
mod split;
mod subset;
mod table;
mod truth;
pub(crate) mod words;

pub use diagram::Limits;
pub use formula::{Answers, Formula, Literal, MAX_QUESTIONS, Op, QuestionId, QuestionSet, Test};
pub use split::{MAX_PARTITION_CELLS, PartitionCell, Split};
pub use subset::{AnswerBox, Cut, Domain, Rows, Subset};
pub use truth::Truth;
