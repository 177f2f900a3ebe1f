//! A pack with the facts of one day.

use std::sync::{Arc, OnceLock};

use crate::catalog::{Catalog, Row, ServiceId};
use crate::logic::{Formula, Truth};
use crate::quantity::Date;

use super::bind::Binder;
use super::condition::Cond;
use super::{CompiledPack, Constraint, ConstraintId, Rows, rows};

/// A constraint held against one service on one day.
#[derive(Clone, Debug)]
pub struct Check {
    /// The constraint.
    pub constraint: ConstraintId,
    /// When it binds.
    pub when: Formula,
    service: ServiceId,
    /// What must not be false; bound when it is first asked for, if it looks through the rows of a table.
    need: OnceLock<Formula>,
}

/// A pack and a catalog on one day: what requirements are evaluated against.
#[derive(Clone, Debug)]
pub struct DatedPack {
    pack: CompiledPack,
    catalog: Catalog,
    as_of: Date,
    derived: Vec<Arc<Formula>>,
    checks: Vec<Vec<Check>>,
}

impl DatedPack {
    /// Binds the constraints of a pack to the facts of a day.
    #[must_use]
    pub fn new(pack: &CompiledPack, catalog: &Catalog, as_of: Date) -> Self {
        let derived = pack.derivations.iter().map(|derivation| derivation.formula.clone()).collect();
        let mut dated =
            Self { pack: pack.clone(), catalog: catalog.clone(), as_of, derived, checks: Vec::new() };
        let mut checks: Vec<Vec<Check>> = Vec::new();
        for deployed in catalog.deployments() {
            let at = usize::from(deployed.0);
            checks.resize_with(checks.len().max(at + 1), Vec::new);
            *invariant!(checks.get_mut(at), "there is room for every deployment") = dated.checks_of(deployed);
        }
        dated.checks = checks;
        dated
    }

    /// The pack.
    #[must_use]
    pub fn pack(&self) -> &CompiledPack {
        &self.pack
    }

    /// The catalog.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The day.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.as_of
    }

    /// The constraints that can reject a configuration of a service on that day; none for a service that has several.
    #[must_use]
    pub fn checks(&self, service: ServiceId) -> &[Check] {
        self.checks.get(usize::from(service.0)).map_or(&[], Vec::as_slice)
    }

    /// The constraint behind a check.
    #[must_use]
    pub fn constraint(&self, id: ConstraintId) -> &Constraint {
        self.pack.constraint(id)
    }

    /// Calls `f` with every formula that an answer can depend on: of fallbacks, conflicts, arms, candidates and checks.
    pub fn each_formula(&self, f: &mut dyn FnMut(&Formula)) {
        let pack = &self.pack;
        let fallbacks = pack.questions.iter().flat_map(|question| &question.fallbacks);
        fallbacks.filter_map(|fallback| fallback.when.as_ref()).for_each(&mut *f);
        pack.conflicts.iter().for_each(|conflict| f(&conflict.formula));
        for (node, _) in pack.node_ids() {
            pack.graph.arms(node).iter().filter_map(|arm| arm.guard.as_ref()).for_each(&mut *f);
        }
        let named = pack.outcomes.iter().flat_map(|outcome| outcome.candidates.iter().flatten());
        let preferred = pack.preferences.iter().flatten();
        named.chain(preferred).filter_map(|candidate| candidate.when.as_ref()).for_each(&mut *f);
        self.checks.iter().flatten().for_each(|check| {
            f(&check.when);
            f(self.need(check));
        });
    }

    /// A condition of the pack with the facts of a service on that day.
    #[must_use]
    pub fn bind(&self, condition: &Cond, service: ServiceId) -> Formula {
        self.binder(service).formula(condition)
    }

    /// What a check needs not to be false.
    #[must_use]
    pub fn need<'c>(&self, check: &'c Check) -> &'c Formula {
        check.need.get_or_init(|| self.need_of(self.constraint(check.constraint), check.service))
    }

    fn need_of(&self, constraint: &Constraint, service: ServiceId) -> Formula {
        self.bind_rows(constraint.rows.as_ref(), &constraint.need, service)
    }

    /// A condition for some or all rows of a table, with the facts of a service on that day.
    #[must_use]
    pub fn bind_rows(&self, of: Option<&Rows>, condition: &Cond, service: ServiceId) -> Formula {
        let binder = self.binder(service);
        match of {
            None => binder.formula(condition),
            Some(of) => rows::formula(binder, self.catalog.table(of.table), of, condition),
        }
    }

    /// What one row has to satisfy: to be among those that count, and the condition.
    #[must_use]
    pub fn bind_row(&self, of: &Rows, condition: &Cond, service: ServiceId, row: Row<'_>) -> Formula {
        rows::one_row(self.binder(service), &of.only, condition, row)
    }

    fn binder(&self, service: ServiceId) -> Binder<'_> {
        Binder {
            catalog: &self.catalog,
            questions: &self.pack.questions,
            derivations: &self.derived,
            texts: &self.pack.texts,
            service: Some((self.catalog.service(service), self.as_of)),
            row: None,
            taken: &[],
        }
    }

    /// Constraints whose need is surely met, or which surely do not bind, are left out.
    fn checks_of(&self, service: ServiceId) -> Vec<Check> {
        let binder = self.binder(service);
        let check = |(id, constraint): (ConstraintId, &Constraint)| {
            let when = binder.formula(&constraint.when);
            if when == Formula::Const(Truth::False) {
                return None;
            }
            let need = OnceLock::new();
            if constraint.rows.is_none() {
                let bound = binder.formula(&constraint.need);
                if bound == Formula::Const(Truth::True) {
                    return None;
                }
                need.get_or_init(|| bound);
            }
            Some(Check { constraint: id, when, service, need })
        };
        self.pack.constraint_ids().filter_map(check).collect()
    }
}
