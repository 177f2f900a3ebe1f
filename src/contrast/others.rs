//! What one answer can be changed to.

use std::collections::BTreeMap;

use crate::eval::origin;
use crate::logic::{QuestionId, Subset};
use crate::program::{DatedRules, EncodedAnswers};

/// Everything that the answer to a question can be changed to at once: of a set, one word is added or taken away; what
/// stands without having been stated can also be stated as it is. Of rows that no rule tells apart, the first stands for all.
pub(super) fn others(dated: &DatedRules, encoded: &EncodedAnswers, question: QuestionId) -> Vec<Subset> {
    match dated.pack().question(question).domain().full() {
        Subset::Set { maybe: words, .. } => {
            let present = origin(dated, encoded, question).and_then(|(code, _, _)| code);
            let set = present.unwrap_or(0).cast_unsigned();
            let as_it_is = encoded.code(question).is_none().then_some(Subset::Set { surely: set, maybe: 0 });
            as_it_is.into_iter().chain([Subset::Toggled { set, words }]).collect()
        }
        Subset::Rows { rows, left } => {
            let mut first: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
            for row in left {
                first.entry(dated.program().row_signature(question, row)).or_insert(row);
            }
            let mut left: Vec<usize> = first.into_values().collect();
            left.sort_unstable();
            vec![Subset::Rows { rows, left }]
        }
        whole => vec![whole],
    }
}
