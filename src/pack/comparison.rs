//! The comparisons that the need of a constraint is put together from.

use super::{Cond, Constraint, FactRef};

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

    /// The facts that it looks at: those of its need, of its condition, and those that say which rows there are.
    #[must_use]
    pub fn facts(&self) -> Vec<FactRef> {
        let rows = self.rows.iter().flat_map(|rows| rows.only.facts());
        self.need.facts().into_iter().chain(self.when.facts()).chain(rows).collect()
    }

    /// The parts of its condition that are asked of the walk's answers, and not of what binds: when a companion comes along.
    #[must_use]
    pub fn taken(&self) -> Vec<&Cond> {
        let parts = if let Cond::And(parts) = &self.when { parts.as_slice() } else { &[] };
        parts
            .iter()
            .filter_map(|part| if let Cond::Taken(inner) = part { Some(&**inner) } else { None })
            .collect()
    }

    /// The comparison at a position.
    #[must_use]
    pub fn comparison(&self, at: usize) -> &Cond {
        self.comparisons().get(at).and_then(|path| path.last().copied()).unwrap_or(&self.need)
    }
}
