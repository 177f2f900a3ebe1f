//! Where each service is recommended: what caveats, companions and the proof of soundness look at.

use crate::catalog::ServiceId;
use crate::graph::OutcomeId;
use crate::program::DatedRules;

use super::model::{Label, Labels, Model, outcomes};
use crate::logic::diagram::{Diagrams, Node};

/// An outcome, and a service that is somewhere recommended where it is reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The provider, by position in the model.
    pub(super) at: usize,
    pub(super) outcome: OutcomeId,
    /// The configuration of a service.
    pub(super) service: ServiceId,
    /// Where the outcome is reached.
    pub(super) reached: Node,
    /// Where the service is recommended, in whatever form, by whatever outcome.
    pub(super) wins: Node,
}

/// All places, by provider, service and outcome.
pub(super) fn places(d: &mut Diagrams, labels: &Labels, dated: &DatedRules, model: &Model<'_>) -> Vec<Place> {
    let service = |value: u32| match labels.of(value)? {
        Label::Service(name, ..) => dated.catalog().named(name).first().copied(),
        _ => None,
    };
    let mut all = Vec::new();
    for (at, provider) in model.providers.iter().enumerate() {
        for (service, wins) in d.split(provider.answers, service) {
            for (outcome, reached) in outcomes(dated).zip(&provider.walk.outcomes) {
                if d.meet(&[wins, *reached]) {
                    all.push(Place { at, outcome, service, reached: *reached, wins });
                }
            }
        }
    }
    all
}
