//! From the ids of an analysis to words.

use std::collections::BTreeMap;

use crate::catalog::{ProviderId, ServiceId};
use crate::contrast::{
    Against, Change, Counterfactual, Counterfactuals, Junction, Parting, SufficientReason,
};
use crate::eval::{Evaluation, ProviderEvaluation, Route};
use crate::graph::ArmId;
use crate::logic::{QuestionId, Truth};
use crate::pack::ArmText;
use crate::program::View;
use crate::requirement::Requirement;

use super::super::build::{Builder, Context};
use super::super::model::Report;
use super::super::phrase::json;
use super::model::{
    AgainstKind, Ahead, ChangeRecord, CounterfactualRecord, CounterfactualSearch, Explanation, Met, Parted,
    Stated, SufficientReasonRecord, UsedFact, WhyNot,
};

/// The words for what was found about one workload.
#[derive(Clone, Copy)]
pub struct Contrast<'a> {
    pub(in crate::report) builder: Builder<'a>,
    requirement: &'a Requirement,
    evaluation: &'a Evaluation,
}

impl std::fmt::Debug for Contrast<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contrast").finish_non_exhaustive()
    }
}

impl<'a> Contrast<'a> {
    /// Words for a requirement and its answer.
    #[must_use]
    pub fn new(context: Context<'a>, requirement: &'a Requirement, evaluation: &'a Evaluation) -> Self {
        Self { builder: Builder::new(context, requirement, evaluation), requirement, evaluation }
    }

    /// A plain explanation: the report, and the facts that it rests on.
    #[must_use]
    pub fn explanation(&self, report: Report) -> Explanation {
        let catalog = self.builder.dated.catalog();
        let of = |provider: &ProviderEvaluation| {
            (catalog.provider(provider.provider).id.clone(), self.facts(provider))
        };
        Explanation {
            report,
            facts: self.evaluation.providers.iter().map(of).collect(),
            why_not: Vec::new(),
            what_if: None,
            flips: Vec::new(),
            deciding: BTreeMap::new(),
        }
    }

    /// Every fact that a constraint looked at: of the recommended service, of the alternatives and of the rejected ones that
    /// the outcome names.
    fn facts(&self, provider: &ProviderEvaluation) -> Vec<UsedFact> {
        let named = provider.rejected.iter().filter(|rejection| rejection.named);
        let named = named.map(|rejection| rejection.configuration);
        let chosen = provider.conclusion.chosen();
        let fitting = chosen.iter().chain(provider.alternatives()).map(|one| one.configuration);
        let mut services: Vec<ServiceId> = Vec::new();
        for service in fitting.chain(named) {
            if !services.contains(&service) {
                services.push(service);
            }
        }
        services.into_iter().flat_map(|service| self.facts_of(provider, service)).collect()
    }

    fn facts_of(&self, provider: &ProviderEvaluation, service: ServiceId) -> Vec<UsedFact> {
        let dated = self.builder.dated;
        let (program, encoded) = (dated.program(), self.requirement.encoded());
        let mut assignment = program.assign(encoded);
        program.enter(&mut assignment, provider.provider);
        let mut known = program.codes(&assignment, encoded, View::Asserted);
        let mut facts: Vec<UsedFact> = Vec::new();
        for constraint in dated.pack().constraints() {
            if dated.bind(&constraint.when, service).truth(&mut known) != Truth::True {
                continue;
            }
            let met = match dated.bind(&constraint.need, service).truth(&mut known) {
                Truth::True => Met::Yes,
                Truth::False => Met::No,
                Truth::Unknown => Met::Unknown,
            };
            for asked in constraint.need.facts() {
                let holder = asked.holder(service);
                let Some(fact) = self.builder.phrases.fact_of(holder, asked.key) else { continue };
                let declared = dated.catalog().key(asked.key);
                let used = UsedFact {
                    service: dated.catalog().service(holder).id.clone(),
                    key: declared.name.clone(),
                    title: declared.title.clone(),
                    value: fact.value.as_ref().map_or(serde_json::Value::Null, json),
                    at_least: fact.at_least.as_ref().map(json),
                    at_most: fact.at_most.as_ref().map(json),
                    source: fact.source.to_string(),
                    as_of: fact.read.to_string(),
                    constraint: constraint.name.clone(),
                    met,
                };
                if !facts.contains(&used) {
                    facts.push(used);
                }
            }
        }
        facts
    }

    /// Why a service is not the recommendation.
    #[must_use]
    pub fn why_not(&self, service: ServiceId, against: &Against) -> WhyNot {
        let (id, name) = self.builder.id_and_name(service);
        let catalog = self.builder.dated.catalog();
        let provider = catalog.provider(catalog.service(service).provider);
        let (because, text) = self.sentence(service, against);
        let mut found = WhyNot {
            service: id,
            name,
            provider: provider.id.clone(),
            because,
            text,
            refused: Vec::new(),
            parted: None,
            ahead: Vec::new(),
        };
        match against {
            Against::Refused(constraints) => {
                let broken = constraints.iter().copied();
                found.refused = broken.map(|broken| self.builder.rejection(broken)).collect();
            }
            Against::Parted(parting) => found.parted = Some(self.parted(parting)),
            Against::Outranked { ahead, .. } => {
                found.ahead = ahead.iter().map(|other| self.ahead(*other)).collect();
            }
            _ => {}
        }
        found
    }

    /// The kind of an answer, and the answer in one sentence.
    fn sentence(&self, service: ServiceId, against: &Against) -> (AgainstKind, String) {
        let catalog = self.builder.dated.catalog();
        let provider = &catalog.provider(catalog.service(service).provider).name;
        match against {
            Against::Recommended(Route::Named(_)) => {
                (AgainstKind::Recommended, format!("it is the recommendation{}", self.as_what(service)))
            }
            Against::Recommended(Route::FallBack(_) | Route::Other(_)) => {
                let text = format!("it is the recommendation, off the graph's path{}", self.as_what(service));
                (AgainstKind::Recommended, text)
            }
            Against::Companion { comes_along: true } => {
                let text =
                    "it is a companion: it runs no workload itself, and it comes with the recommendation";
                (AgainstKind::Companion, text.to_owned())
            }
            Against::Companion { comes_along: false } => (
                AgainstKind::Companion,
                "it is a companion: it runs no workload itself, it comes with other services".to_owned(),
            ),
            Against::NotAsked => {
                (AgainstKind::NotAsked, format!("the requirement does not ask for {provider}"))
            }
            Against::Refused(broken) => (
                AgainstKind::Refused,
                match broken.len() {
                    1 => "it cannot meet the requirement: it breaks one constraint".to_owned(),
                    count => format!("it cannot meet the requirement: it breaks {count} constraints"),
                },
            ),
            Against::Parted(Parting { at: Some(Junction { node, taken, .. }), .. }) => {
                let node =
                    self.builder.dated.pack().nodes().get(node.index()).map_or("", |node| node.name.as_str());
                (
                    AgainstKind::Parted,
                    match taken {
                        Some(_) => format!("it breaks nothing, but the path turned elsewhere at `{node}`"),
                        None => format!("it breaks nothing, but `{node}` needs an answer first"),
                    },
                )
            }
            Against::Parted(parting) => {
                let outcome = &self.builder.dated.pack().outcome(parting.outcome).name;
                (
                    AgainstKind::Parted,
                    format!(
                        "it breaks nothing, but `{outcome}` names it under a condition that does not hold, or in a configuration that does not fit"
                    ),
                )
            }
            Against::Outranked { ahead, route } => (AgainstKind::Outranked, self.outranked(ahead, *route)),
            Against::Unlisted => (
                AgainstKind::Unlisted,
                "it breaks nothing, but no outcome and no order of preference has it".to_owned(),
            ),
        }
    }

    /// `: Name, in its configuration`, where the recommended configuration has another name than what was asked about; and whether
    /// it could be verified.
    fn as_what(&self, service: ServiceId) -> String {
        let chosen = self.evaluation.providers.iter().filter_map(|present| present.conclusion.chosen());
        let mut chosen = chosen.map(|chosen| chosen.configuration);
        let catalog = self.builder.dated.catalog();
        let other = chosen.find(|id| *id != service && catalog.service_of(*id) == service);
        let named = other.map_or_else(String::new, |id| {
            let (id, name) = self.builder.id_and_name(id);
            format!(": {name} ({id})")
        });
        let mut own = self.evaluation.providers.iter().filter_map(|present| present.conclusion.chosen());
        let is_verified = own.all(|chosen| {
            chosen.is_verified || catalog.service_of(chosen.configuration) != catalog.service_of(service)
        });
        crate::report::words::as_known(&named, is_verified)
    }

    fn outranked(&self, ahead: &[(ServiceId, Route)], route: Route) -> String {
        let Some((winner, won)) = ahead.first() else {
            return "it breaks nothing, but the walk needs an answer first, and no outcome that can be reached names it"
                .to_owned();
        };
        let name = self.builder.id_and_name(*winner).1;
        match (won, route) {
            (Route::Named(_), Route::Named(_)) => {
                format!("it fits, and stands behind {name} among the services that the outcome names")
            }
            (Route::FallBack(_) | Route::Other(_), _) => {
                format!("it fits, and stands behind {name} in the pack's order of preference")
            }
            (Route::Named(_), Route::FallBack(_) | Route::Other(_)) => format!(
                "it fits, but no outcome that can be reached names it; it stands in the order of preference, which counts \
                 only where nothing like {name} fits"
            ),
        }
    }

    fn parted(&self, parting: &Parting) -> Parted {
        let pack = self.builder.dated.pack();
        let outcome = pack.outcome(parting.outcome);
        let node = parting.at.map(|at| pack.node(at.node));
        let arm = |at: Option<ArmId>| Some(node?.arm(at?));
        let shown = |at: Option<ArmId>| arm(at).map(ArmText::opening);
        let other = parting.at.map(|at| at.other);
        Parted {
            node: node.map(|node| node.name.clone()),
            title: node.and_then(|node| node.title.clone()),
            taken: shown(parting.at.and_then(|at| at.taken)),
            other: shown(other),
            rule: self.builder.phrases.rule(arm(other).map_or(outcome.span, |arm| arm.span)),
            outcome: outcome.name.clone(),
            answers: parting.answers.found.iter().map(|flip| self.flip(flip)).collect(),
            searched: parting.answers.searched,
        }
    }

    fn ahead(&self, (service, route): (ServiceId, Route)) -> Ahead {
        let (service, name) = self.builder.id_and_name(service);
        Ahead { service, name, named: matches!(route, Route::Named(_)) }
    }

    /// The smallest changes that lead to a service, or to any other than the recommended one of a provider.
    #[must_use]
    pub fn flips(
        &self,
        provider: ProviderId,
        wanted: Option<ServiceId>,
        flips: &Counterfactuals,
    ) -> CounterfactualSearch {
        let named = wanted.map(|service| self.builder.id_and_name(service));
        let mut winners = self.evaluation.providers.iter().filter_map(|present| present.conclusion.chosen());
        CounterfactualSearch {
            provider: self.builder.dated.catalog().provider(provider).id.clone(),
            recommended: winners.any(|chosen| Some(chosen.service) == wanted),
            wanted: named.as_ref().map(|(id, _)| id.clone()),
            name: named.map(|(_, name)| name),
            found: flips.found.iter().map(|flip| self.flip(flip)).collect(),
            searched: flips.searched,
            complete: !flips.gave_up,
        }
    }

    fn flip(&self, flip: &Counterfactual) -> CounterfactualRecord {
        let (then, name) = self.builder.id_and_name(flip.then);
        let off_path = matches!(flip.route, Route::FallBack(_));
        CounterfactualRecord {
            then,
            name,
            off_path,
            changes: flip.changes.iter().map(|change| self.change(change)).collect(),
        }
    }

    fn change(&self, change: &Change) -> ChangeRecord {
        let phrases = &self.builder.phrases;
        let to = change.to.map_or(serde_json::Value::Null, |code| phrases.decoded(change.question, code));
        let region = change.region.as_ref().map(|region| phrases.region(change.question, region));
        let said = region.unwrap_or_default().into_iter().map(|said| (said.text, said.data));
        let (texts, within): (Vec<String>, Vec<_>) = said.unzip();
        ChangeRecord {
            question: self.builder.question(change.question),
            from: phrases.json(change.question, change.from),
            origin: change.origin,
            at: phrases.at(change.question),
            to,
            taken_back: change.to.is_none(),
            condition: (!texts.is_empty()).then(|| texts.join(" and ")),
            within,
        }
    }

    /// Which answers decide for a provider.
    #[must_use]
    pub fn sufficient_reason(&self, deciding: &SufficientReason) -> SufficientReasonRecord {
        let phrases = &self.builder.phrases;
        let stated = |question: &QuestionId| Stated {
            question: self.builder.question(*question),
            value: phrases.json(*question, None),
            at: phrases.at(*question),
        };
        let smallest = deciding.smallest.as_ref();
        let needed = |question: &QuestionId| smallest.is_some_and(|all| all.contains(question));
        let all: Vec<QuestionId> = self.requirement.encoded().stated().collect();
        let not_needed = all.iter().filter(|question| !needed(question) && !deciding.idle.contains(question));
        let idle = deciding.idle.iter().filter(|question| !needed(question));
        SufficientReasonRecord {
            result: phrases.winner(deciding.winner),
            forced: deciding.forced,
            smallest: smallest.map(|all| all.iter().map(stated).collect()),
            others: deciding.others,
            not_needed: not_needed.map(stated).collect(),
            idle: idle.map(stated).collect(),
        }
    }
}
