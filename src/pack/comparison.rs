//! The comparisons that the need of a constraint is put together from.

use super::{Cond, Constraint};

impl Constraint {
    /// The comparisons that its need can be broken by, in order of writing, each with the conditions around it that have to be
    /// broken as well: of an `and` any part, of an `or` the first, since every one of them is. The whole need where rows are
    /// looked through, for no single row breaks it.
    #[must_use]
    pub fn comparisons(&self) -> Vec<Vec<&Cond>> {
        fn below<'c>(need: &'c Cond, around: &[&'c Cond], found: &mut Vec<Vec<&'c Cond>>) {
            let path: Vec<&Cond> = around.iter().copied().chain([need]).collect();
            match need {
                Cond::And(parts) => parts.iter().for_each(|part| below(part, &path, found)),
                Cond::Or(parts) if !parts.is_empty() => {
                    parts.iter().take(1).for_each(|part| below(part, &path, found));
                }
                _ => found.push(path),
            }
        }
        let mut found = Vec::new();
        if self.rows.is_some() {
            found.push(vec![&self.need]);
        } else {
            below(&self.need, &[], &mut found);
        }
        found
    }

    /// The comparison at a position.
    #[must_use]
    pub fn comparison(&self, at: usize) -> &Cond {
        self.comparisons().get(at).and_then(|path| path.last().copied()).unwrap_or(&self.need)
    }
}
