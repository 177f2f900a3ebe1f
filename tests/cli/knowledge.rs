//! `facts` with filters, and `services` side by side and as a page, on a small catalog of known facts.

use crate::support::Holds::{All, Nothing};
use crate::support::{Ended, Run};

const FACTS: &str = r#"
[providers]
one = { name = "One" }
two = { name = "Two" }

[key.stage]
title = "Stage"
type = "choice"
of = ["preview", "ga"]
meaning = "Where it is in its life"
kept_for = "heads every list"

[key.size]
title = "Size"
type = "memory"
meaning = "How large it can be"
headline = true

[key.fast]
title = "Fast"
type = "yes_no"
meaning = "Whether it is fast"

[key.motto]
title = "Motto"
type = "text"
meaning = "What it says of itself"
"#;

/// The day of the rules is 2026-01-01: `read` is how long before that something was read.
fn fact(key: &str, value: &str, read: &str, confidence: &str) -> String {
    format!(
        "[[fact]]\nkey = \"{key}\"\nvalue = {value}\nsource = \"https://example.org/{key}\"\nread = \"{read}\"\n\
         confidence = \"{confidence}\"\n"
    )
}

fn service(id: &str, facts: &[String]) -> String {
    format!("id = \"{id}\"\nname = \"{id} box\"\nsummary = \"What {id} is.\"\n{}", facts.concat())
}

const RULES: &str = r#"
pack own 1.0.0
    as_of 2026-01-01

reference guide "The guide"
    read 2026-01-01

question big: yes_no
    default no

constraint large when big need service.size >= 8 GiB refuse "{service} has {service.size}"
    because "it must be large"
    source  guide

caveat slow when big say "Fast: {service.fast}"
    source guide

node start
    otherwise -> boxes
        because "there is nothing else"

outcome boxes
    one one.box
    two two.box
    because "boxes"
    source  guide
"#;

/// 2025-07-05 is 180 days before the day of the rules, 2025-07-04 is 181.
fn run(arguments: &str) -> Ended {
    let one = [
        fact("stage", "\"ga\"", "2025-07-05", "high"),
        fact("size", "\"4 GiB\"", "2025-07-04", "high"),
        fact("fast", "true", "2025-12-31", "low"),
        fact("motto", "\"Small\"", "2025-12-31", "medium"),
    ];
    let two = [
        fact("stage", "\"preview\"", "2026-01-01", "high"),
        fact("size", "\"8 GiB\"", "2025-01-01", "low"),
        fact("fast", "\"unknown\"", "2025-12-31", "low"),
    ];
    Run::new(&format!("--rules own {arguments}"))
        .file("own/own.rules", RULES)
        .file("own/catalog/facts.toml", FACTS)
        .file("own/catalog/one/box.toml", service("one.box", &one))
        .file("own/catalog/two/box.toml", service("two.box", &two))
        .run()
}

/// `service key` of every fact that is listed.
fn listed(arguments: &str) -> Vec<String> {
    let json = run(&format!("facts --format json {arguments}")).json(0);
    let services = json["services"].as_array().unwrap().iter();
    let facts = services.flat_map(|held| {
        let facts = held["facts"].as_array().unwrap().iter();
        facts.map(|fact| format!("{} {}", held["service"]["id"], fact["key"]).replace('"', ""))
    });
    facts.collect()
}

#[test]
fn facts_are_filtered_by_age_confidence_and_use() {
    assert_eq!(listed("").len(), 7);
    assert_eq!(listed("--older-than 180d"), ["one.box size", "two.box size"]);
    assert_eq!(listed("--older-than 179d"), ["one.box stage", "one.box size", "two.box size"]);
    assert_eq!(listed("--low-confidence"), ["one.box fast", "two.box size", "two.box fast"]);
    // Constraints and caveats look at `size` and `fast`; `stage` is argued for.
    assert_eq!(listed("--unused"), ["one.box motto"]);
}

#[test]
fn filters_combine_and_measure_age_against_the_day_asked_for() {
    assert_eq!(listed("--older-than 180d --low-confidence"), ["two.box size"]);
    assert_eq!(listed("--older-than 180d --as-of 2025-12-31"), ["two.box size"]);
    assert!(listed("--older-than 0d --as-of 2024-01-01").is_empty());
    let one = run("facts one.box --older-than 180d --format json").json(0);
    assert_eq!(one["facts"].as_array().unwrap().len(), 1);
    assert_eq!(one["facts"][0]["key"], "size");
}

#[test]
fn an_empty_list_says_so_and_is_no_failure() {
    let said = ["facts of 2026-01-01, read more than 400 days before, of low confidence or unknown: none"];
    run("facts --older-than 400d --low-confidence").is(0, All(&said), Nothing);
    run("facts one.box --older-than 400d").is(0, All(&["read more than 400 days before: none"]), Nothing);
}

#[test]
fn keys_that_are_kept_for_a_reason_are_listed_with_it() {
    run("facts --unused").is(0, All(&["Motto: Small", "stage", "heads every list"]), Nothing);
    let json = run("facts --unused --format json").json(0);
    assert_eq!(json["kept"][0]["key"], "stage");
    assert_eq!(json["kept"][0]["because"], "heads every list");
}

#[test]
fn an_age_is_a_duration() {
    for age in ["180", "soon", "-1d"] {
        run(&format!("facts --older-than={age}")).is(2, Nothing, All(&["180d"]));
    }
}

#[test]
fn services_side_by_side_show_what_decides_between_them() {
    // The motto and the stage are looked at by no rule, and `fast` is not known of one: that differs too.
    let said = [
        "Size",
        "4 GiB",
        "one.box [1]",
        "8 GiB",
        "two.box [2]",
        "Fast",
        "not known",
        "[1]",
        "read 2025-07-04",
    ];
    let ended = run("services --compare").is(0, All(&said), Nothing);
    assert!(!ended.stdout.contains("Motto") && !ended.stdout.contains("Stage"), "{}", ended.stdout);
    let json = run("services --compare --format json two.box one.box").json(0);
    assert_eq!(json["schema"], "fingerpost.comparison/1");
    assert_eq!(json["services"][0]["id"], "two.box");
    assert_eq!(json["rows"].as_array().unwrap().len(), 2);
    assert_eq!(json["rows"][0]["facts"][1]["source"], "https://example.org/size");
    let alone = run("services --compare --provider one --format json").json(0);
    assert!(alone["rows"].as_array().unwrap().is_empty());
}

#[test]
fn services_of_one_provider_are_listed() {
    let json = run("services --provider two --format json").json(0);
    assert_eq!(json["services"].as_array().unwrap().len(), 1);
    assert_eq!(json["services"][0]["id"], "two.box");
    run("services --provider tow").is(2, Nothing, All(&["unknown-provider", "did you mean `two`?"]));
}

#[test]
fn what_cannot_be_combined_is_a_usage_error() {
    run("services one.box two.box").is(2, Nothing, All(&["--compare"]));
    run("services --format markdown one.box").is(2, Nothing, All(&["markdown"]));
    run("services --provider one one.box").is(2, Nothing, All(&["--provider"]));
}

#[test]
fn the_catalog_is_a_page() {
    let said = [
        "# Catalog",
        "2 services and companions, 7 facts from 4 sources",
        "## One",
        "| | Size |",
        "| `one.box` | 4 GiB |",
        "### one.box box `one.box`",
        "What one.box is.",
        "- Stage: ga ([example.org](https://example.org/stage))",
        "- 4 facts from 4 sources, the oldest read 2025-07-04",
        "- of low confidence: Fast",
        "- not known: Fast",
    ];
    run("services --format markdown").is(0, All(&said), Nothing);
}
