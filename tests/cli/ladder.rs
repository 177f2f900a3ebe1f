//! Derivations that use each other twice, link after link: what is written once is looked at once.

use std::fmt::Write;

use crate::support::Holds::{All, Nothing};
use crate::support::Run;

const FACTS: &str = "[providers]\none = { name = \"One\" }\n\n[key.size]\ntitle = \"Size\"\ntype = \"memory\"\nmeaning = \"M\"\n    kept_for = \"the record\"\n";

const BOX: &str = "id = \"one.box\"\nname = \"Box\"\nsummary = \"A box.\"\ncompanion = false\n\n[[fact]]\nkey = \"size\"\nvalue = \"4 GiB\"\nsource = \"https://example.org/box\"\nread = \"2020-01-01\"\nconfidence = \"high\"\n";

/// A pack whose guard unfolds to as many tests as two to the power of its links.
fn ladder(links: usize) -> String {
    let mut text = "pack ladder 1.0.0\n    as_of 2020-01-02\n\n".to_owned();
    for at in 0..=links {
        write!(text, "question q{at}: yes_no\n    default no\n\n").unwrap();
    }
    text += "derive e0\n    = q0\n\n";
    for at in 1..=links {
        let (before, other) = (at - 1, at * 7 % (links + 1));
        write!(text, "derive e{at}\n    = (e{before} and q{at}) or (not e{before} and not q{other})\n\n")
            .unwrap();
    }
    text + &format!(
        "node start\n    when e{links} -> end\n        because \"so\"\n    otherwise -> other\n        because \"so\"\n\n\
        outcome end\n    one one.box as job\n    because \"so\"\n    source \"https://example.org\"\n\n\
        outcome other\n    one one.box as service\n    because \"so\"\n    source \"https://example.org\"\n\n\
        prefer one one.box\n"
    )
}

fn run(arguments: &str, links: usize) -> Run {
    Run::new(arguments)
        .file("ladder/catalog/facts.toml", FACTS)
        .file("ladder/catalog/one/box.toml", BOX)
        .file("ladder/ladder.rules", ladder(links))
}

/// With 24 links, what is unfolded takes minutes and more memory than there is.
#[test]
fn a_ladder_of_derivations_is_proven_compared_and_answered() {
    let checked = run("rules check ladder --format json", 24).run().json(0);
    assert_eq!(checked["findings"], serde_json::json!([]));
    let nodes = checked["proof"]["nodes"].as_u64().unwrap();
    assert!(nodes < 400_000, "{nodes} diagram nodes");
    run("rules diff ladder ladder", 24).run().is(0, All(&["the same answer to every requirement"]), Nothing);
    let answered = run("recommend --quiet --rules ladder w.yaml", 24).file("w.yaml", "q3: yes\n").run();
    answered.is(0, All(&["one.box"]), Nothing);
}
