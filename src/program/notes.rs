//! What is said beside a recommendation: caveats and companions.

use serde::{Deserialize, Serialize};

use crate::logic::Formula;
use crate::pack::{Caveat, Companion, DatedPack};

use super::tree::Tree;

/// Something that is said beside a recommendation when its condition holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Note<'a> {
    Caveat(&'a Caveat),
    Companion(&'a Companion),
}

impl<'a> Note<'a> {
    /// All of them, each once: the caveats of the pack, those of outcomes, then companions.
    pub(crate) fn all(dated: &'a DatedPack) -> Vec<Self> {
        let pack = dated.pack();
        let mut all: Vec<Self> = pack.caveats().iter().map(Self::Caveat).collect();
        let outcomes = || pack.outcomes().iter();
        all.extend(outcomes().flat_map(|outcome| &outcome.caveats).map(Self::Caveat));
        let mut seen = std::collections::BTreeSet::new();
        let companions = outcomes().flat_map(|outcome| &outcome.companions);
        all.extend(companions.filter(|companion| seen.insert(companion.span)).map(Self::Companion));
        all
    }
}

/// The conditions of all notes, for each deployment.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Notes {
    pub(super) of: Vec<Vec<Tree>>,
    /// How many caveats the pack has itself: they come first.
    pub(super) pack: usize,
    /// For each outcome, where its caveats begin, and how many there are.
    pub(super) caveats: Vec<(usize, usize)>,
    /// For each outcome, the notes of its companions.
    pub(super) companions: Vec<Vec<usize>>,
}

impl Notes {
    pub(super) fn index(&mut self, dated: &DatedPack) {
        let pack = dated.pack();
        self.pack = pack.caveats().len();
        let mut next = self.pack;
        for outcome in pack.outcomes() {
            self.caveats.push((next, outcome.caveats.len()));
            next += outcome.caveats.len();
        }
        let all = Note::all(dated);
        let place = |companion: &Companion| {
            let is_it = |note: &Note| matches!(note, Note::Companion(other) if other.span == companion.span);
            invariant!(all.iter().position(is_it), "a companion is one of all notes")
        };
        let of = |outcome: &crate::pack::Outcome| outcome.companions.iter().map(place).collect();
        self.companions = pack.outcomes().iter().map(of).collect();
    }
}

/// Everything that is said beside a recommendation, bound to every service in turn: caveats, then what the outcomes say.
pub(super) fn notes(dated: &DatedPack) -> Vec<Formula> {
    let mut all = Vec::new();
    for service in dated.catalog().deployments() {
        for note in Note::all(dated) {
            all.push(match note {
                Note::Caveat(caveat) => dated.bind_rows(caveat.rows.as_ref(), &caveat.when, service),
                Note::Companion(companion) => dated.bind(&companion.when, service),
            });
        }
    }
    all
}

/// How many notes there are for each service.
pub(super) fn note_count(dated: &DatedPack) -> usize {
    Note::all(dated).len()
}
