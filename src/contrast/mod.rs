//! One answer held against others: why not that service, what would have to be different, what decides.
//!
//! Takes a [`crate::program::DatedRules`] and the answers of one requirement, gives ids and regions of answers: what stands against a
//! service, the smallest changes that flip the answer, the answers that force it. Knows no words and no format, and says nothing of
//! requirements that nobody made: that is `proof`. Everything here is exact: the decision program itself runs over regions of answers
//! instead of answers.

mod deciding;
mod flip;
mod goal;
mod losses;
mod nearest;
mod others;
mod proposal;
mod why_not;

pub use deciding::{Deciding, deciding};
pub use flip::{Change, Flip, Flips, MAX_CELLS, flip_to, flip_to_any, flip_to_one};
pub use losses::losses;
pub use proposal::{Proposal, Verdict, propose};
pub use why_not::{Against, Junction, Parting, why_not};
