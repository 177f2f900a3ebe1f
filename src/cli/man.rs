//! `man`: the manual, one page on standard output or all pages in a folder.

use std::path::PathBuf;

use clap_mangen::Man;

use super::failure::Failure;
use super::terminal::Terminal;
use super::{Exit, files};

/// The arguments of `man`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// Write the pages of all commands into this folder instead
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &Args, mut program: clap::Command, terminal: &mut Terminal) -> Result<Exit, Failure> {
    program.build();
    let Some(folder) = &args.dir else {
        Man::new(program).render(&mut terminal.out)?;
        return Ok(Exit::Success);
    };
    for command in with_commands(&program) {
        // A built command knows its whole name, `fingerpost-recommend`.
        let name = command.get_display_name().unwrap_or(command.get_name()).to_owned();
        let mut page = Vec::new();
        Man::new(command.clone()).render(&mut page)?;
        files::write(folder, &format!("{name}.1"), &page)?;
    }
    Ok(Exit::Success)
}

/// A command and all below it, `help` aside.
fn with_commands(command: &clap::Command) -> Vec<&clap::Command> {
    let below = command.get_subcommands().filter(|command| command.get_name() != "help");
    below.flat_map(with_commands).chain([command]).collect()
}
