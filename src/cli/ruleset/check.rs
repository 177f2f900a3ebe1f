//! `rules check`: what can be proven about a pack.

use std::path::PathBuf;

use clap::ValueEnum;

use super::super::Exit;
use super::super::day::Day;
use super::super::failure::Failure;
use super::super::options::Stack;
use super::super::rules::{self, Rules};
use super::super::terminal::Terminal;
use super::{disagreements, partly, too_large};
use crate::proof::{Unproven, check, matters};
use crate::report::proof as render;

/// The arguments of `rules check`.
#[derive(Clone, Debug, clap::Args)]
pub(in super::super) struct Args {
    /// The folders of the rules, over those of `--rules`; without one, the embedded pack
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,

    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    day: Day,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For code review
    Sarif,
}

pub(super) fn run(args: &Args, stack: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut stack = stack.clone();
    stack.rules.extend(args.folders.iter().cloned());
    let Rules { sources, catalog, pack, thawed, .. } = rules::load(&stack)?;
    let dated = args.day.dated(&pack, &catalog, thawed, terminal)?;
    let checked = check(&dated).map_err(too_large)?;
    match args.format {
        Format::Text => render::check(&mut terminal.out, &dated, &checked, &sources)?,
        Format::Json => render::check_json(&mut terminal.out, &dated, &checked, &sources)?,
        Format::Sarif => render::check_sarif(&mut terminal.out, &checked, &sources)?,
    }
    terminal.report(&disagreements(&checked.disagreements), &sources);
    let word = |it: &Unproven| it.provider.clone().unwrap_or_else(|| it.what.to_owned());
    let unproven: Vec<String> = checked.unproven.iter().map(word).collect();
    terminal.report(&partly(&unproven), &sources);
    let found = checked.findings.iter().any(matters);
    Ok(if !checked.disagreements.is_empty() || !unproven.is_empty() {
        Exit::Failure
    } else if found {
        Exit::Findings
    } else {
        Exit::Success
    })
}
