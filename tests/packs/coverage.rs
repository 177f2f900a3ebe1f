//! Together the cases of a pack exercise all of it.

use std::collections::BTreeSet;

use fingerpost::cases::{Coverage, Gap, Kind};
use fingerpost::eval;

use crate::embedded::{PACKS, RUN};

/// Constraints that refuse no service today: every fact that they look at is "yes" or not known. With an unknown fact they still
/// say "unverified", and the first "no" would refuse. Windows that nobody wants is refused beside a configuration that stays, and
/// so is Spot where a named type is not sold as Spot.
pub(crate) const REFUSE_NOBODY: &[&str] = &[
    "confidential_with_accelerators",
    "instance_type_listed",
    "named_type_spot",
    "outbound_address_fixed",
    "reachable_privately",
    "udp_sent",
    "windows_wanted",
];

#[test]
fn the_cases_exercise_everything() {
    let (packs, pack, coverage) = (&*PACKS, PACKS.containers(), &RUN.coverage);
    let idle = |gap: &Gap| {
        // What is known of nobody is met by nobody.
        let unknown_of_all = ["confidential_with_accelerators", "instance_type_listed"];
        let is_open = gap.kind == Kind::Met && unknown_of_all.contains(&gap.name.as_str());
        (gap.kind == Kind::Refusal && REFUSE_NOBODY.contains(&gap.name.as_str())) || is_open
    };
    let (idle, gaps): (Vec<Gap>, Vec<Gap>) = coverage.gaps(pack, &packs.catalog).into_iter().partition(idle);
    let idle: BTreeSet<&str> = idle.iter().map(|gap| gap.name.as_str()).collect();
    assert_eq!(
        idle,
        REFUSE_NOBODY.iter().copied().collect(),
        "a constraint of the list refuses somebody: take it off"
    );
    let counts = Kind::ALL.map(|kind| (kind, coverage.count(kind)));
    let listed =
        gaps.iter().map(|gap| format!("{}: {} {}", packs.place(gap.span), gap.kind.when_missing(), gap.name));
    assert!(gaps.is_empty(), "{counts:?}\n{}", listed.collect::<Vec<_>>().join("\n"));
}

#[test]
fn without_a_case_nothing_is_exercised() {
    let (packs, pack) = (&*PACKS, PACKS.containers());
    let coverage = Coverage::new(pack, &packs.catalog);
    let all: usize = Kind::ALL.iter().map(|kind| coverage.count(*kind).1).sum();
    let gaps = coverage.gaps(pack, &packs.catalog);
    assert_eq!(gaps.len(), all);
    for kind in Kind::ALL {
        assert!(gaps.iter().any(|gap| gap.kind == kind), "{kind:?}");
        assert_eq!(coverage.count(kind).0, 0);
    }
}

#[test]
fn one_case_exercises_what_it_passes_and_nothing_else() {
    let (packs, pack) = (&*PACKS, PACKS.containers());
    let mut coverage = Coverage::new(pack, &packs.catalog);
    let requirement = crate::embedded::requirement("{providers: [gcp], memory: 33 GiB}", packs).unwrap();
    let dated = packs.on(pack.as_of());
    coverage.add(&dated, requirement.encoded(), &eval::evaluate(&dated, requirement.encoded()));
    let gaps = coverage.gaps(pack, &packs.catalog);
    let is_gap = |kind: Kind, name: &str| gaps.iter().any(|gap| gap.kind == kind && gap.name == name);
    // Cloud Run has 32 GiB at most: the limit refuses it, and what is recommended instead meets it.
    assert!(!is_gap(Kind::Refusal, "memory_offered") && !is_gap(Kind::Met, "memory_offered"));
    assert!(is_gap(Kind::Refusal, "scales_to_zero") && is_gap(Kind::Met, "scales_to_zero"));
    assert!(is_gap(Kind::Service, "gcp.cloud-run.cpu") && is_gap(Kind::Service, "aws.ecs-fargate.linux"));
    assert_eq!(coverage.count(Kind::Service).0, 1);
    assert_eq!(coverage.count(Kind::Outcome).0, 1);
}
