//! The smallest program that embeds fingerpost: where should this workload run, and why not elsewhere?
//!
//! `cargo run --example embed`
#![expect(clippy::print_stdout, reason = "an example prints")]

use fingerpost::{Answer, Error, Format, Ruleset};

fn main() -> Result<(), Error> {
    let rules = Ruleset::embedded("containers")?;
    let text = "name: tags\nkind: ml_inference\ngpu: nvidia-l4\nscale_to_zero: yes\n";
    for workload in rules.read(text, Format::Yaml) {
        let decision = rules.decide(&workload?)?;
        for provider in decision.providers() {
            let answer = match provider.answer() {
                Answer::Recommended(it) => format!("{} ({}), {}", it.name, it.deployment, provider.status()),
                Answer::NoFit { nearest } => format!("nothing fits; nearest: {}", nearest.join(", ")),
                Answer::Undecided { ask } => format!("answer first: {}", ask.join(", ")),
            };
            println!("{}: {answer}", provider.provider());
        }
    }
    Ok(())
}
