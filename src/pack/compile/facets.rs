//! Small walks over parsed items that several stages need.

use std::collections::BTreeSet;

use crate::language::ast::{Expr, ExprKind};

use super::merge::Merged;

/// Calls `f` with every word, text and literal of every expression.
pub(super) fn words(merged: &Merged<'_>, f: &mut dyn FnMut(&str)) {
    for question in &merged.questions {
        for fallback in &question.fallbacks {
            expression(&fallback.value, f);
            fallback.when.iter().for_each(|when| expression(when, f));
        }
    }
    let answers = merged.shorthands.iter().flat_map(|s| &s.forms).flat_map(|form| &form.answers);
    answers.filter_map(|answer| answer.value.as_ref()).for_each(|value| expression(value, f));
    merged.derivations.iter().for_each(|derive| expression(&derive.value, f));
    let whens = merged.conflicts.iter().map(|c| &c.when);
    let whens = whens.chain(merged.constraints.iter().flat_map(|c| [&c.when, &c.need]));
    let whens = whens.chain(merged.caveats.iter().map(|c| &c.when));
    let whens = whens.chain(merged.forbidden.iter().map(|c| &c.when));
    let whens = whens.chain(merged.nodes.iter().flat_map(|node| &node.arms).map(|arm| &arm.guard));
    let outcomes = || merged.outcomes.iter();
    let whens = whens.chain(outcomes().flat_map(|o| &o.companions).map(|c| &c.when));
    let whens = whens.chain(merged.companions.iter().map(|c| &c.when));
    let whens = whens.chain(outcomes().flat_map(|o| &o.caveats).map(|c| &c.when));
    let candidates = outcomes().flat_map(|o| &o.candidates).flat_map(|c| &c.candidates);
    let whens = whens.chain(candidates.map(|c| &c.when));
    let preferred = merged.firsts.iter().chain(&merged.preferences).flat_map(|prefer| &prefer.services);
    let whens = whens.chain(preferred.map(|candidate| &candidate.when));
    whens.flatten().for_each(|when| expression(when, f));
}

fn expression(expr: &Expr, f: &mut dyn FnMut(&str)) {
    match &expr.kind {
        ExprKind::Word(text) | ExprKind::Literal(text) | ExprKind::Text(text) => f(text),
        ExprKind::List(parts) | ExprKind::Or(parts) | ExprKind::And(parts) => {
            for part in parts {
                expression(part, f);
            }
        }
        ExprKind::Not(inner) | ExprKind::Answered(inner, _) => expression(inner, f),
        ExprKind::Compare(left, _, right) | ExprKind::Arithmetic(left, _, right) => {
            expression(left, f);
            expression(right, f);
        }
    }
}

/// An order of `0..count` in which everything comes after what it uses.
///
/// # Errors
/// A cycle: each uses the next, the last the first.
pub(super) fn in_order(count: usize, uses: &dyn Fn(usize) -> Vec<usize>) -> Result<Vec<usize>, Vec<usize>> {
    let mut order = Vec::new();
    let mut done = BTreeSet::new();
    for start in 0..count {
        let mut path: Vec<(usize, Vec<usize>)> = Vec::new();
        if !done.contains(&start) {
            path.push((start, uses(start)));
        }
        while let Some((at, left)) = path.last_mut() {
            let at = *at;
            match left.pop() {
                None => {
                    path.pop();
                    if done.insert(at) {
                        order.push(at);
                    }
                }
                Some(next) if done.contains(&next) => {}
                Some(next) => {
                    if let Some(begin) = path.iter().position(|(node, _)| *node == next) {
                        return Err(path.iter().skip(begin).map(|(node, _)| *node).collect());
                    }
                    path.push((next, uses(next)));
                }
            }
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn used_things_come_first_and_cycles_are_named() {
        let chain = |index: usize| if index < 2 { vec![index + 1] } else { Vec::new() };
        assert_eq!(in_order(3, &chain), Ok(vec![2, 1, 0]));
        let circle = |index: usize| vec![(index + 1) % 3];
        assert_eq!(in_order(3, &circle), Err(vec![0, 1, 2]));
        assert_eq!(in_order(1, &|_| vec![0]), Err(vec![0]));
    }
}
