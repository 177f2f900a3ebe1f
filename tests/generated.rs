//! Pages and pictures in `docs/` that the program writes: each is exactly what it would write today.
//!
//! `FINGERPOST_WRITE_DOCS=1 cargo test --test main generated` writes them anew.
#![expect(clippy::disallowed_methods, reason = "the claim is about files of the repository")]

use std::fs;
use std::path::Path;

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
