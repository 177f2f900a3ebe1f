//! The engine and the oracle on many requirements for the containers pack.

use std::collections::BTreeMap;
use std::thread;

use fingerpost::catalog::ServiceId;
use fingerpost::diagnostic::Code;
use fingerpost::eval::{Winner, pick};
use fingerpost::logic::Truth;
use fingerpost::pack::DatedPack;
use fingerpost::quantity::Date;
use fingerpost::requirement::{Known, Sheet, View, Views, check};

use super::containers::World;
use super::judge::{Judge, Verdict};
use super::random::Random;
use super::rules::Val;

/// The oracle's word for the engine's.
pub(crate) fn verdict(winner: Winner) -> Verdict {
    match winner {
        Winner::Service(service) => Verdict::Service(service),
        Winner::NoFit => Verdict::NoFit,
        Winner::Undecided => Verdict::Undecided,
    }
}

/// Both sides on one day.
pub(crate) struct Bench<'w> {
    pub(crate) world: &'w World,
    pub(crate) dated: DatedPack<'w>,
    pub(crate) judge: Judge<'w>,
}

impl<'w> Bench<'w> {
    pub(crate) fn on(world: &'w World, day: Date) -> Self {
        let dated = DatedPack::new(&world.pack, world.catalog, day);
        Self { world, dated, judge: Judge::new(&world.rules, day) }
    }

    /// The constraints that the engine finds a service to break, by name.
    fn broken(&self, service: ServiceId, sheet: &Sheet) -> Vec<&str> {
        let mut known = Known::new(&self.world.pack, sheet);
        known.look(View::Binding);
        let checks = self.dated.checks(service).iter();
        let broken = checks.filter(|check| {
            check.when.truth(&mut known) == Truth::True
                && self.dated.need(check).truth(&mut known) == Truth::False
        });
        broken.map(|check| self.dated.constraint(check.constraint).name.as_str()).collect()
    }

    /// What the two sides disagree on, in words.
    pub(crate) fn disagreements(
        &self,
        answers: &[(usize, Val)],
        sheet: &Sheet,
        came_out: &mut dyn FnMut(Verdict),
    ) -> Vec<String> {
        let hearing = self.judge.hear(self.world.stated(answers));
        let mut found = Vec::new();
        let asked = fingerpost::eval::providers(&self.dated, sheet);
        if asked != hearing.providers() {
            found.push(format!("providers: engine {asked:?}, oracle {:?}", hearing.providers()));
        }
        for (provider, declared) in self.world.catalog.providers() {
            let picked = pick(&self.dated, provider, &mut Known::new(&self.world.pack, sheet)).unwrap();
            let outcome = picked.outcome.map(|outcome| self.world.pack.outcome(outcome).name.as_str());
            if outcome != hearing.walk() {
                found.push(format!("outcome: engine {outcome:?}, oracle {:?}", hearing.walk()));
                continue;
            }
            let (engine, oracle) = (verdict(picked.winner), hearing.verdict(provider));
            came_out(oracle);
            if engine != oracle {
                let (engine, oracle) = (self.shown(engine), self.shown(oracle));
                found.push(format!("{}: engine {engine}, oracle {oracle}", declared.id));
            }
            for service in outcome.into_iter().flat_map(|outcome| hearing.named(outcome, &declared.id)) {
                let oracle = hearing.broken(service).into_iter();
                let oracle: Vec<&str> =
                    oracle.map(|at| self.world.rules.constraints[at].name.as_str()).collect();
                let engine = self.broken(service, sheet);
                if engine != oracle {
                    let id = &self.world.catalog.service(service).id;
                    found.push(format!("{id} breaks: engine {engine:?}, oracle {oracle:?}"));
                }
            }
        }
        found
    }

    pub(crate) fn shown(&self, verdict: Verdict) -> String {
        match verdict {
            Verdict::Service(service) => self.world.catalog.service(service).id.clone(),
            Verdict::NoFit => "no_fit".to_owned(),
            Verdict::Undecided => "undecided".to_owned(),
        }
    }
}

/// The answers as the engine checks them; none when both sides find a contradiction.
///
/// # Errors
/// When only one of them does.
pub(crate) fn checked(
    bench: &Bench<'_>,
    answers: &[(usize, Val)],
) -> Result<Option<fingerpost::requirement::Requirement>, String> {
    let world = bench.world;
    let contradicts = bench.judge.hear(world.stated(answers)).is_contradiction();
    match check(&world.raw(answers), &world.pack, world.catalog) {
        Ok(_) if contradicts => Err("only the oracle finds a contradiction".to_owned()),
        Ok(requirement) => Ok(Some(requirement)),
        Err(findings) => {
            let only = findings.iter().all(|finding| finding.code == Code::Contradiction);
            assert!(only, "{} is no legal requirement: {findings:?}", world.shown(answers));
            if contradicts {
                Ok(None)
            } else {
                Err(format!("only the engine finds a contradiction: {findings:?}"))
            }
        }
    }
}

#[derive(Default)]
struct Tally {
    agreed: usize,
    contradictions: usize,
    verdicts: BTreeMap<Verdict, usize>,
    disagreements: Vec<String>,
}

/// Compares until so many requirements without contradictions have been seen.
fn compare(seed: u64, wanted: usize) -> Tally {
    let world = World::containers();
    let days = [Date::parse("2025-06-30").unwrap(), world.as_of()];
    let benches = days.map(|day| Bench::on(world, day));
    let mut random = Random::seeded(seed);
    let mut tally = Tally::default();
    while tally.agreed + tally.disagreements.len() < wanted {
        let answers = world.answers(8, &mut random);
        let mut found = Vec::new();
        match checked(&benches[0], &answers) {
            Ok(None) => {
                tally.contradictions += 1;
                continue;
            }
            Ok(Some(requirement)) => {
                for bench in &benches {
                    let day = bench.dated.as_of();
                    let mut count = |verdict| *tally.verdicts.entry(verdict).or_default() += 1;
                    let all = bench.disagreements(&answers, requirement.sheet(), &mut count);
                    found.extend(all.into_iter().map(|text| format!("on {day} {text}")));
                }
            }
            Err(problem) => found.push(problem),
        }
        if found.is_empty() {
            tally.agreed += 1;
        } else {
            tally.disagreements.push(format!("{}\n    {}", world.shown(&answers), found.join("\n    ")));
        }
    }
    tally
}

#[test]
fn both_evaluators_agree_on_a_hundred_thousand_requirements_on_two_days() {
    const THREADS: u64 = 4;
    const EACH: usize = 25_000;
    let tallies: Vec<Tally> = thread::scope(|scope| {
        let running: Vec<_> = (0..THREADS).map(|seed| scope.spawn(move || compare(seed + 1, EACH))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let disagreements: Vec<&String> = tallies.iter().flat_map(|tally| &tally.disagreements).collect();
    let shown: Vec<&str> = disagreements.iter().take(10).map(|text| text.as_str()).collect();
    assert!(disagreements.is_empty(), "{} disagreements:\n{}", disagreements.len(), shown.join("\n"));
    let agreed: usize = tallies.iter().map(|tally| tally.agreed).sum();
    let refused: usize = tallies.iter().map(|tally| tally.contradictions).sum();
    assert!(agreed >= 100_000 && refused >= 1000, "{agreed} agreed, {refused} refused by both");
    // The requirements reach far: nearly every service is recommended for some of them.
    let mut seen: BTreeMap<Verdict, usize> = BTreeMap::new();
    for (verdict, count) in tallies.iter().flat_map(|tally| &tally.verdicts) {
        *seen.entry(*verdict).or_default() += count;
    }
    let services = seen.keys().filter(|verdict| matches!(verdict, Verdict::Service(_))).count();
    assert!(services >= 25, "only {services} services are ever recommended: {seen:?}");
    assert!(seen.contains_key(&Verdict::NoFit), "{seen:?}");
}
