//! Many workloads, one JSON object a line, on several threads; every line gets its answer or its error, in order.
//!
//! `cargo run --example batch`
#![expect(clippy::print_stdout, reason = "an example prints")]

use std::thread;

use fingerpost::{Error, Format, Ruleset};

const LINES: &str = r#"{"name": "shop", "kind": "web_app", "memory": "2 GiB"}
{"name": "nightly", "kind": "batch", "run_duration": "3 h"}
{"name": "broken", "kind": "batch", "memory": "lots"}
{"name": "tags", "kind": "ml_inference", "gpu": "nvidia-l4", "scale_to_zero": true}
"#;

/// One line of output for each workload of a line of input.
fn answer(rules: &Ruleset, line: &str) -> Vec<String> {
    let one = |workload: Result<_, Error>| -> Result<String, Error> {
        let decision = rules.decide(&workload?)?;
        let services = decision.providers().map(|it| it.service().unwrap_or("nothing").to_owned());
        Ok(format!("{}: {}", decision.workload().name(), services.collect::<Vec<_>>().join(", ")))
    };
    let workloads = rules.read(line, Format::JsonLines).into_iter();
    workloads
        .map(|workload| {
            one(workload).unwrap_or_else(|error| format!("refused: {}", error.codes().join(", ")))
        })
        .collect()
}

fn main() -> Result<(), Error> {
    let rules = Ruleset::embedded("containers")?;
    let lines: Vec<&str> = LINES.lines().collect();
    thread::scope(|scope| {
        let threads: Vec<_> = lines
            .chunks(2)
            .map(|part| scope.spawn(|| part.iter().flat_map(|line| answer(&rules, line)).collect::<Vec<_>>()))
            .collect();
        for answers in threads.into_iter().filter_map(|thread| thread.join().ok()) {
            println!("{}", answers.join("\n"));
        }
    });
    Ok(())
}
