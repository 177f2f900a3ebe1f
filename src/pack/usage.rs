//! The fact keys that the rules of a pack look at.

use std::collections::BTreeSet;

use super::{Caveat, CompiledPack, Cond, Outcome, Part, Rows, Template};
use crate::catalog::{Catalog, KeyId};

/// Every key that a constraint, a caveat, a derivation, a companion or a text of the pack looks at. Guards see no
/// service, and so no fact.
#[must_use]
pub fn used_keys(pack: &CompiledPack, catalog: &Catalog) -> BTreeSet<KeyId> {
    let mut used = Used::default();
    for derivation in pack.derivations() {
        used.condition(&derivation.condition);
    }
    for constraint in pack.constraints() {
        used.condition(&constraint.when);
        used.condition(&constraint.need);
        used.rows(constraint.rows.as_ref());
        used.text(Some(&constraint.refuse));
        if let Some(offer) = &constraint.offer {
            used.text(Some(&offer.text));
            used.condition(&offer.rows);
        }
        used.text(constraint.grounds.because.as_ref());
    }
    pack.caveats().iter().for_each(|caveat| used.caveat(caveat));
    pack.outcomes().iter().for_each(|outcome| used.outcome(outcome));
    let preferred = catalog.providers().flat_map(|(provider, _)| pack.preferences(provider));
    preferred.for_each(|candidate| used.text(candidate.reason.as_ref()));
    used.0
}

#[derive(Default)]
struct Used(BTreeSet<KeyId>);

impl Used {
    fn condition(&mut self, condition: &Cond) {
        self.0.extend(condition.facts().into_iter().map(|fact| fact.key));
    }

    fn rows(&mut self, rows: Option<&Rows>) {
        if let Some(rows) = rows {
            self.condition(&rows.only);
        }
    }

    fn text(&mut self, template: Option<&Template>) {
        let parts = template.into_iter().flat_map(|template| &template.0);
        self.0
            .extend(parts.filter_map(|part| if let Part::Fact(fact) = part { Some(fact.key) } else { None }));
    }

    fn caveat(&mut self, caveat: &Caveat) {
        self.condition(&caveat.when);
        self.rows(caveat.rows.as_ref());
        self.text(Some(&caveat.say));
        self.text(caveat.grounds.because.as_ref());
    }

    fn outcome(&mut self, outcome: &Outcome) {
        self.text(outcome.grounds.because.as_ref());
        for candidate in outcome.candidates.iter().flatten() {
            self.text(candidate.reason.as_ref());
        }
        for companion in &outcome.companions {
            self.condition(&companion.when);
            self.text(companion.reason.as_ref());
        }
        outcome.caveats.iter().for_each(|caveat| self.caveat(caveat));
    }
}
