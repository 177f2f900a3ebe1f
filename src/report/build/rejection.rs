//! Why a service was rejected: the constraint, the answer that binds it, the fact that breaks it.

use std::collections::BTreeSet;

use super::super::model::{FactRecord, RejectionRecord, RequirementRecord};
use super::{Builder, sources};
use crate::catalog::{KeyId, Row, ServiceId};
use crate::eval::{Answer, Origin, Rejection};
use crate::logic::{QuestionId, Truth};
use crate::pack::{Cond, Constraint, Mention, Part, Quantifier, literal};
use crate::program::View;

impl Builder<'_> {
    pub(in crate::report) fn rejection(&self, rejection: Rejection) -> RejectionRecord {
        let constraint: &Constraint = self.dated.constraint(rejection.constraint);
        let catalog = self.dated.catalog();
        let configuration = catalog.service(rejection.configuration);
        // What is true of this configuration and not of every other is said of it alone.
        let reads = |condition: &Cond| {
            let own = condition.facts().into_iter().filter(|fact| fact.of.is_none());
            own.map(|fact| fact.key).any(|key| self.is_its_own(rejection.service, key))
        };
        let own = configuration.of.is_some()
            && (reads(&constraint.need)
                || reads(&constraint.when)
                || constraint.rows.iter().any(|rows| reads(&rows.only)));
        let said_of = if own { rejection.configuration } else { rejection.service };
        let (_, name) = self.id_and_name(said_of);
        let service = catalog.service(rejection.service).id.clone();
        // The comparison that failed was written down when it did.
        let broken = constraint.comparison(rejection.part);
        let text = match self.failing_row(constraint, rejection.configuration) {
            Some(row) => self.phrases.fill_row(&constraint.refuse, Some(rejection.configuration), Some(row)),
            None if own => self.phrases.fill_of_configuration(&constraint.refuse, rejection.configuration),
            None => self.phrases.fill(&constraint.refuse, Some(rejection.configuration)),
        };
        RejectionRecord {
            service,
            deployment: configuration.id.clone(),
            name,
            constraint: constraint.name.clone(),
            text: text + &self.supposed(constraint),
            named: rejection.named,
            rule: self.phrases.rule(constraint.span),
            pack: self.dated.pack().pack_of(constraint.span).name.clone(),
            overlay: self.phrases.overlay(constraint.span),
            because: constraint
                .grounds
                .because
                .as_ref()
                .map(|because| self.phrases.fill(because, Some(said_of))),
            sources: sources(&constraint.grounds.sources),
            requirement: self.binding_answer(constraint, broken),
            fact: self.deciding_fact(constraint, broken, rejection.configuration),
        }
    }

    /// What was guessed of the answers by which something comes along, and so binds: nobody said it.
    fn supposed(&self, constraint: &Constraint) -> String {
        let mut questions: Vec<QuestionId> =
            constraint.taken().iter().flat_map(|taken| self.questions(taken)).collect();
        questions.sort_unstable();
        questions.dedup();
        let assumed = self.evaluation.answers.iter().filter(|answer| answer.origin == Origin::Assumed);
        let guess = |answer: &Answer| {
            let value = self.phrases.value(answer.question)?;
            Some(format!("{} = {}", self.question(answer.question), literal(&value)))
        };
        let guesses: Vec<String> =
            assumed.filter(|answer| questions.contains(&answer.question)).filter_map(guess).collect();
        match guesses.len() {
            0 => String::new(),
            1 => format!("; that {} is assumed", guesses.concat()),
            _ => format!("; that {} are assumed", guesses.join(" and ")),
        }
    }

    /// The first row that does not satisfy what every row has to, where the text names it.
    fn failing_row(&self, constraint: &Constraint, configuration: ServiceId) -> Option<Row<'_>> {
        let names_it = |part: &Part| matches!(part, Part::Row | Part::Cell(_));
        let of = constraint.rows.as_ref().filter(|rows| rows.quantifier == Quantifier::Every)?;
        if !constraint.refuse.0.iter().any(names_it) {
            return None;
        }
        let (dated, encoded) = (self.dated, self.phrases.requirement.encoded());
        let program = dated.program();
        let mut assignment = program.assign(encoded);
        program.enter(&mut assignment, dated.catalog().service(configuration).provider);
        let mut codes = program.codes(&assignment, encoded, View::Asserted);
        let table = dated.catalog().table(of.table);
        let mut truth =
            |condition: &Cond, row| dated.bind_row(of, condition, configuration, row).truth(&mut codes);
        table.smallest_first().find(|row| {
            truth(&Cond::Const(true), *row) == Truth::True && truth(&constraint.need, *row) == Truth::False
        })
    }

    /// Whether some configuration of a service has a fact of its own for a key.
    fn is_its_own(&self, service: ServiceId, key: KeyId) -> bool {
        let catalog = self.dated.catalog();
        let mut all = catalog.service(service).configurations.iter();
        all.any(|one| catalog.service(*one).facts().iter().any(|fact| fact.key == key))
    }

    /// The answer that a constraint binds on: the first that the broken comparison looks at, else its `when`, else its need.
    fn binding_answer(&self, constraint: &Constraint, broken: &Cond) -> Option<RequirementRecord> {
        let looked_at = [broken, &constraint.when, &constraint.need];
        let questions: Vec<QuestionId> = looked_at.iter().flat_map(|part| self.questions(part)).collect();
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
        let (mut questions, mut opened) = (Vec::new(), BTreeSet::new());
        let mut waiting = vec![condition.mentions()];
        while let Some(mut mentions) = waiting.pop() {
            if mentions.is_empty() {
                continue;
            }
            let mention = mentions.remove(0);
            waiting.push(mentions);
            match mention {
                Mention::Subject(subject) => questions.push(subject.question),
                // A derivation that several others use is opened once.
                Mention::Derived(id) if opened.insert(id) => {
                    let derivation = self.dated.pack().derivations().get(id.index());
                    waiting.extend(derivation.map(|derivation| derivation.condition.mentions()));
                }
                Mention::Derived(_) | Mention::Fact(_) | Mention::Cell(_) => {}
            }
        }
        questions
    }

    /// The first fact that the broken comparison looks at, else the need, else its `when`.
    fn deciding_fact(
        &self,
        constraint: &Constraint,
        broken: &Cond,
        service: ServiceId,
    ) -> Option<FactRecord> {
        // Where rows are looked through, the fact that says which rows there are.
        let rows = constraint.rows.iter().flat_map(|rows| rows.only.facts());
        let looked_at = [broken, &constraint.need, &constraint.when].into_iter().flat_map(Cond::facts);
        let fact = rows.chain(looked_at).next()?;
        let record = self.phrases.fact_record(fact.holder(service), fact.key)?;
        Some(FactRecord { of: fact.of.map(|of| self.dated.catalog().service(of).id.clone()), ..record })
    }
}
