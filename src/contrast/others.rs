//! What one answer can be changed to.

use std::collections::BTreeMap;

use crate::eval::origin;
use crate::logic::{QuestionId, Region};
use crate::program::{DatedRules, Sheet};

/// Everything that the answer to a question can be changed to at once: of a set, one word is added or taken away; what
/// stands without having been stated can also be stated as it is. Of rows that no rule tells apart, the first stands for all.
pub(super) fn others(dated: &DatedRules, sheet: &Sheet, question: QuestionId) -> Vec<Region> {
    match dated.pack().question(question).domain().whole() {
        Region::Set { maybe: words, .. } => {
            let present = origin(dated, sheet, question).and_then(|(code, _, _)| code);
            let set = present.unwrap_or(0).cast_unsigned();
            let as_it_is = sheet.code(question).is_none().then_some(Region::Set { surely: set, maybe: 0 });
            as_it_is.into_iter().chain([Region::Toggled { set, words }]).collect()
        }
        Region::Rows { rows, left } => {
            let mut first: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
            for row in left {
                first.entry(dated.program().row_signature(question, row)).or_insert(row);
            }
            let mut left: Vec<usize> = first.into_values().collect();
            left.sort_unstable();
            vec![Region::Rows { rows, left }]
        }
        whole => vec![whole],
    }
}
