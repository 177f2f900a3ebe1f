//! Evaluation: a requirement against a dated pack, provider by provider.
//!
//! Takes a [`Ruleset`] and a requirement's [`Sheet`], gives an [`Evaluation`]: ids only, no
//! text. Knows no format and does no input or output.

mod completions;
mod explain;
mod limits;
mod relax;
mod walk;

pub use completions::{Assumption, Found, OpenQuestion, all_completions, completions};
pub use explain::{Answer, Origin, all_broken, broken_part, origin};
pub use limits::{Condition, Limit};
pub use relax::{Miss, Relaxation};
pub use walk::{End, Pick, Route, Step, Winner, broken, named, pick, taken, walk};

use crate::catalog::{KeyId, ProviderId, ServiceId};
use crate::graph::{NodeId, OutcomeId};
use crate::logic::QuestionId;
use crate::program::Ruleset;
use crate::requirement::{Known, Sheet};

/// How settled an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The same service under every completion of what is assumed or unknown.
    Decided,
    /// Another completion gives another service.
    Provisional,
    /// The walk needs an answer that nobody gave and nothing stands in for.
    Undecided,
    /// No service of this provider meets the requirement.
    NoFit,
}

impl Status {
    /// The word of reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decided => "decided",
            Self::Provisional => "provisional",
            Self::Undecided => "undecided",
            Self::NoFit => "no_fit",
        }
    }
}

/// A service that broke a constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The service.
    pub service: ServiceId,
    /// The constraint, by index.
    pub constraint: u16,
    /// Whether the outcome named the service.
    pub named: bool,
}

/// A constraint that could not be checked because a fact is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified {
    /// The constraint, by index.
    pub constraint: u16,
    /// The facts that are not known.
    pub facts: Vec<KeyId>,
}

/// Rows of a table that fit the recommended service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The constraint that looked for them, by index.
    pub constraint: u16,
    /// The names of the first few of them, the smallest first.
    pub rows: Vec<String>,
    /// Whether there are more.
    pub more: bool,
}

/// The answer for one provider.
#[derive(Clone, Debug)]
pub struct ProviderEvaluation {
    /// The provider.
    pub provider: ProviderId,
    /// How settled it is.
    pub status: Status,
    /// The nodes passed and the arms taken.
    pub path: Vec<Step>,
    /// The outcome; none when undecided.
    pub outcome: Option<OutcomeId>,
    /// Where the walk stopped, when undecided.
    pub stuck: Option<NodeId>,
    /// The recommended service, and how it was reached.
    pub winner: Option<(ServiceId, Route)>,
    /// Other services that would do, best first.
    pub alternatives: Vec<(ServiceId, Route)>,
    /// Services that break a constraint, those that the outcome named first.
    pub rejected: Vec<Rejection>,
    /// Companions of the outcome that apply, by index.
    pub companions: Vec<usize>,
    /// Caveats of the outcome that apply, by index.
    pub outcome_caveats: Vec<usize>,
    /// Caveats of the pack that apply, by index.
    pub caveats: Vec<usize>,
    /// What could not be checked.
    pub unverified: Vec<Unverified>,
    /// Sizes and instance types of the recommended service that fit.
    pub offers: Vec<Offer>,
    /// What could come out under other completions, this answer included.
    pub possible: Vec<Winner>,
    /// The limits within which the answer stays the same.
    pub holds_while: Vec<Limit>,
    /// When nothing fits: the services that come nearest.
    pub nearest: Vec<Miss>,
    /// When nothing fits: the smallest sets of answers to take back.
    pub relax: Vec<Relaxation>,
}

/// The whole answer to one requirement.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// Every question with something to say: answers, what stands in for them, and from where.
    pub answers: Vec<Answer>,
    /// One for each provider that was asked for, in the catalog's order.
    pub providers: Vec<ProviderEvaluation>,
    /// What was assumed on the way.
    pub assumptions: Vec<Assumption>,
    /// Questions whose answer could still change something.
    pub open: Vec<OpenQuestion>,
}

/// Evaluates a requirement for every provider that it allows.
#[must_use]
pub fn evaluate(dated: &Ruleset, sheet: &Sheet) -> Evaluation {
    let providers: Vec<ProviderId> = providers(dated, sheet);
    let mut explored = Vec::new();
    let mut evaluations = Vec::new();
    let mut read = crate::logic::QuestionSet::default();
    for provider in providers {
        let mut evaluation = explain::explain(dated, sheet, provider, &mut read);
        let completions = completions::explore_provider(dated, sheet, provider);
        let base = evaluation.winner();
        evaluation.possible = completions.winners(base);
        evaluation.status = status(base, evaluation.possible.len());
        evaluation.holds_while = limits::limits(dated, sheet, provider, base);
        if base == Winner::NoFit {
            (evaluation.nearest, evaluation.relax) = relax::relax(dated, sheet, provider);
        }
        explored.push((provider, completions));
        evaluations.push(evaluation);
    }
    let answers = explain::answers(dated, sheet, read);
    let (assumptions, open) = completions::open_questions(dated, &answers, &explored, &evaluations);
    Evaluation { answers, providers: evaluations, assumptions, open }
}

/// How settled an answer is, with `possible` answers under all completions.
fn status(base: Winner, possible: usize) -> Status {
    match base {
        Winner::Undecided => Status::Undecided,
        Winner::NoFit => Status::NoFit,
        Winner::Service(_) if possible == 1 => Status::Decided,
        Winner::Service(_) => Status::Provisional,
    }
}

/// The short answer alone.
#[must_use]
pub fn picked(dated: &Ruleset, sheet: &Sheet, provider: ProviderId) -> Pick {
    let mut known = Known::of(dated.pack(), sheet, provider);
    let undecided = Pick { winner: Winner::Undecided, outcome: None, route: None };
    // INVARIANT (known answers do not fork).
    pick(dated, provider, &mut known).unwrap_or(undecided)
}

/// The short answer with its status: what a batch needs, without explanations.
#[must_use]
pub fn verdict(dated: &Ruleset, sheet: &Sheet, provider: ProviderId) -> (Pick, Status) {
    let pick = picked(dated, sheet, provider);
    let completions = completions::explore_provider(dated, sheet, provider);
    (pick, status(pick.winner, completions.winners(pick.winner).len()))
}

/// The providers that a requirement allows, in the catalog's order; all, if the pack does not ask.
#[must_use]
pub fn providers(dated: &Ruleset, sheet: &Sheet) -> Vec<ProviderId> {
    let all = dated.catalog().providers().map(|(id, _)| id);
    let Some(question) = dated.pack().providers_question() else { return all.collect() };
    all.filter(|provider| {
        let mut known = Known::new(dated.pack(), sheet);
        let code = sheet.code(question).or_else(|| known.standing(question).and_then(|s| s.value));
        code.is_none_or(|bits| bits.cast_unsigned() >> provider.index() & 1 == 1)
    })
    .collect()
}

impl ProviderEvaluation {
    /// What came out.
    #[must_use]
    pub fn winner(&self) -> Winner {
        match (self.winner, self.stuck) {
            (Some((service, _)), _) => Winner::Service(service),
            (None, Some(_)) => Winner::Undecided,
            (None, None) => Winner::NoFit,
        }
    }
}

/// Questions of a set in order, as a list.
fn listed(set: crate::logic::QuestionSet) -> Vec<QuestionId> {
    set.iter().collect()
}
