//! Questions as prompts of a terminal: lists to choose from, Esc goes back, Ctrl-C stops.

use std::fmt;

use inquire::ui::RenderConfig;
use inquire::{InquireError, MultiSelect, Select, Text};

use crate::diagnostic::{Diagnostics, Sources};
use crate::logic::QuestionId;
use crate::report::escape::terminal as escaped;
use crate::report::text::TextStyle;
use crate::requirement::AnswerForm;

use super::super::failure::Failure;
use super::super::terminal::Terminal;
use super::front::{AtEnd, Front, Prompt, Reply};
use super::interrupt::Interrupt;

/// Lines that a list shows at once.
const PAGE: usize = 12;

/// Somebody at a terminal.
pub(super) struct Prompts<'t> {
    terminal: &'t mut Terminal,
    interrupt: &'t Interrupt,
}

impl<'t> Prompts<'t> {
    pub(super) fn new(terminal: &'t mut Terminal, interrupt: &'t Interrupt) -> Self {
        Self { terminal, interrupt }
    }

    /// Nothing is put to somebody who has interrupted the program.
    fn goes_on(&self) -> Result<(), InquireError> {
        if self.interrupt.came() { Err(InquireError::OperationInterrupted) } else { Ok(()) }
    }

    fn look(&self) -> RenderConfig<'static> {
        if self.terminal.style_of_questions().colour {
            RenderConfig::default_colored()
        } else {
            RenderConfig::empty()
        }
    }

    fn select<T>(&self, title: &str, entries: Vec<Entry<T>>, help: &str) -> Result<T, InquireError> {
        self.goes_on()?;
        let select = Select::new(title, entries).with_page_size(PAGE).with_help_message(help);
        select.with_render_config(self.look()).prompt().map(|entry| entry.value)
    }

    fn text(&self, title: &str, help: &str) -> Result<String, InquireError> {
        self.goes_on()?;
        Text::new(title).with_help_message(help).with_render_config(self.look()).prompt()
    }

    fn multi<T>(&self, title: &str, entries: Vec<Entry<T>>) -> Result<Vec<T>, InquireError> {
        self.goes_on()?;
        let help = "space ticks, enter goes on, typing filters, ? explains, esc goes back";
        let select = MultiSelect::new(title, entries).with_page_size(PAGE).with_help_message(help);
        let shown = |ticked: &[inquire::list_option::ListOption<&Entry<T>>]| match ticked.len() {
            0 => "none".to_owned(),
            _ => ticked.iter().map(|entry| entry.value.label.clone()).collect::<Vec<String>>().join("; "),
        };
        let select = select.with_formatter(&shown).with_render_config(self.look());
        Ok(select.prompt()?.into_iter().map(|entry| entry.value).collect())
    }
}

/// A line of a list, and what choosing it means.
struct Entry<T> {
    label: String,
    value: T,
}

impl<T> Entry<T> {
    fn new(label: &str, value: T) -> Self {
        Self { label: escaped(label).into_owned(), value }
    }
}

impl<T> fmt::Display for Entry<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

/// What beside an answer every list offers. `?` finds the first of them.
fn beside() -> [Entry<Reply>; 2] {
    [Entry::new("? Explain", Reply::Explain), Entry::new("Change an earlier answer", Reply::Edit(None))]
}

/// Esc goes back; Ctrl-C, or a terminal that is gone, ends it.
fn other_than_an_answer(error: &InquireError) -> Reply {
    match error {
        InquireError::OperationCanceled => Reply::Back,
        _ => Reply::Stop,
    }
}

impl Front for Prompts<'_> {
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
        self.show(&prompt.about);
        let title = escaped(&prompt.title);
        let unknown = format!("I don't know: {}", prompt.unknown);
        match &prompt.kind {
            AnswerForm::Word(words) => {
                let words = words.iter().map(|word| Entry::new(word, Reply::Typed(word.clone())));
                let unknown = Entry::new(&unknown, Reply::NotKnown);
                let entries = words.chain([unknown]).chain(beside()).collect();
                let help = "enter chooses, typing filters, ? explains, esc goes back";
                self.select(&title, entries, help).unwrap_or_else(|error| other_than_an_answer(&error))
            }
            AnswerForm::Words(words) => {
                let entries = words.iter().map(|word| Entry::new(word, Reply::Words(vec![word.clone()])));
                let unknown = Entry::new(&unknown, Reply::NotKnown);
                let chosen = self.multi(&title, entries.chain([unknown]).chain(beside()).collect());
                match chosen {
                    Err(error) => other_than_an_answer(&error),
                    Ok(replies) => together(replies),
                }
            }
            AnswerForm::Typed(example) => {
                let help = format!("such as {example}; enter alone: {unknown}; ? explains, esc goes back");
                match self.text(&title, &escaped(&help)) {
                    Err(error) => other_than_an_answer(&error),
                    Ok(text) => match text.trim() {
                        "" => Reply::NotKnown,
                        "?" => Reply::Explain,
                        _ => Reply::Typed(text),
                    },
                }
            }
        }
    }

    fn tick(&mut self, title: &str, entries: &[(QuestionId, String)]) -> Reply {
        let entries = entries.iter().enumerate();
        let entries = entries.map(|(at, (_, label))| Entry::new(label, Reply::Ticked(vec![at])));
        match self.multi(&escaped(title), entries.chain(beside()).collect()) {
            Err(error) => other_than_an_answer(&error),
            Ok(replies) if replies.is_empty() => Reply::Ticked(Vec::new()),
            Ok(replies) => together(replies),
        }
    }

    fn choose(&mut self, answered: &[(QuestionId, String)]) -> Option<QuestionId> {
        if answered.is_empty() {
            return None;
        }
        let entries = answered.iter().map(|(question, line)| Entry::new(line, *question)).collect();
        self.select("Which answer is to be changed?", entries, "enter chooses, esc leaves all as they are")
            .ok()
    }

    fn at_end(&mut self) -> AtEnd {
        let entries = vec![
            Entry::new("Show the report", AtEnd::Report),
            Entry::new("Change an earlier answer", AtEnd::Edit),
        ];
        match self.select(
            "Nothing that is left to ask can change the result.",
            entries,
            "enter chooses, esc goes back",
        ) {
            Ok(chosen) => chosen,
            Err(InquireError::OperationCanceled) => AtEnd::Back,
            Err(_) => AtEnd::Stop,
        }
    }

    fn path(&mut self, what: &str) -> Option<String> {
        let title = format!("Save {what}?");
        let path = self.text(&title, "a path; enter alone does not save").ok()?;
        Some(path.trim().to_owned()).filter(|path| !path.is_empty())
    }
}

/// What was ticked, as one reply: what is no answer comes before answers.
fn together(replies: Vec<Reply>) -> Reply {
    let (mut words, mut ticked) = (Vec::new(), Vec::new());
    for reply in replies {
        match reply {
            Reply::Words(more) => words.extend(more),
            Reply::Ticked(more) => ticked.extend(more),
            other => return other,
        }
    }
    if ticked.is_empty() { Reply::Words(words) } else { Reply::Ticked(ticked) }
}
