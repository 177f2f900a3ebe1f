//! `rules docs`: a Markdown reference of a pack.

use std::path::PathBuf;

use crate::cli::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::Stack;
use crate::cli::rules::{self, Cases, Rules};
use crate::cli::terminal::Terminal;
use crate::editor::reference;

/// The arguments of `rules docs`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the pack, over those of `--rules`; without one, the embedded pack
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub(super) fn run(args: &Args, stack: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let mut stack = stack.clone();
    stack.rules.extend(args.folder.clone());
    let Rules { files, .. } = rules::load_with(&stack, Cases::Taken)?;
    let files: Vec<_> = files.iter().flat_map(|pack| &pack.files).collect();
    reference(&mut terminal.out, &files)?;
    Ok(Exit::Success)
}
