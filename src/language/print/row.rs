//! Clauses as rows: a keyword, what follows it, and where that was written.

use std::ops::Range;

use super::expression::expression;
use super::fold::{self, Room, WIDTH, closed, led};
use crate::diagnostic::Span;
use crate::language::ast::Expr;

/// One clause of an item; its first row is the item's own line.
#[derive(Debug)]
pub(super) struct Row<'a> {
    /// How far it is indented, in steps of four blanks.
    pub(super) depth: usize,
    /// The keyword, made as wide as those of its neighbours; empty where nothing is aligned.
    pub(super) keyword: String,
    /// What follows it.
    pub(super) body: Body<'a>,
    /// The bytes of the source that it is from, without its keyword.
    pub(super) at: Range<usize>,
}

/// What follows a keyword.
#[derive(Debug)]
pub(super) enum Body<'a> {
    /// Never broken.
    Plain(String),
    /// A condition with what stands before and after it.
    Condition { lead: String, condition: &'a Expr, tail: String },
    /// Items with commas between them, with what stands before and after them.
    Filled { lead: String, items: Vec<String>, tail: &'static str },
    /// Services with `then` between them; what stands before them begins the line.
    Chain { lead: String, links: Vec<Link<'a>> },
}

/// A service, or the name of a warning, with its condition and its text.
#[derive(Debug)]
pub(super) struct Link<'a> {
    pub(super) head: String,
    pub(super) when: Option<&'a Expr>,
    pub(super) tail: Option<String>,
}

/// The bytes from the first to the last of some places.
pub(super) fn between(places: impl IntoIterator<Item = Span>) -> Range<usize> {
    let joined = places.into_iter().reduce(Span::to);
    joined.map_or(0..0, |span| span.start as usize..span.end as usize)
}

impl Row<'_> {
    /// Its lines, the keyword padded to a width.
    pub(super) fn lines(&self, keyword_width: usize) -> Vec<String> {
        let mut lead = " ".repeat(self.depth * 4);
        if !self.keyword.is_empty() {
            let padding = keyword_width.saturating_sub(fold::width(&self.keyword)) + 1;
            lead.extend([self.keyword.as_str(), &" ".repeat(padding)]);
        }
        led(&lead, self.body.lines(fold::width(&lead)))
    }
}

impl Body<'_> {
    fn lines(&self, column: usize) -> Vec<String> {
        match self {
            Self::Plain(text) => vec![text.clone()],
            Self::Condition { lead, condition, tail } => {
                let room = Room::after(column, lead, fold::width(tail));
                closed(led(lead, fold::condition(condition, room)), tail)
            }
            Self::Filled { lead, items, tail } => {
                closed(led(lead, fold::filled(items, Room::after(column, lead, tail.len()))), tail)
            }
            Self::Chain { lead, links } => chain(lead, links, column),
        }
    }
}

/// On one line if they fit; else one below the other, and under an item of their own the first as well.
fn chain(lead: &str, chain: &[Link<'_>], column: usize) -> Vec<String> {
    let flat: Vec<String> = chain.iter().map(Link::flat).collect();
    let flat = format!("{lead}{}", flat.join(" then "));
    if column + fold::width(&flat) <= WIDTH {
        return vec![flat];
    }
    let own_line = !lead.is_empty();
    let (mut lines, column) =
        if own_line { (vec![lead.trim_end().to_owned()], 4) } else { (Vec::new(), column) };
    for (number, link) in chain.iter().enumerate() {
        let word = if number > 0 {
            "then "
        } else if own_line && chain.len() > 1 {
            "     "
        } else {
            ""
        };
        let indent = if number == 0 && !own_line { String::new() } else { " ".repeat(column) };
        lines.extend(led(&format!("{indent}{word}"), link.lines(column + word.len())));
    }
    lines
}

impl Link<'_> {
    fn flat(&self) -> String {
        let when = self.when.map(|when| format!(" when {}", expression(when)));
        let tail = self.tail.as_ref().map(|tail| format!(" {tail}"));
        format!("{}{}{}", self.head, when.unwrap_or_default(), tail.unwrap_or_default())
    }

    fn lines(&self, column: usize) -> Vec<String> {
        let flat = self.flat();
        if column + fold::width(&flat) <= WIDTH {
            return vec![flat];
        }
        let below = column + 4;
        let indent = " ".repeat(below);
        let mut lines = vec![self.head.clone()];
        if let Some(when) = self.when {
            let condition = fold::condition(when, Room::after(below, "when ", 0));
            lines.extend(led(&format!("{indent}when "), condition));
        }
        lines.extend(self.tail.as_ref().map(|tail| format!("{indent}{tail}")));
        lines
    }
}
