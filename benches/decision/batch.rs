//! The program over many lines: documents a second and core, and how much memory it takes.

use std::fs::File;
use std::hint::black_box;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::packs;
use super::table::{Goal, plain, row, title};
use super::timing::{Rounds, each, turns};
use super::workloads::{self, Workload};

const LINES: usize = 20_000;

/// What one row may take: then there are fewer lines, or fewer runs.
const PATIENCE: Duration = Duration::from_secs(12);

/// Runs of which the best counts.
const RUNS: usize = 3;

/// Clock ticks of a second in `/proc`.
const TICKS: f64 = 100.0;

pub(crate) fn measure() {
    let lines = workloads::lines(LINES, &packs::containers());
    let parsed =
        || each(&lines, |line| drop(black_box(serde_json::from_str::<Workload>(line).expect("a workload"))));
    let [parsed] = turns(Rounds { most: 20, seconds: 2 }, [&mut || parsed()]);
    let parsed = rate(lines.len(), parsed);
    title("batches of the containers pack, standard input to /dev/null", "a second");
    row("serde_json into a struct, nothing else", parsed, parsed, Goal::None);
    rows("full reports", &["--format", "jsonl"], &lines, parsed, Goal::AtLeast(20_000.0));
    let goal = Goal::AtLeast(parsed / 2.0);
    rows("brief", &["--brief"], &lines, parsed, goal);
}

fn first(lines: &[String], count: usize) -> &[String] {
    lines.get(..count).expect("there are so many")
}

/// One thread and two.
fn rows(what: &str, arguments: &[&str], lines: &[String], parsed: f64, goal: Goal) {
    // Each row is run at least once: with fewer lines where all would take too long.
    let few = lines.len() / 20;
    let probe = run(arguments, 1, first(lines, few)).wall.as_millis().max(1);
    let affordable = few * usize::try_from(PATIENCE.as_millis() / probe).expect("it is small");
    let count = lines.len().min(affordable.max(few));
    let lines = first(lines, count);
    let mut walls = [0.0; 2];
    for (threads, wall) in [1, 2].into_iter().zip(&mut walls) {
        let best = best(arguments, threads, lines);
        *wall = rate(count, best.wall);
        let what = format!("{what}, --threads {threads}, {count} lines");
        row(&what, *wall, parsed, if threads == 1 { goal } else { Goal::None });
        row("    by the time of its processors", rate(count, best.busy), parsed, Goal::None);
    }
    plain("    two threads to one", walls[1] / walls[0], Goal::AtLeast(1.8));
}

fn best(arguments: &[&str], threads: usize, lines: &[String]) -> Ran {
    let start = Instant::now();
    let mut best: Option<Ran> = None;
    for _ in 0..RUNS {
        let ran = run(arguments, threads, lines);
        best = best.filter(|best| best.wall < ran.wall).or(Some(ran));
        if start.elapsed() > PATIENCE {
            break;
        }
    }
    best.expect("there was a run")
}

fn rate(count: usize, time: Duration) -> f64 {
    u32::try_from(count).map_or(f64::NAN, f64::from) / time.as_secs_f64()
}

/// What one run took.
struct Ran {
    wall: Duration,
    /// Time of processors.
    busy: Duration,
}

/// Runs the program over lines.
fn run(arguments: &[&str], threads: usize, lines: &[String]) -> Ran {
    let input = input(lines);
    let before = busy();
    let start = Instant::now();
    let status = spawn(arguments, threads, &input).wait().expect("it ends");
    let wall = start.elapsed();
    // 3 and 4: nothing fits, or an answer is missing; every line is answered all the same.
    assert!(matches!(status.code(), Some(0 | 3 | 4)), "it ended with {status}");
    Ran { wall, busy: busy().saturating_sub(before) }
}

fn input(lines: &[String]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("batch.jsonl");
    #[expect(clippy::disallowed_methods, reason = "a benchmark makes its input")]
    std::fs::write(&path, lines.join("\n") + "\n").expect("the folder is there");
    path
}

fn spawn(arguments: &[&str], threads: usize, input: &PathBuf) -> Child {
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads its input")]
    let input = File::open(input).expect("it is there");
    let mut command = Command::new(env!("CARGO_BIN_EXE_fingerpost"));
    command.args(["--quiet", "recommend", "-", "--threads", &threads.to_string()]).args(arguments);
    command.stdin(input).stdout(Stdio::null()).spawn().expect("it starts")
}

/// The time that processors spent on children that have ended, where the system says so.
fn busy() -> Duration {
    #[expect(clippy::disallowed_methods, reason = "a benchmark looks at what it cost")]
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name, which may hold anything: fields 16 and 17 of all.
    let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    let ticks: f64 = fields.skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Duration::from_secs_f64(ticks / TICKS)
}

const FORMATS: [&str; 4] = ["text", "markdown", "json", "jsonl"];

/// The peak of memory by format and number of documents.
pub(crate) fn memory() {
    let counts = [1_000, 10_000, 100_000];
    let lines = workloads::lines(100_000, &packs::containers());
    title(
        "peak of memory of batches, containers pack; goal: what it is with 1000 documents, and half as much",
        "MB",
    );
    let mut formats: Vec<(String, Vec<&str>)> =
        FORMATS.iter().map(|format| ((*format).to_owned(), vec!["--format", *format])).collect();
    formats.push(("--brief".to_owned(), vec!["--brief"]));
    for (format, arguments) in &formats {
        for threads in [1, 2] {
            let mut base = f64::NAN;
            for count in counts {
                let peak = peak(arguments, threads, first(&lines, count));
                let goal = if base.is_nan() { Goal::None } else { Goal::Times(1.5) };
                base = if base.is_nan() { peak } else { base };
                row(&format!("{format}, --threads {threads}, {count} documents"), peak, base, goal);
            }
        }
    }
}

/// The most memory that a run had, in MB: it is asked while it runs.
fn peak(arguments: &[&str], threads: usize, lines: &[String]) -> f64 {
    let mut child = spawn(arguments, threads, &input(lines));
    let status = format!("/proc/{}/status", child.id());
    let mut peak: f64 = 0.0;
    while child.try_wait().expect("it can be asked").is_none() {
        #[expect(clippy::disallowed_methods, reason = "a benchmark looks at what it cost")]
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let high = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = high.and_then(|rest| rest.trim().trim_end_matches(" kB").parse::<f64>().ok());
        peak = peak.max(kib.unwrap_or(0.0) / 1024.0);
        std::thread::sleep(Duration::from_millis(1));
    }
    assert!(peak > 0.0, "the system says how much memory there was");
    peak
}
