//! Every example of the pages at the root and in `docs/` is run.
//!
//! - `console`: each `$` line that calls the program, or is about the reader's own files `mine`, is run by the shell
//!   with the program on its path; what follows must be its output (`...` stands for anything, on a line of its own or
//!   inside one), and `[exit N]` its exit code. The overlay files of the same page are there.
//! - `yaml`, `json` or `toml` with `requirement`: recommended without an error.
//! - `file=PATH`: written to a folder in which the commands of the page run.
#![expect(clippy::disallowed_methods, reason = "tests read the documentation and lay out its files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fingerpost::diagnostic::Sources;
use fingerpost::language::parse;

struct Block {
    info: String,
    text: String,
    line: usize,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = [root().to_owned(), root().join("docs")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .collect();
    pages.sort();
    pages
}

fn blocks(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(info), None) => {
                open = Some(Block { info: info.trim().to_owned(), text: String::new(), line: number + 1 });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some(block)) => block.text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{} has an open block", page.display());
    blocks
}

/// Whether a text fits a pattern in which `...` stands for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let mut rest = text;
    for (at, part) in pattern.split("...").enumerate() {
        match rest.find(part) {
            Some(found) if at > 0 || found == 0 => rest = rest.split_at(found + part.len()).1,
            _ => return false,
        }
    }
    rest.is_empty() || pattern.ends_with("...")
}

/// A folder with the examples, the catalog for overlays, and the files of the page.
fn folder(page: &Path, blocks: &[Block]) -> PathBuf {
    let name = format!("docs-{}-{}", std::process::id(), page.file_stem().unwrap().to_string_lossy());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    copy(&root().join("docs/examples"), &folder.join("docs/examples"));
    if blocks.iter().any(|block| block.text.contains("cp -r rules/")) {
        copy(&root().join("rules"), &folder.join("rules"));
    }
    for block in blocks {
        let Some((_, path)) = block.info.split_once("file=") else { continue };
        if path.contains("/catalog/") {
            copy(&root().join("rules/catalog"), &folder.join("overlay/catalog"));
        }
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &block.text).unwrap();
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// Runs one `$` line; gives its output, both streams together, and its exit code.
fn shell(command: &str, folder: &Path) -> (String, i32) {
    let program = Path::new(env!("CARGO_BIN_EXE_fingerpost"));
    let command = command.replace("cargo run --release -- ", "fingerpost ");
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env!("PATH"));
    let output = Command::new("sh")
        .args(["-c", &format!("({command}) 2>&1")])
        .env("PATH", path)
        .env_remove("NO_COLOR")
        .env("COLUMNS", "100")
        .current_dir(folder)
        .output()
        .unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap_or(-1))
}

/// Runs the commands of a console block.
fn console(page: &Path, block: &Block, folder: &Path) {
    for session in block.text.split("$ ").skip(1) {
        let (command, expected) = session.split_once('\n').unwrap();
        if !["fingerpost", "cargo run", "mine"].iter().any(|word| command.contains(word)) {
            continue;
        }
        let (expected, exit) = match expected.rsplit_once("[exit ") {
            Some((expected, code)) => (expected, code.trim_end().trim_end_matches(']').parse().unwrap()),
            None if expected.starts_with("error[") => (expected, 1),
            None => (expected, 0),
        };
        let (said, code) = shell(command, folder);
        let place = format!("{}:{}: {command}", page.display(), block.line);
        assert_eq!(code, exit, "{place}\n{said}");
        let pattern = expected.replace("\n...\n", "\n...").replace("...\n", "...");
        assert!(fits(&pattern, &said), "{place}\nexpected\n{expected}\nfound\n{said}");
    }
}

#[test]
fn every_example_of_the_documentation_runs() {
    let mut consoles = 0;
    let mut requirements = 0;
    for page in pages() {
        let blocks = blocks(&page);
        let folder = folder(&page, &blocks);
        for block in &blocks {
            let mut words = block.info.split_whitespace();
            match (words.next(), words.next()) {
                (Some("console"), _) => {
                    console(&page, block, &folder);
                    consoles += 1;
                }
                (Some("rules"), _) => {
                    let mut sources = Sources::new();
                    let (file, found) = parse(sources.add("example.rules", block.text.as_str()), &block.text);
                    assert!(found.is_empty(), "{}:{}: {found:?}", page.display(), block.line);
                    assert!(!file.items.is_empty());
                }
                (Some(format), Some("requirement")) => {
                    let file = format!("example.{format}");
                    fs::write(folder.join(&file), &block.text).unwrap();
                    let (said, code) = shell(&format!("fingerpost -q recommend {file}"), &folder);
                    assert!(matches!(code, 0 | 3 | 4), "{}:{}: {said}", page.display(), block.line);
                    requirements += 1;
                }
                _ => {}
            }
        }
        fs::remove_dir_all(folder).unwrap();
    }
    assert!(consoles >= 7 && requirements >= 4, "{consoles} consoles, {requirements} requirements");
}

#[test]
fn every_example_file_is_answered() {
    let mut files: Vec<PathBuf> =
        fs::read_dir(root().join("docs/examples")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file() && path.extension().is_none_or(|extension| extension != "md"));
    assert!(files.len() >= 6, "{files:?}");
    for file in files {
        let (said, code) = shell(&format!("fingerpost -q recommend {}", file.display()), root());
        assert_eq!(code, 0, "{}: {said}", file.display());
    }
}

#[test]
fn dots_stand_for_anything() {
    assert!(fits("a\n...", "a\nb\nc\n"));
    assert!(fits("a ... c\n", "a b c\n"));
    assert!(!fits("a\n", "a\nb\n"));
    assert!(!fits("b", "a b"));
}
