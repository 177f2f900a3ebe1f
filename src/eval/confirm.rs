//! Assumptions that can be confirmed: stating any of those that are listed leaves every answer as it is.

use crate::catalog::ProviderId;
use crate::logic::QuestionId;
use crate::program::{Assignment, Ruleset, Sheet, Winner};

use super::completions::{Assumption, OpenQuestion};
use super::{ProviderEvaluation, asked};

/// How many assumptions may make a difference by being stated; more are not tried in every combination.
const MAX_TELLING: usize = 6;

/// Takes out the assumptions that the answer does not bear to have confirmed: the walk used them, but a stated answer also binds
/// constraints, and can be asked for by `is answered`. They are questions whose answer could change something, not grounds.
pub(super) fn confirm(
    rules: &Ruleset,
    sheet: &Sheet,
    evaluations: &[ProviderEvaluation],
    assumptions: &mut Vec<Assumption>,
    open: &mut Vec<OpenQuestion>,
) {
    let mut confirming = Confirming { rules, sheet, evaluations, buffer: Assignment::default() };
    let all: Vec<(QuestionId, i128)> =
        assumptions.iter().filter_map(|assumed| Some((assumed.question, assumed.value?))).collect();
    if confirming.stands(&all) {
        return;
    }
    let mut kept: Vec<(QuestionId, i128)> = Vec::new();
    for one in all {
        kept.push(one);
        if !confirming.stands(&kept) {
            kept.pop();
            let changes = confirming.changes(&[one]);
            match open.iter_mut().find(|open| open.question == one.0) {
                Some(known) => {
                    for (provider, winners) in changes {
                        if !known.possible.iter().any(|(other, _)| *other == provider) {
                            known.possible.push((provider, winners));
                        }
                    }
                }
                None => open.push(OpenQuestion { question: one.0, possible: changes }),
            }
        }
    }
    assumptions.retain(|assumed| {
        assumed.value.is_none() || kept.iter().any(|(question, _)| *question == assumed.question)
    });
}

struct Confirming<'a> {
    rules: &'a Ruleset,
    sheet: &'a Sheet,
    evaluations: &'a [ProviderEvaluation],
    buffer: Assignment,
}

impl Confirming<'_> {
    /// Whether stating any of some answers leaves everything as it is.
    ///
    /// What is stated only ever rules more out, so all together say it for all; but whoever asks `is answered` may turn the
    /// other way, and such answers are tried in every combination.
    fn stands(&mut self, answers: &[(QuestionId, i128)]) -> bool {
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
        let (rules, program) = (self.rules, self.rules.program());
        if answers.is_empty() {
            return Vec::new();
        }
        let mut sheet = self.sheet.clone();
        for (question, code) in answers {
            sheet.set(*question, Some(*code), rules.pack(), rules.catalog());
        }
        program.assign_to(&mut self.buffer, &sheet);
        let contradicts = program.conflicts(&self.buffer).next().is_some();
        let still = asked(rules, &self.buffer);
        let mut changed = Vec::new();
        for evaluation in self.evaluations {
            let (provider, base) = (evaluation.provider, evaluation.winner());
            let now = program.picked(&mut self.buffer, provider).winner();
            if contradicts || now != base || !still.contains(&provider) {
                let mut winners = vec![base, now];
                winners.dedup();
                changed.push((provider, winners));
            }
        }
        changed
    }
}
