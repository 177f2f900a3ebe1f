//! `rules check` and `rules diff`: exit codes, formats, and where rules may come from.

use crate::support::Holds::{All, Nothing, Something};
use crate::support::{Run, sarif_problems};

const FACTS: &str = "[providers]\none = { name = \"One\" }\n\n[key.size]\ntitle = \"Size\"\ntype = \"memory\"\nmeaning = \"M\"\n";

const BOX: &str = "id = \"one.box\"\nname = \"Box\"\nsummary = \"A box.\"\ncompanion = false\n\n[[fact]]\nkey = \"size\"\nvalue = \"4 GiB\"\nsource = \"https://example.org/box\"\nread = \"2020-01-01\"\nconfidence = \"high\"\n";

/// The question `idle` is used by nothing.
const RULES: &str = "pack own 1.0.0
    as_of 2020-01-02

question memory: memory
    default none

question idle: yes_no
    default no

constraint fits
    when memory is answered
    need memory <= service.size
    refuse \"no\"
    because \"so\"
    source \"https://example.org\"

node start
    otherwise -> end
        because \"so\"

outcome end
    one one.box
    because \"so\"
    source \"https://example.org\"

prefer one one.box
";

fn own(run: Run, folder: &str, rules: &str) -> Run {
    run.file(&format!("{folder}/catalog/facts.toml"), FACTS)
        .file(&format!("{folder}/catalog/one/box.toml"), BOX)
        .file(&format!("{folder}/own.rules"), rules)
}

#[test]
fn a_finding_ends_with_3_and_an_argued_one_with_0() {
    let found = own(Run::new("rules check own"), "own", RULES).run();
    found.is(3, All(&["warning[unused-question] own/own.rules:7:10 idle", "1 finding"]), Nothing);
    let argued = format!("{RULES}\nseverity unused-question idle = info because \"asked for the record\"\n");
    let found = own(Run::new("rules check own"), "own", &argued).run();
    found.is(
        0,
        All(&["info[unused-question]", "the pack says: asked for the record", "0 findings"]),
        Nothing,
    );
}

#[test]
fn an_argument_without_its_finding_is_a_finding() {
    let argued = format!("{RULES}\nseverity unused-question memory = info because \"no\"\n");
    let found = own(Run::new("rules check own"), "own", &argued).run();
    found.is(3, All(&["warning[idle-severity]", "warning[unused-question]"]), Nothing);
}

#[test]
fn severities_say_what_they_mean_and_why() {
    let wrong = format!(
        "{RULES}\nseverity unused-qestion idle = minor because \"no\"\nseverity unused-fact = info\n"
    );
    let found = own(Run::new("rules check own"), "own", &wrong).run();
    let said =
        ["did you mean `unused-question`?", "`minor` is not a severity", "`unused-fact` has no `because`"];
    found.is(1, Nothing, All(&said));
}

#[test]
fn programs_read_json_and_sarif() {
    let json = own(Run::new("rules check --format json own"), "own", RULES).run().json(3);
    assert_eq!(json["schema"], "fingerpost.rules-check/1");
    let unused =
        json["findings"].as_array().unwrap().iter().find(|it| it["code"] == "unused-question").unwrap();
    assert_eq!(unused["subject"], "idle");
    assert_eq!(unused["at"], "own/own.rules:7:10");
    assert!(unused["witness"]["requirement"].as_str().unwrap().starts_with("idle: "));
    assert_eq!(json["proof"]["questions"], 2);
    let sarif = own(Run::new("rules check --format sarif own"), "own", RULES).run().json(3);
    assert_eq!(sarif_problems(&sarif), [""; 0]);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let unused = results.iter().find(|it| it["ruleId"] == "unused-question").unwrap();
    let place = &unused["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "own/own.rules");
    assert_eq!(place["region"]["startLine"], 7);
    assert_eq!(place["region"]["startColumn"], 10);
    assert_eq!(unused["level"], "warning");
}

#[test]
fn a_diff_ends_with_0_when_all_is_the_same_and_with_3_when_not() {
    let same = own(own(Run::new("rules diff old new"), "old", RULES), "new", RULES).run();
    same.is(0, All(&["the same answer to every requirement"]), Nothing);
    let stricter = RULES.replace("memory <= service.size", "memory < service.size");
    let json =
        own(own(Run::new("rules diff --format json old new"), "old", RULES), "new", &stricter).run().json(3);
    assert_eq!(json["changes"][0]["before"], "one.box");
    assert_eq!(json["changes"][0]["after"], "no_fit");
    assert_eq!(json["changes"][0]["conditions"], serde_json::json!([["memory = 4 GiB"]]));
    assert_eq!(json["changes"][0]["witness"]["requirement"], "memory: 4 GiB\n");
    let asks_more = format!("{RULES}\nquestion more: yes_no\n    default no\n");
    let asked = own(own(Run::new("rules diff old new"), "old", RULES), "new", &asks_more).run();
    asked.is(3, All(&["the question `more` is new"]), Nothing);
}

#[test]
fn a_catalog_beside_a_pack_is_taken() {
    let run = Run::new("rules diff a/own b/own");
    let beside = |run: Run, folder: &str, size: &str| {
        run.file(&format!("{folder}/catalog/facts.toml"), FACTS)
            .file(&format!("{folder}/catalog/one/box.toml"), BOX.replace("4 GiB", size))
            .file(&format!("{folder}/own/own.rules"), RULES)
    };
    let ended = beside(beside(run, "a", "4 GiB"), "b", "8 GiB").run();
    ended.is(
        3,
        All(&[
            "no_fit -> one.box",
            "fact: one.box size: 4 GiB -> 8 GiB",
            "memory > 4 GiB and memory <= 8 GiB",
        ]),
        Nothing,
    );
}

#[test]
fn what_is_no_folder_and_no_revision_is_said() {
    Run::new("rules diff nowhere nothing").run().is(1, Nothing, Something);
    Run::new("rules diff HEAD:nowhere HEAD:nothing").run().is(
        1,
        Nothing,
        All(&["unreadable-file", "HEAD:nowhere"]),
    );
}

#[test]
fn overlays_are_proven_and_compared_over_the_pack_that_is_named() {
    let over = |arguments: &str| {
        let run = Run::new(arguments).file("a/a.rules", "pack mine 1.0.0\n    extends messaging\n");
        run.file(
            "b/b.rules",
            "pack mine 1.0.1\n    extends messaging\n\nforbid aws.sqs\n    because \"policy\"\n",
        )
    };
    over("rules check a --pack messaging").run().is(0, All(&["proven for `messaging`"]), Nothing);
    let changed = over("rules diff a b --pack messaging").run();
    changed.is(3, All(&["aws: aws.sqs -> "]), Nothing);
}
