//! Decision records: the examples of the documentation, made again.
#![expect(clippy::disallowed_methods, reason = "the examples of the documentation are what is tested")]

use std::fs;
use std::path::Path;

use super::rules::{ask, folder, read, run, write};
use crate::support::Folder;

/// The use cases of the lesson that are recorded, by the name of their requirement file.
const EXAMPLES: [&str; 3] = ["web-app", "ml-training", "nightly-batch"];

/// Set to write the records anew instead of comparing them.
const SWITCH: Option<&str> = option_env!("FINGERPOST_BLESS");

#[test]
fn the_examples_are_what_the_program_writes() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    for example in EXAMPLES {
        let folder = Folder::new();
        let input = examples.join(format!("{example}.yaml"));
        let arguments = format!("ask --quiet --answers {} --adr adr.md", input.display());
        let said = run(folder.path(), &arguments, b"");
        assert_eq!(said.code, Some(0), "{}", said.err);
        let record = read(folder.path(), "adr.md");
        let kept = examples.join(format!("adr-{example}.md"));
        if SWITCH.is_some() {
            fs::write(&kept, &record).unwrap();
        }
        assert_eq!(record, fs::read_to_string(&kept).unwrap(), "{} is stale", kept.display());
    }
}

#[test]
fn a_reader_needs_nothing_but_the_record() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples");
    for example in EXAMPLES {
        let record = fs::read_to_string(examples.join(format!("adr-{example}.md"))).unwrap();
        let mut at = 0;
        for heading in [
            "# Where ",
            "## Context",
            "## Options",
            "## Decision",
            "## Consequences",
            "## Revisit when",
            "## Sources",
        ] {
            let found = record
                .split_at(at)
                .1
                .find(heading)
                .unwrap_or_else(|| panic!("{example} has no {heading} in its place"));
            at += found;
        }
        // Every stated answer stands beside its question, and every address among the sources.
        assert!(record.contains("What kind of workload is it? (`kind`)"), "{example}");
        let sources = record.split_at(at).1;
        for link in record.split("](").skip(1) {
            let address = link.split(')').next().unwrap();
            assert!(sources.contains(address), "{example}: {address} is not among the sources");
        }
    }
}

#[test]
fn a_record_gives_reasons_for_and_against_and_when_to_look_again() {
    let folder = folder();
    write(folder.path(), "a.yaml", "size: large\nweight.amount: 20\n");
    ask(folder.path(), "--answers a.yaml --adr adr.md", "");
    let record = read(folder.path(), "adr.md");
    for text in [
        "# Where a runs",
        "| How large is it? (`size`) | large |",
        "- Must it stay dry? (`dry`) no, because most things may get wet; another answer could change the choice on One",
        "- **yard of one** (`one.yard`): recommended\n  - For: yards have room (The guide of the store 1)",
        "- case of one (`one.case`): refused\n  - Against: it weighs 20 kg, case of one carries 10 (`load` = 10; \
         [example.org](https://example.org/case), 2020-01-01)",
        "One: **yard of one** (`one.yard`) (provisional: it rests on an assumption below that could change it).",
        "1. it is large, or marked red (`size` = large, `dry` = no; `store/store.rules:",
        "- One: weight.amount <= 90 no longer holds; then `one.hall` comes first",
        "- the assumption `dry` = no turns out to be wrong",
        "- [example.org/case](https://example.org/case), read 2020-01-01",
    ] {
        assert!(record.contains(text), "no {text:?} in\n{record}");
    }
}

#[test]
fn a_record_of_what_fits_nowhere_says_what_would() {
    let folder = folder();
    write(folder.path(), "a.yaml", "size: large\nweight.amount: 900\ndry: no\n");
    let said = ask(folder.path(), "--answers a.yaml --adr adr.md", "");
    assert_eq!(said.code, Some(3), "{}", said.err);
    let record = read(folder.path(), "adr.md");
    for text in [
        "- One: **no service fits**",
        "Without How many kilograms does it weigh? (`weight.amount`): `one.yard`",
    ] {
        assert!(record.contains(text), "no {text:?} in\n{record}");
    }
}

#[test]
fn what_people_write_is_inert_in_a_record() {
    let folder = folder();
    write(folder.path(), "a.json", r#"{"name": "<img src=x> [a](http://b) | c\u001b", "size": "small"}"#);
    ask(folder.path(), "a.json --answers a.json --adr adr.md", "");
    let record = read(folder.path(), "adr.md");
    assert!(!record.contains("<img") && !record.contains('\u{1b}') && record.contains("&lt;img"), "{record}");
}
