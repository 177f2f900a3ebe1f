//! `rules diff`: what a change of rules or facts changes.

use std::path::Path;

use clap::ValueEnum;

use super::super::Exit;
use super::super::day::date;
use super::super::failure::Failure;
use super::super::options::Stack;
use super::super::rules::{self, Origin, Rules};
use super::super::terminal::Terminal;
use super::{disagreements, partly, revision, too_large};
use crate::program::DatedRules;
use crate::proof::diff;
use crate::quantity::Date;
use crate::report::proof as render;

/// The arguments of `rules diff`.
#[derive(Clone, Debug, clap::Args)]
pub(in super::super) struct Args {
    /// The rules before, over those of `--rules`: a folder, or REVISION:FOLDER of the git repository here
    #[arg(value_name = "OLD")]
    old: String,

    /// The rules after: a folder, or REVISION:FOLDER
    #[arg(value_name = "NEW")]
    new: String,

    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Use the facts of this day for both, instead of the day of each
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
}

/// How differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For a pull request
    Markdown,
}

pub(super) fn run(args: &Args, stack: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    let old = rules::load_over(stack, origins(&args.old)?)?;
    let new = rules::load_over(stack, origins(&args.new)?)?;
    let dated = |rules: &'_ Rules| args.as_of.unwrap_or(rules.pack.as_of());
    let before = DatedRules::new(&old.pack, &old.catalog, dated(&old));
    let after = DatedRules::new(&new.pack, &new.catalog, dated(&new));
    let difference = diff(&before, &after).map_err(too_large)?;
    let head = render::Head { old: &args.old, new: &args.new };
    match args.format {
        Format::Text => render::diff(&mut terminal.out, head, &difference)?,
        Format::Json => render::diff_json(&mut terminal.out, head, &difference)?,
        Format::Markdown => render::diff_markdown(&mut terminal.out, head, &difference)?,
    }
    terminal.report(&disagreements(&difference.disagreements), &new.sources);
    terminal.report(&partly(&difference.unproven), &new.sources);
    Ok(if !difference.disagreements.is_empty() || !difference.unproven.is_empty() {
        Exit::Failure
    } else if difference.is_empty() {
        Exit::Success
    } else {
        Exit::Findings
    })
}

/// The files behind an argument. A pack without a catalog of its own takes the folder `catalog` beside it.
fn origins(argument: &str) -> Result<Vec<Origin>, Failure> {
    let folder = Path::new(argument);
    match argument.split_once(':') {
        Some((rev, path)) if !folder.is_dir() => Ok(revision::origins(rev, path)?),
        _ => {
            let beside = folder.join("..").join("catalog");
            let own = folder.join("catalog").is_dir() || !beside.is_dir();
            let catalog = (!own).then_some(Origin::Catalog(beside));
            Ok(catalog.into_iter().chain([Origin::Folder(folder.to_path_buf())]).collect())
        }
    }
}
