//! Rules about tables, and about facts that name parts of them.

use std::collections::BTreeSet;

use fingerpost::catalog::{Row, Table, Value, ValueType};

use super::Ground;
use super::facts::is_address;

/// What stands for the name of a row.
const NAME: &str = "its name";

/// Facts that name cells: the key, and the column in which some table must have them.
const NAMED: &[(&str, &str)] = &[
    ("instance_families", "family"),
    ("excluded_instance_sizes", "size"),
    ("excluded_instance_types", NAME),
    ("size_family", "families"),
];

/// Families that providers document and the table of instance types leaves out (`rules/catalog/ATTRIBUTION.md`).
const LEFT_OUT: &[&str] = &[
    "dl1",
    "hpc6a",
    "hpc6id",
    "hpc7a",
    "hpc7g",
    "hpc8a",
    "r4",
    "r9g",
    "t2",
    "u-3tb1",
    "u7i-12tb",
    "u7i-6tb",
    "u7i-8tb",
    "u7in-24tb",
    "u7in-32tb",
];

/// The words of a column: a cell that holds a set has several.
fn cells<'a>(table: &'a Table, column: &str) -> BTreeSet<&'a str> {
    let rows = (0..table.len()).filter_map(|at| table.row(at));
    if column == NAME {
        return rows.map(Row::name).collect();
    }
    let words = |column: usize| rows.flat_map(move |row| row.cell(column).split(' ')).collect();
    table.column(column).map_or_else(BTreeSet::new, words)
}

pub(super) fn families_and_sizes_exist(ground: &Ground<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (key, column) in NAMED {
        let known: BTreeSet<&str> =
            ground.catalog.tables().flat_map(|(_, table)| cells(table, column)).collect();
        for (service, fact) in ground.facts().filter(|(_, fact)| ground.key(fact) == *key) {
            let Some(Value::Words(words)) = &fact.value else { continue };
            let left_out = |word: &str| LEFT_OUT.contains(&word);
            let orphans = words.iter().filter(|word| !known.contains(word.as_str()) && !left_out(word));
            found.extend(orphans.map(|word| ground.say(service, fact, word)));
        }
    }
    found
}

pub(super) fn cells_fit(ground: &Ground<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (_, table) in ground.catalog.tables() {
        if !is_address(&table.source) || table.read > ground.latest || table.is_empty() {
            found.push(format!(
                "{}: {}, read {}, {} rows",
                table.name,
                table.source,
                table.read,
                table.len()
            ));
        }
        for row in (0..table.len()).filter_map(|at| table.row(at)) {
            for (at, column) in table.columns.iter().enumerate() {
                let cell = row.cell(at);
                let fits = match (&column.value_type, row.value(at)) {
                    (_, None) => cell.is_empty() || row.bounds(at).is_some(),
                    (ValueType::YesNo, Some(_)) => ["yes", "no"].contains(&cell),
                    (ValueType::Set(known), Some(Value::Words(words))) => {
                        words.iter().all(|word| known.contains(word))
                    }
                    (_, Some(_)) => true,
                };
                if !fits {
                    found.push(format!("{} {}: {} = {cell:?}", table.name, row.name(), column.name));
                }
            }
        }
    }
    found
}

/// `m5.large` of EC2, `n2-standard-4` of Compute Engine: where a table has both columns and a provider.
pub(super) fn names_have_family_and_size(ground: &Ground<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (_, table) in ground.catalog.tables() {
        let [Some(provider), Some(family), Some(size)] =
            ["provider", "family", "size"].map(|name| table.column(name))
        else {
            continue;
        };
        for row in table.names().filter_map(|name| table.row(table.find(name)?)) {
            let mark = if row.cell(provider) == "aws" { "." } else { "-" };
            let name = [row.cell(family), row.cell(size)].join(mark);
            // A GPU that is attached to a machine of one's choice stands behind its family.
            let attached = row.name().split_once('+').is_some_and(|(machine, _)| machine == row.cell(family));
            if name.trim_end_matches(mark) != row.name() && !attached {
                found.push(format!("{} {}", table.name, row.name()));
            }
        }
    }
    found
}
