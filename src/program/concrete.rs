//! What the program says of one requirement, beside the pick.

use crate::catalog::{ProviderId, ServiceId};
use crate::logic::Truth;

use super::{Assignment, DeploymentId, Listed, Program};

impl Program {
    /// Whether what is stated rules a provider out.
    pub(crate) fn excludes(&self, assignment: &Assignment, provider: ProviderId) -> bool {
        let excluded = self.excluded.get(provider.index());
        excluded.is_some_and(|tree| tree.surely(&mut |var| assignment.cell(var)))
    }

    /// The constraints that a service breaks, by index.
    pub(crate) fn rejects(&self, assignment: &Assignment, service: ServiceId) -> Vec<u16> {
        let broken = self.checks.broken(assignment.stated, &assignment.cells).into_iter();
        let checks = broken.filter_map(|broken| self.checks.all.get(broken.check as usize));
        let own = checks.filter(|check| self.service(check.deployment) == service);
        own.map(|check| check.constraint).collect()
    }

    /// Whether a constraint binds a service, and it is not known whether the service meets it.
    pub(crate) fn is_unverified(&self, assignment: &Assignment, service: ServiceId, constraint: u16) -> bool {
        let mut cell = |var| assignment.cell(var);
        let of = self.checks.all.iter().filter(|check| check.constraint == constraint);
        of.filter(|check| self.service(check.deployment) == service)
            .any(|check| check.when.surely(&mut cell) && check.need.truth(&mut cell) == Truth::Unknown)
    }

    /// Whether a note is given beside a deployment, by its position among all notes of the pack.
    pub(crate) fn notes(&self, assignment: &Assignment, deployment: DeploymentId, note: usize) -> bool {
        let tree = self.notes.of.get(deployment.index()).and_then(|notes| notes.get(note));
        tree.is_some_and(|tree| tree.surely(&mut |var| assignment.cell(var)))
    }

    /// Whether the answers cannot hold together.
    pub(crate) fn contradicts(&self, assignment: &Assignment) -> bool {
        self.conflicts.iter().any(|conflict| conflict.surely(&mut |var| assignment.cell(var)))
    }
}

impl Listed<'_> {
    /// Whether it is named.
    pub(crate) fn is_named(self, assignment: &Assignment) -> bool {
        self.when().is_none_or(|when| when.surely(&mut |var| assignment.cell(var)))
    }
}

#[cfg(test)]
impl Program {
    /// Changes one bit of the index: of the terms of a node, or of a table of checks.
    pub(crate) fn toggle(&mut self, at: usize) {
        let nodes = self.nodes.len();
        let tables = self.checks.units.iter_mut().filter_map(|unit| match unit {
            super::checks::Unit::Table(table) => Some(table),
            _ => None,
        });
        let mut tables: Vec<_> = tables.collect();
        let place = at % (nodes + tables.len());
        if let Some(node) = self.nodes.get_mut(place) {
            node.terms.iter_mut().for_each(|terms| terms.toggle(at / 3));
        } else {
            let entries = &mut tables[place - nodes].entries;
            let (one, other) = (at / 3 % entries.len(), at / 5 % entries.len());
            entries[one] = entries[other];
        }
        // What holds when nothing is stated is worked out from the tables.
        self.fill_template();
    }
}
