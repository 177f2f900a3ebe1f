//! Ctrl-C between two prompts, when nobody waits for a key: the next prompt takes it for its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// Whether somebody interrupted the program since the questionnaire began.
///
/// A terminal sends Ctrl-C as a key while a prompt reads keys, and as a signal else: while the next question is looked
/// for, say. Either way what was answered is kept.
#[derive(Debug)]
pub(super) struct Interrupt {
    came: Arc<AtomicBool>,
}

impl Interrupt {
    /// Watches from now on; a second signal ends the program at once, whatever it is at.
    ///
    /// Where the system lets nobody watch, the first one does.
    pub(super) fn watch() -> Self {
        let came = Arc::new(AtomicBool::new(false));
        // In this order: the first signal finds the flag unset, and sets it for the second.
        let watched = flag::register_conditional_default(SIGINT, Arc::clone(&came))
            .and_then(|_| flag::register(SIGINT, Arc::clone(&came)));
        drop(watched);
        Self { came }
    }

    /// Whether a signal came.
    pub(super) fn came(&self) -> bool {
        self.came.load(Ordering::SeqCst)
    }
}
