//! The front door: what a program that uses this library holds, and nothing else.
//!
//! Takes the name of a pack, the texts of overlays and of requirements; gives a [`Ruleset`], [`Workload`]s that it read,
//! and [`Decision`]s with their reports. Loads every rule of this project, also for the command line. Knows no file system,
//! no terminal and no clock.

mod decision;
mod error;
mod providers;
mod questionnaire;
mod ruleset;
mod stale;
mod workload;

pub use decision::{Answer, Decision, ProviderDecision, Recommendation};
pub use error::Error;
#[cfg(feature = "cli")]
pub(crate) use providers::{Providers, find_provider};
pub use questionnaire::{AskedQuestion, Questionnaire, ToAsk};
pub use ruleset::Ruleset;
#[cfg(feature = "cli")]
pub(crate) use ruleset::check_day;
#[cfg(feature = "cli")]
pub(crate) use stale::stale_facts;
pub use workload::Workload;
