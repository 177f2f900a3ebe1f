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
use crate::logic::{QuestionId, QuestionSet, Space};
use crate::program::{DatedRules, Mode, Partial, Sheet, View};
use partition::Partition;

/// For each provider that something can change, everything that it can be changed to.
pub type Changes = BTreeMap<ProviderId, BTreeSet<Winner>>;

/// A question that is worth asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Useful {
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
    sheet: Sheet,
    unknown: QuestionSet,
    prospects: Vec<Prospect>,
    /// The questions, once somebody has asked for them.
    useful: OnceLock<Vec<Useful>>,
}

/// One provider's part.
#[derive(Clone, Debug)]
struct Prospect {
    provider: ProviderId,
    now: Winner,
    partition: Partition,
}

impl Inquiry {
    /// Starts from some answers; `unknown` are the questions that nobody can answer: what stands in for them stays.
    #[must_use]
    pub fn new(dated: &DatedRules, sheet: Sheet, unknown: QuestionSet) -> Self {
        let scope = Mode::Completions { held: unknown, opened: QuestionSet::default() };
        let prospect = |provider: ProviderId| Prospect {
            provider,
            now: picked(dated, &sheet, provider).winner(),
            partition: Partition::explore(dated, &sheet, provider, scope),
        };
        let prospects = providers(dated, &sheet).into_iter().map(prospect).collect();
        Self { dated: dated.clone(), sheet, unknown, prospects, useful: OnceLock::new() }
    }

    /// Where it stands with one answer more, in codes.
    #[must_use]
    pub fn answered(&self, question: QuestionId, code: i128) -> Self {
        let (pack, catalog) = (self.dated.pack(), self.dated.catalog());
        let mut sheet = self.sheet.clone();
        sheet.set(question, Some(code), pack, catalog);
        let open = self.prospects.iter().all(|prospect| prospect.partition.asks(question));
        if !open || pack.providers_question() == Some(question) {
            return Self::new(&self.dated, sheet, self.unknown);
        }
        let narrowed = |prospect: &Prospect| Prospect {
            provider: prospect.provider,
            now: picked(&self.dated, &sheet, prospect.provider).winner(),
            partition: prospect.partition.narrowed(question, code),
        };
        let prospects = self.prospects.iter().map(narrowed).collect();
        let (dated, unknown) = (self.dated.clone(), self.unknown);
        Self { dated, sheet, unknown, prospects, useful: OnceLock::new() }
    }

    /// Where it stands when nobody can answer a question: what stands in for it stays.
    #[must_use]
    pub fn not_known(&self, question: QuestionId) -> Self {
        let mut unknown = self.unknown;
        unknown.insert(question);
        Self::new(&self.dated, self.sheet.clone(), unknown)
    }

    /// Whether everything that was asked could be answered: nothing is left to what stands in for an answer.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unknown == QuestionSet::default()
    }

    /// The answers so far.
    #[must_use]
    pub fn sheet(&self) -> &Sheet {
        &self.sheet
    }

    /// What comes out for each provider, and what still could.
    #[must_use]
    pub fn outlook(&self) -> Vec<Outlook> {
        let outlook = |prospect: &Prospect| Outlook {
            provider: prospect.provider,
            now: prospect.now,
            possible: prospect.partition.winners().chain([prospect.now]).collect(),
            complete: prospect.partition.is_complete(),
        };
        self.prospects.iter().map(outlook).collect()
    }

    /// The questions whose answer can still change what comes out, the most informative first; empty when nothing can.
    ///
    /// A question is among them when two completions that differ in its answer alone come out differently. Each later
    /// question is among them already, unless somebody does not know an answer: there are never more to come than these.
    #[must_use]
    pub fn questions(&self) -> &[Useful] {
        self.useful.get_or_init(|| self.find_questions())
    }

    fn find_questions(&self) -> Vec<Useful> {
        let mut useful: BTreeMap<QuestionId, Useful> = BTreeMap::new();
        for prospect in &self.prospects {
            let proven = prospect.partition.is_complete();
            for (question, winners) in prospect.partition.sways() {
                let entry = useful.entry(question);
                let entry = entry.or_insert_with(|| Useful { question, changes: Changes::new(), proven });
                entry.changes.insert(prospect.provider, winners);
                entry.proven |= proven;
            }
        }
        if useful.is_empty() {
            useful = self.against_the_guess();
        }
        let partitions: Vec<&Partition> = self.prospects.iter().map(|prospect| &prospect.partition).collect();
        rank::best_first(useful.into_values().collect(), &partitions)
    }

    /// All completions may agree with each other and not with the guess: then a question is worth asking if one of its
    /// answers alone leads away from the guess, and if none does, every question that was guessed or cut.
    fn against_the_guess(&self) -> BTreeMap<QuestionId, Useful> {
        let unsettled: Vec<&Prospect> = self
            .prospects
            .iter()
            .filter(|prospect| prospect.partition.winners().any(|w| w != prospect.now))
            .collect();
        let mut candidates: BTreeSet<QuestionId> = BTreeSet::new();
        for prospect in &unsettled {
            let read = looked_at(&self.dated, &self.sheet, prospect.provider);
            candidates.extend(read.iter().filter(|question| self.is_open(*question)));
            candidates
                .extend(prospect.partition.cut().into_iter().filter(|question| self.is_open(*question)));
        }
        let changes = |question: QuestionId, alone: bool| -> Changes {
            let each = unsettled.iter().map(|prospect| {
                let mut winners: BTreeSet<Winner> =
                    prospect.partition.winners().chain([prospect.now]).collect();
                if alone {
                    winners = self.alone(question, prospect);
                }
                (prospect.provider, winners)
            });
            each.filter(|(_, winners)| winners.len() > 1).collect()
        };
        let list = |alone: bool| -> BTreeMap<QuestionId, Useful> {
            let each = candidates.iter().map(|question| {
                let useful =
                    Useful { question: *question, changes: changes(*question, alone), proven: alone };
                (*question, useful)
            });
            each.filter(|(_, useful)| !useful.changes.is_empty()).collect()
        };
        let alone = list(true);
        if alone.is_empty() { list(false) } else { alone }
    }

    /// What comes out for the answers to one question, all others left as they stand, and without an answer.
    fn alone(&self, question: QuestionId, prospect: &Prospect) -> BTreeSet<Winner> {
        let mut opened = QuestionSet::default();
        opened.insert(question);
        let mut held = QuestionSet::default();
        self.dated.pack().questions().for_each(|(other, _)| held.insert(other));
        let part = Partition::explore(
            &self.dated,
            &self.sheet,
            prospect.provider,
            Mode::Completions { held, opened },
        );
        part.winners().chain([prospect.now]).collect()
    }

    /// Whether nobody answered a question, and nothing closes it.
    fn is_open(&self, question: QuestionId) -> bool {
        let pack = self.dated.pack();
        let program = self.dated.program();
        let standing = program.stands(&program.assign(&self.sheet), question, View::Walk);
        self.sheet.code(question).is_none()
            && !self.unknown.contains(question)
            && pack.walk_question() != Some(question)
            && standing.is_none_or(|standing| standing.is_assumed)
    }
}

/// The questions that are looked at for what comes out as things stand.
fn looked_at(dated: &DatedRules, sheet: &Sheet, provider: ProviderId) -> QuestionSet {
    let (program, none) = (dated.program(), QuestionSet::default());
    let partial = Partial::new(program, program.assign(sheet), provider, Mode::Varied, none);
    let mut all = partial.explore(Space::default(), |open| {
        open.run()?;
        Ok(open.take_read())
    });
    // INVARIANT (nothing varies): nothing is cut, so there is one.
    all.next().map_or(none, |leaf| leaf.result)
}
