//! Which question tells most.

use std::collections::{BTreeMap, BTreeSet};

use crate::eval::{Found, Winner};
use crate::logic::{PartitionCell, QuestionId, Subset};

use super::InformativeQuestion;
use super::partition::Partition;

/// Questions in the order in which they are worth asking.
///
/// The first is the one after whose answer the least doubt is left: for each of its kinds of answers, all taken to be
/// equally likely, the chance that two completions drawn at random come out differently, summed over the providers.
/// Where that is the same, the question that comes first in the pack.
pub(super) fn best_first(
    mut useful: Vec<InformativeQuestion>,
    partitions: &[&Partition],
) -> Vec<InformativeQuestion> {
    if useful.len() < 2 {
        return useful;
    }
    let kinds = Kinds::of(partitions);
    let weighed: Vec<Vec<Weighed<'_>>> = partitions.iter().map(|partition| kinds.weigh(partition)).collect();
    let doubt: BTreeMap<QuestionId, f64> = useful
        .iter()
        .map(|useful| (useful.question, kinds.impurity_after(useful.question, &weighed)))
        .collect();
    let of =
        |useful: &InformativeQuestion| *invariant!(doubt.get(&useful.question), "every question was weighed");
    // Stable: ties stay in declared order.
    useful.sort_by(|a, b| of(a).total_cmp(&of(b)));
    useful
}

/// For every open question, one answer of each kind that some cell tells apart.
struct Kinds(BTreeMap<QuestionId, Vec<i128>>);

/// A cell, with the share of each question's kinds of answers that are in it.
struct Weighed<'p> {
    cell: &'p PartitionCell<Found>,
    shares: Vec<(QuestionId, f64)>,
}

impl Kinds {
    fn of(partitions: &[&Partition]) -> Self {
        let mut kinds: BTreeMap<QuestionId, BTreeSet<i128>> = BTreeMap::new();
        for cell in partitions.iter().flat_map(|partition| partition.cells()) {
            for (question, region) in cell.space.iter() {
                kinds.entry(question).or_default().extend(examples(region));
            }
        }
        Self(kinds.into_iter().map(|(question, codes)| (question, codes.into_iter().collect())).collect())
    }

    fn of_question(&self, question: QuestionId) -> &[i128] {
        self.0.get(&question).map_or(&[], Vec::as_slice)
    }

    fn weigh<'p>(&self, partition: &'p Partition) -> Vec<Weighed<'p>> {
        let share = |(question, region): (QuestionId, &Subset)| {
            let kinds = self.of_question(question);
            let inside = kinds.iter().filter(|code| region.contains(**code)).count();
            (question, fraction(inside, kinds.len()))
        };
        let weighed =
            |cell: &'p PartitionCell<Found>| Weighed { cell, shares: cell.space.iter().map(share).collect() };
        partition.cells().iter().map(weighed).collect()
    }

    /// The Gini impurity that is left after the answer to a question, on average over its kinds of answers.
    fn impurity_after(&self, question: QuestionId, partitions: &[Vec<Weighed<'_>>]) -> f64 {
        let kinds = self.of_question(question);
        let total: f64 = kinds
            .iter()
            .flat_map(|code| partitions.iter().map(move |cells| gini_impurity(question, *code, cells)))
            .sum();
        total * fraction(1, kinds.len().max(1))
    }
}

/// Gini impurity: the chance that two completions with one answer in common, drawn at random, come out differently.
fn gini_impurity(question: QuestionId, code: i128, cells: &[Weighed<'_>]) -> f64 {
    let mut weights: BTreeMap<Winner, f64> = BTreeMap::new();
    for Weighed { cell, shares } in cells {
        if cell.space.region(question).is_none_or(|region| region.contains(code)) {
            let others = shares.iter().filter(|(other, _)| *other != question);
            let weight: f64 = others.map(|(_, share)| share).product();
            *weights.entry(cell.result.winner).or_default() += weight;
        }
    }
    let all: f64 = weights.values().sum();
    if all <= 0.0 {
        return 0.0;
    }
    1.0 - weights.values().map(|weight| (weight / all) * (weight / all)).sum::<f64>()
}

/// One code of each kind of answers that a region can be told apart from others by.
fn examples(region: &Subset) -> Vec<i128> {
    match region {
        Subset::Words(mask) => (0..128).filter(|bit| mask >> bit & 1 == 1).collect(),
        Subset::Range(low, _) => vec![*low],
        Subset::MaybeAbsent(inner) => examples(inner),
        other => other.example().into_iter().collect(),
    }
}

fn fraction(part: usize, whole: usize) -> f64 {
    let number = |count: usize| f64::from(invariant!(u32::try_from(count).ok(), "a partition has few cells"));
    number(part) / number(whole.max(1))
}
