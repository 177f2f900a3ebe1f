//! What two packs answer differently, over the whole answer space that both understand.

use std::collections::BTreeSet;

use crate::catalog::ProviderId;
use crate::logic::Limits;
use crate::pack::{ConstraintId, FactRef};
use crate::program::DatedRules;

use super::beside::Words;
use super::cover::cover;
use super::details::{Compared, Detail};
use super::facts::{FactChange, facts};
use super::model::{Label, Labels, Model, TooLarge};
use super::paths::{Weights, shortest};
use super::space::{RequirementSpace, apart};
use super::vocabulary::vocabulary;
use super::witness::{Witness, answer, rejects, yaml};
use super::words::conditions;
use crate::logic::diagram::{DiagramManager, FALSE, Node};

/// All that two packs do not agree on.
#[derive(Clone, Debug)]
pub struct Difference {
    /// What can be said to only one of them.
    pub vocabulary: Vec<String>,
    /// Where another service comes out, those of the largest share first within a provider.
    pub changes: Vec<Change>,
    /// Where the same comes out, and something else is said beside it.
    pub details: Vec<Detail>,
    /// Facts with another value, whether they change an answer or not.
    pub facts: Vec<FactChange>,
    /// Nodes of all diagrams.
    pub nodes: usize,
    /// The providers that were not compared, or not wholly, because that takes more than the limits allow.
    pub unproven: Vec<String>,
    /// Requirements that do not show what they were made for. There are none, unless two parts of the program disagree.
    pub disagreements: Vec<String>,
}

/// Requirements for which one answer became another.
#[derive(Clone, Debug)]
pub struct Change {
    /// The provider.
    pub provider: String,
    /// What came out.
    pub before: Label,
    /// What comes out now.
    pub after: Label,
    /// The share of all requirements.
    pub share: f64,
    /// Among the requirements for which `before` came out, exactly those that meet one of these; each is a list of what has to hold
    /// together, and an empty list always holds.
    pub conditions: Vec<Vec<String>>,
    /// Whether there are more conditions than are listed.
    pub more: bool,
    /// A requirement of this kind; both packs were run on it.
    pub witness: Witness,
    /// Facts behind it: those with another value that the constraints in question read.
    pub facts: Vec<FactChange>,
}

impl Difference {
    /// Whether the two packs agree everywhere.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { vocabulary, changes, details, unproven, .. } = self;
        vocabulary.is_empty() && changes.is_empty() && details.is_empty() && unproven.is_empty()
    }
}

/// The most conditions that describe one change.
const LISTED: usize = 24;

/// Compares two packs, each on its day.
///
/// # Errors
/// The answer space is too large for anything to be proven.
pub fn diff(old: &DatedRules, new: &DatedRules) -> Result<Difference, TooLarge> {
    diff_within(old, new, Limits::default())
}

/// The same within other limits: for hosts with little room or time.
///
/// # Errors
/// As of [`diff`].
pub fn diff_within(old: &DatedRules, new: &DatedRules, limits: Limits) -> Result<Difference, TooLarge> {
    let space = RequirementSpace::new(&[old, new]);
    let weights = Weights::new(&space);
    let mut d = DiagramManager::new(space.arity(), limits);
    let mut labels = Labels::new();
    let mut before = Model::new(&mut d, &mut labels, &space, 0, old, None)?;
    let mut after = Model::new(&mut d, &mut labels, &space, 1, new, Some(&mut before))?;
    let facts = facts(old, new);
    let mut compared = Compared {
        space: &space,
        weights: &weights,
        labels: &labels,
        packs: [old, new],
        facts: &facts,
        disagreements: Vec::new(),
    };
    let (mut changes, mut details, mut unproven) = (Vec::new(), Vec::new(), Vec::new());
    let mut words = Words::new();
    for (id, word) in old.catalog().providers().map(|(id, provider)| (id, provider.id.clone())) {
        let Some(other) = new.catalog().find_provider(&word) else { continue };
        let was = before.providers.iter_mut().find(|provider| provider.id == id);
        let is = after.providers.iter_mut().find(|provider| provider.id == other);
        let (Some(was), Some(is)) = (was, is) else {
            unproven.push(word);
            continue;
        };
        let disagreements = compared.disagreements.len();
        d.begin();
        let services = compared.provider(&mut d, [id, other], [was.answers, is.answers]);
        if d.exhausted() {
            compared.disagreements.truncate(disagreements);
            unproven.push(word);
            continue;
        }
        changes.extend(services);
        let disagreements = compared.disagreements.len();
        d.begin();
        let detailed = compared.details(&mut d, [was, is], &mut words);
        if d.exhausted() {
            compared.disagreements.truncate(disagreements);
            unproven.push(format!("{word}: what goes with an answer"));
        } else {
            details.extend(detailed);
        }
    }
    // What is left out of the proofs is compared as it is written.
    let written = |dated: &DatedRules| -> BTreeSet<String> {
        let constraint = |id: ConstraintId| {
            let it = dated.constraint(id);
            format!("{}: {:?} {:?} {:?}", it.name, it.rows.as_ref().map(|rows| &rows.only), it.when, it.need)
        };
        apart(dated).into_iter().map(constraint).collect()
    };
    let (left, right) = (written(old), written(new));
    unproven
        .extend(left.symmetric_difference(&right).filter_map(|it| Some(it.split_once(':')?.0.to_owned())));
    unproven.dedup();
    let disagreements = compared.disagreements;
    let vocabulary = vocabulary(old, new);
    let nodes = d.len();
    Ok(Difference { vocabulary, changes, details, facts: facts.clone(), nodes, unproven, disagreements })
}

impl Compared<'_> {
    fn provider(&mut self, d: &mut DiagramManager, ids: [ProviderId; 2], answers: [Node; 2]) -> Vec<Change> {
        let [old, new] = answers;
        let differ = d.differ(old, new);
        let mut changes = Vec::new();
        if differ == FALSE {
            return changes;
        }
        let (old, new) = (d.split(old, Some), d.split(new, Some));
        for (before, within) in old {
            let moved = d.and(within, differ);
            if moved == FALSE {
                continue;
            }
            for (after, now) in &new {
                let region = d.and(moved, *now);
                if region != FALSE {
                    changes.extend(self.change(d, ids, [before, *after], region, within));
                }
            }
        }
        changes.sort_by(|a, b| {
            b.share.total_cmp(&a.share).then_with(|| (&a.before, &a.after).cmp(&(&b.before, &b.after)))
        });
        changes
    }

    fn change(
        &mut self,
        d: &mut DiagramManager,
        ids: [ProviderId; 2],
        values: [u32; 2],
        region: Node,
        within: Node,
    ) -> Option<Change> {
        let [before, after] = values.map(|value| self.labels.of(value).cloned());
        let (before, after) = (before?, after?);
        let [old, new] = self.packs;
        let found = cover(d, self.space, region, within, LISTED);
        let yaml = yaml(self.space, old, &shortest(d, region)?);
        let [old_id, new_id] = ids;
        let seen = [answer(old, &yaml, old_id), answer(new, &yaml, new_id)];
        let word = old.catalog().provider(old_id).id.clone();
        let [was, is] = &seen;
        if [was, is] != [&before, &after] {
            self.disagreements
                .push(format!("{word}: {was}, then {is}; expected {before}, then {after}\n{yaml}"));
        }
        let text = format!("{word}: {was}, then {is}");
        Some(Change {
            share: self.weights.share(d, region),
            conditions: found.cubes.iter().map(|cube| conditions(self.space, old, cube)).collect(),
            more: found.rest != FALSE,
            facts: self.behind(&yaml, ids, [&before, &after]),
            witness: Witness { yaml, seen: text },
            provider: word,
            before,
            after,
        })
    }

    /// The facts with another value that the constraints read which one pack rejects one of the two services by.
    fn behind(&self, yaml: &str, ids: [ProviderId; 2], labels: [&Label; 2]) -> Vec<FactChange> {
        if self.facts.is_empty() {
            return Vec::new();
        }
        let keys = |dated: &DatedRules, provider: ProviderId, name: &str| -> Option<Vec<(String, String)>> {
            let service = *dated.catalog().named(name).first()?;
            let broken = rejects(dated, yaml, provider, service)?.into_iter();
            let facts = broken.flat_map(|index| dated.constraint(index).facts());
            let read = |fact: FactRef| {
                let holder =
                    fact.of.map_or_else(|| name.to_owned(), |of| dated.catalog().service(of).id.clone());
                (holder, dated.catalog().key(fact.key).name.clone())
            };
            Some(facts.map(read).collect())
        };
        let names: BTreeSet<&String> = labels
            .into_iter()
            .filter_map(|label| match label {
                Label::Service(name, ..) => Some(name),
                _ => None,
            })
            .collect();
        let mut behind = Vec::new();
        for name in names {
            let read = self.packs.iter().zip(ids).filter_map(|(dated, id)| keys(dated, id, name));
            let read: BTreeSet<(String, String)> = read.flatten().collect();
            let concerns = |change: &&FactChange| {
                read.iter().any(|(holder, key)| change.service == *holder && change.key == *key)
            };
            behind.extend(self.facts.iter().filter(concerns).cloned());
        }
        behind
    }
}
