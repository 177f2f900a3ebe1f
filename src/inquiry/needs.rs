//! Special needs: questions that a default closes, and whose answer could still change what comes out.

use std::collections::BTreeSet;

use crate::eval::Winner;
use crate::logic::{Domain, QuestionId, QuestionSet};
use crate::pack::FallbackKind;
use crate::program::{EncodedAnswers, Mode, View};

use super::partition::Partition;
use super::{Changes, Inquiry, ProviderState, looked_at};

/// A question that rests on a default, and could matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The question.
    pub question: QuestionId,
    /// What can come out if it is answered.
    pub changes: Changes,
    /// Whether that is proven: false where there are too many answers to look at.
    pub proven: bool,
}

impl Inquiry {
    /// The special needs that could still matter, in declared order; those of `offered` are left out, and so are the
    /// names of the workload and of the providers.
    ///
    /// A need matters when some answer to it, with every completion of what is open then, comes out differently. Of what
    /// it could be changed to, the first that is found is named: [`Self::needs`] names all.
    #[must_use]
    pub fn special_needs(&self, offered: QuestionSet) -> Vec<Need> {
        let closed = self.dated.pack().questions().map(|(question, _)| question);
        self.those(closed.filter(|question| !offered.contains(*question)), 2)
    }

    /// Those of some questions that are special needs and could still matter, with all that they could change.
    #[must_use]
    pub fn needs(&self, questions: impl IntoIterator<Item = QuestionId>) -> Vec<Need> {
        self.those(questions, usize::MAX)
    }

    /// Special needs; of what can come out, so many are enough.
    fn those(&self, questions: impl IntoIterator<Item = QuestionId>, enough: usize) -> Vec<Need> {
        let reads: Vec<QuestionSet> = self.states.iter().map(|state| self.read(state)).collect();
        let closed = questions.into_iter().filter(|question| self.rests_on_default(*question));
        closed.filter_map(|question| self.need(question, &reads, enough)).collect()
    }

    fn need(&self, question: QuestionId, reads: &[QuestionSet], enough: usize) -> Option<Need> {
        let mut need = Need { question, changes: Changes::new(), proven: false };
        for (state, _) in self.states.iter().zip(reads).filter(|(_, read)| read.contains(question)) {
            let (winners, proven) = self.changed_by(question, state, enough);
            if winners.len() > 1 {
                need.changes.insert(state.provider, winners);
                need.proven |= proven;
            }
        }
        (!need.changes.is_empty()).then_some(need)
    }

    /// What can come out for a provider when a question is answered, the present result included, and whether that is
    /// proven.
    ///
    /// First for each word of a set alone, then for all answers with all other questions as they stand, which is cheap;
    /// last with everything that is open completed in every way.
    fn changed_by(
        &self,
        question: QuestionId,
        state: &ProviderState,
        enough: usize,
    ) -> (BTreeSet<Winner>, bool) {
        let mut winners = BTreeSet::from([state.now]);
        winners.extend(self.one_by_one(question, state));
        let mut opened = QuestionSet::default();
        opened.insert(question);
        let mut held = QuestionSet::default();
        self.dated.pack().questions().for_each(|(other, _)| held.insert(other));
        for scope in [Mode::Completions { held, opened }, Mode::Completions { held: self.unknown, opened }] {
            if winners.len() > 1 {
                break;
            }
            let complete =
                Partition::scan(&self.dated, &self.encoded, state.provider, scope, &mut winners, enough);
            if !complete && winners.len() < 2 {
                // Beyond the limit anything is possible.
                return (BTreeSet::from([state.now, Winner::Undecided]), false);
            }
        }
        (winners, true)
    }

    /// What comes out when a set holds one word alone: sets have too many answers to look at each.
    fn one_by_one(&self, question: QuestionId, state: &ProviderState) -> BTreeSet<Winner> {
        let (pack, catalog) = (self.dated.pack(), self.dated.catalog());
        let Domain::Set(mask) = pack.question(question).domain() else { return BTreeSet::new() };
        let alone = (0..128).filter(|bit| mask >> bit & 1 == 1).map(|bit| 1_u128 << bit);
        let comes_out = alone.filter_map(|word| {
            let mut encoded = self.encoded.clone();
            encoded.set(question, Some(word.cast_signed()), pack, catalog);
            let winner = crate::eval::picked(&self.dated, &encoded, state.provider).winner();
            (!self.contradicts(&encoded)).then_some(winner)
        });
        comes_out.collect()
    }

    fn contradicts(&self, encoded: &EncodedAnswers) -> bool {
        let program = self.dated.program();
        program.conflicts(&program.assign(encoded)).next().is_some()
    }

    /// Everything that is looked at under some completion: nothing else can matter.
    fn read(&self, state: &ProviderState) -> QuestionSet {
        let mut read = looked_at(&self.dated, &self.encoded, state.provider);
        read.extend(state.partition.read());
        read
    }

    fn rests_on_default(&self, question: QuestionId) -> bool {
        let pack = self.dated.pack();
        let named = [pack.workload_question(), pack.providers_question(), pack.provider_variable()];
        let program = self.dated.program();
        let standing = program.effective(&program.assign(&self.encoded), question, View::Effective);
        let kind = standing.map(|standing| pack.question(question).fallback(standing.id).kind);
        self.encoded.code(question).is_none()
            && !self.unknown.contains(question)
            && !named.contains(&Some(question))
            && kind == Some(FallbackKind::Default)
    }
}
