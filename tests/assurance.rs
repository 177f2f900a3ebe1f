//! Rules that can be trusted: our own packs are proven, and no small mistake in them goes unnoticed. The proofs take longest on
//! one core: tests run in the order of their names, and what begins late is waited for alone.

mod edits;
mod mutant;
mod mutations;
mod public;

use std::sync::LazyLock;

use fingerpost::program::DatedRules;
use fingerpost::proof::{Checked, check, matters};

use crate::support::{Holds, Run};
use mutant::{Files, Loaded};

/// The packs that come with the program, by folder.
fn packs() -> Vec<String> {
    let folders = fingerpost::pack::EMBEDDED
        .iter()
        .filter_map(|file| file.path.split_once('/').map(|(folder, _)| folder));
    let mut packs: Vec<String> = folders.filter(|folder| *folder != "catalog").map(str::to_owned).collect();
    packs.dedup();
    packs
}

/// A pack that comes with the program.
fn embedded(folder: &str) -> Loaded {
    Loaded::of(&Files::embedded(folder)).expect("the pack loads")
}

/// What the check of a pack says.
fn proven(loaded: &Loaded) -> Checked {
    let dated = DatedRules::new(&loaded.pack, &loaded.catalog, loaded.pack.as_of());
    check(&dated).expect("the pack is not too large")
}

/// The largest pack.
static CONTAINERS: LazyLock<Loaded> = LazyLock::new(|| embedded("containers"));

/// It is checked once: that takes a minute and gigabytes.
static PROVEN: LazyLock<Checked> = LazyLock::new(|| proven(&CONTAINERS));

#[test]
fn our_own_packs_are_proven_and_every_exception_is_argued() {
    for folder in packs() {
        let other: (Loaded, Checked);
        let (loaded, checked) = if folder == "containers" {
            (&*CONTAINERS, &*PROVEN)
        } else {
            let loaded = embedded(&folder);
            let checked = proven(&loaded);
            other = (loaded, checked);
            (&other.0, &other.1)
        };
        assert!(checked.disagreements.is_empty(), "{:#?}", checked.disagreements);
        let open = checked.findings.iter().filter(|finding| matters(finding));
        let open: Vec<String> = open
            .map(|it| format!("{} {}: {}", it.diagnostic.code.as_str(), it.subject, it.diagnostic.message))
            .collect();
        assert!(open.is_empty(), "{folder}: {} findings\n{}", open.len(), open.join("\n"));
        let nodes: usize = loaded.pack.nodes().iter().map(|node| node.arms.len()).sum();
        assert_eq!(checked.proof.arms, nodes, "every arm was looked at");
        for provider in &checked.proof.providers {
            let all: f64 = provider.answers.iter().map(|(_, share)| share).sum();
            assert!(
                (all - 1.0).abs() < 1e-6,
                "{folder}: the shares of {} add up to {all}",
                provider.provider
            );
        }
    }
    let run = Run::new("rules check --pack messaging").run();
    run.is(0, Holds::All(&["proven for", "0 findings"]), Holds::Nothing);
}
