//! The flags of `recommend`, and the exit codes.

use super::service;
use crate::support::Holds::{All, Nothing, Something};
use crate::support::Run;

/// A requirement whose answer hangs on nothing that is assumed.
const DECIDED: &str = "kind: batch\nkubernetes: no\nserverless: yes\nproviders: [aws]\n";

#[test]
fn provider_restricts_the_answer() {
    for arguments in ["--provider gcp", "--provider=gcp,gcp", "--provider gcp --provider gcp"] {
        let document =
            Run::recommend(&format!("--format json {arguments}")).stdin("kind: api\n").run().json(0);
        let providers = document["reports"][0]["providers"].as_object().unwrap();
        assert_eq!(providers.keys().collect::<Vec<_>>(), ["gcp"]);
    }
    let both = Run::recommend("--format json --provider aws,gcp").stdin("kind: api\n").run().stdout;
    assert_eq!(both, Run::recommend("--format json").stdin("kind: api\n").run().stdout);
}

#[test]
fn provider_never_widens_what_a_workload_allows() {
    let run = Run::recommend("--format json --provider aws,gcp").stdin("providers: [gcp]\n").run();
    let document = run.json(0);
    assert_eq!(document["reports"][0]["providers"].as_object().unwrap().len(), 1);
    let run = Run::recommend("--provider aws").stdin("providers: [gcp]\n").run();
    run.is(1, Nothing, All(&["contradiction", "stdin:1:12", "--provider:1:1"]));
}

#[test]
fn unknown_provider_is_a_usage_error_with_a_suggestion() {
    let run = Run::recommend("--provider gpc").stdin("kind: api\n").run();
    run.is(2, Nothing, All(&["unknown-provider", "did you mean `gcp`?"]));
}

#[test]
fn as_of_uses_the_facts_of_that_day() {
    let run = Run::recommend("--format json --as-of 2025-06-30").stdin("kind: api\n").run();
    assert_eq!(run.json(0)["as_of"], "2025-06-30");
    let run = Run::recommend("--as-of 2025-02-30").stdin("kind: api\n").run();
    run.is(2, Nothing, All(&["--as-of", "2025-06-30"]));
}

#[test]
fn set_stands_above_the_file() {
    let answer = |set: &[&str], text: &str, question: &str| {
        let mut run = Run::recommend("--format json");
        for set in set {
            run = run.arg("--set").arg(set);
        }
        let document = run.stdin(text).run().json(0);
        let answers = document["reports"][0]["answers"].as_array().unwrap().clone();
        let answer = answers.into_iter().find(|answer| answer["question"] == question);
        answer.map(|answer| format!("{} {}", answer["value"], answer["at"])).unwrap_or_default()
    };
    assert_eq!(answer(&["memory=2 GiB"], "memory: 4 GiB\n", "memory"), "\"2 GiB\" \"--set:1:9\"");
    assert_eq!(answer(&["memory=1GiB", "memory=2GiB"], "kind: api\n", "memory"), "\"2 GiB\" \"--set:1:9\"");
    assert_eq!(answer(&["memory="], "memory: 4 GiB\n", "memory"), answer(&[], "kind: other\n", "memory"));
    assert_eq!(answer(&["memory=2GiB"], "memory: 4 hours\n", "memory"), "\"2 GiB\" \"--set:1:9\"");
    assert_eq!(answer(&["gpu.count=3"], "gpu: 2\n", "gpu.count"), "3 \"--set:1:12\"");
    assert_eq!(answer(&["gpu=3"], "gpu: {count: 2}\n", "gpu.count"), "3 \"--set:1:6\"");
    assert_eq!(answer(&["gpu={count: 3}"], "gpu.count: 2\n", "gpu.count"), "3 \"--set:1:14\"");
    let model = answer(&["gpu.count=3"], "gpu: nvidia-l4\n", "gpu.model");
    assert_eq!(model, "\"nvidia-l4\" \"stdin:1:6\"");
}

#[test]
fn set_holds_for_every_workload() {
    let text = "workloads:\n  - kind: api\n  - providers: [gcp]\n";
    let run = Run::recommend("--format json --set providers=aws").stdin(text).run();
    let document = run.json(0);
    for report in document["reports"].as_array().unwrap() {
        assert_eq!(report["providers"].as_object().unwrap().keys().collect::<Vec<_>>(), ["aws"]);
    }
}

#[test]
fn wrong_set_is_told_once_at_its_place() {
    let text = "workloads:\n  - kind: api\n  - kind: worker\n";
    let ended = Run::recommend("--set gpus=2 --set memory=4hours").stdin(text).run();
    let says = ["unknown-question", "--set:1:1", "did you mean `gpu`?", "wrong-unit", "--set:1:9"];
    let ended = ended.is(1, Nothing, All(&says));
    assert_eq!(ended.stderr.matches("error[").count(), 2, "{}", ended.stderr);
    Run::recommend("--set memory").stdin(text).run().is(2, Nothing, All(&["KEY=VALUE"]));
    let run = Run::recommend("--set").arg("workloads=[{}, {}]").stdin(text).run();
    run.is(1, Nothing, All(&["--set:1:1", "one KEY=VALUE at a time"]));
}

#[test]
fn set_that_contradicts_the_file_shows_both() {
    let run = Run::recommend("--set kubernetes=no").stdin("kubernetes_features: [crds]\n").run();
    run.is(1, Nothing, All(&["contradiction", "--set:1:13", "stdin:1:22"]));
}

#[test]
fn strict_asks_for_answers_without_assumptions() {
    Run::recommend("").stdin("kind: api\n").run().is(0, Something, Nothing);
    let provisional = Run::recommend("--strict --format json").stdin("kind: api\n").run();
    provisional.is(4, All(&["provisional"]), Nothing);
    let decided = Run::recommend("--strict --format json").stdin(DECIDED).run();
    decided.is(0, All(&["\"decided\""]), Nothing);
}

#[test]
fn no_fit_is_a_finding() {
    let ended = Run::recommend("--format json").stdin("gpu.count: 1000000\n").run();
    ended.is(3, All(&["no_fit", "nearest"]), Nothing);
}

#[test]
fn failure_outranks_findings() {
    let text = "workloads:\n  - gpu.count: 1000000\n  - gpus: 2\n";
    Run::recommend("").stdin(text).run().is(1, Something, All(&["unknown-question"]));
}

#[test]
fn finding_outranks_undecided() {
    let text = "workloads:\n  - gpu.count: 1000000\n  - kind: api\n";
    Run::recommend("--strict").stdin(text).run().is(3, Something, Nothing);
}

#[test]
fn serverless_without_kubernetes_is_the_readme_answer() {
    let text = "serverless: yes\nkubernetes: no\n";
    let document = Run::recommend("--format json").stdin(text).run().json(0);
    assert_eq!((service(&document, "aws"), service(&document, "gcp")), ("aws.ecs-fargate", "gcp.cloud-run"));
}

#[test]
fn messages_can_be_json() {
    let ended = Run::recommend("--message-format json").stdin("gpus: 2\n").run();
    let ended = ended.is(1, Nothing, All(&["unknown-question"]));
    serde_json::from_str::<serde_json::Value>(&ended.stderr).unwrap();
}

#[test]
fn colour_is_only_for_terminals_unless_asked_for() {
    for run in [Run::recommend(""), Run::recommend("--color never"), Run::recommend("").env("NO_COLOR", "1")]
    {
        let ended = run.stdin("workloads:\n  - gpus: 2\n  - kind: api\n").run().is(1, Something, Something);
        assert!(!format!("{}{}", ended.stdout, ended.stderr).contains('\u{1b}'));
    }
}

#[test]
fn wrong_command_lines_are_usage_errors() {
    for arguments in ["", "recomend", "recommend --formt json", "recommend --format xml", "recommend - -"] {
        Run::new(arguments).run().is(2, Nothing, All(&["--help"]));
    }
}
