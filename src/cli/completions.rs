//! `completions`: a script that completes commands and flags in a shell.

use std::io::Write as _;

use clap_complete::Shell;

use super::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// The arguments of `completions`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(
    args: &Args,
    program: &mut clap::Command,
    terminal: &mut Terminal,
) -> Result<Exit, Failure> {
    // Into memory first: the generator does not survive a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, program, "fingerpost", &mut script);
    terminal.out.write_all(&script)?;
    Ok(Exit::Success)
}
