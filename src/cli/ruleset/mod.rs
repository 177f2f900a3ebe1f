//! `rules`: what people who own rules need. One file per command.

mod fmt;

use clap::Subcommand;

use super::Exit;
use super::args::Stack;
use super::failure::Failure;
use super::terminal::Terminal;

/// The arguments of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    /// Lay out rule files in the one canonical way
    Fmt(fmt::Args),
}

pub(super) fn run(args: &Args, _folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Command::Fmt(args) => fmt::run(args, terminal),
    }
}
