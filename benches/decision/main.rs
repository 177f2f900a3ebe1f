//! What deciding costs, each row beside its goal and as a ratio to a baseline of the same run: `cargo bench --bench decision`.
//!
//! Arguments choose parts by name: `cargo bench --bench decision -- wide lines`. `memory` takes long, so it is measured only
//! when it is named. Nothing here fails on a slow machine.
#![expect(clippy::disallowed_types, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its numbers")]
#![expect(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run should stop")]

mod batch;
mod by_hand;
mod by_table;
mod containers;
mod inputs;
mod lines;
mod numbers;
mod packs;
mod start;
mod table;
mod thirty;
mod timing;
mod wide;
mod workloads;

/// As the program has it.
#[cfg(feature = "cli")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many documents differ: with few, a processor learns by heart what rules written by hand will do.
const DOCUMENTS: usize = 100_000;

/// A part with its name; whether it is measured when none is named.
type Part = (&'static str, fn(), bool);

const PARTS: [Part; 7] = [
    ("thirty", thirty::measure, true),
    ("containers", containers::measure, true),
    ("wide", wide::measure, true),
    ("lines", lines::measure, true),
    ("start", start::measure, true),
    ("batch", batch::measure, true),
    ("memory", batch::memory, false),
];

fn main() {
    #[expect(clippy::disallowed_methods, reason = "parts are chosen by arguments")]
    let arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let named: Vec<String> = arguments.collect();
    if named.iter().any(|name| name == start::PHASES) {
        return start::phases();
    }
    for name in &named {
        let known = PARTS.iter().any(|(part, ..)| part == name);
        assert!(known, "no part `{name}`: there are {:?}", PARTS.map(|(part, ..)| part));
    }
    println!("load of the machine: {}", load());
    for (part, measure, by_default) in PARTS {
        if named.iter().any(|name| name == part) || (named.is_empty() && by_default) {
            measure();
        }
    }
    println!("\nload of the machine: {}", load());
}

/// The load averages, where the system says so: with others at work only ratios mean something, and not all of them.
fn load() -> String {
    #[expect(clippy::disallowed_methods, reason = "a benchmark says under what load it ran")]
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let averages: Vec<&str> = text.split_whitespace().take(3).collect();
    averages.join(" ")
}
