//! Rule packs, proven over the whole answer space, and compared over it.
//!
//! Takes [`crate::program::DatedRules`]; gives findings with requirements that show them, or the regions in which two packs answer
//! differently. Knows no format and draws nothing; of cases that people wrote it knows nothing either. Everything is exact: the
//! answer space is cut wherever some rule looks, and all of it is looked at ([`crate::logic::diagram`]).

mod answers;
mod beside;
mod check;
mod cover;
mod details;
mod diff;
mod facts;
mod finding;
mod findings;
mod model;
mod paths;
mod space;
mod vocabulary;
mod walk;
mod witness;
mod words;

pub use answers::Answers;
pub use beside::Part;
pub use check::{Checked, Proof, ProviderProof, check, check_within};
pub use details::Detail;
pub use diff::{Change, Difference, diff, diff_within};
pub use facts::FactChange;
pub use finding::{Finding, Unproven, matters};
pub use model::{Label, TooLarge};
pub use witness::Witness;
pub use words::percent;
