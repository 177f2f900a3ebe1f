//! The limits within which an answer stays the same, one question at a time.

use crate::catalog::{ProviderId, ValueType};
use crate::logic::QuestionId;
use crate::program::{Assignment, Ruleset, Sheet, Swath, Sweeps, Winner};
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
    // Not constrained is the smallest need.
    let here = stated.or_else(|| (0..count).find(|cell| meant(&mut swath, *cell).is_some()));
    let here = here.filter(|cell| meant(&mut swath, *cell) == Some(base));
    let upper = here.and_then(|here| change(&mut swath, base, here + 1..count));
    let lower = here.and_then(|here| change(&mut swath, base, (0..here).rev()));
    // The last cell in which the answer is the same and contradicts no other.
    let upper = upper.zip(here).map(|((beyond, then), here)| {
        let last = (here + 1..beyond).rev().find(|cell| meant(&mut swath, *cell).is_some());
        let (_, high) = swath.codes(last.unwrap_or(here));
        (Condition::AtMost(high + 1 - step), then)
    });
    let lower = lower.zip(here).map(|((beyond, then), here)| {
        let last = (beyond + 1..here).find(|cell| meant(&mut swath, *cell).is_some());
        let (low, _) = swath.codes(last.unwrap_or(here));
        (Condition::AtLeast(low), then)
    });
    upper.into_iter().chain(lower)
}

/// What comes out in a cell; none where it contradicts other answers.
fn meant(swath: &mut Swath<'_>, cell: usize) -> Option<Winner> {
    let winner = swath.at(cell)?.winner();
    (!swath.contradicts()).then_some(winner)
}

/// The first cell in which something else comes out, and what.
fn change(
    swath: &mut Swath<'_>,
    base: Winner,
    mut cells: impl Iterator<Item = usize>,
) -> Option<(usize, Winner)> {
    cells.find_map(|cell| {
        let winner = swath.at(cell)?.winner();
        (winner != base && !swath.contradicts()).then_some((cell, winner))
    })
}

/// The words with which something else comes out, those together with which the same does.
fn words(mut swath: Swath<'_>, base: Winner) -> impl Iterator<Item = (Condition, Winner)> {
    let mut others: Vec<(Winner, u128)> = Vec::new();
    for cell in 0..swath.count() {
        let Some((_, winner)) = change(&mut swath, base, cell..=cell) else { continue };
        match others.iter_mut().find(|(other, _)| *other == winner) {
            Some((_, words)) => *words |= 1 << cell,
            None => others.push((winner, 1 << cell)),
        }
    }
    others.sort_unstable_by_key(|(_, words)| *words);
    others.into_iter().map(|(then, words)| (Condition::NotIn(words), then))
}
