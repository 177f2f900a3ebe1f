//! Places of the protocol: lines and UTF-16 units from 0, and addresses of files.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use lsp_types::{Position, Range, Uri};

/// The byte of a position; one past the end of its line is the end of the line, as the protocol has it.
pub(super) fn offset(text: &str, position: Position) -> usize {
    let mut start = 0;
    for _ in 0..position.line {
        match text.get(start..).and_then(|rest| rest.find('\n')) {
            Some(end) => start += end + 1,
            None => return text.len(),
        }
    }
    let line = text.get(start..).unwrap_or_default();
    let line = line.split('\n').next().unwrap_or_default();
    let mut units = 0;
    for (at, c) in line.char_indices() {
        if units >= position.character as usize {
            return start + at;
        }
        units += c.len_utf16();
    }
    start + line.len()
}

/// The position of a byte.
pub(super) fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let units = before.get(start..).unwrap_or_default().chars().map(char::len_utf16).sum::<usize>();
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Position { line: number(line), character: number(units) }
}

/// The range of some bytes.
pub(super) fn range(text: &str, start: u32, end: u32) -> Range {
    Range { start: position(text, start as usize), end: position(text, end as usize) }
}

/// The path of a `file:` address; none for any other.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let encoded = rest.get(rest.find('/')?..)?;
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok().map(PathBuf::from)
}

/// The address of a path.
pub(super) fn uri(path: &Path) -> Option<Uri> {
    use std::fmt::Write as _;
    let mut address = String::from("file://");
    for byte in path.to_str()?.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    Uri::from_str(&address).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16_units() {
        let text = "a\u{1f980}ß = b\nnext";
        for (offset_, line, character) in
            [(0, 0, 0), (1, 0, 1), (5, 0, 3), (7, 0, 4), (11, 0, 8), (12, 1, 0), (16, 1, 4)]
        {
            let place = Position { line, character };
            assert_eq!(position(text, offset_), place);
            assert_eq!(offset(text, place), offset_);
        }
        assert_eq!(offset(text, Position { line: 0, character: 99 }), 11);
        assert_eq!(offset(text, Position { line: 9, character: 0 }), 16);
        // In the middle of a pair of units: the character after it, never a half.
        assert_eq!(offset(text, Position { line: 0, character: 2 }), 5);
    }

    #[test]
    fn addresses_of_files_read_back() {
        let odd = Path::new("/tmp/a b/ü#%.rules");
        let address = uri(odd).expect("an address");
        assert_eq!(address.as_str(), "file:///tmp/a%20b/%C3%BC%23%25.rules");
        assert_eq!(path(&address).as_deref(), Some(odd));
        assert_eq!(path(&Uri::from_str("untitled:1").expect("an address")), None);
    }
}
