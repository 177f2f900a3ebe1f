//! The containers pack: what a pick, an evaluation and a report cost.

use std::hint::black_box;
use std::time::{Duration, Instant};

use fingerpost::eval::evaluate;
use fingerpost::program::EncodedAnswers;
use fingerpost::requirement::Requirement;

use super::packs::{self, Loaded};
use super::table::{Goal, plain, row, title};
use super::timing::{Rounds, each, microseconds, turns};
use super::workloads::{self, Workload};

const REQUIREMENTS: usize = 10_000;

/// An evaluation took 1.9 ms, which is to be 20 times as fast; microseconds.
const EVALUATION: f64 = 95.0;

/// Reports that one core is to make in a second.
const REPORTS: f64 = 20_000.0;

pub(crate) fn measure() {
    let loaded = packs::containers();
    println!("\ncontainers pack: {}", loaded.rules.program().shape());
    let (lines, requirements) = workloads::requirements(REQUIREMENTS, &loaded);
    let parsed = || {
        each(&lines, |line| {
            black_box(serde_json::from_str::<Workload>(black_box(line)).expect("a workload"));
        })
    };
    let head = format!("containers pack, both providers, {REQUIREMENTS} different workloads");
    compare(&head, &loaded, &requirements, Some(&parsed));
    let cases = packs::cases(&loaded);
    let head = format!("containers pack, both providers, its {} cases", cases.len());
    compare(&head, &loaded, &cases, None);
}

/// The parts of what a full answer takes.
#[derive(Clone, Copy)]
struct Parts {
    evaluate: Duration,
    report: Duration,
    text: Duration,
}

fn compare(head: &str, loaded: &Loaded, requirements: &[Requirement], parsed: Option<&dyn Fn() -> Duration>) {
    let encoded_answers: Vec<EncodedAnswers> =
        requirements.iter().map(|requirement| requirement.encoded().clone()).collect();
    let passes = REQUIREMENTS.div_ceil(encoded_answers.len());
    let again = |work: &dyn Fn() -> Duration| (0..passes).map(|_| work()).sum();
    let short: [Duration; 4] = turns(
        Rounds { most: 20, seconds: 4 },
        [
            &mut || parsed.map_or(Duration::ZERO, |parsed| parsed()),
            &mut || again(&|| packs::picks(loaded, &encoded_answers)),
            &mut || again(&|| packs::settling(loaded, &encoded_answers)),
            &mut || again(&|| packs::settled_picks(loaded, &encoded_answers)),
        ],
    );
    let count = encoded_answers.len();
    let [base, picked, settled, both] = short.map(|time| microseconds(time, passes * count));
    let base = if parsed.is_some() { base } else { f64::NAN };
    title(head, "us");
    if parsed.is_some() {
        row("serde_json into a struct of the same lines", base, base, Goal::None);
    }
    row("pick with path, reasons, assumptions, from settled answers", picked, base, Goal::AtMost(0.6));
    row("settling answers from their codes", settled, base, Goal::None);
    row("settling and pick", both, base, Goal::None);
    let parts = full(loaded, requirements);
    let evaluated = microseconds(parts.evaluate, count);
    let reported = microseconds(parts.evaluate + parts.report, count);
    let written = microseconds(parts.evaluate + parts.report + parts.text, count);
    row("evaluation", evaluated, base, Goal::AtMost(EVALUATION));
    row("evaluation and report as data", reported, base, Goal::None);
    row("evaluation and report as JSON text", written, base, Goal::None);
    plain("reports as JSON text, a second and core", 1e6 / written, Goal::AtLeast(REPORTS));
}

/// The best round of all requirements: rounds while there is time.
fn full(loaded: &Loaded, requirements: &[Requirement]) -> Parts {
    let start = Instant::now();
    let mut best: Option<Parts> = None;
    let sum = |parts: &Parts| parts.evaluate + parts.report + parts.text;
    while best.is_none() || start.elapsed() < Duration::from_secs(6) {
        let mut parts = Parts { evaluate: Duration::ZERO, report: Duration::ZERO, text: Duration::ZERO };
        for requirement in requirements {
            let start = Instant::now();
            let evaluation = black_box(evaluate(&loaded.rules, requirement.encoded()));
            let evaluated = Instant::now();
            let report = black_box(packs::report(loaded, requirement, &evaluation));
            let reported = Instant::now();
            let text = black_box(serde_json::to_string(&report).expect("it has text keys only"));
            let written = Instant::now();
            parts.evaluate += evaluated - start;
            parts.report += reported - evaluated;
            // What was made is also taken down again.
            drop((text, report, evaluation));
            parts.text += written - reported + written.elapsed();
        }
        best = best.filter(|best| sum(best) < sum(&parts)).or(Some(parts));
    }
    best.expect("there was a round")
}
