//! Expressions with as few brackets as their meaning needs, and those that only help reading where they were written.

use crate::language::ast::{ArithmeticOp, CompareOp, Expr, ExprKind};
use crate::language::quoted::quote;

/// How tightly an expression holds together; the grammar's levels from `or` to a single operand.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Operand,
}

/// An expression as one line of canonical text.
///
/// Recurses as deep as the tree is high, which the parser limits.
#[must_use]
pub fn expression(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Word(text) | ExprKind::Literal(text) => text.clone(),
        ExprKind::Text(text) => quote(text),
        ExprKind::List(elements) => format!("[{}]", joined(elements, ", ", Level::Sum)),
        ExprKind::Not(inner) => format!("not {}", bracketed_if(negation_needs_brackets(inner), inner)),
        ExprKind::Or(operands) => joined(operands, " or ", Level::And),
        ExprKind::And(operands) => joined(operands, " and ", Level::Not),
        ExprKind::Compare(left, op, right) => {
            format!("{} {} {}", at_least(left, Level::Sum), comparison(*op), right_side(*op, right))
        }
        ExprKind::Arithmetic(left, op, right) => arithmetic(left, *op, right),
        ExprKind::Answered(inner, true) => format!("{} is answered", at_least(inner, Level::Sum)),
        ExprKind::Answered(inner, false) => format!("{} is not answered", at_least(inner, Level::Sum)),
    }
}

/// An expression where the grammar has a value: conditions stand in brackets there.
pub(super) fn value(expr: &Expr) -> String {
    at_least(expr, Level::Sum)
}

fn level(expr: &Expr) -> Level {
    match &expr.kind {
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) => Level::Not,
        ExprKind::Compare(..) | ExprKind::Answered(..) => Level::Comparison,
        ExprKind::Arithmetic(_, op, _) => level_of(*op),
        ExprKind::Word(_) | ExprKind::Literal(_) | ExprKind::Text(_) | ExprKind::List(_) => Level::Operand,
    }
}

fn level_of(op: ArithmeticOp) -> Level {
    match op {
        ArithmeticOp::Add | ArithmeticOp::Subtract => Level::Sum,
        ArithmeticOp::Multiply | ArithmeticOp::Divide => Level::Product,
    }
}

pub(super) fn at_least(expr: &Expr, least: Level) -> String {
    bracketed_if(needs_brackets(expr, least), expr)
}

fn bracketed_if(brackets: bool, expr: &Expr) -> String {
    let text = expression(expr);
    if brackets { format!("({text})") } else { text }
}

/// Whether an operand stands in brackets: it must, or it is an `and` inside an `or` and was written so.
pub(super) fn needs_brackets(expr: &Expr, least: Level) -> bool {
    let helpful = least == Level::And && matches!(expr.kind, ExprKind::And(_));
    level(expr) < least || helpful && was_in_brackets(expr)
}

/// The same after `not`, where a comparison keeps the brackets that it was written with.
pub(super) fn negation_needs_brackets(expr: &Expr) -> bool {
    let helpful = matches!(expr.kind, ExprKind::Compare(..) | ExprKind::Answered(..));
    needs_brackets(expr, Level::Not) || helpful && was_in_brackets(expr)
}

/// The place of an expression in brackets begins before its first operand does.
fn was_in_brackets(expr: &Expr) -> bool {
    let first = match &expr.kind {
        ExprKind::Or(operands) | ExprKind::And(operands) => operands.first(),
        ExprKind::Compare(left, ..) | ExprKind::Answered(left, _) => Some(left.as_ref()),
        _ => None,
    };
    first.is_some_and(|first| expr.span.start < first.span.start)
}

fn joined(operands: &[Expr], joint: &str, least: Level) -> String {
    operands.iter().map(|operand| at_least(operand, least)).collect::<Vec<_>>().join(joint)
}

/// Operators of one rank group to the left, so an equal rank on the right needs brackets.
fn arithmetic(left: &Expr, op: ArithmeticOp, right: &Expr) -> String {
    let (own, right_least) = match level_of(op) {
        Level::Sum => (Level::Sum, Level::Product),
        _ => (Level::Product, Level::Operand),
    };
    let sign = match op {
        ArithmeticOp::Add => "+",
        ArithmeticOp::Subtract => "-",
        ArithmeticOp::Multiply => "*",
        ArithmeticOp::Divide => "/",
    };
    format!("{} {sign} {}", at_least(left, own), at_least(right, right_least))
}

pub(super) fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
        CompareOp::In => "in",
        CompareOp::NotIn => "not in",
        CompareOp::Includes => "includes",
        CompareOp::IncludesAny => "includes any",
    }
}

/// After `includes`, a bare `any` is a keyword; as an option of that name it needs brackets.
fn right_side(op: CompareOp, right: &Expr) -> String {
    let text = at_least(right, Level::Sum);
    let begins_with_any =
        text.strip_prefix("any").is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    if op == CompareOp::Includes && begins_with_any { format!("({text})") } else { text }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Sources;
    use crate::language::ast::ItemKind;
    use crate::language::parse;

    #[track_caller]
    fn prints(source: &str, canonical: &str) {
        let text = format!("derive x = {source}");
        let (file, findings) = parse(Sources::new().add("x", text.clone()), &text);
        assert!(findings.is_empty(), "{findings:?}");
        let ItemKind::Derive(derive) = &file.items[0].kind else { panic!("{file:?}") };
        assert_eq!(super::expression(&derive.value), canonical);
    }

    #[test]
    fn needless_brackets_go() {
        prints("((a)) or (b = c)", "a or b = c");
        prints("(a * b) + (c)", "a * b + c");
        prints("(a - b) - c", "a - b - c");
    }

    #[test]
    fn brackets_that_matter_stay() {
        prints("(a or b) and c", "(a or b) and c");
        prints("not (a or b)", "not (a or b)");
        prints("a - (b - c)", "a - (b - c)");
        prints("a / (b * c) * (d + e)", "a / (b * c) * (d + e)");
        prints("(a or b) or c", "(a or b) or c");
        prints("(not a) = b", "(not a) = b");
        prints("a includes (any)", "a includes (any)");
        prints("a includes any [b,c,]", "a includes any [b, c]");
    }

    #[test]
    fn brackets_that_help_reading_stay_where_they_were_written() {
        prints("((a)) or ((b and (c)))", "a or (b and c)");
        prints("a or b and c", "a or b and c");
        prints("not (a = b)", "not (a = b)");
        prints("not a = b", "not a = b");
        prints("not ((a))", "not a");
    }

    #[test]
    fn a_minus_before_a_number_belongs_to_it() {
        prints("a -1", "a - 1");
        prints("a - -1", "a - -1");
        prints("-1 * -2.5 GiB", "-1 * -2.5 GiB");
    }
}
