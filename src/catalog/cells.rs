//! Cells of tables as text, one after the other.

/// Cells, row after row: what each of them says in one text, and where each begins.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    text: String,
    /// Where each cell begins in `text`, and at last where the last one ends.
    bounds: Vec<u32>,
}

impl Default for Cells {
    fn default() -> Self {
        Self { text: String::new(), bounds: vec![0] }
    }
}

impl Cells {
    /// The cells of a text that begin and end at these places.
    pub(super) fn new(text: String, bounds: Vec<u32>) -> Self {
        Self { text, bounds }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }

    /// What a cell says; nothing where there is none.
    pub(super) fn get(&self, at: usize) -> &str {
        let Some((begin, end)) = self.bounds.get(at).zip(self.bounds.get(at + 1)) else { return "" };
        invariant!(
            self.text.get(*begin as usize..*end as usize),
            "a cell has its place in the text of its table"
        )
    }

    /// One cell more.
    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.bounds.push(offset(self.text.len()));
    }
}

/// A place in a text as it is kept: four bytes are enough for the texts of tables, and there are many places.
pub(super) fn offset(at: usize) -> u32 {
    invariant!(u32::try_from(at).ok(), "the texts of tables are shorter than four thousand million bytes")
}
