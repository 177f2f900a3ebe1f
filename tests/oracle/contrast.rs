//! Every claim of a contrast, held against the naive evaluator.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use fingerpost::catalog::{ProviderId, ServiceId, ValueType};
use fingerpost::contrast::{
    Against, Change, Counterfactual, counterfactual_to, counterfactual_to_any, sufficient_reason, why_not,
};
use fingerpost::diagnostic::Sources;
use fingerpost::eval::{Evaluation, Route, evaluate};
use fingerpost::graph::ArmId;
use fingerpost::language::{self, ast::ItemKind, print};
use fingerpost::logic::QuestionId;
use fingerpost::pack::EMBEDDED;
use fingerpost::quantity::{Date, Dimension};
use fingerpost::requirement::{Requirement, check, read};

use super::agreement::{Bench, checked, verdict};
use super::completions::completions;
use super::containers::World;
use super::judge::{Fits, Stated, Verdict};
use super::random::Random;
use super::rules::{Amount, Val};
use super::tiny::small;

/// A case of the pack: its name, its day and what it states.
pub(super) struct Case {
    name: String,
    day: Date,
    requirement: Requirement,
    pub(super) stated: Vec<(usize, Val)>,
}

/// All cases of the containers pack that state something without a contradiction.
fn cases() -> Vec<Case> {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut sources = Sources::new();
    let files = EMBEDDED.iter().filter(|file| file.path.starts_with("containers/cases/"));
    let parsed = files.map(|file| language::parse(sources.add_static(file.path, file.text), file.text).0);
    let items: Vec<ItemKind> = parsed.flat_map(|file| file.items).map(|item| item.kind).collect();
    let mut cases = Vec::new();
    for item in items {
        let ItemKind::Case(case) = item else { continue };
        let line = |given: &language::ast::Given| {
            format!("{}: {}\n", given.question.value, print::expression(&given.value))
        };
        let text: String = case.given.iter().map(line).collect();
        let text = if text.is_empty() { "{}".to_owned() } else { text };
        let reading = read::read(world.source, &text, read::Format::Yaml);
        let requirement = check(reading.workloads[0].as_ref().unwrap(), &bench.dated).unwrap();
        let stated = requirement.stated().iter();
        let stated = stated.map(|answer| (answer.question.index(), Val::of(&answer.value))).collect();
        let day = case.as_of.map_or(world.as_of(), |day| Date::parse(&day.value).unwrap());
        cases.push(Case { name: case.name.value.clone(), day, requirement, stated });
    }
    cases
}

/// One requirement before both sides.
pub(super) struct Trial<'t> {
    bench: &'t Bench<'t>,
    name: String,
    stated: Stated,
    problems: Vec<String>,
}

impl Trial<'_> {
    pub(super) fn say(&mut self, about: &str, problem: &str) {
        self.problems.push(format!("{}: {about}: {problem}", self.name));
    }

    fn id(&self, service: ServiceId) -> &'static str {
        &self.bench.world.catalog.service(service).id
    }

    fn provider(&self, service: ServiceId) -> ProviderId {
        self.bench.world.catalog.service(service).provider
    }

    /// The answers with changes, as the oracle sees them.
    fn with(&self, changes: &[Change]) -> Stated {
        let mut stated = self.stated.clone();
        for change in changes {
            let question = change.question.index();
            stated[question] = change.to.map(|code| self.value(question, code));
        }
        stated
    }

    fn value(&self, question: usize, code: i128) -> Val {
        match self.bench.world.rules.questions[question].value_type {
            // A text that no rule mentions.
            ValueType::Text if code < 0 => Val::Word("something-else".to_owned()),
            _ => self.bench.world.decoded(question, code),
        }
    }

    /// What is wrong with a flip: it must change something, hold together, and lead where it says.
    fn flip(&mut self, flip: &Counterfactual) {
        let shown: Vec<String> = flip
            .changes
            .iter()
            .map(|change| {
                let name = &self.bench.world.rules.questions[change.question.index()].name;
                format!("{name} -> {:?}", change.to)
            })
            .collect();
        let about = format!("{} by {}", self.id(flip.then), shown.join(", "));
        let changed = self.with(&flip.changes);
        for change in &flip.changes {
            let at = change.question.index();
            if changed[at] == self.stated[at] {
                self.say(&about, "changes nothing");
            }
        }
        let hearing = self.bench.judge.hear(changed);
        let provider = self.provider(flip.then);
        let came_out = hearing.verdict(provider);
        let (contradicts, asked) = (hearing.is_contradiction(), hearing.providers().contains(&provider));
        if contradicts || !asked || came_out != Verdict::Service(flip.then) {
            let shown = self.bench.shown(came_out);
            self.say(&about, &format!("contradicts {contradicts}, asked {asked}, gives {shown}"));
        }
    }

    /// Holds one `why not` against the oracle; gives the kind of its claim.
    fn against(&mut self, service: ServiceId, against: &Against) -> &'static str {
        let id = self.id(service);
        let world = self.bench.world;
        let hearing = self.bench.judge.hear(self.stated.clone());
        let provider = self.provider(service);
        let provider_id = &world.catalog.provider(provider).id;
        let present = hearing.verdict(provider);
        let companion = world.catalog.service(service).companion;
        let asked = hearing.providers().contains(&provider);
        let broken = if companion { Vec::new() } else { hearing.broken(service) };
        let names = |all: &[usize]| {
            all.iter().map(|at| world.rules.constraints[*at].name.as_str()).collect::<Vec<_>>()
        };
        let plain = !companion && asked && present != Verdict::Service(service);
        let in_outcome =
            hearing.walk().map(|outcome| hearing.named(outcome, provider_id)).unwrap_or_default();
        let (holds, kind) = match against {
            Against::Companion { .. } => (companion, "companion"),
            Against::NotAsked => (!companion && !asked, "not asked"),
            Against::Recommended(route) => {
                let by_name = in_outcome.contains(&service) && matches!(route, Route::Named(_));
                (
                    asked
                        && present == Verdict::Service(service)
                        && (by_name || matches!(route, Route::FallBack(_))),
                    "recommended",
                )
            }
            Against::Refused(constraints) => {
                let engine: Vec<&str> = constraints
                    .iter()
                    .map(|it| self.bench.dated.constraint(it.constraint).name.as_str())
                    .collect();
                (plain && !broken.is_empty() && engine == names(&broken), "refused")
            }
            Against::Outranked { ahead, .. } => {
                let fitting = hearing.fitting(provider);
                let listed =
                    in_outcome.iter().chain(&hearing.preferred(provider_id)).any(|it| *it == service);
                let own = fitting.iter().position(|other| other.service == service);
                let expected: Vec<ServiceId> =
                    fitting.iter().take(own.unwrap_or(0)).map(|other| other.service).collect();
                let claimed: Vec<ServiceId> = ahead.iter().map(|(other, _)| *other).collect();
                let winner = claimed.first().map(|first| Verdict::Service(*first));
                let first = winner.is_none_or(|winner| winner == present);
                let undecided = present == Verdict::Undecided && claimed.is_empty();
                (
                    plain && broken.is_empty() && listed && (undecided || claimed == expected && first),
                    "outranked",
                )
            }
            Against::Parted(parting) => {
                let outcome = world.pack.outcome(parting.outcome).name.as_str();
                let has = world.rules.outcomes[outcome].get(provider_id);
                let listed = has.is_some_and(|all| all.iter().any(|candidate| candidate.service == service));
                // Named, it fits in no configuration that is named.
                let fits_named = |fits: &Fits| fits.service == service && fits.is_named;
                let mut holds =
                    plain && broken.is_empty() && listed && !hearing.fitting(provider).iter().any(fits_named);
                if let Some(first) = parting.answers.found.first() {
                    let changed = self.bench.judge.hear(self.with(&first.changes));
                    let ((old, _), (new, end)) = (hearing.path(), changed.path());
                    let parts = new.iter().enumerate().find(|(at, step)| old.get(*at) != Some(step));
                    let claimed = parting
                        .at
                        .map(|at| (at, world.pack.node(at.node).name.as_str()))
                        .map(|(at, node)| (node, at.taken.map(ArmId::index), at.other.index()));
                    let expected =
                        parts.map(|(at, (node, other))| (*node, old.get(at).map(|(_, arm)| *arm), *other));
                    holds &= end == Some(outcome)
                        && claimed == expected
                        && changed.named(outcome, provider_id).contains(&service);
                }
                (holds, if parting.answers.found.is_empty() { "parted, answers too far" } else { "parted" })
            }
            Against::Unlisted => {
                let listed = world.rules.outcomes.values().filter_map(|of| of.get(provider_id)).flatten();
                let listed = listed.chain(world.rules.preferences.get(provider_id).into_iter().flatten());
                (
                    plain
                        && broken.is_empty()
                        && listed.into_iter().all(|candidate| candidate.service != service),
                    "unlisted",
                )
            }
        };
        if !holds {
            self.say(id, &format!("{against:?} is not so; breaks {:?}", names(&broken)));
        }
        if let Against::Parted(parting) = against {
            parting.answers.found.iter().for_each(|flip| self.flip(flip));
        }
        kind
    }
}

/// Of how many cases one is taken where everything that could be answered is looked for: all of them would take an hour.
const ONE_OF: usize = 7;

/// Runs a claim over the cases, or one of so many of them, on two threads.
pub(super) fn over_cases<T: Send>(
    one_of: usize,
    claim: impl Fn(&Case, &Bench<'_>, Evaluation, &mut Trial<'_>) -> T + Sync,
) -> Vec<T> {
    let cases = cases();
    assert!(cases.len() >= 130, "only {} cases", cases.len());
    let half = |offset: usize| {
        let mut problems = Vec::new();
        let mut all = Vec::new();
        let mut days: BTreeMap<Date, Vec<&Case>> = BTreeMap::new();
        for case in cases.iter().step_by(one_of).skip(offset).step_by(2) {
            days.entry(case.day).or_default().push(case);
        }
        let world = World::containers();
        for (day, cases) in days {
            let bench = Bench::on(world, day);
            for case in cases {
                let evaluation = evaluate(&bench.dated, case.requirement.encoded());
                let name = format!("{} on {}", case.name, case.day);
                let stated = world.stated(&case.stated);
                let mut trial = Trial { bench: &bench, name, stated, problems: Vec::new() };
                all.push(claim(case, &bench, evaluation, &mut trial));
                problems.extend(trial.problems);
            }
        }
        (all, problems)
    };
    let halves = thread::scope(|scope| {
        [0, 1]
            .map(|offset| {
                scope.spawn({
                    let half = &half;
                    move || half(offset)
                })
            })
            .map(|half| half.join().unwrap())
    });
    let problems: Vec<&String> = halves.iter().flat_map(|(_, problems)| problems).collect();
    let shown: Vec<&str> = problems.iter().take(20).map(|text| text.as_str()).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), shown.join("\n"));
    halves.into_iter().flat_map(|(all, _)| all).collect()
}

#[test]
fn why_not_answers_for_every_case_and_every_service_and_each_claim_is_so() {
    // Each case is asked about every service: half as many are enough.
    let kinds = over_cases(2 * ONE_OF, |case, bench, evaluation, trial| {
        let services: Vec<ServiceId> = bench.world.catalog.services().map(|(id, _)| id).collect();
        let kind = |service: ServiceId| {
            let against = why_not(&bench.dated, case.requirement.encoded(), &evaluation, service, 1);
            trial.against(service, &against)
        };
        services.into_iter().map(kind).collect::<Vec<_>>()
    });
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in kinds.into_iter().flatten() {
        *seen.entry(kind).or_default() += 1;
    }
    let everything = ["companion", "not asked", "outranked", "parted", "recommended", "refused"];
    assert!(everything.iter().all(|kind| seen.contains_key(kind)), "{seen:?}");
}

/// How many flips there are to any other service, of so many answers at most, over one of so many cases; each leads where it says.
fn flips_to_any(one_of: usize, answers: usize) -> usize {
    let found = over_cases(one_of, |case, bench, evaluation, trial| {
        let encoded = case.requirement.encoded();
        let mut found = 0;
        for present in &evaluation.providers {
            let winner = present.conclusion.chosen().map(|chosen| chosen.service);
            let any = counterfactual_to_any(&bench.dated, encoded, present.provider, winner, answers);
            assert!(!any.gave_up, "{}", case.name);
            found += any.found.len();
            any.found.iter().for_each(|flip| trial.flip(flip));
        }
        found
    });
    found.iter().sum()
}

#[test]
fn every_flip_of_every_case_leads_where_it_says() {
    let total = flips_to_any(ONE_OF, 1);
    assert!(total > 300, "only {total} flips were found");
}

/// Pairs of answers are thousands a case: a few cases take half a minute each.
#[test]
fn every_flip_of_two_answers_leads_where_it_says() {
    let total = flips_to_any(6 * ONE_OF, 2);
    assert!(total > 300, "only {total} flips were found");
}

/// Everything that one answer can be changed to: of a set, one word is added or taken away, or what stands is stated.
fn others(bench: &Bench<'_>, stated: &Stated, question: usize) -> Vec<Option<Val>> {
    let world = bench.world;
    let ValueType::Set(options) = &world.rules.questions[question].value_type else {
        return answers(world, question);
    };
    let hearing = bench.judge.hear(stated.clone());
    let standing = || hearing.deciding(question).and_then(|(_, fallback)| fallback.value.clone());
    let Val::Words(present) =
        stated[question].clone().or_else(standing).unwrap_or(Val::Words(BTreeSet::new()))
    else {
        panic!("no set")
    };
    let toggled = options.iter().map(|word| {
        let mut words = present.clone();
        if !words.remove(word) {
            words.insert(word.clone());
        }
        Some(Val::Words(words))
    });
    toggled.chain([None, Some(Val::Words(present.clone()))]).collect()
}

/// Every answer to a question of a small pack, no answer among them: one of each cell at least.
fn answers(world: &World, question: usize) -> Vec<Option<Val>> {
    let some: Vec<Val> = match &world.rules.questions[question].value_type {
        ValueType::YesNo => vec![Val::Yes(false), Val::Yes(true)],
        ValueType::Choice(options) => options.iter().cloned().map(Val::Word).collect(),
        ValueType::Set(options) => {
            let member = |mask: usize| options.iter().enumerate().filter(move |(at, _)| mask >> at & 1 == 1);
            (0..1 << options.len())
                .map(|mask| Val::Words(member(mask).map(|(_, word)| word.clone()).collect()))
                .collect()
        }
        // Small packs cut memory at whole GiB only: those, and what lies just above.
        ValueType::Quantity { dimension: dimension @ Dimension::Memory, .. } => {
            let amount = |bytes: i128| Val::Amount(Amount::whole(bytes * dimension.scale()));
            (0..=4).flat_map(|gib| [amount(gib << 30), amount((gib << 30) + 1)]).collect()
        }
        _ => world.near_limits(question).iter().map(|amount| Val::Amount(Amount::whole(*amount))).collect(),
    };
    std::iter::once(None).chain(some.into_iter().map(Some)).collect()
}

/// For each service, the sets of questions whose answers can be changed so that it is recommended.
type Sets = BTreeMap<ServiceId, BTreeSet<Vec<usize>>>;

/// The sets of the smallest size up to two, for every service at once, by trying everything.
fn brute_flips(bench: &Bench<'_>, stated: &Stated) -> Sets {
    let world = bench.world;
    let all: Vec<Vec<Option<Val>>> =
        (0..world.rules.questions.len()).map(|question| others(bench, stated, question)).collect();
    let changed = |from: &Stated, question: usize| -> Vec<Stated> {
        let different = all[question].iter().filter(|value| **value != stated[question]);
        let with = |value: &Option<Val>| {
            let mut changed = from.clone();
            changed[question].clone_from(value);
            changed
        };
        different.map(with).collect()
    };
    let look = |changed: Stated, questions: &[usize], sets: &mut Sets| {
        let hearing = bench.judge.hear(changed);
        if !hearing.is_contradiction() {
            for provider in hearing.providers() {
                if let Verdict::Service(service) = hearing.verdict(provider) {
                    sets.entry(service).or_default().insert(questions.to_vec());
                }
            }
        }
    };
    let (mut ones, mut twos) = (Sets::new(), Sets::new());
    for first in 0..all.len() {
        for once in changed(stated, first) {
            for second in first + 1..all.len() {
                for twice in changed(&once, second) {
                    look(twice, &[first, second], &mut twos);
                }
            }
            look(once, &[first], &mut ones);
        }
    }
    for (service, sets) in twos {
        ones.entry(service).or_insert(sets);
    }
    ones
}

/// A few requirements of every small pack that compiles, on two threads.
fn over_small_packs(
    packs: u64,
    each: usize,
    claim: impl Fn(&Bench<'_>, &[(usize, Val)], &Requirement) -> Vec<String> + Sync,
) -> usize {
    let half = |seeds: std::ops::Range<u64>| {
        let (mut problems, mut compared) = (Vec::new(), 0);
        for seed in seeds {
            let Some(world) = small(seed) else { continue };
            let bench = Bench::on(&world, world.as_of());
            let mut random = Random::seeded(seed);
            for _ in 0..each {
                let answers = world.answers(world.rules.questions.len().min(4), &mut random);
                let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
                compared += 1;
                let found = claim(&bench, &answers, &requirement);
                problems.extend(
                    found
                        .into_iter()
                        .map(|problem| format!("seed {seed}: {}: {problem}", world.shown(&answers))),
                );
            }
        }
        (compared, problems)
    };
    let halves = thread::scope(|scope| {
        let half = &half;
        [0..packs / 2, packs / 2..packs]
            .map(|seeds| scope.spawn(move || half(seeds)))
            .map(|run| run.join().unwrap())
    });
    let problems: Vec<&String> = halves.iter().flat_map(|(_, problems)| problems).collect();
    let shown: Vec<&str> = problems.iter().take(12).map(|text| text.as_str()).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), shown.join("\n"));
    halves.iter().map(|(compared, _)| compared).sum()
}

#[test]
fn no_flip_of_a_small_pack_is_missed_and_none_is_larger_than_it_need_be() {
    let compared = over_small_packs(3000, 4, |bench, answers, requirement| {
        let stated = bench.world.stated(answers);
        let brute = brute_flips(bench, &stated);
        let mut trial = Trial { bench, name: String::new(), stated, problems: Vec::new() };
        let hearing = bench.judge.hear(trial.stated.clone());
        for (service, declared) in bench.world.catalog.services() {
            if hearing.verdict(declared.provider) == Verdict::Service(service) {
                continue;
            }
            let flips = counterfactual_to(&bench.dated, requirement.encoded(), service, 2);
            let questions =
                |flip: &Counterfactual| flip.changes.iter().map(|change| change.question.index()).collect();
            let engine: BTreeSet<Vec<usize>> = flips.found.iter().map(questions).collect();
            let expected = brute.get(&service).cloned().unwrap_or_default();
            if engine != expected || flips.gave_up {
                trial.say(&declared.id, &format!("engine {engine:?}, brute force {expected:?}"));
            }
            flips.found.iter().for_each(|flip| trial.flip(flip));
        }
        trial.problems
    });
    assert!(compared > 400, "only {compared} requirements were compared");
}

#[test]
fn deciding_answers_of_small_packs_are_the_fewest_and_idle_ones_change_nothing() {
    let compared = AtomicUsize::new(0);
    over_small_packs(3000, 4, |bench, given, requirement| {
        let world = bench.world;
        let whole = world.stated(given);
        let mut problems = Vec::new();
        for provider in bench.judge.hear(whole.clone()).providers() {
            let base = bench.judge.hear(whole.clone()).verdict(provider);
            let is_base = |stated: &Stated| {
                let hearing = bench.judge.hear(stated.clone());
                hearing.providers().contains(&provider) && hearing.verdict(provider) == base
            };
            let consistent = |stated: &Stated| !bench.judge.hear(stated.clone()).is_contradiction();
            let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
            for (question, _) in given {
                sets.extend(sets.clone().into_iter().map(|mut set| {
                    set.push(*question);
                    set.sort_unstable();
                    set
                }));
            }
            sets.sort_by_key(|set| (set.len(), set.clone()));
            let alone = |kept: &[usize]| {
                let mut alone = whole.clone();
                (0..alone.len()).filter(|at| !kept.contains(at)).for_each(|at| alone[at] = None);
                alone
            };
            // Brute force over very many completions takes a while: such requirements are left to others.
            if sets.iter().any(|kept| completions(bench, &alone(kept), 400).is_none()) {
                continue;
            }
            compared.fetch_add(1, Ordering::Relaxed);
            let holds_for_all = |stated: &Stated| {
                let all = completions(bench, stated, 400).unwrap();
                all.iter().all(|full| !consistent(full) || is_base(full))
            };
            let forced = holds_for_all(&whole);
            let enough = |kept: &[usize]| {
                let alone = alone(kept);
                consistent(&alone) && is_base(&alone) && (!forced || holds_for_all(&alone))
            };
            let smallest = sets.iter().find(|set| enough(set));
            let of = sufficient_reason(&bench.dated, requirement.encoded(), provider);
            let engine: Option<Vec<usize>> = of
                .smallest
                .as_ref()
                .map(|set| set.iter().map(|question: &QuestionId| question.index()).collect());
            if verdict(of.winner) != base || of.forced != forced || engine.as_ref() != smallest {
                problems
                    .push(format!("engine {:?} {engine:?}, brute force {forced} {smallest:?}", of.forced));
            }
            let is_idle = |question: usize| {
                others(bench, &whole, question).into_iter().all(|value| {
                    let mut other = whole.clone();
                    other[question] = value;
                    !consistent(&other) || is_base(&other)
                })
            };
            let idle: Vec<usize> =
                requirement.encoded().stated().map(QuestionId::index).filter(|at| is_idle(*at)).collect();
            let engine: Vec<usize> = of.idle.iter().map(|question| question.index()).collect();
            if engine != idle {
                problems.push(format!("idle: engine {engine:?}, brute force {idle:?}"));
            }
        }
        problems
    });
    let compared = compared.into_inner();
    assert!(compared > 200, "only {compared} results were compared");
}
