//! One thing to place, read by the rules that will decide.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Sources};
use crate::requirement::{RawRequirement, Requirement, check};

use super::Ruleset;

/// One thing to place: typed answers without contradictions, with the rules that read them.
///
/// Only [`Ruleset::read`] makes one, so there is none with an answer that its rules do not know. A clone costs nothing.
///
/// ```
/// use fingerpost::{Format, Ruleset};
///
/// let rules = Ruleset::embedded("containers")?;
/// let workload = rules.read("name: shop\nkind: web_app\nmemory: 2 GiB\n", Format::Yaml).remove(0)?;
/// assert_eq!(workload.name(), "shop");
/// assert_eq!(workload.stated("memory"), Some("2 GiB"));
/// assert_eq!(workload.stated("cpu"), None);
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone)]
pub struct Workload(Arc<Inner>);

struct Inner {
    rules: Ruleset,
    name: String,
    requirement: Requirement,
    /// The files of the rules, and the text that states it.
    sources: Sources,
}

/// Its name and the rules that read it.
impl fmt::Debug for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Workload({:?}, {:?})", self.name(), self.rules())
    }
}

impl Workload {
    pub(super) fn check(
        rules: &Ruleset,
        name: String,
        raw: &RawRequirement,
        sources: &Sources,
    ) -> Result<Self, Diagnostics> {
        Ok(Self::new(rules, name, check(raw, rules.dated())?, sources))
    }

    pub(super) fn new(rules: &Ruleset, name: String, requirement: Requirement, sources: &Sources) -> Self {
        let name = requirement.name().map_or(name, str::to_owned);
        Self(Arc::new(Inner { rules: rules.clone(), name, requirement, sources: sources.clone() }))
    }

    /// Its name: the stated one, else that of its text.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The rules that read it.
    #[must_use]
    pub fn rules(&self) -> &Ruleset {
        &self.0.rules
    }

    /// The answer to a question as it was written; none where the question was not answered, or the pack has none of that
    /// name.
    #[must_use]
    pub fn stated(&self, question: &str) -> Option<&str> {
        let id = self.rules().dated().pack().find_question(question)?;
        Some(self.0.requirement.answer(id)?.text.as_str())
    }

    /// What should be looked at, though the workload is answered: an instance type that the catalog does not list.
    #[must_use]
    pub fn warnings(&self) -> &Diagnostics {
        self.0.requirement.warnings()
    }

    pub(super) fn requirement(&self) -> &Requirement {
        &self.0.requirement
    }

    pub(super) fn sources(&self) -> &Sources {
        &self.0.sources
    }
}
