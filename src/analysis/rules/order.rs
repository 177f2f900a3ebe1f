//! The order in which diagrams ask questions: it decides how large they become, and nothing else.

use std::collections::BTreeSet;

use crate::graph::NodeId;
use crate::logic::{Formula, QuestionId};
use crate::pack::Check;
use crate::program::Ruleset;

use super::cuts::each_test;

/// The names of all questions: first those of the walk, as it comes to them, then those of constraints; whatever the fallbacks of a
/// question look at stands before it. Last come those that rows of tables are held against together: each has many cells, and what was
/// answered to one of them has to be kept until the last is asked.
pub(super) fn order(packs: &[&Ruleset]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let (mut seen, mut late) = (BTreeSet::new(), BTreeSet::new());
    for dated in packs {
        let mut order = Order { dated, seen: BTreeSet::new(), found: Vec::new() };
        order.walk();
        let name = |question: QuestionId| &dated.pack().question(question).name;
        for name in order.found.into_iter().map(name) {
            if seen.insert(name.clone()) {
                names.push(name.clone());
            }
        }
        late.extend(of_rows(dated).into_iter().map(name));
    }
    let (early, late): (Vec<String>, Vec<String>) = names.into_iter().partition(|name| !late.contains(name));
    [early, late].concat()
}

/// The questions that constraints on rows of tables look at.
fn of_rows(dated: &Ruleset) -> BTreeSet<QuestionId> {
    let mut found = BTreeSet::new();
    for (service, _) in dated.catalog().services() {
        let of_rows = |check: &&Check| dated.constraint(check.constraint).rows.is_some();
        for check in dated.checks(service).iter().filter(of_rows) {
            each_test(dated.need(check), &mut |test| {
                found.insert(test.question);
            });
        }
    }
    found
}

struct Order<'a> {
    dated: &'a Ruleset,
    seen: BTreeSet<QuestionId>,
    found: Vec<QuestionId>,
}

impl Order<'_> {
    fn walk(&mut self) {
        let pack = self.dated.pack();
        for at in 0..pack.nodes().len() {
            let node = NodeId(u16::try_from(at).unwrap_or(u16::MAX));
            for arm in pack.graph().arms(node) {
                arm.guard.iter().for_each(|guard| self.formula(guard));
            }
        }
        for conflict in pack.conflicts() {
            self.formula(&conflict.formula);
        }
        let providers: Vec<_> = self.dated.catalog().providers().map(|(id, _)| id).collect();
        for outcome in pack.outcomes() {
            for candidate in providers.iter().flat_map(|provider| outcome.of(*provider)) {
                candidate.when.iter().for_each(|when| self.formula(when));
            }
        }
        for constraint in 0..pack.constraints().len() {
            for (service, _) in self.dated.catalog().services() {
                let index = u16::try_from(constraint).unwrap_or(u16::MAX);
                for check in self.dated.checks(service).iter().filter(|check| check.constraint == index) {
                    self.formula(&check.when);
                    self.formula(self.dated.need(check));
                }
            }
        }
        for (question, _) in pack.questions() {
            self.question(question);
        }
    }

    fn formula(&mut self, formula: &Formula) {
        let mut questions = Vec::new();
        each_test(formula, &mut |test| questions.push(test.question));
        for question in questions {
            self.question(question);
        }
    }

    fn question(&mut self, question: QuestionId) {
        if !self.seen.insert(question) {
            return;
        }
        let pack = self.dated.pack();
        for fallback in &pack.question(question).fallbacks {
            fallback.when.iter().for_each(|when| self.formula(when));
        }
        self.found.push(question);
    }
}
