//! The limits within which an answer stays the same, one question at a time.

use crate::catalog::{ProviderId, ValueType};
use crate::logic::{Leaf, QuestionId, QuestionSet, Region, Space, explore};
use crate::pack::DatedPack;
use crate::requirement::{Free, Known, Open, Sheet, Views, whole};

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

/// The limits of every question that the evaluation looked at: amounts in both directions, and
/// other words for what was stated.
pub(super) fn limits(dated: &DatedPack<'_>, sheet: &Sheet, provider: ProviderId, base: Winner) -> Vec<Limit> {
    let read = read(dated, sheet, provider);
    let mut limits = Vec::new();
    for question in read.iter() {
        let stated = sheet.code(question);
        match (&dated.pack().question(question).value_type, stated) {
            (ValueType::Quantity { .. }, code) => {
                limits.extend(amount(dated, sheet, provider, base, question, code));
            }
            (ValueType::YesNo | ValueType::Choice(_), Some(_)) => {
                limits.extend(words(dated, sheet, provider, base, question));
            }
            _ => {}
        }
    }
    limits
}

/// What the pick looks at: nothing else can change it.
fn read(dated: &DatedPack<'_>, sheet: &Sheet, provider: ProviderId) -> QuestionSet {
    let mut known = Known::new(dated.pack(), sheet);
    drop(pick(dated, provider, &mut known));
    known.take_read()
}

/// What comes out for every answer to one question, all others as they stand.
fn along(
    dated: &DatedPack<'_>,
    sheet: &Sheet,
    provider: ProviderId,
    question: QuestionId,
) -> Vec<Leaf<Winner>> {
    let pack = dated.pack();
    let compute = |space: &Space| {
        let mut answers = Open::new(pack, sheet, Free::Only(question), space);
        pick(dated, provider, &mut answers).map(|pick| pick.winner)
    };
    explore(Space::default(), |question| whole(pack, question), compute).unwrap_or_default()
}

fn amount(
    dated: &DatedPack<'_>,
    sheet: &Sheet,
    provider: ProviderId,
    base: Winner,
    question: QuestionId,
    code: Option<i128>,
) -> Vec<Limit> {
    let mut cells: Vec<(i128, i128, Winner)> = along(dated, sheet, provider, question)
        .into_iter()
        .filter_map(|leaf| match leaf.space.region(question) {
            Some(Region::Range(low, high)) => Some((*low, *high, leaf.result)),
            _ => None,
        })
        .collect();
    cells.sort_unstable_by_key(|(low, _, _)| *low);
    // Not constrained is the smallest need.
    let here = match code {
        Some(code) => cells.iter().position(|(low, high, _)| (*low..=*high).contains(&code)),
        None => (!cells.is_empty()).then_some(0),
    };
    let Some(here) = here.filter(|at| cells.get(*at).is_some_and(|(_, _, winner)| *winner == base)) else {
        return Vec::new();
    };
    let same = |cell: &&(i128, i128, Winner)| cell.2 == base;
    let above = cells.iter().skip(here).find(|cell| !same(cell));
    let below = cells.iter().take(here).rev().find(|cell| !same(cell));
    let upper =
        above.map(|(low, _, then)| Limit { question, condition: Condition::AtMost(low - 1), then: *then });
    let lower =
        below.map(|(_, high, then)| Limit { question, condition: Condition::AtLeast(high + 1), then: *then });
    upper.into_iter().chain(lower).collect()
}

fn words(
    dated: &DatedPack<'_>,
    sheet: &Sheet,
    provider: ProviderId,
    base: Winner,
    question: QuestionId,
) -> Vec<Limit> {
    let mut others: Vec<(Winner, u128)> = Vec::new();
    for leaf in along(dated, sheet, provider, question) {
        if let (Some(Region::Words(mask)), true) = (leaf.space.region(question), leaf.result != base) {
            match others.iter_mut().find(|(winner, _)| *winner == leaf.result) {
                Some((_, words)) => *words |= mask,
                None => others.push((leaf.result, *mask)),
            }
        }
    }
    others.sort_unstable_by_key(|(_, words)| *words);
    others
        .into_iter()
        .map(|(then, words)| Limit { question, condition: Condition::NotIn(words), then })
        .collect()
}
