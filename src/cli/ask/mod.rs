//! `ask`: the questionnaire in the terminal.

mod front;
mod outcome;
mod plain;
mod prompts;
mod script;
mod session;
mod typed;

use std::io;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use clap::error::ErrorKind;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, SourceId, Sources, Span};
use crate::inquiry::{Changes, Need};
use crate::logic::QuestionId;
use crate::pack::DatedPack;
use crate::quantity::Date;
use crate::report::Context;
use crate::report::questionnaire::Questionnaire;
use crate::requirement::read::{self, Format, Reading};
use crate::requirement::{RawRequirement, Requirement, check};

use super::args::{Arguments, date};
use super::failure::Failure;
use super::providers::Providers;
use super::rules::{self, Rules};
use super::terminal::{Terminal, shows_prompts};
use super::{Exit, files, text};
use front::{AtEnd, Front, Prompt, Reply};
use outcome::{Outcome, save};
use plain::Plain;
use prompts::Prompts;
use script::Script;
use session::{Session, Step};

/// The arguments of `ask`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// A requirement file to go on from; what it states is not asked again
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Answer from this requirement file instead of asking; what it does not answer is not known
    #[arg(long, value_name = "FILE", conflicts_with = "plain")]
    answers: Option<PathBuf>,

    /// One question after the other as lines of text, also without a terminal
    #[arg(long)]
    plain: bool,

    /// Save the answers as a commented requirement file, after every answer
    #[arg(long, value_name = "PATH", value_parser = yaml_path)]
    save: Option<PathBuf>,

    /// Write an architecture decision record in Markdown
    #[arg(long, value_name = "PATH")]
    adr: Option<PathBuf>,

    /// Ask for these providers only; may be repeated or separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    provider: Vec<String>,

    /// Use the facts of this day, such as 2025-06-30, instead of the day of the rules
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,

    /// End with exit code 4 also when an answer depends on an assumption
    #[arg(long)]
    strict: bool,

    /// Everything there is to say, in the report
    #[arg(long, short)]
    verbose: bool,
}

/// The name of a file that will be read as YAML again.
fn yaml_path(text: &str) -> Result<PathBuf, String> {
    match Format::of_name(text) {
        Some(Format::Yaml) => Ok(PathBuf::from(text)),
        _ => Err("the file is YAML: its name must end in .yaml or .yml".to_owned()),
    }
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Prompts,
    Plain,
    Script,
}

pub(super) fn run(args: &Args, folders: &[PathBuf], terminal: &mut Terminal) -> Result<Exit, Failure> {
    let way = way(args, shows_prompts())?;
    let Rules { mut sources, catalog, pack } = rules::load(folders)?;
    let providers = Providers::read(&args.provider, &mut sources, &catalog)?;
    let dated = DatedPack::new(&pack, &catalog, args.as_of.unwrap_or(pack.as_of()));
    let start = match start(args.file.as_deref(), providers.as_ref(), &dated, &mut sources) {
        Ok(start) => start,
        Err(found) => return Err(Failure::of(found, sources)),
    };
    let script = match args.answers.as_deref().map(|path| workload(path, &dated, &mut sources)).transpose() {
        Ok(script) => script.map(|(_, requirement)| requirement),
        Err(found) => return Err(Failure::of(found, sources)),
    };
    let mut asking = Asking { session: Session::new(&dated, start), dated: &dated, sources, args };
    let ended = match (way, &script) {
        (Way::Script, Some(answers)) => asking.from(answers)?,
        (Way::Plain, _) => asking.converse(&mut Plain::new(terminal))?,
        _ => asking.converse(&mut Prompts::new(terminal))?,
    };
    let outcome = asking.outcome()?;
    if ended == Ended::Early {
        return outcome.keep(args.save.as_deref(), terminal);
    }
    outcome.report(&dated, terminal, args.verbose)?;
    let offered = if way == Way::Prompts { asking.offers(terminal) } else { [None, None] };
    let [requirement, record] = offered;
    if let Some(path) = args.save.clone().or(requirement) {
        save(&path, outcome.file(), terminal)?;
    }
    if let Some(path) = args.adr.clone().or(record) {
        save(&path, &outcome.record(&dated)?, terminal)?;
    }
    Ok(outcome.exit(args.strict))
}

/// Who answers: nobody is left waiting, and no prompt is written where it cannot be seen.
fn way(args: &Args, shows_prompts: Option<bool>) -> Result<Way, clap::Error> {
    match (args.answers.is_some(), args.plain, shows_prompts) {
        (true, ..) => Ok(Way::Script),
        (_, true, _) | (_, _, Some(false)) => Ok(Way::Plain),
        (_, _, Some(true)) => Ok(Way::Prompts),
        (_, _, None) => {
            let message = "there is no terminal to ask at\n\n  \
                           tip: `--answers FILE` answers from a file, `--plain` reads one answer a line, and \
                           `fingerpost recommend FILE` answers a requirement file without asking";
            Err(Arguments::command().error(ErrorKind::MissingRequiredArgument, message))
        }
    }
}

/// What is known before the first question.
fn start(
    file: Option<&Path>,
    providers: Option<&Providers>,
    dated: &DatedPack<'_>,
    sources: &mut Sources,
) -> Result<Requirement, Diagnostics> {
    let (raw, requirement) = if let Some(path) = file {
        workload(path, dated, sources)?
    } else {
        let source = sources.add("answers", "");
        let raw = RawRequirement { entries: Vec::new(), span: Span::new(source, 0, 0) };
        let requirement = check(&raw, dated.pack(), dated.catalog())?;
        (raw, requirement)
    };
    match providers {
        Some(providers) => providers.restrict(&raw, requirement, dated),
        None => Ok(requirement),
    }
}

/// The one workload of a file.
fn workload(
    path: &Path,
    dated: &DatedPack<'_>,
    sources: &mut Sources,
) -> Result<(RawRequirement, Requirement), Diagnostics> {
    let name = path.display().to_string();
    let bytes = files::read(path)?;
    let source = text::add(sources, &name, bytes, 1, 0)?;
    let format = Format::of_name(&name);
    let raw = one(source, sources, format)?;
    let requirement = check(&raw, dated.pack(), dated.catalog())?;
    Ok((raw, requirement))
}

/// The one workload of a text.
fn one(source: SourceId, sources: &Sources, format: Option<Format>) -> Result<RawRequirement, Diagnostics> {
    let content = sources.get(source).map(crate::diagnostic::Source::text).unwrap_or_default();
    let format = format.unwrap_or_else(|| Format::guess(content));
    let Reading { mut workloads, diagnostics } = read::read(source, content, format);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    match (workloads.pop(), workloads.len()) {
        (Some(workload), 0) => Ok(workload),
        (last, more) => {
            let span = last.map_or(Span::new(source, 0, 0), |workload| workload.span);
            let message = format!("there are {} workloads, and the questions are about one", more + 1);
            Err(Diagnostic::error(Code::TooMany, span, message).help("put it in a file of its own").into())
        }
    }
}

/// How a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Settled,
    Early,
}

/// A questionnaire and all that belongs to it.
struct Asking<'a> {
    session: Session<'a>,
    dated: &'a DatedPack<'a>,
    sources: Sources,
    args: &'a Args,
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
    fn outcome(&mut self) -> Result<Outcome, Failure> {
        let name = self.name();
        Outcome::of(&self.session, self.dated, &mut self.sources, &name, self.args.save.as_deref())
    }

    /// Answers from a file, and states whatever else is in it: nothing that somebody said is left out.
    fn from(&mut self, answers: &Requirement) -> Result<Ended, Failure> {
        let mut front = Script { answers };
        loop {
            let ended = self.converse(&mut front)?;
            let unused = |stated: &&crate::requirement::Stated| {
                self.session.requirement().answer(stated.question).is_none()
            };
            let Some(left) = answers.stated().iter().find(unused) else { return Ok(ended) };
            self.session.volunteer(left.question);
        }
    }

    fn converse(&mut self, front: &mut dyn Front) -> Result<Ended, Failure> {
        let mut fresh = true;
        loop {
            let step = self.session.step();
            if fresh {
                self.show(front, |page, screen, style, (questions, needs)| {
                    screen.standing(page, style, questions, needs)
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
            kind: typed::kind(declared),
            unknown: screen.stands_in(question),
        };
        front.ask(&prompt)
    }

    /// What a reply does; whether the questionnaire has moved.
    fn take(&mut self, front: &mut dyn Front, step: &Step, reply: Reply) -> Result<bool, Failure> {
        let done = match (step, reply) {
            (Step::Question { question, .. }, Reply::Typed(text)) => {
                let declared = self.dated.pack().question(*question);
                let value = typed::value(declared, &text, &mut self.sources).map_err(Diagnostics::from);
                value.and_then(|value| self.session.answer(*question, value))
            }
            (Step::Question { question, .. }, Reply::Words(words)) => {
                let declared = self.dated.pack().question(*question);
                let value = typed::value(declared, &words.join(", "), &mut self.sources);
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
                let found = pack.find_question(&name).filter(|found| pack.walk_question() != Some(*found));
                if found.is_none() {
                    let message = format!("`{name}` is not a question of the pack");
                    let names = pack.questions().map(|(_, question)| question.name.as_str());
                    let near = crate::diagnostic::nearest(&name, names);
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
        write: impl FnOnce(
            &mut Vec<u8>,
            Questionnaire<'_>,
            crate::report::text::TextStyle,
            (usize, bool),
        ) -> io::Result<()>,
    ) {
        let mut page = Vec::new();
        // Writing to memory cannot fail.
        write(&mut page, self.screen(), front.style(), self.session.left()).unwrap_or_default();
        front.show(&page);
    }

    /// Asks where to save what no flag says.
    fn offers(&self, terminal: &mut Terminal) -> [Option<PathBuf>; 2] {
        let mut prompts = Prompts::new(terminal);
        prompts.show(b"\n");
        let mut path = |what: &str, fits: fn(&str) -> Result<PathBuf, String>| loop {
            match fits(&prompts.path(what)?) {
                Ok(path) => return Some(path),
                Err(wrong) => prompts.show(format!("{wrong}\n").as_bytes()),
            }
        };
        let requirement =
            self.args.save.is_none().then(|| path("the answers as a requirement file (.yaml)", yaml_path));
        let record = self
            .args
            .adr
            .is_none()
            .then(|| path("a decision record in Markdown (.md)", |text| Ok(PathBuf::from(text))));
        [requirement.flatten(), record.flatten()]
    }
}

/// Writes a file without a word: it is written again after every answer.
fn save_quietly(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(files::write(folder, &name, bytes)?)
}

#[cfg(test)]
mod tests {
    use super::{Args, Way, way, yaml_path};

    fn args(plain: bool, answers: bool) -> Args {
        Args {
            file: None,
            answers: answers.then(|| "a.yaml".into()),
            plain,
            save: None,
            adr: None,
            provider: Vec::new(),
            as_of: None,
            strict: false,
            verbose: false,
        }
    }

    #[test]
    fn without_a_terminal_it_says_what_to_use_instead() {
        let refusal = way(&args(false, false), None).unwrap_err();
        assert_eq!(refusal.exit_code(), 2);
        for instead in ["--answers", "--plain", "recommend"] {
            assert!(refusal.to_string().contains(instead), "{refusal}");
        }
        assert_eq!(way(&args(true, false), None).unwrap(), Way::Plain);
        assert_eq!(way(&args(false, true), None).unwrap(), Way::Script);
    }

    #[test]
    fn a_dumb_terminal_gets_lines() {
        assert_eq!(way(&args(false, false), Some(false)).unwrap(), Way::Plain);
        assert_eq!(way(&args(false, false), Some(true)).unwrap(), Way::Prompts);
    }

    #[test]
    fn a_saved_file_can_be_read_again_by_its_name() {
        assert!(yaml_path("a.yaml").is_ok() && yaml_path("b/c.YML").is_ok());
        assert!(yaml_path("a.json").is_err() && yaml_path("a").is_err());
    }
}
