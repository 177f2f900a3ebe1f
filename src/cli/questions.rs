//! `questions`: what a requirement file can answer.

use super::Exit;
use super::failure::Failure;
use super::lookup::LookupFormat;
use super::options::Stack;
use super::rules::{self, Rules};
use super::terminal::Terminal;
use crate::report::lookup as render;

/// The arguments of `questions`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: LookupFormat,

    /// Leave nothing out: help texts, reasons and long lists of words
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let Rules { pack, .. } = rules::load(folders)?;
    let style = terminal.style(args.verbose);
    match args.format {
        LookupFormat::Text => render::questions(&mut terminal.out, &pack, style)?,
        LookupFormat::Json => render::questions_json(&mut terminal.out, &pack)?,
    }
    Ok(Exit::Success)
}
