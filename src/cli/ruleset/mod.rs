//! `rules`: what people who own rules need. One file per command.

mod check;
mod diff;
mod docs;
mod fmt;
mod graph;
mod lsp;
mod revision;
mod test;

use clap::Subcommand;

use super::Exit;
use super::failure::Failure;
use super::options::Stack;
use super::terminal::Terminal;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::proof::TooLarge;

/// The arguments of `rules`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
enum Command {
    /// Prove a pack: total, sound, nothing dead, nothing unused
    Check(check::Args),
    /// Show every region of the answer space in which two packs answer differently
    Diff(diff::Args),
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
        Command::Check(args) => check::run(args, stack, terminal),
        Command::Diff(args) => diff::run(args, stack, terminal),
        Command::Fmt(args) => fmt::run(args, terminal),
        Command::Docs(args) => docs::run(args, stack, terminal),
        Command::Graph(args) => graph::run(args, stack, terminal),
        Command::Lsp(args) => lsp::run(args, stack, terminal),
        Command::Test(args) => test::run(args, stack, terminal),
    }
}

/// Nothing is claimed about a pack that is too large.
fn too_large(TooLarge: TooLarge) -> Failure {
    too_large_for("the answer space of these rules is larger than can be proven").into()
}

fn too_large_for(message: impl Into<String>) -> Diagnostic {
    Diagnostic::general(Code::TooLargeToProve, message)
        .help("split the pack, or let fewer rules look at many questions")
}

/// What is not claimed of a pack that is partly too large; nothing where all was proven.
fn partly(unproven: &[String]) -> Diagnostics {
    let mut all = Diagnostics::new();
    if !unproven.is_empty() {
        let parts = unproven.join("`, `");
        all.push(too_large_for(format!(
            "`{parts}` could not be proven: it takes more than the limits allow"
        )));
    }
    all
}

/// What two parts of the program do not agree on: a defect of the program, never of the rules.
fn disagreements(found: &[String]) -> Diagnostics {
    let mut all = Diagnostics::new();
    for text in found {
        let first = text.lines().next().unwrap_or_default().replace('`', "'");
        let message = format!("a requirement does not show what it was made for ({first})");
        all.push(
            Diagnostic::general(Code::WitnessDisagrees, message).help("please report it, with the rules"),
        );
    }
    all
}
