//! Why a service was rejected: the constraint, the answer that binds it, the fact that breaks it.

use super::super::model::{FactRecord, RejectionRecord, RequirementRecord};
use super::super::phrase::json;
use super::Builder;
use crate::catalog::{KeyId, ServiceId};
use crate::eval::{Answer, Origin, Rejection};
use crate::logic::QuestionId;
use crate::pack::{Cond, Constraint, Mention};

impl Builder<'_> {
    pub(super) fn rejection(&self, rejection: Rejection) -> RejectionRecord {
        let constraint: &Constraint = self.dated.constraint(rejection.constraint);
        let (service, name) = self.id_and_name(rejection.service);
        RejectionRecord {
            service,
            name,
            constraint: constraint.name.clone(),
            text: self.phrases.fill(&constraint.refuse, Some(rejection.service)),
            named: rejection.named,
            rule: self.phrases.rule(constraint.span),
            requirement: self.binding_answer(constraint),
            fact: self.deciding_fact(constraint, rejection.service),
        }
    }

    /// The answer that a constraint binds on: the first that its need looks at, else its `when`.
    fn binding_answer(&self, constraint: &Constraint) -> Option<RequirementRecord> {
        let mut questions = self.questions(&constraint.need);
        questions.extend(self.questions(&constraint.when));
        let binds = |question: &QuestionId| {
            let answers = self.evaluation.answers.iter();
            let bound = |answer: &&Answer| matches!(answer.origin, Origin::Stated | Origin::Derived);
            answers.filter(bound).find(|answer| answer.question == *question)
        };
        let answer = questions.iter().find_map(binds)?;
        Some(RequirementRecord {
            question: self.question(answer.question),
            value: self.phrases.json(answer.question, answer.code),
            at: self.phrases.at(answer.question),
        })
    }

    /// Questions of a condition in order of writing, derivations opened.
    fn questions(&self, condition: &Cond) -> Vec<QuestionId> {
        let mut questions = Vec::new();
        for mention in condition.mentions() {
            match mention {
                Mention::Subject(subject) => questions.push(subject.question),
                Mention::Derived(id) => {
                    let derivation = self.dated.pack().derivations().get(id.index());
                    questions.extend(derivation.iter().flat_map(|d| self.questions(&d.condition)));
                }
                Mention::Fact(_) | Mention::Cell(_) => {}
            }
        }
        questions
    }

    fn deciding_fact(&self, constraint: &Constraint, service: ServiceId) -> Option<FactRecord> {
        let keys = |condition: &Cond| -> Vec<KeyId> {
            let key = |mention| if let Mention::Fact(key) = mention { Some(key) } else { None };
            condition.mentions().into_iter().filter_map(key).collect()
        };
        // Where rows are looked through, the fact that says which rows there are.
        let rows = constraint.rows.iter().flat_map(|rows| keys(&rows.only));
        let key = rows.chain(keys(&constraint.need)).chain(keys(&constraint.when)).next()?;
        let fact = self.phrases.fact_of(service, key)?;
        Some(FactRecord {
            key: self.dated.catalog().key(key).name.clone(),
            value: fact.value.as_ref().map_or(serde_json::Value::Null, json),
            source: fact.source.to_string(),
            as_of: fact.read.to_string(),
        })
    }
}
