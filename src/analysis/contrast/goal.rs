//! Whether a service is recommended, and if not, what keeps it from being so.

use crate::catalog::{ProviderId, ServiceId};
use crate::eval::{End, Route, walk};
use crate::logic::Fork;
use crate::pack::Candidate;
use crate::program::Ruleset;
use crate::requirement::{View, Views};

use super::certificate::{Certificate, Claim, breaks, excludes, is};

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
#[derive(Clone, Debug)]
pub(super) enum Stand<'a> {
    /// A service that is wanted is recommended, reached so.
    Reached(ServiceId, Route),
    /// None is, and none will be while all of this holds.
    Blocked(Certificate<'a>),
}

/// Holds answers against a goal. Contradictory answers reach none, nor do those that do not ask for the provider.
///
/// # Errors
/// A fork, when the answers are partly open and have to be cut first.
pub(super) fn stand<'a, A: Views>(
    dated: &'a Ruleset,
    goal: Goal,
    answers: &mut A,
) -> Result<Stand<'a>, Fork> {
    answers.take_read();
    if let Wanted::Service(service) | Wanted::ByName(service) = goal.wanted
        && let Checked::Broken(broken) = check(dated, service, answers)?
    {
        return Ok(Stand::Blocked(broken));
    }
    let mut way = Certificate::default();
    let step = |node, arm, answers: &mut A| way.push(Claim::Takes(node, Some(arm)), answers.take_read());
    let outcome = match walk(dated, answers, step)? {
        End::Outcome(outcome) => dated.pack().outcome(outcome),
        End::Stuck(node) => {
            way.push(Claim::Takes(node, None), answers.take_read());
            return Ok(Stand::Blocked(way));
        }
    };
    let candidates = outcome.of(goal.provider);
    if let Wanted::ByName(service) = goal.wanted
        && !candidates.iter().any(|candidate| candidate.service == service)
    {
        // No outcome but another one will do, whoever fits here.
        return Ok(Stand::Blocked(way));
    }
    let mut first = first_of(dated, goal, candidates, &mut way, answers)?
        .map(|(at, service)| (Route::Named(at), service));
    if first.is_none() && !matches!(goal.wanted, Wanted::ByName(_)) {
        let others = dated.pack().preferences(goal.provider);
        first = first_of(dated, goal, others, &mut way, answers)?
            .map(|(at, service)| (Route::FallBack(at), service));
    }
    let Some((route, service)) = first.filter(|(_, service)| goal.wanted.is(*service)) else {
        return Ok(Stand::Blocked(way));
    };
    Ok(match forbidden(dated, goal, answers)? {
        Some(claim) => Stand::Blocked(Certificate::of(claim, answers.take_read())),
        None => Stand::Reached(service, route),
    })
}

/// Whether a service breaks a constraint, and what keeps it so.
enum Checked<'a> {
    Broken(Certificate<'a>),
    Fits(Certificate<'a>),
}

fn check<'a, A: Views>(dated: &'a Ruleset, service: ServiceId, answers: &mut A) -> Result<Checked<'a>, Fork> {
    let mut fits = Certificate::default();
    for (at, check) in dated.checks(service).iter().enumerate() {
        let breaks = breaks(dated, check, answers)?;
        let claim = Claim::Breaks(service, at, breaks);
        if breaks {
            return Ok(Checked::Broken(Certificate::of(claim, answers.take_read())));
        }
        fits.push(claim, answers.take_read());
    }
    Ok(Checked::Fits(fits))
}

/// The first of a list that is named and fits, with its position. The way has grown by what keeps all that are wanted
/// from being it.
fn first_of<'a, A: Views>(
    dated: &'a Ruleset,
    goal: Goal,
    candidates: &'a [Candidate],
    way: &mut Certificate<'a>,
    answers: &mut A,
) -> Result<Option<(usize, ServiceId)>, Fork> {
    for (at, candidate) in candidates.iter().enumerate() {
        let service = candidate.service;
        // Those that are not wanted and fail do not matter: if they fitted, they would not be the goal either.
        let wanted = goal.wanted.is(service);
        let named = candidate.when.as_ref().map_or(Ok(true), |when| is(View::Walk, when, answers))?;
        let looked_at = answers.take_read();
        let claim = candidate.when.as_ref().map(|when| (Claim::Is(View::Walk, when, named), looked_at));
        if !named {
            if let Some((claim, looked_at)) = claim.filter(|_| wanted) {
                way.push(claim, looked_at);
            }
            continue;
        }
        match check(dated, service, answers)? {
            Checked::Broken(broken) if wanted => way.extend(broken),
            Checked::Broken(_) => {}
            Checked::Fits(fits) => {
                if let Some((claim, looked_at)) = claim {
                    way.push(claim, looked_at);
                }
                way.extend(fits);
                return Ok(Some((at, service)));
            }
        }
    }
    Ok(None)
}

/// What forbids an answer for the provider, whatever it is: it is not asked for, or the answers contradict each other. Only
/// what was looked at for that has been read then.
fn forbidden<'a, A: Views>(
    dated: &'a Ruleset,
    goal: Goal,
    answers: &mut A,
) -> Result<Option<Claim<'a>>, Fork> {
    answers.take_read();
    if excludes(dated, goal.provider, answers)? {
        return Ok(Some(Claim::Excludes(goal.provider)));
    }
    for conflict in dated.pack().conflicts() {
        answers.take_read();
        if is(View::Binding, &conflict.formula, answers)? {
            return Ok(Some(Claim::Is(View::Binding, &conflict.formula, true)));
        }
    }
    Ok(None)
}
