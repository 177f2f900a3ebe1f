//! Whether a service is recommended, and if not, which answers keep it from being so.

use crate::catalog::{ProviderId, ServiceId};
use crate::logic::{QuestionSet, Split};
use crate::program::{Choice, DatedRules, End, Open, Route, Stood};

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
    /// Whether a service, in one of its configurations, is wanted.
    fn is(self, [service, configuration]: [ServiceId; 2]) -> bool {
        match self {
            Self::Service(wanted) | Self::ByName(wanted) => service == wanted || configuration == wanted,
            Self::Other(present) => Some(service) != present,
        }
    }
}

/// How answers stand to a goal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stand {
    /// A service that is wanted is recommended, reached so.
    Reached(ServiceId, Route),
    /// None is, and none will be while the answers to all of these questions stay.
    ///
    /// INVARIANT (nogood): whatever else changes, at least one of them has to.
    Blocked(QuestionSet),
}

/// Holds answers against a goal. Contradictory answers reach none, nor do those that do not ask for the provider.
///
/// # Errors
/// A fork, when the answers are partly open and have to be cut first.
pub(super) fn stand(rules: &DatedRules, goal: Goal, open: &mut Open<'_, '_>) -> Result<Stand, Split> {
    let program = rules.program();
    if let Wanted::Service(service) | Wanted::ByName(service) = goal.wanted {
        let mut keeps = QuestionSet::default();
        let mut is_out = true;
        for deployment in program.deployments_of(service) {
            match open.ruled_out(deployment)? {
                Some(questions) => keeps.extend(questions),
                None => is_out = false,
            }
        }
        if is_out {
            return Ok(Stand::Blocked(keeps));
        }
    }
    open.take_read();
    let end = open.walk()?;
    let mut keeps = open.take_read();
    let End::Outcome(outcome) = end else { return Ok(Stand::Blocked(keeps)) };
    if let Wanted::ByName(service) = goal.wanted
        && !rules
            .pack()
            .outcome(outcome)
            .of(goal.provider)
            .iter()
            .any(|named| named.service == service || named.deployments.contains(&service))
    {
        // No outcome but another one will do, whoever fits here.
        return Ok(Stand::Blocked(keeps));
    }
    let pick = open.run()?;
    let is_goal =
        |route: Route| !matches!(goal.wanted, Wanted::ByName(_)) || matches!(route, Route::Named(_));
    let both = |deployment| [program.service(deployment), program.configuration(deployment)];
    let wanted = |choice: &Choice| goal.wanted.is(both(choice.deployment)) && is_goal(choice.route);
    if let Some(choice) = pick.choice.filter(wanted) {
        open.take_read();
        if open.excludes()? || open.contradicts()? {
            return Ok(Stand::Blocked(open.take_read()));
        }
        return Ok(Stand::Reached(choice.service, choice.route));
    }
    // Those that are not wanted and fail do not matter: if they fitted, they would not be the goal either.
    for (deployment, stood, read) in open.take_stood() {
        let is_wanted = goal.wanted.is(both(deployment));
        match stood {
            Stood::Chosen => keeps.extend(read),
            Stood::NotNamed if is_wanted => keeps.extend(read),
            Stood::Out if is_wanted => keeps.extend(open.ruled_out(deployment)?.unwrap_or(read)),
            Stood::NotNamed | Stood::Out => {}
        }
    }
    Ok(Stand::Blocked(keeps))
}
