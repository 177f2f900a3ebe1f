//! Evaluation: a requirement against a dated pack, provider by provider.
//!
//! Takes a [`DatedRules`] and a requirement's [`EncodedAnswers`], gives an [`Evaluation`]: ids only, no
//! text. Knows no format and does no input or output.

mod brief;
mod completions;
mod confirm;
mod explain;
mod limits;
mod relax;

pub use brief::{Scratch, assumptions, verdict};
pub use completions::{Assumption, Found, OpenQuestion, all_completions, completions};
pub use explain::{Answer, Origin, Step, all_broken, origin, origin_in, refusals};
pub use limits::{Condition, Limit};
pub use relax::{Miss, Relaxation};

pub use crate::program::{Pick, Route, Winner};

use crate::catalog::{ProviderId, ServiceId};
use crate::graph::{NodeId, OutcomeId};
use crate::logic::QuestionId;
use crate::pack::{CaveatId, CompanionId, ConstraintId, FactRef};
use crate::program::{Assignment, DatedRules, EncodedAnswers};

/// How settled an answer is.
///
/// ```
/// use fingerpost::{Format, Ruleset, Status};
///
/// let rules = Ruleset::embedded("containers")?;
/// let workload = rules.read("{kind: web_app, memory: 90 TiB}", Format::Yaml).remove(0)?;
/// let decision = rules.decide(&workload)?;
/// assert_eq!(decision.provider("aws").map(|aws| aws.status()), Some(Status::NoFit));
/// assert_eq!(Status::NoFit.to_string(), "no_fit");
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "cli",
    derive(schemars::JsonSchema),
    schemars(description = "How settled an answer is.")
)]
pub enum Status {
    /// The same service under every completion of what is assumed or unknown.
    Decided,
    /// Another completion gives another service.
    Provisional,
    /// The service is not known to meet everything that was asked for: a fact has to be found out first.
    Unverified,
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
            Self::Unverified => "unverified",
            Self::Undecided => "undecided",
            Self::NoFit => "no_fit",
        }
    }
}

/// The word of reports.
impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A service that would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fitting {
    /// The service.
    pub service: ServiceId,
    /// The configuration of it that would do; the service itself where it has none.
    pub configuration: ServiceId,
    /// How it was reached.
    pub route: Route,
    /// Whether everything that binds is known to be met.
    pub is_verified: bool,
}

impl Fitting {
    /// Whether it is a service, or a configuration of one.
    #[must_use]
    pub fn is(self, id: ServiceId) -> bool {
        self.service == id || self.configuration == id
    }
}

/// A service that broke a constraint: in this configuration, and in every other that met the constraints before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The service.
    pub service: ServiceId,
    /// The configuration of which it is said; the service itself where it has none.
    pub configuration: ServiceId,
    /// The constraint.
    pub constraint: ConstraintId,
    /// The comparison of its need that fails, counted from 0: see [`crate::pack::Constraint::comparisons`].
    pub part: usize,
    /// Whether the outcome named the service.
    pub named: bool,
}

/// A constraint that could not be checked because a fact is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified {
    /// The constraint.
    pub constraint: ConstraintId,
    /// The facts that are not known, of the service or of what comes along with it.
    pub facts: Vec<FactRef>,
}

/// Rows of a table that fit the recommended service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The constraint that looked for them.
    pub constraint: ConstraintId,
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
    /// What came out.
    pub conclusion: Conclusion,
    /// Services that break a constraint, those that the outcome named first.
    pub rejected: Vec<Rejection>,
    /// What could come out under other completions, this answer included.
    pub possible: Vec<Winner>,
    /// The limits within which the answer stays the same.
    pub holds_while: Vec<Limit>,
}

/// What came out for one provider, with what goes with it.
#[derive(Clone, Debug)]
pub enum Conclusion {
    /// A service.
    Recommended(Box<Recommended>),
    /// No service of the provider fits.
    NoFit(NoFit),
    /// An answer is missing at this node.
    Undecided(NodeId),
}

/// A recommended service.
#[derive(Clone, Debug)]
pub struct Recommended {
    /// The outcome that the walk ended in.
    pub outcome: OutcomeId,
    /// The service.
    pub chosen: Fitting,
    /// Other services that would do, best first.
    pub alternatives: Vec<Fitting>,
    /// Companions of the outcome that come along.
    pub companions: Vec<CompanionId>,
    /// Caveats that apply: those of the outcome, then those of the pack.
    pub caveats: Vec<CaveatId>,
    /// What could not be checked.
    pub unverified: Vec<Unverified>,
    /// Sizes and instance types that fit.
    pub offers: Vec<Offer>,
}

/// What is known where no service fits.
#[derive(Clone, Debug)]
pub struct NoFit {
    /// The outcome that the walk ended in.
    pub outcome: OutcomeId,
    /// The services that come nearest.
    pub nearest: Vec<Miss>,
    /// The smallest sets of answers to take back.
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
pub fn evaluate(rules: &DatedRules, encoded: &EncodedAnswers) -> Evaluation {
    let mut assignment = rules.program().assign(encoded);
    let providers: Vec<ProviderId> = asked(rules, &assignment);
    let mut explored = Vec::new();
    let mut evaluations = Vec::new();
    let mut seen = explain::Seen::default();
    for provider in providers {
        let explained = explain::explain(rules, encoded, &mut assignment, provider, &mut seen);
        let completions = completions::explore_provider(rules, &assignment, provider);
        let base = explained.conclusion.winner();
        let possible = completions.winners(base);
        let is_verified = explained.conclusion.chosen().is_none_or(|chosen| chosen.is_verified);
        let comes = limits::Comes { winner: base, is_verified };
        let evaluation = ProviderEvaluation {
            provider,
            status: status(base, is_verified, possible.len()),
            path: explained.path,
            conclusion: explained.conclusion,
            rejected: explained.rejected,
            possible,
            holds_while: limits::limits(rules, encoded, &assignment, provider, comes),
        };
        explored.push((provider, completions));
        evaluations.push(evaluation);
    }
    rules.program().assign_to(&mut assignment, encoded);
    let answers = explain::answers(rules, encoded, &assignment, seen.read);
    let (mut assumptions, mut open) =
        completions::open_questions(rules, (&answers, seen.assumed), &explored, &evaluations);
    let came: Vec<_> =
        evaluations.iter().map(|evaluation| (evaluation.provider, evaluation.winner())).collect();
    let is_other = |answer: &&Answer| {
        answer.origin == Origin::Assumed && answer.read && !seen.assumed.contains(answer.question)
    };
    let others = answers.iter().filter(is_other);
    let others: Vec<_> = others.filter_map(|answer| Some((answer.question, answer.code?))).collect();
    confirm::confirm(rules, &assignment, &came, (&mut assumptions, &others), &mut open);
    Evaluation { answers, providers: evaluations, assumptions, open }
}

/// How settled an answer is, with `possible` answers under all completions.
fn status(base: Winner, is_verified: bool, possible: usize) -> Status {
    match base {
        Winner::Service(_) if !is_verified => Status::Unverified,
        Winner::Undecided => Status::Undecided,
        Winner::NoFit => Status::NoFit,
        Winner::Service(_) if possible == 1 => Status::Decided,
        Winner::Service(_) => Status::Provisional,
    }
}

/// The short answer alone.
#[must_use]
pub fn picked(rules: &DatedRules, encoded: &EncodedAnswers, provider: ProviderId) -> Pick {
    rules.program().picked(&mut rules.program().assign(encoded), provider)
}

/// The providers that a requirement allows, in the catalog's order; all, if the pack does not ask.
#[must_use]
pub fn providers(rules: &DatedRules, encoded: &EncodedAnswers) -> Vec<ProviderId> {
    asked(rules, &rules.program().assign(encoded))
}

fn asked(rules: &DatedRules, assignment: &Assignment) -> Vec<ProviderId> {
    let all = rules.catalog().providers().map(|(id, _)| id);
    all.filter(|provider| rules.program().asks_for(assignment, *provider)).collect()
}

impl Conclusion {
    /// What came out.
    #[must_use]
    pub fn winner(&self) -> Winner {
        match self {
            Self::Recommended(it) => Winner::Service(it.chosen.service),
            Self::NoFit(_) => Winner::NoFit,
            Self::Undecided(_) => Winner::Undecided,
        }
    }

    /// The service that is recommended.
    #[must_use]
    pub fn chosen(&self) -> Option<Fitting> {
        self.recommended().map(|it| it.chosen)
    }

    /// The same with what goes with it.
    #[must_use]
    pub fn recommended(&self) -> Option<&Recommended> {
        match self {
            Self::Recommended(it) => Some(it),
            Self::NoFit(_) | Self::Undecided(_) => None,
        }
    }

    /// The outcome that the walk ended in.
    #[must_use]
    pub fn outcome(&self) -> Option<OutcomeId> {
        match self {
            Self::Recommended(it) => Some(it.outcome),
            Self::NoFit(it) => Some(it.outcome),
            Self::Undecided(_) => None,
        }
    }

    /// The node at which an answer is missing.
    #[must_use]
    pub fn stuck(&self) -> Option<NodeId> {
        match self {
            Self::Undecided(node) => Some(*node),
            Self::Recommended(_) | Self::NoFit(_) => None,
        }
    }
}

impl ProviderEvaluation {
    /// What came out.
    #[must_use]
    pub fn winner(&self) -> Winner {
        self.conclusion.winner()
    }

    /// Companions that come along.
    #[must_use]
    pub fn companions(&self) -> &[CompanionId] {
        self.conclusion.recommended().map_or(&[], |it| &it.companions)
    }

    /// Caveats that apply: those of the outcome, then those of the pack.
    #[must_use]
    pub fn caveats(&self) -> &[CaveatId] {
        self.conclusion.recommended().map_or(&[], |it| &it.caveats)
    }

    /// Other services that would do, best first.
    #[must_use]
    pub fn alternatives(&self) -> &[Fitting] {
        self.conclusion.recommended().map_or(&[], |it| &it.alternatives)
    }
}

/// Questions of a set in order, as a list.
fn listed(set: crate::logic::QuestionSet) -> Vec<QuestionId> {
    set.iter().collect()
}
