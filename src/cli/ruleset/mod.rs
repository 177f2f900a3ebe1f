//! `rules`: what people who own rules need. One file per command.

mod docs;
mod fmt;
mod graph;
mod lsp;
mod test;

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
    /// Write a reference of the rules in Markdown
    Docs(docs::Args),
    /// Draw the decision graph
    Graph(graph::Args),
    /// Serve an editor with findings, explanations, completions and renaming
    Lsp(lsp::Args),
    /// Run the cases of a pack, and count what they exercise
    Test(test::Args),
}

pub(super) fn run(args: &Args, stack: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Command::Fmt(args) => fmt::run(args, terminal),
        Command::Docs(args) => docs::run(args, stack, terminal),
        Command::Graph(args) => graph::run(args, stack, terminal),
        Command::Lsp(args) => lsp::run(args, stack, terminal),
        Command::Test(args) => test::run(args, stack, terminal),
    }
}
