//! `rules test`: the cases of a pack.

use std::path::PathBuf;

use crate::cases::{CaseResult, run_cases};
use crate::cli::Exit;
use crate::cli::failure::Failure;
use crate::cli::lookup::LookupFormat;
use crate::cli::options::Stack;
use crate::cli::rules::{self, Cases as CaseFiles, Rules};
use crate::cli::terminal::Terminal;
use crate::diagnostic::{Code, Diagnostic};
use crate::report::cases::{self, Cases};

/// The arguments of `rules test`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the pack, over those of `--rules`; without one, the embedded pack
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Only cases whose name contains this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,

    /// Every case, and everything that no case exercises
    #[arg(long, short)]
    verbose: bool,

    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: LookupFormat,
}

pub(super) fn run(args: &Args, stack: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut stack = stack.clone();
    stack.rules.extend(args.folder.clone());
    let Rules { sources, catalog, pack, files, .. } = rules::load_with(&stack, CaseFiles::Taken)?;
    let chosen = |name: &str| args.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    let run = run_cases(&pack, &catalog, |case| chosen(&case.name.value));
    if run.results.is_empty() {
        let message = match &args.only {
            Some(only) => format!("no case has `{only}` in its name"),
            None => "there are no cases".to_owned(),
        };
        let finding = Diagnostic::general(Code::EmptyInput, message);
        return Err(finding
            .help("cases are `case` items in `*.rules` files, mostly in a folder `cases`")
            .into());
    }
    // The cases of a pack below are not run, so nothing is to be said of what its rules are for.
    let complete = args.only.is_none() && files.len() == 1;
    let cases = Cases { run: &run, pack: &pack, catalog: &catalog, sources: &sources, complete };
    let style = terminal.style(args.verbose);
    match args.format {
        LookupFormat::Text => cases::text(&mut terminal.out, cases, style)?,
        LookupFormat::Json => cases::json(&mut terminal.out, cases)?,
    }
    let all_hold = run.results.iter().all(|result: &CaseResult<'_>| result.differences.is_empty());
    Ok(if all_hold { Exit::Success } else { Exit::Findings })
}
