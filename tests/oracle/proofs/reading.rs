//! The printed conditions of a region, read again: what counts is what people see.

use fingerpost::quantity::{Dimension, parse};

use super::super::containers::code;
use super::super::judge::Stated;
use super::super::rules::Val;
use super::World;

/// Whether a requirement meets a condition of one question, as it is printed.
pub(super) fn holds(world: &World, stated: &Stated, line: &str) -> bool {
    if let Some(inner) = line.strip_prefix("not (").and_then(|rest| rest.strip_suffix(')')) {
        return !holds(world, stated, inner);
    }
    if let Some(inner) = line.strip_prefix("not ") {
        return !holds(world, stated, inner);
    }
    if line.contains(" or ") && !line.contains("all or none") {
        return line.split(" or ").any(|part| holds(world, stated, part));
    }
    if line.contains(" and ") && !line.contains("some and not") {
        return line.split(" and ").all(|part| holds(world, stated, part));
    }
    let (name, rest) = line.split_once(' ').expect("a name and what is said of it");
    let answer = stated[world.rules.question(name)].as_ref();
    match rest {
        "is answered" => return answer.is_some(),
        "is not answered" => return answer.is_none(),
        _ => {}
    }
    let Some(answer) = answer else { return false };
    let (sign, value) = rest.split_once(' ').expect("an operator and a value");
    match (answer, sign) {
        (Val::Amount(amount), _) => {
            let dimension = if value.ends_with('B') { Dimension::Memory } else { Dimension::Number };
            let (is, limit) = (code(*amount), parse(value, dimension).expect("a quantity").amount);
            match sign {
                "=" => is == limit,
                "<" => is < limit,
                "<=" => is <= limit,
                ">" => is > limit,
                ">=" => is >= limit,
                other => panic!("{other}"),
            }
        }
        (Val::Words(items), "includes") => includes(items.iter().map(String::as_str), value),
        (Val::Yes(yes), _) => list(value).contains(&if *yes { "yes" } else { "no" }),
        (Val::Word(item), _) => list(value).contains(&item.as_str()),
        other => panic!("{other:?} {line}"),
    }
}

fn includes<'a>(words: impl Iterator<Item = &'a str>, value: &str) -> bool {
    let words: Vec<&str> = words.collect();
    let (how, items) = match value.split_once('[') {
        Some((how, _)) => (how.trim(), list(value)),
        None => ("", list(value)),
    };
    let count = items.iter().filter(|item| words.contains(*item)).count();
    match how {
        "any" => count > 0,
        "" => count == items.len(),
        "some and not all of" => count > 0 && count < items.len(),
        "all or none of" => count == 0 || count == items.len(),
        other => panic!("{other}"),
    }
}

/// The words of `[a, b]`, or the one word.
fn list(value: &str) -> Vec<&str> {
    let inside = value.split_once('[').map_or(value, |(_, rest)| rest.trim_end_matches(']'));
    inside.split(", ").collect()
}
