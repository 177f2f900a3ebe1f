//! A thread that panics ends the run: nobody waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Parser as _;

use super::{Answering, Settings, Threads, Work, Workload};
use crate::cli::args::Arguments;
use crate::cli::origin::Origin;
use crate::cli::rules;
use crate::cli::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::program::DatedRules;
use crate::requirement::Overrides;

/// Panics at one of the workloads that it is asked about.
struct Panicking {
    at: usize,
    asked: AtomicUsize,
}

impl Work for Panicking {
    type Answer = ();
    type Straight = ();
    const BLOCK: usize = 2;

    fn answer(&self, _: Workload<'_>) -> Result<(), Diagnostics> {
        assert!(self.asked.fetch_add(1, Ordering::Relaxed) != self.at, "this is what the test wants");
        Ok(())
    }
}

/// How many answers were taken of several small files; none when the run panicked.
fn taken(panics_at: usize, threads: u16) -> Option<usize> {
    let arguments = Arguments::try_parse_from(["fingerpost", "recommend", "-"]).unwrap();
    let loaded = rules::load(&arguments.global.stack).ok().unwrap();
    let dated = DatedRules::new(&loaded.pack, &loaded.catalog, loaded.pack.as_of());
    let settings = Settings { dated: &dated, providers: None, overrides: Overrides::default() };
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/web-app.yaml");
    let origins = vec![Origin::File(example); 30];
    let work = Panicking { at: panics_at, asked: AtomicUsize::new(0) };
    let mut terminal = Terminal::new(&arguments.global);
    let mut count = 0;
    let ended = catch_unwind(AssertUnwindSafe(|| {
        let threads = Threads { threads: Some(threads) };
        Answering { settings: &settings, sources: loaded.sources, threads }.all(
            origins,
            &work,
            &mut terminal,
            |(), _| {
                count += 1;
                Ok(())
            },
        )
    }));
    ended.ok().map(|failed| {
        assert!(failed.is_ok_and(|failures| !failures.any));
        count
    })
}

#[test]
fn a_panic_on_a_thread_is_a_panic_of_the_run() {
    for threads in [1, 3] {
        assert_eq!(taken(usize::MAX, threads), Some(30));
        for at in [0, 7, 29] {
            assert_eq!(taken(at, threads), None);
        }
    }
}
