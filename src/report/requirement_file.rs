//! A requirement as a YAML file for people: every answer under its question, and what was taken for granted as comments.
//!
//! Read back, it gives the same evaluation: comments state nothing.

use std::fmt::Write as _;
use std::io::{self, Write};

use textwrap::{Options, WordSeparator, WordSplitter};

use crate::catalog::Value;
use crate::logic::QuestionId;
use crate::pack::literal;
use crate::program::DatedRules;
use crate::requirement::{PROPOSED, Requirement, Stated};

use super::escape::terminal;
use super::model::{AssumptionRecord, ProviderReport, Report};
use super::words;

/// How many columns a comment may have.
const WIDTH: usize = 98;

/// Writes what was stated, what is assumed, and what is still open.
///
/// # Errors
/// Those of `out`.
pub fn render(
    out: &mut dyn Write,
    dated: &DatedRules,
    requirement: &Requirement,
    report: &Report,
) -> io::Result<()> {
    let (name, version) = (dated.pack().name(), dated.pack().version());
    let as_of = dated.as_of();
    comment(out, &format!("Answers to the questions of {name} {version}, with the facts of {as_of}:"))?;
    for answer in report.providers.values() {
        comment(out, &result(answer))?;
    }
    comment(out, "`fingerpost recommend` gives the reasons; `fingerpost ask` goes on from here.")?;
    for stated in requirement.stated() {
        writeln!(out)?;
        comment(out, &asked(dated, stated.question))?;
        writeln!(out, "{}: {}", dated.pack().question(stated.question).name, written(stated))?;
    }
    let proposed = requirement.proposed().iter().map(|choice| choice.value.id.as_str());
    let proposed: Vec<String> = proposed.map(scalar).collect();
    if !proposed.is_empty() {
        writeln!(out)?;
        comment(out, "Chosen already: `fingerpost review` says whether it is defensible.")?;
        writeln!(out, "{PROPOSED}: [{}]", proposed.join(", "))?;
    }
    if requirement.stated().is_empty() && proposed.is_empty() {
        // A file without a mapping is no requirement.
        writeln!(out, "\n{{}}")?;
    }
    assumed(out, dated, report)?;
    open(out, report)
}

fn assumed(out: &mut dyn Write, dated: &DatedRules, report: &Report) -> io::Result<()> {
    if report.assumptions.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    comment(out, "Assumed, because nobody said so. Take away the `#` in front of an answer to state it.")?;
    for assumption in &report.assumptions {
        let question = dated.pack().find_question(&assumption.question);
        writeln!(out, "#")?;
        comment(out, &question.map(|question| asked(dated, question)).unwrap_or_default())?;
        comment(out, &grounds(report, assumption))?;
        comment(out, &format!("{}: {}", assumption.question, words::value(&assumption.value)))?;
    }
    Ok(())
}

/// `Assumed because ...; could change AWS.`
fn grounds(report: &Report, assumption: &AssumptionRecord) -> String {
    let because = words::because("because ", assumption.because.as_deref());
    let named = |id: &String| report.providers.get(id).map_or(id.clone(), |answer| answer.provider.clone());
    let changes: Vec<String> = assumption.could_change.iter().map(named).collect();
    let changes = if changes.is_empty() {
        "changes nothing".to_owned()
    } else {
        format!("could change {}", changes.join(" and "))
    };
    if because.is_empty() { changes } else { format!("{because}; {changes}") }
}

fn open(out: &mut dyn Write, report: &Report) -> io::Result<()> {
    let assumed = |name: &String| report.assumptions.iter().any(|assumption| assumption.question == *name);
    let mut open = report.open_questions.iter().filter(|open| !assumed(&open.question)).peekable();
    if open.peek().is_none() {
        return Ok(());
    }
    writeln!(out)?;
    comment(out, "Not known, and could change the answer:")?;
    for open in open {
        comment(out, &format!("{}: {}", open.question, open.ask))?;
    }
    Ok(())
}

fn result(answer: &ProviderReport) -> String {
    let status = answer.status.as_str().replace('_', " ");
    match answer.service.as_deref().zip(answer.name.as_deref()) {
        Some((service, name)) => format!("- {}: {name} ({service}), {status}", answer.provider),
        None => format!("- {}: {status}", answer.provider),
    }
}

fn asked(dated: &DatedRules, question: QuestionId) -> String {
    let question = dated.pack().question(question);
    question.ask.clone().unwrap_or_else(|| question.name.clone())
}

/// Lines of comment; nothing in the text can end one.
fn comment(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let options = Options::new(WIDTH)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    for line in textwrap::wrap(terminal(text).trim(), options) {
        writeln!(out, "# {line}")?;
    }
    Ok(())
}

/// A value as YAML that means exactly it.
fn written(stated: &Stated) -> String {
    match &stated.value {
        Value::Word(word) => scalar(word),
        Value::Words(words) => {
            let words: Vec<String> = words.iter().map(|word| scalar(word)).collect();
            format!("[{}]", words.join(", "))
        }
        other => literal(other),
    }
}

/// A text as one scalar: plain where no reader can take it for something else, otherwise quoted.
fn scalar(text: &str) -> String {
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
        && !reserved.contains(&text.to_ascii_lowercase().as_str());
    if plain {
        return text.to_owned();
    }
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            c if c.is_alphanumeric() => quoted.push(c),
            other => {
                // Writing to a `String` cannot fail.
                let _ = write!(quoted, "\\U{:08X}", u32::from(other));
            }
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn what_could_be_something_else_is_quoted() {
        assert_eq!(scalar("web_app"), "web_app");
        assert_eq!(scalar("nvidia-l4"), "nvidia-l4");
        for text in ["null", "No", "12", "-1", "a: b", "a #b", "[x", "", "~"] {
            assert_eq!(scalar(text), format!("\"{text}\""));
        }
        assert_eq!(scalar("a\"b\\c"), r#""a\"b\\c""#);
        assert_eq!(scalar("a\u{1b}\n"), r#""a\U0000001B\U0000000A""#);
    }
}
