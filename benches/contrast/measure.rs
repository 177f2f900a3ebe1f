//! What was measured of many pieces of work, as one row of a table.
#![expect(clippy::disallowed_types, reason = "a benchmark looks at the clock")]

use std::time::{Duration, Instant};

/// What takes longer than this is measured again: whoever else is at work on the machine can only make it slower.
const LONG: Duration = Duration::from_millis(50);

/// How often, at most.
const AGAIN: usize = 4;

/// The pieces of work of one row, each with how long it took.
pub(crate) struct Row {
    what: String,
    each: Vec<(Duration, String)>,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), each: Vec::new() }
    }

    /// Measures one piece of work.
    pub(crate) fn add(&mut self, name: &str, work: impl Fn()) {
        self.each.push((least(work), name.to_owned()));
    }

    /// Prints the row.
    pub(crate) fn print(mut self) {
        self.each.sort_unstable();
        let count = self.each.len();
        let total: Duration = self.each.iter().map(|(took, _)| took).sum();
        let mean = total / u32::try_from(count).unwrap_or(u32::MAX).max(1);
        let rank = (count * 99).div_ceil(100);
        let in_hundred = self.each.get(rank.saturating_sub(1)).map_or(Duration::ZERO, |(took, _)| *took);
        let (worst, name) = self.each.pop().unwrap_or_default();
        println!(
            "{:<44}{count:>7}{:>9.2}{:>9.1}{:>9.1}   {name}",
            self.what,
            milliseconds(mean),
            milliseconds(in_hundred),
            milliseconds(worst)
        );
    }
}

/// Prints what the columns of rows are.
pub(crate) fn heading() {
    println!("{:<44}{:>7}{:>9}{:>9}{:>9}   the worst", "", "pieces", "mean", "99%", "worst");
}

/// How long a piece of work takes on a processor: wall-clock time, the least of several runs where that is long.
pub(crate) fn least(work: impl Fn()) -> Duration {
    let once = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    let mut least = once();
    for _ in 0..AGAIN {
        if least < LONG {
            break;
        }
        least = least.min(once());
    }
    least
}

pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
