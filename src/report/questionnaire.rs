//! The screens of a questionnaire: where it stands, why a question is asked, what each answer leads to.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::catalog::{Value, ValueType};
use crate::eval::{Origin, Winner, origin};
use crate::inquiry::{Changes, Inquiry, Outlook};
use crate::logic::QuestionId;
use crate::pack::literal;
use crate::requirement::Requirement;

use super::Context;
use super::page::{Page, TextStyle, Tone, column};
use super::phrase::Phrases;

/// How many services a line names before it counts the others.
const NAMED: usize = 4;

/// A questionnaire as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Questionnaire<'a> {
    /// Rules, facts and files.
    pub context: Context<'a>,
    /// What was answered.
    pub requirement: &'a Requirement,
    /// What is left to ask.
    pub inquiry: &'a Inquiry,
}

impl Questionnaire<'_> {
    fn phrases(&self) -> Phrases<'_> {
        let Context { dated, sources } = self.context;
        Phrases { dated, requirement: self.requirement, sources }
    }

    /// What a question asks.
    #[must_use]
    pub fn title(&self, question: QuestionId) -> String {
        let question = self.context.dated.pack().question(question);
        question.ask.clone().unwrap_or_else(|| question.name.clone())
    }

    /// What stands in for an answer that nobody gives: `no is assumed, because ...`.
    #[must_use]
    pub fn fallback_text(&self, question: QuestionId) -> String {
        let dated = self.context.dated;
        let Some((code, from, id)) = origin(dated, self.requirement.encoded(), question) else {
            return "the answer stays open".to_owned();
        };
        let shown = self.shown(question, code);
        let fallback = id.map(|id| dated.pack().question(question).fallback(id));
        let because = fallback.and_then(|fallback| fallback.because.as_ref());
        let because = because.map(|because| format!(", because {}", self.phrases().fill(because, None)));
        let verb = match from {
            Origin::Assumed => "is assumed",
            Origin::Stated => "was answered",
            Origin::Derived => "follows",
            Origin::Default => "is the default",
        };
        format!("{shown} {verb}{}", because.unwrap_or_default())
    }

    /// A code as people write it.
    fn shown(&self, question: QuestionId, code: Option<i128>) -> String {
        let dated = self.context.dated;
        let value = code.and_then(|code| dated.pack().decode(question, code, dated.catalog()));
        match value {
            Some(Value::Words(words)) if words.is_empty() => "none".to_owned(),
            Some(value) => literal(&value),
            None => "not constrained".to_owned(),
        }
    }

    /// A special need as an entry of a list: what a tick says.
    #[must_use]
    pub fn need(&self, question: QuestionId) -> String {
        let title = self.title(question);
        let code =
            origin(self.context.dated, self.requirement.encoded(), question).and_then(|(code, ..)| code);
        match (&self.context.dated.pack().question(question).value_type, code) {
            (ValueType::YesNo, Some(1)) => format!("{title} No."),
            (ValueType::YesNo, _) => format!("{title} Yes."),
            (_, None) => title,
            (_, code) => format!("{title} (now: {})", self.shown(question, code)),
        }
    }

    /// The running result, and how many questions may remain.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn overview(
        &self,
        out: &mut dyn Write,
        style: TextStyle,
        questions: usize,
        needs: bool,
    ) -> io::Result<()> {
        let mut page = Page::new(out, style);
        let outlook = self.inquiry.outlook();
        let name = |outlook: &Outlook| self.context.dated.catalog().provider(outlook.provider).name.clone();
        let names: Vec<String> = outlook.iter().map(name).collect();
        let columns = (0, column(names.iter().map(String::as_str), 0, 20));
        page.blank()?;
        for (outlook, name) in outlook.iter().zip(&names) {
            let tone = match outlook.now {
                Winner::Service(_) if outlook.is_settled() => Tone::Good,
                Winner::Service(_) | Winner::Undecided => Tone::Doubtful,
                Winner::NoFit => Tone::Bad,
            };
            page.entry(columns, name, &self.result(outlook), tone)?;
        }
        let complete = outlook.iter().all(|outlook| outlook.complete);
        page.text(0, &left(questions, needs, complete), Tone::Faint)
    }

    fn result(&self, outlook: &Outlook) -> String {
        let catalog = self.context.dated.catalog();
        let now = match outlook.now {
            Winner::Service(id) => {
                let service = catalog.service(id);
                format!("{} ({})", service.name, service.id)
            }
            Winner::NoFit => "no service fits".to_owned(),
            Winner::Undecided => "an answer is missing".to_owned(),
        };
        match outlook.possible.len() {
            _ if !outlook.complete => format!("{now}; what else it could be is not proven"),
            0 | 1 => format!(
                "{now}; settled{}",
                if self.inquiry.is_complete() { "" } else { ", with what is assumed" }
            ),
            2 => format!("{now}; could still become {}", self.others(outlook)),
            more => format!("{now}; could still become one of {} others", more - 1),
        }
    }

    fn others(&self, outlook: &Outlook) -> String {
        let others = outlook.possible.iter().filter(|winner| **winner != outlook.now);
        self.winners(&others.copied().collect())
    }

    /// `a, b and c`, at most [`NAMED`] of them.
    fn winners(&self, winners: &BTreeSet<Winner>) -> String {
        let say = |winner: &Winner| match winner {
            Winner::Service(id) => self.context.dated.catalog().service(*id).id.clone(),
            Winner::NoFit => "no service".to_owned(),
            Winner::Undecided => "no answer yet".to_owned(),
        };
        let mut all: Vec<String> = winners.iter().map(say).collect();
        let more = all.len().saturating_sub(NAMED);
        if more > 1 {
            all.truncate(NAMED);
            return format!("{} and {more} others", all.join(", "));
        }
        match all.pop() {
            Some(last) if !all.is_empty() => format!("{} and {last}", all.join(", ")),
            last => last.unwrap_or_default(),
        }
    }

    /// What a question means, and why it is asked now.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn why(
        &self,
        out: &mut dyn Write,
        style: TextStyle,
        question: QuestionId,
        changes: &Changes,
    ) -> io::Result<()> {
        let mut page = Page::new(out, style);
        if let Some(help) = &self.context.dated.pack().question(question).help {
            page.text(2, help, Tone::Plain)?;
        }
        page.text(2, &format!("Asked now: {}", self.changes(changes)), Tone::Faint)
    }

    fn changes(&self, changes: &Changes) -> String {
        let each = changes.iter().map(|(provider, winners)| {
            let provider = &self.context.dated.catalog().provider(*provider).name;
            format!("{} on {provider}", self.winners(winners))
        });
        let each: Vec<String> = each.collect();
        if each.is_empty() {
            return "you asked for it; its answer changes nothing by itself".to_owned();
        }
        format!("it decides between {}", each.join(", and between "))
    }

    /// The long answer to `?`: what each answer would leave, what stands in for one, and the rule behind it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn explain(
        &self,
        out: &mut dyn Write,
        style: TextStyle,
        question: QuestionId,
        changes: &Changes,
    ) -> io::Result<()> {
        self.why(out, style, question, changes)?;
        let mut page = Page::new(out, style);
        let words = self.answers(question);
        let columns = (4, column(words.iter().map(|(word, _)| word.as_str()), 4, 24));
        for (word, code) in &words {
            let leads = self.inquiry.answered(question, *code).outlook();
            let each = leads.iter().map(|outlook| {
                let provider = &self.context.dated.catalog().provider(outlook.provider).name;
                format!("{provider}: {}", self.winners(&outlook.possible))
            });
            page.entry(columns, word, &each.collect::<Vec<String>>().join("; "), Tone::Plain)?;
        }
        page.text(2, &format!("If you do not know: {}.", self.fallback_text(question)), Tone::Plain)?;
        let declared = self.context.dated.pack().question(question);
        let rule = self.phrases().rule(declared.span);
        page.text(
            2,
            &format!("In a requirement file it is `{}`; declared at {rule}.", declared.name),
            Tone::Faint,
        )
    }

    /// What a special need means, and what it can change.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn explain_need(
        &self,
        out: &mut dyn Write,
        style: TextStyle,
        question: QuestionId,
    ) -> io::Result<()> {
        Page::new(out, style).text(0, &self.need(question), Tone::Strong)?;
        let changes = self.inquiry.needs([question]).pop().map(|need| need.changes);
        self.why(out, style, question, &changes.unwrap_or_default())
    }

    /// The answers that can be listed, with their codes.
    fn answers(&self, question: QuestionId) -> Vec<(String, i128)> {
        let codes = match &self.context.dated.pack().question(question).value_type {
            ValueType::YesNo => vec![1, 0],
            ValueType::Choice(words) => (0..).zip(words.iter()).map(|(code, _)| code).collect(),
            _ => Vec::new(),
        };
        codes.into_iter().map(|code| (self.shown(question, Some(code)), code)).collect()
    }

    /// Everything that was answered, as lines to choose from: `kind = web_app`.
    #[must_use]
    pub fn answered(&self) -> Vec<(QuestionId, String)> {
        let line = |stated: &crate::requirement::Stated| {
            let name = &self.context.dated.pack().question(stated.question).name;
            (stated.question, format!("{name} = {}", literal(&stated.value)))
        };
        self.requirement.stated().iter().map(line).collect()
    }
}

/// `At most 3 questions are left, then one list of special needs.`
fn left(questions: usize, needs: bool, complete: bool) -> String {
    if !complete {
        return "There are too many completions to look at: how many questions are left is not proven."
            .to_owned();
    }
    let asked = match questions {
        0 => String::new(),
        1 => "At most 1 question is left".to_owned(),
        more => format!("At most {more} questions are left"),
    };
    match (asked.is_empty(), needs) {
        (true, true) => "No question is left but one list of special needs.".to_owned(),
        (true, false) => "No question is left.".to_owned(),
        (false, true) => format!("{asked}, then one list of special needs."),
        (false, false) => format!("{asked}."),
    }
}
