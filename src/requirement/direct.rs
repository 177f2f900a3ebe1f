//! One line of JSON straight to the cells of the decision program: nothing is kept of it, no place, no text.
//!
//! What is in any way unusual (a short key, a quantity with an odd unit, a mistake) is left to the reader that knows places and
//! says what is wrong.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

use crate::catalog::ValueType;
use crate::logic::QuestionId;
use crate::program::{Assignment, DatedRules};
use crate::quantity::{Dimension, parse};

/// A reader of lines for one ruleset.
#[derive(Clone, Debug)]
pub struct Direct {
    rules: DatedRules,
    /// The questions by name, sorted.
    names: Vec<(String, QuestionId)>,
}

impl Direct {
    /// Makes the reader of a ruleset.
    #[must_use]
    pub fn new(rules: &DatedRules) -> Self {
        let pack = rules.pack();
        let asked = pack.questions().filter(|(id, _)| pack.provider_variable() != Some(*id));
        let mut names: Vec<(String, QuestionId)> =
            asked.map(|(id, question)| (question.name.clone(), id)).collect();
        names.sort();
        Self { rules: rules.clone(), names }
    }

    /// Reads one workload into an assignment, and its name into a text; false where the line needs the other reader: then the
    /// assignment means nothing.
    pub fn read(&self, line: &str, assignment: &mut Assignment, name: &mut String) -> bool {
        let program = self.rules.program();
        program.clear(assignment);
        name.clear();
        let (mut from, mut fractions) = (serde_json::Deserializer::from_str(line), false);
        let read =
            Entries { direct: self, assignment, name, fractions: &mut fractions }.deserialize(&mut from);
        if read.is_err() || from.end().is_err() || (fractions && !is_exact(line)) {
            return false;
        }
        program.finish(assignment);
        program.conflicts(assignment).next().is_none()
    }

    fn question(&self, name: &str) -> Option<QuestionId> {
        let at = self.names.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        self.names.get(at).map(|(_, question)| *question)
    }
}

struct Entries<'a> {
    direct: &'a Direct,
    assignment: &'a mut Assignment,
    name: &'a mut String,
    /// Whether there was a number with a fraction.
    fractions: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Entries<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a workload")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let rules = &self.direct.rules;
        let (pack, program) = (rules.pack(), rules.program());
        while let Some(key) = entries.next_key::<&'de str>()? {
            let question = self.direct.question(key).ok_or_else(|| A::Error::custom("no question"))?;
            if self.assignment.stated().contains(question) {
                return Err(A::Error::custom("answered twice"));
            }
            let is_name = pack.workload_question() == Some(question);
            let name = is_name.then_some(&mut *self.name);
            let code =
                entries.next_value_seed(Answer { rules, question, name, fractions: &mut *self.fractions })?;
            let row = usize::try_from(code).ok().filter(|_| pack.question(question).is_row());
            let cells = row.map(|row| pack.cells(question, row, rules.catalog())).unwrap_or_default();
            let column = |at: u16| cells.get(usize::from(at)).copied().flatten();
            program.state(self.assignment, question, code, column);
        }
        Ok(())
    }
}

/// The code of one answer.
struct Answer<'a> {
    rules: &'a DatedRules,
    question: QuestionId,
    /// Where the text goes, if it is the name of the workload.
    name: Option<&'a mut String>,
    fractions: &'a mut bool,
}

impl Answer<'_> {
    fn value_type(&self) -> &ValueType {
        &self.rules.pack().question(self.question).value_type
    }

    /// A number in range.
    fn within<E: Error>(&self, code: i128) -> Result<i128, E> {
        let (low, high) = self.rules.pack().question(self.question).range;
        let step = match self.value_type() {
            ValueType::Quantity { dimension, integer } => dimension.step(*integer),
            _ => 1,
        };
        let whole = code % step == 0;
        let fits = code >= low.unwrap_or(0) && high.is_none_or(|high| code <= high) && whole;
        if fits { Ok(code) } else { Err(E::custom("out of range")) }
    }
}

impl<'de> DeserializeSeed<'de> for Answer<'_> {
    type Value = i128;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<i128, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Answer<'_> {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<i128, E> {
        match self.value_type() {
            ValueType::YesNo => Ok(i128::from(yes)),
            ValueType::Choice(words) => {
                let word = if yes { "yes" } else { "no" };
                let at = words.iter().position(|known| known == word);
                at.and_then(|at| i128::try_from(at).ok()).ok_or_else(|| E::custom("no yes or no"))
            }
            _ => Err(E::custom("no yes or no")),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<i128, E> {
        match self.value_type() {
            ValueType::Quantity { dimension: dimension @ (Dimension::Number | Dimension::Cpu), .. }
                if number < 1 << 53 =>
            {
                self.within(i128::from(number) * dimension.scale())
            }
            _ => Err(E::custom("no number")),
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<i128, E> {
        match self.value_type() {
            ValueType::Quantity { dimension: dimension @ (Dimension::Number | Dimension::Cpu), .. } => {
                let read = parse(&number.to_string(), *dimension).map_err(|_| E::custom("no number"))?;
                *self.fractions = true;
                self.within(read.amount)
            }
            _ => Err(E::custom("no number")),
        }
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<i128, E> {
        let index = |at: usize| i128::try_from(at).ok();
        let code = match self.value_type() {
            ValueType::YesNo => match text {
                "yes" | "true" => Some(1),
                "no" | "false" => Some(0),
                _ => None,
            },
            ValueType::Choice(words) => words.iter().position(|word| word == text).and_then(index),
            ValueType::Quantity { dimension, .. } if *dimension != Dimension::Date => {
                let code = quick(text, *dimension).or_else(|| Some(parse(text, *dimension).ok()?.amount));
                return self.within(code.ok_or_else(|| E::custom("no quantity"))?);
            }
            ValueType::Row(table) => self.rules.catalog().table(*table).find(text).and_then(index),
            ValueType::Text if text.is_empty() || text == "none" => None,
            ValueType::Text => {
                if let Some(name) = self.name {
                    name.push_str(text);
                }
                Some(self.rules.pack().text_code(text))
            }
            _ => None,
        };
        code.ok_or_else(|| E::custom("no answer"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<i128, A::Error> {
        let ValueType::Set(words) = self.value_type() else {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Err(A::Error::custom("no set"));
        };
        let mut bits = 0_u128;
        while let Some(item) = items.next_element::<&'de str>()? {
            let at = words.iter().position(|word| word == item).filter(|at| *at < 128);
            let bit = 1_u128 << at.ok_or_else(|| A::Error::custom("no word of the set"))?;
            if bits & bit != 0 {
                return Err(A::Error::custom("a word twice"));
            }
            bits |= bit;
        }
        Ok(bits.cast_signed())
    }
}

/// Whether every number of a line is the shortest way to write it, so that nothing is lost when it is read as a binary fraction: at
/// most 15 digits, and no exponent.
fn is_exact(line: &str) -> bool {
    let mut length = 0;
    line.bytes().all(|byte| {
        let is_exponent = length > 0 && matches!(byte, b'e' | b'E');
        length = if byte.is_ascii_digit() || byte == b'.' { length + 1 } else { 0 };
        length <= 16 && !is_exponent
    })
}

/// The commonest amounts, `16 GiB`: a whole number of a unit.
fn quick(text: &str, dimension: Dimension) -> Option<i128> {
    let (number, unit) = text.split_once(' ')?;
    let bytes: i128 = match (dimension, unit) {
        (Dimension::Memory, "MiB") => 1 << 20,
        (Dimension::Memory, "GiB") => 1 << 30,
        (Dimension::Memory, "TiB") => 1 << 40,
        _ => return None,
    };
    let one = bytes * dimension.scale();
    number.parse::<u32>().ok().map(|number| i128::from(number) * one)
}
