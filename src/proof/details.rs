//! Where two packs recommend the same, and say something else beside it.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::ProviderId;
use crate::graph::OutcomeId;
use crate::logic::diagram::{DiagramManager, FALSE, Node};
use crate::program::{DatedRules, DeploymentId, Route};

use super::beside::{self, Beside, Key, LEFT, NAMED, PREFERRED, Part, Words, beside};
use super::cover::cover;
use super::facts::FactChange;
use super::model::{Label, Labels, Provider};
use super::paths::{Weights, shortest};
use super::space::RequirementSpace;
use super::witness::{Witness, asked, yaml};
use super::words::conditions;

/// Requirements for which the same is recommended, and something else is said beside it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The provider.
    pub provider: String,
    /// What is different.
    pub part: Part,
    /// The service that is recommended, where only answers with one service are meant.
    pub service: Option<String>,
    /// What it is about: a companion, a caveat, a step, a service; empty for the outcome.
    pub name: String,
    /// What was said; `yes` and `no` where it is there or not.
    pub before: String,
    /// What is said now.
    pub after: String,
    /// The share of all requirements.
    pub share: f64,
    /// Among the requirements for which the same is recommended and `before` was said, exactly those that meet one of these.
    pub conditions: Vec<Vec<String>>,
    /// Whether there are more conditions than are listed.
    pub more: bool,
    /// A requirement of this kind; both packs were run on it.
    pub witness: Witness,
}

/// The most conditions that describe one detail.
const LISTED: usize = 4;

/// A region with more nodes than this is shown by an example only: short conditions are found by trying, and details are many.
const LARGE: usize = 2_000;

/// Two packs that are compared.
pub(super) struct Compared<'a> {
    pub(super) space: &'a RequirementSpace,
    pub(super) weights: &'a Weights,
    pub(super) labels: &'a Labels,
    pub(super) packs: [&'a DatedRules; 2],
    pub(super) facts: &'a [FactChange],
    pub(super) disagreements: Vec<String>,
}

/// Where the same is recommended by both packs.
struct Same {
    all: Node,
    of: BTreeMap<String, Node>,
    /// Where the same outcome is reached as well.
    outcome: Node,
}

impl Compared<'_> {
    /// What is said differently where the same is recommended.
    pub(super) fn details(
        &mut self,
        d: &mut DiagramManager,
        [old, new]: [&mut Provider<'_>; 2],
        words: &mut Words,
    ) -> Vec<Detail> {
        let [before, after] = self.packs;
        let said = [beside(d, words, before, old), beside(d, words, after, new)];
        let same = self.same(d, [old, new], &said);
        let ids = [old.id, new.id];
        let mut details = Vec::new();
        let keys: BTreeSet<&Key> = said.iter().flat_map(|said| said.all.keys()).collect();
        let keys: Vec<&Key> = keys.into_iter().filter(|key| self.in_both(key)).collect();
        for key in keys {
            let [was, is] = said.each_ref().map(|said| said.get(key));
            let mut within = match &key.service {
                Some(service) => same.of.get(service).copied().unwrap_or(FALSE),
                None if key.part == Part::Path => same.outcome,
                None => same.all,
            };
            if was == is {
                continue;
            }
            for said in &said {
                // The answer is compared by its service: what only some of its configurations say is left out.
                let apart = said.apart(d, key);
                let together = d.not(apart);
                within = d.and(within, together);
            }
            details.extend(self.detail(d, (ids, key, words), [was, is], within));
        }
        details.extend(self.orders(d, [old, new], (&same, words), &said));
        details.sort_by(|a, b| a.part.cmp(&b.part).then_with(|| b.share.total_cmp(&a.share)));
        details
    }

    /// Whether what is told of is in both packs in the same way: a service that gains or loses configurations is told of as a whole.
    fn in_both(&self, key: &Key) -> bool {
        if !matches!(key.part, Part::Fits | Part::Candidate) {
            return true;
        }
        let is_there = self.packs.map(|dated| {
            let catalog = dated.catalog();
            let named = catalog.named(&key.name);
            let exact = named.first().filter(|id| catalog.service(**id).id == key.name).copied();
            exact.is_some_and(|id| key.part == Part::Fits || catalog.service(id).configurations.is_empty())
        });
        let is_known = self.packs.map(|dated| {
            let catalog = dated.catalog();
            catalog.services().any(|(_, service)| {
                key.name == service.id
                    || key.name.strip_prefix(&service.id).is_some_and(|rest| rest.starts_with('.'))
            })
        });
        is_there == [true; 2] || is_known != [true; 2]
    }

    fn same(&self, d: &mut DiagramManager, [old, new]: [&Provider<'_>; 2], said: &[Beside; 2]) -> Same {
        let differ = d.differ(old.answers, new.answers);
        let equal = d.not(differ);
        let asked = d.and(old.base, new.base);
        let all = d.and(asked, equal);
        let mut of: BTreeMap<String, Node> = BTreeMap::new();
        for (value, here) in d.split(old.answers, Some) {
            if let Some(Label::Service(name, ..)) = self.labels.of(value) {
                let here = d.and(here, all);
                let known = of.entry(name.clone()).or_insert(FALSE);
                *known = d.or(*known, here);
            }
        }
        let key = Key { part: Part::Outcome, service: None, name: String::new() };
        let [was, is] = said.each_ref().map(|said| said.get(&key));
        let moved = d.differ(was, is);
        let stays = d.not(moved);
        let outcome = d.and(all, stays);
        Same { all, of, outcome }
    }

    /// Every way in which a function became another one within a region.
    fn detail(
        &mut self,
        d: &mut DiagramManager,
        (ids, key, words): ([ProviderId; 2], &Key, &Words),
        [was, is]: [Node; 2],
        within: Node,
    ) -> Vec<Detail> {
        let mut details = Vec::new();
        let differ = d.differ(was, is);
        let moved = d.and(differ, within);
        if moved == FALSE {
            return details;
        }
        let (was, is) = (d.split(was, Some), d.split(is, Some));
        for (before, here) in was {
            for (after, now) in &is {
                let both = d.and(here, *now);
                let region = d.and(both, moved);
                if region != FALSE {
                    let within = d.and(here, within);
                    let words = [before, *after].map(|value| words.of(value).to_owned());
                    details.extend(self.reported(d, (ids, key), words, region, within));
                }
            }
        }
        details
    }

    fn reported(
        &mut self,
        d: &mut DiagramManager,
        (ids, key): ([ProviderId; 2], &Key),
        [before, after]: [String; 2],
        region: Node,
        within: Node,
    ) -> Option<Detail> {
        let [old, new] = self.packs;
        let is_large = d.reachable(region).len() > LARGE;
        let found = cover(d, self.space, region, within, if is_large { 0 } else { LISTED });
        let yaml = yaml(self.space, old, &shortest(d, region)?);
        let provider = old.catalog().provider(ids[0]).id.clone();
        let Key { part, service, name } = key.clone();
        let text = format!("{provider}: {part} {name}: {before}, then {after}");
        if part != Part::Order {
            let seen = [said(old, &yaml, ids[0], key)?, said(new, &yaml, ids[1], key)?];
            if seen != [before.clone(), after.clone()] {
                self.disagreements.push(format!("{text}; seen {}\n{yaml}", seen.join(", then ")));
            }
        }
        Some(Detail {
            share: self.weights.share(d, region),
            conditions: found.cubes.iter().map(|cube| conditions(self.space, old, cube)).collect(),
            more: found.rest != FALSE,
            witness: Witness { yaml, seen: text },
            provider,
            part,
            service,
            name,
            before,
            after,
        })
    }

    /// Which of two services comes first, where both would do and one list became another.
    fn orders(
        &mut self,
        d: &mut DiagramManager,
        [old, new]: [&Provider<'_>; 2],
        (same, words): (&Same, &Words),
        said: &[Beside; 2],
    ) -> Vec<Detail> {
        let [before, after] = self.packs;
        let name = |dated: &DatedRules, id: DeploymentId| {
            let mut name = dated.catalog().service(dated.program().configuration(id)).id.clone();
            if !dated.program().is_verified(id) {
                name.push_str(", unverified");
            }
            name
        };
        let olds: BTreeMap<String, DeploymentId> =
            old.deployments.keys().map(|id| (name(before, *id), *id)).collect();
        let news: BTreeMap<String, DeploymentId> =
            new.deployments.keys().map(|id| (name(after, *id), *id)).collect();
        let common: Vec<(&String, DeploymentId, DeploymentId)> =
            olds.iter().filter_map(|(name, id)| Some((name, *id, *news.get(name)?))).collect();
        let mut details = Vec::new();
        for (at, (first, old_first, new_first)) in common.iter().enumerate() {
            for (second, old_second, new_second) in common.iter().skip(at + 1) {
                let was = beside::order(d, old, [*old_first, *old_second]);
                let is = beside::order(d, new, [*new_first, *new_second]);
                for (path, (was, is)) in was.into_iter().zip(is).enumerate() {
                    if was == is {
                        continue;
                    }
                    let mut within = same.outcome;
                    for (provider, id) in
                        [(old, old_first), (old, old_second), (new, new_first), (new, new_second)]
                    {
                        let fits = provider.deployments.get(id).copied().unwrap_or(FALSE);
                        within = d.and(within, fits);
                    }
                    let named = if path == 0 { "" } else { ", off the path" };
                    if path == 1 {
                        let off = off_path(d, same, said);
                        within = d.and(within, off);
                    }
                    let key = Key {
                        part: Part::Order,
                        service: None,
                        name: format!("{first} before {second}{named}"),
                    };
                    details.extend(self.detail(d, ([old.id, new.id], &key, words), [was, is], within));
                }
            }
        }
        details
    }
}

/// Where the same is recommended, and no outcome names it.
fn off_path(d: &mut DiagramManager, same: &Same, said: &[Beside; 2]) -> Node {
    let mut off = FALSE;
    for (service, here) in &same.of {
        let key = Key { part: Part::OnPath, service: Some(service.clone()), name: service.clone() };
        let [said, _] = said;
        let on = said.get(&key);
        let not = d.not(on);
        let here = d.and(*here, not);
        off = d.or(off, here);
    }
    off
}

/// What a pack says of a part for one requirement; none where the requirement is not sound.
fn said(dated: &DatedRules, yaml: &str, provider: ProviderId, key: &Key) -> Option<String> {
    let (assignment, trail, picked) = asked(dated, yaml, provider)?;
    let (pack, program) = (dated.pack(), dated.program());
    let yes = |holds: bool| if holds { "yes" } else { "no" }.to_owned();
    let note = |part: Part| {
        let Some(choice) = picked.choice else { return false };
        let own =
            picked.outcome().into_iter().flat_map(|id: OutcomeId| beside::own_notes(dated, provider, id));
        let own = own.filter(|(of, name, _)| (*of, *name) == (part, key.name.as_str())).map(|(.., at)| at);
        let shared = pack.caveats().iter().enumerate();
        let shared = shared.filter(|(_, it)| part == Part::Caveat && it.name == key.name).map(|(at, _)| at);
        own.chain(shared).any(|note| program.is_said(&assignment, choice.deployment, note))
    };
    let named = dated.catalog().named(&key.name);
    let deployments = || named.iter().flat_map(|service| program.deployments_of(*service));
    let deployment = deployments().next();
    Some(match key.part {
        Part::Outcome => picked.outcome().map_or_else(|| yes(false), |id| pack.outcome(id).name.clone()),
        Part::Path => yes(trail.path().iter().any(|step| {
            let arm = pack.graph().arm(step.node, step.arm);
            beside::step(dated, &pack.node(step.node).name, arm.target) == key.name
        })),
        Part::OnPath => yes(matches!(picked.route(), Some(Route::Named(_)))),
        Part::Companion | Part::Caveat => yes(note(key.part)),
        Part::Fits => yes(deployments().any(|it| !assignment.is_out(it))),
        Part::Candidate | Part::Order => {
            let outcome = picked.outcome();
            let all = outcome.into_iter().flat_map(|id| program.candidates(provider, id));
            let mut own = all.filter(|(_, listed)| Some(listed.deployment()) == deployment);
            let first = own.find(|(_, listed)| listed.is_named(&assignment)).map(|(route, _)| route);
            match first {
                Some(route @ Route::Named(_)) => {
                    beside::how(NAMED, dated.candidate(provider, outcome, route))
                }
                Some(route @ Route::FallBack(_)) => {
                    beside::how(PREFERRED, dated.candidate(provider, outcome, route))
                }
                Some(Route::Other(_)) => LEFT.to_owned(),
                None => yes(false),
            }
        }
    })
}
