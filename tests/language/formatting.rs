//! The canonical layout: it keeps comments and meaning, and laying out again changes nothing.

use std::path::Path;

use fingerpost::diagnostic::Sources;
use fingerpost::language::{TokenKind, ast, parse, print, tokenize};
use proptest::prelude::*;

use super::{all_snippets, generate, text_files};

/// Lays out a text; none where it has errors.
fn laid_out(text: &str) -> Option<(ast::File, String)> {
    let (file, findings) = parse(Sources::new().add("test.rules", text), text);
    let after = findings.is_empty().then(|| print::source(text, &file))?;
    Some((file, after))
}

fn comments(text: &str) -> Vec<String> {
    let comments = tokenize(text).filter(|token| token.kind == TokenKind::Comment);
    comments.map(|token| token.text(text).trim_end().to_owned()).collect()
}

/// What must hold for every text without errors; gives whether it had none.
#[track_caller]
fn keeps(text: &str) -> bool {
    let Some((before, after)) = laid_out(text) else { return false };
    let (again, twice) = laid_out(&after).unwrap_or_else(|| panic!("does not parse:\n{after}"));
    assert_eq!(again, before, "another meaning:\n{after}");
    assert_eq!(twice, after, "laid out again:\n{after}");
    let (mut kept, mut had) = (comments(&after), comments(text));
    kept.sort();
    had.sort();
    assert_eq!(kept, had, "{after}");
    true
}

#[track_caller]
fn becomes(text: &str, expected: &str) {
    let (_, after) = laid_out(text).expect("a text without errors");
    assert_eq!(after, expected);
    assert!(keeps(text));
}

#[expect(clippy::disallowed_methods, reason = "the claim is about the files of the repository")]
fn rule_files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rule_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rules") {
            found.push(std::fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn every_rule_file_of_the_repository_keeps_its_meaning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut rules, mut others) = (Vec::new(), Vec::new());
    rule_files(&root.join("rules"), &mut rules);
    rule_files(&root.join("tests"), &mut others);
    rule_files(&root.join("benches"), &mut others);
    assert!(rules.len() >= 10 && rules.iter().all(|file| keeps(file)));
    let sound = others.iter().filter(|file| keeps(file)).count();
    assert!(sound >= 4, "{sound} of {}", others.len());
}

#[test]
fn every_snippet_of_the_tests_keeps_its_meaning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sound = all_snippets().iter().filter(|snippet| keeps(&snippet.source)).count();
    let packs = text_files(&root.join("tests/rules"));
    let parts = packs.iter().flat_map(|(_, text)| text.split("\n--- ").skip(1));
    let sound_packs = parts.filter(|part| keeps(part.split_once('\n').map_or("", |(_, text)| text))).count();
    assert!(sound >= 20 && sound_packs >= 40, "{sound} snippets, {sound_packs} packs");
}

#[test]
fn the_rules_of_the_binary_are_laid_out() {
    for file in fingerpost::pack::EMBEDDED
        .iter()
        .filter(|file| Path::new(file.path).extension().is_some_and(|e| e == "rules"))
    {
        let (_, after) = laid_out(file.text).expect("the rules parse");
        assert!(after == file.text, "run `fingerpost rules fmt rules`: {} is not laid out", file.path);
    }
}

#[test]
fn keywords_are_aligned_and_clauses_have_an_order() {
    becomes(
        "constraint a source s because \"b\" refuse \"r\" need x when y\nprefer p a\n",
        "constraint a\n    when    y\n    need    x\n    refuse  \"r\"\n    because \"b\"\n    source  s\n\nprefer p a\n",
    );
    becomes(
        "node n \"?\"\n when a -> b because \"c\" source s\n otherwise -> d",
        "node n \"?\"\n    when a -> b\n        because \"c\"\n        source  s\n    otherwise -> d\n",
    );
    becomes(
        "case \"c\"\n given a = b\n given c = [d]\n expect p x as y",
        "case \"c\"\n    given  a = b, c = [d]\n    expect p x as y\n",
    );
}

#[test]
fn comments_stay_with_what_they_are_about() {
    becomes(
        "# file\n\n\n# ---- part ----\n\nderive a = b   # why\n  # below a\n\n# about c\nderive c = d\n# the end\n",
        "# file\n\n# ---- part ----\n\nderive a = b  # why\n    # below a\n\n# about c\nderive c = d\n\n# the end\n",
    );
    becomes(
        "constraint a # head\n    # on need\n    need x # its end\n    # on when\n    when y\n",
        "constraint a  # head\n    # on when\n    when y\n    # on need\n    need x  # its end\n",
    );
    becomes(
        "conflict a\n  when b # first\n    or c # last\n",
        "conflict a\n    # first\n    when b or c  # last\n",
    );
    becomes(
        "question q: integer 0..  # open\n  # if nobody says\n  default 1 # one\n",
        "question q: integer 0..  # open\n    # if nobody says\n    default 1  # one\n",
    );
    becomes("# only this\r\n", "# only this\n");
}

#[test]
fn many_comments_in_one_item_take_no_longer_than_they_must() {
    let arms = "    # about it\n    when a -> b  # why\n".repeat(20_000);
    assert!(keeps(&format!("node n\n{arms}    otherwise -> c\n")));
}

#[test]
fn long_conditions_have_an_operand_a_line() {
    let operand =
        |at: usize| format!("service.a_long_name_of_a_fact_{at} includes any [first_{at}, second_{at}]");
    let text = format!("conflict c when {} and ({} or {})", operand(1), operand(2), operand(3));
    let expected = format!(
        "conflict c\n    when {}\n         and ({}\n              or {})\n",
        operand(1),
        operand(2),
        operand(3)
    );
    becomes(&text, &expected);
}

/// A comment put where one may stand: at the end of a line, or on a line of its own.
fn commented(text: &str, places: &[prop::sample::Index]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (number, place) in places.iter().enumerate() {
        if lines.is_empty() {
            break;
        }
        let at = place.index(lines.len());
        match number % 4 {
            0 => lines[at].extend([" # ", &number.to_string()]),
            1 => lines.insert(at, format!("# {number}")),
            2 => lines.insert(at, format!("   # {number}")),
            _ => lines.insert(at, String::new()),
        }
    }
    lines.join("\n")
}

/// A text with its line breaks inside items moved: the layout must not depend on them.
fn rebroken(text: &str) -> String {
    text.replace(" = ", "\n  = ").replace("\n        ", " ")
}

proptest! {
    #[test]
    fn generated_files_keep_meaning_and_comments(
        file in generate::file(),
        places in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let text = commented(&print::file(&file), &places);
        prop_assert!(keeps(&text));
        let text = rebroken(&print::file(&file));
        if let Some((_, after)) = laid_out(&text) {
            prop_assert_eq!(after, print::file(&file));
        }
    }
}
