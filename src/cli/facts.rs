//! `facts`: what is known about a service, from where and since when.

use super::args::{Lookup, Stack};
use super::failure::Failure;
use super::terminal::Terminal;
use super::{Exit, lookup};
use crate::report::lookup as render;

/// The arguments of `facts`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The id of the service
    #[arg(value_name = "ID")]
    id: String,

    #[command(flatten)]
    lookup: Lookup,
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    lookup::run(&args.lookup, folders, terminal, |out, dated, style| {
        let id = lookup::service(dated.catalog(), &args.id)?;
        Ok(match style {
            Some(style) => render::facts(out, dated, id, style),
            None => render::facts_json(out, dated, id),
        }?)
    })
}
