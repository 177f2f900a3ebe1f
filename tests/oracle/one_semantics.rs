//! One thing of the compiled program is changed in two hundred places, and everybody who reads it changes together: the pick, the
//! report, limits, flips, the questionnaire, the proofs and the comparison of packs. A copy of the decision procedure anywhere
//! would go on as before.

use std::collections::BTreeMap;

use fingerpost::catalog::{self, CatalogFile, ProviderId, ValueType};
use fingerpost::contrast::counterfactual_to_any;
use fingerpost::diagnostic::Sources;
use fingerpost::eval::{Condition, Winner, evaluate, picked, providers};
use fingerpost::inquiry::Inquiry;
use fingerpost::language;
use fingerpost::logic::{Domain, QuestionSet};
use fingerpost::pack::{self, PackFiles, Question};
use fingerpost::program::{DatedRules, EncodedAnswers};
use fingerpost::proof::{Answers, Label, diff};

use super::random::Random;

/// How many places are changed.
const PLACES: usize = 200;

/// How many requirements are tried on each.
const SHEETS: usize = 60;

/// The pack has no conflict of its own.
const CONFLICT: &str =
    "conflict pushed_stream\n    when purpose = stream and hand_over = push\n    because \"it is read\"\n";

/// The messaging pack, and a conflict.
fn messaging() -> DatedRules {
    let embedded = pack::embedded("messaging").unwrap();
    let mut sources = Sources::new();
    let facts: Vec<CatalogFile<'_>> = embedded
        .catalog
        .iter()
        .map(|(path, file)| CatalogFile {
            path,
            source: sources.add_static(file.path, file.text),
            text: file.text,
        })
        .collect();
    let catalog = catalog::load_embedded(&embedded.catalog_folder, &facts).unwrap();
    let files = embedded.rules.iter();
    let mut files: Vec<_> =
        files.map(|file| language::parse(sources.add_static(file.path, file.text), file.text).0).collect();
    files.push(language::parse(sources.add_static("conflict.rules", CONFLICT), CONFLICT).0);
    let pack = pack::compile(&[PackFiles { files }], &catalog).unwrap();
    DatedRules::new(&pack, &catalog, pack.as_of())
}

fn encoded(rules: &DatedRules, random: &mut Random) -> EncodedAnswers {
    let pack = rules.pack();
    let mut encoded = EncodedAnswers::new(pack);
    for (question, asked) in pack.questions() {
        if pack.provider_variable() == Some(question) || !random.chance(35) {
            continue;
        }
        let code = match asked.domain() {
            Domain::Words(mask) => {
                let words: Vec<i128> = (0..128).filter(|bit| mask >> bit & 1 == 1).collect();
                *random.pick(&words)
            }
            Domain::Set(mask) => (0..128)
                .filter(|bit| mask >> bit & 1 == 1 && random.chance(40))
                .fold(0, |all, bit| all | 1 << bit),
            Domain::Range(low, high) => {
                let amounts = [0, 1, 2, 10, 60, 900, 3_600, 100_000, 256 << 10, 1 << 20, 1 << 30]
                    .map(|it: i128| it * one(asked));
                (*random.pick(&amounts)).clamp(*low, *high)
            }
            Domain::Rows(_) => continue,
        };
        encoded.set(question, Some(code), pack, rules.catalog());
    }
    encoded
}

/// One base unit of what a question asks for.
fn one(asked: &Question) -> i128 {
    match asked.value_type {
        ValueType::Quantity { dimension, .. } => dimension.scale(),
        _ => 1,
    }
}

/// What comes out, in the words of proofs.
fn label(rules: &DatedRules, encoded: &EncodedAnswers, provider: ProviderId) -> Label {
    let program = rules.program();
    let assignment = program.assign(encoded);
    if program.conflicts(&assignment).next().is_some() {
        return Label::Contradiction;
    }
    if !providers(rules, encoded).contains(&provider) {
        return Label::NotAsked;
    }
    let pick = picked(rules, encoded, provider);
    let Some(choice) = pick.choice else {
        return if pick.outcome().is_some() { Label::NoFit } else { Label::Undecided };
    };
    let form = rules.candidate(provider, pick.outcome(), choice.route);
    let form = form.and_then(|candidate| candidate.form.clone());
    let deployed = rules.catalog().service(program.service(choice.deployment)).id.clone();
    Label::Service(deployed, form, program.is_verified(choice.deployment))
}

/// Everybody on one requirement: each reader says what the pick says.
fn agree(rules: &DatedRules, answers: &Answers, encoded: &EncodedAnswers, what: &str) {
    let evaluation = evaluate(rules, encoded);
    let contradicts = rules.program().conflicts(&rules.program().assign(encoded)).next().is_some();
    for (provider, _) in rules.catalog().providers() {
        let label = label(rules, encoded, provider);
        assert_eq!(answers.of(encoded, provider), Some(&label), "{what}: the proof says something else");
    }
    let inquiry = Inquiry::new(rules, encoded.clone(), QuestionSet::default());
    for (told, outlook) in evaluation.providers.iter().zip(inquiry.outlook()) {
        let base = picked(rules, encoded, told.provider);
        assert_eq!(told.winner(), base.winner(), "{what}: the report says something else");
        assert_eq!(told.conclusion.outcome(), base.outcome(), "{what}: the report went another way");
        assert_eq!(outlook.now, base.winner(), "{what}: the questionnaire says something else");
        for limit in &told.holds_while {
            let beyond = match limit.condition {
                Condition::AtMost(code) => code + one(rules.pack().question(limit.question)),
                Condition::AtLeast(code) => code - one(rules.pack().question(limit.question)),
                Condition::NotIn(words) => i128::from(words.trailing_zeros()),
            };
            let mut changed = encoded.clone();
            changed.set(limit.question, Some(beyond), rules.pack(), rules.catalog());
            let whole = rules.pack().question(limit.question).domain().full();
            if whole.contains(beyond) && matches!(limit.condition, Condition::NotIn(_)) {
                assert_eq!(
                    picked(rules, &changed, told.provider).winner(),
                    limit.then,
                    "{what}: a limit is wrong"
                );
            }
        }
        if contradicts {
            continue;
        }
        let present = match told.winner() {
            Winner::Service(id) => Some(id),
            _ => None,
        };
        let flips = counterfactual_to_any(rules, encoded, told.provider, present, 1);
        for flip in &flips.found {
            let after = picked(rules, &flip.apply(rules, encoded), told.provider).winner();
            assert_eq!(after, Winner::Service(flip.then), "{what}: a flip does not lead there");
        }
    }
}

#[test]
fn a_change_of_the_program_is_noticed_by_all_its_readers_or_by_none() {
    let rules = messaging();
    let mut random = Random::seeded(29);
    let encoded_answers: Vec<EncodedAnswers> = (0..SHEETS).map(|_| encoded(&rules, &mut random)).collect();
    let kinds = rules.program().changeable();
    let starts: Vec<usize> = kinds
        .iter()
        .scan(0, |next, count| {
            let start = *next;
            *next += count;
            Some(start)
        })
        .collect();
    // As many of each kind, but not more than there are.
    let mut places = Vec::new();
    while places.len() < PLACES {
        for (kind, start) in kinds.iter().zip(&starts) {
            if *kind > 0 && places.len() < PLACES {
                places.push(start + random.below(*kind));
            }
        }
    }
    let (mut changed_answers, mut seen) = (0, BTreeMap::new());
    for (number, place) in places.into_iter().enumerate() {
        let (program, what) = rules.program().changed(place).unwrap();
        *seen.entry(what.split('(').next().unwrap().to_owned()).or_insert(0) += 1;
        let changed = rules.with(program);
        let answers = Answers::new(&changed).expect("a small pack is never too large");
        let mut differs = false;
        for encoded in encoded_answers.iter().skip(number % 4).step_by(4) {
            agree(&changed, &answers, encoded, &what);
            differs |= rules
                .catalog()
                .providers()
                .any(|(id, _)| label(&rules, encoded, id) != label(&changed, encoded, id));
        }
        changed_answers += usize::from(differs);
        let difference = diff(&rules, &changed).expect("small packs are never too large");
        assert!(difference.disagreements.is_empty(), "{what}: {:?}", difference.disagreements);
        assert!(!differs || !difference.changes.is_empty(), "{what}: the comparison sees no change");
    }
    assert!(seen.len() == 5, "{seen:?}");
    assert!(changed_answers > PLACES / 8, "only {changed_answers} changes are seen in an answer");
}
