//! Which of the stated answers force the result, and which did not matter.

use std::collections::BTreeSet;

use crate::catalog::ProviderId;
use crate::eval::{Winner, all_completions, pick, providers};
use crate::logic::{Fork, QuestionId, QuestionSet, Region, Space, Truth, decide, explore};
use crate::program::Ruleset;
use crate::requirement::{Known, Open, Sheet, View, Views, whole};

use super::others::others;

/// How many sets of answers one search may try.
const MAX_TRIES: usize = 20_000;

/// What the result of one provider rests on.
///
/// A set of stated answers *forces* a result when nothing else comes out with these answers alone: the other questions
/// are not answered, defaults stand, and what is assumed or unknown takes every value.
#[derive(Clone, Debug)]
pub struct Deciding {
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
pub fn deciding(dated: &Ruleset, sheet: &Sheet, provider: ProviderId) -> Deciding {
    let mut known = Known::of(dated.pack(), sheet, provider);
    // INVARIANT (known answers do not fork).
    let winner = pick(dated, provider, &mut known).map_or(Winner::Undecided, |pick| pick.winner);
    let read = known.take_read();
    let only = |leaves: Vec<crate::logic::Leaf<Winner>>| leaves.iter().all(|leaf| leaf.result == winner);
    let forced = all_completions(dated, sheet, provider).is_some_and(only);
    let stated: Vec<QuestionId> = sheet.stated().collect();
    let mut search = Search { dated, sheet, provider, winner, forced, stated: &stated, tries: 0 };
    let mut enough = search.smallest().unwrap_or_default().into_iter();
    let smallest = enough.next();
    let idle = |question: &QuestionId| is_idle(dated, sheet, provider, winner, *question, read);
    Deciding {
        provider,
        winner,
        forced,
        smallest,
        others: enough.count(),
        idle: stated.iter().copied().filter(idle).collect(),
    }
}

struct Search<'a> {
    dated: &'a Ruleset,
    sheet: &'a Sheet,
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
        let mut alone = self.sheet.clone();
        for question in self.stated.iter().filter(|question| !kept.contains(question)) {
            alone.set(*question, None, dated.pack(), dated.catalog());
        }
        let mut known = Known::of(dated.pack(), &alone, provider);
        let comes_out = pick(dated, provider, &mut known).is_ok_and(|pick| pick.winner == self.winner);
        if !comes_out
            || !providers(dated, &alone).contains(&provider)
            || contradicts(dated, &mut known) == Ok(true)
        {
            // Whatever of these is to blame: all that was looked at, and who is asked for.
            contradicts(dated, &mut known).unwrap_or_default();
            let mut missing = known.take_read();
            missing.extend(asked(dated, &alone));
            return Some(missing);
        }
        if !self.forced {
            return None;
        }
        let Some(leaves) = all_completions(dated, &alone, provider) else { return Some(known.take_read()) };
        let other = leaves.iter().find(|leaf| leaf.result != self.winner)?;
        let mut open = Open::new(Known::of(dated.pack(), &alone, provider), &other.space);
        drop(pick(dated, provider, &mut open));
        // An answer more could also make this completion a contradiction.
        contradicts(dated, &mut open).unwrap_or_default();
        Some(open.take_read())
    }
}

/// What decides which providers are asked for.
fn asked(dated: &Ruleset, sheet: &Sheet) -> QuestionSet {
    let mut known = Known::new(dated.pack(), sheet);
    if let Some(question) = dated.pack().providers_question() {
        known.standing(question);
    }
    let mut read = known.take_read();
    read.extend(dated.pack().providers_question().into_iter().fold(
        QuestionSet::default(),
        |mut set, question| {
            set.insert(question);
            set
        },
    ));
    read
}

/// Whether the answers cannot hold together.
fn contradicts<A: Views>(dated: &Ruleset, answers: &mut A) -> Result<bool, Fork> {
    answers.look(View::Binding);
    let mut found = false;
    for conflict in dated.pack().conflicts() {
        found |= decide(&conflict.formula, answers)? == Truth::True;
    }
    Ok(found)
}

/// Whether every other answer to a stated question (of a set: one word more or less), and none at all, leaves the result
/// as it is.
fn is_idle(
    dated: &Ruleset,
    sheet: &Sheet,
    provider: ProviderId,
    winner: Winner,
    question: QuestionId,
    read: QuestionSet,
) -> bool {
    if !read.contains(question) && !asked(dated, sheet).contains(question) {
        return true;
    }
    let pack = dated.pack();
    let mut without = sheet.clone();
    without.set(question, None, pack, dated.catalog());
    let same = |sheet: &Sheet, space: &Space| -> Result<bool, Fork> {
        let mut answers = Open::varied(Known::of(pack, sheet, provider), space);
        Ok(contradicts(dated, &mut answers)? || pick(dated, provider, &mut answers)?.winner == winner)
    };
    let stays = |region: Region| {
        let start = Space::default().with(question, region);
        let leaves = explore(start, |question| whole(pack, question), |space| same(sheet, space));
        leaves.is_some_and(|leaves| leaves.iter().all(|leaf| leaf.result))
    };
    pack.providers_question() != Some(question)
        && same(&without, &Space::default()) == Ok(true)
        && others(dated, sheet, question).into_iter().all(stays)
}
