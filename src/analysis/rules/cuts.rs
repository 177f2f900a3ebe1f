//! Where the rules of a pack look: the tests of each question.

use std::collections::BTreeMap;

use crate::logic::{Formula, Op, QuestionId, Test};
use crate::program::Ruleset;

/// The tests that the rules of one pack make, by question.
#[derive(Debug, Default)]
pub(super) struct Cuts {
    /// The largest formulas that look at one question alone, except sets.
    unary: BTreeMap<QuestionId, Vec<Formula>>,
    limits: BTreeMap<QuestionId, Vec<i128>>,
    masks: BTreeMap<QuestionId, Vec<u128>>,
}

impl Cuts {
    /// The tests of all rules of a pack that can bear on an answer.
    pub(super) fn of(dated: &Ruleset) -> Self {
        let mut cuts = Self::default();
        for formula in formulas(dated) {
            cuts.add(&formula);
        }
        cuts
    }

    /// The formulas about one question, each once.
    pub(super) fn unary(&self, question: QuestionId) -> &[Formula] {
        self.unary.get(&question).map_or(&[], Vec::as_slice)
    }

    /// The codes at which a question is cut: below, and from there on.
    pub(super) fn cuts(&self, question: QuestionId) -> impl Iterator<Item = i128> {
        self.limits.get(&question).into_iter().flatten().copied()
    }

    /// The words that tests of a set look at together.
    pub(super) fn masks(&self, question: QuestionId) -> impl Iterator<Item = u128> {
        self.masks.get(&question).into_iter().flatten().copied()
    }

    fn add(&mut self, formula: &Formula) {
        match question(formula) {
            Some(question) if !is_of_set(formula) => {
                let known = self.unary.entry(question).or_default();
                if !known.contains(formula) {
                    known.push(formula.clone());
                }
            }
            _ => {
                parts(formula, &mut |part| self.add(part));
            }
        }
        each_test(formula, &mut |test| self.note(test));
    }

    fn note(&mut self, test: &Test) {
        let mut cut = |at: Option<i128>| {
            if test.column.is_none() {
                self.limits.entry(test.question).or_default().extend(at);
            }
        };
        // An amount has cuts, a set has words: each question only ever uses one of the two.
        let mut words = |mask: u128| {
            let known = self.masks.entry(test.question).or_default();
            if test.column.is_none() && !known.contains(&mask) {
                known.push(mask);
            }
        };
        match test.op {
            Op::Below(limit) | Op::AtLeast(limit) => cut(Some(limit)),
            Op::Equals(code) => {
                cut(Some(code));
                cut(code.checked_add(1));
                words(code.cast_unsigned());
            }
            Op::HasAll(mask) | Op::HasAny(mask) | Op::Within(mask) => words(mask),
            _ => {}
        }
    }
}

/// Every formula of a pack: guards, conditions of candidates, fallbacks, conflicts, and for each service its constraints, caveats
/// and companions.
fn formulas(dated: &Ruleset) -> Vec<Formula> {
    let pack = dated.pack();
    let graph = pack.graph();
    let mut all: Vec<Formula> = Vec::new();
    for (node, _) in pack.nodes().iter().enumerate() {
        let node = crate::graph::NodeId(u16::try_from(node).unwrap_or(u16::MAX));
        all.extend(graph.arms(node).iter().filter_map(|arm| arm.guard.clone()));
    }
    for (_, question) in pack.questions() {
        all.extend(question.fallbacks.iter().filter_map(|fallback| fallback.when.clone()));
    }
    all.extend(pack.derivations().iter().map(|derivation| derivation.formula.as_ref().clone()));
    all.extend(pack.conflicts().iter().map(|conflict| conflict.formula.clone()));
    let providers: Vec<_> = dated.catalog().providers().map(|(id, _)| id).collect();
    let named = pack.outcomes().iter().flat_map(|outcome| providers.iter().flat_map(|id| outcome.of(*id)));
    let named = named.chain(providers.iter().flat_map(|id| pack.preferences(*id)));
    all.extend(named.filter_map(|candidate| candidate.when.clone()));
    for (service, entry) in dated.catalog().services() {
        if entry.companion {
            continue;
        }
        for constraint in pack.constraints() {
            let need = dated.bind_rows(constraint.rows.as_ref(), &constraint.need, service);
            all.extend([dated.bind(&constraint.when, service), need]);
        }
        let caveats = pack.caveats().iter();
        all.extend(caveats.map(|caveat| dated.bind_rows(caveat.rows.as_ref(), &caveat.when, service)));
        for outcome in pack.outcomes() {
            all.extend(outcome.companions.iter().map(|companion| dated.bind(&companion.when, service)));
            all.extend(outcome.caveats.iter().map(|caveat| dated.bind(&caveat.when, service)));
        }
    }
    all
}

/// Calls `f` with the parts of a formula.
pub(super) fn parts(formula: &Formula, f: &mut dyn FnMut(&Formula)) {
    match formula {
        Formula::Const(_) | Formula::Test(_) => {}
        Formula::Not(inner) => f(inner),
        Formula::Shared(inner) => f(inner),
        Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(f),
        Formula::All(literals) => literals.iter().for_each(|literal| f(&Formula::Test(literal.test))),
    }
}

/// Calls `f` with every test of a formula.
pub(super) fn each_test(formula: &Formula, f: &mut dyn FnMut(&Test)) {
    match formula {
        Formula::Test(test) => f(test),
        other => parts(other, &mut |part| each_test(part, f)),
    }
}

/// The one question that a formula looks at; none if there are several, or none at all.
pub(super) fn question(formula: &Formula) -> Option<QuestionId> {
    let (mut only, mut several) = (None, false);
    each_test(formula, &mut |test| {
        several |= only.is_some_and(|question| question != test.question);
        only = Some(test.question);
    });
    only.filter(|_| !several)
}

/// Whether a formula looks into a set.
fn is_of_set(formula: &Formula) -> bool {
    let mut found = false;
    each_test(formula, &mut |test| {
        found |= test.column.is_none() && matches!(test.op, Op::HasAll(_) | Op::HasAny(_) | Op::Within(_));
    });
    found
}
