//! Brute force: one question after the other is given each of its answers, and the plain walk says what comes out.
//! Knows nothing of partitions.

use std::collections::BTreeMap;

use fingerpost::catalog::ProviderId;
use fingerpost::eval::{Winner, picked, providers};
use fingerpost::logic::{Domain, QuestionId, QuestionSet};
use fingerpost::pack::FallbackKind;
use fingerpost::program::{DatedRules, EncodedAnswers};

use crate::oracle::{Random, World};
use crate::support::Known;

/// What comes out for each provider.
pub(super) type Result = BTreeMap<ProviderId, Winner>;

/// One answer for every question: those that are open take theirs from here. None leaves it as it stands, where something
/// is assumed.
pub(super) type Context = BTreeMap<QuestionId, Option<i128>>;

/// Sheets, evaluated one by one.
pub(super) struct Brute<'w> {
    pub(super) world: &'w World,
    pub(super) dated: &'w DatedRules,
    /// One answer of each kind, for every question.
    values: BTreeMap<QuestionId, Vec<i128>>,
    /// The questions that can be open, each after those that its fallbacks look at.
    order: Vec<QuestionId>,
}

impl<'w> Brute<'w> {
    pub(super) fn new(world: &'w World, dated: &'w DatedRules) -> Self {
        let values =
            world.pack.questions().map(|(question, _)| (question, values(world, question))).collect();
        let named = |at: &usize| world.pack.find_question(&world.rules.questions[*at].name).unwrap();
        let closed = |question: &QuestionId| {
            let fallbacks = &world.pack.question(*question).fallbacks;
            let ends = fallbacks.iter().any(|f| f.kind != FallbackKind::Assume && f.when.is_none());
            ends && fallbacks.iter().all(|fallback| fallback.kind != FallbackKind::Assume)
        };
        let order = world.relevant.iter().map(named).filter(|question| !closed(question)).collect();
        Self { world, dated, values, order }
    }

    pub(super) fn values(&self, question: QuestionId) -> &[i128] {
        &self.values[&question]
    }

    pub(super) fn with(&self, encoded: &EncodedAnswers, question: QuestionId, code: i128) -> EncodedAnswers {
        let mut encoded = encoded.clone();
        encoded.set(question, Some(code), &self.world.pack, self.world.catalog);
        encoded
    }

    pub(super) fn contradicts(&self, encoded: &EncodedAnswers) -> bool {
        Known::new(self.dated, encoded).contradicts()
    }

    pub(super) fn result(&self, encoded: &EncodedAnswers) -> Result {
        let winner = |provider: ProviderId| (provider, picked(self.dated, encoded, provider).winner());
        providers(self.dated, encoded).into_iter().map(winner).collect()
    }

    /// Whether a question is open, and whether it can be left as it stands.
    fn is_open(&self, encoded: &EncodedAnswers, question: QuestionId) -> (bool, bool) {
        let standing = Known::new(self.dated, encoded).standing(question);
        let is_open = encoded.code(question).is_none() && standing.is_none_or(|standing| standing.is_assumed);
        (is_open, standing.is_some())
    }

    /// What a question can be completed with.
    fn choices(&self, question: QuestionId) -> Vec<Option<i128>> {
        self.values(question).iter().copied().map(Some).chain([None]).collect()
    }

    /// A sheet with everything that is open answered as the context says, and the questions that took an answer.
    pub(super) fn completed(
        &self,
        encoded: &EncodedAnswers,
        unknown: QuestionSet,
        context: &Context,
    ) -> (EncodedAnswers, Vec<QuestionId>) {
        let mut completed = encoded.clone();
        let mut filled = Vec::new();
        for question in &self.order {
            let (is_open, may_stay) = self.is_open(&completed, *question);
            if !unknown.contains(*question) && is_open {
                let code = context[question]
                    .or_else(|| self.values(*question).first().copied().filter(|_| !may_stay));
                if let Some(code) = code {
                    completed = self.with(&completed, *question, code);
                }
                filled.push(*question);
            }
        }
        (completed, filled)
    }

    pub(super) fn random_context(&self, random: &mut Random) -> Context {
        self.order.iter().map(|question| (*question, *random.pick(&self.choices(*question)))).collect()
    }

    /// Contexts: first some at random, then all that differ in the questions that took an answer so far.
    pub(super) fn contexts(
        &self,
        random: &mut Random,
        tries: usize,
        most: usize,
        mut visit: impl FnMut(&Context) -> (bool, Vec<QuestionId>),
    ) -> Option<bool> {
        let mut filled: Vec<QuestionId> = Vec::new();
        for _ in 0..tries {
            let (found, more) = visit(&self.random_context(random));
            if found {
                return Some(true);
            }
            filled.extend(more);
            filled.sort_unstable();
            filled.dedup();
        }
        let all: usize = filled.iter().map(|question| self.values(*question).len() + 1).product();
        if all > most {
            return None;
        }
        let mut context = self.random_context(random);
        for number in 0..all {
            let mut rest = number;
            for question in &filled {
                let values = self.choices(*question);
                context.insert(*question, values[rest % values.len()]);
                rest /= values.len();
            }
            if visit(&context).0 {
                return Some(true);
            }
        }
        Some(false)
    }

    /// Whether two answers to a question come out differently while everything else is answered alike; or one of
    /// them differently than no answer at all. None when there are too many combinations to say.
    pub(super) fn can_change(
        &self,
        encoded: &EncodedAnswers,
        unknown: QuestionSet,
        question: QuestionId,
        random: &mut Random,
    ) -> Option<bool> {
        let as_it_stands = self.result(encoded);
        self.contexts(random, 400, 20_000, |context| {
            let mut seen: Result = Result::new();
            let mut took = Vec::new();
            let mut left = context.clone();
            left.insert(question, None);
            if self.is_open(encoded, question) == (true, true) {
                let (completed, filled) = self.completed(encoded, unknown, &left);
                took.extend(filled.into_iter().filter(|other| *other != question));
                if !self.contradicts(&completed) {
                    seen.extend(self.result(&completed));
                }
            }
            for code in self.values(question) {
                let answered = self.with(encoded, question, *code);
                let alone = self.result(&answered);
                if differ(&alone, &as_it_stands) && !self.contradicts(&answered) {
                    return (true, took);
                }
                let (completed, filled) = self.completed(&answered, unknown, context);
                took.extend(filled);
                let result = self.result(&completed);
                if !self.contradicts(&completed) {
                    if differ(&seen, &result) {
                        return (true, took);
                    }
                    seen.extend(result);
                }
            }
            (false, took)
        })
    }

    /// Whether some completion comes out differently than the sheet as it stands: all completions where they are few,
    /// otherwise some at random, and none is said of the others.
    pub(super) fn is_unsettled(
        &self,
        encoded: &EncodedAnswers,
        unknown: QuestionSet,
        most: usize,
        random: &mut Random,
    ) -> Option<bool> {
        let as_it_stands = self.result(encoded);
        self.contexts(random, 3, most, |context| {
            let (completed, filled) = self.completed(encoded, unknown, context);
            (!self.contradicts(&completed) && differ(&self.result(&completed), &as_it_stands), filled)
        })
    }
}

/// Whether something else comes out for a provider: that an answer leaves one out is no change.
pub(super) fn differ(a: &Result, b: &Result) -> bool {
    a.iter().any(|(provider, winner)| b.get(provider).is_some_and(|other| other != winner))
}

/// One answer of each kind at least: all words, amounts at and around every limit, single words of a set and none.
fn values(world: &World, question: QuestionId) -> Vec<i128> {
    match world.pack.question(question).domain() {
        Domain::Words(mask) => (0..128).filter(|bit| mask >> bit & 1 == 1).collect(),
        Domain::Set(mask) => {
            let single = (0..127).filter(|bit| mask >> bit & 1 == 1).map(|bit| 1_i128 << bit);
            std::iter::once(0).chain(single).collect()
        }
        Domain::Rows(rows) => (0..rows.count()).map(|row| i128::try_from(row).unwrap()).collect(),
        Domain::Range(low, high) => {
            let near = world.near_limits(question.index());
            // The largest amount of all lies beyond what any row of a table has.
            if near.is_empty() {
                (*low..=*high).collect()
            } else {
                near.iter().copied().chain([*high]).collect()
            }
        }
    }
}
