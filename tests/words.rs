//! The words of `docs/words.md`: field terms stay, the private ones stay out.

use std::collections::{BTreeMap, BTreeSet};

use crate::layers::{SourceFile, sources};

fn page() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/words.md");
    #[expect(clippy::disallowed_methods, reason = "the page is what is tested")]
    std::fs::read_to_string(path).unwrap()
}

/// The words between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What is named by a line of code: `fn NAME`, `struct NAME` and so on.
fn defined(line: &str) -> Option<(&str, &str)> {
    let words: Vec<&str> = line.split_whitespace().take(6).collect();
    let kinds = ["fn", "struct", "enum", "trait", "type", "mod", "union"];
    let at = words.iter().position(|word| kinds.contains(word))?;
    let leads = ["pub", "const", "async", "unsafe"];
    let is_lead = |word: &&str| {
        leads.iter().any(|lead| word == lead) || word.starts_with("pub(") || word.ends_with(')')
    };
    if !words[..at].iter().all(is_lead) {
        return None;
    }
    let name = words.get(at + 1)?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
    Some((words[at], name.get(..end)?))
}

#[test]
fn names_that_the_field_has_better_words_for_stay_out() {
    let page = page();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.matches('|').count() == 4);
    let old: BTreeSet<&str> = rows.filter_map(|row| row.split('|').nth(3)).flat_map(quoted).collect();
    assert!(old.len() > 20 && old.contains("whole"), "{old:?}");
    let mut found = Vec::new();
    for file in sources() {
        // A table of comma-separated values is a sheet to everybody.
        if file.path.starts_with("catalog/load/") {
            continue;
        }
        for (number, line) in (1..).zip(file.code().lines()) {
            let named = defined(line).is_some_and(|(_, name)| old.contains(name));
            let variant = old.iter().any(|old| old.contains("::") && line.contains(old));
            if named || variant {
                found.push(format!("src/{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "docs/words.md has another name for these:\n{}", found.join("\n"));
}

/// How many times functions of one name may be defined before the page says what the name means.
const OFTEN: usize = 12;

#[test]
fn a_name_that_many_functions_have_means_one_thing() {
    let page = page();
    let (_, names) = page.split_once("## Names of functions").unwrap();
    let explained: BTreeSet<&str> =
        names.lines().filter_map(|line| line.split('|').nth(1)).flat_map(quoted).collect();
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for file in sources() {
        for line in file.code().lines() {
            if let Some(("fn", name)) = defined(line) {
                *count.entry(name.to_owned()).or_default() += 1;
            }
        }
    }
    // Those of the standard library are explained there.
    let standard = ["fmt", "from", "next", "default", "drop", "len", "is_empty"];
    let often = count.iter().filter(|(name, times)| **times >= OFTEN && !standard.contains(&name.as_str()));
    let unexplained: Vec<_> = often.filter(|(name, _)| !explained.contains(name.as_str())).collect();
    assert!(unexplained.is_empty(), "say in docs/words.md what these mean: {unexplained:?}");
}

/// Where an answer is found: a default there could look like one.
const DECISION_PATH: [&str; 8] =
    ["logic/", "graph/", "pack/", "program/", "loader/", "requirement/", "eval/", "facade/"];

/// How often a default takes the place of something missing in a file.
fn defaults(file: &SourceFile) -> usize {
    let code = file.code();
    let numbers = ["u8", "u16", "u32", "u64", "u128", "usize", "i32", "i64", "i128"];
    let silent = ["unwrap_or_default()", "unwrap_or(0)", "unwrap_or(false)", "unwrap_or(true)"];
    let limits = numbers.map(|number| format!("unwrap_or({number}::MAX)"));
    silent
        .iter()
        .copied()
        .chain(limits.iter().map(String::as_str))
        .map(|word| code.matches(word).count())
        .sum()
}

/// Files of the decision path with a default, how many there are, and why each of them is an honest value: what is missing there
/// may be missing. What may not is an `invariant!`.
const ARGUED: &[(&str, usize, &str)] = &[
    ("eval/completions.rs", 1, "more completions than can be listed: nothing is claimed of any question"),
    ("graph/arms.rs", 1, "a digit that a path does not ask can be either, and a witness takes 0"),
    (
        "loader/digest.rs",
        1,
        "the unit of a write to memory; `build.rs` includes this file and has no `invariant!`",
    ),
    ("loader/mod.rs", 1, "the unit of a message that nobody waits for: whoever did has panicked"),
    ("logic/subset.rs", 1, "where no row is left, no row passes"),
    (
        "pack/compile/derivations.rs",
        2,
        "what could not be compiled was reported, and says nothing and has no order",
    ),
    ("pack/compile/fallbacks.rs", 1, "a fallback without a condition mentions nothing"),
    ("pack/compile/rules.rs", 1, "a fallback without a condition mentions nothing"),
    ("pack/question.rs", 1, "an amount without a lower bound begins at nothing"),
    (
        "pack/rows.rs",
        2,
        "words beyond the last bit are in no set, so a set that has one asks for more than there is",
    ),
    ("program/checks.rs", 1, "a need that is one comparison has no parts, and fails by its first"),
    (
        "program/tabulate.rs",
        1,
        "a comparison may look at what its need does not rest on: which one fails is then told as in cell 0",
    ),
    ("requirement/check.rs", 1, "where no name is near, the help suggests none"),
    (
        "requirement/contradiction.rs",
        1,
        "a reason may name an answer that nobody stated: it is left out of the text",
    ),
    (
        "requirement/direct.rs",
        2,
        "what is no row has no cells, and an amount without a lower bound begins at nothing",
    ),
    (
        "requirement/overrides.rs",
        2,
        "an argument that cannot be read was reported, and one that fits has no findings",
    ),
    ("requirement/read/json.rs", 1, "behind the end of a text that stops too early no token begins"),
    ("requirement/read/toml.rs", 1, "the words of a finding about a place that the parser does not give"),
];

#[test]
fn a_default_on_the_way_to_a_decision_is_argued_for() {
    let on_the_way = |file: &&SourceFile| DECISION_PATH.iter().any(|room| file.path.starts_with(room));
    let found: BTreeMap<String, usize> = sources()
        .iter()
        .filter(on_the_way)
        .map(|file| (file.path.clone(), defaults(file)))
        .filter(|(_, count)| *count > 0)
        .collect();
    let argued: BTreeMap<String, usize> =
        ARGUED.iter().map(|(path, count, _)| ((*path).to_owned(), *count)).collect();
    assert!(ARGUED.iter().all(|(_, _, why)| why.len() > 20) && ARGUED.is_sorted());
    assert_eq!(found, argued, "argue for a default in `ARGUED`, or promise its value with `invariant!`");
}
