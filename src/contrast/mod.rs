//! One answer held against others: why not that service, what would have to be different, what decides.
//!
//! Takes a [`crate::program::DatedRules`] and the answers of one requirement, gives ids and regions of answers: what stands against a
//! service, the smallest changes that flip the answer, the answers that force it. Knows no words and no format, and says nothing of
//! requirements that nobody made: that is `proof`. Everything here is exact: the decision program itself runs over regions of answers
//! instead of answers.

mod counterfactual;
mod dominance;
mod goal;
mod nearest;
mod others;
mod proposal;
mod sufficient;
mod why_not;

pub use counterfactual::{
    Change, Counterfactual, Counterfactuals, MAX_CELLS, counterfactual_to, counterfactual_to_any,
    counterfactual_to_one,
};
pub use dominance::dominating_facts;
pub use proposal::{Proposal, Verdict, propose};
pub use sufficient::{SufficientReason, sufficient_reason};
pub use why_not::{Against, Junction, Parting, why_not};
