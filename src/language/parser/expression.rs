//! Expressions, from `or` down to brackets.
//!
//! Each level reads its first operand, then pairs of operator and operand. Once an operator is
//! read its operand is due (`cut`), so no token is read twice and the time is linear.

use nom::Parser;
use nom::branch::alt;
use nom::combinator::{cut, opt, value as gives};
use nom::sequence::preceded;

use super::input::{MAX_ARITHMETIC, Parsed, Stop, Tokens};
use super::terminals::{keyword, literal, name, next, one_of_kind, operator_symbol, symbol, text_as};
use super::trouble::Expected;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::language::ast::{ArithmeticOp, CompareOp, Expr, ExprKind};
use crate::language::lexer::TokenKind;
use crate::language::words::OPERATORS;

const OPERATOR: Expected = Expected::OneOf("an operator", OPERATORS);
const OPERAND: &str = "an expression";

/// A condition or a derived value.
pub(super) fn expression(input: Tokens<'_>) -> Parsed<'_, Expr> {
    input.item().arithmetic.set(0);
    disjunction(input)
}

/// A value: a literal, a word, a text, a list, or arithmetic over them.
pub(super) fn value(input: Tokens<'_>) -> Parsed<'_, Expr> {
    input.item().arithmetic.set(0);
    sum(input)
}

/// `when` and the condition after it.
pub(super) fn when(input: Tokens<'_>) -> Parsed<'_, Expr> {
    preceded(keyword("when"), cut(expression)).parse(input)
}

fn disjunction(input: Tokens<'_>) -> Parsed<'_, Expr> {
    joined(input, "or", conjunction, ExprKind::Or)
}

fn conjunction(input: Tokens<'_>) -> Parsed<'_, Expr> {
    joined(input, "and", negation, ExprKind::And)
}

type ExprParser = for<'a> fn(Tokens<'a>) -> Parsed<'a, Expr>;

fn joined<'a>(
    input: Tokens<'a>,
    word: &'static str,
    operand: ExprParser,
    kind: fn(Vec<Expr>) -> ExprKind,
) -> Parsed<'a, Expr> {
    let operator = one_of_kind(word, OPERATOR);
    let (mut input, first) = operand(input)?;
    let mut span = first.span;
    let mut operands = vec![first];
    while let Ok((rest, _)) = operator(input) {
        let (rest, next) = due(operand(rest))?;
        span = span.to(next.span);
        operands.push(next);
        input = rest;
    }
    let expr = if operands.len() > 1 { None } else { operands.pop() };
    Ok((input, expr.unwrap_or_else(|| Expr { kind: kind(operands), span })))
}

fn negation(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let Ok((rest, not)) = one_of_kind("not", Expected::Thing(OPERAND))(input) else {
        return comparison(input);
    };
    let (rest, inner) = due(negation(rest.deeper(not)?))?;
    let span = not.to(inner.span);
    Ok((rest.back_to(input), Expr { kind: ExprKind::Not(Box::new(inner)), span }))
}

fn comparison(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let (input, left) = sum(input)?;
    let (input, answered) = opt(answered).parse(input)?;
    if let Some((is, end)) = answered {
        let span = left.span.to(end);
        return Ok((input, Expr { kind: ExprKind::Answered(Box::new(left), is), span }));
    }
    let (input, op) = opt(alt((ordered, membership, includes))).parse(input)?;
    let Some(op) = op else { return Ok((input, left)) };
    let (input, right) = due(sum(input))?;
    let span = left.span.to(right.span);
    Ok((input, Expr { kind: ExprKind::Compare(Box::new(left), op, Box::new(right)), span }))
}

fn ordered(input: Tokens<'_>) -> Parsed<'_, CompareOp> {
    alt((
        gives(CompareOp::Equal, operator_symbol("=", OPERATOR)),
        gives(CompareOp::NotEqual, operator_symbol("!=", OPERATOR)),
        gives(CompareOp::Less, operator_symbol("<", OPERATOR)),
        gives(CompareOp::LessOrEqual, operator_symbol("<=", OPERATOR)),
        gives(CompareOp::Greater, operator_symbol(">", OPERATOR)),
        gives(CompareOp::GreaterOrEqual, operator_symbol(">=", OPERATOR)),
    ))
    .parse(input)
}

fn membership(input: Tokens<'_>) -> Parsed<'_, CompareOp> {
    let not_in = (one_of_kind("not", OPERATOR), cut(keyword("in")));
    alt((gives(CompareOp::NotIn, not_in), gives(CompareOp::In, one_of_kind("in", OPERATOR)))).parse(input)
}

fn includes(input: Tokens<'_>) -> Parsed<'_, CompareOp> {
    let (input, _) = one_of_kind("includes", OPERATOR)(input)?;
    let (input, any) = opt(keyword("any")).parse(input)?;
    Ok((input, if any.is_some() { CompareOp::IncludesAny } else { CompareOp::Includes }))
}

fn answered(input: Tokens<'_>) -> Parsed<'_, (bool, Span)> {
    let (input, _) = one_of_kind("is", OPERATOR)(input)?;
    let (input, not) = opt(keyword("not")).parse(input)?;
    let (input, end) = cut(keyword("answered")).parse(input)?;
    Ok((input, (not.is_none(), end)))
}

fn sum(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let plus = gives(ArithmeticOp::Add, operator_symbol("+", OPERATOR));
    let minus = gives(ArithmeticOp::Subtract, operator_symbol("-", OPERATOR));
    chain(input, product, alt((plus, minus)))
}

fn product(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let times = gives(ArithmeticOp::Multiply, operator_symbol("*", OPERATOR));
    let by = gives(ArithmeticOp::Divide, operator_symbol("/", OPERATOR));
    chain(input, primary, alt((times, by)))
}

/// Operands joined by operators of one rank, the left ones first.
fn chain<'a>(
    input: Tokens<'a>,
    operand: ExprParser,
    mut operator: impl Parser<Tokens<'a>, Output = ArithmeticOp, Error = Stop>,
) -> Parsed<'a, Expr> {
    let (mut input, mut left) = operand(input)?;
    while let Ok((rest, op)) = operator.parse(input) {
        let (rest, right) = due(operand(rest))?;
        let span = left.span.to(right.span);
        let seen = input.item().arithmetic.get() + 1;
        if seen > MAX_ARITHMETIC {
            return Err(too_much_arithmetic(span));
        }
        input.item().arithmetic.set(seen);
        left = Expr { kind: ExprKind::Arithmetic(Box::new(left), op, Box::new(right)), span };
        input = rest;
    }
    Ok((input, left))
}

fn too_much_arithmetic(span: Span) -> nom::Err<Stop> {
    let message = format!("the expression has more than {MAX_ARITHMETIC} arithmetic operators");
    let finding = Diagnostic::error(Code::TooMany, span, message).help("name a part of it with `derive`");
    nom::Err::Failure(Stop::Limit(Box::new(finding)))
}

fn primary(input: Tokens<'_>) -> Parsed<'_, Expr> {
    match next(input, TokenKind::Symbol).map(|token| input.text(token)) {
        Some("(") => brackets(input),
        Some("[") => list(input),
        _ => operand(input),
    }
}

fn operand(input: Tokens<'_>) -> Parsed<'_, Expr> {
    alt((
        literal(OPERAND).map(|found| Expr { kind: ExprKind::Literal(found.value), span: found.span }),
        name(OPERAND).map(|found| Expr { kind: ExprKind::Word(found.value), span: found.span }),
        text_as(OPERAND).map(|found| Expr { kind: ExprKind::Text(found.value), span: found.span }),
    ))
    .parse(input)
}

/// `(a or b)`: the place includes the brackets.
fn brackets(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let (rest, open) = symbol("(")(input)?;
    let (rest, inner) = due(disjunction(rest.deeper(open)?))?;
    let (rest, close) = due(symbol(")")(rest))?;
    Ok((rest.back_to(input), Expr { span: open.to(close), ..inner }))
}

/// `[a, b]`, with or without a comma at the end.
fn list(input: Tokens<'_>) -> Parsed<'_, Expr> {
    let (rest, open) = symbol("[")(input)?;
    let (rest, elements) = separated(rest.deeper(open)?, sum)?;
    let (rest, close) = due(symbol("]")(rest))?;
    Ok((rest.back_to(input), Expr { kind: ExprKind::List(elements), span: open.to(close) }))
}

/// `cut` for a result: no other reading is tried. It stands here instead of the combinator where
/// expressions contain each other, to keep the frames of nom off the recursion.
fn due<T>(parsed: Parsed<'_, T>) -> Parsed<'_, T> {
    parsed.map_err(|error| match error {
        nom::Err::Error(stop) => nom::Err::Failure(stop),
        other => other,
    })
}

/// Elements with commas between them, and perhaps one after the last.
pub(super) fn separated<'a, T>(
    input: Tokens<'a>,
    element: fn(Tokens<'a>) -> Parsed<'a, T>,
) -> Parsed<'a, Vec<T>> {
    let mut elements = Vec::new();
    let mut input = input;
    loop {
        match element(input) {
            Ok((rest, one)) => {
                elements.push(one);
                input = rest;
            }
            Err(nom::Err::Error(_)) => return Ok((input, elements)),
            Err(other) => return Err(other),
        }
        match symbol(",")(input) {
            Ok((rest, _)) => input = rest,
            Err(_) => return Ok((input, elements)),
        }
    }
}
