//! The same program with one thing changed: what a test of its readers needs.

use super::checks::Unit;
use super::tree::Tree;
use super::{Lists, Program};

/// Where a program can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Site {
    /// A bit of the table of a node: whether a term is left in a cell.
    Arm(usize, usize),
    /// An entry of the table of checks: what it rules out.
    Check(usize, usize),
    /// Two neighbours in a list of candidates: of a provider, in an outcome or, without one, in the order of preference.
    Order(usize, Option<usize>, usize),
    /// A cell of a literal of a conflict.
    Conflict(usize),
    /// A cell of where a provider is not asked for.
    Provider(usize),
}

impl Program {
    fn sites(&self) -> Vec<Site> {
        let mut sites = Vec::new();
        for (node, of) in self.nodes.iter().enumerate() {
            let bits = of.terms.as_ref().map_or(0, super::terms::Terms::bits);
            sites.extend((0..bits).map(|bit| Site::Arm(node, bit)));
        }
        for (unit, of) in self.checks.units.iter().enumerate() {
            if let Unit::Table(table) = of {
                sites.extend((0..table.len()).map(|entry| Site::Check(unit, entry)));
            }
        }
        let pairs = |list: &[super::Entry]| 0..list.len().saturating_sub(1);
        for (provider, lists) in self.lists.iter().enumerate() {
            for (outcome, named) in lists.named.iter().enumerate() {
                sites.extend(pairs(named).map(|at| Site::Order(provider, Some(outcome), at)));
            }
            sites.extend(pairs(&lists.after).map(|at| Site::Order(provider, None, at)));
        }
        sites.extend((0..self.conflicts.len()).map(Site::Conflict));
        sites.extend((0..self.excluded.len()).map(Site::Provider));
        sites
    }

    /// How many things of each kind can be changed: arms, checks, orders, conflicts, providers.
    #[must_use]
    pub fn changeable(&self) -> [usize; 5] {
        let mut counts = [0; 5];
        for site in self.sites() {
            let at = match site {
                Site::Arm(..) => 0,
                Site::Check(..) => 1,
                Site::Order(..) => 2,
                Site::Conflict(_) => 3,
                Site::Provider(_) => 4,
            };
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
        counts
    }

    /// The same program with one thing changed, of those that [`Self::changeable`] counts; with what was changed in words.
    /// None beyond the last.
    #[must_use]
    pub fn changed(&self, at: usize) -> Option<(Self, String)> {
        let site = *self.sites().get(at)?;
        let mut changed = self.clone();
        changed.edges = std::sync::OnceLock::new();
        match site {
            Site::Arm(node, bit) => {
                let node = changed.nodes.get_mut(node)?;
                node.terms.as_mut()?.toggle(bit);
                node.tabulate(&changed.variables);
            }
            Site::Check(unit, entry) => {
                let mut checks = std::mem::take(&mut changed.checks);
                let verdicts = checks.verdicts();
                if let Some(Unit::Table(table)) = checks.units.get_mut(unit) {
                    table.replace(entry, verdicts);
                }
                // Who can be ruled out by what is read off the tables.
                checks.wire(&changed);
                checks.rebase(&changed.template);
                changed.checks = checks;
            }
            Site::Order(provider, outcome, first) => {
                let lists: &mut Lists = changed.lists.get_mut(provider)?;
                let list = match outcome {
                    Some(outcome) => lists.named.get_mut(outcome)?,
                    None => &mut lists.after,
                };
                list.swap(first, first + 1);
            }
            Site::Conflict(conflict) => toggle(changed.conflicts.get_mut(conflict)?),
            Site::Provider(provider) => toggle(changed.excluded.get_mut(provider)?),
        }
        Some((changed, format!("{site:?}")))
    }
}

/// Turns the first cell of the first literal round.
fn toggle(tree: &mut Tree) {
    let mut first = true;
    tree.each_literal_mut(&mut |literal| {
        if std::mem::take(&mut first) {
            literal.sure.toggle(0);
            literal.maybe.toggle(0);
        }
    });
}
