//! The short answer with its status proven: what a batch needs, without explanations.

use crate::catalog::ProviderId;
use crate::logic::{QuestionId, QuestionSet};
use crate::program::{Assignment, DatedRules, End, Pick, Program, Sweeps, Trail, View, Winner};

use super::confirm::Confirming;
use super::{Status, completions, status};

/// Buffers of one thread, used again for every requirement.
#[derive(Debug, Default)]
pub struct Scratch {
    /// The way of the latest pick.
    pub trail: Trail,
    /// A requirement before it was looked at for a provider.
    pub base: Assignment,
    changed: Assignment,
}

/// The answer for one provider and how settled it is.
///
/// Most answers are proven with a few picks: nothing that the answer looks at is open, or one guess that is stated otherwise leads
/// elsewhere. Only what is left is explored.
pub fn verdict(
    rules: &DatedRules,
    assignment: &mut Assignment,
    provider: ProviderId,
    scratch: &mut Scratch,
) -> (Pick, Status) {
    let program = rules.program();
    let pick = program.pick(assignment, provider, &mut scratch.trail);
    let base = pick.winner();
    let (Winner::Service(_), End::Outcome(outcome)) = (base, pick.end) else {
        return (pick, status(base, true, 1));
    };
    if pick.choice.is_some_and(|choice| !program.is_verified(choice.deployment)) {
        return (pick, Status::Unverified);
    }
    let Scratch { trail, changed, .. } = scratch;
    let all_open = program.open_questions(assignment);
    let looked_at = program.looked_at(trail, provider, outcome, pick.choice);
    if !looked_at.meets(all_open) {
        return (pick, Status::Decided);
    }
    let mut open: Vec<QuestionId> = all_open.iter().filter(|open| looked_at.contains(*open)).collect();
    let sweeps = Sweeps::after(program, assignment, provider, pick, trail);
    // A guess that was used comes first: it is the likeliest to matter.
    let assumed = trail.assumed();
    open.sort_by_key(|question| !assumed.contains(*question));
    for question in &open {
        if leads_elsewhere(program, &sweeps, (provider, base), *question, changed) {
            return (pick, Status::Provisional);
        }
    }
    let agree = completions::all_agree(rules, assignment, provider, base);
    (pick, status(base, true, if agree { 1 } else { 2 }))
}

/// Whether some answer to an open question alone gives another service.
fn leads_elsewhere(
    program: &Program,
    sweeps: &Sweeps<'_>,
    (provider, base): (ProviderId, Winner),
    question: QuestionId,
    buffer: &mut Assignment,
) -> bool {
    let mut along = sweeps.along(question, buffer);
    let mut found = false;
    program.each_answer(question, |code| {
        let winner = along.answer(code).winner();
        found = winner != base && program.asks_for(along.changed(), provider) && !along.contradicts();
        found
    });
    found
}

/// The assumptions that answers rest on, those that can be confirmed: `used` are the assumed answers that were looked at on the way
/// to what came out, and the base of the buffers is the requirement.
#[must_use]
pub fn assumptions(
    rules: &DatedRules,
    used: QuestionSet,
    came: &[(ProviderId, Winner)],
    scratch: &mut Scratch,
) -> QuestionSet {
    let Scratch { base, changed: buffer, .. } = scratch;
    let assumed = |question: QuestionId| {
        let standing = rules.program().effective(base, question, View::Effective);
        Some((question, standing.filter(|standing| standing.is_assumed)?.value))
    };
    let all: Vec<(QuestionId, Option<i128>)> = used.iter().filter_map(assumed).collect();
    let (mut kept, mut stated) = (QuestionSet::default(), Vec::new());
    for (question, value) in all {
        match value {
            Some(code) => stated.push((question, code)),
            None => kept.insert(question),
        }
    }
    let mut confirming = Confirming { rules, base, came, buffer };
    for (question, _) in confirming.kept(&stated, |_, _| {}) {
        kept.insert(question);
    }
    kept
}
