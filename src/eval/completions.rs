//! Every completion of what is assumed or unknown, as a partition: exactly, not by guesswork.

use std::collections::BTreeMap;

use crate::catalog::ProviderId;
use crate::logic::{AnswerBox, MAX_PARTITION_CELLS, PartitionCell, QuestionId, QuestionSet};
use crate::pack::{FallbackId, FallbackKind};
use crate::program::{Assignment, DatedRules, Mode, Partial, Winner};

use super::explain::{Answer, Origin};
use super::{ProviderEvaluation, Status};

/// A guess that a walk used.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// The question.
    pub question: QuestionId,
    /// Which of its fallbacks.
    pub fallback: FallbackId,
    /// The code that was assumed; none for `none`.
    pub value: Option<i128>,
    /// The providers whose answer another value could change.
    pub could_change: Vec<ProviderId>,
}

/// A question whose answer could still change something.
#[derive(Clone, Debug)]
pub struct OpenQuestion {
    /// The question.
    pub question: QuestionId,
    /// For each provider, what can come out.
    pub possible: Vec<(ProviderId, Vec<Winner>)>,
    /// The code that was assumed for it all the same, where to state it, alone or with assumptions, changes an answer.
    pub guess: Option<i128>,
}

/// The completions of one requirement for one provider.
pub(super) struct Completions {
    /// None when there are more than can be listed.
    leaves: Option<Vec<PartitionCell<Winner>>>,
}

/// What comes out in one part of the completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What comes out.
    pub winner: Winner,
    /// The questions that were looked at for it.
    pub read: QuestionSet,
}

/// Every completion that agrees with a partial assignment, as disjoint spaces with what comes out everywhere in each; none
/// where the completions contradict what is stated, or leave the provider out. They come one by one, as they are found.
pub fn completions<'s>(partial: &'s Partial<'_>) -> impl Iterator<Item = PartitionCell<Option<Found>>> + 's {
    partial.explore(AnswerBox::default(), |open| {
        let winner = open.run()?.winner();
        let read = open.take_read();
        if open.excludes()? || open.contradicts()? {
            return Ok(None);
        }
        Ok(Some(Found { winner, read }))
    })
}

/// Explores all completions. Those that contradict what is stated are left out.
pub(super) fn explore_provider(
    rules: &DatedRules,
    assignment: &Assignment,
    provider: ProviderId,
) -> Completions {
    let none = QuestionSet::default();
    let partial = Partial::new(rules.program(), assignment.clone(), provider, Mode::completions(), none);
    let mut leaves = Vec::new();
    for (count, leaf) in completions(&partial).enumerate() {
        if count >= MAX_PARTITION_CELLS {
            return Completions { leaves: None };
        }
        leaves.extend(leaf.result.map(|found| PartitionCell { space: leaf.space, result: found.winner }));
    }
    Completions { leaves: Some(leaves) }
}

/// Whether nothing else comes out under any completion; not so where there are more than can be looked at.
pub(super) fn all_agree(
    rules: &DatedRules,
    assignment: &Assignment,
    provider: ProviderId,
    base: Winner,
) -> bool {
    let none = QuestionSet::default();
    let partial = Partial::new(rules.program(), assignment.clone(), provider, Mode::completions(), none);
    let mut leaves = completions(&partial).enumerate();
    leaves.all(|(count, leaf)| {
        count < MAX_PARTITION_CELLS && leaf.result.is_none_or(|found| found.winner == base)
    })
}

/// What comes out under every completion of what is assumed or unknown, the defaults standing: disjoint spaces, each
/// with the one result that holds in it. None when there are more than can be listed.
#[must_use]
pub fn all_completions(
    rules: &DatedRules,
    assignment: &Assignment,
    provider: ProviderId,
) -> Option<Vec<PartitionCell<Winner>>> {
    explore_provider(rules, assignment, provider).leaves
}

impl Completions {
    /// Everything that can come out, `base` first; the others in order.
    pub(super) fn winners(&self, base: Winner) -> Vec<Winner> {
        let Some(leaves) = &self.leaves else {
            // INVARIANT (bounded): beyond the limit nothing is claimed to be decided.
            return vec![base, Winner::Undecided];
        };
        let mut others: Vec<Winner> =
            leaves.iter().map(|leaf| leaf.result).filter(|winner| *winner != base).collect();
        others.sort_unstable();
        others.dedup();
        std::iter::once(base).chain(others).collect()
    }

    /// The questions that some completion was cut at.
    fn cut(&self) -> Vec<QuestionId> {
        let leaves = self.leaves.iter().flatten();
        let mut questions: Vec<QuestionId> =
            leaves.flat_map(|leaf| leaf.space.iter().map(|(q, _)| q)).collect();
        questions.sort_unstable();
        questions.dedup();
        questions
    }

    /// What can come out when one question is answered differently and all else is the same: for each question that changes
    /// something.
    fn influences(&self) -> BTreeMap<QuestionId, Vec<Winner>> {
        let mut found: BTreeMap<QuestionId, Vec<Winner>> = BTreeMap::new();
        let leaves = self.leaves.as_deref().unwrap_or_default();
        for (at, a) in leaves.iter().enumerate() {
            for b in leaves.iter().skip(at + 1).filter(|b| a.result != b.result) {
                // Two parts lie apart in some question: where it is one alone, its answer is all that tells them apart.
                let mut apart = a.space.apart(&b.space);
                if let (Some(question), None) = (apart.next(), apart.next()) {
                    let winners = found.entry(question).or_default();
                    for winner in [a.result, b.result] {
                        if !winners.contains(&winner) {
                            winners.push(winner);
                        }
                    }
                }
            }
        }
        for winners in found.values_mut() {
            winners.sort_unstable();
        }
        found
    }
}

/// The assumptions that were used, and the questions whose answer could change something.
pub(super) fn open_questions(
    rules: &DatedRules,
    (answers, used): (&[Answer], QuestionSet),
    explored: &[(ProviderId, Completions)],
    evaluations: &[ProviderEvaluation],
) -> (Vec<Assumption>, Vec<OpenQuestion>) {
    let swayed: Vec<_> =
        explored.iter().map(|(provider, completions)| (*provider, completions.influences())).collect();
    let influences = |question: QuestionId| -> Vec<(ProviderId, Vec<Winner>)> {
        let each = swayed.iter();
        each.filter_map(|(provider, influences)| Some((*provider, influences.get(&question)?.clone())))
            .collect()
    };
    let assumed = |answer: &&Answer| answer.origin == Origin::Assumed && used.contains(answer.question);
    let mut assumptions = Vec::new();
    for answer in answers.iter().filter(assumed) {
        let could_change = influences(answer.question).into_iter().map(|(provider, _)| provider).collect();
        let fallback = invariant!(answer.fallback, "an assumption is one of the fallbacks of its question");
        assumptions.push(Assumption {
            question: answer.question,
            fallback,
            value: answer.code,
            could_change,
        });
    }
    let mut questions: Vec<QuestionId> =
        explored.iter().flat_map(|(_, completions)| completions.cut()).collect();
    questions.sort_unstable();
    questions.dedup();
    let mut open: Vec<OpenQuestion> = Vec::new();
    for question in questions {
        let possible = influences(question);
        if !possible.is_empty() {
            open.push(OpenQuestion { question, possible, guess: None });
        }
    }
    unanimous(used, explored, evaluations, &mut assumptions, &mut open);
    let undecided = evaluations.iter().any(|evaluation| evaluation.status == Status::Undecided);
    if undecided && open.is_empty() {
        open.extend(unanswered(rules, answers, explored));
    }
    (assumptions, open)
}

/// All completions may agree with each other and not with the guess: then every question that was
/// guessed, or that they were cut at, could change the answer.
fn unanimous(
    used: QuestionSet,
    explored: &[(ProviderId, Completions)],
    evaluations: &[ProviderEvaluation],
    assumptions: &mut [Assumption],
    open: &mut Vec<OpenQuestion>,
) {
    for ((provider, completions), evaluation) in explored.iter().zip(evaluations) {
        let named = open.iter().any(|open| open.possible.iter().any(|(id, _)| id == provider));
        if evaluation.possible.len() < 2 || named {
            continue;
        }
        let mut questions: Vec<QuestionId> = used.iter().collect();
        questions.extend(completions.cut());
        questions.sort_unstable();
        questions.dedup();
        for question in questions {
            for assumption in assumptions.iter_mut().filter(|assumption| assumption.question == question) {
                assumption.could_change.push(*provider);
            }
            let possible = (*provider, evaluation.possible.clone());
            match open.iter_mut().find(|open| open.question == question) {
                Some(open) => open.possible.push(possible),
                None => open.push(OpenQuestion { question, possible: vec![possible], guess: None }),
            }
        }
    }
}

/// When nothing comes out at all: the unanswered questions that some walk was cut at.
fn unanswered(
    rules: &DatedRules,
    answers: &[Answer],
    explored: &[(ProviderId, Completions)],
) -> Vec<OpenQuestion> {
    let closed = |question: QuestionId| {
        let stands = |kind: FallbackKind| kind != FallbackKind::Assume;
        let stated =
            answers.iter().any(|answer| answer.question == question && answer.origin == Origin::Stated);
        stated
            || rules
                .pack()
                .question(question)
                .fallbacks
                .iter()
                .any(|fallback| stands(fallback.kind) && fallback.when.is_none())
    };
    let mut questions: Vec<QuestionId> =
        explored.iter().flat_map(|(_, completions)| completions.cut()).collect();
    questions.sort_unstable();
    questions.dedup();
    let open = questions.into_iter().filter(|question| !closed(*question));
    open.map(|question| OpenQuestion {
        question,
        possible: explored.iter().map(|(provider, c)| (*provider, c.winners(Winner::Undecided))).collect(),
        guess: None,
    })
    .collect()
}
