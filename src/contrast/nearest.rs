//! The answer in a region that is nearest to the one that was given.

use crate::catalog::ValueType;
use crate::logic::{QuestionId, Subset};
use crate::program::DatedRules;
use crate::quantity::Dimension;

/// An answer, and how far it is from the present one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Near {
    /// How far: a difference of amounts, a count of words that change, a position in a list.
    pub(super) distance: u128,
    /// Its code.
    pub(super) code: i128,
}

/// The nearest answer of a region to a present code, which may be none.
pub(super) fn nearest(
    dated: &DatedRules,
    question: QuestionId,
    region: &Subset,
    present: Option<i128>,
) -> Option<Near> {
    let near = |code: i128, distance: u128| Some(Near { distance, code });
    match region {
        Subset::Range(low, high) => {
            let code = match &dated.pack().question(question).value_type {
                ValueType::Quantity { dimension, integer } => {
                    let full = full_range(dated, question);
                    amount((*low, *high), full, present, (*dimension, *integer))
                }
                // The code of a text that no rule mentions is less than all others.
                _ => present.filter(|code| (*low..=*high).contains(code)).unwrap_or((*low).max(0).min(*high)),
            };
            near(code, code.abs_diff(present.unwrap_or(0)))
        }
        Subset::Words(words) => {
            let code = i128::from(words.trailing_zeros());
            near(code, code.unsigned_abs())
        }
        Subset::Set { surely, maybe } => {
            let present = present.unwrap_or(0).cast_unsigned();
            let bits = present & (surely | maybe) | surely;
            near(bits.cast_signed(), u128::from((bits ^ present).count_ones()))
        }
        Subset::Toggled { words, .. } => near(region.example()?, u128::from(words.trailing_zeros())),
        Subset::Rows { left, .. } => {
            let code = i128::try_from(*left.first()?).ok()?;
            near(code, code.unsigned_abs())
        }
        Subset::Absent => None,
        Subset::MaybeAbsent(inner) => nearest(dated, question, inner, present),
    }
}

/// The smallest and the largest answer to a question about an amount.
fn full_range(dated: &DatedRules, question: QuestionId) -> (i128, i128) {
    match dated.pack().question(question).domain().full() {
        Subset::Range(low, high) => (low, high),
        _ => (i128::MIN, i128::MAX),
    }
}

/// What people count in, the coarsest first; a boundary on the last of them is written as it is.
fn steps(dimension: Dimension, integer: bool) -> Vec<i128> {
    let one = dimension.scale();
    match dimension {
        Dimension::Memory => vec![one << 30, one << 20, one << 10, one],
        Dimension::Duration => vec![60 * one, one],
        Dimension::Cpu => vec![one, one / 4, one / 1000],
        // Prices per request have ten decimals.
        Dimension::Money => [0, 2, 4, 6, 8, 10].map(|places| one / 10_i128.pow(places)).to_vec(),
        Dimension::Number if !integer => vec![one, one / 10, one / 100],
        Dimension::Number | Dimension::Date => vec![one],
    }
}

/// The boundary that faces the present amount, moved inwards to a number that people write. Without a present amount it is
/// the boundary that cuts anything off, the upper one before the lower.
fn amount(
    (low, high): (i128, i128),
    whole: (i128, i128),
    present: Option<i128>,
    (dimension, integer): (Dimension, bool),
) -> i128 {
    let from_below = match present {
        Some(code) if code < low => true,
        Some(code) if code > high => false,
        Some(code) => return code,
        None => high == whole.1,
    };
    let boundary = if from_below { low } else { high };
    let steps = steps(dimension, integer);
    let finest = steps.last().copied().unwrap_or(1);
    if boundary.rem_euclid(finest) == 0 {
        return boundary;
    }
    let inwards = |step: &i128| {
        let below = boundary.div_euclid(*step).saturating_mul(*step);
        if from_below { below.saturating_add(*step) } else { below }
    };
    // Money is counted in dollars and in billionths of one: a step larger than the boundary, if that is more than nothing, leaves it
    // far behind.
    let is_small =
        |step: &&i128| dimension != Dimension::Money || boundary.abs() <= 1 || **step <= boundary.abs();
    steps.iter().filter(is_small).map(inwards).find(|code| (low..=high).contains(code)).unwrap_or(boundary)
}

#[cfg(test)]
mod tests {
    use super::amount;
    use crate::quantity::Dimension;

    const GIB: i128 = Dimension::Memory.scale() << 30;
    const SECOND: i128 = Dimension::Duration.scale();
    const PROCESSOR: i128 = Dimension::Cpu.scale();
    const WHOLE: (i128, i128) = (0, i128::MAX);

    #[track_caller]
    fn is(region: (i128, i128), present: Option<i128>, dimension: Dimension, expected: i128) {
        assert_eq!(amount(region, WHOLE, present, (dimension, false)), expected);
    }

    #[test]
    fn the_boundary_that_faces_the_present_amount_is_taken() {
        is((0, 32 * GIB), Some(33 * GIB), Dimension::Memory, 32 * GIB);
        is((16 * GIB, 32 * GIB), Some(GIB), Dimension::Memory, 16 * GIB);
        is((16 * GIB, 32 * GIB), Some(20 * GIB), Dimension::Memory, 20 * GIB);
        is((0, 32 * GIB), None, Dimension::Memory, 32 * GIB);
    }

    #[test]
    fn what_lies_just_beyond_a_limit_is_written_in_units() {
        is((32 * GIB + 1, i128::MAX), Some(GIB), Dimension::Memory, 33 * GIB);
        is((0, 32 * GIB - 1), Some(40 * GIB), Dimension::Memory, 31 * GIB);
        is((3600 * SECOND + 1, i128::MAX), None, Dimension::Duration, 3660 * SECOND);
        let just_beyond = (4 * PROCESSOR + 1, 5 * PROCESSOR - 1);
        is(just_beyond, Some(0), Dimension::Cpu, 4 * PROCESSOR + PROCESSOR / 4);
        is((7, 8), Some(0), Dimension::Memory, 7);
    }

    #[test]
    fn a_price_is_moved_by_what_prices_of_its_size_are_counted_in() {
        let usd = Dimension::Money.scale();
        let beyond = |limit: i128, expected| is((limit + 1, i128::MAX), Some(0), Dimension::Money, expected);
        beyond(2_100, 2_200);
        beyond(usd / 10, usd / 10 + usd / 100);
        beyond(5 * usd, 6 * usd);
        beyond(0, usd);
        is((2_100, i128::MAX), Some(0), Dimension::Money, 2_100);
        is((0, 2_099), Some(usd), Dimension::Money, 2_000);
        is((0, usd / 10 - 1), Some(usd), Dimension::Money, usd / 10 - usd / 100);
        // Less than people write a price with.
        is((6, 7), Some(0), Dimension::Money, 6);
    }
}
