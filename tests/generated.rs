//! Pages of `docs/` that a command writes: they are what the command writes today.
#![expect(clippy::disallowed_methods, reason = "the pages of the repository are what is tested")]

use std::fs;
use std::path::Path;

use crate::support::Run;

/// The page, and the arguments that write it.
const PAGES: &[(&str, &str)] = &[("docs/catalog.md", "services --format markdown")];

#[test]
fn every_generated_page_is_up_to_date() {
    for (page, arguments) in PAGES {
        let written =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap_or_default();
        let now = Run::new(arguments).run().stdout;
        let command = format!("cargo run --release -- {arguments} > {page}");
        let line = now.lines().zip(written.lines()).position(|(a, b)| a != b).map_or(0, |at| at + 1);
        assert!(now == written, "{page} is out of date, first at line {line}; write it again: {command}");
    }
}
