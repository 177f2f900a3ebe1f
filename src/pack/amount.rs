//! Numbers of conditions: exact, with at most one question in each.

use super::condition::Subject;

/// A number with at most one question in it: `(rise * question + base) / divisor`, the divisor positive and in lowest terms, so that
/// long sums and products of prices stay small.
#[derive(Clone, Copy)]
pub(super) struct Line {
    pub(super) subject: Option<Subject>,
    pub(super) rise: i128,
    pub(super) base: i128,
    pub(super) divisor: i128,
}

pub(super) enum Amount {
    Line(Line),
    Unlimited,
    Unknown,
}

pub(super) fn combine(a: Amount, b: Amount, join: impl Fn(Line, Line) -> Option<Line>) -> Amount {
    match (a, b) {
        (Amount::Line(a), Amount::Line(b)) => join(a, b).map_or(Amount::Unknown, Amount::Line),
        (Amount::Unknown, _) | (_, Amount::Unknown) => Amount::Unknown,
        _ => Amount::Unlimited,
    }
}

/// `a + sign * b`; none when it overflows.
pub(super) fn sum(a: Line, b: Line, sign: i128) -> Option<Line> {
    let common = common([a.divisor, b.divisor])?;
    let (of_a, of_b) = (b.divisor / common, a.divisor / common);
    let cross = |x: i128, y: i128| x.checked_mul(of_a)?.checked_add(y.checked_mul(of_b)?.checked_mul(sign)?);
    let (rise, base) = (cross(a.rise, b.rise)?, cross(a.base, b.base)?);
    let divisor = a.divisor.checked_mul(of_a)?;
    let common = self::common([rise, base, divisor])?;
    let subject = a.subject.or(b.subject);
    Some(Line { subject, rise: rise / common, base: base / common, divisor: divisor / common })
}

/// `line * numerator / denominator`; none when it overflows or divides by zero.
pub(super) fn scale(line: Line, numerator: i128, denominator: i128) -> Option<Line> {
    if denominator == 0 {
        return None;
    }
    let both = common([numerator, denominator])?.checked_mul(denominator.signum())?;
    let (numerator, denominator) = (numerator.checked_div(both)?, denominator.checked_div(both)?);
    // What one factor has above and the other below goes before they are multiplied, not after that has overflowed.
    let (above, below) = (common([line.rise, line.base, denominator])?, common([numerator, line.divisor])?);
    let factor = numerator / below;
    Some(Line {
        subject: line.subject,
        rise: (line.rise / above).checked_mul(factor)?,
        base: (line.base / above).checked_mul(factor)?,
        divisor: (line.divisor / below).checked_mul(denominator / above)?,
    })
}

/// The greatest common divisor of numbers that are not all zero.
fn common<const N: usize>(numbers: [i128; N]) -> Option<i128> {
    let all = numbers.iter().fold(0_u128, |mut a, number| {
        let mut b = number.unsigned_abs();
        while b != 0 {
            (a, b) = (b, a % b);
        }
        a
    });
    i128::try_from(all).ok().filter(|common| *common > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(base: i128, divisor: i128) -> Line {
        Line { subject: None, rise: 0, base, divisor }
    }

    #[track_caller]
    fn is(found: Option<Line>, base: i128, divisor: i128) {
        assert_eq!(found.map(|line| (line.base, line.divisor)), Some((base, divisor)));
    }

    #[test]
    fn sums_and_products_are_in_lowest_terms() {
        is(sum(line(1, 6), line(1, 3), 1), 1, 2);
        is(sum(line(1, 6), line(1, 6), -1), 0, 1);
        is(scale(line(3, 4), 2, 9), 1, 6);
        is(scale(line(3, 4), 2, -9), -1, 6);
        is(scale(line(3, 4), 0, 9), 0, 1);
        is(scale(line(i128::MAX, 7), 7, i128::MAX), 1, 1);
    }

    #[test]
    fn a_long_sum_of_products_does_not_overflow() {
        // Sixty prices, each of a billion of something: 10^9 USD in picodollars, so many millionths of one.
        let (price, count, one) = (1_000_000_000 * 10_i128.pow(12), 10_i128.pow(15), 1_000_000);
        let all = (0..60).try_fold(line(0, 1), |all, _| sum(all, scale(line(price, 1), count, one)?, 1));
        is(all, 60 * price * 1_000_000_000, 1);
    }

    #[test]
    fn what_cannot_be_held_is_nothing() {
        assert!(scale(line(1, 1), 1, 0).is_none(), "divided by zero");
        assert!(scale(line(i128::MAX, 1), 2, 1).is_none());
        assert!(scale(line(1, i128::MAX), 1, 2).is_none());
        assert!(scale(line(1, 1), i128::MIN, -1).is_none());
        assert!(sum(line(i128::MAX, 1), line(1, 1), 1).is_none());
        assert!(sum(line(i128::MIN, 1), line(1, 1), -1).is_none());
        is(sum(line(i128::MAX - 1, 1), line(1, 1), 1), i128::MAX, 1);
    }
}
