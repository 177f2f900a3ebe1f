//! Nesting that would be dangerous to build.
//!
//! `toml` limits brackets and dotted keys to 80 levels each but not their product, so a small text can
//! make a tree of thousands of levels, whose recursive drop overflows a small stack.

use std::ops::Range;

use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use super::MAX_DEPTH;

/// What is refused here. Dots are counted without telling keys from decimals, so this leaves room;
/// the exact limit is checked on the values.
const FAR: usize = 2 * MAX_DEPTH;

/// The bracket or dot at which the nesting of one statement goes past the limit, if it goes on far
/// beyond that. The header above it adds at most 160 levels, which is harmless.
pub(super) fn far_too_deep(text: &str) -> Option<Range<usize>> {
    // The dots since the last comma or line, for each bracket that is open.
    let mut open = vec![0_usize];
    let mut depth = 0_usize;
    let mut crossed = None;
    for token in Source::new(text).lex() {
        let before = depth;
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                open.push(0);
                depth += 1;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket if open.len() > 1 => {
                depth -= 1 + invariant!(open.pop(), "what is closed is open");
            }
            TokenKind::Dot => {
                depth += 1;
                if let Some(dots) = open.last_mut() {
                    *dots += 1;
                }
            }
            TokenKind::Comma | TokenKind::Newline => {
                depth -= open.last_mut().map_or(0, std::mem::take);
            }
            _ => {}
        }
        if before <= MAX_DEPTH && depth > MAX_DEPTH {
            crossed = Some(token.span().start()..token.span().end());
        }
        if depth > FAR {
            return crossed;
        }
    }
    None
}
