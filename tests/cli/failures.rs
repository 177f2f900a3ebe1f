//! What could not be answered stands in the machine formats too, not on standard error alone.

use serde_json::Value;

use crate::support::Run;

/// The second workload states a key twice, the third an answer that is none; the fourth contradicts itself.
const MIXED: &str = "\
name: shop
kind: api
---
kind: batch
kind: api
---
name: nightly
kind: batch
memory: lots
---
name: odd
gpu: {count: 0, model: nvidia-l4}
";

/// The document of a run in which something fails: what is wrong is told on standard error all the same.
#[track_caller]
fn failing(run: Run) -> Value {
    let ended = run.run();
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("error["), "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error}: {}", ended.stdout))
}

/// The names and codes of what failed.
fn failed(document: &Value) -> Vec<(Option<&str>, Vec<&str>)> {
    let all = document["failed"].as_array().expect("a list of failures").iter();
    all.map(|one| {
        let codes = one["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap());
        (one["workload"].as_str(), codes.collect())
    })
    .collect()
}

#[track_caller]
fn fits(document: &Value, form: &str) {
    let schema = Run::new(&format!("schema {form}")).run().json(0);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let problems: Vec<String> = validator.iter_errors(document).map(|error| error.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?}");
}

#[test]
fn workloads_that_are_refused_are_in_the_document_beside_those_that_are_answered() {
    let document = failing(Run::recommend("a.yaml --format json").file("a.yaml", MIXED));
    let reports = document["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0]["workload"], "shop");
    let mut found = failed(&document);
    found.sort();
    assert_eq!(
        found,
        [
            (Some("a#2"), vec!["duplicate-key"]),
            (Some("nightly"), vec!["wrong-type"]),
            (Some("odd"), vec!["contradiction"]),
        ]
    );
    let twice = &document["failed"].as_array().unwrap().iter().find(|one| one["workload"] == "a#2").unwrap()
        ["diagnostics"][0];
    assert_eq!((&twice["file"], &twice["line"], &twice["column"]), (&"a.yaml".into(), &5.into(), &1.into()));
    assert_eq!(twice["schema"], "fingerpost.diagnostic/1");
    fits(&document, "report");
}

#[test]
fn a_run_in_which_all_fails_is_a_document_too() {
    for command in ["recommend", "explain", "review"] {
        let run = Run::new(&format!("{command} a.yaml --format json")).file("a.yaml", "kind: bach\n");
        let document = failing(run);
        assert_eq!(failed(&document), [(Some("a"), vec!["unknown-option"])], "{command}");
        fits(&document, if command == "recommend" { "report" } else { command });
    }
    // Without a workload there is only the input to name.
    let document = failing(Run::recommend("missing.yaml --format json"));
    assert_eq!(failed(&document), [(None, vec!["unreadable-file"])]);
    let document = failing(Run::recommend("a.yaml --format json").file("a.yaml", "{kind: api"));
    assert_eq!(document["failed"].as_array().unwrap().len(), 1);
}

#[test]
fn lines_that_fail_keep_their_names_and_nothing_fails_without_an_error() {
    let lines = "{\"name\": \"one\"}\n{\"name\": \"two\", \"kind\": 7}\n{\"kind\": \n{\"name\": \"four\"}\n";
    let document = failing(Run::recommend("a.jsonl --format json").file("a.jsonl", lines));
    assert_eq!(document["reports"].as_array().unwrap().len(), 2);
    let names: Vec<Option<&str>> = failed(&document).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [Some("two"), Some("a#3")]);
    let document = Run::recommend("a.yaml --format json").file("a.yaml", "kind: api\n").run().json(0);
    assert_eq!(failed(&document), []);
}
