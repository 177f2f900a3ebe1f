//! One provider's answer with everything that goes with it.

use crate::catalog::{ProviderId, Row, ServiceId};
use crate::graph::OutcomeId;
use crate::language::ast::FallbackKind;
use crate::logic::{Fork, Formula, QuestionId, QuestionSet, Truth};
use crate::pack::{Candidate, Cond, Mention, Rows};
use crate::program::Ruleset;
use crate::requirement::{Known, Sheet, View, Views};

use super::walk::{End, Route, Step, broken, named, walk};
use super::{Offer, ProviderEvaluation, Rejection, Status, Unverified, listed};

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
    dated: &Ruleset,
    sheet: &Sheet,
    question: QuestionId,
) -> Option<(Option<i128>, Origin, Option<usize>)> {
    if let Some(code) = sheet.code(question) {
        return Some((Some(code), Origin::Stated, None));
    }
    let mut known = Known::new(dated.pack(), sheet);
    let standing = known.standing(question)?;
    known.look(View::Binding);
    let origin = match standing.kind {
        FallbackKind::Assume => Origin::Assumed,
        _ if known.standing(question) == Some(standing) => Origin::Derived,
        FallbackKind::Must | FallbackKind::Default => Origin::Default,
    };
    Some((standing.value, origin, Some(standing.position)))
}

/// Every question that was stated, or follows from that, or that the walk looked at.
pub(super) fn answers(dated: &Ruleset, sheet: &Sheet, read: QuestionSet) -> Vec<Answer> {
    let all = dated.pack().questions().filter_map(|(question, _)| {
        let (code, origin, fallback) = origin(dated, sheet, question)?;
        Some(Answer { question, code, origin, fallback, read: read.contains(question) })
    });
    all.filter(|answer| answer.origin <= Origin::Derived || answer.read).collect()
}

/// INVARIANT (known answers do not fork): [`Known`] has no open question.
fn settled<T>(result: Result<T, Fork>) -> Option<T> {
    result.ok()
}

/// Walks, checks and gathers; status, completions and limits are filled in by the caller.
pub(super) fn explain(
    dated: &Ruleset,
    sheet: &Sheet,
    provider: ProviderId,
    read: &mut QuestionSet,
) -> ProviderEvaluation {
    let mut known = Known::of(dated.pack(), sheet, provider);
    let mut path = Vec::new();
    let mut step = |node, arm, known: &mut Known<'_>| {
        let seen = known.take_read();
        read.extend(seen);
        path.push(Step { node, arm, read: listed(seen) });
    };
    let end = settled(walk(dated, &mut known, &mut step));
    let mut evaluation = ProviderEvaluation {
        provider,
        status: Status::Undecided,
        path,
        outcome: None,
        stuck: None,
        winner: None,
        alternatives: Vec::new(),
        rejected: Vec::new(),
        companions: Vec::new(),
        outcome_caveats: Vec::new(),
        caveats: Vec::new(),
        unverified: Vec::new(),
        offers: Vec::new(),
        possible: Vec::new(),
        holds_while: Vec::new(),
        nearest: Vec::new(),
        relax: Vec::new(),
    };
    read.extend(known.take_read());
    match end {
        Some(End::Outcome(outcome)) => {
            evaluation.outcome = Some(outcome);
            choose(dated, provider, outcome, &mut known, &mut evaluation);
            if let Some((service, _)) = evaluation.winner {
                accompany(dated, outcome, service, &mut known, &mut evaluation);
            }
        }
        Some(End::Stuck(node)) => evaluation.stuck = Some(node),
        None => {}
    }
    evaluation
}

/// How many services beyond the outcome's own are offered as alternatives of a fall-back.
const MORE_ALTERNATIVES: usize = 2;

/// Candidates in order, then the fall-back; who survives, and who broke what.
fn choose(
    dated: &Ruleset,
    provider: ProviderId,
    outcome: OutcomeId,
    known: &mut Known<'_>,
    evaluation: &mut ProviderEvaluation,
) {
    let candidates = dated.pack().outcome(outcome).of(provider);
    let mut survivors = survivors(dated, candidates, Route::Named, known);
    let off_path = survivors.is_empty();
    let others = self::survivors(dated, dated.pack().preferences(provider), Route::FallBack, known);
    if off_path {
        survivors.extend(others.into_iter().take(1 + MORE_ALTERNATIVES));
    }
    let mut survivors = survivors.into_iter();
    evaluation.winner = survivors.next();
    evaluation.alternatives = survivors.collect();
    let mut seen: Vec<ServiceId> = Vec::new();
    for (at, candidate) in candidates.iter().chain(dated.pack().preferences(provider)).enumerate() {
        let is_named = at < candidates.len();
        if !seen.contains(&candidate.service) && settled(self::named(candidate, known)) == Some(true) {
            seen.push(candidate.service);
            let (service, named) = (candidate.service, is_named);
            let all = all_broken(dated, service, known);
            evaluation.rejected.extend(all.into_iter().map(|constraint| Rejection {
                service,
                constraint,
                named,
            }));
        }
    }
}

fn survivors(
    dated: &Ruleset,
    candidates: &[Candidate],
    route: fn(usize) -> Route,
    known: &mut Known<'_>,
) -> Vec<(ServiceId, Route)> {
    let mut survivors: Vec<(ServiceId, Route)> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        let service = candidate.service;
        let fits = settled(named(candidate, known)) == Some(true)
            && settled(broken(dated, service, known)) == Some(None);
        if fits && !survivors.iter().any(|(before, _)| *before == service) {
            survivors.push((service, route(at)));
        }
    }
    survivors
}

/// Every constraint that a service breaks, by index.
pub fn all_broken(dated: &Ruleset, service: ServiceId, known: &mut Known<'_>) -> Vec<u16> {
    known.look(View::Binding);
    let breaks = |check: &&crate::pack::Check, known: &mut Known<'_>| {
        check.when.truth(known) == Truth::True && dated.need(check).truth(known) == Truth::False
    };
    dated.checks(service).iter().filter(|check| breaks(check, known)).map(|check| check.constraint).collect()
}

/// The comparison that breaks a condition that a service is known to break: of an `and` the first part that is false, of an
/// `or` its first part, since every one of them is false.
#[must_use]
pub fn broken_part<'c>(
    dated: &Ruleset,
    service: ServiceId,
    condition: &'c Cond,
    known: &mut Known<'_>,
) -> &'c Cond {
    let mut is_false = |part: &&Cond| dated.bind(part, service).truth(known) == Truth::False;
    let part = match condition {
        Cond::And(parts) => parts.iter().find(|part| is_false(part)),
        Cond::Or(parts) => parts.first(),
        _ => None,
    };
    part.map_or(condition, |part| broken_part(dated, service, part, known))
}

/// Companions, caveats and unverified constraints of the recommended service.
fn accompany(
    dated: &Ruleset,
    outcome: OutcomeId,
    service: ServiceId,
    known: &mut Known<'_>,
    evaluation: &mut ProviderEvaluation,
) {
    let outcome = dated.pack().outcome(outcome);
    known.look(View::Walk);
    let mut applies = |rows: Option<&Rows>, condition: &Cond| -> bool {
        let formula: Formula = dated.bind_rows(rows, condition, service);
        formula.truth(known) == Truth::True
    };
    let provider = dated.catalog().service(service).provider;
    let companions = outcome.companions.iter().enumerate();
    let own =
        companions.filter(|(_, companion)| dated.catalog().service(companion.service).provider == provider);
    evaluation.companions = own.filter(|(_, c)| applies(None, &c.when)).map(|(at, _)| at).collect();
    let caveats = outcome.caveats.iter().enumerate();
    evaluation.outcome_caveats =
        caveats.filter(|(_, caveat)| applies(caveat.rows.as_ref(), &caveat.when)).map(|(at, _)| at).collect();
    let caveats = dated.pack().caveats().iter().enumerate();
    evaluation.caveats =
        caveats.filter(|(_, caveat)| applies(caveat.rows.as_ref(), &caveat.when)).map(|(at, _)| at).collect();
    known.look(View::Binding);
    for check in dated.checks(service) {
        if check.when.truth(known) != Truth::True {
            continue;
        }
        let constraint = dated.constraint(check.constraint);
        if constraint.offer.is_some() {
            evaluation.offers.extend(offer(dated, service, check.constraint, known));
        }
        if dated.need(check).truth(known) == Truth::Unknown {
            let facts = unknown_facts(dated, service, &constraint.need);
            if !facts.is_empty() {
                evaluation.unverified.push(Unverified { constraint: check.constraint, facts });
            }
        }
    }
}

/// How many rows that fit are named.
const OFFERED: usize = 3;

/// The smallest rows that fit a service, with defaults and assumptions taken for answers; none where nothing is
/// looked for, or nothing is sure.
fn offer(dated: &Ruleset, service: ServiceId, constraint: u16, known: &mut Known<'_>) -> Option<Offer> {
    let looked_for = dated.constraint(constraint);
    let rows = looked_for.rows.as_ref()?;
    let table = dated.catalog().table(rows.table);
    known.look(View::Walk);
    let fits =
        |row: &Row<'_>| dated.bind_row(rows, &looked_for.need, service, *row).truth(known) == Truth::True;
    let mut rows: Vec<String> =
        table.smallest_first().filter(fits).take(OFFERED + 1).map(|row| row.name().to_owned()).collect();
    let more = rows.len() > OFFERED;
    rows.truncate(OFFERED);
    known.look(View::Binding);
    (!rows.is_empty()).then_some(Offer { constraint, rows, more })
}

/// The facts of a condition that are not known for a service on the day.
fn unknown_facts(dated: &Ruleset, service: ServiceId, condition: &Cond) -> Vec<crate::catalog::KeyId> {
    let service = dated.catalog().service(service);
    let unknown = |mention| match mention {
        Mention::Fact(key) => {
            let fact = service.fact(key, dated.as_of());
            fact.is_none_or(|fact| fact.value.is_none()).then_some(key)
        }
        _ => None,
    };
    let mut keys: Vec<_> = condition.mentions().into_iter().filter_map(unknown).collect();
    keys.dedup();
    keys
}
