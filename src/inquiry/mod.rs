//! Which questions are still worth asking, and which of them first.
//!
//! Takes a [`DatedRules`] and the answers so far, gives the questions whose answer can still change what comes out, the most
//! informative one first, and the special needs that could still matter. Knows no words, no terminal and no file.
//!
//! What is open is explored once, as a partition; an answer only leaves out the cells that it contradicts. So every step of a
//! questionnaire sees all completions that are left, exactly, and costs no new exploration.

mod needs;
mod partition;
mod rank;
mod session;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

pub use needs::Need;
pub use session::{Session, Step, agree};

use crate::catalog::ProviderId;
use crate::eval::{Winner, picked, providers};
use crate::logic::{AnswerBox, QuestionId, QuestionSet};
use crate::program::{DatedRules, EncodedAnswers, Mode, Partial, View};
use partition::Partition;

/// For each provider that something can change, everything that it can be changed to.
pub type Changes = BTreeMap<ProviderId, BTreeSet<Winner>>;

/// A question that is worth asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InformativeQuestion {
    /// The question.
    pub question: QuestionId,
    /// What can come out, depending on its answer.
    pub changes: Changes,
    /// Whether it is proven that its answer can change what comes out.
    pub proven: bool,
}

/// What comes out for one provider as things stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The provider.
    pub provider: ProviderId,
    /// What comes out now, with whatever stands in for missing answers.
    pub now: Winner,
    /// Everything that can come out under some completion, `now` included.
    pub possible: BTreeSet<Winner>,
    /// Whether these are all: false where there are too many completions to look at.
    pub complete: bool,
}

impl Outlook {
    /// Whether nothing else can come out.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.complete && self.possible.len() == 1
    }
}

/// Where a questionnaire stands: what was answered, what is not known, and all that is left.
#[derive(Clone, Debug)]
pub struct Inquiry {
    dated: DatedRules,
    encoded: EncodedAnswers,
    unknown: QuestionSet,
    states: Vec<ProviderState>,
    /// The questions, once somebody has asked for them.
    useful: OnceLock<Vec<InformativeQuestion>>,
}

/// One provider's part.
#[derive(Clone, Debug)]
struct ProviderState {
    provider: ProviderId,
    now: Winner,
    partition: Partition,
}

impl Inquiry {
    /// Starts from some answers; `unknown` are the questions that nobody can answer: what stands in for them stays.
    #[must_use]
    pub fn new(dated: &DatedRules, encoded: EncodedAnswers, unknown: QuestionSet) -> Self {
        let scope = Mode::Completions { held: unknown, opened: QuestionSet::default() };
        let state = |provider: ProviderId| ProviderState {
            provider,
            now: picked(dated, &encoded, provider).winner(),
            partition: Partition::explore(dated, &encoded, provider, scope),
        };
        let states = providers(dated, &encoded).into_iter().map(state).collect();
        Self { dated: dated.clone(), encoded, unknown, states, useful: OnceLock::new() }
    }

    /// Where it stands with one answer more, in codes.
    #[must_use]
    pub fn answered(&self, question: QuestionId, code: i128) -> Self {
        let (pack, catalog) = (self.dated.pack(), self.dated.catalog());
        let mut encoded = self.encoded.clone();
        encoded.set(question, Some(code), pack, catalog);
        let open = self.states.iter().all(|state| state.partition.asks(question));
        if !open || pack.providers_question() == Some(question) {
            return Self::new(&self.dated, encoded, self.unknown);
        }
        let narrowed = |state: &ProviderState| ProviderState {
            provider: state.provider,
            now: picked(&self.dated, &encoded, state.provider).winner(),
            partition: state.partition.narrowed(question, code),
        };
        let states = self.states.iter().map(narrowed).collect();
        let (dated, unknown) = (self.dated.clone(), self.unknown);
        Self { dated, encoded, unknown, states, useful: OnceLock::new() }
    }

    /// Where it stands when nobody can answer a question: what stands in for it stays.
    #[must_use]
    pub fn not_known(&self, question: QuestionId) -> Self {
        let mut unknown = self.unknown;
        unknown.insert(question);
        Self::new(&self.dated, self.encoded.clone(), unknown)
    }

    /// Whether everything that was asked could be answered: nothing is left to what stands in for an answer.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unknown == QuestionSet::default()
    }

    /// The answers so far.
    #[must_use]
    pub fn encoded(&self) -> &EncodedAnswers {
        &self.encoded
    }

    /// What comes out for each provider, and what still could.
    #[must_use]
    pub fn outlook(&self) -> Vec<Outlook> {
        let outlook = |state: &ProviderState| Outlook {
            provider: state.provider,
            now: state.now,
            possible: state.partition.winners().chain([state.now]).collect(),
            complete: state.partition.is_complete(),
        };
        self.states.iter().map(outlook).collect()
    }

    /// The questions whose answer can still change what comes out, the most informative first; empty when nothing can.
    ///
    /// A question is among them when two completions that differ in its answer alone come out differently. Each later
    /// question is among them already, unless somebody does not know an answer: there are never more to come than these.
    #[must_use]
    pub fn questions(&self) -> &[InformativeQuestion] {
        self.useful.get_or_init(|| self.find_questions())
    }

    fn find_questions(&self) -> Vec<InformativeQuestion> {
        let mut useful: BTreeMap<QuestionId, InformativeQuestion> = BTreeMap::new();
        for state in &self.states {
            let proven = state.partition.is_complete();
            for (question, winners) in state.partition.influences() {
                let entry = useful.entry(question);
                let entry = entry.or_insert_with(|| InformativeQuestion {
                    question,
                    changes: Changes::new(),
                    proven,
                });
                entry.changes.insert(state.provider, winners);
                entry.proven |= proven;
            }
        }
        if useful.is_empty() {
            useful = self.against_the_guess();
        }
        let partitions: Vec<&Partition> = self.states.iter().map(|state| &state.partition).collect();
        rank::best_first(useful.into_values().collect(), &partitions)
    }

    /// All completions may agree with each other and not with the guess: then a question is worth asking if one of its
    /// answers alone leads away from the guess, and if none does, every question that was guessed or cut.
    fn against_the_guess(&self) -> BTreeMap<QuestionId, InformativeQuestion> {
        let unsettled: Vec<&ProviderState> =
            self.states.iter().filter(|state| state.partition.winners().any(|w| w != state.now)).collect();
        let mut candidates: BTreeSet<QuestionId> = BTreeSet::new();
        for state in &unsettled {
            let read = looked_at(&self.dated, &self.encoded, state.provider);
            candidates.extend(read.iter().filter(|question| self.is_open(*question)));
            candidates.extend(state.partition.cut().into_iter().filter(|question| self.is_open(*question)));
        }
        let changes = |question: QuestionId, alone: bool| -> Changes {
            let each = unsettled.iter().map(|state| {
                let mut winners: BTreeSet<Winner> = state.partition.winners().chain([state.now]).collect();
                if alone {
                    winners = self.alone(question, state);
                }
                (state.provider, winners)
            });
            each.filter(|(_, winners)| winners.len() > 1).collect()
        };
        let list = |alone: bool| -> BTreeMap<QuestionId, InformativeQuestion> {
            let each = candidates.iter().map(|question| {
                let useful = InformativeQuestion {
                    question: *question,
                    changes: changes(*question, alone),
                    proven: alone,
                };
                (*question, useful)
            });
            each.filter(|(_, useful)| !useful.changes.is_empty()).collect()
        };
        let alone = list(true);
        if alone.is_empty() { list(false) } else { alone }
    }

    /// What comes out for the answers to one question, all others left as they stand, and without an answer.
    fn alone(&self, question: QuestionId, state: &ProviderState) -> BTreeSet<Winner> {
        let mut opened = QuestionSet::default();
        opened.insert(question);
        let mut held = QuestionSet::default();
        self.dated.pack().questions().for_each(|(other, _)| held.insert(other));
        let part = Partition::explore(
            &self.dated,
            &self.encoded,
            state.provider,
            Mode::Completions { held, opened },
        );
        part.winners().chain([state.now]).collect()
    }

    /// Whether nobody answered a question, and nothing closes it.
    fn is_open(&self, question: QuestionId) -> bool {
        let pack = self.dated.pack();
        let program = self.dated.program();
        let standing = program.effective(&program.assign(&self.encoded), question, View::Effective);
        self.encoded.code(question).is_none()
            && !self.unknown.contains(question)
            && pack.provider_variable() != Some(question)
            && standing.is_none_or(|standing| standing.is_assumed)
    }
}

/// The questions that are looked at for what comes out as things stand.
fn looked_at(dated: &DatedRules, encoded: &EncodedAnswers, provider: ProviderId) -> QuestionSet {
    let (program, none) = (dated.program(), QuestionSet::default());
    let partial = Partial::new(program, program.assign(encoded), provider, Mode::Varied, none);
    let mut all = partial.explore(AnswerBox::default(), |open| {
        open.run()?;
        Ok(open.take_read())
    });
    // INVARIANT (nothing varies): nothing is cut, so there is one.
    all.next().map_or(none, |leaf| leaf.result)
}
