//! The limits within which an answer stays the same, one question at a time.

use crate::catalog::{ProviderId, ValueType};
use crate::logic::QuestionId;
use crate::program::{Assignment, Ruleset, Sheet, Swath, Sweeps, Swept, Winner};
use crate::quantity::{LIMIT, SCALE};

/// A boundary: while the condition holds, the answer stays; beyond it, another comes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The question.
    pub question: QuestionId,
    /// The condition on its answer.
    pub condition: Condition,
    /// What comes out beyond.
    pub then: Winner,
}

/// A condition on one answer, in codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// At most this.
    AtMost(i128),
    /// At least this.
    AtLeast(i128),
    /// None of these words.
    NotIn(u128),
}

/// The limits of every question: first amounts in both directions, then other words for what was stated.
pub(super) fn limits(
    rules: &Ruleset,
    sheet: &Sheet,
    assignment: &Assignment,
    provider: ProviderId,
    base: Winner,
) -> Vec<Limit> {
    let sweeps = Sweeps::new(rules.program(), assignment, provider);
    let mut buffer = Assignment::default();
    let (mut amounts, mut others) = (Vec::new(), Vec::new());
    for (question, asked) in rules.pack().questions() {
        let code = sheet.code(question);
        match &asked.value_type {
            ValueType::Quantity { integer, .. } => {
                let Some(swath) = Swath::of(&sweeps, question, &mut buffer) else { continue };
                let step = if *integer { SCALE } else { 1 };
                let limits = amount(swath, base, code, step);
                amounts.extend(limits.map(|(condition, then)| Limit { question, condition, then }));
            }
            ValueType::YesNo | ValueType::Choice(_) if code.is_some() => {
                let Some(swath) = Swath::of(&sweeps, question, &mut buffer) else { continue };
                let limits = words(swath, base);
                others.extend(limits.map(|(condition, then)| Limit { question, condition, then }));
            }
            _ => {}
        }
    }
    amounts.extend(others);
    amounts
}

/// From an amount in both directions, as far as the answer is the same; cells that contradict other answers are passed over, for
/// beyond an answer that contradicts the others lies no requirement.
fn amount(
    mut swath: Swath<'_>,
    base: Winner,
    code: Option<i128>,
    step: i128,
) -> impl Iterator<Item = (Condition, Winner)> {
    // `unlimited` lies where every amount lies that is larger than all limits.
    let (count, stated) = (swath.count(), code.map(|code| swath.cell(code.min(LIMIT))));
    let mut meant = |cell: usize| swath.at(cell).filter(|swept| !swept.contradicts);
    // Not constrained is the smallest need.
    let here = stated.or_else(|| (0..count).find(|cell| meant(*cell).is_some()));
    let here = here.and_then(|cell| Some((cell, meant(cell)?)));
    let here = here.filter(|(_, swept)| swept.pick.winner() == base);
    // The last cell before one in which something else comes out.
    let mut last = |cells: &mut dyn Iterator<Item = usize>, mut last: Swept| {
        for next in cells.filter_map(&mut meant) {
            if next.pick.winner() != base {
                return Some((last.codes, next.pick.winner()));
            }
            last = next;
        }
        None
    };
    let upper = here.and_then(|(at, swept)| last(&mut (at + 1..count), swept));
    let lower = here.and_then(|(at, swept)| last(&mut (0..at).rev(), swept));
    let upper = upper.map(|((_, high), then)| (Condition::AtMost(high + 1 - step), then));
    let lower = lower.map(|((low, _), then)| (Condition::AtLeast(low), then));
    upper.into_iter().chain(lower)
}

/// The words with which something else comes out, those together with which the same does.
fn words(mut swath: Swath<'_>, base: Winner) -> impl Iterator<Item = (Condition, Winner)> {
    let mut others: Vec<(Winner, u128)> = Vec::new();
    for cell in 0..swath.count() {
        let Some(Swept { codes: (code, _), pick, contradicts: false }) = swath.at(cell) else { continue };
        let winner = pick.winner();
        if winner != base {
            match others.iter_mut().find(|(other, _)| *other == winner) {
                Some((_, words)) => *words |= 1 << code,
                None => others.push((winner, 1 << code)),
            }
        }
    }
    others.sort_unstable_by_key(|(_, words)| *words);
    others.into_iter().map(|(then, words)| (Condition::NotIn(words), then))
}
