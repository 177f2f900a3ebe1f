//! What a set of evaluations, such as the cases of a pack, exercises of the pack and what it leaves out.

use std::collections::BTreeMap;

use crate::catalog::{Catalog, ServiceId};
use crate::diagnostic::Span;
use crate::eval::{Evaluation, ProviderEvaluation};
use crate::graph::{ArmId, NodeId, OutcomeId};
use crate::logic::Truth;
use crate::pack::{CaveatId, CompiledPack, Cond, ConstraintId, Outcome, Rows};
use crate::program::DatedRules;
use crate::program::{Codes, EncodedAnswers, View};

/// What can be exercised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An arm that is taken.
    Arm,
    /// An outcome that a walk ends at.
    Outcome,
    /// A constraint that refuses a service.
    Refusal,
    /// A constraint that binds on a recommended service and is met: the other side of its limit.
    Met,
    /// A caveat that is given.
    Caveat,
    /// A companion that comes along.
    Companion,
    /// A configuration that is recommended, or a service that has none.
    Service,
}

impl Kind {
    /// All of them, in the order of reports.
    pub const ALL: [Self; 7] =
        [Self::Arm, Self::Outcome, Self::Refusal, Self::Met, Self::Caveat, Self::Companion, Self::Service];

    /// What is missing when nothing exercises it: `arm never taken`.
    #[must_use]
    pub fn when_missing(self) -> &'static str {
        match self {
            Self::Arm => "arm never taken",
            Self::Outcome => "outcome never reached",
            Self::Refusal => "constraint never refuses",
            Self::Met => "constraint never binds and is met",
            Self::Caveat => "caveat never given",
            Self::Companion => "companion never given",
            Self::Service => "configuration never recommended",
        }
    }
}

/// Something that no evaluation exercised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What it is.
    pub kind: Kind,
    /// Its name: of a constraint, or `node: when guard`, or `outcome: companion`.
    pub name: String,
    /// Where it is declared.
    pub span: Span,
}

/// One thing that can be exercised. Its order is that of reports: by kind, then as declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Arm(NodeId, ArmId),
    Outcome(OutcomeId),
    Refusal(ConstraintId),
    Met(ConstraintId),
    Caveat(CaveatId),
    /// By its place: one that is declared once may come along in many outcomes.
    Companion(Span),
    Service(ServiceId),
}

impl Item {
    fn kind(self) -> Kind {
        match self {
            Self::Arm(..) => Kind::Arm,
            Self::Outcome(_) => Kind::Outcome,
            Self::Refusal(_) => Kind::Refusal,
            Self::Met(_) => Kind::Met,
            Self::Caveat(_) => Kind::Caveat,
            Self::Companion(_) => Kind::Companion,
            Self::Service(_) => Kind::Service,
        }
    }
}

/// What the evaluations seen so far exercise.
///
/// Conflicts are left out: a requirement that hits one is refused before it is evaluated.
#[derive(Clone, Debug)]
pub struct Coverage {
    seen: BTreeMap<Item, bool>,
}

impl Coverage {
    /// Everything that a pack and its catalog have, none of it exercised.
    #[must_use]
    pub fn new(pack: &CompiledPack, catalog: &Catalog) -> Self {
        let mut items = Vec::new();
        for (node, text) in pack.node_ids() {
            items.extend(ArmId::of(&text.arms).map(|(arm, _)| Item::Arm(node, arm)));
        }
        for (id, outcome) in pack.outcome_ids() {
            items.push(Item::Outcome(id));
            items.extend(outcome.companions.iter().map(|companion| Item::Companion(companion.span)));
        }
        for (id, constraint) in pack.constraint_ids() {
            items.push(Item::Refusal(id));
            // A service that is forbidden can do nothing about it.
            items.extend((constraint.need != Cond::Const(false)).then_some(Item::Met(id)));
        }
        items.extend(pack.caveat_ids().map(|(id, _)| Item::Caveat(id)));
        items.extend(catalog.deployments().map(Item::Service));
        Self { seen: items.into_iter().map(|item| (item, false)).collect() }
    }

    /// Adds what one evaluation of a requirement exercises.
    pub fn add(&mut self, dated: &DatedRules, encoded: &EncodedAnswers, evaluation: &Evaluation) {
        for provider in &evaluation.providers {
            self.add_provider(dated, encoded, provider);
        }
    }

    fn add_provider(&mut self, dated: &DatedRules, encoded: &EncodedAnswers, evaluated: &ProviderEvaluation) {
        let mut items: Vec<Item> = Vec::new();
        items.extend(evaluated.path.iter().map(|step| Item::Arm(step.node, step.arm)));
        items.extend(evaluated.rejected.iter().map(|rejection| Item::Refusal(rejection.constraint)));
        items.extend(evaluated.caveats().iter().map(|id| Item::Caveat(*id)));
        if let Some(id) = evaluated.conclusion.outcome() {
            let given = evaluated.companions().iter().map(|id| dated.pack().companion(*id));
            items.push(Item::Outcome(id));
            items.extend(given.map(|companion| Item::Companion(companion.span)));
        }
        if let Some(chosen) = evaluated.conclusion.chosen() {
            items.push(Item::Service(chosen.configuration));
            let mut assignment = dated.program().assign(encoded);
            dated.program().enter(&mut assignment, evaluated.provider);
            let mut known = dated.program().codes(&assignment, encoded, View::Asserted);
            items.extend(met(dated, chosen.configuration, &mut known).map(Item::Met));
        }
        for item in items {
            // What a pack does not have, such as a service without candidates, cannot be missing.
            if let Some(seen) = self.seen.get_mut(&item) {
                *seen = true;
            }
        }
    }

    /// How many of a kind are exercised, and how many there are.
    #[must_use]
    pub fn count(&self, kind: Kind) -> (usize, usize) {
        let of_kind = || self.seen.iter().filter(|(item, _)| item.kind() == kind);
        (of_kind().filter(|(_, seen)| **seen).count(), of_kind().count())
    }

    /// What nothing exercised, by kind and then as declared.
    #[must_use]
    pub fn gaps(&self, pack: &CompiledPack, catalog: &Catalog) -> Vec<Gap> {
        let missing = self.seen.iter().filter(|(_, seen)| !**seen);
        missing.filter_map(|(item, _)| gap(*item, pack, catalog)).collect()
    }
}

/// The constraints that bind on a service and that it is known to meet.
fn met<'a>(
    dated: &'a DatedRules,
    service: ServiceId,
    known: &'a mut Codes<'_>,
) -> impl Iterator<Item = ConstraintId> + 'a {
    dated.pack().constraint_ids().filter_map(move |(id, constraint)| {
        let mut holds = |rows: Option<&Rows>, condition| {
            dated.bind_rows(rows, condition, service).truth(known) == Truth::True
        };
        (holds(None, &constraint.when) && holds(constraint.rows.as_ref(), &constraint.need)).then_some(id)
    })
}

/// The name and place of an item; none if it is not of this pack.
fn gap(item: Item, pack: &CompiledPack, catalog: &Catalog) -> Option<Gap> {
    let (name, span) = match item {
        Item::Arm(node, arm) => {
            let node = pack.node(node);
            let arm = node.arm(arm);
            (format!("{}: {}", node.name, arm.opening()), arm.span)
        }
        Item::Outcome(id) => {
            let outcome = pack.outcome(id);
            (outcome.name.clone(), outcome.span)
        }
        Item::Refusal(at) | Item::Met(at) => {
            let constraint = pack.constraint(at);
            (constraint.name.clone(), constraint.span)
        }
        Item::Caveat(id) => {
            let caveat = pack.caveat(id);
            let of = id.outcome.map(|outcome| format!("{}: ", pack.outcome(outcome).name));
            (of.unwrap_or_default() + &caveat.name, caveat.span)
        }
        Item::Companion(span) => {
            let of =
                |outcome: &Outcome| outcome.companions.iter().find(|c| c.span == span).map(|c| c.service);
            let mut holders =
                pack.outcomes().iter().filter_map(|outcome| Some((&outcome.name, of(outcome)?)));
            let (outcome, service) = holders.next()?;
            let id = &catalog.service(service).id;
            let everywhere = holders.next().is_some();
            (if everywhere { id.clone() } else { format!("{outcome}: {id}") }, span)
        }
        Item::Service(id) => {
            let service = catalog.service(id);
            (service.id.clone(), service.span)
        }
    };
    Some(Gap { kind: item.kind(), name, span })
}
