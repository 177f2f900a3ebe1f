//! CSV files of tables: what is a cell, what it says, and where what is wrong lies.

use fingerpost::catalog::{Catalog, Table};
use fingerpost::diagnostic::Sources;
use proptest::prelude::*;

use super::{TITLES, assert_found, table_is_refused};
use crate::tiny::{FACTS, load};

const UNCLOSED: &str = "the quotation mark that this cell begins with is not closed at its end";
const UNCLOSED_HELP: &str = "a cell in quotation marks ends on its line; write a quotation mark in it twice";
const NARROW: &str = "this row does not have 6 cells";

/// The tiny catalog with another table file.
fn catalog(csv: &str) -> Catalog {
    load(&[("facts.toml", FACTS), ("machines.csv", csv)], &mut Sources::new()).expect("a sound catalog")
}

fn machines(catalog: &Catalog) -> &Table {
    catalog.table(catalog.find_table("machines").expect("the table"))
}

/// The names and families of a table file's rows.
fn families(csv: &str) -> Vec<[String; 2]> {
    let catalog = catalog(csv);
    let table = machines(&catalog);
    let family = table.column("family").expect("the column");
    let rows = (0..table.len()).filter_map(|at| table.row(at));
    rows.map(|row| [row.name(), row.cell(family)].map(str::to_owned)).collect()
}

#[test]
fn a_cell_in_quotation_marks_holds_commas_and_quotation_marks() {
    let csv = format!(
        "{TITLES}\"a, b\",north,8,32,\"one, \"\"two\"\"\",n1 n2\n\"c\",\"north\",\"8\",\"\",\"\",n1\n"
    );
    assert_eq!(families(&csv), [["a, b", "one, \"two\""], ["c", ""]]);
    let catalog = catalog(&csv);
    let table = machines(&catalog);
    let row = table.row(table.find("a, b").expect("the row")).expect("the row");
    assert_eq!(row.cell(table.column("places").expect("the column")), "n1 n2", "the cell behind is in place");
    assert_eq!(table.find("\"a, b\""), None, "the marks are no part of the name");
}

#[test]
fn a_quotation_mark_inside_a_cell_is_a_letter() {
    let csv =
        format!("{TITLES}a,north,8,32,5\" disk,n1\nb,north,8,32, \"x\" ,n1\nc,north,8,32,\"\"\"\",n1\n");
    assert_eq!(families(&csv), [["a", "5\" disk"], ["b", " \"x\" "], ["c", "\""]]);
}

#[test]
fn nothing_is_a_comment() {
    let csv = format!("{TITLES}# \"note\",north,8,32,\"# a, b\",n1\na,north,8,32,#,n1\n");
    assert_eq!(families(&csv), [["# \"note\"", "# a, b"], ["a", "#"]]);
    let csv = format!("{TITLES}# he said \"a, b\na,north,8,32,m,n1,n2\n");
    table_is_refused(
        &csv,
        &[
            ("machines.csv 2:1-2:16 catalog-form", NARROW, ""),
            ("machines.csv 3:1-3:21 catalog-form", NARROW, ""),
        ],
    );
}

#[test]
fn rows_are_in_the_order_of_what_their_names_say() {
    assert_eq!(
        families(&format!("{TITLES}a,north,8,32,m,n1\n\"b\",north,8,32,m,n1\nc,north,8,32,m,n1\n")).len(),
        3
    );
    let csv = format!("{TITLES}a,north,8,32,m,n1\n\"a\",north,8,32,m,n1\n");
    let expected = (
        "machines.csv 3:1-3:20 catalog-form",
        "row `a` is out of order",
        "sort the rows by name, each name once",
    );
    table_is_refused(&csv, &[expected]);
}

#[test]
fn a_quotation_mark_that_is_not_closed_spoils_its_row_only() {
    let open = |place: &'static str| (place, UNCLOSED, UNCLOSED_HELP);
    let csv = format!("{TITLES}a,north,8,32,\"m,n1\nb,north,8,32,m,n1\nc,north\n\"d,north,8,32,m,n1");
    let narrow = ("machines.csv 4:1-4:8 catalog-form", NARROW, "");
    let (first, last) =
        (open("machines.csv 2:14-2:19 catalog-form"), open("machines.csv 5:1-5:19 catalog-form"));
    table_is_refused(&csv, &[first, narrow, last]);
    // With text behind the mark that closes it, and with that mark written twice.
    let csv = format!("{TITLES}a,north,8,32,\"m\"x,n1\nb,north,8,32,\"ü\"\",n1\nc,north,8,32,m,\"n1\"\"");
    let expected = [
        open("machines.csv 2:14-2:18 catalog-form"),
        open("machines.csv 3:14-3:21 catalog-form"),
        open("machines.csv 4:16-4:21 catalog-form"),
    ];
    table_is_refused(&csv, &expected);
    // A cell does not go on in the next line.
    let csv = format!("{TITLES}a,north,8,32,\"m\nm\",n1\n");
    table_is_refused(
        &csv,
        &[open("machines.csv 2:14-2:16 catalog-form"), ("machines.csv 3:1-3:6 catalog-form", NARROW, "")],
    );
}

#[test]
fn lines_may_end_in_either_way_and_empty_ones_are_none() {
    let csv = format!("{TITLES}\na,north,8,32,m,n1\n\nb,north,8,32,\"m, n\",n1\n\n");
    let expected = [["a", "m"], ["b", "m, n"]];
    assert_eq!(families(&csv), expected);
    assert_eq!(families(csv.trim_end()), expected, "no line feed at the end");
    let other = csv.replace('\n', "\r\n");
    assert_eq!(families(&other), expected);
    let catalog = catalog(&other);
    let row = machines(&catalog).row(0).expect("a row");
    assert_eq!(row.cell(machines(&catalog).column("places").expect("the column")), "n1");
    let short = format!("{TITLES}a,north\nb,\"\n").replace('\n', "\r\n");
    table_is_refused(
        &short,
        &[
            ("machines.csv 2:1-2:8 catalog-form", NARROW, ""),
            ("machines.csv 3:3-3:4 catalog-form", UNCLOSED, UNCLOSED_HELP),
        ],
    );
}

#[test]
fn titles_are_cells_too() {
    let csv = "\"machine\",owner,\"cpu\",memory,family,places\na,north,8,32,m,n1\n";
    assert_eq!(families(csv), [["a", "m"]]);
    assert_eq!(families(&format!("\u{feff}{csv}")), [["a", "m"]], "a mark of the byte order is no letter");
    let csv = "machine,owner,cpu,memory,family,places,\"odd\n";
    table_is_refused(csv, &[("machines.csv 1:40-1:44 catalog-form", UNCLOSED, UNCLOSED_HELP)]);
    for empty in ["", "\n", "\r\n", "\nmachine,owner,cpu,memory,family,places\n"] {
        let mut sources = Sources::new();
        let found =
            load(&[("facts.toml", FACTS), ("machines.csv", empty)], &mut sources).expect_err("no titles");
        assert!(found.iter().any(|found| found.message == "the first column must be `machine`"), "{empty:?}");
    }
}

#[test]
fn a_table_of_two_files_is_in_order_and_told_in_its_own_places() {
    let facts = FACTS.replace("file = \"machines.csv\"", "file = \"machines.csv\"\nmore = [\"others.csv\"]");
    let first = format!("{TITLES}b,north,8,32,m,n1\nd,north,8,32,m,n1\n");
    let other = format!("{TITLES}c,north,8,32,\"m, n\",n1\na,north,8,32,m,n1");
    let files =
        |other| [("facts.toml", facts.as_str()), ("machines.csv", first.as_str()), ("others.csv", other)];
    let catalog = load(&files(&other), &mut Sources::new()).expect("a sound catalog");
    let table = machines(&catalog);
    assert_eq!(table.names().collect::<Vec<_>>(), ["a", "b", "c", "d"]);
    let row = table.row(table.find("c").expect("the row")).expect("the row");
    assert_eq!(row.cell(table.column("family").expect("the column")), "m, n");
    let wrong = format!("{TITLES}c,north\nd,north,8,32,m,n1\n");
    let help = "sort the rows by name, each name once";
    let twice = ("others.csv 3:1-3:18 catalog-form", "row `d` is out of order", help);
    assert_found(&files(&wrong), &[("others.csv 2:1-2:8 catalog-form", NARROW, ""), twice]);
}

/// A cell as it is written: in quotation marks where it has to be, or where it is wanted.
fn written(cell: &str, marked: bool) -> String {
    if marked || cell.contains(',') || cell.starts_with('"') {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        rows in prop::collection::btree_map("[a-z\",# ü]{1,4}", ("[a-z\",#\r ü]{0,6}", any::<bool>()), 1..6),
        crlf in any::<bool>(),
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let line = |(name, (family, marked)): (&String, &(String, bool))| {
            format!("{},north,8,32,{},n1{end}", written(name, *marked), written(family, *marked))
        };
        let csv: String = std::iter::once(TITLES.replace('\n', end)).chain(rows.iter().map(line)).collect();
        let expected: Vec<_> = rows.iter().map(|(name, (family, _))| [name.clone(), family.clone()]).collect();
        prop_assert_eq!(families(&csv), expected);
    }

    #[test]
    fn every_file_is_read_or_refused_in_places_that_it_has(rest in "[a,\"\r\n#ü\u{feff}]{0,60}") {
        let csv = format!("{TITLES}{rest}");
        let mut sources = Sources::new();
        if let Err(found) = load(&[("facts.toml", FACTS), ("machines.csv", &csv)], &mut sources) {
            for finding in &found {
                let Some(span) = finding.span else { continue };
                prop_assert!(csv.get(span.start as usize..span.end as usize).is_some_and(|text| !text.contains('\n')));
            }
        }
    }
}
