//! `recommend`: the main job.

use std::io;
use std::io::Write as _;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, ValueEnum};

use crate::diagnostic::{Diagnostics, Sources};
use crate::facade::{Providers, stale_facts};
use crate::report;
use crate::requirement::{Assignment, Overrides};

use super::args::{Arguments, Day, Stack};
use super::briefing::Briefing;
use super::failure::Failure;
use super::output::{Output, Page, Written};
use super::rules::{self, Rules};
use super::tally::Tally;
use super::terminal::Terminal;
use super::workloads::{Answering, Settings, Threads, Work, Workload};
use super::{Exit, clock, files};

/// The arguments of `recommend`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// Requirement files in YAML, JSON, JSON lines or TOML; `-` is standard input
    ///
    /// A file holds one workload, several under `workloads:`, several YAML documents, or one JSON
    /// object a line. Without FILE, standard input is read.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,

    /// One short JSON object for each workload: service, status, the ids of the reasons and of the assumptions
    #[arg(long, conflicts_with_all = ["format", "verbose"])]
    brief: bool,

    /// Answer for these providers only; may be repeated or separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    provider: Vec<String>,

    #[command(flatten)]
    day: Day,

    /// Answer a question for every workload, whatever its file says; may be repeated
    ///
    /// VALUE is written as in a YAML file: `yes`, `8GiB`, `[one, two]`. An empty VALUE takes the
    /// answer back. Of two for one question the later holds.
    #[arg(long, value_name = "KEY=VALUE", value_parser = Assignment::parse)]
    set: Vec<Assignment>,

    /// End with exit code 4 also when an answer depends on an assumption or on a fact that is not known
    #[arg(long)]
    strict: bool,

    /// Everything there is to say, in the text format
    #[arg(long, short)]
    verbose: bool,

    #[command(flatten)]
    threads: Threads,
}

/// How reports are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// One JSON object for each workload, as they are answered
    Jsonl,
    /// For pull requests
    Markdown,
}

/// Where a requirement comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    StandardInput,
    File(PathBuf),
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let origins = origins(&args.files, files::stdin_is_terminal())?;
    // What all is answered with is needed until the program ends, and then it is not worth the time to take it apart.
    let Rules { sources, catalog, pack, thawed, .. } = Box::leak(Box::new(rules::load(folders)?));
    let mut sources = std::mem::take(sources);
    let providers = Providers::read(&args.provider, &mut sources, catalog)?;
    let dated = &*Box::leak(Box::new(args.day.dated(pack, catalog, thawed.take(), terminal)?));
    let overrides = match Overrides::read("--set", &args.set, &mut sources, dated) {
        Ok(overrides) => overrides,
        Err(found) => return Err(Failure::of(found, sources)),
    };
    let settings = Settings { dated, providers, overrides };
    if args.brief {
        return brief(args, &settings, sources, origins, terminal);
    }
    let output = Output::new(args.format, terminal.style(args.verbose), dated);
    let (mut page, mut tally) = (Page::new(&output), Tally::default());
    let answering = Answering { settings: &settings, sources, threads: args.threads };
    let failed = answering.all(origins, &Recommending(&output), terminal, |(report, came), terminal| {
        tally.join(came);
        page.add(&report?, terminal)
    })?;
    page.finish(terminal)?;
    tally.failed = failed;
    let warning = clock::today().and_then(|today| stale_facts(&tally.recommended, dated, today));
    if let Some(warning) = warning {
        terminal.report(&Diagnostics::from(warning), &Sources::new());
    }
    Ok(tally.exit(args.strict))
}

/// Short answers, a line each.
fn brief(
    args: &Args,
    settings: &Settings<'_>,
    sources: Sources,
    origins: Vec<Origin>,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    let work = Briefing::new(settings);
    let mut tally = Tally::default();
    let answering = Answering { settings, sources, threads: args.threads };
    tally.failed = answering.all(origins, &work, terminal, |(lines, came), terminal| {
        tally.join(came);
        Ok(terminal.out.write_all(&lines)?)
    })?;
    let warning = clock::today().and_then(|today| stale_facts(&tally.recommended, settings.dated, today));
    if let Some(warning) = warning {
        terminal.report(&Diagnostics::from(warning), &Sources::new());
    }
    Ok(tally.exit(args.strict))
}

/// Reports, written, and what they come to.
struct Recommending<'o>(&'o Output);

impl Work for Recommending<'_> {
    type Answer = (io::Result<Written>, Tally);
    type Straight = ();
    const BLOCK: usize = 64;

    fn answer(&self, workload: Workload<'_>) -> Result<Self::Answer, Diagnostics> {
        let evaluation = workload.settings.evaluate(workload.requirement);
        let mut tally = Tally::default();
        tally.add(&evaluation);
        let report = report::build(workload.context(), workload.name, workload.requirement, &evaluation);
        Ok((self.0.written(&report), tally))
    }
}

/// What to read; nobody is left waiting at a silent terminal.
pub(super) fn origins(files: &[PathBuf], stdin_is_terminal: bool) -> Result<Vec<Origin>, clap::Error> {
    let refuse = |kind, message: &str| Arguments::command().error(kind, message);
    if files.is_empty() && stdin_is_terminal {
        let message = "no FILE given and nothing is piped in\n\n  \
                       tip: name a requirement file, or `-` to type one";
        return Err(refuse(ErrorKind::MissingRequiredArgument, message));
    }
    if files.is_empty() {
        return Ok(vec![Origin::StandardInput]);
    }
    let origin = |file: &PathBuf| match file.to_str() {
        Some("-") => Origin::StandardInput,
        _ => Origin::File(file.clone()),
    };
    let origins: Vec<Origin> = files.iter().map(origin).collect();
    if origins.iter().filter(|origin| **origin == Origin::StandardInput).count() > 1 {
        return Err(refuse(ErrorKind::ArgumentConflict, "`-` is standard input and can be read only once"));
    }
    Ok(origins)
}

#[cfg(test)]
mod tests {
    use super::{Origin, origins};

    #[test]
    fn a_silent_terminal_is_told_what_to_do() {
        let refusal = origins(&[], true).unwrap_err();
        assert_eq!(refusal.exit_code(), 2);
        assert!(refusal.to_string().contains("name a requirement file"), "{refusal}");
    }

    #[test]
    fn a_dash_is_read_from_a_terminal_all_the_same() {
        assert_eq!(origins(&["-".into()], true).unwrap(), [Origin::StandardInput]);
        assert_eq!(origins(&[], false).unwrap(), [Origin::StandardInput]);
        assert!(origins(&["-".into(), "a".into(), "-".into()], false).is_err());
    }
}
