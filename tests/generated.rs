//! What the program writes and the repository keeps, pages and pictures in `docs/` and the decision programs of the packs in
//! `frozen/`: each is exactly what it would write today.
//!
//! `FINGERPOST_WRITE_DOCS=1 cargo test --test main generated` writes them anew.
#![expect(clippy::disallowed_methods, reason = "the claim is about files of the repository")]

use std::fs;
use std::path::Path;

use fingerpost::loader::{Cases, Rules};
use fingerpost::pack;
use fingerpost::program::{DatedRules, Program};

use crate::embedded::loaded;
use crate::support::Run;

/// A file below `docs/`, and the arguments that write it.
const GENERATED: &[(&str, &str)] = &[
    ("catalog.md", "services --format markdown"),
    ("graph.svg", "rules graph --format svg"),
    ("graph-messaging.svg", "--pack messaging rules graph --format svg"),
    ("rules-reference.md", "rules docs"),
];

#[test]
fn generated_documents_are_what_the_program_writes() {
    let write = std::env::var_os("FINGERPOST_WRITE_DOCS").is_some();
    for (name, arguments) in GENERATED {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        let ended = Run::new(arguments).run();
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{arguments}");
        if write {
            fs::write(&path, &ended.stdout).expect("docs/ can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            kept == ended.stdout,
            "docs/{name} is not what `fingerpost {arguments}` writes: run the tests `generated` with \
             FINGERPOST_WRITE_DOCS=1"
        );
    }
}

/// A pack of the binary, compiled from its texts.
fn compiled(name: &str) -> DatedRules {
    let Rules { catalog, pack, .. } = loaded(name, Cases::Left);
    DatedRules::new(&pack, &catalog, pack.as_of())
}

#[test]
fn frozen_programs_are_those_of_the_packs() {
    let write = std::env::var_os("FINGERPOST_WRITE_DOCS").is_some();
    for name in pack::embedded_names() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("frozen").join(format!("{name}.program"));
        let rules = compiled(name);
        let bytes = rules.program().freeze();
        let thawed =
            Program::thaw(&bytes).and_then(|thawed| thawed.of(rules.pack())).expect("it is a program");
        assert!(thawed.freeze() == bytes, "{name} is not what it was frozen from");
        if write {
            fs::write(&path, [&pack::FINGERPRINT[..], &bytes].concat()).expect("frozen/ can be written");
        }
        let kept = fs::read(&path).unwrap_or_default();
        assert!(
            kept == [&pack::FINGERPRINT[..], &bytes].concat(),
            "frozen/{name}.program is not the program of the pack: run the tests `generated` with \
             FINGERPOST_WRITE_DOCS=1"
        );
        if !write {
            // Megabytes that differ are nothing to print.
            assert!(
                pack::frozen(name) == Some(&bytes[..]),
                "{name}: the library was built with another program"
            );
        }
        assert!(Program::thaw(&bytes[..bytes.len() / 2]).is_none(), "it is cut off");
    }
}
