//! Statuses, possible answers, limits and relaxations against brute force: every completion, every value, every subset.

use std::collections::BTreeSet;
use std::thread;

use fingerpost::catalog::{ProviderId, ValueType};
use fingerpost::eval::{
    Conclusion, Condition, Evaluation, Limit, Origin, ProviderEvaluation, Status, evaluate,
};
use fingerpost::requirement::Requirement;

use super::agreement::{Bench, checked, verdict};
use super::containers::World;
use super::judge::{Stated, Verdict};
use super::random::Random;
use super::rules::{Amount, Val};

/// Everything that an open question could be answered with, numbers by one of each cell at least.
fn values(world: &World, question: usize) -> Vec<Val> {
    match &world.rules.questions[question].value_type {
        ValueType::YesNo => vec![Val::Yes(false), Val::Yes(true)],
        ValueType::Choice(options) => options.iter().cloned().map(Val::Word).collect(),
        ValueType::Quantity { .. } => {
            let near = world.near_limits(question).iter();
            near.map(|&amount| Val::Amount(Amount::whole(amount))).collect()
        }
        ValueType::Set(options) => {
            let member = |mask: usize| {
                options
                    .iter()
                    .enumerate()
                    .filter(move |(at, _)| mask >> at & 1 == 1)
                    .map(|(_, word)| word.clone())
            };
            (0..1 << options.len()).map(|mask| Val::Words(member(mask).collect())).collect()
        }
        other => panic!("an open question of type {other:?}"),
    }
}

/// Every way to answer what is unknown, and to answer or leave what is assumed; none when there are too many.
///
/// Questions are taken after those that their fallbacks look at, so an answer can close or open later ones.
pub(super) fn completions(bench: &Bench<'_>, stated: &Stated, most: usize) -> Option<Vec<Stated>> {
    let mut all = vec![stated.clone()];
    for question in &bench.world.relevant {
        let mut next = Vec::new();
        for partial in all {
            let hearing = bench.judge.hear(partial);
            if hearing.is_open(*question) {
                // What is assumed may also be left as it stands; what is not known has to be answered.
                if hearing.deciding(*question).is_some() {
                    next.push(hearing.stated.clone());
                }
                for value in values(bench.world, *question) {
                    let mut completed = hearing.stated.clone();
                    completed[*question] = Some(value);
                    next.push(completed);
                }
            } else {
                next.push(hearing.stated);
            }
            if next.len() > most {
                return None;
            }
        }
        all = next;
    }
    Some(all)
}

/// How often each part could be checked.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub(super) compared: usize,
    pub(super) requirements: usize,
    pub(super) decided: usize,
    pub(super) provisional: usize,
    pub(super) limits: usize,
    pub(super) relaxations: usize,
    /// Smallest relaxations that the engine does not find, or takes more for than is needed.
    pub(super) missed_relaxations: usize,
    /// Limits of whole numbers that lie between two of them.
    pub(super) fractional_limits: usize,
    /// Limits beyond which there is no requirement at all, only a contradiction.
    pub(super) limits_at_contradictions: usize,
    /// Relaxations that leave a contradiction.
    pub(super) relaxed_to_contradictions: usize,
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.requirements += other.requirements;
        self.decided += other.decided;
        self.provisional += other.provisional;
        self.limits += other.limits;
        self.relaxations += other.relaxations;
        self.missed_relaxations += other.missed_relaxations;
        self.fractional_limits += other.fractional_limits;
        self.limits_at_contradictions += other.limits_at_contradictions;
        self.relaxed_to_contradictions += other.relaxed_to_contradictions;
    }
}

/// One evaluation against brute force.
struct Trial<'t> {
    bench: &'t Bench<'t>,
    stated: Stated,
    seen: &'t mut Seen,
    problems: Vec<String>,
}

impl Trial<'_> {
    fn with(&self, question: usize, value: Option<Val>) -> Stated {
        let mut changed = self.stated.clone();
        changed[question] = value;
        changed
    }

    fn verdict(&self, stated: Stated, provider: ProviderId) -> Verdict {
        self.bench.judge.hear(stated).verdict(provider)
    }

    /// What comes out, and whether it rests on nothing unknown.
    fn comes(&self, stated: Stated, provider: ProviderId) -> (Verdict, bool) {
        let hearing = self.bench.judge.hear(stated);
        let is_verified = hearing.fitting(provider).first().is_none_or(|first| first.is_verified);
        let verdict = hearing.verdict(provider);
        (verdict, is_verified || !matches!(verdict, Verdict::Service(_)))
    }

    /// What came out for the answers as they stand.
    fn base(answer: &ProviderEvaluation) -> (Verdict, bool) {
        (verdict(answer.winner()), answer.conclusion.chosen().is_none_or(|chosen| chosen.is_verified))
    }

    fn name(&self, question: usize) -> &str {
        &self.bench.world.rules.questions[question].name
    }

    fn status(&mut self, answer: &ProviderEvaluation, completions: &[Stated]) {
        let base = self.verdict(self.stated.clone(), answer.provider);
        let consistent =
            completions.iter().filter(|c| !self.bench.judge.hear((*c).clone()).is_contradiction());
        let mut brute: BTreeSet<Verdict> =
            consistent.map(|c| self.verdict(c.clone(), answer.provider)).collect();
        if brute.is_empty() {
            // Every completion contradicts itself: "the same under every completion" says nothing.
            return;
        }
        brute.insert(base);
        let possible: BTreeSet<Verdict> = answer.possible.iter().copied().map(verdict).collect();
        if possible != brute {
            let show = |all: &BTreeSet<Verdict>| all.iter().map(|v| self.bench.shown(*v)).collect::<Vec<_>>();
            self.problems.push(format!(
                "possible: engine {:?}, brute force {:?}",
                show(&possible),
                show(&brute)
            ));
        }
        let hearing = self.bench.judge.hear(self.stated.clone());
        let is_verified = hearing.fitting(answer.provider).first().is_none_or(|first| first.is_verified);
        let status = match base {
            Verdict::Undecided => Status::Undecided,
            Verdict::NoFit => Status::NoFit,
            Verdict::Service(_) if !is_verified => Status::Unverified,
            Verdict::Service(_) if brute.len() == 1 => Status::Decided,
            Verdict::Service(_) => Status::Provisional,
        };
        self.seen.decided += usize::from(status == Status::Decided);
        self.seen.provisional += usize::from(status == Status::Provisional);
        if answer.status != status {
            self.problems.push(format!("status: engine {:?}, brute force {status:?}", answer.status));
        }
    }

    fn survivors(&mut self, answer: &ProviderEvaluation) {
        let hearing = self.bench.judge.hear(self.stated.clone());
        let Some(outcome) = hearing.walk() else { return };
        let world = self.bench.world;
        let provider = &world.catalog.provider(answer.provider).id;
        let named = hearing.named(outcome, provider);
        for service in &named {
            let oracle: Vec<&str> = hearing
                .broken(*service)
                .into_iter()
                .map(|at| world.rules.constraints[at].name.as_str())
                .collect();
            let engine: Vec<&str> = answer
                .rejected
                .iter()
                .filter(|rejection| rejection.service == *service)
                .map(|rejection| self.bench.dated.constraint(rejection.constraint).name.as_str())
                .collect();
            if engine != oracle {
                self.problems.push(format!("rejected: engine {engine:?}, oracle {oracle:?}"));
            }
        }
        let fitting = hearing.fitting(answer.provider);
        let mut expected: Vec<_> = fitting.iter().skip(1).filter(|one| one.is_named).collect();
        match fitting.first() {
            Some(first) if first.is_named => {
                // Who takes no doubts is told of somebody to take instead.
                let sure = fitting.iter().find(|one| !one.is_named && one.is_verified);
                let needs = !first.is_verified && !expected.iter().any(|one| one.is_verified);
                expected.extend(sure.filter(|_| needs));
            }
            _ => expected = fitting.iter().skip(1).take(2).collect(),
        }
        let expected: Vec<_> = expected.into_iter().map(|one| (one.service, one.is_verified)).collect();
        let engine: Vec<_> =
            answer.alternatives().iter().map(|other| (other.service, other.is_verified)).collect();
        if engine != expected {
            self.problems.push(format!("alternatives: engine {engine:?}, oracle {expected:?}"));
        }
        let is_verified = fitting.first().map(|first| first.is_verified);
        if answer.conclusion.chosen().map(|chosen| chosen.is_verified) != is_verified {
            self.problems.push(format!("verified: oracle {is_verified:?}"));
        }
    }

    fn limits(&mut self, answer: &ProviderEvaluation) {
        for limit in &answer.holds_while {
            self.seen.limits += 1;
            self.limit(limit, answer);
        }
        for question in 0..self.stated.len() {
            self.no_limit_is_missing(question, answer);
        }
    }

    fn limit(&mut self, limit: &Limit, answer: &ProviderEvaluation) {
        let question = limit.question.index();
        let base = Self::base(answer);
        let then = (verdict(limit.then), limit.is_verified);
        let step = match self.bench.world.rules.questions[question].value_type {
            ValueType::Quantity { dimension, integer } => dimension.step(integer),
            _ => 1,
        };
        if let Condition::AtMost(code) | Condition::AtLeast(code) = limit.condition {
            self.seen.fractional_limits += usize::from(code % step != 0);
        }
        let (inside, beyond): (Vec<Val>, Vec<Val>) = match limit.condition {
            Condition::AtMost(code) => {
                let last = code.div_euclid(step) * step;
                (vec![amount(last)], vec![amount(last + step)])
            }
            Condition::AtLeast(code) => {
                let first = (code + step - 1).div_euclid(step) * step;
                (vec![amount(first)], vec![amount(first - step)])
            }
            Condition::NotIn(mask) => {
                let word = |bit| self.bench.world.decoded(question, bit);
                (Vec::new(), (0..128).filter(|bit| mask >> bit & 1 == 1).map(word).collect())
            }
        };
        for (value, expected) in inside.iter().map(|v| (v, base)).chain(beyond.iter().map(|v| (v, then))) {
            let other = self.with(question, Some(value.clone()));
            if self.bench.judge.hear(other.clone()).is_contradiction() {
                // What comes out lies further on, beyond answers that nobody can give.
                self.seen.limits_at_contradictions += 1;
                continue;
            }
            let found = self.comes(other, answer.provider);
            // What could not be verified before may well be inside.
            let is_better = found == (expected.0, true) && expected == base;
            if found != expected && !is_better {
                let [found, expected] =
                    [found, expected].map(|(what, sure)| format!("{} ({sure})", self.bench.shown(what)));
                let name = self.name(question);
                self.problems.push(format!(
                    "{limit:?}: at {name} = {value:?} the oracle says {found}, not {expected}"
                ));
            }
        }
    }

    /// A stated answer whose neighbours change the service must have a limit before them.
    fn no_limit_is_missing(&mut self, question: usize, answer: &ProviderEvaluation) {
        let Some(stated) = self.stated[question].clone() else { return };
        let base = Self::base(answer);
        let limits: Vec<&Condition> = answer
            .holds_while
            .iter()
            .filter(|limit| limit.question.index() == question)
            .map(|limit| &limit.condition)
            .collect();
        let covered = |value: &Val| match (&self.bench.world.rules.questions[question].value_type, value) {
            (ValueType::Quantity { .. }, Val::Amount(Amount::Finite { amount, .. })) => {
                limits.iter().any(|limit| match limit {
                    Condition::AtMost(code) => amount > code,
                    Condition::AtLeast(code) => amount < code,
                    Condition::NotIn(_) => false,
                })
            }
            (ValueType::YesNo | ValueType::Choice(_), _) => limits.iter().any(|limit| match limit {
                Condition::NotIn(mask) => (0..128)
                    .filter(|bit| mask >> bit & 1 == 1)
                    .any(|bit| self.bench.world.decoded(question, bit) == *value),
                _ => false,
            }),
            _ => true,
        };
        let kind = &self.bench.world.rules.questions[question].value_type;
        if matches!(kind, ValueType::Set(_) | ValueType::Row(_) | ValueType::Text | ValueType::Texts)
            || stated == Val::Amount(Amount::Unlimited)
        {
            return;
        }
        let mut missing = Vec::new();
        for value in values(self.bench.world, question) {
            let other = self.with(question, Some(value.clone()));
            // Beyond an answer that contradicts the others lies no requirement, and no limit.
            if self.bench.judge.hear(other.clone()).is_contradiction() {
                continue;
            }
            let (what, is_verified) = self.comes(other, answer.provider);
            let changes = what != base.0 || base.1 && !is_verified;
            if changes && !covered(&value) {
                missing.push(value);
            }
        }
        if !missing.is_empty() {
            let name = self.name(question);
            self.problems
                .push(format!("{name}: no limit in {limits:?} says that {missing:?} changes the answer"));
        }
    }

    fn relaxations(&mut self, answer: &ProviderEvaluation) {
        if answer.status != Status::NoFit {
            return;
        }
        let stated: Vec<usize> = (0..self.stated.len()).filter(|at| self.stated[*at].is_some()).collect();
        let mut fitting: Vec<(Vec<usize>, (Verdict, bool))> = Vec::new();
        for mask in 1_usize..1 << stated.len() {
            let taken: Vec<usize> =
                stated.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, q)| *q).collect();
            let mut left = self.stated.clone();
            for question in &taken {
                left[*question] = None;
            }
            let hearing = self.bench.judge.hear(left);
            let found = hearing.verdict(answer.provider);
            if matches!(found, Verdict::Service(_)) {
                self.seen.relaxed_to_contradictions += usize::from(hearing.is_contradiction());
                let is_verified = hearing.fitting(answer.provider).first().is_some_and(|one| one.is_verified);
                fitting.push((taken, (found, is_verified)));
            }
        }
        let smallest = fitting.iter().map(|(taken, _)| taken.len()).min().unwrap_or(0);
        fitting.retain(|(taken, _)| taken.len() == smallest);
        fitting.sort();
        let relax = match &answer.conclusion {
            Conclusion::NoFit(it) => it.relax.as_slice(),
            Conclusion::Recommended(_) | Conclusion::Undecided(_) => &[],
        };
        let claimed: Vec<(Vec<usize>, (Verdict, bool))> = relax
            .iter()
            .map(|relax| {
                let questions = relax.questions.iter().map(|question| question.index()).collect();
                (questions, (Verdict::Service(relax.then), relax.is_verified))
            })
            .collect();
        self.seen.relaxations += claimed.len();
        let complete = if claimed.len() < 5 {
            let mut sorted = claimed.clone();
            sorted.sort();
            sorted == fitting
        } else {
            claimed.iter().all(|claim| fitting.contains(claim))
        };
        self.seen.missed_relaxations += usize::from(!complete && claimed.is_empty());
        if !complete && !claimed.is_empty() {
            self.problems.push(format!("relax: engine {claimed:?}, brute force {fitting:?}"));
        }
    }

    /// What no fallback stands in for is never among the answers, unless it was stated.
    fn unknown_stays_unknown(&mut self, evaluation: &Evaluation) {
        for answer in &evaluation.answers {
            let question = &self.bench.world.rules.questions[answer.question.index()];
            let stated = self.stated[answer.question.index()].is_some();
            if (answer.origin == Origin::Stated) != stated || (!stated && question.fallbacks.is_empty()) {
                self.problems.push(format!("{}: an answer out of nothing: {answer:?}", question.name));
            }
        }
    }
}

/// Holds one evaluation against brute force; none when there are more than `most` completions.
pub(super) fn disagreements(
    bench: &Bench<'_>,
    answers: &[(usize, Val)],
    requirement: &Requirement,
    most: usize,
    seen: &mut Seen,
) -> Option<Vec<String>> {
    let stated = bench.world.stated(answers);
    let completions = completions(bench, &stated, most)?;
    seen.requirements += 1;
    let evaluation = evaluate(&bench.dated, requirement.encoded());
    let mut trial = Trial { bench, stated, seen, problems: Vec::new() };
    trial.unknown_stays_unknown(&evaluation);
    for answer in &evaluation.providers {
        let before = trial.problems.len();
        trial.status(answer, &completions);
        trial.survivors(answer);
        trial.limits(answer);
        trial.relaxations(answer);
        let provider = &bench.world.catalog.provider(answer.provider).id;
        trial
            .problems
            .iter_mut()
            .skip(before)
            .for_each(|problem| problem.insert_str(0, &format!("{provider}: ")));
    }
    Some(trial.problems)
}

fn amount(amount: i128) -> Val {
    Val::Amount(Amount::whole(amount))
}

/// Requirements that leave little open: the questions with assumptions are mostly answered.
fn settled_answers(world: &World, random: &mut Random) -> Vec<(usize, Val)> {
    let mut answers = world.answers(5, random);
    for name in ["kind", "team", "serverless", "kubernetes"] {
        let question = world.rules.question(name);
        if random.chance(80) && answers.iter().all(|(before, _)| *before != question) {
            answers.push((question, world.value(question, random)));
        }
    }
    answers
}

/// Evaluations of the containers pack against brute force.
fn containers(seed: u64, wanted: usize) -> (Seen, Vec<String>) {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(seed);
    let mut tally = Seen::default();
    let mut problems = Vec::new();
    while tally.requirements < wanted {
        let answers = settled_answers(world, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
        let Some(found) = disagreements(&bench, &answers, &requirement, 40, &mut tally) else { continue };
        if !found.is_empty() {
            problems.push(format!("{}\n    {}", world.shown(&answers), found.join("\n    ")));
        }
    }
    (tally, problems)
}

#[test]
fn statuses_limits_and_relaxations_are_exact_on_the_containers_pack() {
    let (seen, problems) = thread::scope(|scope| {
        let halves = [5, 6].map(|seed| scope.spawn(move || containers(seed, 200)));
        let mut all = (Seen::default(), Vec::new());
        for (seen, problems) in halves.map(|half| half.join().unwrap()) {
            all.0.add(seen);
            all.1.extend(problems);
        }
        all
    });
    let shown: Vec<&str> = problems.iter().take(10).map(String::as_str).collect();
    assert!(problems.is_empty(), "{} of {seen:?}:\n{}", problems.len(), shown.join("\n"));
    assert!(
        seen.decided > 100 && seen.provisional > 100 && seen.limits > 1000 && seen.relaxations > 50,
        "{seen:?}"
    );
    assert_eq!((seen.relaxed_to_contradictions, seen.missed_relaxations), (0, 0), "{seen:?}");
    assert_eq!(seen.fractional_limits, 0, "a limit of a whole number is a whole number: {seen:?}");
    assert_eq!(seen.limits_at_contradictions, 0, "beyond every limit there is a requirement: {seen:?}");
}
