//! What keeps answers from a goal, and what is left of that when one of them changes.

use crate::catalog::{ProviderId, ServiceId};
use crate::eval::taken;
use crate::graph::NodeId;
use crate::logic::{Fork, Formula, Op, QuestionId, QuestionSet, Test, Truth, decide};
use crate::pack::Check;
use crate::program::Ruleset;
use crate::requirement::{View, Views};

/// Something that is so under some answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Claim<'a> {
    /// This arm of a node is taken; none when an answer is missing there.
    Takes(NodeId, Option<usize>),
    /// A formula is true in a view, or it is not.
    Is(View, &'a Formula, bool),
    /// A service breaks one of its checks, by position, or it does not.
    Breaks(ServiceId, usize, bool),
    /// The answers do not ask for a provider.
    Excludes(ProviderId),
}

impl Claim<'_> {
    fn holds<A: Views>(self, dated: &Ruleset, answers: &mut A) -> Result<bool, Fork> {
        match self {
            Self::Takes(node, arm) => Ok(taken(dated, node, answers)? == arm),
            Self::Is(view, formula, is_true) => Ok(is(view, formula, answers)? == is_true),
            Self::Breaks(service, at, breaks_it) => {
                let check = dated.checks(service).get(at);
                let breaks_now = check.map_or(Ok(false), |check| breaks(dated, check, answers))?;
                Ok(breaks_now == breaks_it)
            }
            Self::Excludes(provider) => excludes(dated, provider, answers),
        }
    }
}

/// Whether a formula is true in a view.
pub(super) fn is<A: Views>(view: View, formula: &Formula, answers: &mut A) -> Result<bool, Fork> {
    answers.look(view);
    Ok(decide(formula, answers)? == Truth::True)
}

/// Whether a check rejects its service.
pub(super) fn breaks<A: Views>(dated: &Ruleset, check: &Check, answers: &mut A) -> Result<bool, Fork> {
    answers.look(View::Binding);
    Ok(decide(&check.when, answers)? == Truth::True && decide(dated.need(check), answers)? == Truth::False)
}

/// Whether a provider is not asked for.
pub(super) fn excludes<A: Views>(
    dated: &Ruleset,
    provider: ProviderId,
    answers: &mut A,
) -> Result<bool, Fork> {
    let Some(question) = dated.pack().providers_question() else { return Ok(false) };
    let op = Op::Within(!(1_u128 << provider.index()));
    is(View::Walk, &Formula::Test(Test { question, column: None, op }), answers)
}

/// Claims that keep answers from a goal, each with the questions that were looked at for it.
///
/// INVARIANT (certificate): while all of them hold, the goal is not reached, whatever else changes. So of all the
/// questions that were looked at, at least one has to change.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Certificate<'a> {
    claims: Vec<(Claim<'a>, QuestionSet)>,
}

impl<'a> Certificate<'a> {
    /// A single claim.
    pub(super) fn of(claim: Claim<'a>, looked_at: QuestionSet) -> Self {
        Self { claims: vec![(claim, looked_at)] }
    }

    /// Adds a claim.
    pub(super) fn push(&mut self, claim: Claim<'a>, looked_at: QuestionSet) {
        self.claims.push((claim, looked_at));
    }

    /// Adds the claims of another one.
    pub(super) fn extend(&mut self, other: Self) {
        self.claims.extend(other.claims);
    }

    /// All questions that were looked at.
    pub(super) fn questions(&self) -> QuestionSet {
        let mut all = QuestionSet::default();
        self.claims.iter().for_each(|(_, looked_at)| all.extend(*looked_at));
        all
    }

    /// The same under answers that differ in one question only: none when a claim does not hold any more. Claims that did
    /// not look at that question need no second look.
    pub(super) fn after<A: Views>(
        &self,
        dated: &Ruleset,
        question: QuestionId,
        answers: &mut A,
    ) -> Result<Option<Self>, Fork> {
        let mut after = self.clone();
        let touched = after.claims.iter_mut().filter(|(_, looked_at)| looked_at.contains(question));
        for (claim, looked_at) in touched {
            answers.take_read();
            if !claim.holds(dated, answers)? {
                return Ok(None);
            }
            *looked_at = answers.take_read();
        }
        Ok(Some(after))
    }
}
