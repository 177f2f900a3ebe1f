//! A bounded run of what the fuzzer does: the same exercise, over the seeds and over mutations of
//! them from a fixed sequence of numbers. Findings of the fuzzer are kept as seeds.

#[path = "fuzz/exercise.rs"]
mod exercise;

use std::fs;
use std::path::Path;

/// The seeds of a target, in the order of their names.
#[expect(clippy::disallowed_methods, reason = "the seeds are files")]
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds").join(target);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{target} has seeds");
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Numbers that look random and are always the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

/// One to four small changes: a byte, a piece cut out, doubled, or taken from another seed.
fn mutated(seeds: &[Vec<u8>], numbers: &mut Numbers) -> String {
    let mut bytes = seeds[numbers.below(seeds.len())].clone();
    bytes.truncate(2_000);
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        let end = (at + numbers.below(24)).min(bytes.len());
        let piece = bytes[at..end].to_vec();
        match numbers.below(5) {
            0 if at < bytes.len() => bytes[at] = b"{}[]:,\"'\\\n\t #-&*%0e\xff"[numbers.below(20)],
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, piece)),
            3 => bytes.truncate(at),
            _ => {
                let other = &seeds[numbers.below(seeds.len())];
                let from = numbers.below(other.len());
                let to = (from + numbers.below(40)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].to_vec()));
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn run(target: &str, rounds: usize, exercise: fn(&str)) {
    let seeds = seeds(target);
    for seed in &seeds {
        exercise(&String::from_utf8_lossy(seed));
    }
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for _ in 0..rounds {
        exercise(&mutated(&seeds, &mut numbers));
    }
}

#[test]
fn no_rule_file_breaks_the_parser_or_the_compiler() {
    run("rules", 2_000, exercise::rules);
}

#[test]
fn no_requirement_breaks_the_readers_or_the_evaluation() {
    run("requirement", 2_000, exercise::requirement);
}
