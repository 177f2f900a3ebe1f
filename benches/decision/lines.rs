//! A line of JSON in, a line of JSON out.

use std::hint::black_box;
use std::time::Duration;

use super::inputs::{self, Document};
use super::packs::{self, Loaded, Short};
use super::table::{Goal, row, title};
use super::timing::{Rounds, each, nanoseconds, turns};
use super::workloads::{self, Workload};
use super::{DOCUMENTS, by_hand};

/// Full reports take long.
const REPORTED: usize = 10_000;

const ROUNDS: Rounds = Rounds { most: 10, seconds: 6 };

pub(crate) fn measure() {
    thirty();
    containers();
}

fn thirty() {
    let loaded = packs::decision();
    let (_, lines) = inputs::documents(DOCUMENTS);
    let parsed = read_by_serde::<Document>;
    let (mut short, mut reader) = (Short::new(&loaded), Short::new(&loaded));
    let [hand, brief, parsed, read] = turns(
        ROUNDS,
        [
            &mut || each(&lines, |line| drop(black_box(by_hand::line(black_box(line))))),
            &mut || each(&lines, |line| drop(black_box(short.line(black_box(line))))),
            &mut || parsed(&lines),
            &mut || each(&lines, |line| reader.read(black_box(line))),
        ],
    )
    .map(|time| nanoseconds(time, lines.len()));
    let full = full(&lines, &loaded);
    title(&format!("30-rule decision, {DOCUMENTS} different lines of JSON"), "ns");
    row("hand-written serde, line to line", hand, hand, Goal::None);
    row("service, status and reasons, line to line", brief, hand, Goal::Times(2.0));
    row(&format!("full report, line to line ({REPORTED} of them)"), full, hand, Goal::Times(10.0));
    row("serde_json into a struct", parsed, parsed, Goal::None);
    row("reading: line to checked and settled answers", read, parsed, Goal::Times(2.0));
}

fn containers() {
    let loaded = packs::containers();
    let lines = workloads::lines(REPORTED, &loaded);
    let parsed = read_by_serde::<Workload>;
    let (mut short, mut reader) = (Short::new(&loaded), Short::new(&loaded));
    let [parsed, brief, read] = turns(
        ROUNDS,
        [
            &mut || parsed(&lines),
            &mut || each(&lines, |line| drop(black_box(short.line(black_box(line))))),
            &mut || each(&lines, |line| reader.read(black_box(line))),
        ],
    )
    .map(|time| nanoseconds(time, lines.len()));
    let full = full(&lines, &loaded);
    title(&format!("containers pack, {REPORTED} different lines of JSON"), "ns");
    row("serde_json into a struct", parsed, parsed, Goal::None);
    row("reading: line to checked and settled answers", read, parsed, Goal::Times(2.0));
    row("service, status and reasons, line to line", brief, parsed, Goal::Times(2.0));
    row("full report, line to line", full, parsed, Goal::None);
}

fn read_by_serde<T: serde::de::DeserializeOwned>(lines: &[String]) -> Duration {
    each(lines, |line| drop(black_box(serde_json::from_str::<T>(black_box(line)).expect("it is one"))))
}

fn full(lines: &[String], loaded: &Loaded) -> f64 {
    let lines = lines.get(..REPORTED).unwrap_or(lines);
    let [full] = turns(
        ROUNDS,
        [&mut || each(lines, |line| drop(black_box(packs::report_line(black_box(line), loaded))))],
    );
    nanoseconds(full, lines.len())
}
