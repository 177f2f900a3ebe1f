//! One message after another, read and written: headers, a blank line, and as many bytes of JSON as a header says.
//!
//! The length is the client's word: nothing is set aside for it beforehand, and beyond a limit nothing is read. `lsp-server` itself
//! takes as much memory as a header says, and header lines of any length.

use std::io::{self, BufRead, Read, Write};

use lsp_server::Message;
use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic};
use crate::report::json;

/// Bytes in one message. A rule file has 4 MiB at most, and each of its bytes may be six in JSON.
const MAX_MESSAGE_BYTES: u64 = 32 << 20;

/// Bytes in the headers of one message; real ones have fewer than a hundred.
const MAX_HEADER_BYTES: u64 = 4 << 10;

/// The header that tells the length.
const LENGTH: &str = "Content-Length";

/// The next message; none where the input ends before another one begins, or cannot be read.
///
/// # Errors
/// What is there is no message, or one of more than [`MAX_MESSAGE_BYTES`].
pub(super) fn read(input: &mut impl BufRead) -> Result<Option<Message>, Diagnostic> {
    let Some(length) = headers(input)? else { return Ok(None) };
    if length > MAX_MESSAGE_BYTES {
        let message = format!(
            "a message of {length} bytes is announced on standard input, and at most {} MiB are read",
            MAX_MESSAGE_BYTES >> 20
        );
        return Err(Diagnostic::general(Code::FileTooLarge, message).help("open smaller files"));
    }
    let mut bytes = Vec::new();
    let read = input.by_ref().take(length).read_to_end(&mut bytes);
    if read.is_err() || (bytes.len() as u64) < length {
        return Err(malformed("the input ends within a message"));
    }
    serde_json::from_slice(&bytes).map(Some).map_err(|error| malformed(format!("no message: {error}")))
}

/// The length that the headers of a message tell; none where the input ends before them.
fn headers(input: &mut impl BufRead) -> Result<Option<u64>, Diagnostic> {
    let mut input = input.take(MAX_HEADER_BYTES);
    let mut length = None;
    loop {
        let line = line(&mut input).unwrap_or_default();
        let Some(text) = line.strip_suffix(b"\r\n") else {
            if line.is_empty() && length.is_none() && input.limit() > 0 {
                return Ok(None);
            }
            return Err(malformed(format!("no header: `{}`", String::from_utf8_lossy(&line))));
        };
        if text.is_empty() {
            return length.map(Some).ok_or_else(|| malformed(format!("no header `{LENGTH}`")));
        }
        let text = String::from_utf8_lossy(text);
        let Some((name, value)) = text.split_once(':') else {
            return Err(malformed(format!("no header: `{text}`")));
        };
        if name.eq_ignore_ascii_case(LENGTH) {
            let told = value.trim().parse().map_err(|_| malformed(format!("no length: `{text}`")))?;
            length = Some(told);
        }
    }
}

fn line(input: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line)?;
    Ok(line)
}

fn malformed(what: impl AsRef<str>) -> Diagnostic {
    let message =
        format!("what comes on standard input is no message of a language client: {}", what.as_ref());
    Diagnostic::general(Code::InvalidSyntax, message).help("an editor starts this command; see docs/editor")
}

/// Writes a message.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(out: &mut impl Write, message: &Message) -> io::Result<()> {
    #[derive(Serialize)]
    struct Framed<'m> {
        jsonrpc: &'static str,
        #[serde(flatten)]
        message: &'m Message,
    }
    let mut bytes = Vec::new();
    json::compact(&mut bytes, &Framed { jsonrpc: "2.0", message })?;
    write!(out, "{LENGTH}: {}\r\n\r\n", bytes.len())?;
    out.write_all(&bytes)?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use std::io::{self, BufReader, Read};

    use lsp_server::{Message, Notification};

    use super::{MAX_HEADER_BYTES, MAX_MESSAGE_BYTES, read, write};
    use crate::diagnostic::Code;

    /// An input that goes on for ever, and counts what is taken of it.
    struct Endless<'b>(&'b [u8], u64);

    impl Read for Endless<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let filling = self.0.iter().chain(std::iter::repeat(&b'x'));
            let skipped = usize::try_from(self.1).unwrap();
            buffer.iter_mut().zip(filling.skip(skipped)).for_each(|(to, from)| *to = *from);
            self.1 += buffer.len() as u64;
            Ok(buffer.len())
        }
    }

    /// What is wrong with an input that never ends, and how many bytes of it are taken.
    fn refused(start: &str) -> (Code, u64) {
        let mut input = BufReader::with_capacity(512, Endless(start.as_bytes(), 0));
        let finding = read(&mut input).unwrap_err();
        (finding.code, input.into_inner().1)
    }

    #[test]
    fn nothing_is_read_of_a_message_that_is_too_large() {
        for length in [MAX_MESSAGE_BYTES + 1, u64::from(u32::MAX), 99_999_999_999_999, u64::MAX] {
            let (code, taken) = refused(&format!("Content-Length: {length}\r\n\r\n"));
            assert_eq!(code, Code::FileTooLarge);
            assert!(taken <= 1_024, "{taken}");
        }
    }

    #[test]
    fn what_is_written_is_inert_and_read_as_it_was() {
        let text = "a\u{9b}\u{202e}b";
        let note = Notification::new("x".to_owned(), text);
        let mut bytes = Vec::new();
        write(&mut bytes, &Message::Notification(note)).unwrap();
        assert!(!String::from_utf8(bytes.clone()).unwrap().contains(['\u{9b}', '\u{202e}']));
        let Some(Message::Notification(note)) = read(&mut bytes.as_slice()).unwrap() else {
            panic!("no note")
        };
        assert_eq!(note.params, text);
    }

    #[test]
    fn headers_without_end_are_refused() {
        for start in ["", "Content-Length: 2\r\n", "Content-Length: "] {
            let (code, taken) = refused(start);
            assert_eq!(code, Code::InvalidSyntax, "{start}");
            assert!(taken <= MAX_HEADER_BYTES + 1_024, "{taken}");
        }
    }

    #[test]
    fn what_is_no_message_is_refused_and_the_end_is_none() {
        for text in [
            "\r\n\r\n",
            "Content-Length 2\r\n\r\n{}",
            "Content-Length: -1\r\n\r\n{}",
            "Content-Length: 99999999999999999999999\r\n\r\n{}",
            "Content-Length: 2\n\n{}",
            "Content-Length: 2\r\n\r\n{}",
            "Content-Length: 3\r\n\r\n{}",
            "Content-Length: 2\r\n\r\n\u{e9}",
            "Content-Type: x\r\n\r\n",
        ] {
            assert_eq!(read(&mut text.as_bytes()).unwrap_err().code, Code::InvalidSyntax, "{text}");
        }
        assert!(read(&mut b"".as_slice()).unwrap().is_none());
        let text = "content-length:33\r\nContent-Type: x\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}";
        assert!(read(&mut text.as_bytes()).unwrap().is_some());
    }
}
