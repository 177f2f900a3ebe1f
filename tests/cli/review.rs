//! `review`: verdicts, exit codes, and the forms that other programs read.

use junit_parser::TestStatus;
use serde_json::Value;

use crate::support::Holds::{All, Nothing, Something};
use crate::support::{Ended, Run, sarif_problems};

/// Cloud Run offers up to 32 GiB; the fall-back and the outcome go on to GKE Autopilot.
const FILE: &str = "\
workloads:
  - name: small
    kind: web_app
    serverless: yes
    kubernetes: any
    memory: 4 GiB
    proposed: [gcp.cloud-run, gcp.gke-autopilot, gcp.cloud-run-jobs]
  - name: \"100% large, and: odd\"
    kind: web_app
    serverless: yes
    kubernetes: any
    memory: 33 GiB
    proposed: gcp.cloud-run
";

fn review(arguments: &str) -> Ended {
    Run::new(&format!("review --quiet {arguments} a.yaml")).file("a.yaml", FILE).run()
}

fn verdicts(document: &Value) -> Vec<&str> {
    let reviews = document["reviews"].as_array().unwrap().iter();
    let proposals = reviews.flat_map(|review| review["proposals"].as_array().unwrap());
    proposals.map(|proposal| proposal["verdict"].as_str().unwrap()).collect()
}

#[test]
fn each_choice_gets_its_verdict_and_its_place() {
    let document = review("--format json").json(3);
    assert_eq!(verdicts(&document), ["recommended", "acceptable", "refused", "refused"]);
    let schema = Run::new("schema review").run().json(0);
    let problems: Vec<String> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&document).map(|e| e.to_string()).collect();
    assert!(problems.is_empty(), "{problems:?}");
    let place = &document["reviews"][0]["proposals"][1]["place"];
    assert_eq!((&place["line"], &place["column"], &place["end_column"]), (&7.into(), &31.into(), &48.into()));
    let broken = &document["reviews"][1]["proposals"][0]["against"]["refused"];
    assert_eq!(broken[0]["requirement"]["at"], "a.yaml:12:13");
    review("").is(3, All(&["an acceptable alternative", "refused: it cannot meet", "a.yaml:13:15"]), Nothing);
    review("--format markdown").is(
        3,
        All(&["| Workload | Proposed | Verdict | Place |", "**refused**"]),
        Nothing,
    );
}

#[test]
fn exit_code_follows_what_is_asked_for() {
    let run = |arguments: &str, file: &str| {
        Run::new(&format!("review --quiet {arguments} a.yaml")).file("a.yaml", file).run().code
    };
    let base = "kind: web_app\nserverless: yes\nkubernetes: any\nmemory: 4 GiB\n";
    let propose = |service: &str| format!("{base}proposed: {service}\n");
    assert_eq!(run("", &propose("gcp.cloud-run")), Some(0));
    assert_eq!(run("--at-least recommended", &propose("gcp.cloud-run")), Some(0));
    assert_eq!(run("", &propose("gcp.gke-autopilot")), Some(0));
    assert_eq!(run("--at-least acceptable", &propose("gcp.gke-autopilot")), Some(0));
    assert_eq!(run("--at-least recommended", &propose("gcp.gke-autopilot")), Some(3));
    assert_eq!(run("", &propose("aws.eks-auto-mode")), Some(0));
    assert_eq!(run("--at-least acceptable", &propose("aws.eks-auto-mode")), Some(3));
    assert_eq!(run("", &propose("gcp.cloud-run-jobs")), Some(3));
    assert_eq!(run("", &propose("gcp.artifact-registry")), Some(3));
    assert_eq!(run("--proposed gcp.cloud-run", &propose("gcp.cloud-run-jobs")), Some(0));
    assert_eq!(run("", base), Some(1));
    assert_eq!(run("--proposed gcp.cloud-rnu", base), Some(2));
    assert_eq!(run("--set memory=33GiB", &propose("gcp.cloud-run")), Some(3));
}

#[test]
fn off_the_path_says_what_it_costs() {
    let file = "kind: web_app\nserverless: yes\nkubernetes: any\n";
    let run =
        Run::new("review --quiet --format json --proposed aws.eks-auto-mode -").stdin(file).run().json(0);
    let proposal = &run["reviews"][0]["proposals"][0];
    assert_eq!(proposal["verdict"], "off_path");
    assert!(!proposal["costs"].as_array().unwrap().is_empty());
    for cost in proposal["costs"].as_array().unwrap() {
        assert_ne!(cost["chosen"]["value"], cost["recommended"]["value"]);
        assert!(cost["chosen"]["source"].as_str().unwrap().starts_with("https://"));
    }
    assert_eq!(proposal["place"]["file"], "stdin");
}

#[test]
fn a_choice_changes_no_recommendation_and_is_checked_like_an_answer() {
    let with = Run::recommend("--format json a.yaml").file("a.yaml", FILE).run().json(0);
    let services: Vec<&Value> = with["reports"]
        .as_array()
        .unwrap()
        .iter()
        .map(|report| &report["providers"]["gcp"]["service"])
        .collect();
    assert_eq!(services, ["gcp.cloud-run", "gcp.gke-autopilot"]);
    let run = |file: &str| Run::new("review --quiet a.yaml").file("a.yaml", file).run();
    run("proposed: gcp.cloud-rnu\n").is(1, Nothing, All(&["did you mean `gcp.cloud-run`?", "a.yaml:1:11"]));
    run("proposed: 3\n").is(1, Nothing, All(&["must be the id of a service"]));
    run("proposed: []\n").is(1, Nothing, All(&["nothing-proposed"]));
    Run::new("review --quiet a.toml")
        .file("a.toml", "proposed = \"gcp.cloud-run\"\n")
        .run()
        .is(0, Something, Nothing);
}

#[test]
fn sarif_follows_its_published_schema() {
    let log = review("--format sarif").json(3);
    assert_eq!(sarif_problems(&log), [""; 0]);
    let not_sarif = serde_json::json!({ "version": "2.1.0" });
    assert!(!sarif_problems(&not_sarif).is_empty(), "the schema refuses what is not SARIF");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let levels: Vec<&str> = results.iter().map(|result| result["level"].as_str().unwrap()).collect();
    assert_eq!(levels[..2], ["none", "note"]);
    assert!(levels.len() > 3 && levels[2..].iter().all(|level| *level == "error"));
    // A constraint is a rule under the name of its pack: 33 GiB are more than Cloud Run has, in any size.
    let rule = |result: &Value| result["ruleId"].as_str().unwrap().to_owned();
    assert_eq!(["recommended", "acceptable"], [rule(&results[0]), rule(&results[1])]);
    let large: Vec<&Value> =
        results.iter().filter(|it| it["properties"]["workload"] == "100% large, and: odd").collect();
    assert_eq!(["containers/memory_offered", "containers/size_exists"], [rule(large[0]), rule(large[1])]);
    assert!(large.len() == 2 && large.iter().all(|it| it["properties"]["verdict"] == "refused"));
    let region = &large[0]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startLine"], &region["startColumn"]), (&13.into(), &15.into()));
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

#[test]
fn every_broken_constraint_is_a_rule_of_the_pack_that_it_stands_in() {
    const OVERLAY: &str = "pack acme 1.0.0\n    extends containers\n\nforbid gcp.cloud-run\n    \
        when    kind = web_app\n    because \"the network team has not let it in\"\n    source  \"https://acme.test/net\" read 2026-11-01\n";
    let log = Run::new("review --quiet --rules acme --format sarif a.yaml")
        .file("a.yaml", "kind: web_app\nserverless: yes\nmemory: 33 GiB\nproposed: gcp.cloud-run\n")
        .file("acme/own.rules", OVERLAY)
        .run()
        .json(3);
    assert_eq!(sarif_problems(&log), [""; 0]);
    let run = &log["runs"][0];
    let ids: Vec<&str> =
        run["results"].as_array().unwrap().iter().map(|it| it["ruleId"].as_str().unwrap()).collect();
    assert_eq!(ids, ["containers/memory_offered", "containers/size_exists", "acme/forbid gcp.cloud-run"]);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let own = rules.iter().find(|rule| rule["id"] == "acme/forbid gcp.cloud-run").unwrap();
    assert_eq!(own["helpUri"], "https://acme.test/net");
    assert_eq!(own["properties"]["pack"], "acme");
}

#[test]
fn junit_is_read_by_a_common_parser() {
    let ended = review("--format junit").is(3, Something, Nothing);
    let read = junit_parser::from_reader(ended.stdout.as_bytes()).unwrap();
    assert_eq!((read.tests, read.failures, read.errors), (4, 2, 0));
    let suites: Vec<&str> = read.suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(suites, ["small", "100% large, and: odd"]);
    let case = &read.suites[1].cases[0];
    assert_eq!(case.original_name, "gcp.cloud-run");
    assert_eq!(case.classname.as_deref(), Some("a.yaml"));
    let TestStatus::Failure(failure) = &case.status else { panic!("{:?}", case.status) };
    assert!(failure.message.contains("refused") && failure.text.contains("32 GiB"), "{failure:?}");
    assert!(ended.stdout.contains(r#"line="13" column="15""#), "{}", ended.stdout);
}

#[test]
fn annotations_name_file_line_and_column() {
    let ended = review("--format annotations").is(3, Something, Nothing);
    let lines: Vec<&str> = ended.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with(
        "::notice file=a.yaml,line=7,endLine=7,col=31,endColumn=48,title=small%3A gcp.gke-autopilot::"
    ));
    let last = "::error file=a.yaml,line=13,endLine=13,col=15,endColumn=28,title=100%25 large%2C and%3A odd%3A gcp.cloud-run::";
    assert!(lines[2].starts_with(last), "{}", lines[2]);
    let odd = Run::new("review --quiet --format annotations").arg("b,c%.yaml").file("b,c%.yaml", FILE).run();
    assert!(odd.stdout.contains("file=b%2Cc%25.yaml,"), "{}", odd.stdout);
}

#[test]
fn several_files_and_lines_are_reviewed_in_order() {
    let lines = "{\"kind\":\"web_app\",\"proposed\":\"gcp.cloud-run\"}\n{\"kind\":\"batch\",\"proposed\":\"gcp.cloud-run\"}\n";
    let run = Run::new("review --quiet --format json a.yaml b.jsonl")
        .file("a.yaml", FILE)
        .file("b.jsonl", lines)
        .run();
    let document = run.json(3);
    let names: Vec<&str> = document["reviews"]
        .as_array()
        .unwrap()
        .iter()
        .map(|review| review["workload"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["small", "100% large, and: odd", "b", "b#2"]);
    assert_eq!(document["reviews"][3]["proposals"][0]["place"]["line"], 2);
}
