//! What `rules diff` compares beside the recommended service: two changes of our own packs that no service tells apart.

use fingerpost::logic::Limits;
use fingerpost::program::DatedRules;
use fingerpost::proof::{Difference, Part, check_within, diff, diff_within};

use super::mutant::{Files, Loaded};
use super::{CONTAINERS, PROVEN};

/// The messaging pack before and after a text of its decision is another one.
fn changed(from: &str, to: &str) -> Difference {
    let files = Files::embedded("messaging");
    let before = Loaded::of(&files).expect("the pack loads");
    let mut other = files.clone();
    let (_, text) = other.rules.iter_mut().find(|(_, text)| text.contains(from)).expect("the text is there");
    *text = text.replacen(from, to, 1);
    let after = Loaded::of(&other).expect("the pack loads");
    let [old, new] = [&before, &after].map(|it| DatedRules::new(&it.pack, &it.catalog, it.pack.as_of()));
    let difference = diff(&old, &new).expect("the packs are not too large");
    assert!(difference.disagreements.is_empty(), "{:#?}", difference.disagreements);
    difference
}

#[test]
fn a_lost_companion_is_a_change() {
    let text = Files::embedded("messaging")
        .rules
        .iter()
        .find(|(path, _)| path == "decision.rules")
        .unwrap()
        .1
        .clone();
    let start = text.find("    with    aws.sqs").expect("a companion");
    let (_, companion) = text.split_at(start);
    let (companion, _) = companion.split_once("\n    because").unwrap();
    let difference = changed(&format!("{companion}\n"), "");
    assert!(difference.changes.is_empty() && !difference.is_empty());
    let lost = |it: &&fingerpost::proof::Detail| {
        it.part == Part::Companion
            && it.name == "aws.sqs"
            && (it.before.as_str(), it.after.as_str()) == ("yes", "no")
    };
    assert!(difference.details.iter().any(|it| lost(&it)), "{:#?}", difference.details);
    assert!(difference.details.iter().all(|it| it.part == Part::Companion), "{:#?}", difference.details);
}

#[test]
fn another_outcome_with_the_same_service_is_a_change() {
    let difference = changed("delayed_by > 15 min", "delayed_by > 16 min");
    assert!(!difference.is_empty());
    let parts: Vec<Part> = difference.details.iter().map(|it| it.part).collect();
    assert!(parts.contains(&Part::Outcome), "{:#?}", difference.details);
    let outcome = difference.details.iter().find(|it| it.part == Part::Outcome).unwrap();
    assert_eq!(outcome.before, "scheduled_calls");
    let limits = ["delayed_by > 15 min", "delayed_by <= 16 min"];
    let said: Vec<String> = outcome.conditions.iter().flatten().cloned().collect();
    assert!(limits.iter().all(|limit| said.iter().any(|line| line.contains(limit))), "{said:?}");
}

/// What was proven before the steps came to an end is said, and what was not.
#[test]
fn what_is_proven_within_limits_is_said() {
    let dated = DatedRules::new(&CONTAINERS.pack, &CONTAINERS.catalog, CONTAINERS.pack.as_of());
    let mut seen = [false; 2];
    let mut parts = Vec::new();
    for steps in [100, 10_000, 300_000] {
        let limits = Limits { steps, ..Limits::default() };
        let Ok(part) = check_within(&dated, limits) else { continue };
        assert!(part.disagreements.is_empty(), "{:#?}", part.disagreements);
        if parts.is_empty() {
            assert_eq!(check_within(&dated, limits).expect("as before").unproven, part.unproven);
        }
        seen[0] |= part.unproven.iter().any(|it| it.provider.is_some());
        seen[1] |= part.unproven.iter().any(|it| it.provider.is_none());
        let difference = diff_within(&dated, &dated, limits).expect("as the check");
        assert!(difference.changes.is_empty() && difference.details.is_empty());
        assert_eq!(difference.is_empty(), difference.unproven.is_empty());
        parts.push((steps, part));
    }
    assert_eq!(seen, [true; 2], "a provider, and a kind of finding");
    let nodes = check_within(&dated, Limits { nodes: 1_000, ..Limits::default() });
    assert!(nodes.is_err() || nodes.is_ok_and(|part| !part.unproven.is_empty()));
    // Last: another test proves the whole at the same time.
    assert!(PROVEN.unproven.is_empty());
    for (steps, part) in &parts {
        for finding in &part.findings {
            assert!(PROVEN.findings.contains(finding), "found within {steps} steps only: {finding:#?}");
        }
    }
}
