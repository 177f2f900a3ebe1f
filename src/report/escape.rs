//! Texts from elsewhere made safe for where they are shown.

use std::borrow::Cow;
use std::io;

pub use crate::diagnostic::terminal;
use crate::diagnostic::{is_unsafe, push_escaped};

/// How many characters of a quoted text are shown before it is cut in the middle.
pub(super) const LONGEST: usize = 400;

/// Writes a part of a text of JSON, for which everything that JSON itself wants escaped is out of the way: what is unsafe
/// becomes `\u202e`, in two halves where it is beyond 16 bits.
pub(super) fn json<W: ?Sized + io::Write>(out: &mut W, mut text: &str) -> io::Result<()> {
    // Nearly every text is plain, and then there is nothing to look for.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return out.write_all(text.as_bytes());
    }
    while let Some((at, c)) = text.char_indices().find(|(_, c)| is_unsafe(*c)) {
        let (before, rest) = text.split_at(at);
        out.write_all(before.as_bytes())?;
        for half in c.encode_utf16(&mut [0; 2]) {
            write!(out, "\\u{half:04x}")?;
        }
        text = rest.split_at(c.len_utf8()).1;
    }
    out.write_all(text.as_bytes())
}

/// The text as Markdown that shows exactly it: no formatting, no HTML, no link, no mention.
///
/// Line breaks become blanks; other controls are shown as `\u{1b}`. Names of people, numbers of issues and bare
/// addresses are broken by an invisible space: a host that links them does so whatever is escaped.
///
/// ```
/// use fingerpost::report::escape::markdown;
/// assert_eq!(markdown("[x](javascript:y) <b> a_b"), r"\[x\]\(javascript:y) &lt;b&gt; a_b");
/// ```
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    let mut before: Option<char> = None;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        match c {
            '\n' | '\r' | '\t' => safe.push(' '),
            c if is_unsafe(c) => {
                safe.push('\\');
                push_escaped(&mut safe, c);
            }
            '_' if word(before) && word(after) => safe.push('_'),
            '(' if before != Some(']') => safe.push('('),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | '|' | '~' | '$' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            '#' | '+' | '-' | '=' | '>' if before.is_none() => {
                safe.push('\\');
                safe.push(c);
            }
            '<' | '>' if before == Some(' ') && matches!(after, Some(' ' | '=')) => safe.push(c),
            '.' | ')' if is_list_number(&safe) => {
                safe.push('\\');
                safe.push(c);
            }
            _ => push_inert(&mut safe, c, after),
        }
        before = Some(c);
    }
    safe
}

/// The text inside an HTML element, as inert as [`markdown`] makes it.
#[must_use]
pub fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 16);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' | '\r' | '\t' => safe.push(' '),
            c if is_unsafe(c) => push_escaped(&mut safe, c),
            '"' => safe.push_str("&quot;"),
            _ => push_inert(&mut safe, c, rest.peek().copied()),
        }
    }
    safe
}

/// HTML is neutral, and nothing is taken for an address, a person or an issue.
fn push_inert(safe: &mut String, c: char, after: Option<char>) {
    match c {
        '<' => safe.push_str("&lt;"),
        '>' => safe.push_str("&gt;"),
        '&' => safe.push_str("&amp;"),
        '@' => safe.push_str("@&#8203;"),
        '#' if after.is_some_and(|c| c.is_ascii_digit()) => safe.push_str("#&#8203;"),
        ':' if after == Some('/') => safe.push_str(":&#8203;"),
        '.' if ends_with_www(safe) => safe.push_str("&#8203;."),
        other => safe.push(other),
    }
}

fn ends_with_www(text: &str) -> bool {
    text.len().checked_sub(3).and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case("www"))
}

/// Whether a dot after this text would begin a numbered list.
fn is_list_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A Markdown link, for addresses of the catalog and of rules only; text where it is no plain `https` address.
#[must_use]
pub fn link(label: &str, url: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'*+,;=%".contains(c);
    let bracket = |c: char| c == '(' || c == ')';
    if !url.starts_with("https://") || !url.chars().all(|c| plain(c) || bracket(c)) {
        return markdown(&format!("{label} {url}"));
    }
    let url = url.replace('(', "%28").replace(')', "%29");
    format!("[{}]({url})", markdown(label))
}

/// An id as code; text where it has characters that ids do not have.
pub(super) fn code(id: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._:/".contains(c);
    if !id.is_empty() && id.chars().all(plain) { format!("`{id}`") } else { markdown(id) }
}

/// The text with its middle left out when it is longer than [`LONGEST`] characters.
pub(super) fn shorten(text: &str) -> Cow<'_, str> {
    let Some((long, _)) = text.char_indices().nth(LONGEST) else { return Cow::Borrowed(text) };
    let head = text.char_indices().nth(LONGEST * 3 / 4).map_or(long, |(at, _)| at);
    let tail = text.char_indices().rev().nth(LONGEST / 4 - 4).map_or(long, |(at, _)| at);
    let ends = text.get(..head).zip(text.get(tail..));
    let (head, tail) = invariant!(ends, "a text is cut between letters");
    Cow::Owned(format!("{head}...{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_see_no_control_no_bidi_and_no_invisible_character() {
        assert_eq!(terminal("\u{7}\u{7f}\u{9b}"), r"\u{7}\u{7f}\u{9b}");
        assert_eq!(terminal("a\u{202e}b\u{2066}c\u{200b}d\u{feff}"), r"a\u{202e}b\u{2066}c\u{200b}d\u{feff}");
        assert_eq!(terminal("größe 東京"), "größe 東京");
    }

    #[test]
    fn json_means_the_same_text() {
        let written = |text: &str| {
            let mut out = Vec::new();
            json(&mut out, text).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(written("a\u{7f}\u{9b}b\u{202e}"), r"a\u007f\u009bb\u202e");
        assert_eq!(written("größe 東京 🦀"), "größe 東京 🦀");
        assert_eq!(written("\u{e0041}"), r"\udb40\udc41");
        // Every character that is escaped anywhere, and the neighbours of each.
        for c in (0x20..0x000f_0000).filter_map(char::from_u32).filter(|c| *c != '"' && *c != '\\') {
            let text = written(&c.to_string());
            assert!(!text.contains(is_unsafe), "{text}");
            assert_eq!(serde_json::from_str::<String>(&format!("\"{text}\"")).unwrap(), c.to_string());
        }
    }

    #[test]
    fn markdown_means_nothing() {
        assert_eq!(markdown("**b** `c` ~~d~~ $e$ |f|"), r"\*\*b\*\* \`c\` \~\~d\~\~ \$e\$ \|f\|");
        assert_eq!(markdown("![i](u)"), r"\!\[i\]\(u)");
        assert_eq!(markdown("# h\n- i"), r"\# h - i");
        assert_eq!(markdown("1. x 2. y"), r"1\. x 2. y");
        assert_eq!(markdown("- x"), r"\- x");
        assert_eq!(markdown("> x"), r"\> x");
        assert_eq!(markdown("a <= b > c"), "a <= b > c");
        assert_eq!(markdown("a_b _c_"), r"a_b \_c\_");
        assert_eq!(markdown("<script>&amp;"), "&lt;script&gt;&amp;amp;");
        assert_eq!(markdown(r"back\slash"), r"back\\slash");
        assert_eq!(markdown("\u{1b}[0m"), r"\\u{1b}\[0m");
    }

    #[test]
    fn nothing_is_taken_for_a_link_or_a_person() {
        assert_eq!(markdown("http://x.y"), "http:&#8203;//x.y");
        assert_eq!(markdown("WWW.x.y"), "WWW&#8203;.x.y");
        assert_eq!(markdown("a@b.c and #12"), "a@&#8203;b.c and #&#8203;12");
        assert_eq!(html("<a href=\"x\">@me"), "&lt;a href=&quot;x&quot;&gt;@&#8203;me");
    }

    #[test]
    fn only_https_addresses_become_links() {
        assert_eq!(link("x.y", "https://x.y/a_(b)"), "[x.y](https://x.y/a_%28b%29)");
        assert_eq!(link("x", "javascript:alert(1)"), "x javascript:alert(1)");
        assert_eq!(link("x", "https://a b"), "x https:&#8203;//a b");
        assert_eq!(code("aws.x-y"), "`aws.x-y`");
        assert_eq!(code("a`b"), r"a\`b");
    }

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(shorten("short"), "short");
        let cut = shorten(&"ä".repeat(1_000_000)).into_owned();
        assert_eq!(cut.chars().count(), 400);
        assert!(cut.contains("ä...ä"), "{cut}");
        assert_eq!(shorten(&"x".repeat(400)).len(), 400);
    }
}
