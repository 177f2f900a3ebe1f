//! Promises 3 to 5 on generated requirements for the containers pack.

use fingerpost::eval::{OpenQuestion, Origin, Status, evaluate};
use fingerpost::quantity::Date;
use fingerpost::report;
use fingerpost::requirement::Requirement;

use crate::oracle::{Bench, Random, Val, World, checked};

/// The whole report as people get it.
fn report_of(bench: &Bench<'_>, requirement: &Requirement) -> String {
    let evaluation = evaluate(&bench.dated, requirement.encoded());
    let context = report::Context { dated: &bench.dated, sources: &bench.world.sources };
    serde_json::to_string(&report::build(context, "generated", requirement, &evaluation)).unwrap()
}

fn winners(bench: &Bench<'_>, requirement: &Requirement) -> Vec<(Status, fingerpost::eval::Winner)> {
    let evaluation = evaluate(&bench.dated, requirement.encoded());
    evaluation.providers.iter().map(|answer| (answer.status, answer.winner())).collect()
}

/// Calls `f` with so many requirements that hold together, and their answers.
fn each_requirement(
    bench: &Bench<'_>,
    seed: u64,
    count: usize,
    mut f: impl FnMut(&mut Random, Vec<(usize, Val)>, Requirement),
) {
    let mut random = Random::seeded(seed);
    let mut left = count;
    while left > 0 {
        let mut answers = bench.world.answers(5, &mut random);
        // An answer to what steers most keeps the number of completions small.
        for name in ["kind", "team", "serverless", "kubernetes"] {
            let question = bench.world.rules.question(name);
            if answers.iter().all(|(before, _)| *before != question) {
                answers.push((question, bench.world.value(question, &mut random)));
            }
        }
        if let Ok(Some(requirement)) = checked(bench, &answers) {
            f(&mut random, answers, requirement);
            left -= 1;
        }
    }
}

fn containers() -> Bench<'static> {
    let world = World::containers();
    Bench::on(world, world.as_of())
}

#[test]
fn the_order_of_entries_changes_no_byte_of_the_report() {
    let bench = containers();
    each_requirement(&bench, 71, 40, |random, mut answers, requirement| {
        let before = report_of(&bench, &requirement);
        random.shuffle(&mut answers);
        let shuffled = checked(&bench, &answers).unwrap().unwrap();
        assert_eq!(report_of(&bench, &shuffled), before);
    });
}

#[test]
fn the_same_requirement_gives_the_same_bytes_on_both_days() {
    let world = World::containers();
    for day in [Date::parse("2025-06-30").unwrap(), world.as_of()] {
        let (first, second) = (Bench::on(world, day), Bench::on(world, day));
        each_requirement(&first, 72, 20, |_, _, requirement| {
            assert_eq!(report_of(&first, &requirement), report_of(&second, &requirement));
        });
    }
}

#[test]
fn stating_what_was_assumed_keeps_a_decided_service() {
    let bench = containers();
    let mut kept = 0;
    each_requirement(&bench, 73, 60, |_, mut answers, requirement| {
        let evaluation = evaluate(&bench.dated, requirement.encoded());
        for assumption in &evaluation.assumptions {
            if let Some(code) = assumption.value {
                let question = assumption.question.index();
                answers.push((question, bench.world.decoded(question, code)));
            }
        }
        let Ok(Some(completed)) = checked(&bench, &answers) else { return };
        let after = evaluate(&bench.dated, completed.encoded());
        for (before, after) in evaluation.providers.iter().zip(&after.providers) {
            if before.status == Status::Decided {
                kept += 1;
                assert_eq!(after.winner(), before.winner(), "{}", bench.world.shown(&answers));
                assert_eq!(after.status, Status::Decided, "{}", bench.world.shown(&answers));
            }
        }
    });
    assert!(kept > 20, "only {kept} decided answers were completed");
}

#[test]
fn an_answer_that_no_condition_looks_at_changes_no_service() {
    let bench = containers();
    let unread: Vec<usize> =
        (0..bench.world.rules.questions.len()).filter(|at| !bench.world.relevant.contains(at)).collect();
    assert!(!unread.is_empty());
    each_requirement(&bench, 74, 40, |random, mut answers, requirement| {
        let before = winners(&bench, &requirement);
        let question = *random.pick(&unread);
        answers.retain(|(at, _)| *at != question);
        answers.push((question, bench.world.value(question, random)));
        let with = checked(&bench, &answers).unwrap().unwrap();
        assert_eq!(winners(&bench, &with), before, "{}", bench.world.shown(&answers));
    });
}

#[test]
fn a_question_without_default_or_assumption_has_no_answer_unless_it_is_stated() {
    let bench = containers();
    let bare = |at: usize| bench.world.rules.questions[at].fallbacks.is_empty();
    assert!((0..bench.world.rules.questions.len()).any(bare));
    each_requirement(&bench, 75, 40, |_, answers, requirement| {
        for answer in evaluate(&bench.dated, requirement.encoded()).answers {
            let stated = answers.iter().any(|(question, _)| *question == answer.question.index());
            assert_eq!(answer.origin == Origin::Stated, stated);
            assert!(stated || !bare(answer.question.index()), "{}", bench.world.shown(&answers));
        }
    });
}

/// The dates and texts of facts that do not hold on a day must not turn up in its report.
#[test]
fn a_report_mentions_no_fact_outside_its_interval() {
    let world = World::containers();
    for day in [Date::parse("2025-06-30").unwrap(), world.as_of()] {
        let bench = Bench::on(world, day);
        each_requirement(&bench, 76, 25, |_, answers, requirement| {
            let report: serde_json::Value = serde_json::from_str(&report_of(&bench, &requirement)).unwrap();
            facts_hold(&report, &bench, day, &world.shown(&answers));
        });
    }
}

/// Every rejection with a fact names one that holds on the day, with the value of that day.
fn facts_hold(report: &serde_json::Value, bench: &Bench<'_>, day: Date, shown: &str) {
    match report {
        serde_json::Value::Object(fields) => {
            if let (Some(service), Some(fact)) =
                (fields.get("deployment"), fields.get("fact").filter(|f| f.is_object()))
            {
                let catalog = bench.world.catalog;
                // What comes along has facts of its own.
                let holder = fact.get("of").unwrap_or(service).as_str().unwrap();
                let service = catalog.service(catalog.named(holder)[0]);
                let key = catalog.find_key(fact["key"].as_str().unwrap()).unwrap();
                let source = &fact["source"];
                let holding = service.fact(key, day);
                let holding = holding.unwrap_or_else(|| panic!("{shown}: {fact} does not hold on {day}"));
                assert_eq!(source.as_str(), Some(&*holding.source), "{shown}: {fact} on {day}");
            }
            fields.values().for_each(|field| facts_hold(field, bench, day, shown));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| facts_hold(item, bench, day, shown)),
        _ => {}
    }
}

/// Reproductions of assumptions whose confirmation changed the answer, and of assumptions that could change it and did not say so.
#[test]
fn stating_any_of_the_listed_assumptions_changes_no_recommendation() {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(41);
    let (mut tried, mut listed, mut guesses) = (0, 0, 0);
    while tried < 400 {
        let answers = world.answers(5, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
        let encoded = requirement.encoded();
        let evaluation = evaluate(&bench.dated, encoded);
        let assumed: Vec<_> =
            evaluation.assumptions.iter().filter_map(|it| Some((it.question, it.value?))).collect();
        // What is assumed and listed nowhere as a guess can be stated too.
        for answer in evaluation.answers.iter().filter(|answer| answer.origin == Origin::Assumed) {
            let is_guess = |open: &OpenQuestion| open.question == answer.question && open.guess.is_some();
            let Some(code) = answer.code.filter(|_| !evaluation.open.iter().any(is_guess)) else {
                guesses += usize::from(answer.code.is_some());
                continue;
            };
            let mut stated = encoded.clone();
            stated.set(answer.question, Some(code), &world.pack, world.catalog);
            for told in &evaluation.providers {
                let now = fingerpost::eval::picked(&bench.dated, &stated, told.provider).winner();
                assert_eq!(now, told.winner(), "{}: {answer:?}", world.shown(&answers));
            }
        }
        tried += 1;
        listed += assumed.len();
        for chosen in 1..1_usize << assumed.len().min(7) {
            let mut stated = encoded.clone();
            for (_, (question, code)) in assumed.iter().enumerate().filter(|(at, _)| chosen >> at & 1 == 1) {
                stated.set(*question, Some(*code), &world.pack, world.catalog);
            }
            for told in &evaluation.providers {
                let now = fingerpost::eval::picked(&bench.dated, &stated, told.provider).winner();
                let shown = world.shown(&answers);
                assert_eq!(
                    now,
                    told.winner(),
                    "{shown}: stating {chosen:b} of {assumed:?} changes the answer"
                );
            }
        }
    }
    assert!(listed > tried, "{listed} assumptions were listed for {tried} requirements");
    assert!(guesses > 5, "{guesses} guesses do not bear to be stated");
}
