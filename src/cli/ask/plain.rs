//! Questions as lines of text: for terminals that can do no more, and for pipes.

use std::io::Write as _;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources};
use crate::logic::QuestionId;
use crate::report::escape::terminal as escaped;
use crate::report::text::TextStyle;
use crate::requirement::AnswerForm;

use super::super::failure::Failure;
use super::super::files;
use super::super::input::Lines;
use super::super::terminal::Terminal;
use super::front::{AtEnd, Front, Prompt, Reply};

/// Somebody at lines.
pub(super) struct Plain<'t> {
    terminal: &'t mut Terminal,
    lines: Lines,
    /// Whether what is typed is not seen by itself.
    echo: bool,
}

impl<'t> Plain<'t> {
    pub(super) fn new(terminal: &'t mut Terminal) -> Self {
        let lines = Lines::new(files::standard_input().reader);
        Self { terminal, lines, echo: !files::stdin_is_terminal() }
    }

    fn say(&mut self, text: &str) {
        self.show(text.as_bytes());
    }

    /// A paragraph in the width of the terminal.
    fn wrapped(&mut self, indent: &str, text: &str) {
        let width = self.style().width.max(NARROWEST);
        let options = textwrap::Options::new(width).initial_indent(indent).subsequent_indent(indent);
        let page = textwrap::fill(&escaped(text), options);
        self.say(&page);
        self.say("\n");
    }

    fn numbered(&mut self, entries: &[(QuestionId, String)]) {
        for (number, (_, entry)) in (1..).zip(entries) {
            self.wrapped("  ", &format!("{number:2} {entry}"));
        }
    }

    /// The next line; none at the end of the input.
    fn line(&mut self) -> Option<String> {
        self.say("> ");
        let line = self.lines.next().ok().flatten();
        let text = line.map(|line| String::from_utf8_lossy(line.bytes.trim_ascii()).into_owned());
        match &text {
            Some(text) if self.echo => {
                let shown: String = text.chars().take(80).collect();
                self.say(&format!("{}\n", escaped(&shown)));
            }
            Some(_) => {}
            None => self.say("\n"),
        }
        text
    }

    fn reply(&mut self) -> Result<String, Reply> {
        let Some(line) = self.line() else { return Err(Reply::Stop) };
        let (command, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match command {
            "" => Err(Reply::NotKnown),
            "?" => Err(Reply::Explain),
            ":back" => Err(Reply::Back),
            ":edit" => Err(Reply::Edit(Some(rest.trim().to_owned()).filter(|name| !name.is_empty()))),
            ":stop" => Err(Reply::Stop),
            _ => Ok(line),
        }
    }
}

/// How narrow a paragraph may become.
const NARROWEST: usize = 16;

/// What can be typed beside an answer.
const COMMANDS: &str = "?: explain  :back  :edit NAME  :stop";

impl Front for Plain<'_> {
    fn style(&self) -> TextStyle {
        self.terminal.style_of_questions()
    }

    fn show(&mut self, page: &[u8]) {
        self.terminal.say(page);
    }

    fn refuse(&mut self, found: &Diagnostics, sources: &Sources) -> Result<(), Failure> {
        self.terminal.report(found, sources);
        Ok(())
    }

    fn ask(&mut self, prompt: &Prompt) -> Reply {
        self.wrapped("", &prompt.title);
        self.show(&prompt.about);
        match &prompt.kind {
            AnswerForm::Word(words) => {
                for (number, word) in (1..).zip(words) {
                    self.wrapped("  ", &format!("{number} {word}"));
                }
            }
            AnswerForm::Words(words) => {
                self.wrapped("  ", &format!("any of {}; separated by commas, or none", words.join(", ")));
            }
            AnswerForm::Typed(example) => self.wrapped("  ", &format!("such as {example}")),
        }
        self.wrapped("  ", &format!("Enter: I don't know; {}.", prompt.unknown));
        self.wrapped("  ", COMMANDS);
        match (self.reply(), &prompt.kind) {
            (Err(reply), _) => reply,
            (Ok(text), AnswerForm::Word(words)) if !words.contains(&text) => {
                let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                Reply::Typed(number.and_then(|at| words.get(at)).cloned().unwrap_or(text))
            }
            (Ok(text), _) => Reply::Typed(text),
        }
    }

    fn tick(&mut self, title: &str, entries: &[(QuestionId, String)]) -> Reply {
        self.wrapped("", title);
        self.numbered(entries);
        loop {
            self.wrapped("  ", "The numbers of those that apply, separated by commas; Enter: none.");
            self.wrapped("  ", COMMANDS);
            let text = match self.reply() {
                Ok(text) => text,
                Err(Reply::NotKnown) => return Reply::Ticked(Vec::new()),
                Err(reply) => return reply,
            };
            let numbers = text.split([',', ' ']).filter(|part| !part.is_empty());
            let at = |part: &str| {
                let number = part.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
                number.filter(|at| *at < entries.len())
            };
            let ticked: Option<Vec<usize>> = numbers.map(at).collect();
            if let Some(ticked) = ticked {
                return Reply::Ticked(ticked);
            }
            let message = format!("write numbers from 1 to {}", entries.len());
            let finding = Diagnostic::general(Code::UnknownOption, message).help("such as 1, 3");
            self.terminal.report(&finding.into(), &Sources::new());
        }
    }

    fn choose(&mut self, answered: &[(QuestionId, String)]) -> Option<QuestionId> {
        self.numbered(answered);
        self.wrapped("  ", "The number of the answer to change; Enter: none.");
        let number = self.line()?.parse::<usize>().ok()?.checked_sub(1)?;
        answered.get(number).map(|(question, _)| *question)
    }

    fn at_end(&mut self) -> AtEnd {
        // Nothing is lost: whoever wants to change an answer resumes from the file.
        self.terminal.out.flush().unwrap_or_default();
        AtEnd::Report
    }

    fn path(&mut self, _: &str) -> Option<String> {
        None
    }
}
