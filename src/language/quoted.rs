//! Quoted texts: from source form to value and back.

use std::ops::Range;

/// The value of a quoted text, and the byte ranges of escapes that do not exist (relative to the
/// opening quote). A wrong escape stands for its own characters.
pub(super) fn unquote(raw: &str) -> (String, Vec<Range<usize>>) {
    let inner = raw.strip_prefix('"').unwrap_or(raw);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut value = String::with_capacity(inner.len());
    let mut wrong = Vec::new();
    let mut characters = inner.char_indices();
    while let Some((at, character)) = characters.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        match characters.next() {
            Some((_, 'n')) => value.push('\n'),
            Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
            Some((next, other)) => {
                value.extend(['\\', other]);
                wrong.push(at + 1..next + 1 + other.len_utf8());
            }
            None => value.push('\\'),
        }
    }
    (value, wrong)
}

/// A value in quotes, with escapes where they are needed.
pub(super) fn quote(value: &str) -> String {
    let mut raw = String::with_capacity(value.len() + 2);
    raw.push('"');
    for character in value.chars() {
        match character {
            '\n' => raw.push_str("\\n"),
            '"' | '\\' => raw.extend(['\\', character]),
            other => raw.push(other),
        }
    }
    raw.push('"');
    raw
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_text_reads_back() {
        let value = "a \"b\" \\ c\nd";
        assert_eq!(unquote(&quote(value)), (value.to_owned(), vec![]));
    }

    #[test]
    fn a_wrong_escape_is_located() {
        assert_eq!(unquote(r#""a\tb\é""#), (r"a\tb\é".to_owned(), vec![2..4, 5..8]));
    }
}
