//! Everything that a pack answers, as diagrams: one for each question that can be asked about it.

use std::collections::BTreeMap;
use std::fmt;

use crate::catalog::{ProviderId, ServiceId};
use crate::pack::Candidate;
use crate::program::Ruleset;

use super::diagram::{Diagrams, FALSE, Node, TRUE};
use super::picks::{self, Walk};
use super::space::Space;
use super::symbols::Symbols;

/// A pack whose answer space is larger than can be proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// Answers by number, as values of leaves.
#[derive(Debug)]
pub(super) struct Labels(Vec<Label>);

/// What comes out for one provider. Services of two catalogs are the same by their ids.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Label {
    /// This service, in this form.
    Service(String, Option<String>),
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
            Self::Service(service, Some(form)) => write!(f, "{service} as {form}"),
            Self::Service(service, None) => f.write_str(service),
            Self::NoFit => f.write_str("no_fit"),
            Self::Undecided => f.write_str("undecided"),
            Self::NotAsked => f.write_str("not asked"),
            Self::Contradiction => f.write_str("refused"),
        }
    }
}

/// The values of leaves below this one are truths; then come the answers that are no service.
const FIRST_LABEL: u32 = 3;
pub(super) const NO_FIT: u32 = 3;
pub(super) const UNDECIDED: u32 = 4;
const NOT_ASKED: u32 = 5;
const CONTRADICTION: u32 = 6;

impl Labels {
    /// The answers that every pack can give.
    pub(super) fn new() -> Self {
        Self(vec![Label::NoFit, Label::Undecided, Label::NotAsked, Label::Contradiction])
    }

    /// The leaf of an answer.
    pub(super) fn leaf(&mut self, d: &mut Diagrams, label: Label) -> Node {
        let at = self.0.iter().position(|known| *known == label).unwrap_or_else(|| {
            self.0.push(label);
            self.0.len() - 1
        });
        d.leaf(FIRST_LABEL + u32::try_from(at).unwrap_or(0))
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
    /// The conditions of its walk.
    pub(super) symbols: Symbols<'a>,
    /// Requirements that are sound and ask for it.
    pub(super) base: Node,
    pub(super) walk: Walk,
    /// For each of its services, where each constraint rejects it.
    pub(super) broken: BTreeMap<ServiceId, Vec<(u16, Node)>>,
    /// For each of its services, where nothing rejects it.
    pub(super) fits: BTreeMap<ServiceId, Node>,
    /// What comes out, as labels.
    pub(super) answers: Node,
}

/// One pack of the space.
#[derive(Debug)]
pub(super) struct Model<'a> {
    /// The conditions that no walk is needed for.
    pub(super) symbols: Symbols<'a>,
    /// Requirements without contradictions.
    pub(super) valid: Node,
    pub(super) providers: Vec<Provider<'a>>,
}

impl<'a> Model<'a> {
    /// The model of one of the packs that a space was made for.
    ///
    /// # Errors
    /// There is no room for its diagrams.
    pub(super) fn new(
        d: &mut Diagrams,
        labels: &mut Labels,
        space: &'a Space,
        pack: usize,
        dated: &'a Ruleset,
    ) -> Result<Self, TooLarge> {
        let mut symbols = Symbols::new(space, pack, dated, None);
        let valid = picks::consistent(d, &mut symbols, dated);
        let mut providers = Vec::new();
        for (id, _) in dated.catalog().providers() {
            let asked = picks::asked(d, &mut symbols, dated, id);
            let walk = dated.pack().walk_question().map(|question| (question, i128::from(id.0)));
            let symbols = Symbols::new(space, pack, dated, walk);
            providers.push(provider(d, labels, symbols, dated, (id, valid, asked)));
            if d.exhausted() {
                return Err(TooLarge);
            }
        }
        Ok(Self { symbols, valid, providers })
    }
}

fn provider<'a>(
    d: &mut Diagrams,
    labels: &mut Labels,
    mut symbols: Symbols<'a>,
    dated: &'a Ruleset,
    (id, valid, asked): (ProviderId, Node, Node),
) -> Provider<'a> {
    let base = d.and(valid, asked);
    let walk = picks::walk(d, &mut symbols, dated);
    let services = dated.catalog().services().filter(|(_, service)| !service.companion);
    let (mut broken, mut fits) = (BTreeMap::new(), BTreeMap::new());
    for (service, _) in services.filter(|(_, service)| service.provider == id) {
        let constraints = picks::broken(d, &mut symbols, dated, service);
        let fit = constraints.iter().fold(TRUE, |fit, (_, broken)| {
            let kept = d.not(*broken);
            d.and(fit, kept)
        });
        broken.insert(service, constraints);
        fits.insert(service, fit);
    }
    let mut picks = Picks { dated, id, labels, symbols: &mut symbols, fits: &fits };
    let mut answers = picks.answers(d, &walk);
    let (not_asked, contradiction) = (d.leaf(NOT_ASKED), d.leaf(CONTRADICTION));
    answers = d.when(asked, answers, not_asked);
    answers = d.when(valid, answers, contradiction);
    Provider { id, symbols, base, walk, broken, fits, answers }
}

/// What the candidates of one provider are picked with.
struct Picks<'a, 'b> {
    dated: &'a Ruleset,
    id: ProviderId,
    labels: &'b mut Labels,
    symbols: &'b mut Symbols<'a>,
    fits: &'b BTreeMap<ServiceId, Node>,
}

impl Picks<'_, '_> {
    /// What comes out, as labels. What all outcomes share is laid over the whole once: it would multiply what they differ in.
    fn answers(&mut self, d: &mut Diagrams, walk: &Walk) -> Node {
        let (pack, id) = (self.dated.pack(), self.id);
        let none = d.leaf(NO_FIT);
        let mut answers = d.leaf(UNDECIDED);
        for (outcome, reached) in picks::outcomes(self.dated).zip(&walk.outcomes) {
            let picked = self.pick(d, pack.own(outcome, id), none);
            answers = d.when(*reached, picked, answers);
        }
        let undecided = d.is(answers, UNDECIDED);
        let fallback = self.pick(d, pack.preferences(id), none);
        let unfit = d.is(answers, NO_FIT);
        answers = d.when(unfit, fallback, answers);
        let decided = self.pick(d, pack.firsts(id), answers);
        d.when(undecided, answers, decided)
    }

    /// The first candidate that is named and fits; `last` where none does.
    fn pick(&mut self, d: &mut Diagrams, candidates: &[Candidate], last: Node) -> Node {
        candidates.iter().rev().fold(last, |rest, candidate| {
            let named = picks::named(d, self.symbols, candidate);
            let fits = self.fits.get(&candidate.service).copied().unwrap_or(FALSE);
            let chosen = d.and(named, fits);
            let service = self.dated.catalog().service(candidate.service).id.clone();
            let answer = self.labels.leaf(d, Label::Service(service, candidate.form.clone()));
            d.when(chosen, answer, rest)
        })
    }
}
