//! Input that is refused: exit code 1, the place and the code on standard error, and nothing on
//! standard output that a pipe could mistake for a result: of a document in JSON, only the list of what failed.

use crate::support::Holds::{All, Nothing, Something};
use crate::support::Run;
use std::fmt::Write as _;

/// A file of this content is refused, and these are said.
#[track_caller]
fn refused(name: &str, content: impl AsRef<[u8]>, says: &[&str]) {
    for format in ["text", "json", "jsonl", "markdown"] {
        let run = Run::recommend(&format!("{name} --format {format}")).file(name, &content).run();
        if format == "json" {
            let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
            assert_eq!(document["reports"], serde_json::json!([]));
            assert!(!document["failed"].as_array().unwrap().is_empty(), "{}", run.stdout);
            run.is(1, Something, All(says));
        } else {
            run.is(1, Nothing, All(says));
        }
    }
}

#[test]
fn missing_file_is_refused() {
    Run::recommend("nope.yaml").run().is(1, Nothing, All(&["unreadable-file", "`nope.yaml`"]));
}

#[test]
fn directory_is_refused() {
    Run::recommend(".").run().is(1, Nothing, All(&["unreadable-file", "directory"]));
}

#[test]
fn empty_file_is_refused() {
    for name in ["a.yaml", "a.json", "a.toml", "a.jsonl", "a"] {
        refused(name, "", &["empty-input", &format!("{name}:1:1")]);
        refused(name, "\n \n", &["empty-input", &format!("{name}:1:1")]);
    }
    Run::recommend("").run().is(1, Nothing, All(&["empty-input", "stdin:1:1"]));
}

#[test]
fn invalid_utf8_is_refused_at_its_byte() {
    refused("a.yaml", b"kind: api\nname: caf\xe9\n", &["invalid-utf8", "a.yaml:2:10", "byte 19"]);
    refused("a.jsonl", b"\n{\"name\": \"caf\xe9\"}\n", &["invalid-utf8", "a.jsonl:2:14", "byte 14"]);
}

#[test]
fn tabs_in_yaml_are_refused() {
    refused("a.yaml", "gpu:\n\tcount: 2\n", &["invalid-syntax", "a.yaml:2:1", "spaces"]);
}

#[test]
fn duplicate_key_is_refused() {
    let says = ["duplicate-key", "a.yaml:2:1", "a.yaml:1:1"];
    refused("a.yaml", "memory: 2GiB\nmemory: 4GiB\n", &says);
    refused("a.json", r#"{"cpu": 1, "cpu": 2}"#, &["duplicate-key", "a.json:1:12"]);
    refused("a.toml", "cpu = 1\ncpu = 2\n", &["duplicate-key", "a.toml:2:1"]);
}

#[test]
fn duplicate_key_that_workloads_share_spoils_them_all() {
    let text = "workloads:\n  - name: one\n  - name: two\ncpu: 1\ncpu: 2\n";
    refused("a.yaml", text, &["duplicate-key", "a.yaml:5:1"]);
}

#[test]
fn unknown_key_is_refused_with_a_suggestion() {
    refused("a.yaml", "kind: api\ngpus: 2\n", &["unknown-question", "a.yaml:2:1", "did you mean `gpu`?"]);
}

#[test]
fn wrong_type_is_refused() {
    refused("a.yaml", "privileged: 3\n", &["wrong-type", "a.yaml:1:13", "`yes` or `no`"]);
}

#[test]
fn wrong_unit_is_refused() {
    refused("a.yaml", "memory: 4 hours\n", &["wrong-unit", "a.yaml:1:9", "4GiB"]);
}

#[test]
fn out_of_range_is_refused() {
    refused("a.yaml", "service_count: 0\n", &["out-of-range", "a.yaml:1:16", "at least 1"]);
}

#[test]
fn number_beyond_every_machine_is_refused() {
    refused("a.json", r#"{"cpu": 1e400}"#, &["out-of-range", "a.json:1:9"]);
    refused("a.yaml", "cpu: 1e400\n", &["out-of-range", "a.yaml:1:6"]);
    refused("a.toml", "cpu = 1e400\n", &["out-of-range", "a.toml:1:7"]);
}

#[test]
fn unknown_service_is_refused_with_a_suggestion() {
    let text = "existing_services: [aws.app-runer]\n";
    refused("a.yaml", text, &["unknown-option", "a.yaml:1:2", "did you mean `aws.app-runner`?"]);
}

#[test]
fn part_of_a_service_finds_those_that_have_it() {
    refused(
        "a.yaml",
        "existing_services: [aws.fargate]\n",
        &["did you mean `aws.ecs-fargate` or `aws.eks-fargate`"],
    );
    refused("a.yaml", "existing_services: [aws.ecs-fargate.linux]\n", &["did you mean `aws.ecs-fargate`?"]);
}

#[test]
fn list_without_brackets_is_told_how_a_list_is_written() {
    let text = "existing_services: aws.ecs-fargate, gcp.cloud-run\n";
    refused("a.yaml", text, &["unknown-option", "a list has brackets: [aws.ecs-fargate, gcp.cloud-run]"]);
}

/// One run tells everything that is wrong with a list, not its first wrong word alone.
#[test]
fn every_unknown_word_of_a_list_is_told() {
    let text = "{regions: [eu-west-9, us-east-1, mars-1], protocols: [httpp, 7, grpcc]}";
    refused("a.yaml", text, &["a.yaml:1:12", "a.yaml:1:34", "a.yaml:1:55", "a.yaml:1:62", "a.yaml:1:65"]);
}

#[test]
fn unknown_instance_type_is_refused_with_a_suggestion() {
    let text = "instance_type: i3.2xlrage\n";
    refused("a.yaml", text, &["unknown-row", "a.yaml:1:16", "did you mean `i3.2xlarge`?"]);
}

#[test]
fn an_instance_type_that_is_not_listed_is_a_warning() {
    let text = "kind: batch\ntightly_coupled: yes\ninstance_type: hpc9z.96xlarge\n";
    let said = ["warning[unlisted-row]", "stdin:3:16", "did you mean `hpc7a.96xlarge`?"];
    for arguments in ["", "--format json", "--brief"] {
        let run = Run::new(&format!("recommend {arguments}")).stdin(text).run();
        run.is(0, All(&["unverified"]), All(&said));
    }
    Run::recommend("").stdin(text).run().is(0, All(&["unverified"]), Nothing);
    Run::new("recommend --strict").stdin(text).run().is(4, All(&["unverified"]), All(&said));
    // In a stream each line has its own.
    let lines = "{\"instance_type\": \"m99.large\"}\n{\"instance_type\": \"m5.large\"}\n{\"instance_type\": \"m5.larg\"}\n";
    let run = Run::new("recommend --brief").stdin(lines).run();
    run.is(
        1,
        All(&["unverified"]),
        All(&["warning[unlisted-row]", "stdin:1:19", "error[unknown-row]", "stdin:3:19"]),
    );
}

#[test]
fn contradiction_is_refused_at_both_places() {
    let text = "kubernetes: no\nkubernetes_features: [crds]\n";
    refused("a.yaml", text, &["contradiction", "a.yaml:2:22", "a.yaml:1:13"]);
}

#[test]
fn alias_bomb_is_refused() {
    let mut text = String::from("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (before, now) in "abcdefgh".chars().zip("bcdefghi".chars()) {
        let aliases = vec![format!("*{before}"); 10].join(",");
        writeln!(text, "{now}: &{now} [{aliases}]").unwrap();
    }
    refused("a.yaml", text, &["too-many", "a.yaml:5:26"]);
}

#[test]
fn nesting_without_end_is_refused() {
    let (open, close) = ("[".repeat(10_000), "]".repeat(10_000));
    refused("a.yaml", format!("a: {open}{close}\n"), &["too-deep", "a.yaml:1:67"]);
    refused("a.json", format!("{{\"a\": {open}{close}}}"), &["too-deep", "a.json:1:70"]);
    let block: String = (0..10_000).map(|depth| " ".repeat(depth) + "a:\n").collect();
    refused("b.yaml", block, &["too-deep", "b.yaml:65:65"]);
}

#[test]
fn file_larger_than_the_limit_is_refused_unread() {
    for name in ["a.yaml", "a.json", "a.toml", "a"] {
        let run = Run::recommend(name).sparse_file(name, 200 << 20);
        run.run().is(1, Nothing, All(&["file-too-large", name, "64 MiB"]));
    }
}

#[cfg(unix)]
#[test]
fn device_without_end_is_refused() {
    Run::recommend("/dev/zero").run().is(1, Nothing, All(&["file-too-large", "/dev/zero"]));
}

#[test]
fn line_larger_than_the_limit_is_refused_and_the_others_answered() {
    let long = format!("{{\"name\": \"{}\"}}", "x".repeat(3 << 20));
    let text = format!("{{\"name\": \"first\"}}\n{long}\n{{\"name\": \"last\"}}\n");
    let run = Run::recommend("a.jsonl --format json").file("a.jsonl", text).run();
    let ended = run.is(1, All(&["\"first\"", "\"last\""]), All(&["file-too-large", "a.jsonl:2:1", "1 MiB"]));
    assert_eq!(ended.stderr.matches("error").count(), 1, "{}", ended.stderr);
}

#[test]
fn lines_have_the_same_limit_wherever_they_come_from() {
    let long = format!("{{\"name\": \"{}\"}}\n", "x".repeat(1 << 20));
    for (text, line) in [
        (format!("{long}{{\"name\": \"last\"}}\n"), 1),
        (format!("\n{long}\n{{\"name\": \"last\"}}\n"), 2),
        (format!("{{\"name\": \"first\"}}\n{long}{{\"name\": \"last\"}}\n"), 2),
        (format!("{long}{long}{{\"name\": \"last\"}}\n"), 1),
    ] {
        let file = Run::recommend("stdin.jsonl --format jsonl").file("stdin.jsonl", &text).run();
        let piped = Run::recommend("--format jsonl").stdin(text).run();
        assert_eq!(piped.stderr, file.stderr.replace("stdin.jsonl", "stdin"));
        let place = format!("stdin:{line}:1");
        assert_eq!(piped.stdout, file.stdout.replace("stdin.jsonl", "stdin"));
        piped.is(1, All(&["\"last\""]), All(&["file-too-large", &place]));
    }
}

/// One long object is no line among lines but a document, as it is in a file that says so.
#[test]
fn a_document_on_one_long_line_is_read_as_one() {
    let padded = format!("{{\"name\": \"one\"{}}}\n\n", " ".repeat(1 << 20));
    Run::recommend("--format jsonl").stdin(padded.clone()).run().is(0, All(&["\"one\""]), Nothing);
    Run::recommend("a.json --format jsonl").file("a.json", padded).run().is(0, All(&["\"one\""]), Nothing);
}

#[test]
fn a_line_may_be_as_long_as_its_limit() {
    let line = |length: usize| format!("{{\"cpu\": 1{}}}\n", " ".repeat(length - 10));
    let run = |length: usize| {
        let text = format!("{}{{\"name\": \"last\"}}\n", line(length));
        Run::recommend("a.jsonl --format jsonl").file("a.jsonl", text).run()
    };
    assert_eq!(line(1 << 20).len(), (1 << 20) + 1, "the break does not count");
    let ended = run(1 << 20).is(0, All(&["\"last\""]), Nothing);
    assert_eq!(ended.stdout.lines().count(), 2);
    run((1 << 20) + 1).is(1, All(&["\"last\""]), All(&["a.jsonl:1:1", "longer than 1 MiB"]));
}

#[test]
fn sparse_json_lines_are_refused_in_little_memory() {
    let run = Run::recommend("a.jsonl").sparse_file("a.jsonl", 200 << 20);
    run.run().is(1, Nothing, All(&["file-too-large", "a.jsonl:1:1"]));
}

#[test]
fn trailing_comma_in_json_is_refused() {
    refused("a.json", r#"{"cpu": 1,}"#, &["invalid-syntax", "a.json:1:1", "comma"]);
}

#[test]
fn bad_workload_does_not_hide_the_good_ones() {
    let text = "workloads:\n  - name: good\n  - name: bad\n    memory: 4 hours\n  - name: twice\n    cpu: 1\n    cpu: 2\n  \
                - 7\n  - name: fine\n";
    let run = Run::recommend("a.yaml --format json").file("a.yaml", text).run();
    let says = ["wrong-unit", "a.yaml:4:13", "duplicate-key", "a.yaml:7:5", "wrong-type", "a.yaml:8:5"];
    let ended = run.is(1, All(&[]), All(&says));
    let document = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(super::workloads(&document), ["good", "fine"]);
}

#[test]
fn bad_file_does_not_hide_the_good_ones() {
    let run = Run::recommend("a.yaml nope.yaml b.yaml --format json");
    let ended = run.file("a.yaml", "kind: api\n").file("b.yaml", "kind: worker\n").run();
    let ended = ended.is(1, All(&[]), All(&["unreadable-file", "nope.yaml"]));
    let document = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(super::workloads(&document), ["a", "b"]);
}

#[test]
fn bad_line_does_not_hide_the_good_ones() {
    let text = "{\"cpu\": 1}\n{\"cpu\": \n\n{\"gpus\": 1}\n{\"name\": \"last\"}\n";
    let run = Run::recommend("a.jsonl --format jsonl").file("a.jsonl", text).run();
    let says = ["invalid-syntax", "a.jsonl:2:", "unknown-question", "a.jsonl:4:2"];
    let ended = run.is(1, All(&["\"last\""]), All(&says));
    assert_eq!(ended.stdout.lines().count(), 2);
}

#[test]
fn error_that_workloads_share_is_told_once() {
    let text = "workloads:\n  - name: one\n  - name: two\nmemory: 4 hours\n";
    let ended = Run::recommend("a.yaml").file("a.yaml", text).run().is(1, Nothing, All(&["a.yaml:4:9"]));
    assert_eq!(ended.stderr.matches("wrong-unit").count(), 1, "{}", ended.stderr);
}

#[test]
fn errors_without_end_are_cut() {
    let text = "{\"gpus\": 1}\n".repeat(3_000);
    let ended = Run::recommend("a.jsonl").file("a.jsonl", text).run();
    let ended = ended.is(1, Nothing, All(&["a.jsonl:1000:2", "2000 more errors"]));
    assert!(!ended.stderr.contains("a.jsonl:1001:"));
}

#[cfg(unix)]
#[test]
fn closed_pipe_is_no_error() {
    use std::process::{Command, Stdio};
    let program = env!("CARGO_BIN_EXE_fingerpost");
    for arguments in ["recommend --format json", "recommend --format jsonl", "questions", "man", "--help"] {
        let mut command = Command::new(program);
        command.args(arguments.split_whitespace()).stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut input = child.stdin.take().unwrap();
        // It may have ended already, without having read anything.
        std::io::Write::write_all(&mut input, "{\"cpu\": 1}\n".repeat(20).as_bytes()).unwrap_or_default();
        drop(input);
        let ended = child.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()), "{arguments}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    use std::process::{Command, Stdio};
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
    let ended = command.arg("questions").stdin(Stdio::null()).stdout(full).stderr(Stdio::piped()).output();
    let ended = ended.unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(ended.status.code() == Some(1) && said.contains("unwritable-file"), "{said}");
}

/// Nobody is told to write half a GPU.
#[test]
fn help_for_a_whole_number_shows_whole_numbers() {
    let help = |given: &str| Run::recommend("-").stdin(given).run().stderr;
    let (whole, fraction) = (help("gpu: {count: lots}\n"), help("cpu: lots\n"));
    assert!(
        whole.contains("must be a whole number") && whole.contains("write it like `2` or `16`"),
        "{whole}"
    );
    assert!(fraction.contains("`0.5`"), "{fraction}");
}
