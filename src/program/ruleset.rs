//! A pack, its catalog and a day, compiled: the one thing that a caller holds.

use std::ops::Deref;
use std::sync::Arc;

use crate::catalog::Catalog;
use crate::pack::{CompiledPack, DatedPack};
use crate::quantity::Date;

use super::Program;

/// Rules with the facts of a day, ready to decide. A clone is another handle to the same.
#[derive(Clone, Debug)]
pub struct Ruleset(Arc<Compiled>);

#[derive(Debug)]
struct Compiled {
    dated: DatedPack,
    program: Program,
}

impl Ruleset {
    /// Compiles a pack with the facts of a day.
    #[must_use]
    pub fn new(pack: &CompiledPack, catalog: &Catalog, as_of: Date) -> Self {
        let dated = DatedPack::new(pack, catalog, as_of);
        let program = Program::new(&dated);
        Self(Arc::new(Compiled { dated, program }))
    }

    /// The decision program.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.0.program
    }

    /// The same rules and facts, decided by another program: for tests that change one.
    #[must_use]
    pub fn with(&self, program: Program) -> Self {
        Self(Arc::new(Compiled { dated: self.0.dated.clone(), program }))
    }
}

impl Deref for Ruleset {
    type Target = DatedPack;

    fn deref(&self) -> &DatedPack {
        &self.0.dated
    }
}
