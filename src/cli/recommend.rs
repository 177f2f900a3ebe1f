//! `recommend`: the main job.

use std::io;
use std::io::Write as _;
use std::path::PathBuf;

use crate::diagnostic::{Diagnostics, Sources};
use crate::facade::{Providers, stale_facts};
use crate::report;
use crate::requirement::{Assignment, Overrides};

use super::briefing::Briefing;
use super::day::Day;
use super::failure::Failure;
use super::options::Stack;
use super::origin::{Origin, origins};
use super::output::{Output, Page, ReportFormat, Written};
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

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let origins = origins(&args.files, files::stdin_is_terminal())?;
    // What all is answered with is needed until the program ends, and then it is not worth the time to take it apart.
    let Rules { sources, catalog, pack, thawed, .. } = Box::leak(Box::new(rules::load(folders)?));
    let mut sources = std::mem::take(sources);
    let providers = Providers::read(&args.provider, &mut sources, catalog).map_err(Failure::usage)?;
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
    let failures = answering.all(origins, &Recommending(&output), terminal, |(report, came), terminal| {
        tally.join(came);
        page.add(&report?, terminal)
    })?;
    tally.failed = failures.any;
    page.finish(&failures.records, terminal)?;
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
    tally.failed = answering
        .all(origins, &work, terminal, |(lines, came), terminal| {
            tally.join(came);
            Ok(terminal.out.write_all(&lines)?)
        })?
        .any;
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
