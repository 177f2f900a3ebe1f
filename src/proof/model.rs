//! Everything that a pack answers, as diagrams: one for each question that can be asked about it.

use std::collections::BTreeMap;
use std::fmt;

use crate::catalog::{ProviderId, ServiceId};
use crate::graph::OutcomeId;
use crate::logic::diagram::{DiagramManager, FALSE, Node, TRUE};
use crate::program::{Considered, DatedRules, DeploymentId, Named, Symbolic};

use super::space::{RequirementSpace, apart};
use super::walk::Walk;

/// A pack whose answer space is larger than can be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Answers by number, as values of leaves.
#[derive(Debug)]
pub(super) struct Labels(Vec<Label>);

/// What comes out for one provider. Services of two catalogs are the same by their ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// This service, in this form, and whether everything that binds is known to be met.
    Service(String, Option<String>, bool),
    /// No service fits.
    NoFit,
    /// The walk needs an answer.
    Undecided,
    /// The requirement does not want this provider.
    NotAsked,
    /// The requirement contradicts itself.
    Contradiction,
}

impl Label {
    /// Whether the provider was asked, by a requirement that says nothing impossible.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        !matches!(self, Self::NotAsked | Self::Contradiction)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(service, form, verified) => {
                f.write_str(service)?;
                form.iter().try_for_each(|form| write!(f, " as {form}"))?;
                if *verified { Ok(()) } else { f.write_str(", unverified") }
            }
            Self::NoFit => f.write_str("no_fit"),
            Self::Undecided => f.write_str("undecided"),
            Self::NotAsked => f.write_str("not asked"),
            Self::Contradiction => f.write_str("refused"),
        }
    }
}

/// The values of leaves below this one are truths; then come the answers that are no service.
const FIRST_LABEL: u32 = 2;
pub(super) const NO_FIT: u32 = 2;
pub(super) const UNDECIDED: u32 = 3;
const NOT_ASKED: u32 = 4;
const CONTRADICTION: u32 = 5;

impl Labels {
    /// The answers that every pack can give.
    pub(super) fn new() -> Self {
        Self(vec![Label::NoFit, Label::Undecided, Label::NotAsked, Label::Contradiction])
    }

    /// The leaf of an answer.
    pub(super) fn leaf(&mut self, d: &mut DiagramManager, label: Label) -> Node {
        let at = self.0.iter().position(|known| *known == label).unwrap_or_else(|| {
            self.0.push(label);
            self.0.len() - 1
        });
        d.leaf(FIRST_LABEL + invariant!(u32::try_from(at).ok(), "there are few answers"))
    }

    /// The answer of a leaf.
    pub(super) fn of(&self, value: u32) -> Option<&Label> {
        self.0.get(usize::try_from(value.checked_sub(FIRST_LABEL)?).ok()?)
    }
}

/// What one pack answers for one provider.
#[derive(Debug)]
pub(super) struct Provider<'a> {
    pub(super) id: ProviderId,
    /// The program in its walk.
    pub(super) symbolic: Symbolic<'a>,
    /// Requirements that are sound and ask for it.
    pub(super) base: Node,
    pub(super) walk: Walk,
    /// Its candidates.
    pub(super) considered: Considered,
    /// For each of its deployments, where nothing rules it out.
    pub(super) deployments: BTreeMap<DeploymentId, Node>,
    /// For each of its services, where nothing rules it out.
    pub(super) fits: BTreeMap<ServiceId, Node>,
    /// What comes out, as labels.
    pub(super) answers: Node,
}

/// One pack of the space.
#[derive(Debug)]
pub(super) struct Model<'a> {
    /// The program without a walk.
    pub(super) symbolic: Symbolic<'a>,
    /// For each conflict, where it holds in what is stated, and in what is taken to hold.
    pub(super) conflicts: Vec<[Node; 2]>,
    /// Requirements without contradictions.
    pub(super) valid: Node,
    pub(super) providers: Vec<Provider<'a>>,
    /// The providers whose diagrams are too large.
    pub(super) unproven: Vec<ProviderId>,
}

impl<'a> Model<'a> {
    /// The model of one of the packs that a space was made for. Nothing but it, and the one that was made
    /// before, stays in the diagrams.
    ///
    /// # Errors
    /// There is no room even for what no provider is asked for.
    pub(super) fn new(
        d: &mut DiagramManager,
        labels: &mut Labels,
        space: &'a RequirementSpace,
        pack: usize,
        dated: &'a DatedRules,
        mut before: Option<&mut Self>,
    ) -> Result<Self, TooLarge> {
        d.begin();
        let stated = invariant!(space.stated.get(pack), "a space is made for all packs that it compares");
        let mut symbolic = Symbolic::new(dated.program(), stated, None);
        let mut conflicts = symbolic.conflicts(d);
        let mut valid = TRUE;
        for [bound, _] in &conflicts {
            let fine = d.not(*bound);
            valid = d.and(valid, fine);
        }
        if d.exhausted() {
            return Err(TooLarge);
        }
        let (mut providers, mut unproven) = (Vec::new(), Vec::new());
        for (id, _) in dated.catalog().providers() {
            d.begin();
            let excluded = symbolic.excluded(d, id);
            let mut asked = d.not(excluded);
            let own = Symbolic::new(dated.program(), stated, Some(id));
            providers.push(provider(d, own, dated, (id, valid, asked)));
            for part in PARTS {
                let Some(provider) = providers.last_mut() else { break };
                provider.answer(d, labels, dated, part);
                if part == Part::First {
                    provider.limit(d, valid, asked);
                }
                let too_large = d.exhausted();
                if too_large {
                    providers.pop();
                    unproven.push(id);
                }
                // What one part took on the way is room for the next.
                let mut roots = vec![&mut valid, &mut asked];
                roots.extend(conflicts.iter_mut().flatten());
                if let Some(model) = before.as_deref_mut() {
                    roots.push(&mut model.valid);
                    roots.extend(model.conflicts.iter_mut().flatten());
                    model.symbolic.forget();
                    model.providers.iter_mut().for_each(|provider| provider.roots(&mut roots));
                }
                symbolic.forget();
                for provider in &mut providers {
                    Provider::roots(provider, &mut roots);
                }
                d.keep(&mut roots);
                if too_large {
                    break;
                }
            }
        }
        Ok(Self { symbolic, conflicts, valid, providers, unproven })
    }
}

/// What answers are made of, each laid over what was there before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// What an outcome names itself.
    Named,
    /// What is looked at where nothing of that fits.
    After,
    /// What comes before both in every outcome.
    First,
}

const PARTS: [Part; 3] = [Part::Named, Part::After, Part::First];

impl Provider<'_> {
    /// Lays a part over the answers.
    fn answer(&mut self, d: &mut DiagramManager, labels: &mut Labels, dated: &DatedRules, part: Part) {
        let Self { id, walk, considered, deployments, answers, .. } = self;
        let mut picks = Picks { dated, id: *id, labels, considered, fits: deployments };
        *answers = match part {
            Part::Named => picks.named(d, walk),
            Part::After => picks.after(d, *answers),
            Part::First => picks.first(d, *answers),
        };
    }

    /// Leaves the answers only where they are asked for, by a requirement that does not contradict itself.
    fn limit(&mut self, d: &mut DiagramManager, valid: Node, asked: Node) {
        let (not_asked, contradiction) = (d.leaf(NOT_ASKED), d.leaf(CONTRADICTION));
        let answers = d.when(asked, self.answers, not_asked);
        self.answers = d.when(valid, answers, contradiction);
    }

    /// Every function that it holds; what its program worked out is forgotten.
    fn roots<'n>(&'n mut self, roots: &mut Vec<&'n mut Node>) {
        self.symbolic.forget();
        roots.extend([&mut self.base, &mut self.answers]);
        let Walk { nodes, taken, arms, stuck, outcomes } = &mut self.walk;
        roots.extend(nodes.iter_mut().chain(taken.iter_mut().flatten()).chain(stuck).chain(outcomes));
        roots.extend(arms.iter_mut().flatten().flat_map(|arm| [&mut arm.holds, &mut arm.fails]));
        let Considered { named, after, .. } = &mut self.considered;
        roots.extend(named.iter_mut().flatten().chain(after).map(|entry| &mut entry.named));
        roots.extend(self.deployments.values_mut().chain(self.fits.values_mut()));
    }
}

/// All of a provider but its answers.
fn provider<'a>(
    d: &mut DiagramManager,
    mut symbolic: Symbolic<'a>,
    dated: &'a DatedRules,
    (id, valid, asked): (ProviderId, Node, Node),
) -> Provider<'a> {
    let base = d.and(valid, asked);
    let walk = Walk::new(d, &mut symbolic, dated);
    let considered = symbolic.considered(d);
    let apart = apart(dated);
    let deployments: BTreeMap<DeploymentId, Node> = symbolic.fits(d, &apart).into_iter().collect();
    let mut fits = BTreeMap::new();
    for (deployment, fit) in &deployments {
        let any = fits.entry(dated.program().service(*deployment)).or_insert(FALSE);
        *any = d.or(*any, *fit);
    }
    let answers = d.leaf(UNDECIDED);
    Provider { id, symbolic, base, walk, considered, deployments, fits, answers }
}

/// What the candidates of one provider are picked with.
struct Picks<'a, 'b> {
    dated: &'a DatedRules,
    id: ProviderId,
    labels: &'b mut Labels,
    considered: &'b Considered,
    fits: &'b BTreeMap<DeploymentId, Node>,
}

impl Picks<'_, '_> {
    /// What comes out where an outcome names it itself, as labels.
    fn named(&mut self, d: &mut DiagramManager, walk: &Walk) -> Node {
        let considered = self.considered;
        let none = d.leaf(NO_FIT);
        let mut answers = d.leaf(UNDECIDED);
        let firsts = self.firsts();
        for ((outcome, reached), named) in outcomes(self.dated).zip(&walk.outcomes).zip(&considered.named) {
            let own = invariant!(named.get(firsts..), "the first candidates stand first in every outcome");
            let picked = self.pick(d, own, Some(outcome), none);
            answers = d.when(*reached, picked, answers);
        }
        answers
    }

    /// Where an outcome's own candidates fail, what comes after them is looked at, and nowhere else.
    fn after(&mut self, d: &mut DiagramManager, answers: Node) -> Node {
        let none = d.leaf(NO_FIT);
        let unfit = d.is(answers, NO_FIT);
        let after = self.pick(d, &self.considered.after, None, none);
        d.when(unfit, after, answers)
    }

    /// What all outcomes share is laid over the whole once: it would multiply what they differ in.
    fn first(&mut self, d: &mut DiagramManager, answers: Node) -> Node {
        let considered = self.considered;
        let undecided = d.is(answers, UNDECIDED);
        let decided = d.not(undecided);
        let named = considered.named.first();
        let first = named.and_then(|named| named.get(..self.firsts())).unwrap_or_default();
        // They are the same in every outcome.
        let outcome = outcomes(self.dated).next();
        self.pick_within(d, first, outcome, decided, answers)
    }

    /// Whether an entry of a list can never be chosen: what is not verified about it is nowhere in doubt, and the verified one comes
    /// before under the same condition.
    fn is_double(&self, list: &[Named], at: usize) -> bool {
        let Some((entry, before)) = list.get(at).zip(list.get(..at)) else { return false };
        let verified = self.dated.program().as_verified(entry.deployment);
        entry.deployment != verified
            && self.fits.get(&entry.deployment) == self.fits.get(&verified)
            && before.iter().any(|other| other.deployment == verified && other.named == entry.named)
    }

    /// The same as [`Self::pick`], in a region; elsewhere, and where none fits, what it was before.
    fn pick_within(
        &mut self,
        d: &mut DiagramManager,
        named: &[Named],
        outcome: Option<OutcomeId>,
        mut region: Node,
        mut answers: Node,
    ) -> Node {
        for (at, entry) in named.iter().enumerate() {
            if region == FALSE {
                break;
            }
            if self.is_double(named, at) {
                continue;
            }
            let fits = self.fits.get(&entry.deployment).copied().unwrap_or(FALSE);
            let chosen = d.and(entry.named, fits);
            let here = d.and(region, chosen);
            if here == FALSE {
                continue;
            }
            let label = self.label(d, entry, outcome);
            answers = d.when(here, label, answers);
            let not = d.not(chosen);
            region = d.and(region, not);
        }
        answers
    }

    /// The answer that an entry is.
    fn label(&mut self, d: &mut DiagramManager, entry: &Named, outcome: Option<OutcomeId>) -> Node {
        let (program, catalog) = (self.dated.program(), self.dated.catalog());
        let deployed = catalog.service(program.service(entry.deployment)).id.clone();
        let candidate = self.dated.candidate(self.id, outcome, entry.route);
        let form = candidate.and_then(|candidate| candidate.form.clone());
        let label = Label::Service(deployed, form, program.is_verified(entry.deployment));
        self.labels.leaf(d, label)
    }

    /// How many candidates stand first in all outcomes, under the same conditions.
    fn firsts(&self) -> usize {
        let Considered { firsts, named, .. } = self.considered;
        let mut lists = named.iter().map(|named| named.get(..*firsts));
        let first = lists.next().flatten();
        if first.is_some() && lists.all(|list| list == first) { *firsts } else { 0 }
    }

    /// The first candidate that is named and fits; `last` where none does.
    fn pick(
        &mut self,
        d: &mut DiagramManager,
        named: &[Named],
        outcome: Option<OutcomeId>,
        last: Node,
    ) -> Node {
        let all = named.iter().enumerate().rev();
        let kept: Vec<&Named> =
            all.filter(|(at, _)| !self.is_double(named, *at)).map(|(_, entry)| entry).collect();
        kept.into_iter().fold(last, |rest, entry| {
            let fits = self.fits.get(&entry.deployment).copied().unwrap_or(FALSE);
            let chosen = d.and(entry.named, fits);
            let answer = self.label(d, entry, outcome);
            d.when(chosen, answer, rest)
        })
    }
}

/// The outcomes of a pack, by id.
pub(super) fn outcomes(dated: &DatedRules) -> impl Iterator<Item = OutcomeId> {
    (0..dated.pack().outcomes().len()).map(OutcomeId::nth)
}

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

/// Where each service is recommended, by provider, service and outcome: what caveats, companions and the proof of soundness look at.
pub(super) fn places(
    d: &mut DiagramManager,
    labels: &Labels,
    dated: &DatedRules,
    model: &Model<'_>,
) -> Vec<Place> {
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
