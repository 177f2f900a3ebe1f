//! Questions as variables with finitely many cells: answers that no test of the rules tells apart.

use serde::{Deserialize, Serialize};

use crate::logic::{Cut, Domain, Op, QuestionId, Subset};

use super::View;
use super::known::Known;

/// Index of a variable of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct Var(pub(super) u32);

impl Var {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A cell of a variable.
pub(super) type Cell = u32;

/// Set on a cell that stands there because it was assumed.
pub(super) const ASSUMED: Cell = 0x8000_0000;
/// Set on a cell that means "not known".
pub(super) const UNKNOWN: Cell = 0x4000_0000;
/// Set on a cell that stands there, or was derived, after a look at something that is assumed.
pub(super) const RESTS: Cell = 0x2000_0000;
/// What is left of a cell without its flags.
pub(super) const CELL: Cell = 0x1FFF_FFFF;

/// A cell by its number.
#[inline]
fn numbered(at: usize) -> Cell {
    let cell = Cell::try_from(at).ok().filter(|cell| *cell <= CELL);
    invariant!(cell, "the cells of a variable leave room for flags")
}

/// A set of cells: a few bits, and for what has more cells the places where it begins and ends.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct CellSet {
    /// The cells below 64.
    first: u64,
    /// For those from 64 on, in turns the first cell that is in it and the first that is not.
    ends: Box<[Cell]>,
}

/// The cells that have a bit.
const BITS: Cell = 64;

impl CellSet {
    /// The cells below `size` that pass.
    pub(super) fn of(size: usize, mut passes: impl FnMut(usize) -> bool) -> Self {
        let passing = (0..size).filter(|cell| passes(*cell));
        Self::of_runs(passing.map(|cell| (cell, cell + 1)))
    }

    /// The cells from the first of each pair up to the second; the pairs in order.
    pub(super) fn of_runs(pairs: impl Iterator<Item = (usize, usize)>) -> Self {
        let bits = BITS as usize;
        let below = |end: usize| if end >= bits { u64::MAX } else { (1 << end) - 1 };
        let (mut first, mut ends) = (0, Vec::new());
        for (from, to) in pairs.filter(|(from, to)| from < to) {
            first |= below(to) & !below(from);
            if to <= bits {
                continue;
            }
            let [from, to] = [from.max(bits), to].map(numbered);
            match ends.last_mut() {
                Some(last) if *last == from => *last = to,
                _ => ends.extend([from, to]),
            }
        }
        Self { first, ends: ends.into() }
    }

    /// Whether a cell is in it.
    #[inline]
    #[must_use]
    pub(crate) fn has(&self, cell: Cell) -> bool {
        if cell < BITS {
            self.first >> cell & 1 == 1
        } else {
            self.ends.partition_point(|end| *end <= cell) % 2 == 1
        }
    }

    /// In turns the first cell that is in it and the first that is not.
    pub(super) fn changes(&self) -> Vec<Cell> {
        let edges = self.first ^ (self.first << 1);
        let mut changes: Vec<Cell> = (0..BITS).filter(|cell| edges >> cell & 1 == 1).collect();
        let goes_on = self.has(BITS - 1);
        match self.ends.first() {
            Some(&BITS) if goes_on => changes.extend(self.ends.iter().skip(1)),
            _ => changes.extend(goes_on.then_some(BITS).iter().chain(&self.ends)),
        }
        changes
    }

    /// Adds a cell that is not in it, or takes away one that is.
    pub(super) fn toggle(&mut self, cell: Cell) {
        let one = Self::of_runs([(cell as usize, cell as usize + 1)].into_iter());
        *self = self.joined(&one, |a, b| a ^ b);
    }

    fn joined(&self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let mut ends: Vec<Cell> = self.ends.iter().chain(&other.ends).copied().collect();
        ends.sort_unstable();
        ends.dedup();
        let mut is_in = false;
        ends.retain(|end| {
            let was = is_in;
            is_in = join(u64::from(self.has(*end)), u64::from(other.has(*end))) & 1 == 1;
            is_in != was
        });
        Self { first: join(self.first, other.first), ends: ends.into() }
    }

    /// The cells that are in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        self.joined(other, |a, b| a & b)
    }

    /// The cells that are in one of them.
    pub(super) fn or(&self, other: &Self) -> Self {
        self.joined(other, |a, b| a | b)
    }

    /// Those of the first 64 cells that are in it, a bit each.
    pub(super) fn few(&self) -> u64 {
        self.first
    }

    /// Whether no cell is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.first == 0 && self.ends.is_empty()
    }
}

/// How the answers to a question become cells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) enum Encoding {
    /// Codes in order: cell 0 holds those below the first cut, cell 1 those from there on, and so on.
    Ranges { low: i128, high: i128, cuts: Box<[i128]> },
    /// A word each.
    Words { mask: u128, count: usize },
    /// Sets and rows: every test is a variable of its own.
    Tests,
}

impl Encoding {
    /// The cells of a domain that is cut at some codes.
    pub(super) fn new(domain: &Domain, mut cuts: Vec<i128>) -> Self {
        match domain {
            Domain::Range(low, high) => {
                cuts.retain(|cut| low < cut && cut <= high);
                cuts.sort_unstable();
                cuts.dedup();
                Self::Ranges { low: *low, high: *high, cuts: cuts.into() }
            }
            Domain::Words(mask) => Self::Words { mask: *mask, count: (128 - mask.leading_zeros()) as usize },
            Domain::Set(_) | Domain::Rows(_) => Self::Tests,
        }
    }

    /// How many cells; 2 for what is tested one by one: no and yes.
    pub(super) fn count(&self) -> usize {
        match self {
            Self::Ranges { cuts, .. } => cuts.len() + 1,
            Self::Words { count, .. } => *count,
            Self::Tests => 2,
        }
    }

    /// The cell of a code.
    #[inline]
    pub(super) fn cell(&self, code: i128) -> usize {
        match self {
            Self::Ranges { cuts, .. } => cuts.partition_point(|cut| *cut <= code),
            Self::Words { .. } => invariant!(usize::try_from(code).ok(), "the code of a word is its place"),
            Self::Tests => 0,
        }
    }

    /// The same as it stands among the cells of a requirement.
    #[inline]
    pub(super) fn cell_of(&self, code: i128) -> Cell {
        numbered(self.cell(code))
    }

    /// The smallest code of a cell.
    pub(super) fn lowest(&self, cell: usize) -> i128 {
        match self {
            Self::Ranges { low, cuts, .. } => {
                cell.checked_sub(1).and_then(|at| cuts.get(at)).copied().unwrap_or(*low)
            }
            Self::Words { .. } | Self::Tests => cell as i128,
        }
    }

    /// The largest code of a cell.
    pub(super) fn highest(&self, cell: usize) -> i128 {
        match self {
            Self::Ranges { high, cuts, .. } => cuts.get(cell).map_or(*high, |cut| cut - 1),
            Self::Words { .. } | Self::Tests => cell as i128,
        }
    }

    /// Whether the codes of a cell pass a test.
    pub(super) fn passes(&self, cell: usize, op: Op) -> bool {
        match self {
            Self::Tests => cell == 1,
            _ => op.holds(self.lowest(cell)),
        }
    }

    /// The cells whose codes pass a test: from the first of each pair up to the second, in order.
    pub(super) fn runs(&self, op: Op) -> Vec<(usize, usize)> {
        let count = self.count();
        if let (Self::Ranges { cuts, .. }, Op::Below(_) | Op::AtLeast(_) | Op::Equals(_)) = (self, op) {
            // INVARIANT (cut): tests of this rule set are among the cuts, so that a cell passes whole or not at all.
            let from =
                |code: i128| cuts.partition_point(|cut| *cut < code) + usize::from(self.lowest(0) < code);
            let (from, to) = match op {
                Op::Below(limit) => (0, from(limit)),
                Op::AtLeast(limit) => (from(limit), count),
                Op::Equals(code) => (from(code), from(code.saturating_add(1))),
                _ => (0, 0),
            };
            return vec![(from, to)];
        }
        let passing = (0..count).filter(|cell| self.passes(*cell, op));
        passing.map(|cell| (cell, cell + 1)).collect()
    }

    /// The cells that a region has codes of.
    pub(super) fn inside(&self, region: &Subset) -> Known {
        match (self, region) {
            (Self::Ranges { .. }, Subset::Range(low, high)) => {
                let (from, to) = (self.cell(*low), self.cell(*high) + 1);
                Known::of((from..to).map(numbered))
            }
            (Self::Words { mask, .. }, Subset::Words(words)) => {
                let both = mask & words;
                match u64::try_from(both) {
                    Ok(few) => Known::few(few),
                    Err(_) => Known::of((0..128).filter(|bit| both >> bit & 1 == 1)),
                }
            }
            _ => Known::few(0),
        }
    }

    /// A cut between the first cell of a list and those in which something else comes out.
    pub(super) fn cut(&self, cells: &Known, same: impl Fn(Cell) -> bool) -> Option<Cut> {
        match self {
            Self::Ranges { .. } => {
                let here = same(cells.cells().next()?);
                let other = cells.cells().find(|cell| same(*cell) != here)?;
                Some(Cut::Below(self.lowest(other as usize)))
            }
            Self::Words { .. } => {
                let words =
                    cells.cells().filter(|cell| same(*cell)).fold(0_u128, |all, cell| all | 1 << cell);
                Some(Cut::Words(words))
            }
            Self::Tests => None,
        }
    }
}

/// What a variable says of its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Asks {
    /// Which cell its answer is in.
    Value,
    /// Whether its answer, or a column of the row that answers it, passes a test.
    Test(Option<u16>, Op),
    /// Whether somebody answered it.
    Answered,
    /// What a derivation comes to, by its position among those that have a variable.
    Derived(usize),
}

/// A variable.
///
/// Those of values and tests have `answers` cells for what is stated, as many for what stands in for an answer, one for `none`
/// and one for "not known". `Answered` has no and yes, `Derived` no, yes and "not known".
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Variable {
    pub(super) question: QuestionId,
    pub(super) view: View,
    pub(super) asks: Asks,
    pub(super) answers: Cell,
}

impl Variable {
    /// How many cells it has.
    pub(super) fn size(&self) -> usize {
        match self.asks {
            Asks::Value | Asks::Test(..) => 2 * self.answers as usize + 2,
            Asks::Answered => 2,
            Asks::Derived(_) => 3,
        }
    }

    /// The cell of what stands in for an answer.
    pub(super) fn effective_cell(&self, answer: usize) -> Cell {
        self.answers + numbered(answer)
    }

    /// The cell of `none`.
    pub(super) fn none(&self) -> Cell {
        2 * self.answers
    }

    /// The cell of "not known", without its flag.
    pub(super) fn unknown(&self) -> Cell {
        match self.asks {
            Asks::Value | Asks::Test(..) => 2 * self.answers + 1,
            Asks::Answered => 0,
            Asks::Derived(_) => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What a set says of the cells below 200, one by one.
    fn listed(set: &CellSet) -> BTreeSet<usize> {
        (0..200).filter(|cell| set.has(Cell::try_from(*cell).expect("a cell"))).collect()
    }

    #[test]
    fn sets_on_both_sides_of_their_bits_are_sets() {
        let bounds = [0, 1, 5, 63, 64, 65, 70, 127, 128, 199];
        let pairs = bounds.iter().flat_map(|from| bounds.iter().map(move |to| (*from, *to)));
        let sets: Vec<Vec<usize>> = pairs.map(|(from, to)| (from..to).collect()).collect();
        let sets: Vec<BTreeSet<usize>> = sets
            .iter()
            .map(|set| set.iter().copied().collect())
            .chain([(0..200).filter(|cell| cell % 3 == 0).collect()])
            .collect();
        for a in &sets {
            let one = CellSet::of(200, |cell| a.contains(&cell));
            assert_eq!(listed(&one), *a);
            assert_eq!(one.is_empty(), a.is_empty());
            let mut is_in = false;
            for cell in 0..200_u32 {
                is_in ^= one.changes().contains(&cell);
                assert_eq!(is_in, one.has(cell), "{a:?} at {cell}");
            }
            let mut turned = one.clone();
            turned.toggle(64);
            assert_ne!(turned.has(64), one.has(64));
            turned.toggle(64);
            assert_eq!(turned, one);
            for b in &sets {
                let other = CellSet::of(200, |cell| b.contains(&cell));
                let (both, any) = (a & b, a | b);
                assert_eq!(one.and(&other), CellSet::of(200, |cell| both.contains(&cell)));
                assert_eq!(one.or(&other), CellSet::of(200, |cell| any.contains(&cell)));
            }
        }
    }

    #[test]
    fn the_cells_that_pass_are_those_whose_codes_do() {
        let ranges = |cuts: &[i128]| Encoding::new(&Domain::Range(10, 1_000), cuts.to_vec());
        for cuts in [&[][..], &[20, 30, 31], &[11], &[1_000], &[5, 10, 2_000]] {
            let encoding = ranges(cuts);
            for limit in [-1, 10, 11, 20, 30, 31, 1_000, 1_001] {
                let tests = [Op::Below(limit), Op::AtLeast(limit), Op::Equals(limit)];
                // INVARIANT (cut): a program cuts where its tests look.
                let mut all = cuts.to_vec();
                all.extend([limit, limit + 1]);
                let encoding = if cuts.contains(&limit) { encoding.clone() } else { ranges(&all) };
                for op in tests.into_iter().filter(|op| !matches!(op, Op::Equals(_)) || all.len() > 2) {
                    let expected = CellSet::of(encoding.count(), |cell| op.holds(encoding.lowest(cell)));
                    let runs = CellSet::of_runs(encoding.runs(op).into_iter());
                    assert_eq!(runs, expected, "{op:?} with {cuts:?}");
                }
            }
        }
    }
}
