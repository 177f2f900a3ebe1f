//! What `serde_json` says, in the words of somebody who wrote the file.

use super::Intake;
use crate::diagnostic::{Code, Diagnostic};

const NO_COMMENTS: (&str, &str) = ("JSON has no comments", "remove the comment, or write YAML");
const DOUBLE_QUOTES: (&str, &str) =
    ("a text stands in single quotes", "JSON texts and keys stand in double quotes");

/// The diagnostic of a syntax error; `token` is where the token begins that could not be read.
pub(super) fn explain(text: &str, error: &serde_json::Error, token: usize, intake: &Intake) -> Diagnostic {
    let said = error.to_string();
    let what = said.split_once(" at line ").map_or(said.as_str(), |(what, _)| what);
    let in_text = text.as_bytes().get(token) == Some(&b'"')
        && (what.starts_with("control character") || what.ends_with("string") || is_half_escape(what));
    let start = if in_text && what != "key must be a string" {
        token
    } else if error.is_eof() {
        text.trim_end().len()
    } else {
        offset(text, error.line(), error.column())
    };
    // The comma is what is wrong, not the bracket behind it.
    let comma = || text.get(..start).and_then(|before| before.trim_end().strip_suffix(',')).map(str::len);
    let start = if what == "trailing comma" { comma().unwrap_or(start) } else { start };
    let found = text.get(start..).and_then(|rest| rest.chars().next());
    let (message, help) = words(what, found);
    let place = intake.span(start, start + found.map_or(0, char::len_utf8));
    let diagnostic = Diagnostic::error(Code::InvalidSyntax, place, message);
    if help.is_empty() { diagnostic } else { diagnostic.help(help) }
}

/// Message and help for what `serde_json` calls the mistake and the character found there.
fn words(what: &str, found: Option<char>) -> (String, &'static str) {
    let (message, help) = match (what, found) {
        ("trailing comma", _) => ("a comma stands before the closing bracket", "remove the comma"),
        ("expected value" | "key must be a string", Some('\'')) => DOUBLE_QUOTES,
        ("EOF while parsing a list", _) => ("a list has no closing `]`", "add the bracket"),
        ("EOF while parsing an object", _) => ("a mapping has no closing `}`", "add the bracket"),
        ("EOF while parsing a string", _) => ("a text has no closing quote", "add the quote"),
        (escape, _) if is_half_escape(escape) => {
            ("a `\\u` escape in this text stands for no character", "write the character itself")
        }
        (_, None) => ("the text ends where a value is expected", "add the value"),
        (_, Some('/' | '#')) => NO_COMMENTS,
        ("key must be a string", _) => ("a key must stand in double quotes", "write `\"key\": value`"),
        ("trailing characters", _) => {
            ("text follows the end of the value", "one value a line is JSON lines: name the file `.jsonl`")
        }
        ("expected ident" | "expected value", Some(c)) if c.is_alphabetic() => {
            ("a word stands without quotes", "put it in double quotes; only true, false and null have none")
        }
        ("expected `,` or `}`" | "expected `,` or `]`", _) => (what, "separate entries with commas"),
        ("invalid escape", _) => ("there is no such escape in JSON", "write a backslash as `\\\\`"),
        (control, _) if control.starts_with("control character") => (
            "a text holds a line break or control character",
            "close the quote, or write `\\n` for a line break",
        ),
        _ => (what, ""),
    };
    (message.to_owned(), help)
}

/// Whether the mistake is a `\u` escape for half a character.
fn is_half_escape(what: &str) -> bool {
    what.contains("hex escape") || what.contains("code point")
}

/// The byte that a line and a column mean, both counted from 1, the column in bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = (before + column.saturating_sub(1)).min(text.len());
    invariant!((0..=at).rev().find(|at| text.is_char_boundary(*at)), "a text begins with a letter")
}
