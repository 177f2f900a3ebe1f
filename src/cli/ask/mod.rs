//! `ask`: the questionnaire in the terminal.

mod begin;
mod front;
mod interrupt;
mod outcome;
mod plain;
mod prompts;
mod script;
mod talk;

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;

use crate::diagnostic::{Diagnostics, Sources};
use crate::facade::Providers;
use crate::inquiry::{Session, agree};
use crate::requirement::read::Format;

use super::day::Day;
use super::failure::{Failure, usage_error};
use super::options::Stack;
use super::rules::{self, Rules};
use super::terminal::{Terminal, shows_prompts};
use super::{Exit, files};
use begin::start;
use interrupt::Interrupt;
use outcome::save;
use plain::Plain;
use prompts::Prompts;
use talk::{Asking, Ended};

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

    /// Save the answers as a commented requirement file, after every answer; folders that are missing are made
    #[arg(long, value_name = "PATH")]
    save: Option<PathBuf>,

    /// Write an architecture decision record in Markdown; folders that are missing are made
    #[arg(long, value_name = "PATH")]
    adr: Option<PathBuf>,

    /// Ask for these providers only; may be repeated or separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    provider: Vec<String>,

    #[command(flatten)]
    day: Day,

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

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let way = way(args, shows_prompts())?;
    check_places(args)?;
    let Rules { mut sources, catalog, pack, thawed, .. } = rules::load(folders)?;
    let providers = Providers::read(&args.provider, &mut sources, &catalog).map_err(Failure::usage)?;
    let dated = args.day.dated(&pack, &catalog, thawed, terminal)?;
    let known = |sources: &mut Sources| -> Result<_, Diagnostics> {
        let begun = start(args.file.as_deref(), providers.as_ref(), &dated, sources)?;
        let Some(path) = args.answers.as_deref() else { return Ok((begun, None)) };
        let answers = start(Some(path), providers.as_ref(), &dated, sources)?;
        agree(&begun, &answers, &dated)?;
        Ok((begun, Some(answers)))
    };
    let (start, script) = match known(&mut sources) {
        Ok(known) => known,
        Err(found) => return Err(Failure::of(found, sources)),
    };
    let interrupt = match way {
        Way::Prompts => Some(Interrupt::watch()),
        Way::Plain | Way::Script => None,
    };
    let mut asking = Asking { session: Session::new(&dated, start), dated: &dated, sources, args };
    let ended = match (&script, &interrupt) {
        (Some(answers), _) => asking.from(answers)?,
        (None, Some(interrupt)) => asking.converse(&mut Prompts::new(terminal, interrupt))?,
        (None, None) => asking.converse(&mut Plain::new(terminal))?,
    };
    let outcome = asking.outcome()?;
    if ended == Ended::Early {
        return outcome.keep(args.save.as_deref(), terminal);
    }
    outcome.report(&dated, terminal, args.verbose)?;
    let [requirement, record] = match &interrupt {
        Some(interrupt) => asking.offers(&mut Prompts::new(terminal, interrupt)),
        None => [None, None],
    };
    if let Some(path) = args.save.clone().or(requirement) {
        save(&path, outcome.file(), terminal)?;
    }
    if let Some(path) = args.adr.clone().or(record) {
        save(&path, &outcome.record(&dated)?, terminal)?;
    }
    Ok(outcome.exit(args.strict))
}

/// Nobody answers questions for a file that cannot be written, or not be read again.
fn check_places(args: &Args) -> Result<(), Failure> {
    if let Some(path) = &args.adr {
        files::check_place(path, false)?;
    }
    let Some(path) = &args.save else { return Ok(()) };
    files::check_place(path, true)?;
    if args.adr.as_ref().is_some_and(|record| files::is_same_place(record, path)) {
        let message = "--save and --adr name the same file: one would take the place of the other";
        return Err(usage_error(ErrorKind::ArgumentConflict, message).into());
    }
    let usage = |wrong| usage_error(ErrorKind::ValueValidation, format!("--save: {wrong}"));
    yaml_path(&path.to_string_lossy()).map_err(usage)?;
    Ok(())
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
            Err(usage_error(ErrorKind::MissingRequiredArgument, message))
        }
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
    use super::{Args, Day, Way, way, yaml_path};

    fn args(plain: bool, answers: bool) -> Args {
        Args {
            file: None,
            answers: answers.then(|| "a.yaml".into()),
            plain,
            save: None,
            adr: None,
            provider: Vec::new(),
            day: Day::default(),
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
