//! What a unit of checks can say.

use std::collections::BTreeSet;

use super::checks::{Checks, Unit};
use crate::pack::ConstraintId;

impl Checks {
    /// Whether a unit speaks of constraints alone that are left out.
    pub(super) fn is_apart(&self, unit: &Unit, apart: &BTreeSet<ConstraintId>) -> bool {
        let mut of_unit = match unit {
            Unit::Search(search) => vec![self.check(search.check)],
            Unit::Tree(check) => vec![self.check(*check)],
            Unit::Table(_) => {
                let verdicts = self.verdicts_of(unit);
                let broken = verdicts.iter().flat_map(|verdict| self.broken_by(*verdict));
                broken.map(|one| self.check(one.check)).collect()
            }
        }
        .into_iter();
        !apart.is_empty() && of_unit.all(|check| apart.contains(&check.constraint))
    }

    /// The verdicts that a unit can come to.
    pub(super) fn verdicts_of(&self, unit: &Unit) -> Vec<u32> {
        match unit {
            Unit::Table(table) => {
                let mut all = table.entries.to_vec();
                all.sort_unstable();
                all.dedup();
                all
            }
            Unit::Search(search) => vec![search.verdict],
            Unit::Tree(check) => vec![self.alone(*check)],
        }
    }

    /// The verdict of a check that is decided alone, when it breaks.
    pub(super) fn alone(&self, check: u32) -> u32 {
        *invariant!(self.alone.get(&check), "a check that is decided alone has a verdict")
    }
}
