//! Items and their comments, laid out.

use super::comments::{self, Attached, Comment};
use super::item;
use super::row::Row;
use crate::language::ast::Item;

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// One item with its comments, and a blank line before it.
    pub(super) fn item(&mut self, number: usize, item: &Item, attached: &Attached<'_>) {
        self.blank();
        if let Some(head) = attached.heads.get(number).filter(|head| !head.is_empty()) {
            self.block(head);
            if attached.apart.get(number) == Some(&true) {
                self.0.push('\n');
            }
        }
        let rows = item::rows(item);
        let inside = attached.inside.get(number).map_or(&[][..], Vec::as_slice);
        let placed = comments::by_row(inside, &rows);
        for (row, ((above, end), width)) in rows.iter().zip(placed.iter().zip(widths(&rows))) {
            for comment in above {
                self.line(row.depth, comment);
            }
            let mut lines = row.lines(width);
            if let (Some(last), Some(end)) = (lines.last_mut(), end) {
                last.extend(["  ", end]);
            }
            for line in lines {
                self.line(0, line.trim_end());
            }
        }
        for comment in attached.tails.get(number).into_iter().flatten() {
            self.line(1, comment.text);
        }
    }

    /// The comments at the end of the file.
    pub(super) fn end(mut self, comments: &[Comment<'_>]) -> String {
        if !comments.is_empty() {
            self.blank();
            self.block(comments);
        }
        self.0
    }

    /// Comments with the blank lines between them.
    fn block(&mut self, comments: &[Comment<'_>]) {
        for (number, comment) in comments.iter().enumerate() {
            if number > 0 && comment.after_blank {
                self.0.push('\n');
            }
            self.line(0, comment.text);
        }
    }

    /// A blank line, except at the start.
    fn blank(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    fn line(&mut self, depth: usize, line: &str) {
        self.0.extend(std::iter::repeat_n("    ", depth));
        self.0.push_str(line);
        self.0.push('\n');
    }
}

/// How wide the keyword of each row is made: as the widest of an item's clauses, or of the grounds of one clause.
fn widths(rows: &[Row<'_>]) -> Vec<usize> {
    let clauses = rows.iter().filter(|row| row.depth == 1).map(|row| row.keyword.len()).max().unwrap_or(0);
    let mut widths = Vec::with_capacity(rows.len());
    for group in rows.chunk_by(|a, b| a.depth == b.depth) {
        let own = group.iter().map(|row| row.keyword.len()).max().unwrap_or(0);
        widths.extend(group.iter().map(|row| if row.depth == 1 { clauses } else { own }));
    }
    widths
}
