//! The words of `docs/words.md`: field terms stay, the private ones stay out.

use std::collections::{BTreeMap, BTreeSet};

use crate::layers::sources;

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
