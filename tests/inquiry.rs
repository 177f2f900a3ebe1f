//! The questionnaire: nothing is asked in vain, nothing is left open, and how many questions that takes.

mod brute;
mod walkthrough;

use std::collections::BTreeMap;
use std::thread;

use fingerpost::inquiry::Inquiry;
use fingerpost::language::{self, print};
use fingerpost::logic::{Domain, QuestionId, QuestionSet};
use fingerpost::pack::EMBEDDED;
use fingerpost::requirement::{EncodedAnswers, check, read};

use crate::oracle::{Bench, Random, World, checked};
use walkthrough::{Order, Person, Tally, Walkthrough};

/// Generated partial answer sheets.
const SHEETS: usize = 2_500;

/// How many of them share what is stated of special needs, and so one exploration.
const FAMILY: usize = 25;

/// Of so many sheets one is asked for its special needs as well, and held against the naive evaluator: both are slow.
const THOROUGH: usize = 500;

/// The answers of every case of the pack.
fn cases(world: &World) -> Vec<EncodedAnswers> {
    let files = EMBEDDED.iter().filter(|file| file.path.starts_with("containers/cases/"));
    let rules = fingerpost::program::DatedRules::new(&world.pack, world.catalog, world.as_of());
    let mut encoded_answers = Vec::new();
    for file in files {
        let mut sources = fingerpost::diagnostic::Sources::new();
        let (parsed, _) = language::parse(sources.add(file.path, file.text), file.text);
        for item in parsed.items {
            let language::ast::ItemKind::Case(case) = item.kind else { continue };
            let given = case
                .given
                .iter()
                .map(|given| format!("{}: {}\n", given.question.value, print::expression(&given.value)));
            let text: String = given.collect();
            let source = sources.add("case", text.clone());
            let workloads = read::read(source, &text, read::Format::Yaml).workloads;
            let Some(Ok(workload)) = workloads.first() else { continue };
            encoded_answers.push(check(workload, &rules).unwrap().encoded().clone());
        }
    }
    assert!(encoded_answers.len() > 100, "only {} cases were found", encoded_answers.len());
    encoded_answers
}

/// Sheets of one share of the work, walked through to their ends.
fn share(seed: u64, count: usize) -> Tally {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(seed);
    let mut tally = Tally::default();
    while tally.walks < count {
        let answers = world.answers(6, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
        let person = Person::Anybody { unknown: 5 };
        let family = Walkthrough::new(&bench, requirement.encoded().clone(), person, false);
        // What is asked first is found once for all of them.
        let _ = family.left();
        for _ in 0..FAMILY {
            let mut encoded = family.partly_answered(&mut random);
            if tally.walks % THOROUGH == 0 {
                encoded = encoded.thorough();
            }
            tally.add(encoded.run(Order::Informative, &mut random));
        }
    }
    tally
}

#[test]
fn no_question_is_asked_in_vain_and_the_last_one_settles_it() {
    let halves = thread::scope(|scope| {
        let halves = [101, 102].map(|seed| scope.spawn(move || share(seed, SHEETS / 2)));
        halves.map(|half| half.join().unwrap())
    });
    let mut all = Tally::default();
    for half in halves {
        all.add(half);
    }
    all.is_flawless();
    assert!(
        all.walks == SHEETS && all.asked > SHEETS && all.lists > 1 && all.exhausted > SHEETS / 100,
        "{}",
        all.summary()
    );
    println!("{}", all.summary());
}

/// People who know what a case says, and nothing else, asked from the first question on: of every case, or of one in so
/// many, which are asked for their special needs as well.
fn from_the_start(order: Order, thorough: Option<usize>) -> Tally {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(7);
    let mut tally = Tally::default();
    let nobody = Person::Knows(EncodedAnswers::new(&world.pack));
    let start = Walkthrough::new(&bench, EncodedAnswers::new(&world.pack), nobody, false);
    for case in cases(world).into_iter().step_by(thorough.unwrap_or(1)) {
        let walkthrough = start.by(Person::Knows(case));
        let mut walkthrough = if thorough.is_some() { walkthrough.thorough() } else { walkthrough };
        tally.add(walkthrough.run(order, &mut random));
    }
    tally
}

#[test]
fn special_needs_of_cases_are_asked_for_without_a_flaw() {
    let tally = from_the_start(Order::Informative, Some(20));
    tally.is_flawless();
    assert!(tally.walks > 50 && tally.lists > 50, "{}", tally.summary());
    println!("{}", tally.summary());
}

/// The rows of the table in `docs/questionnaire.md`: mean and maximum, most informative first and in the order of the file.
#[test]
#[expect(clippy::disallowed_methods, reason = "the page is what is tested")]
fn the_numbers_of_the_documentation_are_those_of_the_walks() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/questionnaire.md");
    let page = std::fs::read_to_string(page).unwrap();
    let mut rows: BTreeMap<&str, [Tally; 2]> = BTreeMap::new();
    let orders = [Order::Informative, Order::Declared];
    rows.insert("cases", orders.map(|order| from_the_start(order, None)));
    rows.insert("anybody", orders.map(|order| anybody_from_the_start(order, 400)));
    for (name, [informative, declared]) in &rows {
        informative.is_flawless();
        declared.is_flawless();
        let row = format!(
            "| {} | {} | {} | {} | {} |",
            informative.mean(),
            informative.most,
            declared.mean(),
            declared.most,
            informative.walks
        );
        assert!(page.contains(&row), "docs/questionnaire.md should have for {name}: {row}");
    }
}

/// People who know everything, whatever it is, asked from the first question on.
fn anybody_from_the_start(order: Order, count: usize) -> Tally {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(11);
    let mut tally = Tally::default();
    let person = Person::Anybody { unknown: 0 };
    let start = Walkthrough::new(&bench, EncodedAnswers::new(&world.pack), person, false);
    for _ in 0..count {
        tally.add(start.clone().run(order, &mut random));
    }
    tally
}

#[test]
fn what_is_left_is_an_upper_bound_while_people_know() {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(13);
    let person = Person::Anybody { unknown: 0 };
    let start = Walkthrough::new(&bench, EncodedAnswers::new(&world.pack), person, false);
    let bound = start.left();
    for _ in 0..150 {
        let tally = start.clone().run(Order::Informative, &mut random);
        assert!(tally.asked <= bound, "{} questions after a promise of {bound}", tally.asked);
    }
}

#[test]
fn what_is_not_known_is_not_asked_again() {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let person = Person::Knows(EncodedAnswers::new(&world.pack));
    let mut nobody = Walkthrough::new(&bench, EncodedAnswers::new(&world.pack), person, false);
    let tally = nobody.run(Order::Informative, &mut Random::seeded(1));
    tally.is_flawless();
    let open = world.pack.questions().count();
    assert!(tally.asked > 0 && tally.asked < open, "{}", tally.summary());
    let mut asked: Vec<QuestionId> = nobody.asked().to_vec();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(asked.len(), tally.asked, "a question was asked twice");
}

#[test]
fn an_answer_leaves_what_a_new_exploration_finds() {
    let world = World::containers();
    let bench = Bench::on(world, world.as_of());
    let mut random = Random::seeded(17);
    let mut compared = 0;
    while compared < 20 {
        let answers = world.answers(4, &mut random);
        let Ok(Some(requirement)) = checked(&bench, &answers) else { continue };
        let inquiry = Inquiry::new(&bench.dated, requirement.encoded().clone(), QuestionSet::default());
        let Some(question) = inquiry.questions().first().map(|useful| useful.question) else { continue };
        let Domain::Words(mask) = world.pack.question(question).domain() else { continue };
        let codes: Vec<i128> = (0..128).filter(|bit| mask >> bit & 1 == 1).collect();
        let code = *random.pick(&codes);
        let narrowed = inquiry.answered(question, code);
        let anew = Inquiry::new(&bench.dated, narrowed.encoded().clone(), QuestionSet::default());
        assert_eq!(narrowed.outlook(), anew.outlook(), "{}", world.shown(&answers));
        let asked = |inquiry: &Inquiry| {
            let mut asked: Vec<QuestionId> =
                inquiry.questions().iter().map(|useful| useful.question).collect();
            asked.sort_unstable();
            asked
        };
        assert_eq!(asked(&narrowed), asked(&anew), "{}", world.shown(&answers));
        compared += 1;
    }
}
