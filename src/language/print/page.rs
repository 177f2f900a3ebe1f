//! Lines and their indentation.

use std::fmt::Display;

use crate::language::ast::{Expr, Grounds, SourceRef, Text};
use crate::language::print::expression;
use crate::language::quoted::quote;

/// The longest line that several candidates share.
const LINE: usize = 100;

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// The blank line before an item, unless it is the first, and the word `replace`.
    pub(super) fn begin_item(&mut self, replace: bool) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        if replace {
            self.0.push_str("replace ");
        }
    }

    /// A line at a depth.
    pub(super) fn line(&mut self, depth: usize, line: &str) {
        self.0.extend(std::iter::repeat_n("    ", depth));
        self.0.push_str(line);
        self.0.push('\n');
    }

    /// A keyword and what follows it, if there is something.
    pub(super) fn clause(&mut self, word: &str, rest: Option<impl Display>) {
        if let Some(rest) = rest {
            self.line(1, &format!("{word} {rest}"));
        }
    }

    /// Candidates: on one line if they fit, else each `then` on its own.
    pub(super) fn candidates(&mut self, depth: usize, lead: &str, candidates: &[String]) {
        let one = format!("{lead} {}", candidates.join(" then "));
        if one.chars().count() <= LINE {
            return self.line(depth, &one);
        }
        let joint = format!("\n{}then ", "    ".repeat(depth + 1));
        self.line(depth, &format!("{lead} {}", candidates.join(&joint)));
    }

    /// `because` and `source` clauses at a depth.
    pub(super) fn grounds(&mut self, depth: usize, grounds: &Grounds) {
        if let Some(because) = &grounds.because {
            self.line(depth, &format!("because {}", quote(&because.value)));
        }
        self.sources(depth, &grounds.sources);
    }

    /// `source` lines.
    pub(super) fn sources(&mut self, depth: usize, sources: &[SourceRef]) {
        for source in sources {
            self.line(depth, &format!("source {}", source_reference(source)));
        }
    }

    /// All of it.
    pub(super) fn into_text(self) -> String {
        self.0
    }
}

fn source_reference(source: &SourceRef) -> String {
    match source {
        SourceRef::Reference(name, section) => format!("{}{}", name.value, quoted_after(section.as_ref())),
        SourceRef::Url(url, Some(read)) => format!("{} read {}", quote(&url.value), read.value),
        SourceRef::Url(url, None) => quote(&url.value),
    }
}

/// A text in quotes after a blank, or nothing.
pub(super) fn quoted_after(text: Option<&Text>) -> String {
    text.map_or_else(String::new, |text| format!(" {}", quote(&text.value)))
}

/// ` when …`, or nothing.
pub(super) fn when_after(when: Option<&Expr>) -> String {
    when.map_or_else(String::new, |when| format!(" when {}", expression(when)))
}
