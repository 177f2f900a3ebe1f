//! The model of reports is typed to the last line: no renderer takes apart what another part wrote.
#![expect(clippy::disallowed_methods, reason = "the sources are read")]

use std::fs;
use std::path::{Path, PathBuf};

/// Words of enums of the model. In JSON they are texts; in the program nothing is compared with them.
const WORDS: &[&str] = &[
    "decided",
    "provisional",
    "unverified",
    "undecided",
    "no_fit",
    "stated",
    "derived",
    "default",
    "assumed",
    "recommended",
    "acceptable",
    "off_path",
    "refused",
];

/// What may be taken off the front or the end of a text, and why: data of users and rules, never a sentence of ours.
const TAKEN_OFF: &[(&str, &str, &str)] = &[
    ("adr.rs", "\"https://\"", "an address without its scheme is the label of its link"),
    ("schema.rs", "prefix", "the group in the dotted name of a question"),
];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// The lines of the code of `report/` in which a text is read back.
fn read_back(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(str::trim).filter(|line| !line.starts_with("//"));
    let is_compared = |line: &str| {
        WORDS.iter().any(|word| {
            let quoted = format!("\"{word}\"");
            let Some((before, after)) = line.split_once(&quoted) else { return false };
            let (before, after) = (before.trim_end(), after.trim_start());
            before.ends_with("==") || before.ends_with("!=") || after.starts_with("==") || after.starts_with("!=")
                // A pattern: of a `match`, or in `matches!`.
                || (after.starts_with("=>") || after.starts_with('|')) || before.ends_with('|')
        })
    };
    let takes = |line: &str| line.contains("strip_prefix(") || line.contains("strip_suffix(");
    lines.filter(|line| is_compared(line) || takes(line)).map(str::to_owned).collect()
}

#[test]
fn no_renderer_reads_back_what_another_part_wrote() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report");
    let (mut files, mut found, mut argued) = (Vec::new(), Vec::new(), 0);
    sources(&root, &mut files);
    files.sort();
    assert!(files.len() > 20);
    for path in &files {
        let name = path.file_name().unwrap().to_string_lossy();
        for line in read_back(&fs::read_to_string(path).unwrap()) {
            let is_argued = |(file, what, _): &&(&str, &str, &str)| {
                name == *file && line.contains(&format!("strip_prefix({what})"))
            };
            match TAKEN_OFF.iter().find(is_argued) {
                Some(_) => argued += 1,
                None => found.push(format!("{name}: {line}")),
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(argued >= TAKEN_OFF.len(), "an exception that is no longer needed");
}

#[test]
fn what_is_read_back_is_seen() {
    for line in [
        "if answer.status == \"no_fit\" {",
        "    \"decided\" => Tone::Good,",
        "matches!(status, \"provisional\" | \"undecided\")",
        "match condition.strip_prefix(\"not \") {",
    ] {
        assert_eq!(read_back(line).len(), 1, "{line}");
    }
    for line in
        ["// answer == \"no_fit\"", "Self::Decided => \"decided\",", "(Verdict::Refused, \"refused\")"]
    {
        assert!(read_back(line).is_empty(), "{line}");
    }
}
