//! Short answers, straight from a line to a line where the line is an ordinary one.

use crate::diagnostic::Diagnostics;
use crate::eval::Scratch;
use crate::program::Assignment;
use crate::report::brief::Brief;
use crate::requirement::Direct;

use super::tally::Tally;
use super::workloads::{Settings, Work, Workload};

/// Answers in short.
pub(super) struct Briefing<'a> {
    settings: &'a Settings<'a>,
    /// None where the command line says something about every workload.
    direct: Option<Direct>,
}

/// What one thread reads a line into.
#[derive(Default)]
pub(super) struct Straight {
    assignment: Assignment,
    name: String,
    scratch: Scratch,
}

impl<'a> Briefing<'a> {
    pub(super) fn new(settings: &'a Settings<'a>) -> Self {
        let is_plain = settings.providers.is_none() && settings.overrides.is_empty();
        Self { settings, direct: is_plain.then(|| Direct::new(settings.dated)) }
    }

    fn line(&self, assignment: &mut Assignment, name: &str, scratch: &mut Scratch) -> (Vec<u8>, Tally) {
        let is_kept = |provider| self.settings.providers.as_ref().is_none_or(|kept| kept.includes(provider));
        let brief = Brief::of(self.settings.dated, name, assignment, is_kept, scratch);
        let mut line = Vec::with_capacity(256);
        // A vector takes everything.
        brief.write(&mut line).unwrap_or_default();
        (line, Tally::of(brief.providers.iter().map(|answer| answer.came)))
    }
}

impl Work for Briefing<'_> {
    type Answer = (Vec<u8>, Tally);
    type Straight = Straight;
    const BLOCK: usize = 256;

    fn answer(&self, workload: Workload<'_>) -> Result<Self::Answer, Diagnostics> {
        let encoded = workload.requirement.encoded();
        let mut assignment = workload.settings.dated.program().assign(encoded);
        let name = workload.requirement.name().unwrap_or(workload.name);
        Ok(self.line(&mut assignment, name, &mut Scratch::default()))
    }

    fn read(&self, line: &str, into: &mut Straight) -> bool {
        self.direct.as_ref().is_some_and(|direct| direct.read(line, &mut into.assignment, &mut into.name))
    }

    fn answer_read(&self, from: &mut Straight, name: &dyn Fn() -> String) -> Option<Self::Answer> {
        let own = std::mem::take(&mut from.name);
        let name = if own.is_empty() { name() } else { own };
        Some(self.line(&mut from.assignment, &name, &mut from.scratch))
    }
}
