//! What is known of a variable while answers are open: the cells that it may be in.

use std::rc::Rc;

use super::cells::{Cell, CellSet};

/// The cells that a variable may be in; in order, and one at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Known {
    One(Cell),
    /// Any of these, a bit each.
    Few(u64),
    /// Any of these, some of which have no bit.
    Many(Rc<[Cell]>),
}

impl Known {
    /// One of the cells that have a bit.
    pub(super) fn few(bits: u64) -> Self {
        if bits.is_power_of_two() { Self::One(bits.trailing_zeros()) } else { Self::Few(bits) }
    }

    /// One of some cells, which come in order.
    pub(super) fn of(cells: impl Iterator<Item = Cell> + Clone) -> Self {
        let bit = |cell: Cell| 1_u64.checked_shl(cell);
        if let Some(bits) = cells.clone().try_fold(0, |bits, cell| Some(bits | bit(cell)?)) {
            return Self::few(bits);
        }
        let cells: Rc<[Cell]> = cells.collect();
        if let [only] = *cells { Self::One(only) } else { Self::Many(cells) }
    }

    /// The cells, in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell> + Clone {
        let (bits, list) = match self {
            Self::One(cell) => (0, std::slice::from_ref(cell)),
            Self::Few(bits) => (*bits, [].as_slice()),
            Self::Many(cells) => (0, &**cells),
        };
        Bits(bits).chain(list.iter().copied())
    }

    /// Whether a cell is among them.
    pub(super) fn has(&self, cell: Cell) -> bool {
        match self {
            Self::One(own) => *own == cell,
            Self::Few(bits) => bits.checked_shr(cell).is_some_and(|bits| bits & 1 == 1),
            Self::Many(cells) => cells.binary_search(&cell).is_ok(),
        }
    }

    /// The same, or another cell.
    pub(super) fn or(self, cell: Cell) -> Self {
        let bits = match self {
            Self::One(own) => 1_u64.checked_shl(own),
            Self::Few(bits) => Some(bits),
            Self::Many(_) => None,
        };
        if let (Some(bits), Some(more)) = (bits, 1_u64.checked_shl(cell)) {
            return Self::few(bits | more);
        }
        let mut cells: Vec<Cell> = self.cells().chain([cell]).collect();
        cells.sort_unstable();
        cells.dedup();
        Self::of(cells.iter().copied())
    }

    /// Whether all of them are in a set.
    pub(super) fn all_in(&self, set: &CellSet) -> bool {
        match self {
            Self::One(cell) => set.has(*cell),
            Self::Few(bits) => bits & !set.few() == 0,
            Self::Many(cells) => cells.iter().all(|cell| set.has(*cell)),
        }
    }

    /// Whether some of them is in a set.
    pub(super) fn any_in(&self, set: &CellSet) -> bool {
        match self {
            Self::One(cell) => set.has(*cell),
            Self::Few(bits) => bits & set.few() != 0,
            Self::Many(cells) => cells.iter().any(|cell| set.has(*cell)),
        }
    }
}

/// The places of the bits of a word, from the lowest on.
#[derive(Clone)]
struct Bits(u64);

impl Iterator for Bits {
    type Item = Cell;

    fn next(&mut self) -> Option<Cell> {
        let lowest = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (lowest < u64::BITS).then_some(lowest)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn cells_are_the_same_in_bits_and_in_lists() {
        for cells in [vec![0], vec![63], vec![64], vec![3, 5], vec![0, 63], vec![3, 64], vec![64, 70, 200]] {
            let known = Known::of(cells.iter().copied());
            assert_eq!(known.cells().collect::<Vec<Cell>>(), cells);
            for edge in [0, 1, 4, 63, 64, 65, 201] {
                let below = CellSet::of_runs([(0, edge as usize)].into_iter());
                assert_eq!(known.all_in(&below), cells.iter().all(|cell| *cell < edge), "{cells:?} {edge}");
                assert_eq!(known.any_in(&below), cells.iter().any(|cell| *cell < edge), "{cells:?} {edge}");
            }
            for cell in [0, 4, 63, 64, 200, 201] {
                let mut more: BTreeSet<Cell> = cells.iter().copied().collect();
                more.insert(cell);
                assert_eq!(known.clone().or(cell), Known::of(more.iter().copied()), "{cells:?} or {cell}");
            }
        }
    }
}
