//! The program as people and scripts meet it: exit codes, streams, and what stands on them.

mod authoring;
mod bad_input;
mod batch;
mod brief;
mod commands;
mod explain;
mod failures;
mod inert;
mod inputs;
mod knowledge;
mod ladder;
mod language_server;
mod options;
mod own_rules;
mod review;
mod ruleset;

use serde_json::Value;

/// A report without the places where answers were stated.
fn without_places(mut report: Value) -> Value {
    fn walk(value: &mut Value) {
        match value {
            Value::Object(entries) => {
                entries.remove("at");
                entries.values_mut().for_each(walk);
            }
            Value::Array(items) => items.iter_mut().for_each(walk),
            _ => {}
        }
    }
    walk(&mut report);
    report
}

/// The names of the workloads of a document.
fn workloads(document: &Value) -> Vec<&str> {
    document["reports"].as_array().unwrap().iter().map(|r| r["workload"].as_str().unwrap()).collect()
}

/// The recommended service of one provider in the first report.
fn service<'d>(document: &'d Value, provider: &str) -> &'d str {
    document["reports"][0]["providers"][provider]["service"].as_str().unwrap_or("none")
}
