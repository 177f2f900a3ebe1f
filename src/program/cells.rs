//! Questions as variables with finitely many cells: answers that no test of the rules tells apart.

use crate::logic::{Cut, Domain, Op, QuestionId, Region};

use super::{View, words};

/// Index of a variable of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Var(pub(super) u16);

impl Var {
    pub(super) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A cell of a variable.
pub(super) type Cell = u16;

/// Set on a cell that stands there because it was assumed.
pub(super) const ASSUMED: Cell = 0x8000;
/// Set on a cell that means "not known".
pub(super) const UNKNOWN: Cell = 0x4000;
/// What is left of a cell without its flags.
pub(super) const CELL: Cell = 0x3FFF;

/// The most cells that the answers to one question may fall into.
pub(super) const MAX_CELLS: usize = 8_000;

/// A set of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CellSet {
    first: u64,
    more: Box<[u64]>,
}

impl CellSet {
    /// The cells below `size` that pass.
    pub(super) fn of(size: usize, mut passes: impl FnMut(usize) -> bool) -> Self {
        let mut set = Self { first: 0, more: vec![0; words(size).saturating_sub(1)].into() };
        (0..size).filter(|cell| passes(*cell)).for_each(|cell| set.insert(cell));
        set
    }

    fn insert(&mut self, cell: usize) {
        if cell < 64 {
            self.first |= 1 << cell;
        } else if let Some(word) = self.more.get_mut(cell / 64 - 1) {
            *word |= 1 << (cell % 64);
        }
    }

    /// Whether a cell is in it.
    #[inline]
    #[must_use]
    pub(crate) fn has(&self, cell: u16) -> bool {
        let cell = usize::from(cell);
        if cell < 64 {
            self.first >> cell & 1 == 1
        } else {
            self.more.get(cell / 64 - 1).is_some_and(|word| word >> (cell % 64) & 1 == 1)
        }
    }

    /// Adds a cell that is not in it, or takes away one that is.
    pub(super) fn toggle(&mut self, cell: u16) {
        let cell = usize::from(cell);
        if cell < 64 {
            self.first ^= 1 << cell;
        } else if let Some(word) = self.more.get_mut(cell / 64 - 1) {
            *word ^= 1 << (cell % 64);
        }
    }

    fn joined(&self, other: &Self, join: impl Fn(u64, u64) -> u64) -> Self {
        let more = self.more.len().max(other.more.len());
        let at = |words: &[u64], at: usize| words.get(at).copied().unwrap_or(0);
        Self {
            first: join(self.first, other.first),
            more: (0..more).map(|i| join(at(&self.more, i), at(&other.more, i))).collect(),
        }
    }

    /// The cells that are in both.
    pub(super) fn and(&self, other: &Self) -> Self {
        self.joined(other, |a, b| a & b)
    }

    /// The cells that are in one of them.
    pub(super) fn or(&self, other: &Self) -> Self {
        self.joined(other, |a, b| a | b)
    }

    /// Whether no cell is in it.
    pub(super) fn is_empty(&self) -> bool {
        self.first == 0 && self.more.iter().all(|word| *word == 0)
    }
}

/// How the answers to a question become cells.
#[derive(Clone, Debug)]
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
            Self::Words { .. } => usize::try_from(code).unwrap_or(0),
            Self::Tests => 0,
        }
    }

    /// The smallest code of a cell.
    pub(super) fn lowest(&self, cell: usize) -> i128 {
        match self {
            Self::Ranges { low, cuts, .. } => {
                cell.checked_sub(1).and_then(|at| cuts.get(at)).copied().unwrap_or(*low)
            }
            Self::Words { .. } | Self::Tests => i128::try_from(cell).unwrap_or(i128::MAX),
        }
    }

    /// The largest code of a cell.
    pub(super) fn highest(&self, cell: usize) -> i128 {
        match self {
            Self::Ranges { high, cuts, .. } => cuts.get(cell).map_or(*high, |cut| cut - 1),
            Self::Words { .. } | Self::Tests => i128::try_from(cell).unwrap_or(i128::MAX),
        }
    }

    /// Whether the codes of a cell pass a test.
    pub(super) fn passes(&self, cell: usize, op: Op) -> bool {
        match self {
            Self::Tests => cell == 1,
            _ => op.holds(self.lowest(cell)),
        }
    }

    /// The cells that a region has codes of, in order.
    pub(super) fn inside(&self, region: &Region, cells: &mut Vec<Cell>) {
        cells.clear();
        match (self, region) {
            (Self::Ranges { .. }, Region::Range(low, high)) => {
                let range = self.cell(*low)..=self.cell(*high);
                cells.extend(range.filter_map(|cell| Cell::try_from(cell).ok()));
            }
            (Self::Words { mask, .. }, Region::Words(words)) => {
                let both = mask & words;
                cells.extend((0..128).filter(|bit| both >> bit & 1 == 1));
            }
            _ => {}
        }
    }

    /// A cut between the first cell of a list and those in which something else comes out.
    pub(super) fn cut(&self, cells: &[Cell], same: impl Fn(Cell) -> bool) -> Option<Cut> {
        match self {
            Self::Ranges { .. } => {
                let first = *cells.first()?;
                let here = same(first);
                let other = cells.iter().find(|cell| same(**cell) != here)?;
                Some(Cut::Below(self.lowest(usize::from(*other))))
            }
            Self::Words { .. } => {
                let words =
                    cells.iter().filter(|cell| same(**cell)).fold(0_u128, |all, cell| all | 1 << cell);
                Some(Cut::Words(words))
            }
            Self::Tests => None,
        }
    }
}

/// What a variable says of its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug)]
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
            Asks::Value | Asks::Test(..) => 2 * usize::from(self.answers) + 2,
            Asks::Answered => 2,
            Asks::Derived(_) => 3,
        }
    }

    /// The cell of what stands in for an answer.
    pub(super) fn standing(&self, answer: usize) -> Cell {
        self.answers + Cell::try_from(answer).unwrap_or(CELL)
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
