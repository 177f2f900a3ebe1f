//! Bytes to text, and what to say where they are none.

use crate::diagnostic::{Code, Diagnostic, Sources, Span};

/// Adds a file to the sources as text.
///
/// # Errors
/// It is not UTF-8: the diagnostic is at the first byte that is not, and names its offset in the
/// whole file, where this part begins at `offset`.
pub(super) fn add(
    sources: &mut Sources,
    name: &str,
    bytes: Vec<u8>,
    line: usize,
    offset: u64,
) -> Result<crate::diagnostic::SourceId, Diagnostic> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(sources.add_part(name.to_owned(), text, line)),
        Err(error) => error,
    };
    let valid = bytes.utf8_error().valid_up_to();
    // The picture needs the text before, and the rest of that one line.
    let bytes = bytes.into_bytes();
    let rest = bytes.get(valid..).unwrap_or_default();
    let end = valid + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let shown = String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned();
    let source = sources.add_part(name.to_owned(), shown, line);
    let at = Span::new(source, valid, valid + char::REPLACEMENT_CHARACTER.len_utf8());
    let message = format!("byte {} of the file is not UTF-8 text", offset + valid as u64);
    Err(Diagnostic::error(Code::InvalidUtf8, at, message).help("save the file as UTF-8"))
}
