//! `compare`: facts of several services side by side.

use clap::error::ErrorKind;

use super::failure::{Failure, usage_error};
use super::lookup::Lookup;
use super::options::Stack;
use super::terminal::Terminal;
use super::{Exit, lookup};
use crate::report::lookup as render;

/// The arguments of `compare`.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Args {
    /// The ids of the services, two or more
    #[arg(value_name = "ID", required = true, num_args = 1.., value_delimiter = ',')]
    ids: Vec<String>,

    #[command(flatten)]
    lookup: Lookup,
}

pub(super) fn run(args: &Args, folders: &Stack, terminal: &mut Terminal) -> Result<Exit, Failure> {
    if args.ids.len() < 2 {
        let message = "there is nothing to compare one service with: name two or more";
        return Err(usage_error(ErrorKind::TooFewValues, message).into());
    }
    lookup::run(&args.lookup, folders, terminal, |out, dated, style| {
        let ids: Result<Vec<_>, _> = args.ids.iter().map(|id| lookup::service(dated.catalog(), id)).collect();
        Ok(match style {
            Some(style) => render::compare(out, dated, &ids?, style),
            None => render::compare_json(out, dated, &ids?),
        }?)
    })
}
