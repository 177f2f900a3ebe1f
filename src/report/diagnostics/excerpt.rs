//! The part of a source line that a diagnostic shows: cut to a window, made safe, marks moved along.

use std::ops::Range;

use super::super::escape::terminal;
use crate::diagnostic::{Place, SourceId, Sources, Span};

/// Lines up to this many bytes are shown whole.
const WHOLE: usize = 200;
/// Of longer ones, how many bytes of the mark, and before and after it.
const MARKED: usize = 100;
const AROUND: usize = 60;

/// A mark in the text of an [`Excerpt`].
pub(super) struct Mark {
    /// A byte range of the text, on character boundaries.
    pub(super) span: Range<usize>,
    /// What it says; none for the place of the diagnostic itself.
    pub(super) label: Option<String>,
}

/// One line, as it is shown.
pub(super) struct Excerpt<'s> {
    /// The place of its first mark in the file.
    pub(super) place: Place,
    pub(super) marks: Vec<Mark>,
    source: SourceId,
    file: &'s str,
    /// The line in the file, and what is shown of it.
    line: Range<usize>,
    shown: Range<usize>,
}

impl<'s> Excerpt<'s> {
    /// The first line of a span; none if the file is not there.
    pub(super) fn new(span: Span, label: Option<&str>, sources: &'s Sources) -> Option<Self> {
        let file = sources.get(span.source)?.text();
        let marked = within(span, file);
        let place = sources.place(Span::new(span.source, marked.start, marked.end));
        let line = line_around(file, marked.start);
        let marked = marked.start..marked.end.min(line.end).max(marked.start);
        let shown = window(file, &line, &marked);
        let mut excerpt = Self { place, marks: Vec::new(), source: span.source, file, line, shown };
        excerpt.mark(&marked, label);
        Some(excerpt)
    }

    /// Marks another place if all of it is shown.
    pub(super) fn also(&mut self, span: Span, label: &str) -> bool {
        let marked = within(span, self.file);
        let inside = span.source == self.source
            && !marked.is_empty()
            && self.shown.start <= marked.start
            && marked.end <= self.shown.end;
        if inside {
            self.mark(&marked, Some(label));
        }
        inside
    }

    /// What is shown; dots stand for what is cut away.
    pub(super) fn text(&self) -> String {
        let after = if self.shown.end < self.line.end { "..." } else { "" };
        format!("{}{}{after}", self.dots_before(), self.safe(self.shown.clone()))
    }

    fn mark(&mut self, marked: &Range<usize>, label: Option<&str>) {
        let upto = |at: usize| {
            let at = at.clamp(self.shown.start, self.shown.end);
            self.dots_before().len() + self.safe(self.shown.start..at).len()
        };
        let span = upto(marked.start)..upto(marked.end);
        self.marks.push(Mark { span, label: label.map(|label| terminal(label).into_owned()) });
    }

    fn dots_before(&self) -> &'static str {
        if self.shown.start > self.line.start { "..." } else { "" }
    }

    /// Tabs are four blanks; what is no letter is an escape.
    fn safe(&self, range: Range<usize>) -> String {
        let raw = self.file.get(range).unwrap_or_default();
        terminal(&raw.replace('\t', "    ")).into_owned()
    }
}

/// The bytes of a span, kept inside the file and on character boundaries.
fn within(span: Span, file: &str) -> Range<usize> {
    let start = boundary_before(file, span.start as usize);
    start..boundary_before(file, span.end as usize).max(start)
}

fn boundary_before(text: &str, at: usize) -> usize {
    invariant!(
        (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)),
        "a text begins with a letter"
    )
}

/// The line that a position is on, without its line break.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let start = before.rfind('\n').map_or(0, |found| found + 1);
    let end = after.find('\n').map_or(text.len(), |found| at + found);
    let carriage = end > at && text.get(start..end).is_some_and(|line| line.ends_with('\r'));
    start..(if carriage { end - 1 } else { end })
}

/// What is shown of a line: all of it, or what is around the mark.
fn window(text: &str, line: &Range<usize>, marked: &Range<usize>) -> Range<usize> {
    if line.len() <= WHOLE {
        return line.clone();
    }
    let start = marked.start.saturating_sub(AROUND).max(line.start);
    let end = (marked.end.min(marked.start + MARKED) + AROUND).min(line.end);
    boundary_before(text, start)..boundary_before(text, end)
}
