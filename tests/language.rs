//! Named snippets of the rule language, each marked where and what it must say.
//!
//! A file holds snippets; `--- name` begins one. A comment `# error: 2:7-2:11 unexpected-text` in
//! a snippet expects a finding from line 2, column 7 up to but not including line 2, column 11,
//! lines counted from the snippet's first. All findings must be expected. A snippet that expects
//! none must also survive the printer.

mod formatting;
mod generate;
mod properties;

use std::path::Path;

use fingerpost::diagnostic::{Diagnostic, Sources, Span};
use fingerpost::language::{ast, parse, print};

/// A snippet: its name, prefixed by its file, and its source.
struct Snippet {
    name: String,
    source: String,
}

#[test]
fn snippets_say_what_they_are_marked_with() {
    let snippets = all_snippets();
    assert!(snippets.len() >= 25, "only {} snippets were found", snippets.len());
    let failures: Vec<String> = snippets.iter().filter_map(|snippet| check(snippet).err()).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn check(snippet: &Snippet) -> Result<(), String> {
    let mut sources = Sources::new();
    let id = sources.add(&snippet.name, &*snippet.source);
    let (file, findings) = parse(id, &snippet.source);
    let mut found: Vec<String> = findings.iter().map(|finding| marked(&sources, finding)).collect();
    let mut expected: Vec<String> = expectations(&snippet.source);
    found.sort();
    expected.sort();
    if found != expected {
        let messages: Vec<_> = findings.iter().map(|f| f.message.as_str()).collect();
        return Err(format!("{}: expected {expected:?}, found {found:?} {messages:?}", snippet.name));
    }
    if expected.is_empty() { check_print(snippet, &file) } else { Ok(()) }
}

fn check_print(snippet: &Snippet, file: &ast::File) -> Result<(), String> {
    let printed = print::file(file);
    let (again, findings) = read(&printed);
    if again != *file || !findings.is_empty() {
        return Err(format!("{}: printed as\n{printed}\nwhich reads as {findings:?}", snippet.name));
    }
    if print::file(&again) == printed {
        Ok(())
    } else {
        Err(format!("{}: printing again differs", snippet.name))
    }
}

/// Parses a text on its own; findings as their messages.
fn read(text: &str) -> (ast::File, Vec<String>) {
    let (file, findings) = parse(Sources::new().add("test.rules", text), text);
    (file, findings.iter().map(|finding| format!("{:?}: {}", finding.code, finding.message)).collect())
}

/// A finding in the form of the marks.
fn marked(sources: &Sources, finding: &Diagnostic) -> String {
    let span = finding.span.expect("every finding of the parser has a place");
    let start = sources.place(span);
    let end = sources.place(Span { start: span.end, ..span });
    let code = finding.code.as_str();
    format!("{}:{}-{}:{} {code}", start.line, start.column, end.line, end.column)
}

fn expectations(source: &str) -> Vec<String> {
    source.lines().filter_map(|line| line.trim().strip_prefix("# error: ")).map(str::to_owned).collect()
}

fn all_snippets() -> Vec<Snippet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language");
    let mut snippets = Vec::new();
    for (file, text) in text_files(&folder) {
        for part in format!("\n{text}").split("\n--- ").skip(1) {
            let (name, source) = part.split_once('\n').unwrap_or((part, ""));
            snippets.push(Snippet { name: format!("{file}: {name}"), source: source.to_owned() });
        }
    }
    snippets
}

#[expect(clippy::disallowed_methods, reason = "the snippets are files beside this one")]
fn text_files(folder: &Path) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(folder).expect("the folder of snippets");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<(String, String)> = paths
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a snippet file"))
        })
        .collect();
    files.sort();
    files
}

#[track_caller]
fn says(text: &str, message: &str, help: Option<&str>) {
    let (_, findings) = parse(Sources::new().add("test.rules", text), text);
    let found: Vec<_> = findings.iter().map(|f| (f.message.as_str(), f.help.as_deref())).collect();
    assert_eq!(found, [(message, help)]);
}

#[test]
fn a_message_names_what_was_expected_and_what_was_found() {
    says("caveat a say b", "expected a text in quotes, found `b`", None);
    says("derive a =", "expected an expression, found the end of the item", None);
    says(
        "caveat a say \"b\" banana",
        "expected `some`, `every`, `when`, `say`, `because` or `source`, found `banana`",
        None,
    );
    says("derive a = b c", "expected an operator, `because` or `source`, found `c`", None);
}

#[test]
fn a_misspelt_keyword_gets_a_suggestion() {
    let near = |word: &str| format!("did you mean `{word}`?");
    says("constrait x", "expected an item, found `constrait`", Some(&near("constraint")));
    says("question q: integr", "expected a type, found `integr`", Some(&near("integer")));
    says(
        "outcome x \"title\"\n  becuase \"y\"",
        "expected `with`, `warn`, `because`, `source` or a provider, found `becuase`",
        Some(&near("because")),
    );
    says(
        "conflict x\n  when a adn b",
        "expected an operator, `when`, `because` or `source`, found `adn`",
        Some(&near("and")),
    );
}

#[test]
fn an_item_that_is_none_gets_the_reason() {
    says(
        "because \"x\"",
        "expected an item, found `because`",
        Some("only items begin in the first column; indent their clauses"),
    );
    says(
        "  derive a = b",
        "expected an item in the first column, found `derive`",
        Some("do not indent the first line of an item"),
    );
}
