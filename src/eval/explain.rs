//! One provider's answer with everything that goes with it.

use std::collections::BTreeSet;

use crate::catalog::{ProviderId, Row, ServiceId};
use crate::graph::{ArmId, NodeId, OutcomeId};
use crate::logic::{QuestionId, QuestionSet, Truth};
use crate::pack::{CompanionId, Cond, Constraint, ConstraintId, FactRef, FallbackId, FallbackKind, Num};
use crate::program::{
    Assignment, Broken, DatedRules, DeploymentId, EncodedAnswers, End, Listed, PathStep, Reader, Recorder,
    Route, View,
};

use super::relax::{nearest, relax};
use super::{Conclusion, Fitting, NoFit, Offer, Recommended, Rejection, Unverified, listed};

/// Where an answer is from.
///
/// ```
/// use fingerpost::{Format, Origin, Ruleset};
///
/// let rules = Ruleset::embedded("containers")?;
/// let workload = rules.read("kind: batch", Format::Yaml).remove(0)?;
/// let report = rules.decide(&workload)?.report();
/// let kind = report.reports[0].answers.iter().find(|answer| answer.question == "kind").unwrap();
/// assert_eq!(kind.origin, Origin::Stated);
/// # Ok::<(), fingerpost::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "cli", derive(schemars::JsonSchema), schemars(description = "Where an answer is from."))]
pub enum Origin {
    /// Somebody said so.
    Stated,
    /// It follows from what was said.
    Derived,
    /// Nobody said otherwise.
    Default,
    /// A guess.
    Assumed,
}

impl Origin {
    /// The word of reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Derived => "derived",
            Self::Default => "default",
            Self::Assumed => "assumed",
        }
    }
}

/// The word of reports.
impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a question was taken to be.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The question.
    pub question: QuestionId,
    /// The code; none for `none`.
    pub code: Option<i128>,
    /// Where it is from.
    pub origin: Origin,
    /// Which fallback, if it was not stated.
    pub fallback: Option<FallbackId>,
    /// Whether the walk looked at it.
    pub read: bool,
}

/// What a question is taken to be, and where that is from; none while it is unknown.
#[must_use]
pub fn origin(
    rules: &DatedRules,
    encoded: &EncodedAnswers,
    question: QuestionId,
) -> Option<(Option<i128>, Origin, Option<FallbackId>)> {
    origin_in(rules, encoded, &rules.program().assign(encoded), question)
}

/// The same, where the answers are settled already.
#[must_use]
pub fn origin_in(
    rules: &DatedRules,
    encoded: &EncodedAnswers,
    assignment: &Assignment,
    question: QuestionId,
) -> Option<(Option<i128>, Origin, Option<FallbackId>)> {
    if let Some(code) = encoded.code(question) {
        return Some((Some(code), Origin::Stated, None));
    }
    let program = rules.program();
    let standing = program.effective(assignment, question, View::Effective)?;
    let origin = match rules.pack().question(question).fallback(standing.id).kind {
        FallbackKind::Assume => Origin::Assumed,
        _ if program.effective(assignment, question, View::Asserted) == Some(standing) => Origin::Derived,
        FallbackKind::Must | FallbackKind::Default => Origin::Default,
    };
    Some((standing.value, origin, Some(standing.id)))
}

/// Every question that was stated, or follows from that, or that the walk looked at.
pub(super) fn answers(
    rules: &DatedRules,
    encoded: &EncodedAnswers,
    assignment: &Assignment,
    read: QuestionSet,
) -> Vec<Answer> {
    let all = rules.pack().questions().filter_map(|(question, _)| {
        let (code, origin, fallback) = origin_in(rules, encoded, assignment, question)?;
        Some(Answer { question, code, origin, fallback, read: read.contains(question) })
    });
    all.filter(|answer| answer.origin <= Origin::Derived || answer.read).collect()
}

/// One node of a path.
#[derive(Clone, Debug)]
pub struct Step {
    /// The node.
    pub node: NodeId,
    /// The arm that was taken.
    pub arm: ArmId,
    /// The questions that its guard, and those before it, looked at.
    pub read: Vec<QuestionId>,
}

/// The questions that an answer was found with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// Those that were looked at.
    pub(super) read: QuestionSet,
    /// Those whose assumed answers were.
    pub(super) assumed: QuestionSet,
}

/// Walks, and writes down what was looked at.
struct Written<'a> {
    assignment: &'a Assignment,
    recorder: Recorder<'a>,
    path: Vec<Step>,
    read: QuestionSet,
}

impl Reader for Written<'_> {
    type Stop = std::convert::Infallible;

    fn arm(&mut self, node: NodeId) -> Result<Option<ArmId>, Self::Stop> {
        Ok(self.recorder.arm(node))
    }

    fn is_named(&mut self, listed: Listed<'_>) -> Result<bool, Self::Stop> {
        Ok(self.recorder.is_named(listed))
    }

    fn is_out(&mut self, deployment: DeploymentId) -> Result<bool, Self::Stop> {
        Ok(self.assignment.is_out(deployment))
    }

    fn step(&mut self, step: PathStep) {
        let seen = self.recorder.take_read();
        self.read.extend(seen);
        self.path.push(Step { node: step.node, arm: step.arm, read: listed(seen) });
    }
}

/// What a walk came to, and why.
pub(super) struct Explained {
    pub(super) path: Vec<Step>,
    pub(super) conclusion: Conclusion,
    pub(super) rejected: Vec<Rejection>,
}

/// Walks, checks and gathers.
pub(super) fn explain(
    rules: &DatedRules,
    encoded: &EncodedAnswers,
    assignment: &mut Assignment,
    provider: ProviderId,
    seen: &mut Seen,
) -> Explained {
    let program = rules.program();
    program.enter(assignment, provider);
    let assignment = &*assignment;
    let recorder = Recorder::new(program, assignment);
    let mut written = Written { assignment, recorder, path: Vec::new(), read: QuestionSet::default() };
    let end = match program.walk(&mut written) {
        Ok(end) => end,
        Err(never) => match never {},
    };
    let mut rejected = Vec::new();
    let conclusion = match end {
        End::Stuck(node) => Conclusion::Undecided(node),
        End::Outcome(outcome) => {
            let choice = choose(rules, &mut written, (provider, outcome), &mut rejected);
            choice.map_or_else(
                || {
                    let relax = relax(rules, encoded, provider);
                    Conclusion::NoFit(NoFit { outcome, nearest: nearest(&rejected), relax })
                },
                |choice| {
                    let recommended = accompany(rules, encoded, assignment, outcome, choice);
                    Conclusion::Recommended(Box::new(recommended))
                },
            )
        }
    };
    seen.read.extend(written.read);
    seen.read.extend(written.recorder.take_read());
    seen.assumed.extend(written.recorder.assumed());
    Explained { path: written.path, conclusion, rejected }
}

/// How many services beyond the outcome's own are offered as alternatives of a fall-back.
const MORE_ALTERNATIVES: usize = 2;

/// A service that is chosen, and what would do as well.
struct Chosen {
    fitting: Fitting,
    deployment: DeploymentId,
    alternatives: Vec<Fitting>,
}

/// Candidates in order, then the fall-back; who survives, and who broke what.
fn choose(
    rules: &DatedRules,
    written: &mut Written<'_>,
    (provider, outcome): (ProviderId, OutcomeId),
    rejected: &mut Vec<Rejection>,
) -> Option<Chosen> {
    let program = rules.program();
    let assignment = written.assignment;
    let mut survivors: Vec<(Fitting, DeploymentId)> = Vec::new();
    let mut seen: Vec<Considered> = Vec::new();
    for (route, listed) in program.candidates(provider, outcome) {
        let deployment = listed.deployment();
        if survivors.is_empty() {
            written.recorder.held_against(deployment);
        }
        let fits = !assignment.is_out(deployment);
        // What comes after the choice decides nothing.
        let decides = survivors.is_empty() && fits;
        if !(if decides { written.recorder.is_named(listed) } else { listed.is_named(assignment) }) {
            continue;
        }
        let service = program.service(deployment);
        let may_be = program.as_it_may_be(deployment);
        let is_named = matches!(route, Route::Named(_));
        match seen.iter_mut().find(|one| one.service == service) {
            Some(known) if known.deployments.contains(&may_be) => {}
            Some(known) => known.deployments.push(may_be),
            None => seen.push(Considered { service, is_named, deployments: vec![may_be] }),
        }
        if fits && !survivors.iter().any(|(other, _)| other.service == service) {
            let configuration = program.configuration(deployment);
            let is_verified = program.is_verified(deployment);
            survivors.push((Fitting { service, configuration, route, is_verified }, deployment));
        }
    }
    let winner = survivors.first().copied();
    let is_named = |one: &Fitting| matches!(one.route, Route::Named(_));
    let mut others: Vec<Fitting> = survivors.iter().skip(1).map(|(fitting, _)| *fitting).collect();
    if winner.is_some_and(|(winner, _)| is_named(&winner)) {
        let is_verified = winner.is_some_and(|(winner, _)| winner.is_verified);
        let sure = others.iter().copied().find(|one| !is_named(one) && one.is_verified);
        let any_sure = others.iter().any(|one| is_named(one) && one.is_verified);
        others.retain(is_named);
        // Who takes no doubts needs something to take instead.
        others.extend(sure.filter(|_| !is_verified && !any_sure));
    } else {
        others.truncate(MORE_ALTERNATIVES);
    }
    let broken = program.broken(assignment);
    for one in seen {
        let Considered { service, is_named: named, deployments } = one;
        for (deployment, broken) in narrowed(rules, &broken, deployments) {
            rejected.push(Rejection {
                service,
                configuration: program.configuration(deployment),
                constraint: program.constraint(broken),
                part: usize::from(broken.part()),
                named,
            });
        }
    }
    winner.map(|(fitting, deployment)| Chosen { fitting, deployment, alternatives: others })
}

/// A service whose turn came, with the configurations that were looked at.
struct Considered {
    service: ServiceId,
    is_named: bool,
    deployments: Vec<DeploymentId>,
}

/// Why none of some configurations fits: constraint by constraint those that meet it stay, and one that nobody meets is a reason.
/// It is true of all that were left when its turn came, and told of the one that comes nearest. None where one fits.
fn narrowed(
    rules: &DatedRules,
    broken: &[(DeploymentId, Broken)],
    deployments: Vec<DeploymentId>,
) -> Vec<(DeploymentId, Broken)> {
    let program = rules.program();
    let of = |deployment: DeploymentId| {
        let start = broken.partition_point(|(other, _)| *other < deployment);
        broken.iter().skip(start).take_while(move |(other, _)| *other == deployment)
    };
    let all = deployments.iter().flat_map(|deployment| of(*deployment));
    let mut constraints: Vec<ConstraintId> = all.map(|(_, one)| program.constraint(*one)).collect();
    constraints.sort_unstable();
    constraints.dedup();
    let mut left = deployments;
    let (mut reasons, mut said) = (Vec::new(), BTreeSet::new());
    for constraint in constraints {
        let breaks = |deployment: &DeploymentId| {
            of(*deployment).find(|(_, one)| program.constraint(*one) == constraint).copied()
        };
        let kept: Vec<DeploymentId> =
            left.iter().copied().filter(|deployment| breaks(deployment).is_none()).collect();
        if kept.is_empty() {
            // What is asked of every companion is one reason, whichever of them it fails for.
            if said.insert(rules.constraint(constraint).span) {
                reasons.extend(most_offering(rules, left.iter().filter_map(breaks)));
            }
        } else {
            left = kept;
        }
    }
    reasons
}

/// Of configurations that break a constraint, the first that offers the most of what it compares with an answer, or asks the least.
fn most_offering(
    rules: &DatedRules,
    broken: impl Iterator<Item = (DeploymentId, Broken)>,
) -> Option<(DeploymentId, Broken)> {
    let program = rules.program();
    let mut best: Option<(Option<i128>, (DeploymentId, Broken))> = None;
    for one in broken {
        let (deployment, broken) = one;
        let comparison = rules.constraint(program.constraint(broken)).comparison(usize::from(broken.part()));
        let configuration = program.configuration(deployment);
        let amount = |fact: FactRef| {
            rules.catalog().service(fact.holder(configuration)).fact(fact.key, rules.as_of())?.most()
        };
        let offered = match comparison {
            Cond::Number(asked, _, Num::Fact(fact)) if asked.asks() => amount(*fact),
            Cond::Number(Num::Fact(fact), _, asked) if asked.asks() => amount(*fact).map(|amount| -amount),
            _ => None,
        };
        if best.is_none_or(|(before, _)| offered > before) {
            best = Some((offered, one));
        }
    }
    best.map(|(_, one)| one)
}

/// Why a service, or one configuration of it, does not fit: see [`Rejection`]. Empty where it does.
#[must_use]
pub fn refusals(rules: &DatedRules, assignment: &Assignment, service: ServiceId) -> Vec<Rejection> {
    let program = rules.program();
    let broken = program.broken(assignment);
    let reasons = narrowed(rules, &broken, program.deployments_of(service).collect());
    let rejection = |(deployment, broken): (DeploymentId, Broken)| Rejection {
        service: program.service(deployment),
        configuration: program.configuration(deployment),
        constraint: program.constraint(broken),
        part: usize::from(broken.part()),
        named: false,
    };
    reasons.into_iter().map(rejection).collect()
}

/// The constraints behind [`refusals`].
#[must_use]
pub fn all_broken(rules: &DatedRules, assignment: &Assignment, service: ServiceId) -> Vec<ConstraintId> {
    refusals(rules, assignment, service).into_iter().map(|one| one.constraint).collect()
}

/// Companions, caveats and unverified constraints of the recommended service.
fn accompany(
    rules: &DatedRules,
    encoded: &EncodedAnswers,
    assignment: &Assignment,
    outcome: OutcomeId,
    choice: Chosen,
) -> Recommended {
    let Chosen { fitting: chosen, deployment, alternatives } = choice;
    let program = rules.program();
    let service = program.configuration(deployment);
    let provider = rules.catalog().service(service).provider;
    let is_own = |id: &CompanionId| {
        let companion = rules.pack().companion(*id).service;
        rules.catalog().service(companion).provider == provider
    };
    let companions = program.companions(assignment, deployment, outcome).into_iter().filter(is_own);
    let mut caveats = program.caveats(assignment, deployment, Some(outcome));
    caveats.extend(program.caveats(assignment, deployment, None));
    let mut offers = Vec::new();
    for (index, _) in program.binding(assignment, deployment) {
        if rules.constraint(index).offer.is_some() {
            offers.extend(offer(rules, encoded, assignment, service, index));
        }
    }
    let unverified = program.doubted(assignment, deployment).into_iter().map(|constraint| {
        let facts = doubtful_facts(rules, service, rules.constraint(constraint));
        Unverified { constraint, facts }
    });
    Recommended {
        outcome,
        chosen,
        alternatives,
        companions: companions.collect(),
        caveats,
        unverified: unverified.collect(),
        offers,
    }
}

/// How many rows that fit are named.
const OFFERED: usize = 3;

/// The smallest rows that fit a service, with defaults and assumptions taken for answers; none where nothing is
/// looked for, or nothing is sure.
fn offer(
    rules: &DatedRules,
    encoded: &EncodedAnswers,
    assignment: &Assignment,
    service: ServiceId,
    constraint: ConstraintId,
) -> Option<Offer> {
    let looked_for = rules.constraint(constraint);
    let table = rules.catalog().table(looked_for.rows.as_ref()?.table);
    let mut codes = rules.program().codes(assignment, encoded, View::Effective);
    let needs = rules.row_needs(service, constraint);
    let mut fits = |at: usize| {
        let need = rules.row_need(&needs, service, constraint, at);
        need.is_some_and(|need| need.truth(&mut codes) == Truth::True)
    };
    let mut rows: Vec<String> = Vec::new();
    for (at, row) in table.smallest_first().enumerate() {
        if fits(at) {
            rows.push(Row::name(row).to_owned());
            if rows.len() > OFFERED {
                break;
            }
        }
    }
    let more = rows.len() > OFFERED;
    rows.truncate(OFFERED);
    (!rows.is_empty()).then_some(Offer { constraint, rows, more })
}

/// The facts that a constraint reads and that are not known exactly on the day, of a service or of what comes along with it.
fn doubtful_facts(rules: &DatedRules, service: ServiceId, constraint: &Constraint) -> Vec<FactRef> {
    let is_known = |fact: FactRef| {
        let holder = rules.catalog().service(fact.holder(service));
        match holder.fact(fact.key, rules.as_of()) {
            Some(found) => found.value.is_some(),
            None => holder.of_key(fact.key).is_empty() && rules.catalog().key(fact.key).if_absent.is_some(),
        }
    };
    let mut facts: Vec<FactRef> = Vec::new();
    for fact in constraint.facts() {
        if !is_known(fact) && !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts
}
