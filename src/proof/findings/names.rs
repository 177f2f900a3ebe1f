//! Questions and derivations that nothing uses.

use std::collections::BTreeSet;

use crate::diagnostic::Code;
use crate::graph::NodeId;
use crate::logic::{Formula, QuestionId};
use crate::pack::{Cond, Grounds, Mention, Part, Template};

use super::super::finding::{Check, Finding};
use super::super::witness::Claim;
use crate::logic::diagram::FALSE;

/// What rules mention.
#[derive(Default)]
struct Used {
    questions: BTreeSet<QuestionId>,
    derivations: BTreeSet<usize>,
    /// Derivations inside formulas, by the formula that they share.
    shared: BTreeSet<*const Formula>,
}

/// Findings about names that nothing uses.
pub(in super::super) fn names(check: &mut Check<'_>) {
    let used = used(check);
    derivations(check, &used);
    questions(check, &used);
}

fn derivations(check: &mut Check<'_>, used: &Used) {
    for (at, derivation) in check.dated.pack().derivations().iter().enumerate() {
        let shared = std::sync::Arc::as_ptr(&derivation.formula);
        if used.derivations.contains(&at) || used.shared.contains(&shared) {
            continue;
        }
        let message = format!("nothing uses the derivation `{}`", derivation.name);
        let finding = Finding::new(Code::UnusedDerivation, &derivation.name, Some(derivation.span), message);
        let [holds, _] = check.model.symbolic.derivation(&mut check.d, at);
        let here = check.d.and(check.model.valid, holds);
        let here = if here == FALSE { check.model.valid } else { here };
        check.found(finding.help("delete it"), here, &Claim::Sound);
    }
}

fn questions(check: &mut Check<'_>, used: &Used) {
    let dated = check.dated;
    let pack = dated.pack();
    let headed = [pack.workload_question(), pack.providers_question(), pack.provider_variable()];
    for (id, question) in pack.questions() {
        if used.questions.contains(&id) || headed.contains(&Some(id)) {
            continue;
        }
        let message = format!("no answer to `{}` changes anything", question.name);
        let finding = Finding::new(Code::UnusedQuestion, &question.name, Some(question.span), message);
        let stated = check.model.symbolic.is_stated(&mut check.d, id);
        let here = check.d.and(check.model.valid, stated);
        check.found(finding.help("use it in a rule, or delete it"), here, &Claim::Sound);
    }
}

impl Used {
    fn formula(&mut self, formula: &Formula) {
        match formula {
            Formula::Const(_) => {}
            Formula::Test(test) => drop(self.questions.insert(test.question)),
            Formula::Not(inner) | Formula::Taken(inner) => self.formula(inner),
            Formula::All(literals) => self.questions.extend(literals.iter().map(|it| it.test.question)),
            Formula::And(parts) | Formula::Or(parts) => parts.iter().for_each(|part| self.formula(part)),
            Formula::Shared(inner) => {
                if self.shared.insert(std::sync::Arc::as_ptr(inner)) {
                    self.formula(inner);
                }
            }
        }
    }

    fn condition(&mut self, condition: &Cond) {
        for mention in condition.mentions() {
            match mention {
                Mention::Subject(subject) => drop(self.questions.insert(subject.question)),
                Mention::Derived(id) => drop(self.derivations.insert(id.index())),
                Mention::Fact(_) | Mention::Cell(_) => {}
            }
        }
    }

    fn template(&mut self, template: &Template) {
        let subjects = template.0.iter().filter_map(|part| match part {
            Part::Answer(subject) => Some(subject.question),
            _ => None,
        });
        self.questions.extend(subjects);
    }

    fn grounds(&mut self, grounds: &Grounds) {
        grounds.because.iter().for_each(|because| self.template(because));
    }
}

/// What every rule but the derivations themselves uses; a derivation counts when something uses it.
fn used(check: &Check<'_>) -> Used {
    let pack = check.dated.pack();
    let mut used = Used::default();
    for (at, node) in pack.nodes().iter().enumerate() {
        let arms = pack.graph().arms(NodeId::nth(at));
        arms.iter().filter_map(|arm| arm.guard.as_ref()).for_each(|guard| used.formula(guard));
        node.arms.iter().for_each(|arm| used.grounds(&arm.grounds));
    }
    for (_, question) in pack.questions() {
        for fallback in &question.fallbacks {
            fallback.condition.iter().for_each(|condition| used.condition(condition));
            fallback.because.iter().for_each(|because| used.template(because));
        }
    }
    for conflict in pack.conflicts() {
        used.formula(&conflict.formula);
        used.grounds(&conflict.grounds);
    }
    for constraint in pack.constraints() {
        used.condition(&constraint.when);
        used.condition(&constraint.need);
        used.template(&constraint.refuse);
        used.grounds(&constraint.grounds);
    }
    for caveat in pack.caveats().iter().chain(pack.outcomes().iter().flat_map(|outcome| &outcome.caveats)) {
        used.condition(&caveat.when);
        used.template(&caveat.say);
    }
    for companion in pack.outcomes().iter().flat_map(|outcome| &outcome.companions) {
        used.condition(&companion.when);
    }
    for outcome in pack.outcomes() {
        used.grounds(&outcome.grounds);
        let whens = outcome.candidates.iter().flatten().filter_map(|candidate| candidate.when.as_ref());
        whens.for_each(|when| used.formula(when));
    }
    let providers = check.dated.catalog().providers();
    let preferred = providers.flat_map(|(id, _)| pack.preferences(id)).filter_map(|it| it.when.as_ref());
    preferred.for_each(|when| used.formula(when));
    // What a used derivation uses is used.
    for derivation in pack.derivations() {
        let mut inner = Used::default();
        inner.condition(&derivation.condition);
        used.derivations.extend(inner.derivations);
        if used.shared.contains(&std::sync::Arc::as_ptr(&derivation.formula)) {
            used.questions.extend(inner.questions);
        }
    }
    let open: Vec<usize> = used.derivations.iter().copied().collect();
    for derivation in open.into_iter().filter_map(|at| pack.derivations().get(at)) {
        used.formula(&derivation.formula);
    }
    used
}
