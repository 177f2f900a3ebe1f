//! What the commands that look things up have in common.

use crate::catalog::{Catalog, ServiceId};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::program::Ruleset;

use super::Exit;
use super::args::{Day, Lookup, LookupFormat, Stack};
use super::failure::Failure;
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
    write: impl FnOnce(Out<'_>, &Ruleset, Option<TextStyle>) -> Result<(), Failure>,
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
    write: impl FnOnce(Out<'_>, &Ruleset, TextStyle) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let Rules { catalog, pack, thawed, .. } = rules::load(folders)?;
    let dated = day.dated(&pack, &catalog, thawed, terminal)?;
    let style = terminal.style(false);
    write(&mut terminal.out, &dated, style)?;
    Ok(Exit::Success)
}

/// The service with an id as written in an argument.
pub(super) fn service(catalog: &Catalog, id: &str) -> Result<ServiceId, Failure> {
    catalog.find_service(id).ok_or_else(|| {
        let near = nearest(id, catalog.services().map(|(_, service)| service.id.as_str()));
        let finding =
            Diagnostic::general(Code::UnknownService, format!("`{id}` is not a service of the catalog"));
        let listed = "`fingerpost services` lists them";
        Failure::usage(if near.is_some() { finding.suggest(near) } else { finding.help(listed) })
    })
}
