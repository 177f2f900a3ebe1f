//! The cases of a pack as a person reads them, and as programs do.

use std::io::{self, Write};

use serde::Serialize;

use crate::cases::{Answered, CaseResult, CaseRun, Coverage, Difference, Kind, Why};
use crate::catalog::Catalog;
use crate::diagnostic::Sources;
use crate::pack::CompiledPack;

#[cfg(feature = "cli")]
use super::page::{Page, TextStyle, Tone};

/// A run of cases, with what its names and places are from.
#[derive(Clone, Copy, Debug)]
pub struct Cases<'a> {
    /// What became of the cases.
    pub run: &'a CaseRun<'a>,
    /// The pack.
    pub pack: &'a CompiledPack,
    /// Its catalog.
    pub catalog: &'a Catalog,
    /// Its files.
    pub sources: &'a Sources,
    /// Whether all cases were run, so that what they leave out is worth saying.
    pub complete: bool,
}

/// What is expected of a case and what is so instead, in words.
#[derive(Serialize)]
struct Reported {
    at: String,
    expected: String,
    found: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
}

#[derive(Serialize)]
struct CaseRecord<'a> {
    name: &'a str,
    at: String,
    holds: bool,
    differences: Vec<Reported>,
}

#[derive(Serialize)]
struct CoverageRecord {
    kind: &'static str,
    seen: usize,
    of: usize,
}

#[derive(Serialize)]
struct GapRecord {
    missing: &'static str,
    name: String,
    at: String,
}

#[derive(Serialize)]
struct CasesRecord<'a> {
    schema: &'static str,
    #[serde(flatten)]
    basis: super::Basis,
    passed: usize,
    failed: usize,
    cases: Vec<CaseRecord<'a>>,
    coverage: Vec<CoverageRecord>,
    gaps: Vec<GapRecord>,
}

impl Cases<'_> {
    fn place(&self, span: crate::diagnostic::Span) -> String {
        self.sources.place(span).to_string()
    }

    fn reported(&self, result: &CaseResult<'_>) -> Vec<Reported> {
        result.differences.iter().flat_map(|difference| self.difference(difference)).collect()
    }

    fn difference(&self, difference: &Difference) -> Vec<Reported> {
        let reported = |at, expected: String, found: String, notes| {
            vec![Reported { at: self.place(at), expected, found, notes }]
        };
        match difference {
            Difference::Invalid(found) => {
                let finding = |finding: &crate::diagnostic::Diagnostic| Reported {
                    at: finding.span.map(|span| self.place(span)).unwrap_or_default(),
                    expected: "a valid requirement".to_owned(),
                    found: finding.message.clone(),
                    notes: finding.help.iter().cloned().collect(),
                };
                found.iter().map(finding).collect()
            }
            Difference::NotAsked { at, provider } => reported(
                *at,
                format!("an answer for {provider}"),
                "what is given leaves it out".to_owned(),
                vec![],
            ),
            Difference::Answer { at, provider, expected, found, path, why } => {
                let mut notes = vec![format!("the walk: {}", path.join(" -> "))];
                notes.extend(explained(why, &expected.service));
                let expected = format!("{provider} {}", answered(expected));
                reported(*at, expected, format!("{provider} {}", answered(found)), notes)
            }
            Difference::NotRejected { at, service, by, others } => {
                let by = by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
                let found = if others.is_empty() {
                    "it is not".to_owned()
                } else {
                    format!("by {}", others.join(", "))
                };
                reported(*at, format!("{service} to be rejected{by}"), found, vec![])
            }
            Difference::NotAlong { at, service, others } => {
                reported(*at, format!("{service} to come along"), listed(others), vec![])
            }
            Difference::NotThrough { at, name, others } => {
                reported(*at, format!("a walk through {name}"), listed(others), vec![])
            }
            Difference::NotWarned { at, name, others } => {
                reported(*at, format!("the caveat {name}"), listed(others), vec![])
            }
        }
    }
}

fn answered(answer: &Answered) -> String {
    let form = answer.form.as_ref().map(|form| format!(" as {form}")).unwrap_or_default();
    let status = answer.status.as_ref().map(|status| format!(", {status}")).unwrap_or_default();
    format!("{}{form}{status}", answer.service)
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn explained(why: &Why, service: &str) -> Option<String> {
    match why {
        Why::Itself | Why::Nothing => None,
        Why::Rejected(by) => Some(format!("{service} is rejected by {}", by.join(", "))),
        Why::Behind => Some(format!("{service} would do, and comes after it")),
    }
}

/// What is counted, and its plural.
fn counted(kind: Kind) -> &'static str {
    match kind {
        Kind::Arm => "arms taken",
        Kind::Outcome => "outcomes reached",
        Kind::Refusal => "constraints that refuse",
        Kind::Met => "constraints that bind and are met",
        Kind::Caveat => "caveats given",
        Kind::Companion => "companions along",
        Kind::Service => "configurations recommended",
    }
}

/// Writes a run of cases as JSON.
///
/// # Errors
/// Those of `out`.
pub fn json(out: &mut dyn Write, cases: Cases<'_>) -> io::Result<()> {
    let record = |result: &CaseResult<'_>| -> (String, bool, Vec<Reported>) {
        (cases.place(result.case.name.span), result.differences.is_empty(), cases.reported(result))
    };
    let records = cases.run.results.iter().map(|result| {
        let (at, holds, differences) = record(result);
        CaseRecord { name: &result.case.name.value, at, holds, differences }
    });
    let records: Vec<CaseRecord<'_>> = records.collect();
    let passed = records.iter().filter(|record| record.holds).count();
    let coverage = |coverage: &Coverage, kind: Kind| {
        let (seen, of) = coverage.count(kind);
        CoverageRecord { kind: counted(kind), seen, of }
    };
    let gaps = if cases.complete { cases.run.coverage.gaps(cases.pack, cases.catalog) } else { Vec::new() };
    let document = CasesRecord {
        schema: "fingerpost.cases/1",
        basis: super::basis(cases.pack),
        passed,
        failed: records.len() - passed,
        cases: records,
        coverage: Kind::ALL.iter().map(|kind| coverage(&cases.run.coverage, *kind)).collect(),
        gaps: gaps
            .into_iter()
            .map(|gap| GapRecord {
                missing: gap.kind.when_missing(),
                name: gap.name,
                at: cases.place(gap.span),
            })
            .collect(),
    };
    super::json::pretty(out, &document)
}

/// Writes what differs, how many cases hold, and what they exercise; with `verbose` every case and every gap.
///
/// # Errors
/// Those of `out`.
#[cfg(feature = "cli")]
pub fn text(out: &mut dyn Write, cases: Cases<'_>, style: TextStyle) -> io::Result<()> {
    let mut page = Page::new(out, style);
    for result in &cases.run.results {
        let (case, reported) = (result.case, cases.reported(result));
        if reported.is_empty() {
            if style.verbose {
                page.entry((0, 7), "holds", &case.name.value, Tone::Plain)?;
            }
            continue;
        }
        page.entry((0, 7), "FAILS", &case.name.value, Tone::Bad)?;
        for Reported { at, expected, found, notes } in reported {
            page.entry((7, 17), "expected", &expected, Tone::Plain)?;
            page.entry((7, 17), "found", &found, Tone::Plain)?;
            page.entries((7, 17), "", notes)?;
            page.entry((7, 17), "at", &at, Tone::Faint)?;
        }
        page.blank()?;
    }
    let failed = cases.run.results.iter().filter(|result| !result.differences.is_empty()).count();
    let held = cases.run.results.len() - failed;
    let tone = if failed > 0 { Tone::Bad } else { Tone::Good };
    page.text(0, &format!("{held} cases hold, {failed} do not"), tone)?;
    if cases.complete { coverage(&mut page, cases) } else { Ok(()) }
}

#[cfg(feature = "cli")]
fn coverage(page: &mut Page<'_>, cases: Cases<'_>) -> io::Result<()> {
    let gaps = cases.run.coverage.gaps(cases.pack, cases.catalog);
    for kind in Kind::ALL {
        let (seen, of) = cases.run.coverage.count(kind);
        page.entry((2, 38), counted(kind), &format!("{seen} of {of}"), Tone::Plain)?;
        if page.verbose() {
            let own = gaps.iter().filter(|gap| gap.kind == kind);
            page.entries((4, 38), kind.when_missing(), own.map(|gap| gap.name.clone()))?;
        }
    }
    if !page.verbose() && !gaps.is_empty() {
        page.text(2, "`--verbose` names what is left out", Tone::Faint)?;
    }
    Ok(())
}
