//! What the commands that look things up have in common.

use clap::ValueEnum;

use crate::catalog::{Catalog, ServiceId};
use crate::program::DatedRules;
use crate::requirement::{self, Choice};

use super::Exit;
use super::day::Day;
use super::failure::Failure;
use super::options::Stack;
use super::rules::{self, Rules};
use super::terminal::Terminal;
use crate::report::text::TextStyle;

/// What a look-up is written to: the bytes, and how they should look.
pub(super) type Out<'o> = &'o mut dyn std::io::Write;

/// Loads the rules, dates them and writes one of two formats.
pub(super) fn run(
    lookup: &Lookup,
    folders: &Stack,
    terminal: &mut Terminal,
    write: impl FnOnce(Out<'_>, &DatedRules, Option<TextStyle>) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    on(&lookup.day, folders, terminal, |out, dated, style| {
        let style = TextStyle { verbose: lookup.verbose, ..style };
        write(out, dated, (lookup.format == LookupFormat::Text).then_some(style))
    })
}

/// Loads the rules, dates them and writes something.
pub(super) fn on(
    day: &Day,
    folders: &Stack,
    terminal: &mut Terminal,
    write: impl FnOnce(Out<'_>, &DatedRules, TextStyle) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let Rules { catalog, pack, thawed, .. } = rules::load(folders)?;
    let dated = day.dated(&pack, &catalog, thawed, terminal)?;
    let style = terminal.style(false);
    write(&mut terminal.out, &dated, style)?;
    Ok(Exit::Success)
}

/// What an id in an argument names: a service, a configuration of one, or several by a name that they had before.
pub(super) fn choice(catalog: &Catalog, id: &str) -> Result<Choice, Failure> {
    requirement::choice(catalog, id).map_err(Failure::usage)
}

/// The one thing that an id in an argument names; what several configurations were called before stands for their service.
pub(super) fn service(catalog: &Catalog, id: &str) -> Result<ServiceId, Failure> {
    let Choice { first, others, .. } = choice(catalog, id)?;
    Ok(if others.is_empty() { first } else { catalog.service_of(first) })
}

/// How a look-up is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum LookupFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Flags of the commands that look things up.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Lookup {
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(super) format: LookupFormat,

    #[command(flatten)]
    pub(super) day: Day,

    /// Leave nothing out: evidence, notes, and values of other days
    #[arg(long, short)]
    pub(super) verbose: bool,
}
