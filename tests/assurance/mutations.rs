//! Small mistakes in the rules and facts: each is reported when the pack is loaded, by one of its cases, by `rules diff` with a
//! requirement that really gets another answer, or by `rules check`. The list of survivors, with reasons, is `tests/assurance/survivors.txt`.
//!
//! Comparing two versions of the containers pack takes minutes, so there loading and the cases alone are tried.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use fingerpost::cases::run_cases;
use fingerpost::diagnostic::Code;
use fingerpost::program::DatedRules;
use fingerpost::proof::{check, diff};

use super::edits::{Edit, all};
use super::mutant::{Files, Loaded};

const SURVIVORS: &str = include_str!("survivors.txt");

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reported {
    WhenLoaded,
    ByCase,
    ByDiff,
    ByCheck,
    Nowhere,
}

/// Findings as code, subject and message.
type Known = BTreeSet<(String, String, String)>;

fn findings(loaded: &Loaded) -> Known {
    let dated = DatedRules::new(&loaded.pack, &loaded.catalog, loaded.pack.as_of());
    let checked = check(&dated).expect("the pack is not too large");
    checked
        .findings
        .into_iter()
        .map(|it| (it.diagnostic.code.as_str().to_owned(), it.subject, it.diagnostic.message))
        .collect()
}

fn reported(before: &Loaded, known: &Known, edit: &Edit) -> Reported {
    let after = if edit.of_facts {
        Loaded::of(&edit.files)
    } else {
        Loaded::beside(before.catalog.clone(), &edit.files)
    };
    let Ok(after) = after else { return Reported::WhenLoaded };
    if after.failing_case().is_some() {
        return Reported::ByCase;
    }
    let dated = |loaded: &'_ Loaded| loaded.pack.as_of();
    let old = DatedRules::new(&before.pack, &before.catalog, dated(before));
    let new = DatedRules::new(&after.pack, &after.catalog, dated(&after));
    let difference = diff(&old, &new).expect("the packs are not too large");
    // A witness that does not really differ is a disagreement.
    assert!(difference.disagreements.is_empty(), "{}: {:?}", edit.what, difference.disagreements);
    if !difference.is_empty() {
        return Reported::ByDiff;
    }
    if findings(&after) != *known {
        return Reported::ByCheck;
    }
    // Cases say more than which service comes out; that costs a whole report each.
    let hold = run_cases(&after.pack, &after.catalog, |_| true).results;
    if hold.iter().all(|result| result.differences.is_empty()) { Reported::Nowhere } else { Reported::ByCase }
}

/// So many edits, every kind in turn, spread over the pack; a kind is the first word or two of what an edit does.
fn some(edits: Vec<Edit>, count: usize) -> Vec<Edit> {
    let mut kinds: BTreeMap<String, Vec<Edit>> = BTreeMap::new();
    for edit in edits {
        let kind: Vec<&str> =
            edit.what.split(' ').take(if edit.what.starts_with("swap") { 2 } else { 1 }).collect();
        kinds.entry(kind.join(" ")).or_default().push(edit);
    }
    let each = count.div_ceil(kinds.len());
    let spread = |edits: Vec<Edit>| {
        let step = edits.len().div_ceil(each).max(1);
        edits.into_iter().step_by(step).collect::<Vec<_>>()
    };
    kinds.into_values().flat_map(spread).collect()
}

/// Every mistake that was made in the messaging pack, and how it was reported.
fn results() -> Vec<(String, Reported)> {
    let files = Files::embedded("messaging");
    let before = Loaded::of(&files).expect("the pack loads");
    assert_eq!(before.failing_case(), None);
    let known = findings(&before);
    let unused = known.iter().filter(|(code, ..)| code == Code::UnusedFact.as_str());
    let mut unread: BTreeSet<String> = unused.map(|(_, subject, _)| subject.clone()).collect();
    let kept = before.catalog.keys().filter(|(_, key)| key.kept_for.is_some());
    unread.extend(kept.map(|(_, key)| key.name.clone()));
    let edits = all(&files, &unread);
    let next = AtomicUsize::new(0);
    let run = || {
        let mut all = Vec::new();
        while let Some(edit) = edits.get(next.fetch_add(1, Ordering::Relaxed)) {
            all.push((edit.what.clone(), reported(&before, &known, edit)));
        }
        all
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..2).map(|_| scope.spawn(run)).collect();
        running.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn most_small_mistakes_in_the_containers_pack_are_reported_when_loaded_or_by_a_case_of_today() {
    let files = Files::embedded("containers");
    let before = Loaded::of(&files).expect("the pack loads");
    let edits = some(all(&files, &BTreeSet::new()), 24);
    let is_reported = |edit: &Edit| {
        let after = if edit.of_facts {
            Loaded::of(&edit.files)
        } else {
            Loaded::beside(before.catalog.clone(), &edit.files)
        };
        after.map_or(true, |after| after.failing_case_of_today().is_some())
    };
    let missed: Vec<&str> =
        edits.iter().filter(|edit| !is_reported(edit)).map(|edit| edit.what.as_str()).collect();
    println!("{} of {} missed: {missed:#?}", missed.len(), edits.len());
    assert!(edits.len() >= 20 && missed.len() * 2 < edits.len(), "{missed:#?}");
}

#[test]
fn small_mistakes_are_reported() {
    let results = results();
    let mut counts: BTreeMap<Reported, usize> = BTreeMap::new();
    for (_, reported) in &results {
        *counts.entry(*reported).or_default() += 1;
    }
    let lines = SURVIVORS.lines().filter(|line| !line.starts_with(['#', ' ']) && !line.is_empty());
    let argued: Vec<&str> = lines.collect();
    let is_of = |line: &str, what: &str| {
        line.strip_suffix('*').map_or(line == what, |beginning| what.starts_with(beginning))
    };
    let survivors: Vec<&str> = results
        .iter()
        .filter(|(_, reported)| *reported == Reported::Nowhere)
        .map(|(what, _)| what.as_str())
        .collect();
    let open = survivors.iter().filter(|what| !argued.iter().any(|line| is_of(line, what)));
    let open: Vec<_> = open.collect();
    assert!(open.is_empty(), "{counts:?}; not reported and not argued:\n{open:#?}");
    let gone = argued.iter().filter(|line| !survivors.iter().any(|what| is_of(line, what)));
    let gone: Vec<_> = gone.collect();
    assert!(gone.is_empty(), "argued, but reported, or not made:\n{gone:#?}");
    assert!(survivors.len() * 8 < results.len(), "{counts:?}: too many are argued");
    // Each of the ways is needed.
    for way in [Reported::WhenLoaded, Reported::ByCase, Reported::ByDiff] {
        assert!(counts.get(&way).is_some_and(|count| *count > 4), "{counts:?}");
    }
}
