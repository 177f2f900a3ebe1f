//! Texts from elsewhere made safe to be shown on a line.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal or a page could take the character for something else than a letter: controls, marks
/// that turn the direction of writing, characters without width, and what is no character.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{fff9}'..='\u{fffe}' | '\u{e0000}'..='\u{e007f}')
}

/// Adds a character as `\u{1b}`.
pub(crate) fn push_escaped(out: &mut String, c: char) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
}

/// The text on one line of a terminal: what could move, hide or colour anything is shown as `\u{1b}`.
///
/// ```
/// use fingerpost::diagnostic::terminal;
/// assert_eq!(terminal("a\u{1b}[31m\nb"), r"a\u{1b}[31m\u{a}b");
/// assert_eq!(terminal("plain"), "plain");
/// ```
#[must_use]
pub fn terminal(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) { push_escaped(&mut safe, c) } else { safe.push(c) }
    }
    Cow::Owned(safe)
}
