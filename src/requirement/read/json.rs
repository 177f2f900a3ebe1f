//! JSON and JSON lines.
//!
//! One pass of `serde_json`: containers are visited, scalars taken as raw text. A cursor follows the
//! tokens and so knows every place; between two tokens stand only blanks, one comma or one colon.

mod errors;

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue as Token;

use super::MAX_DEPTH;
use super::entries::{add_entry, add_item, refuse_repeated};
use super::intake::{Intake, too_deep};
use crate::diagnostic::Spanned;
use crate::requirement::{RawEntry, RawValue};

/// Reads a text that is one JSON value.
pub(super) fn read(text: &str, intake: &mut Intake) {
    if let Some(root) = value(text, intake) {
        intake.document(root);
    }
}

/// Reads a text with one JSON object a line. A bad line is reported, the others are read.
pub(super) fn read_lines(text: &str, intake: &mut Intake) {
    for line in text.split_inclusive('\n') {
        if intake.is_stopped() {
            return;
        }
        if !line.trim().is_empty()
            && let Some(root) = value(line, intake)
        {
            intake.line(root);
        }
        intake.advance(line.len());
    }
}

/// The value that a text holds; none after reporting an error.
fn value(text: &str, intake: &mut Intake) -> Option<Spanned<RawValue>> {
    let mut walk = Walk { text, at: 0, depth: 0, reported: false, intake };
    let mut json = serde_json::Deserializer::from_str(text);
    let result = Value(&mut walk).deserialize(&mut json).and_then(|root| json.end().map(|()| root));
    match result {
        Ok(root) => Some(root),
        Err(_) if walk.reported => None,
        Err(error) => {
            let at = walk.token_start();
            let diagnostic = errors::explain(text, &error, at, walk.intake);
            walk.intake.report(diagnostic);
            None
        }
    }
}

/// Where the reading of one value is.
struct Walk<'t, 'i> {
    text: &'t str,
    /// One past the last token taken.
    at: usize,
    depth: usize,
    /// The error that ended the reading is already noted.
    reported: bool,
    intake: &'i mut Intake,
}

impl Walk<'_, '_> {
    /// Where the next key, value or closing bracket begins.
    fn token_start(&self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let between = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b',' | b':');
        self.at + rest.iter().position(|byte| !between(byte)).unwrap_or(rest.len())
    }

    /// Goes into a list or mapping that opens at `start`.
    fn enter<E: Error>(&mut self, start: usize) -> Result<(), E> {
        self.depth += 1;
        self.at = start + 1;
        if self.depth <= MAX_DEPTH {
            return Ok(());
        }
        self.reported = true;
        self.intake.report(too_deep(self.intake.span(start, start + 1)));
        Err(E::custom("reported"))
    }

    /// Leaves it, past its closing bracket.
    fn leave(&mut self) {
        self.depth -= 1;
        self.at = self.token_start() + 1;
    }

    /// Moves past the text in quotes that begins at `start` and that the library has accepted.
    fn pass_text(&mut self, start: usize, text: &str, escaped: bool) {
        if !escaped {
            self.at = start + text.len() + 2;
            return;
        }
        let mut after_backslash = false;
        let inner = self.text.as_bytes().iter().skip(start + 1).take_while(|byte| {
            let goes_on = after_backslash || **byte != b'"';
            after_backslash = !after_backslash && **byte == b'\\';
            goes_on
        });
        self.at = start + inner.count() + 2;
    }
}

/// Reads a text, and whether it was written with escapes.
struct Text;

impl<'de> Visitor<'de> for Text {
    type Value = (String, bool);

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok((text.to_owned(), false))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok((text.to_owned(), true))
    }
}

/// Reads a key.
struct Key<'w, 't, 'i>(&'w mut Walk<'t, 'i>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_, '_> {
    type Value = Spanned<String>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        let start = self.0.token_start();
        let (text, escaped) = json.deserialize_str(Text)?;
        self.0.pass_text(start, &text, escaped);
        Ok(Spanned::new(text, self.0.intake.span(start, self.0.at)))
    }
}

/// Reads a value.
struct Value<'w, 't, 'i>(&'w mut Walk<'t, 'i>);

impl<'de> DeserializeSeed<'de> for Value<'_, '_, '_> {
    type Value = Spanned<RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        let walk = self.0;
        let start = walk.token_start();
        let value = match walk.text.as_bytes().get(start) {
            Some(b'{') => {
                walk.enter(start)?;
                json.deserialize_map(Container(&mut *walk))?
            }
            Some(b'[') => {
                walk.enter(start)?;
                json.deserialize_seq(Container(&mut *walk))?
            }
            Some(b'"') => {
                let (text, escaped) = json.deserialize_str(Text)?;
                walk.pass_text(start, &text, escaped);
                RawValue::Text(text)
            }
            Some(b't' | b'f') => {
                let yes = bool::deserialize(json)?;
                walk.at = start + if yes { "true".len() } else { "false".len() };
                RawValue::YesNo(yes)
            }
            _ => {
                let token = <&Token>::deserialize(json)?.get();
                walk.at = start + token.len();
                if token == "null" { RawValue::Null } else { RawValue::Number(token.to_owned()) }
            }
        };
        Ok(Spanned::new(value, walk.intake.span(start, walk.at)))
    }
}

/// Reads what stands between brackets.
struct Container<'w, 't, 'i>(&'w mut Walk<'t, 'i>);

impl<'de> Visitor<'de> for Container<'_, '_, '_> {
    type Value = RawValue;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list or a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawValue, A::Error> {
        let walk = self.0;
        let (mut entries, mut full) = (Vec::new(), false);
        while let Some(key) = map.next_key_seed(Key(&mut *walk))? {
            let value = map.next_value_seed(Value(&mut *walk))?;
            add_entry(&mut entries, RawEntry { key, value }, &mut full, walk.intake);
        }
        refuse_repeated(&mut entries, walk.intake);
        walk.leave();
        Ok(RawValue::Map(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RawValue, A::Error> {
        let walk = self.0;
        let (mut items, mut full) = (Vec::new(), false);
        while let Some(item) = list.next_element_seed(Value(&mut *walk))? {
            add_item(&mut items, item, &mut full, walk.intake);
        }
        walk.leave();
        Ok(RawValue::List(items))
    }
}
