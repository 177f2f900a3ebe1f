//! Every rule of the linter finds what it is for, in a small catalog that is sound but for that.

use std::collections::BTreeSet;

use fingerpost::diagnostic::Sources;

use super::{Ground, RULES};
use crate::embedded::date;
use crate::tiny::load;

/// A sound catalog: a service with a history, its successor that came later, a companion and a table.
const SOUND: &[(&str, &str)] = &[
    (
        "facts.toml",
        r#"
[providers]
aws = { name = "One" }
gcp = { name = "Two" }

[vocabulary.region]
meaning = "Where things run"
words = ["r1", "r2"]

[key.lifecycle]
title = "Life-cycle"
type = "choice"
of = ["unreleased", "preview", "ga", "retired"]
meaning = "Stage"

[key.successor]
title = "Successor"
type = "choice"
of = "service"
meaning = "What comes after it"
kept_for = "shown with what is retired"

[key.max_memory]
title = "Memory"
type = "memory"
meaning = "Memory of one instance"

[key.instance_families]
title = "Families"
type = "set"
of = "text"
meaning = "Families that it takes"
kept_for = "compared"

[key.regions]
title = "Regions"
type = "set"
of = "region"
meaning = "Where it is offered"
kept_for = "compared"

[table.machines]
title = "Machines"
file = "machines.csv"
key = "machine"
meaning = "Machine types"
source = "https://example.org/machines"
read = "2025-12-01"

[table.machines.column]
provider = { type = "choice", of = "provider", meaning = "Whose it is" }
family = { type = "text", meaning = "Family" }
size = { type = "text", meaning = "Size" }
places = { type = "set", of = "region", meaning = "Where it is offered" }
"#,
    ),
    ("machines.csv", "machine,provider,family,size,places\nm.big,aws,m,big,r1 r2\nn-big,gcp,n,big,r1\n"),
    (
        "aws/old.toml",
        r#"
id = "aws.old"
name = "Old"
summary = "What there was."

[[fact]]
key = "lifecycle"
value = "ga"
until = "2025-03-01"
source = "https://example.org/old"
read = "2025-12-01"
confidence = "high"

[[fact]]
key = "lifecycle"
value = "retired"
from = "2025-03-01"
source = "https://example.org/old"
read = "2025-12-01"
confidence = "high"

[[fact]]
key = "successor"
value = "aws.new"
source = "https://example.org/old"
read = "2025-12-01"
confidence = "high"

[[fact]]
key = "max_memory"
value = "8 GiB"
source = "https://example.org/old"
read = "2025-12-01"
confidence = "high"
evidence = "It says so."
"#,
    ),
    (
        "aws/new.toml",
        r#"
id = "aws.new"
name = "New"
summary = "What there is."

[[fact]]
key = "lifecycle"
value = "unreleased"
until = "2024-12-01"
source = "https://example.org/new"
read = "2025-12-01"
confidence = "high"

[[fact]]
key = "lifecycle"
value = "ga"
from = "2024-12-01"
source = "https://example.org/new"
read = "2025-12-01"
confidence = "high"

[[fact]]
key = "instance_families"
value = ["m"]
from = "2024-12-01"
source = "https://example.org/new"
read = "2025-12-01"
confidence = "high"

[[fact]]
key = "regions"
value = "unknown"
source = "https://example.org/new"
read = "2025-12-01"
confidence = "low"
"#,
    ),
];

/// What each rule finds in a catalog, by its position; empty where it finds nothing.
fn findings(files: &[(&str, String)]) -> Vec<Vec<String>> {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let catalog = load(&files, &mut Sources::new()).unwrap_or_else(|found| panic!("{found:?}"));
    let used = BTreeSet::from(["lifecycle", "max_memory"].map(|name| catalog.find_key(name).unwrap()));
    let (as_of, latest) = (date("2026-01-01"), date("2026-01-08"));
    let ground = Ground { catalog: &catalog, used, asked: Vec::new(), as_of, latest };
    RULES.iter().map(|(_, rule)| rule(&ground)).collect()
}

/// The sound catalog with one text of one file replaced.
fn broken(path: &str, from: &str, to: &str) -> Vec<(&'static str, String)> {
    let changed = |(file, text): &(&'static str, &str)| {
        if *file != path {
            return (*file, (*text).to_owned());
        }
        assert!(text.contains(from), "{path} has no {from:?}");
        (*file, text.replacen(from, to, 1))
    };
    SOUND.iter().map(changed).collect()
}

#[test]
fn a_sound_catalog_has_no_finding() {
    let nothing = findings(&broken("aws/old.toml", "", ""));
    assert!(nothing.iter().all(Vec::is_empty), "{nothing:?}");
}

/// For each rule, in order: ways to break it, and what it then says; no other rule says anything.
const BREAKS: &[(usize, &str, &str, &str, &str)] = &[
    (
        0,
        "aws/old.toml",
        "read = \"2025-12-01\"",
        "read = \"2026-01-09\"",
        "aws.old lifecycle: read on 2026-01-09",
    ),
    (1, "aws/old.toml", "example.org/old", "example/old", "aws.old lifecycle: https://example/old"),
    (1, "aws/old.toml", "example.org/old", "example.org/o ld", "aws.old lifecycle: https://example.org/o ld"),
    (
        1,
        "aws/old.toml",
        "example.org/old",
        "me@example.org/old",
        "aws.old lifecycle: https://me@example.org/old",
    ),
    (
        2,
        "aws/old.toml",
        "value = \"8 GiB\"",
        "value = \"8 GiB\"\nfrom = \"2024-01-02\"",
        "aws.old max_memory from 2024-01-02: nothing holds before it, and no note says why",
    ),
    (
        2,
        "aws/old.toml",
        "value = \"8 GiB\"",
        "value = \"8 GiB\"\nuntil = \"2025-01-01\"",
        "aws.old max_memory: nothing holds after it",
    ),
    (
        2,
        "aws/new.toml",
        "from = \"2024-12-01\"\nsource = \"https://example.org/new\"\nread = \"2025-12-01\"\nconfidence = \"high\"\n\n\
         [[fact]]\nkey = \"regions\"",
        "from = \"2024-12-02\"\nsource = \"https://example.org/new\"\nread = \"2025-12-01\"\nconfidence = \"high\"\n\n\
         [[fact]]\nkey = \"regions\"",
        "aws.new instance_families from 2024-12-02: nothing holds before it, and no note says why",
    ),
    (
        3,
        "aws/new.toml",
        "confidence = \"low\"",
        "confidence = \"medium\"",
        "aws.new regions: not known, and yet sure of it",
    ),
    (4, "aws/old.toml", "evidence = \"It says so.\"", "", "aws.old max_memory: what does the source say?"),
    (
        5,
        "aws/old.toml",
        "value = \"retired\"\nfrom = \"2025-03-01\"\nsource = \"https://example.org/old\"\nread = \"2025-12-01\"\n\
         confidence = \"high\"",
        "value = \"unknown\"\nfrom = \"2025-03-01\"\nsource = \"https://example.org/old\"\nread = \"2025-12-01\"\n\
         confidence = \"low\"",
        "aws.old: not known on 2025-03-01",
    ),
    (
        6,
        "aws/new.toml",
        "key = \"regions\"\nvalue = \"unknown\"",
        "key = \"max_memory\"\nvalue = \"unknown\"",
        "regions",
    ),
    (
        7,
        "facts.toml",
        "kept_for = \"compared\"\n\n[key.regions]",
        "\n[key.regions]",
        "instance_families: no rule looks at it: say what it is `kept_for`, or take it out",
    ),
    (
        7,
        "facts.toml",
        "meaning = \"Memory of one instance\"",
        "meaning = \"Memory of one instance\"\nkept_for = \"nothing\"",
        "max_memory: a rule looks at it: take `kept_for` out",
    ),
    (8, "facts.toml", "title = \"Memory\"", "title = \"Successor\"", "max_memory: title \"Successor\""),
    (
        8,
        "facts.toml",
        "\"What comes after it\"",
        "\"What comes after it.\"",
        "successor: a meaning is a phrase, without a full stop: \"What comes after it.\"",
    ),
    (
        9,
        "facts.toml",
        "[key.lifecycle]",
        "[vocabulary.colour]\nmeaning = \"C\"\nwords = [\"ga\"]\n\n[key.lifecycle]",
        "colour: no key, column or question is of it",
    ),
    (10, "aws/old.toml", "name = \"Old\"", "name = \"New\"", "aws.old: name \"New\""),
    (10, "aws/old.toml", "there was.", "there was", "aws.old: a summary is a sentence: \"What there was\""),
    (11, "aws/old.toml", "value = \"aws.new\"", "value = \"aws.old\"", "aws.old successor: aws.old"),
    (11, "aws/new.toml", "summary", "companion = true\nsummary", "aws.old successor: aws.new"),
    (
        12,
        "aws/new.toml",
        "value = [\"m\"]",
        "value = [\"m\", \"q\"]",
        "aws.new instance_families from 2024-12-01: q",
    ),
    (13, "machines.csv", "r1 r2", "r1 r9 r2", "machines m.big: places = \"r1 r9 r2\""),
    (
        13,
        "facts.toml",
        "https://example.org/machines",
        "http://example.org/machines",
        "machines: http://example.org/machines, read 2025-12-01, 2 rows",
    ),
    (14, "machines.csv", "m.big,aws,m,big", "m.big,aws,m,large", "machines m.big"),
];

#[test]
fn every_rule_finds_what_it_is_for_and_nothing_else() {
    for (rule, path, from, to, said) in BREAKS {
        let found = findings(&broken(path, from, to));
        for (at, lines) in found.iter().enumerate() {
            let expected: &[&str] = if at == *rule { &[*said] } else { &[] };
            assert_eq!(lines, expected, "rule {at} on {path}: {from:?} -> {to:?}");
        }
    }
    let tried: BTreeSet<usize> = BREAKS.iter().map(|(rule, ..)| *rule).collect();
    assert_eq!(tried.len(), RULES.len(), "every rule is shown to fail");
}
