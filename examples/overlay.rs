//! A company's own rule over the rules of the library, and what it changes.
//!
//! `cargo run --example overlay`
#![expect(clippy::print_stdout, reason = "an example prints")]

use fingerpost::{Error, Format, ProviderDecision, Ruleset};

/// No team of this company is on call for functions.
const OURS: &str = r#"
pack acme 1.0.0 extends containers

constraint no_functions
    need    service != aws.lambda
    refuse  "nobody here is on call for {service}"
    because "our operations agreed on containers that run all the time"
    source  "https://acme.example/decisions/7" read 2026-11-01
"#;

fn main() -> Result<(), Error> {
    let theirs = Ruleset::embedded("containers")?;
    let ours = theirs.overlay([("acme.rules", OURS)])?;
    for rules in [theirs, ours] {
        let text = "{kind: event_processing, triggers: [queue], scale_to_zero: yes, providers: [aws]}";
        // Each reads for itself: what was read for other rules is refused.
        for workload in rules.read(text, Format::Yaml) {
            let decision = rules.decide(&workload?)?;
            let service = decision.provider("aws").and_then(ProviderDecision::service).unwrap_or("nothing");
            println!("{} {}: {service}", rules.pack_name(), rules.pack_version());
        }
    }
    Ok(())
}
