//! The table of `docs/lesson.md` is what the engine answers, and every difference to the lesson has its facts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fingerpost::catalog::Value;
use fingerpost::eval;

use crate::embedded::{Outcome, PACKS, date, none, outcomes, requirement};

const LESSON: &str = include_str!("../../docs/lesson.md");

/// The rows of the table below a heading, as cells.
fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let (_, below) = LESSON.split_once(&format!("\n## {heading}\n")).expect("the heading");
    let rows =
        below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |row: &'static str| row.trim_matches('|').split('|').map(str::trim).collect();
    rows.skip(2).map(cells).collect()
}

/// A fact as the document writes it.
fn written(value: &Value) -> String {
    match value {
        Value::Words(words) => words.join(", "),
        other => other.to_string(),
    }
}

/// About when the lesson was right.
const THEN: &str = "2025-06-30";
/// The day of the pack.
static NOW: LazyLock<String> = LazyLock::new(|| PACKS.containers().as_of().to_string());

#[test]
fn the_table_of_the_lesson_is_what_the_engine_answers() {
    let (packs, mut failures) = (&*PACKS, Vec::new());
    let (rows, causes) = (table("Answers"), table("Why answers differ"));
    assert!(rows.len() >= 28, "{} rows", rows.len());
    let (mut differences, mut days) = (BTreeSet::new(), BTreeMap::new());
    for row in &rows {
        let [name, given, answers @ ..] = row.as_slice() else { panic!("{row:?}") };
        let given = given.trim_matches('`').replace(" = ", ": ");
        let stated = requirement(&format!("{{{given}}}"), packs).unwrap_or_else(|e| panic!("{name}: {e}"));
        for (at, provider) in ["aws", "gcp"].into_iter().enumerate() {
            let [lesson, before, today] = answers[at * 3..][..3] else { panic!("{row:?}") };
            for (day, said) in [(THEN, before), (NOW.as_str(), today)] {
                let dated = days.entry(day).or_insert_with(|| packs.on(date(day)));
                let found = outcomes(&eval::evaluate(dated, stated.encoded()), dated);
                let outcome = found.get(provider);
                let mut parts = said.split(" + ");
                let service = parts.next();
                // A former id stands for the configurations that it named.
                let is_it = |outcome: &Outcome| {
                    let named = packs.catalog.named(service.unwrap_or_default());
                    service == Some(outcome.answer.as_str())
                        || named.iter().any(|id| packs.catalog.service(*id).id == outcome.deployment)
                };
                if !outcome.map_or(service == Some("-"), is_it) {
                    failures.push(format!("{name} on {day}: {said}"));
                }
                for companion in parts {
                    if !outcome.is_some_and(|outcome| outcome.companions.iter().any(|c| c == companion)) {
                        failures.push(format!("{name} on {day}: without {companion}"));
                    }
                }
                if lesson != "-" && lesson.split(" or ").all(|answer| answer != said) {
                    differences.insert((*name, day));
                }
            }
        }
    }
    let explained: BTreeSet<(&str, &str)> = causes.iter().map(|row| (row[0], row[1])).collect();
    assert_eq!(explained, differences, "every difference has its facts, and nothing else has");
    none(&failures);
}

#[test]
fn the_facts_behind_the_differences_are_those_of_the_catalog() {
    let (catalog, mut failures) = (&PACKS.catalog, Vec::new());
    for row in table("Why answers differ") {
        let [_, day, service, key, value, from, source, _] = row.as_slice() else { panic!("{row:?}") };
        let id = *catalog.named(service).first().unwrap_or_else(|| panic!("{service}"));
        let fact_key = catalog.find_key(key).unwrap_or_else(|| panic!("{key}"));
        let fact = catalog.service(id).fact(fact_key, date(day)).unwrap_or_else(|| panic!("{row:?}"));
        let holds = match (fact.value.as_ref(), value.strip_prefix("includes ")) {
            (Some(Value::Words(words)), Some(word)) => words.iter().any(|w| w == word),
            (Some(known), _) => written(known) == *value,
            (None, _) => false,
        };
        let since = fact.from.map_or_else(|| "-".to_owned(), |from| from.to_string());
        if !holds || since != *from || fact.source != *source {
            failures.push(format!("{service} {key} on {day}: {:?} from {since} {}", fact.value, fact.source));
        }
    }
    none(&failures);
}

#[test]
fn every_row_of_the_lesson_is_a_case_at_both_dates() {
    let pack = PACKS.containers();
    let cases: BTreeSet<(String, String)> = pack
        .cases()
        .iter()
        .map(|case| {
            let day = case.as_of.unwrap_or(pack.as_of()).to_string();
            let given = case.given.iter();
            let given = given.map(|g| format!("{} = {}", g.question.value, g.written));
            (day, given.collect::<Vec<_>>().join(", "))
        })
        .collect();
    let mut failures = Vec::new();
    for row in table("Answers") {
        let given = row[1].trim_matches('`');
        for day in [THEN, NOW.as_str()] {
            if !cases.contains(&(day.to_owned(), given.to_owned())) {
                failures.push(format!("{} on {day}", row[0]));
            }
        }
    }
    none(&failures);
}
