//! Which of the stated answers force the result, and which did not matter.

use std::collections::BTreeSet;

use crate::catalog::ProviderId;
use crate::eval::{Winner, all_completions, picked};
use crate::logic::{AnswerBox, MAX_PARTITION_CELLS, QuestionId, QuestionSet, Subset};
use crate::program::{DatedRules, EncodedAnswers, Mode, Partial};

use super::others::others;

/// How many sets of answers one search may try.
const MAX_TRIES: usize = 20_000;

/// What the result of one provider rests on.
///
/// A set of stated answers *forces* a result when nothing else comes out with these answers alone: the other questions
/// are not answered, defaults stand, and what is assumed or unknown takes every value.
#[derive(Clone, Debug)]
pub struct SufficientReason {
    /// The provider.
    pub provider: ProviderId,
    /// The result.
    pub winner: Winner,
    /// Whether the stated answers force it; else the assumptions have to stand as well, and `smallest` is about that.
    pub forced: bool,
    /// The smallest set that is enough; the first in the order of questions when there are several. None when the
    /// search was given up.
    pub smallest: Option<Vec<QuestionId>>,
    /// How many other sets of that size are enough, too.
    pub others: usize,
    /// Stated answers that did not matter: the result is the same whatever else they were, and without them.
    pub idle: Vec<QuestionId>,
}

/// What the result of a provider rests on.
#[must_use]
pub fn sufficient_reason(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    provider: ProviderId,
) -> SufficientReason {
    let winner = picked(dated, encoded, provider).winner();
    let only =
        |leaves: Vec<crate::logic::PartitionCell<Winner>>| leaves.iter().all(|leaf| leaf.result == winner);
    let forced = all_completions(dated, &dated.program().assign(encoded), provider).is_some_and(only);
    let stated: Vec<QuestionId> = encoded.stated().collect();
    let mut search = Search { dated, encoded, provider, winner, forced, stated: &stated, tries: 0 };
    let mut enough = search.smallest().unwrap_or_default().into_iter();
    let smallest = enough.next();
    let read = seen(dated, encoded, provider).read;
    let idle = |question: &QuestionId| is_idle(dated, encoded, provider, winner, *question, read);
    SufficientReason {
        provider,
        winner,
        forced,
        smallest,
        others: enough.count(),
        idle: stated.iter().copied().filter(idle).collect(),
    }
}

/// What comes out of some answers as they stand, and the questions that were looked at.
struct Seen {
    /// None where the provider is not asked for, or the answers contradict each other.
    winner: Option<Winner>,
    read: QuestionSet,
}

fn seen(dated: &DatedRules, encoded: &EncodedAnswers, provider: ProviderId) -> Seen {
    let (program, none) = (dated.program(), QuestionSet::default());
    let partial = Partial::new(program, program.assign(encoded), provider, Mode::Varied, none);
    let mut all = partial.explore(AnswerBox::default(), |open| {
        let winner = open.run()?.winner();
        let holds = !open.excludes()? && !open.contradicts()?;
        Ok(Seen { winner: holds.then_some(winner), read: open.take_read() })
    });
    // INVARIANT (nothing varies): nothing is cut, so there is one.
    all.next().map_or(Seen { winner: None, read: none }, |leaf| leaf.result)
}

struct Search<'a> {
    dated: &'a DatedRules,
    encoded: &'a EncodedAnswers,
    provider: ProviderId,
    winner: Winner,
    forced: bool,
    stated: &'a [QuestionId],
    tries: usize,
}

impl Search<'_> {
    /// All sets of the smallest size that are enough, in order; none when there is too much to try.
    ///
    /// A set that is not enough comes with questions of which one has to be added in any case; so only those are.
    fn smallest(&mut self) -> Option<BTreeSet<Vec<QuestionId>>> {
        let mut level: BTreeSet<Vec<QuestionId>> = BTreeSet::from([Vec::new()]);
        for _ in 0..=self.stated.len() {
            let (mut enough, mut next) = (BTreeSet::new(), BTreeSet::new());
            for kept in level {
                self.tries += 1;
                if self.tries > MAX_TRIES {
                    return None;
                }
                match self.missing(&kept) {
                    None => drop(enough.insert(kept)),
                    Some(missing) => {
                        let more = self.stated.iter().filter(|q| missing.contains(**q) && !kept.contains(q));
                        next.extend(more.map(|question| {
                            let mut more = kept.clone();
                            more.push(*question);
                            more.sort_unstable();
                            more
                        }));
                    }
                }
            }
            if !enough.is_empty() {
                return Some(enough);
            }
            level = next;
        }
        None
    }

    /// When these answers alone are not enough: questions of which one has to be among them.
    fn missing(&self, kept: &[QuestionId]) -> Option<QuestionSet> {
        let (dated, provider) = (self.dated, self.provider);
        let mut alone = self.encoded.clone();
        for question in self.stated.iter().filter(|question| !kept.contains(question)) {
            alone.set(*question, None, dated.pack(), dated.catalog());
        }
        let found = seen(dated, &alone, provider);
        if found.winner != Some(self.winner) {
            // Whatever of these is to blame: all that was looked at.
            return Some(found.read);
        }
        if !self.forced {
            return None;
        }
        let (program, none) = (dated.program(), QuestionSet::default());
        let partial = Partial::new(program, program.assign(&alone), provider, Mode::completions(), none);
        let all = partial.explore(AnswerBox::default(), |open| {
            let winner = open.run()?.winner();
            // An answer more could also make this completion a contradiction.
            let holds = !open.excludes()? && !open.contradicts()?;
            Ok((holds.then_some(winner), open.take_read()))
        });
        for (count, leaf) in all.enumerate() {
            let (winner, read) = leaf.result;
            if count >= MAX_PARTITION_CELLS {
                return Some(found.read);
            }
            if winner.is_some_and(|winner| winner != self.winner) {
                return Some(read);
            }
        }
        None
    }
}

/// Whether every other answer to a stated question (of a set: one word more or less), and none at all, leaves the result
/// as it is.
fn is_idle(
    dated: &DatedRules,
    encoded: &EncodedAnswers,
    provider: ProviderId,
    winner: Winner,
    question: QuestionId,
    read: QuestionSet,
) -> bool {
    if !read.contains(question) {
        return true;
    }
    let (pack, program) = (dated.pack(), dated.program());
    let mut without = encoded.clone();
    without.set(question, None, pack, dated.catalog());
    let mut varied = QuestionSet::default();
    let stays = |encoded: &EncodedAnswers, space: AnswerBox, varied: QuestionSet| {
        let partial = Partial::new(program, program.assign(encoded), provider, Mode::Varied, varied);
        let mut all = partial
            .explore(space, |open| Ok(open.contradicts()? || open.run()?.winner() == winner))
            .enumerate();
        all.all(|(count, leaf)| count < MAX_PARTITION_CELLS && leaf.result)
    };
    let taken_back = stays(&without, AnswerBox::default(), varied);
    varied.insert(question);
    let same = |region: Subset| stays(encoded, AnswerBox::default().with(question, region), varied);
    pack.providers_question() != Some(question)
        && taken_back
        && others(dated, encoded, question).into_iter().all(same)
}
