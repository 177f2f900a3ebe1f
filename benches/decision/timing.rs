//! Pieces of work that take turns, each with its best time: what disturbs the machine disturbs all of them.

use std::time::{Duration, Instant};

/// One piece of work; it says itself how long it took, so that what it prepares does not count.
pub(crate) type Work<'w> = &'w mut dyn FnMut() -> Duration;

/// How many rounds are run: at least one, at most so many, and none more once so many seconds have passed.
#[derive(Clone, Copy)]
pub(crate) struct Rounds {
    pub(crate) most: usize,
    pub(crate) seconds: u64,
}

/// How often what is short runs in a round, so that a baseline has its chances beside what takes long.
const CHANCES: usize = 10;

/// The best time of each, in the order given.
pub(crate) fn turns<const N: usize>(rounds: Rounds, mut work: [Work<'_>; N]) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    let start = Instant::now();
    for _ in 0..rounds.most {
        let took: [Duration; N] =
            std::array::from_fn(|at| work.get_mut(at).map_or(Duration::MAX, |work| work()));
        let longest = took.iter().max().copied().unwrap_or_default();
        for ((best, work), first) in best.iter_mut().zip(&mut work).zip(took) {
            *best = first.min(*best);
            let (mut spent, mut chances) = (first, 1);
            while spent * 4 < longest && chances < CHANCES {
                let took = work();
                *best = took.min(*best);
                spent += took;
                chances += 1;
            }
        }
        if start.elapsed() > Duration::from_secs(rounds.seconds) {
            break;
        }
    }
    best
}

/// How long one call takes.
pub(crate) fn once(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// How long a pass over all items takes.
pub(crate) fn each<T>(items: &[T], mut work: impl FnMut(&T)) -> Duration {
    once(|| {
        for item in items {
            work(item);
        }
    })
}

/// Nanoseconds for one of so many.
pub(crate) fn nanoseconds(all: Duration, count: usize) -> f64 {
    all.as_secs_f64() * 1e9 / u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// Microseconds for one of so many.
pub(crate) fn microseconds(all: Duration, count: usize) -> f64 {
    nanoseconds(all, count) / 1e3
}

/// Milliseconds.
pub(crate) fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
