//! What `rules diff` says beside the service, found again by trying every requirement of small packs.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use fingerpost::catalog::ProviderId;
use fingerpost::eval::{Route, all_broken, providers};
use fingerpost::graph::Target;
use fingerpost::program::{DatedRules, EncodedAnswers, Trail};
use fingerpost::proof::{Detail, Part, diff};

use super::diffs::pair;
use super::{Small, encoded, every_sheet, reading};
use crate::support::Known;

/// The parts that brute force tells here.
const TOLD: &[Part] = &[Part::Outcome, Part::Path, Part::OnPath, Part::Fits];

/// What one pack says beside its answer: a part and what it is about, with what is said; what is not in it is `no`.
type Said = BTreeMap<(Part, String), String>;

/// The service that is recommended, or what comes out instead, and what is said beside it.
fn said(dated: &DatedRules, encoded: &EncodedAnswers, provider: ProviderId) -> Option<(String, Said)> {
    let pack = dated.pack();
    let contradicts = Known::new(dated, encoded).contradicts();
    if contradicts || !providers(dated, encoded).contains(&provider) {
        return None;
    }
    let mut assignment = dated.program().assign(encoded);
    let mut trail = Trail::default();
    let picked = dated.program().pick(&mut assignment, provider, &mut trail);
    let mut said = Said::new();
    let path: Vec<_> = trail.path().iter().map(|step| (step.node, step.arm)).collect();
    let mut end = None;
    for (node, arm) in path {
        let target = match pack.graph().arm(node, arm).target {
            Target::Node(id) => &pack.node(id).name,
            Target::Outcome(id) => {
                end = Some(pack.outcome(id).name.clone());
                &pack.outcome(id).name
            }
        };
        said.insert((Part::Path, format!("{} -> {target}", pack.node(node).name)), "yes".to_owned());
    }
    said.extend(end.map(|outcome| ((Part::Outcome, String::new()), outcome)));
    for (id, service) in dated.catalog().services().filter(|(_, service)| service.provider == provider) {
        if !service.companion && all_broken(dated, &assignment, id).is_empty() {
            said.insert((Part::Fits, service.id.clone()), "yes".to_owned());
        }
    }
    let Some(choice) = picked.choice else { return Some((format!("{:?}", picked.winner()), said)) };
    let winner = dated.catalog().service(dated.program().configuration(choice.deployment)).id.clone();
    if matches!(choice.route, Route::Named(_)) {
        said.insert((Part::OnPath, winner.clone()), "yes".to_owned());
    }
    // The same with something left to be found out is another answer.
    let doubt = if dated.program().is_verified(choice.deployment) { "" } else { ", unverified" };
    Some((format!("{winner}{doubt}"), said))
}

/// Compares; how many requirements were tried, and how many details there are.
fn compare([old, new]: &[Small; 2]) -> Option<(usize, usize)> {
    let encoded_answers = every_sheet(&[&old.world, &new.world])?;
    let rulesets = [old, new].map(|it| DatedRules::new(&it.world.pack, it.world.catalog, it.world.as_of()));
    let difference = diff(&rulesets[0], &rulesets[1]).expect("small packs are never too large");
    let shown = || format!("{:#?}\n{}\n----\n{}", difference.details, old.text, new.text);
    assert!(difference.disagreements.is_empty() && difference.unproven.is_empty(), "{difference:#?}");
    let details: Vec<&Detail> = difference.details.iter().filter(|it| TOLD.contains(&it.part)).collect();
    let (mut found, mut same) = (BTreeSet::new(), true);
    for stated in &encoded_answers {
        for (provider, declared) in rulesets[0].catalog().providers() {
            let [was, is] = [0, 1].map(|at| said(&rulesets[at], &encoded(&rulesets[at], stated), provider));
            let (Some((winner, was)), Some((other, is))) = (was, is) else { continue };
            if winner != other {
                continue;
            }
            let same_outcome =
                was.get(&(Part::Outcome, String::new())) == is.get(&(Part::Outcome, String::new()));
            let own: Vec<_> = details.iter().filter(|it| it.provider == declared.id).collect();
            let mut keys: BTreeSet<(Part, String)> = was.keys().chain(is.keys()).cloned().collect();
            keys.extend(own.iter().map(|it| (it.part, it.name.clone())));
            for key in keys {
                // A path is compared where the outcome stays; whether the path names a service, where it is recommended.
                if key.0 == Part::Path && !same_outcome
                    || key.0 == Part::OnPath && !winner.starts_with(&key.1)
                {
                    continue;
                }
                let [before, after] = [&was, &is].map(|said| said.get(&key).map_or("no", String::as_str));
                same &= before == after;
                let of_key = |it: &&&&Detail| (it.part, &it.name) == (key.0, &key.1) && it.before == before;
                for detail in own.iter().filter(of_key) {
                    let meets = |lines: &Vec<String>| {
                        lines.iter().all(|line| reading::holds(&old.world, stated, line))
                    };
                    let inside = detail.conditions.iter().any(meets);
                    assert!(
                        if detail.more {
                            !inside || detail.after == after
                        } else {
                            inside == (detail.after == after)
                        },
                        "{stated:?}: {key:?} {before} -> {after}, {detail:?}\n{}",
                        shown()
                    );
                }
                if before != after {
                    let at = own.iter().position(|it| {
                        (it.part, &it.name) == (key.0, &key.1)
                            && (it.before.as_str(), it.after.as_str()) == (before, after)
                    });
                    assert!(at.is_some(), "{stated:?}: {key:?} {before} -> {after} is not told\n{}", shown());
                    found.insert((declared.id.clone(), at));
                }
            }
        }
    }
    assert_eq!(found.len(), details.len(), "what is told is so somewhere: {}", shown());
    assert!(same || !difference.is_empty(), "{}", shown());
    Some((encoded_answers.len(), details.len()))
}

#[test]
fn what_goes_with_an_answer_is_compared_too() {
    let run = |thread: u64| {
        let results: Vec<_> =
            (thread..160).step_by(2).filter_map(|seed| pair(seed).as_ref().and_then(compare)).collect();
        (results.len(), results.iter().map(|it| it.1).sum::<usize>())
    };
    let both = thread::scope(|scope| {
        let running: Vec<_> = (0..2).map(|at| scope.spawn(move || run(at))).collect();
        running.into_iter().map(|half| half.join().unwrap()).collect::<Vec<_>>()
    });
    let pairs: usize = both.iter().map(|half| half.0).sum();
    let details: usize = both.iter().map(|half| half.1).sum();
    assert!(pairs > 25 && details > 25, "{pairs} pairs, {details} details");
}
