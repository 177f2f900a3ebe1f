//! The limits within which an answer stays the same, one question at a time.

use crate::catalog::{ProviderId, ValueType};
use crate::logic::{Domain, QuestionId, QuestionSet, Truth};
use crate::program::Ruleset;
use crate::quantity::SCALE;
use crate::requirement::{Along, Around, Known, Sheet, View, Views};

use super::walk::{Winner, pick};

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

/// The limits of every question that the evaluation looked at: first amounts in both directions,
/// then other words for what was stated.
pub(super) fn limits(dated: &Ruleset, sheet: &Sheet, provider: ProviderId, base: Winner) -> Vec<Limit> {
    let read = read(dated, sheet, provider);
    let (mut amounts, mut others) = (Vec::new(), Vec::new());
    for question in read.iter() {
        let stated = sheet.code(question);
        match (&dated.pack().question(question).value_type, stated) {
            (ValueType::Quantity { .. }, code) => {
                amounts.extend(amount(dated, sheet, provider, base, question, code));
            }
            (ValueType::YesNo | ValueType::Choice(_), Some(_)) => {
                others.extend(words(dated, sheet, provider, base, question));
            }
            _ => {}
        }
    }
    amounts.extend(others);
    amounts
}

/// What the pick looks at: nothing else can change it.
fn read(dated: &Ruleset, sheet: &Sheet, provider: ProviderId) -> QuestionSet {
    let mut known = Known::of(dated.pack(), sheet, provider);
    drop(pick(dated, provider, &mut known));
    known.take_read()
}

/// What comes out for every answer to one question, all others as they stand: cells that cover
/// its domain, each with what comes out everywhere in it.
fn along(
    dated: &Ruleset,
    sheet: &Sheet,
    provider: ProviderId,
    question: QuestionId,
) -> Vec<(Around, Winner)> {
    let mut cells: Vec<(Around, Winner)> = Vec::new();
    let known = Known::of(dated.pack(), sheet, provider);
    let mut next = match dated.pack().question(question).domain() {
        Domain::Range(low, high) => Some((*low, Around::Range(*low, *high))),
        Domain::Words(words) => Some((i128::from(words.trailing_zeros()), Around::Words(*words))),
        Domain::Set(_) | Domain::Rows(_) => None,
    };
    while let Some((code, left)) = next {
        let mut answers = Along::new(known.clone(), question, code, left);
        let winner = pick(dated, provider, &mut answers).map_or(Winner::Undecided, |pick| pick.winner);
        answers.look(View::Binding);
        let contradicts =
            dated.pack().conflicts().iter().any(|c| c.formula.truth(&mut answers) == Truth::True);
        let cell = answers.around();
        next = match (left, cell) {
            (Around::Range(_, end), Around::Range(_, high)) if high < end => {
                Some((high + 1, Around::Range(high + 1, end)))
            }
            (Around::Words(all), Around::Words(words)) if all & !words != 0 => {
                let rest = all & !words;
                Some((i128::from(rest.trailing_zeros()), Around::Words(rest)))
            }
            _ => None,
        };
        // Beyond an answer that contradicts the others lies no requirement.
        if !contradicts {
            cells.push((cell, winner));
        }
    }
    cells
}

fn amount(
    dated: &Ruleset,
    sheet: &Sheet,
    provider: ProviderId,
    base: Winner,
    question: QuestionId,
    code: Option<i128>,
) -> Vec<Limit> {
    let cells: Vec<(i128, i128, Winner)> = along(dated, sheet, provider, question)
        .into_iter()
        .filter_map(|(cell, winner)| match cell {
            Around::Range(low, high) => Some((low, high, winner)),
            Around::Words(_) => None,
        })
        .collect();
    // Not constrained is the smallest need.
    let here = match code {
        Some(code) => cells.iter().position(|(low, high, _)| (*low..=*high).contains(&code)),
        None => (!cells.is_empty()).then_some(0),
    };
    let Some(here) = here.filter(|at| cells.get(*at).is_some_and(|(_, _, winner)| *winner == base)) else {
        return Vec::new();
    };
    let step = match dated.pack().question(question).value_type {
        ValueType::Quantity { integer: true, .. } => SCALE,
        _ => 1,
    };
    let other = |cell: &(i128, i128, Winner)| cell.2 != base;
    let cell = |at: usize| cells.get(at).copied();
    // The last cell before one in which something else comes out, in both directions.
    let above =
        cells.iter().skip(here).position(other).and_then(|at| cell(here + at - 1).zip(cell(here + at)));
    let below = cells.iter().take(here).rposition(other).and_then(|at| cell(at + 1).zip(cell(at)));
    let upper = above.map(|((_, high, _), (_, _, then))| (Condition::AtMost(high + 1 - step), then));
    let lower = below.map(|((low, _, _), (_, _, then))| (Condition::AtLeast(low), then));
    let limits = upper.into_iter().chain(lower);
    limits.map(|(condition, then)| Limit { question, condition, then }).collect()
}

fn words(
    dated: &Ruleset,
    sheet: &Sheet,
    provider: ProviderId,
    base: Winner,
    question: QuestionId,
) -> Vec<Limit> {
    let mut others: Vec<(Winner, u128)> = Vec::new();
    for (cell, winner) in along(dated, sheet, provider, question) {
        if let (Around::Words(mask), true) = (cell, winner != base) {
            match others.iter_mut().find(|(other, _)| *other == winner) {
                Some((_, words)) => *words |= mask,
                None => others.push((winner, mask)),
            }
        }
    }
    others.sort_unstable_by_key(|(_, words)| *words);
    others
        .into_iter()
        .map(|(then, words)| Limit { question, condition: Condition::NotIn(words), then })
        .collect()
}
