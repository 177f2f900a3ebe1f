//! Many requirements for the containers pack, each on its day and an earlier one: the engine and the oracle agree,
//! each gets an answer, and no recommended service is known not to do what was stated.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use fingerpost::catalog::ServiceId;
use fingerpost::eval::{Route, Winner, picked};
use fingerpost::pack::ConstraintId;
use fingerpost::program::{DatedRules, EncodedAnswers, Trail};
use fingerpost::quantity::Date;
use fingerpost::requirement::Stated;

use super::agreement::{Bench, checked};
use super::containers::World;
use super::random::Random;
use super::rules::Val;
use super::soundness::Ledger;
use crate::embedded::{PACKS, given};
use crate::packs::REFUSE_NOBODY;

type Answers = Vec<(usize, Val)>;

/// How many threads share them; the requirements are the same on any machine.
const THREADS: usize = 4;

#[derive(Default)]
struct Tally {
    agreed: usize,
    contradictions: usize,
    /// Requirements that state `scale_to_zero: yes` and got a service.
    asleep: usize,
    winners: BTreeMap<Winner, usize>,
    seen: Seen,
    problems: Vec<String>,
}

/// What the requirements came by on a day, and how often.
#[derive(Default)]
struct Seen {
    /// Each arm of each node, taken.
    arms: BTreeMap<String, usize>,
    /// Each constraint on either side: it breaks on some service of a provider, or on none.
    sides: BTreeMap<String, usize>,
    /// Each candidate of each outcome, when its turn came.
    candidates: BTreeMap<String, usize>,
    /// The same, chosen.
    chosen: BTreeMap<String, usize>,
    /// Each service, recommended.
    services: BTreeMap<String, usize>,
}

impl Seen {
    /// Nothing yet.
    fn nothing(world: &World) -> Self {
        let mut seen = Self::default();
        let pack = &world.pack;
        for node in pack.nodes() {
            seen.arms.extend((1..=node.arms.len()).map(|arm| (format!("{}.{arm}", node.name), 0)));
        }
        for constraint in pack.constraints() {
            let sides = ["breaks", "breaks nothing"].map(|side| format!("{} {side}", constraint.name));
            seen.sides.extend(sides.map(|side| (side, 0)));
        }
        let id = |service| world.catalog.service(service).id.clone();
        for (provider, _) in world.catalog.providers() {
            for outcome in pack.outcomes() {
                let named = outcome.of(provider).iter();
                let named = named.map(|candidate| format!("{} {}", outcome.name, id(candidate.service)));
                seen.candidates.extend(named.map(|name| (name, 0)));
            }
        }
        seen.chosen.clone_from(&seen.candidates);
        let services = world.catalog.services().filter(|(_, service)| !service.companion);
        seen.services.extend(services.map(|(service, _)| (id(service), 0)));
        seen
    }

    /// Notes what a requirement comes by.
    fn note(&mut self, world: &World, dated: &DatedRules, encoded: &EncodedAnswers) {
        let count = |counts: &mut BTreeMap<String, usize>, what: String| {
            *counts.entry(what).or_default() += 1;
        };
        let (program, pack) = (dated.program(), &world.pack);
        let mut assignment = program.assign(encoded);
        let mut trail = Trail::default();
        for provider in fingerpost::eval::providers(dated, encoded) {
            let picked = program.pick(&mut assignment, provider, &mut trail);
            for step in trail.path() {
                count(&mut self.arms, format!("{}.{}", pack.node(step.node).name, step.arm.index() + 1));
            }
            let id = |service| &world.catalog.service(service).id;
            if let Some(choice) = picked.choice {
                count(&mut self.services, id(choice.service).clone());
            }
            let outcome = pack.outcome(picked.outcome().expect("every walk ends"));
            let chosen = match picked.route() {
                Some(Route::Named(at)) => at,
                _ => usize::MAX,
            };
            for (at, candidate) in outcome.of(provider).iter().enumerate().take(chosen.saturating_add(1)) {
                let name = format!("{} {}", outcome.name, id(candidate.service));
                if at == chosen {
                    count(&mut self.chosen, name.clone());
                }
                count(&mut self.candidates, name);
            }
            let is_own = |service| world.catalog.service(service).provider == provider;
            let broken = program.broken(&assignment).into_iter();
            let broken: BTreeSet<ConstraintId> = broken
                .filter(|(deployment, _)| is_own(program.service(*deployment)))
                .map(|(_, broken)| program.constraint(broken))
                .collect();
            for (at, constraint) in pack.constraint_ids() {
                let side = if broken.contains(&at) { "breaks" } else { "breaks nothing" };
                count(&mut self.sides, format!("{} {side}", constraint.name));
            }
        }
    }

    fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.arms, &other.arms),
            (&mut self.sides, &other.sides),
            (&mut self.candidates, &other.candidates),
            (&mut self.chosen, &other.chosen),
            (&mut self.services, &other.services),
        ];
        for (mine, theirs) in pairs {
            for (what, count) in theirs {
                *mine.entry(what.clone()).or_default() += count;
            }
        }
    }

    /// Prints how often everything was come by, the rarest of each kind by name; gives what was rarer than wanted, and not for a
    /// reason that is known.
    fn rarer_than(&self, wanted: usize) -> Vec<String> {
        let kinds = [
            ("arms, taken", &self.arms),
            ("sides of constraints", &self.sides),
            ("candidates, considered", &self.candidates),
            ("candidates, chosen", &self.chosen),
            ("services, recommended", &self.services),
        ];
        let mut rare = Vec::new();
        for (kind, counts) in kinds {
            let mut sorted: Vec<(usize, &str)> =
                counts.iter().map(|(what, count)| (*count, what.as_str())).collect();
            sorted.sort_unstable();
            let enough = sorted.iter().filter(|(count, _)| *count >= wanted).count();
            println!("{kind}: {enough} of {} at least {wanted} times; the rarest:", sorted.len());
            sorted.iter().take(16).for_each(|(count, what)| println!("    {count:>8} {what}"));
            let known =
                |what: &str| what.strip_suffix(" breaks").is_some_and(|name| REFUSE_NOBODY.contains(&name));
            let below = sorted.iter().filter(|(count, what)| *count < wanted && !known(what));
            // Who stands far down a list is chosen when all before it are out: seldom, or never.
            let below = below.filter(|_| kind != "candidates, chosen");
            rare.extend(below.map(|(count, what)| format!("{kind}: {what} {count}")));
        }
        rare
    }
}

/// What the cases of the pack state: real requirements reach corners that random answers rarely do.
fn seeds(world: &World) -> Vec<Answers> {
    let answer = |stated: &Stated| {
        let name = &world.pack.question(stated.question).name;
        (world.rules.question(name), Val::of(&stated.value))
    };
    let cases = PACKS.containers().cases().iter();
    let stated = cases.map(|case| given(case, &PACKS).expect("cases are legal requirements"));
    stated.map(|requirement| requirement.stated().iter().map(answer).collect()).collect()
}

/// Half of the requirements are made of nothing, the others of a case with answers left out, changed and added.
fn requirement(world: &World, seeds: &[Answers], random: &mut Random) -> Answers {
    if random.chance(50) {
        return world.answers(8, random);
    }
    let mut answers = random.pick(seeds).clone();
    answers.retain(|_| !random.chance(20));
    for (question, value) in world.answers(3, random) {
        match answers.iter_mut().find(|(before, _)| *before == question) {
            Some((_, before)) => *before = value,
            None => answers.push((question, value)),
        }
    }
    answers
}

/// Judges until so many requirements without contradictions have been seen.
fn judge(seed: usize, seeds: &[Answers], wanted: usize) -> Tally {
    let world = World::containers();
    let day = |day| (Bench::on(world, day), Ledger::on(world, day));
    let today = day(world.as_of());
    let before = ["2024-01-01", "2025-06-30"].map(|text| day(Date::parse(text).unwrap()));
    let zero = world.rules.question("scale_to_zero");
    let mut random = Random::seeded(seed as u64);
    let mut tally = Tally { seen: Seen::nothing(world), ..Tally::default() };
    while tally.agreed + tally.problems.len() < wanted {
        let answers = requirement(world, seeds, &mut random);
        let mut found = Vec::new();
        match checked(&today.0, &answers) {
            Ok(None) => {
                tally.contradictions += 1;
                continue;
            }
            Ok(Some(requirement)) => {
                for (bench, ledger) in [&today, random.pick(&before)] {
                    tally.seen.note(world, &bench.dated, requirement.encoded());
                    let asked = fingerpost::eval::providers(&bench.dated, requirement.encoded());
                    let mut winners = Vec::new();
                    let mut came_out = |provider, winner| {
                        winners.extend(asked.contains(&provider).then_some((provider, winner)));
                    };
                    let day = bench.dated.as_of();
                    let all = bench.disagreements(&answers, requirement.encoded(), &mut came_out);
                    found.extend(all.into_iter().map(|text| format!("on {day} {text}")));
                    for (provider, winner) in winners {
                        *tally.winners.entry(winner).or_default() += 1;
                        let choice = picked(&bench.dated, requirement.encoded(), provider).choice;
                        let (Winner::Service(_), Some(choice)) = (winner, choice) else { continue };
                        let service = bench.dated.program().configuration(choice.deployment);
                        tally.asleep += usize::from(answers.contains(&(zero, Val::Yes(true))));
                        found.extend(ledger.violations(service, &answers).into_iter().map(|what| {
                            format!(
                                "on {day} {} is known not to meet {what}",
                                world.catalog.service(service).id
                            )
                        }));
                    }
                }
            }
            Err(problem) => found.push(problem),
        }
        if found.is_empty() {
            tally.agreed += 1;
        } else {
            tally.problems.push(format!("{}\n    {}", world.shown(&answers), found.join("\n    ")));
        }
    }
    tally
}

#[test]
fn the_first_of_them_are_answered_alike_by_both_evaluators_and_never_against_a_fact() {
    sweep(30_000);
}

#[test]
#[ignore = "takes a quarter of an hour on two cores: cargo test --release a_million -- --ignored"]
fn a_million_requirements_are_answered_alike_by_both_evaluators_and_never_against_a_fact() {
    sweep(1_000_000);
}

/// Judges so many requirements without contradictions; fewer are the first of more.
fn sweep(wanted: usize) {
    let world = World::containers();
    let seeds = seeds(world);
    let tallies: Vec<Tally> = thread::scope(|scope| {
        let run = |seed| {
            scope.spawn({
                let seeds = &seeds;
                move || judge(seed + 1, seeds, wanted / THREADS)
            })
        };
        let running: Vec<_> = (0..THREADS).map(run).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let problems: Vec<&String> = tallies.iter().flat_map(|tally| &tally.problems).collect();
    let shown: Vec<&str> = problems.iter().take(10).map(|text| text.as_str()).collect();
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), shown.join("\n"));
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let (agreed, refused, asleep) =
        (sum(|tally| tally.agreed), sum(|tally| tally.contradictions), sum(|tally| tally.asleep));
    assert!(
        agreed >= wanted && refused >= wanted / 100 && asleep >= wanted / 100,
        "{agreed}, {refused}, {asleep}"
    );
    let mut coverage = Seen::nothing(world);
    for tally in &tallies {
        coverage.add(&tally.seen);
    }
    println!("{agreed} requirements agreed, {refused} contradicted themselves");
    let rare = coverage.rarer_than(wanted / 10_000);
    assert_eq!(rare, Vec::<String>::new(), "seen too rarely");
    let mut seen: BTreeMap<Winner, usize> = BTreeMap::new();
    for (winner, count) in tallies.iter().flat_map(|tally| &tally.winners) {
        *seen.entry(*winner).or_default() += count;
    }
    assert!(seen.contains_key(&Winner::NoFit), "{seen:?}");
    // No question that the graph looks at stays unknown, so the walk always ends.
    assert!(!seen.contains_key(&Winner::Undecided), "{seen:?}");
    let recommended = |id: ServiceId| seen.contains_key(&Winner::Service(id));
    let all = world.catalog.services().filter(|(_, service)| !service.companion);
    let missing: BTreeSet<&str> =
        all.filter(|(id, _)| !recommended(*id)).map(|(_, s)| s.id.as_str()).collect();
    assert!(missing.is_empty(), "never recommended: {missing:?}");
}
