//! The speed of one decision, as ratios taken in one run: `cargo bench`.
//!
//! The same 30 rules three times: written by hand in Rust, as a small pack of the rule language,
//! and beside them the containers pack. Nothing here fails on a slow machine.
#![expect(clippy::disallowed_types, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its numbers")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run should stop")]

mod by_hand;
mod inputs;
mod packs;
mod process;

use std::hint::black_box;
use std::time::Instant;

use fingerpost::eval::{evaluate, picked};
use fingerpost::program::Ruleset;

fn main() {
    let documents = inputs::documents();
    let lines: Vec<String> = documents.iter().map(inputs::Document::json).collect();
    let loaded = packs::decision();
    let dated = Ruleset::new(&loaded.pack, &loaded.catalog, loaded.pack.as_of());
    let requirements: Vec<_> = lines.iter().map(|line| packs::requirement(line, &loaded)).collect();
    check_agreement(&documents, &requirements, &dated);

    let providers: Vec<_> = loaded.catalog.providers().map(|(id, _)| id).collect();
    let hand = per_item(&documents, |document| {
        black_box(by_hand::aws(black_box(document)));
        black_box(by_hand::gcp(black_box(document)));
    });
    let picked = per_item(&requirements, |requirement| {
        for provider in &providers {
            black_box(picked(&dated, requirement.sheet(), *provider));
        }
    });
    let evaluated = per_item(&requirements, |requirement| {
        black_box(evaluate(&dated, requirement.sheet()));
    });
    let reported = per_item(&requirements, |requirement| {
        let evaluation = evaluate(&dated, requirement.sheet());
        black_box(packs::report(&loaded, &dated, requirement, &evaluation));
    });
    let hand_json = per_item(&lines, |line| {
        black_box(by_hand::line(black_box(line)));
    });
    let brief_json = per_item(&lines, |line| {
        black_box(packs::brief_line(black_box(line), &loaded, &dated));
    });
    let full_json = per_item(&lines, |line| {
        black_box(packs::report_line(black_box(line), &loaded, &dated));
    });
    let parsed_only = per_item(&lines, |line| {
        black_box(serde_json::from_str::<inputs::Document>(black_box(line)).expect("the line is a document"));
    });
    let read_only = per_item(&lines, |line| {
        black_box(packs::requirement(black_box(line), &loaded));
    });

    println!("30-rule decision, both providers, {} documents, best of {ROUNDS} rounds", documents.len());
    println!("{:<58} {:>10}  ratio", "", "ns each");
    row("hand-written Rust, from a parsed requirement", hand, hand);
    row("pick, from a parsed requirement", picked, hand);
    row("evaluation with limits, from a parsed requirement", evaluated, hand);
    row("report as data, from a parsed requirement", reported, hand);
    println!();
    row("hand-written serde, JSON text to JSON text", hand_json, hand_json);
    row("service, status and reasons, JSON text to JSON text", brief_json, hand_json);
    row("full report, JSON text to JSON text", full_json, hand_json);
    println!();
    row("serde_json into a struct, nothing else", parsed_only, parsed_only);
    row("JSON text to a checked requirement", read_only, parsed_only);
    packs::containers();
    process::compare();
}

const ROUNDS: usize = 40;

/// The best time for one item, in nanoseconds, over all items.
fn per_item<T>(items: &[T], mut each: impl FnMut(&T)) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for item in items {
            each(item);
        }
        let count = u32::try_from(items.len()).map_or(1.0, f64::from);
        best = best.min(start.elapsed().as_secs_f64() * 1e9 / count);
    }
    best
}

fn row(what: &str, nanoseconds: f64, base: f64) {
    println!("{what:<58} {nanoseconds:>10.1}  {:>6.1}x", nanoseconds / base);
}

/// The pack and the hand-written rules must say the same before they are compared.
fn check_agreement(
    documents: &[inputs::Document],
    requirements: &[fingerpost::requirement::Requirement],
    dated: &Ruleset,
) {
    for (document, requirement) in documents.iter().zip(requirements) {
        let by_hand = [by_hand::aws(document).0, by_hand::gcp(document).0];
        let by_pack = packs::services(dated, requirement);
        assert_eq!(by_pack, by_hand, "{}", document.json());
    }
}
