//! Reviews as workflow commands that a CI host shows beside the line: `::error file=…,line=…,col=…::…`.

use std::io::{self, Write};

use super::model::{Level, Reviews};

/// Writes one command a line for each choice; nothing for those that are recommended.
///
/// # Errors
/// Those of `out`.
pub fn render(out: &mut dyn Write, document: &Reviews) -> io::Result<()> {
    for review in &document.reviews {
        for proposal in &review.proposals {
            let command = match proposal.level() {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "notice",
                Level::Nothing => continue,
            };
            let place = &proposal.place;
            write!(out, "::{command} file={},line={}", property(&place.file), place.line)?;
            write!(out, ",endLine={},col={}", place.end_line, place.column)?;
            // A column of the end is only understood on the line of the start.
            if place.end_line == place.line {
                write!(out, ",endColumn={}", place.end_column)?;
            }
            let title = format!("{}: {}", review.workload, proposal.service);
            writeln!(out, ",title={}::{}", property(&title), message(&super::one_line(proposal)))?;
        }
    }
    Ok(())
}

/// A message, on one line.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which must not look like the next one.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{message, property};

    #[test]
    fn nothing_in_a_text_ends_its_command() {
        assert_eq!(message("50% of\r\n::error::x"), "50%25 of%0D%0A::error::x");
        assert_eq!(property("a,b:c%\n"), "a%2Cb%3Ac%25%0A");
    }
}
