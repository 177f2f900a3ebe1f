//! The limits within which an answer stays the same, one question at a time.

use crate::catalog::{ProviderId, ValueType};
use crate::logic::QuestionId;
use crate::program::{Assignment, DatedRules, EncodedAnswers, Pick, Program, Swath, Sweeps, Winner};

/// A boundary: while the condition holds, the answer stays; beyond it another comes out, or the same, but no longer verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The question.
    pub question: QuestionId,
    /// The condition on its answer.
    pub condition: Condition,
    /// What comes out beyond.
    pub then: Winner,
    /// Whether that rests on nothing unknown.
    pub is_verified: bool,
}

/// What comes out, and whether it rests on nothing unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Comes {
    pub(super) winner: Winner,
    pub(super) is_verified: bool,
}

impl Comes {
    fn of(pick: &Pick, program: &Program) -> Self {
        let is_verified = pick.choice.is_none_or(|choice| program.is_verified(choice.deployment));
        Self { winner: pick.winner(), is_verified }
    }

    /// Whether something else comes out: the same service too, once it cannot be verified any more.
    fn changes_to(self, other: Self) -> bool {
        self.winner != other.winner || self.is_verified && !other.is_verified
    }
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
    rules: &DatedRules,
    encoded: &EncodedAnswers,
    assignment: &Assignment,
    provider: ProviderId,
    base: Comes,
) -> Vec<Limit> {
    let program = rules.program();
    let sweeps = Sweeps::new(program, assignment, provider);
    let limit = |question, (condition, comes): (Condition, Comes)| {
        let Comes { winner: then, is_verified } = comes;
        Limit { question, condition, then, is_verified }
    };
    let mut buffer = Assignment::default();
    let (mut amounts, mut others) = (Vec::new(), Vec::new());
    for (question, asked) in rules.pack().questions() {
        let code = encoded.code(question);
        match &asked.value_type {
            ValueType::Quantity { dimension, integer } => {
                let Some(swath) = Swath::of(&sweeps, question, &mut buffer) else { continue };
                let step = dimension.step(*integer);
                let limits = amount(Looked { swath, program }, base, code, step);
                amounts.extend(limits.map(|found| limit(question, found)));
            }
            ValueType::YesNo | ValueType::Choice(_) if code.is_some() => {
                let Some(swath) = Swath::of(&sweeps, question, &mut buffer) else { continue };
                let limits = words(Looked { swath, program }, base);
                others.extend(limits.map(|found| limit(question, found)));
            }
            _ => {}
        }
    }
    amounts.extend(others);
    amounts
}

/// What comes out along one question.
struct Looked<'s> {
    swath: Swath<'s>,
    program: &'s Program,
}

impl Looked<'_> {
    /// What comes out in a cell; none where it contradicts other answers.
    fn at(&mut self, cell: usize) -> Option<Comes> {
        let pick = self.swath.at(cell)?;
        (!self.swath.contradicts()).then(|| Comes::of(&pick, self.program))
    }

    /// The first cell in which something else comes out, and what.
    fn change(&mut self, base: Comes, mut cells: impl Iterator<Item = usize>) -> Option<(usize, Comes)> {
        cells.find_map(|cell| {
            let comes = self.at(cell)?;
            base.changes_to(comes).then_some((cell, comes))
        })
    }
}

/// From an amount in both directions, as far as the answer is the same; cells that contradict other answers are passed over, for
/// beyond an answer that contradicts the others lies no requirement.
fn amount(
    mut looked: Looked<'_>,
    base: Comes,
    code: Option<i128>,
    step: i128,
) -> impl Iterator<Item = (Condition, Comes)> {
    let (count, stated) = (looked.swath.count(), code.map(|code| looked.swath.cell(code)));
    // Not constrained is the smallest need.
    let here = stated.or_else(|| (0..count).find(|cell| looked.at(*cell).is_some()));
    let here = here.filter(|cell| looked.at(*cell).is_some_and(|comes| !base.changes_to(comes)));
    let upper = here.and_then(|here| looked.change(base, here + 1..count));
    let lower = here.and_then(|here| looked.change(base, (0..here).rev()));
    // The last cell in which the answer is the same and contradicts no other.
    let upper = upper.zip(here).map(|((beyond, then), here)| {
        let last = (here + 1..beyond).rev().find(|cell| looked.at(*cell).is_some());
        let (_, high) = looked.swath.codes(last.unwrap_or(here));
        (Condition::AtMost(high + 1 - step), then)
    });
    let lower = lower.zip(here).map(|((beyond, then), here)| {
        let last = (beyond + 1..here).find(|cell| looked.at(*cell).is_some());
        let (low, _) = looked.swath.codes(last.unwrap_or(here));
        (Condition::AtLeast(low), then)
    });
    upper.into_iter().chain(lower)
}

/// The words with which something else comes out, those together with which the same does.
fn words(mut looked: Looked<'_>, base: Comes) -> impl Iterator<Item = (Condition, Comes)> {
    let mut others: Vec<(Comes, u128)> = Vec::new();
    for cell in 0..looked.swath.count() {
        let Some((_, comes)) = looked.change(base, cell..=cell) else { continue };
        match others.iter_mut().find(|(other, _)| *other == comes) {
            Some((_, words)) => *words |= 1 << cell,
            None => others.push((comes, 1 << cell)),
        }
    }
    others.sort_unstable_by_key(|(_, words)| *words);
    others.into_iter().map(|(then, words)| (Condition::NotIn(words), then))
}
