//! Deployments: which there are, in which order they are considered, and what rules each of them out.

use crate::catalog::{ProviderId, ServiceId};
use crate::logic::Formula;
use crate::pack::{Candidate, Cond};

use super::checks::Check;
use super::compile::{Compiler, Provider};
use super::tree::Tree;
use super::{Deployment, DeploymentId, Entry, Lists, Route, View};

impl Compiler<'_> {
    /// Every configuration of every service as it may be, then all again as far as they are known.
    pub(super) fn deployments(&self) -> Vec<Deployment> {
        let catalog = self.dated.catalog();
        let all = |verified: bool| {
            catalog.deployments().map(move |configuration| Deployment {
                service: catalog.service_of(configuration),
                configuration,
                provider: catalog.service(configuration).provider,
                verified,
            })
        };
        all(false).chain(all(true)).collect()
    }

    pub(super) fn lists(&mut self, provider: ProviderId, deployments: &[Deployment]) -> Lists {
        let pack = self.dated.pack();
        let mut list = |candidates: &[Candidate], verified: bool, route: fn(usize) -> Route| -> Vec<Entry> {
            let mut entries = Vec::new();
            for (at, candidate) in candidates.iter().enumerate() {
                let when = candidate.when.as_ref();
                let when = when.map(|when| self.tree(when, true, View::Effective, Some(provider)));
                for configuration in &candidate.deployments {
                    let is_it =
                        |one: &Deployment| one.configuration == *configuration && one.verified == verified;
                    let deployment = deployments.iter().position(is_it);
                    let deployment = invariant!(deployment, "a candidate is a deployment of the catalog");
                    let deployment = DeploymentId::nth(deployment);
                    entries.push(Entry { deployment, route: route(at), when: when.clone() });
                }
            }
            entries
        };
        let readings = [true, false];
        let firsts = list(pack.firsts(provider), true, Route::Named).len();
        let named: Vec<Vec<Entry>> = pack
            .outcomes()
            .iter()
            .map(|outcome| {
                readings
                    .iter()
                    .flat_map(|reading| list(outcome.of(provider), *reading, Route::Named))
                    .collect()
            })
            .collect();
        let preferred = readings.map(|reading| list(pack.preferences(provider), reading, Route::FallBack));
        let mut after = Vec::new();
        for (verified, preferred) in readings.into_iter().zip(preferred) {
            let is_preferred = |at: usize| preferred.iter().any(|entry| entry.deployment.index() == at);
            let others = deployments.iter().enumerate();
            let others = others.filter(|(at, one)| {
                one.provider == provider && one.verified == verified && !is_preferred(*at)
            });
            let others: Vec<Entry> = others
                .enumerate()
                .map(|(at, (deployment, _))| Entry {
                    deployment: DeploymentId::nth(deployment),
                    route: Route::Other(at),
                    when: None,
                })
                .collect();
            after.extend(preferred);
            after.extend(others);
        }
        Lists { firsts, named, after }
    }

    /// The checks of every configuration; where what is not known may break one, that is a check of its own.
    pub(super) fn checks(&mut self, deployments: &[Deployment]) -> Vec<Check> {
        let dated = self.dated;
        let mut all = Vec::new();
        for (at, deployment) in deployments.iter().enumerate().take(deployments.len() / 2) {
            let provider = Some(deployment.provider);
            for check in dated.checks(deployment.configuration) {
                let need = dated.need(check);
                let constraint = dated.constraint(check.constraint);
                let parts = constraint.comparisons();
                let fails = match parts.len() {
                    0 | 1 => Vec::new(),
                    _ => {
                        let configuration = deployment.configuration;
                        parts.iter().map(|part| self.fails(part, configuration, provider)).collect()
                    }
                };
                let made = Check {
                    deployment: DeploymentId::nth(at),
                    constraint: check.constraint,
                    doubt: false,
                    when: self.tree(&check.when, true, View::Asserted, provider),
                    need: self.tree(need, true, View::Asserted, provider),
                    fails: self.tree(need, false, View::Asserted, provider),
                    parts: fails,
                };
                if check.when.is_doubtful() || need.is_doubtful() {
                    let (when, need) = (check.when.at_worst(true), need.at_worst(false));
                    all.push(Check {
                        doubt: true,
                        when: self.tree(&when, true, View::Asserted, provider),
                        need: self.tree(&need, true, View::Asserted, provider),
                        fails: self.tree(&need, false, View::Asserted, provider),
                        parts: Vec::new(),
                        ..made
                    });
                }
                all.push(made);
            }
        }
        all
    }

    /// Where all of some conditions fail, one around the other.
    fn fails(&mut self, path: &[&Cond], configuration: ServiceId, provider: Provider) -> Tree {
        let formulas: Vec<Formula> = path.iter().map(|part| self.dated.bind(part, configuration)).collect();
        let trees: Vec<Tree> =
            formulas.iter().map(|formula| self.tree(formula, false, View::Asserted, provider)).collect();
        Tree::and(trees)
    }
}
