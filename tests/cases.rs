//! The packs that come with the binary, each with its own catalog: cases, sources, and what `rules test` says.

use std::collections::BTreeSet;

use fingerpost::cases::{CaseRun, Difference, Kind, Why, run_cases};
use fingerpost::catalog::{Catalog, Confidence, ValueType};
use fingerpost::diagnostic::Sources;
use fingerpost::loader::{Cases, Rules};
use fingerpost::pack::{self, CompiledPack};

use crate::embedded::{PACKS, RUN, loaded};
use crate::tiny::Stack;

struct World {
    sources: Sources,
    catalog: Catalog,
    pack: CompiledPack,
    rules: String,
}

fn world(name: &'static str) -> World {
    let Rules { sources, catalog, pack, .. } = loaded(name, Cases::Taken);
    let rules =
        pack::embedded(name).expect("a pack of the binary").rules.iter().map(|file| file.text).collect();
    World { sources, catalog, pack, rules }
}

#[track_caller]
fn hold(name: &str, sources: &Sources, pack: &CompiledPack, run: &CaseRun<'_>) {
    assert!(run.results.len() >= 15, "{name} has {} cases", run.results.len());
    let failures = run.results.iter().filter(|result| !result.differences.is_empty());
    let failures: Vec<String> = failures
        .map(|result| format!("{} {:?}", sources.place(result.case.name.span), result.differences))
        .collect();
    assert!(failures.is_empty(), "{name}: {failures:#?}");
    for case in pack.cases() {
        assert!(case.is_cited, "{:?}", case.name.value);
    }
}

#[test]
fn every_case_of_every_pack_holds_and_names_its_source() {
    let names = pack::embedded_names();
    assert!(names.len() >= 2 && names.contains(&"containers"));
    for name in names {
        if name == "containers" {
            hold(name, &PACKS.sources, PACKS.containers(), &RUN);
        } else {
            let world = world(name);
            hold(name, &world.sources, &world.pack, &run_cases(&world.pack, &world.catalog, |_| true));
        }
    }
}

#[test]
fn the_cases_of_the_second_pack_exercise_all_of_it() {
    let world = world("messaging");
    let coverage = run_cases(&world.pack, &world.catalog, |_| true).coverage;
    let gaps = coverage.gaps(&world.pack, &world.catalog);
    // No service of this catalog has ever been closed.
    let gaps: Vec<_> = gaps.iter().filter(|gap| gap.name != "available").collect();
    assert!(gaps.is_empty(), "{gaps:#?}");
    assert!(coverage.count(Kind::Service).0 >= 9);
}

#[test]
fn every_fact_of_the_second_pack_is_cited_dated_and_used() {
    let world = world("messaging");
    let as_of = world.pack.as_of();
    for (_, service) in world.catalog.services() {
        for fact in service.facts() {
            let key = world.catalog.key(fact.key);
            let place = world.sources.place(fact.span);
            assert!(fact.source.starts_with("https://") && fact.read <= as_of, "{place}");
            let limit = matches!(key.value_type, ValueType::Quantity { .. });
            assert!(!limit || fact.confidence != Confidence::High || fact.evidence.is_some(), "{place}");
            assert!(fact.value.is_some() || fact.confidence == Confidence::Low, "{place}");
        }
        assert_eq!(
            service.facts().iter().map(|f| f.key).collect::<BTreeSet<_>>().len(),
            world.catalog.keys().count()
        );
    }
    for (_, key) in world.catalog.keys() {
        assert!(world.rules.contains(&format!("service.{}", key.name)), "{} is not used", key.name);
    }
}

// ---- what a case that does not hold says -------------------------------------------------------

const PACK: &str = include_str!("rules/base.rules");

fn differences(case: &str) -> Vec<Difference> {
    let text = format!("{PACK}\n{case}");
    let stack = Stack::of(&[&text]);
    let run = run_cases(stack.pack(), &stack.catalog, |case| case.name.value == "it");
    let [result] = run.results.as_slice() else { panic!("one case") };
    result.differences.clone()
}

#[test]
fn another_answer_names_the_walk_and_what_became_of_the_service() {
    let found =
        differences("case \"it\"\n    given memory = 40 GiB\n    expect north north.pod is decided\n");
    let [Difference::Answer { provider, expected, found, path, why, .. }] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(
        (provider.as_str(), expected.service.as_str(), found.service.as_str()),
        ("north", "north.pod", "north.box")
    );
    assert_eq!(path, &["start_here", "boxes"]);
    assert_eq!(why, &Why::Rejected(vec!["enough_memory".to_owned()]));
    assert_eq!(found.status.as_deref(), Some("decided"));
}

#[test]
fn a_case_can_ask_for_a_status_a_walk_a_rejection_and_a_companion() {
    assert!(
        differences(
            "case \"it\"\n    expect north north.pod is decided\n    through pods\n    through start_here\n"
        )
        .is_empty()
    );
    let found = differences("case \"it\"\n    expect north north.pod is provisional\n");
    assert!(matches!(&found[..], [Difference::Answer { why: Why::Itself, .. }]), "{found:?}");
    let found = differences("case \"it\"\n    through boxes\n");
    let [Difference::NotThrough { name, others, .. }] = &found[..] else { panic!("{found:?}") };
    assert_eq!(
        (name.as_str(), others.as_slice()),
        ("boxes", &["start_here".to_owned(), "pods".to_owned()][..])
    );
    let found = differences("case \"it\"\n    given memory = 8 GiB\n    reject north.pod by enough_memory\n");
    assert!(matches!(&found[..], [Difference::NotRejected { others, .. }] if others.is_empty()), "{found:?}");
    let forbid = "forbid north.pod\n    when    gpus > 3\n    because \"no\"\n    source  guide\n\n";
    let forbidden = |gpus: u8| {
        differences(&format!(
            "{forbid}case \"it\"\n    given gpus = {gpus}\n    reject north.pod by forbid\n"
        ))
    };
    assert!(forbidden(4).is_empty());
    assert!(matches!(&forbidden(3)[..], [Difference::NotRejected { .. }]));
    let found = differences("case \"it\"\n    with north.registry\n");
    assert!(matches!(&found[..], [Difference::NotAlong { .. }]), "{found:?}");
    let caveat = "caveat heavy_one\n    when heavy\n    say  \"much\"\n    source guide\n\n";
    let warned = |gpus: u8| {
        differences(&format!("{caveat}case \"it\"\n    given gpus = {gpus}\n    warn heavy_one\n"))
    };
    assert!(warned(3).is_empty());
    assert!(matches!(&warned(2)[..], [Difference::NotWarned { .. }]));
}

#[test]
fn a_case_that_gives_nonsense_says_so_at_its_place() {
    let found = differences("case \"it\"\n    given gpus = 99\n    expect north north.pod\n");
    let [Difference::Invalid(found)] = &found[..] else { panic!("{found:?}") };
    assert_eq!(found.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(), ["out-of-range"]);
    assert!(found.iter().all(|finding| finding.span.is_some()));
    let found = differences("case \"it\"\n    given providers = [south]\n    expect north north.pod\n");
    assert!(matches!(&found[..], [Difference::NotAsked { .. }]), "{found:?}");
}
