//! What may use what, and what the documentation lists: read from the sources themselves.
#![expect(clippy::disallowed_methods, reason = "the sources and documents of the crate are what is tested")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fingerpost::diagnostic::Code;
use fingerpost::pack::EMBEDDED;

/// The longest that a source file may be, tests not counted.
const MAX_LINES: usize = 500;

/// Words of the rule language, of the catalog's form or of a report's fields that happen to be
/// questions of an embedded pack as well. The code means the former.
const SHARED_WORDS: &[&str] = &["cpu", "memory", "name", "providers"];

/// Where rules are texts and trees: what compiles them, and what works on them as they are written. To everybody else a pack is compiled.
const SEE_THE_TREE: &[&str] = &[
    "language/",
    "pack/compile/",
    "pack/resolve/",
    "loader/",
    "editor/",
    "cli/ruleset/fmt.rs",
    "cli/ruleset/lsp/",
];

/// A source file: its path below `src/`, and its text.
pub(crate) struct SourceFile {
    pub(crate) path: String,
    text: String,
}

impl SourceFile {
    /// The room that it belongs to; none for `lib.rs` and `main.rs`.
    fn room(&self) -> Option<&str> {
        self.path.split_once('/').map(|(room, _)| room)
    }

    /// The code before the unit tests, comments blanked, strings kept.
    pub(crate) fn code(&self) -> String {
        let text = self.text.split("#[cfg(test)]").next().unwrap_or_default();
        if self.path.ends_with("/tests.rs") { String::new() } else { without_comments(text) }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn sources() -> Vec<SourceFile> {
    let src = root().join("src");
    let mut folders: Vec<PathBuf> = vec![src.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source file");
                let below = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
                files.push(SourceFile { path: below, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// Line comments cut off; a `//` inside a string stays.
fn without_comments(text: &str) -> String {
    let mut kept = String::new();
    for line in text.lines() {
        let mut in_string = false;
        let mut escaped = false;
        let mut before = ' ';
        for c in line.chars() {
            if !in_string && before == '/' && c == '/' {
                kept.pop();
                break;
            }
            let quoted_quote = before == '\'' && c == '"' && !in_string;
            if c == '"' && !escaped && !quoted_quote {
                in_string = !in_string;
            }
            escaped = c == '\\' && !escaped;
            kept.push(c);
            before = c;
        }
        kept.push('\n');
    }
    kept
}

/// The string literals of code without comments.
fn string_literals(code: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut current: Option<String> = None;
    let mut escaped = false;
    let mut before = ' ';
    for c in code.chars() {
        match &mut current {
            None if c == '"' && before != '\'' => current = Some(String::new()),
            None => {}
            Some(_) if c == '"' && !escaped => literals.extend(current.take()),
            Some(text) => text.push(c),
        }
        escaped = current.is_some() && c == '\\' && !escaped;
        before = c;
    }
    literals
}

/// The rooms that some code names after `crate::`, in braces too.
fn rooms_used(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    let mut used = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            None => drop(used.insert(word(after))),
            Some(list) => {
                let mut depth = 1;
                let mut part = String::new();
                for c in list.chars() {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    if depth == 0 {
                        break;
                    }
                    if depth == 1 && c == ',' {
                        used.insert(word(&part));
                        part.clear();
                    } else {
                        part.push(c);
                    }
                }
                used.insert(word(&part));
            }
        }
    }
    used.remove("");
    used
}

/// The rows of the room table in `docs/architecture.md`: each room and those that it may use.
fn room_table() -> Vec<(String, BTreeSet<String>)> {
    let text = fs::read_to_string(root().join("docs/architecture.md")).expect("docs/architecture.md");
    let quoted = |cell: &str| -> Vec<String> {
        cell.split('`').skip(1).step_by(2).map(|word| word.trim_end_matches('/').to_owned()).collect()
    };
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let room = quoted(cells[1]).remove(0);
        (room, quoted(cells[4]).into_iter().collect())
    })
    .collect()
}

#[test]
fn the_table_of_rooms_is_in_layer_order() {
    let table = room_table();
    assert!(table.len() >= 10, "only {} rooms were found", table.len());
    let mut above: BTreeSet<&str> = BTreeSet::new();
    for (room, uses) in &table {
        for used in uses {
            assert!(above.contains(used.as_str()), "`{room}` may not use `{used}`, which is not above it");
        }
        assert!(above.insert(room), "`{room}` stands twice");
    }
}

#[test]
fn a_room_uses_only_what_the_table_allows() {
    let table: BTreeMap<String, BTreeSet<String>> = room_table().into_iter().collect();
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(room) = file.room() else { continue };
        let Some(allowed) = table.get(room) else {
            wrong.push(format!("src/{}: room `{room}` is not in docs/architecture.md", file.path));
            continue;
        };
        for used in rooms_used(&file.code()) {
            // `src/invariant.rs` is no room: what is promised anywhere ends there when it does not hold.
            let is_room = used != "invariant";
            if is_room && used != room && !allowed.contains(&used) {
                wrong.push(format!("src/{}: `{room}` may not use `{used}`", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_tree_of_a_rule_file_ends_at_compile() {
    let sources = sources();
    let sees = |file: &&SourceFile| {
        let code = file.code();
        let mut words = code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        rooms_used(&code).contains("language") || words.any(|word| word == "ast")
    };
    let seeing: Vec<&str> = sources.iter().filter(sees).map(|file| file.path.as_str()).collect();
    let strangers: Vec<&&str> =
        seeing.iter().filter(|path| !SEE_THE_TREE.iter().any(|place| path.starts_with(place))).collect();
    assert!(strangers.is_empty(), "only {SEE_THE_TREE:?} may see `language::ast`, not {strangers:#?}");
    let idle: Vec<&&str> =
        SEE_THE_TREE.iter().filter(|place| !seeing.iter().any(|path| path.starts_with(**place))).collect();
    assert!(idle.is_empty(), "nothing sees `language::ast` in {idle:?}");
}

#[test]
fn only_the_command_line_reads_files_environment_and_clock() {
    let effects = [
        "std::fs",
        "std::env::",
        "std::net",
        "std::process",
        "std::time",
        "std::thread::sleep",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "File::open",
    ];
    let mut wrong = Vec::new();
    for file in sources().iter().filter(|file| !matches!(file.room(), None | Some("cli"))) {
        let code = file.code();
        wrong.extend(
            effects
                .iter()
                .filter(|effect| code.contains(**effect))
                .map(|e| format!("src/{}: {e}", file.path)),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_service_provider_or_question_is_named_in_code() {
    let service = |path: &str| -> Option<String> {
        let id = path.split_once("catalog/")?.1.strip_suffix(".toml")?;
        id.contains('/').then(|| id.replace('/', "."))
    };
    let services: BTreeSet<String> = EMBEDDED.iter().filter_map(|file| service(file.path)).collect();
    let providers: BTreeSet<String> =
        services.iter().filter_map(|id| id.split('.').next()).map(str::to_owned).collect();
    let rules = EMBEDDED.iter().filter(|file| Path::new(file.path).extension().is_some_and(|e| e == "rules"));
    let questions: BTreeSet<String> = rules
        .flat_map(|file| file.text.lines())
        .filter_map(|line| line.strip_prefix("question ")?.split(':').next())
        .map(str::to_owned)
        .filter(|question| !SHARED_WORDS.contains(&question.as_str()))
        .collect();
    assert!(services.len() > 20 && providers.len() == 2 && questions.len() > 40, "the ids were not found");
    let mut wrong = Vec::new();
    for file in sources() {
        for literal in string_literals(&file.code()) {
            let of_provider = providers.iter().any(|provider| {
                literal == *provider || literal.split(['.', ' ', '`']).any(|word| word == provider)
            });
            let named = of_provider
                || services.iter().any(|service| literal.contains(service.as_str()))
                || questions.contains(&literal);
            if named {
                wrong.push(format!("src/{}: {literal:?}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_source_file_is_too_long() {
    let long: Vec<String> = sources()
        .iter()
        .map(|file| (file, file.text.split("#[cfg(test)]").next().unwrap_or_default().lines().count()))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(file, lines)| format!("src/{}: {lines} lines", file.path))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn every_room_and_part_opens_with_its_purpose() {
    // The front page of the crate is the README.
    let says =
        |text: &str| text.starts_with("//! ") || text.starts_with("#![doc = include_str!(\"../README.md\")]");
    let bare: Vec<String> =
        sources().into_iter().filter(|file| !says(&file.text)).map(|file| file.path).collect();
    // `main.rs` only hands over to the library; it needs a header as well once it does something.
    let bare: Vec<String> = bare.into_iter().filter(|path| path != "main.rs").collect();
    assert!(bare.is_empty(), "{bare:#?}");
}

#[test]
fn every_code_has_its_heading_in_the_documentation() {
    let text = fs::read_to_string(root().join("docs/diagnostics.md")).expect("docs/diagnostics.md");
    let headings: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("## `"))
        .map(|heading| heading.trim_end_matches('`'))
        .collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(headings, codes);
    let unique: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(unique.len(), codes.len(), "a code stands for one thing");
}

#[test]
fn every_code_is_explained_and_says_what_to_do() {
    let text = fs::read_to_string(root().join("docs/diagnostics.md")).expect("docs/diagnostics.md");
    for section in text.split("\n## `").skip(1) {
        let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
        assert!(body.trim().len() > 60, "`{heading}` is not explained");
        assert!(body.contains("**Do:**"), "`{heading}` does not say what to do");
    }
}

#[test]
fn decisions_are_numbered_without_gaps() {
    let folder = root().join("docs/decisions");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("docs/decisions")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "md"))
        .collect();
    names.sort();
    for (number, name) in (1..).zip(&names) {
        assert!(name.starts_with(&format!("{number:04}-")), "{name} should have number {number:04}");
        let text = fs::read_to_string(folder.join(name)).expect("a decision");
        for part in ["## Context", "## Options", "## Choice", "## Consequence"] {
            assert!(text.contains(part), "{name} has no `{part}`");
        }
    }
}
