//! One node of hundreds of limits on two questions: which arms nobody takes, and which arm is taken, tried one by one.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use fingerpost::diagnostic::Code;
use fingerpost::program::{DatedRules, EncodedAnswers, Trail};
use fingerpost::quantity::Dimension;

use super::random::Random;
use crate::tiny::Stack;

const NAMES: [&str; 2] = ["n", "m"];

const COMPARISONS: [&str; 6] = ["=", "!=", "<", "<=", ">", ">="];

/// A comparison: a question, how, and with what.
#[derive(Clone, Copy)]
struct Limit(usize, &'static str, usize);

impl Limit {
    fn any(question: usize, most: usize, random: &mut Random) -> Self {
        Self(question, COMPARISONS[random.below(COMPARISONS.len())], random.below(most))
    }

    fn holds(self, answers: [usize; 2]) -> bool {
        let Self(question, how, limit) = self;
        let answer = answers[question];
        match how {
            "=" => answer == limit,
            "!=" => answer != limit,
            "<" => answer < limit,
            "<=" => answer <= limit,
            ">" => answer > limit,
            _ => answer >= limit,
        }
    }
}

/// Limits of which all must hold: one amount of a question or a few, some of them with any limit on the other question.
fn arm(most: usize, random: &mut Random) -> Vec<Limit> {
    let (question, from) = (random.below(2), random.below(most));
    let to = from + 1 + random.below(1 + most / 50);
    let mut arm = if random.chance(50) {
        vec![Limit(question, "=", from)]
    } else {
        vec![Limit(question, ">=", from), Limit(question, "<", to)]
    };
    if random.chance(50) {
        arm.push(Limit::any(1 - question, most, random));
    }
    arm
}

/// The first arm that is taken; after all of them comes `otherwise`.
fn first(arms: &[Vec<Limit>], answers: [usize; 2]) -> usize {
    let taken = |arm: &Vec<Limit>| arm.iter().all(|limit| limit.holds(answers));
    arms.iter().position(taken).unwrap_or(arms.len())
}

/// A pack of these arms, each on a line of its own; what nobody says of a question is known or guessed.
fn rules(arms: &[Vec<Limit>], standing: [(&str, usize); 2]) -> (String, usize) {
    let mut text = "pack limits 1.0.0\n    as_of 2026-01-01\n\n".to_owned();
    for (name, (how, amount)) in NAMES.iter().zip(standing) {
        let because = if how == "assume" { " because \"a guess\"" } else { "" };
        write!(text, "question {name}: integer 0..\n    {how} {amount}{because}\n\n").unwrap();
    }
    text += "node start\n";
    let before = text.lines().count();
    for (at, arm) in arms.iter().enumerate() {
        let limits: Vec<String> = arm
            .iter()
            .map(|Limit(question, how, limit)| format!("{} {how} {limit}", NAMES[*question]))
            .collect();
        writeln!(text, "    when {} -> {}", limits.join(" and "), ["even", "odd"][at % 2]).unwrap();
    }
    text += "    otherwise -> odd\n\n";
    for outcome in ["even", "odd"] {
        write!(
            text,
            "outcome {outcome}\n    north north.pod as service\n    south south.cell as service\n    because \"it is\"\n    source \"https://example.org\" read 2025-12-01\n\n"
        )
        .unwrap();
    }
    text += "prefer north north.pod as service\nprefer south south.cell as service\n";
    (text, before)
}

#[test]
fn hundreds_of_limits_are_decided_and_proven_as_they_read() {
    for seed in 0..24 {
        let mut random = Random::seeded(seed);
        let most = *random.pick(&[60, 150, 1_000, 5_000]);
        let count = *random.pick(&[30, 70, 130, 500]);
        let mut arms: Vec<Vec<Limit>> = (0..count).map(|_| arm(most, &mut random)).collect();
        let standing = [0, 1].map(|_| (*random.pick(&["default", "assume"]), random.below(most)));
        // Something else can be taken only at a limit or beside one.
        let around = |question: usize| {
            let limits = arms.iter().flatten().filter(|Limit(of, ..)| *of == question);
            let near = limits.flat_map(|Limit(_, _, limit)| [limit.saturating_sub(1), *limit, limit + 1]);
            near.chain([0]).collect::<BTreeSet<usize>>().into_iter().collect::<Vec<usize>>()
        };
        let amounts = [around(0), around(1)];
        let mut taken = BTreeSet::new();
        for n in &amounts[0] {
            taken.extend(amounts[1].iter().map(|m| first(&arms, [*n, *m])));
        }
        let dead: BTreeSet<usize> = (0..=arms.len()).filter(|at| !taken.contains(at)).collect();
        let (text, before) = rules(&arms, standing);
        let stack = Stack::of(&[&text]);
        let line = |start: u32| text.bytes().take(start as usize).filter(|byte| *byte == b'\n').count();
        let found: BTreeSet<usize> = stack
            .found
            .iter()
            .filter(|finding| finding.code == Code::DeadArm)
            .filter_map(|finding| finding.span.map(|span| line(span.start) - before))
            .collect();
        assert_eq!(found, dead, "arms that nobody takes, with seed {seed}");
        if dead.contains(&arms.len()) {
            continue;
        }
        let mut at = 0;
        arms.retain(|_| {
            at += 1;
            !dead.contains(&(at - 1))
        });
        let (text, _) = rules(&arms, standing);
        let stack = Stack::of(&[&text]);
        let pack = stack.pack.unwrap_or_else(|| panic!("seed {seed}: {:?}", stack.found));
        let rules = DatedRules::new(&pack, &stack.catalog, pack.as_of());
        let provider = stack.catalog.find_provider("north").unwrap();
        let mut trail = Trail::default();
        for _ in 0..2_000 {
            let mut encoded = EncodedAnswers::new(&pack);
            let mut answers = standing.map(|(_, amount)| amount);
            for (question, answer) in answers.iter_mut().enumerate() {
                if random.chance(80) {
                    *answer = *random.pick(&amounts[question]);
                    let id = pack.find_question(NAMES[question]).unwrap();
                    let code = i128::try_from(*answer).unwrap() * Dimension::Number.scale();
                    encoded.set(id, Some(code), &pack, &stack.catalog);
                }
            }
            let mut assignment = rules.program().assign(&encoded);
            let _ = rules.program().pick(&mut assignment, provider, &mut trail);
            let arm = trail.path().first().map(|step| step.arm.index());
            assert_eq!(arm, Some(first(&arms, answers)), "seed {seed}, {answers:?}");
        }
    }
}
