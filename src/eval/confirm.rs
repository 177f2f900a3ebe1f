//! Assumptions that can be confirmed: stating any of those that are listed leaves every answer as it is.

use crate::catalog::ProviderId;
use crate::logic::QuestionId;
use crate::program::{Assignment, DatedRules, Winner};

use super::completions::{Assumption, OpenQuestion};

/// How many assumptions may make a difference by being stated; more are not tried in every combination.
const MAX_TELLING: usize = 6;

/// Takes out the assumptions that the answer does not bear to have confirmed: the walk used them, but a stated answer also binds
/// constraints, and can be asked for by `is answered`. They are questions whose answer could change something, not grounds. So are
/// `others`: answers that are assumed, though only whether they are answered was asked, where to state them changes an answer.
pub(super) fn confirm(
    rules: &DatedRules,
    base: &Assignment,
    came: &[(ProviderId, Winner)],
    (assumptions, others): (&mut Vec<Assumption>, &[(QuestionId, i128)]),
    open: &mut Vec<OpenQuestion>,
) {
    let all: Vec<(QuestionId, i128)> =
        assumptions.iter().filter_map(|assumed| Some((assumed.question, assumed.value?))).collect();
    let mut buffer = Assignment::default();
    let mut confirming = Confirming { rules, base, came, buffer: &mut buffer };
    let mut guessed = |(question, code), changes: Vec<(ProviderId, Vec<Winner>)>| {
        let guess = Some(code);
        match open.iter_mut().find(|open| open.question == question) {
            Some(known) => {
                known.guess = guess;
                for (provider, winners) in changes {
                    if !known.possible.iter().any(|(other, _)| *other == provider) {
                        known.possible.push((provider, winners));
                    }
                }
            }
            None => open.push(OpenQuestion { question, possible: changes, guess }),
        }
    };
    let kept = confirming.kept(&all, &mut guessed);
    for one in others {
        let changes = confirming.changes(&[*one]);
        if !changes.is_empty() {
            guessed(*one, changes);
        }
    }
    assumptions.retain(|assumed| {
        assumed.value.is_none() || kept.iter().any(|(question, _)| *question == assumed.question)
    });
}

/// What came out of a requirement, and what would if some of its assumptions were stated.
pub(super) struct Confirming<'a> {
    pub(super) rules: &'a DatedRules,
    /// The requirement, looked at for no provider yet.
    pub(super) base: &'a Assignment,
    pub(super) came: &'a [(ProviderId, Winner)],
    pub(super) buffer: &'a mut Assignment,
}

impl Confirming<'_> {
    /// Those of some assumptions that can be stated together; `changes` hears of each other one, and of the answers that change
    /// when it is stated.
    pub(super) fn kept(
        &mut self,
        all: &[(QuestionId, i128)],
        mut changes: impl FnMut((QuestionId, i128), Vec<(ProviderId, Vec<Winner>)>),
    ) -> Vec<(QuestionId, i128)> {
        if self.effective(all) {
            return all.to_vec();
        }
        let mut kept: Vec<(QuestionId, i128)> = Vec::new();
        for one in all {
            kept.push(*one);
            if !self.effective(&kept) {
                kept.pop();
                changes(*one, self.changes(&[*one]));
            }
        }
        kept
    }

    /// Whether stating any of some answers leaves everything as it is.
    ///
    /// What is stated only ever rules more out, so all together say it for all; but whoever asks `is answered` may turn the
    /// other way, and such answers are tried in every combination.
    fn effective(&mut self, answers: &[(QuestionId, i128)]) -> bool {
        let told = self.rules.program().told_apart();
        let (telling, others): (Vec<_>, Vec<_>) =
            answers.iter().copied().partition(|(question, _)| told.contains(*question));
        if telling.len() > MAX_TELLING {
            return false;
        }
        (0..1_u32 << telling.len()).all(|chosen| {
            let some = telling.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1).map(|(_, it)| *it);
            let some: Vec<(QuestionId, i128)> = some.collect();
            let every: Vec<(QuestionId, i128)> = some.iter().chain(&others).copied().collect();
            self.changes(&every).is_empty() && (others.is_empty() || self.changes(&some).is_empty())
        })
    }

    /// For each provider whose answer changes when some answers are stated, both answers.
    fn changes(&mut self, answers: &[(QuestionId, i128)]) -> Vec<(ProviderId, Vec<Winner>)> {
        let program = self.rules.program();
        if answers.is_empty() {
            return Vec::new();
        }
        program.stated_too(self.base, answers, self.buffer);
        let contradicts = program.conflicts(self.buffer).next().is_some();
        let mut changed = Vec::new();
        for (provider, base) in self.came.iter().copied() {
            let is_asked = program.asks_for(self.buffer, provider);
            let now = program.picked(self.buffer, provider).winner();
            if contradicts || now != base || !is_asked {
                let mut winners = vec![base, now];
                winners.dedup();
                changed.push((provider, winners));
            }
        }
        changed
    }
}
