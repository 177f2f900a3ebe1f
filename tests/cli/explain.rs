//! `explain`: the way to an answer, and what is held against it.

use serde_json::Value;

use crate::support::Holds::{All, Nothing};
use crate::support::{Ended, Run};

/// One document of Cloud Run: it offers up to 32 GiB.
const LARGE: &str = "name: large\nkind: web_app\nserverless: yes\nmemory: 33 GiB\n";

fn explain(arguments: &str, file: &str) -> Ended {
    Run::new(&format!("explain --quiet {arguments} a.yaml")).file("a.yaml", file).run()
}

fn first(arguments: &str, file: &str) -> Value {
    let document = explain(&format!("--format json {arguments}"), file).json(0);
    let schema = Run::new("schema explain").run().json(0);
    let problems: Vec<String> = jsonschema::validator_for(&schema)
        .unwrap()
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(document["schema"], "fingerpost.explain/1");
    document["explanations"][0].clone()
}

#[test]
fn plain_explanation_has_path_answers_and_dated_facts() {
    let says = [
        "path       platform: otherwise",
        "outcome web_service",
        "facts of gcp.gke-autopilot",
        "serverless = yes; ",
        "read 2026-",
        " 33 GiB, stated at a.yaml:4:9",
        " web_app, stated at a.yaml:2:7",
    ];
    explain("", LARGE).is(0, All(&says), Nothing);
    explain("--format markdown", LARGE).is(
        0,
        All(&["#### Google Cloud: the path", "| Service | Fact |", "#### Answers"]),
        Nothing,
    );
    let facts = &first("", LARGE)["facts"]["gcp"];
    let memory =
        facts.as_array().unwrap().iter().find(|fact| fact["key"] == "max_memory" && fact["met"] == "no");
    let memory = memory.expect("the limit that Cloud Run breaks is among the facts");
    assert_eq!(memory["value"], "32 GiB");
    assert!(memory["source"].as_str().unwrap().starts_with("https://"));
}

#[test]
fn why_not_is_one_of_three_with_its_proof() {
    let found =
        first("--why-not gcp.cloud-run,gcp.compute-engine,gcp.gke-standard,gcp.artifact-registry", LARGE);
    let kinds: Vec<&str> =
        found["why_not"].as_array().unwrap().iter().map(|found| found["because"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["refused", "refused", "refused", "companion"]);
    // 33 GiB is more than the limit of 32 GiB, so no size of the table holds it either.
    let broken = found["why_not"][0]["refused"].as_array().unwrap();
    let names: Vec<&Value> = broken.iter().map(|found| &found["constraint"]).collect();
    assert_eq!(names, ["memory_offered", "size_exists"]);
    assert!(broken.iter().all(|found| found["requirement"]["at"] == "a.yaml:4:9"));
    assert_eq!(broken[0]["fact"]["value"], "32 GiB");
    let small = LARGE.replace("33 GiB", "32 GiB");
    let found = first("--why-not gcp.gke-autopilot,gcp.cloud-run,aws.eks-auto-mode --up-to 1", &small);
    assert_eq!(found["why_not"][0]["because"], "outranked");
    assert_eq!(found["why_not"][0]["ahead"][0]["service"], "gcp.cloud-run");
    assert_eq!(found["why_not"][1]["because"], "recommended");
    let parted = &found["why_not"][2];
    assert_eq!(parted["because"], "parted");
    let changes = parted["parted"]["answers"].as_array().unwrap();
    assert!(!changes.is_empty() && changes.iter().all(|flip| flip["then"] == "aws.eks-auto-mode"));
}

#[test]
fn a_closed_service_is_refused_with_its_last_day_and_its_successor() {
    // AWS, "AWS App Runner availability change": closed to new customers from 2026-04-30; it names ECS Express Mode.
    let refused = ["closed_to_new since 2026-04-30", "aws.ecs-express-mode is named as its successor"];
    let file = "kind: web_app\nproviders: [aws]\n";
    explain("--why-not aws.app-runner", file).is(0, All(&refused), Nothing);
    explain("--why-not aws.app-runner --as-of 2026-04-29", file).is(
        0,
        All(&["it is the recommendation"]),
        Nothing,
    );
    // Who has it may keep it, but new work does not go to what is closed before its successor.
    let behind = ["it fits, and stands behind Amazon ECS Express Mode"];
    let customer = format!("{file}existing_services: [aws.app-runner]\n");
    explain("--why-not aws.app-runner", &customer).is(0, All(&behind), Nothing);
}

#[test]
fn other_provider_and_missing_answers_are_said() {
    let found = first("--why-not aws.ecs-fargate", "providers: [gcp]\n");
    assert_eq!(found["why_not"][0]["because"], "not_asked");
    explain("--why-not gcp.cloud-rnu", LARGE).is(2, Nothing, All(&["did you mean `gcp.cloud-run`?"]));
    explain("--flip aws.ecr", LARGE).is(2, Nothing, All(&["`aws.ecr` is a companion"]));
}

#[test]
fn what_if_is_a_difference() {
    let found = first("--what-if memory=32GiB", LARGE);
    let of = &found["what_if"]["providers"];
    assert_eq!(of["gcp"]["service"]["from"], "gcp.gke-autopilot");
    assert_eq!(of["gcp"]["service"]["to"], "gcp.cloud-run");
    assert!(
        of["gcp"]["rejected"]["lost"].as_array().unwrap().iter().any(|r| r["service"] == "gcp.cloud-run")
    );
    let answers = &found["what_if"]["answers"];
    assert_eq!(answers["gained"][0]["value"], "32 GiB");
    assert_eq!(answers["lost"][0]["value"], "33 GiB");
    let same = first("--what-if name=other", LARGE);
    assert_eq!(same["what_if"]["providers"].as_object().unwrap().len(), 0);
    explain("--what-if memory=32GiB", LARGE).is(
        0,
        All(&["What if?", "service    gcp.gke-autopilot -> gcp.cloud-run", "- memory = 33 GiB (stated)"]),
        Nothing,
    );
    explain("--what-if memory=lots", LARGE).is(1, Nothing, All(&["--what-if:1:9"]));
    explain("--what-if cpu=1024", LARGE).is(1, Nothing, All(&["cannot be meant as it stands"]));
}

#[test]
fn flips_stop_at_the_nearest_boundary_and_recommend_agrees() {
    let found = first("--flip gcp.cloud-run", LARGE);
    let flips = found["flips"][0]["found"].as_array().unwrap();
    let memory = flips.iter().find(|flip| flip["changes"][0]["question"] == "memory").unwrap();
    assert_eq!(memory["changes"][0]["to"], "32 GiB");
    assert_eq!(memory["changes"][0]["at"], "a.yaml:4:9");
    for flip in flips {
        assert_eq!(flip["changes"].as_array().unwrap().len(), 1);
        let change = &flip["changes"][0];
        let to = change["to"].as_str().map_or_else(|| change["to"].to_string(), str::to_owned);
        let set = format!("--set {}={}", change["question"].as_str().unwrap(), to.replace(' ', ""));
        let report =
            Run::recommend(&format!("--format json {set} a.yaml")).file("a.yaml", LARGE).run().json(0);
        assert_eq!(report["reports"][0]["providers"]["gcp"]["service"], "gcp.cloud-run", "{set}");
    }
    explain("--flip gcp.cloud-run", LARGE).is(0, All(&["memory: 33 GiB -> 32 GiB (<= 32 GiB)"]), Nothing);
    explain("--flip gcp.gke-autopilot", LARGE).is(0, All(&["nothing: it is the recommendation"]), Nothing);
    let none = first("--flip gcp.cloud-run-jobs --up-to 1", LARGE);
    assert_eq!(none["flips"][0]["found"].as_array().unwrap().len(), 0);
    assert_eq!(none["flips"][0]["searched"], 1);
    explain("--flip gcp.cloud-run-jobs --up-to 1", LARGE).is(
        0,
        All(&["no change of up to 1 answer leads there"]),
        Nothing,
    );
}

#[test]
fn deciding_answers_are_told_from_idle_ones() {
    let found = first("--deciding", LARGE);
    let gcp = &found["deciding"]["gcp"];
    let names = |list: &str| -> Vec<&str> {
        gcp[list].as_array().unwrap().iter().map(|one| one["question"].as_str().unwrap()).collect()
    };
    assert_eq!(gcp["result"], "gcp.gke-autopilot");
    assert!(names("smallest").contains(&"memory"), "{gcp:?}");
    assert!(names("idle").contains(&"name"), "{gcp:?}");
    explain("--deciding --format markdown", LARGE).is(
        0,
        All(&["#### What decides for Google Cloud?", "Did not matter:"]),
        Nothing,
    );
}

#[test]
fn what_is_open_shows_everything_that_could_come_out() {
    let open = "kind: worker\n";
    let report = Run::recommend("--format json a.yaml").file("a.yaml", open).run();
    let report: Value = serde_json::from_str(&report.stdout).unwrap();
    let provisional = &report["reports"][0]["providers"]["aws"];
    assert_eq!(provisional["status"], "provisional");
    let possible = provisional["possible"].as_array().unwrap();
    assert!(possible.len() > 1);
    let ids: Vec<&str> = possible.iter().map(|id| id.as_str().unwrap()).collect();
    for arguments in
        ["recommend --quiet a.yaml", "recommend --quiet --format markdown a.yaml", "explain --quiet a.yaml"]
    {
        let ended = Run::new(arguments).file("a.yaml", open).run();
        let flat = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = ids
            .iter()
            .map(|id| if *id == "no_fit" { "no service fits" } else { id })
            .collect::<Vec<_>>()
            .join(", ");
        assert!(
            flat.to_lowercase().contains("could be") && flat.contains(&line),
            "{arguments}: {line}\n{}",
            ended.stdout
        );
    }
}

/// A task of Fargate keeps none running and has no cluster fee: what a web service breaks is that no request wakes it. The
/// fee of a GKE cluster is billed whatever runs (<https://cloud.google.com/kubernetes-engine/pricing>).
#[test]
fn the_cited_fact_and_answer_are_those_that_break_a_need_of_several() {
    let file = "name: asleep\nkind: ml_inference\nscale_to_zero: yes\n";
    let found = first("--why-not aws.ecs-fargate,gcp.gke-autopilot,aws.ecs-express-mode", file);
    let cited = |at: usize| {
        let broken = found["why_not"][at]["refused"].as_array().unwrap();
        let asleep = broken.iter().find(|found| found["constraint"] == "scales_to_zero").unwrap();
        assert_eq!(asleep["requirement"]["at"], "a.yaml:3:16");
        asleep["fact"]["key"].clone()
    };
    assert_eq!(cited(0), "scale_to_zero");
    assert_eq!(cited(1), "cluster_fee_per_hour");
    assert_eq!(cited(2), "min_instances");
}
