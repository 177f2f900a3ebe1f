//! A thread that panics, or finds a promise broken, ends the run: nobody waits for it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use clap::Parser as _;

use super::{Answering, Failure, Failures, Settings, Threads, Work, Workload};
use crate::cli::Exit;
use crate::cli::args::Arguments;
use crate::cli::origin::Origin;
use crate::cli::rules;
use crate::cli::terminal::Terminal;
use crate::diagnostic::Diagnostics;
use crate::invariant::broken_quietly;
use crate::program::DatedRules;
use crate::requirement::Overrides;

/// Does something at one of the workloads that it is asked about.
struct Stopping {
    at: usize,
    stop: fn(),
    asked: AtomicUsize,
}

impl Stopping {
    fn new(at: usize, stop: fn()) -> Self {
        Self { at, stop, asked: AtomicUsize::new(0) }
    }
}

impl Work for Stopping {
    type Answer = ();
    type Straight = ();
    const BLOCK: usize = 2;

    fn answer(&self, _: Workload<'_>) -> Result<(), Diagnostics> {
        if self.asked.fetch_add(1, Ordering::Relaxed) == self.at {
            (self.stop)();
        }
        Ok(())
    }
}

/// A run over several small files: how it ended, or its panic.
fn ended(work: &Stopping, threads: u16, mut take: impl FnMut()) -> thread::Result<Result<Failures, Failure>> {
    let arguments = Arguments::try_parse_from(["fingerpost", "recommend", "-"]).unwrap();
    let loaded = rules::load(&arguments.global.stack).ok().unwrap();
    let dated = DatedRules::new(&loaded.pack, &loaded.catalog, loaded.pack.as_of());
    let settings = Settings { dated: &dated, providers: None, overrides: Overrides::default() };
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/web-app.yaml");
    let origins = vec![Origin::File(example); 30];
    let mut terminal = Terminal::new(&arguments.global);
    catch_unwind(AssertUnwindSafe(|| {
        let threads = Threads { threads: Some(threads) };
        let answering = Answering { settings: &settings, sources: loaded.sources, threads };
        answering.all(origins, work, &mut terminal, |(), _| {
            take();
            Ok(())
        })
    }))
}

#[test]
fn a_panic_on_a_thread_is_a_panic_of_the_run() {
    for threads in [1, 3] {
        let mut count = 0;
        let all = ended(&Stopping::new(usize::MAX, || ()), threads, || count += 1);
        assert!(all.unwrap().is_ok_and(|failures| !failures.any) && count == 30, "{count}");
        for at in [0, 7, 29] {
            let work = Stopping::new(at, || panic!("this is what the test wants"));
            assert!(ended(&work, threads, || ()).is_err());
        }
    }
}

#[test]
fn a_promise_broken_on_a_thread_is_a_finding_of_the_run() {
    for threads in [1, 3] {
        for at in [0, 7, 29] {
            let failure = ended(&Stopping::new(at, || broken_quietly()), threads, || ()).unwrap();
            let Err(Failure::Found { exit, found, .. }) = failure else { panic!("it did not fail") };
            assert_eq!(exit, Exit::Failure);
            assert!(found.iter().all(|finding| finding.code.as_str() == "internal-error"), "{found:?}");
        }
    }
}

#[test]
fn a_panic_while_answers_are_taken_is_a_panic_of_the_run() {
    for threads in [1, 3] {
        let take = || panic!("this is what the test wants");
        assert!(ended(&Stopping::new(usize::MAX, || ()), threads, take).is_err());
    }
}
