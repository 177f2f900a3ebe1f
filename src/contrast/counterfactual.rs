//! The smallest changes of answers that make another service the recommendation.
//!
//! An exhaustive search, but not over all answers: answers that do not reach the goal come with the questions of which one has
//! to change in any case. So the search opens one of these to all that it can be answered with, cuts it where something else
//! comes out, and goes on in every part.

use std::collections::BTreeMap;

use crate::catalog::{ProviderId, ServiceId};
use crate::eval::{Origin, Route, origin};
use crate::logic::{AnswerBox, MAX_PARTITION_CELLS, PartitionCell, QuestionId, QuestionSet, Subset};
use crate::program::{DatedRules, EncodedAnswers, Mode, Partial};
use crate::requirement::Choice;

use super::goal::{Goal, Stand, Wanted, stand};
use super::nearest::{Near, nearest};
use super::others::others;

/// The most parts of the answer space that one search looks at; beyond, nothing is claimed to be minimal.
pub const MAX_CELLS: usize = 400_000;

/// One answer that is different.
#[derive(Clone, Debug)]
pub struct Change {
    /// The question.
    pub question: QuestionId,
    /// What it is taken to be now; none for `none`, or while it is unknown.
    pub from: Option<i128>,
    /// Where that is from; none while it is unknown.
    pub origin: Option<Origin>,
    /// What it is changed to; none when the answer is taken back.
    pub to: Option<i128>,
    /// Everything that it could be changed to with the same effect; none when the answer is taken back.
    pub region: Option<Subset>,
}

/// A set of changes, none of which can be left out.
#[derive(Clone, Debug)]
pub struct Counterfactual {
    /// The changes, in the order of the pack's questions.
    pub changes: Vec<Change>,
    /// The service that is recommended then.
    pub then: ServiceId,
    /// How it is reached then.
    pub route: Route,
}

impl Counterfactual {
    /// The answers with the changes.
    #[must_use]
    pub fn apply(&self, dated: &DatedRules, encoded: &EncodedAnswers) -> EncodedAnswers {
        let mut changed = encoded.clone();
        for change in &self.changes {
            changed.set(change.question, change.to, dated.pack(), dated.catalog());
        }
        changed
    }
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Counterfactuals {
    /// All sets of the smallest size, each at its nearest answers, in the order of their questions.
    pub found: Vec<Counterfactual>,
    /// The largest size that was looked at.
    pub searched: usize,
    /// Whether the search was given up: then smaller sets may exist.
    pub gave_up: bool,
}

/// The smallest changes, of at most `most` answers, that make a service the recommendation.
#[must_use]
pub fn counterfactual_to(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    service: ServiceId,
    most: usize,
) -> Counterfactuals {
    deepen(
        dated,
        encoded,
        Goal { provider: dated.catalog().service(service).provider, wanted: Wanted::Service(service) },
        most,
    )
}

/// The same for whatever one name stands for: the one that takes the fewest changes, the first of several.
#[must_use]
pub fn counterfactual_to_one(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    choice: &Choice,
    most: usize,
) -> (ServiceId, Counterfactuals) {
    let first = (choice.first, counterfactual_to(dated, encoded, choice.first, most));
    choice.others.iter().fold(first, |best, other| {
        let flips = counterfactual_to(dated, encoded, *other, most);
        let is_nearer =
            !flips.found.is_empty() && (best.1.found.is_empty() || flips.searched < best.1.searched);
        if is_nearer { (*other, flips) } else { best }
    })
}

/// The smallest changes that make any other service than the present one the recommendation of a provider.
#[must_use]
pub fn counterfactual_to_any(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    provider: ProviderId,
    present: Option<ServiceId>,
    most: usize,
) -> Counterfactuals {
    deepen(dated, encoded, Goal { provider, wanted: Wanted::Other(present) }, most)
}

/// The same as [`counterfactual_to`], for outcomes that name the service.
pub(super) fn counterfactual_to_name(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    service: ServiceId,
    most: usize,
) -> Counterfactuals {
    let provider = dated.catalog().service(service).provider;
    deepen(dated, encoded, Goal { provider, wanted: Wanted::ByName(service) }, most)
}

/// Size by size, until something is found: nothing larger is smallest.
fn deepen(dated: &DatedRules, base: &EncodedAnswers, goal: Goal, most: usize) -> Counterfactuals {
    let mut flips = Counterfactuals::default();
    for size in 1..=most {
        flips.searched = size;
        let (found, regions) = (BTreeMap::new(), BTreeMap::new());
        let mut search = Search { dated, base, goal, size, found, regions, cells: MAX_CELLS };
        flips.gave_up = search.at(Place::start(base), &AnswerBox::default()).is_none();
        flips.found = search.found.into_values().map(|(_, flip)| flip).collect();
        if !flips.found.is_empty() || flips.gave_up {
            break;
        }
    }
    flips
}

/// Adds a part; those of one question that are kept from the goal by the same are one part.
fn add(parts: &mut Vec<(AnswerBox, QuestionSet)>, space: AnswerBox, keeps: QuestionSet) {
    let only = |space: &AnswerBox| {
        let mut regions = space.iter();
        regions
            .next()
            .filter(|_| regions.next().is_none())
            .map(|(question, region)| (question, region.clone()))
    };
    for (before, _) in parts.iter_mut().filter(|(_, same)| *same == keeps) {
        if let (Some((question, a)), Some((same, b))) = (only(before), only(&space))
            && question == same
            && let Some(region) = a.union(&b)
        {
            *before = before.with(question, region);
            return;
        }
    }
    parts.push((space, keeps));
}

/// How far a search has come.
#[derive(Clone, Copy)]
struct Place<'s> {
    /// The answers, those that were changed by being taken back included.
    encoded: &'s EncodedAnswers,
    /// The questions that were changed, the latest last.
    changed: &'s [QuestionId],
    /// Changes of these questions have been looked at already.
    done: QuestionSet,
}

impl<'s> Place<'s> {
    fn start(encoded: &'s EncodedAnswers) -> Self {
        Self { encoded, changed: &[], done: QuestionSet::default() }
    }
}

struct Search<'a> {
    dated: &'a DatedRules,
    base: &'a EncodedAnswers,
    goal: Goal,
    size: usize,
    /// For each set of questions, and each service that it leads to, the nearest answers.
    found: BTreeMap<(Vec<QuestionId>, ServiceId), (Vec<u128>, Counterfactual)>,
    /// What questions can be changed to, for those that were changed already.
    regions: BTreeMap<QuestionId, Vec<Subset>>,
    /// How many more parts may be looked at.
    cells: usize,
}

impl Search<'_> {
    /// Looks at all answers to the changed questions: those in the space anything in it, the others taken back in
    /// the answers. None when there is too much to look at.
    fn at(&mut self, place: Place<'_>, space: &AnswerBox) -> Option<()> {
        let (dated, goal, program) = (self.dated, self.goal, self.dated.program());
        let mut varied = QuestionSet::default();
        place.changed.iter().for_each(|question| varied.insert(*question));
        let partial =
            Partial::new(program, program.assign(place.encoded), goal.provider, Mode::Varied, varied);
        let leaves = partial.explore(space.clone(), |open| stand(dated, goal, open));
        let leaves: Vec<PartitionCell<Stand>> = leaves.take(MAX_PARTITION_CELLS + 1).collect();
        self.cells = self.cells.checked_sub(leaves.len()).filter(|_| leaves.len() <= MAX_PARTITION_CELLS)?;
        let mut parts: Vec<(AnswerBox, QuestionSet)> = Vec::new();
        for PartitionCell { space, result } in leaves {
            match result {
                // A part that holds a present answer was reached with one change less.
                Stand::Reached(then, route) if place.changed.len() == self.size => {
                    self.keep(&space, (then, route), place.changed);
                }
                Stand::Blocked(keeps) if place.changed.len() < self.size => add(&mut parts, space, keeps),
                _ => {}
            }
        }
        for (space, keeps) in parts {
            let mut done = place.done;
            let open =
                |q: &QuestionId| !place.changed.contains(q) && dated.pack().provider_variable() != Some(*q);
            for question in keeps.iter().filter(open) {
                if !done.contains(question) {
                    let mut changed = place.changed.to_vec();
                    changed.push(question);
                    let next = Place { encoded: place.encoded, changed: &changed, done };
                    self.open(next, &space, question)?;
                }
                // Every set with this question has been looked at now, in this part of the space.
                done.insert(question);
            }
        }
        Some(())
    }

    /// Changes one question more: to anything, or by taking its answer back.
    fn open(&mut self, place: Place<'_>, space: &AnswerBox, question: QuestionId) -> Option<()> {
        let (dated, base) = (self.dated, self.base);
        let regions = self.regions.entry(question).or_insert_with(|| others(dated, base, question));
        for region in regions.clone() {
            self.at(place, &space.with(question, region))?;
        }
        if place.encoded.code(question).is_some() {
            let mut encoded = place.encoded.clone();
            encoded.set(question, None, self.dated.pack(), self.dated.catalog());
            self.at(Place { encoded: &encoded, ..place }, space)?;
        }
        Some(())
    }

    /// Keeps a set of changes, if its answers are nearer than those that were found before.
    fn keep(&mut self, space: &AnswerBox, (then, route): (ServiceId, Route), changed: &[QuestionId]) {
        let mut questions = changed.to_vec();
        questions.sort_unstable();
        let each = questions.iter().map(|question| self.change(space, *question));
        let Some(all) = each.collect::<Option<Vec<(u128, Change)>>>() else { return };
        let (distances, nearest): (Vec<u128>, Vec<Change>) = all.into_iter().unzip();
        let nearer = |before: &(Vec<u128>, Counterfactual)| distances < before.0;
        let key = (questions, then);
        if self.found.get(&key).is_none_or(nearer) {
            self.found.insert(key, (distances, Counterfactual { changes: nearest, then, route }));
        }
    }

    fn change(&self, space: &AnswerBox, question: QuestionId) -> Option<(u128, Change)> {
        let present = origin(self.dated, self.base, question);
        let from = present.and_then(|(code, _, _)| code);
        let origin = present.map(|(_, origin, _)| origin);
        let Some(region) = space.region(question) else {
            // Taken back: further than any other answer.
            return Some((u128::MAX, Change { question, from, origin, to: None, region: None }));
        };
        let Near { distance, code } = nearest(self.dated, question, region, from)?;
        let region = Some(region.clone());
        Some((distance, Change { question, from, origin, to: Some(code), region }))
    }
}
