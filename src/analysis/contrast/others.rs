//! What one answer can be changed to.

use std::collections::BTreeMap;

use crate::eval::origin;
use crate::logic::{Answers, Formula, QuestionId, Region, Rows, Test, Truth};
use crate::program::Ruleset;
use crate::requirement::{Sheet, whole};

/// Everything that the answer to a question can be changed to at once: of a set, one word is added or taken away; what
/// stands without having been stated can also be stated as it is. Of rows that no rule tells apart, the first stands for all.
pub(super) fn others(dated: &Ruleset, sheet: &Sheet, question: QuestionId) -> Vec<Region> {
    match whole(dated.pack(), question) {
        Region::Set { maybe: words, .. } => {
            let present = origin(dated, sheet, question).and_then(|(code, _, _)| code);
            let set = present.unwrap_or(0).cast_unsigned();
            let as_it_is = sheet.code(question).is_none().then_some(Region::Set { surely: set, maybe: 0 });
            as_it_is.into_iter().chain([Region::Toggled { set, words }]).collect()
        }
        Region::Rows { rows, left } => {
            let rules = about(dated, question);
            let mut first: BTreeMap<Vec<Truth>, usize> = BTreeMap::new();
            for row in left {
                let mut answer = AtRow { rows: rows.as_ref(), row };
                let comes_out = rules.iter().map(|rule| rule.truth(&mut answer));
                first.entry(comes_out.collect()).or_insert(row);
            }
            let mut left: Vec<usize> = first.into_values().collect();
            left.sort_unstable();
            vec![Region::Rows { rows, left }]
        }
        whole => vec![whole],
    }
}

/// A row as the answer to the only question that is looked at.
struct AtRow<'r> {
    rows: &'r dyn Rows,
    row: usize,
}

impl Answers for AtRow<'_> {
    fn test(&mut self, test: &Test) -> Truth {
        let code = match test.column {
            None => i128::try_from(self.row).ok(),
            Some(column) => self.rows.cell(self.row, column),
        };
        Truth::from(code.is_some_and(|code| test.op.holds(code)))
    }
}

/// All that is said about a question alone, in the pack and in the checks of all services on the day; each once. What else
/// depends on the question does so through these.
fn about(dated: &Ruleset, question: QuestionId) -> Vec<Formula> {
    let mut found = Vec::new();
    dated.each_formula(&mut |formula| collect(formula, question, &mut found));
    found
}

/// Adds the largest parts of a formula that look at a question and at no other.
fn collect(formula: &Formula, question: QuestionId, found: &mut Vec<Formula>) {
    let (mut looks, mut only) = (false, true);
    formula.each_test(&mut |test| {
        looks |= test.question == question;
        only &= test.question == question;
    });
    let mut add = |part: &Formula| {
        if !found.contains(part) {
            found.push(part.clone());
        }
    };
    match formula {
        _ if !looks => {}
        _ if only => add(formula),
        Formula::Not(inner) => collect(inner, question, found),
        Formula::Shared(inner) => collect(inner, question, found),
        Formula::And(parts) | Formula::Or(parts) => {
            parts.iter().for_each(|part| collect(part, question, found));
        }
        Formula::All(literals) => {
            let own = literals.iter().filter(|literal| literal.test.question == question);
            own.for_each(|literal| add(&Formula::Test(literal.test)));
        }
        Formula::Const(_) | Formula::Test(_) => {}
    }
}
