//! Whether a service is recommended, and if not, the questions of which one at least has to change.

use crate::catalog::{ProviderId, ServiceId};
use crate::eval::{End, Route, named, walk};
use crate::logic::{Fork, Formula, Op, QuestionSet, Test, Truth, decide};
use crate::pack::{Candidate, DatedPack};
use crate::requirement::{View, Views};

/// What answers are to lead to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    /// The provider.
    pub(super) provider: ProviderId,
    /// The service to be recommended.
    pub(super) wanted: Wanted,
}

/// Which service is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// This one, however it is reached.
    Service(ServiceId),
    /// This one, named by an outcome.
    ByName(ServiceId),
    /// Any but this one.
    Other(Option<ServiceId>),
}

impl Wanted {
    fn is(self, service: ServiceId) -> bool {
        match self {
            Self::Service(wanted) | Self::ByName(wanted) => service == wanted,
            Self::Other(present) => Some(service) != present,
        }
    }
}

/// How answers stand to a goal.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stand {
    /// A service that is wanted is recommended, reached so.
    Reached(ServiceId, Route),
    /// None is, and none will be while all of these questions are answered as they are.
    ///
    /// INVARIANT (certificate): whatever else changes, one of these has to change before the goal is reached.
    Blocked(QuestionSet),
}

/// Holds answers against a goal. Contradictory answers reach none, nor do those that do not ask for the provider.
///
/// # Errors
/// A fork, when the answers are partly open and have to be cut first.
pub(super) fn stand<A: Views>(dated: &DatedPack<'_>, goal: Goal, answers: &mut A) -> Result<Stand, Fork> {
    if let Wanted::Service(service) | Wanted::ByName(service) = goal.wanted
        && let Checked::Broken(seen) = check(dated, service, answers)?
    {
        return Ok(Stand::Blocked(seen));
    }
    answers.take_read();
    let end = walk(dated, answers, |_, _, _| {})?;
    let mut way = answers.take_read();
    let End::Outcome(outcome) = end else { return Ok(Stand::Blocked(way)) };
    let candidates = dated.pack().outcome(outcome).of(goal.provider);
    if let Wanted::ByName(service) = goal.wanted
        && !candidates.iter().any(|candidate| candidate.service == service)
    {
        // No outcome but another one will do, whoever fits here.
        return Ok(Stand::Blocked(way));
    }
    let mut found = in_order(dated, goal, candidates, Route::Named, &mut way, answers)?;
    if found.is_none() && !matches!(goal.wanted, Wanted::ByName(_)) {
        let others = dated.pack().preferences(goal.provider);
        found = in_order(dated, goal, others, Route::FallBack, &mut way, answers)?;
    }
    let stand = found.unwrap_or(Stand::Blocked(way));
    answers.take_read();
    let reached = matches!(stand, Stand::Reached(..));
    if reached && (excluded(dated, goal, answers)? || contradicts(dated, answers)?) {
        return Ok(Stand::Blocked(answers.take_read()));
    }
    Ok(stand)
}

/// What was looked at to see whether a service breaks a constraint.
enum Checked {
    /// It breaks one; this much keeps it broken.
    Broken(QuestionSet),
    /// It breaks none; this much keeps it so.
    Fits(QuestionSet),
}

fn check<A: Views>(dated: &DatedPack<'_>, service: ServiceId, answers: &mut A) -> Result<Checked, Fork> {
    answers.look(View::Binding);
    answers.take_read();
    let mut all = QuestionSet::default();
    for check in dated.checks(service) {
        let broken = decide(&check.when, answers)? == Truth::True
            && decide(dated.need(check), answers)? == Truth::False;
        let seen = answers.take_read();
        if broken {
            return Ok(Checked::Broken(seen));
        }
        all.extend(seen);
    }
    Ok(Checked::Fits(all))
}

/// Whether the provider is not asked for.
fn excluded<A: Views>(dated: &DatedPack<'_>, goal: Goal, answers: &mut A) -> Result<bool, Fork> {
    let Some(question) = dated.pack().providers_question() else { return Ok(false) };
    answers.look(View::Walk);
    let others = Op::Within(!(1_u128 << goal.provider.index()));
    let test = Formula::Test(Test { question, column: None, op: others });
    Ok(decide(&test, answers)? == Truth::True)
}

/// Whether the answers cannot hold together; what was looked at is that conflict alone.
fn contradicts<A: Views>(dated: &DatedPack<'_>, answers: &mut A) -> Result<bool, Fork> {
    answers.look(View::Binding);
    for conflict in dated.pack().conflicts() {
        answers.take_read();
        if decide(&conflict.formula, answers)? == Truth::True {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The first of a list that is named and fits: the goal, or what blocks it. None when there is none, and then `way` has
/// grown by what keeps those that are wanted from it.
fn in_order<A: Views>(
    dated: &DatedPack<'_>,
    goal: Goal,
    candidates: &[Candidate],
    route: fn(usize) -> Route,
    way: &mut QuestionSet,
    answers: &mut A,
) -> Result<Option<Stand>, Fork> {
    for (at, candidate) in candidates.iter().enumerate() {
        let wanted = goal.wanted.is(candidate.service);
        answers.take_read();
        let is_named = named(candidate, answers)?;
        let seen = answers.take_read();
        // Those that are not wanted and fail do not matter: if they fit, they are not the goal either.
        match is_named.then(|| check(dated, candidate.service, answers)).transpose()? {
            None if wanted => way.extend(seen),
            Some(Checked::Broken(seen)) if wanted => way.extend(seen),
            Some(Checked::Fits(_)) if wanted => {
                return Ok(Some(Stand::Reached(candidate.service, route(at))));
            }
            Some(Checked::Fits(fits)) => {
                way.extend(seen);
                way.extend(fits);
                return Ok(Some(Stand::Blocked(*way)));
            }
            _ => {}
        }
    }
    Ok(None)
}
