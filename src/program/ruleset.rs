//! A pack, its catalog and a day, compiled: the one thing that a caller holds.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::catalog::{Catalog, ProviderId, ServiceId, Table};
use crate::graph::OutcomeId;
use crate::logic::{Formula, Truth};
use crate::pack::{Candidate, CompiledPack, ConstraintId, DatedPack};
use crate::quantity::Date;

use super::{Program, Route, Thawed};

/// Rules with the facts of a day, ready to decide. A clone is another handle to the same.
#[derive(Clone, Debug)]
pub struct DatedRules(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    dated: DatedPack,
    program: Program,
    /// For a service and a constraint that names the rows that fit: what each row has to satisfy, the smallest first.
    rows: Mutex<BTreeMap<(ServiceId, ConstraintId), Arc<RowNeeds>>>,
}

/// What each row of a table has to satisfy, bound when it is first asked for.
#[derive(Debug)]
pub struct RowNeeds {
    order: Vec<usize>,
    needs: Vec<OnceLock<Formula>>,
}

impl DatedRules {
    /// Compiles a pack with the facts of a day.
    #[must_use]
    pub fn new(pack: &CompiledPack, catalog: &Catalog, as_of: Date) -> Self {
        Self::with_thawed(pack, catalog, as_of, None)
    }

    /// The same, where the program may have been compiled before: it has to be that of this pack with this catalog, on the day of
    /// the pack.
    #[must_use]
    pub(crate) fn with_thawed(
        pack: &CompiledPack,
        catalog: &Catalog,
        as_of: Date,
        thawed: Option<Thawed>,
    ) -> Self {
        let dated = DatedPack::new(pack, catalog, as_of);
        let known = thawed.filter(|_| as_of == pack.as_of()).and_then(|thawed| thawed.of(pack));
        let program = known.unwrap_or_else(|| Program::new(&dated));
        Self(Arc::new(Compiled { dated, program, rows: Mutex::default() }))
    }

    /// What rows have to satisfy so that a constraint that looks through them names them, for a service.
    #[must_use]
    pub fn row_needs(&self, service: ServiceId, constraint: ConstraintId) -> Arc<RowNeeds> {
        let mut all = self.0.rows.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry((service, constraint)).or_insert_with(|| Arc::new(self.unbound(constraint))).clone()
    }

    /// What the row at a position, the smallest first, has to satisfy to be named; `needs` are those of the service and the constraint.
    #[must_use]
    pub fn row_need<'n>(
        &self,
        needs: &'n RowNeeds,
        service: ServiceId,
        constraint: ConstraintId,
        at: usize,
    ) -> Option<&'n Formula> {
        let looked_for = self.constraint(constraint);
        let bound = || {
            let (rows, offer) = (looked_for.rows.as_ref()?, looked_for.offer.as_ref()?);
            let row = self.catalog().table(rows.table).row(*needs.order.get(at)?)?;
            Some(self.bind_row(rows, &offer.rows, service, row))
        };
        let never = Formula::Const(Truth::False);
        needs.needs.get(at).map(|need| need.get_or_init(|| bound().unwrap_or(never)))
    }

    fn unbound(&self, constraint: ConstraintId) -> RowNeeds {
        let table = self.constraint(constraint).rows.as_ref().map(|rows| self.catalog().table(rows.table));
        let order: Vec<usize> = table.into_iter().flat_map(Table::by_size).copied().collect();
        let needs = order.iter().map(|_| OnceLock::new()).collect();
        RowNeeds { order, needs }
    }

    /// The candidate of the pack behind a route; none for a service that is named in no list.
    #[must_use]
    pub fn candidate(
        &self,
        provider: ProviderId,
        outcome: Option<OutcomeId>,
        route: Route,
    ) -> Option<&Candidate> {
        match route {
            Route::Named(at) => self.pack().outcome(outcome?).of(provider).get(at),
            Route::FallBack(at) => self.pack().preferences(provider).get(at),
            Route::Other(_) => None,
        }
    }

    /// The decision program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.0.program
    }

    /// The same rules and facts, decided by another program: for tests that change one.
    #[must_use]
    pub fn with(&self, program: Program) -> Self {
        Self(Arc::new(Compiled { dated: self.0.dated.clone(), program, rows: Mutex::default() }))
    }
}

impl Deref for DatedRules {
    type Target = DatedPack;

    fn deref(&self) -> &DatedPack {
        &self.0.dated
    }
}
