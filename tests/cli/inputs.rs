//! Where requirements come from, and that the form of a file changes nothing.

use super::{service, without_places, workloads};
use crate::support::Run;

const YAML: &str =
    "name: shop\nkind: api\nmemory: 512MiB\ncpu: 0.5\nkubernetes: no\ngpu: {count: 0}\ntriggers: [http]\n";

#[test]
fn formats_give_the_same_report() {
    let json = r#"{"name": "shop", "kind": "api", "memory": "512MiB", "cpu": 0.5, "kubernetes": false, "gpu": {"count": 0}, "triggers": ["http"]}"#;
    let toml = "name = 'shop'\nkind = 'api'\nmemory = '512MiB'\ncpu = 0.5\nkubernetes = false\ntriggers = ['http']\n[gpu]\ncount = 0\n";
    let report = |name: &str, text: &str| {
        without_places(Run::recommend(&format!("{name} --format json")).file(name, text).run().json(0))
    };
    let expected = report("a.yaml", YAML);
    assert_eq!(report("a.json", json), expected);
    assert_eq!(report("a.toml", toml), expected);
    assert_eq!(report("a.jsonl", json), expected);
}

#[test]
fn order_of_keys_changes_no_byte_but_places() {
    let mut lines: Vec<&str> = YAML.lines().collect();
    let report = |text: &str| {
        let report = Run::recommend("a.yaml --format json").file("a.yaml", text).run().json(0);
        serde_json::to_string_pretty(&without_places(report)).unwrap()
    };
    let expected = report(YAML);
    for _ in 1..lines.len() {
        lines.rotate_left(1);
        assert_eq!(report(&lines.join("\n")), expected);
    }
    lines.reverse();
    assert_eq!(report(&lines.join("\n")), expected);
}

#[test]
fn same_input_gives_same_bytes() {
    let run = || Run::recommend("a.yaml --format json").file("a.yaml", YAML).run().stdout;
    assert_eq!(run(), run());
}

#[test]
fn standard_input_is_read_with_and_without_a_dash() {
    for arguments in ["--format json", "- --format json"] {
        let document = Run::recommend(arguments).stdin("kind: api\n").run().json(0);
        assert_eq!(workloads(&document), ["stdin"]);
    }
}

#[test]
fn standard_input_says_its_format_itself() {
    let names = |text: &str| {
        let document = Run::recommend("--format json").stdin(text).run().json(0);
        workloads(&document).join(" ")
    };
    assert_eq!(names("{\"cpu\": 1}"), "stdin");
    assert_eq!(names("{\n  \"cpu\": 1\n}\n"), "stdin");
    assert_eq!(names("{\"cpu\": 1}\n\n{\"cpu\": 2}\n"), "stdin stdin#2");
    assert_eq!(names("{cpu: 1}\n---\n{cpu: 2}\n"), "stdin stdin#2");
    assert_eq!(names("[{\"cpu\": 1}, {\"name\": \"b\"}]"), "stdin b");
}

#[test]
fn workloads_are_named_after_their_file() {
    let text = "workloads:\n  - kind: api\n  - name: mine\n  - kind: worker\n";
    let run = Run::recommend("dir/shop.prod.yaml other.yaml --format json");
    let run = run.file("dir/shop.prod.yaml", text).file("other.yaml", "kind: api\n");
    assert_eq!(workloads(&run.run().json(0)), ["shop.prod", "mine", "shop.prod#3", "other"]);
}

#[test]
fn places_are_those_of_the_file() {
    let places = |name: &str, text: &str| {
        let document = Run::recommend(&format!("{name} --format jsonl")).file(name, text).run().stdout;
        let last: serde_json::Value = serde_json::from_str(document.lines().last().unwrap()).unwrap();
        last.to_string()
    };
    assert!(places("a.yaml", "kind: api\ncpu: 1\n").contains("\"a.yaml:2:6\""));
    assert!(places("a.jsonl", "{\"cpu\": 1}\n\n{\"cpu\": 2}\n").contains("\"a.jsonl:3:9\""));
}

#[test]
fn json_lines_of_any_length_are_answered_in_order() {
    let lines: Vec<String> = (0..60).map(|number| format!("{{\"name\": \"w{number}\"}}\n")).collect();
    let text = lines.concat();
    let output = Run::recommend("--format jsonl --provider aws").stdin(text).run().stdout;
    assert_eq!(output.lines().count(), 60);
    for (number, line) in output.lines().enumerate() {
        assert!(line.contains(&format!("\"workload\":\"w{number}\"")), "{line}");
    }
}

#[cfg(unix)]
#[test]
fn json_lines_are_answered_as_they_come() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Command, Stdio};
    let mut command = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
    command.args(["recommend", "-q", "--format", "jsonl"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    input.write_all(b"{\"name\": \"w0\"}\n{\"name\": \"w1\"}\n").unwrap();
    for number in 0..5 {
        // Would wait for ever if the answer to a line only came with the end of the input.
        let line = output.next().unwrap().unwrap();
        assert!(line.contains(&format!("\"w{number}\"")), "{line}");
        input.write_all(format!("{{\"name\": \"w{}\"}}\n", number + 2).as_bytes()).unwrap();
    }
    drop(input);
    assert_eq!(output.count(), 2);
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_instance_type_is_answered_with_a_service_that_runs_it() {
    let document = Run::recommend("--format json").stdin("instance_type: i3.2xlarge\n").run().json(0);
    assert_eq!(document["reports"][0]["providers"].as_object().unwrap().len(), 1);
    assert_ne!(service(&document, "aws"), "none");
}

/// A name that nobody has gets a suggestion, another name is understood, and an amount that cannot be meant is asked again.
#[test]
fn the_questionnaire_takes_names_and_doubts_as_files_do() {
    let ask = |answers: &str| {
        let typed = format!("{answers}{}", "\n".repeat(12));
        Run::new("ask --plain a.yaml").file("a.yaml", "kind: ml_inference\n").stdin(typed).run()
    };
    // The two questions first are not known; then the list of what is special, from which one is picked.
    let needs = ask("");
    let numbers: Vec<&str> =
        ["How many GPUs does one instance need?", "How many vCPUs does one instance need?"]
            .iter()
            .map(|question| {
                let line =
                    needs.stderr.lines().find(|line| line.contains(question)).expect("among the needs");
                line.split_whitespace().next().unwrap()
            })
            .collect();
    let [gpus, cpus] = numbers[..] else { panic!("{numbers:?}") };
    let gpu = |name: &str| ask(&format!("\n\n{gpus}\n1\n{name}\n"));
    assert!(gpu("nvida-l4").stderr.contains("did you mean `nvidia-l4`?"));
    let named = gpu("nvidia-tesla-t4");
    assert!(named.stdout.contains("nvidia-t4"), "{}\n{}", named.stdout, named.stderr);
    let doubted = ask(&format!("\n\n{cpus}\n1024\n"));
    assert!(doubted.stderr.contains("1024 vCPU looks like CPU units of ECS"), "{}", doubted.stderr);
}

/// What is said of a service without a cluster is not said of one that has one.
#[test]
fn a_cluster_is_not_recommended_because_there_is_none() {
    for given in
        ["{kind: web_app, existing_services: [aws.eks-auto-mode]}", "{kind: web_app, memory: 100 GiB}"]
    {
        let document = Run::recommend("--format json -").stdin(given).run().json(0);
        let providers = document["reports"][0]["providers"].as_object().unwrap();
        let clusters = ["aws.eks-auto-mode", "gcp.gke-autopilot"];
        let mut held = 0;
        for told in
            providers.values().filter(|told| clusters.contains(&told["service"].as_str().unwrap_or("")))
        {
            held += 1;
            assert!(!told["reasons"].as_array().unwrap().is_empty(), "{told}");
            let reasons = told["reasons"].to_string();
            assert!(!reasons.contains("no cluster") && !reasons.contains("without a cluster"), "{reasons}");
        }
        assert!(held > 0, "{document}");
    }
}
