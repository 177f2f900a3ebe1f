//! Conditions in words.

use crate::catalog::ValueType;
use crate::pack::literal;
use crate::program::DatedRules;
use crate::quantity::{Dimension, Quantity};

use super::cover::Cube;
use super::space::{Axis, Cell, Cells, RequirementSpace};

/// Lists longer than this are cut.
const LISTED: usize = 8;

/// One line for each question of a condition, in the words of the first pack.
pub(super) fn conditions(space: &RequirementSpace, dated: &DatedRules, cube: &Cube) -> Vec<String> {
    let mut lines = Vec::new();
    for axis in &space.axes {
        let first = cube.0.iter().find(|(variable, _)| *variable == axis.first).map(|(_, cells)| cells);
        match &axis.answers {
            Cells::One(cells) => lines.extend(first.map(|taken| one(axis, dated, cells, taken))),
            Cells::Any(blocks) => {
                let before = lines.len();
                for (at, block) in blocks.iter().enumerate() {
                    let variable = usize::from(axis.first) + 1 + at;
                    let taken = cube.0.iter().find(|(other, _)| usize::from(*other) == variable);
                    if let Some((_, taken)) = taken {
                        let words = decode(
                            axis,
                            dated,
                            invariant!(block.masks.first(), "a list of words is one in every pack")
                                .cast_signed(),
                        );
                        lines.push(any(&axis.name, &words, block.size() > 1, taken));
                    }
                }
                // Words that are in a set say that it is stated; words that are not in it do not.
                let implied = lines.iter().skip(before).any(|line| !line.starts_with("not "));
                if let Some(taken) = first.filter(|_| !implied) {
                    let stated = *invariant!(taken.get(1), "a set is stated or not");
                    lines.push(format!("{} is {}answered", axis.name, if stated { "" } else { "not " }));
                }
            }
        }
    }
    lines
}

fn decode(axis: &Axis, dated: &DatedRules, code: i128) -> String {
    let value = axis.questions.first().and_then(|id| dated.pack().decode(*id, code, dated.catalog()));
    value.as_ref().map_or_else(|| "any other text".to_owned(), literal)
}

/// What a condition says about the words of a set that stand together: `taken` is none of them, some, all.
fn any(name: &str, words: &str, several: bool, taken: &[bool]) -> String {
    match (several, taken) {
        (false, [false, true]) => format!("{name} includes {}", words.trim_matches(['[', ']'])),
        (false, _) => format!("not {name} includes {}", words.trim_matches(['[', ']'])),
        (true, [false, true, true]) => format!("{name} includes any {words}"),
        (true, [true, false, false]) => format!("not {name} includes any {words}"),
        (true, [false, false, true]) => format!("{name} includes {words}"),
        (true, [true, true, false]) => format!("not {name} includes {words}"),
        (true, [false, true, false]) => format!("{name} includes some and not all of {words}"),
        (true, _) => format!("{name} includes all or none of {words}"),
    }
}

/// What a condition says about a question with one answer; the first cell is "not answered".
fn one(axis: &Axis, dated: &DatedRules, cells: &[Cell], taken: &[bool]) -> String {
    let name = &axis.name;
    let open = *invariant!(taken.first(), "the first cell is that nothing is stated");
    let of = |wanted: bool| -> Vec<&Cell> {
        cells
            .iter()
            .zip(taken.iter().skip(1))
            .filter(|(_, taken)| **taken == wanted)
            .map(|(cell, _)| cell)
            .collect()
    };
    let (inside, outside) = (of(true), of(false));
    match (open, inside.as_slice(), outside.as_slice()) {
        (true, [], _) => format!("{name} is not answered"),
        (false, _, []) => format!("{name} is answered"),
        (true, _, _) => format!("not ({})", among(axis, dated, &outside)),
        (false, _, _) => among(axis, dated, &inside),
    }
}

/// `memory > 32 GiB and memory <= 64 GiB`, `kind in [batch, worker]`.
fn among(axis: &Axis, dated: &DatedRules, cells: &[&Cell]) -> String {
    let name = &axis.name;
    let question = axis.questions.first().map(|id| dated.pack().question(*id));
    let mut members: Vec<_> = cells.iter().flat_map(|cell| &cell.members).collect();
    members.sort_by_key(|member| member.codes.first().copied());
    if let Some(ValueType::Quantity { dimension, integer }) = question.map(|question| &question.value_type) {
        let mut ranges: Vec<(i128, i128)> = Vec::new();
        for member in members {
            let low = *invariant!(member.codes.first(), "an answer has a code in every pack");
            match ranges.last_mut() {
                Some((_, high)) if high.saturating_add(1) == low => *high = member.last,
                _ => ranges.push((low, member.last)),
            }
        }
        let whole = full_range(axis);
        let said: Vec<String> =
            ranges.iter().map(|range| bounds(name, *dimension, *integer, *range, whole)).collect();
        return said.join(" or ");
    }
    let words: Vec<String> = members
        .iter()
        .map(|member| decode(axis, dated, member.codes.first().copied().unwrap_or(-1)))
        .collect();
    match words.as_slice() {
        [word] => format!("{name} = {word}"),
        words if words.len() > LISTED => {
            let shown: Vec<&str> = words.iter().take(LISTED).map(String::as_str).collect();
            format!("{name} in [{}, and {} more]", shown.join(", "), words.len() - LISTED)
        }
        words => format!("{name} in [{}]", words.join(", ")),
    }
}

/// The smallest and the largest number that can be stated.
fn full_range(axis: &Axis) -> (i128, i128) {
    let Cells::One(cells) = &axis.answers else { return (i128::MIN, i128::MAX) };
    let members = || cells.iter().flat_map(|cell| &cell.members);
    let low = members().filter_map(|member| member.codes.first()).min().copied().unwrap_or(i128::MIN);
    (low, members().map(|member| member.last).max().unwrap_or(i128::MAX))
}

fn bounds(
    name: &str,
    dimension: Dimension,
    integer: bool,
    range: (i128, i128),
    whole: (i128, i128),
) -> String {
    let (low, high) = range;
    let step = dimension.step(integer);
    // The last whole number of a range, where only whole numbers count.
    let last = high + 1 - step;
    if low == last {
        return format!("{name} = {}", show(dimension, low));
    }
    let from = (low > whole.0).then(|| shorter(name, dimension, (">=", low), (">", low - step)));
    let to = (high < whole.1).then(|| shorter(name, dimension, ("<=", last), ("<", last + step)));
    let said: Vec<String> = from.into_iter().chain(to).collect();
    if said.is_empty() { format!("{name} is answered") } else { said.join(" and ") }
}

fn shorter(name: &str, dimension: Dimension, closed: (&str, i128), open: (&str, i128)) -> String {
    let say = |(sign, amount): (&str, i128)| format!("{name} {sign} {}", show(dimension, amount));
    let (closed, open) = (say(closed), say(open));
    if open.len() < closed.len() { open } else { closed }
}

fn show(dimension: Dimension, amount: i128) -> String {
    Quantity { dimension, amount }.to_string()
}

/// A share as people read it: three digits, and never a rounded-off nothing.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        p if p <= 0.0 => "0 %".to_owned(),
        p if p >= 99.95 => format!("{p:.2} %"),
        p if p >= 1.0 => format!("{p:.1} %"),
        p if p >= 0.001 => format!("{p:.3} %"),
        p => format!("{p:.1e} %"),
    }
}
