//! Sets of possible answers, and how they are cut in two.

use std::fmt;
use std::sync::Arc;

use super::{Op, QuestionId, Truth};

/// The rows that can answer a question, by index.
pub trait Rows: fmt::Debug + Send + Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// The code of a cell; none where it is blank.
    fn cell(&self, row: usize, column: u16) -> Option<i128>;
}

/// Everything that a question can be answered with.
#[derive(Clone, Debug)]
pub enum Domain {
    /// Codes from the first to the second, both included.
    Range(i128, i128),
    /// The words of a choice, or no and yes: one bit each.
    Words(u128),
    /// Any of these bits.
    Set(u128),
    /// Rows of a table.
    Rows(Arc<dyn Rows>),
}

impl Domain {
    /// The region that leaves everything open.
    #[must_use]
    pub fn full(&self) -> Subset {
        match self {
            Self::Range(low, high) => Subset::Range(*low, *high),
            Self::Words(mask) => Subset::Words(*mask),
            Self::Set(mask) => Subset::Set { surely: 0, maybe: *mask },
            Self::Rows(rows) => Subset::Rows { rows: rows.clone(), left: (0..rows.count()).collect() },
        }
    }
}

/// A non-empty part of a domain.
#[derive(Clone, Debug)]
pub enum Subset {
    /// Codes from the first to the second, both included.
    Range(i128, i128),
    /// One of these words.
    Words(u128),
    /// A set with all of `surely`, and any of `maybe` beside.
    Set {
        /// Bits that are in it.
        surely: u128,
        /// Bits that may be in it as well (those of `surely` not repeated).
        maybe: u128,
    },
    /// A set as it is, but one of these words is added to it or taken away.
    Toggled {
        /// The set as it is.
        set: u128,
        /// The words, one bit each.
        words: u128,
    },
    /// One of the rows that are left.
    Rows {
        /// All rows.
        rows: Arc<dyn Rows>,
        /// Rows still possible, in order.
        left: Vec<usize>,
    },
    /// No answer.
    Absent,
    /// No answer, or something of the region inside.
    MaybeAbsent(Box<Subset>),
}

/// A way to cut a region in two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cut {
    /// No answer, or some answer.
    Absent,
    /// Codes below, or not below.
    Below(i128),
    /// Words in the mask, or not in it.
    Words(u128),
    /// Words in the mask or no answer, or other words.
    Stays(u128),
    /// Sets with this bit, or without it.
    Bit(u128),
    /// Rows whose column passes, or not.
    Rows(Option<u16>, Op),
}

impl Subset {
    /// The truth of a test everywhere in the region, or the cut that brings it nearer.
    ///
    /// # Errors
    /// The cut, when the test holds in one part of the region and fails in another.
    pub fn test(&self, column: Option<u16>, op: Op) -> Result<Truth, Cut> {
        match (self, op) {
            (Self::Absent, _) => Ok(Truth::False),
            (Self::MaybeAbsent(_), _) => Err(Cut::Absent),
            (_, Op::Answered) => Ok(Truth::True),
            (Self::Range(low, high), op) => range(*low, *high, op),
            (Self::Words(mask), op) => words(*mask, op),
            (Self::Set { surely, maybe }, op) => set(*surely, *maybe, op),
            (Self::Toggled { set, words }, op) => {
                let passing = toggled(*set, *words, op);
                match passing {
                    0 => Ok(Truth::False),
                    all if all == *words => Ok(Truth::True),
                    some => Err(Cut::Words(some)),
                }
            }
            (Self::Rows { rows, left }, op) => {
                let mut passing = left.iter().map(|row| passes(rows, *row, column, op));
                let first = passing.next().unwrap_or(false);
                if passing.all(|other| other == first) {
                    Ok(Truth::from(first))
                } else {
                    Err(Cut::Rows(column, op))
                }
            }
        }
    }

    /// The two parts; a part that is empty is none.
    #[must_use]
    pub fn cut(&self, cut: &Cut) -> (Option<Self>, Option<Self>) {
        match (self, cut) {
            (Self::MaybeAbsent(inner), Cut::Absent) => (Some(Self::Absent), Some((**inner).clone())),
            (Self::MaybeAbsent(inner), Cut::Stays(mask)) => match inner.as_ref() {
                Self::Words(all) => {
                    let stays = match all & mask {
                        0 => Self::Absent,
                        words => Self::MaybeAbsent(Box::new(Self::Words(words))),
                    };
                    (Some(stays), (all & !mask != 0).then_some(Self::Words(all & !mask)))
                }
                other => (Some(Self::Absent), Some(other.clone())),
            },
            (Self::Range(low, high), Cut::Below(limit)) => {
                let below = (low < limit).then(|| Self::Range(*low, (*high).min(limit - 1)));
                let above = (high >= limit).then(|| Self::Range((*low).max(*limit), *high));
                (below, above)
            }
            (Self::Words(all), Cut::Words(mask)) => {
                let part = |words: u128| (words != 0).then_some(Self::Words(words));
                (part(all & mask), part(all & !mask))
            }
            (Self::Toggled { set, words }, Cut::Words(mask)) => {
                let part = |words: u128| (words != 0).then_some(Self::Toggled { set: *set, words });
                (part(words & mask), part(words & !mask))
            }
            (Self::Set { surely, maybe }, Cut::Bit(bit)) => {
                let maybe = maybe & !bit;
                (Some(Self::Set { surely: surely | bit, maybe }), Some(Self::Set { surely: *surely, maybe }))
            }
            (Self::Rows { rows, left }, Cut::Rows(column, op)) => {
                let (pass, fail): (Vec<usize>, Vec<usize>) =
                    left.iter().partition(|row| passes(rows, **row, *column, *op));
                let part =
                    |left: Vec<usize>| (!left.is_empty()).then(|| Self::Rows { rows: rows.clone(), left });
                (part(pass), part(fail))
            }
            _ => (Some(self.clone()), None),
        }
    }

    /// Everything that is in one of the two, where that is a region; ranges in order.
    #[must_use]
    pub fn union(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Range(low, end), Self::Range(start, high)) if end.checked_add(1) == Some(*start) => {
                Some(Self::Range(*low, *high))
            }
            (Self::Words(a), Self::Words(b)) => Some(Self::Words(a | b)),
            (Self::Toggled { set, words: a }, Self::Toggled { set: same, words: b }) if set == same => {
                Some(Self::Toggled { set: *set, words: a | b })
            }
            (Self::Rows { rows, left: a }, Self::Rows { left: b, .. }) => {
                let mut left: Vec<usize> = a.iter().chain(b).copied().collect();
                left.sort_unstable();
                Some(Self::Rows { rows: rows.clone(), left })
            }
            _ => None,
        }
    }

    /// Whether the two are written alike; of rows nothing is claimed.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Range(a, b), Self::Range(c, d)) => a == c && b == d,
            (Self::Words(a), Self::Words(b)) => a == b,
            (Self::Set { surely: a, maybe: b }, Self::Set { surely: c, maybe: d })
            | (Self::Toggled { set: a, words: b }, Self::Toggled { set: c, words: d }) => a == c && b == d,
            (Self::MaybeAbsent(a), Self::MaybeAbsent(b)) => a.is_same(b),
            (Self::Absent, Self::Absent) => true,
            _ => false,
        }
    }

    /// Whether some answer is in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Range(a, b), Self::Range(c, d)) => a <= d && c <= b,
            (Self::Words(a), Self::Words(b)) => a & b != 0,
            (Self::Set { surely: a, maybe: b }, Self::Set { surely: c, maybe: d }) => {
                a & !(c | d) == 0 && c & !(a | b) == 0
            }
            (Self::Toggled { set, words }, other) | (other, Self::Toggled { set, words }) => {
                bits(*words).any(|bit| other.contains((set ^ bit).cast_signed()))
            }
            (Self::Rows { left: a, .. }, Self::Rows { left: b, .. }) => a.iter().any(|row| b.contains(row)),
            (Self::Absent | Self::MaybeAbsent(_), Self::Absent | Self::MaybeAbsent(_)) => true,
            (Self::MaybeAbsent(a), b) | (b, Self::MaybeAbsent(a)) => a.meets(b),
            _ => false,
        }
    }

    /// Whether a code is in it.
    #[must_use]
    pub fn contains(&self, code: i128) -> bool {
        match self {
            Self::Range(low, high) => (*low..=*high).contains(&code),
            Self::Words(mask) => Op::OneOf(*mask).holds(code),
            Self::Set { surely, maybe } => {
                Op::HasAll(*surely).holds(code) && Op::Within(surely | maybe).holds(code)
            }
            Self::Toggled { set, words } => {
                let changed = code.cast_unsigned() ^ set;
                changed.is_power_of_two() && changed & words != 0
            }
            Self::Rows { left, .. } => usize::try_from(code).is_ok_and(|row| left.contains(&row)),
            Self::Absent => false,
            Self::MaybeAbsent(inner) => inner.contains(code),
        }
    }

    /// One code of it: the smallest number, the first word, the smallest set, the first row; none
    /// for no answer.
    #[must_use]
    pub fn example(&self) -> Option<i128> {
        match self {
            Self::Range(low, high) => Some(if *low <= 0 && 0 <= *high { 0 } else { *low }),
            Self::Words(mask) => Some(i128::from(mask.trailing_zeros())),
            Self::Set { surely, .. } => Some(surely.cast_signed()),
            Self::Toggled { set, words } => bits(*words).next().map(|bit| (set ^ bit).cast_signed()),
            Self::Rows { left, .. } => left.first().and_then(|row| i128::try_from(*row).ok()),
            Self::Absent | Self::MaybeAbsent(_) => None,
        }
    }
}

/// A blank cell passes no test.
fn passes(rows: &Arc<dyn Rows>, row: usize, column: Option<u16>, op: Op) -> bool {
    let code = match column {
        None => i128::try_from(row).ok(),
        Some(column) => rows.cell(row, column),
    };
    code.is_some_and(|code| op.holds(code))
}

fn range(low: i128, high: i128, op: Op) -> Result<Truth, Cut> {
    match op {
        Op::Below(limit) if high < limit => Ok(Truth::True),
        Op::Below(limit) if low >= limit => Ok(Truth::False),
        Op::Below(limit) => Err(Cut::Below(limit)),
        Op::AtLeast(limit) => range(low, high, Op::Below(limit)).map(|below| !below),
        Op::Equals(value) if value < low || value > high => Ok(Truth::False),
        Op::Equals(_) if low == high => Ok(Truth::True),
        Op::Equals(value) if low < value => Err(Cut::Below(value)),
        Op::Equals(value) => Err(Cut::Below(value.saturating_add(1))),
        _ => Ok(Truth::False),
    }
}

fn words(all: u128, op: Op) -> Result<Truth, Cut> {
    let mask = op.words();
    match all & mask {
        0 => Ok(Truth::False),
        inside if inside == all => Ok(Truth::True),
        _ => Err(Cut::Words(mask)),
    }
}

/// The lowest bit of a mask that is not empty.
fn lowest(mask: u128) -> Cut {
    Cut::Bit(mask & mask.wrapping_neg())
}

/// The single bits of a mask, lowest first.
fn bits(mask: u128) -> impl Iterator<Item = u128> {
    (0..128).map(|at| 1_u128 << at).filter(move |bit| mask & bit != 0)
}

/// The words that have to be added to a set, or taken away, one at a time, for it to pass.
fn toggled(set: u128, words: u128, op: Op) -> u128 {
    bits(words).filter(|bit| op.holds((set ^ bit).cast_signed())).fold(0, |all, bit| all | bit)
}

fn set(surely: u128, maybe: u128, op: Op) -> Result<Truth, Cut> {
    match op {
        Op::HasAll(mask) if mask & !(surely | maybe) != 0 => Ok(Truth::False),
        Op::HasAll(mask) if mask & !surely == 0 => Ok(Truth::True),
        Op::HasAny(mask) if mask & surely != 0 => Ok(Truth::True),
        Op::HasAny(mask) if mask & maybe == 0 => Ok(Truth::False),
        Op::HasAll(mask) | Op::HasAny(mask) => Err(lowest(mask & maybe)),
        Op::Within(mask) if surely & !mask != 0 => Ok(Truth::False),
        Op::Within(mask) if maybe & !mask == 0 => Ok(Truth::True),
        Op::Within(mask) => Err(lowest(maybe & !mask)),
        Op::Equals(code) => {
            let mask = code.cast_unsigned();
            match maybe & !surely {
                _ if surely & !mask != 0 || mask & !(surely | maybe) != 0 => Ok(Truth::False),
                0 => Ok(Truth::True),
                open => Err(lowest(open)),
            }
        }
        _ => Ok(Truth::False),
    }
}

/// For every question that has been cut, the region that is left; all others are wholly open.
#[derive(Clone, Debug, Default)]
pub struct AnswerBox(Vec<(QuestionId, Subset)>);

impl AnswerBox {
    /// The region of a question; none while it is wholly open.
    #[must_use]
    pub fn region(&self, question: QuestionId) -> Option<&Subset> {
        let at = self.0.binary_search_by_key(&question, |(q, _)| *q).ok()?;
        self.0.get(at).map(|(_, region)| region)
    }

    /// The same space with another region for one question.
    #[must_use]
    pub fn with(&self, question: QuestionId, region: Subset) -> Self {
        let mut regions = self.0.clone();
        match regions.binary_search_by_key(&question, |(q, _)| *q) {
            Ok(at) => regions.splice(at..=at, [(question, region)]).for_each(drop),
            Err(at) => regions.insert(at, (question, region)),
        }
        Self(regions)
    }

    /// The questions of which the two say something else: a region that was made in another place counts as another.
    #[must_use]
    pub fn differs(&self, other: &Self) -> super::QuestionSet {
        let mut all = super::QuestionSet::default();
        for (question, regions) in self.beside(other) {
            if !matches!(regions, (Some(a), Some(b)) if a.is_same(b)) {
                all.insert(question);
            }
        }
        all
    }

    /// The questions of which no answer is in both, in order.
    pub fn apart<'s>(&'s self, other: &'s Self) -> impl Iterator<Item = QuestionId> + 's {
        let apart = |(question, regions)| match regions {
            (Some(a), Some(b)) if !Subset::meets(a, b) => Some(question),
            _ => None,
        };
        self.beside(other).filter_map(apart)
    }

    /// Every question that has been cut in one of the two, in order, with what is left of it in each.
    fn beside<'s>(
        &'s self,
        other: &'s Self,
    ) -> impl Iterator<Item = (QuestionId, (Option<&'s Subset>, Option<&'s Subset>))> {
        let (mut own, mut others) = (self.0.iter().peekable(), other.0.iter().peekable());
        std::iter::from_fn(move || {
            let next =
                [own.peek(), others.peek()].into_iter().flatten().map(|(question, _)| *question).min()?;
            let of = |part: &mut std::iter::Peekable<std::slice::Iter<'s, (QuestionId, Subset)>>| {
                part.next_if(|(question, _)| *question == next).map(|(_, region)| region)
            };
            Some((next, (of(&mut own), of(&mut others))))
        })
    }

    /// The questions that have been cut, with what is left of each, in order.
    pub fn iter(&self) -> impl Iterator<Item = (QuestionId, &Subset)> {
        self.0.iter().map(|(question, region)| (*question, region))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Over every region of sets of three words, and every test: what is said of the region is so of each set in it, and a cut is
    /// one that parts it.
    #[test]
    fn what_a_region_of_sets_passes_every_set_in_it_passes() {
        let ops = (0..8_u128).flat_map(|mask| {
            [Op::HasAll(mask), Op::HasAny(mask), Op::Within(mask), Op::Equals(mask.cast_signed())]
        });
        for op in ops {
            for (surely, maybe) in (0..8_u128).flat_map(|surely| (0..8).map(move |maybe| (surely, maybe))) {
                if surely & maybe != 0 {
                    continue;
                }
                let region = Subset::Set { surely, maybe };
                let inside = || (0..8).filter(|code| region.contains(*code));
                match region.test(None, op) {
                    Ok(truth) => assert!(
                        inside().all(|code| Truth::from(op.holds(code)) == truth),
                        "{region:?} {op:?}"
                    ),
                    Err(cut) => {
                        let (with, without) = region.cut(&cut);
                        let both = with.zip(without).expect("a cut leaves something on both sides");
                        assert!(inside().all(|code| both.0.contains(code) != both.1.contains(code)));
                    }
                }
            }
        }
    }
}
