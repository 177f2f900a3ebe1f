//! What the YAML parser says, in the words of somebody who wrote the file.

use super::parser::{ErrorKind as Kind, ScanError};
use super::{Intake, too_deep};
use crate::diagnostic::{Code, Diagnostic};

/// The diagnostic of a syntax error.
pub(super) fn explain(text: &str, error: &ScanError, intake: &Intake) -> Diagnostic {
    let mark = error.marker().byte_offset().unwrap_or(text.len()).min(text.len());
    // The parser notices a tab when it is past it, or marks the scalar that the tab broke off.
    let start = text.get(..mark).map_or(mark, |before| before.trim_end_matches('\t').len());
    let is_tab = |at: usize| text.as_bytes().get(at) == Some(&b'\t');
    let broken_off =
        matches!(error.kind(), Kind::TabInPlainScalar | Kind::TabInIndentation) && !is_tab(start);
    let next_tab = || text.get(start..).and_then(|rest| rest.find('\t')).map(|at| start + at);
    let start = if broken_off { next_tab().unwrap_or(start) } else { start };
    let width = text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let place = intake.span(start, start + width);
    if matches!(error.kind(), Kind::RecursionLimitExceeded) {
        return too_deep(place);
    }
    let (message, help) = match error.kind() {
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabInPlainScalar => ("a tab stands where YAML allows only spaces", "indent with spaces"),
        Kind::UnclosedQuotedScalar => ("a text has no closing quote", "add the quote"),
        Kind::UnclosedFlowCollection { .. } => {
            ("a list or mapping has no closing bracket", "add the bracket")
        }
        Kind::UnknownAnchor => (
            "an alias names an anchor that is not there",
            "define it above, or put a text with `*` in quotes",
        ),
        Kind::MappingValueNotAllowed => {
            ("a `:` stands where no mapping can begin", "put a text that contains `: ` in quotes")
        }
        Kind::InvalidIndentation | Kind::ExpectedBlockMappingKey | Kind::ExpectedBlockSequenceEntry => {
            ("the indentation fits none of the lines above", "align it with the entries that it belongs to")
        }
        _ => return Diagnostic::error(Code::InvalidSyntax, place, sentence(&error.info())),
    };
    Diagnostic::error(Code::InvalidSyntax, place, message).help(help)
}

/// One line that begins in lower case and has no full stop.
fn sentence(said: &str) -> String {
    let mut letters = said.trim().trim_end_matches('.').chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(letters).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
