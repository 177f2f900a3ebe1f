//! Numbers of conditions: exact, with at most one question in each.

use super::condition::Subject;

/// A number with at most one question in it: `(rise * question + base) / divisor`.
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
    let cross = |x: i128, y: i128| {
        x.checked_mul(b.divisor)?.checked_add(y.checked_mul(a.divisor)?.checked_mul(sign)?)
    };
    Some(Line {
        subject: a.subject.or(b.subject),
        rise: cross(a.rise, b.rise)?,
        base: cross(a.base, b.base)?,
        divisor: a.divisor.checked_mul(b.divisor)?,
    })
}

/// `line * numerator / denominator`; none when it overflows or divides by zero.
pub(super) fn scale(line: Line, numerator: i128, denominator: i128) -> Option<Line> {
    if denominator == 0 {
        return None;
    }
    let sign = denominator.signum();
    let factor = numerator.checked_mul(sign)?;
    Some(Line {
        subject: line.subject,
        rise: line.rise.checked_mul(factor)?,
        base: line.base.checked_mul(factor)?,
        divisor: line.divisor.checked_mul(denominator.checked_mul(sign)?)?,
    })
}
