//! How long packs take to be proven and compared, and how that grows: `cargo bench --bench proofs`.
//!
//! Nothing here fails on a slow machine.
#![expect(clippy::disallowed_types, reason = "a benchmark looks at the clock")]
#![expect(clippy::print_stdout, reason = "a benchmark prints its numbers")]
#![expect(clippy::expect_used, reason = "a benchmark that cannot run should stop")]

mod generated;

use std::hint::black_box;
use std::time::{Duration, Instant};

use fingerpost::catalog::{CatalogFile, ProviderId, load_embedded};
use fingerpost::diagnostic::Sources;
use fingerpost::language::parse;
use fingerpost::pack::{EMBEDDED, PackFiles, compile};
use fingerpost::program::{Assignment, DatedRules, EncodedAnswers, Trail};
use fingerpost::proof::{check, diff};

fn main() {
    containers();
    println!("\n    generated packs: a tree of nodes with four arms each");
    println!("      arms  depth  check ms  nodes made  diff ms  pick ns  pick ns per step");
    for arms in [100, 1_000, 10_000] {
        grown(arms);
    }
}

/// The best of some runs.
fn best(rounds: usize, mut run: impl FnMut()) -> Duration {
    let times = (0..rounds).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn containers() {
    let mut sources = Sources::new();
    let (mut facts, mut rules) = (Vec::new(), PackFiles::default());
    for file in EMBEDDED {
        let source = sources.add_static(file.path, file.text);
        if let Some(path) = file.path.strip_prefix("catalog/") {
            facts.push(CatalogFile { path, source, text: file.text });
        } else if file.path.starts_with("containers/") && !file.path.contains("/cases/") {
            rules.files.push(parse(source, file.text).0);
        }
    }
    let catalog = load_embedded("catalog", &facts).expect("the catalog is sound");
    let pack = compile(&[rules], &catalog).expect("the pack is sound");
    let dated = DatedRules::new(&pack, &catalog, pack.as_of());
    let checked = check(&dated).expect("it is not too large");
    let time = best(3, || drop(black_box(check(&dated))));
    println!("    containers: check {} ms, {} diagram nodes", time.as_millis(), checked.proof.nodes);
    let time = best(3, || drop(black_box(diff(&dated, &dated))));
    println!("    containers: diff with itself {} ms", time.as_millis());
    let then =
        DatedRules::new(&pack, &catalog, fingerpost::quantity::Date::parse("2025-06-30").expect("a day"));
    let changes = diff(&then, &dated).expect("it is not too large").changes.len();
    let time = best(1, || drop(black_box(diff(&then, &dated))));
    println!("    containers: diff with 2025-06-30 {} ms, {changes} changes", time.as_millis());
}

/// How many sheets are picked from, no two alike.
const PICKS: usize = 20_000;

/// How many are settled before they are picked from.
const BLOCK: usize = 64;

/// How long picks take from answers that were settled just before: an empty sheet again and again would take one path only.
fn picks(rules: &DatedRules, encoded_answers: &[EncodedAnswers], provider: ProviderId) -> Duration {
    let (program, mut trail) = (rules.program(), Trail::default());
    let mut block = vec![Assignment::default(); BLOCK];
    let mut all = Duration::ZERO;
    for encoded_answers in encoded_answers.chunks(BLOCK) {
        for (assignment, encoded) in block.iter_mut().zip(encoded_answers) {
            program.assign_to(assignment, encoded);
        }
        let start = Instant::now();
        for (assignment, _) in block.iter_mut().zip(encoded_answers) {
            black_box(program.pick(black_box(assignment), provider, &mut trail));
            black_box(&trail);
        }
        all += start.elapsed();
    }
    all
}

fn grown(arms: usize) {
    let generated = generated::pack(arms);
    let other = generated::changed(arms);
    let dated = DatedRules::new(&generated.pack, &generated.catalog, generated.pack.as_of());
    let changed = DatedRules::new(&other.pack, &other.catalog, other.pack.as_of());
    let checked = check(&dated).expect("it is not too large");
    let rounds = if arms > 5_000 { 1 } else { 3 };
    let time = best(rounds, || drop(black_box(check(&dated))));
    let compared = best(rounds, || drop(black_box(diff(&dated, &changed))));
    let provider = generated.catalog.providers().next().expect("a provider").0;
    let encoded_answers = generated::encoded_answers(&generated, PICKS);
    let picked = (0..5).map(|_| picks(&dated, &encoded_answers, provider)).min().unwrap_or_default();
    let nanoseconds = picked.as_nanos() / u128::try_from(PICKS).unwrap_or(1);
    let depth = generated.depth;
    println!(
        "    {:>6}  {depth:>5}  {:>8}  {:>10}  {:>7}  {nanoseconds:>7}  {:>16}",
        checked.proof.arms,
        time.as_millis(),
        checked.proof.nodes,
        compared.as_millis(),
        nanoseconds / u128::try_from(depth).unwrap_or(1)
    );
}
