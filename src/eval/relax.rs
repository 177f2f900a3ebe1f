//! When nothing fits: who comes nearest, and the least that has to give.

use crate::catalog::{ProviderId, ServiceId};
use crate::logic::QuestionId;
use crate::pack::ConstraintId;
use crate::program::{Assignment, DatedRules, EncodedAnswers};

use super::Rejection;

/// A service that does not fit, with everything that it breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The service.
    pub service: ServiceId,
    /// The constraints that it breaks.
    pub constraints: Vec<ConstraintId>,
}

/// Answers to take back, and what is recommended then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relaxation {
    /// The questions whose answers are taken back.
    pub questions: Vec<QuestionId>,
    /// The service that fits then.
    pub then: ServiceId,
    /// Whether that rests on nothing unknown.
    pub is_verified: bool,
}

/// How many near misses are kept.
const NEAREST: usize = 3;

/// How many smallest sets of answers are kept.
const SMALLEST: usize = 5;

/// How many evaluations a search for the smallest relaxation may take.
const MAX_TRIES: usize = 20_000;

/// The services that break the fewest constraints, of those whose turn came; of several the first.
pub(super) fn nearest(rejected: &[Rejection]) -> Vec<Miss> {
    let mut misses: Vec<Miss> = Vec::new();
    for Rejection { service, constraint, .. } in rejected {
        match misses.iter_mut().find(|miss| miss.service == *service) {
            Some(miss) => miss.constraints.push(*constraint),
            None => misses.push(Miss { service: *service, constraints: vec![*constraint] }),
        }
    }
    misses.sort_by_key(|miss| miss.constraints.len());
    misses.truncate(NEAREST);
    misses
}

/// The smallest sets of stated answers without which something fits.
pub(super) fn relax(rules: &DatedRules, encoded: &EncodedAnswers, provider: ProviderId) -> Vec<Relaxation> {
    let program = rules.program();
    let mut buffer = Assignment::default();
    let stated: Vec<QuestionId> = encoded.stated().collect();
    let mut tries = 0;
    for size in 1..=stated.len() {
        let mut found = Vec::new();
        for subset in subsets(stated.len(), size) {
            tries += 1;
            if tries > MAX_TRIES {
                return found;
            }
            let questions: Vec<QuestionId> =
                subset.iter().map(|at| *invariant!(stated.get(*at), "a subset of what is stated")).collect();
            let mut relaxed = encoded.clone();
            for question in &questions {
                relaxed.set(*question, None, rules.pack(), rules.catalog());
            }
            program.assign_to(&mut buffer, &relaxed);
            if let Some(choice) = program.picked(&mut buffer, provider).choice {
                let is_verified = program.is_verified(choice.deployment);
                found.push(Relaxation { questions, then: choice.service, is_verified });
            }
        }
        if !found.is_empty() {
            found.truncate(SMALLEST);
            return found;
        }
    }
    Vec::new()
}

/// All subsets of `0..count` of one size, in lexical order.
fn subsets(count: usize, size: usize) -> impl Iterator<Item = Vec<usize>> {
    let mut next = (size <= count).then(|| (0..size).collect::<Vec<usize>>());
    std::iter::from_fn(move || {
        let current = next.take()?;
        let movable =
            (0..size).rev().find(|at| current.get(*at).is_some_and(|value| value + size - at < count));
        next = movable.map(|at| {
            let mut following = current.clone();
            let start = invariant!(following.get(at), "a place of the subset") + 1;
            following.truncate(at);
            following.extend((start..).take(size - at));
            following
        });
        Some(current)
    })
}

#[cfg(test)]
mod tests {
    use super::subsets;

    #[test]
    fn subsets_come_in_lexical_order() {
        let all: Vec<Vec<usize>> = subsets(4, 2).collect();
        assert_eq!(all, [vec![0, 1], vec![0, 2], vec![0, 3], vec![1, 2], vec![1, 3], vec![2, 3]]);
        assert_eq!(subsets(3, 3).count(), 1);
        assert_eq!(subsets(2, 3).count(), 0);
    }
}
