//! The diagrams of the containers pack against the independent evaluator, on requirements made at random: rows of tables, texts, regions
//! and providers, which the small packs do not have.

use std::collections::BTreeSet;
use std::thread;

use fingerpost::diagnostic::Code;
use fingerpost::proof::{Answers, Label};
use fingerpost::quantity::Date;

use super::super::agreement::{Bench, checked};
use super::super::judge::Verdict;
use super::super::random::Random;
use super::World;

const EACH: usize = 1_200;

/// How many were compared, and which answers were seen.
fn compare(day: Date) -> (usize, BTreeSet<Label>) {
    let world = World::containers();
    let bench = Bench::on(world, day);
    let answers = Answers::new(&bench.dated).expect("the pack is not too large");
    // What the proofs leave out can only refuse more: requirements that it says something of are left out here, too.
    let rules = bench.dated.pack().severities().iter().filter(|rule| rule.code == Code::NotProven);
    let left_out: Vec<&String> = rules.filter_map(|rule| rule.subject.as_ref()).collect();
    let apart = world.rules.constraints.iter().enumerate();
    let apart: Vec<usize> =
        apart.filter(|(_, one)| left_out.contains(&&one.name)).map(|(at, _)| at).collect();
    assert!(!apart.is_empty());
    let mut random = Random::seeded(u64::from(day.days().unsigned_abs()));
    let (mut compared, mut seen) = (0, BTreeSet::new());
    while compared < EACH {
        let given = world.answers(8, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &given) else { continue };
        let hearing = bench.judge.hear(world.stated(&given));
        if apart.iter().any(|at| hearing.says_something(*at)) {
            continue;
        }
        compared += 1;
        let asked = hearing.providers();
        for (provider, _) in world.catalog.providers() {
            let label = answers.of(requirement.encoded(), provider).expect("every requirement has an answer");
            let expected = if asked.contains(&provider) { Some(hearing.verdict(provider)) } else { None };
            let agrees = match (label, expected) {
                (Label::NotAsked, None)
                | (Label::NoFit, Some(Verdict::NoFit))
                | (Label::Undecided, Some(Verdict::Undecided)) => true,
                (Label::Service(id, ..), Some(Verdict::Service(service))) => {
                    world.catalog.service_of(world.catalog.named(id)[0]) == service
                }
                _ => false,
            };
            assert!(agrees, "{}: diagrams {label}, oracle {expected:?}", world.shown(&given));
            seen.insert(label.clone());
        }
    }
    (compared, seen)
}

#[test]
fn the_diagrams_of_the_containers_pack_are_what_the_oracle_says() {
    let days = [Date::parse("2025-06-30").unwrap(), World::containers().as_of()];
    let seen = thread::scope(|scope| {
        let running = days.map(|day| scope.spawn(move || compare(day)));
        running.map(|thread| thread.join().unwrap())
    });
    for (compared, labels) in seen {
        assert!(compared == EACH && labels.len() > 20, "{labels:?}");
    }
}
