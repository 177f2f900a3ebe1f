//! The conversation: a step of the session, a reply, and what the reply does.

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Sources, nearest};
use crate::inquiry::{Changes, Need, Session, Step};
use crate::logic::QuestionId;
use crate::program::DatedRules;
use crate::report::Context;
use crate::report::escape;
use crate::report::questionnaire::Questionnaire;
use crate::report::text::TextStyle;
use crate::requirement::{AnswerForm, Requirement, parse_answer};

use super::super::failure::Failure;
use super::super::files;
use super::front::{AtEnd, Front, Prompt, Reply};
use super::outcome::Outcome;
use super::prompts::Prompts;
use super::script::Script;
use super::{Args, save_quietly, yaml_path};

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Settled,
    Early,
}

/// A questionnaire and all that belongs to it.
pub(super) struct Asking<'a> {
    pub(super) session: Session,
    pub(super) dated: &'a DatedRules,
    pub(super) sources: Sources,
    pub(super) args: &'a Args,
}

/// What stands above the list of special needs.
const NEEDS: &str = "Does any of these apply? Everything that is not ticked stays as it is.";

impl Asking<'_> {
    /// The workload's name where nobody gave it one.
    fn name(&self) -> String {
        let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let paths = [&self.args.save, &self.args.file, &self.args.answers];
        paths.into_iter().flatten().find_map(|path| stem(path)).unwrap_or_else(|| "workload".to_owned())
    }

    /// What comes of the answers so far.
    pub(super) fn outcome(&mut self) -> Result<Outcome, Failure> {
        let name = self.name();
        Outcome::of(&self.session, self.dated, &mut self.sources, &name, self.args.save.as_deref())
    }

    /// Answers from a file, and states whatever else is in it: nothing that somebody said is left out.
    pub(super) fn from(&mut self, answers: &Requirement) -> Result<Ended, Failure> {
        let mut front = Script { answers };
        self.session.propose(answers.proposed());
        let mut ended = self.converse(&mut front)?;
        for stated in answers.stated() {
            if self.session.requirement().answer(stated.question).is_none() {
                self.session.volunteer(stated.question);
                ended = self.converse(&mut front)?;
            }
        }
        Ok(ended)
    }

    pub(super) fn converse(&mut self, front: &mut dyn Front) -> Result<Ended, Failure> {
        let mut fresh = true;
        loop {
            let step = self.session.step();
            if fresh {
                self.show(front, |page, screen, style, (questions, needs)| {
                    screen.overview(page, style, questions, needs)
                });
            }
            let reply = match &step {
                Step::Question { question, changes } => self.put(front, *question, changes, fresh),
                Step::Needs(needs) => {
                    let screen = self.screen();
                    let entry = |need: &Need| {
                        let doubt = if need.proven { "" } else { " (whether it matters is not proven)" };
                        (need.question, screen.need(need.question) + doubt)
                    };
                    let entries: Vec<(QuestionId, String)> = needs.iter().map(entry).collect();
                    front.tick(NEEDS, &entries)
                }
                Step::Done => match front.at_end() {
                    AtEnd::Report => return Ok(Ended::Settled),
                    AtEnd::Edit => Reply::Edit(None),
                    AtEnd::Back => Reply::Back,
                    AtEnd::Stop => Reply::Stop,
                },
            };
            if matches!(reply, Reply::Stop) {
                return Ok(Ended::Early);
            }
            fresh = self.take(front, &step, reply)?;
            if let (true, Some(path)) = (fresh, &self.args.save) {
                save_quietly(path, self.outcome()?.file())?;
            }
        }
    }

    fn put(&self, front: &mut dyn Front, question: QuestionId, changes: &Changes, fresh: bool) -> Reply {
        let screen = self.screen();
        let declared = self.dated.pack().question(question);
        let mut about = Vec::new();
        if fresh {
            // Writing to memory cannot fail.
            screen.why(&mut about, front.style(), question, changes).unwrap_or_default();
        }
        let prompt = Prompt {
            question,
            title: screen.title(question),
            about,
            kind: AnswerForm::of(declared),
            unknown: screen.fallback_text(question),
        };
        front.ask(&prompt)
    }

    /// What a reply does; whether the questionnaire has moved.
    fn take(&mut self, front: &mut dyn Front, step: &Step, reply: Reply) -> Result<bool, Failure> {
        let done = match (step, reply) {
            (Step::Question { question, .. }, Reply::Typed(text)) => {
                let declared = self.dated.pack().question(*question);
                let value = parse_answer(declared, &text, &mut self.sources).map_err(Diagnostics::from);
                value.and_then(|value| self.session.answer(*question, value))
            }
            (Step::Question { question, .. }, Reply::Words(words)) => {
                let declared = self.dated.pack().question(*question);
                let value = parse_answer(declared, &words.join(", "), &mut self.sources);
                value.map_err(Diagnostics::from).and_then(|value| self.session.answer(*question, value))
            }
            (Step::Question { question, .. }, Reply::Given(value)) => self.session.answer(*question, value),
            (Step::Question { question, .. }, Reply::NotKnown) => {
                self.session.not_known(*question);
                Ok(())
            }
            (Step::Needs(needs), Reply::Ticked(at)) => {
                let ticked: Vec<QuestionId> =
                    at.iter().filter_map(|at| needs.get(*at)).map(|need| need.question).collect();
                self.session.ticked(needs, &ticked)
            }
            (_, Reply::Back) => {
                if !self.session.back() {
                    front.show(b"This is the first question.\n");
                }
                Ok(())
            }
            (_, Reply::Edit(name)) => return self.edit(front, name),
            (step, _) => {
                self.explain(front, step);
                return Ok(false);
            }
        };
        match done {
            Ok(()) => Ok(true),
            Err(found) => front.refuse(&found, &self.sources).map(|()| false),
        }
    }

    fn edit(&mut self, front: &mut dyn Front, name: Option<String>) -> Result<bool, Failure> {
        let pack = self.dated.pack();
        let question = match name {
            None => front.choose(&self.screen().answered()),
            Some(name) => {
                let found =
                    pack.find_question(&name).filter(|found| pack.provider_variable() != Some(*found));
                if found.is_none() {
                    let message = format!("`{name}` is not a question of the pack");
                    let names = pack.questions().map(|(_, question)| question.name.as_str());
                    let near = nearest(&name, names);
                    let finding = Diagnostic::general(Code::UnknownQuestion, message).suggest(near);
                    front.refuse(&finding.into(), &self.sources)?;
                }
                found
            }
        };
        let Some(question) = question else { return Ok(false) };
        self.session.edit(question);
        Ok(true)
    }

    /// The long answer to `?`.
    fn explain(&self, front: &mut dyn Front, step: &Step) {
        self.show(front, |page, screen, style, _| match step {
            Step::Question { question, changes } => screen.explain(page, style, *question, changes),
            Step::Needs(needs) => {
                needs.iter().try_for_each(|need| screen.explain_need(page, style, need.question))
            }
            Step::Done => Ok(()),
        });
    }

    fn screen(&self) -> Questionnaire<'_> {
        Questionnaire {
            context: Context { dated: self.dated, sources: &self.sources },
            requirement: self.session.requirement(),
            inquiry: self.session.inquiry(),
        }
    }

    fn show(
        &self,
        front: &mut dyn Front,
        write: impl FnOnce(&mut Vec<u8>, Questionnaire<'_>, TextStyle, (usize, bool)) -> io::Result<()>,
    ) {
        let mut page = Vec::new();
        // Writing to memory cannot fail.
        write(&mut page, self.screen(), front.style(), self.session.left()).unwrap_or_default();
        front.show(&page);
    }

    /// Asks where to save what no flag says.
    pub(super) fn offers(&self, prompts: &mut Prompts<'_>) -> [Option<PathBuf>; 2] {
        prompts.show(b"\n");
        let mut path = |what: &str, read_again: bool| loop {
            let text = prompts.path(what)?;
            let named = if read_again { yaml_path(&text) } else { Ok(PathBuf::from(&text)) };
            let place = |path: PathBuf| match files::check_place(&path, read_again) {
                Ok(()) => Ok(path),
                Err(finding) => Err(finding.message),
            };
            match named.and_then(place) {
                Ok(path) => return Some(path),
                Err(wrong) => prompts.show(format!("{}\n", escape::terminal(&wrong)).as_bytes()),
            }
        };
        let requirement =
            self.args.save.is_none().then(|| path("the answers as a requirement file (.yaml)", true));
        let record = self.args.adr.is_none().then(|| path("a decision record in Markdown (.md)", false));
        [requirement.flatten(), record.flatten()]
    }
}
