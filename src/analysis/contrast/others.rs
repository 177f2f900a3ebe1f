//! What one answer can be changed to.

use std::collections::BTreeMap;

use crate::eval::origin;
use crate::logic::{QuestionId, Region, Test};
use crate::pack::DatedPack;
use crate::requirement::{Sheet, whole};

/// Everything that the answer to a question can be changed to at once: of a set, one word is added or taken away; what
/// stands without having been stated can also be stated as it is. Of rows that no rule tells apart, the first stands for all.
pub(super) fn others(dated: &DatedPack<'_>, sheet: &Sheet, question: QuestionId) -> Vec<Region> {
    match whole(dated.pack(), question) {
        Region::Set { maybe: words, .. } => {
            let present = origin(dated, sheet, question).and_then(|(code, _, _)| code);
            let set = present.unwrap_or(0).cast_unsigned();
            let as_it_is = sheet.code(question).is_none().then_some(Region::Set { surely: set, maybe: 0 });
            as_it_is.into_iter().chain([Region::Toggled { set, words }]).collect()
        }
        Region::Rows { rows, left } => {
            let tests = tests(dated, question);
            let passes = |row: usize, test: &Test| match test.column {
                None => i128::try_from(row).is_ok_and(|code| test.op.holds(code)),
                Some(column) => rows.cell(row, column).is_some_and(|code| test.op.holds(code)),
            };
            let mut first: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
            for row in left {
                first.entry(tests.iter().map(|test| passes(row, test)).collect()).or_insert(row);
            }
            let mut left: Vec<usize> = first.into_values().collect();
            left.sort_unstable();
            vec![Region::Rows { rows, left }]
        }
        whole => vec![whole],
    }
}

/// Every test of a question in the pack, and in the checks of all services on the day; each once.
fn tests(dated: &DatedPack<'_>, question: QuestionId) -> Vec<Test> {
    let mut tests: Vec<Test> = Vec::new();
    dated.each_formula(&mut |formula| {
        formula.each_test(&mut |test| {
            if test.question == question && !tests.contains(test) {
                tests.push(*test);
            }
        });
    });
    tests
}
