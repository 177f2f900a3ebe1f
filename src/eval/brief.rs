//! The short answer with its status proven: what a batch needs, without explanations.

use crate::catalog::ProviderId;
use crate::logic::{QuestionId, QuestionSet};
use crate::program::{Assignment, End, Pick, Ruleset, Trail, View, Winner};

use super::{Status, completions, status};

/// Buffers of one thread, used again for every requirement.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The way of the latest pick.
    pub trail: Trail,
    changed: Assignment,
    other: Trail,
}

/// The answer for one provider and how settled it is.
///
/// Most answers are proven with a few picks: nothing that the answer looks at is open, or one guess that is stated otherwise leads
/// elsewhere. Only what is left is explored.
pub fn verdict(
    rules: &Ruleset,
    assignment: &mut Assignment,
    provider: ProviderId,
    scratch: &mut Scratch,
) -> (Pick, Status) {
    let program = rules.program();
    let pick = program.pick(assignment, provider, &mut scratch.trail);
    let base = pick.winner();
    if !matches!(base, Winner::Service(_)) {
        return (pick, status(base, 1));
    }
    let mut open: Vec<QuestionId> = Vec::new();
    let looked_at = looked_at(rules, &scratch.trail, provider, pick);
    program.open_questions(assignment).each(|question| {
        if looked_at.contains(question) {
            open.push(question);
        }
    });
    if open.is_empty() {
        return (pick, Status::Decided);
    }
    // A guess that was used comes first: it is the likeliest to matter.
    let assumed = scratch.trail.assumed();
    open.sort_by_key(|question| !assumed.contains(*question));
    for question in &open {
        if leads_elsewhere(rules, assignment, (provider, base), *question, scratch) {
            return (pick, Status::Provisional);
        }
    }
    let explored = completions::explore_provider(rules, assignment, provider);
    (pick, status(base, explored.winners(base).len()))
}

/// The questions that the answer can depend on.
fn looked_at(rules: &Ruleset, trail: &Trail, provider: ProviderId, pick: Pick) -> QuestionSet {
    match pick.end {
        End::Outcome(outcome) => rules.program().looked_at(trail, provider, outcome, pick.route()),
        End::Stuck(_) => QuestionSet::default(),
    }
}

/// Whether some answer to an open question alone gives another service.
fn leads_elsewhere(
    rules: &Ruleset,
    assignment: &Assignment,
    (provider, base): (ProviderId, Winner),
    question: QuestionId,
    scratch: &mut Scratch,
) -> bool {
    let program = rules.program();
    let Scratch { changed, other, .. } = scratch;
    let mut found = false;
    program.each_answer(question, |code| {
        program.restate(assignment, question, code, changed);
        let winner = program.pick(changed, provider, other).winner();
        found = winner != base
            && program.asks_for(changed, provider)
            && program.conflicts(changed).next().is_none();
        found
    });
    found
}

/// What stands in for the questions that a way rests on, by name: the guesses of a pick.
#[must_use]
pub fn assumed(rules: &Ruleset, assignment: &Assignment, trail: &Trail) -> Vec<QuestionId> {
    let is_assumed = |question: &QuestionId| {
        let standing = rules.program().stands(assignment, *question, View::Walk);
        standing.is_some_and(|standing| standing.is_assumed)
    };
    trail.assumed().iter().filter(is_assumed).collect()
}
