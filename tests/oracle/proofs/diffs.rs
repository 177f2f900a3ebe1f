//! Every region of `rules diff` between small packs, found again by trying every requirement.

use std::collections::BTreeMap;
use std::thread;

use fingerpost::catalog::ProviderId;
use fingerpost::eval::{picked, providers};
use fingerpost::program::{DatedRules, EncodedAnswers};
use fingerpost::proof::{Label, diff};

use super::super::random::Random;
use super::super::tiny::{Style, catalog, pack};
use super::{Small, build, encoded, every_sheet, reading};
use crate::support::Known;

/// What one pack answers, as `diff` names it.
fn answer(dated: &DatedRules, encoded: &EncodedAnswers, provider: ProviderId) -> Label {
    if Known::new(dated, encoded).contradicts() {
        return Label::Contradiction;
    }
    if !providers(dated, encoded).contains(&provider) {
        return Label::NotAsked;
    }
    let pick = picked(dated, encoded, provider);
    let Some(choice) = pick.choice else {
        return if pick.outcome().is_some() { Label::NoFit } else { Label::Undecided };
    };
    let deployed = dated.program().configuration(choice.deployment);
    let is_verified = dated.program().is_verified(choice.deployment);
    Label::Service(dated.catalog().service(deployed).id.clone(), None, is_verified)
}

/// Two packs that ask the same questions: other facts, or a word of the rules changed.
pub(super) fn pair(seed: u64) -> Option<[Small; 2]> {
    let mut random = Random::seeded(seed);
    let facts = catalog(Style::Everything, &mut random);
    let text = pack(Style::Everything, &mut random);
    let other_facts =
        if seed.is_multiple_of(3) { catalog(Style::Everything, &mut random) } else { facts.clone() };
    let swaps = [
        ("red", "blue"),
        ("slow", "loud"),
        (" < ", " <= "),
        ("yes", "no"),
        (" and ", " or "),
        ("then", "then"),
        ("not ", ""),
    ];
    let (from, to) = swaps[random.below(swaps.len())];
    // The lines of the questions stay as they are: what can be asked is the same.
    let (questions, rules) = text.split_at(text.find("derive derived").unwrap());
    let alone = |at: usize| {
        let (before, rest) = rules.split_at(at);
        let (_, behind) = rest.split_at(from.len());
        let around = [before.chars().next_back(), behind.chars().next()];
        from.contains(' ')
            || around.into_iter().flatten().all(|c| !c.is_ascii_alphanumeric() && !"_.-".contains(c))
    };
    let at: Vec<usize> = rules.match_indices(from).map(|(at, _)| at).filter(|at| alone(*at)).collect();
    let mut changed = rules.to_owned();
    if !at.is_empty() {
        let at = *random.pick(&at);
        changed.replace_range(at..at + from.len(), to);
    }
    let changed = format!("{questions}{changed}");
    Some([build(&facts, text)?, build(&other_facts, changed)?])
}

/// Compares; how many requirements were tried, and how many changes there are.
fn compare([old, new]: &[Small; 2]) -> Option<(usize, usize)> {
    let encoded_answers = every_sheet(&[&old.world, &new.world])?;
    let before = DatedRules::new(&old.world.pack, old.world.catalog, old.world.as_of());
    let after = DatedRules::new(&new.world.pack, new.world.catalog, new.world.as_of());
    let difference = diff(&before, &after).expect("small packs are never too large");
    let shown = || format!("{:#?}\n{}\n----\n{}", difference.changes, old.text, new.text);
    assert!(difference.vocabulary.is_empty() && difference.disagreements.is_empty(), "{difference:#?}");
    let mut seen: BTreeMap<(String, Label, Label), usize> = BTreeMap::new();
    for stated in &encoded_answers {
        let encoded_answers = [encoded(&before, stated), encoded(&after, stated)];
        for (provider, declared) in before.catalog().providers() {
            let [was, is] = [
                answer(&before, &encoded_answers[0], provider),
                answer(&after, &encoded_answers[1], provider),
            ];
            for change in
                difference.changes.iter().filter(|it| it.provider == declared.id && it.before == was)
            {
                assert!(!change.more, "small regions need few conditions: {}", shown());
                let meets =
                    |lines: &Vec<String>| lines.iter().all(|line| reading::holds(&old.world, stated, line));
                let inside = change.conditions.iter().any(meets);
                assert!(
                    inside == (change.after == is),
                    "{stated:?}: {was:?} -> {is:?}, {change:?}\n{}",
                    shown()
                );
            }
            if was != is {
                *seen.entry((declared.id.clone(), was, is)).or_default() += 1;
            }
        }
    }
    let told: Vec<_> = difference
        .changes
        .iter()
        .map(|it| (it.provider.clone(), it.before.clone(), it.after.clone()))
        .collect();
    assert!(told.len() == seen.len() && told.iter().all(|it| seen.contains_key(it)), "{seen:?}\n{}", shown());
    assert!(seen.is_empty() || !difference.is_empty());
    Some((encoded_answers.len(), told.len()))
}

#[test]
fn every_region_of_a_diff_is_that_of_brute_force() {
    let run = |thread: u64| {
        let results: Vec<_> =
            (thread..260).step_by(2).filter_map(|seed| pair(seed).as_ref().and_then(compare)).collect();
        (
            results.len(),
            results.iter().map(|it| it.1).sum::<usize>(),
            results.iter().filter(|it| it.1 == 0).count(),
        )
    };
    let both = thread::scope(|scope| {
        let running: Vec<_> = (0..2).map(|at| scope.spawn(move || run(at))).collect();
        running.into_iter().map(|half| half.join().unwrap()).collect::<Vec<_>>()
    });
    let pairs: usize = both.iter().map(|half| half.0).sum();
    let changes: usize = both.iter().map(|half| half.1).sum();
    let same: usize = both.iter().map(|half| half.2).sum();
    assert!(pairs > 50 && changes > 100 && same > 5, "{pairs} pairs, {changes} changes, {same} without one");
}

#[test]
fn a_pack_agrees_with_itself() {
    for seed in 0..20 {
        if let Some(small) = super::small(seed) {
            let dated = DatedRules::new(&small.world.pack, small.world.catalog, small.world.as_of());
            let difference = diff(&dated, &dated).unwrap();
            assert!(difference.is_empty() && difference.facts.is_empty(), "{difference:#?}");
        }
    }
}
