//! `rules`: commands for those who own the rules, one file each.

mod check;
mod diff;
mod revision;

use std::path::PathBuf;

use clap::Subcommand;

use super::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::analysis::rules::TooLarge;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The commands below `rules`.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prove a pack: total, sound, nothing dead, nothing unused
    Check(check::Args),
    /// Show every region of the answer space in which two packs answer differently
    Diff(diff::Args),
}

pub(super) fn run(command: &Command, folders: &[PathBuf], terminal: &mut Terminal) -> Result<Exit, Failure> {
    match command {
        Command::Check(args) => check::run(args, folders, terminal),
        Command::Diff(args) => diff::run(args, terminal),
    }
}

/// Nothing is claimed about a pack that is too large.
fn too_large(TooLarge: TooLarge) -> Failure {
    let message = "the answer space of these rules is larger than can be proven";
    Diagnostic::general(Code::TooLargeToProve, message)
        .help("split the pack, or let fewer rules look at many questions")
        .into()
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
