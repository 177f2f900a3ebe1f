//! Expressions: conditions and values.

use crate::diagnostic::Span;

/// An expression with its place.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it was written.
    pub span: Span,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Expr {}

/// Expressions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A word: a question, derivation, option, service, `service`, `yes`, `none`, …
    Word(String),
    /// A number with or without a unit, or a date, as written: `32 GiB`, `500m`, `2025-06-30`.
    Literal(String),
    /// A quoted text.
    Text(String),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `a or b or c`; two or more.
    Or(Vec<Expr>),
    /// `a and b and c`; two or more.
    And(Vec<Expr>),
    /// `a < b`
    Compare(Box<Expr>, CompareOp, Box<Expr>),
    /// `a + b`
    Arithmetic(Box<Expr>, ArithmeticOp, Box<Expr>),
    /// `a is answered` (true) or `a is not answered` (false)
    Answered(Box<Expr>, bool),
}

/// Comparisons. The list ones take a list or a set on the side named by their grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `a in set`
    In,
    /// `a not in set`
    NotIn,
    /// `set includes a`, or `set includes [a, b]` (all of them)
    Includes,
    /// `set includes any [a, b]`
    IncludesAny,
}

/// Arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}
