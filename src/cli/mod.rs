//! The command line: arguments in, results on standard output, findings on standard error.
//!
//! Takes arguments, reads files, environment and clock, calls the other rooms, and gives an
//! [`Exit`]. One file per command with its own `Args`; no command knows what a rule says.

mod args;
mod ask;
mod briefing;
mod clock;
mod compare;
mod completions;
mod day;
mod exit;
mod explain;
mod facts;
mod failure;
mod files;
mod input;
mod lookup;
mod man;
mod options;
mod origin;
mod output;
mod questions;
mod recommend;
mod review;
mod rules;
mod ruleset;
mod schema;
mod services;
mod spool;
mod tally;
mod terminal;
mod text;
mod workloads;

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::{CommandFactory as _, Parser as _};

pub use exit::Exit;

use crate::diagnostic::{Code, Diagnostic, Sources};
use crate::invariant::caught;
use args::{Arguments, Command};
use failure::Failure;
use terminal::Terminal;

/// Runs the program with the arguments of a command line, its own name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(message) => return usage(&message),
    };
    let mut terminal = Terminal::new(&arguments.global);
    let ended = caught(|| {
        command(&arguments, &mut terminal).and_then(|exit| Ok(terminal.out.flush().map(|()| exit)?))
    });
    match ended.unwrap_or_else(|broken| Err(broken.finding().into())) {
        Ok(exit) => exit,
        Err(Failure::Usage(message)) => usage(&message.format(&mut Arguments::command())),
        Err(Failure::Found { exit, found, sources }) => {
            terminal.report(&found, &sources);
            exit
        }
        // Whoever closed the pipe has read enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Success,
        Err(Failure::Output(error)) => {
            let message = format!("cannot write the output: {error}");
            terminal.report(&Diagnostic::general(Code::UnwritableFile, message).into(), &Sources::new());
            Exit::Failure
        }
    }
}

fn command(arguments: &Arguments, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let folders = &arguments.global.stack;
    match &arguments.command {
        Command::Recommend(args) => recommend::run(args, folders, terminal),
        Command::Ask(args) => ask::run(args, folders, terminal),
        Command::Explain(args) => explain::run(args, folders, terminal),
        Command::Review(args) => review::run(args, folders, terminal),
        Command::Services(args) => services::run(args, folders, terminal),
        Command::Questions(args) => questions::run(args, folders, terminal),
        Command::Facts(args) => facts::run(args, folders, terminal),
        Command::Compare(args) => compare::run(args, folders, terminal),
        Command::Rules(args) => ruleset::run(args, folders, terminal),
        Command::Schema(args) => schema::run(args, folders, terminal),
        Command::Completions(args) => completions::run(args, &mut Arguments::command(), terminal),
        Command::Man(args) => man::run(args, Arguments::command(), terminal),
    }
}

/// Prints what the parser of arguments says: help and version are successes.
fn usage(message: &clap::Error) -> Exit {
    // Nobody reads it: that is no reason to fail differently.
    message.print().unwrap_or_default();
    if message.use_stderr() { Exit::Usage } else { Exit::Success }
}
