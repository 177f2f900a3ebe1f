//! `services`: the services of the catalog, or one of them.

use super::args::{Lookup, Stack};
use super::failure::Failure;
use super::terminal::Terminal;
use super::{Exit, lookup};
use crate::report::lookup as render;

/// The arguments of `services`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The id of one service
    #[arg(value_name = "ID")]
    id: Option<String>,

    #[command(flatten)]
    lookup: Lookup,
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    lookup::run(&args.lookup, folders, terminal, |out, dated, style| {
        let id = args.id.as_deref().map(|id| lookup::service(dated.catalog(), id)).transpose()?;
        Ok(match (id, style) {
            (Some(id), Some(style)) => render::service(out, dated, id, style),
            (Some(id), None) => render::service_json(out, dated, id),
            (None, Some(style)) => render::services(out, dated, style),
            (None, None) => render::services_json(out, dated),
        }?)
    })
}
