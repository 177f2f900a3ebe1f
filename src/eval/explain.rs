//! One provider's answer with everything that goes with it.

use crate::catalog::{ProviderId, Row, ServiceId};
use crate::graph::{NodeId, OutcomeId};
use crate::language::ast::FallbackKind;
use crate::logic::{QuestionId, QuestionSet, Truth};
use crate::pack::{Cond, Mention};
use crate::program::{
    Assignment, DeploymentId, End, Listed, PathStep, Program, Reader, Recorder, Route, Ruleset, Sheet, View,
};

use super::{Offer, ProviderEvaluation, Rejection, Unverified, listed};

/// Where an answer is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    pub fallback: Option<usize>,
    /// Whether the walk looked at it.
    pub read: bool,
}

/// What a question is taken to be, and where that is from; none while it is unknown.
#[must_use]
pub fn origin(
    rules: &Ruleset,
    sheet: &Sheet,
    question: QuestionId,
) -> Option<(Option<i128>, Origin, Option<usize>)> {
    origin_in(rules, sheet, &rules.program().assign(sheet), question)
}

/// The same, where the answers are settled already.
#[must_use]
pub fn origin_in(
    rules: &Ruleset,
    sheet: &Sheet,
    assignment: &Assignment,
    question: QuestionId,
) -> Option<(Option<i128>, Origin, Option<usize>)> {
    if let Some(code) = sheet.code(question) {
        return Some((Some(code), Origin::Stated, None));
    }
    let program = rules.program();
    let standing = program.stands(assignment, question, View::Walk)?;
    let kind =
        rules.pack().question(question).fallbacks.get(standing.position).map(|fallback| fallback.kind)?;
    let origin = match kind {
        FallbackKind::Assume => Origin::Assumed,
        _ if program.stands(assignment, question, View::Binding) == Some(standing) => Origin::Derived,
        FallbackKind::Must | FallbackKind::Default => Origin::Default,
    };
    Some((standing.value, origin, Some(standing.position)))
}

/// Every question that was stated, or follows from that, or that the walk looked at.
pub(super) fn answers(
    rules: &Ruleset,
    sheet: &Sheet,
    assignment: &Assignment,
    read: QuestionSet,
) -> Vec<Answer> {
    let all = rules.pack().questions().filter_map(|(question, _)| {
        let (code, origin, fallback) = origin_in(rules, sheet, assignment, question)?;
        Some(Answer { question, code, origin, fallback, read: read.contains(question) })
    });
    all.filter(|answer| answer.origin <= Origin::Derived || answer.read).collect()
}

/// One node of a path.
#[derive(Clone, Debug)]
pub struct Step {
    /// The node.
    pub node: NodeId,
    /// The arm that was taken, counted from 0.
    pub arm: usize,
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

    fn arm(&mut self, node: NodeId) -> Result<Option<usize>, Self::Stop> {
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

/// Walks, checks and gathers; completions and limits are filled in by the caller.
pub(super) fn explain(
    rules: &Ruleset,
    sheet: &Sheet,
    assignment: &mut Assignment,
    provider: ProviderId,
    seen: &mut Seen,
) -> ProviderEvaluation {
    let program = rules.program();
    program.enter(assignment, provider);
    let assignment = &*assignment;
    let recorder = Recorder::new(program, assignment);
    let mut written = Written { assignment, recorder, path: Vec::new(), read: QuestionSet::default() };
    let end = match program.walk(&mut written) {
        Ok(end) => end,
        Err(never) => match never {},
    };
    let mut evaluation =
        ProviderEvaluation { path: std::mem::take(&mut written.path), ..ProviderEvaluation::new(provider) };
    match end {
        End::Outcome(outcome) => {
            evaluation.outcome = Some(outcome);
            let chosen = choose(program, &mut written, provider, outcome, &mut evaluation);
            if let Some(deployment) = chosen {
                accompany(rules, sheet, assignment, (outcome, deployment), &mut evaluation);
            }
        }
        End::Stuck(node) => evaluation.stuck = Some(node),
    }
    seen.read.extend(written.read);
    seen.read.extend(written.recorder.take_read());
    seen.assumed.extend(written.recorder.assumed());
    evaluation
}

/// How many services beyond the outcome's own are offered as alternatives of a fall-back.
const MORE_ALTERNATIVES: usize = 2;

/// Candidates in order, then the fall-back; who survives, and who broke what.
fn choose(
    program: &Program,
    written: &mut Written<'_>,
    provider: ProviderId,
    outcome: OutcomeId,
    evaluation: &mut ProviderEvaluation,
) -> Option<DeploymentId> {
    let assignment = written.assignment;
    let mut survivors: Vec<(ServiceId, Route, DeploymentId)> = Vec::new();
    let mut seen: Vec<(DeploymentId, bool)> = Vec::new();
    for (route, listed) in program.candidates(provider, outcome) {
        let deployment = listed.deployment();
        // What comes after the choice decides nothing.
        let decides = survivors.is_empty() && !assignment.is_out(deployment);
        if !(if decides { written.recorder.is_named(listed) } else { listed.is_named(assignment) }) {
            continue;
        }
        let is_named = matches!(route, Route::Named(_));
        if seen.iter().any(|(before, _)| *before == deployment) {
            continue;
        }
        seen.push((deployment, is_named));
        if !assignment.is_out(deployment) {
            survivors.push((program.service(deployment), route, deployment));
        }
    }
    let is_named = |(_, route, _): &(ServiceId, Route, DeploymentId)| matches!(route, Route::Named(_));
    if survivors.iter().any(is_named) {
        survivors.retain(is_named);
    } else {
        survivors.truncate(1 + MORE_ALTERNATIVES);
    }
    let broken = program.broken(assignment);
    for (deployment, named) in seen {
        let start = broken.partition_point(|(other, _)| *other < deployment);
        let own = broken.iter().skip(start).take_while(|(other, _)| *other == deployment);
        evaluation.rejected.extend(own.map(|(_, one)| Rejection {
            service: program.service(deployment),
            constraint: program.constraint(*one),
            part: usize::from(one.part()),
            named,
        }));
    }
    let mut survivors = survivors.into_iter();
    let winner = survivors.next();
    evaluation.winner = winner.map(|(service, route, _)| (service, route));
    evaluation.alternatives = survivors.map(|(service, route, _)| (service, route)).collect();
    winner.map(|(_, _, deployment)| deployment)
}

/// Every constraint that a service breaks, by index.
#[must_use]
pub fn all_broken(rules: &Ruleset, assignment: &Assignment, service: ServiceId) -> Vec<u16> {
    let program = rules.program();
    let broken = program.broken(assignment).into_iter();
    let own = broken.filter(|(deployment, _)| program.service(*deployment) == service);
    own.map(|(_, one)| program.constraint(one)).collect()
}

/// Companions, caveats and unverified constraints of the recommended service.
fn accompany(
    rules: &Ruleset,
    sheet: &Sheet,
    assignment: &Assignment,
    (id, deployment): (OutcomeId, DeploymentId),
    evaluation: &mut ProviderEvaluation,
) {
    let program = rules.program();
    let service = program.service(deployment);
    let provider = rules.catalog().service(service).provider;
    let outcome = rules.pack().outcome(id);
    let is_own = |at: &usize| {
        let companion = outcome.companions.get(*at);
        companion.is_some_and(|companion| rules.catalog().service(companion.service).provider == provider)
    };
    evaluation.companions =
        program.companions(assignment, deployment, id).into_iter().filter(is_own).collect();
    evaluation.outcome_caveats = program.outcome_caveats(assignment, deployment, id);
    evaluation.caveats = program.caveats(assignment, deployment);
    for (index, met) in program.binding(assignment, deployment) {
        let constraint = rules.constraint(index);
        if constraint.offer.is_some() {
            evaluation.offers.extend(offer(rules, sheet, assignment, service, index));
        }
        if met == Truth::Unknown {
            let facts = unknown_facts(rules, service, &constraint.need);
            if !facts.is_empty() {
                evaluation.unverified.push(Unverified { constraint: index, facts });
            }
        }
    }
}

/// How many rows that fit are named.
const OFFERED: usize = 3;

/// The smallest rows that fit a service, with defaults and assumptions taken for answers; none where nothing is
/// looked for, or nothing is sure.
fn offer(
    rules: &Ruleset,
    sheet: &Sheet,
    assignment: &Assignment,
    service: ServiceId,
    constraint: u16,
) -> Option<Offer> {
    let looked_for = rules.constraint(constraint);
    let table = rules.catalog().table(looked_for.rows.as_ref()?.table);
    let mut codes = rules.program().codes(assignment, sheet, View::Walk);
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

/// The facts of a condition that are not known for a service on the day.
fn unknown_facts(rules: &Ruleset, service: ServiceId, condition: &Cond) -> Vec<crate::catalog::KeyId> {
    let service = rules.catalog().service(service);
    let unknown = |mention| match mention {
        Mention::Fact(key) => {
            let fact = service.fact(key, rules.as_of());
            fact.is_none_or(|fact| fact.value.is_none()).then_some(key)
        }
        _ => None,
    };
    let mut keys: Vec<_> = condition.mentions().into_iter().filter_map(unknown).collect();
    keys.dedup();
    keys
}
