//! Texts with places to be filled in.

use super::condition::{FactRef, Subject};

/// A text whose places are resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Template(pub Vec<Part>);

/// One part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As written.
    Text(String),
    /// The answer to a question, or a column of its row.
    Answer(Subject),
    /// The name of the service.
    Service,
    /// A fact.
    Fact(FactRef),
    /// The name of the row that fits.
    Row,
    /// A column of the row that fits.
    Cell(u16),
}

impl Template {
    /// The text with its places filled in; `value` is asked for everything that is not text.
    #[must_use]
    pub fn fill(&self, value: &mut dyn FnMut(&Part) -> String) -> String {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            other => value(other),
        });
        parts.collect()
    }
}

/// A piece of a template as written: text, or the name between braces with its byte range in
/// the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Name(String),
}

/// Cuts a text at its braces. `{{` and `}}` are braces; the error says what is wrong.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, &'static str> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut name: Option<String> = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, &mut name) {
            ('{', None) if characters.peek() == Some(&'{') => plain.extend(characters.next()),
            ('}', None) if characters.peek() == Some(&'}') => plain.extend(characters.next()),
            ('{', None) => {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                name = Some(String::new());
            }
            ('}', Some(inside)) => {
                pieces.push(Piece::Name(inside.trim().to_owned()));
                name = None;
            }
            ('}', None) => return Err("a `}` without its `{`; write `}}` for a brace"),
            ('{', Some(_)) => return Err("a `{` inside braces"),
            (other, Some(inside)) => inside.push(other),
            (other, None) => plain.push(other),
        }
    }
    if name.is_some() {
        return Err("a `{` without its `}`; write `{{` for a brace");
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_places_and_doubled_braces_are_braces() {
        let name = |n: &str| Piece::Name(n.to_owned());
        let text = |t: &str| Piece::Text(t.to_owned());
        assert_eq!(pieces("a {b} {{c}}"), Ok(vec![text("a "), name("b"), text(" {c}")]));
        assert!(pieces("a {b").is_err());
        assert!(pieces("a } b").is_err());
    }
}
