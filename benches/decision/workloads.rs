//! Workloads for the containers pack: some of its answers each, no two alike.

use std::collections::BTreeSet;
use std::fmt::{Display, Write as _};

use fingerpost::requirement::Requirement;
use serde::Deserialize;

use super::numbers::Numbers;
use super::packs::{Loaded, checked};

/// A workload as a program would read it that only wants its fields.
#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "it is read to see how long reading takes")]
pub(crate) struct Workload {
    name: String,
    kind: String,
    serverless: Option<bool>,
    kubernetes: Option<bool>,
    memory: Option<String>,
    cpu: Option<f64>,
    team: Option<String>,
    protocols: Option<Vec<String>>,
    scale_to_zero: Option<bool>,
    cost_sensitive: Option<bool>,
    interruptible: Option<bool>,
    service_count: Option<u32>,
    #[serde(rename = "gpu.count")]
    gpus: Option<u32>,
    regions: Option<Vec<String>>,
    request_timeout: Option<String>,
}

const KINDS: [&str; 10] = [
    "web_app",
    "api",
    "microservices",
    "worker",
    "event_processing",
    "batch",
    "ml_training",
    "ml_inference",
    "stateful",
    "other",
];
const MEMORY: [u32; 14] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 30, 32, 48, 64, 96];
const CPU: [&str; 8] = ["0.25", "0.5", "1", "2", "4", "6", "8", "16"];
const PROTOCOLS: [&str; 4] = ["http", "http2", "grpc", "websocket"];
const REGIONS: [&str; 5] = ["us-east-1", "eu-west-1", "eu-central-1", "us-central1", "europe-west1"];
const TIMEOUTS: [&str; 4] = ["30s", "5m", "15m", "45m"];

/// Lines of JSON, and the requirements that they are; what contradicts itself is left out.
pub(crate) fn requirements(count: usize, loaded: &Loaded) -> (Vec<String>, Vec<Requirement>) {
    let (mut lines, mut requirements) = (Vec::new(), Vec::new());
    each(loaded, count, |line, requirement| {
        lines.push(line);
        requirements.push(requirement);
    });
    (lines, requirements)
}

/// Lines of JSON alone: of many, the requirements would take much memory.
pub(crate) fn lines(count: usize, loaded: &Loaded) -> Vec<String> {
    let mut lines = Vec::new();
    each(loaded, count, |line, _| lines.push(line));
    lines
}

fn each(loaded: &Loaded, count: usize, mut take: impl FnMut(String, Requirement)) {
    let (mut numbers, mut seen) = (Numbers::new(1), BTreeSet::new());
    while seen.len() < count {
        let answers = answers(&mut numbers);
        // What is the same but for its name would be decided twice.
        if seen.contains(&answers) {
            continue;
        }
        let line = format!("{{\"name\":\"workload-{}\",{answers}}}", seen.len());
        if let Ok(requirement) = checked(&line, loaded) {
            seen.insert(answers);
            take(line, requirement);
        }
    }
}

fn answers(numbers: &mut Numbers) -> String {
    let kind = *numbers.one_of(&KINDS);
    let mut text = format!("\"kind\":\"{kind}\"");
    let mut put = |key: &str, value: String| write!(text, ",\"{key}\":{value}").expect("a text grows");
    if numbers.percent(60) {
        put("serverless", numbers.percent(50).to_string());
    }
    if numbers.percent(50) {
        put("kubernetes", numbers.percent(30).to_string());
    }
    if numbers.percent(80) {
        put("memory", quoted(format_args!("{} GiB", numbers.one_of(&MEMORY))));
    }
    if numbers.percent(80) {
        put("cpu", (*numbers.one_of(&CPU)).to_owned());
    }
    if numbers.percent(50) {
        put("team", quoted(numbers.one_of(&["none", "small", "platform"])));
    }
    if numbers.percent(40) {
        let (first, second) = (numbers.below(4), numbers.below(4));
        let mut both: Vec<String> =
            [first, second].into_iter().filter_map(|at| PROTOCOLS.get(at)).map(quoted).collect();
        both.dedup();
        put("protocols", format!("[{}]", both.join(",")));
    }
    if numbers.percent(30) {
        put("scale_to_zero", numbers.percent(50).to_string());
    }
    if numbers.percent(30) {
        put("cost_sensitive", "true".to_owned());
    }
    if numbers.percent(20) {
        put("interruptible", "true".to_owned());
    }
    if numbers.percent(20) {
        put("service_count", (2 + numbers.below(18)).to_string());
    }
    if kind.starts_with("ml") && numbers.percent(60) {
        put("gpu.count", (*numbers.one_of(&[1, 1, 2, 4])).to_string());
    }
    if numbers.percent(15) {
        put("regions", format!("[{}]", quoted(numbers.one_of(&REGIONS))));
    }
    if numbers.percent(10) {
        put("request_timeout", quoted(numbers.one_of(&TIMEOUTS)));
    }
    text
}

fn quoted(word: impl Display) -> String {
    format!("\"{word}\"")
}
