//! The limits within which an answer stays the same, one question at a time.

use crate::catalog::{ProviderId, ValueType};
use crate::logic::QuestionId;
use crate::program::{Assignment, Ruleset, Sheet, Sweeps, Swept, Winner};
use crate::quantity::SCALE;

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
    let mut sweeps = Sweeps::new(rules.program(), assignment.clone(), provider);
    let (mut amounts, mut others) = (Vec::new(), Vec::new());
    for (question, asked) in rules.pack().questions() {
        match (&asked.value_type, sheet.code(question)) {
            (ValueType::Quantity { integer, .. }, code) => {
                let step = if *integer { SCALE } else { 1 };
                amounts.extend(amount(&mut sweeps, base, question, code, step));
            }
            (ValueType::YesNo | ValueType::Choice(_), Some(_)) => {
                others.extend(words(&mut sweeps, base, question));
            }
            _ => {}
        }
    }
    amounts.extend(others);
    amounts
}

fn amount(
    sweeps: &mut Sweeps<'_>,
    base: Winner,
    question: QuestionId,
    code: Option<i128>,
    step: i128,
) -> Vec<Limit> {
    let mut cells: Vec<(i128, i128, Winner)> = Vec::new();
    // Beyond an answer that contradicts the others lies no requirement.
    sweeps.along(question, |Swept { codes: (low, high), pick, contradicts }| {
        if !contradicts {
            cells.push((low, high, pick.winner()));
        }
    });
    // Not constrained is the smallest need.
    let here = match code {
        // `unlimited` lies where every amount lies that is larger than all limits.
        Some(code) => {
            cells.iter().position(|(low, high, _)| (*low..=*high).contains(&code.min(crate::quantity::LIMIT)))
        }
        None => (!cells.is_empty()).then_some(0),
    };
    let Some(here) = here.filter(|at| cells.get(*at).is_some_and(|(_, _, winner)| *winner == base)) else {
        return Vec::new();
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

fn words(sweeps: &mut Sweeps<'_>, base: Winner, question: QuestionId) -> Vec<Limit> {
    let mut others: Vec<(Winner, u128)> = Vec::new();
    sweeps.along(question, |Swept { codes: (code, _), pick, contradicts }| {
        let winner = pick.winner();
        if !contradicts && winner != base {
            match others.iter_mut().find(|(other, _)| *other == winner) {
                Some((_, words)) => *words |= 1 << code,
                None => others.push((winner, 1 << code)),
            }
        }
    });
    others.sort_unstable_by_key(|(_, words)| *words);
    others
        .into_iter()
        .map(|(then, words)| Limit { question, condition: Condition::NotIn(words), then })
        .collect()
}
