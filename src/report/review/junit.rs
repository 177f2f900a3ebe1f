//! Reviews as `JUnit` XML: a suite for each workload, a case for each choice.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::super::escape::terminal;
use super::model::{Level, ProposalRecord, Reviews};

/// Writes the whole document.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Reviews) -> io::Result<()> {
    let mut report = Report::new("fingerpost review");
    for review in &document.reviews {
        let mut suite = TestSuite::new(terminal(&review.workload).into_owned());
        suite.add_property(("pack", document.basis.to_string().as_str()));
        suite.add_property(("as_of", document.as_of.as_str()));
        suite.add_test_cases(review.proposals.iter().map(case));
        report.add_test_suite(suite);
    }
    let text = report.to_string().map_err(io::Error::other)?;
    writeln!(out, "{}", text.trim_end())
}

fn case(proposal: &ProposalRecord) -> TestCase {
    let status = match proposal.level() {
        Level::Error => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type(proposal.verdict.as_str());
            status.set_message(terminal(&proposal.text).into_owned());
            status.set_description(super::lines(proposal).join("\n"));
            status
        }
        _ => TestCaseStatus::success(),
    };
    let place = &proposal.place;
    let mut case = TestCase::new(proposal.service.clone(), status);
    case.set_classname(terminal(&place.file).into_owned());
    case.set_system_out(super::lines(proposal).join("\n"));
    let places = [
        ("file", terminal(&place.file).into_owned()),
        ("line", place.line.to_string()),
        ("column", place.column.to_string()),
    ];
    for (name, value) in places {
        case.extra.insert(name.into(), value.into());
    }
    case
}
