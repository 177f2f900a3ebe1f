//! Derivations, each after those that it uses.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::language::ast;
use crate::logic::{Formula, Truth};

use super::super::Derivation;
use super::super::condition::{Cond, DerivationId, Mention};
use super::{Compiler, facets};

impl Compiler<'_> {
    /// Derivations in the order in which they use each other.
    pub(super) fn compile_derivations(&mut self) {
        let written = &self.merged.derivations;
        for (index, derive) in written.iter().enumerate() {
            let id = DerivationId(invariant!(
                u16::try_from(index).ok(),
                "a pack has fewer items than ids for them"
            ));
            self.derivation_names.insert(derive.name.value.clone(), id);
        }
        let conditions: Vec<_> =
            written.iter().map(|derive| self.scope(false).condition(&derive.value)).collect();
        let uses = |index: usize| -> Vec<usize> {
            let mentions = conditions.get(index).and_then(Option::as_ref).map(Cond::mentions);
            let derived = |mention| if let Mention::Derived(id) = mention { Some(id.index()) } else { None };
            mentions.unwrap_or_default().into_iter().filter_map(derived).collect()
        };
        let name = |index: usize| written.get(index).map(|derive| &derive.name);
        // A derivation that is part of a cycle stays unknown.
        let unknown = Arc::new(Formula::Const(Truth::Unknown));
        let mut formulas: Vec<Arc<Formula>> = written.iter().map(|_| unknown.clone()).collect();
        let order = self.in_order(written.len(), &uses, &name, "derivations").unwrap_or_default();
        for index in order {
            let (Some(derive), Some(Some(condition))) = (written.get(index), conditions.get(index)) else {
                continue;
            };
            let formula = Arc::new(self.binder(&formulas).formula(condition));
            formulas.splice(index..=index, [formula.clone()]).for_each(drop);
            let grounds = self.grounds(&derive.grounds, false);
            let (name, condition, span) = (derive.name.value.clone(), condition.clone(), derive.name.span);
            self.derivations.push(Derivation { name, condition, formula, grounds, span });
        }
        // Ids follow the order of writing.
        self.derivations.sort_by_key(|derivation| self.derivation_names.get(&derivation.name).copied());
        self.formulas = formulas;
    }

    /// An order in which everything comes after what it uses; a cycle is reported with its path.
    pub(super) fn in_order<'n>(
        &mut self,
        count: usize,
        uses: &dyn Fn(usize) -> Vec<usize>,
        name: &dyn Fn(usize) -> Option<&'n ast::Name>,
        what: &str,
    ) -> Option<Vec<usize>> {
        match facets::in_order(count, uses) {
            Ok(order) => Some(order),
            Err(path) => {
                let names: Vec<&str> =
                    path.iter().filter_map(|i| name(*i)).map(|n| n.value.as_str()).collect();
                let first = path.first().and_then(|index| name(*index))?;
                let circle = format!("{} -> {}", names.join(" -> "), first.value);
                let message = format!("{what} use each other: `{circle}`");
                let finding = Diagnostic::error(Code::Cycle, first.span, message);
                self.found.push(finding.help("let one of them look at stated answers only"));
                None
            }
        }
    }
}
