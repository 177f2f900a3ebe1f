//! What goes with an answer: how the walk got there, what comes along, what is warned of, and what else would do.

use std::collections::BTreeMap;
use std::fmt;

use crate::catalog::ProviderId;
use crate::graph::{OutcomeId, Target};
use crate::logic::diagram::{DiagramManager, FALSE, Node};
use crate::pack::Candidate;
use crate::program::{DatedRules, DeploymentId, Named, Route};

use super::model::{Provider, outcomes};

/// A part of an answer, its service and its form aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The outcome.
    Outcome,
    /// A step of the path.
    Path,
    /// Whether the outcome names the service.
    OnPath,
    /// A companion.
    Companion,
    /// A caveat.
    Caveat,
    /// How the outcome, or the order of preference, names a service.
    Candidate,
    /// Whether nothing rules a service out.
    Fits,
    /// Which of two services that would do comes first.
    Order,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Outcome,
        Self::Path,
        Self::OnPath,
        Self::Companion,
        Self::Caveat,
        Self::Candidate,
        Self::Fits,
        Self::Order,
    ];

    /// The word of reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outcome => "outcome",
            Self::Path => "path",
            Self::OnPath => "on_path",
            Self::Companion => "companion",
            Self::Caveat => "caveat",
            Self::Candidate => "candidate",
            Self::Fits => "fits",
            Self::Order => "order",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is said of one part: of the answer with a certain service, or of every answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) part: Part,
    /// The service that is recommended.
    pub(super) service: Option<String>,
    /// What it is about; empty for an outcome.
    pub(super) name: String,
}

/// Words as values of leaves: `no` and `yes` are the truths.
#[derive(Debug)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn new() -> Self {
        Self(vec!["no".to_owned(), "yes".to_owned()])
    }

    fn leaf(&mut self, d: &mut DiagramManager, word: &str) -> Node {
        let at = self.0.iter().position(|known| known == word).unwrap_or_else(|| {
            self.0.push(word.to_owned());
            self.0.len() - 1
        });
        d.leaf(invariant!(u32::try_from(at).ok(), "there are few words"))
    }

    /// The word of a leaf.
    pub(super) fn of(&self, value: u32) -> &str {
        self.0.get(value as usize).map_or("no", String::as_str)
    }
}

/// What one provider says beside its answers, each as a function of all requirements. What is not in it is `no`.
///
/// What is said of a service is said of its configurations together, for answers are compared by their services.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) all: BTreeMap<Key, Node>,
    /// What every configuration of the service says.
    each: BTreeMap<Key, Node>,
}

impl Beside {
    /// What is said; nothing where that is `no` everywhere.
    pub(super) fn get(&self, key: &Key) -> Node {
        self.all.get(key).copied().unwrap_or(FALSE)
    }

    /// Where the configurations of a service do not say the same.
    pub(super) fn apart(&self, d: &mut DiagramManager, key: &Key) -> Node {
        let Some(each) = self.each.get(key) else { return FALSE };
        let not = d.not(*each);
        d.and(self.get(key), not)
    }
}

/// Gathers what one provider says beside its answers.
struct Gathering<'a, 'p> {
    d: &'a mut DiagramManager,
    words: &'a mut Words,
    dated: &'a DatedRules,
    provider: &'a mut Provider<'p>,
    /// Where each outcome is reached.
    reached: Vec<(OutcomeId, Node)>,
    all: Beside,
}

/// Everything that one pack says beside its answers for one provider, but for the order of candidates.
pub(super) fn beside(
    d: &mut DiagramManager,
    words: &mut Words,
    dated: &DatedRules,
    provider: &mut Provider<'_>,
) -> Beside {
    let reached = outcomes(dated).zip(provider.walk.outcomes.clone()).collect();
    let mut gathering = Gathering { d, words, dated, provider, reached, all: Beside::default() };
    gathering.path();
    let deployments: Vec<(DeploymentId, Node)> =
        gathering.provider.deployments.iter().map(|(id, fits)| (*id, *fits)).collect();
    for (deployment, fits) in deployments {
        // As it may be and as far as it is known it is named in the same places.
        if dated.program().is_verified(deployment) {
            continue;
        }
        let (program, catalog) = (dated.program(), dated.catalog());
        let [service, configuration] = [program.service(deployment), program.configuration(deployment)]
            .map(|id| catalog.service(id).id.clone());
        gathering.any(Part::Fits, &service, fits);
        if configuration != service {
            gathering.any(Part::Fits, &configuration, fits);
        }
        gathering.candidate(deployment, &service, &configuration);
        gathering.notes(deployment, &service);
    }
    gathering.all
}

impl Gathering<'_, '_> {
    fn any(&mut self, part: Part, name: &str, truth: Node) {
        let key = Key { part, service: None, name: name.to_owned() };
        let known = self.all.all.entry(key).or_insert(FALSE);
        *known = self.d.or(*known, truth);
    }

    /// What one configuration of a service says.
    fn of_service(&mut self, part: Part, service: &str, name: &str, truth: Node) {
        let key = Key { part, service: Some(service.to_owned()), name: name.to_owned() };
        let each = self.all.each.entry(key.clone()).or_insert(truth);
        *each = self.d.and(*each, truth);
        let known = self.all.all.entry(key).or_insert(FALSE);
        *known = self.d.or(*known, truth);
    }

    fn path(&mut self) {
        let pack = self.dated.pack();
        let mut ends = Vec::new();
        for (id, here) in self.reached.clone() {
            ends.push((here, self.words.leaf(self.d, &pack.outcome(id).name)));
        }
        let outcome = placed(self.d, ends);
        self.all.all.insert(Key { part: Part::Outcome, service: None, name: String::new() }, outcome);
        for (at, node) in pack.nodes().iter().enumerate() {
            let arms = invariant!(self.provider.walk.arms.get(at), "every node was walked").clone();
            let taken = invariant!(self.provider.walk.taken.get(at), "every node was walked").clone();
            for (arm, taken) in arms.into_iter().zip(taken) {
                self.any(Part::Path, &step(self.dated, &node.name, arm.target), taken);
            }
        }
    }

    /// How a deployment is named, and whether its outcome names it.
    fn candidate(&mut self, deployment: DeploymentId, service: &str, configuration: &str) {
        let considered = self.provider.considered.clone();
        let after = self.how(deployment, &considered.after, None, FALSE);
        let (mut how, mut on_path) = (Vec::new(), Vec::new());
        for ((outcome, here), list) in self.reached.clone().into_iter().zip(&considered.named) {
            how.push((here, self.how(deployment, list, Some(outcome), after)));
            let own = list.iter().filter(|entry| entry.deployment == deployment);
            on_path.push((here, own.fold(FALSE, |any, entry| self.d.or(any, entry.named))));
        }
        let (how, on_path) = (placed(self.d, how), placed(self.d, on_path));
        self.all
            .all
            .insert(Key { part: Part::Candidate, service: None, name: configuration.to_owned() }, how);
        self.of_service(Part::OnPath, service, service, on_path);
    }

    /// The word for the first place of a list that names a deployment; `rest` where none does.
    fn how(
        &mut self,
        deployment: DeploymentId,
        list: &[Named],
        outcome: Option<OutcomeId>,
        rest: Node,
    ) -> Node {
        let dated = self.dated;
        list.iter().rev().filter(|entry| entry.deployment == deployment).fold(rest, |rest, entry| {
            let candidate = dated.candidate(self.provider.id, outcome, entry.route);
            let word = match entry.route {
                Route::Named(_) => how(NAMED, candidate),
                Route::FallBack(_) => how(PREFERRED, candidate),
                Route::Other(_) => LEFT.to_owned(),
            };
            let word = self.words.leaf(self.d, &word);
            self.d.when(entry.named, word, rest)
        })
    }

    fn notes(&mut self, deployment: DeploymentId, service: &str) {
        let (dated, id) = (self.dated, self.provider.id);
        let mut said: BTreeMap<(Part, &str), Node> = BTreeMap::new();
        for (note, caveat) in dated.pack().caveats().iter().enumerate() {
            let given = self.provider.symbolic.note(self.d, deployment, note);
            let known = said.entry((Part::Caveat, &caveat.name)).or_insert(FALSE);
            *known = self.d.or(*known, given);
        }
        let mut given: BTreeMap<(Part, &str), Vec<(Node, Node)>> = BTreeMap::new();
        for (outcome, here) in self.reached.clone() {
            for (part, name, note) in own_notes(dated, id, outcome) {
                let holds = self.provider.symbolic.note(self.d, deployment, note);
                given.entry((part, name)).or_default().push((here, holds));
            }
        }
        for ((part, name), places) in given {
            // Two notes of one outcome may have one name.
            let any = placed_any(self.d, places);
            let known = said.entry((part, name)).or_insert(FALSE);
            *known = self.d.or(*known, any);
        }
        for ((part, name), given) in said {
            self.of_service(part, service, name, given);
        }
    }
}

/// The words for how a service is named.
pub(super) const NAMED: &str = "named";
pub(super) const PREFERRED: &str = "preferred";
pub(super) const LEFT: &str = "left";

/// How a list names a service.
pub(super) fn how(word: &str, candidate: Option<&Candidate>) -> String {
    let form = candidate.and_then(|candidate| candidate.form.as_ref());
    form.map_or_else(|| word.to_owned(), |form| format!("{word} as {form}"))
}

/// A step of a path in words.
pub(super) fn step(dated: &DatedRules, node: &str, target: Target) -> String {
    let pack = dated.pack();
    let target = match target {
        Target::Node(id) => &pack.node(id).name,
        Target::Outcome(id) => &pack.outcome(id).name,
    };
    format!("{node} -> {target}")
}

/// The caveats of an outcome and its companions of a provider, by name, with their places among all notes of the pack.
pub(super) fn own_notes(
    dated: &DatedRules,
    provider: ProviderId,
    outcome: OutcomeId,
) -> Vec<(Part, &str, usize)> {
    let (program, written) = (dated.program(), dated.pack().outcome(outcome));
    let caveats = written.caveats.iter().zip(program.caveats_of(outcome));
    let mut all: Vec<_> = caveats.map(|(caveat, note)| (Part::Caveat, caveat.name.as_str(), note)).collect();
    for (companion, note) in written.companions.iter().zip(program.companions_of(outcome)) {
        let service = dated.catalog().service(companion.service);
        if service.provider == provider {
            all.push((Part::Companion, &service.id, *note));
        }
    }
    all
}

/// A function in each of several places that do not overlap; no elsewhere.
fn placed(d: &mut DiagramManager, parts: Vec<(Node, Node)>) -> Node {
    let mut places: BTreeMap<Node, Node> = BTreeMap::new();
    for (place, function) in parts {
        let known = places.entry(function).or_insert(FALSE);
        *known = d.or(*known, place);
    }
    places.into_iter().fold(FALSE, |rest, (function, place)| d.when(place, function, rest))
}

/// Where one of several truths is true in its place.
fn placed_any(d: &mut DiagramManager, parts: Vec<(Node, Node)>) -> Node {
    let mut places: BTreeMap<Node, Node> = BTreeMap::new();
    for (place, truth) in parts {
        let known = places.entry(truth).or_insert(FALSE);
        *known = d.or(*known, place);
    }
    places.into_iter().fold(FALSE, |any, (truth, place)| {
        let here = d.and(truth, place);
        d.or(any, here)
    })
}

/// Two services, and whether the first comes before the second: where both are named by the outcome, and in what is left after it.
pub(super) fn order(d: &mut DiagramManager, provider: &Provider<'_>, pair: [DeploymentId; 2]) -> [Node; 2] {
    let [first, second] = pair;
    let mut before = |list: &mut dyn DoubleEndedIterator<Item = &Named>| {
        list.rev().fold(FALSE, |rest, entry| match entry.deployment {
            one if one == first => d.or(entry.named, rest),
            other if other == second => {
                let not = d.not(entry.named);
                d.and(not, rest)
            }
            _ => rest,
        })
    };
    let considered = &provider.considered;
    let after = before(&mut considered.after.iter());
    let named: Vec<Node> = considered.named.iter().map(|list| before(&mut list.iter())).collect();
    let places = provider.walk.outcomes.iter().copied().zip(named).collect();
    [placed(d, places), after]
}
