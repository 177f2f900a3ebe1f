//! Diagnostics with their source lines, wherever they are.

use fingerpost::diagnostic::{Code, Diagnostic, Diagnostics, Sources, Span};
use fingerpost::report::diagnostics::{render, render_json};

use super::written;

#[track_caller]
fn drawn(diagnostic: Diagnostic, sources: &Sources) -> String {
    written(|out| render(out, &diagnostic.into(), sources, false))
}

/// A finding at `range` of a file with this text.
#[track_caller]
fn at(text: &str, range: std::ops::Range<usize>) -> String {
    let mut sources = Sources::new();
    let id = sources.add("a.yaml", text);
    drawn(Diagnostic::error(Code::WrongType, Span::new(id, range.start, range.end), "wrong"), &sources)
}

#[test]
fn a_place_in_a_line() {
    let expected = "\
error[wrong-type]: wrong
 --> a.yaml:2:4
  |
2 | b: c
  |    ^

";
    assert_eq!(at("a: b\nb: c\n", 8..9), expected);
}

#[test]
fn the_end_of_a_file() {
    let with_break = at("a: b\n", 5..5);
    assert!(with_break.contains(" --> a.yaml:2:1\n"), "{with_break}");
    let without = at("a: b", 4..4);
    assert!(without.contains(" --> a.yaml:1:5\n"), "{without}");
    assert!(without.contains("1 | a: b\n  |     ^\n"), "{without}");
}

#[test]
fn a_line_with_wide_letters() {
    // `é` has two bytes and one column, `東` three bytes and two columns.
    let page = at("é東: x", 7..8);
    assert!(page.contains(" --> a.yaml:1:5\n"), "columns of places are characters: {page}");
    assert!(page.contains("1 | é東: x\n  |      ^\n"), "carets follow the width: {page}");
}

#[test]
fn an_empty_file_and_a_span_that_does_not_fit() {
    assert!(at("", 0..0).contains(" --> a.yaml:1:1\n"), "{}", at("", 0..0));
    assert!(at("ab", 90..99).contains(" --> a.yaml:1:3\n"), "{}", at("ab", 90..99));
    let inside_a_letter = at("é", 1..2);
    assert!(inside_a_letter.contains(" --> a.yaml:1:1\n"), "{inside_a_letter}");
}

#[test]
fn no_place_at_all() {
    let finding = Diagnostic::general(Code::UnreadableFile, "`a.yaml` is a directory").help("name a file");
    let page = drawn(finding, &Sources::new());
    assert!(page.starts_with("error[unreadable-file]: `a.yaml` is a directory\n"), "{page}");
    assert!(page.contains("= help: name a file\n"), "{page}");
    assert!(!page.contains("-->"), "{page}");
}

#[test]
fn related_places_are_shown_with_their_own_files() {
    let mut sources = Sources::new();
    let a = sources.add("a.rules", "x\nnode p\n");
    let b = sources.add("b.rules", "node p, node p\n");
    let finding = Diagnostic::error(Code::DuplicateName, Span::new(b, 13, 14), "`p` is declared twice")
        .also(Span::new(a, 7, 8), "first here")
        .also(Span::new(b, 5, 6), "and here");
    let expected = "\
error[duplicate-name]: `p` is declared twice
 --> b.rules:1:14
  |
1 | node p, node p
  |      -       ^
  |      |
  |      and here
  |
 ::: a.rules:2:6
  |
2 | node p
  |      - first here

";
    assert_eq!(drawn(finding, &sources), expected);
}

#[test]
fn a_megabyte_on_one_line_is_cut_around_the_place() {
    let long = "ä".repeat(1 << 19);
    let page = at(&format!("{{\"{long}\": x, \"{long}\": 1}}"), (1 << 20) + 5..(1 << 20) + 6);
    assert!(page.len() < 2_000, "{} bytes", page.len());
    assert!(page.contains(&format!(" --> a.yaml:1:{}\n", (1 << 19) + 6)), "{page}");
    let lines: Vec<&str> = page.lines().collect();
    let (source, caret) = (lines[3], lines[4]);
    let column = caret.chars().position(|c| c == '^').unwrap();
    assert_eq!(source.chars().nth(column), Some('x'), "{page}");
    assert!(source.contains("..."), "{page}");
}

#[test]
fn a_message_that_quotes_a_megabyte_is_cut() {
    let message = format!("`{}` is not a question of the pack", "k".repeat(1 << 20));
    let finding = Diagnostic::general(Code::UnknownQuestion, message);
    assert!(drawn(finding.clone(), &Sources::new()).len() < 1_000);
    assert!(written(|out| render_json(out, &finding.into(), &Sources::new())).len() < 1_000);
}

#[test]
fn control_characters_are_escapes_and_the_caret_still_fits() {
    let mut sources = Sources::new();
    let id = sources.add("a\u{1b}b", "k\u{1b}\u{202e}\t: v\r\n");
    let finding = Diagnostic::error(Code::WrongType, Span::new(id, 8, 9), "not \u{1b}[2J this");
    let expected = "\
error[wrong-type]: not \\u{1b}[2J this
 --> a\\u{1b}b:1:7
  |
1 | k\\u{1b}\\u{202e}    : v
  |                      ^

";
    assert_eq!(drawn(finding, &sources), expected);
}

#[test]
fn colour_is_only_where_it_is_asked_for() {
    let found: Diagnostics = Diagnostic::general(Code::EmptyInput, "nothing").into();
    assert!(!written(|out| render(out, &found, &Sources::new(), false)).contains('\u{1b}'));
    assert!(written(|out| render(out, &found, &Sources::new(), true)).contains('\u{1b}'));
}

#[test]
fn the_json_form_has_both_ends_and_nulls_where_there_is_no_place() {
    let mut sources = Sources::new();
    let id = sources.add("a.yaml", "a: [1,\n  é]\n");
    let mut found = Diagnostics::new();
    let span = Span::new(id, 3, 12);
    found.push(Diagnostic::error(Code::WrongType, span, "wrong").also(Span::new(id, 0, 1), "key").help("so"));
    found.push(Diagnostic::general(Code::EmptyInput, "nothing"));
    let page = written(|out| render_json(out, &found, &sources));
    let lines: Vec<&str> = page.lines().collect();
    let expected = [
        concat!(
            r#"{"schema":"fingerpost.diagnostic/1","code":"wrong-type","severity":"error","message":"wrong","#,
            r#""file":"a.yaml","line":1,"column":4,"end_line":2,"end_column":5,"help":"so","#,
            r#""related":[{"message":"key","file":"a.yaml","line":1,"column":1,"end_line":1,"end_column":2}]}"#
        ),
        concat!(
            r#"{"schema":"fingerpost.diagnostic/1","code":"empty-input","severity":"error","message":"nothing","#,
            r#""file":null,"line":null,"column":null,"end_line":null,"end_column":null,"help":null,"related":[]}"#
        ),
    ];
    assert_eq!(lines, expected);
}
