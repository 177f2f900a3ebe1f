//! Places in the lists of a pack, and what stands there.

use crate::graph::{NodeId, OutcomeId};

use super::{Caveat, Companion, Constraint, NodeText, Outcome, Parts};

ids! {
    /// A constraint: see [`super::Parts::constraint`].
    ConstraintId(u32), "there are fewer constraints than ids for them";
    /// A fallback of a question: see [`super::Question::fallback`].
    FallbackId(u32), "there are fewer fallbacks than ids for them";
    /// A place among the caveats of a pack, or of an outcome.
    CaveatPlace(u32), "there are fewer caveats than ids for them";
    /// A place among the companions of an outcome.
    CompanionPlace(u32), "there are fewer companions than ids for them";
}

/// A caveat: see [`super::Parts::caveat`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CaveatId {
    /// The outcome that it belongs to; none for one of the pack itself.
    pub outcome: Option<OutcomeId>,
    /// Its place among those.
    pub place: CaveatPlace,
}

/// A companion: see [`super::Parts::companion`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CompanionId {
    /// The outcome that it belongs to.
    pub outcome: OutcomeId,
    /// Its place among those of the outcome.
    pub place: CompanionPlace,
}

/// What stands at the places.
impl Parts {
    /// All constraints with their ids, in declared order.
    #[must_use]
    pub fn constraint_ids(&self) -> impl DoubleEndedIterator<Item = (ConstraintId, &Constraint)> {
        ConstraintId::of(&self.constraints)
    }

    /// The constraint of an id.
    #[must_use]
    pub fn constraint(&self, id: ConstraintId) -> &Constraint {
        invariant!(self.constraints.get(id.index()), "a constraint is one of its pack")
    }

    /// All caveats with their ids: those of the pack itself, then those of each outcome.
    pub fn caveat_ids(&self) -> impl Iterator<Item = (CaveatId, &Caveat)> {
        let of =
            |outcome, all| CaveatPlace::of(all).map(move |(place, it)| (CaveatId { outcome, place }, it));
        let own = OutcomeId::of(&self.outcomes).flat_map(move |(id, outcome)| of(Some(id), &outcome.caveats));
        of(None, &self.caveats).chain(own)
    }

    /// The caveat of an id.
    #[must_use]
    pub fn caveat(&self, id: CaveatId) -> &Caveat {
        let own = id.outcome.map_or(&self.caveats, |outcome| &self.outcome(outcome).caveats);
        invariant!(own.get(id.place.index()), "a caveat is one of its pack or of its outcome")
    }

    /// The companion of an id.
    #[must_use]
    pub fn companion(&self, id: CompanionId) -> &Companion {
        let own = self.outcome(id.outcome).companions.get(id.place.index());
        invariant!(own, "a companion is one of its outcome")
    }

    /// The texts of all nodes with their ids, in declared order.
    #[must_use]
    pub fn node_ids(&self) -> impl DoubleEndedIterator<Item = (NodeId, &NodeText)> {
        NodeId::of(&self.nodes)
    }

    /// The texts of a node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &NodeText {
        invariant!(self.nodes.get(id.index()), "a node is one of its pack")
    }

    /// All outcomes with their ids, in declared order.
    #[must_use]
    pub fn outcome_ids(&self) -> impl DoubleEndedIterator<Item = (OutcomeId, &Outcome)> {
        OutcomeId::of(&self.outcomes)
    }

    /// The outcome of an id.
    #[must_use]
    pub fn outcome(&self, id: OutcomeId) -> &Outcome {
        invariant!(self.outcomes.get(id.index()), "an outcome is one of its pack")
    }
}
