//! Numbers, quantities and arithmetic on them.

use crate::diagnostic::Code;
use crate::language::ast::{ArithmeticOp, Expr, ExprKind};
use crate::quantity::{Dimension, Refusal, parse};

use super::super::condition::Num;
use super::Scope;
use super::term::Term;

/// Dimensions that a literal is tried with when nothing else tells.
const TRIED: [Dimension; 6] = [
    Dimension::Number,
    Dimension::Memory,
    Dimension::Duration,
    Dimension::Cpu,
    Dimension::Money,
    Dimension::Date,
];

impl Scope<'_> {
    /// A number with its dimension; `expected` settles what a literal such as `500m` is.
    pub(super) fn number(&mut self, expr: &Expr, expected: Option<Dimension>) -> Option<(Num, Dimension)> {
        match &expr.kind {
            ExprKind::Literal(text) => self.literal(text, expr, expected),
            ExprKind::Arithmetic(left, op, right) => self.arithmetic(expr, left, *op, right, expected),
            _ => match self.term(expr)? {
                Term::Number(num, dimension) => Some((num, dimension)),
                Term::Bare(name) => {
                    self.unknown_name(&name, expr.span);
                    None
                }
                other => {
                    let message = format!("{} where a number is needed", other.describe());
                    self.report(Code::TypeMismatch, expr.span, message, "compare numbers with numbers");
                    None
                }
            },
        }
    }

    fn literal(&mut self, text: &str, expr: &Expr, expected: Option<Dimension>) -> Option<(Num, Dimension)> {
        let mut refused = None;
        for dimension in expected.into_iter().chain(TRIED) {
            match parse(text, dimension) {
                Ok(quantity) => return Some((Num::Const(quantity.amount), dimension)),
                // What is expected says what is wrong, else the dimension that it is of but for its size.
                Err(refusal) if refused.is_none() && (expected.is_some() || refusal.is_of_size()) => {
                    refused = Some((dimension, refusal));
                }
                Err(_) => {}
            }
        }
        let (wanted, refusal) = refused.unwrap_or((Dimension::Number, Refusal::NotAQuantity));
        let message = refusal.describe(text, wanted);
        self.report(Code::TypeMismatch, expr.span, message, refusal.help(wanted, false));
        None
    }

    fn arithmetic(
        &mut self,
        expr: &Expr,
        left: &Expr,
        op: ArithmeticOp,
        right: &Expr,
        expected: Option<Dimension>,
    ) -> Option<(Num, Dimension)> {
        let scaling = matches!(op, ArithmeticOp::Multiply | ArithmeticOp::Divide);
        let literal = |side: &Expr| matches!(side.kind, ExprKind::Literal(_));
        let hint = if scaling { None } else { expected };
        // The side that is not a literal tells what the other one is.
        let (a, b) = if literal(left) && !literal(right) {
            let b = self.number(right, hint)?;
            (self.number(left, if scaling { Some(Dimension::Number) } else { Some(b.1) })?, b)
        } else {
            let a = self.number(left, hint)?;
            let wanted = if scaling { Dimension::Number } else { a.1 };
            let b = self.number(right, Some(wanted))?;
            (a, b)
        };
        let dimension = match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract if a.1 == b.1 => Some(a.1),
            ArithmeticOp::Multiply | ArithmeticOp::Divide if b.1 == Dimension::Number => Some(a.1),
            ArithmeticOp::Multiply if a.1 == Dimension::Number => Some(b.1),
            ArithmeticOp::Divide if a.1 == b.1 => Some(Dimension::Number),
            _ => None,
        };
        let Some(dimension) = dimension else {
            let message = format!("{} and {} cannot be combined like this", a.1.as_str(), b.1.as_str());
            self.report(
                Code::TypeMismatch,
                expr.span,
                message,
                "add what is of one kind, scale by plain numbers",
            );
            return None;
        };
        let straight = match op {
            ArithmeticOp::Add | ArithmeticOp::Subtract => true,
            ArithmeticOp::Multiply => !(a.0.asks() && b.0.asks()),
            ArithmeticOp::Divide => !b.0.asks(),
        };
        if !straight {
            let message = "a question multiplied by, or divided by, a question";
            self.report(
                Code::TwoQuestions,
                expr.span,
                message,
                "multiply and divide by constants and facts only",
            );
            return None;
        }
        let (a, b) = (Box::new(a.0), Box::new(b.0));
        let num = match op {
            ArithmeticOp::Add => Num::Add(a, b),
            ArithmeticOp::Subtract => Num::Subtract(a, b),
            ArithmeticOp::Multiply => Num::Multiply(a, b),
            ArithmeticOp::Divide => Num::Divide(a, b),
        };
        Some((num, dimension))
    }
}
