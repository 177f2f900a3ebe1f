//! Many workloads: the same bytes from any number of threads, little in memory, and no answer held back.

use crate::support::Run;
use std::fmt::Write as _;

const FORMATS: [&str; 4] = ["text", "markdown", "json", "jsonl"];

/// A small pack, so that many workloads are answered quickly.
const RULES: &str = r#"
pack small 1.0.0
    as_of 2020-01-02
    workload name

reference guide "The guide"
    read 2020-01-01

question name: text
    default none

question big: yes_no
    default no

constraint large when big need service.size >= 8 GiB refuse "{service} is small"
    because "it must be large"
    source  guide

node start
    otherwise -> boxes
        because "all is put in boxes"
        source  guide

outcome boxes
    one one.box as service
    because "boxes are for things"
    source  guide

prefer one one.box as service
"#;

const FACTS: &str = r#"
[providers]
one = { name = "One" }

[key.size]
title = "Size"
type = "memory"
meaning = "How large it can be"
better = "more"
max_age = 30
"#;

const BOX: &str = r#"
id = "one.box"
name = "Box"
summary = "A box."
companion = false

[[fact]]
key = "size"
value = "4 GiB"
source = "https://example.org/box"
read = "2020-01-01"
confidence = "high"
"#;

/// A run with the small pack.
fn small(arguments: &str) -> Run {
    let run = Run::recommend(&format!("--rules own {arguments}")).file("own/own.rules", RULES);
    run.file("own/catalog/facts.toml", FACTS).file("own/catalog/one/box.toml", BOX)
}

/// Lines of different length, of every kind that there is; most have no name of their own.
fn lines(number: usize) -> String {
    let mut text = String::new();
    for at in 0..number {
        let _ = match at % 97 {
            3 => writeln!(text),
            5 => writeln!(text, "{{\"big\": {at}}}"),
            7 => writeln!(text, "{{\"big\": true, \"name\": "),
            11 => writeln!(text, "[{at}]"),
            13 => writeln!(
                text,
                "{{\"workloads\": [{{}}, {{\"bigg\": 1}}, {{\"big\": true}}], \"name\": \"w\"}}"
            ),
            17 => writeln!(text, "{{\"workloads\": []}}"),
            19 => writeln!(text, "{{\"name\": \"{}\"}}", "long".repeat(at % 4_001)),
            _ if at % 2 == 0 => writeln!(text, "{{\"name\": \"own-{at}\", \"big\": {}}}", at % 3 == 0),
            _ => writeln!(text, "{{}}"),
        };
    }
    text
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let text = lines(10_000);
    for format in FORMATS {
        let run = |threads: usize| {
            let run = small(&format!("a.jsonl none.yaml b.jsonl --format {format} --threads {threads}"));
            run.file("a.jsonl", &text).file("b.jsonl", "\n{\"big\": 1}\n{}\n").run()
        };
        let one = run(1);
        assert_eq!(one.code, Some(1));
        for threads in [2, 5] {
            let more = run(threads);
            assert!(one.stdout == more.stdout, "{format} with {threads} threads");
            assert!(one.stderr == more.stderr, "{format} with {threads} threads");
        }
    }
}

#[test]
fn order_names_and_places_are_those_of_the_input() {
    let ended = small("a.jsonl --format jsonl --threads 3").file("a.jsonl", lines(10_000)).run();
    let mut answers =
        ended.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let mut answer = |expected: String| {
        assert_eq!(answers.next().unwrap()["workload"], expected);
    };
    // The names that the lines take, as one who reads them in order would count.
    let mut count = 0;
    for at in 0..10_000 {
        let own = |count: usize| if count == 1 { "a".to_owned() } else { format!("a#{count}") };
        count += 1;
        match at % 97 {
            3 => count -= 1,
            5 | 7 | 11 | 17 => {}
            13 => {
                answer("w".to_owned());
                answer("w".to_owned());
                count += 2;
            }
            19 => answer("long".repeat(at % 4_001)),
            _ if at % 2 == 0 => answer(format!("own-{at}")),
            _ => answer(own(count)),
        }
    }
    assert!(answers.next().is_none());
    let told: Vec<usize> = ended.stderr.lines().filter_map(place).collect();
    assert!(told.len() > 400 && told.is_sorted(), "{told:?}");
}

/// The line number after `--> a.jsonl:`.
fn place(line: &str) -> Option<usize> {
    line.trim_start().strip_prefix("--> a.jsonl:")?.split(':').next()?.parse().ok()
}

#[test]
fn the_limit_of_shown_errors_holds_for_each_input() {
    let text = "{\"bigg\": 1}\n".repeat(1_500);
    for threads in 1..=3 {
        let run = small(&format!("a.jsonl b.jsonl --threads {threads}"));
        let ended = run.file("a.jsonl", &text).file("b.jsonl", &text).run();
        for name in ["a", "b"] {
            assert_eq!(ended.stderr.matches(&format!("--> {name}.jsonl:")).count(), 1_000);
            assert!(ended.stderr.contains(&format!("500 more errors in `{name}.jsonl`")), "{}", ended.stderr);
        }
    }
}

#[test]
fn workloads_of_one_file_are_the_same_as_lines() {
    let names: Vec<String> =
        (0..300).map(|at| format!("  - {{name: w{at}, big: {}}}\n", at % 7 == 0)).collect();
    let list = format!("workloads:\n{}", names.concat());
    for threads in [1, 4] {
        let run = small(&format!("a.yaml --format jsonl --threads {threads}")).file("a.yaml", &list).run();
        let workload =
            |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["workload"].clone();
        let order: Vec<_> = run.stdout.lines().map(workload).collect();
        assert_eq!(order, (0..300).map(|at| format!("w{at}")).collect::<Vec<_>>());
    }
}

#[test]
fn findings_of_one_file_are_told_together_by_place() {
    let list = "workloads:\n  - {big: 3}\n  - {name: a, name: b}\n  - {bigg: 1}\n  - {}\n";
    for threads in [1, 4] {
        let ended = small(&format!("a.yaml --threads {threads}")).file("a.yaml", list).run();
        let places: Vec<&str> = ended.stderr.lines().filter(|line| line.contains("--> a.yaml")).collect();
        assert_eq!(places.len(), 3, "{}", ended.stderr);
        assert!(
            places.iter().zip(2..).all(|(place, line)| place.contains(&format!("a.yaml:{line}:"))),
            "{places:?}"
        );
        assert!(ended.stdout.starts_with("a#4\n"), "{}", ended.stdout);
    }
}

#[test]
fn nothing_and_one_are_documents_too() {
    for format in FORMATS {
        let none =
            Run::recommend(&format!("--format {format}")).stdin("{\"bigg\": 1}\n{\"bigg\": 1}\n").run();
        assert_eq!(none.code, Some(1), "{format}");
        if format == "json" {
            let document: serde_json::Value = serde_json::from_str(&none.stdout).unwrap();
            assert_eq!(document["reports"], serde_json::json!([]));
            assert_eq!(document["failed"].as_array().unwrap().len(), 2);
        } else {
            assert_eq!(none.stdout, "", "{format}");
        }
    }
    let one = small("a.jsonl --format json").file("a.jsonl", "{}").run().json(0);
    assert_eq!(one["reports"].as_array().unwrap().len(), 1);
}

#[test]
fn explain_and_review_keep_the_order_too() {
    let line = |at| format!("{{\"name\": \"w{at}\", \"proposed\": \"one.box\"}}\n");
    let text = (0..40).map(line).collect::<Vec<String>>().concat();
    for command in ["explain", "review"] {
        let run = |threads: usize| {
            let run = Run::new(&format!("{command} -q --rules own a.jsonl --threads {threads}"));
            let run = run.file("own/own.rules", RULES).file("own/catalog/facts.toml", FACTS);
            run.file("own/catalog/one/box.toml", BOX).file("a.jsonl", &text).run()
        };
        let (one, more) = (run(1), run(3));
        assert_eq!((one.code, &one.stdout, &one.stderr), (more.code, &more.stdout, &more.stderr));
        let names: Vec<&str> = one.stdout.lines().filter(|line| line.starts_with('w')).collect();
        assert_eq!(names, (0..40).map(|at| format!("w{at}")).collect::<Vec<_>>(), "{}", one.stderr);
    }
}

#[test]
fn no_and_too_many_threads_are_usage_errors() {
    for threads in ["0", "65", "two"] {
        assert_eq!(small(&format!("--threads {threads}")).run().code, Some(2));
    }
}

#[cfg(unix)]
mod pipes {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    fn start(format: &str, threads: usize) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
        let threads = threads.to_string();
        command.args(["recommend", "-q", "--format", format, "--threads", threads.as_str()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    #[test]
    fn every_line_is_answered_before_the_next_is_there() {
        for (format, threads) in [("text", 1), ("text", 3), ("json", 1), ("json", 3), ("jsonl", 3)] {
            let mut child = start(format, threads);
            let mut input = child.stdin.take().unwrap();
            let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
            input.write_all(b"{\"name\": \"w0-\"}\n{\"name\": \"w1-\"}\n").unwrap();
            for number in 0..6 {
                // Would wait for ever if the answer to a line only came with a later one.
                let name = format!("w{number}-");
                assert!(output.by_ref().any(|line| line.unwrap().contains(&name)), "{format} {number}");
                input.write_all(format!("{{\"name\": \"w{}-\"}}\n", number + 2).as_bytes()).unwrap();
            }
            drop(input);
            assert!(output.count() > 0 && child.wait().unwrap().success());
        }
    }

    #[test]
    fn a_reader_that_has_seen_enough_ends_the_run_though_more_input_may_come() {
        for (format, threads) in [("text", 1), ("text", 3), ("json", 3), ("jsonl", 1), ("jsonl", 3)] {
            let mut child = start(format, threads);
            let mut input = child.stdin.take().unwrap();
            let mut output = BufReader::new(child.stdout.take().unwrap());
            input.write_all("{\"cpu\": 1}\n".repeat(400).as_bytes()).unwrap();
            let mut first = String::new();
            output.read_line(&mut first).unwrap();
            drop(output);
            // The input is still open: nobody says that it has ended.
            let ended = child.wait().unwrap();
            assert!(ended.success() && !first.is_empty(), "{format} {threads}: {ended:?}");
            drop(input);
        }
    }

    #[test]
    fn input_is_not_read_far_ahead_of_who_reads_the_answers() {
        const LINES: usize = 20_000;
        for format in ["text", "json", "jsonl"] {
            let mut child = start(format, 2);
            let mut input = child.stdin.take().unwrap();
            let written = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&written);
            let writer = std::thread::spawn(move || {
                let line = format!("{{\"name\": \"{}\"}}\n", "x".repeat(1_000));
                while count.load(Ordering::Relaxed) < LINES && input.write_all(line.as_bytes()).is_ok() {
                    count.fetch_add(1, Ordering::Relaxed);
                }
            });
            // Nobody reads the answers. Two threads have four blocks on their way, 64 lines each, and two pipes and a
            // buffer hold some; a slow machine only sees fewer lines go in.
            let mut before = usize::MAX;
            while before != written.load(Ordering::Relaxed) {
                before = written.load(Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(700));
            }
            assert!(before < 600, "{format}: {before} lines were taken");
            child.kill().unwrap();
            child.wait().unwrap();
            writer.join().unwrap();
        }
    }
}
