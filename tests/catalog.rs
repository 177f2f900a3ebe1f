//! The catalog: every finding at its place, and which fact holds on which day.

mod sheets;

use fingerpost::catalog::{self, Catalog, CatalogFile, Value};
use fingerpost::diagnostic::{Diagnostics, Sources};
use fingerpost::pack::EMBEDDED;
use fingerpost::quantity::{Date, Dimension, Quantity, parse};

use crate::tiny::{FACTS, MACHINES, is_well_said, load, mark, service};

/// The catalog of some files beside the declarations and the table.
fn with(files: &[(&str, &str)]) -> (Sources, Result<Catalog, Diagnostics>) {
    let all: Vec<(&str, &str)> = [("facts.toml", FACTS), ("machines.csv", MACHINES)]
        .into_iter()
        .chain(files.iter().copied())
        .collect();
    let mut sources = Sources::new();
    let catalog = load(&all, &mut sources);
    (sources, catalog)
}

/// What is found in these files: place with code, message, help.
fn found(files: &[(&str, &str)]) -> Vec<(String, String, String)> {
    let mut sources = Sources::new();
    match load(files, &mut sources) {
        Ok(_) => Vec::new(),
        Err(findings) => findings
            .iter()
            .map(|finding| {
                is_well_said(finding);
                let help = finding.help.clone().unwrap_or_default();
                (mark(&sources, finding), finding.message.clone(), help)
            })
            .collect(),
    }
}

#[track_caller]
fn refused(files: &[(&str, &str)], expected: &[(&str, &str, &str)]) {
    let all: Vec<(&str, &str)> = [("facts.toml", FACTS), ("machines.csv", MACHINES)]
        .into_iter()
        .chain(files.iter().copied())
        .collect();
    assert_found(&all, expected);
}

#[track_caller]
fn assert_found(files: &[(&str, &str)], expected: &[(&str, &str, &str)]) {
    let found = found(files);
    let found: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|(place, message, help)| (place.as_str(), message.as_str(), help.as_str()))
        .collect();
    assert_eq!(found, expected);
}

/// A service with one fact; its value stands at line 7, from column 9.
fn pod(key: &str, value: &str) -> String {
    service("north.pod", false, &[(key, value)])
}

#[track_caller]
fn value_is_refused(key: &str, value: &str, message: &str, help: &str) {
    let place = format!("north/pod.toml 7:9-7:{} fact-type", 9 + value.chars().count());
    refused(&[("north/pod.toml", &pod(key, value))], &[(&place, message, help)]);
}

#[test]
fn a_catalog_needs_its_declarations() {
    let expected = (
        "nowhere catalog-form",
        "the catalog has no file `facts.toml`",
        "`facts.toml` declares the providers and the fact keys",
    );
    assert_found(&[("machines.csv", MACHINES)], &[expected]);
    assert_found(&[], &[expected]);
}

#[test]
fn text_that_is_no_toml_is_refused_where_it_breaks() {
    let places = |files: &[(&str, &str)]| -> Vec<String> {
        found(files).into_iter().map(|(place, _, _)| place).collect()
    };
    let broken = [("facts.toml", "[key.gpu\n")];
    let place = places(&broken);
    assert_eq!(place.len(), 1);
    assert!(place[0].starts_with("facts.toml 1:") && place[0].ends_with(" catalog-form"), "{place:?}");
    let files = [("facts.toml", FACTS), ("machines.csv", MACHINES), ("north/pod.toml", "id = \n")];
    let place = places(&files);
    assert_eq!(place.len(), 1);
    assert!(place[0].starts_with("north/pod.toml 1:") && place[0].ends_with(" catalog-form"), "{place:?}");
}

#[test]
fn a_field_that_is_not_documented_is_refused() {
    let text = pod("gpu", "true").replace("summary", "sumary");
    let (_, catalog) = with(&[("north/pod.toml", &text)]);
    let findings = catalog.expect_err("a field is misspelt");
    assert!(findings.iter().all(|finding| finding.code.as_str() == "catalog-form"), "{findings:?}");
}

#[test]
fn a_key_must_be_declared() {
    let text = pod("max_memroy", "\"1 GiB\"");
    let expected = (
        "north/pod.toml 6:7-6:19 unknown-fact",
        "fact key `max_memroy` is not declared",
        "did you mean `max_memory`?",
    );
    refused(&[("north/pod.toml", &text)], &[expected]);
}

#[test]
fn a_value_must_be_of_the_type_of_its_key() {
    value_is_refused("gpu", "\"yes\"", "`gpu` must be yes or no", "write true or false");
    let whole = "`max_gpus` must be a whole number";
    value_is_refused("max_gpus", "true", whole, "write it like `2` or `16`, in quotes");
    value_is_refused("max_gpus", "\"1.5\"", whole, "write it without a fraction");
    let memory = "`max_memory` must be a quantity of memory";
    let like = "write it like `512 MiB`, `4GiB` or `16 GB`";
    value_is_refused("max_memory", "\"5 min\"", memory, like);
    value_is_refused("max_memory", "\"32\"", memory, like);
    value_is_refused("launched", "\"2025-02-29\"", "`launched` must be a date", "write it like `2025-06-30`");
    value_is_refused(
        "forms",
        "\"job\"",
        "`forms` must be a list of words",
        "write a list of texts: [\"a\", \"b\"]",
    );
    let texts = "`images` must be a list of texts";
    value_is_refused("images", "[1]", texts, "write a list of texts: [\"a\", \"b\"]");
    value_is_refused("motto", "7", "`motto` must be a text", "write a text");
    value_is_refused("stage", "7", "`stage` must be one word of a list", "write one word, in quotes");
}

#[test]
fn a_quantity_has_its_unit_even_when_it_is_a_bare_number() {
    let like = "write it like `512 MiB`, `4GiB` or `16 GB`, in quotes";
    value_is_refused("max_memory", "32", "`max_memory` must be a quantity of memory", like);
    let like = "write it like `90s`, `15min`, `1h30m` or `7d`, in quotes";
    value_is_refused("max_duration", "900", "`max_duration` must be a quantity of duration", like);
    value_is_refused("fee", "1", "`fee` must be a quantity of money", "write it like `0.10 USD`, in quotes");
    value_is_refused("launched", "5", "`launched` must be a date", "write it like `2025-06-30`, in quotes");
    // Plain numbers and processors are written without a unit.
    let facts = [("ratio", "2"), ("max_cpu", "4")];
    assert!(with(&[("north/pod.toml", &service("north.pod", false, &facts))]).1.is_ok());
}

#[test]
fn a_word_must_be_one_of_the_list() {
    let stage = "`stage` must be one word of a list";
    value_is_refused("stage", "\"retierd\"", stage, "`retierd` is not known; did you mean `retired`?");
    value_is_refused("stage", "\"beta\"", stage, "`beta` is not known; one of: preview, ga, retired");
    let forms = "`forms` must be a list of words";
    value_is_refused(
        "forms",
        "[\"job\", \"servcie\"]",
        forms,
        "`servcie` is not known; did you mean `service`?",
    );
    value_is_refused(
        "regions",
        "[\"n3\"]",
        "`regions` must be a list of words",
        "`n3` is not known; did you mean `n1`?",
    );
    let successor = "`successor` must be one word of a list";
    value_is_refused(
        "successor",
        "\"north.pdo\"",
        successor,
        "`north.pdo` is not known; did you mean `north.pod`?",
    );
}

#[test]
fn days_must_exist() {
    let text = pod("gpu", "true").replace("2025-12-01", "2025-12-32");
    let expected =
        ("north/pod.toml 9:8-9:20 fact-source", "`2025-12-32` is not a date", "write it as 2025-06-30");
    refused(&[("north/pod.toml", &text)], &[expected]);
    let text = format!("{}from = \"soon\"\nuntil = \"2025-6-30\"\n", pod("gpu", "true"));
    let from = ("north/pod.toml 11:8-11:14 fact-source", "`soon` is not a date", "write it as 2025-06-30");
    let until =
        ("north/pod.toml 12:9-12:20 fact-source", "`2025-6-30` is not a date", "write it as 2025-06-30");
    refused(&[("north/pod.toml", &text)], &[from, until]);
}

#[test]
fn a_fact_ends_after_it_begins() {
    let text = format!("{}from = \"2025-06-30\"\nuntil = \"2025-06-30\"\n", pod("gpu", "true"));
    let expected = (
        "north/pod.toml 12:9-12:21 fact-source",
        "this value ends before it begins",
        "`until` is the first day on which it no longer holds",
    );
    refused(&[("north/pod.toml", &text)], &[expected]);
}

#[test]
fn a_source_is_an_https_address() {
    let text = pod("gpu", "true").replace("https:", "http:");
    let expected =
        ("north/pod.toml 8:10-8:40 fact-source", "a fact needs a source that starts with `https://`", "");
    refused(&[("north/pod.toml", &text)], &[expected]);
}

#[test]
fn confidence_has_three_words() {
    let text = pod("gpu", "true").replace("\"high\"", "\"sure\"");
    let message = "confidence `sure` is not `high`, `medium` or `low`";
    refused(&[("north/pod.toml", &text)], &[("north/pod.toml 10:14-10:20 fact-source", message, "")]);
}

#[test]
fn an_id_is_that_of_its_path() {
    let text = service("north.pood", false, &[]);
    let expected = (
        "north/pod.toml 1:6-1:18 catalog-form",
        "the id `north.pood` does not match the file's path",
        "it should be `north.pod`",
    );
    refused(&[("north/pod.toml", &text)], &[expected]);
}

#[test]
fn a_provider_is_declared() {
    let text = service("east.pod", false, &[]);
    let expected =
        ("east/pod.toml 1:6-1:16 catalog-form", "`east.pod` does not start with a declared provider", "");
    refused(&[("east/pod.toml", &text)], &[expected]);
}

#[test]
fn a_service_file_lies_in_the_folder_of_its_provider() {
    let text = service("pod", false, &[]);
    let expected = (
        "pod.toml 1:1-1:1 catalog-form",
        "a service file lies in the folder of its provider",
        "move it to `PROVIDER/pod.toml`",
    );
    refused(&[("pod.toml", &text)], &[expected]);
}

#[test]
fn all_findings_of_all_files_come_in_one_run() {
    let (one, two) =
        (pod("gppu", "true"), service("north.box", false, &[("gpu", "1"), ("stage", "\"old\"")]));
    let places: Vec<String> = found(&[
        ("facts.toml", FACTS),
        ("machines.csv", MACHINES),
        ("north/box.toml", &two),
        ("north/pod.toml", &one),
    ])
    .into_iter()
    .map(|(place, _, _)| place)
    .collect();
    let expected = [
        "north/box.toml 7:9-7:10 fact-type",
        "north/box.toml 13:9-13:14 fact-type",
        "north/pod.toml 6:7-6:13 unknown-fact",
    ];
    assert_eq!(places, expected);
}

// ---- declarations ----

#[test]
fn a_type_is_one_of_the_documented() {
    let facts = "[key.a]\ntitle = \"A\"\ntype = \"colour\"\nmeaning = \"M\"\n\
                 [key.b]\ntitle = \"B\"\ntype = \"set\"\nof = \"zones\"\nmeaning = \"M\"\n\
                 [key.c]\ntitle = \"C\"\ntype = \"text\"\nbetter = \"most\"\nmeaning = \"M\"\n";
    let help = "yes_no, integer, number, text, memory, cpu, duration, money, date; choice or set with `of`";
    let expected = [
        ("facts.toml 3:8-3:16 catalog-form", "`colour` is not a type, or its `of` is not known", help),
        ("facts.toml 7:8-7:13 catalog-form", "`set` is not a type, or its `of` is not known", help),
        ("facts.toml 13:10-13:16 catalog-form", "`better` is `more` or `less`, not `most`", ""),
    ];
    assert_found(&[("facts.toml", facts)], &expected);
}

#[test]
fn providers_keep_their_declared_order() {
    let mut sources = Sources::new();
    let facts = "[providers]\nwest = { name = \"West\" }\neast = { name = \"East\" }\n";
    let catalog = load(&[("facts.toml", facts)], &mut sources).expect("a sound catalog");
    let names: Vec<&str> = catalog.providers().map(|(_, provider)| provider.name.as_str()).collect();
    assert_eq!(names, ["West", "East"]);
}

// ---- tables ----

/// The tiny catalog with another table file.
#[track_caller]
fn table_is_refused(csv: &str, expected: &[(&str, &str, &str)]) {
    assert_found(&[("facts.toml", FACTS), ("machines.csv", csv)], expected);
}

const TITLES: &str = "machine,owner,cpu,memory,family,places\n";

#[test]
fn a_table_needs_its_file() {
    let line = 1 + FACTS.lines().position(|line| line.starts_with("file = ")).expect("the table's file");
    let place = format!("facts.toml {line}:8-{line}:22 catalog-form");
    let expected = (place.as_str(), "there is no file `machines.csv` in the catalog", "");
    assert_found(&[("facts.toml", FACTS)], &[expected]);
}

#[test]
fn a_row_has_a_cell_for_every_column() {
    let message = "this row does not have 6 cells";
    let short = format!("{TITLES}m.large,north,8,32,m\n");
    table_is_refused(&short, &[("machines.csv 2:1-2:21 catalog-form", message, "")]);
    let long = format!("{TITLES}m.large,north,8,32,m,n1,n2\n");
    table_is_refused(&long, &[("machines.csv 2:1-2:27 catalog-form", message, "")]);
}

#[test]
fn rows_are_sorted_and_unique() {
    let help = "sort the rows by name, each name once";
    let swapped = format!("{TITLES}m.small,north,2,4,m,n1\nm.large,north,8,32,m,n1\n");
    let expected = ("machines.csv 3:1-3:24 catalog-form", "row `m.large` is out of order", help);
    table_is_refused(&swapped, &[expected]);
    let twice = format!("{TITLES}m.small,north,2,4,m,n1\nm.small,north,2,4,m,n1\n");
    let expected = ("machines.csv 3:1-3:23 catalog-form", "row `m.small` is out of order", help);
    table_is_refused(&twice, &[expected]);
}

#[test]
fn a_declared_column_must_be_there() {
    let line = 1 + FACTS.lines().position(|line| line.starts_with("family = ")).expect("the column");
    let place = format!("facts.toml {line}:1-{line}:7 catalog-form");
    let csv = "machine,owner,cpu,memory,places\nm.large,north,8,32,n1\n";
    table_is_refused(csv, &[(&place, "`machines.csv` has no column `family`", "")]);
}

#[test]
fn another_name_stands_for_a_word() {
    let words = "words = [\"n1\", \"n2\", \"s1\"]";
    let place =
        format!("facts.toml {}:11-", 2 + FACTS.lines().position(|line| line == words).expect("the words"));
    let help = "another name is in small letters, no word itself, and stands for one of the words";
    for (aliases, message, help) in [
        ("{ one = \"n1\", two = \"n3\" }", "`two` cannot stand for `n3`", help),
        ("{ One = \"n1\" }", "`One` cannot stand for `n1`", help),
        ("{ n2 = \"n1\" }", "`n2` cannot stand for `n1`", help),
        ("\"others\"", "`others` is no column of the table", "name a column of the table of this vocabulary"),
    ] {
        let facts = FACTS.replace(words, &format!("{words}\naliases = {aliases}"));
        let found = found(&[("facts.toml", &facts), ("machines.csv", MACHINES)]);
        let [(at, said, advice)] = found.as_slice() else { panic!("{found:?}") };
        assert!(at.starts_with(&place), "{at} {place}");
        assert_eq!((said.as_str(), advice.as_str()), (message, help));
    }
    let facts = FACTS.replace(words, &format!("{words}\naliases = {{ one = \"n1\", first = \"n1\" }}"));
    let catalog =
        load(&[("facts.toml", &facts), ("machines.csv", MACHINES)], &mut Sources::new()).expect("a catalog");
    let options = ["n1", "n2", "s1", "any"].map(str::to_owned);
    let regions = catalog.vocabulary_of(&options).expect("all its words are among the options");
    assert_eq!(
        [regions.word_of("ONE"), regions.word_of("first"), regions.word_of("two")],
        [Some("n1"), Some("n1"), None]
    );
    assert!(catalog.vocabulary_of(&options[1..]).is_none());
}

#[test]
fn the_first_column_is_the_name() {
    let csv = "name,owner,cpu,memory,family,places\n";
    let expected = ("machines.csv 1:1-1:1 catalog-form", "the first column must be `machine`", "");
    table_is_refused(csv, &[expected]);
}

#[test]
fn cells_are_typed_and_blanks_are_none() {
    let (_, catalog) = with(&[]);
    let catalog = catalog.expect("a sound catalog");
    let table = catalog.table(catalog.find_table("machines").expect("the table"));
    assert_eq!(table.names().collect::<Vec<_>>(), ["m.large", "m.small", "z.huge"]);
    let row = table.row(table.find("z.huge").expect("the row")).expect("the row");
    let value = |column: &str| row.value(table.column(column).expect("the column"));
    assert_eq!(value("owner"), Some(Value::Word("south".to_owned())));
    assert_eq!(value("cpu"), parse("64", Dimension::Cpu).ok().map(Value::Quantity));
    assert_eq!(value("memory"), parse("512 GiB", Dimension::Memory).ok().map(Value::Quantity));
    assert_eq!(value("family"), None);
    assert_eq!(value("places"), Some(Value::Words(vec!["s1".to_owned()])));
    assert_eq!(table.find("z.hugo"), None);
    assert_eq!(table.column("colour"), None);
}

/// The tiny catalog with a row for names that the table does not list.
fn unlisted(said: &str) -> String {
    FACTS.replacen(
        "[table.machines.column]",
        &format!("[[table.machines.unlisted]]\n{said}\n[table.machines.column]"),
        1,
    )
}

#[test]
fn a_name_that_is_not_listed_may_look_like_those_that_are() {
    let facts = unlisted("name = \"other\"\nshape = '[a-z]\\.(small|large)'\ncells = { owner = \"south\" }");
    let mut sources = Sources::new();
    let catalog =
        load(&[("facts.toml", &facts), ("machines.csv", MACHINES)], &mut sources).expect("a sound catalog");
    let table = catalog.table(catalog.find_table("machines").expect("the table"));
    assert_eq!(table.names().collect::<Vec<_>>(), ["m.large", "m.small", "z.huge"]);
    assert_eq!(table.smallest_first().count(), 3, "only what is listed is offered");
    assert_eq!(table.find_like("m.large"), table.find("m.large"));
    for name in ["q.small", "other"] {
        assert_eq!(table.find(name), None);
        let row = table.row(table.find_like(name).expect(name)).expect("a row");
        let value = |column: &str| row.value(table.column(column).expect("the column"));
        assert_eq!((row.name(), value("owner")), ("other", Some(Value::Word("south".to_owned()))));
        assert_eq!((value("cpu"), value("memory"), value("places")), (None, None, None));
    }
    for name in ["m.huge", "m.larger", "am.large", "M.large", "m.large\n", ""] {
        assert_eq!(table.find_like(name), None, "{name}");
    }
}

#[test]
fn a_row_for_names_that_are_not_listed_has_a_shape_and_known_columns() {
    let refused = |said: &str, message: &str| {
        let found = found(&[("facts.toml", &unlisted(said)), ("machines.csv", MACHINES)]);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].0.ends_with(" catalog-form") && found[0].1.starts_with(message), "{found:?}");
    };
    refused("name = \"other\"\nshape = '['\ncells = {}", "this is no regular expression");
    let column = "`colour` is no column of the table, or this is more than one cell";
    refused("name = \"other\"\nshape = 'a'\ncells = { colour = \"red\" }", column);
    let cell = "`owner` is no column of the table, or this is more than one cell";
    refused("name = \"other\"\nshape = 'a'\ncells = { owner = \"north,south\" }", cell);
    refused("name = \"other,one\"\nshape = 'a'\ncells = {}", "`other,one` is more than one cell");
}

// ---- which fact holds on which day ----

const HISTORY: &str = r#"
id = "north.pod"
name = "Pod"
summary = "S"

[[fact]]
key = "max_memory"
value = "unlimited"
source = "https://example.org/now"
read = "2025-12-01"
confidence = "medium"
from = "2026-01-01"

[[fact]]
key = "max_memory"
value = "16 GiB"
source = "https://example.org/first"
read = "2025-12-01"
confidence = "high"
until = "2025-06-30"

[[fact]]
key = "max_memory"
value = "unknown"
source = "https://example.org/then"
read = "2025-12-01"
confidence = "low"
from = "2025-06-30"
until = "2025-09-01"
"#;

/// The source and the value of the memory limit on a day.
#[track_caller]
fn memory_on(day: &str) -> Option<(String, Option<Value>)> {
    let (_, catalog) = with(&[("north/pod.toml", HISTORY)]);
    let catalog = catalog.expect("a sound catalog");
    let key = catalog.find_key("max_memory").expect("the key");
    let service = catalog.service(catalog.find_service("north.pod").expect("the service"));
    let fact = service.fact(key, Date::parse(day).expect("a day"))?;
    Some((fact.source.to_string(), fact.value.clone()))
}

#[test]
fn a_fact_holds_from_its_first_day_until_the_day_before_its_end() {
    let first = Some(("https://example.org/first".to_owned(), quantity("16 GiB")));
    let then = Some(("https://example.org/then".to_owned(), None));
    let now = Some(("https://example.org/now".to_owned(), Some(Value::Quantity(unlimited()))));
    assert_eq!(memory_on("0001-01-01"), first);
    assert_eq!(memory_on("2025-06-29"), first);
    assert_eq!(memory_on("2025-06-30"), then);
    assert_eq!(memory_on("2025-08-31"), then);
    assert_eq!(memory_on("2025-09-01"), None);
    assert_eq!(memory_on("2025-12-31"), None);
    assert_eq!(memory_on("2026-01-01"), now);
    assert_eq!(memory_on("9999-12-31"), now);
}

fn quantity(literal: &str) -> Option<Value> {
    parse(literal, Dimension::Memory).ok().map(Value::Quantity)
}

fn unlimited() -> Quantity {
    Quantity::unlimited(Dimension::Memory)
}

#[test]
fn two_values_must_not_hold_on_the_same_day() {
    let help = "give the earlier one an `until` and the later one a `from`";
    let message = "two values of `max_memory` hold on the same day";
    let later = HISTORY.replace("until = \"2025-06-30\"", "until = \"2025-07-01\"");
    refused(&[("north/pod.toml", &later)], &[("north/pod.toml 23:7-23:19 fact-overlap", message, help)]);
    let open = HISTORY.replace("until = \"2025-09-01\"", "");
    refused(&[("north/pod.toml", &open)], &[("north/pod.toml 7:7-7:19 fact-overlap", message, help)]);
}

#[test]
fn a_set_is_kept_in_the_order_of_its_type() {
    let (_, catalog) = with(&[("north/pod.toml", &pod("forms", "[\"job\", \"service\"]"))]);
    let catalog = catalog.expect("a sound catalog");
    let service = catalog.service(catalog.find_service("north.pod").expect("the service"));
    let words = Value::Words(vec!["service".to_owned(), "job".to_owned()]);
    assert_eq!(service.facts()[0].value, Some(words));
}

// ---- the catalog that comes with the program ----

#[test]
fn the_embedded_catalog_loads_and_every_cell_of_its_tables_fits() {
    let mut sources = Sources::new();
    let embedded = EMBEDDED.iter().filter_map(|file| Some((file.path.strip_prefix("catalog/")?, file.text)));
    let files: Vec<CatalogFile<'_>> =
        embedded.map(|(path, text)| CatalogFile { path, source: sources.add(path, text), text }).collect();
    let catalog = catalog::load(&files).unwrap_or_else(|found| panic!("{found:#?}"));
    assert!(catalog.services().count() > 20);
    for (_, table) in catalog.tables() {
        assert!(!table.is_empty());
        for row in (0..table.len()).filter_map(|index| table.row(index)) {
            for (column, declared) in table.columns.iter().enumerate() {
                let (cell, value) = (row.cell(column), row.value(column));
                // What is not known, or not exactly, is blank, a range, a bound, or ends with a question mark.
                let no_value = cell.is_empty()
                    || cell.ends_with('?')
                    || cell.contains("..")
                    || cell.starts_with(['<', '>']);
                assert_eq!(no_value, value.is_none(), "{} {}: `{cell}`", row.name(), declared.name);
            }
        }
    }
}

#[test]
fn the_embedded_services_are_those_of_their_files() {
    let mut sources = Sources::new();
    let files: Vec<CatalogFile<'_>> = EMBEDDED
        .iter()
        .filter_map(|file| {
            let path = file.path.strip_prefix("catalog/")?;
            Some(CatalogFile { path, source: sources.add_static(file.path, file.text), text: file.text })
        })
        .collect();
    let (parsed, built) =
        (catalog::load(&files).unwrap(), catalog::load_embedded("catalog", &files).unwrap());
    assert_eq!(format!("{parsed:?}"), format!("{built:?}"));
}
