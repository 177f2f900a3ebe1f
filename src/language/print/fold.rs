//! Expressions and lists over several lines, where one line is too short.

use super::expression::{Level, at_least, comparison, expression, needs_brackets, negation_needs_brackets};
use crate::language::ast::{Expr, ExprKind};

/// The longest line, texts in quotes aside: those are never broken.
pub(super) const WIDTH: usize = 120;

/// The rightmost column that further lines hang from; past it they hang from the left.
const DEEPEST: usize = 48;

/// Where lines go: the column that the first one is at, the one that the others begin at, and how
/// much must stay free after the last.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub(super) at: usize,
    pub(super) hang: usize,
    pub(super) reserve: usize,
}

impl Room {
    /// From a column on, after a text that stands there already.
    pub(super) fn after(column: usize, lead: &str, reserve: usize) -> Self {
        let at = column + width(lead);
        Self { at, hang: if at <= DEEPEST { at } else { column + 4 }, reserve }
    }

    fn behind(self, text: &str) -> Self {
        let width = width(text);
        Self { at: self.at + width, hang: self.hang + width, ..self }
    }

    /// Whether a text fits on the first line.
    pub(super) fn fits(self, text: &str) -> bool {
        self.at + width(text) + self.reserve <= WIDTH
    }
}

/// How wide a text is.
pub(super) fn width(text: &str) -> usize {
    text.chars().count()
}

/// A condition: on one line if it fits, else each operand of `or` and `and` on its own.
pub(super) fn condition(expr: &Expr, room: Room) -> Vec<String> {
    let flat = expression(expr);
    if room.fits(&flat) {
        return vec![flat];
    }
    match &expr.kind {
        ExprKind::Or(operands) => operands_below(operands, "or ", Level::And, room),
        ExprKind::And(operands) => operands_below(operands, "and ", Level::Not, room),
        ExprKind::Not(inner) => {
            led("not ", operand(inner, negation_needs_brackets(inner), room.behind("not ")))
        }
        ExprKind::Compare(left, op, right) => match &right.kind {
            ExprKind::List(elements) if !elements.is_empty() => {
                let lead = format!("{} {} [", at_least(left, Level::Sum), comparison(*op));
                let elements: Vec<String> = elements.iter().map(|one| at_least(one, Level::Sum)).collect();
                let room = Room { at: room.at + width(&lead), ..Room::after(room.hang, &lead, room.reserve) };
                closed(led(&lead, filled(&elements, Room { reserve: room.reserve + 1, ..room })), "]")
            }
            _ => vec![flat],
        },
        _ => vec![flat],
    }
}

/// Items with commas, as many on a line as fit.
pub(super) fn filled(items: &[String], room: Room) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut at = room.at;
    for (number, item) in items.iter().enumerate() {
        let last = number + 1 == items.len();
        let needed = width(item) + if last { room.reserve } else { 1 };
        let gap = usize::from(number > 0);
        if number > 0 && at + gap + needed > WIDTH {
            lines.push(" ".repeat(room.hang));
            at = room.hang;
        } else if number > 0 {
            push(&mut lines, " ");
            at += 1;
        }
        push(&mut lines, item);
        push(&mut lines, if last { "" } else { "," });
        at += width(item) + usize::from(!last);
    }
    lines
}

fn operands_below(operands: &[Expr], word: &str, least: Level, room: Room) -> Vec<String> {
    let mut lines = Vec::new();
    for (number, expr) in operands.iter().enumerate() {
        let brackets = needs_brackets(expr, least);
        let reserve = if number + 1 == operands.len() { room.reserve } else { 0 };
        if number == 0 {
            lines.extend(operand(expr, brackets, Room { reserve, ..room }));
        } else {
            let below = Room { at: room.hang, hang: room.hang, reserve }.behind(word);
            let lead = format!("{}{word}", " ".repeat(room.hang));
            lines.extend(led(&lead, operand(expr, brackets, below)));
        }
    }
    lines
}

/// An operand, perhaps in brackets.
fn operand(expr: &Expr, brackets: bool, room: Room) -> Vec<String> {
    if !brackets {
        return condition(expr, room);
    }
    let inside = Room { reserve: room.reserve + 1, ..room.behind("(") };
    closed(led("(", condition(expr, inside)), ")")
}

/// Lines with a text before the first.
pub(super) fn led(lead: &str, mut lines: Vec<String>) -> Vec<String> {
    if let Some(first) = lines.first_mut() {
        first.insert_str(0, lead);
    }
    lines
}

/// Lines with a text after the last.
pub(super) fn closed(mut lines: Vec<String>, tail: &str) -> Vec<String> {
    push(&mut lines, tail);
    lines
}

fn push(lines: &mut [String], text: &str) {
    if let Some(last) = lines.last_mut() {
        last.push_str(text);
    }
}
