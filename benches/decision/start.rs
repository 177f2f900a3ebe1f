//! The start of the program: against a program that does nothing, and phase by phase.

use std::hint::black_box;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use fingerpost::diagnostic::Sources;
use fingerpost::eval::evaluate;
use fingerpost::pack::{DatedPack, compile};
use fingerpost::program::Program;

use super::packs::{self, Loaded};
use super::table::{Goal, plain, title};
use super::timing::{Rounds, milliseconds, once, turns};

/// The argument by which this program is called again, to measure the phases of a start.
pub(crate) const PHASES: &str = "phases";

/// Fresh processes of which the best of each phase counts.
const PROCESSES: usize = 15;

const LINE: &str = r#"{"kind":"microservices","service_count":6,"serverless":true,"kubernetes":false,"cpu":2,"memory":"4 GiB"}"#;

pub(crate) fn measure() {
    let hello = hello();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/examples/checkout-api.yaml");
    let program = env!("CARGO_BIN_EXE_fingerpost");
    let rounds = Rounds { most: 60, seconds: 20 };
    let [idle, version, recommend] = turns(
        rounds,
        [
            &mut || process(&mut Command::new(&hello)),
            &mut || process(Command::new(program).arg("--version")),
            &mut || process(Command::new(program).args(["--quiet", "recommend", example])),
        ],
    )
    .map(milliseconds);
    title(&format!("processes, best of {}", rounds.most), "ms");
    plain("hello world", idle, Goal::None);
    plain("fingerpost --version", version, Goal::None);
    plain("fingerpost recommend, one small file", recommend, Goal::None);
    plain("recommend above hello world", recommend - idle, Goal::AtMostAiming(5.0, 2.0));
    phase_table();
}

fn process(command: &mut Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    once(|| assert!(command.status().expect("it starts").success(), "it succeeds"))
}

fn hello() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (source, hello) = (folder.join("hello.rs"), folder.join("hello"));
    #[expect(clippy::disallowed_methods, reason = "a benchmark makes its baseline")]
    std::fs::write(&source, "fn main() { println!(\"hello\"); }\n").expect("the folder is there");
    let mut compiler = Command::new("rustc");
    compiler.arg("-O").arg("-o").arg(&hello).arg(&source);
    assert!(compiler.status().expect("rustc is there").success(), "the baseline compiles");
    hello
}

fn phase_table() {
    let this = std::env::current_exe().expect("it has a path");
    let mut best: Vec<(String, f64)> = Vec::new();
    for _ in 0..PROCESSES {
        let output = Command::new(&this).arg(PHASES).output().expect("it starts");
        assert!(output.status.success(), "the phases can be measured");
        for (at, line) in String::from_utf8_lossy(&output.stdout).lines().enumerate() {
            let (what, time) = line.split_once('\t').expect("a name and a time");
            let time: f64 = time.parse().expect("a time");
            match best.get_mut(at) {
                Some((_, best)) => *best = best.min(time),
                None => best.push((what.to_owned(), time)),
            }
        }
    }
    title(&format!("the phases of a start, one after the other, best of {PROCESSES} fresh processes"), "ms");
    for (what, time) in &best {
        plain(what, *time, Goal::None);
    }
    let taken = best.iter().filter(|(what, _)| what != "decision program, compiled");
    plain("all that a start does", taken.map(|(_, time)| time).sum(), Goal::None);
}

/// Tells the process that called this one how long phases took.
struct Telling(Instant);

impl Telling {
    fn phase(&mut self, what: &str) {
        println!("{what}\t{}", milliseconds(self.0.elapsed()));
        self.0 = Instant::now();
    }
}

/// Measures each phase once.
pub(crate) fn phases() {
    let mut sources = Sources::new();
    let mut telling = Telling(Instant::now());
    let catalog = packs::containers_catalog(&mut sources);
    telling.phase("catalog");
    let rules = packs::containers_rules(&mut sources, false);
    telling.phase("rules, parsed");
    let pack = compile(&[rules], &catalog).expect("the pack is sound");
    telling.phase("rules, compiled and proven");
    let dated = black_box(DatedPack::new(&pack, &catalog, pack.as_of()));
    telling.phase("constraints, bound to the facts of the day");
    let program = black_box(Program::new(&dated));
    telling.phase("decision program, compiled");
    let frozen = fingerpost::pack::frozen("containers").expect("it is not stale");
    drop(black_box(Program::thaw(frozen).and_then(|thawed| thawed.of(&pack)).expect("it is a program")));
    telling.phase("decision program, thawed instead");
    // A ruleset is made in one piece: both are made once more, and that does not count.
    let loaded = Loaded::new(&pack, &catalog, sources);
    drop((program, dated));
    telling.0 = Instant::now();
    let requirement = packs::requirement(LINE, &loaded);
    telling.phase("requirement, read and checked");
    let evaluation = evaluate(&loaded.rules, requirement.encoded());
    telling.phase("first evaluation");
    let report = packs::report(&loaded, &requirement, &evaluation);
    black_box(serde_json::to_string(&report).expect("it has text keys only"));
    telling.phase("report, as JSON text");
}
