//! Comments: found among the tokens, and given to the item or the clause that they stand by.
//!
//! A comment on a line of its own belongs to what follows it; after an item's last clause it belongs
//! to that item while it is indented. A comment at the end of a line belongs to the clause that ends
//! there. One in the middle of a clause moves above it.

use std::ops::Range;

use crate::language::ast::File;
use crate::language::lexer::{TokenKind, tokenize};

use super::row::Row;

/// A comment, and what the layout around it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comment<'t> {
    /// From `#` on, without blanks at its end.
    pub(super) text: &'t str,
    /// Whether a blank line comes before it.
    pub(super) after_blank: bool,
    at: usize,
    own_line: bool,
    indented: bool,
    /// The first byte of the last significant token before it.
    before: Option<usize>,
    /// The first byte of the next significant token.
    next: Option<usize>,
}

/// The comments outside the items of a file: those before each item, those after its last
/// clause, and those at the end of the file.
#[derive(Debug, Default)]
pub(super) struct Attached<'t> {
    /// By item: before it.
    pub(super) heads: Vec<Vec<Comment<'t>>>,
    /// By item: in it, or at the end of it.
    pub(super) inside: Vec<Vec<Comment<'t>>>,
    /// By item: below its last clause.
    pub(super) tails: Vec<Vec<Comment<'t>>>,
    /// After the last item.
    pub(super) end: Vec<Comment<'t>>,
    /// By item: whether a blank line comes before its own line.
    pub(super) apart: Vec<bool>,
}

/// Gives every comment of a text to an item of its tree.
pub(super) fn attach<'t>(text: &'t str, file: &File) -> Attached<'t> {
    let count = file.items.len();
    let mut attached = Attached {
        heads: vec![Vec::new(); count],
        inside: vec![Vec::new(); count],
        tails: vec![Vec::new(); count],
        apart: vec![false; count],
        ..Attached::default()
    };
    let ranges: Vec<Range<usize>> =
        file.items.iter().map(|item| item.span.0.start as usize..item.span.0.end as usize).collect();
    for comment in comments(text) {
        let next = ranges.partition_point(|range| range.start < comment.at);
        let last = next.checked_sub(1);
        let within = last.and_then(|at| ranges.get(at)).is_some_and(|range| comment.at < range.end);
        let headed = attached.heads.get(next).unwrap_or(&attached.end).is_empty();
        let place = match last {
            Some(at) if within || !comment.own_line => attached.inside.get_mut(at),
            Some(at) if comment.indented && headed => attached.tails.get_mut(at),
            _ => attached.heads.get_mut(next),
        };
        place.unwrap_or(&mut attached.end).push(comment);
    }
    for (at, range) in ranges.iter().enumerate() {
        let gap = attached.heads.get(at).and_then(|head| head.last());
        let gap = gap.and_then(|comment| text.get(comment.at..range.start));
        if let (Some(apart), Some(gap)) = (attached.apart.get_mut(at), gap) {
            *apart = gap.matches('\n').count() > 1;
        }
    }
    attached
}

fn comments(text: &str) -> Vec<Comment<'_>> {
    let mut found: Vec<Comment<'_>> = Vec::new();
    let (mut before, mut newlines, mut column) = (None, 0, 0);
    for token in tokenize(text) {
        match token.kind {
            TokenKind::Newline => (newlines, column) = (newlines + 1, 0),
            TokenKind::Blank => column += usize::from(token.text(text) != "\u{feff}"),
            TokenKind::Comment => {
                found.push(Comment {
                    text: token.text(text).trim_end(),
                    after_blank: newlines > 1,
                    at: token.start,
                    own_line: newlines > 0 || before.is_none() && found.is_empty(),
                    indented: column > 0,
                    before,
                    next: None,
                });
                newlines = 0;
            }
            _ => {
                let waiting = found.iter_mut().rev().take_while(|comment| comment.next.is_none());
                waiting.for_each(|comment| comment.next = Some(token.start));
                (before, newlines, column) = (Some(token.start), 0, 1);
            }
        }
    }
    found
}

/// The comments of one item by its rows: above each, and at its end.
pub(super) fn by_row<'t>(inside: &[Comment<'t>], rows: &[Row<'_>]) -> Vec<(Vec<&'t str>, Option<&'t str>)> {
    let mut placed: Vec<(Vec<&str>, Option<&str>)> = vec![(Vec::new(), None); rows.len()];
    let mut order: Vec<(Range<usize>, usize)> = rows.iter().map(|row| row.at.clone()).zip(0..).collect();
    order.sort_by_key(|(range, _)| range.start);
    for comment in inside {
        let (row, ends) = row_of(comment, &order);
        let Some((above, end)) = placed.get_mut(row) else { continue };
        match end {
            None if ends => *end = Some(comment.text),
            _ => above.push(comment.text),
        }
    }
    placed
}

/// The row that a comment belongs to, and whether it stands at the end of it; rows in the order of the source.
fn row_of(comment: &Comment<'_>, order: &[(Range<usize>, usize)]) -> (usize, bool) {
    let following = order.get(order.partition_point(|(range, _)| range.start <= comment.at));
    let before = comment.before.map_or(0, |before| order.partition_point(|(range, _)| range.start <= before));
    let own = before.checked_sub(1).and_then(|at| order.get(at));
    match (own, following) {
        (Some((range, at)), _) if comment.at < range.end => (*at, false),
        (Some((_, at)), None) => (*at, true),
        // A keyword between the comment and the next clause: what stands before it has ended.
        (Some((_, at)), Some((next, _)))
            if !comment.own_line && comment.next.is_some_and(|token| token < next.start) =>
        {
            (*at, true)
        }
        (_, Some((_, at))) => (*at, false),
        (None, None) => (0, false),
    }
}
