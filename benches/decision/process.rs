//! The whole program against a program that does nothing.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

const RUNS: usize = 60;

/// One `recommend` of one small file, and a hello world, each as a process of its own.
pub(crate) fn compare() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let source = folder.join("hello.rs");
    let hello = folder.join("hello");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/examples/checkout-api.yaml");
    #[expect(clippy::disallowed_methods, reason = "a benchmark makes its baseline")]
    std::fs::write(&source, "fn main() { println!(\"hello\"); }\n").expect("the folder is there");
    let mut compiler = Command::new("rustc");
    compiler.arg("-O").arg("-o").arg(&hello).arg(&source);
    assert!(compiler.status().expect("rustc is there").success(), "the baseline compiles");

    let mut idle = Command::new(&hello);
    let mut recommend = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
    recommend.args(["--quiet", "recommend", example]);
    let (idle, recommend) = (best(&mut idle), best(&mut recommend));
    println!("\nprocesses, best of {RUNS} runs, in milliseconds");
    println!("{:<58} {idle:>10.2}", "hello world");
    println!(
        "{:<58} {recommend:>10.2}  {:>+6.2} ms",
        "fingerpost recommend, one small file",
        recommend - idle
    );
}

fn best(command: &mut Command) -> f64 {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        assert!(command.status().expect("it starts").success(), "it succeeds");
        best = best.min(start.elapsed().as_secs_f64() * 1e3);
    }
    best
}
